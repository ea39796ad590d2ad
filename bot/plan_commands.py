"""Commands on the stored plan: putting it in force, its calendar, reminders and report."""

import asyncio
import sys
from pathlib import Path

from bot.clock import Clock
from bot.command import FINE, NO, WRONG_USE, Desk, Stopped, organisation_of
from bot.desk import calendar_entries_of, calendar_json, current_year, day_of
from bot.organisation import Organisation
from bot.papers import document_for, file_name, render, render_text
from bot.reading import read_file, show_finding, show_reading
from bot.rehearsal import reminders_json, rows_on
from bot.sandbox import Declined
from handlers import desk_texts as texts
from handlers.scene import Office
from plans.model import Reading
from storage.loading import load as put_in_force
from storage.measures import find_plan


async def load_(desk: Desk) -> int:
    reading, source = await read_file(desk)
    show_reading(desk, reading)
    decided: dict[int, str] = {}
    if not desk.arguments.yes:
        if not sys.stdin.isatty():
            raise Stopped(WRONG_USE, texts.NEEDS_YES)
        decided = await asyncio.to_thread(_ask_choices, desk, reading)
        if not await asyncio.to_thread(_agrees, desk):
            raise Stopped(NO, texts.NOT_STORED)
    async with organisation_of(desk) as organisation:
        loaded = await organisation.database.write(
            put_in_force, reading, source, decided, Clock().now(), assume=desk.arguments.yes
        )
    desk.say(
        texts.STORED,
        year=loaded.fiscal_year,
        duties=loaded.duties,
        occurrences=loaded.occurrences,
        open=loaded.open_findings,
    )
    return FINE


def _agrees(desk: Desk) -> bool:
    return input(texts.ASK_STORE.in_(desk.language)).strip().lower() in {"y", "yes"}


def _ask_choices(desk: Desk, reading: Reading) -> dict[int, str]:
    """Ask for every finding that can be settled by choosing; Enter leaves it open."""
    decided = {}
    for position, finding in enumerate(reading.findings):
        if not finding.choices:
            continue
        show_finding(position + 1, finding)
        answer = input(texts.ASK_CHOICE.in_(desk.language)).strip()
        if answer.isdecimal() and 1 <= int(answer) <= len(finding.choices):
            decided[position] = finding.choices[int(answer) - 1].value
    return decided


async def calendar_(desk: Desk) -> int:
    async with organisation_of(desk) as organisation:
        year = await _year(desk, organisation)
        entries = await organisation.database.read(calendar_entries_of, year)
    if desk.arguments.json:
        print(calendar_json(entries))
        return FINE
    for entry in entries:
        owners = " ".join(entry.divisions) or texts.EVERYONE.in_(desk.language)
        who = owners if entry.actor == "staff" else texts.EXECUTIVE.in_(desk.language)
        print(entry.due.isoformat(), f"#{entry.duty}", who, entry.text, sep="\t")
    return FINE


async def remind_(desk: Desk) -> int:
    async with organisation_of(desk) as organisation:
        year = await _year(desk, organisation)
        rows = await organisation.database.read(
            rows_on, Office(organisation.secret), year, desk.arguments.on
        )
    if desk.arguments.json:
        print(reminders_json(rows))
        return FINE
    for row in rows:
        print(row.at.strftime("%H:%M"), row.chat, row.text, sep="\t")
    return FINE


async def report_(desk: Desk) -> int:
    wanted = desk.arguments
    async with organisation_of(desk) as organisation:
        year = await _year(desk, organisation)
        as_of = wanted.as_of or day_of(Clock().now())
        document = document_for(year, wanted.round, as_of, wanted.format)
        read_here = wanted.format in {"text", "json"}
        try:
            make = render_text if read_here else render
            data = await make(organisation.database, document)
        except Declined as declined:
            raise Stopped(NO, str(declined)) from None
        name = await organisation.database.read(file_name, document)
    if wanted.output == "-" or (read_here and wanted.output is None):
        sys.stdout.buffer.write(data)
        return FINE
    target = Path(wanted.output or name)
    await asyncio.to_thread(target.write_bytes, data)
    desk.say(texts.WRITTEN, file=target)
    return FINE


async def _year(desk: Desk, organisation: Organisation) -> int:
    """The fiscal year asked for, or the current one; it must have a plan."""

    year = desk.arguments.fiscal_year
    if year is None:
        year = await organisation.database.read(current_year, Clock().now())
    if await organisation.database.read(find_plan, year) is None:
        raise Stopped(NO, texts.NO_PLAN, year=year)
    return int(year)
