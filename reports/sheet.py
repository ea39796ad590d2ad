"""A report as an Excel file: the summary, the official table, every mark, and what is missing."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from plans.thai import Script
from reports import views, wording
from reports.layouts import lay_out
from reports.pages import Cell, Document, Row, Table
from reports.report import Report
from reports.scores import score_lines
from reports.views import Item

FONT = "TH SarabunPSK"
"""What offices have: a workbook cannot bring a font along."""

_LONGEST = 32_000  # Excel refuses cells of more than 32,767 characters
_CUT = " … (อ่านต่อในแผ่นงาน รายการ)"
_SHARE = 1.6
_HEAD_LINES = 2
_LETTERS = 1.15  # letters of 14 pt Thai in one unit of column width
_LINE = 20.0  # points one line of 14 pt Thai takes
_TALLEST = 409.0  # Excel's limit for a row
_DATES = {Script.THAI: "[$-D07041E]d mmmm yyyy", Script.ARABIC: "[$-107041E]d mmmm yyyy"}
_NUMBERS = {Script.THAI: "[$-D00041E]0", Script.ARABIC: "0"}
_SCORES = {Script.THAI: "[$-D00041E]0.00", Script.ARABIC: "0.00"}
_PERCENTS = {Script.THAI: "[$-D00041E]0.00%", Script.ARABIC: "0.00%"}
_CHART = "ความก้าวหน้ารายส่วนราชการ (ร้อยละของมาตรการ)"
_COLOURS = {  # of the columns of counts; apart in grey too
    2: "#0B5D4E",
    3: "#6BAED6",
    4: "#D9763A",
    5: "#E3E7EC",
    6: "#FFFFFF",
}


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
    writer.listed("สรุปส่วนราชการ", views.COUNTS, report.by_division, charted=True)
    writer.listed("สรุปประเด็น", views.COUNTS, report.by_issue)
    writer.official("รายงาน", document)
    writer.listed("รายการ", views.MARKS, views.marks(report))
    writer.listed("ยังไม่ได้รับรายงาน", views.OPENS, views.missing(report))
    writer.listed("หลักฐาน", views.PROOFS, views.proofs(report))
    if report.plan.scores:
        writer.listed("คะแนน", views.scores(report), score_lines(report.plan.scores))
    if report.withdrawn:
        writer.listed("หน้าที่ที่ถอนออก", views.GONE, views.gone(report))
    book.close()
    return buffer.getvalue()


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
        self._score: Format = book.add_format({**look, "num_format": _SCORES[digits]})
        self._percent: Format = book.add_format({**look, "num_format": _PERCENTS[digits]})

    def listed(
        self,
        name: str,
        columns: Sequence[views.Column[Item]],
        items: Iterable[Item],
        *,
        charted: bool = False,
    ) -> None:
        """One row for each item, to filter and sort; a chart below of the counts, if wanted."""
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
        if charted and last:
            self._chart(sheet, last)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)

    def _chart(self, sheet: Worksheet, last: int) -> None:
        """How many measures of each division stand where, as bars of one length each."""
        chart = self._book.add_chart({"type": "bar", "subtype": "percent_stacked"})
        for place, colour in _COLOURS.items():
            name = [sheet.get_name(), 0, place]
            chart.add_series(
                {
                    "name": name,
                    "categories": [sheet.get_name(), 1, 0, last, 0],
                    "values": [sheet.get_name(), 1, place, last, place],
                    "fill": {"color": colour},
                    "gap": 60,
                    "border": {"color": "#1C2430"},
                }
            )
        chart.set_title({"name": _CHART, "name_font": {"name": FONT, "size": 16}})
        names = {"name": FONT, "size": 12}
        chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": names})
        chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 14}})
        chart.set_size({"width": 900, "height": 180 + 40 * last})
        sheet.insert_chart(last + 2, 0, chart, {"description": f"{_CHART} ตามตารางด้านบน"})

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
        self, sheet: Worksheet, row: int, place: int, value: views.Value, *, percent: bool
    ) -> None:
        if value is None:
            sheet.write_blank(row, place, None, self._text)
        elif isinstance(value, date):
            sheet.write_datetime(row, place, datetime.combine(value, time()), self._date)
        elif isinstance(value, str):
            text = _short(wording.in_digits(wording.printable(value), self._digits))
            sheet.write_string(row, place, text, self._text)
        elif isinstance(value, Decimal):
            sheet.write_number(row, place, float(value), self._score)
        else:
            sheet.write_number(row, place, value, self._percent if percent else self._number)

    def _sheet(self, name: str, widths: Sequence[float]) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(width, views.WIDEST))
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
