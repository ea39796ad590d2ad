"""The command that plays a whole round in advance, for the administrator to approve."""

import asyncio
from pathlib import Path

from bot.clock import Clock
from bot.command import FINE, NO, Desk, Stopped, organisation_of
from bot.desk import current_year, day_of
from bot.rehearsal import Rehearsal, as_book, rehearse, reminders_json
from handlers import desk_texts as texts
from handlers.scene import Office
from plans.rounds import Round


async def rehearse_(desk: Desk) -> int:
    async with organisation_of(desk) as organisation:
        now, year = Clock().now(), desk.arguments.fiscal_year
        if year is None:
            year = await organisation.database.read(current_year, now)
        round_ = _round(year, desk.arguments.round, Round.containing(day_of(now)))
        played = await organisation.database.read(
            rehearse, Office(organisation.secret), round_, now
        )
    if played is None:
        raise Stopped(NO, texts.NO_PLAN, year=year)
    if desk.arguments.output:
        await _write(desk, round_, played)
    if desk.arguments.json:
        print(reminders_json(played.rows))
    elif not desk.arguments.output:
        _show(desk, played)
    return FINE


def _round(year: int, months: int | None, running: Round) -> Round:
    """The round asked for; else the running one, or the first of another year."""
    if months is None:
        months = running.months if running.fiscal_year == year else 6
    return Round(year, months)


async def _write(desk: Desk, round_: Round, played: Rehearsal) -> None:
    title = texts.REHEARSAL.in_(desk.language, months=round_.months, year=round_.fiscal_year)
    data = await asyncio.to_thread(as_book, played, title)
    target = Path(desk.arguments.output)
    await asyncio.to_thread(target.write_bytes, data)
    if not desk.arguments.json:
        desk.say(texts.WRITTEN, file=target)


def _show(desk: Desk, played: Rehearsal) -> None:
    for row in played.rows:
        duties = " ".join(f"#{label}" for label in row.duties)
        print(row.at.date().isoformat(), row.chat, row.class_, row.cost, duties, sep="\t")
    total = sum(row.cost for row in played.rows if row.channel == "line")
    desk.say(texts.REHEARSED, count=len(played.rows), cost=total, unpaid=len(played.unpaid))
