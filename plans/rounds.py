"""Fiscal years, reporting rounds, ends of months and quarters, and working days.

A fiscal year runs from October to September and is named, in the Buddhist era, for the calendar
year it ends in: 2566 is 1 October 2022 to 30 September 2023.
"""

import calendar
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from plans.model import Period
from plans.thai import BUDDHIST_ERA

_FIRST_MONTH = 10
_ONE_DAY = timedelta(days=1)


def fiscal_year_of(day: date) -> int:
    """The fiscal year (Buddhist era) a day lies in."""
    return day.year + BUDDHIST_ERA + (day.month >= _FIRST_MONTH)


def first_day(fiscal_year: int) -> date:
    """1 October of the calendar year before."""
    return date(fiscal_year - BUDDHIST_ERA - 1, _FIRST_MONTH, 1)


def last_day(fiscal_year: int) -> date:
    """30 September."""
    return date(fiscal_year - BUDDHIST_ERA, _FIRST_MONTH - 1, 30)


def fiscal_period(fiscal_year: int) -> Period:
    """The whole fiscal year."""
    return Period(first_day(fiscal_year), last_day(fiscal_year))


@dataclass(frozen=True, slots=True)
class Round:
    """A reporting round: 6 months are October to March, 12 the whole fiscal year."""

    fiscal_year: int
    months: int

    def __post_init__(self) -> None:
        if self.months not in (6, 12):
            raise ValueError(f"a round has 6 or 12 months, not {self.months}")

    @property
    def first_day(self) -> date:
        """1 October, for both rounds."""
        return first_day(self.fiscal_year)

    @property
    def last_day(self) -> date:
        """31 March or 30 September."""
        whole = last_day(self.fiscal_year)
        return whole if self.months == 12 else date(whole.year, 3, 31)

    @property
    def period(self) -> Period:
        """All days of the round."""
        return Period(self.first_day, self.last_day)

    @classmethod
    def containing(cls, day: date) -> "Round":
        """The round that runs on that day: the shorter one until 31 March."""
        half = cls(fiscal_year_of(day), 6)
        return half if day <= half.last_day else cls(half.fiscal_year, 12)


# --- months, quarters, halves -------------------------------------------------------------------


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, count: int) -> date:
    """The same day ``count`` months on, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_in(fiscal_year: int, month: int) -> date:
    """The first day of a calendar month (1 to 12) inside a fiscal year."""
    start = first_day(fiscal_year)
    return add_months(start, (month - _FIRST_MONTH) % 12)


def quarter_ends(fiscal_year: int) -> tuple[date, ...]:
    """31 December, 31 March, 30 June, 30 September."""
    return span_ends(fiscal_year, 3)


def span_ends(fiscal_year: int, months: int) -> tuple[date, ...]:
    """The last days of every ``months`` months counted from 1 October, inside the year."""
    start = first_day(fiscal_year)
    return tuple(month_end(add_months(start, n - 1)) for n in range(months, 13, months))


def span_ending_by(day: date, months: int) -> Period:
    """The latest run of whole months (1, 3, 6 … counted from October) over by that day."""
    after = day + _ONE_DAY
    into_year = (after.month - _FIRST_MONTH) % 12
    start = add_months(after.replace(day=1), -(into_year % months) - months)
    return Period(start, month_end(add_months(start, months - 1)))


# --- working days -------------------------------------------------------------------------------


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < 5 and day not in holidays


def working_day_before(day: date, holidays: Collection[date] = ()) -> date:
    """The day itself if it is a working day, else the last one before it."""
    while not is_working_day(day, holidays):
        day -= _ONE_DAY
    return day


def working_day_after(day: date, holidays: Collection[date] = ()) -> date:
    """The day itself if it is a working day, else the first one after it."""
    while not is_working_day(day, holidays):
        day += _ONE_DAY
    return day


def add_working_days(day: date, count: int, holidays: Collection[date] = ()) -> date:
    """The ``count``-th working day after a day; the day itself is not counted."""
    for _ in range(count):
        day = working_day_after(day + _ONE_DAY, holidays)
    return day


def subtract_working_days(day: date, count: int, holidays: Collection[date] = ()) -> date:
    """The ``count``-th working day before a day; the day itself is not counted."""
    for _ in range(count):
        day = working_day_before(day - _ONE_DAY, holidays)
    return day


def days_between(start: date, end: date) -> Iterator[date]:
    """Every day from ``start`` to ``end``, both included."""
    for offset in range((end - start).days + 1):
        yield start + timedelta(days=offset)
