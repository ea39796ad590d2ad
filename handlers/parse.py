"""What a message says: verb, measures, occurrence, division, stated day, note and links.

Number, verb and note come in either order.  Words before and right behind a verb decide whether
it was meant: "ยังไม่เสร็จ" and "เสร็จหรือยัง" hold "เสร็จ" and say something else.  Nothing is looked
up here: whether measure 3 exists, and whose it is, others know.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from handlers.named import Named, read_named
from plans.model import LETTERS
from plans.thai import MONTHS, SHORT_MONTHS, arabic_digits, read_past_day, repair

MOST_MEASURES = 60
_PREFIX = re.compile(r"[#＃/／]+\s*")


class Verb(StrEnum):
    """What somebody wants; the words for it stand in the table of commands."""

    DONE = "done"
    NOT_POSSIBLE = "not_possible"
    IN_PROGRESS = "in_progress"
    NOTE = "note"
    UNDO = "undo"
    HAPPENED = "happened"
    SHOW = "show"
    OPEN = "open"
    SUMMARY = "summary"
    REPORT = "report"
    ACKNOWLEDGE = "acknowledge"
    URGE = "urge"
    SNOOZE = "snooze"
    DECIDE = "decide"
    SPEAK_FOR = "speak_for"
    HELP = "help"
    CODE = "code"
    INVITE = "invite"
    CHATS = "chats"
    HOLIDAYS = "holidays"
    FINDINGS = "findings"


ANSWERS = frozenset({Verb.DONE, Verb.NOT_POSSIBLE, Verb.IN_PROGRESS})
"""Verbs that answer a duty; their words are common speech and must be meant."""

_OF_MEASURES = ANSWERS | {
    Verb.NOTE, Verb.UNDO, Verb.HAPPENED, Verb.SHOW, Verb.SNOOZE, Verb.DECIDE,
}  # fmt: skip


class Doubt(StrEnum):
    """Why a verb that was found does not count."""

    NOT_YET = "not_yet"  # ยังไม่เสร็จ, ใกล้เสร็จ, เสร็จพรุ่งนี้
    QUESTION = "question"  # เสร็จหรือยัง
    UNCLEAR = "unclear"


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
    after: str = field(default="", repr=False)
    """Everything but the measures, to be said again of another: occurrence, verb, note, links."""
    pressed: tuple[int, int] | None = None
    """Occurrence and division, when a button named them."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the commands and the names of the divisions, as this office has them."""

    verbs: Mapping[str, Verb]
    divisions: Mapping[str, str]
    """Every name and alias → the registered name."""

    def verb_at(self, text: str) -> tuple[Verb, int] | None:
        """The longest command word the text begins with, and where it ends."""
        lower = text.lower()
        for word in sorted(self.verbs, key=len, reverse=True):
            if lower.startswith(word) and not (word.isascii() and lower[len(word) :][:1].isalpha()):
                return self.verbs[word], len(word)
        return None

    def division_at(self, text: str) -> tuple[str, int] | None:
        """The division the text begins with, and where its name ends."""
        for name in sorted(self.divisions, key=len, reverse=True):
            if text.startswith(name):
                return self.divisions[name], len(name)
        return None

    def nearest(self, text: str) -> list[str]:
        """The two command words most like the first word of a text, best first."""
        first = text.split(maxsplit=1)[0].lower() if text.split() else ""
        scored = [(SequenceMatcher(None, first, word).ratio(), word) for word in self.verbs]
        close = [word for score, word in sorted(scored, reverse=True) if score >= 0.6]
        best = {self.verbs[word]: word for word in reversed(close)}
        return [word for word in close if best[self.verbs[word]] == word][:2]


def statements(text: str, words: Words, today: date) -> tuple[Statement, ...]:
    """Everything a message says, one statement per line that begins with ``#``."""
    pieces = _pieces(repair(text).strip())
    return tuple(read_statement(piece, words, today) for piece in pieces)


def is_prefixed(text: str) -> bool:
    """Whether the text begins as a command does."""
    return _PREFIX.match(text.lstrip()) is not None


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for line in text.splitlines():
        if pieces and not _PREFIX.match(line.lstrip()):
            pieces[-1] += "\n" + line
        elif line.strip():
            pieces.append(line.strip())
    return pieces


_LINK = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_POLITE = re.compile(
    r"(?:\s+(?:นะ|น่ะ|จ้า|จ้ะ|จ๊ะ|ฮะ|ค่า|ครับผม)|(?:นะ)?(?:ครับผม|ครับ|คับ|ค่ะ|คะ))+[\s.!ๆ]*$"
)


_GREETED = re.compile(r"^(?:นะ)?(?:ครับผม|ครับ|คับ|ค่ะ|คะ|จ้า)(?:\s+|$)")


def read_statement(text: str, words: Words, today: date) -> Statement:
    """What one piece of text says."""
    prefix = _PREFIX.match(text)
    bare = text[prefix.end() :] if prefix else text
    links = tuple(dict.fromkeys(link.rstrip(".,;)") for link in _LINK.findall(bare)))
    plain = _LINK.sub(" ", bare).strip()
    said = _Head(plain, words).read()
    said = replace(
        said,
        text=bare.strip(),
        links=links,
        prefixed=prefix is not None,
        after=" ".join([said.after, *links]).strip(),
    )
    if said.verb is None and said.doubt is None:
        said = _verb_behind(said, words)
    return _settle_note(said, today)


# The head: measures, occurrence, division and verb, in any order, each once.

_LEAD = re.compile(r"(?:ข้อ|มาตรการ|ลำดับ|กิจกรรม|measure|no\.?)\s*(?:ที่)?\s*(?=\d)", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,3})(?!\d)(?:\.(?!\d))?")
_LETTERS = f"[{LETTERS}]{{1,2}}"
# apart from the number only one letter, and not the word "ณ" (at)
_LETTER = re.compile(rf"(?:({_LETTERS})|\s([{LETTERS.replace('ณ', '')}]))(?=$|[\s,，/–-]|และ|ถึง)")
_ONE_LETTER = re.compile(rf"({_LETTERS})")
_YEAR = re.compile(r"\s*/\s*(25\d\d|\d\d)(?!\d)")
_AND = re.compile(r"\s*(?:,|，|、|และ|กับ|&|\+)\s*(?:ข้อ\s*(?:ที่)?\s*)?")
_TO = re.compile(r"\s*(?:-|–|—|ถึง)\s*(?:ข้อ\s*(?:ที่)?\s*)?")
_MONTH = "|".join(re.escape(name).replace(r"\.", r"\.?\s?") for name in (*MONTHS, *SHORT_MONTHS))
_COUNTED = re.compile(rf"\d+\s*(?:เดือน|วัน|คน|ครั้ง|ราย|เรื่อง|บาท|ปี|%|/\d|{_MONTH})")
_FOR = re.compile(r"(?:แทน|ในนาม|ของ)\s*")


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
        while self._refs() or self._named() or self._division() or self._verb():
            self._skip_blanks()
        rest = self.text[self.at :]
        after = " ".join(part for part in (self.named_text, self.verb_text, rest.strip()) if part)
        return replace(self.said, note=rest, after=after)

    def _rest(self) -> str:
        return self.plain[self.at :]

    def _skip_blanks(self) -> None:
        while self.at < len(self.plain) and self.plain[self.at] in " \t\n:：,":
            self.at += 1

    def _verb(self) -> bool:
        if self.said.verb is not None or self.said.doubt is not None:
            return False
        verb, doubt, length = _meant(self._rest(), self.words)
        if verb is None and doubt is None:
            return False
        if verb is not None and self.said.refs and verb not in _OF_MEASURES:
            return False
        self.said = replace(self.said, verb=verb, doubt=doubt)
        self.verb_text = self.text[self.at : self.at + length].strip()
        self.at += length
        return doubt is None

    def _refs(self) -> bool:
        verb = self.said.verb
        if self.said.refs or (verb is not None and verb not in _OF_MEASURES):
            return False
        lead = _LEAD.match(self._rest())
        start = self.at + (lead.end() if lead else 0)
        if verb is not None and lead is None and _COUNTED.match(self._rest()):
            return False
        refs, end = self._list(start)
        if not refs:
            return False
        self.said = replace(self.said, refs=refs)
        self.at = end
        return True

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
        glued = _ONE_LETTER.match(rest)
        for length in range(len(glued[1]) if glued else 0, 0, -1):
            if self._is_head(rest[length:]):
                return rest[:length], at + length
        return "", at

    def _is_head(self, rest: str) -> bool:
        verb, doubt, _ = _meant(rest, self.words)
        return verb is not None or doubt is not None or read_named(rest) is not None

    def _named(self) -> bool:
        if self.said.named is not None or not (self.said.refs or self.said.verb):
            return False
        found = read_named(self._rest())
        if found is None or (self.said.verb is not None and self.said.verb not in _OF_MEASURES):
            return False
        named, length = found
        if self.said.verb is not None:  # might as well be the beginning of the note: kept there
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


# Whether a verb is meant.

_SUFFIX = re.compile(r"(?:\s*(?:สิ้น|แล้ว|เรียบร้อย|สมบูรณ์|ครบถ้วน|เป็นที่|100\s*%|จริง))*(?![่-๋ัิ-ฺ])")
_ASKS = re.compile(
    r"\s*(?:หรือยัง|รึยัง|หรือไม่(?!มี)|หรือเปล่า|รึเปล่า|ป่าว|เปล่า|ไหม|มั้ย|มัย|ใช่ไหม|ใช่มั้ย|ใช่หรือไม่|เหรอ|หรอ|หรือ(?=\s|$|คะ|ครับ)"
    r"|ยัง(?=\s*(?:$|คะ|ค่ะ|ครับ|\?))|เมื่อไร|เมื่อไหร่|กี่|[?？])"
)
_LATER = re.compile(
    r"\s*(?:ไม่ทัน|ไม่หมด|ไม่ครบ|ไม่ได้|พรุ่งนี้|มะรืน|สัปดาห์หน้า|อาทิตย์หน้า|เดือนหน้า|ปีหน้า|ภายใน|ประมาณ|บางส่วน|ครึ่ง|ไปแล้ว\s*\d+\s*%"
    r"|ช้า|ล่าช้า|เมื่อ(?!วาน|วันที่|วันจ|วันอ|วันพ|วันศ|วันเส|เช้า|\s*\d)|ก่อน(?:สิ้น|วันที่)|[1-9]?\d\s*%)"
)
_NOT_YET = re.compile(
    r"(?:ก็)?(?:ยัง(?!ไง)|ไม่ได้(?:ทำ|ดำเนิน)|ไม่(?:แล้ว)?เสร็จ|ไม่เรียบร้อย|ใกล้|เกือบ|จะ|น่าจะ|คงจะ|คาด|อาจ|ทำไม่(?:เสร็จ|ทัน|ครบ)|ทำยัง"
    r"|ดำเนินการ(?:ยัง)?ไม่(?:แล้ว)?(?:เสร็จ|ทัน|ครบ)|รอ(?:ให้)?เสร็จ|พรุ่งนี้)"
)
_HEDGE = re.compile(r"ยัง|ไม่|มิได้|จะ|คาด|ใกล้|เกือบ|รอ|ถ้า|หาก|ต้อง|ควร|อยาก|ช่วย|ใคร|เมื่อไ|ก่อน|หลังจาก")
_BOUNDARY = re.compile(r"$|[\s\d\W]|(?:นะ)?(?:ครับ|คับ|ค่ะ|คะ|จ้า)")
_WHOLE_SENTENCE = frozenset({"ไม่สามารถ", "กำลัง", "อยู่ระหว่าง"})
"""Words whose sentence is the note: "กำลังจัดซื้อ" keeps all of it."""


def _meant(text: str, words: Words) -> tuple[Verb | None, Doubt | None, int]:
    """The verb a text begins with, or the doubt that it is one, and where the note begins."""
    found = words.verb_at(text)
    if found is None:
        return (None, Doubt.NOT_YET, 0) if _NOT_YET.match(text) else (None, None, 0)
    verb, end = found
    if verb not in ANSWERS:
        ends_well = _BOUNDARY.match(text, end) is not None
        return (verb, None, end) if ends_well else (None, None, 0)
    stem = text[:end]
    suffix = _SUFFIX.match(text, end)
    end = suffix.end() if suffix else end
    if _ASKS.match(text, end):
        return None, Doubt.QUESTION, 0
    if verb is Verb.DONE and _LATER.match(text, end):
        return None, Doubt.NOT_YET, 0
    if stem in _WHOLE_SENTENCE and _BOUNDARY.match(text, end) is None:
        return verb, None, 0
    return verb, None, end


def _verb_behind(said: Statement, words: Words) -> Statement:
    """A verb at the end, the note before it: "#3 จัดอบรม 42 คน เสร็จแล้วค่ะ"."""
    note = _POLITE.sub("", said.note)
    for start in [m.end() for m in re.finditer(r"\s+", note)]:
        verb, doubt, length = _meant(note[start:], words)
        if start + length < len(note.rstrip()) and doubt is None:
            continue
        if verb not in ANSWERS and doubt is None:
            continue
        before = note[:start].strip()
        if doubt is not None or (verb is Verb.DONE and _HEDGE.search(before)):
            return replace(said, doubt=doubt or Doubt.UNCLEAR)
        numbers = re.fullmatch(r"[\d\s]+", arabic_digits(before))
        if numbers and said.refs:
            more = tuple(Ref(int(number)) for number in arabic_digits(before).split())
            return replace(said, verb=verb, refs=said.refs + more, note="")
        return replace(said, verb=verb, note=before)
    return said


# The note: stated day, particles, empty reasons.

_DAY = (
    rf"(?:[0-3]?\d\s*(?:เดือน)?\s*(?:{_MONTH})(?:\s*(?:พ\.?\s*ศ\.?\s*)?(?:25\d\d|20\d\d"
    r"|[5-9]\d(?!\d|\s*(?:คน|ราย|ครั้ง|วัน|เรื่อง|บาท|%|\.\d))))?|[0-3]?\d/[01]?\d/(?:25\d\d|20\d\d|[5-9]\d))"
)
_STATED = re.compile(
    rf"(?:^\s*(?:เมื่อ)?\s*(?:วันที่)?\s*|เมื่อ\s*(?:วันที่)?\s*)(?P<day>{_DAY}|เมื่อวานซืน|วานซืน|วานนี้|วันนี้)"
    r"|(?P<ago>เมื่อวานซืน|เมื่อวาน(?:นี้)?)"
)
_BECAUSE = re.compile(r"^(?:เพราะ(?:ว่า)?|เนื่องจาก|เนื่องด้วย|เหตุผล|คือ|:|-)\s*")


def _settle_note(said: Statement, today: date) -> Statement:
    note = _POLITE.sub("", _GREETED.sub("", said.note)).strip(" \t\n,;:")
    if said.verb is Verb.NOT_POSSIBLE:
        note = _BECAUSE.sub("", note)
    stated = _STATED.search(arabic_digits(note))
    if stated is None or said.verb not in ANSWERS | {Verb.HAPPENED}:
        return replace(said, note=note)
    done_on = read_past_day(stated["day"] or stated["ago"], today=today)
    if done_on is None:
        return replace(said, note=note)
    head, tail = note[: stated.start()].strip(), note[stated.end() :].strip()
    if not head or not tail:  # the day alone: the note does not need it as well
        note = head or tail
    return replace(said, note=note.strip(" \t\n,;:"), done_on=done_on)
