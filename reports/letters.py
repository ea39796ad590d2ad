"""Which letters the report's own font can show, and how wide they are."""

import json
import unicodedata
from functools import cache
from pathlib import Path

FAMILY = "Tidtam Sarabun"
FONTS = Path(__file__).parent / "fonts"
BOX = "\u25a1"
"""Stands for what the font cannot show: an emoji, a Chinese character."""

_REGULAR, _BOLD = "Regular", "Bold"
_UNSEEN = frozenset({"Cf", "Cc", "Cn", "Co", "Cs"})
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_SELECTORS = range(0xFE00, 0xFE10)


def font_file(*, bold: bool = False) -> Path:
    """The TrueType file of one weight."""
    return FONTS / f"TidtamSarabun-{_BOLD if bold else _REGULAR}.ttf"


def shown(text: str) -> str:
    """The text as the font can show it: marks of direction go, unknown letters become a box."""
    known = _letters()[_REGULAR]
    if all(letter in known for letter in text):
        return text
    return "".join(letter if letter in known else _instead(letter) for letter in text)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide the text is, in the unit of ``size``."""
    widths = _letters()[_BOLD if bold else _REGULAR]
    return sum(widths.get(letter, 0) for letter in text) * size / 1000


def _instead(letter: str) -> str:
    if letter in "\n\t":
        return letter if letter == "\n" else " "
    code = ord(letter)
    if unicodedata.category(letter) in _UNSEEN or code in _SELECTORS or code in _SKIN_TONES:
        return ""
    return " " if unicodedata.category(letter) == "Zs" else BOX


@cache
def _letters() -> dict[str, dict[str, int]]:
    """The widths of every letter of each weight, in thousandths of the size."""
    found: dict[str, dict[str, int]] = json.loads(
        (FONTS / "letters.json").read_text(encoding="utf-8")
    )
    return found
