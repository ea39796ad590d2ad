"""A block of text in a PDF page: read as runs of glyphs, and written shorter.

It knows what the typesetter writes and nothing else; anything unknown is left to stand.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(
    rb"(?P<string>\((?:\\.|[^()\\]|\((?:\\.|[^()\\])*\))*\))"
    rb"|/(?P<font>\S+) (?P<size>[\d.]+) Tf"
    rb"|1 0 0 -1 (?P<x>-?[\d.]+) (?P<y>-?[\d.]+) Tm"
    rb"|/Span\s*<</ActualText\s*<FEFF(?P<text>[0-9A-F]*)>>>\s*BDC"
    rb"|(?P<show>TJ|Tj)|(?P<end>EMC)"
    rb"|(?P<number>-?[\d.]+)(?! Tr)|(?P<plain>BT|ET|0 Tr|[\[\]\s]+)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_RESERVED = re.compile(rb"[()\\\r]")
_NOTICED = 0.5  # thousandths of the size; less is rounding


class Unknown(Exception):
    """The block has something this module does not know."""


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs shown together, from a place on the page.

    ``moves`` says how far back to go before a glyph, in thousandths of the size; ``text`` is what
    a span around them says they mean.
    """

    font: bytes
    size: float
    x: float
    y: float
    glyphs: tuple[int, ...]
    moves: Mapping[int, float] = field(default_factory=dict)
    text: str | None = None


@dataclass(slots=True)
class _Reader:
    """Where reading stands: the font, the place, what was met since the last run."""

    font: bytes = b""
    size: float = 0
    place: tuple[float, float] = (0, 0)
    text: str | None = None
    glyphs: list[int] = field(default_factory=list)
    moves: dict[int, float] = field(default_factory=dict)

    def run(self) -> Run:
        """What was met, as a run; then nothing is left of it."""
        made = Run(
            self.font, self.size, *self.place, tuple(self.glyphs), dict(self.moves), self.text
        )
        self.glyphs.clear()
        self.moves.clear()
        return made


def read_runs(block: bytes) -> Iterator[Run]:
    """The runs of a block from BT to ET; raises ``Unknown``."""
    reader, at = _Reader(), 0
    for token in _TOKEN.finditer(block):
        if token.start() != at:
            raise Unknown
        at = token.end()
        if token.lastgroup == "show":
            yield reader.run()
        else:
            _take(reader, token)
    if at != len(block) or reader.glyphs:
        raise Unknown


def _take(reader: _Reader, token: re.Match[bytes]) -> None:
    match token.lastgroup:
        case "string":
            codes = _ESCAPE.sub(_unescaped, token["string"][1:-1])
            reader.glyphs += [int.from_bytes(codes[n : n + 2]) for n in range(0, len(codes), 2)]
        case "number":
            reader.moves[len(reader.glyphs)] = float(token["number"])
        case "size":
            reader.font, reader.size = token["font"], float(token["size"])
        case "y":
            reader.place = (float(token["x"]), float(token["y"]))
        case "text":
            reader.text = bytes.fromhex(token["text"].decode("ascii")).decode("utf-16-be")
        case "end":
            reader.text = None


def _unescaped(found: re.Match[bytes]) -> bytes:
    escape = found[1]
    return bytes([int(escape, 8)]) if escape.isdigit() else _NAMED.get(escape, escape)


def written(runs: Sequence[Run], widths: Mapping[bytes, Mapping[int, float]]) -> bytes:
    """A block that shows the runs; those that follow each other on a line become one."""
    parts = [b"BT 0 Tr"]
    last: Run | None = None
    pen = 0.0
    for run in runs:
        known = widths[run.font]
        joins = last and (last.font, last.size, last.y) == (run.font, run.size, run.y)
        if not joins:
            parts.append(b"]TJ" if last else b"")
            parts.append(
                b"/%b %s Tf 1 0 0 -1 %s %s Tm["
                % (run.font, _short(run.size), _short(run.x), _short(run.y))
            )
            pen = run.x
        gap = (pen - run.x) * 1000 / run.size
        moves = {**run.moves, 0: run.moves.get(0, 0.0) + gap}
        parts.append(_shown(run.glyphs, moves))
        advance = sum(known.get(glyph, 0) for glyph in run.glyphs) - sum(run.moves.values())
        pen, last = run.x + advance * run.size / 1000, run
    return b"".join([*parts, b"]TJ" if last else b"", b"\nET\n"])


def _shown(glyphs: Sequence[int], moves: Mapping[int, float]) -> bytes:
    parts, begins = [], 0
    stops = sorted(n for n, move in moves.items() if abs(move) > _NOTICED)
    for stop in [*stops, len(glyphs)]:
        if stop > begins:
            parts.append(_string(glyphs[begins:stop]))
        if stop in moves and stop in stops:
            parts.append(_short(moves[stop]))
        begins = stop
    return b"".join(parts)


def _string(glyphs: Sequence[int]) -> bytes:
    codes = b"".join(glyph.to_bytes(2) for glyph in glyphs)
    return b"(%b)" % _RESERVED.sub(lambda c: b"\\r" if c[0] == b"\r" else b"\\" + c[0], codes)


def _short(number: float) -> bytes:
    """The number with hundredths at most."""
    text = b"%.2f" % number
    return text.rstrip(b"0").rstrip(b".") if b"." in text else text
