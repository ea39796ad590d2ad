"""The office's own Word template: tried with the present report, and kept."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.desk import read_document
from bot.issuing import fill_template
from bot.papers import NoPlan, document_for, prepared_for
from bot.sandbox import Declined
from handlers.messages import Incoming
from handlers.templates import is_template
from storage import files, measures
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Tried:
    """A template that can be used: its content's SHA-256, and what to tell who hands it in."""

    sha256: str
    told: str


async def try_out(database: Database, folder: Path, template: bytes, today: date) -> Tried:
    """Fill it once with the report of today; raises ``NoPlan`` and ``Declined``."""
    years = await database.read(measures.fiscal_years)
    if not years:
        raise NoPlan("")
    wanted = document_for(years[-1], None, today, "docx")
    prepared = await database.read(prepared_for, wanted)
    told = await fill_template(template, prepared.report, prepared.look, check=True)
    return Tried(await asyncio.to_thread(files.store, folder, template), told.decode())


async def read_file(
    database: Database, folder: Path, message: Incoming, data: bytes, today: date
) -> Incoming:
    """With what a file says: as a template, if it is called one and can be used, else as a plan."""
    if not is_template(message):
        return await _read_plan(message, data)
    try:
        tried = await try_out(database, folder, data, today)
    except NoPlan:
        return await _read_plan(message, data)
    except Declined as declined:
        read = await _read_plan(message, data)
        return read if read.reading else replace(read, unreadable=str(declined))
    return replace(message, template=tried.sha256, advice=tried.told)


async def _read_plan(message: Incoming, data: bytes) -> Incoming:
    name = message.attachment.name if message.attachment else ""
    try:
        reading, _ = await read_document(Path(name), data)
    except Declined as declined:
        return replace(message, unreadable=str(declined))
    return replace(message, reading=reading)
