"""The words people use for what they want, and whether a word was meant.

Words before and right behind a verb decide: "ยังไม่เสร็จ", "เสร็จหรือยัง" and "เสร็จพรุ่งนี้" hold
"เสร็จ" and say something else.  All patterns run over text with Arabic digits.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

from plans.value import quick


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
    CALENDAR = "calendar"
    HAND_OVER = "hand_over"
    AWAY = "away"
    MY_DATA = "my_data"
    FORGET_ME = "forget_me"
    LANGUAGE = "language"
    TEMPLATE = "template"
    PLAN = "plan"
    SIGN = "sign"
    PAPERS = "papers"
    PICTURE = "picture"
    MONTH = "month"
    SETTINGS = "settings"
    QUOTA = "quota"
    UNDELIVERED = "undelivered"
    REHEARSE = "rehearse"
    DIVISIONS = "divisions"
    REASSIGN = "reassign"


ANSWERS = frozenset({Verb.DONE, Verb.NOT_POSSIBLE, Verb.IN_PROGRESS})
"""Verbs that answer a duty; their words are common speech and must be meant."""

OF_MEASURES = ANSWERS | {
    Verb.NOTE, Verb.UNDO, Verb.HAPPENED, Verb.SHOW, Verb.SNOOZE, Verb.DECIDE, Verb.HAND_OVER,
    Verb.REASSIGN,
}  # fmt: skip
"""Verbs that a measure's number may stand before."""


class Doubt(StrEnum):
    """Why a verb that was found does not count."""

    NOT_YET = "not_yet"  # ยังไม่เสร็จ, ใกล้เสร็จ, เสร็จพรุ่งนี้
    QUESTION = "question"  # เสร็จหรือยัง
    UNCLEAR = "unclear"


_LATIN = re.compile(r"[a-z]")
_LIKE = 0.6


@dataclass(frozen=True, eq=False)
class Words:
    """The words of the commands and the names of the divisions, as this office has them.

    Compared by identity, so that what was read with them can be remembered.
    """

    verbs: Mapping[str, Verb]
    divisions: Mapping[str, str]
    """Every name and alias → the registered name."""
    short: Mapping[str, str] = field(default_factory=dict)
    """What clerks call them for short → the registered name; counts as a word of its own only."""

    @cached_property
    def _verbs_by_beginning(self) -> Mapping[str, list[str]]:
        """The verbs' words by their first two letters, which all have, the longest first."""
        return _by_beginning(self.verbs, 2)

    @cached_property
    def _names_by_beginning(self) -> Mapping[str, list[str]]:
        return _by_beginning(self.divisions, 1)

    @cached_property
    def _short_by_beginning(self) -> Mapping[str, list[str]]:
        return _by_beginning(self.short, 1)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.verbs), default=0)

    def verb_at(self, text: str) -> tuple[Verb, int] | None:
        """The longest command word the text begins with, and where it ends."""
        lower = text[: self._longest + 1].lower()  # of a long note only what counts
        for word in self._verbs_by_beginning.get(lower[:2], ()):
            if lower.startswith(word) and not (word.isascii() and _LATIN.match(lower, len(word))):
                return self.verbs[word], len(word)
        return None

    def division_at(self, text: str) -> tuple[str, int] | None:
        """The division the text begins with, and where its name ends."""
        for name in self._names_by_beginning.get(text[:1], ()):
            if text.startswith(name):
                return self.divisions[name], len(name)
        for name in self._short_by_beginning.get(text[:1], ()):
            if text.startswith(name) and _BOUNDARY.match(text, len(name)):
                return self.short[name], len(name)
        return None

    def nearest(self, text: str) -> list[str]:
        """The two command words most like the first word of a text, best first."""
        first = text.split(maxsplit=1)[0].lower() if text.split() else ""
        if len(first) > 3 * (self._longest + len("แล้ว")):  # too long to be like any
            return []
        scored = [(_likeness(first, word), word) for word in self.verbs]
        close = [word for score, word in sorted(scored, reverse=True) if score >= _LIKE]
        best = {self.verbs[word]: word for word in reversed(close)}
        return [word for word in close if best[self.verbs[word]] == word][:2]


def _by_beginning(words: Iterable[str], letters: int) -> dict[str, list[str]]:
    """Words by the letters they begin with, of each such beginning the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        found.setdefault(word[:letters], []).append(word)
    return found


def _likeness(typed: str, word: str) -> float:
    """How alike two words are, from 0 to 1; "แล้ว" behind a verb is no part of it."""
    return max(SequenceMatcher(None, typed, one).ratio() for one in (word, f"{word}แล้ว"))


@quick
@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text begins with: a verb, or the doubt that it is one; the note begins at ``end``."""

    verb: Verb | None = None
    doubt: Doubt | None = None
    end: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether the text begins with neither."""
        return self.verb is None and self.doubt is None


NOTHING = Meaning()

SIR = "(?:นะ)?(?:ครับผม|ครับ|คับ|ค่ะ|คะ(?!แนน|น้า|นอง|เน|มำ|ยั้น)|จ้า|จ้ะ|จ๊ะ)"
"""A polite particle at the end of a word, as a pattern."""

_SUFFIX = re.compile(
    r"(?:\s*(?:สิ้น(?!เดือน|ปี|งวด|ไตรมาส|สัปดาห์|วัน)|แล้ว|เรียบร้อย|สมบูรณ์|ครบถ้วน|เป็นที่|100\s*%"
    rf"|จริงๆ|จริง|กัน(?=ยัง|หรือ|รึ|แล้ว)|ละ(?=\s|$|{SIR})))*(?![่-๋ัิ-ฺ])"
)
_ASKS = re.compile(
    r"\s*(?:yet\b|(?:อยู่)?(?:หรือยัง|รึยัง|หรือเปล่า|รึเปล่า)|หรือไม่(?!มี)|ป่าว|เปล่า|ไหม|มั้ย|มั๊ย|มัย"
    rf"|ใช่(?:ไหม|มั้ย|หรือไม่)|เหรอ|หรอ|หรือ(?=\s|$|{SIR})|ยัง(?=\s*(?:$|\?|{SIR}))|เมื่อไร|เมื่อไหร่|เมื่อใด|กี่|[?？])"
)
_ASKS_AT_THE_END = re.compile(
    r"(?:ไหม|มั้ย|มั๊ย|มัย|ไหน|อะไร|ใคร|หรือ|หรือยัง|รึยัง|เปล่า|ป่าว|เมื่อไร|เมื่อไหร่|เหรอ|หรอ|ป่ะ|ปะ|มั้ง|ยัง|ทำไม|ยังไง|อย่างไร"
    rf"|[?？])(?:แล้ว|ต่อ|บ้าง|ดี)?(?:{SIR}\S{{0,6}})?$"
)
_LATER = re.compile(
    r"\s*(?:ไม่ทัน|ไม่หมด|ไม่ครบ|ไม่ได้|พรุ่งนี้|มะรืน|(?:สัปดาห์|อาทิตย์|เดือน|ปี)หน้า|วัน\S*หน้า|ภายใน|ประมาณ|บางส่วน"
    r"|(?:ไป(?:แค่)?)?ครึ่ง|ไปแล้ว\s*\d+\s*%|[1-9]?\d\s*%|\d+\s*/\s*\d+(?![/\d])|สิ้น|ช้า|ล่าช้า|ก่อน(?:สิ้น|วันที่)"
    r"|(?:tomorrow|next|soon|later)\b)"
)
_SURE = re.compile(
    rf"$|[\s\d.,!:;()\-–]|{SIR}|(?:นะ|น่ะ|น้า|ค่า|ฮะ|เด้อ)(?=\s|$)|(?![ก-๎])\W|ไป(?:แล้ว|เมื่อ)|ก่อนกำหนด|ตั้งแต่|ณ|วันนี้|วันที่|วานนี้"
    r"|เมื่อ(?!ไร|ไหร่|ใด|ได้|ถึง|มี)|ตาม|โดย|พร้อม|หมด|ครบ|ทุก|ทั้ง|ข้อ|ในวันที่|(?:เดือน|ไตรมาส)(?:ที่แล้ว|ก่อน|นี้|ที่ผ่านมา)"
    r"|(?:จัด|ประชุม|อบรม|มีผู้|ผู้เข้า)(?!.*(?:ด้วย|ก่อน|ต้อง|จะ|ให้))(?=.*\d)"
)
"""What may be written on to "done" without a gap; anything else may turn its meaning round."""

_PARTLY = re.compile(r"\s*(?:บางส่วน|บาง)|ดี|ก็|หมด|ทั้งหมด|ทุก|ครบ|สมบูรณ์|เต็มที่|เท่าที่")
"""Behind "cannot": as much as some of it, which is another answer."""

_NOT_YET = re.compile(
    r"(?:ก็)?(?:ยัง(?!ไง|ไหว)|ไม่ได้(?:ทำ|ดำเนิน)|ไม่(?:แล้ว)?เสร็จ|ไม่เรียบร้อย|ใกล้|เกือบ|จะ|น่าจะ|คงจะ|คาด|อาจ"
    r"|ทำไม่(?:เสร็จ|ทัน|ครบ)|ทำยัง|ดำเนินการ(?:ยัง)?ไม่(?:แล้ว)?(?:เสร็จ|ทัน|ครบ)|รอ(?:ให้)?เสร็จ|พรุ่งนี้)"
)
_ABOUT_TO = re.compile(r"กำลังจะ(?!(?:แล้ว)?เสร็จ)")
HEDGE = re.compile(
    r"\bnot\b|n't"
    r"|\b(?:who|what|when|why|which|how)\b"
    r"|almost|nearly|\b(?:is|has|can) it\b|\bto be\b|\b(?:will|should|half|partly|if|when)\b"
    r"|(?<!\d)\d{1,2}\s*%|ยัง|ไม่|มิได้|จะ|คาด|ใกล้|เกือบ|จวน|รอ|ถ้า|หาก|ต้อง|ควร"
    r"|หน้า(?=\s|$)|อยาก|ช่วย|(?:นึก|คิด|เข้าใจ|ข่าว|ได้ยิน|เห็น|ดูเหมือน)ว่า|ใคร|ไหน|อะไร|เมื่อไ|ก่อน|หลังจาก|โปรด|กรุณา|ขยาย|เลื่อน"
)
"""Words before a verb that make it doubtful."""

_BOUNDARY = re.compile(rf"$|[\s\d]|(?![ก-๎])\W|{SIR}|ทั้งหมด|(?:ให้)?หน่อย|วันนี้|เมื่อวาน|เมื่อวันที่")
_LOOSE = re.compile(rf"$|[\s\d.!]|{SIR}|หมด|ทุก(?:ข้อ|มาตรการ)|ทั้งหมด")
_CHUNK = re.compile(r"\S*")
_WHOLE_SENTENCE = frozenset({"ไม่สามารถ", "กำลัง", "อยู่ระหว่าง"})
"""Words whose sentence is the note: "กำลังจัดซื้อ" keeps all of it."""


def meaning_of(text: str, words: Words) -> Meaning:
    """Whether a text begins with a verb that was meant."""
    found = words.verb_at(text)
    if found is None or _ABOUT_TO.match(text):
        doubted = found is not None or _NOT_YET.match(text) is not None
        return Meaning(doubt=Doubt.NOT_YET) if doubted else NOTHING
    verb, end = found
    if verb not in OF_MEASURES and text[:end].isascii() and text[end : end + 1].isdigit():
        return NOTHING  # "#ack555"
    if verb not in ANSWERS:
        return Meaning(verb, end=end) if _ends_there(text, end, words) else NOTHING
    stem = text[:end]
    suffix = _SUFFIX.match(text, end)
    end = suffix.end() if suffix else end
    doubt = _doubt_behind(verb, text, end)
    if doubt is not None:
        return Meaning(doubt=doubt)
    whole = stem in _WHOLE_SENTENCE and _BOUNDARY.match(text, end) is None
    return Meaning(verb, end=0 if whole else end)


def _ends_there(text: str, end: int, words: Words) -> bool:
    """Whether a command word ends there; a division may be written on to it: "สรุปคลัง"."""
    if _BOUNDARY.match(text, end):
        return True
    found = words.division_at(text[end:])
    return found is not None and _BOUNDARY.match(text, end + found[1]) is not None


def _doubt_behind(verb: Verb, text: str, end: int) -> Doubt | None:
    chunk = _CHUNK.match(text, end)
    if asks(text, end) or (chunk and _ASKS_AT_THE_END.search(chunk[0])):
        return Doubt.QUESTION
    if verb is Verb.NOT_POSSIBLE and _PARTLY.match(text, end):
        return Doubt.UNCLEAR
    if verb is not Verb.DONE:
        return None
    if _LATER.match(text, end):
        return Doubt.NOT_YET
    return None if _SURE.match(text, end) or text[end : end + 1].isascii() else Doubt.UNCLEAR


def asks(text: str, at: int = 0) -> bool:
    """Whether the words from there on make a question of the verb before them."""
    return _ASKS.match(text, at) is not None


def only_asks(text: str) -> bool:
    """Whether the words are nothing but such a question."""
    return _ASKS.fullmatch(text) is not None


def is_apart(text: str) -> bool:
    """Whether what follows a verb leaves it a word of its own: "#เสร็จโจร" does not."""
    return _LOOSE.match(text) is not None
