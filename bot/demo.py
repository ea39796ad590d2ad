"""The demo: the real bot against simulated LINE and Telegram, with a sample municipality.

``show`` serves the page; ``play`` (see ``bot.round``) goes through a six-month round by itself.
Time is the stage's: it runs as fast as the real one and can be turned on the page.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

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
from simulator.stage import App, Chat, ChatKind, Device, Impossible, Person, Stage
from simulator.telegram import USERNAME, TelegramPlatform
from storage import people
from storage.database import Transaction
from storage.loading import load
from storage.people import Audience

BEGINS = datetime(2026, 10, 1, 8, 0, tzinfo=BANGKOK)
"""The morning of the first day of fiscal year 2570."""

_WEBHOOK_SECRET = "only-on-this-machine"  # noqa: S105 - of the stage only
_SECOND = timedelta(seconds=1)


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
    Room("admin-line", App.LINE, "อรทัย ดูแล", ("orathai",), Audience.ADMIN, private=True),
)  # fmt: skip


class StageClock(Clock):
    """The clock of the stage, which people turn."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def now(self) -> datetime:
        return self._stage.now


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything on stage; ``page`` is where the browser looks."""

    stage: Stage
    line: LinePlatform
    telegram: TelegramPlatform
    service: Service
    page: str


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
    stage = Stage(BEGINS, stride=timedelta(hours=12))
    line = LinePlatform(stage, LineAccount(stage))
    telegram = TelegramPlatform(stage, flood=False)
    _cast(stage)
    async with on_stage(build(stage, line, telegram), port=port) as page:
        settings = _settings(page, line, telegram)
        async with running(settings, folder, StageClock(stage)) as service:
            line.webhooks.point_to(f"{service.url}/line")
            await _load_sample(service, stage.now)

            async def tick(_: datetime) -> None:
                await service.app.tick()
                await service.app.rest()

            stage.on_turn(tick)
            yield Demo(stage, line, telegram, service, page)


async def bind_everybody(demo: Demo) -> None:
    """Let everybody say the code the administrator would have handed out."""
    for room in ROOMS:
        code = await demo.service.organisation.database.write(_code, room, demo.stage.now)
        platform = demo.line if room.app is App.LINE else demo.telegram
        await platform.join(room.id)
        await demo.service.app.rest()
        said = f"/code@{USERNAME} {code}" if room.app is App.TELEGRAM else f"#{code}"
        await platform.say(room.id, room.members[0], said)
        await demo.service.app.rest()


def _code(tx: Transaction, room: Room, now: datetime) -> str:
    division = people.find_division(tx, room.division) if room.division else None
    return people.issue_code(tx, room.audience, division, now)


def _cast(stage: Stage) -> None:
    for actor in ACTORS:
        stage.add_person(Person(actor.id, actor.name, device=actor.device))
    for room in ROOMS:
        kind = ChatKind.PRIVATE if room.private else ChatKind.GROUP
        stage.put_chat(Chat(room.id, room.app, kind, room.title, room.members, bot=False))


def _settings(page: str, line: LinePlatform, telegram: TelegramPlatform) -> Settings:
    """The settings a real deployment has, with the stage in the place of LINE and Telegram."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings' own name
        http_port=0,
        line_channel_id=line.account.channel_id,
        line_channel_secret=SecretStr(line.account.channel_secret),
        line_api_url=page,
        telegram_bot_token=SecretStr(telegram.token),
        telegram_api_url=page,
    )


async def _load_sample(service: Service, now: datetime) -> None:
    sample = files("bot") / "sample" / "plan.html"
    reading, source = await read_document(Path(sample.name), sample.read_bytes())
    await service.organisation.database.write(load, reading, source, {}, now, assume=True)


async def _let_time_pass(stage: Stage) -> None:
    while True:
        await asyncio.sleep(1)
        with suppress(Impossible):
            await stage.turn_clock(stage.now + _SECOND)
