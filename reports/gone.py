"""What was answered of duties that an amended plan no longer has, as a report tells it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from plans.model import Withdrawn
from plans.progress import ADMINISTRATOR, EXECUTIVE, Cut, standing
from reports.notes import heard
from reports.report import Gone

_OFFICES = frozenset({ADMINISTRATOR, EXECUTIVE})


def told_of_withdrawn(withdrawn: Iterable[Withdrawn], cut: Cut) -> Iterator[Gone]:
    """Duties with an answer that counts in the round; what was taken back is gone."""
    for one in withdrawn:
        counted = (mark for mark in standing(one.marks, cut) if mark.division not in _OFFICES)
        said = tuple(heard(mark, one.occurrence) for mark in counted)
        if said:
            yield Gone(one.title, one.occurrence.duty, said)


def gone_of_division(gone: Iterable[Gone], division: str) -> Iterator[Gone]:
    """What one division had said of them."""
    for one in gone:
        said = tuple(said for said in one.said if said.division == division)
        if said:
            yield replace(one, said=said)
