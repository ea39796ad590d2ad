"""PDF documents with a text layer → lines and rows; their tables are found by ruled lines."""

import ctypes
import itertools
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from plans.grid import Block, Line, Row, Unreadable, cleaned
from plans.loose import is_page_mark
from plans.ruling import Box, Ruled, rules, tables
from plans.thai import repair

MAX_PAGES = 200
_MAX_LETTERS = 60_000  # of one page
_MAX_PATHS = 20_000  # drawings have more; tables of a page never do
_DEEPEST = 5
_MAX_UNPACKED = 48 * 2**20  # of everything but pictures
_STREAM = re.compile(rb"(?<!end)stream\r?\n(?=[\x08-\x78])")
_STREAM_HEAD = 500
_PIECE = 4096  # packed bytes at a time: they unpack to a thousand times as many at most
_THIN = 3.0
_MARGIN = 0.8  # where lines of a page end at the earliest, as a share of its width
_RAGGED = 0.25  # a line this much shorter than its cell ends a paragraph

_OPENS = re.compile(
    r"^\s*(?:\(?[0-9๐-๙]{1,2}(?:\.[0-9๐-๙]{1,2}\s|\s?[.)])|[-–•*]\s*[ก-๎A-Za-z]|\(?\s*ลงชื่อ"
    r"|ตัวชี้วัดที่|เครื่องมือการประเมิน|ประเด็นที่\s*[0-9๐-๙]|ปัญหา|ข้อเสนอแนะ)"
)
_LATIN = re.compile(r"[0-9๐-๙A-Za-z]")
_FIGURE_OR_BLANK = re.compile(r"[\s0-9๐-๙]$")
_MARK = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_LOCKED = "ไฟล์ PDF ใส่รหัสผ่านไว้ กรุณาเอารหัสผ่านออกแล้วส่งอีกครั้ง"
_DAMAGED = "เปิดไฟล์ PDF ไม่ได้ กรุณาส่งไฟล์ต้นฉบับ Word (.docx) หรือ Excel (.xlsx)"
_TOO_FULL = "หน้า PDF มีตัวอักษรมากผิดปกติ กรุณาส่งไฟล์ต้นฉบับ Word (.docx) หรือ Excel (.xlsx)"


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character and where it stands; ``opens`` marks the first of a printed line."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    opens: bool = False


@dataclass(slots=True)
class _Printed:
    """A line as printed: its text and how far right it reaches."""

    text: str = ""
    right: float = 0.0


def read_pdf(data: bytes) -> Iterator[Block]:
    """The blocks of a document page by page."""
    _refuse_floods(data)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as failed:
        raise Unreadable(_LOCKED if "password" in str(failed).lower() else _DAMAGED) from failed
    if len(document) > MAX_PAGES:
        raise Unreadable(f"ไฟล์ PDF ยาวเกิน {MAX_PAGES} หน้า กรุณาส่งเฉพาะหน้าที่มีตารางมาตรการ")
    for number in range(len(document)):
        yield from _page(document[number], 100 * (number + 1))


def _refuse_floods(data: bytes) -> None:
    """Refuse streams that unpack to far more than text and lines ever need.

    The library would hold them unpacked; it leaves pictures alone, and so does this.
    """
    left = _MAX_UNPACKED
    for start in _STREAM.finditer(data):
        if b"/Image" in data[max(0, start.start() - _STREAM_HEAD) : start.start()]:
            continue
        left -= _unpacked(data, start.end(), left)
        if left < 0:
            raise Unreadable(_TOO_FULL)


def _unpacked(data: bytes, start: int, most: int) -> int:
    """How many bytes a stream unpacks to, counted no further than past ``most``."""
    unpacking = zlib.decompressobj()
    size = 0
    with suppress(zlib.error):  # packed otherwise, or not at all: as large as it looks
        for at in range(start, len(data), _PIECE):
            size += len(unpacking.decompress(data[at : at + _PIECE]))
            if unpacking.eof or size > most:
                break
    return size


def _page(page: pypdfium2.PdfPage, first_table: int) -> Iterator[Block]:
    """Text above, inside and below each table, from the top."""
    letters = list(_letters(page.get_textpage()))
    width, top = page.get_size()
    for number, table in enumerate(tables(*rules(list(_segments(page)))), first_table):
        above = list(_lines(letters, Box(0, table.area.top, width, top)))
        yield from above
        at_top = number == first_table and all(is_page_mark(line.text) for line in above)
        yield from (replace(row, resumes=at_top) for row in _rows(letters, table, number))
        top = min(top, table.area.bottom)
    yield from _lines(letters, Box(0, 0, width, top))


def _lines(letters: Sequence[_Letter], area: Box) -> Iterator[Line]:
    printed = _printed(letters, area)
    margin = max([line.right for line in printed] + [area.right * _MARGIN])
    text = _unwrapped(printed, margin, margin - area.left)
    return (Line(line) for line in text.split("\n") if line)


def _rows(letters: Sequence[_Letter], table: Ruled, number: int) -> Iterator[Row]:
    inside = [one for one in letters if _is_in(one, table.area)]
    for row in table.rows:
        cells = tuple("" if box is None else _cell(inside, box) for box in row)
        wide = sum(box is not None for box in row) == 1 and len(row) > 1
        yield Row(cells, number, wide)


def _cell(letters: Sequence[_Letter], box: Box) -> str:
    return _unwrapped(_printed(letters, box), box.right, box.right - box.left)


def _printed(letters: Sequence[_Letter], area: Box) -> list[_Printed]:
    """The printed lines inside an area."""
    lines: list[_Printed] = []
    for letter in letters:
        if not _is_in(letter, area):
            continue
        if letter.opens or not lines:
            lines.append(_Printed())
        lines[-1].text += letter.text
        lines[-1].right = max(lines[-1].right, letter.right)
    return lines


def _unwrapped(lines: Sequence[_Printed], right: float, width: float) -> str:
    """Paragraphs: a line goes on unless it ends early or the next one opens an item."""
    text = ""
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else None
        ends = before is not None and right - before.right > width * _RAGGED
        breaks = before is not None and (ends or _OPENS.match(line.text))
        apart = bool(_LATIN.match(line.text)) and not _FIGURE_OR_BLANK.search(text)
        text += ("\n" if breaks else " " * apart) + line.text
    return cleaned("\n".join(repair(one) for one in text.split("\n")))


def _is_in(letter: _Letter, area: Box) -> bool:
    across = (letter.left + letter.right) / 2
    up = (letter.bottom + letter.top) / 2
    return area.left <= across <= area.right and area.bottom <= up <= area.top


def _letters(text: pypdfium2.PdfTextPage) -> Iterator[_Letter]:
    count = text.count_chars()
    if count > _MAX_LETTERS:
        raise Unreadable(_TOO_FULL)
    place = (0.0, 0.0, 0.0, 0.0)
    opens = True
    for i in range(count):
        code = pdfium.FPDFText_GetUnicode(text.raw, i)
        letter = "" if code in (0, 0xFFFE, 0xFFFF) else chr(code)
        if letter in ("\r", "\n"):
            opens = True
            continue
        box = text.get_charbox(i)
        if letter.strip() and any(box) and not _MARK.match(letter):
            place = box  # blanks and marks stand where the letter before them does
        yield _Letter(letter, *place, opens=opens)
        opens = False


def _segments(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """Every straight edge drawn on the page, thin filled bars included."""
    for count, path in enumerate(page.get_objects([pdfium.FPDF_PAGEOBJ_PATH], max_depth=_DEEPEST)):
        if count > _MAX_PATHS:
            return
        points = list(_points(path))
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if points and min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
            yield Box(min(xs), min(ys), max(xs), max(ys))
            continue
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            yield Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _points(path: pypdfium2.PdfObject) -> Iterator[tuple[float, float]]:
    matrix = path.get_matrix()
    for i in range(pdfium.FPDFPath_CountSegments(path.raw)):
        segment = pdfium.FPDFPath_GetPathSegment(path.raw, i)
        x, y = ctypes.c_float(), ctypes.c_float()
        if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            yield matrix.on_point(x.value, y.value)
