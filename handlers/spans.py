"""Days and spans of days that are to come, as people type them without a year."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.named import MONTH
from plans.rounds import fiscal_year_of
from plans.thai import BUDDHIST_ERA, arabic_digits, day_of, gregorian, read_month

_YEAR = r"(?:\s*(?:พ\.?\s*ศ\.?\s*)?(?P<{name}>25\d\d|20\d\d|[5-9]\d)(?!\d))?"
_SPAN = re.compile(
    r"(?:วันที่\s*)?(?P<first>[0-3]?\d)"
    rf"(?:\s*(?P<month>{MONTH}){_YEAR.format(name='year')})?"
    r"(?:\s*(?:-|–|—|~|ถึง(?:วันที่)?)\s*(?P<last>[0-3]?\d))?"
    rf"(?:\s*(?P<later>{MONTH}){_YEAR.format(name='last_year')})?"
)
_SPOKEN = (("วันนี้", 0), ("พรุ่งนี้", 1), ("มะรืนนี้", 2), ("มะรืน", 2))


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``starts`` to ``ends``, and where in the text they were written."""

    starts: date
    ends: date
    at: int
    end: int


def read_span(text: str, today: date) -> Span | None:
    """The first day or span of days in a text; a day without year is one of this fiscal year."""
    plain = arabic_digits(text)
    for found in _SPAN.finditer(plain):
        span = _span(found, today)
        if span is not None:
            return span
    for word, ahead in _SPOKEN:
        at = plain.find(word)
        if at >= 0:
            day = today + timedelta(days=ahead)
            return Span(day, day, at, at + len(word))
    return None


def _span(found: re.Match[str], today: date) -> Span | None:
    later = found["later"] or found["month"]
    if later is None:
        return None
    ends = _day(found["last"] or found["first"], later, found["last_year"] or found["year"], today)
    starts = _day(
        found["first"], found["month"] or later, found["year"] or found["last_year"], today
    )
    if starts is None or ends is None or starts > ends:
        return None
    return Span(starts, ends, found.start(), found.end())


def _day(day: str, month: str, year: str | None, today: date) -> date | None:
    number = read_month(month)
    if number is None:
        return None
    if year is not None:
        return day_of(gregorian(int(year)), number, int(day))
    return day_of(fiscal_year_of(today) - BUDDHIST_ERA - (number >= 10), number, int(day))
