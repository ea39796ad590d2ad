"""The head of a statement: measures, occurrence, division and verb, in any order, each once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from handlers.named import MONTH, Named, read_names
from handlers.words import (
    ANSWERS,
    OF_MEASURES,
    SIR,
    Doubt,
    Verb,
    Words,
    is_apart,
    meaning_of,
)
from plans.model import LETTERS
from plans.thai import arabic_digits
from plans.value import quick

MOST_MEASURES = 60


@quick
@dataclass(frozen=True, slots=True)
class Ref:
    """A measure as named: ``#3``, ``#3ข``, ``#3/66``."""

    measure: int
    letter: str = ""
    fiscal_year: int | None = None


@quick
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


_LEAD = re.compile(
    r"(?:[#＃]\s*)?(?:(?:ข้อ|มาตรการ|ลำดับ|กิจกรรม|measure|no\.)\s*(?:ที่)?\s*)?(?=\d)", re.IGNORECASE
)
_NUMBER = re.compile(r"(-?\d{1,12})(?!\d)(?:\.(?!\d))?")
_ONES = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_SPELLED = re.compile(
    r"(?:[#＃]\s*)?(?:ข้อ|มาตรการ|ลำดับ)\s*(?:ที่)?\s*"
    rf"(?P<tens>(?:ยี่|{'|'.join(_ONES[2:])})?สิบ)?(?P<ones>เอ็ด|{'|'.join(_ONES)})?"
)
_NO_DUTY = re.compile(r"(?:\.\d+)+|/\d+(?:/\d+)+|/\d(?!\d)|[ฃฅ]")
# apart from the number only one letter, and not the word "ณ" (at)
_LETTER = re.compile(
    rf"(?:([{LETTERS}]{{1,2}})|\s([{LETTERS.replace('ณ', '')}]))(?=$|[\s,，;~=/–-]|และ|ถึง|{SIR})"
)
_LETTERS = re.compile(f"[{LETTERS}]{{1,2}}")
_YEAR = re.compile(r"\s*(?:/|ปีงบ(?:ประมาณ)?\s*(?:พ\.?\s*ศ\.?)?)\s*(25\d\d|\d\d)(?![\d/])")
_ITEM = r"\s*[#＃]?\s*(?:ข้อ\s*(?:ที่)?\s*)?(?=[\dก-ฮ])"
_AND = re.compile(rf"(?:\s*(?:,|，|、|;|และ|กับ|&|\+|(?=[#＃]))|\s+(?=ข้อ)){_ITEM}")
_TO = re.compile(rf"\s*(?:-|–|—|~|～|ถึง){_ITEM}")
_GOES_ON = re.compile(r"\s*(?:[,，、;&+#＃–—~～/-]|และ|กับ|ข้อ|ถึง|ปีงบ)")
"""How ``_YEAR``, ``_AND`` and ``_TO`` begin: behind most numbers stands none of them."""
_COUNTED = re.compile(rf"\d+\s*(?:เดือน|วัน|คน|ครั้ง|ราย|เรื่อง|บาท|ปี|%|/\d+/|{MONTH})")
_FOR = re.compile(r"(?:แทน|ในนาม|ของ)\s*")
_SIR_APART = re.compile(rf"{SIR}(?=\s)")
_LAST_REF = re.compile(rf"(?:\s|ข้อ|มาตรการ|ที่)\s*(\d{{1,3}})([ก-ฮ])?\s*(?:{SIR})?\s*$")


class Head:
    """A cursor over the beginning of a statement, and what was read up to it."""

    def __init__(self, text: str, words: Words, today: date) -> None:
        self.text = text
        self.plain = arabic_digits(text)  # same length: positions hold for both
        self.words = words
        self.today = today
        self.at = 0
        self.rest = self.plain
        self.verb: Verb | None = None
        self.refs: tuple[Ref, ...] = ()
        self.named: Named | None = None
        self.division: str | None = None
        self.doubt: Doubt | None = None
        self.named_text = ""
        self.verb_text = ""
        self.note = ""
        self.glued = False
        self.after = ""

    def read(self) -> None:
        """Go as far as the head does; ``note`` is what stands behind it."""
        end = 0
        while self._refs() or self._named() or self._division() or self._verb():
            end = self.at
            self._skip_blanks()
        if self.doubt is not None and not self.refs:
            self._refs_behind()
        self.note = self.text[self.at :]
        self.glued = self._is_glued(end)
        parts = (self.named_text, self.verb_text, self.note.strip())
        self.after = " ".join(filter(None, parts))

    def _go(self, at: int) -> None:
        self.at = at
        self.rest = self.plain[at:]

    def _skip_blanks(self) -> None:
        self._go(len(self.plain) - len(self.rest.lstrip(" \t\n:：=,-–")))

    def _is_glued(self, end: int) -> bool:
        """Whether other words go on right behind a lone verb or a lone number."""
        if (
            self.doubt is not None
            or self.division is not None
            or (self.verb is not None and (self.refs or self.named))
        ):
            return False
        if not end:  # the sentence is the note: "กำลังจัดซื้อ"
            return self.verb is not None
        if self.verb is not None and self.verb not in ANSWERS:
            return False
        return not is_apart(self.plain[end:])

    def _verb(self) -> bool:
        if self.verb is not None or self.doubt is not None:
            return False
        meaning = meaning_of(self.rest, self.words)
        if meaning.is_nothing:
            return False
        if meaning.verb is not None and self.refs and meaning.verb not in OF_MEASURES:
            return False
        self.verb, self.doubt = meaning.verb, meaning.doubt
        self.verb_text = self.text[self.at : self.at + meaning.end].strip()
        end = self.at + meaning.end
        polite = _SIR_APART.match(self.plain, end)
        self._go(polite.end() if polite else end)
        return meaning.doubt is None

    def _refs(self) -> bool:
        verb = self.verb
        if self.refs or (verb is not None and verb not in OF_MEASURES):
            return False
        lead = _LEAD.match(self.rest)
        if verb is not None and not (lead and lead[0]) and _COUNTED.match(self.rest):
            return False
        refs, end = self._list(self.at + (lead.end() if lead else 0))
        if not refs:
            refs, end = self._spelled()
        if not refs:
            return False
        self.refs = refs
        self._go(end)
        return True

    def _refs_behind(self) -> None:
        """The measure at the end of a doubt: "ยังไม่เสร็จ ข้อ 3 ค่ะ"."""
        found = _LAST_REF.search(self.plain)
        if found:
            self.refs = (Ref(int(found[1]), found[2] or ""),)

    def _list(self, at: int) -> tuple[tuple[Ref, ...], int]:
        refs: list[Ref] = []
        end = at
        while (found := self._one_ref(at, refs)) is not None:
            ref, end = found
            refs.append(ref)
            if not _GOES_ON.match(self.plain, end):
                return _each_once(refs), end
            to = _TO.match(self.plain, end)
            last = self._one_ref(to.end(), refs) if to else None
            if last is not None:
                refs += _between(ref, last[0])
                end = last[1]
            more = _AND.match(self.plain, end)
            if more is None:
                break
            at = more.end()
        year = _YEAR.match(self.plain, end) if refs else None
        if year:
            refs = [replace(ref, fiscal_year=_full_year(year[1])) for ref in refs]
            end = year.end()
        return _each_once(refs), end

    def _spelled(self) -> tuple[tuple[Ref, ...], int]:
        """A number written in words, which only "ข้อ" before it makes a number: "ข้อสาม"."""
        found = _SPELLED.match(self.plain, self.at)
        number = _value(found["tens"], found["ones"]) if found else 0
        if not (found and number):
            return (), self.at
        rest = self.plain[found.end() :]
        apart = is_apart(rest) or self._is_head(rest)
        return ((Ref(number),), found.end()) if apart else ((), self.at)

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
        alone = _LETTER.match(self.plain, at)
        glued = alone or _LETTERS.match(self.plain, at)
        if glued is None or self._is_head(self.plain[at:].lstrip()):
            return "", at
        if alone:
            return alone[1] or alone[2], alone.end()
        for end in range(glued.end(), at, -1):
            if self._is_head(self.plain[end:]):
                return self.plain[at:end], end
        return "", at

    def _is_head(self, rest: str) -> bool:
        if not meaning_of(rest, self.words).is_nothing:
            return True
        return read_names(rest, self.today) is not None

    def _named(self) -> bool:
        verb = self.verb
        if self.named is not None or (verb is not None and verb not in OF_MEASURES):
            return False
        found = read_names(self.rest, self.today)
        if found is None:
            return False
        named, length = found
        if (
            verb is not None and not named.parts
        ):  # might as well be the beginning of the note: kept there
            self.named = replace(named, sure=False)
            return False
        self.named = named
        self.named_text = self.text[self.at : self.at + length].strip()
        self._go(self.at + length)
        return True

    def _division(self) -> bool:
        verb = self.verb
        if self.division is not None or not (self.refs or verb):
            return False
        lead = _FOR.match(self.rest)
        if verb is not None and lead is None:
            return False
        start = lead.end() if lead else 0
        found = self.words.division_at(self.rest[start:])
        if found is None:
            return False
        self.division = found[0]
        self._go(self.at + start + found[1])
        return True


def _each_once(refs: list[Ref]) -> tuple[Ref, ...]:
    return tuple(dict.fromkeys(refs))[: MOST_MEASURES + 1]


def _between(first: Ref, last: Ref) -> Iterable[Ref]:
    """The rest of a range; a backward or mixed one is taken as its two ends."""
    if first.letter and last.letter and first.measure == last.measure:
        start, stop = LETTERS.find(first.letter), LETTERS.find(last.letter)
        return [Ref(first.measure, letter) for letter in LETTERS[start + 1 : stop + 1]] or [last]
    numbers = range(first.measure + 1, min(last.measure, first.measure + MOST_MEASURES) + 1)
    return [Ref(number) for number in numbers] or [last]


def _value(tens: str | None, ones: str | None) -> int:
    """The number that the words make: "ยี่สิบเอ็ด" is 21."""
    count = (tens or "").removesuffix("สิบ")
    ten = 0 if tens is None else 1 if not count else 2 if count == "ยี่" else _ONES.index(count) + 1
    one = 0 if ones is None else 1 if ones == "เอ็ด" else _ONES.index(ones) + 1
    return ten * 10 + one


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2500 + int(text)
