"""Entities and HTML of the simulated Telegram."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.telegram_refusals import Refused
from simulator.telegram_text import (
    Entity,
    Text,
    read_html,
    sent_text,
    shown_html,
    typed_text,
    units,
)

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start abc", [("bot_command", "/start")]),
        ("/done@TidtamBot 3 เสร็จ", [("bot_command", "/done@TidtamBot")]),
        ("/รายงาน ๖ เดือน", []),
        ("และ/หรือ a/b //x", []),
        ("#3 เสร็จ", []),
        ("#ค้าง ทั้งหมด", [("hashtag", "#ค้าง")]),
        ("#เสร็จ 3", [("hashtag", "#เสร็จ")]),
        ("ดู https://x.go.th/a?b=1#3.", [("url", "https://x.go.th/a?b=1#3")]),
        ("ถึง @TidtamBot ครับ a@b.th", [("mention", "@TidtamBot")]),
        ("😀😀 /help", [("bot_command", "/help")]),
    ],
)
def test_what_is_found_in_a_typed_text(text, found):
    typed = typed_text(f"  {text}\n")
    assert typed.plain == text
    assert [(e.type, *Text(typed.plain, (e,)).parts(e.type)) for e in typed.entities] == found


@pytest.mark.parametrize(
    ("source", "plain", "entities"),
    [
        ("<b>ก</b> ข", "ก ข", (Entity("bold", 0, 1),)),
        ("<i>😀</i>x", "😀x", (Entity("italic", 0, 2),)),
        ("<b>ก<i>ข</i></b>", "กข", (Entity("bold", 0, 2), Entity("italic", 1, 1))),
        (
            "<a href='https://a.th/?x=1&amp;y=2'>ดู</a>",
            "ดู",
            (Entity("text_link", 0, 2, "https://a.th/?x=1&y=2"),),
        ),
        ('<a href="tg://user?id=42">สมศรี</a>', "สมศรี", (Entity("text_mention", 0, 5, user=42),)),
        ("<a>ไม่มีที่อยู่</a>", "ไม่มีที่อยู่", ()),
        ('<span class="tg-spoiler">x</span>', "x", (Entity("spoiler", 0, 1),)),
        ("&lt;b&gt; &amp; &quot;&#3585;&#xE02; &nbsp;", '<b> & "กข &nbsp;', ()),
        ("<B>x</>", "x", (Entity("bold", 0, 1),)),
        ("<b></b>x", "x", ()),
    ],
)
def test_html_that_telegram_reads(source, plain, entities):
    assert read_html(source) == Text(plain, entities)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("ก < ข", 'Unsupported start tag "" at byte offset 4'),
        ("a <table>", 'Unsupported start tag "table" at byte offset 2'),
        ("<span>x</span>", 'Unsupported start tag "span" at byte offset 0'),
        ("x<b", "Unclosed start tag at byte offset 1"),
        ("<code>x", 'Can\'t find end tag corresponding to start tag "code"'),
    ],
)
def test_html_that_telegram_refuses(source, problem):
    with pytest.raises(Refused) as refused:
        read_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {problem}"


def test_white_space_around_goes_and_entities_move():
    text = sent_text(" \n<b> ก</b> ", "HTML", None)
    assert text == Text("ก", (Entity("bold", 0, 1),))


def test_nothing_is_found_inside_of_code():
    text = sent_text("<code>/done@TidtamBot</code> /help", "HTML", None)
    assert [e.type for e in text.entities] == ["code", "bot_command"]


def test_entities_given_by_offset_are_kept():
    given_ = [{"type": "bold", "offset": 2, "length": 1}]
    assert sent_text("😀ก", None, given_).parts("bold") == ["ก"]


@given(WORDS)
def test_escaped_text_comes_out_as_it_went_in(text):
    assert read_html(html.escape(text)).plain == text


@given(WORDS, WORDS)
def test_what_is_shown_reads_the_same_again(first, second):
    source = f"<b>{html.escape(first)}<i>{html.escape(second)}</i></b>"
    read = read_html(source)
    shown = shown_html(read)
    assert read_html(shown or source).plain == first + second
    assert units(read.plain) == len(read.plain.encode("utf-16-le")) // 2
