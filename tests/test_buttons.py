"""Data of buttons: short, ours alone, good in one chat only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.buttons import Does, Press, seal, unseal

SECRET = b"a secret of the office"
CHAT = "line:C0123456789abcdef0123456789abcdef"

presses = st.builds(
    Press,
    st.sampled_from(Does),
    st.lists(st.integers(0, 2**40), max_size=3).map(tuple),
)


@given(presses)
def test_comes_back_as_it_was(press):
    data = seal(SECRET, CHAT, press)
    assert data.isascii()
    assert len(data) <= 64
    assert unseal(SECRET, CHAT, data) == press


@given(presses, st.integers(0, 63), st.characters(codec="ascii"))
def test_any_change_is_noticed(press, place, letter):
    data = seal(SECRET, CHAT, press)
    place %= len(data)
    forged = data[:place] + letter + data[place + 1 :]
    assert forged == data or unseal(SECRET, CHAT, forged) is None


@given(presses)
def test_good_in_its_own_chat_only(press):
    data = seal(SECRET, CHAT, press)
    assert unseal(SECRET, "line:C-other", data) is None
    assert unseal(b"another office", CHAT, data) is None


@given(st.text(max_size=300))
def test_foreign_data_means_nothing(data):
    assert unseal(SECRET, CHAT, data) is None


def test_numbers_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="that large"):
        seal(SECRET, CHAT, Press(Does.DONE, (2**200, 2**200)))
