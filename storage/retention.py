"""What need not be kept for good, and when it goes: words of sent messages, leftovers, lost files.

Marks, decisions and issued reports are the office's record and stay; what was only needed to hold
a conversation does not (พ.ร.บ.คุ้มครองข้อมูลส่วนบุคคล 2562 มาตรา 37 (3)).
"""

from datetime import datetime, timedelta

from storage.database import Transaction, moment_from_text, moment_to_text
from storage.settings import find_value, put_value

WORDS_FOR = timedelta(days=190)
"""A message of ours can be quoted for a round of six months and a little longer."""
DRAFTS_FOR = timedelta(days=30)
TRIES_FOR = timedelta(days=1)
"""How long a wrong code counts against whoever said it."""
STRANGERS_FOR = timedelta(days=30)
"""How long it is known from which chat somebody wrote that nobody has bound."""
LATE_FOR = timedelta(days=1)
"""How late a photo may reach us and still find the mark it was sent behind."""

_EVERY = timedelta(days=1)
_DONE = "forgotten_at"


def is_due(tx: Transaction, now: datetime) -> bool:
    """Whether a day has passed since the last time."""
    last = find_value(tx, _DONE)
    return last is None or not timedelta(0) <= now - moment_from_text(last) < _EVERY


def forget_old(tx: Transaction, now: datetime) -> frozenset[str]:
    """Forget what has had its time; the files (SHA-256) that something still speaks of."""
    old = moment_to_text(now - WORDS_FOR)
    tx.execute(
        "DELETE FROM sent_message WHERE notice_id IN (SELECT id FROM notice WHERE settled_at < ?)",
        old,
    )
    tx.execute(
        "UPDATE notice SET words = NULL, quote = NULL, reply_token = NULL"
        " WHERE settled_at < ? AND words IS NOT NULL AND state NOT IN ('owed', 'sending')",
        old,
    )
    tx.execute(
        "DELETE FROM wording WHERE"
        " (SELECT state FROM notice WHERE id = notice_id) NOT IN ('owed', 'sending')"
    )
    _forget_strangers(tx, moment_to_text(now - STRANGERS_FOR))
    tx.execute("DELETE FROM draft WHERE read_at < ?", moment_to_text(now - DRAFTS_FOR))
    tx.execute("DELETE FROM wrong_code WHERE at < ?", moment_to_text(now - TRIES_FOR))
    for table in ("evidence_window", "loose_file"):
        tx.execute(f"DELETE FROM {table} WHERE until < ?", moment_to_text(now - LATE_FOR))
    tx.execute(
        "DELETE FROM picture WHERE sha256 NOT IN (SELECT sha256 FROM evidence"
        " WHERE withdrawn = 0 AND sha256 IS NOT NULL UNION SELECT sha256 FROM loose_file)"
    )
    put_value(tx, _DONE, moment_to_text(now))
    return _files(tx)


def _forget_strangers(tx: Transaction, old: str) -> None:
    """Keys that hold an address keep an answer from being given twice in a minute or a day."""
    unknown = "chat NOT IN (SELECT address FROM chat) AND chat NOT LIKE '%:forgotten'"
    forgotten = "chat = substr(chat, 1, instr(chat, ':')) || 'forgotten'"
    tx.execute(
        f"UPDATE event SET {forgotten} WHERE received_at < ? AND state <> 'new' AND {unknown}", old
    )
    tx.execute(
        f"UPDATE notice SET {forgotten}, words = NULL, quote = NULL, reply_token = NULL"
        f" WHERE settled_at < ? AND state NOT IN ('owed', 'sending') AND {unknown}",
        old,
    )
    tx.execute(
        "UPDATE notice SET key = 'forgotten/' || id WHERE settled_at < ?"
        " AND state NOT IN ('owed', 'sending') AND (key LIKE 'unbound/%' OR key LIKE 'flood/%')",
        old,
    )


def _files(tx: Transaction) -> frozenset[str]:
    rows = tx.all(
        "SELECT sha256 FROM evidence WHERE withdrawn = 0 AND sha256 IS NOT NULL"
        " UNION SELECT sha256 FROM loose_file UNION SELECT sha256 FROM scan"
        " UNION SELECT sha256 FROM plan UNION SELECT sha256 FROM draft"
        " UNION SELECT small FROM picture"
    )
    return frozenset(row["sha256"] for row in rows)
