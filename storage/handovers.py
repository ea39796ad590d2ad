"""Duties that passed to another division, and people who are away: appended, never changed."""

from dataclasses import dataclass
from datetime import date

from plans.progress import Handover
from storage.database import Transaction, day_from_text, moment_to_text
from storage.marks import Said
from storage.people import Division, Person
from storage.transaction import remembered


def record_handover(
    tx: Transaction,
    said: Said,
    old: Division,
    new: Division,
    since: date,
    *,
    until: date | None = None,
    measure: int | None = None,
) -> bool:
    """Duties due from that day are the other division's; ``measure`` is an id, None is all.

    False if this very thing was recorded before.
    """
    return bool(
        tx.execute(
            "INSERT INTO handover (key, old_id, new_id, measure_id, since, until, said_at,"
            " person_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            said.key, old.id, new.id, measure, since.isoformat(),
            until.isoformat() if until else None, moment_to_text(said.at), said.person.id,
        )
    )  # fmt: skip


@remembered
def handovers(tx: Transaction, fiscal_year: int) -> tuple[Handover, ...]:
    """Everything handed over that bears on a year's plan, in the order it was said."""
    rows = tx.all(
        "SELECT former.name AS old, later.name AS new, since, until, number FROM handover"
        " JOIN division AS former ON former.id = old_id JOIN division AS later ON later.id = new_id"
        " LEFT JOIN measure ON measure.id = measure_id"
        " WHERE measure_id IS NULL OR fiscal_year = ? ORDER BY handover.id",
        fiscal_year,
    )
    return tuple(
        Handover(
            row["old"],
            row["new"],
            date.fromisoformat(row["since"]),
            day_from_text(row["until"]),
            row["number"],
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from ``starts`` to ``ends``; ``substitute`` is the name said, perhaps of
    a person we know."""

    person: int
    starts: date
    ends: date
    substitute: str = ""


def record_absence(tx: Transaction, said: Said, person: Person, absence: Absence) -> bool:
    """A person is away; False if this very thing was recorded before."""
    return bool(
        tx.execute(
            "INSERT INTO absence (key, person_id, starts, ends, substitute, said_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            said.key, person.id, absence.starts.isoformat(), absence.ends.isoformat(),
            absence.substitute, moment_to_text(said.at),
        )
    )  # fmt: skip


def cancel_absences(tx: Transaction, person: Person, today: date) -> int:
    """The person is back: what runs today ends yesterday, what comes is dropped; how many."""
    ended = tx.execute(
        "UPDATE absence SET ends = date(?, '-1 day')"
        " WHERE person_id = ? AND starts < ? AND ends >= ?",
        today.isoformat(), person.id, today.isoformat(), today.isoformat(),
    )  # fmt: skip
    dropped = tx.execute(
        "DELETE FROM absence WHERE person_id = ? AND starts >= ?", person.id, today.isoformat()
    )
    return int(ended) + int(dropped)


def away(tx: Transaction, day: date) -> frozenset[str]:
    """The addresses of those who are away that day."""
    rows = tx.all(
        "SELECT address FROM absence JOIN person ON person.id = person_id"
        " WHERE ? BETWEEN starts AND ends AND address IS NOT NULL",
        day.isoformat(),
    )
    return frozenset(row["address"] for row in rows)


def turns(tx: Transaction, today: date) -> list[date]:
    """The days after today on which somebody goes away or is back."""
    rows = tx.all(
        "SELECT starts AS day FROM absence WHERE starts > ?"
        " UNION SELECT date(ends, '+1 day') FROM absence WHERE ends >= ?",
        today.isoformat(), today.isoformat(),
    )  # fmt: skip
    return [date.fromisoformat(row["day"]) for row in rows]
