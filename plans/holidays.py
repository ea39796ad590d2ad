"""Days government offices are closed: the Thai calendar corrected for offices, and an own table.

The package knows royal, Buddhist and bridge days but also those of banks and factories.  Offices
work on Labour Day and its substitute and close on the Ploughing Day.  The cabinet changes its mind
late, so whatever an organisation writes into its table of changes counts last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from plans.rounds import first_day, last_day
from plans.unrun import leave_unrun

CONFIRMED_UNTIL = 2026
"""The last calendar year whose list was compared with what the cabinet announced."""

_NOT_FOR_OFFICES = ("Labor Day", "Children's Day")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A closed day and why, in Thai."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class HolidayChange:
    """One row of an organisation's table: a day closed or opened, and the order it rests on."""

    day: date
    closed: bool
    reason: str = ""


def holidays_of(year: int, changes: Iterable[HolidayChange] = ()) -> tuple[Holiday, ...]:
    """The closed days of a calendar year in order; changes of other years are ignored."""
    found = {holiday.day: holiday for holiday in _computed(year)}
    for change in changes:
        if change.day.year == year and change.closed:
            found[change.day] = Holiday(change.day, change.reason)
        elif change.day.year == year:
            found.pop(change.day, None)
    return tuple(sorted(found.values(), key=lambda holiday: holiday.day))


def closed_days(fiscal_year: int, changes: Iterable[HolidayChange] = ()) -> frozenset[date]:
    """Every closed day that can matter to a fiscal year: its own calendar years and one more."""
    changes = tuple(changes)
    years = range(first_day(fiscal_year).year, last_day(fiscal_year).year + 2)
    return frozenset(holiday.day for year in years for holiday in holidays_of(year, changes))


def is_confirmed(year: int, changes: Iterable[HolidayChange] = ()) -> bool:
    """Whether the calendar year was checked, or its bridge days entered by the organisation.

    Later years are computed: lunar days may move by one and days the cabinet adds are missing.
    """
    return year <= CONFIRMED_UNTIL or any(change.day.year == year for change in changes)


@lru_cache(maxsize=64)
def _computed(year: int) -> tuple[Holiday, ...]:
    """The package's list for offices; of all its countries, 14 MB, only one is imported."""
    leave_unrun("holidays", "holidays.countries")
    from holidays.countries.thailand import Thailand  # noqa: PLC0415  # not always needed

    def named(language: str) -> Mapping[date, str]:
        kinds = ("public", "government")
        return Thailand(years=year, categories=kinds, language=language)  # type: ignore[no-untyped-call]  # the library has no types there

    english, thai = named("en_US"), named("th")
    return tuple(
        Holiday(day, thai[day]) for day, name in sorted(english.items()) if _closes_offices(name)
    )


def _closes_offices(names: str) -> bool:
    """Several holidays may share a day: it is closed if one of them closes offices."""
    return any(not any(other in name for other in _NOT_FOR_OFFICES) for name in names.split("; "))
