"""What a message says: verb, measures, occurrence, division, stated day, note and links.

Number, verb and note come in either order.  Nothing is looked up here: whether measure 3 exists,
and whose it is, others know.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from handlers.named import MONTH, Named, read_named
from handlers.notes import polite_cut, read_note
from handlers.words import (
    ANSWERS,
    HEDGE,
    NOTHING,
    OF_MEASURES,
    SIR,
    Doubt,
    Meaning,
    Verb,
    Words,
    is_apart,
    meaning_of,
    only_asks,
)
from plans.model import LETTERS
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

MOST_MEASURES = 60


@dataclass(frozen=True, slots=True)
class Ref:
    """A measure as named: ``#3``, ``#3ข``, ``#3/66``."""

    measure: int
    letter: str = ""
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said.  ``verb`` None: no known word; ``text`` is all of it, without the prefix.

    ``named`` is the occurrence named; ``done_on`` the day stated; ``note`` what is left, without
    the links and particles.  ``division`` is who it is said for, when that was said.
    """

    text: str
    verb: Verb | None = None
    refs: tuple[Ref, ...] = ()
    named: Named | None = None
    division: str | None = None
    note: str = ""
    done_on: date | None = None
    links: tuple[str, ...] = ()
    doubt: Doubt | None = None
    prefixed: bool = False
    glued: bool = False
    """Other words follow without a gap, as in the hashtags "#5ปีแห่งความสุข", "#เสร็จโจร"."""
    after: str = field(default="", repr=False)
    """Everything but the measures, to be said again of another: occurrence, verb, note, links."""
    pressed: tuple[int, int] | None = None
    """Occurrence and division, when a button named them."""


_PREFIX = re.compile(r"[#＃/／]+\s*")


def statements(text: str, words: Words, today: date) -> tuple[Statement, ...]:
    """Everything a message says, one statement per line that begins with ``#``.

    A greeting before the first such line is none.
    """
    pieces = _pieces(repair(text).strip())
    said = tuple(one for piece in pieces for one in _read_line(piece, words, today))
    first = said[0] if len(said) > 1 else None
    if first is not None and not (first.prefixed or first.verb or first.refs):
        return said[1:]
    return said


_NEXT = re.compile(r"[\s,;]+(?=(?:[#＃]\s*(?:ข้อ(?:ที่)?\s*)?|ข้อ(?:ที่)?\s*)\d)")


def _read_line(text: str, words: Words, today: date) -> list[Statement]:
    """One statement, or several where each has its own measure and verb: "#3 เสร็จ #5 เสร็จ"."""
    for gap in _NEXT.finditer(text):
        first = read_statement(text[: gap.start()], words, today)
        sign = "#" if first.prefixed and text[gap.end()] not in "#＃" else ""
        if _is_whole(first):
            rest = _read_line(sign + text[gap.end() :], words, today)
            if all(_is_whole(one) for one in rest):
                return [first, *rest]
    return [read_statement(text, words, today)]


def _is_whole(said: Statement) -> bool:
    return bool(said.refs) and (said.verb is not None or said.doubt is not None)


def is_prefixed(text: str) -> bool:
    """Whether a line of the text begins as a command does."""
    return any(_PREFIX.match(line.lstrip()) for line in repair(text).splitlines())


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
    said = _Head(_LINK.sub(" ", bare).strip(), words).read()
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


# The head: measures, occurrence, division and verb, in any order, each once.

_LEAD = re.compile(
    r"(?:[#＃]\s*)?(?:(?:ข้อ|มาตรการ|ลำดับ|กิจกรรม|measure|no\.)\s*(?:ที่)?\s*)?(?=\d)", re.IGNORECASE
)
_NUMBER = re.compile(r"(-?\d{1,12})(?!\d)(?:\.(?!\d))?")
_NO_DUTY = re.compile(r"(?:\.\d+)+|/\d+(?:/\d+)+|/\d(?!\d)|[ฃฅ]")
# apart from the number only one letter, and not the word "ณ" (at)
_LETTER = re.compile(
    rf"(?:([{LETTERS}]{{1,2}})|\s([{LETTERS.replace('ณ', '')}]))(?=$|[\s,，/–-]|และ|ถึง|{SIR})"
)
_LETTERS = re.compile(f"[{LETTERS}]{{1,2}}")
_YEAR = re.compile(r"\s*(?:/|ปีงบ(?:ประมาณ)?\s*(?:พ\.?\s*ศ\.?)?)\s*(25\d\d|\d\d)(?![\d/])")
_ITEM = r"\s*[#＃]?\s*(?:ข้อ\s*(?:ที่)?\s*)?(?=[\dก-ฮ])"
_AND = re.compile(rf"(?:\s*(?:,|，|、|และ|กับ|&|\+|(?=[#＃]))|\s+(?=ข้อ)){_ITEM}")
_TO = re.compile(rf"\s*(?:-|–|—|ถึง){_ITEM}")
_COUNTED = re.compile(rf"\d+\s*(?:เดือน|วัน|คน|ครั้ง|ราย|เรื่อง|บาท|ปี|%|/\d+/|{MONTH})")
_FOR = re.compile(r"(?:แทน|ในนาม|ของ)\s*")
_SIR_APART = re.compile(rf"{SIR}(?=\s)")
_LAST_REF = re.compile(rf"(?:\s|ข้อ|มาตรการ|ที่)\s*(\d{{1,3}})([ก-ฮ])?\s*(?:{SIR})?\s*$")


class _Head:
    """A cursor over the beginning of a statement."""

    def __init__(self, text: str, words: Words) -> None:
        self.text = text
        self.plain = arabic_digits(text)  # same length: positions hold for both
        self.words = words
        self.at = 0
        self.said = Statement(text)
        self.named_text = ""
        self.verb_text = ""

    def read(self) -> Statement:
        end = 0
        while self._refs() or self._named() or self._division() or self._verb():
            end = self.at
            self._skip_blanks()
        if self.said.doubt is not None and not self.said.refs:
            self._refs_behind()
        rest = self.text[self.at :]
        after = " ".join(part for part in (self.named_text, self.verb_text, rest.strip()) if part)
        return replace(self.said, note=rest, after=after, glued=self._is_glued(end))

    def _rest(self) -> str:
        return self.plain[self.at :]

    def _skip_blanks(self) -> None:
        while self.at < len(self.plain) and self.plain[self.at] in " \t\n:：,-–":
            self.at += 1

    def _is_glued(self, end: int) -> bool:
        """Whether other words go on right behind a lone verb or a lone number."""
        said = self.said
        if (
            said.doubt is not None
            or said.division is not None
            or (said.verb is not None and (said.refs or said.named))
        ):
            return False
        if not end:  # the sentence is the note: "กำลังจัดซื้อ"
            return said.verb is not None
        if said.verb is not None and said.verb not in ANSWERS:
            return False
        return not is_apart(self.plain[end:])

    def _verb(self) -> bool:
        if self.said.verb is not None or self.said.doubt is not None:
            return False
        meaning = meaning_of(self._rest(), self.words)
        if meaning.is_nothing:
            return False
        if meaning.verb is not None and self.said.refs and meaning.verb not in OF_MEASURES:
            return False
        self.said = replace(self.said, verb=meaning.verb, doubt=meaning.doubt)
        self.verb_text = self.text[self.at : self.at + meaning.end].strip()
        self.at += meaning.end
        polite = _SIR_APART.match(self.plain, self.at)
        self.at = polite.end() if polite else self.at
        return meaning.doubt is None

    def _refs(self) -> bool:
        verb = self.said.verb
        if self.said.refs or (verb is not None and verb not in OF_MEASURES):
            return False
        lead = _LEAD.match(self._rest())
        start = self.at + (lead.end() if lead else 0)
        if verb is not None and not (lead and lead[0]) and _COUNTED.match(self._rest()):
            return False
        refs, end = self._list(start)
        if not refs:
            return False
        self.said = replace(self.said, refs=refs)
        self.at = end
        return True

    def _refs_behind(self) -> None:
        """The measure at the end of a doubt: "ยังไม่เสร็จ ข้อ 3 ค่ะ"."""
        found = _LAST_REF.search(self.plain)
        if found:
            self.said = replace(self.said, refs=(Ref(int(found[1]), found[2] or ""),))

    def _list(self, at: int) -> tuple[tuple[Ref, ...], int]:
        refs: list[Ref] = []
        end = at
        while (found := self._one_ref(at, refs)) is not None:
            ref, end = found
            refs.append(ref)
            to = _TO.match(self.plain, end)
            last = self._one_ref(to.end(), refs) if to else None
            if last is not None:
                refs += _between(ref, last[0])
                end = last[1]
            more = _AND.match(self.plain, end)
            if more is None:
                break
            at = more.end()
        year = _YEAR.match(self.plain, end)
        if refs and year:
            refs = [replace(ref, fiscal_year=_full_year(year[1])) for ref in refs]
            end = year.end()
        return tuple(dict.fromkeys(refs))[: MOST_MEASURES + 1], end

    def _one_ref(self, at: int, before: list[Ref]) -> tuple[Ref, int] | None:
        number = _NUMBER.match(self.plain, at)
        if number is None:
            more = _LETTER.match(self.plain, at) if before and before[-1].letter else None
            return (Ref(before[-1].measure, more[1] or more[2]), more.end()) if more else None
        nothing = _NO_DUTY.match(self.plain, number.end())
        if nothing is not None:
            return Ref(int(number[1]), nothing[0]), nothing.end()
        letter, end = self._letter(number.end())
        return Ref(int(number[1]), letter), end

    def _letter(self, at: int) -> tuple[str, int]:
        """A duty's letter behind a number, unless a word begins there."""
        rest = self.plain[at:]
        if self._is_head(rest.lstrip()):
            return "", at
        alone = _LETTER.match(self.plain, at)
        if alone:
            return alone[1] or alone[2], alone.end()
        glued = _LETTERS.match(rest)
        for length in range(len(glued[0]) if glued else 0, 0, -1):
            if self._is_head(rest[length:]):
                return rest[:length], at + length
        return "", at

    def _is_head(self, rest: str) -> bool:
        return not meaning_of(rest, self.words).is_nothing or read_named(rest) is not None

    def _named(self) -> bool:
        verb = self.said.verb
        if self.said.named is not None or (verb is not None and verb not in OF_MEASURES):
            return False
        found = read_named(self._rest())
        if found is None:
            return False
        named, length = found
        if verb is not None:  # might as well be the beginning of the note: kept there
            self.said = replace(self.said, named=replace(named, sure=False))
            return False
        self.said = replace(self.said, named=named)
        self.named_text = self.text[self.at : self.at + length].strip()
        self.at += length
        return True

    def _division(self) -> bool:
        verb = self.said.verb
        if self.said.division is not None or not (self.said.refs or verb):
            return False
        lead = _FOR.match(self._rest())
        if verb is not None and lead is None:
            return False
        found = self.words.division_at(self._rest()[lead.end() if lead else 0 :])
        if found is None:
            return False
        self.said = replace(self.said, division=found[0])
        self.at += (lead.end() if lead else 0) + found[1]
        return True


def _between(first: Ref, last: Ref) -> Iterable[Ref]:
    """The rest of a range; a backward or mixed one is taken as its two ends."""
    if first.letter and last.letter and first.measure == last.measure:
        start, stop = LETTERS.find(first.letter), LETTERS.find(last.letter)
        return [Ref(first.measure, letter) for letter in LETTERS[start + 1 : stop + 1]] or [last]
    numbers = range(first.measure + 1, min(last.measure, first.measure + MOST_MEASURES) + 1)
    return [Ref(number) for number in numbers] or [last]


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2500 + int(text)


# A verb at the end, the note before it.

_GLUED_DONE = re.compile(
    r"(?:ดำเนินการ)?แล้วเสร็จ(?:แล้ว)?$|(?<!ใบ)(?<!เบ็ด)เสร็จ(?:สิ้น|เรียบร้อย)?แล้ว$|เรียบร้อย(?:แล้ว)?$"
)


def _verb_behind(said: Statement, words: Words) -> Statement:
    """ "#3 จัดอบรม 42 คน เสร็จแล้วค่ะ", and the verb may be written on to the word before it."""
    note = polite_cut(said.note)
    glued = _GLUED_DONE.search(note)
    if glued and glued.start() and said.refs and not HEDGE.search(note[: glued.start()]):
        return replace(said, verb=Verb.DONE, note=note[: glued.start()].strip(), glued=False)
    for start in [match.end() for match in re.finditer(r"\s+", note)]:
        meaning = _closing(note, start, words)
        if not meaning.is_nothing:
            return _with_note_before(said, meaning, note[:start].strip())
    return said


def _closing(note: str, start: int, words: Words) -> Meaning:
    """The answer, or doubt of one, that the note ends with from ``start`` on."""
    meaning = meaning_of(arabic_digits(note[start:]), words)
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
