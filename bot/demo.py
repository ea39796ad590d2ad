"""The demo: the real bot against simulated LINE and Telegram, with a sample municipality.

``show`` serves the page; ``play`` (see ``bot.round``) goes through a six-month round by itself.
Time is the stage's: it runs as fast as the real one and can be turned on the page.
"""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.clock import Clock
from bot.desk import read_document
from bot.service import Service, running
from bot.settings import Settings
from plans.progress import BANGKOK
from simulator.line import LinePlatform
from simulator.line_account import LineAccount
from simulator.server import build
from simulator.server import running as on_stage
from simulator.stage import App, Bubble, Chat, ChatKind, Device, Impossible, Person, Stage
from simulator.telegram import USERNAME, TelegramPlatform
from storage import people
from storage.database import Transaction
from storage.loading import load
from storage.people import Audience

BEGINS = datetime(2026, 10, 1, 8, 0, tzinfo=BANGKOK)
"""The morning of the first day of fiscal year 2570."""

_WEBHOOK_SECRET = "only-on-this-machine"  # noqa: S105 - of the stage only
_SECOND = timedelta(seconds=1)
_MOMENT = 0.01


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody of the sample municipality: an account, a device, and the chats he or she is in."""

    id: str
    name: str
    device: Device = Device.PHONE


@dataclass(frozen=True, slots=True)
class Room:
    """A chat of the sample municipality and whom it is bound to by a code."""

    id: str
    app: App
    title: str
    members: tuple[str, ...]
    audience: Audience
    division: str | None = None
    private: bool = False


ACTORS = (
    Actor("somying", "สมหญิง ใจดี"),
    Actor("prasert", "ประเสริฐ ทองดี", Device.PC),
    Actor("kanya", "กัญญา แสงทอง"),
    Actor("wichai", "วิชัย ช่างคิด"),
    Actor("somchai", "สมชาย มั่นคง", Device.PC),
    Actor("malee", "มาลี รักเรียน"),
    Actor("anan", "อนันต์ วิชาดี"),
    Actor("mayor", "นายกฯ บุญมา"),
    Actor("weera", "ปลัด วีระ"),
    Actor("orathai", "อรทัย ดูแล"),
)

ROOMS = (
    Room(
        "office", App.LINE, "ไลน์กลุ่ม สำนักปลัด", ("somying", "prasert"),
        Audience.DIVISION, "สำนักปลัดเทศบาล",
    ),
    Room("treasury", App.LINE, "ไลน์กลุ่ม กองคลัง", ("kanya",), Audience.DIVISION, "กองคลัง"),
    Room("works", App.LINE, "ไลน์กลุ่ม กองช่าง", ("wichai", "somchai"), Audience.DIVISION, "กองช่าง"),
    Room(
        "education", App.TELEGRAM, "กลุ่ม กองการศึกษา", ("malee", "anan"),
        Audience.DIVISION, "กองการศึกษา",
    ),
    Room("mayor-line", App.LINE, "นายกฯ บุญมา", ("mayor",), Audience.EXECUTIVE, private=True),
    Room(
        "chief-telegram", App.TELEGRAM, "ปลัด วีระ", ("weera",), Audience.EXECUTIVE, private=True
    ),
    Room("admin-line", App.LINE, "อรทัย ดูแล", ("orathai",), Audience.ADMIN, private=True),
)  # fmt: skip


class StageClock(Clock):
    """The clock of the stage, which people turn."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def now(self) -> datetime:
        return self._stage.now


class Demo:
    """Everything on stage; ``page`` is where the browser looks.  The bot may be off."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self.line = LinePlatform(stage, LineAccount(stage))
        self.telegram = TelegramPlatform(stage, flood=False)
        self.line.webhooks.redelivery = True
        self.page = ""
        self._folder = folder
        self._port = _free_port()
        self._life = AsyncExitStack()
        self._service: Service | None = None

    @property
    def service(self) -> Service:
        """The bot at work; there is none while it is switched off."""
        if self._service is None:
            raise Impossible("the bot is switched off")
        return self._service

    async def switch_on(self) -> None:
        """Start the real bot on its folder, as after a reboot."""
        settings = _settings(self, self._port)
        clock = StageClock(self.stage)
        service = await self._life.enter_async_context(running(settings, self._folder, clock))
        self.line.webhooks.point_to(f"{service.url}/line")
        while not self.telegram.delivery.webhook.url:  # noqa: ASYNC110 - the bot sets it, in its time
            await asyncio.sleep(_MOMENT)
        self._service = service

    async def switch_off(self) -> None:
        """Stop the bot; what people say meanwhile waits at the platforms."""
        self._service = None
        await self._life.aclose()

    async def tick(self, _: datetime) -> None:
        """Let the bot look at the clock, and wait until it has done what that brought."""
        if self._service is not None:
            await self._service.app.tick()
            await self._service.app.rest()

    async def say(self, room: str, person: str, text: str) -> None:
        """Let somebody write in a chat, and wait for the answer."""
        await self._platform(room).say(room, person, text)
        await self._settle()

    async def tap(self, room: str, person: str, label: str) -> None:
        """Let somebody tap the button of that label on the bot's last message of the chat."""
        bubble, action = _button(self.stage, room, label)
        await self._platform(room).tap(room, person, bubble.id, action)
        await self._settle()

    def links(self, room: str) -> list[str]:
        """Every address the bot offers to open in a chat, oldest first."""
        found = (a.get("uri") for bubble in self.stage.by_bot(room) for a in _actions(bubble))
        return [str(uri) for uri in found if uri]

    async def redeliver(self) -> None:
        """Let both apps bring again what the bot has not taken yet."""
        await self.line.redeliver()
        await self.telegram.redeliver()
        await self._settle()

    async def invite_bot(self, room: str) -> None:
        """Let the bot into a chat."""
        await self._platform(room).join(room)
        await self._settle()

    async def _settle(self) -> None:
        if self._service is not None:
            await self._service.app.rest()

    def _platform(self, room: str) -> LinePlatform | TelegramPlatform:
        return self.line if self.stage.chats[room].app is App.LINE else self.telegram


async def show(port: int, announce: Callable[[str], None]) -> None:
    """Serve the demo until interrupted."""
    with tempfile.TemporaryDirectory(prefix="tidtam-demo-") as folder:
        async with performing(Path(folder), port) as demo:
            await bind_everybody(demo)
            announce(demo.page)
            await _let_time_pass(demo.stage)


@asynccontextmanager
async def performing(folder: Path, port: int = 0) -> AsyncIterator[Demo]:
    """The stage with its people, and the real bot answering on it; the sample plan is loaded."""
    stage = Stage(BEGINS)
    demo = Demo(stage, folder)
    _cast(stage)
    async with on_stage(build(stage, demo.line, demo.telegram), port=port) as page:
        demo.page = page
        await demo.switch_on()
        try:
            await _load_sample(demo.service, stage.now)
            stage.on_turn(demo.tick)
            yield demo
        finally:
            await demo.switch_off()


async def bind_everybody(demo: Demo) -> None:
    """Let everybody say the code the administrator would have handed out."""
    for room in ROOMS:
        code = await demo.service.organisation.database.write(_code, room, demo.stage.now)
        await demo.invite_bot(room.id)
        await demo.say(room.id, room.members[0], _addressed(room, code))


def _addressed(room: Room, code: str) -> str:
    """In a group one has to speak to the bot; on Telegram that is a command with its name."""
    if room.private:
        return code
    return f"#{code}" if room.app is App.LINE else f"/code@{USERNAME} {code}"


def _code(tx: Transaction, room: Room, now: datetime) -> str:
    division = people.find_division(tx, room.division) if room.division else None
    return people.issue_code(tx, room.audience, division, now)


def _cast(stage: Stage) -> None:
    for actor in ACTORS:
        stage.add_person(Person(actor.id, actor.name, device=actor.device))
    for room in ROOMS:
        kind = ChatKind.PRIVATE if room.private else ChatKind.GROUP
        stage.put_chat(Chat(room.id, room.app, kind, room.title, room.members, bot=False))


def _settings(demo: Demo, port: int) -> Settings:
    """The settings a real deployment has, with the stage in the place of LINE and Telegram."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings' own name
        http_port=port,
        public_url=f"http://127.0.0.1:{port}",
        line_channel_id=demo.line.account.channel_id,
        line_channel_secret=SecretStr(demo.line.account.channel_secret),
        line_api_url=demo.page,
        telegram_bot_token=SecretStr(demo.telegram.token),
        telegram_webhook_secret=SecretStr(_WEBHOOK_SECRET),
        telegram_api_url=demo.page,
    )


def _free_port() -> int:
    """A port nobody uses at this moment; the bot keeps it over its restarts."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _button(stage: Stage, room: str, label: str) -> tuple[Bubble, Mapping[str, Any]]:
    """The button of that label on the bot's newest message that has one."""
    for bubble in reversed(stage.by_bot(room)):
        for action in _actions(bubble):
            if label in (action.get("label"), action.get("text")):
                return bubble, action
    raise Impossible(f"there is no button {label!r} in {room!r}")


def _actions(bubble: Bubble) -> Iterator[Mapping[str, Any]]:
    for row in bubble.keyboard:
        yield from row
    for item in bubble.quick_replies:
        yield item.get("action", item)
    yield from _flex_actions(bubble.flex)


def _flex_actions(part: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, Mapping):
        if isinstance(action := part.get("action"), Mapping):
            yield action
        for value in part.values():
            yield from _flex_actions(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from _flex_actions(value)


async def _load_sample(service: Service, now: datetime) -> None:
    sample = files("bot") / "sample" / "plan.html"
    reading, source = await read_document(Path(sample.name), sample.read_bytes())
    await service.organisation.database.write(load, reading, source, {}, now, assume=True)


async def _let_time_pass(stage: Stage) -> None:
    while True:
        await asyncio.sleep(1)
        with suppress(Impossible):
            await stage.turn_clock(stage.now + _SECOND)
