"""A round played in advance is what the simulated year then sends, message for message."""

import io
import time as clock
from datetime import date, time

import openpyxl
import pytest
from year_bench import PLANS, year

from bot.rehearsal import rehearse, rows_on
from handlers.scene import Office
from plans.occasions import published_by
from plans.rounds import Round
from reports.schedule import Line, schedule_book
from storage import quota

OFFICE = Office(secret=b"test secret")
MORNING = (time(8, 35),)


async def played(one, months, now=None):
    round_ = Round(one.fiscal_year, months)
    return await one.database.read(rehearse, OFFICE, round_, now or one.now)


def told_as(row):
    return (row.at.date(), row.chat, row.class_, row.duties, row.text)


def sent_as(one, told):
    return (
        told.day,
        one.titles.get(told.chat, told.chat),
        told.class_,
        tuple(item[2] for item in told.items),
        told.text,
    )


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("months", [6])
async def test_rehearsal_is_what_is_then_sent(name, months):
    async with year(PLANS[name]()) as one:
        began = clock.perf_counter()
        rehearsal = await played(one, months)
        assert clock.perf_counter() - began < 3
        await one.tick()
        await one.pass_days(published_by(Round(one.fiscal_year, months)), MORNING)
        assert rehearsal.unpaid == []
        assert [told_as(row) for row in rehearsal.rows] == [sent_as(one, told) for told in one.told]


@pytest.mark.parametrize("allowed", [60, 150, 300])
async def test_rehearsal_on_a_short_quota_is_what_is_then_sent(allowed):
    async with year(PLANS["sample"](), channel="line", groups=5) as one:
        await one.database.write(quota.state, "line", allowed, 0, one.now)
        rehearsal = await played(one, 6)
        await one.tick()
        await one.pass_days(published_by(Round(one.fiscal_year, 6)), MORNING)
        planned = sorted(told_as(row) for row in rehearsal.rows)  # chats take turns otherwise
        assert planned == sorted(sent_as(one, told) for told in one.told)


async def test_rehearsal_of_a_round_long_over_is_played_from_its_first_day():
    async with year(PLANS["sample"]()) as one:
        before = await played(one, 6)
        after = await played(one, 6, one.now.replace(year=one.now.year + 3))
        assert {row.at.date() for row in after.rows} >= {row.at.date() for row in before.rows}


async def test_what_a_day_brings_carries_the_clause_the_rule_and_the_day():
    async with year(PLANS["sample"]()) as one:
        rows = await one.database.read(rows_on, OFFICE, 2570, date(2026, 10, 30))
    reason = next(row.reason for row in rows if row.divisions == ("กองช่าง",))
    assert reason.startswith("#2ก ตามแผน “")
    assert "ทุกเดือน กำหนด ๓๑ ต.ค. ๖๙" in reason
    assert "วันครบกำหนด (วันแจ้งเลื่อนจากวันเสาร์ที่ ๓๑ ต.ค. ๖๙)" in reason


async def test_divisions_without_a_chat_are_rehearsed_as_if_they_had_one():
    async with year(PLANS["sample"]()) as one:
        await one.database.write(lambda tx: tx.execute("UPDATE chat SET active = 0"))
        rows = (await played(one, 6)).rows
    chats = {row.chat for row in rows}
    assert {"กองคลัง (ยังไม่มีแชท)", "ผู้บริหาร (ยังไม่มีแชท)", "ผู้ดูแลระบบ (ยังไม่มีแชท)"} <= chats


async def test_excel_holds_every_message_as_plain_text():
    async with year(PLANS["sample"](), channel="line", groups=5) as one:
        await one.database.write(quota.state, "line", 60, 0, one.now)
        rehearsal = await played(one, 6)
    rows = [*rehearsal.rows, *rehearsal.unpaid]
    lines = [
        Line(
            row.at, "=1+1", row.channel, row.divisions, row.class_, row.duties, row.cost,
            row in rehearsal.rows, row.reason, row.text,
        )
        for row in rows
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(schedule_book("ซ้อม", lines, 60)))
    messages, months = book.worksheets
    assert messages.max_row == len(rows) + 2
    assert {cell.value for cell in messages["C"][2:]} == {"=1+1"}
    assert all(cell.data_type == "s" for cell in messages["C"][2:])
    spent = [cell.value for cell in months["B"][1:]]
    assert max(spent) <= 60
