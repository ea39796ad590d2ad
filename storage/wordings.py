"""Words of reminders made before their hour, good only while all that they rest on is as it was.

For reminders of divisions: what chores and the executive's digest rest on is not watched.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date

from storage import changes
from storage.database import Transaction

_BESIDES = (
    "SELECT mark FROM plans_state",
    "SELECT group_concat(mark) FROM (SELECT mark FROM said_state ORDER BY measure_id)",
    "SELECT group_concat(id || kind || language) FROM chat",
    "SELECT group_concat(id || '=' || ifnull(address, '') || name || active) FROM person",
)
"""What words rest on besides what decides that a reminder is owed."""

_STATE = "SELECT " + ", ".join(f"({part})" for part in _BESIDES)


def state(tx: Transaction, day: date) -> str:
    """Equal while the words for a division, said on that day, are the same."""
    found = (str(changes.state(tx)), *tx.all(_STATE)[0])
    return f"{day.isoformat()} {hashlib.sha256(repr(found).encode()).hexdigest()[:32]}"


def put(tx: Transaction, notice_id: int, state_: str, words: str) -> None:
    """Keep what a notice will say if it is in that state then."""
    tx.execute("REPLACE INTO wording VALUES (?, ?, ?)", notice_id, state_, words)


def ready(tx: Transaction, notice_ids: Iterable[int], day: date) -> Mapping[int, str]:
    """The words that are good for these notices on that day, as things stand."""
    rows = tx.all(
        "SELECT notice_id, state, words FROM wording"
        " WHERE notice_id IN (SELECT value FROM json_each(?))",
        json.dumps(list(notice_ids)),
    )
    if not rows:
        return {}
    now = state(tx, day)
    return {row["notice_id"]: row["words"] for row in rows if row["state"] == now}


def clear(tx: Transaction) -> None:
    """Forget them all: they are made anew where they are missed."""
    tx.execute("DELETE FROM wording")
