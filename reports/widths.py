"""How wide the columns of the official table are: as their words need, never far from the usual."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reports.pages import Cell, Table
from reports.wording import wrapped

_LINE = 140  # letters on the whole line of a landscape page
_RAGGED = 3  # letters lost at the end of a line, where the next word does not fit
_INDENT = 3  # letters a numbered line stands in
_LEAST = 0.85  # of its usual width, which a column's heading needs
_TICK = 3  # letters; columns without longer words are as wide as their headings need
_WORTH = 0.995  # a move that saves less than this is not made


def fitted(tables: Sequence[Table]) -> tuple[int, ...]:
    """Widths for tables of the same columns, with which their rows are lowest together."""
    usual = tables[0].widths
    rows = [row.cells for table in tables for row in table.rows if not row.whole]
    columns = [
        _Column(usual[place], sum(usual), [row[place] for row in rows])
        for place in range(len(usual))
    ]
    widths, lowest = list(usual), _height(columns, usual)
    while True:
        tried = ((_height(columns, moved), moved) for moved in _moves(columns, widths))
        height, moved = min(tried, key=lambda one: one[0], default=(lowest, widths))
        if height >= lowest * _WORTH:
            return tuple(widths)
        widths, lowest = moved, height


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: its cells, and how many lines each takes at every width asked about so far."""

    usual: int
    whole: int
    cells: Sequence[Cell | None]
    known: dict[int, list[int]] = field(default_factory=dict)

    @property
    def least(self) -> float:
        """The narrowest it may become."""
        words = (len(text.text) for cell in self.cells for text in cell or ())
        return self.usual * _LEAST if max(words, default=0) > _TICK else self.usual

    def lines(self, width: int) -> list[int]:
        """The lines of every cell."""
        if width not in self.known:
            room = _LINE * width / self.whole - _RAGGED
            self.known[width] = [_lines(cell, room) for cell in self.cells]
        return self.known[width]


def _lines(cell: Cell | None, room: float) -> int:
    return sum(wrapped(text.text, max(1, room - _INDENT * text.hanging)) for text in cell or ())


def _height(columns: Sequence[_Column], widths: Sequence[int]) -> int:
    """The lines of all rows, each as high as its highest cell."""
    lines = [column.lines(width) for column, width in zip(columns, widths, strict=True)]
    return sum(map(max, zip(*lines, strict=True)))


def _moves(columns: Sequence[_Column], widths: Sequence[int]) -> Iterator[list[int]]:
    """Every way of giving one column a little of another's width."""
    for taken, column in enumerate(columns):
        if widths[taken] - 1 < column.least:
            continue
        for given in (place for place in range(len(columns)) if place != taken):
            moved = list(widths)
            moved[taken] -= 1
            moved[given] += 1
            yield moved
