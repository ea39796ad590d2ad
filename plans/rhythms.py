"""Phrases that repeat or count: every so often, days of a month, so many days after."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from plans.model import Every
from plans.moments import TO, Atom, due_of, first_of, quarters_in, read_atoms, read_numbers
from plans.rounds import (
    add_months,
    add_working_days,
    days_between,
    first_day,
    last_day,
    month_end,
    quarter_ends,
    working_day_after,
)
from plans.sayings import After, Doubt, Meaning, Place, Plain, Point, Rhythm, Within
from plans.thai import BUDDHIST_ERA, NUMBER, WEEKDAYS, read_number, read_year

# --- rhythms ------------------------------------------------------------------------------------

UNIT = r"(?:วัน|สัปดาห์|อาทิตย์|เดือน|ไตรมาส|ครึ่งปี|ปีงบประมาณ|ปี)"
_UNITS = {
    "วัน": Every.DAY,
    "สัปดาห์": Every.WEEK,
    "อาทิตย์": Every.WEEK,
    "เดือน": Every.MONTH,
    "ไตรมาส": Every.QUARTER,
    "ครึ่งปี": Every.HALF_YEAR,
    "ปีงบประมาณ": Every.YEAR,
    "ปี": Every.YEAR,
}
_WHOLE = {
    (Every.MONTH, 3): Every.QUARTER,
    (Every.MONTH, 6): Every.HALF_YEAR,
    (Every.MONTH, 12): Every.YEAR,
    (Every.QUARTER, 2): Every.HALF_YEAR,
    (Every.QUARTER, 4): Every.YEAR,
    (Every.HALF_YEAR, 2): Every.YEAR,
}
_PER_YEAR = {
    2: (Every.HALF_YEAR, 1),
    3: (Every.MONTH, 4),
    4: (Every.QUARTER, 1),
    6: (Every.MONTH, 2),
    12: (Every.MONTH, 1),
}
_UNEVEN = (Every.DAY, Every.WEEK, Every.YEAR)


def _rhythm_of(unit: str, count: int, *, strong: bool = True) -> Rhythm:
    every = _UNITS[unit]
    if (every, count) in _WHOLE:
        return Rhythm(_WHOLE[every, count], strong=strong)
    doubt = Doubt.ANCHOR if count > 1 and (every in _UNEVEN or 12 % count) else None
    return Rhythm(every, count, strong, doubt=doubt)


def every(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    word, unit = match["word"], match["unit"]
    if word == "ประจำ" and unit in ("วัน", "ปี", "ปีงบประมาณ"):
        return Plain.NOTHING
    count = read_number(match["n"] or "1") or 1
    rhythm = _rhythm_of(unit, count, strong="ทุก" in word)
    if match["least"]:
        return replace(rhythm, doubt=Doubt.VAGUE)
    return replace(rhythm, every_year="ของทุก" in match[0] and rhythm.every is Every.YEAR)


def _times(every: Every, interval: int, times: int) -> Rhythm:
    if every is Every.YEAR and interval == 1 and times in _PER_YEAR:
        per, length = _PER_YEAR[times]
        return Rhythm(per, length)
    return Rhythm(every, interval, times=times, doubt=Doubt.TIMES if times > 1 else None)


def per(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    """ปีละ ๒ ครั้ง, ๑ ครั้งต่อไตรมาส, ๓ เดือนต่อครั้ง."""
    parts = match.groupdict()
    interval = read_number(parts.get("k") or "1") or 1
    counted = parts.get("what") in (None, "ครั้ง", "หน", "รอบ")
    times = (read_number(parts.get("n") or "1") or 1) if counted else 1
    rhythm = _rhythm_of(match["unit"], interval)
    if parts.get("least"):
        return replace(rhythm, times=times, doubt=Doubt.TIMES)
    if times == 1:
        return rhythm
    return _times(rhythm.every, rhythm.interval, times)


def alternate(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    return _rhythm_of(match["unit"], 2)


WEEKDAY = r"(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ?|ศุกร์|เสาร์|อาทิตย์)"
_WEEKDAY_NUMBERS = {name: number for number, name in enumerate(WEEKDAYS)}


def _weekdays_in(text: str) -> tuple[int, ...]:
    names = re.findall(WEEKDAY, text)
    found = [_WEEKDAY_NUMBERS.get(name, WEEKDAYS.index("พฤหัสบดี")) for name in names]
    if re.search(TO, text) and len(found) == 2 and found[0] < found[1]:
        return tuple(range(found[0], found[1] + 1))
    return tuple(sorted(set(found)))


_ORDER = {"แรก": 1, "สุดท้าย": -1, "สิ้น": -1}


def _nth(text: str | None) -> int | None:
    if not text:
        return None
    number = re.search(NUMBER, text)
    if number:
        return read_number(number[0])
    return next((nth for word, nth in _ORDER.items() if word in text), None)


def _days_in_month(
    match: re.Match[str], fiscal_year: int, weekdays: tuple[int, ...], nth: int | None
) -> Meaning | None:
    """Weekdays of one named month: "วันจันทร์แรกของเดือนมกราคม"."""
    atoms = read_atoms(f"เดือน{match['month']}", fiscal_year)
    if not atoms:
        return None
    first = first_of(atoms[0], fiscal_year)
    days = [day for day in days_between(first, month_end(first)) if day.weekday() in weekdays]
    picked = days if nth is None else days[nth - (nth > 0) :][:1]
    stated = atoms[0].year is not None
    return Point(tuple(picked), (first.month,), strong=True, stated_year=stated)


def weekday(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    weekdays, nth = _weekdays_in(match["names"]), _nth(match["nth"])
    of = match["of"] or ""
    if match["month"]:
        return _days_in_month(match, fiscal_year, weekdays, nth)
    if "เดือน" in of or "ไตรมาส" in of or nth is not None:
        unit = Every.QUARTER if "ไตรมาส" in of else Every.MONTH
        if nth is None:
            return Rhythm(Every.WEEK, weekdays=weekdays)
        if len(re.findall(NUMBER, match["nth"])) > 1:
            return Rhythm(unit, times=2, doubt=Doubt.TIMES)
        return Rhythm(unit, weekdays=weekdays, nth=nth)
    if not match["every"] and "สัปดาห์" not in of:
        return None
    return Rhythm(Every.WEEK, weekdays=weekdays)


# --- places in a period -------------------------------------------------------------------------


def fortnight(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    """ปักษ์: the first half of a month and the rest."""
    return Place((15, 0), of=Every.MONTH)


def every_quarter(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    """ครบทั้ง ๔ ไตรมาส."""
    return Rhythm(Every.QUARTER)


_QUARTER_STARTS = {Every.QUARTER: (10, 1, 4, 7)}
_OF_UNIT = {"เดือน": Every.MONTH, "ไตรมาส": Every.QUARTER, "สัปดาห์": Every.WEEK}


_QUARTER_MONTHS = {1: (10, 1, 4, 7), 2: (11, 2, 5, 8), 3: (12, 3, 6, 9), -1: (12, 3, 6, 9)}
"""The months that are the first, second, third or last of a quarter."""


def day_of_month(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    numbers = [number for number in read_numbers(match["days"]) if number is not None]
    if re.search(rf"\d{TO}", match["days"]):
        numbers = numbers[-1:]
    before = "ก่อน" in (match["mark"] or "")
    days = tuple(number - before for number in numbers if number <= 31)
    if not days:
        return None
    parts = match.groupdict()
    days += (0,) if parts.get("end") else ()
    if parts.get("quarter"):
        ahead = bool(re.search("ถัดไป|ต่อไป", parts["quarter"] or ""))
        if ahead and parts["which"] == "แรก":
            return Place(days, next_month=True, of=Every.QUARTER)
        months = _QUARTER_MONTHS.get(_nth(parts["which"]) or 0)
        return Place(days, of=Every.QUARTER, months=months) if months else None
    ahead = bool(parts.get("next")) and not (before and days == (0,))
    every = "ทุก" in match[0] or "แต่ละ" in match[0] or "เดือน" in match[0]
    return Place(days, ahead, of=Every.MONTH if every else None)


def first_days(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    number = read_number(match["n"])
    if number is None:
        return None
    of, ahead = _OF_UNIT.get(match["unit"], Every.MONTH), bool(match["next"])
    months = () if ahead else _QUARTER_STARTS.get(of, ())
    if match["work"]:
        return Place(nth=number, next_month=ahead, of=of, months=months)
    return Place((number,), ahead, of=of, months=months)


def working_day(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    nth = _nth(match["nth"])
    if nth is None:
        return None
    month, year = match["month"], match["year"]
    if month:
        atoms = read_atoms(f"เดือน{month}{year or ''}", fiscal_year)
        return _fixed_working_day(atoms[0], nth, fiscal_year) if atoms else None
    unit = match["unit"]
    if unit.startswith("ปี"):
        day = nth_working_day(last_day(fiscal_year), nth)
        return Point((day,), strong=True, nth=nth, working_days=True)
    return Place(nth=nth, next_month=bool(match["next"]), of=_OF_UNIT[unit])


def _fixed_working_day(atom: Atom, nth: int, fiscal_year: int) -> Point:
    day = nth_working_day(month_end(first_of(atom, fiscal_year)), nth)
    return Point(
        (day,),
        (day.month,),
        strong=True,
        stated_year=atom.year is not None,
        nth=nth,
        working_days=True,
    )


def nth_working_day(month: date, nth: int, holidays: Iterable[date] = ()) -> date:
    """The nth working day of the day's month; -1 is the last."""
    closed = frozenset(holidays)
    if nth > 0:
        return add_working_days(month.replace(day=1) - timedelta(days=1), nth, closed)
    day = month_end(month)
    while day.weekday() >= 5 or day in closed:
        day -= timedelta(days=1)
    return day


def edge_day(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    unit = _OF_UNIT.get(match["unit"])
    if unit is None:
        day = first_day(fiscal_year) if match["edge"] == "แรก" else last_day(fiscal_year)
        return Point((day,), strong=True)
    if match["edge"] == "แรก":
        return Place((1,), bool(match["next"]), of=unit, months=_QUARTER_STARTS.get(unit, ()))
    return Place((0,), bool(match["next"]), of=unit)


def next_month(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    return Place((0,), next_month=True, of=None)


def month_of_quarter(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    nth = _nth(match["nth"])
    if match["next"] and nth == 1:
        return Place((0,), next_month=True, of=Every.QUARTER)
    months = _QUARTER_MONTHS.get(nth or 0)
    return Place((0,), of=Every.QUARTER, months=months) if months else None


def month_of_year(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    """เดือนแรกของปีงบประมาณ."""
    nth = _nth(match["nth"]) or 0
    if not (nth == -1 or 1 <= nth <= 12):
        return None
    day = month_end(add_months(first_day(fiscal_year), 11 if nth < 0 else nth - 1))
    return Point((day,), (day.month,), strong=True)


def part(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    unit = _UNITS.get(match["unit"], Every.MONTH)
    if match["month"]:
        months = tuple(atom.month for atom in read_atoms(f"เดือน{match['month']}", fiscal_year))
        return Point((), months, strong=True, doubt=Doubt.PART)
    if unit is Every.YEAR:
        return Point((), strong=True, doubt=Doubt.PART)
    return Place(of=unit, doubt=Doubt.PART)


def end_of_each(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    if re.search("(?<!มา)ณ", match["mark"]):
        return Plain.NOTHING
    return Rhythm(_UNITS[match["unit"]], strong=False)


# --- so many days after -------------------------------------------------------------------------

_LENGTHS = {"วัน": 1, "สัปดาห์": 7, "อาทิตย์": 7, "เดือน": 30}
_SERVICE = re.compile(
    r"(?:ให้บริการ|บริการประชาชน|รับบริการ|ขั้นตอน(?:ละ)?|รายละ|ระยะเวลา(?:การ)?(?:ให้บริการ|ดำเนินการ|พิจารณา)|อนุญาต|ลา(?:ป่วย|กิจ|พักผ่อน)|ยืม)[^\x01]{0,60}$"
)


def _length(match: re.Match[str]) -> int:
    number = read_number(match["n"]) or 0
    if match["unit"] in _LENGTHS:
        return number * _LENGTHS[match["unit"]]
    return -(-number // 24)  # hours, counted as the days they touch


def within(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    hours = match["unit"] not in _LENGTHS
    service = hours or bool(
        _SERVICE.search(match.string[max(0, match.start() - 90) : match.start()])
    )
    return Within(_length(match), bool(match["work"]), months=_months(match), service=service)


def within_event(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    return Within(_length(match), bool(match["work"]), event=True)


def after_date(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    atoms = read_atoms(match["date"], fiscal_year)
    day = due_of(atoms[0], fiscal_year, before=False) if atoms else None
    return _days_later(day, match) if day else None


def _days_later(day: date, match: re.Match[str]) -> Point:
    number, unit = read_number(match["n"]) or 0, match["unit"]
    if unit == "เดือน":
        later = add_months(day, number)
        return Point((month_end(later) if day == month_end(day) else later,), strong=True)
    days, working = _length(match), bool(match["work"])
    due = add_working_days(day, days) if working else day + timedelta(days=days)
    return Point((due,), strong=True, counted_from=day, within_days=days, working_days=working)


def after_start(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    year = read_year(match["year"] or "")
    start = first_day(year + BUDDHIST_ERA if year else fiscal_year)
    return _days_later(working_day_after(start) if match["opening"] else start, match)


def within_period(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    if match["amonth"]:
        atoms = read_atoms(re.sub("(?:และ|,)(?!เดือน)", "เดือน", match["amonth"]), fiscal_year)
        later = [_days_later(month_end(first_of(atom, fiscal_year)), match) for atom in atoms]
        if len(later) == 1:
            return later[0]
        return Point(tuple(day for point in later for day in point.days), strong=True)
    if match["aquarter"]:
        ends = quarter_ends(fiscal_year)
        number = quarters_in(match["aquarter"])[0]
        return _days_later(ends[number - 1], match)
    if match["alengths"]:
        numbers = [read_number(n) for n in re.findall(NUMBER, match["alengths"])]
        rounds = tuple(n for n in numbers if n in (6, 12))
        days, months = _signed(match), _months(match)
        return Within(days, bool(match["work"]), Every.HALF_YEAR, rounds, months)
    return _within_unit(match, fiscal_year)


def _within_unit(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    unit = match["aunit"]
    if unit == "ปีปฏิทิน":
        return _days_later(date(fiscal_year - BUDDHIST_ERA - 1, 12, 31), match)
    year = read_year(match["ayear"] or "")
    if year:
        return _days_later(last_day(year + BUDDHIST_ERA), match)
    if match["unit"] == "เดือน" and unit in ("เดือน", "ไตรมาส") and read_number(match["n"]) == 1:
        return Place((0,), next_month=True, of=_UNITS[unit])
    return Within(_signed(match), bool(match["work"]), _UNITS[unit], months=_months(match))


def _months(match: re.Match[str]) -> int:
    return (read_number(match["n"]) or 0) if match["unit"] == "เดือน" else 0


def _signed(match: re.Match[str]) -> int:
    return -_length(match) if "ก่อน" in match[0] else _length(match)


def after(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    if match["alengths"]:
        numbers = [read_number(n) for n in re.findall(NUMBER, match["alengths"])]
        return After(Every.HALF_YEAR, tuple(n for n in numbers if n in (6, 12)))
    return After(_UNITS[match["aunit"]], at_once=match[0].startswith("เมื่อ"))
