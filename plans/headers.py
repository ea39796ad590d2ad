"""Which rows and cells are the head of a table, and what each column below them holds."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from plans.grid import Row, squeezed
from plans.layouts import Column, ScoreColumn, column_of, score_column_of
from plans.thai import tidy

_BODY = frozenset(
    {Column.RESPONSIBLE, Column.STEPS, Column.MONITORING, Column.PERIOD, Column.RESULT, Column.DONE}
)
_LONGEST_LEAF = 60
_A_SCORE = re.compile(r"\d[.]\d")


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a measures table: one meaning and one leaf heading per column."""

    columns: tuple[Column, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreHeader:
    """The head of a table of ITA scores; None where a column's meaning is unknown."""

    columns: tuple[ScoreColumn | None, ...]
    headings: tuple[str, ...]


def header_of(row: Row, below: Row | None) -> tuple[Header, int] | None:
    """The header that starts with this row and how many rows it takes, if it is one."""
    if not _is_head([column_of(cell) for cell in row.cells], row.cells):
        return None
    if below is not None and _is_second_level(row.cells, below.cells):
        leaves = tuple(lower or upper for upper, lower in _pairs(row.cells, below.cells))
        return _header(leaves), 2
    return _header(row.cells), 1


def header_of_cells(cells: Sequence[str]) -> Header | None:
    """The header these loose cells make, if they make one."""
    found = [column_of(cell) for cell in cells]
    if None in found or not _is_head(found, cells):
        return None
    return _header(tuple(cells))


def score_header_of(cells: Sequence[str]) -> ScoreHeader | None:
    """The head of a table of scores, if these cells are one."""
    columns = tuple(score_column_of(cell) for cell in cells)
    known = [column for column in columns if column is not None]
    about = {ScoreColumn.INDICATOR, ScoreColumn.QUESTION} & set(known)
    needed = 2 if len(cells) == 2 and not any(map(_A_SCORE.search, cells)) else 3
    filled = len([cell for cell in cells if cell])
    enough = len(known) >= needed and len(known) * 5 >= filled * 3
    if enough and about and ScoreColumn.SCORE in known and not _any_owner(cells):
        return ScoreHeader(columns, tuple(tidy(cell) for cell in cells))
    return None


def run_length(cells: Sequence[str], meaning: Callable[[str], StrEnum | None]) -> int:
    """How many cells from the first are headings, each with a meaning of its own."""
    seen: set[StrEnum] = set()
    for cell in cells:
        kind = None if _opens_an_item(cell) else meaning(cell)
        if kind is None or kind in seen:
            break
        seen.add(kind)
    return len(seen)


def _opens_an_item(cell: str) -> bool:
    first = squeezed(cell)[:2]
    return first.startswith("-") or first[:1].isdigit()


def _any_owner(cells: Sequence[str]) -> bool:
    return any(column_of(cell) is Column.RESPONSIBLE for cell in cells)


def _is_head(found: Sequence[Column | None], cells: Sequence[str]) -> bool:
    known = [column for column in found if column is not None]
    filled = [cell for cell in cells if cell]
    if len(known) < 3 or len(known) * 5 < len(filled) * 3 or len(set(known)) < 3:
        return False
    named = {Column.MEASURE, Column.ISSUE, Column.STEPS} & set(known)
    return bool(named) and len(_BODY & set(known)) >= 2


def _pairs(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[str, str]]:
    width = max(len(upper), len(lower))
    padded = [*upper, *[""] * (width - len(upper))]
    return list(zip(padded, [*lower, *[""] * (width - len(lower))], strict=True))


def _is_second_level(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the row below only names parts of cells that span several columns."""
    pairs = _pairs(upper, lower)
    new = [(above, leaf) for above, leaf in pairs if leaf and leaf != above]
    if not new or any(len(squeezed(leaf)) > _LONGEST_LEAF for _, leaf in new):
        return False
    gaps = {i for i, (above, _) in enumerate(pairs) if not above}
    spans = {i for i in range(len(pairs)) if i + 1 in gaps or i in gaps}
    filled = {i for i, (above, leaf) in enumerate(pairs) if leaf and leaf != above}
    return filled <= spans and bool(filled & gaps)


def _header(headings: Sequence[str]) -> Header:
    while headings and not headings[-1]:
        headings = headings[:-1]
    columns = [_meaning(heading) for heading in headings]
    for stand_in in (Column.ISSUE, Column.STEPS):
        if Column.MEASURE not in columns and stand_in in columns:
            columns[columns.index(stand_in)] = Column.MEASURE
    _part_measures(columns)
    return Header(tuple(columns), tuple(tidy(heading) for heading in headings))


def _meaning(heading: str) -> Column:
    return column_of(heading) or (Column.UNKNOWN if heading else Column.OTHER)


def _part_measures(columns: list[Column]) -> None:
    """Of measures and their activities in columns of their own, the latter are the steps."""
    places = [at for at, column in enumerate(columns) if column is Column.MEASURE]
    if len(places) < 2:
        return
    if Column.STEPS in columns and Column.ISSUE not in columns:
        columns[places[0]] = Column.ISSUE
    else:
        columns[places[1]] = Column.STEPS
