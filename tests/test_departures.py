"""Who leaves a group says nothing there any more, nor in 1:1 for those the group stands for."""

import json
from datetime import timedelta

import pytest
from office_bench import command, office
from talk import _chat, _person, bind
from test_router import NOW, handle, incoming, rows

from bot.channel import unpack
from bot.line_events import read_events
from bot.telegram_events import Own, read_updates
from handlers import texts
from handlers.messages import Kind, reply_of
from handlers.outbox import buttons_of
from handlers.router import Router
from handlers.scene import Office
from storage import notices, people, privacy
from storage.people import Audience, Role

HOUR = timedelta(hours=1)
ALONE = {"chat": _person("สมหญิง"), "private": True}
LEFT = {"text": "", "kind": Kind.MEMBER_LEFT, "sender_name": ""}
CAME = LEFT | {"kind": Kind.MEMBER_CAME}


@pytest.fixture
async def staff(database):
    """สมหญิง reports for กองคลัง in its group and, with a code of her own, in 1:1."""
    await handle(database, incoming("hello", "#ค้าง"))
    await redeem(database, Audience.DIVISION, "กองคลัง")
    return database


async def redeem(database, audience, name=None, who="สมหญิง"):
    def issue(tx):
        division = people.find_division(tx, name) if name else None
        return people.issue_code(tx, audience, division, NOW)

    code = await database.write(issue)
    alone = {"chat": _person(who), "sender": _person(who), "private": True}
    assert await handle(database, incoming(f"code {audience} {name}", code, **alone))


def said(notice):
    return reply_of(notice.words).text if notice and notice.words else ""


async def kinds(database):
    return [kind for (kind,) in await rows(database, "SELECT kind FROM mark ORDER BY id")]


async def test_who_left_reports_neither_there_nor_alone(staff):
    await handle(staff, incoming("1", "#1 เสร็จ", **ALONE))
    await handle(staff, incoming("2", sent_at=NOW + HOUR, **LEFT))
    later = {"sent_at": NOW + 2 * HOUR}
    in_group = await handle(staff, incoming("3", "#2 เสร็จ", **later), NOW + 2 * HOUR)
    alone = await handle(staff, incoming("4", "#2 เสร็จ", **ALONE, **later), NOW + 2 * HOUR)
    assert said(in_group) == texts.HAS_LEFT.said
    assert said(alone) == texts.UNBOUND_PRIVATE.said
    assert await kinds(staff) == ["done"]


async def test_buttons_of_before_do_nothing_for_who_left(staff):
    cards = [await handle(staff, incoming("1", "#ค้าง")),
             await handle(staff, incoming("2", "#ค้าง", **ALONE))]  # fmt: skip
    await handle(staff, incoming("3", sent_at=NOW + HOUR, **LEFT))
    for number, card in enumerate(cards):
        for place, button in enumerate(buttons_of(reply_of(card.words))):
            for where in ({}, ALONE):
                tap = incoming(
                    f"tap{number}/{place}/{bool(where)}", "", kind=Kind.PRESS,
                    press=button.press, sent_at=NOW + 2 * HOUR, **where,
                )  # fmt: skip
                answer = said(await handle(staff, tap, NOW + 2 * HOUR))
                assert answer in ("", texts.HAS_LEFT.said)
    assert await kinds(staff) == []


async def test_what_was_said_before_leaving_counts_though_it_comes_late(staff):
    await handle(staff, incoming("1", sent_at=NOW + HOUR, **LEFT), NOW + HOUR)
    await handle(staff, incoming("2", "#1 เสร็จ", sent_at=NOW + HOUR / 2), NOW + 2 * HOUR)
    assert await kinds(staff) == ["done"]


@pytest.mark.parametrize("order", [("1", "2"), ("2", "1"), ("1", "2", "1"), ("2", "1", "2", "1")])
async def test_who_came_back_is_heard_in_whatever_order_the_app_tells(staff, order):
    told = {"1": (LEFT, NOW + HOUR), "2": (CAME, NOW + 2 * HOUR)}
    for number, one in enumerate(order):
        what, moment = told[one]
        await handle(staff, incoming(f"e{number}", sent_at=moment, **what), NOW + 3 * HOUR)
    later = incoming("later", "#1 เสร็จ", sent_at=NOW + 4 * HOUR)
    await handle(staff, later, NOW + 4 * HOUR)
    assert await kinds(staff) == ["done"]


async def test_who_came_back_before_we_heard_of_leaving_keeps_the_own_chat(staff):
    await handle(staff, incoming("1", sent_at=NOW + 2 * HOUR, **CAME), NOW + 2 * HOUR)
    await handle(staff, incoming("2", sent_at=NOW + HOUR, **LEFT), NOW + 2 * HOUR)
    await handle(staff, incoming("3", "#1 เสร็จ", **ALONE))
    assert await kinds(staff) == ["done"]


async def test_words_may_be_taken_back_after_leaving(staff):
    await handle(staff, incoming("1", "#1 เสร็จ ของลับ", message="m"))
    await handle(staff, incoming("2", sent_at=NOW + HOUR, **LEFT))
    gone = incoming("3", "", kind=Kind.UNSENT, message="m", sent_at=NOW + 2 * HOUR)
    await handle(staff, gone)
    assert await rows(staff, "SELECT count(*) FROM mark WHERE note LIKE '%ลับ%'") == [(0,)]


async def test_other_parts_stay(staff):
    await staff.write(bind, "กลุ่มช่าง", "กองช่าง")
    await redeem(staff, Audience.DIVISION, "กองช่าง")
    await redeem(staff, Audience.EXECUTIVE)
    await handle(staff, incoming("1", sent_at=NOW + HOUR, **LEFT))

    def left(tx):
        own = people.find_chat(tx, _person("สมหญิง"))
        return own.audience, [one.name for one in own.divisions]

    assert await staff.read(left) == (Audience.EXECUTIVE, ["กองช่าง"])
    assert await roles(staff) == {Role.EXECUTIVE, Role.STAFF}
    await handle(staff, incoming("2", **LEFT | {"chat": _chat("กลุ่มช่าง")}, sent_at=NOW + HOUR))
    assert await staff.read(left) == (Audience.EXECUTIVE, [])


async def roles(database):
    return (await database.read(people.find_person, _person("สมหญิง"))).roles


async def test_who_leaves_the_executives_is_none_of_them(staff):
    await staff.write(lambda tx: people.bind_chat(
        tx, people.note_chat(tx, _chat("กลุ่มผู้บริหาร"), private=False),
        Audience.EXECUTIVE, None, NOW,
    ))  # fmt: skip
    await redeem(staff, Audience.EXECUTIVE)
    heads = {"chat": _chat("กลุ่มผู้บริหาร")}
    await handle(staff, incoming("1", **LEFT | heads, sent_at=NOW + HOUR))
    summary = await handle(
        staff, incoming("2", "#กำชับ กองช่าง เร่ง", **ALONE, sent_at=NOW + 2 * HOUR)
    )
    assert said(summary) == texts.NOT_FOR_YOU.said
    assert await roles(staff) == {Role.STAFF}


async def test_administrators_are_told_what_ended_and_strangers_leave_in_silence(staff):
    await handle(staff, incoming("0", **LEFT | {"sender": _person("แปลก")}, sent_at=NOW + HOUR))
    await handle(staff, incoming("1", sent_at=NOW + HOUR, **LEFT))
    await handle(staff, incoming("2", sent_at=NOW + HOUR, **LEFT))  # told twice
    owed = await rows(staff, "SELECT key, chat FROM notice WHERE key LIKE 'parted/%'")
    assert [chat for _, chat in owed] == [_person("ผู้ดูแล")]
    notice = await staff.read(notices.find_key, owed[0][0])
    words = await staff.read(Router(Office(b"test secret")).render, notice, NOW)
    assert "สมหญิง ออกจากกลุ่มของกองคลังแล้ว" in reply_of(words).text
    assert "#เชิญ กองคลัง" in reply_of(words).text
    person = await staff.read(people.find_person, _person("สมหญิง"))
    await staff.write(privacy.forget_person, person, NOW)
    assert await staff.read(Router(Office(b"test secret")).render, notice, NOW) is None
    assert await rows(staff, "SELECT count(*) FROM departure") == [(0,)]


# --- as the apps tell it

CHAT = {"id": -100, "type": "supergroup"}
USER = {"id": 42, "is_bot": False, "first_name": "ก"}
INSIDE, OUTSIDE = {"status": "member", "user": USER}, {"status": "left", "user": USER}
MUTED = {"status": "restricted", "user": USER, "is_member": True}
BANNED = {"status": "restricted", "user": USER, "is_member": False}


def change(before, after):
    change = {"chat": CHAT, "from": {"id": 9}, "date": 1}
    return {"chat_member": change | {"old_chat_member": before, "new_chat_member": after}}


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (change(INSIDE, OUTSIDE), [Kind.MEMBER_LEFT]),
        (change(INSIDE, {"status": "kicked", "user": USER}), [Kind.MEMBER_LEFT]),
        (change(MUTED, BANNED), [Kind.MEMBER_LEFT]),
        (change(OUTSIDE, INSIDE), [Kind.MEMBER_CAME]),
        (change(BANNED, MUTED), [Kind.MEMBER_CAME]),
        (change(INSIDE, MUTED), []),
        (change(INSIDE, {}), []),
        (change(INSIDE, {"status": "left"}), []),
        ({"message": {"chat": CHAT, "date": 1, "new_chat_members": [USER, USER | {"id": 43}]}},
         [Kind.MEMBER_CAME] * 2),
        ({"message": {"chat": CHAT, "date": 1, "new_chat_members": [{"id": 7, "is_bot": True}]}},
         []),
    ],
)  # fmt: skip
def test_telegram_tells_who_comes_and_goes(update, expected):
    found = read_updates([{"update_id": 5} | update], Own(7, "TidtamBot"), NOW).events
    told = [unpack(one.payload) for one in found]
    assert [one.kind for one in told if one] == expected
    assert len({one.key for one in found}) == len(found)
    assert {one.sender for one in told if one} <= {"telegram:42", "telegram:43"}


def test_line_tells_who_comes():
    joined = {"members": [{"type": "user", "userId": "U1"}, {"type": "user", "userId": "U2"}]}
    event = {"type": "memberJoined", "webhookEventId": "1", "joined": joined, "timestamp": 1,
             "source": {"type": "group", "groupId": "C1"}}  # fmt: skip
    found = read_events(json.dumps({"events": [event]}).encode(), None, NOW)
    told = [unpack(one.payload) for one in found]
    assert [(one.kind, one.sender) for one in told] == [
        (Kind.MEMBER_CAME, "line:U1"), (Kind.MEMBER_CAME, "line:U2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("chat", "who", "first", "again"),
    [
        ("treasury", "somsak", "#2 เสร็จ", "#2 หมายเหตุ กลับมา"),
        ("office", "anan", command("done 7"), command("note 7 กลับมา")),
    ],
)
async def test_a_member_leaves_and_comes_back_on_the_wire(tmp_path, chat, who, first, again):
    async with office(tmp_path / "data") as stage, stage.bot():
        await stage.begin()
        await stage.say(chat, who, first)
        platform = stage.platform(chat)
        for act, gone in ((platform.leave, 1), (platform.join, 0)):
            await stage.turn(seconds=5)
            await act(chat, who)
            await stage.rest()
            assert await stage.rows("SELECT left_at > back_at FROM departure") == [(gone,)]
        await stage.turn(seconds=5)
        await stage.say(chat, who, again)
        assert await stage.notes() == ["", "กลับมา"]
