"""What the clause reader is unsure of, told to a person, and the answers applied."""

from dataclasses import replace
from datetime import date

from plans.model import Choice, Clause, ClauseKind, Every, Finding
from plans.rounds import Round, add_months, month_end, month_in
from plans.sayings import Doubt
from plans.thai import print_date

_MESSAGES = {
    Doubt.CHOICE: "ข้อความให้เลือกรอบการรายงานได้หลายแบบ โปรดเลือกหนึ่งแบบ",
    Doubt.HALF_YEAR: "ทุก ๖ เดือน แต่ไม่ได้ระบุเดือนที่ต้องรายงาน โปรดระบุเดือน",
    Doubt.ROUND: "ระบุรอบการรายงาน แต่ไม่ได้ระบุวันที่ต้องรายงาน โปรดระบุกำหนด",
    Doubt.ROUND_ENDS: "ระบุเฉพาะรอบ จึงนับวันสิ้นแต่ละรอบเป็นกำหนด โปรดยืนยัน",
    Doubt.PART: "ระบุเพียงต้น กลาง หรือปลายช่วงเวลา โปรดระบุวันที่",
    Doubt.TIMES: "ต้องทำหลายครั้งในช่วงเดียวกัน แต่ไม่ได้ระบุวันของแต่ละครั้ง จึงนับวันสิ้นช่วงเป็นกำหนด",
    Doubt.VAGUE: "ไม่ได้ระบุว่าต้องทำบ่อยเพียงใด โปรดเลือกรอบการรายงาน",
    Doubt.ANCHOR: "ไม่ได้ระบุวันเริ่มนับรอบ จึงนับจากวันแรกของปีงบประมาณ",
    Doubt.NO_SUCH_DAY: "ไม่มีวันที่นี้ในปฏิทิน โปรดตรวจสอบ",
    Doubt.DAY_ALONE: "ระบุวันที่โดยไม่ได้ระบุเดือน โปรดระบุว่าหมายถึงเดือนใด",
    Doubt.EITHER: "ระบุวันครบกำหนดไว้ให้เลือกมากกว่าหนึ่งวัน โปรดเลือก",
    Doubt.BEFORE: "กำหนดอยู่ก่อนเริ่มปีงบประมาณของแผน โปรดตรวจสอบ",
    Doubt.FAR: "กำหนดอยู่ห่างจากปีงบประมาณของแผนมาก โปรดตรวจสอบปี",
}

_KEEP = Choice("keep", "ตามที่อ่านได้")
_NO_DATE = Choice("none", "ไม่กำหนดวัน")
_EVERY = {
    Every.DAY: "ทุกวัน",
    Every.WEEK: "ทุกสัปดาห์",
    Every.MONTH: "ทุกเดือน",
    Every.QUARTER: "ทุกไตรมาส",
    Every.HALF_YEAR: "ทุก ๖ เดือน (เมษายน และตุลาคม)",
    Every.YEAR: "ทุกปี",
}


def explain(doubt: Doubt, clause: Clause, fiscal_year: int) -> Finding:
    """The finding a person is shown: what is open, the sentence, and answers to tap."""
    choices, proposal = _answers(doubt, clause, fiscal_year)
    return Finding(
        code=doubt.value,
        message=_MESSAGES[doubt],
        source=clause.text,
        choices=choices,
        proposal=proposal,
    )


Answers = tuple[tuple[Choice, ...], str | None]


def _answers(doubt: Doubt, clause: Clause, fiscal_year: int) -> Answers:
    match doubt:
        case Doubt.CHOICE | Doubt.VAGUE:
            answers = _of_intervals(clause, doubt)
        case Doubt.HALF_YEAR:
            answers = _offered(_months(3, 9), _months(4, 10), _NO_DATE, propose=1)
        case Doubt.ROUND:
            answers = _of_round(clause, fiscal_year)
        case Doubt.PART:
            answers = _of_part(clause, fiscal_year)
        case Doubt.NO_SUCH_DAY | Doubt.EITHER | Doubt.DAY_ALONE:
            answers = _of_days(doubt, clause, fiscal_year)
        case Doubt.FAR:
            answers = (_KEEP, _NO_DATE), None
        case _:
            answers = (_KEEP, _NO_DATE), _KEEP.value
    return answers


def _offered(*choices: Choice, propose: int) -> Answers:
    return choices, choices[propose].value


def _months(*months: int) -> Choice:
    names = " และ".join(f"เดือน{_name(month)}" for month in months)
    return Choice(f"months:{','.join(map(str, months))}", names)


def _name(month: int) -> str:
    return print_date(date(2000, month, 1)).split()[1]


def _on(*days: date) -> Choice:
    value = ",".join(day.isoformat() for day in days)
    return Choice(f"due:{value}", " และ ".join(print_date(day) for day in days))


def _of_intervals(clause: Clause, doubt: Doubt) -> Answers:
    open_to = clause.choices or (Every.MONTH, Every.QUARTER, Every.HALF_YEAR)
    choices = tuple(Choice(f"every:{every.value}", _EVERY[every]) for every in open_to)
    first = Every.QUARTER if doubt is Doubt.VAGUE else Every.MONTH
    proposed = first if first in open_to else open_to[0]
    return (*choices, _NO_DATE), f"every:{proposed.value}"


def _of_round(clause: Clause, fiscal_year: int) -> Answers:
    half, year = (Round(fiscal_year, months).last_day for months in (6, 12))
    half_later, year_later = (month_end(add_months(day, 1)) for day in (half, year))
    if clause.months:  # the nine months end once
        end = month_end(month_in(fiscal_year, clause.months[0]))
        return _offered(_on(end), _on(month_end(add_months(end, 1))), _NO_DATE, propose=1)
    if clause.every is Every.YEAR:
        return _offered(_on(year), _on(year_later), _NO_DATE, propose=1)
    both = _on(half_later, year_later)
    return _offered(_on(half), _on(half_later), both, _NO_DATE, propose=2)


_PARTS = (("ต้น", 5), ("แรก", 7), ("กลาง", 15), ("ปลาย", 0), ("สุดท้าย", 0))


def _of_part(clause: Clause, fiscal_year: int) -> Answers:
    """The day a part of a month suggests: the 5th, 15th or last."""
    number = next((number for word, number in _PARTS if word in clause.text), 15)
    if clause.kind is ClauseKind.RECURRING:
        choices = tuple(Choice(f"days:{n}", _day_label(n)) for n in (5, 7, 15, 0))
        return (*choices, _NO_DATE), f"days:{number}"
    months = [month_in(fiscal_year, month) for month in clause.months]
    numbers = ((5, 7, 15, 0) if number == 7 else (5, 15, 0)) if months else ()
    dated = {n: _on(*[_numbered(month, n) for month in months]) for n in numbers}
    return (*dated.values(), _NO_DATE), dated[number].value if dated else None


def _numbered(month: date, number: int) -> date:
    return month.replace(day=number) if number else month_end(month)


def _day_label(number: int) -> str:
    return f"วันที่ {number} ของเดือน" if number else "วันสุดท้ายของเดือน"


def _of_days(doubt: Doubt, clause: Clause, fiscal_year: int) -> Answers:
    if doubt is Doubt.DAY_ALONE:
        number = clause.days[0] if clause.days else 0
        return (Choice(f"days:{number}", f"{_day_label(number)} ทุกเดือน"), _NO_DATE), None
    ends = [month_end(month_in(fiscal_year, month)) for month in clause.months]
    choices = tuple(_on(day) for day in ends)
    return (*choices, _NO_DATE), choices[-1].value if choices else None


def apply_choice(clause: Clause, value: str, *, assumed: bool = False) -> Clause:
    """The clause as a person settled it: ``value`` is that of one of its finding's choices.

    ``assumed`` says that nobody did and the proposal was taken.
    """
    return replace(_chosen(clause, value), assumed=assumed)


def _chosen(clause: Clause, value: str) -> Clause:
    word, _, rest = value.partition(":")
    if word == "every":
        months = (4, 10) if rest == Every.HALF_YEAR else clause.months
        return _settled(clause, ClauseKind.RECURRING, every=Every(rest), months=months)
    if word == "months":
        months = tuple(int(month) for month in rest.split(","))
        return _settled(clause, ClauseKind.RECURRING, every=clause.every, months=months)
    if word == "due":
        due = tuple(date.fromisoformat(day) for day in rest.split(","))
        return replace(_settled(clause, ClauseKind.DEADLINE), due=due)
    if word == "days":
        days = tuple(int(day) for day in rest.split(","))
        every = clause.every or Every.MONTH
        return replace(_settled(clause, ClauseKind.RECURRING, every=every), days=days)
    return replace(clause, undated=True, due=()) if word == "none" else clause


def _settled(
    clause: Clause,
    kind: ClauseKind,
    every: Every | None = None,
    months: tuple[int, ...] = (),
) -> Clause:
    return replace(
        clause,
        kind=kind,
        every=every,
        months=months or clause.months,
        choices=(),
        due=(),
        undated=False,
    )
