"""The office's own Word template: tried with the present report before it is taken."""

import asyncio
from pathlib import Path

from bot.clock import Clock
from bot.command import FINE, NO, Desk, Stopped, organisation_of
from bot.issuing import fill_template
from bot.organisation import Organisation
from bot.papers import TEMPLATE, document_for, prepared_for
from bot.sandbox import Declined
from handlers import desk_texts as texts
from plans.progress import BANGKOK
from reports.example import example_template
from storage import files, measures
from storage.settings import find_value, put_value


async def template_(desk: Desk) -> int:
    given = desk.arguments
    if given.example:
        await asyncio.to_thread(Path(given.example).write_bytes, example_template())
        desk.say(texts.WRITTEN, file=given.example)
        return FINE
    async with organisation_of(desk) as organisation:
        if given.remove:
            await organisation.database.write(put_value, TEMPLATE, "")
        elif given.file:
            await _take(desk, organisation, Path(given.file))
            return FINE
        own = await organisation.database.read(find_value, TEMPLATE)
    desk.say(texts.TEMPLATE_OWN if own else texts.TEMPLATE_NONE)
    return FINE


async def _take(desk: Desk, organisation: Organisation, path: Path) -> None:
    """Try it first: where something is wrong with it nothing changes."""
    template = await asyncio.to_thread(path.read_bytes)
    years = await organisation.database.read(measures.fiscal_years)
    if not years:
        raise Stopped(NO, texts.TEMPLATE_NEEDS_PLAN)
    today = Clock().now().astimezone(BANGKOK).date()
    wanted = document_for(years[-1], None, today, "docx")
    prepared = await organisation.database.read(prepared_for, wanted)
    try:
        told = await fill_template(template, prepared.report, prepared.look, check=True)
    except Declined as declined:
        raise Stopped(NO, str(declined)) from None
    sha256 = await asyncio.to_thread(files.store, organisation.issued, template)
    await organisation.database.write(put_value, TEMPLATE, sha256)
    desk.say(texts.TEMPLATE_SET, file=path.name)
    if told:
        print(told.decode())
