"""The language an answer is given in: Thai, or English where somebody asked for it.

The language is that of the chat answered, for as long as the answer is being made; like the
precision of decimal numbers it is a circumstance, no argument of every sentence.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from handlers.desk_texts import Language
from plans.thai import BUDDHIST_ERA, print_date, print_short_date, thai_digits

_ENGLISH = Language.ENGLISH  # asked for with every sentence, and an enumeration answers slowly
_spoken: ContextVar[Language] = ContextVar("spoken", default=Language.THAI)

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Answer in that language meanwhile; anything but English is Thai."""
    english = language.lower().startswith(_ENGLISH)
    token = _spoken.set(_ENGLISH if english else Language.THAI)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> Language:
    """The language an answer is being made in."""
    return _spoken.get()


def in_english() -> bool:
    """Whether the answer is given in English: where the other sentence costs something to make."""
    return _spoken.get() is _ENGLISH


def say(thai: str, english: str) -> str:
    """The one of two equal sentences that is in the language spoken."""
    return english if _spoken.get() is _ENGLISH else thai


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence without values, in both languages."""

    thai: str
    english: str

    @property
    def said(self) -> str:
        """It in the language spoken."""
        return say(self.thai, self.english)


def number(value: int) -> str:
    """A number in the digits of the language."""
    return figures(str(value))


def figures(text: str) -> str:
    """Digits as the language writes them."""
    return text if in_english() else thai_digits(text)


def day(value: date) -> str:
    """A date in full, in English with the Buddhist year that Thai papers carry."""
    if in_english():
        return f"{short_day(value)} (B.E. {value.year + BUDDHIST_ERA})"
    return print_date(value)


def short_day(value: date) -> str:
    """A date as short as it can be."""
    if in_english():
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return _thai_day(value)


def moment(at: datetime) -> str:
    """Local day and time: "๑ พ.ย. ๖๙ ๐๘.๑๕ น."."""
    if in_english():
        return f"{short_day(at.date())} {at:%H:%M}"
    return f"{_thai_day(at.date())} {_thai_time(at.hour, at.minute)} น."


_thai_day = lru_cache(maxsize=512)(print_short_date)  # today stands in every answer


@lru_cache(maxsize=60)
def _thai_time(hour: int, minute: int) -> str:
    return thai_digits(f"{hour:02}.{minute:02}")
