"""Spreadsheets (.xlsx, .xls, .ods) → lines and rows, merged cells included."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from plans.grid import MAX_COLUMNS, MAX_ROWS, Block, Line, Row, Unreadable, cleaned
from plans.thai import BUDDHIST_ERA, MONTHS

_Value = int | float | str | bool | time | date | datetime | timedelta
_FIRST_BUDDHIST = 2400  # a year typed as Buddhist is stored as if it were Gregorian


def read_sheets(data: bytes) -> Iterator[Block]:
    """The blocks of every visible sheet in order."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible
        ]
        for table, name in enumerate(visible, 1):
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > MAX_ROWS or sheet.total_width > 4 * MAX_COLUMNS:
                raise Unreadable(f"แผ่นงาน “{name}” มีขนาดใหญ่เกินไป กรุณาส่งเฉพาะตารางมาตรการ")
            rows = sheet.to_python(skip_empty_area=False)
            yield from _sheet(rows, sheet.merged_cell_ranges or [], table)
    except PasswordError as locked:
        raise Unreadable("ไฟล์ใส่รหัสผ่านไว้ กรุณาเอารหัสผ่านออกแล้วส่งอีกครั้ง") from locked
    except CalamineError as broken:
        raise Unreadable("เปิดไฟล์ตารางคำนวณไม่ได้ กรุณาบันทึกเป็น .xlsx ใหม่แล้วส่งอีกครั้ง") from broken


_Range = tuple[tuple[int, int], tuple[int, int]]


def _sheet(
    rows: Sequence[Sequence[_Value]], merged: Sequence[_Range], table: int
) -> Iterator[Block]:
    """Rows of a sheet; what stands alone in its row outside a table is a line."""
    texts = [[_text(value) for value in row] for row in rows]
    width = max((i + 1 for row in texts for i, text in enumerate(row) if text), default=0)
    inside = False
    for at, row in enumerate(texts):
        cells = tuple(row[:width])
        filled = [text for text in cells if text]
        wide = len(filled) == 1 and _is_merged_across(at, cells, merged)
        inside = len(filled) > 2 or (inside and bool(filled))
        if inside and not (wide and not _within(texts, at)):
            yield Row(cells, table, wide)
        else:
            yield from (Line(line) for line in " ".join(filled).split("\n") if line)


def _within(texts: Sequence[Sequence[str]], at: int) -> bool:
    """Whether fuller rows follow before the next empty one, so that this one is inside a table."""
    for row in texts[at + 1 :]:
        filled = sum(bool(text) for text in row)
        if filled != 1:
            return filled > 2
    return False


def _is_merged_across(at: int, cells: Sequence[str], merged: Sequence[_Range]) -> bool:
    first = next(i for i, text in enumerate(cells) if text)
    return any(
        start[0] == at and start[1] == first and end[1] - start[1] + 1 >= len(cells) - 1
        for start, end in merged
    )


def _text(value: _Value) -> str:
    """What a person sees in the cell; dates in words, since years may be of either era."""
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return _date(value.date())
    if isinstance(value, date):
        return _date(value)
    return cleaned(str(value))


def _date(day: date) -> str:
    year = day.year if day.year >= _FIRST_BUDDHIST else day.year + BUDDHIST_ERA
    return f"{day.day} {MONTHS[day.month - 1]} {year}"
