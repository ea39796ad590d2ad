"""Puts a PDF's text layer right, so that Thai copied from any reader is what was printed.

The typesetter writes a word of stacked marks as one span with its whole text beside it, and gives
every glyph of it that text as well.  Some readers use the span; others use the glyphs and repeat
the word for each of them.  The report's font has as many glyphs as letters, so each glyph gets
its own letter here, the spans go, and a word is shown in one piece.  Text of which that is not
sure stays as it was written.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf

from reports.shown_text import Run, Unknown, read_runs, written

_BLOCK = re.compile(rb"(?<=\n)BT\b.*?\bET\n", re.DOTALL)  # glyphs are escaped: no string holds it
_MAPPED = re.compile(r"<([0-9A-F]{4})>\s*<([0-9A-F]+)>")
_SARA_AM = "\u0e33"
_TONES = frozenset("\u0e48\u0e49\u0e4a\u0e4b")
_AT_ONCE = 100  # entries a section of a map may have
_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


_Id = tuple[int, int]


@dataclass(slots=True)
class _Font:
    """A font of the file: the text of each of its glyphs, and their widths."""

    source: pikepdf.Object
    texts: dict[int, str]
    widths: dict[int, float]
    settled: set[int] = field(default_factory=set)

    def agrees(self, pairs: Iterable[tuple[int, str]]) -> bool:
        """Whether every glyph has that text, or none so far; then it gets it."""
        pairs = tuple(pairs)
        if any(self.texts.get(g) != text for g, text in pairs if g in self.settled):
            return False
        self.texts.update(pairs)
        self.settled.update(glyph for glyph, _ in pairs)
        return True


def repaired(data: bytes) -> bytes:
    """The PDF with a letter for every glyph, smaller; the same bytes for the same input."""
    with pikepdf.open(BytesIO(data)) as pdf:
        mender = _Mender()
        for page in pdf.pages:
            page.Contents = pdf.make_stream(mender.content(page))
        for font in mender.fonts.values():
            font.source.ToUnicode = pdf.make_stream(_map_of(font.texts))
        saved = BytesIO()
        modern = pikepdf.ObjectStreamMode.generate
        pdf.save(saved, deterministic_id=True, object_stream_mode=modern)
    return saved.getvalue()


@dataclass(frozen=True, slots=True)
class _Mender:
    """The fonts met so far, and the blocks mended: a report says the same words over and over."""

    fonts: dict[_Id, _Font] = field(default_factory=dict)
    mended: dict[tuple[bytes, frozenset[tuple[bytes, _Id]]], bytes] = field(default_factory=dict)

    def content(self, page: pikepdf.Page) -> bytes:
        """What the page shows, mended."""
        named: dict[bytes, _Id] = {}
        for name, font in page.Resources.get("/Font", pikepdf.Dictionary()).items():
            named[str(name)[1:].encode()] = font.objgen
            if font.objgen not in self.fonts:
                self.fonts[font.objgen] = _read(font)
        own = {name: self.fonts[id_] for name, id_ in named.items()}
        names = frozenset(named.items())

        def mend(block: re.Match[bytes]) -> bytes:
            key = (block[0], names)
            if key not in self.mended:
                self.mended[key] = _mended(block[0], own)
            return self.mended[key]

        content: bytes = _BLOCK.sub(mend, page.Contents.read_bytes())
        return content


def _read(font: pikepdf.Object) -> _Font:
    """A glyph that stands for one letter is sure; others are told by the spans they are in."""
    entries = _MAPPED.findall(font.ToUnicode.read_bytes().decode("ascii"))
    texts = {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in entries}
    widths = _widths(font.DescendantFonts[0].W)
    return _Font(font, texts, widths, {glyph for glyph, text in texts.items() if len(text) == 1})


def _widths(table: pikepdf.Object) -> dict[int, float]:
    """The table's two forms: a first glyph with a list, and a range with one width."""
    found: dict[int, float] = {}
    parts = list(table)
    while parts:
        first, then = int(parts.pop(0)), parts.pop(0)
        if isinstance(then, pikepdf.Array):
            found.update(enumerate(map(float, then), first))
        else:
            found.update(dict.fromkeys(range(first, int(then) + 1), float(parts.pop(0))))
    return found


def _mended(block: bytes, fonts: Mapping[bytes, _Font]) -> bytes:
    try:
        runs = list(read_runs(block))
    except Unknown:
        return block
    if not all(run.font in fonts and _is_told(run, fonts[run.font]) for run in runs):
        return block
    return written(runs, {name: font.widths for name, font in fonts.items()})


def _is_told(run: Run, font: _Font) -> bool:
    """Whether the glyphs alone say what the span around them says."""
    if run.text is None:
        return True
    pairs = _paired(run.glyphs, run.text)
    return pairs is not None and font.agrees(pairs)


def _paired(glyphs: tuple[int, ...], text: str) -> tuple[tuple[int, str], ...] | None:
    """Each glyph with its letter; a tone and sara am behind it share one glyph."""
    letters = list(text)
    if len(glyphs) == len(letters) - 1 and letters[-1] == _SARA_AM and letters[-2] in _TONES:
        letters[-2:] = [letters[-2] + _SARA_AM]
    if len(glyphs) != len(letters):
        return None
    return tuple(zip(glyphs, letters, strict=True))


def _map_of(texts: Mapping[int, str]) -> bytes:
    entries = [
        f"<{glyph:04X}> <{text.encode('utf-16-be').hex().upper()}>"
        for glyph, text in sorted(texts.items())
    ]
    parts = [_HEAD]
    for at in range(0, len(entries), _AT_ONCE):
        section = entries[at : at + _AT_ONCE]
        parts.append(f"{len(section)} beginbfchar\n" + "\n".join(section) + "\nendbfchar\n")
    return "".join([*parts, _TAIL]).encode("ascii")
