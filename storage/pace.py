"""How fast an app takes messages: derived from what was sent, so that a restart forgets nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.database import Transaction, moment_from_text, moment_to_text
from storage.notices import REMINDERS

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
        "SELECT DISTINCT chat FROM notice WHERE state = 'owed' AND not_before <= ? AND chat LIKE ?",
        moment_to_text(now), f"{channel}:%",
    )  # fmt: skip
    if not waiting:
        return
    sent = _sent(tx, channel, now)
    everything = [at for times in sent.values() for at in times]
    overall = _room(sorted(everything, reverse=True), pace.second, _SECOND, now)
    for row in waiting:
        chat, times = row["chat"], sent.get(row["chat"], [])
        if _is_group(chat):
            _put_off(tx, chat, _room(times, pace.group_minute, _MINUTE, now), asked=True)
        _put_off(tx, chat, _room(times, pace.chat_second, _SECOND, now), asked=False)
        _put_off(tx, chat, overall, asked=False)


def _sent(tx: Transaction, channel: str, now: datetime) -> dict[str, list[datetime]]:
    """What went out in the last minute by chat, the newest first."""
    rows = tx.all(
        "SELECT chat, settled_at FROM notice WHERE state = 'sent' AND settled_at > ?"
        " AND settled_at <= ? AND chat LIKE ? ORDER BY settled_at DESC",
        moment_to_text(now - _MINUTE), moment_to_text(now), f"{channel}:%",
    )  # fmt: skip
    found: dict[str, list[datetime]] = {}
    for row in rows:
        found.setdefault(row["chat"], []).append(moment_from_text(row["settled_at"]))
    return found


def _room(
    times: Sequence[datetime], most: int, window: timedelta, now: datetime
) -> datetime | None:
    """When the window has room for one more; None if it has room now."""
    if len(times) < most:
        return None
    free = times[most - 1] + window
    return free if free > now else None


def _put_off(tx: Transaction, chat: str, until: datetime | None, *, asked: bool) -> None:
    if until is not None:
        tx.execute(
            "UPDATE notice SET not_before = ?1 WHERE state = 'owed' AND chat = ?2"
            f" AND not_before < ?1 AND (?3 OR class IN {REMINDERS})",
            moment_to_text(until), chat, asked,
        )  # fmt: skip


def _is_group(chat: str) -> bool:
    """Telegram's groups have negative numbers."""
    return chat.partition(":")[2].startswith("-")
