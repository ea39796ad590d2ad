"""Reports on the five real plans: the office's own heading lines, columns and groups."""

import io
import os
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from paper_bench import Bench

from plans.layouts import Column, column_of
from plans.model import MarkKind
from plans.reader import read_document
from plans.rounds import Round
from plans.thai import Script, arabic_digits
from reports.report import Report
from reports.word import render_word

SEEDS = Path(os.environ.get("TIDTAM_SHARED", "../shared")) / "seeds"
ROUNDS = {"000": 6, "001": 6, "002": 12, "003": 6, "004": 12}
KINDS = (MarkKind.DONE, MarkKind.DONE, MarkKind.IN_PROGRESS, MarkKind.NOT_POSSIBLE, None)


def squeezed(text: str) -> str:
    return re.sub(r"[\s*.]+", "", arabic_digits(text))


def report_on(name: str) -> Report:
    """A round in which every fifth duty is forgotten and some are not possible."""
    path = SEEDS / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"the real plans are not here: {SEEDS} (set TIDTAM_SHARED)")
    plan = read_document(path.read_bytes(), path.name).plan
    bench = Bench.of(plan)
    round_ = Round(plan.fiscal_year, ROUNDS[name])
    owed = [
        (occurrence, division)
        for occurrence in bench.progress.occurrences
        for division in bench.progress.owners(occurrence)
    ]
    for number, (occurrence, division) in enumerate(owed):
        kind = KINDS[number % len(KINDS)]
        day = (occurrence.due or occurrence.period.ends) - timedelta(days=number % 7)
        if kind is not None:
            due, label = occurrence.due, occurrence.duty.label
            bench = bench.say(label, division, kind, day, f"หมายเหตุ {number}", due=due)
    return bench.report(round_, round_.last_day)


@pytest.fixture(scope="module", params=sorted(ROUNDS))
def seed(request) -> tuple[str, Report, bytes]:
    report = report_on(request.param)
    return request.param, report, render_word(report, digits=Script.ARABIC)


def cover(data: bytes) -> list[str]:
    document = docx.Document(io.BytesIO(data))
    return [p.text for p in document.paragraphs if p.style.name == "Title"]


def test_the_heading_is_the_offices_own(seed):
    name, _, data = seed
    if name == "001":
        pytest.skip("this document is a plan: no report of it exists to compare with")
    text = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    lines = cover(data)
    printed = squeezed(text[:1200])
    if name == "002":  # its cover spells the office in two ways, and breaks the title elsewhere
        lines = lines[1:2]
    assert all(squeezed(line) in printed for line in lines), lines


def test_columns_are_the_plans_with_a_place_for_the_result(seed):
    _, report, data = seed
    table = docx.Document(io.BytesIO(data)).tables[0]
    printed = [cell.text for cell in table.rows[0].cells]
    below = [cell.text for cell in table.rows[1].cells]
    leaves = [
        low if up == "สรุปผลการดำเนินการ" else up for up, low in zip(printed, below, strict=True)
    ]
    columns = list(report.plan.columns)
    assert leaves[: len(columns)] == [arabic_digits(column) for column in columns]
    assert {column_of(leaf) for leaf in leaves} & {Column.RESULT, Column.OUTCOME}


def test_every_measure_step_and_clause_is_printed(seed):
    _, report, data = seed
    document = docx.Document(io.BytesIO(data))
    printed = squeezed("".join(p.text for t in document.tables for p in t._tbl.iter() if p.text))
    for measure in report.plan.measures:
        clauses = [c.text for c in measure.clauses] if report.plan.monitored else []
        for text in (measure.title, *(step.text for step in measure.steps), *clauses):
            assert squeezed(text) in printed


def test_every_note_said_in_the_round_is_printed_once_or_more(seed):
    _, report, data = seed
    nodes = docx.Document(io.BytesIO(data)).element.iter()
    printed = "\n".join(node.text or "" for node in nodes)
    said = [one for line in report.lines for share in line.shares for one in share.said]
    assert said
    assert all(re.search(rf"{one.words.note}(?!\d)", printed) for one in said)
    assert all(one.day <= report.round.last_day for one in said)


def test_no_row_is_without_a_result(seed):
    _, report, _ = seed
    silent = replace(report, as_of=date(2030, 1, 1))
    for table in docx.Document(io.BytesIO(render_word(silent))).tables[:1]:
        assert all(row.cells[-1].text for row in table.rows)
