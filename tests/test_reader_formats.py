"""The real documents, made again as Word, spreadsheet, web page and text, read the same."""

import json
from functools import cache

import pytest
from digests import digested
from rebuilt import Docx, as_html, as_pipes, as_tabs, as_xlsx
from test_reader_seeds import SEEDS, seed

from plans.loose import settle
from plans.reader import read_document
from plans.reading_json import to_json
from plans.tables import read_tables

FORMATS = {
    "docx": Docx().of,
    "docx with automatic numbers": Docx(automatic=True).of,
    "xlsx": as_xlsx,
    "html": as_html,
    "tabs": as_tabs,
    "pipes": as_pipes,
}


@cache
def original(name: str):
    blocks = list(settle(read_tables(seed(name), f"{name}.txt").blocks))
    return blocks, read(seed(name))


def read(data: bytes):
    return digested(json.loads(to_json(read_document(data, "plan"))))


@pytest.mark.parametrize("made", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("name", SEEDS)
def test_same_reading_in_every_format(name, made):
    blocks, expected = original(name)
    assert read(made(blocks)) == expected
