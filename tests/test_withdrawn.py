"""What was answered before an amended plan dropped it is printed apart and counted nowhere."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
from paper_bench import CLERK, END, HALF, MONITORED, TREASURY
from test_word import text_of

from plans.model import Mark, MarkKind, Occurrence, Reading
from plans.thai import Script
from reports.compile import compile_report
from reports.excerpt import part_of
from reports.report import Report
from reports.sheet import render_sheet
from reports.word import render_word
from storage import loading, marks, people
from storage.database import Database, Transaction
from storage.progress import load_progress
from storage.withdrawn import answers_withdrawn

NOW = datetime(2023, 1, 20, 3, tzinfo=UTC)
ANNEX = "หน้าที่ที่ถอนออกระหว่างปี"


def _load(tx: Transaction, measures) -> None:
    plan = replace(MONITORED, measures=tuple(measures))
    loading.load(tx, Reading(plan), loading.Source("p", "0" * 64), {}, NOW, assume=True)


def _say(tx: Transaction, key: str, occurrence: Occurrence, name: str, note: str, **more) -> Mark:
    person = people.note_person(tx, "line:U1", "ผู้รายงาน")
    division = next(one for one in people.divisions(tx) if one.name == name)
    said = marks.Said(key, person, NOW)
    kind = more.pop("kind", MarkKind.DONE)
    return marks.record_mark(tx, said, occurrence.id, division, kind, note=note, **more)


def _occurrence(tx: Transaction, label: str) -> Occurrence:
    progress = load_progress(tx, MONITORED.fiscal_year)
    return next(one for one in progress.occurrences if one.duty.label == label)


def _play(tx: Transaction) -> Report:
    """Measures 1 and 3 are answered, then the plan is amended without measure 3."""
    _load(tx, MONITORED.measures)
    _say(tx, "a", _occurrence(tx, "1ก"), CLERK, "ลงเว็บแล้ว", done_on=date(2023, 1, 18))
    bought = _occurrence(tx, "3ก")
    _say(tx, "b", bought, TREASURY, "จัดทำแผนแล้ว", done_on=date(2022, 12, 20))
    wrong = _say(tx, "c", bought, "กองช่าง", "พูดผิด")
    _say(tx, "d", bought, "กองช่าง", "", kind=MarkKind.WITHDRAWN, withdraws=wrong.id)
    _load(tx, [one for one in MONITORED.measures if one.number != 3])
    progress = load_progress(tx, MONITORED.fiscal_year)
    gone = answers_withdrawn(tx, MONITORED.fiscal_year)
    return compile_report(progress, HALF, as_of=END, withdrawn=gone)


async def _played() -> Report:
    database = await Database.open(None)
    try:
        return await database.write(_play)
    finally:
        await database.close()


async def test_what_was_done_is_printed_in_an_annex_and_not_counted():
    report = await _played()
    printed = text_of(render_word(report, digits=Script.ARABIC))
    assert ANNEX in printed
    annex = printed[printed.index(ANNEX) :]
    assert "แผนจัดซื้อจัดจ้าง" in annex
    assert "กองคลังได้ดำเนินการเมื่อวันที่ 20 เดือน ธันวาคม พ.ศ. 2565 จัดทำแผนแล้ว" in annex
    assert "พูดผิด" not in printed  # taken back
    assert report.overall.tally.total == len(MONITORED.measures) - 1
    book = openpyxl.load_workbook(io.BytesIO(render_sheet(report)))
    rows = list(book["หน้าที่ที่ถอนออก"].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["แผนจัดซื้อจัดจ้าง"]
    assert [row[2] for row in rows[1:]] == [TREASURY]


async def test_each_division_sees_its_own_and_others_see_no_annex():
    report = await _played()
    assert [one.title for one in part_of(report, TREASURY).withdrawn] == ["แผนจัดซื้อจัดจ้าง"]
    assert part_of(report, CLERK).withdrawn == ()
    assert ANNEX not in text_of(render_word(replace(report, withdrawn=())))


async def test_a_measure_that_comes_back_takes_its_answers_with_it():
    def back(tx: Transaction) -> Report:
        _play(tx)
        _load(tx, MONITORED.measures)
        progress = load_progress(tx, MONITORED.fiscal_year)
        assert answers_withdrawn(tx, MONITORED.fiscal_year) == ()
        return compile_report(progress, HALF, as_of=END)

    database = await Database.open(None)
    try:
        report = await database.write(back)
    finally:
        await database.close()
    said = [one for line in report.lines for share in line.shares for one in share.said]
    assert "จัดทำแผนแล้ว" in [one.words.note for one in said]
