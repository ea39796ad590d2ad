"""The month's messages of a channel: what the platform states of them, beside our own ledger.

The platform's figure comes late and includes what people send by hand; ours misses that.  The
higher of both is what was spent.  LINE's month turns at midnight of UTC+9, 22.00 in Thailand.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from storage.database import Transaction, moment_from_text, moment_to_text

QUOTA_TIME = timezone(timedelta(hours=9))
_FRESH = timedelta(hours=1)
_COUNT_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Purse:
    """A channel's month; ``allowed`` None is without limit, or not known yet."""

    allowed: int | None
    spent: int
    exhausted: bool = False

    @property
    def left(self) -> int | None:
        """Messages that may still be sent this month; None if there is no limit."""
        if self.exhausted:
            return 0
        return None if self.allowed is None else max(self.allowed - self.spent, 0)


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A reminder that will wait for a reply to ride on: its day, and the chat's label."""

    day: date
    chat: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the rest of the month will cost as things stand; ``left`` None is without limit."""

    left: int | None
    wished: int
    paid: int
    unpaid: tuple[Unpaid, ...]


def month_begins(now: datetime) -> datetime:
    """When the month of messages that ``now`` lies in began."""
    return now.astimezone(QUOTA_TIME).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def month_ends(now: datetime) -> datetime:
    """When the next month of messages begins."""
    return month_begins(month_begins(now) + timedelta(days=32))


def purse(tx: Transaction, channel: str, now: datetime) -> Purse:
    """What this month allows and what was spent of it."""
    row = tx.one("SELECT * FROM quota WHERE channel = ?", channel)
    begins = month_begins(now)
    ledger = _ledger(tx, channel, begins)
    if row is None:
        return Purse(None, ledger)
    if row["month"] != _name(now):  # the plan is the same, its messages are new
        return Purse(row["allowed"], ledger)
    since = _ledger(tx, channel, moment_from_text(row["stated_at"]))
    return Purse(row["allowed"], max(ledger, row["used"] + since), bool(row["exhausted"]))


def state(tx: Transaction, channel: str, allowed: int | None, used: int, now: datetime) -> None:
    """Keep what the platform says; a larger plan ends an exhausted month."""
    tx.execute(
        "INSERT INTO quota VALUES (?1, ?2, ?3, ?4, 0, ?5) ON CONFLICT (channel) DO UPDATE SET"
        " exhausted = month = ?2 AND exhausted AND ifnull(allowed, 0) >= ifnull(?3, 1e9),"
        " month = ?2, allowed = ?3, used = ?4, stated_at = ?5",
        channel, _name(now), allowed, used, moment_to_text(now),
    )  # fmt: skip


def exhaust(tx: Transaction, channel: str, now: datetime) -> None:
    """The platform takes no more this month, whatever was counted."""
    tx.execute(
        "INSERT INTO quota VALUES (?1, ?2, NULL, 0, 1, ?3) ON CONFLICT (channel) DO UPDATE SET"
        " used = CASE month WHEN ?2 THEN used ELSE 0 END, month = ?2, exhausted = 1",
        channel, _name(now), moment_to_text(now),
    )  # fmt: skip


def is_stale(tx: Transaction, channel: str, now: datetime) -> bool:
    """Whether the platform should be asked again."""
    stated = tx.value("SELECT stated_at FROM quota WHERE channel = ?", channel)
    return stated is None or abs(now - moment_from_text(stated)) >= _FRESH


def uncounted(tx: Transaction, channel: str, now: datetime) -> list[str]:
    """The groups whose members were not counted today, by address."""
    rows = tx.all(
        "SELECT address FROM chat WHERE kind = 'group' AND active = 1 AND audience IS NOT NULL"
        " AND address LIKE ? AND ifnull(counted_at <= ?, 1)",
        f"{channel}:%", moment_to_text(now - _COUNT_AGAIN),
    )  # fmt: skip
    return [row["address"] for row in rows]


def count_members(tx: Transaction, address: str, members: int, now: datetime) -> None:
    """How many people a message to this chat reaches, as the platform counts."""
    tx.execute(
        "UPDATE chat SET members = ?, counted_at = ? WHERE address = ?",
        members, moment_to_text(now), address,
    )  # fmt: skip


def _ledger(tx: Transaction, channel: str, since: datetime) -> int:
    spent: int = tx.value(
        "SELECT total(cost) FROM notice WHERE state = 'sent' AND settled_at >= ? AND chat LIKE ?",
        moment_to_text(since),
        f"{channel}:%",
    )
    return int(spent)


def _name(now: datetime) -> str:
    return f"{now.astimezone(QUOTA_TIME):%Y-%m}"
