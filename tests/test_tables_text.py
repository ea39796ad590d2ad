"""Pasted text, web pages and spreadsheets become the same rows."""

import io

import openpyxl
import pytest

from plans.grid import Line, Loose, Row
from plans.tables import read_tables


def blocks(text: str, name: str = "แผน.txt"):
    return [block for block in read_tables(text.encode(), name).blocks if block != Line("")]


def test_tabs_between_cells_make_rows():
    text = "หัวเรื่อง\nก\tข\tค\n\tข๒\t\n\nท้าย\nก\tข\tค\n"
    assert blocks(text) == [
        Line("หัวเรื่อง"),
        Row(("ก", "ข", "ค"), 1),
        Row(("", "ข๒", ""), 1),
        Line("ท้าย"),
        Row(("ก", "ข", "ค"), 2),
    ]


def test_a_tab_at_the_start_opens_a_cell():
    assert blocks("\tหนึ่ง\nต่อ\n\t\n\tสอง\n") == [
        Loose("หนึ่ง"),
        Line("ต่อ"),
        Loose(""),
        Loose("สอง"),
    ]


def test_quoted_cells_of_a_spreadsheet_may_hold_line_breaks():
    text = 'ก\tข\tค\nก\t"๑. หนึ่ง\n๒. ""สอง"""\tค\nก\tข\tค\n'
    assert blocks(text)[1] == Row(("ก", '๑. หนึ่ง\n๒. "สอง"', "ค"), 1)


def test_pipes_make_rows():
    text = "| ก | ข \\| ค |\n|---|:--:|\n| | ๑<br>๒ |\n"
    assert blocks(text) == [Row(("ก", "ข | ค"), 1), Row(("", "๑\n๒"), 1)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<p>หนึ่ง</p> <p>สอง</p>", "หนึ่ง\nสอง"),
        ("<ol><li>หนึ่ง</li><li>สอง</li></ol>", "1. หนึ่ง\n2. สอง"),
        ("<ul><li>หนึ่ง</li><li>- สอง</li></ul>", "- หนึ่ง\n- สอง"),
        ("<ol><li>๑. หนึ่ง</li><li>๒. สอง</li></ol>", "๑. หนึ่ง\n๒. สอง"),
        ("<b>Dos &amp; Don'ts</b> a < b", "Dos & Don'ts a < b"),
        ("\uf0b7 หนึ่ง\u200b\u00a0สอง", "• หนึ่ง สอง"),
        ("[bookmark: _x]หนึ่ง", "หนึ่ง"),
    ],
)
def test_words_of_a_cell(cell, expected):
    (first, _) = blocks(f"ก\t{cell}\tค\nก\tข\tค\n")
    assert first.cells[1] == expected
    page = f"<table><tr><td>ก</td><td>{cell}</td></tr></table>"
    (row,) = blocks(page)
    assert row.cells[1] == expected


def test_spans_of_a_web_page_keep_the_columns():
    page = """<html><body><h1>แผน</h1><table>
    <tr><td rowspan=2>ก</td><td colspan=2>ข</td></tr><tr><td>ค</td><td>ง</td></tr>
    <tr><td colspan=3>จ</td></tr></table><script>ไม่อ่าน</script><p>ท้าย</p></body></html>"""
    assert blocks(page) == [
        Line("แผน"),
        Row(("ก", "ข", ""), 1),
        Row(("", "ค", "ง"), 1),
        Row(("จ", "", ""), 1, wide=True),
        Line("ท้าย"),
    ]


def test_a_table_in_a_cell_of_a_page_is_part_of_the_cell():
    page = (
        "<table><tr><td>ก<table><tr><td>ข</td><td>ค</td></tr></table></td><td>ง</td></tr></table>"
    )
    assert blocks(page) == [Row(("ก\nข ค", "ง"), 1)]


def test_a_sheet_with_titles_dates_and_merged_cells():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "แผนมาตรการ"
    sheet.merge_cells("A1:C1")
    for column, words in enumerate(["ก", "ข", "ค"], 1):
        sheet.cell(3, column, words)
    sheet["A4"], sheet["B4"], sheet["C4"] = 1, 2.5, True
    sheet["A5"] = "ต่อ"
    sheet.merge_cells("A4:A5")
    hidden = book.create_sheet("ซ่อน")
    hidden["A1"] = "ไม่อ่าน"
    hidden.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    found = read_tables(stream.getvalue(), "แผน.xlsx").blocks
    assert found[:3] == (Line("แผนมาตรการ"), Row(("ก", "ข", "ค"), 1), Row(("1", "2.5", "✓"), 1))


@pytest.mark.parametrize("odd", ["", "²", "x", "-1", "9" * 5000])
def test_a_span_that_is_no_number_is_one_cell(odd):
    page = f"<html><body><table><tr><td colspan={odd!r}>ก<td>ข</table></body></html>"
    (row,) = read_tables(page.encode(), "plan.html").blocks
    assert row.cells == ("ก", "ข")
