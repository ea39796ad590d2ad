"""Names of occurrences (งวด): as people type them, and as we print them.

An occurrence is named for the period it covers: "ก.พ.", "ไตรมาส 2", "รอบ 6 เดือน"; one that covers
neither by its date: "งวด 15 ก.พ. 66".
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from plans.model import ClauseKind, Occurrence, Period
from plans.thai import (
    BUDDHIST_ERA,
    MONTHS,
    SHORT_MONTHS,
    Script,
    gregorian,
    in_script,
    print_short_date,
    print_year,
    read_month,
    read_past_day,
)
from plans.value import quick

_QUARTER_ENDS = (12, 3, 6, 9)
_HALF_ENDS = (3, 9)


@quick
@dataclass(frozen=True, slots=True)
class Named:
    """What somebody called an occurrence; ``sure`` False: it may be the note's first words.

    ``ends_in`` is the month its period ends in, ``months`` how many it covers (0: any);
    ``day`` its date; ``parts`` are the names of a list or range, when this is the whole of them.
    """

    ends_in: int = 0
    months: int = 0
    year: int | None = None
    day: date | None = None
    sure: bool = True
    parts: "tuple[Named, ...]" = ()
    text: str = field(default="", compare=False)

    def fits(self, occurrence: Occurrence) -> bool:
        """Whether the occurrence may be called so."""
        ends = occurrence.period.ends
        if self.day is not None:
            return self.day in (occurrence.due, ends)
        if self.year is not None and ends.year != self.year:
            return False
        return ends.month == self.ends_in and self.months in (0, months_of(occurrence.period))


def months_of(period: Period) -> int:
    """How many whole months a period covers: 1, 3, 6 …; 0 if they are not whole."""
    after = date.fromordinal(period.ends.toordinal() + 1)
    if period.starts.day != 1 or after.day != 1:
        return 0
    return (after.year - period.starts.year) * 12 + after.month - period.starts.month


_SPOKEN = tuple(re.sub("(?:คม|ยน|พันธ์)$", "", name) for name in MONTHS)
MONTH = "|".join(
    (
        *MONTHS,
        *(rf"{one}\.\s?{other}\.?" for one, other in (s.split(".")[:2] for s in SHORT_MONTHS)),
        *(rf"{short.replace('.', '')}\.?(?![ก-๎])" for short in SHORT_MONTHS),
        *_SPOKEN,
    )
)
"""A month in full, abbreviated with or without dots, or as it is spoken ("กุมภา")."""
_OF = r"\(?(?:งวด|รอบ|ประจำ|ของ|สำหรับ)?\s*"
_YEAR = (
    r"(?:\s*(?:พ\.?\s*ศ\.?|ปี)?\s*/?\s*(?P<year>25\d\d|[5-9]\d)(?![\d%]|\s*(?:คน|ราย|ครั้ง|เรื่อง)))?"
)
_BY_MONTH = re.compile(rf"{_OF}(?:เดือน)?\s*(?P<month>{MONTH}){_YEAR}\)?")
_BY_QUARTER = re.compile(
    rf"{_OF}(?:(?:ไตรมาส(?:ที่)?|[Qq])\s*(?P<quarter>[1-4])(?!\d)|ไตรมาส(?P<which>แรก|สุดท้าย)){_YEAR}\)?"
)
_BY_HALF = re.compile(
    rf"{_OF}(?:ครึ่งปี(?P<half>แรก|หลัง)|(?P<months>6|12)\s*เดือน(?P<which>แรก|หลัง)?){_YEAR}"
)
_BY_DAY = re.compile(rf"งวด(?:วันที่)?\s*(?P<day>[0-3]?\d\s*(?:{MONTH})\s*(?:25\d\d|[5-9]\d))(?!\d)")


_BEGINS = re.compile(rf"{_OF}(?:เดือน|ไตรมาส|[Qq]|ครึ่งปี|วันที่|\d|{MONTH})")
"""How every name begins; most texts that are asked for one begin otherwise."""
_BY_NOW = re.compile(r"(?P<unit>เดือน|ไตรมาส)(?:(?P<this>นี้)|(?:ที่แล้ว|ก่อน(?:หน้า(?:นี้)?)?|ที่ผ่านมา))")
_AND = re.compile(r"\s*(?:[,，;&+]|และ|กับ)\s*|\s+")
_TO = re.compile(r"\s*(?:[-–—~]|ถึง)\s*")
_MOST_NAMES = 61  # one more than is answered at a time
_BARE_QUARTER = re.compile(r"[1-4](?!\d)")


def read_names(text: str, today: date) -> tuple[Named, int] | None:
    """The occurrence or occurrences a text (with Arabic digits) begins with, and where they end.

    "ม.ค. และ ก.พ.", "ไตรมาส 1-2": one name with its parts, for it may be one occurrence as well.
    """
    found = _read_named(text, today)
    if found is None:
        return None
    names, end = [replace(found[0], text=text[: found[1]])], found[1]
    while len(names) < _MOST_NAMES and (following := _following(text, end, names[-1], today)):
        more, end = following
        names += more
    if len(names) < 2:
        return names[0], end
    return replace(_whole(names), parts=tuple(names), text=text[:end]), end


def _following(text: str, at: int, before: Named, today: date) -> tuple[list[Named], int] | None:
    """The names that go on a list or range after one."""
    for sign in (_TO, _AND):
        joint = sign.match(text, at)
        found = _next_named(text[joint.end() :], before, today, joint[0]) if joint else None
        if joint and found:
            between = _between(before, found[0]) if sign is _TO else []
            return [*between, found[0]], joint.end() + found[1]
    return None


def _next_named(text: str, before: Named, today: date, joint: str) -> tuple[Named, int] | None:
    quarter = _BARE_QUARTER.match(text)
    if quarter and before.months == 3 and joint.strip():
        ends_in = _QUARTER_ENDS[int(quarter[0]) - 1]
        return Named(ends_in, 3, text=f"ไตรมาส {quarter[0]}"), 1
    found = _read_named(text, today)
    return (replace(found[0], text=text[: found[1]]), found[1]) if found else None


def _between(first: Named, last: Named) -> list[Named]:
    """The months or quarters between two; none when they are not of one kind or run backwards."""
    step, place = first.months or 1, _place(first.ends_in)
    if first.day or last.day or first.months != last.months or step > 3:
        return []
    months = (MONTHS_FROM_OCTOBER[at] for at in range(place + step, _place(last.ends_in), step))
    return [Named(month, first.months, text=_typed(month, first.months)) for month in months]


def _typed(month: int, months: int) -> str:
    if months == 3:
        return f"ไตรมาส {_QUARTER_ENDS.index(month) + 1}"
    return SHORT_MONTHS[month - 1]


MONTHS_FROM_OCTOBER = (10, 11, 12, *range(1, 10))


def _place(month: int) -> int:
    """How many months of the fiscal year went before."""
    return MONTHS_FROM_OCTOBER.index(month) if month else 0


def _whole(names: list[Named]) -> Named:
    """The one occurrence that neighbouring months or quarters make together, if they do."""
    step = names[0].months or 1
    places = [_place(one.ends_in) for one in names]
    joined = places == list(range(places[0], places[0] + step * len(names), step))
    alike = all(one.months == names[0].months and one.day is None for one in names)
    if not (joined and alike):
        return Named(months=-1)
    return Named(names[-1].ends_in, step * len(names), names[-1].year)


def _read_named(text: str, today: date) -> tuple[Named, int] | None:
    """The one occurrence a text begins with, and where its name ends."""
    return _read_begun(text, today) if _BEGINS.match(text) else None


def _read_begun(text: str, today: date) -> tuple[Named, int] | None:
    if found := _BY_NOW.match(text):
        return _by_now(
            today, quarter=found["unit"] == "ไตรมาส", this=bool(found["this"])
        ), found.end()
    if found := _BY_DAY.match(text):
        return Named(day=read_past_day(found["day"], today=date.max)), found.end()
    if found := _BY_QUARTER.match(text):
        quarter = found["quarter"] or ("1" if found["which"] == "แรก" else "4")
        ends_in = _QUARTER_ENDS[int(quarter) - 1]
        return Named(ends_in, 3, _quarter_year(found["year"], ends_in)), found.end()
    if found := _BY_HALF.match(text):
        second = found["half"] == "หลัง" or found["which"] == "หลัง" or found["months"] == "12"
        return Named(_HALF_ENDS[second], 12 if found["months"] == "12" else 6), found.end()
    found = _BY_MONTH.match(text)
    month = read_month(found["month"]) if found else None
    if found is None or month is None:
        return None
    return Named(month, 0, gregorian(int(found["year"])) if found["year"] else None), found.end()


def _by_now(today: date, *, quarter: bool, this: bool) -> Named:
    """The month or quarter that runs today, or the one before."""
    months = 3 if quarter else 1
    first = today.month - (today.month - 1) % months
    count = today.year * 12 + first - 1 + (months - 1 if this else -1)
    return Named(count % 12 + 1, 3 if quarter else 0, count // 12)


def _quarter_year(text: str | None, ends_in: int) -> int | None:
    """Quarters are counted in fiscal years: the first lies in the calendar year before."""
    if text is None:
        return None
    return gregorian(int(text)) - (ends_in == 12)


def name_of(occurrence: Occurrence, script: Script = Script.THAI) -> str:
    """What we call an occurrence; empty for one that comes once and has no date."""
    due = occurrence.due
    return "" if due is None else _name(occurrence.duty.kind, occurrence.period, due, script)


@lru_cache(maxsize=512)  # some dozens name all the year's occurrences, each again and again
def _name(kind: ClauseKind, period: Period, due: date, script: Script) -> str:
    ends = period.ends
    match _whole_months(kind, period):
        case 1:
            return f"งวด {SHORT_MONTHS[ends.month - 1]} {print_year(ends.year, script)}"
        case 3:
            year = print_year(ends.year + (ends.month == 12), script)
            return f"ไตรมาส {in_script(str(_quarter(ends)), script)}/{year}"
        case 6:
            return f"{_half(ends)} {print_year(ends.year, script)}"
        case _:
            return f"กำหนด {print_short_date(due, script)}"


def typed_name(occurrence: Occurrence) -> str:
    """The occurrence in a command that can be typed; empty for one that has no date."""
    due = occurrence.due
    return "" if due is None else _typed_name(occurrence.duty.kind, occurrence.period, due)


@lru_cache(maxsize=512)
def _typed_name(kind: ClauseKind, period: Period, due: date) -> str:
    ends = period.ends
    match _whole_months(kind, period):
        case 1:
            return f"{SHORT_MONTHS[ends.month - 1]} {(ends.year + BUDDHIST_ERA) % 100:02d}"
        case 3:
            return f"ไตรมาส {_quarter(ends)}"
        case 6:
            return _half(ends)
        case _:
            return f"งวด {print_short_date(due, Script.ARABIC)}"


def _whole_months(kind: ClauseKind, period: Period) -> int:
    """The months of a recurring period that has a name; 0 for every other."""
    if kind is not ClauseKind.RECURRING:
        return 0
    months, ends = months_of(period), period.ends
    named = months == 1 or (months == 3 and ends.month in _QUARTER_ENDS)
    return months if named or (months == 6 and ends.month in _HALF_ENDS) else 0


def _quarter(ends: date) -> int:
    return _QUARTER_ENDS.index(ends.month) + 1


def _half(ends: date) -> str:
    return "ครึ่งปีแรก" if ends.month == _HALF_ENDS[0] else "ครึ่งปีหลัง"
