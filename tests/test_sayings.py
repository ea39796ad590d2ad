"""What people say to the bot: every saying means what was meant, and a doubt changes nothing.

The sayings stand in ``tests/sayings``; ``commands.tsv`` and ``nothing.tsv`` explain their columns.
A grammar adds some hundreds more.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from random import Random

import pytest
from sayings_bench import DIVISIONS, NOW, TODAY, bind, make_admin, read_table, set_up

from handlers.commands import VERBS
from handlers.messages import Incoming
from handlers.named import Named
from handlers.parse import ANSWERS, Ref, Verb, Words, statements
from handlers.router import Router
from handlers.scene import Office
from plans.divisions import short_names
from plans.model import Actor, ClauseKind, Duty, Occurrence, Period
from plans.rounds import month_end
from plans.thai import SHORT_MONTHS, arabic_digits, thai_digits
from storage import inbox
from storage.database import Database
from storage.inbox import Received

WORDS = Words(VERBS, DIVISIONS, short_names(DIVISIONS))


# What a saying means.


@dataclass(frozen=True)
class Meaning:
    """What one saying asks for, in the terms of ``commands.tsv``."""

    verb: str
    refs: tuple[Ref, ...] = ()
    covers: Period | None = None
    division: str | None = None
    done_on: date | str | None = None
    links: tuple[str, ...] = ()
    note: str = ""

    def __str__(self) -> str:
        refs = ",".join(f"{r.measure}{r.letter}/{r.fiscal_year or ''}" for r in self.refs)
        covers = f"{self.covers.starts}–{self.covers.ends}" if self.covers else ""
        parts = (self.verb, refs.replace("/,", ",").rstrip("/"), covers, self.division,
                 self.done_on, *self.links, repr(self.note))  # fmt: skip
        return " ".join(str(part) for part in parts if part)


def understood(saying: str) -> Meaning | None:
    """What the bot takes a saying to mean; None unless it is exactly one statement."""
    said = statements(saying, WORDS, TODAY)
    if len(said) != 1:
        return None
    one = said[0]
    verb = one.verb or (Verb.SHOW if one.refs and not one.note and not one.doubt else None)
    division, note = one.division, one.note
    about = WORDS.division_at(note) if verb in (Verb.SUMMARY, Verb.URGE) else None
    if about is not None:
        division, note = about[0], note[about[1] :].strip()
    named = one.named if one.named and one.named.sure else None
    covers = next((period for period in _PERIODS if named and _fits(named, period)), None)
    return Meaning(
        verb.value if verb else "", one.refs, covers, division, one.done_on, one.links, note
    )


def _fits(named: Named, period: Period) -> bool:
    duty = Duty(1, "ก", Actor.STAFF, ClauseKind.RECURRING, "")
    return named.fits(Occurrence(duty, period, period.ends, period.starts))


def _months(first: int, count: int) -> Period:
    """``count`` months of the fiscal year 2566, from its ``first`` (October is 0)."""
    starts, last = (
        date(2022 + (9 + month) // 12, (9 + month) % 12 + 1, 1)
        for month in (first, first + count - 1)
    )
    return Period(starts, month_end(last))


_PERIODS = tuple(
    _months(first, count) for count in (1, 3, 6) for first in range(0, 13 - count, count)
)
"""Every month, quarter and half of the year, the shortest first: a month is no half-year."""


def _period(text: str) -> Period | None:
    """``ก.พ. 66`` or ``ม.ค. 66 - มี.ค. 66``."""
    if text == "-":
        return None
    ends = [
        date(1957 + int(year), SHORT_MONTHS.index(month) + 1, 1)
        for month, year in (part.split() for part in text.split(" - "))
    ]
    return Period(ends[0], month_end(ends[-1]))


def _refs(text: str) -> tuple[Ref, ...]:
    if text == "-":
        return ()
    numbers, _, year = text.partition("/")
    found = re.findall(r"(\d+)(\D?)(?:,|$)", numbers)
    return tuple(Ref(int(n), letter, int(year) if year else None) for n, letter in found)


def _day(text: str) -> date | str | None:
    if text in ("-", "*"):
        return None if text == "-" else text
    year, month, day = map(int, text.split("-"))
    return date(year - 543, month, day)


def _expected(row: list[str]) -> Meaning:
    verb, refs, covers, division, day, links, note = ("" if it == "-" else it for it in row)
    return Meaning(
        verb,
        _refs(refs or "-"),
        _period(covers or "-"),
        division or None,
        _day(day or "-"),
        tuple(links.split()),
        note,
    )


def _agrees(told: Meaning | None, expected: Meaning) -> bool:
    if told is None:
        return False
    same = (
        told.verb == expected.verb
        and told.refs == expected.refs
        and told.covers == expected.covers
        and told.division == expected.division
        and expected.done_on in ("*", told.done_on)
        and told.links == expected.links
    )
    note = " ".join(told.note.split())
    if expected.note.startswith("~"):
        return same and expected.note[1:] in note
    return same and expected.note in ("*", note)


def _fail_if_any(wrong: list[str], of: int) -> None:
    if wrong:
        pytest.fail(f"{len(wrong)} of {of}:\n" + "\n".join(wrong), pytrace=False)


def test_commands_mean_what_was_meant():
    rows = read_table("commands.tsv")
    assert len(rows) >= 100
    wrong = [
        f"{saying!r} meant {expected} taken {told}"
        for _, saying, *row in rows
        if not _agrees(told := understood(saying), expected := _expected(row))
    ]
    _fail_if_any(wrong, len(rows))


# A grammar of sayings.

_OPENINGS = ("#", "# ", "/", "＃", "#ข้อ ", "#ข้อ", "# ข้อที่ ", "#มาตรการที่ ", "/ข้อ ")
_MEASURES = (
    ("3", (Ref(3),)),
    ("12", (Ref(12),)),
    ("3ข", (Ref(3, "ข"),)),
    ("7ก", (Ref(7, "ก"),)),
    ("2,4", (Ref(2), Ref(4))),
    ("5-7", (Ref(5), Ref(6), Ref(7))),
    ("1,3-4", (Ref(1), Ref(3), Ref(4))),
    ("2 และ 9", (Ref(2), Ref(9))),
    ("3/66", (Ref(3, "", 2566),)),
)
_OCCURRENCES = (
    ("", None),
    (" ก.พ.", _months(4, 1)),
    (" เดือนมกราคม", _months(3, 1)),
    (" งวดธันวา", _months(2, 1)),
    (" ไตรมาส 1", _months(0, 3)),
    (" Q2", _months(3, 3)),
    (" ครึ่งปีแรก", _months(0, 6)),
)
_VERBS = (
    ("เสร็จ", "done"),
    ("เสร็จแล้ว", "done"),
    ("แล้วเสร็จ", "done"),
    ("ดำเนินการแล้วเสร็จ", "done"),
    ("เรียบร้อยแล้ว", "done"),
    ("done", "done"),
    ("ทำไม่ได้", "not_possible"),
    ("ไม่สามารถดำเนินการได้", "not_possible"),
    ("กำลังทำ", "in_progress"),
    ("กำลังดำเนินการ", "in_progress"),
    ("อยู่ระหว่างดำเนินการ", "in_progress"),
)
_PARTICLES = ("", "ครับ", "ค่ะ", "นะคะ", " จ้า")
_GAPS = ("", " ", "  ", "\u00a0")
_NOTES = ("", " จัดอบรม 42 คน", " ส่งสำเนาให้จังหวัด", " ประชุม 2 ครั้ง ไม่มีปัญหา", "\nห้องประชุมใหญ่")
_LEADING_NOTES = (" จัดอบรม 42 คน", " ประชุม 2 ครั้ง", " ติดประกาศหน้าสำนักงาน")


def _spoken(chance: Random) -> tuple[str, Meaning]:
    """One saying of the grammar, and what it means."""
    form = chance.choice((_number_first, _number_first, _verb_first, _note_first))
    text, meaning = form(chance)
    if chance.random() < 0.3:
        text, meaning = thai_digits(text), replace(meaning, note=thai_digits(meaning.note))
    return text, meaning


def _number_first(chance: Random) -> tuple[str, Meaning]:
    numbers, refs = chance.choice(_MEASURES)
    when, covers = chance.choice(_OCCURRENCES)
    verb, meant = chance.choice(_VERBS)
    gap, note = chance.choice(_GAPS), chance.choice(_NOTES)
    opening, particle = chance.choice(_OPENINGS), chance.choice(_PARTICLES)
    text = f"{opening}{numbers}{when}{gap}{verb}{particle}{note}"
    return text, Meaning(meant, refs, covers, note=" ".join(note.split()))


def _verb_first(chance: Random) -> tuple[str, Meaning]:
    numbers, refs = chance.choice(_MEASURES[:-1])  # "เสร็จ 3/66" may be three of sixty-six
    verb, meant = chance.choice(_VERBS)
    opening, note = chance.choice(_OPENINGS), chance.choice(_NOTES)
    lead, particle = opening[1:].lstrip(), chance.choice(_PARTICLES)
    text = f"{opening[0]}{verb}{chance.choice(_GAPS[1:])}{lead}{numbers}{note}{particle}"
    return text, Meaning(meant, refs, note=" ".join(note.split()))


def _note_first(chance: Random) -> tuple[str, Meaning]:
    numbers, refs = chance.choice(_MEASURES)
    when, covers = chance.choice(_OCCURRENCES)
    verb, meant = chance.choice([pair for pair in _VERBS if pair[1] == "done"])
    opening, note = chance.choice(_OPENINGS), chance.choice(_LEADING_NOTES)
    text = f"{opening}{numbers}{when}{note} {verb}{chance.choice(_PARTICLES)}"
    return text, Meaning(meant, refs, covers, note=note.strip())


def test_the_grammar_of_commands_is_understood():
    chance = Random(2566)
    spoken = dict(_spoken(chance) for _ in range(1500))
    assert len(spoken) >= 500
    wrong = [
        f"{saying!r} meant {expected} taken {told}"
        for saying, expected in spoken.items()
        if not _agrees(told := understood(saying), expected)
    ]
    _fail_if_any(wrong, len(spoken))


def test_several_commands_in_one_message_are_each_understood():
    chance = Random(2567)
    wrong = []
    for _ in range(200):
        both = [_spoken(chance), _spoken(chance)]
        said = statements("\n".join(text for text, _ in both), WORDS, TODAY)
        if [(one.verb, one.refs) for one in said] != [
            (meaning.verb, meaning.refs) for _, meaning in both
        ]:
            wrong.append(repr([text for text, _ in both]))
    _fail_if_any(wrong, 200)


_DOUBTS = (
    "ยังไม่{}", "ยังไม่ได้{}", "ไม่{}", "ยัง{}ไม่ครบ", "{}หรือยัง", "{}ยัง", "{}ไหม", "{}หรือเปล่า", "{}ใช่ไหม",
    "{}แล้วหรือยัง", "{}เมื่อไหร่", "{}?", "จะ{}พรุ่งนี้", "{}พรุ่งนี้", "น่าจะ{}", "คาดว่าจะ{}", "ใกล้{}", "เกือบ{}",
    "ถ้า{}แล้วจะแจ้ง", "หาก{}จะแจ้ง", "ต้อง{}ภายในสิ้นเดือน", "ใคร{}แล้วบ้าง", "รอให้{}ก่อน", "เมื่อไหร่จะ{}",
    "อยากให้{}",
)  # fmt: skip
_DONE = ("เสร็จ", "แล้วเสร็จ", "เรียบร้อย", "ดำเนินการแล้วเสร็จ", "ทำเสร็จ")


def test_a_doubt_about_done_is_never_an_answer():
    openings = ("#3 ", "#3", "#ข้อ ๓ ", "#3ข ", "#2 ก.พ. ")
    sayings = {
        f"{opening}{doubt.format(verb)}{particle}"
        for opening, doubt, verb, particle in product(
            openings, _DOUBTS, _DONE, ("", "คะ", "ครับ", "คะพี่")
        )
    }
    assert len(sayings) >= 500
    taken = {saying: [one.verb for one in statements(saying, WORDS, TODAY)] for saying in sayings}
    wrong = [
        f"{saying!r}: {verbs}" for saying, verbs in sorted(taken.items()) if _has_answer(verbs)
    ]
    _fail_if_any(wrong, len(sayings))


def _has_answer(verbs: list[Verb | None]) -> bool:
    return any(verb in ANSWERS for verb in verbs)


# What the bot does, with a plan in which everything is open and everything is ours.

GROUP, STAFF, ADMIN = "line:C-group", "line:U-staff", "line:U-admin"
_RECORDED = ("mark", "happening", "decision", "snooze", "oversight")


def _office(tx) -> None:
    division = set_up(tx)
    bind(tx, GROUP, division)
    bind(tx, STAFF, division, private=True)
    make_admin(tx, ADMIN)


@dataclass
class Effect(Exception):
    """What a saying did, undone by being raised."""

    recorded: int
    replies: tuple[str, ...]


def _hear(tx, router: Router, where: str, saying: str) -> None:
    message = Incoming(
        event="line:1",
        chat=STAFF if where == "private" else GROUP,
        sent_at=NOW,
        private=where == "private",
        sender=STAFF,
        sender_name="สมหญิง",
        text=saying,
        mentioned=where == "mention",
        message="m1",
    )
    inbox.receive(tx, [Received(message.event, message.chat, "")], NOW)
    router.handle(tx, message, NOW)
    raise Effect(
        sum(tx.value(f"SELECT count(*) FROM {table}") for table in _RECORDED),
        tuple(row[0] for row in tx.all("SELECT words FROM notice")),
    )


@pytest.fixture
async def hear():
    """Say something in the office's chats; what it did, and then it is undone."""
    database = await Database.open(None)
    await database.write(_office)

    async def said(where: str, saying: str) -> Effect:
        router = Router(Office(secret=b"test secret"))  # which has heard nothing in this minute
        try:
            await database.write(_hear, router, where, saying)
        except Effect as effect:
            return effect
        raise AssertionError("unreachable")

    yield said
    await database.close()


async def test_every_command_is_answered(hear):
    rows = read_table("commands.tsv")
    wrong = []
    for where, saying, *_ in rows:
        effect = await hear(where, saying)
        if len(effect.replies) != 1:
            wrong.append(f"{where} {saying!r}: {len(effect.replies)} answers")
    _fail_if_any(wrong, len(rows))


async def test_an_answer_is_recorded_once_for_each_measure(hear):
    rows = [row for row in read_table("commands.tsv") if row[2] in ("done", "in_progress")]
    wrong = []
    for where, saying, _, refs, covers, division, *_ in rows:
        if "/2565" in refs or division != "-" or " - " in covers or re.search("[ข-ฮ]", refs):
            continue  # what this office does not have, or others answer for
        effect = await hear(where, saying)
        if effect.recorded != len(_refs(refs)):
            wrong.append(f"{where} {saying!r}: {effect.recorded} recorded")
    _fail_if_any(wrong, len(rows))


_BOTH = (
    ("#3 เสร็จ #5 เสร็จ", 2),
    ("#3 เสร็จ #5 ทำไม่ได้ ไม่มีงบ", 2),
    ("#3 เสร็จแล้วค่ะ #5 กำลังทำ", 2),
    ("#3 เสร็จ ข้อ 5 ทำไม่ได้ ไม่มีงบ", 2),
    ("#3 เสร็จ, #5 ทำไม่ได้ รองบประมาณ", 2),
    ("#3 เสร็จแล้ว ส่วน #5 ยังไม่เสร็จ", 1),
)


async def test_of_two_answers_in_one_line_none_is_lost(hear):
    """Both are recorded, or the person is asked; the second is never buried in a note."""
    wrong = []
    for saying, both in _BOTH:
        effect = await hear("group", saying)
        named = [answer for answer in effect.replies if "5" in arabic_digits(answer)]
        if effect.recorded not in (0, both) or len(effect.replies) != 1 or not named:
            wrong.append(f"{saying!r}: {effect.recorded} recorded")
    _fail_if_any(wrong, len(_BOTH))


async def test_nothing_changes_on_a_doubt(hear):
    rows = read_table("nothing.tsv")
    assert len(rows) >= 200
    wrong = []
    for where, saying, does in rows:
        effect = await hear(where, saying)
        if not _is_as_it_should(effect, does):
            wrong.append(f"{where} {saying!r} ({does}): {effect.recorded} {effect.replies}")
    _fail_if_any(wrong, len(rows))


def _is_as_it_should(effect: Effect, does: str) -> bool:
    if effect.recorded or does == "silence":
        return not effect.recorded and not effect.replies
    answers = [arabic_digits(answer) for answer in effect.replies]
    return len(answers) == 1 and ("3" in answers[0] or does != "measure")
