"""The country's folder: a copy of one office for every organisation, each with apps of its own.

40 measures, 8 divisions with a chat each; every second organisation on LINE, the others on
Telegram.  It is the eve of 30 April: every month up to March was reported and every reminder up
to the day before was sent.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from bench import load
from bot.organisation import DATABASE, opened
from bot.settings import read_settings
from bot.tenancy import Tenancy
from plans.duties import duties_of, occurrences
from plans.model import (
    Clause,
    ClauseKind,
    Every,
    MarkKind,
    Measure,
    Organisation,
    Plan,
    PlanKind,
    Reading,
)
from plans.progress import BANGKOK
from scheduler.owe import owe_reminders
from storage import marks, measures, people
from storage.database import Transaction
from storage.marks import Said
from storage.people import Audience

MEASURES, DIVISIONS = 40, 8
YEAR, APRIL = 2570, datetime(2027, 4, 30, tzinfo=BANGKOK)
LOADED = datetime(2026, 10, 1, 9, tzinfo=BANGKOK)
_TOKEN = "{}:" + "A" * 35
_FIRST_BOT = 100_000
_EVE = APRIL - timedelta(hours=15)
_SAID_TODAY = "SELECT count(*) FROM mark WHERE said_at > ?"


def name_of(number: int) -> str:
    """An organisation's name."""
    return f"office-{number:05}"


def number_of(name: str) -> int:
    """Which organisation has that name."""
    return int(name.rpartition("-")[2])


def is_on_telegram(number: int) -> bool:
    """Every second one is; the others are on LINE."""
    return number % 2 == 1


def organisation_of(bot: str) -> int:
    """Whose Telegram bot has this number."""
    return int(bot) - _FIRST_BOT


def measures_of(division: int) -> range:
    """The numbers of the measures that a division answers for."""
    return range(division or DIVISIONS, MEASURES + 1, DIVISIONS)


async def settle_country(folder: Path, numbers: Iterable[int], api: str) -> None:
    """One office, made once and copied, each copy with its own apps."""
    async with opened(folder / "template") as organisation:
        await organisation.database.write(_furnish)
        await organisation.database.write(_report_months)
        await organisation.database.write(owe_reminders, _EVE)
        await organisation.database.write(_send_all)
    tenancy = Tenancy(read_settings(None), folder)
    for number in numbers:
        place = tenancy.folder(name_of(number))
        place.mkdir(parents=True)
        shutil.copy(folder / "template" / DATABASE, place / DATABASE)
        _make_own(place / DATABASE, "telegram" if is_on_telegram(number) else "line")
        tenancy.put_settings(name_of(number), _apps_of(number, api))


def marks_said(folder: Path) -> int:
    """How many marks all databases hold beyond what the office began with."""
    found = 0
    for place in (folder / "organisations").iterdir():
        with sqlite3.connect(f"file:{place / DATABASE}?mode=ro", uri=True) as own:
            found += own.execute(_SAID_TODAY, (APRIL.isoformat(),)).fetchone()[0]
        own.close()
    return found


def _furnish(tx: Transaction) -> None:
    """A plan of deadlines and monthly duties, a chat on each app for each division."""
    names = [f"กองที่ {n}" for n in range(1, DIVISIONS + 1)]
    clauses = (
        Clause("ภายในเดือนเมษายน", kind=ClauseKind.DEADLINE, due=(APRIL.date(),)),
        Clause("รายงานทุกเดือน", kind=ClauseKind.RECURRING, every=Every.MONTH),
    )
    plan = Plan(
        Organisation("เทศบาลตำบลตัวอย่าง"), PlanKind.PLAN, YEAR, monitored=True,
        measures=tuple(
            Measure(
                n, f"มาตรการที่ {n}", divisions=(names[n % DIVISIONS],), clauses=(clauses[n % 2],)
            )
            for n in range(1, MEASURES + 1)
        ),
    )  # fmt: skip
    measures.store_plan(tx, Reading(plan), file_name="plan", sha256="0" * 64, now=LOADED)
    duties = duties_of(plan)
    measures.store_duties(tx, YEAR, duties, occurrences(plan, duties))
    for number, name in enumerate(names):
        division = people.register_division(tx, name)
        for address in (f"telegram:{load.chat_of(number)}", f"line:{load.group_of(number)}"):
            chat = people.note_chat(tx, address, private=False, title=name)
            people.bind_chat(tx, chat, Audience.DIVISION, division, LOADED)
            tx.execute("UPDATE chat SET members = 5, counted_at = ?", "2027-04-29T00:00:00+00:00")


def _report_months(tx: Transaction) -> None:
    """Everything that was due before April."""
    person = people.note_person(tx, "telegram:1", "Malee")
    for number, one in enumerate(measures.occurrences(tx, measures.duties(tx, YEAR))):
        if one.due and one.due < APRIL.date().replace(day=1):
            said = Said(f"before-{number}", person, LOADED + timedelta(days=number))
            for name in one.duty.divisions:
                division = people.register_division(tx, name)
                marks.record_mark(tx, said, one.id, division, MarkKind.DONE)


def _send_all(tx: Transaction) -> None:
    """As if the reminders up to now had been delivered."""
    tx.execute("UPDATE notice SET state = 'sent', settled_at = due_at WHERE state = 'owed'")


def _make_own(database: Path, app: str) -> None:
    """Chats of one app only; no two organisations share what seals and signs."""
    with sqlite3.connect(database) as own:
        own.execute("PRAGMA synchronous=OFF")
        own.execute("UPDATE setting SET value = ? WHERE key = 'secret'", (os.urandom(32).hex(),))
        own.execute("UPDATE chat SET active = 0 WHERE address NOT LIKE ?", (f"{app}:%",))
    own.close()


def _apps_of(number: int, api: str) -> dict[str, str]:
    if is_on_telegram(number):
        return {
            "telegram_bot_token": _TOKEN.format(_FIRST_BOT + number),
            "telegram_webhook_secret": load.SECRET,
            "telegram_api_url": api,
        }
    return {
        "line_channel_id": str(number),
        "line_channel_secret": load.SECRET,
        "line_channel_access_token": f"t{number}",
        "line_api_url": api,
    }
