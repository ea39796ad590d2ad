"""Bytes of a document, whatever its format → lines and rows in reading order."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from plans.archive import check_sizes, opened
from plans.grid import Block, Document, Line, Loose, Row, Unreadable, texts_of, within_limits
from plans.pasted import read_pasted
from plans.sheets import read_sheets
from plans.thai import repair
from plans.webpage import read_webpage
from plans.word import read_word

MAX_BYTES = 15 * 2**20
_OLD_OFFICE_SECONDS = 15
_OLD_HEAD = 1536

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_THAI = re.compile("[\u0e01-\u0e5b]")
_LETTER = re.compile("[A-Za-z\u0e01-\u0e5b]")
_TONE = re.compile("[\u0e48-\u0e4b]")
_TAGS = re.compile(r"<(?:!doctype html|html|body|table)\b", re.IGNORECASE)
_SPLIT_AM = re.compile("[ก-ฮ][\u0e48-\u0e4b]? +[าำ]|[ก-ฮ] +[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_MANY_SPLITS = 8
_FEWEST_LETTERS = 400  # fewer say nothing about lost tones
_FEWEST_TONES = 0.012  # real Thai office prose has about 0.05 per letter

_SCAN = "ไฟล์นี้เป็นรูปภาพหรือสแกน จึงอ่านตารางไม่ได้ กรุณาส่งไฟล์ต้นฉบับ Word (.docx) หรือ Excel (.xlsx)"
_UNKNOWN = "ไม่รู้จักชนิดไฟล์นี้ กรุณาส่งเป็น Word (.docx) Excel (.xlsx) หรือข้อความ"
_OLD_WORD = "ไฟล์ Word รุ่นเก่า (.doc) เปิดไม่ได้บนเครื่องนี้ กรุณาเปิดใน Word แล้วบันทึกเป็น .docx จากนั้นส่งใหม่"


def read_tables(data: bytes, file_name: str) -> Document:
    """The blocks of a file; ``Unreadable`` says in Thai why there are none.

    What the file is shows in its first bytes; the name only matters for old Office files.
    """
    if not data.strip():
        raise Unreadable("ไฟล์ว่างเปล่า กรุณาตรวจสอบแล้วส่งใหม่")
    if len(data) > MAX_BYTES:
        raise Unreadable(f"ไฟล์ใหญ่เกิน {MAX_BYTES // 2**20} MB กรุณาส่งเฉพาะเอกสารที่มีตารางมาตรการ")
    return _mended(within_limits(_blocks(data, file_name)))


def _blocks(data: bytes, file_name: str) -> Iterable[Block]:
    if data.startswith(_ZIP):
        return _from_archive(data)
    if data.startswith(_OLD_OFFICE):
        return _from_old_office(data, file_name)
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP" or data[4:12] == b"ftypheic":
        raise Unreadable(_SCAN)
    if data.lstrip()[:5] == b"%PDF-":
        return _from_pdf(data)
    if data.startswith(b"{\\rtf"):
        return read_word(_converted(data, ".rtf"))
    text = _decoded(data)
    if _TAGS.search(text[:4000]) and "<tr" in text.lower():
        return read_webpage(text)
    return read_pasted(text)


def _from_pdf(data: bytes) -> Iterable[Block]:
    from plans.pdf import read_pdf  # noqa: PLC0415 - 9 MB of library, loaded only for a PDF

    return read_pdf(data)


def _from_archive(data: bytes) -> Iterable[Block]:
    with opened(data) as archive:
        names = archive.names
    if "word/document.xml" in names:
        return read_word(data)
    if any(name in names for name in ("xl/workbook.xml", "xl/workbook.bin")):
        check_sizes(data)
        return read_sheets(data)
    if "content.xml" in names and "mimetype" in names:
        check_sizes(data)
        with opened(data) as archive:
            kind = archive.read("mimetype")
        return read_sheets(data) if b"spreadsheet" in kind else read_word(_converted(data, ".odt"))
    raise Unreadable(_UNKNOWN)


def _from_old_office(data: bytes, file_name: str) -> Iterable[Block]:
    """Old .xls, old .doc, or a new file locked with a password, which looks like an old one."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable("ไฟล์ใส่รหัสผ่านไว้ กรุณาเอารหัสผ่านออกแล้วส่งอีกครั้ง")
    if "WordDocument".encode("utf-16-le") in data or file_name.lower().endswith(".doc"):
        if not _is_whole(data):
            raise Unreadable(
                "ไฟล์ Word รุ่นเก่า (.doc) เสียหรือไม่สมบูรณ์ กรุณาเปิดไฟล์แล้วบันทึกเป็น .docx จากนั้นส่งใหม่"
            )
        return read_word(_converted(data, ".doc"))
    return read_sheets(data)


def _is_whole(data: bytes) -> bool:
    """Whether the head of an old Office file fits the rest; converting would take seconds."""
    if len(data) < _OLD_HEAD or data[28:30] != b"\xfe\xff" or data[30] not in (9, 12):
        return False
    sector = 1 << data[30]
    directory = int.from_bytes(data[48:52], "little")
    return (directory + 2) * sector <= len(data) + sector


def _converted(data: bytes, suffix: str) -> bytes:
    """The document as .docx, where LibreOffice is installed to make one."""
    office = shutil.which("soffice")
    if office is None:
        raise Unreadable(_OLD_WORD)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"plan{suffix}"
        source.write_bytes(data)
        command = [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            _wait(command)
            return source.with_suffix(".docx").read_bytes()
        except (subprocess.SubprocessError, OSError) as failed:
            raise Unreadable(_OLD_WORD) from failed


def _wait(command: list[str]) -> None:
    """Run a command that starts others: when its time is up, all of them end."""
    with subprocess.Popen(  # noqa: S603 - fixed arguments, our own file name
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.communicate(timeout=_OLD_OFFICE_SECONDS)
        finally:
            if process.returncode is None and hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)


def _decoded(data: bytes) -> str:
    """Text in UTF-8, UTF-16 or the old Thai code page, also when that was mistaken for Latin."""
    for encoding in ("utf-8-sig", "utf-16", "cp874"):
        if encoding == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text if _THAI.search(text) else repair(text)
        if _THAI.search(text):
            return text
    raise Unreadable(
        "อ่านตัวอักษรในไฟล์ไม่ได้ หรือไม่มีข้อความภาษาไทย กรุณาส่งเป็น Word (.docx) หรือข้อความ UTF-8"
    )


def _mended(blocks: tuple[Block, ...]) -> Document:
    """The document with systematic damage of its letters undone; beyond repair it is refused."""
    whole = "\n".join(text for block in blocks for text in texts_of(block))
    letters = len(_LETTER.findall(whole))
    if not letters:
        raise Unreadable(_SCAN)
    if letters >= _FEWEST_LETTERS and len(_TONE.findall(whole)) < letters * _FEWEST_TONES:
        raise Unreadable("วรรณยุกต์หายไปจากข้อความ จึงอ่านไม่ได้แน่ชัด กรุณาส่งไฟล์ต้นฉบับ Word (.docx)")
    broken = _SPLIT_AM.findall(whole)
    if len(broken) < _MANY_SPLITS:
        return Document(blocks)
    return Document(tuple(_repaired(block) for block in blocks), tuple(broken))


def _repaired(block: Block) -> Block:
    if isinstance(block, Row):
        return replace(block, cells=tuple(map(_by_line, block.cells)))
    return Loose(_by_line(block.text)) if isinstance(block, Loose) else Line(_by_line(block.text))


def _by_line(text: str) -> str:
    return "\n".join(repair(line) for line in text.split("\n"))
