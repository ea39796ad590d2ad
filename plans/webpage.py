"""HTML pages and fragments → lines and rows, spans resolved."""

import itertools
from collections.abc import Iterator

from lxml import etree, html

from plans.grid import MAX_COLUMNS, MAX_ROWS, Block, Line, Row, Unreadable, cleaned, number_in
from plans.pasted import list_mark

_SILENT = frozenset({"script", "style", "head", "template", "noscript", "title", "meta", "link"})
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "tr",
        "table",
        "center",
        "hr",
        "dl",
        "dt",
        "dd",
        "pre",
    }
)
_DEEPEST = 200
_TOO_LONG = "ตารางยาวเกินไป กรุณาส่งเฉพาะตารางมาตรการ"
_TOO_WIDE = f"ตารางกว้างเกิน {MAX_COLUMNS} คอลัมน์ กรุณาส่งเฉพาะตารางมาตรการ"


def read_webpage(text: str) -> Iterator[Block]:
    """The blocks of a page in reading order."""
    try:
        root = html.document_fromstring(
            text, parser=html.HTMLParser(huge_tree=False, no_network=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as broken:
        raise Unreadable("อ่านไฟล์ HTML ไม่ได้ กรุณาคัดลอกตารางไปไว้ในไฟล์ Word แล้วส่งใหม่") from broken
    yield from _Page().blocks(root)


class _Page:
    """Walks a page once, gathering text into lines between tables."""

    def __init__(self) -> None:
        self._tables = 0

    def blocks(self, root: html.HtmlElement) -> Iterator[Block]:
        """Lines and rows below an element."""
        held: list[str] = []
        for part in _parts(root, 0):
            if isinstance(part, str):
                held.append(part)
                continue
            yield from _lines(held)
            held = []
            yield from self._rows(part)
        yield from _lines(held)

    def _rows(self, table: html.HtmlElement) -> Iterator[Block]:
        rows = [row for row in table.iter("tr") if _owner(row) is table]
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        inner = any(one is not table for one in table.iter("table"))
        if inner and all(len(row) <= 1 for row in cells):
            for row in cells:  # a frame around the real table
                yield from (block for cell in row for block in self.blocks(cell))
            return
        self._tables += 1
        yield from _grid(cells, self._tables)


_Taken = dict[tuple[int, int], str]


def _grid(rows: list[list[html.HtmlElement]], table: int) -> Iterator[Row]:
    """Cells in their columns; the rest of a spanning cell is empty."""
    if len(rows) > MAX_ROWS:
        raise Unreadable(_TOO_LONG)
    taken: _Taken = {}
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            column = _free(taken, at, column)
            column = _placed(taken, cell, at, column, len(rows))
    width = max((column for _, column in taken), default=-1) + 1
    for at, row in enumerate(rows):
        texts = tuple(taken.get((at, column), "") for column in range(width))
        wide = len(row) == 1 and width > 1 and _span(row[0], "colspan") >= width
        yield Row(texts, table, wide)


def _free(taken: _Taken, at: int, column: int) -> int:
    while (at, column) in taken:
        column += 1
    if column >= MAX_COLUMNS:
        raise Unreadable(_TOO_WIDE)
    return column


def _placed(taken: _Taken, cell: html.HtmlElement, at: int, column: int, rows: int) -> int:
    """Put a cell and what it spans in place; the column after it."""
    across = min(_span(cell, "colspan"), MAX_COLUMNS - column)
    for i in range(min(_span(cell, "rowspan"), rows - at)):
        for j in range(across):
            taken[at + i, column + j] = ""
    taken[at, column] = _text(cell)
    return column + across


def _owner(row: html.HtmlElement) -> html.HtmlElement | None:
    return next(row.iterancestors("table"), None)


def _span(cell: html.HtmlElement, name: str) -> int:
    told = number_in((cell.get(name) or "").strip(), 1)
    return max(1, min(told, MAX_COLUMNS if name == "colspan" else 500))


def _text(cell: html.HtmlElement) -> str:
    parts = (
        part if isinstance(part, str) else "\n".join(" ".join(row.cells) for row in _inner(part))
        for part in _parts(cell, 0)
    )
    return cleaned("".join(parts))


def _inner(table: html.HtmlElement) -> list[Row]:
    return [block for block in _Page().blocks(table.getparent()) if isinstance(block, Row)]


def _parts(parent: html.HtmlElement, depth: int) -> Iterator[str | html.HtmlElement]:
    """Text with line breaks where blocks begin and end, and tables whole."""
    if depth > _DEEPEST:
        raise Unreadable("หน้าเว็บซ้อนกันลึกเกินไป กรุณาคัดลอกตารางไปไว้ในไฟล์ Word แล้วส่งใหม่")
    yield _flat(parent.text)
    items = itertools.count(1)
    for child in parent:
        tag = child.tag
        if tag == "table":
            yield "\n"
            yield child
            yield "\n"
        elif isinstance(tag, str) and tag not in _SILENT:
            edge = "\n" if tag in _BLOCKS else ""
            yield edge + (_mark(child, next(items)) if tag == "li" else "")
            yield from _parts(child, depth + 1)
            yield edge
        yield _flat(child.tail)


def _mark(item: html.HtmlElement, place: int) -> str:
    parent = item.getparent()
    numbered = parent is not None and parent.tag == "ol"
    return list_mark(place if numbered else None, item.text_content())


def _flat(text: str | None) -> str:
    """Line breaks of the source are blanks on the page."""
    return (text or "").replace("\r", " ").replace("\n", " ")


def _lines(parts: list[str]) -> Iterator[Line]:
    return (Line(line) for line in cleaned("".join(parts)).split("\n") if line)
