"""Who may change what: every command from every kind of person; floods, races, odd letters."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fault_counts import times, tried
from talk import _chat, _person, _set_up
from test_abuse import effects
from test_router import NOW, OFFICE, incoming

from handlers.commands import COMMANDS
from handlers.messages import Incoming, Kind, reply_of
from handlers.outbox import buttons_of
from handlers.parse import Verb
from handlers.router import Router
from storage import inbox, notices, people
from storage.database import Database, Transaction
from storage.inbox import Received
from storage.people import Audience, Role

SEED = 2570

# --- F22: role and action, every cell


def arranged(tx: Transaction) -> None:
    """The office of the transcripts, with something in it that each command could change."""
    _set_up(tx)
    office_says(tx, "#1 เสร็จ ของกองคลัง", "กลุ่มคลัง", "สมหญิง")
    office_says(tx, "#4 ทำไม่ได้ ไม่มีงบประมาณ", "กลุ่มคลัง", "สมหญิง")
    for kind in Kind.TEXT, Kind.MEMBER_LEFT:
        office_says(tx, "#ค้าง", "กลุ่มคลัง", REMOVED, kind)
        if kind is Kind.TEXT:
            put_in_charge(tx, REMOVED)


REMOVED = "ผู้ที่ออกไป"
"""Reported for กองคลัง in its group and in 1:1, and was taken out of the group an hour ago."""


def put_in_charge(tx: Transaction, who: str) -> None:
    division = people.find_division(tx, "กองคลัง")
    chat = people.note_chat(tx, _chat(who, private=True), private=True)
    people.bind_chat(tx, chat, Audience.DIVISION, division, NOW)
    people.give_role(tx, people.find_person(tx, _person(who)), Role.STAFF, division, NOW)


def office_says(tx: Transaction, text: str, group: str, who: str, kind: Kind = Kind.TEXT) -> None:
    message = incoming(f"before-{text}-{kind}", text, chat=_chat(group), sender=_person(who))
    message = replace(message, sender_name=who, kind=kind, sent_at=NOW - timedelta(hours=1))
    inbox.receive(tx, [Received(message.event, message.chat, "…")], NOW)
    Router(OFFICE).handle(tx, message, NOW)


WHO: dict[str, dict[str, object]] = {
    "own division": {"chat": _chat("กลุ่มคลัง"), "sender": _person("สมหญิง")},
    "other division": {"chat": _chat("กลุ่มช่าง"), "sender": _person("สมชาย")},
    "executive": {"chat": _chat("นายก", private=True), "sender": _person("นายก"), "private": True},
    "administrator": {
        "chat": _chat("ผู้ดูแล", private=True), "sender": _person("ผู้ดูแล"), "private": True,
    },
    "administrator in a group": {"chat": _chat("กลุ่มช่าง"), "sender": _person("ผู้ดูแล")},
    "unnamed": {"chat": _chat("กลุ่มคลัง"), "sender": None},
    "stranger": {"chat": _chat("แปลก", private=True), "sender": _person("แปลก"), "private": True},
    "unbound group": {"chat": _chat("กลุ่มแปลก"), "sender": _person("แปลก")},
    "member in an unbound group": {"chat": _chat("กลุ่มแปลก"), "sender": _person("สมหญิง")},
    "administrator in an unbound group": {"chat": _chat("กลุ่มแปลก"), "sender": _person("ผู้ดูแล")},
    "removed member": {"chat": _chat("กลุ่มคลัง"), "sender": _person(REMOVED)},
    "removed member alone": {
        "chat": _chat(REMOVED, private=True), "sender": _person(REMOVED), "private": True,
    },
    "removed member in an unbound group": {"chat": _chat("กลุ่มแปลก"), "sender": _person(REMOVED)},
    "group without a chat": {"chat": "line:", "sender": _person("แปลก")},
}  # fmt: skip

SAYS: dict[Verb, str] = {
    Verb.DONE: "#2 เสร็จ", Verb.NOT_POSSIBLE: "#2 ทำไม่ได้ งบไม่พอ", Verb.IN_PROGRESS: "#2 กำลังทำ",
    Verb.NOTE: "#1 หมายเหตุ เพิ่ม", Verb.UNDO: "#1 ยกเลิก", Verb.OPEN: "#ค้าง", Verb.SHOW: "#1",
    Verb.SUMMARY: "#สรุป", Verb.REPORT: "#รายงาน word", Verb.ACKNOWLEDGE: "#รับทราบ",
    Verb.URGE: "#กำชับ กองช่าง เร่งหน่อย", Verb.SNOOZE: "#พัก 2 7 วัน",
    Verb.HAPPENED: "#6 เกิดแล้ว 5 ม.ค. 2566", Verb.DECIDE: "#4 ตัดสิน ทำไม่ได้ ไม่มีงบจริง",
    Verb.SPEAK_FOR: "#ตอบแทน กองคลัง", Verb.CODE: "#รหัส AAAA-BBBB-CCCC",
    Verb.INVITE: "#เชิญ กองคลัง", Verb.CHATS: "#ห้องแชท",
    Verb.HOLIDAYS: "#วันหยุด 5 พ.ค. 2566 หยุด งานท้องถิ่น", Verb.FINDINGS: "#ข้อค้นพบ",
    Verb.DIVISIONS: "#ทะเบียนกอง เพิ่ม กองใหม่", Verb.HAND_OVER: "#2 โอน กองช่าง ตั้งแต่ 1 ก.พ. 2566",
    Verb.REASSIGN: "#4 ย้ายผล กองคลัง ให้ กองช่าง เพราะพิมพ์ผิด", Verb.AWAY: "#ลา 10-12 ม.ค. 2566",
    Verb.LANGUAGE: "#ภาษา en", Verb.FORGET_ME: "#ลบข้อมูลของฉัน",
}  # fmt: skip
"""What is said for a verb; else its first word alone."""


class _Undone(Exception):
    """Carries what happened out of a transaction that is rolled back."""


async def cell(database: Database, verb: Verb, who: str) -> tuple[frozenset[str], str]:
    """Which tables one person's command would change, and what is answered."""
    word = next(command.words[0] for command in COMMANDS if command.verb is verb)
    message = incoming("cell", SAYS.get(verb, f"#{word}"), **WHO[who])
    message = replace(message, sender_name=(message.sender or "").partition("-")[2])
    with pytest.raises(_Undone) as undone:
        await database.write(_try, message)
    changed, said = undone.value.args
    return changed, said


def _try(tx: Transaction, message: Incoming) -> None:
    before = effects(tx)
    inbox.receive(tx, [Received(message.event, message.chat, "…")], NOW)
    Router(OFFICE).handle(tx, message, NOW)
    after = effects(tx)
    owed = tx.all("SELECT words FROM notice WHERE chat = ? AND key LIKE '%cell%'", message.chat)
    said = "\n".join(reply_of(words).text for (words,) in owed if words)
    changed = {name for name in after if after[name] != before[name]}
    raise _Undone(frozenset(changed - {"person", "people_state"}), said)


_OWN, _OTHER, _HEAD, _DESK = "own division", "other division", "executive", "administrator"
_GROUPED = "administrator in a group"
MAY: dict[Verb, set[str]] = {
    Verb.DONE: {_OWN, _DESK}, Verb.NOT_POSSIBLE: {_OWN, _DESK}, Verb.IN_PROGRESS: {_OWN, _DESK},
    Verb.NOTE: {_OWN, _DESK}, Verb.UNDO: {_OWN, _DESK}, Verb.SNOOZE: {_OWN, _DESK},
    Verb.HAPPENED: {_OTHER, _GROUPED, _DESK},  # measure 6 is the other division's
    Verb.ACKNOWLEDGE: {_HEAD}, Verb.URGE: {_HEAD, _DESK}, Verb.DECIDE: {_DESK},
    Verb.INVITE: {_DESK}, Verb.HOLIDAYS: {_DESK}, Verb.DIVISIONS: {_DESK}, Verb.REASSIGN: {_DESK},
    Verb.HAND_OVER: {_OWN}, Verb.SPEAK_FOR: {_OWN}, Verb.LANGUAGE: {_HEAD, _DESK},
    Verb.AWAY: {_OWN, _OTHER, _HEAD, _DESK, _GROUPED},
}  # fmt: skip
"""Whose words change something when said as in ``SAYS``; of every other verb nobody's do."""


@pytest.fixture
async def office():
    opened = await Database.open(None)
    await opened.write(arranged)
    yield opened
    await opened.close()


async def test_every_cell_of_role_and_action(office, record_property):
    wrong = []
    for verb in Verb:
        for who in WHO:
            changed, _ = await cell(office, verb, who)
            if bool(changed) != (who in MAY.get(verb, set())):
                wrong.append(f"{verb} by {who} changed {sorted(changed) or 'nothing'}")
    tried(record_property, len(Verb) * len(WHO))
    assert not wrong, "\n".join(wrong)


async def test_refusals_of_strangers_tell_nothing_of_the_office(office):
    inside = await office.read(lambda tx: tx.all(
        "SELECT title AS word FROM measure UNION SELECT name FROM division"
        " UNION SELECT name FROM person WHERE name <> '' UNION SELECT note FROM mark"
    ))  # fmt: skip
    told_anyway = {"นายก", "ผู้ดูแล", REMOVED}  # words of ours, and a name told to its owner
    words = [word for (word,) in inside if word and word not in told_anyway]
    assert len(words) > 12
    for verb in Verb:
        for who in list(WHO)[6:]:
            _, said = await cell(office, verb, who)
            assert not [word for word in words if word in said], f"{verb} by {who}: {said}"


async def test_wrong_codes_are_throttled_and_reveal_nothing(office, record_property):
    count, letters = times(10_000), people._CODE_LETTERS
    right = await office.write(lambda tx: people.issue_code(tx, Audience.ADMIN, None, NOW))
    before, chance = await office.read(effects), random.Random(SEED)
    answers = set()
    router = Router(OFFICE)
    for number in range(count):
        code = "".join(chance.choice(letters) for _ in range(12))
        who = f"line:U-ผู้เดา{number % 7}"
        message = incoming(f"g{number}", f"#รหัส {code}", chat=who, sender=who, private=True)
        message = replace(message, sent_at=NOW + timedelta(seconds=number))
        answers.add(await _answer(office, router, message))
    assert len(answers) == 2, "unknown, and after five of them: wait"
    assert await office.read(effects) == before
    tries = await office.read(lambda tx: tx.value("SELECT count(*) FROM wrong_code"))
    assert tries == 7 * 5
    guesser = {"chat": who, "sender": who, "private": True}
    late = await _answer(office, router, incoming("late", f"#รหัส {right}", **guesser))
    assert late in answers, "not even the right one, for an hour"
    other = {"chat": "line:U-ใหม่", "sender": "line:U-ใหม่", "private": True}
    assert await _answer(office, router, incoming("ok", f"#รหัส {right}", **other)) not in answers
    tried(record_property, count)


async def _answer(database: Database, router: Router, message: Incoming, now=NOW) -> str:
    await database.write(inbox.receive, [Received(message.event, message.chat, "…")], now)
    await database.write(router.handle, message, now)
    found = await database.read(notices.find_key, f"reply/{message.event}")
    return reply_of(found.words).text if found and found.words else ""


# --- F23 and F24: many at once


async def test_a_hundred_members_tapping_one_button_have_one_effect(office):
    router = Router(OFFICE)
    await _answer(office, router, incoming("open", "#ค้าง"))
    card = await office.read(notices.find_key, "reply/open")
    press = next(button.press for button in buttons_of(reply_of(card.words)) if button.press)
    for number in range(100):
        who = f"line:U-คนที่{number}"
        tap = incoming(f"tap{number}", "", kind=Kind.PRESS, press=press, sender=who)
        await _answer(office, router, replace(tap, sender_name=f"คนที่ {number}"))
    kinds = await office.read(lambda tx: tx.all(
        "SELECT kind, count(*) FROM mark WHERE key LIKE 'tap%' GROUP BY kind"
    ))  # fmt: skip
    assert [tuple(row) for row in kinds] == [("done", 1)]


_RACING = (
    "#1 เสร็จ {n}", "#1 ทำไม่ได้ {n}", "#1 ยกเลิก", "#2 เสร็จ {n}", "#2 ยกเลิก", "#9 เสร็จ {n}",
    "#1 หมายเหตุ {n}", "#ค้าง", "#7 กำลังทำ {n}",
)  # fmt: skip


async def test_all_at_once_ends_as_one_by_one(tmp_path, record_property):
    """Over a real file, where what waits together shares a commit."""
    chance, rounds, each = random.Random(SEED), times(50), 50
    for number in range(rounds):
        told = list(_racing(chance, number, each))
        together = await _raced(tmp_path / f"{number}.db", told, at_once=True)
        assert together == await _raced(tmp_path / f"{number}again.db", told, at_once=False)
        withdrawn = [mark[5] for mark in together if mark[2] == "withdrawn"]
        assert len(withdrawn) == len(set(withdrawn)), "taken back twice"
    tried(record_property, rounds * each)


def _racing(chance: random.Random, number: int, each: int) -> Iterator[Incoming]:
    for place in range(each):
        group = chance.choice(("กลุ่มคลัง", "กลุ่มสองกอง", "กลุ่มช่าง"))
        text = chance.choice(_RACING).format(n=f"ครั้งที่ {place}")
        who = f"คน{chance.randrange(4)}"
        message = incoming(f"r{number}-{place}", text, chat=_chat(group), sender=_person(who))
        yield replace(message, sender_name=who)


async def _raced(path, told, *, at_once: bool) -> list[tuple[object, ...]]:
    database, router = await Database.open(path), Router(OFFICE)
    await database.write(arranged)
    received = [Received(one.event, one.chat, "…") for one in told]
    await database.write(inbox.receive, received, NOW)
    work = [database.write(router.handle, one, NOW) for one in told]
    if at_once:
        await asyncio.gather(*work)
    else:
        for one in work:
            await one
    found = await database.read(lambda tx: tx.all(
        "SELECT key, id, kind, occurrence_id, division_id, withdraws FROM mark"
        " WHERE key LIKE 'r%' ORDER BY id"
    ))  # fmt: skip
    assert await database.is_sound()
    await database.close()
    return [tuple(row) for row in found]
