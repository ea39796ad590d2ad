"""Automatic list numbers of Word, written out as they are printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from plans.grid import number_in
from plans.thai import thai_digits

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_THAI_LETTERS = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    shape: str = "decimal"
    text: str = ""


@dataclass(frozen=True, slots=True)
class _List:
    """A list (``w:num``): its outline and the levels that start anew with it."""

    outline: str
    restarts: Mapping[int, int] = field(default_factory=dict)
    levels: Mapping[int, _Level] = field(default_factory=dict)


class Numbering:
    """The lists of a document; counters run on as paragraphs are read in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._outlines: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._styled: dict[str, tuple[str | None, int, str | None]] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            self._read_styles(styles)

    def label(self, paragraph: etree._Element) -> str:
        """The number or bullet printed before a paragraph, empty where there is none."""
        place = self._place(paragraph)
        if place is None:
            return ""
        number, depth = place
        found = self._lists.get(number)
        if found is None:
            return ""
        levels = {**self._outlines.get(found.outline, {}), **found.levels}
        level = levels.get(depth, _Level())
        counters = self._counted(number, found, levels, depth)
        return _printed(level, levels, counters)

    def _read_lists(self, root: etree._Element) -> None:
        for outline in root.iter(f"{W}abstractNum"):
            levels = {_int(one, "ilvl"): _level(one) for one in outline.findall(f"{W}lvl")}
            self._outlines[outline.get(f"{W}abstractNumId", "")] = levels
        for one in root.findall(f"{W}num"):
            outline_id = one.find(f"{W}abstractNumId")
            changes = one.findall(f"{W}lvlOverride")
            starts = {_int(change, "ilvl"): change.find(f"{W}startOverride") for change in changes}
            own = {_int(change, "ilvl"): change.find(f"{W}lvl") for change in changes}
            self._lists[one.get(f"{W}numId", "")] = _List(
                "" if outline_id is None else outline_id.get(f"{W}val", ""),
                {depth: _int(start, "val") for depth, start in starts.items() if start is not None},
                {depth: _level(level) for depth, level in own.items() if level is not None},
            )

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.iter(f"{W}style"):
            number, depth = _numbered(style.find(f"{W}pPr"))
            based = style.find(f"{W}basedOn")
            parent = None if based is None else based.get(f"{W}val")
            self._styled[style.get(f"{W}styleId", "")] = (number, depth, parent)

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        number, depth = _numbered(properties)
        style = None if properties is None else properties.find(f"{W}pStyle")
        name = None if style is None else style.get(f"{W}val")
        for _ in range(20):  # styles build on one another, never deeper than this
            if number is not None or name is None or name not in self._styled:
                break
            number, depth, name = self._styled[name]
        return None if number in (None, "0") else (str(number), depth)

    def _counted(
        self, number: str, found: _List, levels: Mapping[int, _Level], depth: int
    ) -> list[int]:
        counters = self._counters.setdefault(found.outline, [None] * _LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for level in found.restarts:
                counters[level:] = [None] * (_LEVELS - level)
        begins = {
            at: found.restarts.get(at, levels.get(at, _Level()).start) for at in range(depth + 1)
        }
        for at in range(depth):
            counters[at] = begins[at] if counters[at] is None else counters[at]
        held = counters[depth]
        counters[depth] = begins[depth] if held is None else held + 1
        counters[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        return [count or 0 for count in counters[: depth + 1]]


def _int(element: etree._Element, name: str) -> int:
    value = number_in(element.get(f"{W}{name}", "0"), 0)
    return min(max(value, 0), _LEVELS - 1) if name == "ilvl" else value


def _value(parent: etree._Element, name: str, default: str) -> str:
    child = parent.find(f"{W}{name}")
    return default if child is None else child.get(f"{W}val", default)


def _level(level: etree._Element) -> _Level:
    start = level.find(f"{W}start")
    return _Level(
        1 if start is None else _int(start, "val"),
        _value(level, "numFmt", "decimal"),
        _value(level, "lvlText", ""),
    )


def _numbered(properties: etree._Element | None) -> tuple[str | None, int]:
    found = None if properties is None else properties.find(f"{W}numPr")
    if found is None:
        return None, 0
    depth = found.find(f"{W}ilvl")
    number = found.find(f"{W}numId")
    return (
        None if number is None else number.get(f"{W}val"),
        0 if depth is None else _int(depth, "val") % _LEVELS,
    )


def _printed(level: _Level, levels: Mapping[int, _Level], counters: list[int]) -> str:
    if level.shape == "bullet":
        return "-"
    if level.shape == "none":
        return ""
    text = level.text
    for at, count in enumerate(counters):
        text = text.replace(f"%{at + 1}", _counted(count, levels.get(at, _Level()).shape))
    return text.strip()


def _counted(count: int, shape: str) -> str:
    if shape in {"thaiNumbers", "thaiCounting"}:
        return thai_digits(str(count))
    if shape == "thaiLetters" and 1 <= count <= len(_THAI_LETTERS):
        return _THAI_LETTERS[count - 1]
    if shape in {"lowerLetter", "upperLetter"} and 1 <= count <= 26:
        return chr((96 if shape == "lowerLetter" else 64) + count)
    if shape in {"lowerRoman", "upperRoman"} and 1 <= count < 40:
        roman = _roman(count)
        return roman if shape == "lowerRoman" else roman.upper()
    return str(count)


def _roman(count: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while count >= value:
            text, count = text + letters, count - value
    return text
