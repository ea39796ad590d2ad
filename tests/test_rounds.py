"""Fiscal years, rounds, ends of months and quarters, working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.model import Period
from plans.rounds import (
    Round,
    add_months,
    add_working_days,
    days_between,
    fiscal_period,
    fiscal_year_of,
    is_working_day,
    month_end,
    month_in,
    quarter_ends,
    span_ending_by,
    span_ends,
    subtract_working_days,
    working_day_after,
    working_day_before,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS)
def test_every_day_lies_inside_its_year_and_round(day):
    assert day in fiscal_period(fiscal_year_of(day))
    found = Round.containing(day)
    assert found.first_day <= day <= found.last_day
    assert day in found.period


@pytest.mark.parametrize(("months", "ends"), [(6, date(2023, 3, 31)), (12, date(2023, 9, 30))])
def test_both_rounds_begin_in_october(months, ends):
    assert Round(2566, months).period == Period(date(2022, 10, 1), ends)


def test_the_short_round_runs_until_march():
    assert Round.containing(date(2023, 3, 31)) == Round(2566, 6)
    assert Round.containing(date(2023, 4, 1)) == Round(2566, 12)


def test_no_other_rounds():
    with pytest.raises(ValueError, match="6 or 12"):
        Round(2566, 9)


def test_ends():
    assert quarter_ends(2566) == (
        date(2022, 12, 31),
        date(2023, 3, 31),
        date(2023, 6, 30),
        date(2023, 9, 30),
    )
    assert span_ends(2566, 6) == (date(2023, 3, 31), date(2023, 9, 30))
    assert month_end(date(2024, 2, 10)) == date(2024, 2, 29)


@given(DAYS, st.integers(-60, 60))
def test_months_added_and_taken_away(day, count):
    later = add_months(day, count)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day <= day.day
    assert add_months(month_end(later).replace(day=1), -count) == day.replace(day=1)


@given(st.integers(2540, 2640), st.integers(1, 12))
def test_a_month_lies_inside_its_fiscal_year(year, month):
    first = month_in(year, month)
    assert first.month == month
    assert first in fiscal_period(year)


@given(DAYS, st.sampled_from([1, 2, 3, 6, 12]))
def test_the_span_over_by_a_day_is_the_latest(day, months):
    span = span_ending_by(day, months)
    assert span.ends <= day
    assert add_months(span.starts, months) - timedelta(days=1) == span.ends
    assert month_end(add_months(span.ends, months)) > day


HOLIDAYS = frozenset({date(2023, 4, 6), date(2023, 4, 13), date(2023, 4, 14), date(2023, 4, 17)})


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        pytest.param(date(2023, 4, 5), date(2023, 4, 5), date(2023, 4, 5), id="working day"),
        pytest.param(date(2023, 4, 6), date(2023, 4, 5), date(2023, 4, 7), id="holiday"),
        pytest.param(date(2023, 4, 15), date(2023, 4, 12), date(2023, 4, 18), id="Songkran"),
    ],
)
def test_nearest_working_days(day, before, after):
    assert working_day_before(day, HOLIDAYS) == before
    assert working_day_after(day, HOLIDAYS) == after


@given(DAYS, st.integers(1, 40))
def test_working_days_are_counted_there_and_back(day, count):
    later = add_working_days(day, count, HOLIDAYS)
    worked = [d for d in days_between(day, later) if d != day and is_working_day(d, HOLIDAYS)]
    assert len(worked) == count
    assert worked[-1] == later
    assert subtract_working_days(later, count, HOLIDAYS) <= day
