"""Files that are damaged, hidden, huge or harmful are refused at once, with a Thai sentence."""

import io
import re
import zipfile

import openpyxl
import pytest
from rebuilt import Docx, paragraph

from plans.grid import Unreadable
from plans.tables import MAX_BYTES, read_tables

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(parts: dict[str, bytes | str], *, stored: bool = False) -> bytes:
    stream = io.BytesIO()
    kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def word(body: str) -> bytes:
    return zipped({"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"})


def bomb() -> bytes:
    many = "<w:p><w:r><w:t>ก</w:t></w:r></w:p>" * 3_000_000
    return word(many)


def doctype(declared: str) -> bytes:
    return zipped(
        {
            "word/document.xml": f"<!DOCTYPE w [{declared}]><w:document {W}>"
            "<w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
        }
    )


def many_entries() -> bytes:
    return zipped({f"word/part{i}.xml": b"" for i in range(2_100)} | {"word/document.xml": b"<a/>"})


def encrypted() -> bytes:
    data = bytearray(word(paragraph("แผน")))
    for at in [match.start() for match in re.finditer(b"PK\x01\x02", bytes(data))]:
        data[at + 8] |= 1
    return bytes(data)


def wide_sheet() -> bytes:
    book = openpyxl.Workbook()
    book.active.append([f"ช่อง {i}" for i in range(400)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def duplicate_names() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("word/documenu.xml", "<b/>")
    return stream.getvalue().replace(b"documenu", b"document")


HOSTILE = {
    "empty": lambda: b"",
    "only blanks": lambda: b" \n ",
    "too big": lambda: b"a" * (MAX_BYTES + 1),
    "photo": lambda: b"\xff\xd8\xff\xe0" + b"\x00" * 100,
    "scan": lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    "heic photo": lambda: b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100,
    "binary": lambda: bytes(range(256)) * 20,
    "no Thai": lambda: b"hello world\n" * 50,
    "damaged zip": lambda: word(paragraph("แผน"))[:-30],
    "zip of something": lambda: zipped({"readme.txt": "สวัสดี"}),
    "word without body": lambda: zipped({"word/document.xml": f"<w:document {W}/>"}),
    "word that is no xml": lambda: zipped({"word/document.xml": "<w:document"}),
    "zip bomb": bomb,
    "entities": lambda: doctype('<!ENTITY a "b">'),
    "external entity": lambda: doctype('<!ENTITY a SYSTEM "file:///etc/passwd">'),
    "too many parts": many_entries,
    "climbing name": lambda: zipped({"../word/document.xml": "<a/>", "word/document.xml": "<a/>"}),
    "absolute name": lambda: zipped({"/word/document.xml": "<a/>", "word/document.xml": "<a/>"}),
    "same name twice": duplicate_names,
    "password": encrypted,
    "locked new office": lambda: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    ),
    "broken old sheet": lambda: OLD_OFFICE + b"\x00" * 2_000,
    "deep nesting": lambda: word("<w:sdt><w:sdtContent>" * 200 + "</w:sdtContent></w:sdt>" * 200),
    "very deep nesting": lambda: word("<w:sdt>" * 20_000 + "</w:sdt>" * 20_000),
    "too many columns": wide_sheet,
    "endless cell": lambda: Docx().zipped(f"<w:body>{paragraph('กา' * 11_000)}</w:body>"),
    "too many rows": lambda: "\n".join(["ก\tข\tค"] * 6_000).encode(),
    "tone marks lost": ("การดำเนินงานของเจาหนาทีในหนวยงานตามขันตอนและระยะเวลา\n" * 30).encode,
    "deep page": ("<html><body><table><tr><td>แผน" + "<div>" * 240).encode,
}


@pytest.mark.parametrize("made", HOSTILE.values(), ids=HOSTILE)
def test_refused_with_a_thai_sentence(made):
    with pytest.raises(Unreadable) as refused:
        read_tables(made(), "แผน.docx")
    sentence = str(refused.value)
    assert re.search("[ก-๎]{5}", sentence)
    assert "กรุณา" in sentence


def test_old_code_page_is_read():
    row = "มาตรการ\tขั้นตอน\tผู้รับผิดชอบ\nจัดทำคู่มือการให้บริการ\tสำรวจ\tกองคลัง\n"
    found = read_tables((row * 2).encode("cp874"), "แผน.txt")
    assert found.blocks == read_tables((row * 2).encode(), "แผน.txt").blocks


def test_thai_taken_for_latin_is_read():
    row = "มาตรการ\tขั้นตอน\tผู้รับผิดชอบ\n"
    damaged = (row * 2).encode("cp874").decode("latin-1").encode()
    assert (
        read_tables(damaged, "แผน.txt").blocks == read_tables((row * 2).encode(), "แผน.txt").blocks
    )


def test_split_vowels_are_mended_and_said():
    line = "เจ้าหน้าที่ด าเนินการจัดท าคู่มือการปฏิบัติงานตามค าสั่ง\n"
    found = read_tables((line * 5).encode(), "แผน.txt")
    assert len(found.repaired) == 15
    assert found.blocks[0].text == "เจ้าหน้าที่ดำเนินการจัดทำคู่มือการปฏิบัติงานตามคำสั่ง"
