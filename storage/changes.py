"""Whether anything changed that reminders are made of, and whether it can add to them."""

import hashlib
from dataclasses import dataclass
from typing import Self

from storage.database import Transaction
from storage.settings import OfficeSettings

_COUNTED = ("decision", "oversight", "happening", "plan", "handover")
"""Append-only: the greatest id tells."""

_WATCHED = (
    "SELECT max(decided_at) FROM finding",
    "SELECT group_concat(measure_id || division_id || until) FROM snooze",
    "SELECT group_concat(person_id || starts || ends) FROM absence",
    "SELECT group_concat(day || off) FROM holiday",
    "SELECT group_concat(id || name || retired) FROM division",
    "SELECT group_concat(chat_id || '/' || division_id) FROM chat_division",
    "SELECT group_concat(id || address || ifnull(audience, '') || active) FROM chat",
    "SELECT group_concat(members || ifnull(bound_at, '')) FROM chat",
)
_KEYS = ", ".join(f"'{key}'" for key in OfficeSettings.model_fields)
_SETTINGS = f"SELECT group_concat(key || value) FROM setting WHERE key IN ({_KEYS})"
_ALL = (
    *(f"SELECT max(id) FROM {table}" for table in _COUNTED),
    *_WATCHED,
    _SETTINGS,
)
_STATE = "SELECT (SELECT max(id) FROM mark), " + ", ".join(f"({part})" for part in _ALL)
_REOPENING = (
    "SELECT 1 FROM mark WHERE id > ? AND kind NOT IN ('done', 'not_possible', 'note') LIMIT 1"
)
"""What may make somebody be asked again; all other answers only settle, or change nothing."""


@dataclass(frozen=True, slots=True)
class State:
    """Equal while plan, answers, chats, divisions, calendar and settings are the same."""

    marks: int
    rest: str

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """What ``str`` made; None of anything else."""
        marks, _, rest = (text or "").partition("/")
        return cls(int(marks), rest) if marks.isdecimal() and rest else None

    def __str__(self) -> str:
        return f"{self.marks}/{self.rest}"


def state(tx: Transaction) -> State:
    """As things stand."""
    marks, *rest = tx.all(_STATE)[0]
    return State(marks or 0, hashlib.sha256(repr(rest).encode()).hexdigest()[:32])


def adds_nothing(tx: Transaction, since: State | None, now: State) -> bool:
    """Whether all that happened ``since`` can only have made reminders fewer."""
    if since is None or since.rest != now.rest or since.marks > now.marks:
        return False
    return since.marks == now.marks or tx.one(_REOPENING, since.marks) is None
