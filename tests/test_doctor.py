"""The check-up: every problem it knows is found, a sound office has none, nothing is sent."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from wire_bench import Kept, StageClock

from bot.checkup import Complaint, complaint
from bot.desk import read_document
from bot.doctor import Checkup, examine
from bot.line import Line
from bot.organisation import DATABASE, opened
from bot.settings import Settings, read_settings
from bot.web import build as build_web
from bot.web import serving
from handlers import doctor_texts as texts
from handlers.desk_texts import Language
from plans.holidays import HolidayChange
from simulator.line import LinePlatform
from simulator.line_account import LineAccount
from simulator.server import build, running
from simulator.stage import App, Fault, FaultKind, Stage
from simulator.telegram import USERNAME, TelegramPlatform
from storage import checkup, holidays, inbox, notices, people
from storage.database import Database, Transaction
from storage.inbox import Received
from storage.loading import load
from storage.notices import NoticeClass
from storage.people import Audience

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)
PUBLIC = "http://127.0.0.1:9"


pytestmark = pytest.mark.usefixtures("no_settings")


@dataclass
class Bench:
    """A stage with both apps, and the settings of a bot that uses them."""

    stage: Stage
    line: LinePlatform
    telegram: TelegramPlatform
    settings: Settings

    async def codes(self, folder: Path, **changed: object) -> list[str]:
        settings = self.settings.model_copy(update=changed)
        return codes(await self.examine(folder, settings))

    async def examine(self, folder: Path, settings: Settings | None = None) -> Checkup:
        clock = StageClock(self.stage)
        return await examine(settings or self.settings, folder, clock, folder / "no.env")


def codes(found: Checkup) -> list[str]:
    return [one.diagnosis.code for one in found.complaints]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    stage = Stage(NOW)
    line = LinePlatform(stage, LineAccount(stage))
    telegram = TelegramPlatform(stage, flood=False)
    async with running(build(stage, line, telegram)) as url:
        settings = Settings(
            _env_file=None, line_channel_id=line.account.channel_id,
            line_channel_secret=SecretStr(line.account.channel_secret), line_api_url=url,
            telegram_bot_token=SecretStr(telegram.token), telegram_api_url=url,
        )  # fmt: skip
        yield Bench(stage, line, telegram, settings)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> Path:
    """An office with the sample plan, every division and leader in a chat, a backup made."""
    folder = tmp_path_factory.mktemp("office") / "data"
    asyncio.run(_make_office(folder))
    return folder


async def _make_office(folder: Path) -> None:
    sample = ROOT / "bot" / "sample" / "plan.html"
    reading, source = await read_document(sample, sample.read_bytes())
    async with opened(folder) as organisation:
        await organisation.database.write(load, reading, source, {}, NOW, assume=True)
        await organisation.database.write(_settle)


def _settle(tx: Transaction) -> None:
    for number, division in enumerate(people.divisions(tx)):
        chat = people.note_chat(tx, f"telegram:-{number}", private=False, title=division.name)
        people.bind_chat(tx, chat, Audience.DIVISION, division, NOW)
    for audience in (Audience.EXECUTIVE, Audience.ADMIN):
        chat = people.note_chat(tx, f"line:U{audience}", private=True, title=audience)
        people.bind_chat(tx, chat, audience, None, NOW)
    tx.execute("UPDATE finding SET decision = 'confirm'")
    holidays.change_holiday(tx, HolidayChange(date(2027, 5, 3), closed=True, reason="มติ ครม."))
    checkup.note_backup(tx, NOW)


@pytest.fixture
def office(loaded, tmp_path) -> Path:
    """A copy of that office, to be spoilt."""
    return Path(shutil.copytree(loaded, tmp_path / "data"))


@asynccontextmanager
async def rows(folder: Path) -> AsyncIterator[Database]:
    database = await Database.open(folder / DATABASE)
    try:
        yield database
    finally:
        await database.close()


# --- a sound office


async def test_sound_office_has_no_problem(bench, office):
    found = await bench.examine(office)
    assert codes(found) == ["D20"]  # no public address: LINE cannot reach us, Telegram is polled
    assert found.facts.line is not None
    assert (found.facts.line.name, found.facts.line.allowed, found.facts.line.used) == (
        bench.stage.bot_name, 300, 0,
    )  # fmt: skip
    assert found.facts.telegram == USERNAME
    assert found.facts.last_backup == NOW


async def test_nothing_is_sent_and_no_quota_used(bench, office):
    await bench.examine(office)
    asked = {request.path for request in bench.stage.requests}
    assert not [path for path in asked if "push" in path or "reply" in path or "send" in path]
    assert bench.line.account.quota.used == 0


# --- settings


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], ["D02"]),
        (["LINE_CHANNEL_ID=2000"], ["D01"]),
        (["TELEGRAM_BOT_TOKEN=nonsense", "LINE_CHANNEL_ID=2"], ["D01", "D01"]),
    ],
)
async def test_settings(office, tmp_path, lines, expected):
    path = tmp_path / ".env"
    path.write_text("\n".join(lines), "utf-8")
    path.chmod(0o600)
    found = await examine(read_settings(path), office, StageClock(Stage(NOW)), path)
    assert codes(found) == expected


async def test_secrets_that_others_can_read(office, tmp_path):
    path = tmp_path / ".env"
    path.write_text("", "utf-8")
    path.chmod(0o644)
    office.chmod(0o755)
    found = await examine(read_settings(path), office, StageClock(Stage(NOW)), path)
    assert codes(found) == ["D02", "D08", "D08"]
    assert [one.values["mode"] for one in found.complaints[1:]] == ["700", "600"]


# --- the apps


async def test_line_refuses_id_and_secret(bench, office):
    wrong = SecretStr("0" * 32)
    assert await bench.codes(office, line_channel_secret=wrong) == ["D03"]


async def test_line_is_away(bench, office):
    bench.stage.add_fault(App.LINE, Fault(FaultKind.STATUS, "/v2/bot/info", status=500), times=9)
    assert await bench.codes(office) == ["D03"]


async def test_line_webhook(bench, office):
    assert await bench.codes(office, public_url=PUBLIC, telegram_bot_token=None) == ["D04"]
    bench.line.webhooks.point_to("http://127.0.0.1:9/elsewhere")
    assert await bench.codes(office, public_url=PUBLIC, telegram_bot_token=None) == ["D04"]
    bench.line.webhooks.point_to(f"{PUBLIC}/line")
    settings = bench.settings.model_copy(update={"public_url": PUBLIC, "telegram_bot_token": None})
    found = await bench.examine(office, settings)
    assert codes(found) == ["D04"]  # nobody listens there
    assert found.complaints[0].values["reason"] is texts.NO_ANSWER


async def test_both_apps_reach_the_bot(bench, office):
    """LINE is asked to try the webhook, which a bot with the right secret answers."""
    line = Line(bench.settings.line, StageClock(bench.stage))
    async with serving(build_web(Kept(line).site()), "127.0.0.1", 0) as port:
        url = f"http://127.0.0.1:{port}"
        bench.line.webhooks.point_to(f"{url}/line")
        webhook = replace(bench.telegram.delivery.webhook, url=f"{url}/telegram")
        bench.telegram.delivery.point(webhook, drop=False)
        secret = SecretStr("only-here")
        changed = {"public_url": url, "telegram_webhook_secret": secret}
        assert await bench.codes(office, **changed) == []
        line = Line(replace(bench.settings.line, secrets=(SecretStr("other"),)), line._clock)
    async with serving(build_web(Kept(line).site()), "127.0.0.1", port):
        found = await bench.examine(office, bench.settings.model_copy(update=changed))
    assert codes(found) == ["D04"]
    assert "401" in found.complaints[0].problem(Language.THAI)


async def test_line_quota_is_used_up(bench, office):
    bench.line.account.quota.spend(300)
    assert await bench.codes(office) == ["D20", "D05"]


async def test_quota_that_will_not_last(bench, office):
    """The month's reminders are foreseen: a group of 400 costs 400 a message."""
    async with rows(office) as database:
        await database.write(_crowd)
    found = await bench.examine(office)
    assert codes(found) == ["D20", "D05"]
    assert found.facts.line_forecast >= 400


def _crowd(tx: Transaction) -> None:
    tx.execute("UPDATE chat SET address = 'line:C' || id, members = 400 WHERE kind = 'group'")


async def test_telegram_refuses_the_token(bench, office):
    token = SecretStr("123456:" + "A" * 35)
    assert await bench.codes(office, telegram_bot_token=token) == ["D20", "D06"]


async def test_telegram_delivers_elsewhere(bench, office):
    bench.telegram.delivery.point(replace(bench.telegram.delivery.webhook, url=PUBLIC), drop=False)
    assert await bench.codes(office, line_channel_id=None, line_channel_secret=None) == ["D07"]


# --- the office


async def test_no_data_yet_makes_no_folder(bench, tmp_path):
    folder = tmp_path / "data"
    assert await bench.codes(folder) == ["D20", "D12"]
    assert not folder.exists()


async def test_damaged_database(bench, office):
    path = office / DATABASE
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 40_000)
    assert await bench.codes(office) == ["D20", "D11"]
    path.write_bytes(b"no database at all" * 100)
    assert await bench.codes(office) == ["D20", "D11"]


async def test_what_the_rows_say(bench, office):
    async with rows(office) as database:
        await database.write(_spoil)
    bench.stage.now += timedelta(days=10)
    found = await bench.examine(office)
    assert codes(found) == ["D20", "D13", "D14", "D16", "D17", "D18", "D19"]
    shown = told(found.complaints)
    assert "กองคลัง" in shown
    assert "line:" not in shown
    assert "telegram:" not in shown


def _spoil(tx: Transaction) -> None:
    tx.execute("UPDATE finding SET decision = NULL")
    treasury, mayor = people.find_division(tx, "กองคลัง"), "line:Uexecutive"
    tx.execute("DELETE FROM chat_division WHERE division_id = ?", treasury.id)
    people.close_chat(tx, mayor)
    tx.execute("DELETE FROM holiday")
    inbox.receive(tx, [Received("e1", "line:C1", "{}"), Received("e2", "line:C1", "{}")], NOW)
    inbox.give_up(tx, "e1", "not understood")
    notices.owe(tx, "k1", "telegram:-1", NoticeClass.DEADLINE, NOW, words="x")
    tx.execute("UPDATE notice SET state = 'unsure', settled_at = due_at")


async def test_old_trouble_is_forgotten_in_time(bench, office):
    async with rows(office) as database:
        await database.write(_spoil)
    bench.stage.now += timedelta(days=31)
    assert "D16" not in await bench.codes(office)


# --- wording


def told(complaints: tuple[Complaint, ...]) -> str:
    return "\n".join(
        said
        for one in complaints
        for language in Language
        for said in (one.problem(language), one.advice(language))
    )


def test_every_problem_has_its_own_number():
    numbers = [one.code for one in texts.ALL]
    assert numbers == [f"D{number:02}" for number in range(1, len(numbers) + 1)]


def test_a_value_that_is_a_sentence_is_spoken_in_the_same_language():
    one = complaint(texts.LINE_WEBHOOK, reason=texts.NO_ANSWER, url="u")
    filled = replace(one, values=one.values | {"reason": texts.SWITCHED_OFF})
    assert "is off" in filled.problem(Language.ENGLISH)
    assert "ปิด" in filled.problem(Language.THAI)


async def test_a_mark_changed_in_the_database_itself_is_found(bench, tmp_path):
    def alter(tx: Transaction) -> None:
        tx.execute(
            "INSERT INTO issue (code, fiscal_year, months, as_of, closed, edition, state,"
            " content, head, places, asked_as, issued_at)"
            " VALUES ('TD66-1', 2566, 6, '2023-04-10', 1, 0, 's', 'c', 'lost', '[]', '', '')"
        )

    async with opened(tmp_path) as organisation:
        await organisation.database.write(alter)
    found = await bench.examine(tmp_path)
    seal = next(one for one in found.complaints if one.diagnosis is texts.SEAL)
    assert "TD66-1" in seal.problem(Language.ENGLISH)
