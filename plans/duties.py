"""A plan → what it obliges whom to do (duties) and when (their dated occurrences)."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from plans.model import (
    LETTERS,
    Actor,
    Clause,
    ClauseKind,
    Duty,
    Every,
    Measure,
    Occurrence,
    Period,
    Plan,
    Step,
)
from plans.progress import is_oversight
from plans.recurrence import clause_dates, covered_period
from plans.rounds import Round, add_working_days, working_day_after, working_day_before
from plans.thai import fold


def letter_of(position: int) -> str:
    """The letter of the duty at a position from 0: ก to ฮ, then กก, กข and so on."""
    letters = ""
    position += 1
    while position:
        position, index = divmod(position - 1, len(LETTERS))
        letters = LETTERS[index] + letters
    return letters


# --- duties -------------------------------------------------------------------------------------


def duties_of(plan: Plan) -> tuple[Duty, ...]:
    """Every duty of every measure, lettered by position in the document.

    With a monitoring column each of its clauses is one.  Without one, each step with an owner or a
    period of its own is, else the measure's period; explicit clauses found elsewhere come besides,
    and a dated recurring one takes the place of its step.
    """
    return tuple(duty for measure in plan.measures for duty in _of_measure(plan, measure))


def _of_measure(plan: Plan, measure: Measure) -> Iterator[Duty]:
    found = _from_clauses(measure) if plan.monitored else _from_steps(plan, measure)
    for position, duty in enumerate(found):
        yield replace(duty, letter=letter_of(position))


def _from_clauses(measure: Measure) -> Iterator[Duty]:
    for number, clause in enumerate(measure.clauses, 1):
        yield _clause_duty(measure, number, clause)


_EXPLICIT = (ClauseKind.DEADLINE, ClauseKind.RECURRING, ClauseKind.AFTER_EVENT)


def _from_steps(plan: Plan, measure: Measure) -> Iterator[Duty]:
    owned = [number for number, step in enumerate(measure.steps, 1) if _has_own(step)]
    if not owned:
        yield _period_duty(measure)
    for number in range(1, len(measure.steps) + 1):
        if number in owned and not _replaced(plan, measure, number):
            yield _step_duty(measure, number)
        yield from _found_in(measure, number)
    yield from _found_in(measure, None)


def _has_own(step: Step) -> bool:
    return bool(step.divisions or step.everyone or step.period)


def _replaced(plan: Plan, measure: Measure, step: int) -> bool:
    """Whether a recurring clause in the step says when; an undated one leaves the period."""
    return any(
        clause.step == step
        and clause.kind is ClauseKind.RECURRING
        and clause_dates(clause, fiscal_year=plan.fiscal_year, siblings=measure.clauses)
        for clause in measure.clauses
    )


def _found_in(measure: Measure, step: int | None) -> Iterator[Duty]:
    for number, clause in enumerate(measure.clauses, 1):
        if clause.step == step and clause.kind in _EXPLICIT:
            yield _clause_duty(measure, number, clause)


def _period_duty(measure: Measure) -> Duty:
    kind = ClauseKind.DEADLINE if measure.period else ClauseKind.UNSCHEDULED
    return _owed(Duty(measure.number, "", Actor.STAFF, kind, measure.title), measure)


def _step_duty(measure: Measure, number: int) -> Duty:
    step = measure.steps[number - 1]
    kind = ClauseKind.DEADLINE if step.period or measure.period else ClauseKind.UNSCHEDULED
    duty = Duty(measure.number, "", Actor.STAFF, kind, step.text, step=number)
    return _owed(duty, measure)


def _clause_duty(measure: Measure, number: int, clause: Clause) -> Duty:
    duty = Duty(
        measure=measure.number,
        letter="",
        actor=clause.actor,
        kind=clause.kind,
        text=clause.text,
        clause=number,
        step=clause.step,
        assumed=clause.assumed,
        within_days=clause.within_days,
        working_days=clause.working_days,
    )
    if clause.actor is Actor.STAFF or staff_must_report(clause):
        return _owed(duty, measure)
    return duty


def _owed(duty: Duty, measure: Measure) -> Duty:
    """The duty with its owners: those of its step if it names any, else the measure's."""
    step = measure.steps[duty.step - 1] if duty.step and duty.step <= len(measure.steps) else None
    if step and (step.divisions or step.everyone):
        return replace(duty, divisions=step.divisions, everyone=step.everyone, joint=step.joint)
    return replace(
        duty,
        divisions=measure.divisions,
        everyone=measure.everyone,
        lead=measure.collector,
    )


_STAFF_REPORT = re.compile(
    r"ให้(?:เจ้าหน้าที่|พนักงาน|ผู้รับผิดชอบ|หัวหน้าส่วน|ทุก|กอง|สำนัก|ส่วนราชการ|หน่วยงาน)"
    r"(?:(?!ให้).){0,40}?รายงาน"
)
_DATED = (ClauseKind.DEADLINE, ClauseKind.RECURRING)


def staff_must_report(clause: Clause) -> bool:
    """Whether an executive's dated clause also obliges staff: "และให้เจ้าหน้าที่รายงาน…"."""
    says = _STAFF_REPORT.search(fold(clause.text).text)
    return clause.actor is Actor.EXECUTIVE and clause.kind in _DATED and bool(says)


# --- occurrences --------------------------------------------------------------------------------


def occurrences(
    plan: Plan,
    duties: Iterable[Duty] | None = None,
    *,
    holidays: Collection[date] = (),
) -> tuple[Occurrence, ...]:
    """Every occurrence of the plan's duties in its fiscal year, the earliest due first.

    Duties without dates occur once in each half of the year; after-event duties only once started.
    """
    measures = {measure.number: measure for measure in plan.measures}
    found = [
        occurrence
        for duty in (duties_of(plan) if duties is None else duties)
        for occurrence in _of_duty(plan, measures[duty.measure], duty, holidays)
    ]
    placed = (_reminded(occurrence, holidays) for occurrence in found)
    return tuple(sorted(placed, key=lambda o: (o.due or o.period.ends, o.due is None)))


def _of_duty(
    plan: Plan, measure: Measure, duty: Duty, holidays: Collection[date]
) -> Iterator[Occurrence]:
    if duty.kind is ClauseKind.AFTER_EVENT:
        return
    dated = [Occurrence(duty, *at, at[1]) for at in _dated(plan, measure, duty, holidays)]
    halves = _halves(plan.fiscal_year)
    yield from dated or (Occurrence(duty, half, None, half.starts) for half in halves)


def _halves(fiscal_year: int) -> tuple[Period, Period]:
    """The days that each of the two rounds adds: an undated duty occurs once in each."""
    first, whole = Round(fiscal_year, 6).period, Round(fiscal_year, 12).period
    return first, Period(first.ends + timedelta(days=1), whole.ends)


def _dated(
    plan: Plan, measure: Measure, duty: Duty, holidays: Collection[date]
) -> Iterator[tuple[Period, date]]:
    if duty.clause is None:
        period = _own_period(measure, duty)
        if period:
            yield period, period.ends
        return
    clause = measure.clauses[duty.clause - 1]
    if clause.every is Every.DAY and clause.interval < 7:
        return  # nobody wants to be asked every day: it is shown like "always current"
    dates = clause_dates(
        clause, fiscal_year=plan.fiscal_year, siblings=measure.clauses, holidays=holidays
    )
    for due in dates:
        yield covered_period(clause, due, plan.fiscal_year), due


def _own_period(measure: Measure, duty: Duty) -> Period | None:
    step = measure.steps[duty.step - 1] if duty.step else None
    return (step.period if step else None) or measure.period


def _reminded(occurrence: Occurrence, holidays: Collection[date]) -> Occurrence:
    return replace(occurrence, remind_from=first_reminder(occurrence, holidays))


def first_reminder(occurrence: Occurrence, holidays: Collection[date] = ()) -> date:
    """The day of the first reminder.

    Staff hear of an occurrence when its period opens, on the first working day from then on; the
    executive on the due date itself.  A day off before a due date moves back to a working day, so
    that nothing is first heard of after it was due.
    """
    opening = working_day_after(occurrence.period.starts, holidays)
    if occurrence.due is None:
        return opening
    on_day = working_day_before(occurrence.due, holidays)
    return on_day if is_oversight(occurrence.duty) else min(opening, on_day)


def start_after_event(
    duty: Duty,
    happened_on: date,
    *,
    holidays: Collection[date] = (),
) -> Occurrence:
    """The occurrence of an after-event duty that begins because something happened.

    Without a number of days it has no due date and is open until its round ends.
    """
    if duty.within_days is None:
        period = Period(happened_on, Round.containing(happened_on).last_day)
        return _reminded(Occurrence(duty, period, None, happened_on), holidays)
    if duty.working_days:
        due = add_working_days(happened_on, duty.within_days, holidays)
    else:
        due = happened_on + timedelta(days=duty.within_days)
    return _reminded(Occurrence(duty, Period(happened_on, due), due, due), holidays)


# --- the calendar -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One row of ``tidtam calendar --json``: an occurrence of a duty, not one per division."""

    measure: int
    duty: str
    clause: int | None
    step: int | None
    actor: Actor
    divisions: tuple[str, ...]
    everyone: bool
    period: Period
    due: date
    remind_from: date
    assumed: bool
    text: str


def calendar_entries(found: Iterable[Occurrence]) -> tuple[CalendarEntry, ...]:
    """The dated occurrences as rows of the calendar, sorted by due date."""
    entries = [_entry(occurrence, occurrence.due) for occurrence in found if occurrence.due]
    return tuple(sorted(entries, key=lambda entry: (entry.due, entry.measure, len(entry.duty))))


def _entry(occurrence: Occurrence, due: date) -> CalendarEntry:
    duty = occurrence.duty
    return CalendarEntry(
        measure=duty.measure,
        duty=duty.label,
        clause=duty.clause,
        step=duty.step,
        actor=duty.actor,
        divisions=duty.divisions,
        everyone=duty.everyone,
        period=occurrence.period,
        due=due,
        remind_from=occurrence.remind_from,
        assumed=duty.assumed,
        text=duty.text,
    )
