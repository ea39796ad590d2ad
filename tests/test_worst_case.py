"""The largest office with the nastiest words: nothing it is told is refused by either app.

60 measures of 73 letters with braces, HTML and emoji, twenty divisions, notes as long as the app
lets people write; every card and list that exists is asked for.
"""

import logging

import pytest
from office_bench import Theatre, command, office

from plans.model import (
    Choice,
    Clause,
    ClauseKind,
    Every,
    Finding,
    Measure,
    Organisation,
    Period,
    Plan,
    PlanKind,
    Reading,
)
from plans.rounds import fiscal_period
from simulator.stage import App

NASTY = '{ก} <b>ส่งเสริม</b> & "คุณธรรม" \\n {{0}} %s *_` 👩🏽‍💼 ความโปร่งใส '
DIVISIONS = (
    "กองคลัง", "กองช่าง", "สำนักปลัดเทศบาล",
    *(f"กองส่งเสริม <i>งาน</i> ด้านที่ {{{n}}} 👨‍👩‍👧" for n in range(17)),
)  # fmt: skip
LONGEST = {App.LINE: 5000, App.TELEGRAM: 4096}


def worst() -> Reading:
    months = tuple(
        Clause(text, kind=ClauseKind.RECURRING, every=every)
        for text, every in (("รายงานทุกเดือน", Every.MONTH), ("รายงานทุกไตรมาส", Every.QUARTER))
    )
    measures = tuple(
        Measure(n, (f"{n} " + NASTY * 3)[:73], divisions=DIVISIONS, clauses=months)
        for n in range(1, 61)
    )
    period = fiscal_period(2566)
    plan = Plan(
        Organisation("เทศบาลตำบล <b>{ดอน}</b> 👑", "เมือง", "สมมุติ"), PlanKind.PLAN, 2566,
        measures=measures, period=Period(period.starts, period.ends), monitored=True,
    )  # fmt: skip
    choices = (Choice("every:month", NASTY), Choice("every:quarter", NASTY[::-1]))
    findings = tuple(
        Finding("choice_of_intervals", NASTY * 4, NASTY * 9, measure=n, clause=1, choices=choices)
        for n in range(1, 31)
    )
    return Reading(plan, findings)


STAFF = (
    "#ค้าง", "#ค้าง หน้า 2", "#ค้าง ทั้งหมด", "#ค้าง ทั้งหมด หน้า 40",
    "#60", "#ช่วยเหลือ", "#ช่วยเหลือ ทั้งหมด", "#1-60 เสร็จ", "#2-60 ทำไม่ได้",
    "#60 เสร็จ {note}", "#59 ทำไม่ได้ {note}", "#58 กำลังทำ {note}", "#57 หมายเหตุ {note}", "#60",
    "#60 ยกเลิก", "#สรุป", "#ข้อมูลของฉัน", "#3 พัก 7 วัน", "#3 ไม่รู้จัก {note}", "#โอน 3",
)  # fmt: skip
EXECUTIVE = ("สรุป", "สรุป 12 เดือน", "รับทราบ", "กำชับ", "กำชับ กองคลัง {note}", "#ค้าง", "#60", "ช่วยเหลือ")
ADMIN = (
    "#ห้องแชท", "#ข้อค้นพบ", "#ข้อค้นพบ 1 ตอบ 1",
    "#ข้อค้นพบ 30", "#1", "#โควตา", "#ส่งไม่ถึง", "#ซ้อม", "#เชิญ", "#เชิญ กองคลัง",
    "#วันหยุด", "#เอกสาร", "#ปฏิทิน", "#ทะเบียนกอง", "#แผน", "#ลงนาม", "#สรุป", "#60 ตัดสิน ทำไม่ได้ {note}",
    "ช่วยเหลือ ทั้งหมด",
)  # fmt: skip


@pytest.fixture
async def bot(tmp_path, caplog):
    caplog.set_level(logging.WARNING)
    async with office(tmp_path / "data", worst()) as theatre, theatre.bot():
        yield theatre


@pytest.mark.parametrize(
    ("chat", "person", "sayings"),
    [
        ("treasury", "kanya", STAFF),
        ("office", "malee", STAFF),
        ("mayor", "mayor", EXECUTIVE),
        ("deputy", "deputy", EXECUTIVE),
        ("admin", "orathai", ADMIN),
    ],
)
async def test_every_answer_is_taken_as_it_is(bot, caplog, chat, person, sayings):
    if chat == "office":
        await bot.say(chat, person, command("open"))
    for number, saying in enumerate(sayings, 1):
        if number % 10 == 0:
            await bot.turn(minutes=2)  # who says more than twenty things a minute is not heard
        shown = len(bot.shown(chat))
        await _say(bot, chat, person, saying)
        assert len(bot.shown(chat)) > shown, f"no answer to {saying}"
    _nothing_was_refused(bot, caplog)


async def test_every_reminder_is_taken_as_it_is(bot, caplog):
    """Months of silence, and the weeks in which a round closes."""
    for _ in range(16):
        await bot.turn(days=7)
    kinds = {one[0] for one in await bot.rows("SELECT DISTINCT class FROM notice")}
    assert kinds >= {"digest", "deadline", "overdue"}
    assert len(bot.shown("treasury")) > 10
    assert len(bot.shown("office")) > 10
    _nothing_was_refused(bot, caplog)


async def _say(bot: Theatre, chat: str, person: str, saying: str) -> None:
    """As people write: in a group of Telegram the bot hears commands and replies to itself."""
    app = bot.stage.chats[chat].app
    note = (NASTY * 200)[: LONGEST[app] - 60]
    own = bot.stage.by_bot(chat)
    in_reply = own[-1].id if own and app is App.TELEGRAM and chat == "office" else None
    await bot.say(chat, person, saying.replace("{note}", note), in_reply)


def _nothing_was_refused(bot: Theatre, caplog: pytest.LogCaptureFixture) -> None:
    statuses = {one.status for one in bot.stage.requests}
    assert statuses <= {200, 202, 401}  # a sign of waiting is taken; a token run out, renewed
    assert [record.message for record in caplog.records if record.name.startswith("bot")] == []
