"""What several answers come to: of owners to one occurrence, of occurrences in one round."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from plans.model import Occurrence, Status
from plans.rounds import Round

FINAL = (Status.DONE, Status.NOT_POSSIBLE)
"""Nothing more is asked after these."""


def last_of(said: Sequence[Status]) -> Status:
    """The last that was said; nothing yet is pending."""
    return said[-1] if said else Status.PENDING


def any_of(said: Sequence[Status]) -> Status:
    """One answer settles it: done before not possible before in progress."""
    ranked = (Status.DONE, Status.NOT_POSSIBLE, Status.IN_PROGRESS)
    return next((status for status in ranked if status in said), Status.PENDING)


def all_of(said: Sequence[Status], owners: int, *, led: bool) -> Status:
    """Every owner has to answer; what a lead has to close stays open until the lead does."""
    if not led and len(said) == owners and len(set(said)) == 1:
        return said[0]
    return Status.IN_PROGRESS if said else Status.PENDING


@dataclass(frozen=True, slots=True)
class Split:
    """A round's occurrences: due by now, and others of the round that may be answered early."""

    due: tuple[Occurrence, ...]
    early: tuple[Occurrence, ...]
    over: bool


def split(own: Iterable[Occurrence], round_: Round, as_of: date) -> Split:
    """Parts a round's occurrences at a day."""
    last = round_.last_day
    by = min(as_of, last)
    inside = [o for o in own if (o.due or o.period.ends) <= last]
    return Split(
        due=tuple(o for o in inside if o.due and o.due <= by),
        early=tuple(o for o in inside if (o.due > by if o.due else o.period.starts <= as_of)),
        over=as_of >= last,
    )


def summed(parts: Split, status_of: Callable[[Occurrence], Status]) -> Status:
    """One status for all of them: final when everything due is, or what came early."""
    due = [status_of(occurrence) for occurrence in parts.due]
    early = [status_of(occurrence) for occurrence in parts.early]
    settled = _settled(due or early)
    if settled:
        return settled
    if any(status is not Status.PENDING for status in (*due, *early)):
        return Status.IN_PROGRESS
    undated = parts.early and all(occurrence.due is None for occurrence in parts.early)
    return Status.PENDING if due or (undated and parts.over) else Status.NOT_DUE


def _settled(statuses: Sequence[Status]) -> Status | None:
    if not statuses or not all(status in FINAL for status in statuses):
        return None
    return Status.NOT_POSSIBLE if Status.NOT_POSSIBLE in statuses else Status.DONE
