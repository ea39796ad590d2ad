"""The government calendar: what offices close for, and what an organisation changes."""

from datetime import date

import pytest

from plans.holidays import HolidayChange, closed_days, holidays_of, is_confirmed
from plans.rounds import month_end, working_day_before


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        pytest.param(date(2026, 5, 1), False, id="Labour Day is not for offices"),
        pytest.param(date(2027, 5, 3), False, id="nor its substitute"),
        pytest.param(date(2026, 1, 10), False, id="nor Children's Day"),
        pytest.param(date(2026, 5, 13), True, id="the Ploughing Day is"),
        pytest.param(date(2026, 1, 2), True, id="a bridge day of the cabinet"),
        pytest.param(date(2025, 6, 2), True, id="another"),
        pytest.param(date(2025, 8, 11), True, id="and another"),
        pytest.param(date(2026, 6, 2), False, id="a bridge day that was withdrawn"),
        pytest.param(date(2026, 12, 7), True, id="a substitute day"),
        pytest.param(date(2022, 12, 30), True, id="the last Friday of 2565"),
        pytest.param(date(2026, 12, 31), True, id="the last of the year"),
    ],
)
def test_offices_are_closed(day, closed):
    assert (day in {holiday.day for holiday in holidays_of(day.year)}) is closed


def test_the_last_working_days_of_2569_are_those_counted_by_hand():
    closed = closed_days(2569) | closed_days(2570)
    days = [working_day_before(month_end(date(2026, m, 1)), closed) for m in range(1, 13)]
    assert [day.day for day in days] == [30, 27, 31, 30, 29, 30, 31, 31, 30, 30, 30, 30]


def test_april_2569_has_eighteen_working_days():
    closed = closed_days(2569)
    days = [date(2026, 4, day) for day in range(1, 31)]
    assert sum(day.weekday() < 5 and day not in closed for day in days) == 18


def test_an_organisation_changes_the_calendar():
    opened = HolidayChange(date(2026, 1, 2), closed=False, reason="มติ ครม.")
    added = HolidayChange(date(2026, 6, 2), closed=True, reason="มติ ครม.")
    days = {holiday.day: holiday.name for holiday in holidays_of(2026, (opened, added))}
    assert date(2026, 1, 2) not in days
    assert days[date(2026, 6, 2)] == "มติ ครม."
    assert holidays_of(2025, (opened, added)) == holidays_of(2025)


def test_years_ahead_are_not_confirmed_until_somebody_enters_them():
    assert is_confirmed(2026)
    assert not is_confirmed(2027)
    assert is_confirmed(2027, (HolidayChange(date(2027, 5, 12), closed=True),))


def test_a_fiscal_year_knows_the_days_around_it():
    closed = closed_days(2566)
    assert {date(2022, 10, 13), date(2023, 4, 13), date(2023, 10, 13)} <= closed
