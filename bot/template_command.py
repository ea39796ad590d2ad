"""The office's own Word template: tried with the present report before it is taken."""

import asyncio
from pathlib import Path

from bot.clock import Clock
from bot.command import FINE, NO, Desk, Stopped, organisation_of
from bot.desk import day_of
from bot.organisation import Organisation
from bot.papers import NoPlan
from bot.sandbox import Declined
from bot.templates import try_out
from handlers import desk_texts as texts
from reports.example import example_template
from storage.settings import TEMPLATE, find_value, put_value


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
    today = day_of(Clock().now())
    try:
        tried = await try_out(organisation.database, organisation.issued, template, today)
    except NoPlan:
        raise Stopped(NO, texts.TEMPLATE_NEEDS_PLAN) from None
    except Declined as declined:
        raise Stopped(NO, str(declined)) from None
    await organisation.database.write(put_value, TEMPLATE, tried.sha256)
    desk.say(texts.TEMPLATE_SET, file=path.name)
    if tried.told:
        print(tried.told)
