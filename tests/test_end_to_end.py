"""The whole bot on the stage: what the apps do wrong, people do twice and networks do not do.

Real settings, server, SDKs, database and sender; only LINE and Telegram are played.
"""

import asyncio
import json
import random
import subprocess
import sys
from collections import Counter
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from office_bench import BEGINS, ROOMS, SECRET, Theatre, command, free_port, office
from PIL import Image
from test_photo_looks import saved, scene

from bot import line_api
from bot.organisation import opened
from handlers import router
from handlers.parse import statements
from plans.progress import BANGKOK
from scheduler import tick
from simulator.line_events import Event, sign
from simulator.stage import App, FaultKind, File
from simulator.telegram import flood_wait
from simulator.telegram_files import grey_png
from storage import inbox
from storage.inbox import Received

REMINDER_DAY = datetime(2022, 10, 31, 9, 0, tzinfo=BANGKOK)
"""The treasury's and the mayor's monthly duty fall due, and it is a Monday."""

DONE = "#1 เสร็จ ลงเว็บไซต์แล้ว"


@pytest.fixture
async def stage(tmp_path):
    async with office(tmp_path / "data") as theatre:
        yield theatre


@pytest.fixture
async def bot(stage):
    """The stage with the bot answering on it, Telegram polled; the first day's words are said."""
    async with stage.bot():
        await stage.begin()
        yield stage


async def post(url: str, body: bytes, **headers: str) -> tuple[int, bytes]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=BytesIO(body), headers=headers) as answer,
    ):
        return answer.status, await answer.read()


async def health(theatre: Theatre) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{theatre.service.url}/healthz") as answer,
    ):
        return dict(await answer.json())


async def hold(theatre: Theatre, chat: str, person: str, *texts: str) -> list[Event]:
    """Say things on LINE without letting the bot know yet."""
    with theatre.line.webhooks.holding() as held:
        for text in texts:
            await theatre.line.say(chat, person, text)
    return held


# --- the door


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("line", {}),
        ("line", {"x-line-signature": "AAAA"}),
        ("line", {"x-line-signature": sign("another-secret", b'{"events":[]}')}),
        ("telegram", {}),
        ("telegram", {"X-Telegram-Bot-Api-Secret-Token": SECRET + "x"}),
    ],
)
async def test_wrong_signature_or_secret_is_401_and_nothing_is_stored(stage, path, headers):
    async with stage.bot(webhook=True) as service:
        status, body = await post(f"{service.url}/{path}", b'{"events":[]}', **headers)
        assert (status, body) == (401, b"")
        assert await stage.events() == []


async def test_body_beyond_two_megabytes_is_413_however_well_signed(stage):
    huge = json.dumps({"events": [{"x": "ก" * 800_000}]}).encode()
    signed = {"x-line-signature": sign(stage.line.account.channel_secret, huge)}
    async with stage.bot(webhook=True) as service:
        assert len(huge) > 2 * 1024 * 1024
        assert (await post(f"{service.url}/line", huge, **signed))[0] == 413
        secret = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        assert (await post(f"{service.url}/telegram", huge, **secret))[0] == 413
        assert await stage.events() == []


async def test_polled_telegram_takes_no_webhook_however_right_the_secret(bot):
    secret = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    assert (await post(f"{bot.service.url}/telegram", b"{}", **secret))[0] == 401


# --- said once, heard often


async def test_doubled_and_redelivered_events_make_one_mark_and_one_answer(bot):
    bot.line.webhooks.twice = bot.telegram.updates.twice = True
    (event,) = await hold(bot, "treasury", "kanya", DONE)
    for again in (event, event, event.again(), event.again()):
        await bot.line.webhooks.happen([again])
    await bot.say("office", "malee", command("done 7 ทบทวนแล้ว"))
    await bot.turn(minutes=2)
    await bot.line.webhooks.happen([event.again()])
    await bot.rest()
    assert await bot.notes() == ["ลงเว็บไซต์แล้ว", "ทบทวนแล้ว"]
    assert len(bot.shown("treasury")) == len(bot.shown("office")) == 1


@pytest.mark.parametrize("seed", range(4))
async def test_shuffled_batches_with_doubles_are_each_answered_once(bot, seed):
    chance = random.Random(seed)
    events = [
        *await hold(bot, "treasury", "kanya", DONE, "#2 เสร็จ ต.ค.", "#3ก เสร็จ คู่มือ", "#ค้าง"),
        *await hold(bot, "works", "wichai", "#5 เสร็จ ครบ", "#4 เสร็จ อบรม", "#ค้าง"),
        *await hold(bot, "mayor", "mayor", "#สรุป", "#รับทราบ"),
        *await hold(bot, "admin", "orathai", "#ช่วยเหลือ"),
    ]
    doubled = events * 2
    chance.shuffle(doubled)
    while doubled:
        size = chance.randint(1, 5)
        batch, doubled = doubled[:size], doubled[size:]
        await bot.line.webhooks.deliver(batch)
    await bot.rest()
    notes = ["ลงเว็บไซต์แล้ว", "ต.ค.", "คู่มือ", "ครบ", "อบรม"]
    assert Counter(await bot.notes()) == Counter(notes)
    said = {chat: len(bot.shown(chat)) for chat in ("treasury", "works", "mayor", "admin")}
    # the summary brings its picture
    assert said == {"treasury": 4, "works": 3, "mayor": 3, "admin": 1}


async def test_undelivered_webhook_is_heard_when_line_brings_it_again(stage):
    stage.line.webhooks.redelivery = True
    stage.line.webhooks.point_to(f"http://127.0.0.1:{stage.port}/line")  # nobody listens yet
    await stage.line.say("treasury", "kanya", DONE)
    async with stage.bot():
        await stage.begin()
        await stage.turn(minutes=1)
        assert await stage.notes() == ["ลงเว็บไซต์แล้ว"]
        assert len(stage.shown("treasury")) == 1


async def test_event_that_comes_during_a_look_is_not_overlooked(bot, monkeypatch):
    (late,) = await hold(bot, "works", "wichai", "#5 เสร็จ ครบ")
    look_up = inbox.waiting
    database = bot.service.organisation.database
    read = database.read
    brought = []

    async def read_slowly(work, *args, **kwargs):
        found = await read(work, *args, **kwargs)
        if work is look_up and not brought:
            brought.append(await bot.line.webhooks.deliver([late]))
        return found

    monkeypatch.setattr(database, "read", read_slowly)
    await bot.tick()  # looks and finds nothing yet
    assert brought
    assert await bot.notes() == ["ครบ"]


# --- poison


ODD_EVENTS = [
    None, 7, "text", [], {}, {"type": None}, {"type": "message", "message": []},
    {"type": "message", "webhookEventId": 5, "source": "x", "timestamp": "soon"},
    {"type": "from-the-future", "source": {"type": "group", "groupId": {"a": 1}}},
    {"type": "postback", "source": {"type": "user", "userId": "U1"}, "postback": {"data": 9}},
]  # fmt: skip


async def test_odd_events_on_the_wire_lose_none_of_their_neighbours(bot):
    first, last = await hold(bot, "treasury", "kanya", DONE, "#2 เสร็จ ครบ")
    events = [first.body, *ODD_EVENTS, last.body]
    body = json.dumps({"destination": bot.line.account.bot_id, "events": events}).encode()
    for event in (first, last):
        bot.line.account.reply_tokens.open(event.reply_token, event.chat, event.at)
    signed = {"x-line-signature": sign(bot.line.account.channel_secret, body)}
    assert (await post(f"{bot.service.url}/line", body, **signed))[0] == 200
    await bot.rest()
    assert await bot.notes() == ["ลงเว็บไซต์แล้ว", "ครบ"]
    assert len(bot.shown("treasury")) == 2


async def test_odd_telegram_update_neither_stops_nor_repeats_the_poll(bot):
    for odd in ({"message": 5}, {"message": {"chat": {"id": "x"}}}, {"poll": {"id": "1"}}):
        update = bot.telegram.updates.add("message", 1, odd, bot.stage.now, timedelta(days=1))
        update.body.pop("message")
        update.body.update(odd)
    await bot.say("office", "malee", command("done 7 ทบทวนแล้ว"))
    assert await bot.notes() == ["ทบทวนแล้ว"]
    assert len(bot.calls("getUpdates")) < 10


async def test_event_nobody_can_read_any_more_is_failed_and_its_chat_goes_on(bot):
    unreadable = Received("line:odd", bot.address("treasury"), '{"kind": "of another version"}')
    await bot.service.organisation.database.write(inbox.receive, [unreadable], bot.stage.now)
    await bot.say("treasury", "kanya", DONE)
    assert await bot.events() == [("failed", "not understood"), ("done", None)]
    assert await bot.notes() == ["ลงเว็บไซต์แล้ว"]
    assert (await health(bot))["failed_events"] == 1


async def test_event_that_makes_a_handler_raise_is_given_up_and_its_chat_goes_on(bot):
    """Somebody quotes a message of ours whose stored words are damaged."""
    await bot.say("treasury", "kanya", "#ค้าง")
    card = bot.stage.by_bot("treasury")[0]
    await bot.service.organisation.database.write(
        lambda tx: tx.execute("UPDATE notice SET words = '{\"text\":' WHERE state = 'sent'")
    )
    with bot.line.webhooks.holding() as batch:
        await bot.line.say("treasury", "kanya", "เสร็จ", card.id)
        await bot.line.say("treasury", "kanya", DONE)
        await bot.line.say("works", "wichai", "#5 เสร็จ ครบ")
    await bot.line.webhooks.deliver(batch)
    await bot.rest()
    assert sorted(await bot.notes()) == ["ครบ", "ลงเว็บไซต์แล้ว"]
    for _ in range(6):
        await bot.turn(seconds=40)
    assert Counter(await bot.events()) == {("done", None): 3, ("failed", "ValidationError"): 1}
    _, answer, sorry = bot.shown("treasury")
    assert "บันทึกแล้ว" in answer
    assert "ระบบยังบันทึกข้อความนี้ไม่ได้และจะลองใหม่เอง" in sorry
    assert (await health(bot))["failed_events"] == 1
    assert await bot.rows("SELECT DISTINCT payload FROM event") == [("",)]


async def test_photo_that_reaches_us_late_belongs_to_the_mark_it_was_sent_behind(bot):
    """The webhook was down for half an hour; what counts is when people sent."""
    png = File("photo.png", "image/png", grey_png(64, 48))
    with bot.line.webhooks.holding() as held:
        await bot.line.say("treasury", "kanya", DONE)
        await bot.line.send_files("treasury", "kanya", [png], as_photo=True)
        bot.stage.now += timedelta(minutes=6)
        await bot.line.send_files("treasury", "kanya", [png], as_photo=True)
    await bot.line.webhooks.deliver(held[:1])
    await bot.rest()
    bot.stage.now += timedelta(minutes=30)
    await bot.line.webhooks.deliver(held[1:])
    await bot.rest()
    assert await bot.rows("SELECT kind, withdrawn FROM evidence") == [("photo", 0)]


async def test_who_reported_last_is_called_when_the_executive_urges(bot):
    await bot.say("treasury", "kanya", DONE)
    await bot.turn(days=60)
    await bot.say("mayor", "mayor", "กำชับ กองคลัง ขอให้เร่ง")
    *_, called, card = bot.stage.by_bot("treasury")
    assert "กัญญา" in called.text
    assert "ขอให้เร่ง" in card.text
    sent = bot.calls("/message/push")[-1].body["messages"]
    assert [one["type"] for one in sent] == ["textV2", "flex"]
    (mentioned,) = sent[0]["substitution"].values()
    assert mentioned["mentionee"]["userId"] == bot.line.account.user_id("kanya")


async def test_photo_is_kept_without_the_place_it_was_taken_at(bot):
    taken = Image.new("RGB", (64, 48))
    exif = Image.Exif()
    exif[0x010F] = "SECRET-PHONE"
    exif.get_ifd(0x8825)[2] = (13.0, 44.0, 8.0)
    stream = BytesIO()
    taken.save(stream, "JPEG", exif=exif)
    photo, program = File("a.jpg", "image/jpeg", stream.getvalue()), File("b.pdf", "", b"MZ\0\0")
    await bot.say("treasury", "kanya", DONE)
    await bot.line.send_files("treasury", "kanya", [photo], as_photo=True)
    await bot.rest()
    await bot.line.send_files("treasury", "kanya", [program], as_photo=False)
    await bot.rest()
    kept = [path for path in (bot.folder / "evidence").rglob("*") if path.is_file()]
    assert len(kept) == 2  # and a small copy for the report
    assert b"SECRET" in photo.data
    assert not any(b"SECRET" in path.read_bytes() for path in kept)
    *_, thanks, refused = bot.shown("treasury")
    assert "แนบหลักฐาน" in thanks
    assert "รับไฟล์นี้ไม่ได้" in refused


async def test_photo_that_looks_like_one_of_another_duty_is_pointed_out(bot):
    drawn = scene(1)
    photos = [saved(drawn, quality=92), saved(drawn.resize((800, 600)), quality=60)]
    for text, data in zip((DONE, "#2 ต.ค. เสร็จ ครบ"), photos, strict=True):
        await bot.say("treasury", "kanya", text)
        photo = File("a.jpg", "image/jpeg", data)
        await bot.line.send_files("treasury", "kanya", [photo], as_photo=True)
        await bot.rest()
    first, second = (said for said in bot.shown("treasury") if "แนบหลักฐาน" in said)
    assert "คล้าย" not in first
    assert "รูปนี้คล้ายกับรูปที่แนบกับ #1ก" in second


# --- Telegram both ways


async def test_telegram_by_webhook(stage):
    async with stage.bot(webhook=True):
        stage.telegram.switches.lose_answers = 2
        await stage.say("office", "malee", command("done 7 ทบทวนแล้ว"))
        await stage.telegram.redeliver()
        await stage.telegram.redeliver()
        await stage.rest()
        assert await stage.notes() == ["ทบทวนแล้ว"]
        assert len(stage.shown("office")) == 1
        assert not stage.calls("getUpdates")


async def test_telegram_polled_after_a_webhook_and_by_webhook_again(stage):
    notes = ["แรก", "ถัดมา", "ท้ายสุด"]
    texts = [command(f"note 7 {note}") for note in notes]
    for text, webhook in zip(texts, (True, False, True), strict=True):
        await stage.telegram.say("office", "malee", text)  # the bot is away: it waits there
        async with stage.bot(webhook=webhook):
            await stage.telegram.redeliver()
            await stage.rest()
    async with stage.bot():
        assert await stage.notes() == notes
    assert len(stage.shown("office")) == 3


async def test_orderly_end_lets_what_is_being_said_be_said(stage):
    async with AsyncExitStack() as ended:
        await ended.enter_async_context(stage.bot(webhook=True))
        stage.fault(App.TELEGRAM, FaultKind.HANG, "/sendMessage")
        await stage.telegram.say("office", "malee", command("done 7 ทบทวนแล้ว"))
        while stage.stage.faults[App.TELEGRAM]:
            await asyncio.sleep(0)
        ending = asyncio.create_task(ended.aclose())
        for _ in range(20):  # the end has come, and the answer not yet
            await asyncio.sleep(0)
        stage.stage.release()
        await ending
    async with stage.bot(webhook=True):
        await stage.rest()
        assert [state for _, state, _ in await stage.notices("class = 'reply'")] == ["sent"]
    assert len(stage.shown("office")) == 1


async def test_orderly_end_at_any_moment_leaves_nothing_unsure(stage):
    notes = [f"ทบทวนคำสั่ง {n}" for n in range(12)]
    for n, note in enumerate(notes):
        async with stage.bot(webhook=True):
            await stage.telegram.say("office", "malee", command(f"note 7 {note}"))
            for _ in range(n):
                await asyncio.sleep(0)
    async with stage.bot(webhook=True):
        await stage.rest()
        assert await stage.notes() == notes
        states = [state for _, state, _ in await stage.notices("class = 'reply'")]
        assert states == ["sent"] * len(notes)
    assert len(stage.shown("office")) == len(notes)


async def test_end_does_not_wait_for_ever_for_an_app_that_does_not_answer(stage, monkeypatch):
    monkeypatch.setattr("bot.app._LAST_WORDS", 0.05)
    async with stage.bot(webhook=True):
        stage.fault(App.TELEGRAM, FaultKind.HANG, "/sendMessage")
        await stage.telegram.say("office", "malee", command("done 7 ทบทวนแล้ว"))
        while stage.stage.faults[App.TELEGRAM]:
            await asyncio.sleep(0)
    async with stage.bot(webhook=True):
        await stage.rest()
        assert [state for _, state, _ in await stage.notices("class = 'reply'")] == ["unsure"]


async def test_telegram_down_at_start_leaves_line_at_work(stage):
    async with stage.bot(telegram_api_url=f"http://127.0.0.1:{free_port()}") as service:
        await stage.line.say("treasury", "kanya", DONE)
        await service.app.rest()
        assert await stage.notes() == ["ลงเว็บไซต์แล้ว"]
        channels = (await health(stage))["channels"]
        assert channels["line"] == "ok"
        assert "cannot be reached" in channels["telegram"]
    assert len(stage.shown("treasury")) == 1


async def test_line_down_at_start_leaves_telegram_at_work(stage):
    async with stage.bot(line_api_url=f"http://127.0.0.1:{free_port()}"):
        await stage.say("office", "malee", command("done 7 ทบทวนแล้ว"))
        assert len(stage.shown("office")) == 1


# --- chats that move, close and come back


async def test_group_that_became_a_supergroup_gets_what_was_waiting_once(bot):
    bot.stage.add_fault(App.TELEGRAM, flood_wait(60), 2)
    await bot.say("mayor", "mayor", "#กำชับ สำนักปลัดเทศบาล ขอภายในวันนี้")
    await bot.say("office", "malee", command("done 7 ทบทวนแล้ว"))
    old = bot.address("office")
    assert len(await bot.notices(f"state = 'owed' AND chat = '{old}'")) == 2
    await bot.telegram.migrate("office")
    await bot.rest()
    for _ in range(4):
        await bot.turn(minutes=5)
    new = bot.address("office")
    assert new != old
    assert [state for _, state, _ in await bot.notices(f"chat = '{new}'")] == ["sent", "sent"]
    assert len(bot.shown("office")) == 2
    await bot.say("office", "malee", command("undo 7"))
    assert len(await bot.notes()) == 2


async def test_api_tells_of_the_supergroup_before_the_updates_do(stage):
    async with stage.bot(webhook=True):
        stage.telegram.switches.paused = True
        await stage.telegram.migrate("office")
        await stage.turn_to(REMINDER_DAY)
        assert [state for _, state, _ in await stage.notices("chat LIKE 'telegram:-%'")] == ["sent"]
        await stage.telegram.delivery.release()
        await stage.turn(minutes=1)
        await stage.say("office", "malee", command("done 7 ทบทวนแล้ว"))
        assert await stage.notes() == ["ทบทวนแล้ว"]
    assert len(stage.shown("office")) == 2


async def test_supergroup_heard_of_before_it_is_known_as_the_old_group(stage):
    """The new chat speaks first: the announcement that it is the old one comes later."""
    async with stage.bot(webhook=True):
        stage.telegram.switches.paused = True
        await stage.telegram.migrate("office")
        moved = [waiting.body for waiting in stage.telegram.updates.pending(stage.stage.now)]
        stage.telegram.updates.clear()
        await stage.telegram.delivery.release()
        await stage.telegram.leave("office")
        await stage.telegram.join("office")
        await stage.rest()
        for body in moved:
            await post_update(stage, body)
        await stage.say("office", "malee", command("done 7 ทบทวนแล้ว"))
        assert await stage.notes() == ["ทบทวนแล้ว"]
        await stage.turn_to(REMINDER_DAY)
        assert len(stage.shown("office")) >= 2


async def post_update(theatre: Theatre, update: dict[str, Any]) -> None:
    secret = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    body = json.dumps(update).encode()
    assert (await post(f"{theatre.service.url}/telegram", body, **secret))[0] == 200
    await theatre.rest()


@pytest.mark.parametrize("chat", ["treasury", "office", "mayor", "deputy"])
async def test_chat_that_threw_us_out_is_left_alone_until_it_asks_us_back(bot, chat):
    platform = bot.platform(chat)
    await platform.leave(chat)
    await bot.rest()
    before = len(bot.shown(chat))
    await bot.turn_to(REMINDER_DAY)
    assert len(bot.shown(chat)) == before
    assert not await bot.notices(f"chat = '{bot.address(chat)}' AND state = 'owed'")
    await platform.join(chat)
    await bot.rest()
    await bot.turn_to(REMINDER_DAY + timedelta(days=45))
    spoken = await bot.notices(
        f"chat = '{bot.address(chat)}' AND class <> 'reply' AND state = 'sent'"
    )
    assert spoken


@pytest.mark.parametrize("chat", ["treasury", "office", "deputy"])
async def test_being_thrown_out_unheard_is_learnt_from_the_refusal(stage, chat):
    """The app's own word of it got lost: a message is refused, and nothing spins."""
    async with stage.bot():
        place = stage.stage.chats[chat]
        if place.app is App.LINE:
            with stage.line.webhooks.holding():
                await stage.line.leave(chat)
        else:
            stage.telegram.updates.wanted = frozenset()
            await stage.telegram.leave(chat)
        for _ in range(3):
            await stage.turn_to(REMINDER_DAY)
        states = [s for _, s, _ in await stage.notices(f"chat = '{stage.address(chat)}'")]
        assert states
        assert set(states) <= {"dead", "superseded"}
        assert (await health(stage))["dead"] >= 1
    assert not stage.shown(chat)


# --- LINE out of order


def pushes(theatre: Theatre) -> list[Any]:
    return [request for request in theatre.calls("/message/push") if request.status == 200]


async def test_reminders_of_a_month_used_up_by_somebody_else_wait_for_the_next(bot):
    bot.line.account.quota.spend_elsewhere(300)  # by hand, in the Official Account Manager
    await bot.turn_to(REMINDER_DAY)
    assert bot.shown("treasury") == bot.shown("mayor") == []
    assert [b for b in bot.stage.by_bot("deputy") if b.id not in bot.opening]
    refused = len([one for one in bot.calls("/message/push") if one.status == 429])
    for _ in range(3):
        await bot.turn(hours=24)
    assert len([one for one in bot.calls("/message/push") if one.status == 429]) <= refused + 1
    await bot.turn(days=2)  # November, and the quota is new
    assert bot.shown("treasury")
    keys = Counter(request.retry_key for request in pushes(bot))
    assert set(keys.values()) == {1}


@pytest.mark.parametrize("effect", [True, False])
@pytest.mark.parametrize("kind", [FaultKind.STATUS, FaultKind.HANG, FaultKind.DROP])
async def test_answer_that_may_have_arrived_is_shown_once_or_unsure(bot, monkeypatch, kind, effect):
    monkeypatch.setattr(line_api, "_PATIENCE", 0.3)
    bot.fault(App.LINE, kind, "/message/reply", effect=effect)
    pushed = len(bot.calls("/message/push"))
    await bot.say("treasury", "kanya", DONE)
    bot.stage.release()
    for _ in range(3):
        await bot.turn(seconds=6)
    assert len(bot.shown("treasury")) == 1
    (found,) = await bot.notices("class = 'reply'")
    assert found[1] == ("unsure" if effect else "sent")
    assert await bot.notes() == ["ลงเว็บไซต์แล้ว"]
    assert len(bot.calls("/message/push")) == pushed


async def test_telegram_reply_to_a_message_whose_number_we_never_learnt_is_answered(bot):
    bot.fault(App.TELEGRAM, FaultKind.DROP, "sendMessage", effect=True)
    await bot.say("office", "malee", command("done 7 ทบทวนแล้ว"))
    assert [state for _, state, _ in await bot.notices("class = 'reply'")] == ["unsure"]
    shown = bot.stage.by_bot("office")[-1]
    await bot.say("office", "malee", "#7 ยกเลิก", quote=shown.id)
    await bot.say("office", "malee", "ครบแล้ว", quote=shown.id)
    withdrawn, asked = bot.shown("office")[-2:]
    assert "ถอนการรายงานแล้ว" in withdrawn
    assert "หมายถึงมาตรการที่เท่าไร" in asked


async def test_odd_success_counts_as_sent(bot):
    bot.fault(App.LINE, FaultKind.GARBLE, "/message/reply", effect=True)
    await bot.say("treasury", "kanya", DONE)
    await bot.turn(seconds=20)
    assert [state for _, state, _ in await bot.notices("class = 'reply'")] == ["sent"]
    assert len(bot.shown("treasury")) == 1


async def test_expired_access_token_is_renewed_and_nobody_notices(bot):
    await bot.say("treasury", "kanya", DONE)
    bot.line.account.access_tokens.expire()
    await bot.say("treasury", "kanya", "#2 เสร็จ ครบ")
    assert len(bot.shown("treasury")) == 2
    assert len(bot.calls("/oauth2/")) == 2


async def test_answer_whose_token_ran_out_is_not_bought_and_not_lost_silently(bot):
    bot.fault(App.LINE, FaultKind.STATUS, "/message/reply", status=500, times=30)
    used = bot.line.account.quota.used
    await bot.say("treasury", "kanya", DONE)
    for _ in range(10):
        await bot.turn(seconds=10)
    (found,) = await bot.notices("class = 'reply'")
    assert found[1:] == ("unsure", "reply token expired")
    assert bot.shown("treasury") == []
    assert bot.line.account.quota.used == used
    bot.stage.faults[App.LINE].clear()
    await bot.say("treasury", "kanya", "#2 เสร็จ ครบ")
    assert len(bot.shown("treasury")) == 1


async def test_answer_after_an_outage_is_dropped_but_what_was_said_is_kept(stage):
    (event,) = await hold(stage, "treasury", "kanya", DONE)
    async with stage.bot() as service:  # killed after storing, before handling
        stored = service.app._channels["line"].accept(*signed(stage, event))
    async with opened(stage.folder) as organisation:
        await organisation.database.write(inbox.receive, stored, stage.stage.now)
    stage.stage.now += timedelta(minutes=5)
    async with stage.bot():
        await stage.rest()
        assert await stage.notes() == ["ลงเว็บไซต์แล้ว"]
        assert await stage.notices() == [
            (f"reply/line:{event.id}", "dropped", "reply token expired")
        ]
        await stage.say("treasury", "kanya", "#1")
    assert len(stage.shown("treasury")) == 1
    assert stage.line.account.quota.used == 0


def signed(theatre: Theatre, event: Event) -> tuple[dict[str, str], bytes]:
    destination = theatre.line.account.bot_id
    body = json.dumps({"destination": destination, "events": [event.body]}).encode()
    return {"x-line-signature": sign(theatre.line.account.channel_secret, body)}, body


async def test_refused_answer_does_not_hold_up_the_next_one(bot):
    """Without a tick in between: what follows in the chat goes out at once."""
    bot.fault(App.LINE, FaultKind.HANG, "/message/reply")
    first, *rest = await hold(bot, "treasury", "kanya", DONE, "#2 เสร็จ ครบ", "#ค้าง")
    await bot.line.webhooks.deliver([first, *rest])
    async with asyncio.timeout(5):
        while bot.stage.faults[App.LINE] or ("new",) in await bot.rows("SELECT state FROM event"):
            await asyncio.sleep(0.001)  # until all are handled and the first answer hangs
    bot.line.account.reply_tokens.use(first.reply_token)
    bot.stage.release()
    await bot.rest()
    states = [state for _, state, _ in await bot.notices("class = 'reply'")]
    assert states == ["dropped", "sent", "sent"]


# --- what is never stored


GOSSIP = ["นินทาหัวหน้าห้องข้างๆ", "เลี้ยงข้าวเย็นวันศุกร์", "รหัสลับของกลุ่ม", "ตอบเพื่อนว่าไม่ว่าง"]


async def test_words_not_meant_for_us_never_reach_the_disk(stage):
    stage.telegram.account.privacy = False  # even where an office made the bot an administrator
    async with stage.bot():
        await stage.say("treasury", "kanya", GOSSIP[0])
        await stage.say("office", "malee", GOSSIP[1])
        said = stage.stage.view("treasury")[0]
        await stage.say("treasury", "somsak", GOSSIP[3], quote=said.id)
        quoted = stage.stage.view("office")[0]
        await stage.say("office", "anan", GOSSIP[3], quote=quoted.id)
        (mine,) = [b for b in stage.stage.view("treasury") if b.text == GOSSIP[0]]
        await stage.line.edit(mine.id, GOSSIP[2])
        (theirs,) = [b for b in stage.stage.view("office") if b.text == GOSSIP[1]]
        await stage.telegram.edit(theirs.id, GOSSIP[2])
        await stage.line.unsend(mine.id)
        await stage.rest()
        await stage.say("treasury", "kanya", DONE)
        assert_unwritten(stage)
        assert await stage.notes() == ["ลงเว็บไซต์แล้ว"]
        assert len(await stage.events()) >= 7
    assert_unwritten(stage)


def assert_unwritten(theatre: Theatre) -> None:
    files = [path for path in theatre.folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        data = path.read_bytes()
        for words in GOSSIP:
            for form in (words.encode(), json.dumps(words).strip('"').encode()):
                assert form not in data, f"{words!r} lies in {path.name}"


# --- reminders


async def test_reminder_goes_out_on_its_day_once_and_not_for_what_is_reported(bot):
    await bot.turn_to(REMINDER_DAY - timedelta(hours=3))  # before the office opens
    await bot.say("treasury", "kanya", "#2 ต.ค. เสร็จ ครบ")
    before = len(bot.shown("treasury")), len(bot.shown("mayor"))
    assert before[1] == 0
    await bot.turn_to(REMINDER_DAY)
    for _ in range(20):
        await bot.tick()
    await bot.turn(hours=5)
    assert len(bot.shown("mayor")) == 1
    assert "#3ค" in bot.shown("mayor")[0]
    assert len(bot.shown("treasury")) == before[0]


async def test_reminder_is_worded_from_the_moment_it_is_sent(bot):
    await bot.turn_to(REMINDER_DAY - timedelta(hours=2))
    await bot.tick()  # owed already, for the hour the office opens
    (key,) = [k for k, _, _ in await bot.notices("class = 'deadline' AND state = 'owed'")]
    await bot.say("treasury", "kanya", "#2 ต.ค. เสร็จ ครบ")
    await bot.turn_to(REMINDER_DAY)
    assert (key, "dropped", "pointless") in await bot.notices()


async def test_missed_days_are_told_once_when_the_bot_is_back(stage):
    async with stage.bot():
        await stage.turn(minutes=1)
    stage.stage.now = REMINDER_DAY + timedelta(days=30)
    async with stage.bot():
        said = len(stage.shown("treasury"))
        for _ in range(3):
            await stage.turn(minutes=1)
        assert len(stage.shown("treasury")) == said + 1


async def test_urging_from_line_reaches_the_division_on_telegram(bot):
    await bot.say("mayor", "mayor", "#กำชับ สำนักปลัดเทศบาล ขอภายในวันนี้")
    assert "ขอภายในวันนี้" in bot.shown("office")[0]


async def test_events_of_an_app_that_is_not_set_up_wait_for_it(bot):
    database = bot.service.organisation.database
    left = inbox.Received("fax:1", "fax:1", "what only the app's own reader understands")
    await database.write(inbox.receive, [left], bot.stage.now)
    await bot.turn(minutes=1)
    await bot.say("treasury", "kanya", DONE)
    assert await bot.rows("SELECT state FROM event WHERE key = 'fax:1'") == [("new",)]
    assert bot.shown("treasury")


# --- the disk


async def test_full_disk_is_503_loses_nothing_and_ends_nothing(bot):
    database = bot.service.organisation.database
    pages = (await bot.rows("PRAGMA page_count"))[0][0]
    await database.write(lambda tx: tx.all(f"PRAGMA max_page_count = {pages}"))
    events = await hold(
        bot, "treasury", "kanya", *(f"#1 หมายเหตุ ครั้งที่ {n} {'ก' * 900}" for n in range(50))
    )
    statuses = [(await bot.line.webhooks.deliver([event])).status for event in events]
    await bot.rest()
    assert 503 in statuses
    assert set(statuses) <= {200, 503}
    assert (await health(bot))["channels"]["line"] == "ok"
    await database.write(lambda tx: tx.all("PRAGMA max_page_count = 1000000"))
    for _ in range(6):  # LINE brings it again more than once
        await bot.line.redeliver()
        await bot.turn(minutes=1)
    said = [note.split(" ก")[0] for note in await bot.notes()]
    assert sorted(said) == sorted(f"ครั้งที่ {n}" for n in range(50))
    assert {state for state, _ in await bot.events()} == {"done"}
    assert not await bot.notices("state IN ('sending', 'owed') AND class = 'reply'")
    assert await database.is_sound()


async def allow_writing(theatre: Theatre, *, allowed: bool) -> None:
    """Let the disk refuse every write, or take them again."""
    mode = "OFF" if allowed else "ON"
    await theatre.service.organisation.database._writer.execute(f"PRAGMA query_only = {mode}")


async def test_words_that_cannot_be_read_hold_up_nobody_else_and_are_given_up(bot, monkeypatch):
    def stumbling(text, words, today):
        if "poison" in text:
            raise ValueError("as no words should")
        return statements(text, words, today)

    monkeypatch.setattr(router, "statements", stumbling)
    (held,) = await hold(bot, "treasury", "kanya", "#1 เสร็จ poison")
    (other,) = await hold(bot, "works", "wichai", "#5 เสร็จ ครบ")
    await bot.line.webhooks.deliver([held, other])  # of one turn
    await bot.tick()
    assert await bot.notes() == ["ครบ"]
    for _ in range(6):
        await bot.turn(minutes=1)
    assert sorted(await bot.events()) == [("done", None), ("failed", "ValueError")]


async def test_disk_that_fails_while_an_event_is_handled_ends_nothing(bot, monkeypatch):
    database = bot.service.organisation.database
    write_each = database.write_each

    async def fail_first(works):
        await allow_writing(bot, allowed=False)
        return await write_each(works)

    monkeypatch.setattr(database, "write_each", fail_first)
    await bot.say("treasury", "kanya", DONE)
    assert await bot.events() == [("new", None)]
    assert (await bot.line.webhooks.test()).status == 200
    (late,) = await hold(bot, "works", "wichai", "#5 เสร็จ ครบ")
    assert (await bot.line.webhooks.deliver([late])).status == 503
    monkeypatch.undo()
    await allow_writing(bot, allowed=True)
    await bot.line.redeliver()
    await bot.tick()
    assert sorted(await bot.notes()) == ["ครบ", "ลงเว็บไซต์แล้ว"]
    assert len(bot.shown("treasury")) == len(bot.shown("works")) == 1


async def test_disk_that_fails_after_sending_does_not_make_us_send_twice(bot, monkeypatch):
    monkeypatch.setattr(tick, "_FIRST_DELAY", timedelta(milliseconds=10))
    bot.fault(App.LINE, FaultKind.HANG, "/message/reply")
    async with asyncio.timeout(20):
        await bot.line.say("treasury", "kanya", DONE)
        while bot.stage.faults[App.LINE]:  # until the request has come, and hangs
            await asyncio.sleep(0.001)
        await allow_writing(bot, allowed=False)
        bot.stage.release()
        await bot.stage.until(lambda: bot.shown("treasury") or None)
        await allow_writing(bot, allowed=True)
        await bot.rest()
    assert [state for _, state, _ in await bot.notices("class = 'reply'")] == ["sent"]
    await bot.say("treasury", "kanya", "#2 เสร็จ ครบ")
    assert len(bot.shown("treasury")) == 2


# --- what is imported


@pytest.mark.parametrize(
    ("configured", "absent"),
    [("telegram", "linebot"), ("line", "telegram")],
)
def test_library_of_an_app_that_is_not_configured_is_not_imported(tmp_path, configured, absent):
    code = f"""
import asyncio, sys
from pathlib import Path
from bot.clock import Clock
from bot.service import running
from bot.settings import Settings

line = dict(line_channel_id="1", line_channel_secret="s" * 32, line_api_url="http://127.0.0.1:9")
telegram = dict(telegram_bot_token="123456:" + "x" * 35, telegram_api_url="http://127.0.0.1:9")
assert not {{"linebot", "telegram"}} & set(sys.modules)

async def main():
    settings = Settings(_env_file=None, http_port=0, **{configured})
    async with running(settings, Path({str(tmp_path)!r}), Clock()):
        assert {configured!r} in {{m.replace("linebot", "line") for m in sys.modules}}
        print({absent!r} in sys.modules)

asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_room_of_the_office_is_played():
    assert {room.app for room in ROOMS} == set(App)
    assert BEGINS.astimezone(BANGKOK).hour == 9
