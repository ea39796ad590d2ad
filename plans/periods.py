"""The period cell of a plan (ระยะเวลาดำเนินการ) → first and last day."""

import re

from plans.model import Every, Period
from plans.phrases import find_sayings
from plans.rounds import Round, add_months, fiscal_period, fiscal_year_of, month_end
from plans.sayings import Plain, Point, Rhythm, Rounds, Saying, Window
from plans.thai import BUDDHIST_ERA, fold_dates, read_year

_FISCAL = re.compile(r"ปีงบประมาณ(?:พ\.?ศ\.*)?(\d{4})|(?:^|\D)(?:ปี|พ\.?ศ\.*)+(\d{4})(?!\d)")
_WHOLE_YEAR = re.compile(r"ตลอด(?:ทั้ง)?ปี|ปีงบประมาณ|ทั้งปี|12เดือน")


def read_period(text: str, *, fiscal_year: int | None) -> Period | None:
    """The first period a cell states, or None; ``fiscal_year`` fills in a year left out."""
    periods = read_periods(text, fiscal_year=fiscal_year)
    return periods[0] if periods else None


def read_periods(text: str, *, fiscal_year: int | None) -> tuple[Period, ...]:
    """Every period a cell states, in order: one per step where a plan pairs them so."""
    folded = fold_dates(text).text
    year = fiscal_year or _stated_year(folded)
    if year is None:
        return ()
    sayings = find_sayings(folded, year)
    found = tuple(period for saying in sayings if (period := _period(saying, year)))
    if found or (fiscal_year is None and not _FISCAL.search(folded)):
        return found
    return _years(folded, fiscal_year)


def _stated_year(folded: str) -> int | None:
    """A fiscal year to read yearless words by: any year in the text will do."""
    year = re.search(r"(?<!\d)(?:2[456]\d\d|20\d\d)(?!\d)", folded)
    named = read_year(year[0]) if year else None
    return named + BUDDHIST_ERA if named else None


def _period(saying: Saying, fiscal_year: int) -> Period | None:
    match saying.meaning:
        case Window(starts=starts, until=until):
            return Period(starts, until) if until else None
        case Point(days=days) if days:
            return _until(saying.meaning)
        case Rhythm(every=Every.QUARTER):
            return fiscal_period(fiscal_year)
        case Rounds(lengths=lengths, half=half):
            whole = Round(fiscal_year, 12 if 12 in lengths else 6).period
            return Period(add_months(whole.starts, 6), whole.ends) if half == 2 else whole
        case Plain.THROUGHOUT:
            return fiscal_period(fiscal_year)
    return None


def _until(point: Point) -> Period:
    """Months named alone are worked on in full; a day or a year's end is the last of its year."""
    first, last = min(point.days), max(point.days)
    if not point.months or point.day_numbers:
        start = fiscal_period(fiscal_year_of(last)).starts
        return Period(start, last)
    return Period(add_months(first.replace(day=1), 1 - point.length), month_end(last))


def _years(folded: str, fiscal_year: int | None) -> tuple[Period, ...]:
    found = [read_year(a or b) for a, b in _FISCAL.findall(folded)]
    stated = tuple(fiscal_period(year + BUDDHIST_ERA) for year in found if year)
    if stated or fiscal_year is None:
        return stated
    return (fiscal_period(fiscal_year),) if _WHOLE_YEAR.search(folded) else ()
