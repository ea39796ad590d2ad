"""Simulated years: what the real tick sends, day by day, is what a careful officer would send."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from year_bench import GOLDEN, PLANS, Year, lived, table

from plans.holidays import closed_days
from plans.model import Actor, Occurrence
from plans.progress import BANGKOK
from plans.rounds import first_day, is_working_day, working_day_before


@pytest.mark.parametrize("name", PLANS)
async def test_a_year_is_reminded_as_a_careful_officer_would(name):
    one = await lived(name)
    assert table(one) == (GOLDEN / f"{name}.txt").read_text("utf-8")
    assert one.ready > len(one.told) / 2  # each compared with what would be said in its hour
    _only_in_office_hours(one)
    _no_chat_twice_a_day(one)
    _nobody_is_asked_for_what_is_reported(one)
    _every_due_date_is_told_before_and_on_its_day(one)


def _only_in_office_hours(one: Year) -> None:
    off = closed_days(one.fiscal_year)
    for told in one.told:
        local = told.at.astimezone(BANGKOK)
        assert is_working_day(local.date(), off)
        assert "08:30" <= f"{local:%H:%M}" < "16:30"


def _no_chat_twice_a_day(one: Year) -> None:
    sent = Counter((told.chat, told.day) for told in one.told)
    assert max(sent.values()) == 1


def _nobody_is_asked_for_what_is_reported(one: Year) -> None:
    for told in one.told:
        for occurrence, _, _ in told.items:
            answered = one.answered.get((occurrence, told.chat))
            assert answered is None or answered >= told.day, told.line()


def _every_due_date_is_told_before_and_on_its_day(one: Year) -> None:
    off = closed_days(one.fiscal_year)
    days = defaultdict(set)
    for told in one.told:
        for occurrence, _, _ in told.items:
            days[occurrence, told.chat].add(told.day)
    asked = [(o, division) for o, division in one.owners if _is_asked(one, o)]
    assert asked
    for occurrence, division in asked:
        on_day = working_day_before(occurrence.due, off)
        if _settled_on(one, occurrence, division) >= on_day:
            told_on = days[occurrence.id, division]
            assert on_day in told_on, (occurrence, division)
            if on_day - occurrence.period.starts > timedelta(days=1):
                assert any(day < on_day for day in told_on), (occurrence, division)


def _is_asked(one: Year, occurrence: Occurrence) -> bool:
    due = occurrence.due
    staff = occurrence.duty.actor is Actor.STAFF
    return staff and due is not None and due >= first_day(one.fiscal_year)


def _settled_on(one: Year, occurrence: Occurrence, division: str) -> date:
    """When the division answered, or another whose answer settles it for all."""
    duty = occurrence.duty
    others = [name for o, name in one.owners if o.id == occurrence.id]
    settles = others if duty.joint else [duty.lead] if duty.lead else []
    answers = [one.answered.get((occurrence.id, name), date.max) for name in (division, *settles)]
    return min(answers)
