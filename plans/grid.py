"""A document as paragraphs and rows of cells in reading order, whatever file it came from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from plans.thai import arabic_digits

MAX_COLUMNS = 63
MAX_ROWS = 5_000
MAX_CELL = 20_000
MAX_BLOCKS = 20_000

_INVISIBLE = re.compile(
    "[\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]"
)
_TICKS = str.maketrans("\uf0fc\uf0fe\uf0fb\uf0fd\uf0a8", "✓☑✗☒☐")  # letters of Wingdings
_DOODLES = re.compile("[\ue000-\uf6ff\uf71b-\uf8ff\U0001f000-\U0001ffff]")  # picture-font bullets
_BULLET = re.compile(rf"(?m)^[ \t]*(?:{_DOODLES.pattern})")
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
_NUMBER = re.compile(r"-?\d{1,9}")
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u3000]+")


class Unreadable(Exception):
    """The bytes hold no plan that can be read; args[0] says in Thai what to do about it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph outside every table."""

    text: str


@dataclass(frozen=True, slots=True)
class Loose:
    """A table cell of which only the beginning is known: its row must be found out."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; of a merged cell the first part holds the text, the others are empty.

    ``wide`` marks a row that is one cell across the whole table, ``resumes`` a row of a table at
    the top of a printed page, which may go on with a row that the page before cut off.
    """

    cells: tuple[str, ...]
    table: int = 0
    wide: bool = False
    resumes: bool = False


Block = Line | Loose | Row


@dataclass(frozen=True, slots=True)
class Document:
    """The blocks of a file in reading order; ``repaired`` samples text that had to be mended."""

    blocks: tuple[Block, ...]
    repaired: tuple[str, ...] = field(default=())


def number_in(value: str, otherwise: int) -> int:
    """A number by which a file describes itself; ``otherwise`` where it gives none."""
    return int(value) if _NUMBER.fullmatch(value) else otherwise


def cleaned(text: str) -> str:
    """The words of a cell: no invisible characters, bullets of picture fonts or double blanks."""
    text = _BOOKMARK.sub("", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = text.translate(_TICKS)
    text = _DOODLES.sub(" ", _BULLET.sub("• ", text))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def squeezed(text: str) -> str:
    """For comparing: no white space, Arabic digits, sara am in one piece, lower case."""
    text = arabic_digits(text.replace("\u0e4d\u0e32", "\u0e33"))
    return "".join(text.split()).lower()


def within_limits(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks, or ``Unreadable`` where they are beyond what any plan holds."""
    kept: list[Block] = []
    rows = 0
    for block in blocks:
        width = len(block.cells) if isinstance(block, Row) else 0
        rows += width > 0
        if rows > MAX_ROWS or width > MAX_COLUMNS or len(kept) >= MAX_BLOCKS:
            raise Unreadable(
                f"ตารางใหญ่เกินไป (อ่านได้ไม่เกิน {MAX_ROWS:,} แถว {MAX_COLUMNS} คอลัมน์) "
                "กรุณาส่งเฉพาะตารางมาตรการ"
            )
        if any(len(text) > MAX_CELL for text in texts_of(block)):
            raise Unreadable(f"มีช่องตารางที่ยาวเกิน {MAX_CELL:,} ตัวอักษร กรุณาแบ่งข้อความให้สั้นลงแล้วส่งใหม่")
        kept.append(block)
    return tuple(kept)


def texts_of(block: Block) -> tuple[str, ...]:
    """Every text of a block."""
    return block.cells if isinstance(block, Row) else (block.text,)
