"""Signed links: cannot be guessed, altered, used for something else or too late."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links import Links, Purpose

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
LINKS = Links(b"k" * 32)
HOUR = timedelta(hours=1)


@given(st.text(max_size=100), st.sampled_from(Purpose))
def test_link_gives_back_what_it_names(subject, purpose):
    token = LINKS.sign(purpose, subject, NOW + HOUR)
    assert LINKS.read(purpose, token, NOW) == subject
    assert token.replace("-", "").replace("_", "").isalnum()
    assert token.isascii()


def test_link_expires():
    token = LINKS.sign(Purpose.FILE, "7", NOW + HOUR)
    assert LINKS.read(Purpose.FILE, token, NOW + HOUR - timedelta(seconds=1)) == "7"
    assert LINKS.read(Purpose.FILE, token, NOW + HOUR) is None


def test_link_opens_nothing_of_another_purpose_or_key():
    token = LINKS.sign(Purpose.FILE, "7", NOW + HOUR)
    assert LINKS.read(Purpose.CALENDAR, token, NOW) is None
    assert Links(b"o" * 32).read(Purpose.FILE, token, NOW) is None


@given(st.data())
def test_altered_link_opens_nothing(data):
    token = LINKS.sign(Purpose.FILE, "7", NOW + HOUR)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(max_codepoint=0x2FF, exclude_characters=token[place]))
    assert LINKS.read(Purpose.FILE, token[:place] + letter + token[place + 1 :], NOW) is None
    assert LINKS.read(Purpose.FILE, token[:place], NOW) is None
    assert LINKS.read(Purpose.FILE, token + letter, NOW) is None


@given(st.text(max_size=80))
def test_any_text_is_no_link(token):
    assert LINKS.read(Purpose.FILE, token, NOW) is None


def test_weak_key_and_naive_moment_are_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        Links(b"short")
    with pytest.raises(ValueError, match="time zone"):
        LINKS.sign(Purpose.FILE, "7", NOW.replace(tzinfo=None))
