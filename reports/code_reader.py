"""The codes of issued reports, found again in Word, PDF and Excel files."""

import html
import re
from collections.abc import Iterator

import pypdfium2

from plans import archive
from plans.grid import Unreadable
from reports.reference import codes_of

_TAG = re.compile(r"<[^>]*>")
_MOST_PAGES = 200
_UNKNOWN = "ไฟล์นี้ไม่ใช่ Word (.docx) PDF หรือ Excel (.xlsx) จึงตรวจไม่ได้"
_DAMAGED = "เปิดไฟล์ PDF นี้ไม่ได้ ไฟล์เสียหรือใส่รหัสผ่านไว้"


def codes_in(data: bytes) -> tuple[str, ...]:
    """The codes printed in a file; raises ``Unreadable``."""
    if data.startswith(b"%PDF"):
        texts = _pages(data)
    elif data.startswith(b"PK"):
        texts = _parts(data)
    else:
        raise Unreadable(_UNKNOWN)
    return tuple(dict.fromkeys(code for text in texts for code in codes_of(text)))


def _parts(data: bytes) -> Iterator[str]:
    with archive.opened(data) as opened:
        if not {"word/document.xml", "xl/workbook.xml"} & opened.names:
            raise Unreadable(_UNKNOWN)
        for name in sorted(opened.names):
            if name.endswith(".xml"):
                yield html.unescape(_TAG.sub("", opened.read(name).decode("utf-8", "replace")))


def _pages(data: bytes) -> Iterator[str]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as broken:
        raise Unreadable(_DAMAGED) from broken
    try:
        for number in range(min(len(document), _MOST_PAGES)):
            yield document[number].get_textpage().get_text_range()
    finally:
        document.close()
