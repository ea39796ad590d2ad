"""The administrator's desk: what the command line asks of an organisation's rows and documents.

Functions take values and give values; ``bot.__main__`` parses arguments and prints.
"""

import hashlib
from datetime import date, datetime
from pathlib import Path

from pydantic import TypeAdapter

from bot import sandbox
from plans.clauses import clause_dates, read_clauses
from plans.duties import CalendarEntry, calendar_entries
from plans.model import Clause, Reading
from plans.progress import BANGKOK
from plans.rounds import fiscal_year_of
from scheduler import owe
from scheduler.due import Reminder
from storage import measures
from storage.database import Transaction
from storage.loading import Source

_READING = TypeAdapter(Reading)
_ENTRIES = TypeAdapter(tuple[CalendarEntry, ...])

_LONGEST_NAME = 255  # its end, which tells what kind of file it is


async def read_document(file: Path, data: bytes) -> tuple[Reading, Source]:
    """Read a document in the limited child process; raises ``sandbox.Declined``."""
    name = "".join(letter for letter in file.name if letter.isprintable())[-_LONGEST_NAME:]
    output = await sandbox.run("read", name, data)
    return _READING.validate_json(output), Source(name, hashlib.sha256(data).hexdigest())


def current_year(tx: Transaction, now: datetime) -> int:
    """The running fiscal year if it has a plan, else the newest that has one."""
    this = fiscal_year_of(now.astimezone(BANGKOK).date())
    known = measures.fiscal_years(tx)
    return this if this in known or not known else known[-1]


def day_of(now: datetime) -> date:
    """The day it is in Thailand."""
    return now.astimezone(BANGKOK).date()


def calendar_entries_of(tx: Transaction, fiscal_year: int) -> tuple[CalendarEntry, ...]:
    """Every dated duty of the stored plan, with what was due before it and is still open."""
    return calendar_entries(measures.occurrences(tx, measures.duties(tx, fiscal_year)))


def calendar_json(entries: tuple[CalendarEntry, ...]) -> str:
    """The rows of ``tidtam calendar --json``."""
    return _ENTRIES.dump_json(entries, indent=1).decode()


def reminders_on(tx: Transaction, fiscal_year: int, day: date) -> list[Reminder]:
    """What would be sent that day as things stand, to whom."""
    outlook = owe.outlook_of(tx, fiscal_year)
    return owe.planned(tx, fiscal_year, outlook, owe.recipients(tx), day, day)


def dated_clauses(text: str, fiscal_year: int) -> list[tuple[Clause, tuple[date, ...]]]:
    """What a clause's text means: its clauses, each with every nominal due date of the year.

    Holidays are the organisation's and come in with its calendar; here weekends alone are off.
    """
    found = read_clauses(text, fiscal_year=fiscal_year).clauses
    return [(one, clause_dates(one, fiscal_year=fiscal_year, siblings=found)) for one in found]
