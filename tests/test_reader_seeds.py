"""The five real documents read as a person reads them (numbers, dates, codes, digests of texts)."""

import json
import os
from pathlib import Path

import pytest
from digests import digested

from plans.model import Reading
from plans.reader import read_document
from plans.reading_json import to_json

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("TIDTAM_SHARED", HERE.parent.parent / "shared"))
SEEDS = ["000", "001", "002", "003", "004"]


def seed(name: str) -> bytes:
    file = SHARED / "seeds" / f"{name}.txt"
    if not file.exists():
        pytest.skip(f"the real document {file} is not here: set TIDTAM_SHARED to read it")
    return file.read_bytes()


def read(name: str) -> Reading:
    return read_document(seed(name), f"{name}.txt")


@pytest.mark.parametrize("name", SEEDS)
def test_real_document_reads_as_by_hand(name):
    expected = json.loads((HERE / "expected" / f"{name}.json").read_text())
    assert digested(json.loads(to_json(read(name)))) == expected


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("000", {"numbering", "misplaced_cells", "incomplete_row", "result_repeated"}),
        ("001", {"question_mismatch", "score_borrowed", "score_conflict", "weak_without_measure"}),
        ("002", {"owners_unequal", "periods_unequal", "organisation_spellings"}),
        ("003", {"interval_choice", "organisation_spellings"}),
        (
            "004",
            {
                "district_province",
                "score_delta",
                "question_repaired",
                "organisation_spellings",
                "unnumbered",
            },
        ),
    ],
)
def test_what_is_odd_in_a_real_document_is_found(name, codes):
    assert codes <= {finding.code for finding in read(name).findings}


@pytest.mark.parametrize("name", SEEDS)
def test_every_finding_says_what_and_where(name):
    for finding in read(name).findings:
        assert finding.message
        assert finding.source
        assert "{" not in finding.message
