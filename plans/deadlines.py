"""Dates, windows and rounds said of one obligation → a clause with its due dates."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from plans.model import Clause, ClauseKind, Every
from plans.recurrence import clause_dates
from plans.rounds import (
    Round,
    add_months,
    add_working_days,
    fiscal_period,
    fiscal_year_of,
    month_end,
)
from plans.said import Made, Said, blank, days_after, ended
from plans.sayings import Doubt, Plain, Point, Within


def deadline(said: Said) -> tuple[Made, ...]:
    if said.points:
        return (of_points(said),)
    windows = [window for window in said.windows if window.until]
    if not windows or Plain.THROUGHOUT in said.plains:
        return ()
    due = tuple(dict.fromkeys(window.until for window in windows if window.until))
    clause = replace(
        blank(ClauseKind.DEADLINE),
        due=due,
        starts=windows[0].starts if len(windows) == 1 else None,
        months=tuple(dict.fromkeys(month for window in windows for month in window.months)),
    )
    return (Made(clause, _far(due, said.fiscal_year)),)


def of_points(said: Said) -> Made:
    doubts = tuple(dict.fromkeys(point.doubt for point in said.points if point.doubt))
    open_ = bool({Doubt.PART, Doubt.EITHER} & set(doubts))
    due = tuple(sorted({day for point in said.points for day in point.days}))
    clause = replace(
        blank(ClauseKind.DEADLINE),
        due=() if open_ else due,
        months=tuple(dict.fromkeys(month for point in said.points for month in point.months)),
        undated=open_,
    )
    clause = _counted_clause(clause, said.points)
    return Made(clause, doubts + (() if open_ else _far(due, said.fiscal_year)))


def _counted_clause(clause: Clause, points: Sequence[Point]) -> Clause:
    """How a single date was counted, so that it can be counted again over holidays."""
    if len(points) != 1:
        return clause
    (point,) = points
    return replace(
        clause,
        starts=point.counted_from,
        within_days=point.within_days,
        nth=point.nth,
        working_days=point.working_days,
    )


def _far(due: Sequence[date], fiscal_year: int) -> tuple[Doubt, ...]:
    year = fiscal_period(fiscal_year)
    if any(abs((day - year.starts).days) > 800 or (year.starts - day).days > 366 for day in due):
        return (Doubt.FAR,)
    return (Doubt.BEFORE,) if any(day < year.starts for day in due) else ()


def after_rounds(said: Said) -> tuple[Made, ...]:
    """So many days after the end of a round, or a day of the month after it."""
    lengths = tuple(n for within in said.withins for n in within.rounds)
    lengths = lengths or tuple(n for after in said.afters for n in after.rounds) or said.lengths
    lengths = tuple(n for n in lengths if n in (6, 12))
    if not lengths and any(of is Every.YEAR for of in ended(said)):
        lengths = (12,)
    ends = [Round(said.fiscal_year, length).last_day for length in lengths]
    if said.rhythms or said.points or not ends:
        return ()
    due = tuple(day for end in ends for day in _counted(said, end))
    if not due:
        return ()
    clause = replace(blank(ClauseKind.DEADLINE), due=due)
    within = days_after(said)
    if within and len(ends) == 1 and not within.months:
        clause = replace(
            clause, starts=ends[0], within_days=within.days, working_days=within.working
        )
    return (Made(clause),)


def _counted(said: Said, end: date) -> Iterator[date]:
    within = days_after(said)
    if within:
        yield _later(end, within)
        return
    for place in said.places:
        if place.next_month and not place.doubt:
            monthly = replace(
                blank(ClauseKind.RECURRING),
                every=Every.MONTH,
                days=place.days,
                nth=place.nth,
                working_days=place.nth is not None,
            )
            after = fiscal_year_of(end + timedelta(days=1))
            dates = clause_dates(monthly, fiscal_year=after)
            yield from [day for day in dates if end < day <= month_end(add_months(end, 1))][:1]


def _later(end: date, within: Within) -> date:
    if within.working:
        return add_working_days(end, within.days)
    if within.months:
        return month_end(add_months(end, within.months))
    return end + timedelta(days=within.days)


def rounds_alone(said: Said) -> tuple[Made, ...]:
    lengths = said.lengths
    if not lengths:
        return ()
    clause = blank(ClauseKind.RECURRING)
    if len(lengths) > 1 and lengths != (6, 12):
        months = tuple((9 + length - 1) % 12 + 1 for length in lengths)
        return (Made(replace(clause, every=Every.QUARTER, months=months), (Doubt.ROUND_ENDS,)),)
    if lengths == (12,):
        return (Made(replace(clause, every=Every.YEAR, undated=True), (Doubt.ROUND,)),)
    if lengths == (9,):
        once = replace(blank(ClauseKind.DEADLINE), months=(6,), undated=True)
        return (Made(once, (Doubt.ROUND,)),)
    every = Every.QUARTER if lengths == (3,) else Every.HALF_YEAR
    return (Made(replace(clause, every=every, undated=True), (Doubt.ROUND,)),)


def after_alone(said: Said) -> tuple[Made, ...]:
    """After the end of a period, without a day: at its end if the text says so, else open."""
    if not said.afters or said.rhythms:
        return ()
    after = said.afters[0]
    if after.of is Every.YEAR and after.at_once:
        end = Round(said.fiscal_year, 12).last_day
        return (Made(replace(blank(ClauseKind.DEADLINE), due=(end,))),)
    clause = replace(blank(ClauseKind.RECURRING), every=after.of, undated=True)
    return (Made(replace(clause, next_month=True), (Doubt.PART,)),)


def lone_day(said: Said) -> tuple[Made, ...]:
    if not said.places or said.rhythms:
        return ()
    clause = replace(blank(ClauseKind.DEADLINE), days=said.places[0].days, undated=True)
    return (Made(clause, (Doubt.DAY_ALONE,)),)
