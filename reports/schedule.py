"""A rehearsed round as an Excel file: every message, and what each month costs."""

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from plans.thai import MONTHS, WEEKDAYS, print_date, print_year

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_HEADINGS = (
    ("วันที่", 22),
    ("เวลา", 8),
    ("ผู้รับ", 30),
    ("ช่องทาง", 10),
    ("ส่วนราชการ", 30),
    ("ประเภท", 16),
    ("หน้าที่", 24),
    ("โควตา (ข้อความ)", 14),
    ("การส่ง", 18),
    ("เหตุผล", 70),
    ("ข้อความ", 90),
)
_KINDS = {
    "deadline": "กำหนดส่ง",
    "digest": "ประจำงวด",
    "overdue": "เลยกำหนด",
    "oversight": "ผู้บริหารกำกับติดตาม",
}
_SENT, _RIDES = "ส่ง", "รอแนบกับคำตอบ"
_LONGEST = 32_000


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the schedule."""

    at: datetime
    chat: str
    channel: str
    divisions: tuple[str, ...]
    kind: str
    duties: tuple[str, ...]
    cost: int
    paid: bool
    reason: str
    text: str


def schedule_book(title: str, lines: Sequence[Line], allowed: int | None) -> bytes:
    """The file's bytes; every cell is plain text or a number, never a formula."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - wanted twice a year, held by every bot

    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        _messages(book, title, lines)
        _months(book, lines, allowed)
    return buffer.getvalue()


def _messages(book: "Workbook", title: str, lines: Sequence[Line]) -> None:
    sheet = book.add_worksheet("ข้อความทั้งหมด")
    bold = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "top"})
    cell = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for column, (heading, width) in enumerate(_HEADINGS):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, heading, bold)
    for row, line in enumerate(lines, 2):
        for column, value in enumerate(_cells(line)):
            if isinstance(value, int):
                sheet.write_number(row, column, value, cell)
            else:
                sheet.write_string(row, column, value[:_LONGEST], cell)
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, max(len(lines) + 1, 2), len(_HEADINGS) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(1)


def _cells(line: Line) -> tuple[str | int, ...]:
    return (
        f"{WEEKDAYS[line.at.weekday()]} {print_date(line.at.date())}",
        f"{line.at:%H.%M}",
        line.chat,
        line.channel,
        " ".join(line.divisions),
        _KINDS.get(line.kind, line.kind),
        " ".join(f"#{label}" for label in line.duties),
        line.cost,
        _SENT if line.paid else _RIDES,
        line.reason,
        line.text,
    )


def _months(book: "Workbook", lines: Sequence[Line], allowed: int | None) -> None:
    sheet = book.add_worksheet("โควตารายเดือน")
    bold = book.add_format({"bold": True, "border": 1})
    for column, heading in enumerate(("เดือน", "ข้อความ LINE ที่ใช้", "โควตา", "ข้อความทั้งหมด")):
        sheet.set_column(column, column, 24)
        sheet.write_string(0, column, heading, bold)
    cost: Counter[tuple[int, int]] = Counter()
    count: Counter[tuple[int, int]] = Counter()
    for line in lines:
        month = (line.at.year, line.at.month)
        count[month] += 1
        cost[month] += line.cost if line.paid else 0
    for row, month in enumerate(sorted(count), 1):
        sheet.write_string(row, 0, f"{MONTHS[month[1] - 1]} {print_year(month[0])}")
        sheet.write_number(row, 1, cost[month])
        sheet.write_string(row, 2, "ไม่จำกัดหรือไม่ทราบ" if allowed is None else str(allowed))
        sheet.write_number(row, 3, count[month])
