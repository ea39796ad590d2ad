"""Messages and bodies nobody should send, a second of each; ``python -m bench.abuse`` tries all."""

import logging

import pytest
from fault_counts import times, tried
from fuzz_bench import WORDS_HERE, bear_bodies, bear_sayings, bear_talk, limited
from test_router import NOW

from handlers.parse import Doubt, Verb, statements

SEED = 2570


@pytest.fixture(autouse=True)
def _quietly(caplog):
    caplog.set_level(logging.CRITICAL)


@pytest.mark.parametrize(
    ("run", "count"),
    [
        (lambda count: bear_sayings(SEED, count), 2500),
        (lambda count: bear_talk(SEED, count), 800),
        (lambda count: bear_bodies("line", SEED, count), 5000),
        (lambda count: bear_bodies("telegram", SEED, count), 5000),
    ],
    ids=["parser", "conversation", "line", "telegram"],
)
def test_nothing_said_or_sent_hangs_or_raises(run, count, record_property):
    borne = run(times(count))
    tried(record_property, borne.count, f"slowest {borne.slowest * 1000:.0f} ms")
    assert not borne.complaints, "\n".join(borne.complaints[:5])


@pytest.mark.parametrize(
    "again",
    ["1/กองคลัง ข้อ ", "ข้อ #1 ไตรมาส ", "#1 1,#3 เสร็จ #5 ", "3 ม.ค. เสร็จ ก.พ. ", "ก.พ. ", "ข้อ 1 ",
     "31 ธ.ค. 2566 ", "#1 เสร็จ "],
)  # fmt: skip
@pytest.mark.parametrize("begins", ["#3 เสร็จ ", "#3 ม.ค. เสร็จ "])
def test_a_message_that_can_be_cut_in_very_many_ways_is_read_in_time(begins, again):
    """Each such place once doubled the time: a message of 40 words held everybody up for ever."""
    with limited():
        statements.__wrapped__((begins + again * 2000)[:600], WORDS_HERE, NOW.date())


@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\r\n", "\u00a0", " \n"])
@pytest.mark.parametrize(
    "begins", ["รอบ 6 เดือน", "#3 ไตรมาส", "#3 งวด 1 ม.ค.", "#3 เสร็จ x", "#ลา 3"]
)
def test_a_screen_of_blanks_takes_no_time(begins, blank):
    with limited(0.5):
        said = statements.__wrapped__(f"{begins}{blank * 4900}#5 เสร็จ", WORDS_HERE, NOW.date())
    if "\n" in blank:  # lines stay lines
        assert [ref.measure for ref in said[-1].refs] == [5]


def test_blanks_that_many_links_leave_take_no_time():
    with limited(0.5):
        (said,) = statements.__wrapped__(
            "#3 (ก.พ. " + "http://a " * 540 + "จบ", WORDS_HERE, NOW.date()
        )
    assert said.links == ("http://a",)


def test_who_says_what_takes_too_long_to_read_is_asked():
    said = statements("#3 เสร็จ " + "#1 1,#3 เสร็จ #5 " * 200, WORDS_HERE, NOW.date())
    assert [(one.verb, one.doubt) for one in said] == [(None, Doubt.UNCLEAR)]


def test_a_long_note_that_speaks_of_many_measures_is_a_note():
    note = "ตามประกาศเรื่องการเปิดเผยข้อมูลสาธารณะ ข้อ 1 " * 80
    (said,) = statements(f"#3 เสร็จ {note}", WORDS_HERE, NOW.date())
    assert (said.verb, said.note) == (Verb.DONE, note.strip())


def test_sixty_answers_in_one_line_are_sixty_answers():
    text = " ".join(f"#{number} เสร็จ เรื่องที่ {number} ของเดือนนี้" for number in range(1, 61))
    said = statements(text, WORDS_HERE, NOW.date())
    assert [one.refs[0].measure for one in said] == list(range(1, 61))
    assert {one.verb for one in said} == {Verb.DONE}
