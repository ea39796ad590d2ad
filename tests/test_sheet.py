"""The Excel report: real dates and numbers, and nothing people wrote ever becomes a formula."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from paper_bench import CLERK, END, MONITORED, PLANS, STEPWISE, TICKED, TREASURY, Bench

from plans.model import Evidence, MarkKind
from plans.thai import Script
from reports.layouts import lay_out
from reports.sheet import render_sheet

DONE, NOTE = MarkKind.DONE, MarkKind.NOTE


def moment(day: str) -> datetime:
    return datetime.fromisoformat(day)


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def values(data: bytes, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in opened(data)[sheet].iter_rows()]


def some() -> Bench:
    link = Evidence("link", "", "https://www.example.go.th/E1")
    bench = Bench.of(TICKED).say("1ก", CLERK, DONE, END, "ประกาศแล้ว", evidence=(link,))
    return bench.say("2ก", TREASURY, DONE, END, "ทำแล้ว", done_on=date(2023, 2, 14))


@pytest.mark.parametrize("name", PLANS)
def test_one_sheet_for_each_view(name):
    book = opened(render_sheet(Bench.of(PLANS[name]).report()))
    assert book.sheetnames == [
        "สรุปส่วนราชการ", "สรุปประเด็น", "รายงาน", "รายการ", "ยังไม่ได้รับรายงาน", "หลักฐาน",
        *(["คะแนน"] if PLANS[name].scores else []),
    ]  # fmt: skip
    assert all(sheet.page_setup.orientation == "landscape" for sheet in book)


def test_marks_have_real_dates_and_the_words_said():
    rows = values(render_sheet(some().report(), digits=Script.ARABIC), "รายการ")
    assert rows[1] == [
        1, "มาตรการลำดับ 1", "1ก", CLERK, "31 มีนาคม 2566", moment("2023-03-31"),
        "ดำเนินการแล้วเสร็จ", moment("2023-03-31"), "ประกาศแล้ว", "https://www.example.go.th/E1",
    ]  # fmt: skip
    assert rows[2][7] == moment("2023-02-14")
    sheet = opened(render_sheet(some().report()))["รายการ"]
    assert sheet["H2"].is_date
    assert sheet["H2"].number_format == "[$-D07041E]d mmmm yyyy"


def test_counts_are_numbers():
    rows = values(render_sheet(some().report()), "สรุปส่วนราชการ")
    assert rows[1][:3] == [CLERK, 3, 1]
    assert rows[1][7] == pytest.approx(0.3333)


def test_evidence_and_scores_have_sheets_of_their_own():
    data = render_sheet(some().report(), digits=Script.ARABIC)
    assert values(data, "หลักฐาน")[1][3:6] == [
        CLERK, moment("2023-03-31"), "https://www.example.go.th/E1",
    ]  # fmt: skip
    rows = values(data, "คะแนน")
    assert rows[0] == ["ตัวชี้วัด", *(f"คะแนนปีงบประมาณ พ.ศ. {y}" for y in (2565, 2566)), "ผลต่าง"]
    assert rows[1] == ["ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่", 91.26, 97.65, 6.39]  # in decimals


def test_divisions_are_charted_with_words_for_who_cannot_see_it():
    with zipfile.ZipFile(io.BytesIO(render_sheet(some().report()))) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert chart.count("<c:ser>") == 5
    assert 'descr="ความก้าวหน้ารายส่วนราชการ' in drawing


def test_what_is_missing_is_listed_with_its_date():
    rows = values(render_sheet(some().report()), "ยังไม่ได้รับรายงาน")
    assert [(row[0], row[3]) for row in rows[1:]] == [
        (1, TREASURY), (2, CLERK), (3, CLERK), (3, TREASURY),
    ]  # fmt: skip
    assert {row[5] for row in rows[1:]} == {moment("2023-03-31")}


@pytest.mark.parametrize("plan", [MONITORED, TICKED, STEPWISE], ids=lambda plan: plan.columns[0])
def test_the_official_table_is_that_of_the_word_report(plan):
    report = Bench.of(plan).report()
    document = lay_out(report)
    rows = values(render_sheet(report), "รายงาน")
    assert [row[0] for row in rows[: len(document.cover)]] == list(document.cover)
    table = next(block for block in document.blocks if hasattr(block, "rows"))
    printed = "\n".join(str(value) for row in rows for value in row)
    for cell in (cell for row in table.rows for cell in row.cells if cell):
        assert "\n".join(text.text for text in cell) in printed


@pytest.mark.parametrize("note", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "{=1}", "\t=1"])
def test_nothing_becomes_a_formula(note):
    data = render_sheet(some().say("3ก", CLERK, NOTE, END, note).report(), digits=Script.ARABIC)
    cells = [cell for sheet in opened(data) for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert note.strip() in {cell.value for cell in cells}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in archive.read(name) for name in sheets)


def test_long_and_odd_notes_are_kept_whole_where_marks_are_listed():
    bench = some()
    for number in range(8):
        bench = bench.say("3ก", CLERK, NOTE, END, f"{number}" + "ย" * 4990 + "\x00🎉")
    data = render_sheet(bench.report(), digits=Script.ARABIC)
    notes = [row[8] for row in values(data, "รายการ")[1:]]
    assert sum(note == f"{note[0]}" + "ย" * 4990 + "🎉" for note in notes) == 8
    cut = max((v for row in values(data, "รายงาน") for v in row if v), key=len)
    assert len(cut) <= 32_000
    assert cut.endswith("(อ่านต่อในแผ่นงาน รายการ)")


def test_marks_of_direction_turn_nothing_around():
    note = "\u202eกลับทิศ\u202c \u200f\u2067ก\u2069 จบ"
    data = render_sheet(some().say("3ก", CLERK, NOTE, END, note).report(), digits=Script.ARABIC)
    assert "กลับทิศ ก จบ" in [row[8] for row in values(data, "รายการ")[1:]]


def test_the_same_report_gives_the_same_bytes():
    assert render_sheet(some().report()) == render_sheet(some().report())
    assert opened(render_sheet(some().report())).properties.created == moment("2023-03-31")
