"""Monitoring-clause text → clauses with their time; what is unsure becomes a finding."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from plans.doubts import apply_choice, explain
from plans.meaning import compose
from plans.model import Actor, Clause, Every, Finding
from plans.periods import read_period, read_periods
from plans.phrases import find_sayings
from plans.recurrence import clause_dates
from plans.said import Made
from plans.sayings import Place, Plain, Point, Rhythm, Saying, Window, Within
from plans.thai import Folded, fold_dates, read_dates, tidy

__all__ = [
    "ClauseReading",
    "apply_choice",
    "clause_dates",
    "read_clauses",
    "read_dates",
    "read_period",
    "read_periods",
]


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """The clauses of one item and what the reader was unsure of; findings count clauses from 1."""

    clauses: tuple[Clause, ...]
    findings: tuple[Finding, ...] = ()


def read_clauses(text: str, *, fiscal_year: int, step: int | None = None) -> ClauseReading:
    """Read one item of a monitoring cell or, with ``step``, the text of a step or suggestion.

    An item always gives at least one clause; a step gives only those that state a time.
    """
    text = tidy(text)
    folded = fold_dates(text)
    sayings = find_sayings(folded.text, fiscal_year)
    groups = _obligations(folded.text, sayings)
    clauses: list[Clause] = []
    findings: list[Finding] = []
    actor = Actor.STAFF
    for group in groups:
        actor = _actor(folded.text, group) or actor
        part = _part(text, folded, group) if len(groups) > 1 else (0, len(text))
        for made in compose(folded.text[group.start : group.end], group.sayings, fiscal_year):
            if step is not None and not made.explicit:
                continue
            clauses.append(_placed(made, text, part, _span(folded, group), actor, step))
            findings += _explained(made, clauses[-1], len(clauses), fiscal_year)
    return ClauseReading(tuple(clauses), tuple(findings))


def _placed(
    made: Made,
    text: str,
    part: tuple[int, int],
    span: tuple[int, int] | None,
    actor: Actor,
    step: int | None,
) -> Clause:
    """The clause with the words it was read from."""
    where = (span[0] - part[0], span[1] - part[0]) if span else None
    return replace(made.clause, text=text[part[0] : part[1]], actor=actor, step=step, span=where)


def _explained(made: Made, clause: Clause, number: int, fiscal_year: int) -> Iterator[Finding]:
    for doubt in made.doubts:
        finding = explain(doubt, clause, fiscal_year)
        yield replace(finding, clause=number, step=clause.step)


# --- several obligations in one item ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    """A stretch of the folded text that states one obligation."""

    start: int
    end: int
    sayings: tuple[Saying, ...]


_VERB = (
    r"(?:จัดทำ|จัดส่ง|จัดให้|จัดประชุม|จัดอบรม|จัดกิจกรรม|รายงาน|เผยแพร่|ดำเนินการ|สรุป|ส่ง|เสนอ|นำเสนอ"
    r"|ประชุม|ทบทวน|ปรับปรุง|ประเมิน|ติดตาม|ตรวจ|ประกาศ|ประชาสัมพันธ์|อบรม|ฝึกอบรม|แต่งตั้ง|วิเคราะห์"
    r"|สำรวจ|กำกับ|กำชับ|รวบรวม|แจ้ง|มอบหมาย|บันทึก|นำเข้า|ขออนุมัติ|เก็บ|ผู้บริหาร|เจ้าหน้าที่)"
)
_ANOTHER = re.compile(rf"(?:และ|แล้ว(?!เสร็จ)|พร้อมทั้ง|รวมทั้ง|ตลอดจน|จากนั้น|ส่วน|[,;.])*(?:ให้)?{_VERB}")
_PURPOSE = re.compile(r"เพื่อ(?!ให้(?:ผู้บริหาร|เจ้าหน้าที่))|โดย|ซึ่ง|ที่จะ")


def _obligations(folded: str, sayings: Sequence[Saying]) -> tuple[_Group, ...]:
    """Cut where another verb stands between two phrases that each have a date of their own."""
    cuts = [0]
    dated = [saying for saying in sayings if _has_date(saying)]
    for before, after in pairwise(dated):
        cut = _cut_between(folded, before, after)
        if cut is not None:
            cuts.append(cut)
    ends = [*cuts[1:], len(folded)]
    return tuple(
        _Group(start, end, _inside(sayings, start, end))
        for start, end in zip(cuts, ends, strict=True)
    )


def _has_date(saying: Saying) -> bool:
    match saying.meaning:
        case Point(strong=strong):
            return strong
        case Rhythm() | Place():
            return True
        case Window(until=until):
            return until is not None
        case Within(of=of, event=event):
            return of is not None or event
    return False


def _cut_between(folded: str, before: Saying, after: Saying) -> int | None:
    between = folded[before.end : after.start]
    found = _ANOTHER.search(between)
    if found is None or any(m.start() < found.start() for m in _PURPOSE.finditer(between)):
        return None
    return None if _completes(before, after) else before.end + found.start()


def _completes(before: Saying, after: Saying) -> bool:
    """Whether the second phrase only says when the first one's rhythm falls due, or how often."""
    if not isinstance(before.meaning, Rhythm):
        return isinstance(before.meaning, Window) and isinstance(after.meaning, Rhythm)
    match after.meaning:
        case Place():
            return True
        case Within(event=event):
            return not event
        case Point(stated_year=stated):
            return before.meaning.every in (Every.HALF_YEAR, Every.YEAR) and not stated
        case Rhythm(every_year=every_year):
            return every_year
    return False


def _inside(sayings: Sequence[Saying], start: int, end: int) -> tuple[Saying, ...]:
    inside = (saying for saying in sayings if start <= saying.start < end)
    return tuple(
        Saying(saying.start - start, saying.end - start, saying.meaning) for saying in inside
    )


def _part(text: str, folded: Folded, group: _Group) -> tuple[int, int]:
    """Where the group's words stand in the text, without loose punctuation at their ends."""
    start, end = folded.span(group.start, group.end)
    part = text[start:end]
    lead = len(part) - len(part.lstrip(" ,;"))
    return start + lead, start + len(part.rstrip(" ,;"))


def _span(folded: Folded, group: _Group) -> tuple[int, int] | None:
    """Where the words of time stand in the text."""
    said = [saying for saying in group.sayings if saying.meaning is not Plain.NOTHING]
    if not said:
        return None
    start, end = min(s.start for s in said), max(s.end for s in said)
    return folded.span(group.start + start, group.start + end)


# --- who is obliged -----------------------------------------------------------------------------

_LEAD = re.compile(
    r"(?:[-–•*.,:;()/]|\d+(?:\.\d+)*[.)]?|ข้อ\d*|และ|แล้ว|ส่วน|พร้อมทั้ง|รวมทั้ง|โดย|เพื่อ(?=ให้)|กำหนด(?=ให้))+"
)
_OVERSEES = (
    r"(?:มีการ|ได้|จะ|ต้อง)*(?:กำกับ|ติดตาม|กำชับ|ตรวจ|สั่งการ|เร่งรัด|ควบคุม|ทบทวน|ประชุม|พิจารณา|ลงนาม|มอบ)"
)
_CHIEF = r"(?:คณะ)?(?:ผู้บริหาร|รองนายก|นายก|รองปลัด|ปลัด|ผู้บังคับบัญชา|หัวหน้าหน่วยงาน)"
_EXECUTIVE = re.compile(
    rf"{_CHIEF}|ให้{_CHIEF}[ก-๎]{{0,40}}?{_OVERSEES}|(?:การ)?{_OVERSEES}[ก-๎]{{0,60}}?โดย(?:คณะ)?ผู้บริหาร"
)
_STAFF = re.compile(
    r"(?:ให้)?(?:เจ้าหน้าที่|พนักงาน|ผู้รับผิดชอบ|งาน|กอง|สำนัก|หน่วย|ฝ่าย|ส่วน|ทุก|แต่ละ|คณะกรรมการ|คณะทำงาน)"
)


def _actor(folded: str, group: _Group) -> Actor | None:
    """The subject at the start of the obligation; None when it names none."""
    said = folded[group.start : group.end]
    at = _subject_at(said, group.sayings)
    if _EXECUTIVE.match(said, at):
        return Actor.EXECUTIVE
    return Actor.STAFF if _STAFF.match(said, at) else None


def _of_event(saying: Saying) -> bool:
    """Whether the words behind it name what happens first: "นับจากวันที่นายกลงนาม"."""
    return isinstance(saying.meaning, Within) and saying.meaning.event


def _subject_at(said: str, sayings: Sequence[Saying]) -> int:
    """Past numbers, joining words and phrases of time that stand before the subject."""
    at = 0
    while True:
        lead = _LEAD.match(said, at)
        ahead = lead.end() if lead else at
        ahead = next(
            (one.end for one in sayings if one.start == ahead and not _of_event(one)), ahead
        )
        if ahead == at:
            return at
        at = ahead
