"""Word documents (.docx) → lines and rows, numbers, ticks and merged cells as they are printed."""

from collections.abc import Iterator

from lxml import etree

from plans.archive import opened
from plans.grid import Block, Line, Row, Unreadable, cleaned, number_in, texts_of
from plans.numbering import Numbering, W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_DROPPED = frozenset(
    f"{W}{name}"
    for name in (
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "pPr",
        "rPr",
        "tblPr",
        "tcPr",
        "trPr",
        "sdtPr",
        "sdtEndPr",
        "softHyphen",
        "footnoteReference",
        "endnoteReference",
        "commentReference",
        "fldChar",
        "delInstrText",
        "annotationRef",
        "proofErr",
        "tblGrid",
        "sectPr",
    )
)
_TICKS = {
    # picture fonts: the code of the character and what it shows
    ("wingdings", 0xFC): "✓",
    ("wingdings", 0xFE): "☑",
    ("wingdings", 0xFB): "✗",
    ("wingdings", 0xFD): "☒",
    ("wingdings", 0xA8): "☐",
    ("wingdings", 0x6F): "☐",
    ("wingdings 2", 0x50): "✓",
    ("wingdings 2", 0x52): "☑",
    ("wingdings 2", 0x4F): "✗",
    ("wingdings 2", 0x54): "☒",
    ("wingdings 2", 0xA3): "☐",
    ("symbol", 0xD6): "✓",
}
_CHARACTERS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_PICTURES = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_DEEPEST = 60


def read_word(data: bytes) -> Iterator[Block]:
    """The blocks of a document in reading order."""
    with opened(data) as archive:
        root = archive.xml("word/document.xml")
        body = None if root is None else root.find(f"{W}body")
        if body is None:
            raise Unreadable("ไฟล์ Word ไม่มีเนื้อหา กรุณาบันทึกเป็น .docx ใหม่แล้วส่งอีกครั้ง")
        numbering = Numbering(archive.xml("word/numbering.xml"), archive.xml("word/styles.xml"))
        yield from _Word(numbering).blocks(body)


class _Word:
    """Walks a body once, in order, since list numbers depend on what stands before."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._tables = 0

    def blocks(self, parent: etree._Element, depth: int = 0) -> Iterator[Block]:
        """Paragraphs and tables, whatever they are wrapped in."""
        for child in _children(parent, depth):
            if child.tag == f"{W}p":
                yield from (Line(line) for line in self._paragraph(child).split("\n"))
            elif child.tag == f"{W}tbl":
                yield from self._table(child, depth)
            else:
                yield from self.blocks(child, depth + 1)

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        rows = [row for row in _found(table, f"{W}tr", depth) if not _is_deleted(row)]
        cells = [list(_found(row, f"{W}tc", depth)) for row in rows]
        if all(len(row) == 1 for row in cells) and _holds_a_table(table):
            for (frame,) in cells:
                yield from self.blocks(frame, depth + 1)
            return
        self._tables += 1
        number = self._tables
        width = max((_width(row, found) for row, found in zip(rows, cells, strict=True)), default=0)
        for row, found in zip(rows, cells, strict=True):
            yield self._row(row, found, width, number, depth)

    def _row(
        self, row: etree._Element, cells: list[etree._Element], width: int, table: int, depth: int
    ) -> Row:
        texts = [""] * _grid(row, "gridBefore")
        for cell in cells:
            texts.append("" if _goes_on(cell) else self._cell(cell, depth))
            texts += [""] * (_span(cell) - 1)
        texts += [""] * (width - len(texts))
        return Row(
            tuple(texts), table, wide=len(cells) == 1 and width > 1 and _span(cells[0]) == width
        )

    def _cell(self, cell: etree._Element, depth: int) -> str:
        lines = (" ".join(texts_of(block)) for block in self.blocks(cell, depth + 1))
        return cleaned("\n".join(lines))

    def _paragraph(self, paragraph: etree._Element) -> str:
        text = cleaned("".join(_text(paragraph, 0)))
        label = self._numbering.label(paragraph)
        boxes = [
            " ".join(texts_of(block)) for box in _boxes(paragraph) for block in self.blocks(box, 1)
        ]
        whole = f"{label} {text}" if label and text else text
        return "\n".join([whole, *(box for box in boxes if box)])


def _holds_a_table(table: etree._Element) -> bool:
    return any(inner is not table for inner in table.iter(f"{W}tbl"))


def _children(parent: etree._Element, depth: int) -> Iterator[etree._Element]:
    """Children that are printed: no deleted text, one branch of alternatives."""
    if depth > _DEEPEST:
        raise Unreadable("เอกสารซ้อนกันลึกเกินไป กรุณาคัดลอกตารางไปไว้ในไฟล์ใหม่แล้วส่งอีกครั้ง")
    for child in parent:
        if not isinstance(child.tag, str) or child.tag in _DROPPED:
            continue
        if child.tag == f"{_MC}AlternateContent":
            branch = next((one for one in child if isinstance(one.tag, str)), None)
            if branch is not None:
                yield from _children(branch, depth + 1)
        else:
            yield child


def _found(parent: etree._Element, tag: str, depth: int) -> Iterator[etree._Element]:
    """The nearest descendants of this kind, not those of inner tables."""
    for child in _children(parent, depth):
        if child.tag == tag:
            yield child
        elif child.tag != f"{W}tbl":
            yield from _found(child, tag, depth + 1)


def _text(parent: etree._Element, depth: int) -> Iterator[str]:
    """The characters of a paragraph or run in order."""
    for child in _children(parent, depth):
        if child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}sym":
            yield _symbol(child)
        elif child.tag == f"{W}r":
            yield from _run(child, depth)
        elif box := _checkbox(child):
            yield box
        elif child.tag not in _PICTURES:
            yield from _text(child, depth + 1)


def _run(run: etree._Element, depth: int) -> Iterator[str]:
    properties = run.find(f"{W}rPr")
    if properties is not None and _is_on(properties.find(f"{W}vanish")):
        return
    check = run.find(f"{W}fldChar/{W}ffData/{W}checkBox")
    if check is not None:
        state = check.find(f"{W}checked")
        yield "☑" if _is_on(check.find(f"{W}default") if state is None else state) else "☐"
    font = None if properties is None else properties.find(f"{W}rFonts")
    name = "" if font is None else font.get(f"{W}ascii", "").lower()
    text = "".join(_text(run, depth + 1))
    yield "".join(_shown(name, letter) for letter in text) if name.startswith("wingdings") else text


def _is_on(flag: etree._Element | None) -> bool:
    return flag is not None and flag.get(f"{W}val", "1") not in ("0", "false", "off")


def _shown(font: str, letter: str) -> str:
    return _TICKS.get((font, ord(letter) & 0xFF), letter)


def _symbol(symbol: etree._Element) -> str:
    code = symbol.get(f"{W}char", "")
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return _TICKS.get(
        (symbol.get(f"{W}font", "").lower(), number & 0xFF), chr(number) if number else ""
    )


def _checkbox(control: etree._Element) -> str:
    box = control.find(f"{W}sdtPr/{_W14}checkbox")
    if box is None:
        return ""
    state = box.find(f"{_W14}checked")
    on = state is not None and state.get(f"{_W14}val", "1") not in ("0", "false")
    return "☑" if on else "☐"


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Text boxes anchored in a paragraph, each once."""
    for child in _descendants(paragraph, 0):
        if child.tag == f"{W}txbxContent":
            yield child


def _descendants(parent: etree._Element, depth: int) -> Iterator[etree._Element]:
    for child in _children(parent, depth):
        yield child
        if child.tag != f"{W}txbxContent":
            yield from _descendants(child, depth + 1)


def _is_deleted(row: etree._Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _grid(row: etree._Element, name: str) -> int:
    found = row.find(f"{W}trPr/{W}{name}")
    value = "" if found is None else found.get(f"{W}val", "")
    return max(0, min(number_in(value, 0), 63))


def _span(cell: etree._Element) -> int:
    found = cell.find(f"{W}tcPr/{W}gridSpan")
    value = "" if found is None else found.get(f"{W}val", "")
    return max(1, min(number_in(value, 1), 63))


def _goes_on(cell: etree._Element) -> bool:
    """Whether a cell is the lower or right part of a merged one."""
    for name in ("vMerge", "hMerge"):
        found = cell.find(f"{W}tcPr/{W}{name}")
        if found is not None and found.get(f"{W}val", "continue") != "restart":
            return True
    return False


def _width(row: etree._Element, cells: list[etree._Element]) -> int:
    return _grid(row, "gridBefore") + sum(_span(cell) for cell in cells) + _grid(row, "gridAfter")
