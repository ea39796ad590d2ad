"""The gate, exactly once, and what else happens around a conversation."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from talk import BANGKOK, CHANNELS, _chat, _person, bind, sample_plan

from handlers.commands import COMMANDS as COMMANDS_TABLE
from handlers.messages import (
    Attachment,
    Card,
    Document,
    Incoming,
    Kind,
    Reply,
    reply_of,
    words_of,
)
from handlers.outbox import owe_answer
from handlers.router import Router
from handlers.scene import Office, Owed
from plans.model import Choice, Clause, ClauseKind, Every, Finding, Measure, Reading
from storage import inbox, loading, marks, measures, notices, people
from storage.database import Database, Transaction
from storage.inbox import Received
from storage.notices import NoticeClass, NoticeState
from storage.people import Audience, Role

NOW = datetime(2023, 1, 9, 9, 0, tzinfo=BANGKOK)
OFFICE = Office(secret=b"test secret")
ROUTER = Router(OFFICE)
TREASURY = _chat("กลุ่มคลัง")


def incoming(event="e1", text="#1 เสร็จ", **more) -> Incoming:
    fields = {
        "chat": TREASURY, "sent_at": NOW, "sender": _person("สมหญิง"), "sender_name": "สมหญิง",
        "message": f"m-{event}",
    }  # fmt: skip
    return Incoming(event, text=text, **fields | more)


async def handle(database, message, now=NOW):
    """What is owed to the message's chat once it was handled."""
    await database.write(inbox.receive, [Received(message.event, message.chat, "…")], now)
    await database.write(Router(OFFICE).handle, message, now)
    return await database.read(notices.find_key, f"reply/{message.event}")


async def rows(database, sql, *values):
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql, *values))]


@pytest.mark.parametrize("kind", [Kind.EDITED, Kind.UNSENT])
@pytest.mark.parametrize("text", ["", "#1 ยกเลิก", "#5 เสร็จ"])
async def test_message_of_another_chat_under_the_same_number_takes_nothing_back(
    database, kind, text
):
    """Telegram counts the messages of each chat from 1."""
    await handle(database, incoming(text="#1 เสร็จ ลงเว็บแล้ว", message="7"))
    elsewhere = {"chat": _chat("กลุ่มช่าง"), "sender": _person("สมชาย"), "message": "7"}
    await handle(database, incoming("e2", text, kind=kind, **elsewhere))
    found = await rows(database, "SELECT kind, note FROM mark WHERE key LIKE 'e1%'")
    assert found == [("done", "ลงเว็บแล้ว")]
    assert not await rows(database, "SELECT 1 FROM mark WHERE kind = 'withdrawn'")


async def test_handled_twice_is_written_once(database):
    message = incoming()
    await handle(database, message)
    await handle(database, message)
    assert await rows(database, "SELECT count(*) FROM mark") == [(1,)]
    assert await rows(database, "SELECT count(*) FROM notice") == [(1,)]
    assert await rows(database, "SELECT state, payload FROM event") == [("done", "")]


def always(*_) -> bool:
    return True


@pytest.mark.parametrize("text", ["#1 เสร็จ ลงเว็บแล้ว", "#เสร็จ", "#ค้าง"])
async def test_answer_that_may_go_at_once_is_given_as_it_is_stored(database, text):
    await handle(database, incoming("e0", "#ช่วยเหลือ"))  # whoever is new is told more
    for way, event in ((None, "e1"), (always, "e2")):
        message = incoming(event, text, quote_token="q", message="7")
        await database.write(inbox.receive, [Received(event, message.chat, "…")], NOW)
        answer = await database.write(ROUTER.handle, message, NOW, way)
        stored = await database.read(notices.find_key, f"reply/{event}")
        if way is None:
            assert (answer, stored.state) == (None, NoticeState.OWED)
            words = stored.words
        else:
            assert replace(answer, reach=stored.reach) == stored
            assert stored.state is NoticeState.SENDING
            assert reply_of(stored.words).text == reply_of(words).text or "แล้ว" in text
        assert await database.write(ROUTER.handle, message, NOW, always) is None


async def test_only_an_answer_with_words_of_its_own_goes_at_once(database):
    """A document or a picture sent apart is made first, and what is gathered waits."""
    picture = Document(2566, 6, "progress.png", NOW.date())
    for owed in (
        Owed("later", Reply("แล้ว"), after=timedelta(seconds=4)),
        Owed("wordless", after=timedelta(0), about='{"kind": "evidence", "mark": 1}'),
        Owed("apart", Reply("", card=Card("ภาพรวม"), picture=picture)),
    ):
        message = incoming(chat="telegram:-100") if owed.key == "apart" else incoming()
        assert await database.write(owe_answer, OFFICE, message, owed, NOW, always) is None
    assert await rows(database, "SELECT DISTINCT state FROM notice") == [("owed",)]
    assert await rows(database, "SELECT count(*) FROM notice") == [(4,)]


async def test_effect_reply_and_done_fall_together(database):
    message = incoming()
    await database.write(inbox.receive, [Received(message.event, message.chat, "…")], NOW)

    def broken(tx):
        ROUTER.handle(tx, message, NOW)
        raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError):
        await database.write(broken)
    assert await rows(database, "SELECT count(*) FROM mark") == [(0,)]
    assert await rows(database, "SELECT count(*) FROM notice") == [(0,)]
    assert await rows(database, "SELECT state FROM event") == [("new",)]
    assert await handle(database, message) is not None


@pytest.mark.parametrize(
    ("message", "answered"),
    [
        pytest.param(incoming(text="เสร็จแล้วค่ะ"), False, id="talk"),
        pytest.param(incoming(text="3 เสร็จ"), False, id="bare number"),
        pytest.param(incoming(text="#สู้ๆ"), False, id="hashtag"),
        pytest.param(incoming(text="# "), False, id="lone sign"),
        pytest.param(incoming(text="/"), False, id="lone slash"),
        pytest.param(incoming(text="ฝากด้วย #1 เสร็จ"), False, id="sign inside"),
        pytest.param(incoming(text="#1 เสร็จ"), True, id="number"),
        pytest.param(incoming(text="#ค้าง"), True, id="word"),
        pytest.param(incoming(text="/summary"), True, id="latin word"),
        pytest.param(incoming(text="", mentioned=True), True, id="mention alone"),
        pytest.param(incoming(text="อะไรนะ", mentioned=True), True, id="mention"),
        pytest.param(incoming(text="ขอบคุณ", quotes="theirs"), False, id="quote of others"),
        pytest.param(incoming(kind=Kind.OTHER, text=""), False, id="sticker"),
        pytest.param(incoming(kind=Kind.PRESS, text="", press="foreign"), False, id="forged"),
        pytest.param(
            incoming(text="อะไรนะ", chat=_chat("นายก", private=True), private=True),
            True,
            id="private",
        ),
    ],
)
async def test_gate(database, message, answered):
    assert (await handle(database, message) is not None) is answered
    assert await rows(database, "SELECT state, payload FROM event") == [("done", "")]


async def test_strangers_leave_no_trace(database):
    before = await rows(database, "SELECT count(*) FROM person")
    await handle(database, incoming(chat="line:C-new", sender="line:U-new"))
    wrong = incoming("e2", "#รหัส AAAA-BBBB-CCCC", chat="line:C-new", sender="line:U-new")
    await handle(database, wrong)
    assert await rows(database, "SELECT count(*) FROM person") == before
    assert await rows(database, "SELECT count(*) FROM chat WHERE address = 'line:C-new'") == [(0,)]


async def test_needs_a_name_and_a_file_only_when_addressed(database):
    def needs(message):
        return database.read(ROUTER.needs, message)

    stranger = incoming(sender="line:U-x", sender_name="")
    assert (await needs(stranger)).name
    assert not (await needs(replace(stranger, text="สวัสดี"))).name
    photo = incoming(kind=Kind.PHOTO, text="", attachment=Attachment("h"))
    assert not (await needs(photo)).file
    await handle(database, incoming("e1"))
    assert (await needs(photo)).file


async def test_photos_sent_together_are_answered_once(database):
    await handle(database, incoming("e1"))
    for number in range(3):
        photo = Attachment("h", sha256=f"{number}" * 64, size=1, set_id="s1")
        await handle(database, incoming(f"p{number}", kind=Kind.PHOTO, text="", attachment=photo))
    owed = await rows(database, "SELECT id, words FROM notice WHERE key LIKE 'evidence/%'")
    assert len(owed) == 1
    assert owed[0][1] is None
    later = NOW + timedelta(seconds=8)
    notice = await database.read(notices.find, owed[0][0])
    words = await database.read(ROUTER.render, notice, later)
    assert "๓ รายการ" in reply_of(words).text


async def test_a_moved_chat_keeps_what_it_is_bound_to(database):
    await handle(database, incoming("e1"))
    moved = incoming("e2", kind=Kind.MOVED, text="", moved_to="telegram:-100")
    await handle(database, moved)
    await handle(database, replace(moved, event="e3"))
    assert await rows(database, "SELECT DISTINCT chat FROM notice") == [("telegram:-100",)]
    notice = await handle(database, incoming("e4", text="#ค้าง", chat="telegram:-100"))
    assert "กองคลัง" in reply_of(notice.words).text


async def test_removed_and_invited_again(database):
    await handle(database, incoming("e1"))
    await handle(database, incoming("e2", kind=Kind.LEFT, text=""))
    assert await rows(database, "SELECT DISTINCT state FROM notice") == [("dead",)]
    chat = await database.read(people.find_chat, TREASURY)
    assert not chat.active
    notice = await handle(database, incoming("e3", kind=Kind.JOINED, text=""))
    assert "กองคลัง" in reply_of(notice.words).text


async def test_unsending_takes_our_repetition_along(database):
    notice = await handle(database, incoming("e1", "#1 เสร็จ เบอร์ 081-234-5678"))
    assert "081" in notice.words
    [claimed] = await database.write(notices.claim, NOW, CHANNELS, unasked=True)
    await database.write(notices.settle, claimed, NoticeState.SENT, NOW, messages=("b1",))
    await handle(database, incoming("e2", "", kind=Kind.UNSENT, message="m-e1"))
    dump = await rows(database, "SELECT note FROM mark UNION ALL SELECT words FROM notice")
    assert "081" not in json.dumps(dump)


async def test_a_code_is_forgotten_once_it_is_sent(database):
    admin = {"chat": _chat("ผู้ดูแล", private=True), "sender": _person("ผู้ดูแล"), "private": True}
    notice = await handle(database, incoming("e1", "#เชิญ กองช่าง", **admin))
    assert "รหัสสำหรับ กองช่าง" in reply_of(notice.words).text
    [claimed] = await database.write(notices.claim, NOW, CHANNELS, unasked=True)
    await database.write(notices.settle, claimed, NoticeState.SENT, NOW)
    assert await rows(database, "SELECT words FROM notice") == [(None,)]


async def test_an_administrator_in_a_group_is_a_member_like_others(database):
    notice = await handle(database, incoming("e1", "#เชิญ กองช่าง", sender=_person("ผู้ดูแล")))
    assert "ผู้ดูแลระบบ" in reply_of(notice.words).text
    assert await rows(database, "SELECT count(*) FROM code") == [(0,)]


async def test_findings_are_settled_by_tapping(database):
    choices = (Choice("month", "ทุกเดือน"), Choice("quarter", "ทุกไตรมาส"))

    def arrange(tx):
        plan = measures.find_plan(tx, 2566).plan
        findings = (
            Finding(
                "interval_choice", "เลือกรอบการรายงาน", "รายเดือนหรือรายไตรมาสก็ได้", choices=choices
            ),
            Finding("score", "คะแนนไม่ตรงกัน"),
        )
        measures.store_plan(
            tx, Reading(plan, findings), file_name="2.docx", sha256="1" * 64, now=NOW
        )

    await database.write(arrange)
    admin = {"chat": _chat("ผู้ดูแล", private=True), "sender": _person("ผู้ดูแล"), "private": True}
    shown = reply_of((await handle(database, incoming("e1", "#ข้อค้นพบ", **admin))).words)
    assert shown.card is not None
    assert [button.label for button in shown.card.buttons] == ["ทุกเดือน", "ทุกไตรมาส"]
    press = incoming("e2", "", kind=Kind.PRESS, press=shown.card.buttons[1].press, **admin)
    after = reply_of((await handle(database, press)).words)
    assert "คะแนนไม่ตรงกัน" in after.text
    assert after.card is not None
    assert [button.label for button in after.card.buttons] == ["รับทราบตามที่อ่าน"]
    await handle(database, incoming("e3", "#ข้อค้นพบ 2 ตอบ 1", **admin))
    assert await rows(database, "SELECT decision, assumed FROM finding ORDER BY position") == [
        ("quarter", 0),
        ("read", 0),
    ]


def about(
    audience="division", divisions=("กองคลัง",), kind="due", day="2023-01-31", ids=(), moved=None
):
    return json.dumps(
        {
            "audience": audience, "divisions": divisions, "fiscal_year": 2566, "day": day,
            "kind": kind, "occurrences": ids, "occasions": {str(one): kind for one in ids},
            "moved": {str(one): moved for one in ids} if moved else {},
        }
    )  # fmt: skip


async def reminder(database, chat, about_, now):
    await database.write(notices.owe, "reminder/x", chat, NoticeClass.DEADLINE, now, about=about_)
    notice = await database.read(notices.find_key, "reminder/x")
    words = await database.read(ROUTER.render, notice, now)
    return reply_of(words) if words else None


def occurrence_ids(tx, number):
    standing = measures.occurrences(tx, measures.duties(tx, 2566))
    return [one.id for one in standing if one.duty.measure == number]


async def test_a_reminder_asks_for_what_is_open_now(database):
    ids = await database.read(occurrence_ids, 1) + (await database.read(occurrence_ids, 2))[:2]
    reply = await reminder(database, TREASURY, about(ids=ids), NOW)
    assert "#1ก ประกาศเจตนารมณ์" in reply.text
    assert "ที่มา:" in reply.text
    assert "ภายในเดือนมกราคม" in reply.text
    assert [len(row.buttons) for row in reply.card.rows] == [1, 1, 1]
    assert reply.card.rows[0].buttons[0].says == "#2ก ต.ค. 65 เสร็จ"


async def test_the_administrator_is_told_why_the_reminder_comes_to_her(database):
    ids = await database.read(occurrence_ids, 5)
    admin = _chat("ผู้ดูแล", private=True)
    told = about("admin", ("กองช่าง",), ids=ids)
    reply = await reminder(database, admin, told, NOW)
    assert "ยังไม่มีแชท ท่านรายงานแทนได้" in reply.text
    assert "ยังไม่มีแชท ท่านรายงานแทนได้" in reply.card.footer


async def test_a_reminder_of_what_was_answered_meanwhile_is_pointless(database):
    await handle(database, incoming("e1"))
    ids = await database.read(occurrence_ids, 1)
    assert await reminder(database, TREASURY, about(ids=ids), NOW) is None


async def test_a_reminder_moved_before_a_weekend_says_so(database):
    ids = await database.read(occurrence_ids, 3)
    friday = datetime(2022, 12, 30, 9, tzinfo=BANGKOK)
    moved = about(day="2022-12-30", ids=ids, moved="2022-12-31")
    reply = await reminder(database, TREASURY, moved, friday)
    assert "เลื่อนจากวันเสาร์ที่ ๓๑ ธ.ค. ๖๕" in reply.text


@pytest.mark.parametrize(
    ("today", "title"),
    [
        ((2023, 3, 24), "รวบรวมผลรอบ ๖ เดือน โปรดรายงานภายใน ๑๐ เม.ย. ๖๖"),
        ((2023, 4, 11), "รวบรวมผลรอบ ๖ เดือน โปรดรายงานภายใน ๒๐ เม.ย. ๖๖"),
        ((2023, 9, 20), "รวบรวมผลรอบ ๑๒ เดือน โปรดรายงานภายใน ๑๐ ต.ค. ๖๖"),
    ],
)
async def test_a_closing_round_is_named_however_late_it_is_told(database, today, title):
    ids = await database.read(occurrence_ids, 3)
    told = about(kind="closing", day="2023-03-24", ids=ids)
    reply = await reminder(database, TREASURY, told, datetime(*today, 9, tzinfo=BANGKOK))
    assert reply.text.startswith(title)


async def test_the_executives_digest_is_acknowledged_where_it_is_answered(database):
    ids = await database.read(occurrence_ids, 3)
    mayor = _chat("นายก", private=True)
    month = [one for one in ids if one in await database.read(overseen_in, date(2022, 12, 31))]
    now = datetime(2022, 12, 30, 9, tzinfo=BANGKOK)
    digest = about("executive", (), "due", "2022-12-30", month)
    reply = await reminder(database, mayor, digest, now)
    assert "เรียนผู้บริหาร" in reply.text
    assert [button.label for button in reply.buttons] == ["รับทราบ", "สรุป"]
    sender = {"chat": mayor, "sender": _person("นายก"), "private": True}
    notice = await database.read(notices.find_key, "reminder/x")
    await database.write(notices.word, notice.id, words_of(reply))
    press = incoming("e1", "", kind=Kind.PRESS, press=reply.buttons[0].press, **sender)
    await handle(database, press, now)
    closed = await rows(database, "SELECT occurrence_id FROM oversight")
    assert [one for (one,) in closed] == month


def overseen_in(tx, due):
    found = measures.occurrences(tx, measures.duties(tx, 2566))
    return [one.id for one in found if one.due == due and one.duty.actor == "executive"]


async def test_amended_plan_keeps_marks_with_their_measures(database):
    await handle(database, incoming("e1"))

    def amend(tx):
        plan = measures.find_plan(tx, 2566).plan
        first, second, *rest = plan.measures
        turned = (replace(second, number=1), replace(first, number=2), *rest[:-1])
        amended = Reading(replace(plan, measures=turned))
        measures.store_plan(tx, amended, file_name="3.docx", sha256="2" * 64, now=NOW)
        loading.follow(tx, 2566)
        return marks.marks(tx, 2566), measures.occurrences(tx, measures.duties(tx, 2566))

    said, occurrences = await database.write(amend)
    answered = next(one for one in occurrences if one.id == said[0].occurrence)
    assert answered.duty.measure == 2
    notice = await handle(database, incoming("e2", "#9 เสร็จ", chat=_chat("กลุ่มปลัด")))
    assert "ไม่มีมาตรการที่ ๙" in reply_of(notice.words).text


async def test_an_answer_stays_when_its_date_is_decided_otherwise(database):
    await handle(database, incoming("e1"))

    def amend(tx):
        plan = measures.find_plan(tx, 2566).plan
        first, *rest = plan.measures
        later = replace(first.clauses[0], due=(date(2023, 2, 28),))
        changed = replace(plan, measures=(replace(first, clauses=(later,)), *rest))
        measures.replace_plan(tx, measures.find_plan(tx, 2566), changed)
        loading.follow(tx, 2566)
        found = measures.occurrences(tx, measures.duties(tx, 2566))
        return [one.due for one in found if one.duty.measure == 1]

    assert await database.write(amend) == [date(2023, 2, 28)]
    notice = await handle(database, incoming("e2", "#1"))
    assert "ดำเนินการแล้วเสร็จ กองคลัง" in reply_of(notice.words).text


async def test_no_query_in_a_loop(database, monkeypatch):
    counted = []
    plain = Transaction.all
    monkeypatch.setattr(
        Transaction,
        "all",
        lambda self, sql, *values: counted.append(sql) or plain(self, sql, *values),
    )
    await handle(database, incoming("e1", "#ค้าง ทั้งหมด"))
    assert len(counted) < 40


LONG = "ข้อความยาวมาก " * 400


@pytest.fixture
async def crowded():
    """The largest plan there may be: every answer must still fit one message."""
    opened = await Database.open(None)
    await opened.write(_crowd)
    yield opened
    await opened.close()


def _crowd(tx):
    names = tuple(f"กองที่มีชื่อยาวเหลือเกินลำดับที่ {number}" for number in range(30))
    clause = Clause("รายงานทุกไตรมาส" * 20, kind=ClauseKind.RECURRING, every=Every.QUARTER)
    rows = tuple(
        Measure(number, "ชื่อมาตรการยาว" * 40, divisions=names, clauses=(clause,) * 2)
        for number in range(1, 61)
    )
    plan = replace(sample_plan(), measures=rows)
    measures.store_plan(tx, Reading(plan), file_name="x", sha256="0" * 64, now=NOW)
    loading.follow(tx, 2566)
    bind(tx, "กลุ่มใหญ่", *names)
    for name, audience in (("นายก", Audience.EXECUTIVE), ("ผู้ดูแล", Audience.ADMIN)):
        chat = people.note_chat(tx, _chat(name, private=True), private=True)
        people.bind_chat(tx, chat, audience, None, NOW)
        person = people.note_person(tx, _person(name), name)
        people.give_role(tx, person, Role(audience), None, NOW)


COMMANDS = (
    "#ค้าง ทั้งหมด", "#3", "#สรุป", "#สรุป 12 เดือน", "#ช่วยเหลือ ทั้งหมด", "#ห้องแชท", "#3 เสร็จ",
    "#3ก เสร็จ", f"#3ก แทน กองที่มีชื่อยาวเหลือเกินลำดับที่ 7 เสร็จ {LONG}", f"#3 {LONG}", "#1-60 ทำไม่ได้",
    f"#3ก แทน กองที่มีชื่อยาวเหลือเกินลำดับที่ 7 ทำไม่ได้ {LONG}", "#1-30 เสร็จ", "#รับทราบ", LONG, f"#{LONG}",
    f"#กำชับ กองที่มีชื่อยาวเหลือเกินลำดับที่ 7 {LONG}",
)  # fmt: skip


@pytest.mark.parametrize("who", ["กลุ่มใหญ่", "นายก", "ผู้ดูแล"])
async def test_every_answer_fits_one_message(crowded, who):
    private = who != "กลุ่มใหญ่"
    where = {"chat": _chat(who, private=private), "sender": _person(who), "private": private}
    for number, text in enumerate(COMMANDS):
        await handle(crowded, incoming(f"e{number}", text, **where))
    for (words,) in await rows(crowded, "SELECT words FROM notice"):
        reply = reply_of(words)
        assert 0 < len(reply.text) <= 4096
        assert all(len(button.press) <= 64 for button in reply.buttons)
        assert all(button.label for button in reply.buttons)
        assert len(reply.card.rows if reply.card else ()) <= 33


@pytest.mark.parametrize("command", COMMANDS_TABLE, ids=lambda command: command.verb)
@pytest.mark.parametrize("sender", [None, _person("สมหญิง")], ids=["unnamed", "named"])
async def test_every_command_answers_everybody(database, command, sender):
    for number, rest in enumerate(("", " 3", " กองคลัง", " 1 ๑๒ ก.พ.")):
        message = incoming(f"e{number}", f"#{command.words[0]}{rest}", sender=sender)
        assert await handle(database, message) is not None
