"""Ruled lines of a printed page → the grid of cells they draw."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_SAME = 2.5  # points: lines closer than this are one line
_SHORTEST = 6.0
_SMALLEST_CELL = 5.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: ``at`` its place across, from ``start`` to ``end`` along it."""

    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        """Whether the line runs past this place."""
        return self.start - _SAME <= place <= self.end + _SAME


@dataclass(frozen=True, slots=True)
class Box:
    """An area of the page, ``bottom`` below ``top``; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table's rows of cells; a part of a merged cell other than its first is None."""

    area: Box
    rows: tuple[tuple[Box | None, ...], ...]


def rules(segments: Iterable[Box]) -> tuple[list[Rule], list[Rule]]:
    """Horizontal and vertical lines, pieces of one line joined."""
    flat = [one for one in segments if one.top - one.bottom <= _SAME < one.right - one.left]
    upright = [one for one in segments if one.right - one.left <= _SAME < one.top - one.bottom]
    across = [Rule((one.top + one.bottom) / 2, one.left, one.right) for one in flat]
    down = [Rule((one.left + one.right) / 2, one.bottom, one.top) for one in upright]
    return _joined(across), _joined(down)


def tables(across: Sequence[Rule], down: Sequence[Rule]) -> list[Ruled]:
    """The tables the lines draw, from the top of the page to its bottom."""
    found = [table for group in _crossing(across, down) if (table := _table(*group))]
    return sorted(found, key=lambda table: -table.area.top)


def _joined(lines: list[Rule]) -> list[Rule]:
    joined: list[Rule] = []
    for line in sorted(lines, key=lambda one: (round(one.at / _SAME), one.start)):
        last = joined[-1] if joined else None
        if last and abs(last.at - line.at) <= _SAME and line.start <= last.end + _SAME:
            joined[-1] = Rule(last.at, last.start, max(last.end, line.end))
        else:
            joined.append(line)
    return [line for line in joined if line.end - line.start >= _SHORTEST]


def _crossing(
    across: Sequence[Rule], down: Sequence[Rule]
) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Lines grouped by what touches what."""
    left = list(down)
    for flat in _bands(across, down):
        own = [line for line in left if any(_touch(line, other) for other in flat)]
        left = [line for line in left if line not in own]
        if len(flat) >= 2 and len(own) >= 2:
            yield flat, own


def _bands(across: Sequence[Rule], down: Sequence[Rule]) -> list[list[Rule]]:
    """Horizontal lines that a vertical line holds together."""
    bands: list[list[Rule]] = []
    for line in sorted(across, key=lambda one: -one.at):
        for band in bands:
            if any(_touch(post, line) and any(_touch(post, one) for one in band) for post in down):
                band.append(line)
                break
        else:
            bands.append([line])
    return bands


def _touch(post: Rule, line: Rule) -> bool:
    return post.covers(line.at) and line.covers(post.at)


def _table(across: list[Rule], down: list[Rule]) -> Ruled | None:
    xs, ys = _places(down), _places(across)[::-1]
    if len(xs) < 3 or len(ys) < 2:
        return None
    boxes: list[tuple[Box | None, ...]] = []
    taken: set[tuple[int, int]] = set()
    for i in range(len(ys) - 1):
        row: list[Box | None] = []
        for j in range(len(xs) - 1):
            if (i, j) in taken:
                row.append(None)
                continue
            wide, tall = _extent(i, j, xs, ys, across, down)
            taken |= {(i + a, j + b) for a in range(tall) for b in range(wide)}
            row.append(Box(xs[j], ys[i + tall], xs[j + wide], ys[i]))
        boxes.append(tuple(row))
    return Ruled(Box(xs[0], ys[-1], xs[-1], ys[0]), tuple(boxes))


def _extent(
    i: int, j: int, xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]
) -> tuple[int, int]:
    """How many columns and rows a cell spans: until a line closes it."""
    wide = tall = 1
    middle = (ys[i] + ys[i + 1]) / 2
    while j + wide < len(xs) - 1 and not _closed(down, xs[j + wide], middle):
        wide += 1
    centre = (xs[j] + xs[j + 1]) / 2
    while i + tall < len(ys) - 1 and not _closed(across, ys[i + tall], centre):
        tall += 1
    return wide, tall


def _closed(lines: list[Rule], at: float, place: float) -> bool:
    return any(abs(line.at - at) <= _SAME and line.covers(place) for line in lines)


def _places(lines: list[Rule]) -> list[float]:
    places: list[float] = []
    for at in sorted(line.at for line in lines):
        if not places or at - places[-1] >= _SMALLEST_CELL:
            places.append(at)
    return places
