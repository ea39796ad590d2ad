"""Answers to duties that an amended plan no longer has: kept, and printed apart."""

from plans.model import Actor, ClauseKind, Duty, Mark, Occurrence, Withdrawn
from storage import marks
from storage.database import Row, Transaction
from storage.measures import occurrence_of

_ANSWERED = (
    "SELECT occurrence.*, number, title, letter, actor, kind, text FROM measure"
    " JOIN duty ON measure_id = measure.id JOIN occurrence ON duty_id = duty.id"
    " WHERE fiscal_year = ? AND (measure.withdrawn OR duty.withdrawn OR occurrence.withdrawn)"
    " AND EXISTS (SELECT 1 FROM mark WHERE occurrence_id = occurrence.id)"
    " ORDER BY number, length(letter), letter, ends"
)


def answers_withdrawn(tx: Transaction, fiscal_year: int) -> tuple[Withdrawn, ...]:
    """Each occurrence that was answered before its duty was withdrawn, with all said of it."""
    rows = tx.all(_ANSWERED, fiscal_year)
    if not rows:
        return ()
    said: dict[int, list[Mark]] = {row["id"]: [] for row in rows}
    for mark in marks.marks(tx, fiscal_year):
        if mark.occurrence in said:
            said[mark.occurrence].append(mark)
    return tuple(Withdrawn(row["title"], _occurrence(row), tuple(said[row["id"]])) for row in rows)


def _occurrence(row: Row) -> Occurrence:
    """The occurrence under the number and letter its duty had last."""
    duty = Duty(
        measure=row["number"],
        letter=row["letter"],
        actor=Actor(row["actor"]),
        kind=ClauseKind(row["kind"]),
        text=row["text"],
        id=row["duty_id"],
    )
    return occurrence_of(row, duty)
