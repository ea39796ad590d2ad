"""PDF: cells by ruled lines, text by its layer, rows that a page cut put together again."""

import zlib
from collections.abc import Iterable, Sequence

import pytest

from plans.grid import Line, Row, Unreadable
from plans.reader import read_document
from plans.ruling import Box, rules, tables
from plans.tables import read_tables

SIZE = 10.0
LEADING = 14.0
WIDTH, HEIGHT = 842, 595


class Pdf:
    """A PDF written by hand: every letter half as wide as it is high, its code its own name."""

    def __init__(self) -> None:
        self._pages: list[bytes] = []

    def page(self, *drawn: str) -> "Pdf":
        self._pages.append("\n".join(drawn).encode("latin-1"))
        return self

    def bytes(self) -> bytes:
        mapping = (
            b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> "
            b"endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end"
        )
        kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(self._pages)))
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>".encode(),
            (
                b"<< /Type /Font /Subtype /Type0 /BaseFont /Plan /Encoding /Identity-H "
                b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
            ),
            (
                b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plan /DW 500 /CIDSystemInfo "
                b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
            ),
            stream(mapping),
        ]
        for i, page in enumerate(self._pages):
            objects += [
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents "
                f"{7 + 2 * i} 0 R /Resources << /Font << /F 3 0 R >> >> >>".encode(),
                stream(page),
            ]
        data, places = b"%PDF-1.4\n", []
        for number, one in enumerate(objects, 1):
            places.append(len(data))
            data += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
        table = "".join(f"{place:010d} 00000 n \n" for place in places)
        head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF"
        return data + head.encode() + tail.encode()


def stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return (
        f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        + packed
        + b"\nendstream"
    )


def words(text: str, left: float, top: float) -> str:
    codes = "".join(f"{ord(letter):04X}" for letter in text)
    return f"BT /F {SIZE} Tf {left} {top - SIZE} Td <{codes}> Tj ET"


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f"0.5 w {x1} {y1} m {x2} {y2} l S"


def table(rows: Sequence[Sequence[str]], widths: Sequence[float], top: float) -> Iterable[str]:
    """Ruled cells; ``\\n`` breaks a line, ``<`` marks a cell merged into the one to its left."""
    lefts = [40 + sum(widths[:i]) for i in range(len(widths) + 1)]
    y = top
    yield line(lefts[0], y, lefts[-1], y)
    for row in rows:
        height = 6 + LEADING * max(cell.count("\n") + 1 for cell in row)
        for i, cell in enumerate(row):
            if cell != "<":
                yield line(lefts[i], y, lefts[i], y - height)
                for at, text in enumerate(cell.split("\n")):
                    yield words(text, lefts[i] + 3, y - 3 - at * LEADING)
        yield line(lefts[-1], y, lefts[-1], y - height)
        y -= height
        yield line(lefts[0], y, lefts[-1], y)


HEAD = ["มาตรการ", "ขั้นตอน", "ผู้รับผิดชอบ", "ระยะเวลา"]
WIDTHS = [120, 240, 120, 160]


def title(top: float = 560) -> str:
    return words("แผนส่งเสริมคุณธรรม ประจำปีงบประมาณ พ.ศ. ๒๕๖๙", 40, top)


def test_lines_and_rows_in_reading_order():
    drawn = [title(), *table([HEAD, ["อบรม", "<", "กองคลัง", "ทุกเดือน"]], WIDTHS, 500)]
    found = read_tables(Pdf().page(*drawn, words("ท้ายตาราง", 40, 300)).bytes(), "แผน.pdf")
    assert found.blocks == (
        Line("แผนส่งเสริมคุณธรรม ประจำปีงบประมาณ พ.ศ. ๒๕๖๙"),
        Row(tuple(HEAD), 100),
        Row(("อบรม", "", "กองคลัง", "ทุกเดือน"), 100),
        Line("ท้ายตาราง"),
    )


def test_wrapped_lines_are_one_paragraph_and_items_stay_apart():
    cell = "๑. จัดทำคู่มือการปฏิบัติงานของเจ้าหน้าที่ทุก\nส่วนราชการ\n๒. เผยแพร่"
    drawn = table([["ก", cell, "ค", "ง"], ["จ", "ฉ", "ช", "ซ"]], WIDTHS, 500)
    row = read_tables(Pdf().page(*drawn).bytes(), "แผน.pdf").blocks[0]
    assert isinstance(row, Row)
    assert row.cells[1] == "๑. จัดทำคู่มือการปฏิบัติงานของเจ้าหน้าที่ทุกส่วนราชการ\n๒. เผยแพร่"


def test_a_row_cut_by_the_page_is_one_measure():
    upper = ["๑. ลดขั้นตอน", "๑. จัดทำคู่มือการปฏิบัติงานของเจ้าหน้าที่", "กองคลัง", "ต.ค. ๖๘ - มี.ค. ๖๙"]
    lower = ["", "ทุกคน\n๒. เผยแพร่", "", ""]
    other = ["๒. อบรม", "๑. จัดอบรม", "สำนักปลัด", "ต.ค. ๖๘ - มี.ค. ๖๙"]
    document = (
        Pdf()
        .page(title(), *table([HEAD, upper], WIDTHS, 500))
        .page(words("- ๒ -", 400, 580), *table([HEAD, lower, other], WIDTHS, 540))
    )
    plan = read_document(document.bytes(), "แผน.pdf").plan
    assert [[step.text for step in measure.steps] for measure in plan.measures] == [
        ["จัดทำคู่มือการปฏิบัติงานของเจ้าหน้าที่ทุกคน", "เผยแพร่"],
        ["จัดอบรม"],
    ]
    assert [measure.divisions for measure in plan.measures] == [("กองคลัง",), ("สำนักปลัด",)]


def test_a_scan_has_no_text():
    with pytest.raises(Unreadable, match="สแกน"):
        read_tables(Pdf().page(line(10, 10, 100, 100)).bytes(), "แผน.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.4 broken", b"%PDF-1.7\n" + b"\x00" * 500])
def test_a_damaged_file_is_refused(data):
    with pytest.raises(Unreadable, match="กรุณา"):
        read_tables(data, "แผน.pdf")


def box(left, bottom, right, top):
    return Box(left, bottom, right, top)


def test_merged_cells_are_found_by_missing_lines():
    flat = [box(0, y, 30, y) for y in (0, 20)] + [box(0, 10, 10, 10), box(20, 10, 30, 10)]
    upright = [box(x, 0, x, 20) for x in (0, 10, 20, 30)]
    (found,) = tables(*rules(flat + upright))
    assert found.rows == (
        (box(0, 10, 10, 20), box(10, 0, 20, 20), box(20, 10, 30, 20)),
        (box(0, 0, 10, 10), None, box(20, 0, 30, 10)),
    )


def test_underlines_and_frames_are_no_tables():
    assert not tables(*rules([box(0, 0, 100, 0), box(0, 50, 100, 50)]))
    assert not tables(
        *rules([box(0, 0, 100, 0), box(0, 50, 100, 50), box(0, 0, 0, 50), box(100, 0, 100, 50)])
    )
