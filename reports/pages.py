"""The nouns of paper: what the pages of a report hold, before any file format."""

from dataclasses import dataclass
from datetime import date

from plans.thai import Script


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph; ``hanging`` lets its number or dash stand out, ``indented`` begins a new one.

    ``level`` moves a hanging line to the right, under the one it belongs to.
    ``link`` is the address behind the text, kept exactly as it was given; ``lead`` is a label
    before it in bold, as memos have.  ``points`` is its size where that is not the page's own.
    """

    text: str
    bold: bool = False
    centred: bool = False
    hanging: bool = False
    level: int = 0
    indented: bool = False
    link: str | None = None
    lead: str = ""
    points: int = 0


Cell = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading; ``below`` are the headings of the columns it stands over."""

    text: str
    below: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many columns it stands over."""
        return max(1, len(self.below))


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from left to right; None goes on with the cell above; ``whole`` spans the table."""

    cells: tuple[Cell | None, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its headings; ``widths`` are shares of the line, one for each column."""

    title: str
    description: str
    heads: tuple[Head, ...]
    widths: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def leaves(self) -> tuple[str, ...]:
        """The lowest heading of every column."""
        return tuple(leaf for head in self.heads for leaf in head.below or (head.text,))


@dataclass(frozen=True, slots=True)
class Heading:
    """A line over a part of the report."""

    text: str
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One place to sign: who signs as what; an empty name is left as a dotted line.

    ``role`` is printed behind the line to sign on (ผู้รายงาน), ``heading`` above it (ทราบ).
    """

    role: str
    position: str
    name: str = ""
    rank: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """The chain of signatures, in order."""

    chain: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows starts on a fresh page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo between two lines: a JPEG (base64), its size in pixels, and what it shows."""

    jpeg: str
    width: int
    height: int
    text: str

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """Its size within that room, in the room's unit."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


Block = Heading | Text | Table | Signatures | NewPage | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report, in order, its digits already in one script; ``day`` dates the file.

    ``portrait`` is the page of letters and memos; reports are landscape.
    """

    title: str
    author: str
    day: date
    script: Script
    cover: tuple[str, ...]
    blocks: tuple[Block, ...]
    reference: str = ""
    portrait: bool = False
