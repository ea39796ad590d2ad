"""What a button carries: a short versioned word that only we can have written, for one chat only.

``1`` + a letter for what it does + numbers in base 36 + ``.`` + 8 characters that prove it.  The
state of things is looked up when it is tapped, so that a button is safe months later.
"""

import base64
import hmac
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from plans.value import quick

_VERSION = "1"
_PROOF = 8
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST = 64


class Does(StrEnum):
    """What a tap does, and with which numbers."""

    DONE = "d"  # occurrence, division
    NOT_POSSIBLE = "n"  # occurrence, division
    IN_PROGRESS = "p"  # occurrence, division
    UNDO = "u"  # occurrence, division
    SHOW = "v"  # fiscal year, measure
    OPEN = "o"  # page, 1 for everything
    SUMMARY = "s"  # months, division or 0
    REPORT = "r"  # fiscal year, months, place in the list of formats
    ACKNOWLEDGE = "k"  # no number
    HELP = "h"  # no number
    OPTION = "q"  # event, place among the buttons of the answer to it
    FINDING = "f"  # finding, place among its choices


@quick
@dataclass(frozen=True, slots=True)
class Press:
    """What a tapped button means."""

    does: Does
    numbers: tuple[int, ...] = ()


def seal(secret: bytes, chat: str, press: Press) -> str:
    """The data of a button shown in that chat; ASCII, at most 64 bytes."""
    word = f"{_VERSION}{press.does}{'-'.join(map(_base36, press.numbers))}"
    data = f"{word}.{_proof(secret, chat, word)}"
    if len(data) > _LONGEST:
        raise ValueError("a button cannot carry numbers that large")
    return data


def unseal(secret: bytes, chat: str, data: str) -> Press | None:
    """What the data means; None if we did not write it for that chat."""
    word, _, proof = data.rpartition(".")
    if not data.isascii() or len(data) > _LONGEST:
        return None
    if not hmac.compare_digest(proof, _proof(secret, chat, word)):
        return None
    if not word.startswith(_VERSION) or word[1:2] not in set(Does):
        return None
    numbers = word[2:].split("-") if word[2:] else []
    return Press(Does(word[1]), tuple(int(number, 36) for number in numbers))


def _proof(secret: bytes, chat: str, word: str) -> str:
    proof = _keyed(secret).copy()
    proof.update(f"{chat}\n{word}".encode())
    return base64.urlsafe_b64encode(proof.digest()).decode()[:_PROOF]


@lru_cache(maxsize=64)
def _keyed(secret: bytes) -> hmac.HMAC:
    """What every proof of an office begins with; to be copied."""
    return hmac.new(secret, digestmod="sha256")


def _base36(number: int) -> str:
    if number < 0:
        raise ValueError("numbers of buttons are not negative")
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
