"""The executive's summary on a phone: the right figures, in few lines."""

from dataclasses import replace
from datetime import date

import pytest
from paper_bench import CLERK, END, HALF, MONITORED, PLANS, TICKED, TREASURY, Bench

from plans.model import MarkKind
from plans.thai import Script
from reports.chat import render_chat, summarise

DONE, NOT_POSSIBLE = MarkKind.DONE, MarkKind.NOT_POSSIBLE
LATER = date(2023, 4, 3)
LINE_LIMIT = 5000
TELEGRAM_LIMIT = 4096


def some() -> Bench:
    bench = Bench.of(TICKED).say("1ก", CLERK, DONE, END).say("1ก", TREASURY, DONE, END)
    bench = bench.say("2ก", CLERK, DONE, END)
    return bench.say("3ก", TREASURY, NOT_POSSIBLE, END, "รอหนังสือสั่งการ")


def test_the_whole_office():
    assert render_chat(some().report(as_of=LATER)).splitlines() == [
        "เทศบาลตำบลทุ่งตะวัน",
        "ปีงบประมาณ พ.ศ. 2566 รอบ 6 เดือน",
        "ข้อมูล ณ วันที่ 3 เมษายน 2566",
        "",
        "มาตรการทั้งหมด 3",
        "ดำเนินการแล้วเสร็จ 1 (ร้อยละ 33.33)",
        "อยู่ระหว่างดำเนินการ 2",
        "รายการที่เกินกำหนด 2",
        "",
        "ความก้าวหน้ารายส่วนราชการ",
        "- กองคลัง 1/3 (ร้อยละ 33.33) เกินกำหนด 1",
        "- สำนักปลัด 2/3 (ร้อยละ 66.67) เกินกำหนด 1",
        "",
        "เกินกำหนดแล้ว",
        "- 2ก มาตรการลำดับ 2 กองคลัง (31 มี.ค. 66)",
        "- 3ก มาตรการลำดับ 3 สำนักปลัด (31 มี.ค. 66)",
        "",
        "ปัญหาและอุปสรรค",
        "- 3 กองคลัง: รอหนังสือสั่งการ",
    ]


def test_one_division_sees_its_own_measures_only():
    report = some().report(as_of=LATER)
    text = render_chat(report, division=TREASURY)
    assert text.splitlines()[0] == TREASURY
    assert CLERK not in text
    summary = summarise(report, TREASURY)
    assert (summary.overall.tally.done, summary.overall.tally.total) == (1, 3)
    assert summary.divisions == ()
    assert [late.duty for late in summary.late] == ["2ก"]
    assert summarise(report, "กองที่ไม่มี").overall.tally.total == 0


def test_thai_digits_by_setting():
    text = render_chat(some().report(as_of=LATER), digits=Script.THAI)
    assert "ปีงบประมาณ พ.ศ. ๒๕๖๖ รอบ ๖ เดือน" in text
    assert not any(digit in text for digit in "0123456789")


def test_the_divisions_that_need_help_come_first():
    divisions = summarise(some().report(as_of=LATER)).divisions
    assert [count.name for count in divisions] == [TREASURY, CLERK]


@pytest.mark.parametrize("name", PLANS)
def test_it_is_one_message_on_both_apps(name):
    report = Bench.of(PLANS[name]).report()
    assert len(render_chat(report)) < TELEGRAM_LIMIT


def test_a_large_office_is_cut_to_a_screen_and_says_so():
    divisions = tuple(f"กองส่งเสริมงานพิเศษแห่งที่ {n}" for n in range(30))
    measures = tuple(
        replace(TICKED.measures[1], number=n, title="ชื่อมาตรการที่ยาวมาก " * 20, divisions=divisions)
        for n in range(1, 61)
    )
    report = Bench.of(replace(TICKED, measures=measures), divisions).report(HALF, LATER)
    text = render_chat(report)
    assert "และอีก 22 รายการ" in text
    assert "และอีก 1792 รายการ" in text
    assert len(text.encode("utf-16-le")) // 2 < LINE_LIMIT


def test_an_early_round_is_calm():
    text = render_chat(Bench.of(MONITORED).report(as_of=date(2022, 10, 5)))
    assert "เกินกำหนด" not in text
    assert "ยังไม่ถึงกำหนด 4" in text
