"""Pure policy for one occurrence: on which days it is spoken of, and why.

Days are nominal first (a period opens, a deadline approaches, arrives, passes, a round closes) and
then moved to a working day: openings forward, everything before and on a due date backward, so
that no deadline is first heard of after it has passed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from typing import NamedTuple

from plans.model import Occurrence
from plans.occasions import Chore, Occasion, collected_by, drafted_by, published_by
from plans.rounds import (
    Round,
    first_day,
    last_day,
    month_end,
    subtract_working_days,
    working_day_after,
    working_day_before,
)

_DAY = timedelta(days=1)
_FURTHEST = timedelta(days=14)
"""No run of days off is longer, so that no day is moved further."""
_WEEK = timedelta(days=7)
_MONTHS = (6, 12)
_LONGEST_LEAD = timedelta(days=180)
"""Ninety working days, the most a setting allows, with the days off between them."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The office's settings for reminding; days are calendar days unless they say otherwise.

    ``escalate_after`` counts Mondays after the due date: by the third, two weeks have passed.
    ``closing_days`` is how long before a round's end everything still open is listed once.
    """

    lead_days: tuple[int, ...] = (7,)
    lead_working_days: tuple[int, ...] = (1,)
    escalate_after: int = 3
    closing_days: int = 14
    rhythm: bool = False
    opens: time = time(8, 30)
    closes: time = time(16, 30)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everything the policy looks at besides the occurrences.

    ``loaded_on`` is the day the plan was loaded: what was overdue by then is told of once.
    ``idle`` are chores there is nothing to do about.
    """

    fiscal_year: int
    policy: Policy
    holidays: frozenset[date]
    loaded_on: date
    idle: frozenset[Chore] = frozenset()


class Moment(NamedTuple):
    """One day an occurrence is spoken of: why, and the day it would be but for days off."""

    occasion: Occasion
    nominal: date
    day: date


@dataclass(frozen=True, slots=True)
class ChoreDay:
    """One day the administrator is reminded of a chore; ``months`` names the round it is of."""

    chore: Chore
    nominal: date
    day: date
    months: int = 0


def for_staff(
    occurrence: Occurrence, outlook: Outlook, first: date, last: date
) -> Iterator[Moment]:
    """When its owners hear of an occurrence, from ``first`` to ``last``."""
    window = _Window(first - _FURTHEST, last + _FURTHEST)
    for nominal in _nominals(occurrence, outlook, window):
        reachable = nominal.day <= last if nominal.forward else nominal.day >= first
        if reachable and nominal.day in window:
            moment = _placed(nominal, outlook)
            if max(first, nominal.not_before) <= moment.day <= min(last, nominal.not_after):
                yield moment


def for_executive(occurrence: Occurrence, outlook: Outlook) -> Iterator[Moment]:
    """The executive's own rhythm: one digest on its day, whatever the staff still owe."""
    due = occurrence.due
    if due is not None and due >= outlook.loaded_on:
        yield Moment(Occasion.DUE, due, _on_day(due, outlook))


def escalation(occurrence: Occurrence, outlook: Outlook) -> Iterator[Moment]:
    """When what staff owe has been overdue so long that the executive hears of it, once."""
    due = occurrence.due
    if due is not None and due >= outlook.loaded_on:
        late = due
        for _ in range(outlook.policy.escalate_after):
            late = _next_monday(late)
        yield Moment(Occasion.ESCALATED, late, working_day_after(late, outlook.holidays))


def chores(outlook: Outlook) -> Iterator[ChoreDay]:
    """The administrator's own calendar of the year's plan."""
    off, loaded, fiscal_year = outlook.holidays, outlook.loaded_on, outlook.fiscal_year
    started = working_day_after(loaded + _DAY, off)
    yield ChoreDay(Chore.FINDINGS, loaded + _DAY, started)
    for month in _months(max(loaded + _DAY, first_day(fiscal_year)), last_day(fiscal_year)):
        yield ChoreDay(Chore.FINDINGS, month, working_day_after(month, off))
    december = date(first_day(fiscal_year).year, 12, 1)
    yield ChoreDay(Chore.HOLIDAYS, december, working_day_after(december, off))
    for months in _MONTHS:
        for chore, nominal in _of_round(Round(fiscal_year, months), outlook.policy):
            yield ChoreDay(chore, nominal, working_day_before(nominal, off), months)


def _of_round(round_: Round, policy: Policy) -> Iterator[tuple[Chore, date]]:
    yield Chore.EVIDENCE, round_.last_day - timedelta(days=policy.closing_days)
    yield Chore.COLLECT, collected_by(round_)
    yield Chore.DRAFT, drafted_by(round_)
    yield Chore.PUBLISH, published_by(round_) - _WEEK


@dataclass(frozen=True, slots=True)
class _Window:
    """Days worth looking at: those that days off could move to where they are asked for."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class _Nominal(NamedTuple):
    """A day before days off are looked at, which way to move it, and the days it must lie in."""

    occasion: Occasion
    day: date
    forward: bool = False
    not_before: date = date.min
    not_after: date = date.max


def _placed(nominal: _Nominal, outlook: Outlook) -> Moment:
    move = working_day_after if nominal.forward else working_day_before
    return Moment(nominal.occasion, nominal.day, move(nominal.day, outlook.holidays))


def _nominals(occurrence: Occurrence, outlook: Outlook, window: _Window) -> Iterator[_Nominal]:
    """Every day in the window, and perhaps others."""
    yield from _rhythm(occurrence, outlook, window)
    yield from _closing(occurrence, outlook, window)
    due, begins = occurrence.due, max(occurrence.period.starts, outlook.loaded_on)
    if due is not None and due < outlook.loaded_on:
        yield _Nominal(Occasion.IMPORTED, outlook.loaded_on, forward=True)
        return
    if begins in window:
        yield _opening(occurrence, outlook)
    if due is not None:
        yield from _approach(occurrence, due, outlook, window)
        yield from _overdue(due, outlook, window)


def _approach(
    occurrence: Occurrence, due: date, outlook: Outlook, window: _Window
) -> Iterator[_Nominal]:
    """The days before and the day; none before it is open or the plan was known."""
    begins = max(occurrence.period.starts, outlook.loaded_on)
    for days in outlook.policy.lead_days:
        yield _Nominal(Occasion.AHEAD, due - timedelta(days=days), not_before=begins)
    if due < window.first or due - _LONGEST_LEAD > window.last:
        return
    on_day = _on_day(due, outlook)
    yield _Nominal(Occasion.DUE, due, forward=on_day > due)
    if due - occurrence.period.starts >= _WEEK:  # within one week its opening is warning enough
        for days in outlook.policy.lead_working_days:
            before = subtract_working_days(on_day, days, outlook.holidays)
            yield _Nominal(Occasion.AHEAD, before, not_before=begins)


def _opening(occurrence: Occurrence, outlook: Outlook) -> _Nominal:
    """The first working day of its period, unless that is over by then."""
    begins, due = max(occurrence.period.starts, outlook.loaded_on), occurrence.due
    until = occurrence.period.ends if due is None else _on_day(due, outlook)
    return _Nominal(Occasion.OPENING, begins, forward=True, not_after=until)


def _on_day(due: date, outlook: Outlook) -> date:
    """The last working day by the due date; later only if the plan came too late for that."""
    day = working_day_before(due, outlook.holidays)
    return day if day >= outlook.loaded_on else working_day_after(due, outlook.holidays)


def _overdue(due: date, outlook: Outlook, window: _Window) -> Iterator[_Nominal]:
    """Every Monday after: what is overdue is spoken of once a week, all of it together.

    Once the year's report is public nobody is chased for that year; October's dues still are.
    """
    _, (ends, _, published) = _rounds(outlook.fiscal_year)
    until = published if due <= ends else date.max
    late = _next_monday(max(due, window.first))
    while late <= min(until, window.last - _FURTHEST):  # it only moves forward
        yield _Nominal(Occasion.OVERDUE, late, forward=True)
        late += _WEEK


def _closing(occurrence: Occurrence, outlook: Outlook, window: _Window) -> Iterator[_Nominal]:
    """What is still open shortly before its round ends, and when the results are collected."""
    ends = occurrence.due or occurrence.period.ends
    begins = max(outlook.loaded_on, occurrence.period.starts)
    for last_day_, collected, _ in _rounds(outlook.fiscal_year):
        before = last_day_ - timedelta(days=outlook.policy.closing_days)
        for nominal in (before, collected):
            if ends <= last_day_ and nominal in window:
                yield _Nominal(Occasion.CLOSING, nominal, not_before=begins)


@cache
def _rounds(fiscal_year: int) -> tuple[tuple[date, date, date], ...]:
    """Of each round: its last day, when results are collected, when the report is public."""
    rounds = (Round(fiscal_year, months) for months in _MONTHS)
    return tuple((one.last_day, collected_by(one), published_by(one)) for one in rounds)


def _rhythm(occurrence: Occurrence, outlook: Outlook, window: _Window) -> Iterator[_Nominal]:
    """The first working day of every month while the occurrence is open."""
    if not outlook.policy.rhythm:
        return
    begins = max(occurrence.period.starts, outlook.loaded_on, window.first)
    for month in _months(begins, min(occurrence.period.ends, window.last)):
        yield _Nominal(Occasion.RHYTHM, month, forward=True)


def _months(start: date, end: date) -> Iterator[date]:
    """The first days of the months from ``start`` on, by ``end``."""
    month = start if start.day == 1 else month_end(start) + _DAY
    while month <= end:
        yield month
        month = month_end(month) + _DAY


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())
