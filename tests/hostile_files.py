"""Files nobody should send: bombs, damage, disguises; each with what it is called on disk."""

import io
import itertools
import re
import zipfile
import zlib

from rebuilt import paragraph
from test_tables_pdf import Pdf

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 4_000
HEAD = "มาตรการ\tขั้นตอน\tผู้รับผิดชอบ\tกำหนดเวลา\n"
TITLE = "มาตรการส่งเสริมคุณธรรม ประจำปีงบประมาณ พ.ศ. ๒๕๗๐\n"


def zipped(parts: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def flood(parts: dict[str, bytes | str], name: str, *written: tuple[bytes, int]) -> bytes:
    """An archive with one more part, far too big: each piece so many times."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for other, data in parts.items():
            archive.writestr(other, data)
        with archive.open(name, "w", force_zip64=True) as part:
            for piece, times in written:
                for _ in range(times):
                    part.write(piece)
    return stream.getvalue()


def word(body: str) -> bytes:
    return zipped({"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"})


def sheet_parts() -> dict[str, bytes | str]:
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kind}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>"
        ),
        "xl/workbook.xml": (
            f'<workbook {S} {R}><sheets><sheet name="แผน" sheetId="1" r:id="rId1"/></sheets>'
            "</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>"
        ),
    }


def sheet(rows: str) -> bytes:
    data = f"<worksheet {S}><sheetData>{rows}</sheetData></worksheet>"
    return zipped(sheet_parts() | {"xl/worksheets/sheet1.xml": data})


def word_bomb() -> bytes:
    some = "<w:p><w:r><w:t>มาตรการ</w:t></w:r></w:p>".encode() * 25_000
    return flood(
        {}, "word/document.xml",
        (f"<w:document {W}><w:body>".encode(), 1), (some, 175), (b"</w:body></w:document>", 1),
    )  # fmt: skip


def sheet_bomb() -> bytes:
    rows = b"<row><c><v>1</v></c></row>" * 10_000
    return flood(
        sheet_parts(), "xl/worksheets/sheet1.xml",
        (f"<worksheet {S}><sheetData>".encode(), 1), (rows, 300), (b"</sheetData></worksheet>", 1),
    )  # fmt: skip


def wide_sheet() -> bytes:
    cells = "".join("<c t='inlineStr'><is><t>ช่อง</t></is></c>" for _ in range(5_000))
    return sheet(f"<row>{cells}</row>" * 3)


def far_cell() -> bytes:
    """Two cells, one of them in the last row and column there are."""
    return sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def doctype(declared: str) -> bytes:
    text = (
        f"<!DOCTYPE w [{declared}]><w:document {W}><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p>"
        "</w:body></w:document>"
    )
    return zipped({"word/document.xml": text})


def laughs() -> bytes:
    names = "zabcdefgh"
    declared = '<!ENTITY z "ฮา">' + "".join(
        f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in itertools.pairwise(names)
    )
    return doctype(declared)


def encrypted() -> bytes:
    data = bytearray(word(paragraph("แผน")))
    for match in re.finditer(b"PK\x01\x02", bytes(data)):
        data[match.start() + 8] |= 1
    return bytes(data)


def same_name_twice() -> bytes:
    return zipped({"word/document.xml": "<a/>", "word/documenu.xml": "<b/>"}).replace(
        b"documenu", b"document"
    )


def pdf(objects: list[bytes]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"trailer << /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF"
    head = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    return data + head.encode() + tail.encode()


def pdf_stream(content: bytes, more: str = "") -> bytes:
    head = f"<< /Length {len(content)} {more} >>\nstream\n".encode()
    return head + content + b"\nendstream"


def pdf_bomb() -> bytes:
    """One page of a few hundred kilobytes that draws two hundred megabytes."""
    packer = zlib.compressobj(1)
    drawn = b"1 0 0 1 0 0 cm " * 70_000
    packed = b"".join(packer.compress(drawn) for _ in range(200)) + packer.flush()
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            pdf_stream(packed, "/Filter /FlateDecode"),
        ]
    )


def scanned_pdf() -> bytes:
    image = "/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray"
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
                b" /Resources << /XObject << /I 5 0 R >> >> >>"
            ),
            pdf_stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
            pdf_stream(bytes(range(256)) * 16, f"{image} /BitsPerComponent 8"),
        ]
    )


def endless_pages() -> bytes:
    kids = " ".join("3 0 R" for _ in range(30_000))
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count 30000 /Kids [{kids}] >>".encode(),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ]
    )


def html_table(rows: str) -> bytes:
    return f"<html><body><table>{rows}</table></body></html>".encode()


def rows_of(cell: str, times: int = 3) -> bytes:
    row = f"จัดทำแผน\t{cell}\tกองคลัง\t{cell}\n"
    return (TITLE + HEAD + row * times).encode()


TONELESS = TITLE + "การดำเนินงานของเจาหนาทีในหนวยงานตามขันตอนและระยะเวลา\n" * 40

HOSTILE = {
    "word_bomb.docx": word_bomb,
    "sheet_bomb.xlsx": sheet_bomb,
    "wide_sheet.xlsx": wide_sheet,
    "far_cell.xlsx": far_cell,
    "entities.docx": laughs,
    "external_entity.docx": lambda: doctype('<!ENTITY a SYSTEM "file:///etc/passwd">'),
    "deep.docx": lambda: word("<w:sdt><w:sdtContent>" * 5_000 + "</w:sdtContent></w:sdt>" * 5_000),
    "deep_page.html": lambda: b"<html><body><table><tr><td>" + b"<div>" * 100_000,
    "many_spans.html": lambda: html_table('<tr><td rowspan="500" colspan="60">ก</td></tr>' * 4_000),
    "long_list.html": lambda: html_table(f"<tr><td><ol>{'<li>ก</li>' * 60_000}</ol></td></tr>"),
    "wrong_name.docx": lambda: PNG,
    "wrong_name.pdf": lambda: b"MZ" + bytes(range(256)) * 40,
    "encrypted.docx": encrypted,
    "encrypted_new.xlsx": lambda: (
        OLD_OFFICE + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le")
    ),
    "old_and_broken.doc": lambda: OLD_OFFICE + b"\x00" * 500 + "WordDocument".encode("utf-16-le"),
    "old_and_broken.xls": lambda: OLD_OFFICE + bytes(range(256)) * 20,
    "empty.docx": lambda: b"",
    "truncated.docx": lambda: word(paragraph("แผน") * 500)[:-200],
    "same_name_twice.docx": same_name_twice,
    "absolute_name.docx": lambda: zipped(
        {"/word/document.xml": "<a/>", "word/document.xml": "<a/>"}
    ),
    "climbing_name.docx": lambda: zipped({"../word/document.xml": "<a/>", "word/document.xml": ""}),
    "scan.jpg": lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40,
    "scan.pdf": scanned_pdf,
    "pdf_bomb.pdf": pdf_bomb,
    "endless_pages.pdf": endless_pages,
    "cut.pdf": lambda: Pdf().page("BT /F 10 Tf ET").bytes()[:-120],
    "tones_lost.txt": TONELESS.encode,
    "too_big.txt": lambda: HEAD.encode() * 200_000,
    "open_quote.txt": (HEAD + 'ก\tข\t"ค\n' + "ง\n" * 400_000).encode,
    "long_cell.txt": lambda: rows_of("ภายใน" * 20_000),
}
"""Every one of these is refused."""

SLOW = {
    "digits.txt": lambda: rows_of("ภายในวันที่ " + "1" * 9_000),
    "within.txt": lambda: rows_of("ภายในวันที่ " * 900),
    "every.txt": lambda: rows_of("ทุก ๆ วันที่ " * 800),
    "brackets.txt": lambda: rows_of("(" * 9_900),
}
"""Tables that would keep a careless pattern busy for ever: read or refused, but soon."""
