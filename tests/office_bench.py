"""An office with chats on both simulated apps, and the whole bot answering on that stage."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from talk import sample_plan
from wire_bench import StageClock

from bot.organisation import opened
from bot.service import Service, running
from bot.settings import Settings
from plans.model import Reading
from simulator.line import LinePlatform
from simulator.line_account import LineAccount
from simulator.server import build
from simulator.server import running as on_stage
from simulator.stage import App, Bubble, Chat, ChatKind, Fault, FaultKind, Person, Stage
from simulator.telegram import TOKEN, USERNAME, TelegramPlatform
from storage import measures, people
from storage.database import Transaction
from storage.loading import follow
from storage.people import Audience, Role

BEGINS = datetime(2022, 10, 3, 2, 0, tzinfo=UTC)
"""Nine in the morning of the first working day of fiscal year 2566."""

SECRET = "secret-of-this-stage"
PEOPLE = {
    "kanya": "กัญญา", "somsak": "สมศักดิ์", "wichai": "วิชัย", "malee": "มาลี",
    "anan": "อนันต์", "mayor": "นายกบุญมา", "orathai": "อรทัย", "deputy": "รองสมพร",
}  # fmt: skip


@dataclass(frozen=True)
class Room:
    """A chat of the office and whom it speaks for."""

    id: str
    app: App
    members: tuple[str, ...]
    audience: Audience = Audience.DIVISION
    division: str | None = None

    @property
    def chat(self) -> Chat:
        kind = ChatKind.GROUP if self.division else ChatKind.PRIVATE
        return Chat(self.id, self.app, kind, self.division or self.id, self.members)


ROOMS = (
    Room("treasury", App.LINE, ("kanya", "somsak"), division="กองคลัง"),
    Room("works", App.LINE, ("wichai",), division="กองช่าง"),
    Room("mayor", App.LINE, ("mayor",), Audience.EXECUTIVE),
    Room("admin", App.LINE, ("orathai",), Audience.ADMIN),
    Room("office", App.TELEGRAM, ("malee", "anan"), division="สำนักปลัดเทศบาล"),
    Room("deputy", App.TELEGRAM, ("deputy",), Audience.EXECUTIVE),
)


PLACES = tuple(room.id for room in ROOMS)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


@dataclass
class Theatre:
    """The stage with the office's chats; ``service`` is the bot while one is running here."""

    stage: Stage
    line: LinePlatform
    telegram: TelegramPlatform
    url: str
    folder: Path
    port: int = field(default_factory=free_port)
    service: Service | None = None
    opening: set[str] = field(default_factory=set)

    def address(self, chat: str) -> str:
        """What the bot calls a chat of the stage."""
        place = self.stage.chats[chat]
        if place.app is App.LINE:
            return f"line:{self.line.account.chat_id(place)}"
        return f"telegram:{self.telegram.chat_id(chat)}"

    def settings(self, *, webhook: bool = False, **rest: object) -> Settings:
        """What a real deployment has in its environment, the stage in the apps' place."""
        values: dict[str, object] = {
            "http_port": self.port,
            "line_channel_id": self.line.account.channel_id,
            "line_channel_secret": SecretStr(self.line.account.channel_secret),
            "line_api_url": self.url,
            "telegram_bot_token": SecretStr(self.telegram.token),
            "telegram_webhook_secret": SecretStr(SECRET),
            "telegram_api_url": self.url,
            "public_url": f"http://127.0.0.1:{self.port}" if webhook else None,
        }
        return Settings(_env_file=None, **(values | rest))

    @asynccontextmanager
    async def bot(self, *, webhook: bool = False, **rest: object) -> AsyncIterator[Service]:
        """The whole bot at work; the clock of the stage ticks it."""
        settings = self.settings(webhook=webhook, **rest)
        async with running(settings, self.folder, StageClock(self.stage)) as service:
            self.service = service
            self.line.webhooks.point_to(f"{service.url}/line")
            try:
                async with asyncio.timeout(5):  # until Telegram knows which way it is to be
                    while bool(self.telegram.delivery.webhook.url) != webhook:
                        await asyncio.sleep(0)
                yield service
            finally:
                self.service = None

    # --- what people do, and what they see

    async def say(self, chat: str, person: str, text: str, quote: str | None = None) -> None:
        """Say something and wait until the bot has said all it will."""
        await self.platform(chat).say(chat, person, text, quote)
        await self.rest()

    async def asked(self, chat: str, person: str, text: str) -> list[Bubble]:
        """Say something; what the bot says to it in that chat."""
        before = len(self.stage.by_bot(chat))
        await self.say(chat, person, text)
        return self.stage.by_bot(chat)[before:]

    def platform(self, chat: str) -> LinePlatform | TelegramPlatform:
        return self.line if self.stage.chats[chat].app is App.LINE else self.telegram

    async def turn(self, **later: float) -> None:
        """Let time pass in one step, tick, and wait until the bot is at rest."""
        await self.turn_to(self.stage.now + timedelta(**later))

    async def turn_to(self, moment: datetime) -> None:
        self.stage.stride = max(moment - self.stage.now, timedelta(seconds=1))
        await self.stage.turn_clock(moment)
        await self.tick()

    async def tick(self) -> None:
        assert self.service is not None
        await self.service.app.tick()
        await self.rest()

    async def rest(self) -> None:
        """Wait until Telegram has nothing left to hand over and the bot nothing left to do."""
        assert self.service is not None
        async with asyncio.timeout(30):
            if not self.telegram.delivery.webhook.url:
                while self.telegram.updates.pending(self.stage.now):
                    await asyncio.sleep(0.001)  # the bot polls in this loop
            await self.service.app.rest()

    async def begin(self) -> None:
        """Let the bot say what it says on the first day, and look at what follows only."""
        await self.tick()
        self.opening = {bubble.id for chat in PLACES for bubble in self.stage.by_bot(chat)}

    def shown(self, chat: str) -> list[str]:
        """What the bot has said in a chat."""
        return [b.text for b in self.stage.by_bot(chat) if b.id not in self.opening]

    def fault(self, app: App, kind: FaultKind, path: str, times: int = 1, **rest: Any) -> None:
        self.stage.add_fault(app, Fault(kind, path, **rest), times)

    def calls(self, path: str) -> list[Any]:
        return [request for request in self.stage.requests if path in request.path]

    # --- what the bot remembers

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        assert self.service is not None
        found = await self.service.organisation.database.read(lambda tx: tx.all(sql, *values))
        return [tuple(row) for row in found]

    async def notes(self) -> list[str]:
        """The notes of every mark, in the order they were said."""
        return [note for (note,) in await self.rows("SELECT note FROM mark ORDER BY id")]

    async def notices(self, where: str = "1") -> list[tuple[Any, ...]]:
        return await self.rows(f"SELECT key, state, error FROM notice WHERE {where} ORDER BY id")

    async def events(self) -> list[tuple[Any, ...]]:
        return await self.rows("SELECT state, error FROM event ORDER BY id")


@asynccontextmanager
async def office(
    folder: Path, reading: Reading | None = None, number: int = 1
) -> AsyncIterator[Theatre]:
    """The stage, and an organisation whose plan is loaded and whose chats are bound.

    Another ``number`` has other accounts.
    """
    stage = Stage(BEGINS)
    line = LinePlatform(stage, LineAccount(stage, f"200000000{number}", f"{number:032x}"))
    token = TOKEN if number == 1 else f"710000000{number}:{'stage-token-of-another' * 2}"
    telegram = TelegramPlatform(stage, token, flood=False)
    for id_, name in PEOPLE.items():
        stage.add_person(Person(id_, name))
    for room in ROOMS:
        stage.put_chat(room.chat)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(on_stage(build(stage, line, telegram)))
        theatre = Theatre(stage, line, telegram, url, folder)
        async with opened(folder) as organisation:
            await organisation.database.write(_set_up, theatre, reading)
        yield theatre


def _set_up(tx: Transaction, theatre: Theatre, reading: Reading | None) -> None:
    reading = reading or Reading(sample_plan())
    measures.store_plan(tx, reading, file_name="plan.docx", sha256="0" * 64, now=theatre.stage.now)
    follow(tx, reading.plan.fiscal_year)
    for room in ROOMS:
        _bind(tx, room, theatre)


def _bind(tx: Transaction, room: Room, theatre: Theatre) -> None:
    now = theatre.stage.now
    private = room.division is None
    chat = people.note_chat(tx, theatre.address(room.id), private=private, title=room.chat.title)
    division = people.find_division(tx, room.division) if room.division else None
    people.bind_chat(tx, chat, room.audience, division, now)
    if private:
        person = people.note_person(tx, theatre.address(room.id), PEOPLE[room.members[0]])
        people.give_role(tx, person, Role(room.audience), None, now)


def command(text: str) -> str:
    """A command as it reaches a bot in a Telegram group under privacy mode."""
    word, _, rest = text.partition(" ")
    return f"/{word}@{USERNAME} {rest}".strip()
