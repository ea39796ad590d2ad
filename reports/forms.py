"""The official forms: which family a plan's report belongs to, its columns, cover and preamble.

The form follows from what the plan's own columns mean, never from whose document it is; headings
are printed as the plan has them.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from plans.layouts import Column, column_of
from plans.model import Plan
from plans.rounds import Round
from reports import wording
from reports.pages import Block, Heading, Text
from reports.report import Report

_DEFAULT_COLUMNS = (
    "ลำดับที่",
    "มาตรการ",
    "ขั้นตอนหรือวิธีการ",
    "ผู้รับผิดชอบ",
    "ระยะเวลา",
    "ผลการดำเนินการ",
)
_RESULT_HEADING = "การดำเนินการ"
_REMARK_HEADING = "หมายเหตุ"
_NAMING = frozenset({Column.MEASURE, Column.ISSUE})
_TICKS = frozenset({Column.DONE, Column.NOT_POSSIBLE})
_UNDER_WAY = re.compile("^อยู่ระหว่าง")
_PROOF = re.compile("หลักฐาน|เอกสารอ้างอิง|ลิงก์|url", re.IGNORECASE)


class Form(StrEnum):
    """The families of forms; each prints headings, tables and tail in its own way."""

    MONITORED = "monitored"  # a column of monitoring clauses; group headings inside the table
    STEPWISE = "stepwise"  # an owner for each step; a heading line over each issue's table
    TICKED = "ticked"  # two tick columns under one heading
    ADVISED = "advised"  # a column of suggestions; one measure to a page
    PLAIN = "plain"  # anything else


class Role(StrEnum):
    """What a column of the report prints, beyond what plans know columns to hold."""

    UNDER_WAY = "under_way"
    PROOF = "proof"
    WORDS = "words"  # where words stand in a form of ticks
    BLANK = "blank"  # the plan's text of this column is not kept


@dataclass(frozen=True, slots=True)
class Slot:
    """One column of the report: its heading as printed, and what stands in it."""

    heading: str
    holds: Column | Role

    @property
    def is_tick(self) -> bool:
        """Whether the column holds only a tick."""
        return self.holds in _TICKS or self.holds is Role.UNDER_WAY


def form_of(plan: Plan) -> Form:
    """The family of forms the plan's columns belong to."""
    held = {column_of(heading) for heading in plan.columns}
    if held >= _TICKS:
        return Form.TICKED
    if plan.monitored or Column.MONITORING in held:
        return Form.MONITORED
    if any(step.divisions or step.everyone for m in plan.measures for step in m.steps):
        return Form.STEPWISE
    return Form.ADVISED if Column.SUGGESTION in held else Form.PLAIN


def slots_of(plan: Plan) -> tuple[Slot, ...]:
    """The report's columns: the plan's own, with a place for the result where it has none."""
    columns = plan.columns
    if not any(column_of(heading) in _NAMING for heading in columns):
        columns = _DEFAULT_COLUMNS
    slots = tuple(Slot(heading, _held(heading)) for heading in columns)
    if form_of(plan) is Form.TICKED:
        return _with_words(slots)
    if not any(slot.holds is Column.RESULT for slot in slots):
        slots = (*slots, Slot(_RESULT_HEADING, Column.RESULT))
    return slots


def _held(heading: str) -> Column | Role:
    meaning = column_of(heading)
    if meaning is not None and meaning is not Column.OTHER:
        return meaning
    if _UNDER_WAY.search(heading):
        return Role.UNDER_WAY
    return Role.PROOF if _PROOF.search(heading) else Role.BLANK


def _with_words(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """Ticks cannot say "not reported": words stand in the last column that takes any."""
    if any(slot.holds is Column.RESULT for slot in slots):
        return slots
    ticks = max(n for n, slot in enumerate(slots) if slot.is_tick)
    wordy = {Column.OUTCOME, Role.BLANK}
    after = [n for n, slot in enumerate(slots) if n > ticks and slot.holds in wordy]
    if not after:
        return (*slots, Slot(_REMARK_HEADING, Role.WORDS))
    place = after[-1]
    return (*slots[:place], Slot(slots[place].heading, Role.WORDS), *slots[place + 1 :])


# --- cover and preamble -------------------------------------------------------------------------

_ABOUT = {
    Form.MONITORED: "รายงานการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน",
    Form.ADVISED: "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส",
}
_ABOUT_OTHERS = "รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"


def cover(report: Report, form: Form) -> tuple[str, ...]:
    """The centred lines at the head of the first page."""
    about = _ABOUT.get(form, _ABOUT_OTHERS)
    year = f"ประจำปีงบประมาณ พ.ศ. {report.round.fiscal_year}"
    name, place = report.organisation.name, wording.place(report.organisation)
    lines: tuple[str, ...]
    match form:
        case Form.MONITORED:
            lines = (about, f"{year} {_round(report.round, 'เดือน')}", name, place)
        case Form.ADVISED:
            span = wording.months(report.round.period)
            lines = (about, year, f"(รอบเดือน {span})", name, place)
        case Form.TICKED:
            where = f"ของ {name} {place.replace('  ', ' ')}".rstrip()
            lines = (f"{about} {year}", _round_if_half(report.round), where)
        case _:
            lines = (about, f"{year} {_round_if_half(report.round)}".rstrip(), name, place)
    return tuple(line for line in (*lines, wording.edition(report.edition)) if line)


def _round(round_: Round, word: str = "") -> str:
    return f"{wording.round_of(round_)} ({word}{wording.months(round_.period)})"


def _round_if_half(round_: Round) -> str:
    return _round(round_) if round_.months == 6 else ""


def preamble(report: Report, form: Form) -> tuple[Block, ...]:
    """The heading of the plan and the paragraph that leads to the table."""
    year, name = report.round.fiscal_year, report.organisation.name
    subject = "มาตรการส่งเสริมคุณธรรมและความโปร่งใส"
    if form is Form.MONITORED:
        analysis = (
            "จากการวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงาน "
            f"ประจำปีงบประมาณ พ.ศ. {year - 1} นำมาสู่ข้อเสนอแนะในการกำหนดมาตรการ"
            f"ส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ประจำปีงบประมาณ พ.ศ. {year} ดังนี้"
        )
        heading = f"{subject}ของ {name} ประจำปีงบประมาณ พ.ศ. {year}"
        return (Text(""), Heading(heading, centred=True), Text(analysis, indented=True), Text(""))
    if form is Form.ADVISED:
        analysis = (
            f"ตามที่{name}ได้วิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใส (ITA) "
            f"ประจำปีงบประมาณ พ.ศ. {year - 1} และกำหนด{subject} "
            f"ประจำปีงบประมาณ พ.ศ. {year} บัดนี้ได้ดำเนินการตามมาตรการแล้ว มีผลดังต่อไปนี้"
        )
        return (Text(""), Text(analysis, indented=True), Text(""))
    return (Text(""),)
