"""The small checks LINE's rules are made of: how it counts text, and what a value may be."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from simulator.stage import Json

Path = tuple[str | int, ...]
Check = Callable[[object], str | None]
"""Says what is wrong with a value, or None."""

MISSING = "must be specified"
INVALID = "invalid property"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SPACING_MARKS = "\u0e33\u0eb3"  # sara am, Thai and Lao: letters that never stand alone
_ZWJ = "\u200d"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a message, and where."""

    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Field:
    """One property of an object and the check of its value."""

    name: str
    check: Check
    required: bool = False


# --- counting


def utf16(text: str) -> int:
    """The length of ``text`` in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def graphemes(text: str) -> int:
    """The length of ``text`` in grapheme clusters: what a reader calls one character."""
    count, before, flag_open = 0, "", False
    for letter in text:
        is_flag = 0x1F1E6 <= ord(letter) <= 0x1F1FF
        joined = before != "" and (_extends(letter) or before == _ZWJ or (is_flag and flag_open))
        count += not joined
        flag_open = is_flag and not flag_open
        before = letter
    return count


def _extends(letter: str) -> bool:
    code = ord(letter)
    return (
        unicodedata.category(letter) in {"Mn", "Mc", "Me"}
        or letter in _SPACING_MARKS
        or letter in "\u200c\u200d"
        or 0x1F3FB <= code <= 0x1F3FF  # skin tones
        or 0xE0020 <= code <= 0xE007F  # tags of regional flags
    )


# --- braces of textV2

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A key in braces, to be substituted."""

    key: str


def split_braces(text: str) -> list[str | Placeholder]:
    """The literal pieces and placeholders of a textV2 text; ValueError if a brace is alone."""
    pieces: list[str | Placeholder] = []
    for found in _PIECE.finditer(text):
        match found.group(0):
            case "{{" | "}}":
                pieces.append(found.group(0)[0])
            case "{" | "}":
                raise ValueError("a brace without its partner")
            case literal:
                key = found.group(1)
                pieces.append(literal if key is None else Placeholder(key))
    return pieces


# --- checks of one value


def text_of(low: int, high: int, count: Callable[[str], int] = utf16) -> Check:
    """A string of ``low`` to ``high`` units as ``count`` counts them."""

    def check(value: object) -> str | None:
        if not isinstance(value, str):
            return "must be a string"
        if low and not value:
            return "May not be empty"
        fits = low <= count(value) <= high
        # LINE states 0 as the lower end even where it refuses an empty text by other words.
        return None if fits else f"Length must be between {0 if low == 1 else low} and {high}"

    return check


def matching(pattern: str) -> Check:
    """A string that matches ``pattern`` as a whole."""
    compiled = re.compile(pattern)

    def check(value: object) -> str | None:
        return None if isinstance(value, str) and compiled.fullmatch(value) else INVALID

    return check


def one_of(*allowed: str) -> Check:
    """One of the words given."""

    def check(value: object) -> str | None:
        return None if value in allowed else INVALID

    return check


def whole_number(low: int, high: int = 2**31 - 1, step: int = 1) -> Check:
    """An integer from ``low`` to ``high``, a multiple of ``step``."""

    def check(value: object) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return "must be an integer"
        fits = low <= value <= high and value % step == 0
        return None if fits else f"must be between {low} and {high}"

    return check


def number(value: object) -> str | None:
    """Any number."""
    fits = isinstance(value, (int, float)) and not isinstance(value, bool)
    return None if fits else "must be a number"


def yes_or_no(value: object) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "must be a boolean"


def list_of(low: int, high: int) -> Check:
    """A list of ``low`` to ``high`` objects."""

    def check(value: object) -> str | None:
        if not isinstance(value, list):
            return "must be an array"
        if None in value:
            return "cannot contain null elements"
        if not all(isinstance(item, dict) for item in value):
            return "must be an array of objects"
        fits = low <= len(value) <= high
        return None if fits else f"Size must be between {low} and {high}"

    return check


def an_object(value: object) -> str | None:
    """A JSON object."""
    return None if isinstance(value, dict) else "must be an object"


def uri(value: object) -> str | None:
    """An address a button may open: at most 1,000 characters, percent-encoded."""
    if not isinstance(value, str) or not 1 <= len(value) <= 1000:
        return "Length must be between 1 and 1000"
    if not value.isascii() or any(letter.isspace() for letter in value):
        return "invalid uri"
    scheme = value.partition(":")[0].lower()
    return None if scheme in {"http", "https", "line", "tel"} else "invalid uri scheme"


def secure_url(value: object) -> str | None:
    """An address LINE itself loads: https, at most 2,000 characters.

    On the stage, plain http to this machine stands for the https that LINE demands.
    """
    if not isinstance(value, str) or not 1 <= len(value) <= 2000:
        return "Length must be between 1 and 2000"
    return None if is_secure(value) else "invalid uri scheme"


def is_secure(url: str) -> bool:
    """Whether LINE would speak to this address (http on the loopback stands for https)."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


# --- checks of an object


def check_fields(thing: Json, fields: Iterable[Field], path: Path) -> Iterator[Problem]:
    """What is wrong with the known properties of an object."""
    for field in fields:
        value = thing.get(field.name)
        if value is None:
            if field.required:
                yield Problem((*path, field.name), MISSING)
        elif wrong := field.check(value):
            yield Problem((*path, field.name), wrong)


def objects_in(thing: Json, name: str, path: Path) -> Iterator[tuple[Json, Path]]:
    """The objects of a list property, each with its path; what is no list or object is left out."""
    listed = thing.get(name)
    if isinstance(listed, list):
        for index, item in enumerate(listed):
            if isinstance(item, dict):
                yield item, (*path, name, index)


def object_in(thing: Json, name: str, path: Path) -> Iterator[tuple[Json, Path]]:
    """The object of a property with its path, or nothing."""
    value = thing.get(name)
    if isinstance(value, dict):
        yield value, (*path, name)


def type_in(thing: Json, known: Collection[str], path: Path) -> Iterator[Problem]:
    """What is wrong with an object's ``type``."""
    if str(thing.get("type")) not in known:
        yield Problem((*path, "type"), INVALID if "type" in thing else MISSING)
