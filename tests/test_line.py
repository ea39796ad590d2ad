"""The LINE channel against the simulated LINE: real SDK, real HTTP, LINE's own contract."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_contract import shared_folder
from pydantic import SecretStr
from wire_bench import HARD_NOTE, Kept, StageClock, big_card, button, outgoing

from bot.channel import Gone, NotReady, Quota, TooLarge, Unauthorised, Unreachable
from bot.line import Line, next_month
from bot.line_events import NO_PRESS, read_events
from bot.line_messages import action, external, render, render_plain
from bot.settings import LineSettings
from bot.web import build as build_web
from bot.web import serving
from handlers.messages import Attachment, Button, Card, Incoming, Kind, Mention, Reply, Row
from scheduler.delivery import Failure, SendFailed
from simulator.line import LinePlatform
from simulator.line_account import LineAccount
from simulator.line_events import sign
from simulator.line_rules import Where, check_messages
from simulator.server import build, running
from simulator.stage import App, Chat, ChatKind, Fault, FaultKind, File, Person, Stage

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
DISLIKED = {"message": "A message (messages[0]) in the request body is invalid: a test"}
GROUP, FRIEND = "treasury", "somsri-1:1"


@dataclass
class Bench:
    """A stage with LINE on it, our channel, and what it received."""

    stage: Stage
    platform: LinePlatform
    line: Line
    kept: Kept

    @property
    def group(self) -> str:
        return f"line:{self.platform.account.chat_id(self.stage.chats[GROUP])}"

    @property
    def friend(self) -> str:
        return f"line:{self.platform.account.chat_id(self.stage.chats[FRIEND])}"

    def user(self, person: str) -> str:
        return f"line:{self.platform.account.user_id(person)}"

    async def said(self, text: str, chat: str = GROUP, **rest) -> Incoming:
        await self.platform.say(chat, "somsri", text, **rest)
        return self.kept.told[-1]

    def shown(self, chat: str = GROUP) -> list[str]:
        return [bubble.text for bubble in self.stage.by_bot(chat)]

    async def send(self, *args, **rest):
        return await self.line.send(outgoing(*args, **rest), self.stage.now)

    def fault(self, kind: FaultKind, path: str, **rest) -> None:
        self.stage.add_fault(App.LINE, Fault(kind, path, **rest))

    def calls(self, path: str) -> list:
        return [request for request in self.stage.requests if path in request.path]


def make_stage() -> Stage:
    stage = Stage(NOON)
    for person in (
        Person("somsri", "สมศรี"),
        Person("somying", "สมหญิง ใจดี"),
        Person("shy", "ไม่ประสงค์ออกนาม", known=False),
    ):
        stage.add_person(person)
    stage.put_chat(Chat(GROUP, App.LINE, ChatKind.GROUP, "กองคลัง", ("somsri", "somying", "shy")))
    stage.put_chat(Chat(FRIEND, App.LINE, ChatKind.PRIVATE, "สมศรี", ("somsri",)))
    return stage


def settings(url: str | None = None, **rest) -> LineSettings:
    values = {"channel_id": "2000000001", "secrets": (SecretStr(SECRET),), "access_token": None}
    return LineSettings(**(values | {"api_url": url} | rest))


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    stage = make_stage()
    platform = LinePlatform(stage, LineAccount(stage))
    async with running(build(stage, platform)) as url:
        line = Line(settings(url), StageClock(stage))
        kept = Kept(line)
        await line.start()
        try:
            async with serving(build_web(kept.site()), "127.0.0.1", 0) as port:
                platform.webhooks.point_to(f"http://127.0.0.1:{port}/line")
                yield Bench(stage, platform, line, kept)
        finally:
            await line.close()
    disliked = [r.answer for r in stage.requests if "request body" in str(r.answer)]
    assert [answer for answer in disliked if answer != DISLIKED] == []


# --- signatures

VECTOR = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
VECTOR_SIGNED = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def channel(*secrets: str) -> Line:
    return Line(settings(secrets=tuple(map(SecretStr, secrets))), StageClock(Stage(NOON)))


@pytest.mark.parametrize("header", ["x-line-signature", "X-Line-Signature", "X-LINE-SIGNATURE"])
@pytest.mark.parametrize("secrets", [(SECRET,), ("new", SECRET), (SECRET, "new")])
def test_signature_fits_any_secret_while_one_is_replaced(header, secrets):
    assert channel(*secrets).accept({header: VECTOR_SIGNED}, VECTOR) == []


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param({}, VECTOR, id="missing"),
        pytest.param({"x-line-signature": ""}, VECTOR, id="empty"),
        pytest.param({"x-line-signature": "ก\udc80"}, VECTOR, id="not ASCII"),
        pytest.param({"x-line-signature": VECTOR_SIGNED}, VECTOR + b" ", id="other bytes"),
        pytest.param({"x-line-signature": VECTOR_SIGNED[:-1]}, VECTOR, id="cut"),
    ],
)
def test_wrong_signature_is_refused(headers, body):
    with pytest.raises(Unauthorised):
        channel(SECRET).accept(headers, body)


# --- events

USER = "U" + "1" * 32
OTHER_USER = "U" + "2" * 32
CHAT = "C" + "3" * 32
OWN = "U8e742f61d673b39c7fff3cecb7536ef0"


def event(type_="message", **rest):
    made = {
        "type": type_,
        "mode": "active",
        "timestamp": int(NOON.timestamp() * 1000),
        "webhookEventId": "01HEVENT",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "r" * 32,
        "source": {"type": "group", "groupId": CHAT, "userId": USER},
    }
    return {name: value for name, value in (made | rest).items() if value is not None}


def text(words: str, **rest):
    return event(message={"type": "text", "id": "9", "text": words, "quoteToken": "q"} | rest)


def read(*events, now=NOON, **envelope):
    body = json.dumps({"destination": OWN, "events": list(events)} | envelope).encode()
    return read_events(body, OWN, now)


def told(raw, now=NOON) -> Incoming | None:
    (stored,) = read(raw, now=now)
    return channel(SECRET).incoming(stored.payload)


PRIVATE = {"type": "user", "userId": USER}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            text("#๓ เสร็จ"),
            {"kind": Kind.TEXT, "text": "#๓ เสร็จ", "message": "9", "quote_token": "q"},
        ),
        (text("＃3 เสร็จ"), {"text": "＃3 เสร็จ"}),
        (text(" \u200b#3 เสร็จ"), {"kind": Kind.TEXT}),
        (text("เรียนทุกท่าน\n#3 เสร็จ"), {"kind": Kind.TEXT}),
        (text("เสร็จแล้ว", quotedMessageId="77"), {"quotes": "77", "text": "เสร็จแล้ว"}),
        (event("postback", postback={"data": "v1.x"}), {"kind": Kind.PRESS, "press": "v1.x"}),
        (event("unsend", unsend={"messageId": "9"}), {"kind": Kind.UNSENT, "message": "9"}),
        (event("join"), {"kind": Kind.JOINED, "private": False}),
        (event("leave", replyToken=None), {"kind": Kind.LEFT, "reply_token": None}),
        (event("follow", source=PRIVATE), {"kind": Kind.JOINED, "private": True}),
        (event("unfollow", source=PRIVATE), {"kind": Kind.LEFT, "chat": f"line:{USER}"}),
        (
            event("messageEdited", message={"type": "text", "id": "9", "text": "#3 เสร็จ"}),
            {"kind": Kind.EDITED, "text": "#3 เสร็จ", "message": "9"},
        ),
        (
            event("messageEdited", message={"type": "text", "id": "9", "text": "กินข้าวกัน"}),
            {"kind": Kind.EDITED, "text": "", "message": "9"},
        ),
        (
            event(message={"type": "image", "id": "9", "imageSet": {"id": "s", "total": 3}}),
            {
                "kind": Kind.PHOTO,
                "attachment": Attachment("9", media_type="image/jpeg", set_id="s", set_total=3),
            },
        ),
        (
            event(message={"type": "file", "id": "9", "fileName": "a.pdf", "fileSize": 5}),
            {"kind": Kind.FILE, "attachment": Attachment("9", name="a.pdf", size=5)},
        ),
        (
            event("memberLeft", left={"members": [{"type": "user", "userId": OTHER_USER}]}),
            {"kind": Kind.MEMBER_LEFT, "sender": f"line:{OTHER_USER}"},
        ),
        (
            event(source=PRIVATE, message={"type": "sticker", "id": "9"}),
            {"kind": Kind.OTHER, "private": True},
        ),
    ],
)
def test_event_is_understood(raw, expected):
    found = told(raw)
    assert found is not None
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.event == "line:01HEVENT"


@pytest.mark.parametrize(
    "raw",
    [
        text("กินข้าวกัน"),
        text("ข้อ 3 เสร็จหรือยัง #งานด่วน"),
        text("# "),
        event(message={"type": "sticker", "id": "9", "keywords": ["ลับ"]}),
        event(message={"type": "location", "id": "9", "address": "บ้านลับ"}),
        event("beacon", beacon={"hwid": "x"}),
        event("somethingNew", secret="ลับ"),
        event(
            message={
                "type": "text",
                "id": "9",
                "text": "@All ประชุม",
                "mention": {"mentionees": [{"index": 0, "length": 4, "type": "all"}]},
            }
        ),
    ],
)
def test_words_not_addressed_to_us_are_never_stored(raw):
    (stored,) = read(raw)
    assert (stored.key, stored.payload) == ("line:01HEVENT", "")


@pytest.mark.parametrize(
    ("words", "index", "length", "expected"),
    [
        ("@ติดตาม เทศบาล #3 เสร็จ", 0, 14, "#3 เสร็จ"),
        ("👩🏽‍💼 @ติดตาม 3 เสร็จ", 8, 7, "👩🏽‍💼  3 เสร็จ"),  # counted in UTF-16 units
        ("👩🏽‍💼 @ติดตาม 3 เสร็จ", 5, 7, "👩🏽‍💼  3 เสร็จ"),  # counted in code points
        ("เรียน @ติดตาม ค้าง", 600, 7, "เรียน @ติดตาม ค้าง"),
        ("เรียน @ติดตาม ค้าง", -1, 7, "เรียน @ติดตาม ค้าง"),
    ],
)
def test_mention_of_us_is_cut_out_by_its_place(words, index, length, expected):
    mentionees = [{"index": index, "length": length, "type": "user", "isSelf": True}]
    found = told(text(words, mention={"mentionees": mentionees}))
    assert found is not None
    assert (found.mentioned, found.text) == (True, expected)


ODD = [
    "text", 3, None, [], {},
    event(message="odd"), event(message={"type": "text", "text": 7}),
    event(message={"type": "newKind", "id": "1"}), event("newKind"), event(source="odd"),
    event(source={"type": "newKind"}), event(mode="newMode"), event(mode=3),
    event(timestamp="yesterday"), event(timestamp=1e300), event(timestamp=12.5),
    event(deliveryContext=7), event(webhookEventId=None), event(webhookEventId={"a": 1}),
    event(type_=None), event("join", replyToken=7), event("postback", postback=[]),
    event("memberLeft", left={"members": "all"}), event("unsend"),
    text("#3 เสร็จ", mention={"mentionees": "me"}), text("#3 \udc80"),
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: json.dumps(odd)[:60])
def test_odd_event_does_not_lose_its_neighbours(odd):
    good = text("#3 เสร็จ") | {"webhookEventId": "01HGOOD"}
    keys = [stored.key for stored in read(good | {"webhookEventId": "01HFIRST"}, odd, good)]
    assert keys[0] == "line:01HFIRST"
    assert keys[-1] == "line:01HGOOD"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["type", "mode", "timestamp", "webhookEventId", "source", "message", "postback", "left",
             "unsend", "replyToken", "deliveryContext"]
        ),
        JSON | st.sampled_from(["message", "memberLeft", "postback", "messageEdited"]),
    )
)  # fmt: skip
def test_any_event_is_read_without_raising(raw):
    for stored in read(raw):
        channel(SECRET).incoming(stored.payload)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"events":null}', b"{", b"[" * 100_000])
def test_signed_nonsense_holds_no_events(body):
    assert channel(SECRET).accept({"x-line-signature": sign(SECRET, body)}, body) == []


def test_events_of_the_sdk_fixture_are_all_kept():
    path = shared_folder() / "line-openapi" / "sdk-webhook-sample.json"
    if not path.is_file():
        pytest.skip(f"the SDK's sample is not at {path}: set TIDTAM_SHARED")
    body = path.read_bytes()
    raw = json.loads(body)["events"]
    stored = read_events(body, None, NOON)
    assert len(stored) >= len([one for one in raw if one.get("mode") != "standby"])
    for one in stored:
        channel(SECRET).incoming(one.payload)


def test_event_without_id_has_the_same_key_when_it_comes_again():
    one = text("#3 เสร็จ") | {"webhookEventId": None}
    again = one | {"deliveryContext": {"isRedelivery": True}}
    assert read(one)[0].key == read(again)[0].key


def test_standby_and_foreign_events_are_ignored():
    assert read(event(mode="standby")) == []
    assert read(text("#3 เสร็จ"), destination="U" + "9" * 32) == []


def test_each_of_several_members_who_left_is_told():
    members = [{"type": "user", "userId": USER}, {"type": "user", "userId": OTHER_USER}]
    stored = read(event("memberLeft", left={"members": members}))
    assert [one.key for one in stored] == ["line:01HEVENT", "line:01HEVENT/1"]


def test_reply_token_is_fresh_for_less_than_a_minute_and_never_after_twenty():
    fresh = told(text("#3 เสร็จ"))
    late = told(text("#3 เสร็จ"), now=NOON + timedelta(minutes=25))
    dummy = told(text("#3 เสร็จ") | {"replyToken": "0" * 32})
    assert fresh is not None
    assert fresh.reply_until == NOON + timedelta(seconds=50)
    assert late is not None
    assert late.reply_until < NOON + timedelta(minutes=25)
    assert dummy is not None
    assert dummy.reply_token is None


# --- the whole way, over HTTP


async def test_said_in_a_group_and_answered_for_nothing(bench):
    heard = await bench.said("#3 เสร็จ อบรมแล้ว")
    reply = Reply("บันทึกแล้ว {ข้อ 3}", buttons=(button(3, "ยกเลิก"),))
    sent = await bench.send(
        heard.chat, reply, reply_token=heard.reply_token, reply_until=heard.reply_until,
        quote=heard.quote_token, price=3,
    )  # fmt: skip
    assert sent.cost == 0
    (bubble,) = bench.stage.by_bot(GROUP)
    assert (bubble.text, (bubble.message_id,)) == ("บันทึกแล้ว {ข้อ 3}", sent.messages)
    assert bubble.quote is not None
    assert bubble.quick_replies[0]["displayText"] == "#3ก ม.ค. ยกเลิก"


async def test_chatter_is_neither_stored_nor_answered(bench):
    for number in range(20):
        await bench.platform.say(GROUP, "somsri", f"คุยเล่นเรื่องลับที่ {number}")
    assert len(bench.kept.events) == 20
    assert bench.kept.told == []
    assert not any("ลับ" in event.payload for event in bench.kept.events.values())


async def test_tap_brings_the_data_back(bench):
    await bench.send(bench.group, big_card(3))
    (bubble,) = bench.stage.by_bot(GROUP)
    await bench.platform.tap(GROUP, "somsri", bubble.id, bubble.quick_replies[1])
    heard = bench.kept.told[-1]
    assert (heard.kind, heard.press) == (Kind.PRESS, "v1.d.1.abcdef")
    assert heard.sender == bench.user("somsri")


async def test_push_costs_its_price_and_goes_once_however_often_it_is_repeated(bench):
    first = await bench.send(bench.group, "ค้าง 3 ข้อ", price=3)
    again = await bench.send(bench.group, "ค้าง 3 ข้อ", price=3)
    assert (first.cost, bench.shown()) == (3, ["ค้าง 3 ข้อ"])
    assert again.messages == first.messages
    await bench.send(bench.group, "ค้าง 2 ข้อ", price=3)
    assert bench.shown() == ["ค้าง 3 ข้อ", "ค้าง 2 ข้อ"]


@pytest.mark.parametrize("kind", [FaultKind.DROP, FaultKind.STATUS])
async def test_push_that_may_have_arrived_is_repeated_under_its_key(bench, kind):
    bench.fault(kind, "/push", effect=True)
    with pytest.raises(SendFailed) as caught:
        await bench.send(bench.group, "ค้าง 3 ข้อ")
    assert caught.value.failure is Failure.REPEAT
    assert caught.value.retry_at > bench.stage.now
    await bench.send(bench.group, "ค้าง 3 ข้อ")
    assert bench.shown() == ["ค้าง 3 ข้อ"]


@pytest.mark.parametrize("path", ["/push", "/reply"])
async def test_odd_success_is_a_success(bench, path):
    heard = await bench.said("#3 เสร็จ")
    token = heard.reply_token if path == "/reply" else None
    bench.fault(FaultKind.GARBLE, path, effect=True)
    sent = await bench.send(heard.chat, "บันทึกแล้ว", reply_token=token)
    assert sent.messages == ()
    assert bench.shown() == ["บันทึกแล้ว"]


@pytest.mark.parametrize(
    ("status", "message", "failure", "flags"),
    [
        (429, "You have reached your monthly limit.", Failure.REWORD, {"exhausted"}),
        (429, "The API rate limit has been exceeded. Try again later.", Failure.REWORD, set()),
        (429, "Too many messages to one user.", Failure.REWORD, {"halts_chat"}),
        (429, "ไม่รู้จัก", Failure.REWORD, set()),
        (400, "Invalid reply token", Failure.REWORD, {"token_spent"}),
        (400, "Failed to send messages", Failure.DROP, {"closed"}),
        (403, "Access to this API is not available for your account", Failure.DROP, set()),
        (500, "", Failure.REPEAT, set()),
        (503, "", Failure.REPEAT, set()),
    ],
)
async def test_refusal_says_what_is_left_to_do(bench, status, message, failure, flags):
    bench.fault(FaultKind.STATUS, "/push", status=status, body={"message": message})
    with pytest.raises(SendFailed) as caught:
        await bench.send(bench.group, "ค้าง 3 ข้อ")
    problem = caught.value
    names = {"exhausted", "halts_chat", "token_spent", "closed"}
    assert problem.failure is failure
    assert {name for name in names if getattr(problem, name)} == flags
    assert problem.retry_at is None or problem.retry_at > bench.stage.now
    assert (problem.retry_at is None) == (failure is Failure.DROP)


async def test_unknown_429_is_the_month_when_the_quota_says_so(bench):
    bench.platform.account.quota.limit = 0
    bench.fault(FaultKind.STATUS, "/push", status=429, body={"message": "?"})
    with pytest.raises(SendFailed) as caught:
        await bench.send(bench.group, "ค้าง 3 ข้อ")
    assert caught.value.exhausted
    assert caught.value.retry_at == datetime(2026, 11, 30, 15, tzinfo=UTC)


async def test_late_reply_token_leaves_the_push_to_the_sender(bench):
    heard = await bench.said("#3 เสร็จ")
    await bench.stage.turn_clock(bench.stage.now + timedelta(minutes=2))
    for first_tried_at, failure in ((bench.stage.now, Failure.REWORD), (NOON, Failure.ASK)):
        with pytest.raises(SendFailed) as caught:
            await bench.send(
                heard.chat, "บันทึกแล้ว", reply_token=heard.reply_token,
                first_tried_at=first_tried_at,
            )  # fmt: skip
        assert (caught.value.failure, caught.value.token_spent) == (failure, True)
    sent = await bench.send(
        heard.chat, "บันทึกแล้ว", reply_token=heard.reply_token, reply_until=heard.reply_until
    )
    assert (sent.cost, bench.shown()) == (1, ["บันทึกแล้ว"])


async def test_reply_after_a_timeout_is_not_doubled(bench):
    heard = await bench.said("#3 เสร็จ")
    bench.fault(FaultKind.DROP, "/reply", effect=True)
    rest = {"reply_token": heard.reply_token, "reply_until": heard.reply_until}
    with pytest.raises(SendFailed) as caught:
        await bench.send(heard.chat, "บันทึกแล้ว", **rest)
    assert caught.value.failure is Failure.REPEAT
    earlier = bench.stage.now - timedelta(seconds=5)
    with pytest.raises(SendFailed) as caught:
        await bench.send(heard.chat, "บันทึกแล้ว", first_tried_at=earlier, **rest)
    assert caught.value.failure is Failure.ASK
    assert bench.shown() == ["บันทึกแล้ว"]


async def test_unreachable_line_certainly_sent_nothing(bench):
    line = Line(settings("http://127.0.0.1:9"), StageClock(bench.stage))
    message = outgoing(bench.group, "ค้าง")
    with pytest.raises(SendFailed) as caught:
        await line.send(message, NOON)  # not started
    assert caught.value.failure is Failure.REWORD
    await line.start()
    try:
        with pytest.raises(SendFailed) as caught:
            await line.send(message, NOON)
        assert caught.value.failure is Failure.REWORD
        assert line.trouble is not None
    finally:
        await line.close()


# --- tokens


async def test_token_is_issued_once_and_anew_before_it_ends(bench):
    for number in range(3):
        await bench.send(bench.group, f"{number}")
    assert len(bench.calls("/oauth2/v3/token")) == 1
    await bench.stage.turn_clock(bench.stage.now + timedelta(minutes=13))
    await bench.send(bench.group, "อีกครั้ง")
    assert len(bench.calls("/oauth2/v3/token")) == 2


async def test_refused_token_is_renewed_once_per_call(bench):
    await bench.send(bench.group, "ก")
    bench.fault(FaultKind.STATUS, "/push", status=401, body={"message": "expired"})
    await bench.send(bench.group, "ข")
    assert bench.shown() == ["ก", "ข"]
    for _ in range(2):
        bench.fault(FaultKind.STATUS, "/push", status=401, body={"message": "expired"})
    with pytest.raises(SendFailed) as caught:
        await bench.send(bench.group, "ค")
    assert caught.value.failure is Failure.REWORD
    assert len(bench.calls("/push")) == 5
    assert bench.line.trouble == "LINE does not accept the access token"


async def test_wrong_secret_is_named_in_trouble(bench):
    url = bench.platform.webhooks and bench.line._api._host
    line = Line(settings(url, secrets=(SecretStr("wrong"),)), StageClock(bench.stage))
    await line.start()
    try:
        with pytest.raises(SendFailed):
            await line.send(outgoing(bench.group, "ค้าง"), NOON)
        assert line.trouble == "LINE issues no token: check id and secret"
    finally:
        await line.close()


# --- forms


@pytest.mark.parametrize("rows", [0, 1, 8, 9, 20, 60])
@pytest.mark.parametrize("buttons", [0, 2, 3])
async def test_hardest_cards_are_taken_by_line(bench, rows, buttons):
    message = outgoing(bench.group, big_card(rows, buttons))
    await bench.line.send(message, bench.stage.now)
    assert len(bench.stage.by_bot(GROUP)) == 1
    assert bench.calls("/push")[-1].body["messages"] == render(message)  # nothing lost by the SDK


async def test_rows_with_many_words_are_spread_over_more_pages(bench):
    rows = tuple(Row(f"#{n} {'ก' * 400}", detail="ข" * 400) for n in range(8))
    card = Card("ค้าง", rows=rows, buttons=(Button("ดูทั้งหมด", press="v1.x"),))
    await bench.send(bench.group, Reply("ค้าง", card=card))
    (bubble,) = bench.stage.by_bot(GROUP)
    pages = bubble.flex["contents"]
    assert 1 < len(pages) < 8
    assert [f"#{n} " in str(pages) for n in range(8)] == [True] * 8


async def test_a_card_too_large_for_line_is_said_in_words_with_its_buttons(bench):
    rows = tuple(Row("ก" * 1900, detail="ข" * 1900) for _ in range(13))
    says = Button("เสร็จ", says="#3 เสร็จ", press="v1.x")
    await bench.send(bench.group, Reply("มาตรการที่ ๓", card=Card("๓", rows=rows, buttons=(says,))))
    (bubble,) = bench.stage.by_bot(GROUP)
    assert "#3 เสร็จ" in bubble.text
    assert [one["label"] for one in bubble.quick_replies] == ["เสร็จ"]


def test_whatever_any_test_sends_is_held_against_lines_own_files(request):
    assert "nothing_line_forbids" in request.fixturenames


LONG_LABEL = "หมายเหตุที่ยาวมากเกินยี่สิบตัวอักษร"
LONG_LINK = "https://example.go.th/" + "ก" * 500


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(HARD_NOTE), id="long"),
        pytest.param(Reply("{}}{{ {m1} "), id="braces"),
        pytest.param(Reply(""), id="empty"),
        pytest.param(Reply("ก", buttons=(Button("", says="#1"),)), id="no label"),
        pytest.param(Reply("ก", buttons=(Button("ข้อ", says="#" * 400),)), id="long command"),
        pytest.param(Reply("ก", buttons=(Button("เปิด", url="ftp://x"),)), id="odd link"),
        pytest.param(Reply("ก", buttons=(Button("ค", url=LONG_LINK),)), id="long link"),
        pytest.param(Reply("ก", buttons=(Button(LONG_LABEL, fill="#3 " * 200),)), id="fill"),
    ],
)  # fmt: skip
async def test_hardest_texts_are_taken_by_line(bench, reply):
    await bench.send(bench.group, reply)
    assert len(bench.stage.by_bot(GROUP)) == 1


async def test_people_are_mentioned_and_braces_stay(bench):
    mention = Mention("คุณสมหญิง", bench.user("somying"))
    await bench.send(bench.group, Reply("คุณสมหญิง {ข้อ 3} ของ คุณสมหญิง", mentions=(mention,)))
    (bubble,) = bench.stage.by_bot(GROUP)
    assert bubble.text == "@สมหญิง ใจดี {ข้อ 3} ของ คุณสมหญิง"


async def test_form_that_line_refuses_is_sent_in_words(bench):
    bench.fault(FaultKind.STATUS, "/push", status=400, body=DISLIKED)
    await bench.send(bench.group, big_card(2))
    (bubble,) = bench.stage.by_bot(GROUP)
    assert "#1ก ม.ค. ทำไม่ได้" in bubble.text


async def test_document_is_a_link_that_opens_outside_of_line(bench):
    link = Button("เปิดรายงาน", url="https://bot.example.go.th/files/abc")
    await bench.send(bench.group, "รายงานรอบ 6 เดือน", link=link)
    (bubble,) = bench.stage.by_bot(GROUP)
    assert "https://bot.example.go.th/files/abc?openExternalBrowser=1" in json.dumps(bubble.flex)


async def test_due_digest_rides_on_a_reply(bench):
    heard = await bench.said("#3 เสร็จ")
    sent = await bench.send(
        heard.chat, Reply("บันทึกแล้ว", buttons=(button(3),)), reply_token=heard.reply_token,
        riders=(Reply("ค้าง 2 ข้อ"),),
    )  # fmt: skip
    assert bench.shown() == ["บันทึกแล้ว", "ค้าง 2 ข้อ"]
    assert (len(sent.messages), sent.cost) == (2, 0)


def test_keyboard_button_without_data_means_nothing_when_it_comes_back():
    made = action(Button("หมายเหตุ", fill="#3 หมายเหตุ "), 20)
    assert made is not None
    assert (made["data"], made["inputOption"]) == (NO_PRESS, "openKeyboard")
    assert "displayText" not in made
    assert told(event("postback", postback={"data": NO_PRESS})) is None


@pytest.mark.parametrize(
    ("url", "kinds"),
    [
        ("https://x.go.th/files/a", ["text", "image"]),
        ("http://127.0.0.1:8080/files/a", ["text", "image"]),  # the demo on this machine
        ("http://x.go.th/files/a", ["text"]),
        ("", ["text"]),
    ],
)
def test_pictures_are_shown_by_secure_addresses_only(url, kinds):
    made = render(outgoing("line:C1", "สรุปผล", picture=url))
    assert [message["type"] for message in made] == kinds
    check_messages(made, Where())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.go.th/a", "https://x.go.th/a?openExternalBrowser=1"),
        ("https://x.go.th/a?b=1#c", "https://x.go.th/a?b=1&openExternalBrowser=1#c"),
        ("https://x.go.th/a?openExternalBrowser=1", "https://x.go.th/a?openExternalBrowser=1"),
        ("https://line.me/R/nv/camera/", "https://line.me/R/nv/camera/"),
        ("tel:043000000", "tel:043000000"),
        ("https://x.go.th/ก ข", "https://x.go.th/%E0%B8%81%20%E0%B8%82?openExternalBrowser=1"),
    ],
)
def test_link_opens_in_the_phones_own_browser(url, expected):
    assert external(url) == expected


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_rendered_within_limits(said, word):
    message = outgoing(
        "line:C1", Reply(said * 30, mentions=(Mention(word, "line:U1"),) if word else ())
    )
    (rendered,) = render(message)
    words = str(rendered["text"])
    assert 0 < len(words.encode("utf-16-le", "surrogatepass")) // 2 <= 5000


WORDS = st.text(max_size=80) | st.sampled_from(
    ["", " ", "{a}", "}", "👨‍👩‍👧‍👦" * 15, "กำ" * 40, HARD_NOTE[:500]]
)
BUTTONS = st.builds(
    Button, label=WORDS, says=WORDS, press=st.sampled_from(["", "v1.x"]), fill=WORDS,
    url=st.sampled_from(["", "https://x.go.th/ก", "javascript:x", "tel:1", "//", "line://x"]),
)  # fmt: skip
CARDS = st.builds(
    Card, title=WORDS, subtitle=WORDS, footer=WORDS, buttons=st.lists(BUTTONS, max_size=5),
    rows=st.lists(
        st.builds(
            Row, text=WORDS, detail=WORDS, percent=st.none() | st.integers(),
            buttons=st.lists(BUTTONS, max_size=3),
        ),
        max_size=10,
    ),
)  # fmt: skip


@given(st.builds(Reply, WORDS, card=st.none() | CARDS, buttons=st.lists(BUTTONS, max_size=15)))
def test_any_reply_keeps_to_the_rules_of_line(reply):
    message = outgoing("line:C1", reply)
    for messages in (render(message), render_plain(message)):
        check_messages(messages, Where())


# --- content and people


async def test_photo_is_downloaded_and_named_by_its_set(bench):
    files = [File("ก.jpg", "image/jpeg", b"\xff\xd8\xff" + bytes(10)) for _ in range(2)]
    await bench.platform.send_files(GROUP, "somsri", files, as_photo=True)
    photos = [heard.attachment for heard in bench.kept.told]
    assert len({photo.set_id for photo in photos}) == 1
    for photo in photos:
        assert await bench.line.download(photo) == b"\xff\xd8\xff" + bytes(10)


@pytest.mark.parametrize(
    ("status", "problem"),
    [(202, NotReady), (404, Gone), (410, Gone), (500, Unreachable), (403, Unreachable)],
)
async def test_content_that_is_not_there(bench, status, problem):
    bench.fault(FaultKind.STATUS, "/content", status=status)
    with pytest.raises(problem):
        await bench.line.download(Attachment("1"))


async def test_content_that_is_too_large_is_not_taken(bench, monkeypatch):
    monkeypatch.setattr("bot.line_api.LARGEST_FILE", 100_000)
    await bench.platform.send_files(
        GROUP, "somsri", [File("ก.jpg", "image/jpeg", bytes(300_000))], as_photo=True
    )
    photo = bench.kept.told[-1].attachment
    with pytest.raises(TooLarge):
        await bench.line.download(photo)
    with pytest.raises(TooLarge):
        await bench.line.download(replace(photo, size=21 * 1024 * 1024))


async def test_people_groups_and_quota_are_asked_for(bench):
    assert await bench.line.name_of(bench.group, bench.user("somying")) == "สมหญิง ใจดี"
    assert await bench.line.name_of(bench.friend, bench.user("somsri")) == "สมศรี"
    assert await bench.line.name_of(bench.group, "line:U" + "0" * 32) == ""
    assert await bench.line.members(bench.group) == 3
    assert await bench.line.members(bench.friend) == 1
    await bench.send(bench.group, "ค้าง", price=3)
    assert await bench.line.quota() == Quota(300, 3)


async def test_a_group_is_asked_what_it_is_called(bench):
    assert await bench.line.title_of(bench.group) == bench.stage.chats[GROUP].title
    assert await bench.line.title_of(bench.friend) == ""
    assert await bench.line.title_of("line:C" + "0" * 32) == ""


async def test_own_id_is_learnt_and_foreign_webhooks_are_ignored_then(bench):
    await bench.line.run(bench.kept.store)
    body = json.dumps({"destination": "U" + "9" * 32, "events": [text("#3 เสร็จ")]}).encode()
    headers = {"x-line-signature": sign(SECRET, body)}
    assert bench.line.accept(headers, body) == []


async def test_run_waits_for_line_without_an_error(bench):
    line = Line(settings("http://127.0.0.1:9"), StageClock(bench.stage))
    await line.start()
    waiting = asyncio.create_task(line.run(bench.kept.store))
    await asyncio.wait([waiting], timeout=0.2)
    assert not waiting.done()
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting
    await line.close()


async def test_proxy_in_the_environment_does_not_catch_a_local_line(bench, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    await bench.send(bench.group, "ค้าง")
    assert bench.shown() == ["ค้าง"]


def test_importing_the_channels_imports_no_sdk():
    code = (
        "import sys, bot.line, bot.telegram;"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & {'linebot', 'telegram'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


_QUESTIONS = {
    "get_bot_info": (),
    "get_group_member_count": ("C1",),
    "get_group_member_profile": ("C1", "U1"),
    "get_group_summary": ("C1",),
    "get_message_quota": (),
    "get_message_quota_consumption": (),
    "get_profile": ("U1",),
    "get_room_member_count": ("R1",),
    "get_room_member_profile": ("R1", "U1"),
    "get_webhook_endpoint": (),
    "show_loading_animation": ({"chatId": "U1", "loadingSeconds": 10},),
    "test_webhook_endpoint": (),
}
_ASKED = """
import asyncio, json, sys
from aiohttp import web
from pydantic import SecretStr
from bot.channel import Unreachable
from bot.clock import Clock
from bot.line_api import LineApi
from bot.settings import LineSettings

FACTS = {"userId": "U1", "basicId": "@a", "displayName": "A", "chatMode": "bot",
         "markAsReadMode": "auto", "count": 5, "groupId": "C1", "groupName": "G",
         "type": "limited", "value": 200, "totalUsage": 3, "endpoint": "https://a", "active": True,
         "success": True, "timestamp": "2026-01-01T00:00:00Z", "statusCode": 200, "reason": "OK",
         "detail": "200"}

async def answer(request):
    if request.headers["Authorization"] != "Bearer right":
        return web.json_response({"message": "no"}, status=401)
    if "loading" in request.path:
        return web.json_response({}, status=202)
    return web.json_response(FACTS)

async def main():
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    for token in ("right", "wrong"):
        api = LineApi(LineSettings("1", (SecretStr("s"),), SecretStr(token), url), Clock())
        await api.start()
        for question, about in json.loads(sys.argv[1]).items():
            try:
                print(question, type(await api.ask(question, *about)).__name__)
            except Unreachable as problem:
                print(question, problem)
        await api.close()
    await runner.cleanup()

asyncio.run(main())
"""


def test_every_question_is_asked_with_the_part_of_the_sdk_that_is_imported():
    """In a process of its own: here the whole of it is imported by others."""
    sources = "".join(
        path.read_text("utf-8") for path in Path(__file__).parents[1].glob("bot/*.py")
    )
    assert set(re.findall(r'\.ask\("(\w+)"', sources)) == set(_QUESTIONS)
    done = subprocess.run(
        [sys.executable, "-c", _ASKED, json.dumps(_QUESTIONS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = [line.split(" ", 1) for line in done.stdout.splitlines()]
    assert [question for question, _ in told] == [*_QUESTIONS] * 2
    right, wrong = [said for _, said in told[:12]], [said for _, said in told[12:]]
    assert [said for said in right if not said.endswith("Response")] == ["dict"]
    assert wrong == ["HTTP 401"] * 12


def test_of_the_sdk_neither_the_retired_half_nor_the_blocking_calls_are_imported():
    code = """
import sys
from bot.libraries import line_messaging
sdk = line_messaging()
print(sdk.MessagingApi, sdk.MessagingApiBlob, sdk.AsyncMessagingApi.__name__)
print({"linebot.api", "linebot.models"} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["None None AsyncMessagingApi", "set()"]


@pytest.mark.parametrize(
    ("now", "turn"),
    [
        (datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 30, 15, tzinfo=UTC)),
        (datetime(2026, 11, 30, 15, tzinfo=UTC), datetime(2026, 12, 31, 15, tzinfo=UTC)),
        (datetime(2026, 12, 31, 14, 59, tzinfo=UTC), datetime(2026, 12, 31, 15, tzinfo=UTC)),
    ],
)
def test_month_of_the_quota_turns_at_ten_in_the_evening_of_bangkok(now, turn):
    assert next_month(now) == turn
