"""One process at a time: whoever holds the lease sends, everybody else waits."""

from collections.abc import Callable
from datetime import datetime, timedelta

from storage.database import Transaction, moment_from_text, moment_to_text

LIFE = timedelta(seconds=30)


def take(
    tx: Transaction, name: str, holder: str, now: datetime, is_gone: Callable[[str], bool]
) -> str | None:
    """Take or renew the lease; who holds it instead, if somebody does.

    A holder that is known to be gone need not be waited for; nor one whose lease lies further
    ahead than leases last, because the clock was put back.
    """
    row = tx.one("SELECT holder, until FROM lease WHERE name = ?", name)
    if row is not None and row["holder"] != holder:
        holds = now < moment_from_text(row["until"]) <= now + LIFE
        if holds and not is_gone(row["holder"]):
            return str(row["holder"])
    tx.execute(
        "INSERT INTO lease VALUES (?, ?, ?) ON CONFLICT (name)"
        " DO UPDATE SET holder = excluded.holder, until = excluded.until",
        name, holder, moment_to_text(now + LIFE),
    )  # fmt: skip
    return None


def release(tx: Transaction, name: str, holder: str) -> None:
    """Give the lease back, if it is still ours."""
    tx.execute("DELETE FROM lease WHERE name = ? AND holder = ?", name, holder)
