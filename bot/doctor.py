"""Looks for whatever keeps the bot from its work: settings, machine, apps, office.

Nothing is sent and nothing is changed: it may run beside the bot at any time.
"""

import asyncio
import os
import shutil
import stat
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.checkup import Complaint, complaint
from bot.clock import Clock
from bot.desk import day_of
from bot.doctor_apps import LineCheck, LineFacts, TelegramCheck, check_line, check_telegram
from bot.organisation import DATABASE
from bot.settings import Problem, Settings
from handlers import desk_texts, doctor_texts
from handlers.desk_texts import Sentence
from plans.holidays import is_confirmed
from plans.progress import BANGKOK
from plans.rounds import first_day, fiscal_year_of, last_day
from plans.thai import BUDDHIST_ERA
from scheduler import afford
from storage import chain, checkup, holidays, inbox, measures, people
from storage.database import Database, StorageBroken, Transaction, moment_from_text
from storage.people import Audience

_LEAST_FREE = 500  # megabytes
_MEGABYTE = 1 << 20
_WAITED_LONG = timedelta(minutes=5)
_BACKUP_EVERY = timedelta(days=7)
_RECENT = timedelta(days=30)
_MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Facts:
    """What was seen on the way, problems or not."""

    sqlite: str
    free_megabytes: int
    fiscal_year: int
    last_backup: datetime | None = None
    line: LineFacts | None = None
    line_forecast: int = 0
    telegram: str | None = None


@dataclass(frozen=True, slots=True)
class Checkup:
    """Everything found."""

    complaints: tuple[Complaint, ...]
    facts: Facts


@dataclass(frozen=True, slots=True)
class _Office:
    """What the organisation's rows say."""

    complaints: tuple[Complaint, ...]
    last_backup: datetime | None = None
    line_forecast: int = 0


async def examine(settings: Settings, folder: Path, clock: Clock, env_file: Path) -> Checkup:
    """Look at everything; apps are asked at the same time, each within its own time-out."""
    now = clock.now()
    async with asyncio.TaskGroup() as tasks:
        line = tasks.create_task(_ask_line(settings, clock))
        telegram = tasks.create_task(_ask_telegram(settings))
        office = tasks.create_task(_examine_office(folder, now))
        machine = tasks.create_task(asyncio.to_thread(_examine_machine, folder, env_file))
    forecast = office.result().line_forecast
    facts = Facts(
        sqlite=checkup.SQLITE,
        free_megabytes=_free_megabytes(folder),
        fiscal_year=fiscal_year_of(day_of(now)),
        last_backup=office.result().last_backup,
        line=line.result().facts,
        line_forecast=forecast,
        telegram=telegram.result().name,
    )
    return Checkup(
        (
            *examine_settings(settings),
            *machine.result(),
            *line.result().complaints,
            *_quota(facts.line, forecast),
            *telegram.result().complaints,
            *office.result().complaints,
        ),
        facts,
    )


def examine_settings(settings: Settings) -> tuple[Complaint, ...]:
    """What is wrong with the settings of an app, or that there is none at all."""
    wrong = tuple(map(wrong_setting, settings.problems))
    if wrong or settings.line is not None or settings.telegram is not None:
        return wrong
    return (complaint(doctor_texts.NO_CHANNEL),)


def wrong_setting(problem: Problem) -> Complaint:
    """One wrong setting as a complaint."""
    return complaint(doctor_texts.SETTINGS, thai=problem.thai, english=problem.english)


# The machine.


def _examine_machine(folder: Path, env_file: Path) -> tuple[Complaint, ...]:
    found = [_readable(path) for path in (folder, env_file)]
    free = _free_megabytes(folder)
    if free < _LEAST_FREE:
        found.append(complaint(doctor_texts.DISK, free=free))
    if not checkup.is_sqlite_new_enough():
        version, wanted = checkup.SQLITE, checkup.OLDEST_SQLITE
        found.append(complaint(doctor_texts.SQLITE, version=version, wanted=wanted))
    return tuple(one for one in found if one is not None)


def _readable(path: Path) -> Complaint | None:
    """Others must see neither chats nor secrets; on Windows modes say nothing."""
    if os.name != "posix" or not path.exists():
        return None
    mode = path.stat().st_mode
    if not stat.S_IMODE(mode) & 0o077:
        return None
    wanted = "700" if stat.S_ISDIR(mode) else "600"
    return complaint(doctor_texts.READABLE, path=str(path), mode=wanted)


def _free_megabytes(folder: Path) -> int:
    """On the disk the folder lies on, or will lie on."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free // _MEGABYTE


# The apps.


async def _ask_line(settings: Settings, clock: Clock) -> LineCheck:
    if settings.line is None:
        return LineCheck(())
    return await check_line(settings.line, settings.public_url, clock)


async def _ask_telegram(settings: Settings) -> TelegramCheck:
    return (
        TelegramCheck(()) if settings.telegram is None else await check_telegram(settings.telegram)
    )


def _quota(line: LineFacts | None, forecast: int) -> tuple[Complaint, ...]:
    if line is None or line.allowed is None:
        return ()
    left = max(line.allowed - line.used, 0)
    if left and forecast <= left:
        return ()
    return (complaint(doctor_texts.LINE_QUOTA, left=left, forecast=forecast),)


# The office.


async def _examine_office(folder: Path, now: datetime) -> _Office:
    """A folder that is not there is not made: then only the plan is missing."""
    path = folder / DATABASE
    if not await asyncio.to_thread(path.is_file):
        return _Office((complaint(doctor_texts.NO_PLAN, year=fiscal_year_of(day_of(now))),))
    try:
        database = await Database.open(path, guest=True)
    except StorageBroken as broken:
        return _Office((complaint(doctor_texts.DATABASE, reason=str(broken)),))
    try:
        if damage := await checkup.damage(database):
            return _Office((complaint(doctor_texts.DATABASE, reason=damage),))
        return await database.read(_office, now)
    finally:
        await database.close()


def _office(tx: Transaction, now: datetime) -> _Office:
    today = day_of(now)
    found = (
        *_plan(tx, fiscal_year_of(today)),
        *_chats(tx),
        *_post(tx, now),
        *_events(tx, now),
        *_holidays(tx, today),
        *_backup(tx, now),
        *_seal(tx),
    )
    return _Office(found, checkup.last_backup(tx), afford.forecast(tx, now).wished)


def _plan(tx: Transaction, fiscal_year: int) -> list[Complaint]:
    stored = measures.find_plan(tx, fiscal_year)
    if stored is None:
        return [complaint(doctor_texts.NO_PLAN, year=fiscal_year)]
    undecided = len(measures.findings(tx, stored.id, open_only=True))
    return [complaint(doctor_texts.FINDINGS, count=undecided)] if undecided else []


def _chats(tx: Transaction) -> list[Complaint]:
    chats = [chat for chat in people.chats(tx) if chat.active and chat.is_bound]
    served = {division.id for chat in chats for division in chat.divisions}
    missing = [one.name for one in people.divisions(tx) if one.id not in served]
    found = [complaint(doctor_texts.NO_CHAT, names=", ".join(missing))] if missing else []
    there = {chat.audience for chat in chats}
    for audience, who in _LEADERS:
        if audience not in there:
            found.append(complaint(doctor_texts.NO_LEADER, who=who, audience=audience.value))
    return found


_LEADERS: tuple[tuple[Audience, Sentence], ...] = (
    (Audience.ADMIN, desk_texts.ADMIN),
    (Audience.EXECUTIVE, desk_texts.EXECUTIVE),
)


def _post(tx: Transaction, now: datetime) -> list[Complaint]:
    unsent = checkup.unsent(tx, now - _RECENT)
    if not unsent:
        return []
    listed = ", ".join(f"{one.chat} (#{one.id})" for one in unsent)
    return [complaint(doctor_texts.UNSENT, listed=listed)]


def _events(tx: Transaction, now: datetime) -> list[Complaint]:
    oldest, failed = inbox.oldest(tx), checkup.failed_events(tx, now - _RECENT)
    waits_since = moment_from_text(oldest) if oldest else now
    late = now - waits_since > _WAITED_LONG
    if not late and not failed:
        return []
    local = f"{waits_since.astimezone(BANGKOK):%Y-%m-%d %H:%M}"
    since = local if late else doctor_texts.NEVER
    return [complaint(doctor_texts.UNHANDLED, since=since, failed=failed)]


def _holidays(tx: Transaction, today: date) -> list[Complaint]:
    """Of the calendar years the running fiscal year still touches."""
    fiscal_year, changes = fiscal_year_of(today), holidays.holiday_changes(tx)
    years = range(max(first_day(fiscal_year).year, today.year), last_day(fiscal_year).year + 1)
    return [
        complaint(doctor_texts.HOLIDAYS, year=year, thai_year=year + BUDDHIST_ERA)
        for year in years
        if not is_confirmed(year, changes)
    ]


def _backup(tx: Transaction, now: datetime) -> list[Complaint]:
    last = checkup.last_backup(tx)
    recent = last is not None and now - last <= _BACKUP_EVERY
    return [] if recent else [complaint(doctor_texts.NO_BACKUP)]


def _seal(tx: Transaction) -> list[Complaint]:
    broken = chain.breaks(tx)
    if not broken:
        return []
    places = [one.place for one in broken[:_MOST_PLACES]]
    return [complaint(doctor_texts.SEAL, count=len(broken), places=", ".join(places))]
