"""The command that keeps the office's own days off."""

from bot.clock import Clock
from bot.command import FINE, WRONG_USE, Desk, Stopped, organisation_of
from bot.desk import day_of
from handlers import desk_texts as texts
from plans.holidays import HolidayChange, closed_days, is_confirmed
from plans.rounds import first_day, fiscal_year_of, last_day
from storage import holidays, loading, measures
from storage.database import Transaction


async def holidays_(desk: Desk) -> int:
    """Without a day the fiscal year's days off, else close or open a day."""
    day, action = desk.arguments.day, desk.arguments.action
    if (day is None) != (action is None):
        raise Stopped(WRONG_USE, texts.HOLIDAYS_HOW)
    async with organisation_of(desk) as organisation:
        if day is None:
            changes = await organisation.database.read(holidays.holiday_changes)
            _show(desk, changes)
            return FINE
        reason = " ".join(desk.arguments.reason)
        change = HolidayChange(day, closed=action == "off", reason=reason)
        await organisation.database.write(_change, change)
    desk.say(texts.HOLIDAY_CLOSED if change.closed else texts.HOLIDAY_OPEN, day=day)
    return FINE


def _change(tx: Transaction, change: HolidayChange) -> None:
    """What was dated is dated anew."""
    holidays.change_holiday(tx, change)
    for year in measures.fiscal_years(tx):
        if first_day(year) <= change.day <= last_day(year):
            loading.follow(tx, year)


def _show(desk: Desk, changes: tuple[HolidayChange, ...]) -> None:
    year = desk.arguments.fiscal_year or fiscal_year_of(day_of(Clock().now()))
    own = {change.day: change for change in changes}
    for day in sorted({*closed_days(year, changes), *own}):
        if first_day(year) <= day <= last_day(year):
            change = own.get(day)
            state = "on" if change is not None and not change.closed else "off"
            print(day.isoformat(), state, change.reason if change else "", sep="\t")
    for gregorian in (year - 544, year - 543):
        if not is_confirmed(gregorian, changes):
            desk.say(texts.HOLIDAYS_UNCONFIRMED, year=gregorian)
