"""How updates reach the bot: by webhook with retries, or by long polling."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import aiohttp

from simulator.stage import Stage
from simulator.telegram_queue import Kind, Updates, Waiting
from simulator.telegram_refusals import OTHER_POLLER, WEBHOOK_ACTIVE, WEBHOOK_SET, conflict

Execute = Callable[[str, Mapping[str, Any]], Awaitable[object]]
"""Do a call that the bot has put into the body of its answer to a webhook."""

_LONGEST_HOLD = 50
_GONE_LIFE = timedelta(hours=23)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where the bot wants its updates, and how it went lately."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    error: str | None = None
    error_at: datetime | None = None
    gone_since: datetime | None = None


@dataclass(slots=True)
class Switches:
    """What a test can do to the deliveries."""

    paused: bool = False  # nothing goes out by webhook until ``release``
    newest_first: bool = False  # the chat that spoke last is served first, one after the other
    lose_answers: int = 0  # so many times the bot's 200 gets lost: it has it, and gets it again
    patience: float = 10.0  # seconds of real time for the bot's answer


class Delivery:
    """Brings waiting updates to the bot, one at a time per queue."""

    def __init__(self, stage: Stage, updates: Updates) -> None:
        self.updates = updates
        self.webhook = Webhook()
        self.switches = Switches()
        self.execute: Execute | None = None
        self._stage = stage
        self._poll = 0
        self._poll_ended_by = OTHER_POLLER
        self._news = asyncio.Event()
        self._lanes: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._pumping: set[asyncio.Task[None]] = set()

    async def add(self, kind: Kind, queue: int, content: object, life: timedelta) -> list[str]:
        """Queue an update and try to deliver it; gives its id, or nothing if it is not wanted."""
        added = self.updates.add(kind, queue, content, self._stage.now, life)
        if added is None:
            return []
        self._wake()
        await self.pump()
        return [str(added.id)]

    def add_later(self, kind: Kind, queue: int, content: object, life: timedelta) -> None:
        """Queue what a call of the bot's own brings about: its answer does not wait for this."""
        if self.updates.add(kind, queue, content, self._stage.now, life) is None:
            return
        self._wake()
        self.pump_later()

    def pump_later(self) -> None:
        """Deliver what is due as soon as whoever calls has got its answer."""
        pumping = asyncio.create_task(self.pump())
        self._pumping.add(pumping)
        pumping.add_done_callback(self._pumping.discard)

    async def pump(self) -> None:
        """Deliver by webhook whatever is due now."""
        if not self.webhook.url or self.switches.paused:
            return
        heads = self.updates.heads(self._stage.now)
        if not heads:
            return
        newest_first = self.switches.newest_first
        slots = asyncio.Semaphore(1 if newest_first else self.webhook.connections)
        # The bot answers an update within its own time-out; a redirect counts as a failure.
        timeout = aiohttp.ClientTimeout(total=self.switches.patience)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            asyncio.TaskGroup() as lanes,
        ):
            for head in reversed(heads) if newest_first else heads:
                lanes.create_task(self._drain(session, slots, head.queue))

    async def redeliver(self) -> None:
        """Try everything again at once that waits for its next attempt."""
        self.updates.hasten()
        await self.pump()

    async def release(self) -> None:
        """Let go what was held back while ``paused``."""
        self.switches.paused = False
        await self.pump()

    async def turned(self) -> None:
        """Time has passed: attempts are due, holds run out."""
        self._wake()
        await self.pump()

    # --- long polling

    async def poll(
        self, offset: int, limit: int, hold: int, names: list[str] | None
    ) -> list[Mapping[str, Any]]:
        """Confirm what is below ``offset`` and wait up to ``hold`` seconds for something new."""
        if self.webhook.url:
            raise conflict(WEBHOOK_ACTIVE)
        self._end_polls(OTHER_POLLER)
        mine = self._poll
        self.updates.want(names)
        if offset:
            self.updates.confirm(offset)
        hold = min(max(hold, 0), _LONGEST_HOLD)
        until = self._stage.now + timedelta(seconds=hold)
        while not self.updates.pending(self._stage.now) and self._stage.now < until:
            if not await self._news_within(hold):
                break
            if self._poll != mine:
                raise conflict(self._poll_ended_by)
        found = self.updates.pending(self._stage.now)
        return [waiting.body for waiting in found[: min(max(limit, 1), 100)]]

    def _end_polls(self, why: str) -> None:
        self._poll += 1
        self._poll_ended_by = why
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def _news_within(self, seconds: float) -> bool:
        """Whether something happened; False after real time has passed or when all is let go."""
        news = asyncio.create_task(self._news.wait())
        let_go = asyncio.create_task(self._stage.released())
        try:
            done, _ = await asyncio.wait(
                {news, let_go}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
            return news in done
        finally:
            news.cancel()
            let_go.cancel()

    # --- webhook

    def point(self, webhook: Webhook, *, drop: bool) -> None:
        """Set or, with an empty address, remove the webhook."""
        self._end_polls(WEBHOOK_SET)
        self.webhook = webhook
        if drop:
            self.updates.clear()

    async def _drain(
        self, session: aiohttp.ClientSession, slots: asyncio.Semaphore, queue: int
    ) -> None:
        async with self._lanes[queue], slots:
            while head := self._head(queue):
                await self._deliver(session, head)

    def _head(self, queue: int) -> Waiting | None:
        if not self.webhook.url or self.switches.paused:
            return None
        heads = self.updates.heads(self._stage.now)
        return next((head for head in heads if head.queue == queue), None)

    async def _deliver(self, session: aiohttp.ClientSession, head: Waiting) -> None:
        headers = {"Content-Type": "application/json"}
        if self.webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook.secret
        body = json.dumps(head.body, ensure_ascii=False).encode()
        try:
            async with session.post(
                self.webhook.url, data=body, headers=headers, allow_redirects=False
            ) as response:
                answer = await response.read()
        except TimeoutError:
            self._failed(head, "Read timeout expired")
        except aiohttp.ClientConnectorError:
            self._failed(head, "Connection refused")
        except aiohttp.ClientError:
            self._failed(head, "Connection reset by peer")
        else:
            await self._settle(head, response, answer)

    async def _settle(self, head: Waiting, response: aiohttp.ClientResponse, answer: bytes) -> None:
        if self.switches.lose_answers > 0:
            self.switches.lose_answers -= 1
            self._failed(head, "Read timeout expired")
        elif 200 <= response.status < 300:
            self.updates.delivered(head.id)
            self.webhook = replace(self.webhook, gone_since=None)
            await self._obey(answer)
        else:
            phrase = HTTPStatus(response.status).phrase if response.status in _STATUSES else ""
            error = f"Wrong response from the webhook: {response.status} {phrase}".rstrip()
            self._failed(head, error, _retry_after(response))
            if response.status == HTTPStatus.GONE:
                self._gone()

    def _failed(self, head: Waiting, error: str, retry_after: timedelta | None = None) -> None:
        now = self._stage.now
        self.updates.failed(head.id, now, retry_after)
        self.webhook = replace(self.webhook, error=error, error_at=now)

    def _gone(self) -> None:
        """A server that says Gone for 23 hours loses its webhook."""
        since = self.webhook.gone_since or self._stage.now
        self.webhook = replace(self.webhook, gone_since=since)
        if self._stage.now - since >= _GONE_LIFE:
            self.webhook = Webhook()

    async def _obey(self, answer: bytes) -> None:
        """A 2xx body with a ``method`` is a call; whoever answers so never learns its result."""
        with suppress(ValueError):
            call = json.loads(answer or b"null")
            if isinstance(call, dict) and isinstance(call.get("method"), str) and self.execute:
                fields = {name: value for name, value in call.items() if name != "method"}
                await self.execute(call["method"], fields)


_STATUSES = frozenset(int(status) for status in HTTPStatus)


def _retry_after(response: aiohttp.ClientResponse) -> timedelta | None:
    value = response.headers.get("Retry-After", "")
    return timedelta(seconds=int(value)) if value.isdecimal() else None
