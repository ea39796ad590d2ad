"""What is left of a statement: the note, without particles and with the day it states taken out."""

import re
from datetime import date

from handlers.named import MONTH
from handlers.words import ANSWERS, SIR, Verb
from plans.thai import arabic_digits, read_past_day

_POLITE = re.compile(
    r"(?:\s+(?:นะ|น่ะ|จ้า|จ้ะ|จ๊ะ|ฮะ|ค่า|ครับผม)|(?:นะ)?(?:ครับผม|ครับ|คับ|ค่ะ|คะ))+[\s.!ๆ]*$"
)
_POLITE_LETTERS = re.compile(r"[ะามบๆ.!\s]")
"""Letters a polite ending ends with."""
_ENDING = 200  # letters; nobody is that polite, and looking farther takes long
_GREETED = re.compile(rf"{SIR}(?:\s+|$)")
_DAY = (
    rf"(?:[0-3]?\d\s*(?:เดือน)?\s*(?:{MONTH})(?:\s*(?:พ\.?\s*ศ\.?\s*)?(?:25\d\d|20\d\d"
    r"|[5-9]\d(?!\d|\s*(?:คน|ราย|ครั้ง|วัน|เรื่อง|บาท|%|\.\d))))?"
    r"|[0-3]?\d/[01]?\d/(?:25\d\d|20\d\d|[5-9]\d))"
)
_SPOKEN_DAY = "เมื่อวานซืน|วานซืน|วานนี้|วันนี้"
_WHEN = "เมื่อ"
_STATED = re.compile(
    rf"(?:^\s*(?:{_WHEN}|ณ|ใน)?\s*(?:วันที่)?\s*|{_WHEN}\s*(?:วันที่)?\s*)(?P<day>{_DAY}|{_SPOKEN_DAY})"
    rf"|(?P<ago>{_WHEN}วานซืน|{_WHEN}วาน(?:นี้)?)"
)
"""At the beginning, or anywhere behind the word for "when"."""
_ALREADY = re.compile(r"(?:แล้ว|เรียบร้อย|สิ้น|ไปแล้ว|ไป(?=เมื่อ))+(?:\s+|$|(?=เมื่อ))")
_BECAUSE = re.compile(r"(?:เพราะ(?:ว่า)?|เนื่องจาก|เนื่องด้วย|เหตุผล|คือ|:|-)\s*")
_ON_A_DAY = ANSWERS | {Verb.HAPPENED}
_EDGES = " \t\n,;:"


def polite_cut(text: str) -> str:
    """The text without polite particles at its end."""
    if not _POLITE_LETTERS.match(text[-1:]):
        return text
    return text[:-_ENDING] + _POLITE.sub("", text[-_ENDING:])


def _cut_off(beginning: re.Pattern[str], text: str) -> str:
    found = beginning.match(text)
    return text[found.end() :] if found else text


def read_note(text: str, verb: Verb | None, today: date) -> tuple[str, date | None]:
    """The note and the day stated in it, if the verb is one that happens on a day."""
    note = polite_cut(_cut_off(_GREETED, text)).strip(_EDGES)
    if verb in ANSWERS:
        note = _cut_off(_ALREADY, note)
    if verb is Verb.NOT_POSSIBLE:
        note = _cut_off(_BECAUSE, note)
        note = note if any(letter.isalnum() for letter in note) else ""
    return _take_day(note, today) if verb in _ON_A_DAY else (note, None)


def _take_day(note: str, today: date) -> tuple[str, date | None]:
    """Where the day stands at an edge of the note, the note does not need it as well."""
    plain = arabic_digits(note)  # same length
    stated = _STATED.search(plain) if _WHEN in plain else _STATED.match(plain)
    done_on = read_past_day(stated["day"] or stated["ago"], today=today) if stated else None
    if stated is None or done_on is None:
        return note, None
    head, tail = note[: stated.start()].strip(), note[stated.end() :].strip()
    if not head or not tail:
        note = head or tail
    return note.strip(_EDGES), done_on
