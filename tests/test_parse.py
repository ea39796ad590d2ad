"""What a message says: verbs, measures, occurrences, divisions, days, notes, links."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import head, named
from handlers.commands import COMMANDS, VERBS
from handlers.named import Named
from handlers.notes import _POLITE, _STATED, polite_cut
from handlers.parse import Doubt, Ref, Verb, Words, is_prefixed, statements
from plans.model import LETTERS
from plans.thai import repair, thai_digits

TODAY = date(2023, 2, 20)
NAMES = ("กองคลัง", "กองช่าง", "กองการศึกษา ศาสนาและวัฒนธรรม")
WORDS = Words(VERBS, {name: name for name in NAMES} | {"คลัง": "กองคลัง"})


def read(text):
    said = statements(text, WORDS, TODAY)
    assert len(said) == 1
    return said[0]


def shortly(said):
    """Verb or doubt, measures as typed, note."""
    refs = ",".join(f"{ref.measure}{ref.letter}" for ref in said.refs)
    return (said.verb or said.doubt, refs, said.note)


DONE, NOT_POSSIBLE, IN_PROGRESS = Verb.DONE, Verb.NOT_POSSIBLE, Verb.IN_PROGRESS
NOT_YET, QUESTION, UNCLEAR = Doubt.NOT_YET, Doubt.QUESTION, Doubt.UNCLEAR


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#3 เสร็จ จัดอบรมแล้ว 42 คน", (DONE, "3", "จัดอบรมแล้ว 42 คน")),
        ("#เสร็จ 3 จัดอบรมแล้ว 42 คน", (DONE, "3", "จัดอบรมแล้ว 42 คน")),
        ("#3 จัดอบรม 42 คน เสร็จแล้วค่ะ", (DONE, "3", "จัดอบรม 42 คน")),
        ("# ๓ แล้วเสร็จ", (DONE, "3", "")),
        ("＃３ เสร็จ", (DONE, "3", "")),
        ("#เสร็จ 3 ณ หอประชุม", (DONE, "3", "ณ หอประชุม")),
        ("#3เสร็จ", (DONE, "3", "")),
        ("#3ขเสร็จแล้วครับ", (DONE, "3ข", "")),
        ("#3 ข เสร็จ", (DONE, "3ข", "")),
        ("#3กำลังทำ รอราคา", (IN_PROGRESS, "3", "รอราคา")),
        ("#ข้อ 3 เสร็จ", (DONE, "3", "")),
        ("#มาตรการที่ ๓ ดำเนินการแล้วเสร็จครับ", (DONE, "3", "")),
        ("ข้อที่ 3 ดำเนินการเรียบร้อยแล้วนะคะ", (DONE, "3", "")),
        ("/done 3 held on Monday", (DONE, "3", "held on Monday")),
        ("/3 DONE", (DONE, "3", "")),
        ("#3. เสร็จ", (DONE, "3", "")),
        ("#3,5-7 เสร็จ", (DONE, "3,5,6,7", "")),
        ("#3, 5 และ 7 เสร็จ", (DONE, "3,5,7", "")),
        ("#3 ถึง 5 เสร็จ", (DONE, "3,4,5", "")),
        ("#3 5 7 เสร็จ", (DONE, "3,5,7", "")),
        ("#3ก,ค เสร็จ", (DONE, "3ก,3ค", "")),
        ("#3ก-ค เสร็จ", (DONE, "3ก,3ข,3ค", "")),
        ("#3ก,4ข เสร็จ", (DONE, "3ก,4ข", "")),
        ("#5 ทำไม่ได้ เพราะงบหมด", (NOT_POSSIBLE, "5", "งบหมด")),
        ("#5 ทำไม่ได้", (NOT_POSSIBLE, "5", "")),
        ("#5 ทำไม่ได้ครับ", (NOT_POSSIBLE, "5", "")),
        ("#5 งบไม่พอ ทำไม่ได้", (NOT_POSSIBLE, "5", "งบไม่พอ")),
        ("#5 ไม่สามารถจัดซื้อได้ งบหมด", (NOT_POSSIBLE, "5", "ไม่สามารถจัดซื้อได้ งบหมด")),
        (
            "#5 ทำไม่ได้ รอตอบว่าอนุมัติหรือไม่",
            (NOT_POSSIBLE, "5", "รอตอบว่าอนุมัติหรือไม่"),
        ),
        ("#3 อยู่ระหว่างจัดซื้อ", (IN_PROGRESS, "3", "อยู่ระหว่างจัดซื้อ")),
        ("#3 กำลังจะเสร็จ", (IN_PROGRESS, "3", "กำลังจะเสร็จ")),
        ("#3 หมายเหตุ รอลงนาม", (Verb.NOTE, "3", "รอลงนาม")),
        ("#3 ยกเลิก", (Verb.UNDO, "3", "")),
        ("#3 ยกเลิกค่ะ", (Verb.UNDO, "3", "")),
        ("#3 ยกเลิกโครงการ", (None, "3", "ยกเลิกโครงการ")),
        ("#3", (None, "3", "")),
        ("#ค้าง ทั้งหมด", (Verb.OPEN, "", "ทั้งหมด")),
        ("#สรุป 12 เดือน", (Verb.SUMMARY, "", "12 เดือน")),
        ("#รายงาน word", (Verb.REPORT, "", "word")),
        ("#พัก 3 7 วัน", (Verb.SNOOZE, "3", "7 วัน")),
        ("#กำชับ กองช่าง เร่งด้วย", (Verb.URGE, "", "กองช่าง เร่งด้วย")),
        ("#3 5 เสร็จ", (DONE, "3,5", "")),
        ("#3 ² เสร็จ", (DONE, "3", "²")),
        (f"#3 {'9' * 4900} เสร็จ", (DONE, "3", "9" * 4900)),
        ("#3 ตัดสิน เสร็จ ตกลงแล้ว", (Verb.DECIDE, "3", "เสร็จ ตกลงแล้ว")),
        ("#3 เสร็จ ยังไม่ได้ถ่ายรูป", (DONE, "3", "ยังไม่ได้ถ่ายรูป")),
        ("#3 เสร็จแล้วครับ จัดที่หอประชุม", (DONE, "3", "จัดที่หอประชุม")),
    ],
)
def test_statement(text, expected):
    assert shortly(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("#3 ยังไม่เสร็จ", NOT_YET),
        ("#3 ยังไม่แล้วเสร็จ", NOT_YET),
        ("#3 ยังทำไม่เสร็จ", NOT_YET),
        ("#3 ไม่เสร็จ", NOT_YET),
        ("#3 ทำไม่เสร็จ", NOT_YET),
        ("#3 ยังไม่ได้ดำเนินการ", NOT_YET),
        ("#3 ใกล้เสร็จแล้ว", NOT_YET),
        ("#3 เกือบเสร็จ", NOT_YET),
        ("#3 จะเสร็จสิ้นเดือน", NOT_YET),
        ("#3 น่าจะเสร็จพรุ่งนี้", NOT_YET),
        ("#3 คาดว่าจะ เสร็จ", NOT_YET),
        ("#3 เสร็จไม่ทัน", NOT_YET),
        ("#3 เสร็จพรุ่งนี้", NOT_YET),
        ("#3 เสร็จ 50%", NOT_YET),
        ("#3 เสร็จบางส่วน", NOT_YET),
        ("#3 เสร็จภายในเดือนหน้า", NOT_YET),
        ("#3 เสร็จหรือยัง", QUESTION),
        ("#3 เสร็จแล้วหรือยังครับ", QUESTION),
        ("#3 เสร็จยังคะ", QUESTION),
        ("#3 เสร็จไหม", QUESTION),
        ("#3 เสร็จมั้ย", QUESTION),
        ("#3 เสร็จแล้วใช่ไหม", QUESTION),
        ("#3 เสร็จเมื่อไหร่", QUESTION),
        ("#3 เสร็จ?", QUESTION),
        ("#3 ทำไม่ได้หรือ", QUESTION),
        ("#เสร็จหรือยัง 3", QUESTION),
        ("#3 ถ้าได้งบก็ เสร็จ", UNCLEAR),
    ],
)
def test_not_meant(text, doubt):
    said = read(text)
    assert said.verb is None
    assert said.doubt is doubt


@pytest.mark.parametrize(
    ("text", "day", "note"),
    [
        ("#3 เสร็จ เมื่อวันที่ ๑๘ ม.ค. ๒๕๖๖ อบรม ๔๒ คน", date(2023, 1, 18), "อบรม ๔๒ คน"),
        ("#3 เสร็จ อบรม ๔๒ คน เมื่อวันที่ ๑๘ ม.ค. ๒๕๖๖", date(2023, 1, 18), "อบรม ๔๒ คน"),
        ("#3 เสร็จ 18 ม.ค. 42 คน", date(2023, 1, 18), "42 คน"),
        ("#3 เสร็จ 18 ม.ค. 66", date(2023, 1, 18), ""),
        ("#3 เสร็จ 18/1/2566", date(2023, 1, 18), ""),
        ("#3 เสร็จ เมื่อวาน", date(2023, 2, 19), ""),
        ("#3 เสร็จ วันนี้", date(2023, 2, 20), ""),
        ("#3 เสร็จ 18 ธ.ค.", date(2022, 12, 18), ""),
        ("#6 เกิดแล้ว ๑๒ ก.พ.", date(2023, 2, 12), ""),
        ("#3 เสร็จ ตามประกาศลงวันที่ 5 ม.ค. 2566", None, "ตามประกาศลงวันที่ 5 ม.ค. 2566"),
        ("#3 เสร็จ จัด 3 มาตรการ", None, "จัด 3 มาตรการ"),
        ("#3 หมายเหตุ เมื่อวันที่ 18 ม.ค. 2566 ส่งแล้ว", None, "เมื่อวันที่ 18 ม.ค. 2566 ส่งแล้ว"),
    ],
)
def test_stated_day(text, day, note):
    said = read(text)
    assert (said.done_on, said.note) == (day, note)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("#2 ก.พ. เสร็จ", Named(2)),
        ("#2 กพ. เสร็จ", Named(2)),
        ("#2 กุมภาพันธ์ เสร็จ", Named(2)),
        ("#2 เดือนกุมภาพันธ์ ๒๕๖๖ เสร็จ", Named(2, year=2023)),
        ("#2ก ธ.ค. 65 เสร็จ", Named(12, year=2022)),
        ("#10 ไตรมาส 2 เสร็จ", Named(3, 3)),
        ("#10 ไตรมาสที่ ๑/๒๕๖๖ เสร็จ", Named(12, 3, 2022)),
        ("#7 ครึ่งปีแรก เสร็จ", Named(3, 6)),
        ("#7 รอบ 6 เดือน เสร็จ", Named(3, 6)),
        ("#2 งวด 15 ก.พ. 66 เสร็จ", Named(day=date(2023, 2, 15))),
        ("#เสร็จ 2 ก.พ.", None),
    ],
)
def test_occurrence_named(text, named):
    assert read(text).named == named


def test_month_behind_the_verb_may_be_the_note():
    said = read("#3 เสร็จ เดือนกุมภาพันธ์ อบรม 42 คน")
    assert said.named == Named(2, sure=False)
    assert said.note == "เดือนกุมภาพันธ์ อบรม 42 คน"


def test_division_named():
    assert read("#3 แทน กองคลัง เสร็จ").division == "กองคลัง"
    assert read("#3 คลัง เสร็จ").division == "กองคลัง"
    said = read("#3 กองการศึกษา ศาสนาและวัฒนธรรม เสร็จ จัดแล้ว")
    assert (said.division, said.note) == ("กองการศึกษา ศาสนาและวัฒนธรรม", "จัดแล้ว")
    assert read("#3 เสร็จ กองคลังส่งมาแล้ว").division is None


def test_links_leave_the_note():
    said = read("#3 เสร็จ ดูที่ https://don.go.th/a?b=1. และ HTTPS://x.go.th/c")
    assert said.links == ("https://don.go.th/a?b=1", "HTTPS://x.go.th/c")
    assert said.note == "ดูที่   และ"


def test_other_year():
    assert read("#3/66 เสร็จ").refs == (Ref(3, "", 2566),)
    assert read("#๓ข/๒๕๖๖ เสร็จ").refs == (Ref(3, "ข", 2566),)


def test_one_statement_for_each_line():
    said = statements("#1 เสร็จ\nจัดที่วัด\n#2 ทำไม่ได้ งบหมด", WORDS, TODAY)
    assert [shortly(one) for one in said] == [
        (DONE, "1", "จัดที่วัด"),
        (NOT_POSSIBLE, "2", "งบหมด"),
    ]


def test_what_stands_behind_can_be_said_of_another_measure():
    said = read("#เสร็จ 3 ก.พ. จัดแล้ว https://a.go.th/1")
    again = read(f"#3ก {said.after}")
    assert (again.verb, again.refs, again.links) == (DONE, (Ref(3, "ก"),), said.links)


def test_words_of_commands_are_unique():
    words = [word for command in COMMANDS for word in command.words]
    assert len(words) == len(set(words))
    assert all(word == word.lower() for word in words)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.verb)
def test_every_word_is_understood(command):
    for word in command.words:
        said = read(f"#{word}")
        assert said.verb is command.verb, word


numbers = st.integers(1, 999)
letters = st.sampled_from(["", *LETTERS[:12]])
verbs = st.sampled_from(["เสร็จ", "แล้วเสร็จ", "done", "ทำไม่ได้", "กำลังทำ", "หมายเหตุ"])
notes = st.text(st.sampled_from("กขคงจสอ 042นร"), max_size=30).map(
    lambda text: " ".join(f"ผล{text}".split())
)


@given(numbers, letters, verbs, notes, st.booleans(), st.booleans())
def test_either_order_says_the_same(number, letter, verb, note, thai, glued):
    name = thai_digits(str(number)) if thai else str(number)
    gap = "" if glued and verb != "done" else " "
    first = read(f"#{name}{letter}{gap}{verb} {note}")
    second = read(f"#{verb} {name}{letter} {note}")
    assert first.verb is second.verb is VERBS[verb]
    assert first.refs == second.refs == (Ref(number, letter),)
    assert first.note == second.note == note


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    for said in statements(text, WORDS, TODAY):
        assert isinstance(said.note, str)
        assert len(said.refs) <= 61


@given(st.text(max_size=50))
def test_only_prefixed_text_is_a_command(text):
    lines = [line.lstrip() for line in repair(text).splitlines()]
    assert is_prefixed(text) == any(line.startswith(("#", "＃", "/", "／")) for line in lines)


PIECES = (
    "", " ", "(", "3", "6 ม.ค. 66", "12 เดือน", "66", ",", "-", "/", "#", "และ", "ถึง", "ข้อ", "ที่",
    "ปีงบ", "งวด", "รอบ", "ของ", "เดือน", "นี้", "วันที่", "ม.ค.", "มกรา", "ไตรมาส", "แรก", "Q1",
    "ครึ่งปี", " นะ", "ค่ะ", "ครับ", " ค่า", "ครับผม", ".", "ๆ", "\n", "เมื่อ", "วานซืน", "วันนี้",
)  # fmt: skip


def test_what_is_asked_first_leaves_nothing_out():
    names = (named._BY_NOW, named._BY_DAY, named._BY_QUARTER, named._BY_HALF, named._BY_MONTH)
    for text in map("".join, product(PIECES, repeat=3)):
        assert named._BEGINS.match(text) or not any(one.match(text) for one in names)
        more = (head._TO, head._AND, head._YEAR)
        assert head._GOES_ON.match(text) or not any(one.match(text) for one in more)
        assert polite_cut(text) == _POLITE.sub("", text)
        assert "เมื่อ" in text or not _STATED.search(text) or _STATED.match(text)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("#3 ม.ค. และ ก.พ. เสร็จ", [1, 2]),
        ("#3 ม.ค. ก.พ. เสร็จ", [1, 2]),
        ("#3 ม.ค.-ก.พ. เสร็จ", [1, 2]),
        ("#3 ม.ค.,ก.พ.,มี.ค. เสร็จ", [1, 2, 3]),
        ("#3 เสร็จ ม.ค. และ ก.พ.", [1, 2]),
        ("#3 ต.ค. ถึง ม.ค. เสร็จ", [10, 11, 12, 1]),
        ("#3 ไตรมาส 1-3 เสร็จ", [12, 3, 6]),
        ("#3 ไตรมาส 1 และ 2 เสร็จ", [12, 3]),
        ("#3 ก.พ.-ต.ค. เสร็จ", [2, 10]),
    ],
)
def test_a_list_of_occurrences_loses_none(text, months):
    said = read(text)
    assert said.verb is DONE
    assert said.note == ""
    assert [part.ends_in for part in said.named.parts] == months


def test_a_second_occurrence_may_have_a_verb_of_its_own():
    first, second = statements("#3ก ม.ค. เสร็จ ก.พ. กำลังทำ รอราคา", WORDS, TODAY)
    assert (first.verb, first.named.ends_in, first.note) == (DONE, 1, "")
    assert (second.verb, second.named.ends_in, second.note) == (IN_PROGRESS, 2, "รอราคา")
    assert first.refs == second.refs == (Ref(3, "ก"),)


SHORT = Words(VERBS, {"กองคลัง": "กองคลัง"}, {"คลัง": "กองคลัง"})


@pytest.mark.parametrize(
    ("text", "division", "note"),
    [
        ("#3 เสร็จ แทนคลัง ประชุมแล้ว", "กองคลัง", "ประชุมแล้ว"),
        ("#3 คลัง เสร็จ", "กองคลัง", ""),
        ("#3 เสร็จ แทนคลังสินค้า", None, "แทนคลังสินค้า"),
    ],
)
def test_a_short_name_is_a_word_of_its_own(text, division, note):
    (said,) = statements(text, SHORT, TODAY)
    assert (said.verb, said.division, said.note) == (DONE, division, note)
