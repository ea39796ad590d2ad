"""What an amended plan changes, told before anything does: one value per line a person reads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plans.amendments import (
    KnownDuty,
    KnownMeasure,
    PlannedDuty,
    is_same_text,
    keep_letters,
    match_duties,
    match_measures,
    moved_occurrences,
)
from plans.model import Measure, Plan


class Change(StrEnum):
    """What is different about a measure or a duty."""

    ORGANISATION = "organisation"
    ADDED = "added"
    REMOVED = "removed"
    RENUMBERED = "renumbered"
    REWORDED = "reworded"
    ISSUE = "issue"
    OWNERS = "owners"
    STEPS = "steps"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change of the measure or duty called ``label`` (``3``, ``3ก``; the old one if gone).

    The organisation has no label.

    ``answers`` is how much was reported of it so far; ``moves`` says that these answers now count
    for the new date.
    """

    change: Change
    label: str
    before: str = ""
    after: str = ""
    dues_before: tuple[date, ...] = ()
    dues_after: tuple[date, ...] = ()
    answers: int = 0
    moves: bool = False


def other_organisation(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """Whether the plan is of another office: most likely the wrong file."""
    old, new = before.organisation.name, after.organisation.name
    if not old or not new or is_same_text(old, new):
        return ()
    return (Difference(Change.ORGANISATION, "", old, new),)


Named = Callable[[str], str]
"""The registered name of a division, from any of its names."""


def differences(
    known: Sequence[KnownMeasure],
    plan: Plan,
    duties: Sequence[PlannedDuty],
    *,
    named: Named = str,
) -> tuple[Difference, ...]:
    """Everything an amended plan changes: what stays in its new order, then what is taken out."""
    matched = match_measures(known, plan.measures)
    return (
        *(
            one
            for measure in plan.measures
            for one in _of_measure(matched.get(measure.number), measure, duties, named)
        ),
        *_taken_out(known, matched),
    )


def _of_measure(
    old: KnownMeasure | None, measure: Measure, duties: Sequence[PlannedDuty], named: Named
) -> Iterator[Difference]:
    label = str(measure.number)
    if old is None or old.measure is None:
        answers = old.answers if old else 0
        yield Difference(Change.ADDED, label, after=measure.title, answers=answers)
        return
    of_row = tuple(_of_row(label, old, old.measure, measure, named))
    yield from of_row
    own = [one for one in duties if one.duty.measure == measure.number]
    told = {one.change for one in of_row}
    for one in _of_duties(label, old, own, named):
        is_title_again = one.change is Change.REWORDED and one.after == measure.title
        if not is_title_again and not (one.change is Change.OWNERS and one.change in told):
            yield one


def _of_row(
    label: str, old: KnownMeasure, before: Measure, after: Measure, named: Named
) -> Iterator[Difference]:
    if old.number != after.number:
        yield Difference(
            Change.RENUMBERED, label, str(old.number), after.title, answers=old.answers
        )
    if not is_same_text(before.title, after.title):
        yield Difference(Change.REWORDED, label, before.title, after.title)
    if not is_same_text(before.issue or "", after.issue or ""):
        yield Difference(Change.ISSUE, label, before.issue or "", after.issue or "")
    if _owners(before, named) != _owners(after, named):
        yield Difference(Change.OWNERS, label, before.responsible_text, after.responsible_text)
    if not _same_steps(before, after):
        yield Difference(Change.STEPS, label, str(len(before.steps)), str(len(after.steps)))


def _of_duties(
    number: str, measure: KnownMeasure, duties: Sequence[PlannedDuty], named: Named
) -> Iterator[Difference]:
    matched = match_duties(measure.duties, duties)
    letters = keep_letters(measure.duties, duties)
    for one in duties:
        label = number + letters[one.duty.letter]
        old = matched.get(one.duty.letter)
        if old is None or not old.in_force:
            yield Difference(Change.ADDED, label, after=one.duty.text, dues_after=one.dues)
        else:
            yield from _of_duty(label, old, one, named)
    kept = {old.letter for old in matched.values()}
    for gone in measure.duties:
        if gone.in_force and gone.letter not in kept:
            label = f"{measure.number}{gone.letter}"
            yield Difference(Change.REMOVED, label, gone.text, answers=gone.answers)


def _of_duty(label: str, old: KnownDuty, new: PlannedDuty, named: Named) -> Iterator[Difference]:
    if not is_same_text(old.text, new.duty.text):
        yield Difference(Change.REWORDED, label, old.text, new.duty.text)
    if old.owners != frozenset(map(named, new.duty.divisions)):
        yield Difference(
            Change.OWNERS, label, " ".join(sorted(old.owners)), " ".join(new.duty.divisions)
        )
    if old.dues != new.dues:
        yield Difference(
            Change.DUE,
            label,
            dues_before=old.dues,
            dues_after=new.dues,
            answers=old.answers,
            moves=bool(moved_occurrences(old, new)),
        )


def _taken_out(
    known: Sequence[KnownMeasure], matched: Mapping[int, KnownMeasure]
) -> Iterator[Difference]:
    kept = {one.id for one in matched.values()}
    for old in known:
        if old.measure is not None and old.id not in kept:
            yield Difference(Change.REMOVED, str(old.number), old.title, answers=old.answers)


def _owners(measure: Measure, named: Named) -> tuple[frozenset[str], bool]:
    return frozenset(map(named, measure.divisions)), measure.everyone


def _same_steps(one: Measure, other: Measure) -> bool:
    return len(one.steps) == len(other.steps) and all(
        is_same_text(before.text, after.text)
        for before, after in zip(one.steps, other.steps, strict=True)
    )
