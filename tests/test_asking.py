"""Questions with buttons that stay: as a card where it fits, always with the words to type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.asking import asking
from handlers.messages import Button, Card, Row

YES = (Button("นำเข้า", says="#แผน 1 นำเข้า"),)


@pytest.mark.parametrize(
    ("lines", "card"),
    [
        pytest.param(["หัวข้อ", "ข"], Card("หัวข้อ", rows=(Row("ข"),), buttons=YES), id="two"),
        pytest.param(["หัวข้อ"], Card("หัวข้อ", buttons=YES), id="one"),
        pytest.param(["ก" * 121], Card("", rows=(Row("ก" * 121),), buttons=YES), id="long line"),
        pytest.param(["ก", "ข" * 1000], None, id="too long for a card"),
    ],
)  # fmt: skip
def test_a_question_is_a_card_where_it_fits(lines, card):
    assert asking(lines, YES).card == card


@given(st.lists(st.text(max_size=400), min_size=1, max_size=5))
def test_every_word_and_the_command_are_in_the_text_and_the_buttons_once(lines):
    reply = asking(lines, YES)
    assert reply.text.startswith("\n".join(lines))
    assert "#แผน 1 นำเข้า" in reply.text
    assert (*(reply.card.buttons if reply.card else ()), *reply.buttons) == YES
