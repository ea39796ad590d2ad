"""Office files are zip archives of XML; here is what makes one safe to open."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from plans.grid import Unreadable

MAX_ENTRIES = 2_000
MAX_PART = 32 * 2**20
MAX_TOTAL = 64 * 2**20
MAX_RATIO = 200
_SMALL = 2**20

_DAMAGED = "ไฟล์เสียหรือไม่สมบูรณ์ กรุณาเปิดไฟล์แล้วบันทึกใหม่ จากนั้นส่งอีกครั้ง"
_SUSPICIOUS = "ไฟล์มีโครงสร้างผิดปกติ จึงไม่เปิดเพื่อความปลอดภัย กรุณาคัดลอกเนื้อหาไปไว้ในไฟล์ใหม่แล้วส่งอีกครั้ง"
_LOCKED = "ไฟล์ใส่รหัสผ่านไว้ กรุณาเอารหัสผ่านออกแล้วส่งอีกครั้ง"
_TOO_BIG = "ไฟล์เมื่อเปิดออกมีขนาดใหญ่เกินไป กรุณาส่งเฉพาะเอกสารที่มีตารางมาตรการ"


class Archive:
    """A checked archive: parts are read one by one, each within its limit."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self._left = MAX_TOTAL

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """The bytes of a part; its stated size is never trusted."""
        packed = max(self._zip.getinfo(name).compress_size, 1)
        limit = min(MAX_PART, self._left, max(_SMALL, packed * MAX_RATIO))
        try:
            with self._zip.open(name) as part:
                data = part.read(limit + 1)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError) as broken:
            raise Unreadable(_DAMAGED) from broken
        if len(data) > limit:
            raise Unreadable(_TOO_BIG)
        self._left -= len(data)
        return data

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part, None where there is no such part."""
        return parse_xml(self.read(name)) if name in self.names else None


@contextmanager
def opened(data: bytes) -> Iterator[Archive]:
    """The archive in these bytes, once its list of parts has been found harmless."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive.infolist())
            yield Archive(archive)
    except zipfile.BadZipFile as broken:
        raise Unreadable(_DAMAGED) from broken


def check_sizes(data: bytes) -> None:
    """Refuse an archive whose parts, really unpacked, pass the limits (for foreign readers)."""
    with opened(data) as archive:
        for name in sorted(archive.names):
            part = archive.read(name)
            if name.endswith((".xml", ".rels")):
                _refuse_doctype(part)


def parse_xml(data: bytes) -> etree._Element:
    """The root element; documents that declare types or entities are refused."""
    _refuse_doctype(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as broken:
        raise Unreadable(_DAMAGED) from broken


def _refuse_doctype(data: bytes) -> None:
    text = data.replace(b"\x00", b"")  # also seen through two-byte encodings
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Unreadable(_SUSPICIOUS)


def _check(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MAX_ENTRIES or len(set(names)) < len(names):
        raise Unreadable(_SUSPICIOUS)
    for name in names:
        if (
            name.startswith(("/", "\\"))
            or ".." in name.replace("\\", "/").split("/")
            or ":" in name
        ):
            raise Unreadable(_SUSPICIOUS)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable(_LOCKED)
