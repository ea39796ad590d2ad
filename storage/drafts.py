"""Plans that were read and wait for the administrator's yes; the newest of a person counts."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from plans.model import Reading
from storage.database import Transaction, moment_to_text
from storage.loading import Source
from storage.people import Person

_READING = TypeAdapter(Reading)


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as read, not in force."""

    id: int
    reading: Reading
    source: Source


def keep_draft(
    tx: Transaction, reading: Reading, source: Source, person: Person, now: datetime
) -> Draft:
    """Keep a reading until it is put in force; what this person sent before is forgotten."""
    tx.execute("DELETE FROM draft WHERE person_id = ?", person.id)
    draft_id = tx.insert(
        "INSERT INTO draft (person_id, reading, file_name, sha256, read_at) VALUES (?, ?, ?, ?, ?)",
        person.id, _READING.dump_json(reading).decode(), source.file_name, source.sha256,
        moment_to_text(now),
    )  # fmt: skip
    return Draft(draft_id or 0, reading, source)


def find_draft(tx: Transaction, draft_id: int, person: Person) -> Draft | None:
    """A draft this person sent, if it still waits."""
    row = tx.one("SELECT * FROM draft WHERE id = ? AND person_id = ?", draft_id, person.id)
    if row is None:
        return None
    source = Source(row["file_name"], row["sha256"])
    return Draft(row["id"], _READING.validate_json(row["reading"]), source)


def drop_draft(tx: Transaction, draft: Draft) -> None:
    """It is in force now."""
    tx.execute("DELETE FROM draft WHERE id = ?", draft.id)
