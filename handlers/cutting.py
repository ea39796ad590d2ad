"""Cuts one line into several statements, each with its own measure or occurrence and its own verb.

A line can be cut in more ways than anybody has time for: what was read once is remembered, and
who writes what would take too long all the same is asked instead.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from handlers.head import Statement
from handlers.named import read_names
from handlers.words import ANSWERS
from plans.thai import arabic_digits

_NEXT = re.compile(r"[\s,;]+(?=(?:[#＃]\s*(?:ข้อ(?:ที่)?\s*)?|ข้อ(?:ที่)?\s*)\d)")
_SIGNS = ("#", "＃")
_CALLS = (*_SIGNS, "/", "／")

_MOST_PLACES = 200
_MOST_LETTERS = 200_000
"""Read in all, for one line; sixty statements in one line take some five thousand."""
_LOOK = 20
"""What looking for the name of an occurrence counts as, in letters read …"""
_NAMED = 8  # … and each letter of a name that is found


class TooManyWays(Exception):
    """Reading the line in every way would take too long."""


class Cutting:
    """One line, read from whichever place once."""

    def __init__(self, text: str, read: Callable[[str], Statement], today: date) -> None:
        self._text = text
        self._read = read
        self._today = today
        self._gaps = list(_NEXT.finditer(text))
        self._left = _MOST_LETTERS + len(text)
        self._known: dict[tuple[int, bool], list[Statement]] = {}

    def read(self) -> list[Statement]:
        """Every statement of the line; raises ``TooManyWays``."""
        if len(self._gaps) > _MOST_PLACES:
            raise TooManyWays
        if not self._gaps:
            return self._by_occurrence(self._statement(self._text))
        return self._from(0, 0, "")

    def _from(self, number: int, start: int, sign: str) -> list[Statement]:
        """What the line says from the place before gap ``number`` on."""
        known = self._known.get((start, bool(sign)))
        if known is None:
            known = self._cut(number, start, sign) or self._by_occurrence(
                self._statement(sign + self._text[start:])
            )
            self._known[start, bool(sign)] = known
        return known

    def _cut(self, number: int, start: int, sign: str) -> list[Statement]:
        """Its statements, if it is several and nothing else."""
        is_called = bool(sign) or self._text.startswith(_CALLS, start)
        for place, gap in enumerate(self._gaps[number:], number + 1):
            missing = is_called and not self._text.startswith(_SIGNS, gap.end())
            rest = self._from(place, gap.end(), "#" if missing else "")
            if all(_is_whole(one) for one in rest):
                first = self._statement(sign + self._text[start : gap.start()])
                if _is_whole(first):
                    return [first, *rest]
        return []

    def _by_occurrence(self, said: Statement) -> list[Statement]:
        """Several where each occurrence has a verb of its own: "#3 ม.ค. เสร็จ ก.พ. กำลังทำ"."""
        found = []
        while (pair := self._next_occurrence(said)) is not None:
            first, said = pair
            found.append(first)
        return [*found, said]

    def _next_occurrence(self, said: Statement) -> tuple[Statement, Statement] | None:
        """The statement cut off before its second occurrence, and what is said of that."""
        if said.named is None or not said.named.sure or said.verb not in ANSWERS or not said.refs:
            return None
        plain = arabic_digits(said.note)  # same length
        for gap in re.finditer(r"(?:^|[\s,;])(?=\S)", plain):
            rest = said.note[gap.end() :]
            names = read_names(plain[gap.end() :], self._today)
            self._spend(_LOOK + (_NAMED * names[1] + len(rest) if names else 0))
            if names is None:
                continue
            second = self._statement(f"#{said.refs[0].measure} {rest}")
            if second.named and second.named.sure and (second.verb or second.doubt):
                first = replace(said, note=said.note[: gap.start()].strip(" ,;"))
                return first, replace(second, refs=said.refs, division=said.division)
        return None

    def _statement(self, text: str) -> Statement:
        self._spend(len(text))
        return self._read(text)

    def _spend(self, letters: int) -> None:
        self._left -= letters
        if self._left < 0:
            raise TooManyWays


def _is_whole(said: Statement) -> bool:
    return bool(said.refs) and (said.verb is not None or said.doubt is not None)
