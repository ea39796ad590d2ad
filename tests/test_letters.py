"""Letters of an amended plan's duties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.letters import keep_letters
from plans.model import LETTERS, Actor, ClauseKind, Duty


def duties(*texts):
    return [
        Duty(1, LETTERS[place], Actor.STAFF, ClauseKind.DEADLINE, text)
        for place, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("known", "now", "kept"),
    [
        pytest.param({}, ("ก่อน", "หลัง"), "กข", id="first plan"),
        pytest.param({"ก": "ก่อน", "ข": "หลัง"}, ("ก่อน", "หลัง"), "กข", id="unchanged"),
        pytest.param({"ก": "ก่อน", "ข": "หลัง"}, ("หลัง", "ก่อน"), "ขก", id="exchanged"),
        pytest.param({"ก": "ก่อน", "ข": "หลัง"}, ("หลัง",), "ข", id="first one gone"),
        pytest.param(
            {"ก": "ภายในเดือนมกราคม"}, ("ภายในเดือนมีนาคม",), "ก", id="another date, same duty"
        ),
        pytest.param({"ก": "ภายในเดือนมกราคม"}, ("อบรมทุกไตรมาส",), "ข", id="another duty"),
        pytest.param({"ก": "ก่อน"}, ("ใหม่สุด", "ก่อน"), "คก", id="one put before"),
    ],
)
def test_letters(known, now, kept):
    new = duties(*now)
    found = keep_letters(known, new)
    assert "".join(found[duty.letter] for duty in new) == kept


texts = st.lists(st.text("กขคงจ ", min_size=1, max_size=8), max_size=6, unique=True)


@given(texts, texts)
def test_no_letter_is_given_twice(before, now):
    known = dict(zip(LETTERS, before, strict=False))
    found = keep_letters(known, duties(*now))
    assert len(set(found.values())) == len(now)


@given(texts, st.randoms(use_true_random=False))
def test_known_words_keep_their_letter(before, chance):
    known = dict(zip(LETTERS, before, strict=False))
    now = chance.sample(before, len(before))
    new = duties(*now)
    found = keep_letters(known, new)
    assert all(known[found[duty.letter]] == duty.text for duty in new)
