"""What stands in two files of one kind, and where they differ: for a report that was altered.

Only what a reader sees counts, so that a file saved anew by another program is not called altered.
"""

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import pypdfium2
from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from plans.archive import Archive, opened
from plans.grid import Unreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PAGE = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes)\.xml")
_PICTURE = re.compile(r"(?:word|xl)/media/.+")
_BLANK = re.compile(r"[\s\u200b\u00a0]+")
_PAGE_NUMBER = re.compile(r"-?[\d๐-๙]*-?")
_MOST_PAGES = 200
_DAMAGED = "เปิดไฟล์นี้ไม่ได้ ไฟล์เสียหรือใส่รหัสผ่านไว้"


class FileKind(StrEnum):
    """The three forms a report is given out in."""

    WORD = "docx"
    PDF = "pdf"
    SHEET = "xlsx"


@dataclass(frozen=True, slots=True)
class Contents:
    """The words of a file, line by line or cell by cell, and its pictures by their hashes."""

    kind: FileKind
    words: tuple[str, ...]
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What was given out and is gone, what is there instead, and whether pictures changed."""

    gone: tuple[str, ...]
    new: tuple[str, ...]
    pictures: bool

    @property
    def is_none(self) -> bool:
        """Whether a reader sees the same."""
        return not (self.gone or self.new or self.pictures)


def contents_of(data: bytes) -> Contents:
    """What a reader of the file sees; raises ``Unreadable``."""
    if data.startswith(b"%PDF"):
        return _pdf(data)
    with opened(data) as archive:
        pictures = tuple(
            sorted(
                hashlib.sha256(archive.read(name)).hexdigest()
                for name in archive.names
                if _PICTURE.fullmatch(name)
            )
        )
        if "word/document.xml" in archive.names:
            return Contents(FileKind.WORD, tuple(_seen(_paragraphs(archive))), pictures)
    return Contents(FileKind.SHEET, tuple(_seen(_cells(data))), pictures)


def difference(issued: Contents, given: Contents) -> Difference:
    """What became of the file that was given out; their order does not count."""
    was, is_ = Counter(issued.words), Counter(given.words)
    return Difference(
        tuple((was - is_).elements()),
        tuple((is_ - was).elements()),
        issued.pictures != given.pictures,
    )


def _seen(texts: Iterable[str]) -> Iterator[str]:
    """Blanks and page numbers are set anew by every program."""
    for text in texts:
        line = _BLANK.sub(" ", text).strip()
        if not _PAGE_NUMBER.fullmatch(line):
            yield line


def _paragraphs(archive: Archive) -> Iterator[str]:
    seen = set()
    for name in sorted(filter(_PAGE.fullmatch, archive.names)):
        root = archive.xml(name)
        if root is None:
            continue
        texts = [_paragraph(one) for one in root.iter(f"{_W}p")]
        if name == "word/document.xml":
            yield from texts
        else:  # a program may repeat the foot of the page for every kind of page
            seen |= set(texts)
    yield from sorted(seen)


def _paragraph(paragraph: etree._Element) -> str:
    return "".join(
        (node.text or "") if node.tag == f"{_W}t" else "\n"
        for node in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}tab")
    )


def _cells(data: bytes) -> Iterator[str]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            for at, row in enumerate(book.get_sheet_by_name(name).to_python(), 1):
                yield from (f"{name} {at}: {_value(one)}" for one in row if one not in ("", None))
    except (CalamineError, PasswordError) as broken:
        raise Unreadable(_DAMAGED) from broken


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)


def _pdf(data: bytes) -> Contents:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as broken:
        raise Unreadable(_DAMAGED) from broken
    words: list[str] = []
    pictures: list[str] = []
    try:
        for number in range(min(len(document), _MOST_PAGES)):
            page = document[number]
            words += page.get_textpage().get_text_range().splitlines()
            pictures += _drawn(page)
    finally:
        document.close()
    return Contents(FileKind.PDF, tuple(_seen(words)), tuple(sorted(pictures)))


def _drawn(page: pypdfium2.PdfPage) -> Iterator[str]:
    for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        if isinstance(one, pypdfium2.PdfImage):
            yield hashlib.sha256(bytes(one.get_data(decode_simple=True))).hexdigest()
