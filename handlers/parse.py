"""What a message says: verb, measures, occurrence, division, stated day, note and links.

Number, verb and note come in either order.  Nothing is looked up here: whether measure 3 exists,
and whose it is, others know.
"""

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial

from handlers.cutting import Cutting, TooManyWays
from handlers.head import MOST_MEASURES, Head, Ref, Statement
from handlers.notes import polite_cut, read_note
from handlers.words import (
    ANSWERS,
    HEDGE,
    NOTHING,
    Doubt,
    Meaning,
    Verb,
    Words,
    meaning_of,
    only_asks,
)
from plans.thai import arabic_digits, repair

__all__ = [
    "ANSWERS",
    "MOST_MEASURES",
    "Doubt",
    "Ref",
    "Statement",
    "Verb",
    "Words",
    "is_prefixed",
    "read_statement",
    "statements",
]

_BLANKS = re.compile(r"\s{9,}")
_FEW = 8
_PREFIX = re.compile(r"[#＃/／]+\s*")
_CALLED = re.compile(rf"\s*{_PREFIX.pattern}")


@lru_cache(maxsize=64)  # the gate asks, and whoever answers asks again
def statements(text: str, words: Words, today: date) -> tuple[Statement, ...]:
    """Everything a message says, one statement per line that begins with ``#``.

    A greeting before the first such line is none.  The gate and the answer ask the same.
    """
    pieces = _pieces(_BLANKS.sub(_few, _repaired(text)).strip())
    said = tuple(one for piece in pieces for one in _read_line(piece, words, today))
    first = said[0] if len(said) > 1 else None
    if first is not None and not (first.prefixed or first.verb or first.refs):
        return said[1:]
    return said


def _read_line(text: str, words: Words, today: date) -> list[Statement]:
    """One statement, or several where each has its own measure and verb: "#3 เสร็จ #5 เสร็จ"."""
    cutting = Cutting(text, partial(read_statement, words=words, today=today), today)
    try:
        return cutting.read()
    except TooManyWays:
        said = read_statement(text, words, today)
        return [replace(said, verb=None, doubt=Doubt.UNCLEAR)]


_repaired = lru_cache(maxsize=32)(repair)
"""The gate repairs what the reading repairs again."""


def _few(blanks: re.Match[str]) -> str:
    """A screen of blanks says no more than a few, and takes patterns very long."""
    return "\n" if len(blanks[0].splitlines()) > 1 else blanks[0][:_FEW]


def is_prefixed(text: str) -> bool:
    """Whether a line of the text begins as a command does."""
    return any(map(_CALLED.match, _repaired(text).splitlines()))


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for line in text.splitlines():
        if pieces and not _CALLED.match(line):
            pieces[-1] += "\n" + line
        elif line.strip():
            pieces.append(line.strip())
    return pieces


_LINK = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)


def _links(text: str) -> tuple[str, ...]:
    if "://" not in text:
        return ()
    return tuple(dict.fromkeys(link.rstrip(".,;)") for link in _LINK.findall(text)))


def _without_links(text: str) -> str:
    """The words between the links; where many links stood are no more blanks than anywhere."""
    return _BLANKS.sub(_few, _LINK.sub(" ", text)).strip()


def read_statement(text: str, words: Words, today: date) -> Statement:
    """What one piece of text says."""
    prefix = _PREFIX.match(text)
    bare = text[prefix.end() :].strip() if prefix else text.strip()
    links = _links(bare)
    head = Head(_without_links(bare) if links else bare, words, today)
    head.read()
    if head.verb is None and head.doubt is None:
        _seek_verb_behind(head)
    if head.verb in ANSWERS and only_asks(polite_cut(head.note)):
        head.verb, head.doubt = None, Doubt.QUESTION
    note, done_on = read_note(head.note, head.verb, today)
    return Statement(
        bare, head.verb, head.refs, head.named, head.division, note, done_on, links, head.doubt,
        prefixed=prefix is not None, glued=head.glued, after=" ".join([head.after, *links]).strip(),
    )  # fmt: skip


# A verb at the end, the note before it.

_GAP = re.compile(r"\s+")
_GLUED_DONE = re.compile(
    r"(?<!ให้)(?:ดำเนินการ)?(?<!ให้)แล้วเสร็จ(?:แล้ว)?$|(?<!ใบ)(?<!เบ็ด)เสร็จ(?:สิ้น|เรียบร้อย)?แล้ว$|เรียบร้อย(?:แล้ว)?$"
)


def _seek_verb_behind(head: Head) -> None:
    """ "#3 จัดอบรม 42 คน เสร็จแล้วค่ะ", and the verb may be written on to the word before it."""
    note = polite_cut(head.note)
    glued = _GLUED_DONE.search(note)
    if glued and glued.start() and head.refs and not HEDGE.search(note[: glued.start()]):
        head.verb, head.note, head.glued = Verb.DONE, note[: glued.start()].strip(), False
        return
    plain = arabic_digits(note)  # same length
    for gap in _GAP.finditer(note):
        meaning = _closing(plain, gap.end(), head.words)
        if not meaning.is_nothing:
            _take_verb_behind(head, meaning, note[: gap.end()].strip())
            return


def _closing(note: str, start: int, words: Words) -> Meaning:
    """The answer, or doubt of one, that the note ends with from ``start`` on."""
    meaning = meaning_of(note[start:], words)
    ends_it = meaning.verb in ANSWERS and start + meaning.end >= len(note.rstrip())
    return meaning if meaning.doubt is not None or ends_it else NOTHING


_SOME_MONTH = re.compile(r"เดือน(?:ที่)?\s*\d+")
"""The second month of the plan, or February?"""
_MEASURE = re.compile(r"\d{1,12}")


def _take_verb_behind(head: Head, meaning: Meaning, before: str) -> None:
    if meaning.doubt is not None:
        head.doubt = meaning.doubt
        return
    if meaning.verb is Verb.DONE and (HEDGE.search(before) or _SOME_MONTH.fullmatch(before)):
        head.doubt = Doubt.UNCLEAR
        return
    head.verb = meaning.verb
    numbers = arabic_digits(before).split()
    if head.refs and numbers and all(_MEASURE.fullmatch(number) for number in numbers):
        head.refs += tuple(Ref(int(number)) for number in numbers)
        head.note, head.glued = "", False
    else:
        head.note = before
        head.glued = head.glued or not (head.refs or head.named)
