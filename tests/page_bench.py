"""A stage with LINE and Telegram chats, its page in a browser, and a bot's ends of the wire."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web
from browser import Page

from simulator.line import LinePlatform
from simulator.line_account import LineAccount
from simulator.server import build, running
from simulator.stage import App, Bubble, Chat, ChatKind, Device, Json, Person, Stage
from simulator.telegram import TelegramPlatform

FRIDAY = datetime(2022, 9, 30, 9, 5, tzinfo=UTC)  # 16.05 in Bangkok
ACCESS = "token-of-this-test"


@dataclass
class Theatre:
    """The page in a browser, the stage with four chats behind it, and a bot's ends of the wire."""

    stage: Stage
    line: LinePlatform
    telegram: TelegramPlatform
    page: Page
    url: str
    bot: aiohttp.ClientSession
    events: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)

    async def line_says(self, chat: str, *messages: Json) -> Bubble:
        """Push messages as the bot does; gives the bubble of the last one."""
        to = self.line.account.chat_id(self.stage.chats[chat])
        await self._call("v2/bot/message/push", {"to": to, "messages": list(messages)})
        return self.stage.view(chat)[-1]

    async def telegram_says(self, chat: str, words: str, **more: Any) -> Bubble:
        body = {"chat_id": self.telegram.chat_id(chat), "text": words, **more}
        await self._call(f"bot{self.telegram.token}/sendMessage", body)
        return self.stage.view(chat)[-1]

    async def telegram_offers(self, **commands: str) -> None:
        """Set the bot's menu of commands."""
        menu = [{"command": name, "description": words} for name, words in commands.items()]
        await self._call(f"bot{self.telegram.token}/setMyCommands", {"commands": menu})

    async def telegram_hears(self) -> Json:
        """The next update that waits for the bot."""
        path = f"bot{self.telegram.token}/getUpdates"
        answer = await self._call(path, {"timeout": 20, "offset": -1})
        return dict(answer["result"][0])

    async def _call(self, path: str, body: Json) -> Json:
        headers = {"Authorization": f"Bearer {ACCESS}"}
        async with self.bot.post(f"{self.url}/{path}", json=body, headers=headers) as answer:
            said = await answer.json()
            assert answer.status == 200, said
            return dict(said)

    async def line_hears(self, request: web.Request) -> web.Response:
        for event in (await request.json())["events"]:
            self.events.put_nowait(event)
        return web.Response()

    async def shown(self, bubble: Bubble) -> str:
        return await self.page.text(row(bubble))

    async def type(self, chat: str, words: str) -> None:
        await self.page.fill(f'[data-chat="{chat}"] textarea', words)
        await self.page.press("Enter")

    async def use(self, bubble: Bubble, tool: str) -> None:
        """Point at a bubble and choose one of its tools."""
        await self.page.click(f"{row(bubble)} .balloon")
        await self.page.click(f'{row(bubble)} [data-tool="{tool}"]')


def row(bubble: Bubble) -> str:
    return f'[data-bubble="{bubble.id}"]'


def found(selector: str) -> str:
    return f"document.querySelector({json.dumps(selector)})"


@asynccontextmanager
async def performing(page: Page) -> AsyncIterator[Theatre]:
    """Raise the curtain, 1280 pixels wide; at the end the browser must have nothing to complain."""
    stage = Stage(FRIDAY)
    people(stage)
    line = LinePlatform(stage, LineAccount(stage, access_token=ACCESS))
    telegram = TelegramPlatform(stage, flood=False)
    app = build(stage, line, telegram)
    async with aiohttp.ClientSession() as bot:
        theatre = Theatre(stage, line, telegram, page, "", bot)
        app.router.add_post("/hook", theatre.line_hears)
        async with running(app) as theatre.url:
            line.webhooks.point_to(f"{theatre.url}/hook")
            page.errors.clear()
            await page.resize(1280, 860)
            await page.open(f"{theatre.url}/")
            await page.until("document.querySelectorAll('[data-chat]').length === 4")
            yield theatre
            # a refusal of the stage is shown to the person; the browser notes it besides
            errors = [error for error in page.errors if "409 (Conflict)" not in error]
            await page.open("about:blank")
            assert errors == []


def people(stage: Stage) -> None:
    for person in (
        Person("somsri", "สมศรี ใจดี"),
        Person("mana", "มานะ รักงาน", device=Device.PC),
        Person("wichai", "วิชัย นายก"),
        Person("nok", "นก ช่าง"),
    ):
        stage.add_person(person)
    stage.put_chat(Chat("office", App.LINE, ChatKind.GROUP, "สำนักปลัด", ("somsri", "mana")))
    stage.put_chat(Chat("mayor", App.LINE, ChatKind.PRIVATE, "นายก", ("wichai",)))
    stage.put_chat(Chat("works", App.TELEGRAM, ChatKind.GROUP, "กองช่าง", ("nok", "mana")))
    stage.put_chat(Chat("nok", App.TELEGRAM, ChatKind.PRIVATE, "นก ช่าง", ("nok",)))


def box(layout: str, *contents: Json, **more: Any) -> Json:
    return {"type": "box", "layout": layout, "contents": list(contents), **more}


def text(words: str, **more: Any) -> Json:
    return {"type": "text", "text": words, **more}


def button(action: Json, **more: Any) -> Json:
    return {"type": "button", "action": action, **more}


def flex(card: Json, **more: Any) -> Json:
    return {"type": "flex", "altText": "มาตรการค้าง", "contents": card, **more}


def quick(*actions: Json) -> Json:
    return {"quickReply": {"items": [{"type": "action", "action": action} for action in actions]}}


def keyboard(*rows: list[Json]) -> Json:
    return {"reply_markup": {"inline_keyboard": list(rows)}}
