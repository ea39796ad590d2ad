"""The Telegram channel against the simulated Telegram: real library, real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from telegram_bench import START, peopled
from wire_bench import HARD_NOTE, HARD_TITLE, Kept, StageClock, big_card, button, outgoing

from bot.channel import Gone, RenderedFile, TooLarge, Unauthorised, Unreachable
from bot.settings import TelegramSettings
from bot.telegram import Telegram
from bot.telegram_events import Own, read_updates
from bot.telegram_messages import Menu, render
from bot.web import build as build_web
from bot.web import serving
from handlers.messages import Attachment, Button, Card, Incoming, Kind, Mention, Reply, Row
from scheduler.delivery import Failure, SendFailed
from simulator.server import build, running
from simulator.stage import App, Bubble, Fault, FaultKind, File, Stage
from simulator.telegram import TOKEN, TelegramPlatform, flood_wait
from simulator.telegram_files import grey_png

SECRET = "a-secret_of_ours"
GROUP, PRIVATE, FORUM = "treasury", "somsri-dm", "forum"
PNG = grey_png(640, 480)
COMMANDS = {"done": "เสร็จ", "pending": "ค้าง"}


@dataclass
class Bench:
    """A stage with Telegram on it, our channel, and what it received."""

    stage: Stage
    platform: TelegramPlatform
    telegram: Telegram
    kept: Kept

    def address(self, chat: str = GROUP) -> str:
        return f"telegram:{self.platform.chat_id(chat)}"

    def user(self, person: str) -> str:
        return f"telegram:{self.platform.user_id(person)}"

    async def said(self, text: str, chat: str = GROUP, **rest) -> Incoming:
        await self.platform.say(chat, "somsri", text, **rest)
        return self.kept.told[-1]

    def bubbles(self, chat: str = GROUP) -> list[Bubble]:
        return self.stage.by_bot(chat)

    def shown(self, chat: str = GROUP) -> list[str]:
        return [bubble.text for bubble in self.bubbles(chat)]

    async def send(self, reply: Reply | str, chat: str = GROUP, **rest):
        return await self.telegram.send(outgoing(self.address(chat), reply, **rest), self.stage.now)

    def fault(self, status: int = 500, path: str = "/send", **body) -> None:
        said = {"ok": False, "error_code": status} | body
        self.stage.add_fault(App.TELEGRAM, Fault(FaultKind.STATUS, path, status=status, body=said))

    def calls(self, method: str) -> list:
        return [r for r in self.stage.requests if r.path.lower().endswith(f"/{method.lower()}")]


def settings(url: str, webhook: str | None = None, token: str = TOKEN) -> TelegramSettings:
    return TelegramSettings(SecretStr(token), url, webhook, SecretStr(SECRET))


@asynccontextmanager
async def staged(*, privacy: bool = True, webhook: bool = False) -> AsyncIterator[Bench]:
    stage = peopled(Stage(START))
    platform = TelegramPlatform(stage, flood=False, privacy=privacy)
    async with running(build(stage, telegram=platform)) as url:
        hook = "https://bot.example.go.th/telegram" if webhook else None
        telegram = Telegram(settings(url, hook), StageClock(stage), lambda: COMMANDS, long_poll=1)
        await telegram.start()
        try:
            yield Bench(stage, platform, telegram, Kept(telegram))
        finally:
            await telegram.close()


@asynccontextmanager
async def hooked(*, privacy: bool = True) -> AsyncIterator[Bench]:
    """With the webhook set to a server of ours, so that every act is heard when it returns."""
    async with (
        staged(privacy=privacy, webhook=True) as bench,
        serving(build_web(bench.kept.site()), "127.0.0.1", 0) as port,
    ):
        await bench.telegram._introduce()
        await bench.telegram._check_webhook(f"http://127.0.0.1:{port}/telegram")
        yield bench


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with hooked() as bench:
        yield bench


@pytest.fixture
async def open_bench() -> AsyncIterator[Bench]:
    """Privacy mode off: Telegram lets us hear everything."""
    async with hooked(privacy=False) as bench:
        yield bench


@asynccontextmanager
async def running_channel(bench: Bench) -> AsyncIterator[None]:
    task = asyncio.create_task(bench.telegram.run(bench.kept.store))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


# --- webhook


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Telegram-Bot-Api-Secret-Token": ""},
        {"X-Telegram-Bot-Api-Secret-Token": "wrong"},
        {"X-Telegram-Bot-Api-Secret-Token": "ลับ\udc80"},
        {"X-Telegram-Bot-Api-Secret-Token": SECRET + " "},
    ],
)
@pytest.mark.parametrize("secret", [SecretStr(SECRET), None])
def test_webhook_without_the_secret_is_refused(headers, secret):
    made = replace(settings("https://api.telegram.org"), webhook_secret=secret)
    channel = Telegram(made, StageClock(Stage(START)))
    with pytest.raises(Unauthorised):
        channel.accept(headers, b"{}")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"3", b"[" * 100_000])
def test_authorised_nonsense_holds_no_message(body):
    channel = Telegram(settings("https://api.telegram.org"), StageClock(Stage(START)))
    for stored in channel.accept({"x-telegram-bot-api-secret-token": SECRET}, body):
        assert channel.incoming(stored.payload) is None


async def test_webhook_is_set_only_when_it_differs_or_is_refused(bench):
    assert len(bench.calls("setWebhook")) == 1
    url = bench.platform.delivery.webhook.url
    await bench.telegram._check_webhook(url)
    assert len(bench.calls("setWebhook")) == 1
    sent = bench.calls("setWebhook")[0].body
    assert sent["secret_token"] == SECRET
    assert json.loads(sent["allowed_updates"]) == [
        "message", "edited_message", "callback_query", "my_chat_member", "chat_member",
    ]  # fmt: skip
    bench.telegram._settings = replace(bench.telegram._settings, webhook_secret=SecretStr("new"))
    await bench.platform.say(PRIVATE, "somsri", "#3")
    await bench.telegram._check_webhook(url)
    assert bench.calls("setWebhook")[-1].body["secret_token"] == "new"


# --- what is heard


@pytest.mark.parametrize(
    ("said", "text", "mentioned"),
    [
        ("/done@TidtamBot 3 อบรมแล้ว", "#เสร็จ 3 อบรมแล้ว", True),
        ("/DONE@tidtambot 3", "#เสร็จ 3", True),
        ("/summary@TidtamBot", "/summary", True),
        ("/start@TidtamBot กข12", "กข12", True),
    ],
)
async def test_command_in_a_group(bench, said, text, mentioned):
    heard = await bench.said(said)
    assert (heard.text, heard.mentioned, heard.kind) == (text, mentioned, Kind.TEXT)
    assert (heard.chat, heard.sender) == (bench.address(), bench.user("somsri"))
    assert (heard.sender_name, heard.chat_title) == ("สมศรี", "กองคลัง")


async def test_bare_command_after_a_word_of_ours(bench):
    await bench.send("ค้าง 3 ข้อ")
    heard = await bench.said("/done 3")
    assert (heard.text, heard.mentioned) == ("#เสร็จ 3", False)


async def test_words_not_addressed_to_us_are_never_stored(open_bench):
    for said in ("กินข้าวกัน", "/done@OtherBot 3", "@somebody #ไม่ใช่", "ข้อ 3 เสร็จ"):
        await open_bench.platform.say(GROUP, "somsri", said)
    assert len(open_bench.kept.events) == 4
    assert open_bench.kept.told == []
    assert not any(event.payload for event in open_bench.kept.events.values())


async def test_words_of_others_in_a_quote_are_not_stored(open_bench):
    await open_bench.platform.say(GROUP, "wichai", "เรื่องลับของวิชัย")
    quoted = open_bench.stage.view(GROUP)[-1].id
    heard = await open_bench.said("#3 เสร็จ", quote=quoted)
    assert heard.text == "#3 เสร็จ"
    assert not any("ลับ" in event.payload for event in open_bench.kept.events.values())


async def test_mention_is_cut_out(open_bench):
    heard = await open_bench.said("👩🏽‍💼 @TidtamBot 3 เสร็จ")
    assert (heard.text, heard.mentioned) == ("👩🏽‍💼  3 เสร็จ", True)


async def test_answer_to_our_message_is_heard(bench):
    sent = await bench.send("ค้าง 3 ข้อ")
    heard = await bench.said("เสร็จแล้ว", quote=bench.bubbles()[0].id)
    assert (heard.quotes,) == sent.messages
    assert heard.text == "เสร็จแล้ว"


async def test_private_words_need_no_address(bench):
    heard = await bench.said("ค้าง", PRIVATE)
    assert (heard.private, heard.text) == (True, "ค้าง")
    heard = await bench.said("/start", PRIVATE)
    assert heard.kind is Kind.JOINED
    heard = await bench.said("/start AbC-12_x", PRIVATE)
    assert (heard.kind, heard.text) == (Kind.TEXT, "AbC-12_x")


async def test_anonymous_administrator_is_nobody(bench):
    heard = await bench.said("/done@TidtamBot 3", anonymous=True)
    assert (heard.sender, heard.sender_name) == (None, "")


async def test_press_brings_the_data_back_and_its_spinner_stops(bench):
    sent = await bench.send(Reply("ข้อ 3", buttons=(button(3),)))
    bubble = bench.bubbles()[0]
    async with running_channel(bench):
        await bench.platform.tap(GROUP, "somsri", bubble.id, bubble.keyboard[0][0])
        heard = bench.kept.told[-1]
        assert (heard.kind, heard.press, heard.quotes) == (
            Kind.PRESS, "v1.d.3.abcdef", sent.messages[0],
        )  # fmt: skip
        assert heard.sender == bench.user("somsri")
        await until(lambda: bench.calls("answerCallbackQuery"))


async def until(condition) -> None:
    """Wait for something that the log of requests will show."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


async def test_edited_message_is_told_with_its_id(open_bench):
    heard = await open_bench.said("#3 เสร็จ")
    bubble = open_bench.stage.view(GROUP)[-1].id
    await open_bench.platform.edit(bubble, "#4 เสร็จ")
    edited = open_bench.kept.told[-1]
    assert (edited.kind, edited.text, edited.message) == (Kind.EDITED, "#4 เสร็จ", heard.message)
    await open_bench.platform.edit(bubble, "กินข้าวกัน")
    edited = open_bench.kept.told[-1]
    assert (edited.kind, edited.text, edited.message) == (Kind.EDITED, "", heard.message)


async def test_album_arrives_photo_by_photo_under_one_name(bench):
    files = [File("ก.png", "image/png", PNG) for _ in range(3)]
    await bench.platform.send_files(PRIVATE, "somsri", files, as_photo=True, caption="#3 หลักฐาน")
    told = bench.kept.told
    assert [heard.kind for heard in told] == [Kind.PHOTO] * 3
    assert [heard.text for heard in told] == ["#3 หลักฐาน", "", ""]
    assert len({heard.attachment.set_id for heard in told}) == 1
    assert await bench.telegram.download(told[0].attachment) == PNG


async def test_file_is_told_with_its_name_and_size(bench):
    pdf = File("คำสั่ง.pdf", "application/pdf", b"%PDF")
    await bench.platform.send_files(PRIVATE, "somsri", [pdf], as_photo=False)
    attachment = bench.kept.told[-1].attachment
    assert (attachment.name, attachment.media_type, attachment.size) == (
        "คำสั่ง.pdf", "application/pdf", 4,
    )  # fmt: skip


async def test_file_that_cannot_be_had(bench):
    with pytest.raises(Gone):
        await bench.telegram.download(Attachment("no-such-file"))
    with pytest.raises(TooLarge):
        await bench.telegram.download(Attachment("x", size=21 * 1024 * 1024))
    bench.fault(502, "/getFile", description="Bad Gateway")
    with pytest.raises(Unreachable):
        await bench.telegram.download(Attachment("x"))


async def test_group_that_moves_tells_its_new_address_twice(bench):
    old = bench.address()
    await bench.platform.migrate(GROUP)
    moves = [heard for heard in bench.kept.told if heard.kind is Kind.MOVED]
    assert {(heard.chat, heard.moved_to) for heard in moves} == {(old, bench.address())}
    assert len(moves) == 2
    with pytest.raises(SendFailed) as caught:
        await bench.telegram.send(outgoing(old, "ค้าง"), START)
    assert (caught.value.moved_to, caught.value.failure) == (bench.address(), Failure.REWORD)


async def test_coming_and_going(bench):
    await bench.platform.leave(GROUP, "wichai")
    assert bench.kept.told[-1].kind is Kind.MEMBER_LEFT
    assert bench.kept.told[-1].sender == bench.user("wichai")
    await bench.platform.leave(GROUP)
    assert bench.kept.told[-1].kind is Kind.LEFT
    await bench.platform.join(GROUP)
    assert bench.kept.told[-1].kind is Kind.JOINED
    await bench.platform.leave(PRIVATE)
    assert (bench.kept.told[-1].kind, bench.kept.told[-1].private) == (Kind.LEFT, True)


OWN = Own(7, "TidtamBot", COMMANDS)
ODD = [
    "x", None, [], {}, {"update_id": "x"}, {"update_id": 1}, {"update_id": 1, "message": "x"},
    {"update_id": 1, "message": {"chat": {}}}, {"update_id": 1, "message": {"chat": {"id": "x"}}},
    {"update_id": 1, "message": {"chat": {"id": 1}, "date": 10**30, "text": "#3"}},
    {"update_id": 1, "message": {"chat": {"id": 1}, "text": "#3", "entities": [{"type": 3}]}},
    {"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "photo": [{}], "from": 3}},
    {"update_id": 1, "callback_query": {"id": "1", "message": {}}},
    {"update_id": 1, "my_chat_member": {"chat": {"id": 1}}},
    {"update_id": 1, "subscription": {"made": "up"}},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: json.dumps(odd)[:60])
def test_odd_update_does_not_lose_its_neighbours(odd):
    chat = {"id": 5, "type": "private"}
    good = {"update_id": 9, "message": {"chat": chat, "message_id": 1, "text": "#3"}}
    reading = read_updates([odd, good], OWN, START)
    assert reading.events[-1].key == "telegram:7:9"
    assert reading.last_id == 9


SCRAP = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "chat", "from", "text", "entities", "offset", "length", "type",
                         "photo", "reply_to_message", "message_id", "date", "file_id"]),
        inner, max_size=6,
    ),
    max_leaves=20,
)  # fmt: skip


@given(st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]), SCRAP)
def test_any_update_is_read_without_raising(kind, scrap):
    read_updates([{"update_id": 1, kind: scrap}], OWN, START)


# --- polling


async def test_polled_updates_are_stored_before_they_are_confirmed():
    async with staged() as bench, running_channel(bench):
        await bench.platform.say(PRIVATE, "somsri", "#1")
        await bench.kept.news()
        await bench.platform.say(PRIVATE, "somsri", "#2")
        await bench.kept.news()
        assert [heard.text for heard in bench.kept.told] == ["#1", "#2"]
        asked = [int(r.body["offset"]) for r in bench.calls("getUpdates") if "offset" in r.body]
        assert set(asked) <= set(bench.kept.offsets)


async def test_updates_that_could_not_be_stored_come_again():
    async with staged() as bench:
        bench.kept.broken = True
        await bench.platform.say(PRIVATE, "somsri", "#1")
        async with running_channel(bench):
            await until(lambda: bench.calls("getUpdates"))
            bench.kept.broken = False
            await bench.kept.news()
        assert [heard.text for heard in bench.kept.told] == ["#1"]


async def test_update_nobody_can_read_does_not_stop_polling():
    async with staged() as bench:
        bench.platform.updates.add("message", 1, {"odd": "update"}, START, timedelta(hours=24))
        async with running_channel(bench):
            await bench.kept.news()
            await bench.platform.say(PRIVATE, "somsri", "#2")
            await bench.kept.news()
        assert [heard.text for heard in bench.kept.told] == ["#2"]
        assert len(bench.kept.events) == 2


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(409, "another process polls"), (401, "the token"), (502, "HTTP 502"), (200, "nonsense")],
)
async def test_failed_poll_is_seen_in_trouble(status, trouble):
    async with staged() as bench:
        bench.fault(status, "/getUpdates")
        with pytest.raises(Exception, match=trouble):
            await bench.telegram._poll_while_well(bench.kept.store)


async def test_telegram_that_is_away_is_waited_for():
    async with staged() as bench:
        bench.fault(502, "/getMe", description="Bad Gateway")
        async with running_channel(bench):
            await bench.platform.say(PRIVATE, "somsri", "#1")
            await bench.kept.news()
        assert bench.telegram.trouble is None
        assert len(bench.calls("getMe")) == 2


# --- what is sent


async def test_reply_quotes_and_shows_buttons(bench):
    heard = await bench.said("/done@TidtamBot 3")
    sent = await bench.send(
        Reply("บันทึกแล้ว <b>&", buttons=(button(3, "ยกเลิก"),)), quote=heard.quote_token
    )
    (bubble,) = bench.bubbles()
    assert (bubble.text, bubble.message_id) == ("บันทึกแล้ว <b>&", sent.messages[0])
    assert bubble.quote is not None
    assert bubble.keyboard[0][0]["callback_data"] == "v1.d.3.abcdef"
    assert sent.cost == 0


async def test_reply_that_quotes_nobody_stays_in_its_topic(bench):
    heard = await bench.said("/done@TidtamBot 3", FORUM, topic="ITA")
    await bench.send(Reply("ตอบ", quotes=False), FORUM, quote=heard.quote_token)
    (bubble,) = bench.bubbles(FORUM)
    assert (bubble.topic, bubble.quote) == ("ITA", None)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(big_card(60, 3), id="sixty rows"),
        pytest.param(Reply(HARD_NOTE), id="long"),
        pytest.param(Reply(""), id="empty"),
        pytest.param(Reply(HARD_TITLE, card=Card(HARD_TITLE)), id="title alone"),
        pytest.param(Reply("ก", buttons=(Button("ก", press="ก" * 30),)), id="too much data"),
        pytest.param(Reply("ก", buttons=(Button("", press="x"), Button("ก", says="#1"))), id="odd"),
    ],
)
async def test_hardest_replies_are_taken_by_telegram(bench, reply):
    await bench.send(reply)
    assert len(bench.bubbles()) == 1
    assert [r.status for r in bench.calls("sendMessage")] == [200]


async def test_card_has_its_title_bold_and_names_rows_in_buttons(bench):
    rows = tuple(Row(f"{n}ก เรื่อง", buttons=(button(n), button(n, "ทำไม่ได้"))) for n in (1, 2))
    await bench.send(Reply("ค้าง 2 ข้อ\n#1ก #2ก", card=Card("ค้าง 2 ข้อ", rows=rows)))
    (bubble,) = bench.bubbles()
    assert bench.calls("sendMessage")[0].body["text"].startswith("<b>ค้าง 2 ข้อ</b>\n")
    assert [key["text"] for key in bubble.keyboard[1]] == ["2ก ม.ค. เสร็จ", "2ก ม.ค. ทำไม่ได้"]


async def test_prompt_asks_for_a_typed_reply(bench):
    await bench.send(Reply("เพราะเหตุใด", buttons=(Button("เหตุผล", fill="#3 ทำไม่ได้ เพราะ "),)))
    (bubble,) = bench.bubbles()
    assert bubble.force_reply


async def test_person_is_mentioned(bench):
    mention = Mention("สมศรี", bench.user("somsri"))
    await bench.send(Reply("เรียน สมศรี <ข้อ 3>", mentions=(mention,)))
    assert f"tg://user?id={bench.platform.user_id('somsri')}" in str(
        bench.calls("sendMessage")[0].body["text"]
    )
    assert bench.shown() == ["เรียน สมศรี <ข้อ 3>"]


async def test_document_is_sent_as_a_file(bench):
    paper = RenderedFile("รายงาน.pdf", "application/pdf", b"%PDF-1.7")
    sent = await bench.send(Reply("รายงาน " * 400), file=paper)
    (bubble,) = bench.bubbles()
    assert bubble.file_name == "รายงาน.pdf"
    assert bench.stage.files[bubble.file].data == b"%PDF-1.7"
    assert len(sent.messages) == 1


async def test_rider_is_not_lost(bench):
    await bench.send(Reply("บันทึกแล้ว"), riders=(Reply("ค้าง 2 ข้อ", buttons=(button(2),)),))
    (bubble,) = bench.bubbles()
    assert bubble.text == "บันทึกแล้ว\n\nค้าง 2 ข้อ"
    assert len(bubble.keyboard) == 1


@pytest.mark.parametrize(
    ("status", "body", "failure", "closed"),
    [
        (403, {"description": "Forbidden: bot was blocked by the user"}, Failure.DROP, True),
        (400, {"description": "Bad Request: chat not found"}, Failure.DROP, True),
        (401, {"description": "Unauthorized"}, Failure.REWORD, False),
        (502, {"description": "Bad Gateway"}, Failure.ASK, False),
        (500, {"description": "Internal"}, Failure.ASK, False),
        (418, {"description": "?"}, Failure.ASK, False),
    ],
)
async def test_refusal_says_what_is_left_to_do(bench, status, body, failure, closed):
    bench.fault(status, **body)
    with pytest.raises(SendFailed) as caught:
        await bench.send("ค้าง")
    assert (caught.value.failure, caught.value.closed) == (failure, closed)
    assert bench.shown() == []


async def test_flood_wait_halts_the_chat_for_as_long_as_told(bench):
    bench.stage.add_fault(App.TELEGRAM, flood_wait(17))
    with pytest.raises(SendFailed) as caught:
        await bench.send("ค้าง")
    problem = caught.value
    assert (problem.failure, problem.halts_chat) == (Failure.REWORD, True)
    assert problem.retry_at == START + timedelta(seconds=18)


async def test_what_may_have_arrived_is_never_sent_again_by_itself(bench):
    bench.stage.add_fault(App.TELEGRAM, Fault(FaultKind.DROP, "/sendMessage", effect=True))
    with pytest.raises(SendFailed) as caught:
        await bench.send("ค้าง")
    assert caught.value.failure is Failure.ASK
    assert bench.shown() == ["ค้าง"]


async def test_odd_success_is_a_success(bench):
    odd = {"ok": True, "result": 7}
    fault = Fault(FaultKind.STATUS, "/sendMessage", effect=True, status=200, body=odd)
    bench.stage.add_fault(App.TELEGRAM, fault)
    assert (await bench.send("ค้าง")).messages == ()
    assert bench.shown() == ["ค้าง"]


async def test_unreachable_telegram_certainly_sent_nothing(bench):
    channel = Telegram(settings("http://127.0.0.1:9"), StageClock(bench.stage))
    message = outgoing(bench.address(), "ค้าง")
    for started in (False, True):
        if started:
            await channel.start()
        with pytest.raises(SendFailed) as caught:
            await channel.send(message, START)
        assert caught.value.failure is Failure.REWORD
        assert caught.value.retry_at > START
    await channel.close()


async def test_form_that_telegram_refuses_is_sent_in_words(bench):
    bench.fault(400, description="Bad Request: can't parse entities: ...")
    await bench.send(big_card(1))
    (bubble,) = bench.bubbles()
    assert bubble.keyboard == ()
    bench.fault(400, description="Bad Request: ก")
    bench.fault(400, description="Bad Request: ข")
    with pytest.raises(SendFailed) as caught:
        await bench.send("ค้าง")
    assert caught.value.failure is Failure.DROP


async def test_topic_that_is_gone_is_left_out_and_the_buttons_stay(bench):
    await bench.send(Reply("ค้าง", buttons=(button(3),)), FORUM, quote="@987654")
    (bubble,) = bench.bubbles(FORUM)
    assert len(bubble.keyboard) == 1


async def test_people_and_groups_are_asked_for(bench):
    assert await bench.telegram.name_of(bench.address(), bench.user("wichai")) == "วิชัย"
    assert await bench.telegram.name_of(bench.address(), "telegram:1") == ""
    assert await bench.telegram.members(bench.address()) == 2
    assert await bench.telegram.quota() is None


async def test_groups_and_private_chats_have_menus_of_their_own(bench):
    group = Menu(private=False, language="", commands={"done": "เสร็จแล้ว"})
    alone = Menu(private=True, language="", commands={"done": "เสร็จแล้ว", "code": "รหัส"})
    await bench.telegram.set_commands([group, alone])
    for chat, words in ((GROUP, ["done"]), (PRIVATE, ["done", "code"])):
        menu = bench.platform.menu(chat, "somsri")
        assert [entry["command"] for entry in menu] == words


@given(st.text(max_size=500), st.text(max_size=50), st.text(max_size=20))
def test_any_text_is_rendered_within_limits(said, title, word):
    mentions = (Mention(word, "telegram:5"),) if word else ()
    reply = Reply(f"{title}{said * 12}", card=Card(title), mentions=mentions)
    shown = render(outgoing("telegram:-1", reply))
    assert 0 < len(shown.text.encode("utf-16-le", "surrogatepass")) // 2 <= 4096
