"""A laid out document as the input of its typst template: every line cut where it may end.

The template gets data only: no word of a report is ever read as markup.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from plans.thai import Script
from reports import words
from reports.letters import shown, width
from reports.pages import (
    Block,
    Document,
    Head,
    Heading,
    NewPage,
    Picture,
    Row,
    Signature,
    Signatures,
    Table,
    Text,
)
from reports.wording import position_lines, printable
from reports.words import Words

BODY, TABLE, TITLE = 16.0, 14.0, 18.0  # points, as in the Word report
_LINE = 728.5  # points between the margins of a landscape page
_PADDING = 7.0  # left and right of the text in a cell
_NARROWEST = 24.0
_PHOTO = (300.0, 200.0)  # points
_LINES_KEPT = 8  # a third of a page: longer rows may break, or half the pages stay empty
_DOTS = "." * 40


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph in pieces; ``hanging`` counts the steps its later lines stand to the right."""

    units: tuple[str, ...]
    size: float = BODY
    bold: bool = False
    centred: bool = False
    hanging: int = 0
    level: int = 0
    indented: bool = False
    link: str | None = None
    kind: Literal["line"] = "line"


@dataclass(frozen=True, slots=True)
class Above:
    """A heading over a part of the report."""

    units: tuple[str, ...]
    centred: bool
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a table, with the rows and columns it spans."""

    lines: tuple[Line, ...]
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Band:
    """A row of a table; ``group`` is a heading within it, ``kept`` stays on one page."""

    boxes: tuple[Box, ...]
    group: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its rows of headings; ``widths`` are points."""

    widths: tuple[float, ...]
    heads: tuple[Band, ...]
    bands: tuple[Band, ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Signed:
    """One place to sign, kept on one page."""

    heading: tuple[str, ...]
    lines: tuple[Line, ...]
    kind: Literal["signature"] = "signature"


@dataclass(frozen=True, slots=True)
class Break:
    """A new page."""

    kind: Literal["page"] = "page"


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG as the SVG that holds it: the typesetter reads no base64; points, and its words."""

    svg: str
    width: float
    height: float
    text: str
    kind: Literal["photo"] = "photo"


Part = Line | Above | Grid | Signed | Break | Photo


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole input of the template."""

    title: str
    author: str
    year: int
    month: int
    day: int
    thai_digits: bool
    reference: str
    cover: tuple[Line, ...]
    parts: tuple[Part, ...]


def paper_of(document: Document, names: tuple[str, ...] = ()) -> Paper:
    """The document, with the proper names in it kept whole."""
    writer = _Writer(words.dictionary(names))
    return Paper(
        title=shown(printable(document.title)),
        author=shown(printable(document.author)),
        year=document.day.year,
        month=document.day.month,
        day=document.day.day,
        thai_digits=document.script is Script.THAI,
        reference=shown(printable(document.reference)),
        cover=tuple(
            writer.line(Text(line, bold=True, centred=True), TITLE, _LINE)
            for line in document.cover
        ),
        parts=tuple(part for block in document.blocks for part in writer.parts(block)),
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    words: Words

    def parts(self, block: Block) -> Iterator[Part]:
        match block:
            case Text():
                yield self.line(block, BODY, _LINE)
            case Heading():
                text = Text(block.text, bold=True)
                units = self.line(text, BODY, _LINE).units
                yield Above(units, block.centred)
            case Table():
                yield self.grid(block)
            case Signatures():
                yield from map(self.signed, block.chain)
            case NewPage():
                yield Break()
            case Picture():
                yield _photo(block)

    def line(self, text: Text, size: float, room: float) -> Line:
        """A paragraph in pieces none of which is wider than ``room``."""
        units = self.words.units(shown(printable(text.text)))
        if text.hanging and len(units) > 2 and units[1] == " ":
            units = ["".join(units[:3]), *units[3:]]  # a number or dash stays with its first word
        step = size * (text.level + 1) if text.hanging else 0.0

        def fits(part: str) -> bool:
            return width(part, size, bold=text.bold) <= room - step

        whole = (part for unit in units for part in self.fitted(unit, fits))
        return Line(
            tuple(whole), size, text.bold, text.centred, int(text.hanging), text.level,
            text.indented, text.link,
        )  # fmt: skip

    def fitted(self, unit: str, fits: Callable[[str], bool]) -> Iterator[str]:
        """The piece; where it does not fit, the words it is made of, or parts of those."""
        if unit.isspace() or fits(unit):
            yield unit
            return
        smaller = self.words.units(unit, len(max(unit.split(), key=len)) - 1)
        for part in smaller if len(smaller) > 1 else ():
            yield from self.fitted(part, fits)
        if len(smaller) == 1:
            yield from words.cut(unit, fits)

    def signed(self, signature: Signature) -> Signed:
        rank = f" {signature.rank}" if signature.rank else ""
        lines = (
            f"(ลงชื่อ){rank}{_DOTS}{signature.role}",
            f"({signature.name or _DOTS})",
            *position_lines(signature.position),
        )
        heading = self.line(Text(signature.heading, bold=True), BODY, _LINE).units
        centred = (self.line(Text(line, centred=True), BODY, _LINE) for line in lines if line)
        return Signed(heading, tuple(centred))

    # --- tables

    def grid(self, table: Table) -> Grid:
        widths = self.widths(table)
        bands = (self.band(table.rows, number, widths) for number in range(len(table.rows)))
        return Grid(tuple(widths), tuple(self.heads(table.heads, widths)), tuple(bands))

    def widths(self, table: Table) -> list[float]:
        """The shares of the line in points; no column narrower than the words over it."""
        shares = [_LINE * share / sum(table.widths) for share in table.widths]
        least = [self.least(leaf) for leaf in table.leaves]
        short = [max(0.0, need - has) for need, has in zip(least, shares, strict=True)]
        spare = [max(0.0, has - need) for need, has in zip(least, shares, strict=True)]
        part = min(1.0, sum(short) / sum(spare)) if sum(spare) else 0.0
        rows = zip(shares, short, spare, strict=True)
        return [round(has + lacks - part * more, 2) for has, lacks, more in rows]

    def least(self, heading: str) -> float:
        """The narrowest column in which no word of the heading is cut."""
        units = self.words.units(shown(printable(heading)))
        return max([_NARROWEST, *(width(u, TABLE, bold=True) + _PADDING + 1 for u in units)])

    def heads(self, heads: Sequence[Head], widths: Sequence[float]) -> Iterator[Band]:
        two = any(head.below for head in heads)
        upper, lower, at = [], [], 0
        for head in heads:
            own = widths[at : at + head.width]
            at += head.width
            rows = 2 if two and not head.below else 1
            upper.append(self.head(head.text, sum(own), rows, head.width))
            lower += [self.head(t, w) for t, w in zip(head.below, own, strict=False)]
        yield Band(tuple(upper))
        if two:
            yield Band(tuple(lower))

    def head(self, text: str, room: float, rows: int = 1, columns: int = 1) -> Box:
        line = self.line(Text(text, bold=True, centred=True), TABLE, room - _PADDING)
        return Box((line,), rows, columns)

    def band(self, rows: Sequence[Row], number: int, widths: Sequence[float]) -> Band:
        """One row; a cell that goes on below spans all its rows."""
        row = rows[number]
        if row.whole:
            box = self.box(row, 0, sum(widths), len(widths))
            return Band((box,), group=True, kept=True)
        own = [(n, room) for n, room in enumerate(widths) if row.cells[n] is not None]
        boxes = [self.box(row, n, room, rows=_spanned(rows, number, n)) for n, room in own]
        tall = max(_height(box, room) for box, (_, room) in zip(boxes, own, strict=True))
        return Band(tuple(boxes), kept=tall <= _LINES_KEPT)

    def box(self, row: Row, place: int, room: float, columns: int = 1, *, rows: int = 1) -> Box:
        texts = row.cells[place] or ()
        return Box(tuple(self.line(t, TABLE, room - _PADDING) for t in texts), rows, columns)


def _spanned(rows: Sequence[Row], number: int, place: int) -> int:
    """How many rows the cell takes, its own included."""
    last = number + 1
    while last < len(rows) and not rows[last].whole and rows[last].cells[place] is None:
        last += 1
    return last - number


def _height(box: Box, room: float) -> float:
    """About how many lines the cell takes in its share of its rows."""
    lines = sum(
        1 + width("".join(line.units), line.size, bold=line.bold) // (room - _PADDING)
        for line in box.lines
    )
    return lines / box.rows


def _photo(picture: Picture) -> Photo:
    size = f'width="{picture.width}" height="{picture.height}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<image {size} href="data:image/jpeg;base64,{picture.jpeg}"/></svg>'
    )
    width_, height = picture.fitted(*_PHOTO)
    return Photo(svg, width_, height, shown(printable(picture.text)))
