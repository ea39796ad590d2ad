"""What LINE remembers of a channel: reply tokens, retry keys, access tokens and the quota."""

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from uuid import UUID

from simulator.line_rules import Refused
from simulator.stage import Clock, Json

JAPAN = timezone(timedelta(hours=9))
"""LINE's months and days of statistics roll at midnight here."""

_REPLY_WITHIN = timedelta(seconds=60)
_REPLY_NEVER_AFTER = timedelta(minutes=20)
_KEY_LIVES = timedelta(hours=24)
_TOKEN_LIVES = timedelta(seconds=900)
_FIRST_MESSAGE_ID = 468_789_577_898_262_530  # beyond what a double can hold, as LINE's are
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Mint:
    """Makes the ids and tokens of one channel: unlike each other, the same in every run."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def token(self, kind: str) -> str:
        """A fresh opaque string."""
        self._count += 1
        return self._digest(f"{kind}/{self._count}")

    def request_id(self) -> str:
        return str(UUID(self.token("request")[:32]))

    def message_id(self) -> str:
        self._count += 1
        return str(_FIRST_MESSAGE_ID + self._count)

    def event_id(self, now: datetime) -> str:
        """A ULID: ten letters of time, sixteen of chance."""
        chance = int(self.token("event")[:20], 16)
        return _crockford(int(now.timestamp() * 1000), 10) + _crockford(chance, 16)

    def lasting(self, prefix: str, name: str) -> str:
        """The id of a user (U…) or group (C…), always the same for the same name."""
        return prefix + self._digest(f"{prefix}/{name}")[:32]

    def _digest(self, text: str) -> str:
        return hashlib.sha256(f"{self._seed}/{text}".encode()).hexdigest()


def _crockford(value: int, length: int) -> str:
    return "".join(_CROCKFORD[(value >> (5 * place)) & 31] for place in reversed(range(length)))


@dataclass(frozen=True, slots=True)
class _ReplyToken:
    chat: str
    event_at: datetime
    received_at: datetime
    used: bool = False


class ReplyTokens:
    """Each works once, within a minute of its webhook and twenty of its event."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tokens: dict[str, _ReplyToken] = {}

    def open(self, token: str, chat: str, event_at: datetime) -> None:
        """The webhook with this token goes out, for the first time or again."""
        known = self._tokens.get(token, _ReplyToken(chat, event_at, event_at))
        self._tokens[token] = replace(known, received_at=self._clock())

    def find(self, token: str) -> str | None:
        """The chat a token may still answer in."""
        known = self._tokens.get(token)
        now = self._clock()
        if known is None or known.used or now - known.received_at > _REPLY_WITHIN:
            return None
        return known.chat if now - known.event_at <= _REPLY_NEVER_AFTER else None

    def use(self, token: str) -> None:
        self._tokens[token] = replace(self._tokens[token], used=True)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The first answer to a retry key."""

    request_id: str
    at: datetime
    sent: tuple[Json, ...]


class RetryKeys:
    """Which requests were accepted under a key in the last 24 hours."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._accepted: dict[UUID, Accepted] = {}

    def find(self, key: UUID) -> Accepted | None:
        accepted = self._accepted.get(key)
        alive = accepted is not None and self._clock() - accepted.at < _KEY_LIVES
        return accepted if alive else None

    def accept(self, key: UUID, request_id: str, sent: tuple[Json, ...]) -> None:
        self._accepted[key] = Accepted(request_id, self._clock(), sent)


class AccessTokens:
    """Stateless tokens live 900 seconds; one from the console lives on."""

    def __init__(self, clock: Clock, lasting: str | None) -> None:
        self._clock = clock
        self._lasting = lasting
        self._issued: dict[str, datetime] = {}

    def issue(self, token: str) -> int:
        """Start a stateless token; gives the seconds it lives."""
        self._issued[token] = self._clock()
        return int(_TOKEN_LIVES.total_seconds())

    def is_valid(self, token: str) -> bool:
        if token == self._lasting:
            return True
        issued = self._issued.get(token)
        return issued is not None and self._clock() - issued < _TOKEN_LIVES

    def expire(self) -> None:
        """Let every stateless token die now, as after a new channel secret."""
        self._issued.clear()


class Sending(StrEnum):
    """The ways to send, as the statistics tell them apart."""

    REPLY = "reply"
    PUSH = "push"
    MULTICAST = "multicast"


class Quota:
    """The messages of a month; ``limit`` None is a plan without one."""

    def __init__(self, clock: Clock, limit: int | None = 300) -> None:
        self._clock = clock
        self.limit = limit
        self._used: Counter[tuple[int, int]] = Counter()
        self._by_day: Counter[tuple[Sending, date]] = Counter()

    @property
    def used(self) -> int:
        return self._used[self._month()]

    def spend(self, count: int) -> None:
        """Take ``count`` messages of this month, all or none."""
        if self.limit is not None and count and self.used + count > self.limit:
            raise Refused(429, "You have reached your monthly limit.")
        self._used[self._month()] += count

    def spend_elsewhere(self, count: int) -> None:
        """Somebody sent messages from the Official Account Manager."""
        self._used[self._month()] += count

    def note(self, sending: Sending, count: int) -> None:
        """Count messages for the statistics of the day."""
        self._by_day[sending, self._today()] += count

    def sent_on(self, sending: Sending, day: date) -> int | None:
        """What the statistics say of a day, None until the day is over."""
        return self._by_day[sending, day] if day < self._today() else None

    def _today(self) -> date:
        return self._clock().astimezone(JAPAN).date()

    def _month(self) -> tuple[int, int]:
        return self._today().year, self._today().month
