"""The due dates of a clause: what its time means on the calendar of one fiscal year."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from plans.model import Clause, ClauseKind, Every, Period
from plans.rounds import (
    add_months,
    add_working_days,
    days_between,
    first_day,
    fiscal_period,
    fiscal_year_of,
    is_working_day,
    last_day,
    month_end,
    month_in,
    span_ending_by,
    working_day_before,
)

_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
_DAYS = {Every.DAY: 1, Every.WEEK: 7}
_FRIDAY = 4


def clause_dates(
    clause: Clause,
    *,
    fiscal_year: int,
    siblings: Iterable[Clause] = (),
    holidays: Collection[date] = (),
) -> tuple[date, ...]:
    """Every nominal due date of a clause in a fiscal year, in order, before any holiday shift.

    A deadline keeps its stated dates wherever they lie.  A half-year that names no months takes
    those of a sibling clause.  ``holidays`` count only where the clause itself speaks of working
    days.  Nothing is returned for what has no date or what a person has still to settle.
    """
    if clause.kind is ClauseKind.DEADLINE:
        return tuple(sorted({_worked(clause, day, holidays) for day in clause.due}))
    if clause.kind is not ClauseKind.RECURRING or clause.every is None or clause.undated:
        return ()
    if clause.every is Every.YEAR and clause.within_days is not None:
        return tuple(_after_end(clause, last_day(fiscal_year), holidays))
    year = fiscal_period(fiscal_year)
    dates = _recurring(clause, fiscal_year, _months_of(clause, siblings), holidays)
    inside = (day for day in dates if day in year)
    return tuple(sorted({day for day in inside if _bounded(clause, day)}))


def _worked(clause: Clause, due: date, holidays: Collection[date]) -> date:
    """A deadline in working days, counted again over the holidays known now."""
    if not clause.working_days or not holidays:
        return due
    if clause.nth is not None:
        return _nth_day(clause, due, holidays) or due
    if clause.starts is not None and clause.within_days is not None:
        return add_working_days(clause.starts, clause.within_days, holidays)
    return due


def _bounded(clause: Clause, day: date) -> bool:
    return (clause.starts or day) <= day <= (clause.until or day)


def _months_of(clause: Clause, siblings: Iterable[Clause]) -> tuple[int, ...]:
    if clause.months or clause.every is not Every.HALF_YEAR:
        return clause.months
    named = (other.months for other in siblings if other.every is clause.every and other.months)
    return next(named, ())


def _recurring(
    clause: Clause, fiscal_year: int, months: tuple[int, ...], holidays: Collection[date]
) -> Iterator[date]:
    assert clause.every is not None  # noqa: S101  # the caller has looked
    if clause.every in _DAYS:
        yield from _daily(clause, fiscal_year, holidays)
    elif months:
        for month in months:
            yield from _in_month(clause, month_in(fiscal_year, month), holidays)
    elif clause.every is Every.HALF_YEAR and not _placed(clause):
        return
    else:
        for end in _ends(_MONTHS[clause.every] * clause.interval, fiscal_year):
            yield from _after_end(clause, end, holidays)


def _placed(clause: Clause) -> bool:
    """Whether a half-year says where in it the day lies."""
    return bool(clause.days or clause.nth is not None or clause.within_days is not None)


def _ends(months: int, fiscal_year: int) -> Iterator[date]:
    """The ends of every span of months, with those just before and after the year."""
    start = add_months(first_day(fiscal_year), -12)
    if months > 12:
        yield last_day(fiscal_year)
        return
    for offset in range(months, 37, months):
        yield month_end(add_months(start, offset - 1))


def _daily(clause: Clause, fiscal_year: int, holidays: Collection[date]) -> Iterator[date]:
    year = fiscal_period(fiscal_year)
    if clause.every is Every.WEEK:
        weekdays = clause.weekdays or (_FRIDAY,)
        for day in days_between(year.starts, year.ends):
            if day.weekday() in weekdays and (day - year.starts).days // 7 % clause.interval == 0:
                yield day
        return
    for day in days_between(year.starts, year.ends):
        if clause.working_days and not is_working_day(day, holidays):
            continue
        if ((day - year.starts).days + 1) % clause.interval == 0:
            yield day


def _after_end(clause: Clause, end: date, holidays: Collection[date]) -> Iterator[date]:
    """The dates that belong to the period ending on that day."""
    if clause.within_days is not None:
        count = clause.within_days
        if clause.working_days and count > 0:
            yield add_working_days(end, count, holidays)
        else:
            yield end + timedelta(days=count)
        return
    if clause.every is Every.YEAR and not _placed(clause) and fiscal_year_of(end):
        yield end
        return
    month = add_months(end.replace(day=1), 1) if clause.next_month else end.replace(day=1)
    yield from _in_month(clause, month, holidays)


def _in_month(clause: Clause, month: date, holidays: Collection[date]) -> Iterator[date]:
    last = month_end(month)
    if clause.nth is not None:
        day = _nth_day(clause, month, holidays)
        if day is not None:
            yield day
    elif clause.days:
        for number in clause.days:
            yield last if not number else min(month.replace(day=1) + timedelta(number - 1), last)
    else:
        yield last


def _nth_day(clause: Clause, month: date, holidays: Collection[date]) -> date | None:
    """The nth working day or weekday of a month; -1 is the last."""
    nth = clause.nth or 1
    if clause.working_days:
        if nth < 0:
            return working_day_before(month_end(month), holidays)
        return add_working_days(month.replace(day=1) - timedelta(days=1), nth, holidays)
    days = [
        day
        for day in days_between(month.replace(day=1), month_end(month))
        if day.weekday() in clause.weekdays
    ]
    index = nth if nth < 0 else nth - 1
    return days[index] if -len(days) <= index < len(days) else None


def covered_period(clause: Clause, due: date, fiscal_year: int) -> Period:
    """The days a due date reports on: the month, quarter or half-year over by then.

    For a deadline it is the fiscal year so far, or the clause's own window.
    """
    if clause.kind is ClauseKind.RECURRING and clause.every in _DAYS:
        days = _DAYS[clause.every] * clause.interval
        return Period(due - timedelta(days=days - 1), due)
    if clause.kind is ClauseKind.RECURRING and clause.every not in (None, Every.YEAR):
        assert clause.every is not None  # noqa: S101  # the line above has looked
        months = _MONTHS[clause.every] * clause.interval
        return span_ending_by(due, min(months, 12))
    return period_until(due, clause.starts, fiscal_year)


def period_until(due: date, starts: date | None, fiscal_year: int) -> Period:
    """From the start of the fiscal year, or a stated day, to the due date."""
    if starts is not None and starts <= due:
        return Period(starts, due)
    start = first_day(fiscal_year)
    return Period(start if start <= due else first_day(fiscal_year_of(due)), due)
