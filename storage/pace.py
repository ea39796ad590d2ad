"""How fast an app takes messages: derived from what was sent, so that a restart forgets nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.database import Transaction, moment_from_text, moment_to_text
from storage.notices import OPEN, REMINDERS

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """Sliding windows: messages per minute and group, reminders per second and chat, and all
    reminders per second.  What a person asked for may follow at once: short bursts pass."""

    group_minute: int = 20
    chat_second: int = 1
    second: int = 25


def slow_down(tx: Transaction, channel: str, now: datetime, pace: Pace) -> None:
    """Put off what would go out too fast to the moment there is room for it."""
    waiting = tx.all(
        f"SELECT chat, max(class IN {REMINDERS}) AS unasked FROM notice"
        f" WHERE state = 'owed' AND {OPEN} AND not_before <= ? AND chat LIKE ? GROUP BY chat",
        moment_to_text(now), f"{channel}:%",
    )  # fmt: skip
    unasked = [row["chat"] for row in waiting if row["unasked"]]
    overall = _room(tx, f"{channel}:%", pace.second, _SECOND, now) if unasked else None
    for chat in unasked:
        _put_off(tx, chat, _room_in(tx, chat, pace.chat_second, _SECOND, now), asked=False)
        _put_off(tx, chat, overall, asked=False)
    for row in waiting:
        if _is_group(chat := row["chat"]):
            _put_off(tx, chat, _room_in(tx, chat, pace.group_minute, _MINUTE, now), asked=True)


def is_clear(tx: Transaction, chat: str, now: datetime, pace: Pace | None) -> bool:
    """Whether what a person asked for may go out at once: nothing else is open for the chat, the
    platform lets us write there, and its pace, if it has one, leaves room."""
    since, most = now, 1
    if pace is not None and _is_group(chat):
        since, most = now - _MINUTE, pace.group_minute
    return not tx.value(
        f"SELECT EXISTS (SELECT 1 FROM notice WHERE chat = ?1 AND {OPEN})"
        " OR EXISTS (SELECT 1 FROM chat WHERE address = ?1 AND not_before > ?2)"
        " OR EXISTS (SELECT 1 FROM notice WHERE state = 'sent' AND chat = ?1"
        "   AND settled_at > ?3 AND settled_at <= ?2 LIMIT 1 OFFSET ?4)",
        chat, moment_to_text(now), moment_to_text(since), most - 1,
    )  # fmt: skip


def _room(
    tx: Transaction, like: str, most: int, window: timedelta, now: datetime
) -> datetime | None:
    """When the window of a whole channel has room for one more; None if it has room now."""
    last = tx.value(
        "SELECT settled_at FROM notice WHERE state = 'sent' AND settled_at BETWEEN ? AND ?"
        " AND chat LIKE ? ORDER BY settled_at DESC LIMIT 1 OFFSET ?",
        moment_to_text(now - window), moment_to_text(now), like, most - 1,
    )  # fmt: skip
    return _freed(last, window, now)


def _room_in(
    tx: Transaction, chat: str, most: int, window: timedelta, now: datetime
) -> datetime | None:
    """The same for one chat."""
    last = tx.value(
        "SELECT settled_at FROM notice WHERE state = 'sent' AND chat = ?"
        " AND settled_at BETWEEN ? AND ? ORDER BY settled_at DESC LIMIT 1 OFFSET ?",
        chat, moment_to_text(now - window), moment_to_text(now), most - 1,
    )  # fmt: skip
    return _freed(last, window, now)


def _freed(last: str | None, window: timedelta, now: datetime) -> datetime | None:
    free = moment_from_text(last) + window if last else now
    return free if free > now else None


def _put_off(tx: Transaction, chat: str, until: datetime | None, *, asked: bool) -> None:
    if until is not None:
        tx.execute(
            f"UPDATE notice SET not_before = ?1 WHERE state = 'owed' AND {OPEN} AND chat = ?2"
            f" AND not_before < ?1 AND (?3 OR class IN {REMINDERS})",
            moment_to_text(until), chat, asked,
        )  # fmt: skip


def _is_group(chat: str) -> bool:
    """Telegram's groups have negative numbers."""
    return chat.partition(":")[2].startswith("-")
