"""Telegram: updates by webhook or by polling, messages out through python-telegram-bot.

The library's own polling confirms updates before they are stored and stumbles for ever over one
it cannot read, so polling is done here, on raw JSON: stored first, then confirmed.
"""

import asyncio
import hmac
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

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
from bot.libraries import imported, telegram_api
from bot.settings import TelegramSettings, set_library_switches
from bot.telegram_client import client_options
from bot.telegram_events import WANTED, Own, Reading, read_updates
from bot.telegram_messages import Menu, render
from bot.tolerant import read_json
from handlers.messages import Attachment, Incoming
from scheduler.delivery import Failure, SendFailed, Sent
from storage.inbox import Received

if TYPE_CHECKING:
    import httpx

    from bot.pool import Pool
    from bot.telegram_api import TelegramApi

log = logging.getLogger(__name__)

_LONG_POLL = 50
_PRESSES = 1000
_CHECK_WEBHOOK = 600.0  # seconds
_PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
_RESTART = timedelta(days=3)
"""Telegram may begin its numbers anew, lower, after a week of silence: forget ours before."""


class _NoUpdates(Exception):
    """A poll failed; args[0] says why."""


class Telegram:
    """The Telegram channel.

    ``commands`` tells which Thai word a latin command stands for; it is asked at the first update.
    """

    name = "telegram"
    repeatable = False

    def __init__(
        self,
        settings: TelegramSettings,
        clock: Clock,
        commands: Callable[[], Mapping[str, str]] = dict,
        long_poll: int = _LONG_POLL,
        pool: "Pool | None" = None,
    ) -> None:
        self._settings = settings
        self._pool = pool
        self._clock = clock
        self._long_poll = long_poll
        number = settings.token.get_secret_value().partition(":")[0]
        self._commands = commands
        self._own = Own(int(number) if number.isdecimal() else 0)
        self._presses: asyncio.Queue[str] = asyncio.Queue(_PRESSES)
        self._api: TelegramApi | None = None
        self._offset: int | None = None
        self._heard_at: datetime | None = None
        self._check_at = 0.0
        self.trouble: str | None = None
        self.invitation = ""

    # --- receiving

    def accept(self, headers: Mapping[str, str], body: bytes) -> list[Received]:
        wanted = "x-telegram-bot-api-secret-token"
        given = next((v for k, v in headers.items() if k.lower() == wanted), "")
        secret = self._settings.webhook_secret
        expected = secret.get_secret_value() if secret else ""
        fits = hmac.compare_digest(expected.encode(), given.encode("utf-8", errors="replace"))
        if not expected or not fits:
            raise Unauthorised
        try:
            update = read_json(body)
        except ValueError:
            log.warning("webhook body is not JSON")
            return []
        return list(self._read([update]).events)

    def _read(self, updates: Sequence[object]) -> Reading:
        if self._own.commands is None and any(isinstance(one, dict) for one in updates):
            self._own = replace(self._own, commands=self._commands())
        return self._note_presses(read_updates(updates, self._own, self._clock.now()))

    def _note_presses(self, reading: Reading) -> Reading:
        for press in reading.presses:
            if not self._presses.full():  # answering only stops a spinner
                self._presses.put_nowait(press)
        return reading

    def incoming(self, payload: str) -> Incoming | None:
        return unpack(payload)

    async def download(self, attachment: Attachment) -> bytes:
        if attachment.size is not None and attachment.size > LARGEST_FILE:
            raise TooLarge
        return await self._ready().content(attachment.handle)

    # --- sending and asking

    async def send(self, outgoing: Outgoing, now: datetime) -> Sent:
        if self._api is None:
            soon = now + timedelta(seconds=5)
            raise SendFailed("not started", Failure.REWORD, retry_at=soon)
        chat = outgoing.notice.chat.removeprefix("telegram:")
        quote = outgoing.quote
        if quote and not outgoing.reply.quotes:
            quote = "@" + quote.partition("@")[2]  # the topic stays
        ids = await self._api.send(chat, render(outgoing), quote, outgoing.file, now)
        return Sent(ids)

    async def name_of(self, chat: str, person: str) -> str:
        if self._api is None:
            return ""
        return await self._api.name_of(
            chat.removeprefix("telegram:"), person.removeprefix("telegram:")
        )

    async def title_of(self, chat: str) -> str:
        return ""

    async def show_busy(self, chat: str) -> None:
        with suppress(Unreachable):
            await self._ready().show_busy(chat.removeprefix("telegram:"))

    async def members(self, chat: str) -> int:
        return await self._ready().members(chat.removeprefix("telegram:"))

    async def quota(self) -> Quota | None:
        return None

    async def set_commands(self, menus: Sequence[Menu]) -> None:
        """Put the commands into Telegram's menus; call it when they have changed.

        Raises ``Unreachable``.
        """
        await self._ready().set_commands(menus)

    def _ready(self) -> "TelegramApi":
        if self._api is None:
            raise Unreachable("not started")
        return self._api

    # --- life

    async def start(self) -> None:
        """Import the library beside the running server; Telegram itself is not waited for."""
        set_library_switches()
        self._api = (await imported(telegram_api)).TelegramApi(self._settings, self._pool)

    async def close(self) -> None:
        api, self._api = self._api, None
        if api is not None:
            await api.close()

    async def run(self, store: Store) -> None:
        """Introduce ourselves, then keep the webhook or poll; until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._answer_presses())
            tasks.create_task(self._listen(store))

    async def _answer_presses(self) -> None:
        while True:
            await self._ready().answer_press(await self._presses.get())

    async def _listen(self, store: Store) -> None:
        if not self.invitation or self._settings.webhook_url is None:
            await self._introduce()
        if self._settings.webhook_url is not None:
            await self._keep_webhook(self._settings.webhook_url)
        else:
            await self._poll(store)

    async def _introduce(self) -> None:
        """Learn our name, and free the way for polling; however long Telegram is away."""
        for pause in _pauses():
            try:
                number, name = await self._ready().me()
                if self._settings.webhook_url is None:
                    await self._ready().delete_webhook()
            except Unreachable as problem:
                self.trouble = f"Telegram cannot be reached: {problem}"
                await asyncio.sleep(pause)
            else:
                self._own = replace(self._own, id=number, name=name)
                self.invitation = f"https://t.me/{name}"
                self.trouble = None
                return

    async def _keep_webhook(self, url: str) -> None:
        """Set the webhook when it is not ours, or not under our secret; watch what waits."""
        while True:
            await asyncio.sleep(self._check_at - self._clock.seconds())  # we may have been closed
            pause = _CHECK_WEBHOOK
            try:
                await self._check_webhook(url)
            except Unreachable as problem:
                self.trouble = f"Telegram cannot be reached: {problem}"
                pause = _PAUSES[-1]
            self._check_at = self._clock.seconds() + pause

    async def _check_webhook(self, url: str) -> None:
        present, waiting, error = await self._ready().webhook()
        self.trouble = f"Telegram cannot deliver: {error}" if waiting and error else None
        if present != url or "401" in error:
            secret = self._settings.webhook_secret
            value = secret.get_secret_value() if secret else None
            await self._ready().set_webhook(url, value, WANTED)

    # --- polling

    async def _poll(self, store: Store) -> None:
        """Poll for ever, after each failure with a new client and after a longer pause."""
        pauses = _pauses()
        while True:
            before = self._heard_at
            try:
                await self._poll_while_well(store)
            except _NoUpdates as problem:
                self.trouble = str(problem)
            except Exception:
                # The store failed (a full disk): nothing is confirmed, so nothing is lost.
                log.exception("polled updates not stored")
            if self._heard_at != before:
                pauses = _pauses()
            await asyncio.sleep(next(pauses))

    async def _poll_while_well(self, store: Store) -> None:
        """Fetch, store with the next offset, and only then confirm by asking from there on."""
        import httpx  # noqa: PLC0415 - only polling needs it, and it delays the first answer

        timeout = httpx.Timeout(10.0, read=self._long_poll + 10.0)
        options = client_options(self._settings.api_url)
        # A broken poll must not keep the only connection: the client ends with it.
        async with httpx.AsyncClient(timeout=timeout, **options) as client:
            while True:
                updates = await self._fetch(client)
                if updates:
                    await self._keep(updates, store)
                self.trouble = None

    async def _keep(self, updates: list[object], store: Store) -> None:
        reading = self._read(updates)
        if reading.last_id is None:
            raise _NoUpdates("updates without ids")
        await store(list(reading.events), reading.last_id + 1)
        self._offset = reading.last_id + 1

    async def _fetch(self, client: "httpx.AsyncClient") -> list[object]:
        """What is new; without an offset everything not yet confirmed, which is stored once."""
        import httpx  # noqa: PLC0415 - above

        now = self._clock.now()
        if self._heard_at is None or now - self._heard_at > _RESTART:
            self._offset = None
        asked: dict[str, object] = {"timeout": self._long_poll, "allowed_updates": list(WANTED)}
        if self._offset is not None:
            asked["offset"] = self._offset
        token = self._settings.token.get_secret_value()
        try:
            response = await client.post(
                f"{self._settings.api_url}/bot{token}/getUpdates", json=asked
            )
        except httpx.HTTPError as problem:
            reason = type(problem).__name__  # its text may hold the address, and that the token
            raise _NoUpdates(f"Telegram cannot be reached: {reason}") from None
        updates = _updates_in(response)
        self._heard_at = now
        return updates


def _updates_in(response: "httpx.Response") -> list[object]:
    if response.status_code == 409:
        raise _NoUpdates("another process polls, or a webhook is set")
    if response.status_code in {401, 404}:
        raise _NoUpdates("Telegram does not accept the token")
    if response.status_code != 200:
        raise _NoUpdates(f"Telegram answers HTTP {response.status_code}")
    try:
        answer = read_json(response.content)
    except ValueError:
        answer = None
    result = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(result, list):
        raise _NoUpdates("Telegram answers nonsense")
    return result


def _pauses() -> Iterator[float]:
    yield from _PAUSES[:-1]
    while True:
        yield _PAUSES[-1]
