"""Documents made again in other formats, to see that every format reads alike."""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

import openpyxl

from plans.grid import Line, Row
from plans.thai import arabic_digits

Blocks = Sequence[Line | Row]

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NUMBERED = re.compile(r"^([0-9๐-๙]{1,2})\. ?(?=[^\d\s])")


def parts(blocks: Blocks) -> list[Line | list[Row]]:
    """Lines, and the rows of each table together."""
    made: list[Line | list[Row]] = []
    for _, group in groupby(blocks, key=lambda one: one.table if isinstance(one, Row) else one):
        held = list(group)
        made += [held] if isinstance(held[0], Row) else held
    return made


def as_tabs(blocks: Blocks) -> bytes:
    """Rows with tabs between cells, paragraphs of a cell in tags."""
    lines = []
    for part in parts(blocks):
        rows = part if isinstance(part, list) else []
        if not rows:
            lines += [part.text, ""]
        for row in rows:
            cells = [
                "".join(f"<p>{html.escape(p)}</p>" for p in c.split("\n") if p) for c in row.cells
            ]
            lines.append("\t".join(cells))
        lines.append("")
    return "\n".join(lines).encode()


def tagged(cell: str) -> str:
    """The paragraphs of a cell between tags."""
    return "".join(f"<p>{html.escape(text)}</p>" for text in cell.split("\n") if text)


def as_pipes(blocks: Blocks) -> bytes:
    """Markdown tables."""
    lines = []
    for part in parts(blocks):
        if isinstance(part, Line):
            lines.append(part.text)
            continue
        for at, row in enumerate(part):
            cells = [cell.replace("|", r"\|").replace("\n", "<br>") for cell in row.cells]
            lines.append("| " + " | ".join(cells) + " |")
            if at == 0:
                lines.append("|" + "---|" * len(cells))
        lines.append("")
    return "\n".join(lines).encode()


def as_html(blocks: Blocks) -> bytes:
    """Tables with row and column spans where cells were merged."""
    made = []
    for part in parts(blocks):
        if isinstance(part, Line):
            made.append(f"<p>{html.escape(part.text)}</p>")
            continue
        made.append("<table border=1>")
        for at in range(len(part)):
            made.append("<tr>")
            for cell, across, down in spans(part, at):
                size = f' colspan="{across}"' * (across > 1) + f' rowspan="{down}"' * (down > 1)
                made.append(f"<td{size}>{html.escape(cell).replace(chr(10), '<br>')}</td>")
            made.append("</tr>")
        made.append("</table>")
    return ("<!DOCTYPE html><html><body>" + "\n".join(made) + "</body></html>").encode()


def spans(rows: Sequence[Row], at: int) -> Iterable[tuple[str, int, int]]:
    """The cells of a two-row head with their spans; other rows have single cells."""
    row = rows[at].cells
    two = len(rows) > 1 and not any(rows[1].cells[:2]) and any(rows[1].cells) and rows[0].cells[0]
    if not two or at > 1:
        yield from ((cell, 1, 1) for cell in row)
        return
    below = rows[1].cells
    for i, cell in enumerate(row):
        if at == 0 and cell:
            across = 1
            while i + across < len(row) and not row[i + across] and below[i + across]:
                across += 1
            yield cell, across, 1 if below[i] else 2
        elif at == 1 and cell:
            yield cell, 1, 1


def as_xlsx(blocks: Blocks) -> bytes:
    """One sheet, titles in merged rows, two-level heads merged."""
    book = openpyxl.Workbook()
    sheet = book.active
    at = 1
    for part in parts(blocks):
        if isinstance(part, Line):
            if part.text:
                sheet.cell(at, 1, part.text)
                sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=8)
                at += 1
            continue
        at += 1
        for row in part:
            for i, cell in enumerate(row.cells, 1):
                sheet.cell(at, i, cell or None)
            at += 1
        at += 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class Docx:
    """A Word document written tag by tag; with ``automatic`` list numbers become real lists."""

    def __init__(self, *, automatic: bool = False) -> None:
        self._automatic = automatic
        self._lists: list[int] = []

    def of(self, blocks: Blocks) -> bytes:
        body = "".join(self._part(part) for part in parts(blocks))
        return self.zipped(f"<w:body>{body}</w:body>")

    def zipped(self, body: str) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", f"<w:document {_W}>{body}</w:document>")
            archive.writestr("word/numbering.xml", self._numbering())
        return stream.getvalue()

    def _part(self, part: Line | list[Row]) -> str:
        if isinstance(part, Line):
            return self._paragraphs(part.text)
        width = max(len(row.cells) for row in part)
        grid = f"<w:tblGrid>{'<w:gridCol/>' * width}</w:tblGrid>"
        rows = "".join(self._row(part, at) for at in range(len(part)))
        return f"<w:tbl>{grid}{rows}</w:tbl>"

    def _row(self, rows: list[Row], at: int) -> str:
        return (
            f"<w:tr>{''.join(self._cell(rows, at, i) for i in range(len(rows[at].cells)))}</w:tr>"
        )

    def _cell(self, rows: list[Row], at: int, i: int) -> str:
        text = rows[at].cells[i]
        merge = ""
        below = rows[at + 1].cells if at + 1 < len(rows) else ()
        if text and i < len(below) and i < 2 and not below[i]:
            merge = '<w:vMerge w:val="restart"/>'
        elif not text and at and i < 2:
            merge = "<w:vMerge/>"
        return f"<w:tc><w:tcPr>{merge}</w:tcPr>{self._paragraphs(text)}</w:tc>"

    def _paragraphs(self, text: str) -> str:
        made, expected = [], None
        for line in text.split("\n"):
            match = _NUMBERED.match(line) if self._automatic else None
            number = int(arabic_digits(match[1])) if match else None
            if match and number is not None and (expected is None or number == expected):
                if expected is None:
                    self._lists.append(number)
                expected = number + 1
                made.append(paragraph(line[match.end() :], len(self._lists)))
            else:
                made.append(paragraph(line))
        return "".join(made)

    def _numbering(self) -> str:
        level = '<w:start w:val="1"/><w:numFmt w:val="thaiNumbers"/><w:lvlText w:val="%1."/>'
        outline = (
            f'<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0">{level}</w:lvl></w:abstractNum>'
        )
        lists = "".join(
            f'<w:num w:numId="{i}"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
            f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
            for i, start in enumerate(self._lists, 1)
        )
        return f"<w:numbering {_W}>{outline}{lists}</w:numbering>"


def paragraph(text: str, number: int | None = None) -> str:
    """A Word paragraph, an item of an automatic list when a list is given."""
    place = f'<w:ilvl w:val="0"/><w:numId w:val="{number}"/>'
    properties = f"<w:pPr><w:numPr>{place}</w:numPr></w:pPr>" if number else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
