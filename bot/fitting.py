"""Makes words fit a chat app: both apps count UTF-16 units, and no letter may lose its marks."""

import unicodedata

_JOINERS = "\u200d\ufe0f"
_SARA_AM = "\u0e33"


def units(text: str) -> int:
    """The length of ``text`` as LINE and Telegram count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` units, ending in "…" if anything was left out."""
    if units(text) <= limit:
        return text
    end, used = 0, 1  # the ellipsis is one unit
    for letter in text:
        used += units(letter)
        if used > limit:
            break
        end += 1
    while end > 0 and _clings(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def cut_lines(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` units, whole lines of it; "…" stands for those left out."""
    if units(text) <= limit:
        return text
    kept = ""
    for line in text.splitlines():
        if units(f"{kept}{line}\n…") > limit:
            break
        kept += f"{line}\n"
    return f"{kept}…" if kept else cut(text, limit)


def slice_units(text: str, start: int, length: int) -> str:
    """The part of ``text`` given by an offset and a length in units."""
    raw = text.encode("utf-16-le")
    return raw[2 * start : 2 * (start + length)].decode("utf-16-le", errors="replace")


def without_units(text: str, start: int, length: int) -> str:
    """``text`` without the part given by an offset and a length in units."""
    raw = text.encode("utf-16-le")
    rest = raw[: 2 * start] + raw[2 * (start + length) :]
    return rest.decode("utf-16-le", errors="replace")


def _clings(text: str, position: int) -> bool:
    """Whether the letter at ``position`` is drawn on the one before it."""
    letter, before = text[position], text[position - 1]
    is_mark = unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Mc", "Me"}
    skin_tone = 0x1F3FB <= ord(letter) <= 0x1F3FF
    return bool(is_mark) or letter in _JOINERS + _SARA_AM or before in _JOINERS or skin_tone
