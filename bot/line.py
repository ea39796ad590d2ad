"""LINE: signed webhooks in; replies while they are free, else pushes under a retry key, out."""

import asyncio
import base64
import hmac
import json
import logging
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from bot.channel import (
    LARGEST_FILE,
    Outgoing,
    Quota,
    Store,
    TooLarge,
    Unauthorised,
    Unreachable,
    unpack,
)
from bot.clock import Clock
from bot.line_api import LineApi, NoAnswer, Refusal
from bot.line_api import Sent as Taken
from bot.line_events import read_events
from bot.line_messages import Json, render, render_plain
from bot.pool import Pool
from bot.settings import LineSettings
from handlers.messages import Attachment, Incoming
from scheduler.delivery import Failure, SendFailed, Sent
from storage.inbox import Received

log = logging.getLogger(__name__)

_SOON = timedelta(seconds=5)  # a reply token lives a minute: try again while it does
_LATER = timedelta(minutes=1)
_MUCH_LATER = timedelta(minutes=10)
_ASK_AGAIN = 30.0  # seconds
_LINE_TIME = timezone(timedelta(hours=9))  # the quota's month turns at 22.00 in Bangkok


class Line:
    """The LINE channel."""

    name = "line"
    repeatable = True

    def __init__(self, settings: LineSettings, clock: Clock, pool: Pool | None = None) -> None:
        self._secrets = tuple(s.get_secret_value().encode() for s in settings.secrets)
        self._clock = clock
        self._api = LineApi(settings, clock, pool)
        self._own_id: str | None = None
        self.invitation = ""

    @property
    def trouble(self) -> str | None:
        return self._api.trouble

    # --- receiving

    def accept(self, headers: Mapping[str, str], body: bytes) -> list[Received]:
        given = next((v for k, v in headers.items() if k.lower() == "x-line-signature"), "")
        if not self._is_signed(body, given.encode("utf-8", errors="replace")):
            raise Unauthorised
        return read_events(body, self._own_id, self._clock.now())

    def _is_signed(self, body: bytes, given: bytes) -> bool:
        """Against every secret, on the bytes as they came; all are compared, whichever fits."""
        digests = [hmac.digest(secret, body, "sha256") for secret in self._secrets]
        fits = [hmac.compare_digest(base64.b64encode(digest), given) for digest in digests]
        return any(fits)

    def incoming(self, payload: str) -> Incoming | None:
        return unpack(payload)

    async def download(self, attachment: Attachment) -> bytes:
        if attachment.size is not None and attachment.size > LARGEST_FILE:
            raise TooLarge
        return await self._api.content(attachment.handle)

    # --- sending

    async def send(self, outgoing: Outgoing, now: datetime) -> Sent:
        """Reply while the token is fresh, else push.

        If LINE does not like the form of a message, it is tried without mentions (who has left
        the group cannot be mentioned), then its words alone: what was refused has sent nothing.
        """
        answer = await self._deliver(outgoing, render(outgoing), "", now)
        if outgoing.reply.mentions and isinstance(answer, Refusal) and _dislikes_form(answer):
            unnamed = replace(outgoing, reply=replace(outgoing.reply, mentions=()))
            answer = await self._deliver(unnamed, render(unnamed), "unnamed", now)
        if isinstance(answer, Refusal) and _dislikes_form(answer):
            log.warning("form of a message refused", extra={"notice": outgoing.notice.key})
            answer = await self._deliver(outgoing, render_plain(outgoing), "plain", now)
        cost = 0 if _replies(outgoing, now) else outgoing.price
        if not isinstance(answer, Refusal):
            return Sent(answer.ids, cost)
        if answer.status == 409:  # an earlier try under this retry key had arrived
            return Sent(_ids_in(answer.text), cost)
        raise await self._failure(answer, outgoing, now)

    async def _deliver(
        self, outgoing: Outgoing, messages: list[Json], form: str, now: datetime
    ) -> Taken | Refusal:
        notice = outgoing.notice
        try:
            if notice.reply_token is not None and _replies(outgoing, now):
                return await self._api.reply(notice.reply_token, messages, silent=outgoing.silent)
            key = _retry_key(outgoing, form)
            to = notice.chat.removeprefix("line:")
            return await self._api.push(to, messages, key, silent=outgoing.silent)
        except NoAnswer as problem:
            left = Failure.REPEAT if problem.perhaps else Failure.REWORD
            raise SendFailed(str(problem), left, retry_at=now + _SOON) from problem

    async def _failure(self, refusal: Refusal, outgoing: Outgoing, now: datetime) -> SendFailed:
        reason = f"HTTP {refusal.status}: {refusal.text[:200]}"
        match refusal.status:
            case 429:
                return await self._limit(refusal.text.lower(), now)
            case 401:
                return SendFailed(reason, Failure.REWORD, retry_at=now + _MUCH_LATER)
            case 400 if _names_token(refusal):
                # On a first try: too late.  After a time-out: it did arrive, probably.
                left = Failure.ASK if outgoing.is_repeated(now) else Failure.REWORD
                return SendFailed(reason, left, retry_at=now + _SOON, token_spent=True)
            case status if status >= 500:
                return SendFailed(reason, Failure.REPEAT, retry_at=now + _SOON)
        return SendFailed(reason, Failure.DROP, closed=_names_chat(refusal))

    async def _limit(self, text: str, now: datetime) -> SendFailed:
        """429 means three things, told apart by a text that LINE does not promise."""
        rate, person = "rate limit" in text, "user" in text
        if "monthly" in text or (not (rate or person) and await self._is_exhausted()):
            return SendFailed(
                "monthly limit", Failure.REWORD, retry_at=next_month(now), exhausted=True
            )
        if person and not rate:
            wait = now + _MUCH_LATER
            return SendFailed("limit of a chat", Failure.REWORD, retry_at=wait, halts_chat=True)
        return SendFailed("rate limit", Failure.REWORD, retry_at=now + _LATER)

    async def _is_exhausted(self) -> bool:
        try:
            quota = await self.quota()
        except Unreachable:
            return False
        return quota.allowed is not None and quota.used >= quota.allowed

    # --- asking

    async def name_of(self, chat: str, person: str) -> str:
        room, user = chat.removeprefix("line:"), person.removeprefix("line:")
        try:
            match room[:1]:
                case "C":
                    found = await self._api.ask("get_group_member_profile", room, user)
                case "R":
                    found = await self._api.ask("get_room_member_profile", room, user)
                case _:
                    found = await self._api.ask("get_profile", user)
        except Unreachable:
            return ""
        return str(found.display_name or "")

    async def title_of(self, chat: str) -> str:
        room = chat.removeprefix("line:")
        if not room.startswith("C"):
            return ""
        try:
            found = await self._api.ask("get_group_summary", room)
        except Unreachable:
            return ""
        return str(found.group_name or "")

    async def show_busy(self, chat: str) -> None:
        room = chat.removeprefix("line:")
        if not room.startswith("U"):  # LINE shows it to single people only
            return
        with suppress(Unreachable):
            await self._api.ask("show_loading_animation", {"chatId": room, "loadingSeconds": 10})

    async def members(self, chat: str) -> int:
        room = chat.removeprefix("line:")
        match room[:1]:
            case "C":
                found = await self._api.ask("get_group_member_count", room)
            case "R":
                found = await self._api.ask("get_room_member_count", room)
            case _:
                return 1
        return int(found.count)

    async def quota(self) -> Quota:
        limit = await self._api.ask("get_message_quota")
        used = await self._api.ask("get_message_quota_consumption")
        return Quota(None if limit.value is None else int(limit.value), int(used.total_usage))

    # --- life

    async def start(self) -> None:
        await self._api.start()

    async def run(self, store: Store) -> None:
        """Learn our own user id, by which events meant for another account are told."""
        while self._own_id is None:
            try:
                own = await self._api.ask("get_bot_info")
            except Unreachable:
                await asyncio.sleep(_ASK_AGAIN)
            else:
                self._own_id = str(own.user_id)
                self.invitation = f"https://line.me/R/ti/p/{own.basic_id}"

    async def close(self) -> None:
        await self._api.close()


def next_month(now: datetime) -> datetime:
    """When LINE's month of messages begins anew."""
    first = now.astimezone(_LINE_TIME).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1).astimezone(now.tzinfo)


def _replies(outgoing: Outgoing, now: datetime) -> bool:
    notice = outgoing.notice
    fresh = notice.reply_until is None or now < notice.reply_until
    return notice.reply_token is not None and fresh


def _retry_key(outgoing: Outgoing, form: str) -> str:
    """The same notice in the same words has the same key, whoever computes it and whenever."""
    words = outgoing.notice.words or outgoing.reply.text
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{outgoing.notice.key}\n{words}\n{form}"))


def _names_token(refusal: Refusal) -> bool:
    return "reply token" in refusal.text.lower()


def _names_chat(refusal: Refusal) -> bool:
    return refusal.status == 400 and "failed to send" in refusal.text.lower()


def _dislikes_form(refusal: Refusal) -> bool:
    return refusal.status == 400 and not _names_token(refusal) and not _names_chat(refusal)


def _ids_in(body: str) -> tuple[str, ...]:
    """Ids from the body of a 409, which tells what the first call sent."""
    try:
        return tuple(str(message["id"]) for message in json.loads(body)["sentMessages"])
    except (ValueError, TypeError, KeyError):
        return ()
