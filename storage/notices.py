"""Messages owed: one row and one key each, from the decision to what became of it.

``owed`` → ``sending`` (claimed by one sender) → ``sent``; or ``dropped`` (pointless by now),
``superseded`` (a later one says it), ``unsure`` (perhaps sent, and the platform cannot tell;
never sent again by itself), ``dead`` (refused for good).  Words are fixed before the first try,
because a repeat under the same retry key must say exactly the same.  A row that failed always
moves to a later time, or one bad chat would spin us.

A message that the month's quota cannot pay for is held; held or not, what waits for a chat may
ride on a free reply to it and then shares that reply's fate.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from plans.value import quick
from storage.database import Row, Transaction, moment_from_text, moment_to_text


class NoticeClass(StrEnum):
    """What a message is for; decides its urgency and what it may cost."""

    REPLY = "reply"
    DEADLINE = "deadline"
    DIGEST = "digest"
    OVERDUE = "overdue"
    OVERSIGHT = "oversight"
    URGE = "urge"
    DOCUMENT = "document"
    ADMIN = "admin"


class NoticeState(StrEnum):
    """Where a notice stands."""

    OWED = "owed"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"
    UNSURE = "unsure"
    DEAD = "dead"


@quick
@dataclass(frozen=True, slots=True)
class Notice:
    """One message owed to one chat; ``about`` and ``words`` are JSON of the packages above.

    ``reach`` is how many people read it there, which is what LINE charges for a push.
    """

    id: int
    key: str
    chat: str
    class_: NoticeClass
    about: str
    words: str | None
    state: NoticeState
    due_at: datetime
    expires_at: datetime | None
    attempts: int
    reply_token: str | None
    reply_until: datetime | None
    quote: str | None
    first_tried_at: datetime | None
    error: str | None
    reach: int

    @property
    def channel(self) -> str:
        """The platform it goes out by."""
        return self.chat.partition(":")[0]


ONCE = '{"kind":"once"}'
"""``about`` of a message whose words are forgotten once they are sent: a one-time code."""

# CAST: what RETURNING gives has no type of its own, and without one no index of texts is used
_COLUMNS = (
    "id, key, chat, class, about, words, state, due_at, expires_at, attempts,"
    " reply_token, reply_until, quote, first_tried_at, error,"
    " max(1, ifnull("
    "(SELECT members FROM chat AS place WHERE place.address = CAST(notice.chat AS TEXT)), 1"
    ")) AS reach"
)


REMINDERS = "('deadline', 'digest', 'overdue', 'oversight')"
"""The classes nobody asked for, as SQL."""
_SENDABLE = "about <> ? AND (about <> '{}' OR words IS NOT NULL)"
"""Words that were forgotten, as of a one-time code, cannot be said again."""
_HELD = "ifnull(held_until > ?1, 0)"
OPEN = "state IN ('owed', 'sending')"
"""Said beside the state wanted: only with these very words SQLite uses the index of open rows,
which stays small however many were sent; and only where ``+id`` keeps it from the order of ids."""


def owe(  # noqa: PLR0913 - a row has as many columns
    tx: Transaction,
    key: str,
    chat: str,
    class_: NoticeClass,
    due_at: datetime,
    *,
    about: str = "{}",
    words: str | None = None,
    expires_at: datetime | None = None,
    reply_token: str | None = None,
    reply_until: datetime | None = None,
    quote: str | None = None,
    claimed: bool = False,
) -> int | None:
    """Put a message down under its key and give its id; None if that key was owed before.

    ``claimed``: it is being sent from now on, by whoever puts it down.
    """
    due = moment_to_text(due_at)
    state = NoticeState.SENDING if claimed else NoticeState.OWED
    return tx.insert(
        "INSERT INTO notice (key, chat, class, about, words, due_at, not_before, expires_at,"
        " reply_token, reply_until, quote, state, attempts, first_tried_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        key, chat, class_, about, words, due, due,
        _text(expires_at), reply_token, _text(reply_until), quote,
        state, int(claimed), due if claimed else None,
    )  # fmt: skip


def claim(
    tx: Transaction, now: datetime, channels: frozenset[str], *, unasked: bool
) -> list[Notice]:
    """Take the head of every lane that is due, in the given channels; each is ours alone.

    A chat has two lanes, reminders and the rest: while the oldest open row of a lane is being sent
    or postponed, its others wait; a reminder without quota never holds up a free reply.
    ``unasked`` says whether reminders may go out now.
    """
    rows = tx.all(
        f"UPDATE notice SET state = 'sending', attempts = attempts + 1,"
        f" first_tried_at = ifnull(first_tried_at, ?1) WHERE state = 'owed' AND {OPEN}"
        f" AND not_before <= ?1 AND NOT {_HELD}"
        f" AND id IN (SELECT min(id) FROM notice WHERE {OPEN}"
        f"   AND (state = 'sending' OR due_at <= ?1 AND NOT {_HELD})"
        f"   GROUP BY chat, class IN {REMINDERS})"
        f" AND (?2 OR class NOT IN {REMINDERS})"
        f" AND NOT EXISTS (SELECT 1 FROM chat WHERE address = notice.chat AND not_before > ?1)"
        f" AND substr(chat, 1, instr(chat, ':') - 1) IN (SELECT value FROM json_each(?3))"
        f" RETURNING {_COLUMNS}",
        moment_to_text(now), unasked, json.dumps(sorted(channels)),
    )  # fmt: skip
    return sorted((_notice(row) for row in rows), key=lambda notice: notice.id)


def word(tx: Transaction, notice_id: int, words: str) -> None:
    """Fix the words, once, before the first try."""
    tx.execute("UPDATE notice SET words = ? WHERE id = ? AND words IS NULL", words, notice_id)


def settle(
    tx: Transaction,
    notice: Notice,
    state: NoticeState,
    now: datetime,
    *,
    messages: tuple[str, ...] = (),
    cost: int = 0,
    error: str | None = None,
    aboard: Sequence[Notice] | None = None,
) -> None:
    """Close a claimed notice for good; ``messages`` are the platform's ids of what was sent.

    What rode on it (``aboard``, if the caller knows) shares its fate: sent or unsure with it, else
    owed again.
    """
    tx.execute(
        "UPDATE notice SET state = ?, settled_at = ?, cost = ?, error = ?, reply_token = NULL,"
        " words = CASE WHEN about = ? THEN NULL ELSE words END"
        " WHERE id = ? AND state = 'sending'",
        state, moment_to_text(now), cost, error, ONCE, notice.id,
    )  # fmt: skip
    aboard = riders(tx, notice) if aboard is None else aboard
    if aboard:
        _settle_riders(tx, notice, state, now)
    for place, message in enumerate(messages):
        owner = aboard[place - 1].id if 0 < place <= len(aboard) else notice.id
        tx.execute(
            "INSERT INTO sent_message VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            notice.chat, message, owner,
        )  # fmt: skip


def _settle_riders(tx: Transaction, carrier: Notice, state: NoticeState, now: datetime) -> None:
    if state in (NoticeState.SENT, NoticeState.UNSURE):
        tx.execute(
            "UPDATE notice SET state = ?, settled_at = ? WHERE carried_by = ?"
            " AND state = 'sending'",
            state, moment_to_text(now), carrier.id,
        )  # fmt: skip
    else:
        tx.execute(
            "UPDATE notice SET state = 'owed', carried_by = NULL, first_tried_at = NULL,"
            " attempts = attempts - 1, words = CASE about WHEN '{}' THEN words END"
            " WHERE carried_by = ? AND state = 'sending'",
            carrier.id,
        )


def riders(tx: Transaction, carrier: Notice) -> list[Notice]:
    """What goes out with a reply, in the order it is shown."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM notice WHERE carried_by = ? AND state = 'sending' ORDER BY id",
        carrier.id,
    )
    return [_notice(row) for row in rows]


def wanting_ride(tx: Transaction, chat: str, now: datetime) -> list[Notice]:
    """What waits for a chat and could go out with a reply to it."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM notice WHERE state = 'owed' AND {OPEN}"
        f" AND chat = ? AND class <> 'reply'"
        f" AND due_at <= ? AND not_before <= ? ORDER BY id",
        chat, *([moment_to_text(now)] * 2),
    )  # fmt: skip
    return [_notice(row) for row in rows]


def carry(tx: Transaction, rider: Notice, carrier: Notice, words: str, now: datetime) -> None:
    """Let a waiting message ride on a reply, in these words."""
    tx.execute(
        "UPDATE notice SET state = 'sending', carried_by = ?, words = ?, attempts = attempts + 1,"
        " first_tried_at = ? WHERE id = ? AND state = 'owed'",
        carrier.id, words, moment_to_text(now), rider.id,
    )  # fmt: skip


def drop_waiting(tx: Transaction, notice: Notice, now: datetime, error: str) -> None:
    """What waits has become pointless."""
    tx.execute(
        "UPDATE notice SET state = 'dropped', settled_at = ?, error = ?"
        " WHERE id = ? AND state = 'owed'",
        moment_to_text(now), error, notice.id,
    )  # fmt: skip


def wordless_ahead(tx: Transaction, now: datetime, after: int) -> list[Notice]:
    """Reminders whose hour has yet to come and that have no words, behind that id."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM notice WHERE state = 'owed' AND {OPEN} AND words IS NULL"
        f" AND class IN {REMINDERS} AND not_before > ? AND +id > ? ORDER BY +id",
        moment_to_text(now), after,
    )  # fmt: skip
    return [_notice(row) for row in rows]


def undecided_pushes(tx: Transaction, channel: str, now: datetime) -> list[Notice]:
    """What waits to be pushed and is not held: the quota has to be asked for it."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM notice WHERE state = 'owed' AND {OPEN} AND class <> 'reply'"
        f" AND due_at <= ?1 AND not_before <= ?1 AND NOT {_HELD} AND chat LIKE ?2 ORDER BY +id",
        moment_to_text(now), f"{channel}:%",
    )  # fmt: skip
    return [_notice(row) for row in rows]


def hold(tx: Transaction, notice: Notice, until: datetime) -> None:
    """The quota cannot pay for it before then; it may ride, and holds nothing else up."""
    tx.execute("UPDATE notice SET held_until = ? WHERE id = ?", moment_to_text(until), notice.id)


def postpone(
    tx: Transaction,
    notice: Notice,
    until: datetime,
    *,
    reword: bool,
    error: str = "",
    counted: bool = True,
) -> None:
    """Owe a claimed notice again, later: never now, or one bad chat would spin us.

    ``reword`` lets the words be made afresh (nothing was sent for certain), unless they are all
    there is: what a person said to pass on is about nothing else.  ``counted`` False
    keeps the try from counting, as when the platform only asked us to wait.
    """
    tx.execute(
        "UPDATE notice SET state = 'owed', not_before = ?, error = ?,"
        " words = CASE WHEN ? AND class <> 'reply' AND about <> '{}' THEN NULL ELSE words END,"
        " first_tried_at = CASE WHEN ? THEN NULL ELSE first_tried_at END,"
        " attempts = attempts - ? WHERE id = ? AND state = 'sending'",
        moment_to_text(until), error, reword, reword, not counted, notice.id,
    )  # fmt: skip


def halt(tx: Transaction, chat: str, until: datetime) -> None:
    """The platform asked us to leave this chat alone until then; survives a restart."""
    tx.execute("UPDATE chat SET not_before = ? WHERE address = ?", moment_to_text(until), chat)


def supersede_older(tx: Transaction, prefix: str, now: datetime) -> int:
    """The latest notice under a prefix says what older ones still waiting would have said."""
    return tx.execute(
        "UPDATE notice SET state = 'superseded', settled_at = ? WHERE state = 'owed'"
        " AND key >= ? AND key < (SELECT max(key) FROM notice WHERE key >= ? AND key < ?)",
        moment_to_text(now), prefix, prefix, prefix + "~",
    )  # fmt: skip


def last_said(tx: Transaction, prefix: str) -> str | None:
    """The greatest key under a prefix that was settled, or is being sent: said, or pointless."""
    found: str | None = tx.value(
        "SELECT max(key) FROM notice WHERE key >= ? AND key < ?"
        " AND state NOT IN ('owed', 'superseded')",
        prefix, prefix + "~",
    )  # fmt: skip
    return found


def recover(tx: Transaction, now: datetime, channel: str, *, repeatable_for: timedelta) -> int:
    """After a crash: owe again what was never tried or may be repeated, else mark it unsure.

    What rode on a reply waits for what becomes of the reply, and is unsure with it.

    ``repeatable_for`` is how long after its first try the channel honours a retry key; zero if it
    has none.  Returns how many became unsure.
    """
    mine = f"{channel}:%"
    tx.execute(
        f"UPDATE notice SET state = 'owed' WHERE state = 'sending' AND {OPEN} AND chat LIKE ?"
        " AND carried_by IS NULL AND (words IS NULL OR first_tried_at > ?)",
        mine, moment_to_text(now - repeatable_for),
    )  # fmt: skip
    unsure = (
        "UPDATE notice SET state = 'unsure', settled_at = ?, error = 'interrupted'"
        f" WHERE state = 'sending' AND {OPEN} AND chat LIKE ?"
    )
    alone = " AND carried_by IS NULL"
    left = (
        " AND NOT EXISTS (SELECT 1 FROM notice AS carrier WHERE carrier.id = notice.carried_by"
        f" AND carrier.{OPEN})"
    )
    given = moment_to_text(now), mine
    return tx.execute(unsure + alone, *given) + tx.execute(unsure + left, *given)


def next_moment(tx: Transaction, now: datetime) -> datetime | None:
    """When the next postponed message may be tried; None if nothing waits."""
    found = tx.value(
        f"SELECT min(not_before) FROM notice WHERE state = 'owed' AND {OPEN} AND not_before > ?",
        moment_to_text(now),
    )
    return moment_from_text(found) if found else None


def is_owed(tx: Transaction, chat: str) -> bool:
    """Whether anything waits for a chat, whenever it may go."""
    return (
        tx.value(f"SELECT 1 FROM notice WHERE chat = ? AND state = 'owed' AND {OPEN} LIMIT 1", chat)
        is not None
    )


def is_held_up(tx: Transaction, now: datetime) -> bool:
    """Whether something waits although its moment has come: for quota, or for office hours."""
    return (
        tx.value(
            f"SELECT 1 FROM notice WHERE state = 'owed' AND {OPEN} AND not_before <= ? LIMIT 1",
            moment_to_text(now),
        )
        is not None
    )


def is_reminder_waiting(tx: Transaction, now: datetime) -> bool:
    """Whether a reminder's moment has come and it has not gone out."""
    return (
        tx.value(
            f"SELECT 1 FROM notice WHERE state = 'owed' AND {OPEN} AND not_before <= ?"
            f" AND class IN {REMINDERS} LIMIT 1",
            moment_to_text(now),
        )
        is not None
    )


def retarget(tx: Transaction, old: str, new: str) -> None:
    """A chat got a new address: everything waiting goes there."""
    tx.execute(
        "UPDATE notice SET chat = ? WHERE chat = ? AND state IN ('owed', 'sending')", new, old
    )


def bury(tx: Transaction, chat: str, now: datetime, error: str) -> int:
    """The chat is closed to us: what is owed to it is dead, visible, and may be sent by hand."""
    return tx.execute(
        "UPDATE notice SET state = 'dead', settled_at = ?, error = ?"
        " WHERE chat = ? AND state = 'owed'",
        moment_to_text(now), error, chat,
    )  # fmt: skip


def revive(tx: Transaction, notice_id: int, now: datetime) -> bool:
    """Send a dead or unsure notice again because a person asked for it; False if it is neither.

    A reminder is worded anew, from the present; an answer is pushed, for its token is gone.
    """
    return bool(
        tx.execute(
            "UPDATE notice SET state = 'owed', not_before = ?, attempts = 0, first_tried_at = NULL,"
            " expires_at = NULL, held_until = NULL, carried_by = NULL,"
            " key = key || '/again-' || id || '-' || attempts,"
            " class = CASE class WHEN 'reply' THEN 'document' ELSE class END,"
            " words = CASE about WHEN '{}' THEN words END WHERE id = ?"
            f" AND state IN ('dead', 'unsure') AND {_SENDABLE}",
            moment_to_text(now), notice_id, ONCE,
        )
    )  # fmt: skip


def undelivered(tx: Transaction, since: datetime) -> list[Notice]:
    """What was refused for good or perhaps did not arrive, latest first, and can be sent again."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM notice WHERE state IN ('dead', 'unsure') AND settled_at >= ?"
        f" AND {_SENDABLE} ORDER BY id DESC",
        moment_to_text(since), ONCE,
    )  # fmt: skip
    return [_notice(row) for row in rows]


def in_state(tx: Transaction, state: NoticeState) -> list[Notice]:
    """Every notice in that state, oldest first."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM notice WHERE state = ? ORDER BY id", state)
    return [_notice(row) for row in rows]


def count(tx: Transaction, state: NoticeState) -> int:
    """How many notices are in that state."""
    found: int = tx.value("SELECT count(*) FROM notice WHERE state = ?", state)
    return found


def has_key(tx: Transaction, key: str) -> bool:
    """Whether this was ever owed."""
    return tx.value("SELECT 1 FROM notice WHERE key = ?", key) is not None


def forget_words(tx: Transaction, key: str) -> None:
    """What a message of ours repeated was unsent: our words go too."""
    tx.execute("UPDATE notice SET words = NULL WHERE key = ? AND state = 'sent'", key)


def find(tx: Transaction, notice_id: int) -> Notice | None:
    """The notice with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM notice WHERE id = ?", notice_id)
    return _notice(row) if row else None


def find_key(tx: Transaction, key: str) -> Notice | None:
    """The notice with that key."""
    row = tx.one(f"SELECT {_COLUMNS} FROM notice WHERE key = ?", key)
    return _notice(row) if row else None


def about_of_message(tx: Transaction, chat: str, message: str) -> Notice | None:
    """The notice behind a message of ours that somebody quotes; None if it is not ours."""
    row = tx.one(
        f"SELECT {_COLUMNS} FROM notice WHERE id ="
        f" (SELECT notice_id FROM sent_message WHERE chat = ? AND message = ?)",
        chat, message,
    )  # fmt: skip
    return _notice(row) if row else None


def _text(moment: datetime | None) -> str | None:
    return moment_to_text(moment) if moment else None


def _moment(text: str | None) -> datetime | None:
    return moment_from_text(text) if text else None


def _notice(row: Row) -> Notice:
    return Notice(
        id=row["id"],
        key=row["key"],
        chat=row["chat"],
        class_=NoticeClass(row["class"]),
        about=row["about"],
        words=row["words"],
        state=NoticeState(row["state"]),
        due_at=moment_from_text(row["due_at"]),
        expires_at=_moment(row["expires_at"]),
        attempts=row["attempts"],
        reply_token=row["reply_token"],
        reply_until=_moment(row["reply_until"]),
        quote=row["quote"],
        first_tried_at=_moment(row["first_tried_at"]),
        error=row["error"],
        reach=row["reach"],
    )
