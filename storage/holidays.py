"""The office's calendar: the government's days off with what the administrator changed."""

from datetime import date

from plans.holidays import HolidayChange, closed_days
from storage.database import Transaction


def holiday_changes(tx: Transaction) -> tuple[HolidayChange, ...]:
    """The office's own table, in order of days."""
    rows = tx.all("SELECT day, off, reason FROM holiday ORDER BY day")
    return tuple(
        HolidayChange(date.fromisoformat(row["day"]), bool(row["off"]), row["reason"])
        for row in rows
    )


def change_holiday(tx: Transaction, change: HolidayChange) -> None:
    """Close or open a day; a later word on the same day replaces the earlier."""
    tx.execute(
        "INSERT INTO holiday VALUES (?, ?, ?) ON CONFLICT (day)"
        " DO UPDATE SET off = excluded.off, reason = excluded.reason",
        change.day.isoformat(), change.closed, change.reason,
    )  # fmt: skip


def days_off(tx: Transaction, fiscal_year: int) -> frozenset[date]:
    """Every closed day that can matter to a plan of that fiscal year."""
    return closed_days(fiscal_year, holiday_changes(tx))
