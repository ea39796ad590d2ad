"""One short text that changes whenever anything changes that reminders are made of."""

import hashlib

from storage.database import Transaction

_COUNTED = ("mark", "decision", "oversight", "happening", "plan", "handover")
"""Append-only: the greatest id tells."""

_WATCHED = (
    "SELECT max(decided_at) FROM finding",
    "SELECT group_concat(measure_id || division_id || until) FROM snooze",
    "SELECT group_concat(person_id || starts || ends) FROM absence",
    "SELECT group_concat(day || off) FROM holiday",
    "SELECT group_concat(id || name || retired) FROM division",
    "SELECT group_concat(chat_id || '/' || division_id) FROM chat_division",
    "SELECT group_concat(key || value) FROM setting WHERE key NOT LIKE 'reminders-%'",
    "SELECT group_concat(id || address || ifnull(audience, '') || active) FROM chat",
    "SELECT group_concat(members || ifnull(bound_at, '')) FROM chat",
)


def fingerprint(tx: Transaction) -> str:
    """Equal while plan, answers, chats, divisions, calendar and settings are the same."""
    parts = [f"SELECT max(id) FROM {table}" for table in _COUNTED]  # names fixed above
    row = tx.one("SELECT " + ", ".join(f"({part})" for part in (*parts, *_WATCHED)))
    return hashlib.sha256(repr(tuple(row or ())).encode()).hexdigest()[:32]
