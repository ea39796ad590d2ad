"""Letters of duties when a plan is amended: a letter once given never means another duty."""

from collections.abc import Mapping, Sequence, Set
from difflib import SequenceMatcher

from plans.duties import letter_of
from plans.model import Duty

_REWORDED = 0.6
"""How alike two texts are that say the same duty in other words."""


def keep_letters(known: Mapping[str, str], duties: Sequence[Duty]) -> dict[str, str]:
    """For each new duty's letter the one it is stored under; ``known`` maps letters to texts.

    A duty in the words of a known one takes its letter; then one in nearly the words of the duty
    that had its letter keeps it; what is really new gets a letter never given.
    """
    kept = _same_words(known, duties)
    for duty in duties:
        if duty.letter not in kept:
            kept[duty.letter] = _letter_for(duty, known, kept, duties)
    return kept


def _same_words(known: Mapping[str, str], duties: Sequence[Duty]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for duty in duties:
        taken = set(kept.values())
        same = [one for one, text in known.items() if text == duty.text and one not in taken]
        if same:
            kept[duty.letter] = duty.letter if duty.letter in same else same[0]
    return kept


def _letter_for(
    duty: Duty, known: Mapping[str, str], kept: Mapping[str, str], duties: Sequence[Duty]
) -> str:
    before = known.get(duty.letter)
    is_free = duty.letter not in kept.values()
    if is_free and (before is None or _is_like(before, duty.text)):
        return duty.letter
    return _next_letter({*known, *kept.values(), *(one.letter for one in duties)})


def _is_like(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= _REWORDED


def _next_letter(given: Set[str]) -> str:
    place = 0
    while letter_of(place) in given:
        place += 1
    return letter_of(place)
