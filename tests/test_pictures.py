"""Pictures are wide enough for a phone, tell statuses apart without colour, and say it in words."""

import io
import struct
from dataclasses import replace
from datetime import date, timedelta

import pytest

pytest.importorskip("typst", reason="the extra 'pdf' is not installed")

from hypothesis import given, settings
from hypothesis import strategies as st
from paper_bench import (
    CLERK,
    END,
    MONITORED,
    PLANS,
    STEPWISE,
    TICKED,
    TREASURY,
    WORKS,
    Bench,
)
from PIL import Image

from plans.model import MarkKind
from plans.rounds import month_end
from plans.thai import Script
from reports.drawings import (
    SHOWN,
    Drawing,
    NothingToShow,
    Part,
    Row,
    divisions_drawn,
    in_script,
    month_drawn,
    scores_drawn,
    told,
)
from reports.letters import width
from reports.month import Standing, month_of
from reports.pictures import (
    render_drawing,
    render_issues,
    render_month,
    render_progress,
    render_scores,
)
from reports.report import Count, Tally

DONE, IN_PROGRESS, NOT_POSSIBLE = MarkKind.DONE, MarkKind.IN_PROGRESS, MarkKind.NOT_POSSIBLE
EVERY_KIND = ("done", "in_progress", "not_possible", "not_due", "not_reported", "before", "overdue")


def some() -> Bench:
    bench = Bench.of(TICKED).say("1ก", CLERK, DONE, END).say("1ก", TREASURY, DONE, END)
    bench = bench.say("2ก", CLERK, IN_PROGRESS, END, "กำลังจัดซื้อ")
    return bench.say("2ก", TREASURY, NOT_POSSIBLE, END, "งบประมาณไม่เพียงพอ")


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


def greys(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("L")


@pytest.mark.parametrize("name", PLANS)
def test_pictures_of_every_form_are_as_wide_as_a_phone(name):
    report = Bench.of(PLANS[name]).report()
    for render in (render_progress, render_issues):
        across, down = size(render(report))
        assert across == 1080
        assert down > 300


def test_every_count_of_a_division_is_in_its_bar():
    drawing = divisions_drawn(some().report())
    row = next(row for row in drawing.rows if row.name == TREASURY)
    assert row.right == "1/3 (33%)"
    assert [(part.kind, part.share) for part in row.bars[0]] == [
        ("done", 1), ("not_possible", 1), ("not_reported", 1),
    ]  # fmt: skip
    assert "อยู่ระหว่างดำเนินการ" in {part.label for part in drawing.legend}


def test_the_words_say_what_the_picture_shows():
    words = told(divisions_drawn(some().report()), Script.ARABIC)
    assert "เทศบาลตำบลทุ่งตะวัน" in words
    assert "- กองคลัง 1/3 (33%): ดำเนินการแล้วเสร็จ 1, ไม่สามารถดำเนินการได้ 1, ยังไม่ได้รับรายงาน 1" in words
    assert "๑/๓" in told(divisions_drawn(some().report()))


def test_what_does_not_fit_is_counted():
    report = some().report()
    many = tuple(Count(f"กองที่ {n}", Tally(done=n)) for n in range(30))
    drawing = divisions_drawn(replace(report, by_division=many))
    assert len(drawing.rows) == SHOWN
    assert drawing.more == f"และอีก {30 - SHOWN} รายการ"


def test_the_largest_picture_is_one_both_apps_take():
    """LINE's preview: one megabyte.  Telegram: both sides together 10,000, no side 20 times one."""
    tally = Tally(done=7, in_progress=5, not_possible=3, not_due=11, not_reported=9)
    many = tuple(Count(f"กองส่งเสริม <i>คุณภาพ</i> {{{n}}} 👩🏽‍💼 " * 4, tally) for n in range(60))
    png = render_progress(replace(some().report(), by_division=many))
    across, down = size(png)
    assert len(png) < 1_000_000
    assert across + down <= 10_000
    assert max(across, down) < 20 * min(across, down)


def test_scores_are_compared_with_the_difference_computed():
    drawing = scores_drawn(some().report())
    assert [(row.name, row.right) for row in drawing.rows] == [("1. การปฏิบัติหน้าที่", "▲ 6.39")]
    assert "ปีงบประมาณ 2565 คะแนน 91.26, ปีงบประมาณ 2566 คะแนน 97.65" in told(drawing, Script.ARABIC)
    assert size(render_scores(some().report()))[0] == 1080


def test_without_scores_there_is_no_picture_of_them():
    with pytest.raises(NothingToShow):
        scores_drawn(Bench.of(STEPWISE).report())


def test_a_month_has_its_days_under_the_right_names():
    month = month_of(Bench.of(MONITORED).progress, date(2023, 1, 20), closed=[date(2023, 1, 2)])
    drawing = month_drawn(month)
    assert len(drawing.days) == 35  # January 2023 begins on a Sunday
    assert [day.number for day in drawing.days[:3]] == ["1", "2", "3"]
    assert [day.number for day in drawing.days if day.off][:4] == ["1", "2", "7", "8"]
    assert [day.number for day in drawing.days if day.today] == ["20"]
    assert [part.label for part in drawing.days[30].marks] == ["1ก", "2ก"]


def test_a_month_says_what_is_done_and_what_is_late():
    bench = Bench.of(MONITORED).say("1ก", CLERK, DONE, date(2023, 1, 9))
    month = month_of(bench.progress, date(2023, 2, 3).replace(month=1, day=31))
    standings = {one.duty: one.standing for one in month.entries}
    assert standings == {"1ก": Standing.DONE, "2ก": Standing.OPEN}
    later = month_of(bench.progress, date(2022, 12, 31) + timedelta(days=0))
    assert [one.duty for one in later.entries] == ["2ก", "3ก"]
    own = month_of(bench.progress, date(2023, 1, 31), division=TREASURY)
    assert [one.duty for one in own.entries] == ["2ก"]
    assert month_of(bench.progress, date(2023, 1, 31), division=WORKS).entries == ()
    assert "#2ก ข่าวประชาสัมพันธ์ สำนักปลัด กองคลัง: ยังไม่แล้วเสร็จ" in told(
        month_drawn(month), Script.ARABIC
    )


def test_a_division_sees_in_its_own_month_what_itself_has_answered():
    bench = Bench.of(MONITORED)
    bench = bench.say("2ก", TREASURY, DONE, date(2023, 1, 9), due=date(2023, 1, 31))
    mine, others = (
        month_of(bench.progress, date(2023, 1, 31), division=one) for one in (TREASURY, CLERK)
    )
    assert [one.standing for one in mine.entries] == [Standing.DONE]
    assert Standing.OPEN in {one.standing for one in others.entries}
    before = month_of(bench.progress, date(2023, 1, 31), date(2022, 12, 1), division=TREASURY)
    assert {(one.due.month, one.standing) for one in before.entries} == {(12, Standing.OVERDUE)}
    words = told(month_drawn(mine), Script.THAI)
    assert words.endswith("- ๓๑ ม.ค. ๖๖ #2ก ข่าวประชาสัมพันธ์: ดำเนินการแล้วเสร็จ")


@given(st.dates(date(2022, 10, 1), date(2023, 9, 30)))
def test_every_month_has_whole_weeks_and_every_day_once(day):
    days = month_drawn(month_of(Bench.of(MONITORED).progress, day)).days
    assert len(days) % 7 == 0
    assert [one.number for one in days if one.number] == [
        str(n + 1) for n in range(month_end(day).day)
    ]


def test_a_busy_month_is_drawn():
    progress = Bench.of(MONITORED).progress
    month = month_of(progress, date(2023, 1, 31))
    busy = replace(month, entries=month.entries * 20)
    drawing = month_drawn(busy)
    assert drawing.days[30].marks[-1].label == "+35"
    assert size(render_month(busy))[0] == 1080
    assert size(render_month(replace(month, entries=())))[0] == 1080


def test_kinds_differ_without_colour():
    """Printed in black and white, no two kinds of bar look alike: another grey, or a pattern."""
    looks = set()
    for kind in EVERY_KIND:
        row = Row("ก", "1", ((Part(kind, 1, ""),),))
        picture = greys(render_drawing(Drawing("ท", (), (row,), ())))
        bar = picture.crop((60, picture.height - 100, 560, picture.height - 80))
        histogram = bar.histogram()
        looks.add(tuple(grey // 24 for grey, many in enumerate(histogram) if many > 900))
    assert len(looks) == len(EVERY_KIND)


def test_a_label_that_has_no_room_is_left_out():
    tally = Tally(done=1, not_reported=59)
    report = replace(some().report(), by_division=(Count("กองช่าง", tally),))
    assert size(render_progress(report)) == size(
        render_progress(
            replace(report, by_division=(Count("กองช่าง", Tally(done=30, not_reported=30)),))
        )
    )


def test_the_same_report_gives_the_same_picture():
    report = some().report()
    assert render_progress(report) == render_progress(report)
    assert render_progress(report) != render_progress(report, digits=Script.ARABIC)


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=200))
def test_any_name_can_be_drawn(name):
    row = Row(name, "1/1", ((Part("done", 1, "1"),),))
    assert size(render_drawing(Drawing(name, (name,), (row,), (), name)))[0] == 1080


def test_digits_and_letters_are_those_of_the_office():
    row = Row("กอง 1 E1 👍", "1/2", ((Part("done", 1, "1"),),))
    shown = in_script(Drawing("ปี 2566", (), (row,), ()), Script.THAI)
    assert (shown.title, shown.rows[0].name, shown.rows[0].right) == ("ปี ๒๕๖๖", "กอง ๑ E1 □", "๑/๒")
    assert width(shown.rows[0].name, 25) > 0
