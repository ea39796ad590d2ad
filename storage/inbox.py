"""Chat events as received: stored before they are acknowledged, done with their effect."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from plans.value import quick
from storage.database import Transaction, moment_from_text, moment_to_text

_RETRY_AFTER = timedelta(seconds=30)
_TRIES = 5


@quick
@dataclass(frozen=True, slots=True)
class Received:
    """One event of a platform: its unique key, the lane it belongs to, its JSON."""

    key: str
    chat: str
    payload: str


@quick
@dataclass(frozen=True, slots=True)
class Event:
    """A stored event that has not been handled yet."""

    id: int
    key: str
    chat: str
    payload: str
    attempts: int
    followed: bool = False
    """Whether others of its chat wait behind it; only ``next_of`` tells."""


def receive(tx: Transaction, events: list[Received], now: datetime) -> int:
    """Store events under their keys; how many were new.  Known ones are ignored."""
    return sum(
        tx.execute(
            "INSERT INTO event (key, chat, payload, received_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (key) DO NOTHING",
            event.key, event.chat, event.payload, moment_to_text(now),
        )
        for event in events
    )  # fmt: skip


def waiting(tx: Transaction, now: datetime, limit: int = 200) -> list[Event]:
    """The oldest unhandled event of each chat; one that failed a moment ago lets others pass."""
    rows = tx.all(
        "SELECT id, key, chat, payload, attempts FROM event WHERE id IN"
        " (SELECT min(id) FROM event WHERE state = 'new'"
        "   AND (not_before IS NULL OR not_before <= ?) GROUP BY chat)"
        " ORDER BY id LIMIT ?",
        moment_to_text(now), limit,
    )  # fmt: skip
    return [Event(**dict(row)) for row in rows]


def next_of(tx: Transaction, chats: Sequence[str], now: datetime) -> list[Event]:
    """The oldest unhandled event of each of these chats, past those that failed a moment ago."""
    ready = "state = 'new' AND (not_before IS NULL OR not_before <= ?2)"
    rows = tx.all(
        "SELECT event.id, event.key, chat, payload, attempts, EXISTS ("
        f"   SELECT 1 FROM event AS later WHERE chat = event.chat AND id > event.id AND {ready})"
        " FROM json_each(?1) AS wanted JOIN event ON event.id ="
        f" (SELECT id FROM event WHERE chat = wanted.value AND {ready} ORDER BY id LIMIT 1)",
        json.dumps(chats), moment_to_text(now),
    )  # fmt: skip
    return [
        Event(number, key, chat, payload, attempts, bool(followed))
        for number, key, chat, payload, attempts, followed in rows
    ]


def done(tx: Transaction, key: str) -> bool:
    """Forget what the event said and keep that it was handled; False if it was already."""
    return bool(
        tx.execute(
            "UPDATE event SET state = 'done', payload = '' WHERE key = ? AND state = 'new'", key
        )
    )


def failed(tx: Transaction, key: str, error: str, now: datetime) -> int:
    """Try again later, or give up after some tries and forget the words; how often it was tried.

    ``error`` names the kind of problem, never what was said.
    """
    rows = tx.all(
        "UPDATE event SET attempts = attempts + 1, error = ?, not_before = ?,"
        " state = CASE WHEN attempts + 1 >= ? THEN 'failed' ELSE 'new' END,"
        " payload = CASE WHEN attempts + 1 >= ? THEN '' ELSE payload END"
        " WHERE key = ? AND state = 'new' RETURNING attempts",
        error, moment_to_text(now + _RETRY_AFTER), _TRIES, _TRIES, key,
    )  # fmt: skip
    return rows[0]["attempts"] if rows else 0


def give_up(tx: Transaction, key: str, error: str) -> None:
    """Nobody will ever understand this event; it is kept as failed, without its words."""
    tx.execute(
        "UPDATE event SET state = 'failed', error = ?, payload = ''"
        " WHERE key = ? AND state = 'new'",
        error, key,
    )  # fmt: skip


def next_moment(tx: Transaction, now: datetime) -> datetime | None:
    """When the next event that failed may be tried again; the present if one waits already."""
    found = tx.value("SELECT min(ifnull(not_before, '')) FROM event WHERE state = 'new'")
    if found is None:
        return None
    return max(now, moment_from_text(found)) if found else now


def oldest(tx: Transaction) -> str | None:
    """When the oldest unhandled event came in, as UTC text."""
    found: str | None = tx.value("SELECT min(received_at) FROM event WHERE state = 'new'")
    return found


def count_failed(tx: Transaction) -> int:
    """How many events were given up."""
    found: int = tx.value("SELECT count(*) FROM event WHERE state = 'failed'")
    return found


def position(tx: Transaction, name: str) -> int | None:
    """Where a poller stands."""
    value: int | None = tx.value("SELECT value FROM position WHERE name = ?", name)
    return value


def move_position(tx: Transaction, name: str, value: int) -> None:
    """Remember where a poller stands, in the transaction that stored what it fetched."""
    tx.execute(
        "INSERT INTO position VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name, value,
    )  # fmt: skip
