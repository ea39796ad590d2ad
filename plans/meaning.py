"""Phrases of time said of one obligation → the clauses they mean together."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from plans.deadlines import after_alone, after_rounds, deadline, lone_day, rounds_alone
from plans.model import ClauseKind
from plans.recurring import choice, recurring
from plans.said import Made, Said, blank, sort_sayings
from plans.sayings import Doubt, Plain, Saying


def compose(text: str, sayings: Sequence[Saying], fiscal_year: int) -> tuple[Made, ...]:
    """The clauses (usually one) that the phrases of one obligation mean."""
    said = sort_sayings(text, sayings, fiscal_year)
    for reading in _READINGS:
        made = reading(said)
        if made:
            return made
    return (Made(blank(ClauseKind.UNSCHEDULED), explicit=False),)


# --- no date ------------------------------------------------------------------------------------


def _after_event(said: Said) -> tuple[Made, ...]:
    within = next((w for w in said.withins if not w.service), None)
    if within is None and Plain.EVENT not in said.plains:
        return ()
    clause = blank(ClauseKind.AFTER_EVENT)
    if within:
        clause = replace(clause, within_days=within.days, working_days=within.working)
    return (Made(clause),)


def _continuous(said: Said) -> tuple[Made, ...]:
    lasting = {Plain.CONTINUOUS, Plain.THROUGHOUT} & said.plains
    if not lasting and not said.windows:
        return ()
    starts = said.windows[0].starts if said.windows else None
    clause = replace(blank(ClauseKind.CONTINUOUS), starts=starts)
    return (Made(clause, explicit=False),)


def _conditional(said: Said) -> tuple[Made, ...]:
    if Plain.IF not in said.plains:
        return ()
    return (Made(blank(ClauseKind.AFTER_EVENT), explicit=False),)


def _vague(said: Said) -> tuple[Made, ...]:
    if Plain.VAGUE not in said.plains:
        return ()
    return (Made(blank(ClauseKind.UNSCHEDULED), (Doubt.VAGUE,), explicit=False),)


_READINGS: tuple[Callable[[Said], tuple[Made, ...]], ...] = (
    choice,
    after_rounds,
    recurring,
    deadline,
    rounds_alone,
    after_alone,
    lone_day,
    _after_event,
    _continuous,
    _conditional,
    _vague,
)
"""Tried in order: a rhythm before a date, a date before "always", anything before nothing."""
