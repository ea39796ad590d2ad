"""The real documents altered as other offices would have them: columns, digits, years, heads."""

import json
import random
import re
from functools import cache

import pytest
from digests import digested
from rebuilt import Docx, as_tabs
from test_reader_seeds import SEEDS, seed

from plans.grid import Line, Row
from plans.layouts import column_of
from plans.loose import settle
from plans.reader import read_document
from plans.reading_json import to_json
from plans.rows import read_contents
from plans.tables import read_tables
from plans.thai import arabic_digits, thai_digits

_YEAR = re.compile(r"[2๒][5๕][0-9๐-๙]{2}(?![0-9๐-๙])")
_DIGEST = re.compile(r'"(?:[0-9a-f]{8})"')


@cache
def text(name: str) -> str:
    return seed(name).decode()


@cache
def blocks(name: str) -> list[Line | Row]:
    return list(settle(read_tables(seed(name), name).blocks))


@cache
def expected(name: str):
    return read(seed(name))


def read(data: bytes):
    return digested(json.loads(to_json(read_document(data, "plan"))))


def measures_width(name: str) -> int:
    header = read_contents(blocks(name)).header
    assert header
    return len(header.headings)


def is_head(row: Row) -> bool:
    return sum(column_of(cell) is not None for cell in row.cells) > 3


@pytest.mark.parametrize("name", SEEDS)
def test_arabic_digits_read_the_same(name):
    assert read(arabic_digits(text(name)).encode()) == expected(name)


@pytest.mark.parametrize("years", [-3, 1, 4])
@pytest.mark.parametrize("name", ["000", "001", "002", "003"])
def test_other_years_move_every_date_alike(name, years):
    def moved(match: re.Match[str]) -> str:
        year = str(int(arabic_digits(match[0])) + years)
        return year if match[0].isascii() else thai_digits(year)

    then = json.dumps(read(_YEAR.sub(moved, text(name)).encode()))
    dates = re.compile(r'"(20\d\d)(-\d\d-\d\d)"')
    back = dates.sub(lambda match: f'"{int(match[1]) - years}{match[2]}"', then)
    back = re.sub(r"\b25\d\d\b(?!\.)", lambda match: str(int(match[0]) - years), back)
    assert _DIGEST.sub('""', back) == _DIGEST.sub('""', json.dumps(expected(name)))


@pytest.mark.parametrize("order", range(4))
@pytest.mark.parametrize("name", ["000", "001", "002", "003"])
def test_columns_may_stand_in_any_order(name, order):
    width = measures_width(name)
    places = list(range(width))
    random.Random(order).shuffle(places)
    made = [
        Row(tuple(block.cells[i] for i in places), block.table)
        if isinstance(block, Row) and len(block.cells) == width
        else block
        for block in blocks(name)
    ]
    columns = [expected(name)["columns"][i] for i in places]
    assert read(Docx().of(made)) == {**expected(name), "columns": columns}


@pytest.mark.parametrize("name", SEEDS)
def test_the_head_need_not_be_repeated(name):
    width, two, made, at = measures_width(name), name == "004", [], 0
    seen = False
    while at < len(blocks(name)):
        block = blocks(name)[at]
        at += 1
        if isinstance(block, Row) and len(block.cells) == width and is_head(block):
            if not seen:
                made += blocks(name)[at - 1 : at + two]
            seen = True
            at += two
        else:
            made.append(block)
    assert read(Docx().of(made)) == expected(name)


@pytest.mark.parametrize("name", ["000", "001", "002", "003"])
def test_a_column_of_numbers_changes_nothing_else(name):
    width, made, count = measures_width(name), [], 0
    for block in blocks(name):
        if not isinstance(block, Row) or len(block.cells) != width:
            made.append(block)
        elif is_head(block):
            made.append(Row(("ลำดับที่", *block.cells), block.table))
        else:
            opens = bool(block.cells[0]) and "(ต่อ)" not in block.cells[0]
            count += opens
            made.append(Row((str(count) if opens else "", *block.cells), block.table))
    found = read(as_tabs(made))
    assert found["columns"][1:] == expected(name)["columns"]
    assert found["measures"] == expected(name)["measures"]


def test_a_slash_under_not_possible_says_so():
    moved = text("004").replace("\t/\t\t", "\t\t/\t", 1)
    read_again = json.loads(to_json(read_document(moved.encode(), "plan")))
    assert [one["result"]["status"] for one in read_again["measures"]][:2] == [
        "not_possible",
        "done",
    ]
