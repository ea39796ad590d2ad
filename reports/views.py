"""What each sheet of the Excel file lists: its columns and the items in its rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from plans.model import Evidence, MarkKind
from reports import wording
from reports.report import Count, Gone, Line, Report, Said, Share
from reports.scores import ScoreLine, score_years

WIDEST = 60.0
"""Characters; wider columns fit no page."""

_KINDS: Mapping[MarkKind, str] = {
    MarkKind.DONE: wording.DONE,
    MarkKind.NOT_POSSIBLE: wording.NOT_POSSIBLE,
    MarkKind.IN_PROGRESS: wording.IN_PROGRESS,
    MarkKind.NOTE: "หมายเหตุ",
    MarkKind.WITHDRAWN: "ยกเลิก",
}
Item = TypeVar("Item")
Value = str | int | float | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column(Generic[Item]):
    """One column of a list: its heading, width in characters, and the value of an item."""

    heading: str
    width: float
    value: Callable[[Item], Value]
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark with the measure and share it belongs to."""

    line: Line
    share: Share
    said: Said


@dataclass(frozen=True, slots=True)
class Open:
    """An occurrence nobody answered."""

    line: Line
    share: Share
    due: date | None
    name: str


def marks(report: Report) -> list[Mark]:
    """Everything that was said, in the order of the measures."""
    return [
        Mark(line, share, said)
        for line in report.lines
        for share in line.shares
        for said in share.said
    ]


def gone(report: Report) -> list[tuple[Gone, Said]]:
    """What was answered before an amended plan dropped it."""
    return [(gone, said) for gone in report.withdrawn for said in gone.said]


def missing(report: Report) -> list[Open]:
    """What is due and was not answered."""
    return [
        Open(line, share, one.due, wording.occurrence(one))
        for line in report.lines
        for share in line.shares
        for one in share.missing
    ]


def _words(said: Said) -> str:
    words = said.words
    labelled = (
        ("", words.note),
        ("ผลลัพธ์: ", words.outcome),
        ("ปัญหา: ", words.obstacle),
        ("ข้อเสนอแนะ: ", words.suggestion),
    )
    return "\n".join(label + text for label, text in labelled if text)


COUNTS: tuple[Column[Count], ...] = (
    Column("รายการ", 45, lambda count: count.name),
    Column("ทั้งหมด", 10, lambda count: count.tally.total),
    Column(wording.DONE, 16, lambda count: count.tally.done),
    Column(wording.IN_PROGRESS, 16, lambda count: count.tally.in_progress),
    Column(wording.NOT_POSSIBLE, 16, lambda count: count.tally.not_possible),
    Column(wording.NOT_DUE, 16, lambda count: count.tally.not_due),
    Column(wording.NOT_REPORTED, 16, lambda count: count.tally.not_reported),
    Column("ร้อยละที่แล้วเสร็จ", 16, lambda count: float(count.tally.percent) / 100, percent=True),
    Column("รายการที่เกินกำหนด", 16, lambda count: count.overdue),
)
MARKS: tuple[Column[Mark], ...] = (
    Column("มาตรการที่", 10, lambda mark: mark.line.measure.number),
    Column("มาตรการ", 40, lambda mark: mark.line.measure.title),
    Column("ข้อ", 8, lambda mark: mark.share.duty.label),
    Column("ส่วนราชการ", 24, lambda mark: mark.share.division),
    Column("งวด", 22, lambda mark: wording.occurrence(mark.said.occurrence)),
    Column("กำหนดแล้วเสร็จ", 20, lambda mark: mark.said.occurrence.due),
    Column("สถานะ", 20, lambda mark: _KINDS[mark.said.kind]),
    Column("วันที่ดำเนินการ", 20, lambda mark: mark.said.day),
    Column("ผลการดำเนินการ", WIDEST, lambda mark: _words(mark.said)),
    Column("หลักฐาน", 40, lambda mark: "\n".join(map(wording.evidence, mark.said.evidence))),
)
OPENS: tuple[Column[Open], ...] = (
    Column("มาตรการที่", 10, lambda one: one.line.measure.number),
    Column("มาตรการ", 40, lambda one: one.line.measure.title),
    Column("ข้อ", 8, lambda one: one.share.duty.label),
    Column("ส่วนราชการ", 24, lambda one: one.share.division),
    Column("งวด", 22, lambda one: one.name),
    Column("กำหนดแล้วเสร็จ", 20, lambda one: one.due),
)
GONE: tuple[Column[tuple[Gone, Said]], ...] = (
    Column("มาตรการเดิม", 40, lambda one: one[0].title),
    Column("หน้าที่เดิม", 40, lambda one: one[0].duty.text),
    Column("ส่วนราชการ", 24, lambda one: one[1].division),
    Column("สถานะ", 20, lambda one: _KINDS[one[1].kind]),
    Column("วันที่ดำเนินการ", 20, lambda one: one[1].day),
    Column("ผลการดำเนินการ", WIDEST, lambda one: _words(one[1])),
)
PROOFS: tuple[Column[tuple[Mark, Evidence]], ...] = (
    Column("มาตรการที่", 10, lambda one: one[0].line.measure.number),
    Column("มาตรการ", 40, lambda one: one[0].line.measure.title),
    Column("ข้อ", 8, lambda one: one[0].share.duty.label),
    Column("ส่วนราชการ", 24, lambda one: one[0].share.division),
    Column("วันที่ดำเนินการ", 20, lambda one: one[0].said.day),
    Column("หลักฐาน", WIDEST, lambda one: wording.evidence(one[1])),
    Column("รหัสไฟล์ (SHA-256)", 40, lambda one: one[1].sha256 or ""),
)


def proofs(report: Report) -> list[tuple[Mark, Evidence]]:
    """Every piece of evidence with the mark it was handed in with."""
    return [(mark, one) for mark in marks(report) for one in mark.said.evidence]


def scores(report: Report) -> tuple[Column[ScoreLine], ...]:
    """The columns of the scores: a year each, and the difference where there are two."""
    years = score_years(report.plan.scores)
    each = (_score(place, year) for place, year in enumerate(years))
    return (_INDICATOR, *each, *((_CHANGE,) if len(years) == 2 else ()))


_INDICATOR: Column[ScoreLine] = Column("ตัวชี้วัด", 50, lambda line: line.name)
_CHANGE: Column[ScoreLine] = Column("ผลต่าง", 14, lambda line: line.difference)


def _score(place: int, year: int) -> Column[ScoreLine]:
    return Column(f"คะแนนปีงบประมาณ พ.ศ. {year}", 18, lambda line: line.values[place])
