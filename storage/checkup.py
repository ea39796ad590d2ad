"""What a check-up asks of the rows: what was never understood, what perhaps never arrived."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database, Transaction, moment_from_text, moment_to_text
from storage.settings import find_value, put_value

SQLITE = sqlite3.sqlite_version
OLDEST_SQLITE = "3.37.0"
"""The first with STRICT tables."""

_BACKED_UP = "backed_up_at"


@dataclass(frozen=True, slots=True)
class Unsent:
    """A notice that is unsure or dead; ``chat`` is what people call the chat, never its id."""

    id: int
    chat: str


def is_sqlite_new_enough() -> bool:
    """Whether this Python's SQLite has what the schema needs."""
    return sqlite3.sqlite_version_info >= tuple(map(int, OLDEST_SQLITE.split(".")))


async def damage(database: Database) -> str | None:
    """What is broken about the file, for the operator; None if every page is whole."""
    try:
        return None if await database.is_sound() else "integrity_check"
    except sqlite3.DatabaseError as problem:
        return str(problem)


def unsent(tx: Transaction, since: datetime) -> tuple[Unsent, ...]:
    """Notices that became unsure or dead after ``since``, oldest first."""
    rows = tx.all(
        "SELECT notice.id, ifnull(title, '') AS title,"
        " (SELECT group_concat(name, '/') FROM division JOIN chat_division"
        "  ON division_id = division.id WHERE chat_id = chat.id) AS names"
        " FROM notice LEFT JOIN chat ON chat.address = notice.chat"
        " WHERE state IN ('unsure', 'dead') AND settled_at > ? ORDER BY notice.id",
        moment_to_text(since),
    )
    return tuple(Unsent(row["id"], row["title"] or row["names"] or "?") for row in rows)


def failed_events(tx: Transaction, since: datetime) -> int:
    """How many events that came in after ``since`` nobody could handle."""
    found: int = tx.value(
        "SELECT count(*) FROM event WHERE state = 'failed' AND received_at > ?",
        moment_to_text(since),
    )
    return found


def note_backup(tx: Transaction, now: datetime) -> None:
    """Remember that a backup was written."""
    put_value(tx, _BACKED_UP, moment_to_text(now))


def last_backup(tx: Transaction) -> datetime | None:
    """When the last backup was written, if ever."""
    found = find_value(tx, _BACKED_UP)
    return moment_from_text(found) if found else None
