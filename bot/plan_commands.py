"""Commands on the stored plan: its calendar, reminders and report."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from bot.clock import Clock
from bot.command import FINE, NO, Desk, Stopped, organisation_of
from bot.desk import calendar_entries_of, calendar_json, current_year, day_of
from bot.organisation import Organisation
from bot.papers import document_for, file_name, give_out, make_paper, paste, render_text
from bot.rehearsal import reminders_json, rows_on
from bot.sandbox import Declined
from handlers import desk_texts as texts
from handlers.feeds import EVERYBODY
from handlers.messages import Document
from handlers.scene import Office
from reports.wish import Kind
from storage import files
from storage.measures import find_plan


async def calendar_(desk: Desk) -> int:
    async with organisation_of(desk) as organisation:
        year = await _year(desk, organisation)
        if desk.arguments.ics:
            return await _feed(organisation, year)
        entries = await organisation.database.read(calendar_entries_of, year)
    if desk.arguments.json:
        print(calendar_json(entries))
        return FINE
    for entry in entries:
        owners = " ".join(entry.divisions) or texts.EVERYONE.in_(desk.language)
        who = owners if entry.actor == "staff" else texts.EXECUTIVE.in_(desk.language)
        print(entry.due.isoformat(), f"#{entry.duty}", who, entry.text, sep="\t")
    return FINE


async def _feed(organisation: Organisation, year: int) -> int:
    from bot.feed import feed  # noqa: PLC0415 - a library that no other command waits for

    now, secret = Clock().now(), organisation.secret
    data = await organisation.database.read(feed, secret, EVERYBODY, now, (year,))
    sys.stdout.buffer.write(data)
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
        if wanted.paper is not None:
            return await _paper(desk, organisation, replace(document, paper=wanted.paper))
        read_here = wanted.format in {"text", "json"}
        try:
            data = await (_words if read_here else _given_out)(organisation, document)
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


async def _paper(desk: Desk, organisation: Organisation, document: Document) -> int:
    """A paper around the report: words to paste on standard output, others as Word."""
    output = desk.arguments.output
    if document.paper == Kind.OIT:
        text = await paste(organisation.database, document)
        if output is None:
            print(text)
            return FINE
        data, name = text.encode(), ""
    else:
        document = replace(document, format="docx")
        try:
            data = await make_paper(organisation.database, document)
        except Declined as declined:
            raise Stopped(NO, str(declined)) from None
        name = await organisation.database.read(file_name, document)
    target = Path(output or name)
    await asyncio.to_thread(target.write_bytes, data)
    desk.say(texts.WRITTEN, file=target)
    return FINE


async def _words(organisation: Organisation, document: Document) -> bytes:
    return await render_text(organisation.database, document)


async def _given_out(organisation: Organisation, document: Document) -> bytes:
    """A file is given out like any other: on the register, under a code."""
    asked = replace(document, asked_as=texts.DESK.thai)
    issued = await give_out(organisation.database, organisation.issued, asked, Clock().now())
    return await asyncio.to_thread(files.load, organisation.issued, issued.sha256)


async def _year(desk: Desk, organisation: Organisation) -> int:
    """The fiscal year asked for, or the current one; it must have a plan."""

    year = desk.arguments.fiscal_year
    if year is None:
        year = await organisation.database.read(current_year, Clock().now())
    if await organisation.database.read(find_plan, year) is None:
        raise Stopped(NO, texts.NO_PLAN, year=year)
    return int(year)
