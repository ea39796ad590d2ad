"""What an issued report is known by: a short code, printed on every page and found again in files.

The code is made of what the report says, so that the same report has the same code in every
format.  Its letters are those nobody takes for another: a typed O or I means 0 or 1.
"""

import hashlib
import html
import re
from collections.abc import Iterator

import pypdfium2

from plans import archive
from plans.grid import Unreadable

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 2, 4
_CODE = re.compile(rf"TD\d\d(?:-[{_LETTERS}]{{{_GROUP}}}){{{_GROUPS}}}(?![0-9A-Z])")
_TYPED = re.compile(r"TD\s*(\d\d)[\s-]*([0-9A-Z]{4})[\s-]*([0-9A-Z]{4})(?![0-9A-Z])", re.IGNORECASE)
_MISREAD = str.maketrans("OIL", "011")
_TAG = re.compile(r"<[^>]*>")
_MOST_PAGES = 200
_UNKNOWN = "ไฟล์นี้ไม่ใช่ Word (.docx) PDF หรือ Excel (.xlsx) จึงตรวจไม่ได้"
_DAMAGED = "เปิดไฟล์ PDF นี้ไม่ได้ ไฟล์เสียหรือใส่รหัสผ่านไว้"


def short_code(fiscal_year: int, state: str) -> str:
    """The code of a report of that year; ``state`` stands for everything it says."""
    number = int.from_bytes(hashlib.sha256(state.encode()).digest()[:5])
    letters = "".join(_LETTERS[number >> 5 * n & 31] for n in range(_GROUPS * _GROUP))
    groups = (letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))
    return "-".join([f"TD{fiscal_year % 100:02}", *groups])


def printed_reference(code: str, head: str) -> str:
    """The line at the foot of every page: the code, and the seal of all that was said by then."""
    return f"รหัสรายงาน {code}   ตราผนึก {head}"


def typed_code(text: str) -> str | None:
    """The code somebody typed, as it is printed."""
    found = _TYPED.search(text)
    if found is None:
        return None
    groups = found.groups()[1:]
    return "-".join([f"TD{found[1]}", *(part.upper().translate(_MISREAD) for part in groups)])


def codes_in(data: bytes) -> tuple[str, ...]:
    """The codes printed in a Word, PDF or Excel file; raises ``Unreadable``."""
    if data.startswith(b"%PDF"):
        texts = _pages(data)
    elif data.startswith(b"PK"):
        texts = _parts(data)
    else:
        raise Unreadable(_UNKNOWN)
    return tuple(dict.fromkeys(code for text in texts for code in _CODE.findall(text)))


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
