"""What strangers, scanners and broken programs do to the bot: nothing changes, nothing leaks."""

import asyncio
import base64
import json
import logging
import random
import string
import time
from pathlib import Path

import aiohttp
import pytest
from abuse_bench import GROUP, NOT_JSON, PERSON, Fuzz
from fault_counts import times, tried
from office_bench import BEGINS, SECRET, command, office

from bot.channel import Unauthorised
from bot.desk import read_document
from bot.line_events import read_events
from bot.telegram_events import Own, read_updates
from bot.tolerant import read_json
from simulator.line_events import sign
from storage.database import Transaction

SEED = 2570
FINE = {200, 400, 413}


@pytest.fixture
async def bot(tmp_path):
    async with office(tmp_path / "data") as theatre, theatre.bot(webhook=True):
        await theatre.begin()
        yield theatre


def signed(bot, body: bytes) -> dict[str, str]:
    return {"x-line-signature": sign(bot.line.account.channel_secret, body)}


def with_secret(_, __) -> dict[str, str]:
    return {"X-Telegram-Bot-Api-Secret-Token": SECRET}


def effects(tx: Transaction) -> dict[str, list[tuple[object, ...]]]:
    """Every row that means anything; not what was received, owed as an answer, or counted."""
    passing = "('event', 'notice', 'wrong_code', 'lease', 'position', 'sent_message', 'quota')"
    tables = tx.all(
        f"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN {passing}"
        " AND name NOT LIKE 'sqlite%' ORDER BY name"
    )
    return {t["name"]: [tuple(row) for row in tx.all(f"SELECT * FROM {t['name']}")] for t in tables}


async def dump(bot):
    return await bot.service.organisation.database.read(effects)


# --- bodies


def test_no_odd_body_is_more_than_its_reader_can_bear(record_property, caplog):
    caplog.set_level(logging.CRITICAL)
    fuzz, own = Fuzz(SEED), Own(1, "tidtam_bot")
    now, longest = BEGINS, 0.0
    bodies = times(50_000)
    for body in (*NOT_JSON, *(fuzz.line() for _ in range(bodies))):
        longest = max(longest, _timed(lambda body=body: read_events(body, None, now)))
    for body in (*NOT_JSON, *(fuzz.telegram() for _ in range(bodies))):
        longest = max(longest, _timed(lambda body=body: _read_update(body, own, now)))
    tried(record_property, 2 * (bodies + len(NOT_JSON)), f"slowest body {longest * 1000:.0f} ms")
    assert longest < 2.0


def _read_update(body: bytes, own: Own, now):
    try:
        update = read_json(body)
    except ValueError:
        return []
    return read_updates([update], own, now).events


def _timed(read) -> float:
    began = time.thread_time()
    for event in read():
        assert event.key.encode()
        assert event.chat.encode()
        assert event.payload.encode() is not None
    return time.thread_time() - began


@pytest.mark.parametrize(
    ("path", "key", "bodies"), [("line", signed, "line"), ("telegram", with_secret, "telegram")]
)
async def test_odd_bodies_end_nothing_and_are_never_a_server_error(
    bot, record_property, caplog, path, key, bodies
):
    places = {
        GROUP: bot.address("treasury").removeprefix("line:"),
        PERSON: bot.line.account.user_id("kanya") if path == "line" else "",
        "-1001234567890": bot.address("office").removeprefix("telegram:"),
        "4242": str(bot.telegram.user_id("malee")),
    }
    fuzz = Fuzz(SEED, {example: real for example, real in places.items() if real})
    make = getattr(fuzz, bodies)
    odd = [*NOT_JSON, *(make() for _ in range(times(5000)))]
    statuses = set()
    async with aiohttp.ClientSession() as session:
        for body in odd:
            url = f"{bot.service.url}/{path}"
            async with session.post(url, data=body, headers=key(bot, body)) as answer:
                statuses.add(answer.status)
                assert await answer.read() == b""
    async with asyncio.timeout(120):
        await bot.service.app.rest()
    tried(record_property, len(odd), f"answers {sorted(statuses)}")
    assert statuses <= FINE
    worse = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert not worse, worse[0].getMessage() + (worse[0].exc_text or "")
    assert await bot.service.organisation.database.is_sound()
    before = len(bot.shown("works"))
    await bot.say("works", "wichai", "#5 เสร็จ ยังทำงานอยู่")
    assert len(bot.shown("works")) == before + 1


async def test_a_file_name_is_never_more_than_a_name():
    """It goes to the child as an argument, which holds neither NUL nor a megabyte."""
    html = Path("bot/sample/plan.html")
    data = (Path(__file__).parents[1] / html).read_bytes()
    plain, _ = await read_document(html, data)
    odd = Path(f"-c\x00/../../{'ก' * 200_000}\x00\n.html")
    reading, source = await read_document(odd, data)
    assert reading == plain
    assert source.file_name.endswith(".html")
    assert len(source.file_name) <= 255
    assert source.file_name.isprintable()


# --- doors


async def test_forged_signatures_and_secrets_open_nothing(bot, record_property):
    line = bot.service.app._channels["line"]
    telegram = bot.service.app._channels["telegram"]
    chance, body = random.Random(SEED), b'{"events":[]}'
    right = sign(bot.line.account.channel_secret, body)
    count, spent = times(100_000), time.process_time()
    for _ in range(count):
        with pytest.raises(Unauthorised):
            line.accept({"x-line-signature": _altered(chance, right)}, body)
        given = {"x-telegram-bot-api-secret-token": _altered(chance, SECRET)}
        with pytest.raises(Unauthorised):
            telegram.accept(given, b"{}")
    each = (time.process_time() - spent) / (2 * count) * 1000
    tried(record_property, 2 * count, f"{each:.3f} ms of CPU each")
    with pytest.raises(Unauthorised):
        line.accept({"x-line-signature": right}, body + b" ")  # encoded anew
    with pytest.raises(Unauthorised):
        line.accept({"x-line-signature": sign("of another channel", body)}, body)
    assert line.accept({"x-line-signature": right}, body) == []


def _altered(chance: random.Random, right: str) -> str:
    """Nearly right, or anything at all; never right."""
    at = chance.randrange(len(right))
    letters = string.ascii_letters + string.digits + "+/=ก\udce9 "
    letter = chance.choice(letters)
    wrong = chance.choice((
        right[:at], right + letter, right[:at] + letter + right[at:],
        right[:at] + letter + right[at + 1 :], right[::-1], "", right * 2,
        base64.b64encode(chance.randbytes(32)).decode(), right.swapcase(),
    ))  # fmt: skip
    return wrong if wrong != right else ""


async def test_bodies_replayed_change_nothing(bot):
    with bot.line.webhooks.holding() as held:
        await bot.line.say("treasury", "kanya", "#1 เสร็จ ครั้งเดียว")
        await bot.line.say("treasury", "kanya", "#2 หมายเหตุ ครั้งเดียว")
    for event in held:
        await bot.line.webhooks.deliver([event])
    await bot.rest()
    before, shown = await dump(bot), len(bot.shown("treasury"))
    for _ in range(20):
        await bot.line.webhooks.deliver([event.again() for event in held])
        await bot.turn(hours=7)
    assert (await dump(bot))["mark"] == before["mark"]
    assert len([t for t in bot.shown("treasury") if "ครั้งเดียว" in t]) <= shown


async def test_updates_replayed_for_months_change_nothing(bot):
    """Telegram's secret is the same in every call: only the number tells an old one."""
    chat = int(bot.address("office").removeprefix("telegram:"))
    who = {"id": bot.telegram.user_id("malee"), "first_name": "มาลี"}
    said = {
        "message_id": 7, "date": int(bot.stage.now.timestamp()), "text": command("done 7 ไม่ซ้ำ"),
        "chat": {"id": chat, "type": "supergroup"}, "from": who,
    }  # fmt: skip
    body = json.dumps({"update_id": 900_000_001, "message": said}).encode()
    async with aiohttp.ClientSession() as session:
        for number in range(20):
            url = f"{bot.service.url}/telegram"
            async with session.post(url, data=body, headers=with_secret(bot, body)) as answer:
                assert answer.status == 200
            await bot.rest()
            if number == 0:
                before = await dump(bot)
            await bot.turn(days=5)
    assert before["mark"], bot.shown("office")
    assert (await dump(bot))["mark"] == before["mark"]
    assert len([text for text in bot.shown("office") if "ไม่ซ้ำ" in text]) <= 1
