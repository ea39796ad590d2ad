"""LINE's webhook events: built, signed, delivered, and delivered again when that failed."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import aiohttp

from simulator.line_checks import is_secure, utf16
from simulator.line_ledger import ReplyTokens
from simulator.stage import Json, Stage

_ATTEMPTS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=10), timedelta(hours=1))
"""When to try again; LINE does not say, so nobody may rely on it."""


class Reason(StrEnum):
    """Why a delivery failed, in the words of LINE's error statistics."""

    OK = "ok"
    COULD_NOT_CONNECT = "could_not_connect"
    REQUEST_TIMEOUT = "request_timeout"
    ERROR_STATUS_CODE = "error_status_code"
    UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it is sent; ``chat`` is the stage's name of where it happened."""

    chat: str
    at: datetime
    body: Json

    @property
    def id(self) -> str:
        return str(self.body["webhookEventId"])

    @property
    def reply_token(self) -> str | None:
        return self.body.get("replyToken")

    def again(self) -> "Event":
        """The same event as a redelivery: only that flag differs."""
        return Event(self.chat, self.at, {**self.body, "deliveryContext": {"isRedelivery": True}})


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook request and what came of it; status 0 without an answer."""

    events: tuple[str, ...]
    at: datetime
    status: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Undelivered:
    event: Event
    attempts: int
    due: datetime


def sign(secret: str, body: bytes) -> str:
    """LINE's signature of a webhook body."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def mentions_in(text: str, user_ids: Mapping[str, str | None], bot_id: str) -> list[Json]:
    """The mentionees of ``text``: every "@name" of a member, "@All", indices in UTF-16 units.

    A member whose id the bot may not learn has None.
    """
    found: list[tuple[int, str, Json]] = []
    for name, user_id in {**user_ids, "All": ""}.items():
        start = text.find(f"@{name}")
        while start >= 0:
            found.append((start, f"@{name}", _mentionee(user_id, bot_id)))
            start = text.find(f"@{name}", start + 1)
    mentionees: list[Json] = []
    covered = -1
    for start, shown, target in sorted(found, key=lambda hit: (hit[0], -len(hit[1]))):
        if start > covered:  # "@สม" inside "@สมหญิง" is the longer name's
            place = {"index": utf16(text[:start]), "length": utf16(shown)}
            mentionees.append({**place, **target})
            covered = start + len(shown) - 1
    return mentionees[:20]


def _mentionee(user_id: str | None, bot_id: str) -> Json:
    if user_id == "":
        return {"type": "all"}
    if user_id is None:
        return {"type": "user"}
    return {"type": "user", "userId": user_id, "isSelf": user_id == bot_id}


class Webhooks:
    """The way to the bot: one address, events signed and posted in batches.

    ``patience`` is how long an answer may take, in real seconds, as at LINE.  ``redelivery`` is
    the console's switch, off unless turned on; ``twice`` delivers every batch two times.
    """

    def __init__(self, stage: Stage, tokens: ReplyTokens, secret: str, bot_id: str) -> None:
        self.secret = secret
        self.url: str | None = None
        self.redelivery = False
        self.twice = False
        self.patience = 2.0
        self.deliveries: list[Delivery] = []
        self._stage = stage
        self._tokens = tokens
        self._bot_id = bot_id
        self._held: list[Event] | None = None
        self._undelivered: list[_Undelivered] = []
        stage.on_turn(self._on_turn)

    def point_to(self, url: str) -> None:
        """Set the webhook URL; ValueError for an address LINE would not call."""
        if not is_secure(url) or len(url) > 500:
            raise ValueError("Invalid webhook endpoint URL")
        self.url = url

    @contextmanager
    def holding(self) -> Iterator[list[Event]]:
        """Keep events back: the caller delivers them in the order and batches it likes."""
        held: list[Event] = []
        self._held, before = held, self._held
        try:
            yield held
        finally:
            self._held = before

    async def happen(self, events: Sequence[Event]) -> list[str]:
        """Tell the bot what has happened; gives the ids of the events."""
        if self._held is not None:
            self._held.extend(events)
        else:
            await self.deliver(events)
            if self.twice:
                await self.deliver(events)
        return [event.id for event in events]

    async def deliver(self, events: Sequence[Event]) -> Delivery | None:
        """Post one batch; None without a webhook URL.  What fails waits for ``redeliver``."""
        delivery = await self._attempt(events)
        if delivery is not None and delivery.reason is not Reason.OK:
            self._put_back(events, 0)
        return delivery

    async def redeliver(self) -> int:
        """Deliver again whatever has failed, marked as a redelivery; gives how many events."""
        return await self._again(self._undelivered)

    async def test(self, url: str | None = None) -> Delivery:
        """Post the empty batch of the console's Verify button."""
        return await self._post(url or self.url or "", ())

    async def _on_turn(self, now: datetime) -> None:
        if self.redelivery:
            await self._again([waiting for waiting in self._undelivered if waiting.due <= now])

    async def _again(self, chosen: Iterable[_Undelivered]) -> int:
        due = list(chosen)
        for waiting in due:
            self._undelivered.remove(waiting)
            delivery = await self._attempt([waiting.event.again()])
            if delivery is not None and delivery.reason is not Reason.OK:
                self._put_back([waiting.event], waiting.attempts + 1)
        return len(due)

    def _put_back(self, events: Sequence[Event], attempts: int) -> None:
        if attempts < len(_ATTEMPTS):
            due = self._stage.now + _ATTEMPTS[attempts]
            self._undelivered += [_Undelivered(event, attempts, due) for event in events]

    async def _attempt(self, events: Sequence[Event]) -> Delivery | None:
        if self.url is None:
            return None
        for event in events:
            if event.reply_token is not None:
                self._tokens.open(event.reply_token, event.chat, event.at)
        return await self._post(self.url, events)

    async def _post(self, url: str, events: Sequence[Event]) -> Delivery:
        bodies = [event.body for event in events]
        body = json.dumps(
            {"destination": self._bot_id, "events": bodies}, ensure_ascii=False
        ).encode()
        status, reason = await self._request(url, body)
        ids = tuple(event.id for event in events)
        delivery = Delivery(ids, self._stage.now.astimezone(UTC), status, reason)
        self.deliveries.append(delivery)
        return delivery

    async def _request(self, url: str, body: bytes) -> tuple[int, Reason]:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            "x-line-signature": sign(self.secret, body),
        }
        timeout = aiohttp.ClientTimeout(total=self.patience)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                await answer.read()
                fine = 200 <= answer.status < 300
                return answer.status, Reason.OK if fine else Reason.ERROR_STATUS_CODE
        except TimeoutError:
            return 0, Reason.REQUEST_TIMEOUT
        except aiohttp.ClientConnectorError:
            return 0, Reason.COULD_NOT_CONNECT
        except (aiohttp.ClientError, ValueError):
            return 0, Reason.UNCLASSIFIED
