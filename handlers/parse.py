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


@lru_cache(maxsize=32)
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
    return any(_PREFIX.match(line.lstrip()) for line in _repaired(text).splitlines())


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for line in text.splitlines():
        if pieces and not _PREFIX.match(line.lstrip()):
            pieces[-1] += "\n" + line
        elif line.strip():
            pieces.append(line.strip())
    return pieces


_LINK = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)


def read_statement(text: str, words: Words, today: date) -> Statement:
    """What one piece of text says."""
    prefix = _PREFIX.match(text)
    bare = text[prefix.end() :] if prefix else text
    links = tuple(dict.fromkeys(link.rstrip(".,;)") for link in _LINK.findall(bare)))
    said = Head(_LINK.sub(" ", bare).strip(), words, today).read()
    said = replace(
        said,
        text=bare.strip(),
        links=links,
        prefixed=prefix is not None,
        after=" ".join([said.after, *links]).strip(),
    )
    if said.verb is None and said.doubt is None:
        said = _verb_behind(said, words)
    if said.verb in ANSWERS and only_asks(polite_cut(said.note)):
        said = replace(said, verb=None, doubt=Doubt.QUESTION)
    note, done_on = read_note(said.note, said.verb, today)
    return replace(said, note=note, done_on=done_on)


# A verb at the end, the note before it.

_GLUED_DONE = re.compile(
    r"(?<!ให้)(?:ดำเนินการ)?(?<!ให้)แล้วเสร็จ(?:แล้ว)?$|(?<!ใบ)(?<!เบ็ด)เสร็จ(?:สิ้น|เรียบร้อย)?แล้ว$|เรียบร้อย(?:แล้ว)?$"
)


def _verb_behind(said: Statement, words: Words) -> Statement:
    """ "#3 จัดอบรม 42 คน เสร็จแล้วค่ะ", and the verb may be written on to the word before it."""
    note = polite_cut(said.note)
    glued = _GLUED_DONE.search(note)
    if glued and glued.start() and said.refs and not HEDGE.search(note[: glued.start()]):
        return replace(said, verb=Verb.DONE, note=note[: glued.start()].strip(), glued=False)
    plain = arabic_digits(note)  # same length
    for start in [match.end() for match in re.finditer(r"\s+", note)]:
        meaning = _closing(plain, start, words)
        if not meaning.is_nothing:
            return _with_note_before(said, meaning, note[:start].strip())
    return said


def _closing(note: str, start: int, words: Words) -> Meaning:
    """The answer, or doubt of one, that the note ends with from ``start`` on."""
    meaning = meaning_of(note[start:], words)
    ends_it = meaning.verb in ANSWERS and start + meaning.end >= len(note.rstrip())
    return meaning if meaning.doubt is not None or ends_it else NOTHING


_SOME_MONTH = re.compile(r"เดือน(?:ที่)?\s*\d+")
"""The second month of the plan, or February?"""


def _with_note_before(said: Statement, meaning: Meaning, before: str) -> Statement:
    if meaning.doubt is not None:
        return replace(said, doubt=meaning.doubt)
    if meaning.verb is Verb.DONE and (HEDGE.search(before) or _SOME_MONTH.fullmatch(before)):
        return replace(said, doubt=Doubt.UNCLEAR)
    numbers = arabic_digits(before).split()
    if said.refs and numbers and all(number.isdigit() for number in numbers):
        more = tuple(Ref(int(number)) for number in numbers)
        return replace(said, verb=meaning.verb, refs=said.refs + more, note="", glued=False)
    lone = not (said.refs or said.named)
    return replace(said, verb=meaning.verb, note=before, glued=said.glued or lone)
