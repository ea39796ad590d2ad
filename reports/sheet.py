"""A report as an Excel file: the summary, the official table, every mark, and what is missing."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Generic, TypeVar

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from plans.model import MarkKind
from plans.thai import Script
from reports import wording
from reports.layouts import lay_out
from reports.pages import Cell, Document, Row, Table
from reports.report import Count, Gone, Line, Report, Said, Share

FONT = "TH SarabunPSK"
"""What offices have: a workbook cannot bring a font along."""

_LONGEST = 32_000  # Excel refuses cells of more than 32,767 characters
_CUT = " … (อ่านต่อในแผ่นงาน รายการ)"
_WIDEST = 60.0
_SHARE = 1.6
_HEAD_LINES = 2
_LETTERS = 1.15  # letters of 14 pt Thai in one unit of column width
_LINE = 20.0  # points one line of 14 pt Thai takes
_TALLEST = 409.0  # Excel's limit for a row
_DATES = {Script.THAI: "[$-D07041E]d mmmm yyyy", Script.ARABIC: "[$-107041E]d mmmm yyyy"}
_NUMBERS = {Script.THAI: "[$-D00041E]0", Script.ARABIC: "0"}
_PERCENTS = {Script.THAI: "[$-D00041E]0.00%", Script.ARABIC: "0.00%"}
_KINDS: Mapping[MarkKind, str] = {
    MarkKind.DONE: wording.DONE,
    MarkKind.NOT_POSSIBLE: wording.NOT_POSSIBLE,
    MarkKind.IN_PROGRESS: wording.IN_PROGRESS,
    MarkKind.NOTE: "หมายเหตุ",
    MarkKind.WITHDRAWN: "ยกเลิก",
}
Item = TypeVar("Item")
Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class _Column(Generic[Item]):
    """One column of a list: its heading, width in characters, and the value of an item."""

    heading: str
    width: float
    value: Callable[[Item], Value]
    percent: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    line: Line
    share: Share
    said: Said


@dataclass(frozen=True, slots=True)
class _Open:
    line: Line
    share: Share
    due: date | None
    name: str


def render_sheet(report: Report, *, digits: Script = Script.THAI, reference: str = "") -> bytes:
    """The report as .xlsx: one sheet for each view, dates and numbers real, words only words.

    ``reference`` is what an issued report is known by; it stands under every printed page.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    document = lay_out(report, digits=digits, reference=reference)
    stamp = datetime.combine(report.as_of, time())
    book.set_properties({"title": document.title, "author": document.author, "created": stamp})
    writer = _Writer(book, digits, reference)
    writer.listed("สรุปส่วนราชการ", _COUNTS, report.by_division)
    writer.listed("สรุปประเด็น", _COUNTS, report.by_issue)
    writer.official("รายงาน", document)
    writer.listed("รายการ", _MARKS, _marks(report))
    writer.listed("ยังไม่ได้รับรายงาน", _OPENS, _open(report))
    if report.withdrawn:
        writer.listed("หน้าที่ที่ถอนออก", _GONE, _gone(report))
    book.close()
    return buffer.getvalue()


def _marks(report: Report) -> list[_Mark]:
    return [
        _Mark(line, share, said)
        for line in report.lines
        for share in line.shares
        for said in share.said
    ]


def _gone(report: Report) -> list[tuple[Gone, Said]]:
    return [(gone, said) for gone in report.withdrawn for said in gone.said]


def _open(report: Report) -> list[_Open]:
    return [
        _Open(line, share, one.due, wording.occurrence(one))
        for line in report.lines
        for share in line.shares
        for one in share.missing
    ]


def _words(said: Said) -> str:
    words = said.words
    labelled = (
        ("", words.note),
        ("ผลลัพธ์: ", words.outcome),
        ("ปัญหา: ", words.obstacle),
        ("ข้อเสนอแนะ: ", words.suggestion),
    )
    return "\n".join(label + text for label, text in labelled if text)


_COUNTS: tuple[_Column[Count], ...] = (
    _Column("รายการ", 45, lambda count: count.name),
    _Column("ทั้งหมด", 10, lambda count: count.tally.total),
    _Column(wording.DONE, 16, lambda count: count.tally.done),
    _Column(wording.IN_PROGRESS, 16, lambda count: count.tally.in_progress),
    _Column(wording.NOT_POSSIBLE, 16, lambda count: count.tally.not_possible),
    _Column(wording.NOT_DUE, 16, lambda count: count.tally.not_due),
    _Column(wording.NOT_REPORTED, 16, lambda count: count.tally.not_reported),
    _Column("ร้อยละที่แล้วเสร็จ", 16, lambda count: float(count.tally.percent) / 100, percent=True),
    _Column("รายการที่เกินกำหนด", 16, lambda count: count.overdue),
)
_MARKS: tuple[_Column[_Mark], ...] = (
    _Column("มาตรการที่", 10, lambda mark: mark.line.measure.number),
    _Column("มาตรการ", 40, lambda mark: mark.line.measure.title),
    _Column("ข้อ", 8, lambda mark: mark.share.duty.label),
    _Column("ส่วนราชการ", 24, lambda mark: mark.share.division),
    _Column("งวด", 22, lambda mark: wording.occurrence(mark.said.occurrence)),
    _Column("กำหนดแล้วเสร็จ", 20, lambda mark: mark.said.occurrence.due),
    _Column("สถานะ", 20, lambda mark: _KINDS[mark.said.kind]),
    _Column("วันที่ดำเนินการ", 20, lambda mark: mark.said.day),
    _Column("ผลการดำเนินการ", _WIDEST, lambda mark: _words(mark.said)),
    _Column("หลักฐาน", 40, lambda mark: "\n".join(map(wording.evidence, mark.said.evidence))),
)
_OPENS: tuple[_Column[_Open], ...] = (
    _Column("มาตรการที่", 10, lambda one: one.line.measure.number),
    _Column("มาตรการ", 40, lambda one: one.line.measure.title),
    _Column("ข้อ", 8, lambda one: one.share.duty.label),
    _Column("ส่วนราชการ", 24, lambda one: one.share.division),
    _Column("งวด", 22, lambda one: one.name),
    _Column("กำหนดแล้วเสร็จ", 20, lambda one: one.due),
)
_GONE: tuple[_Column[tuple[Gone, Said]], ...] = (
    _Column("มาตรการเดิม", 40, lambda one: one[0].title),
    _Column("หน้าที่เดิม", 40, lambda one: one[0].duty.text),
    _Column("ส่วนราชการ", 24, lambda one: one[1].division),
    _Column("สถานะ", 20, lambda one: _KINDS[one[1].kind]),
    _Column("วันที่ดำเนินการ", 20, lambda one: one[1].day),
    _Column("ผลการดำเนินการ", _WIDEST, lambda one: _words(one[1])),
)


class _Writer:
    """Writes sheets in one font and one script of digits."""

    def __init__(self, book: xlsxwriter.Workbook, digits: Script, reference: str) -> None:
        look = {"font_name": FONT, "font_size": 14, "valign": "top", "text_wrap": True, "border": 1}
        head = {**look, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E8ECF3"}
        self._book = book
        self._digits = digits
        self._reference = reference
        self._text: Format = book.add_format(look)
        self._centred: Format = book.add_format({**look, "align": "center"})
        self._bold: Format = book.add_format({**look, "bold": True, "bg_color": "#F5F6FA"})
        self._head: Format = book.add_format(head)
        self._title: Format = book.add_format(
            {**look, "bold": True, "border": 0, "align": "center"}
        )
        self._date: Format = book.add_format({**look, "num_format": _DATES[digits]})
        self._number: Format = book.add_format({**look, "num_format": _NUMBERS[digits]})
        self._percent: Format = book.add_format({**look, "num_format": _PERCENTS[digits]})

    def listed(self, name: str, columns: Sequence[_Column[Item]], items: Iterable[Item]) -> None:
        """One row for each item, to filter and sort."""
        sheet = self._sheet(name, [column.width for column in columns])
        widths = [column.width for column in columns]
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.heading, self._head)
        sheet.set_row(0, _height([column.heading for column in columns], widths))
        last = 0
        for last, item in enumerate(items, 1):
            values = [column.value(item) for column in columns]
            for place, column in enumerate(columns):
                self._write(sheet, last, place, values[place], percent=column.percent)
            sheet.set_row(last, _height([v if isinstance(v, str) else "" for v in values], widths))
        for place in (place for place, column in enumerate(columns) if column.percent and last):
            bar = {"type": "data_bar", "min_type": "num", "max_type": "num", "max_value": 1}
            sheet.conditional_format(1, place, last, place, bar)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)

    def official(self, name: str, document: Document) -> None:
        """The official table as it stands in the Word report, under the report's heading lines."""
        tables = [block for block in document.blocks if isinstance(block, Table)]
        official = [table for table in tables if table.heads == tables[0].heads]
        widths = [share * _SHARE for share in tables[0].widths]
        sheet = self._sheet(name, widths)
        row = 0
        for row, line in enumerate(document.cover):
            sheet.merge_range(row, 0, row, len(widths) - 1, wording.printable(line), self._title)
            sheet.set_row(row, _LINE)
        row = self._heads(sheet, row + 1, tables[0])
        for table in official:
            for one in table.rows:
                self._row(sheet, row, one, widths)
                row += 1
        if document.reference:
            sheet.write_string(row + 1, 0, document.reference)

    def _heads(self, sheet: Worksheet, row: int, table: Table) -> int:
        two = any(head.below for head in table.heads)
        place = 0
        for head in table.heads:
            if head.below:
                last = place + head.width - 1
                sheet.merge_range(row, place, row, last, head.text, self._head)
                for below, text in enumerate(head.below):
                    sheet.write_string(row + 1, place + below, text, self._head)
            elif two:
                sheet.merge_range(row, place, row + 1, place, head.text, self._head)
            else:
                sheet.write_string(row, place, head.text, self._head)
            place += head.width
        first_free = row + 1 + two
        for one in range(row, first_free):
            sheet.set_row(one, _HEAD_LINES * _LINE)
        sheet.repeat_rows(row, first_free - 1)
        sheet.freeze_panes(first_free, 0)
        return first_free

    def _row(self, sheet: Worksheet, row: int, content: Row, widths: Sequence[float]) -> None:
        if content.whole:
            text = _cell_text(content.cells[0])
            sheet.merge_range(row, 0, row, len(widths) - 1, text, self._bold)
            sheet.set_row(row, _LINE)
            return
        sheet.set_row(row, _height([_cell_text(cell) for cell in content.cells], widths))
        for place, cell in enumerate(content.cells):
            centred = bool(cell) and all(text.centred for text in cell or ())
            look = self._centred if centred else self._text
            sheet.write_string(row, place, _cell_text(cell), look)

    def _write(
        self, sheet: Worksheet, row: int, place: int, value: Value, *, percent: bool
    ) -> None:
        if value is None:
            sheet.write_blank(row, place, None, self._text)
        elif isinstance(value, date):
            sheet.write_datetime(row, place, datetime.combine(value, time()), self._date)
        elif isinstance(value, str):
            text = _short(wording.in_digits(wording.printable(value), self._digits))
            sheet.write_string(row, place, text, self._text)
        else:
            sheet.write_number(row, place, value, self._percent if percent else self._number)

    def _sheet(self, name: str, widths: Sequence[float]) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(width, _WIDEST))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        if self._reference:
            sheet.set_footer(f"&C{self._reference.replace('&', '&&')}")
        return sheet


def _cell_text(cell: Cell | None) -> str:
    return _short(wording.printable("\n".join(text.text for text in cell or ())))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """A row's height in points: Excel does not measure merged and wrapped cells by itself."""
    lines = max(wording.wrapped(t, w * _LETTERS) for t, w in zip(texts, widths, strict=True))
    return min(lines * _LINE, _TALLEST)
