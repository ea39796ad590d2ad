"""A stage with a Telegram group and private chats, and the real library's Bot talking to it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from aiohttp import web
from telegram import Bot
from telegram.request import HTTPXRequest

from simulator.server import build, running
from simulator.stage import App, Chat, ChatKind, Person, Stage
from simulator.telegram import TelegramPlatform

# Loopback needs no certificates, and loading them takes longer than most tests.
PLAIN: dict[str, Any] = {"trust_env": False, "verify": False}

START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
"""A Monday, 09:00 in Bangkok."""


@dataclass
class Bench:
    """The stage, the simulated Telegram on it, and the bot's end of the wire."""

    stage: Stage
    telegram: TelegramPlatform
    base_url: str
    bot: Bot

    async def turn(self, **span: float) -> None:
        await self.stage.turn_clock(self.stage.now + timedelta(**span))

    async def call(self, method: str, **fields: Any) -> dict[str, Any]:
        """A raw call, with no library between."""
        async with httpx.AsyncClient(**PLAIN) as client:
            url = f"{self.base_url}/bot{self.telegram.token}/{method}"
            body = json.dumps(fields).encode()
            headers = {"Content-Type": "application/json"}
            return (await client.post(url, content=body, headers=headers)).json()

    async def updates(self, offset: int = 0, **fields: Any) -> list[dict[str, Any]]:
        """What waits for the bot, without waiting for more."""
        return (await self.call("getUpdates", offset=offset, **fields))["result"]

    async def texts(self) -> list[str]:
        return [u["message"].get("text", "") for u in await self.updates() if "message" in u]


def peopled(stage: Stage) -> Stage:
    """Somsri and Wichai in the treasury's group; Somsri also 1:1; Mana has not started the bot."""
    for id_, name in (("somsri", "สมศรี"), ("wichai", "วิชัย"), ("mana", "มานะ")):
        stage.add_person(Person(id_, name))
    stage.put_chat(Chat("treasury", App.TELEGRAM, ChatKind.GROUP, "กองคลัง", ("somsri", "wichai")))
    stage.put_chat(Chat("somsri-dm", App.TELEGRAM, ChatKind.PRIVATE, "สมศรี", ("somsri",)))
    stage.put_chat(Chat("mana-dm", App.TELEGRAM, ChatKind.PRIVATE, "มานะ", ("mana",), bot=False))
    stage.put_chat(
        Chat("forum", App.TELEGRAM, ChatKind.GROUP, "หัวหน้าส่วน", ("somsri",), topics=("ทั่วไป", "ITA"))
    )
    return stage


@asynccontextmanager
async def bench_running(*, flood: bool = False, privacy: bool = True) -> AsyncIterator[Bench]:
    stage = peopled(Stage(START))
    telegram = TelegramPlatform(stage, flood=flood, privacy=privacy)
    async with (
        running(build(stage, telegram=telegram)) as base_url,
        _bot(telegram, base_url) as bot,
    ):
        yield Bench(stage, telegram, base_url, bot)


@asynccontextmanager
async def _bot(telegram: TelegramPlatform, base_url: str) -> AsyncIterator[Bot]:
    def request() -> HTTPXRequest:
        return HTTPXRequest(httpx_kwargs=PLAIN)

    bot = Bot(
        telegram.token,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=request(),
        get_updates_request=request(),
    )
    async with bot:
        yield bot


@dataclass
class Receiver:
    """A bot's own server: remembers what it was sent, and answers as it is told."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    updates: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)

    async def receive(self, request: web.Request) -> web.Response:
        self.updates.append(json.loads(await request.read()))
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers=self.headers, text=self.body)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates if "message" in update]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/telegram", receiver.receive)
    async with running(app) as base_url:
        receiver.url = f"{base_url}/telegram"
        yield receiver
