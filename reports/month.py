"""One month of duties: what falls due on which day, and how it stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plans.model import MarkKind, Occurrence, Status
from plans.progress import Progress, is_oversight
from plans.rounds import month_end


class Standing(StrEnum):
    """How a due date stands on the day it is looked at."""

    DONE = "done"
    NOT_POSSIBLE = "not_possible"
    OVERDUE = "overdue"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Entry:
    """One due date of a duty."""

    due: date
    duty: str
    title: str
    divisions: tuple[str, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Month:
    """A month's due dates in order; ``closed`` are its days off besides weekends."""

    office: str
    first: date
    today: date
    entries: tuple[Entry, ...]
    closed: tuple[date, ...] = ()
    division: str | None = None

    @property
    def last(self) -> date:
        """The last day of the month."""
        return month_end(self.first)


def month_of(
    progress: Progress,
    day: date,
    wanted: date | None = None,
    *,
    closed: Collection[date] = (),
    division: str | None = None,
) -> Month:
    """The month wanted, else that in which ``day`` lies, as it stands that day."""
    first, last = (wanted or day).replace(day=1), month_end(wanted or day)
    titles = {measure.number: measure.title for measure in progress.plan.measures}
    entries = [
        Entry(
            due,
            one.duty.label,
            titles.get(one.duty.measure, ""),
            progress.owners(one),
            _standing(progress, one, day, division),
        )
        for one in progress.occurrences
        if (due := one.due) and first <= due <= last and not is_oversight(one.duty)
    ]
    own = [one for one in entries if division in {None, *one.divisions}]
    return Month(
        office=progress.plan.organisation.name,
        first=first,
        today=day,
        entries=tuple(sorted(own, key=lambda one: one.due)),
        closed=tuple(sorted(d for d in closed if first <= d <= last)),
        division=division,
    )


def _standing(
    progress: Progress, occurrence: Occurrence, today: date, division: str | None
) -> Standing:
    """How it stands for all its owners, or for the one division looked at."""
    status = progress.status(occurrence)
    if division is not None and division not in progress.missing(occurrence):
        own = progress.answer(occurrence, division)
        refused = own is not None and own.kind is MarkKind.NOT_POSSIBLE
        status = Status.NOT_POSSIBLE if refused else Status.DONE
    match status:
        case Status.DONE:
            return Standing.DONE
        case Status.NOT_POSSIBLE:
            return Standing.NOT_POSSIBLE
        case _:
            late = occurrence.due is not None and occurrence.due < today
            return Standing.OVERDUE if late else Standing.OPEN
