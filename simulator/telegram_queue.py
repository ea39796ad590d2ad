"""The updates that wait for the bot, as Telegram's server keeps them.

One queue per chat for messages and per user for button presses, each in order, but no order
between two of them.  Nothing waits for ever: messages a day, presses 150 seconds.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

_QUIET = timedelta(days=7)  # after so long without an update the next id is a random one
_FIRST_DELAY = timedelta(seconds=2)
_LONGEST_RETRY_AFTER = timedelta(hours=1)
_OFFSET_SLACK = 10

MESSAGE_LIFE = timedelta(hours=24)
PRESS_LIFE = timedelta(seconds=150)


class Kind(StrEnum):
    """What an update is about."""

    MESSAGE = "message"
    EDITED = "edited_message"
    CALLBACK = "callback_query"
    MY_CHAT_MEMBER = "my_chat_member"
    CHAT_MEMBER = "chat_member"


DEFAULT_KINDS = frozenset(Kind) - {Kind.CHAT_MEMBER}


def press_queue(user: int) -> int:
    """Presses queue per user, beside the messages of every chat."""
    return user + (3 << 33)


def membership_queue(chat: int) -> int:
    return chat + (5 << 33)


def member_queue(user: int) -> int:
    return user + (6 << 33)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One update that the bot has not confirmed yet."""

    id: int
    kind: Kind
    queue: int
    body: Mapping[str, Any]
    expires: datetime
    copies: int = 1
    failures: int = 0
    not_before: datetime | None = None

    def is_ready(self, now: datetime) -> bool:
        return self.not_before is None or self.not_before <= now


class Updates:
    """Every update that waits; ``twice`` has each one that follows delivered a second time."""

    def __init__(self, seed: int = 0) -> None:
        self.twice = False
        self.wanted: frozenset[Kind] = DEFAULT_KINDS
        self._chance = random.Random(seed)  # noqa: S311 - ids need no secrecy, tests need order
        self._next_id = self._chance.randrange(100_000_000, 900_000_000)
        self._last_at: datetime | None = None
        self._waiting: dict[int, Waiting] = {}

    def want(self, names: Iterable[str] | None) -> None:
        """Set ``allowed_updates``: None keeps them, none at all is the default."""
        if names is None:
            return
        known = frozenset(Kind(name) for name in names if name in set(Kind))
        self.wanted = known or DEFAULT_KINDS

    def add(
        self, kind: Kind, queue: int, content: object, now: datetime, life: timedelta
    ) -> Waiting | None:
        """Queue one update; None when the bot has not asked for this kind."""
        if kind not in self.wanted:
            return None
        if self._last_at is not None and now - self._last_at >= _QUIET:
            self._next_id = self._chance.randrange(1, 900_000_000)
        self._last_at = now
        body = {"update_id": self._next_id, str(kind): content}
        copies = 2 if self.twice else 1
        added = Waiting(self._next_id, kind, queue, body, now + life, copies)
        self._waiting[added.id] = added
        self._next_id += 1
        return added

    def pending(self, now: datetime) -> list[Waiting]:
        """What has not expired, oldest first; what has is forgotten here."""
        self._waiting = {id_: w for id_, w in self._waiting.items() if w.expires > now}
        return list(self._waiting.values())

    def heads(self, now: datetime) -> list[Waiting]:
        """The update each queue may deliver now; a head that waits holds up its queue."""
        first: dict[int, Waiting] = {}
        for waiting in self.pending(now):
            first.setdefault(waiting.queue, waiting)
        return [head for head in first.values() if head.is_ready(now)]

    def confirm(self, offset: int) -> None:
        """Forget what getUpdates confirms: ids below ``offset``, or all but the last few."""
        if offset < 0:
            kept = list(self._waiting)[offset:]
            self._waiting = {id_: self._waiting[id_] for id_ in kept}
            return
        if offset > self._next_id + _OFFSET_SLACK:  # from before the ids began anew
            return
        for id_ in [id_ for id_ in self._waiting if id_ < offset]:
            self.delivered(id_)

    def delivered(self, id_: int) -> None:
        """The bot has it; with a copy left it comes once more."""
        waiting = self._waiting.get(id_)
        if waiting is None:
            return
        if waiting.copies > 1:
            again = replace(waiting, copies=waiting.copies - 1, failures=0, not_before=None)
            self._waiting[id_] = again
        else:
            del self._waiting[id_]

    def failed(self, id_: int, now: datetime, retry_after: timedelta | None = None) -> None:
        """Try again: at once, then after 2, 4, 8 … seconds, or when the bot's server says."""
        waiting = self._waiting.get(id_)
        if waiting is None:
            return
        wait = self._wait(waiting.failures)
        if retry_after is not None:
            wait = min(retry_after, _LONGEST_RETRY_AFTER)
        later = replace(waiting, failures=waiting.failures + 1, not_before=now + wait)
        self._waiting[id_] = later

    def hasten(self) -> None:
        """Let nothing wait for its next attempt."""
        self._waiting = {
            id_: replace(waiting, not_before=None) for id_, waiting in self._waiting.items()
        }

    def clear(self) -> None:
        self._waiting = {}

    def _wait(self, failures: int) -> timedelta:
        if failures == 0:
            return timedelta()
        longest = timedelta(seconds=self._chance.uniform(60, 120))
        return min(_FIRST_DELAY * (1 << min(failures - 1, 10)), longest)
