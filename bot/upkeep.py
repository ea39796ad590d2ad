"""What has to be done now and then: ask the apps for quota and members, forget what is old."""

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from bot.channel import Channel, Unreachable
from storage import files, quota, retention
from storage.database import Database

log = logging.getLogger(__name__)

_SETTLED = timedelta(days=1)


async def refresh(database: Database, channels: Iterable[Channel], now: datetime) -> None:
    """Ask what is stale; what cannot be had is asked for at the next turn of the clock."""
    for channel in channels:
        try:
            await _refresh(database, channel, now)
        except Unreachable as problem:
            log.info("quota not known", extra={"channel": channel.name, "reason": str(problem)})


async def forget_old(database: Database, evidence: Path, now: datetime) -> None:
    """Once a day: what need not be kept any longer, files nothing speaks of included.

    A file is stored before the row that names it, so a young one is left alone.
    """
    if not await database.read(retention.is_due, now):
        return
    kept = await database.write(retention.forget_old, now)
    count = await asyncio.to_thread(files.sweep, evidence, kept, now - _SETTLED)
    log.info("old words and files forgotten", extra={"count": count})


async def _refresh(database: Database, channel: Channel, now: datetime) -> None:
    if not await database.read(quota.is_stale, channel.name, now):
        return
    stated = await channel.quota()
    if stated is None:
        return
    for address in await database.read(quota.uncounted, channel.name, now):
        members = await channel.members(address)
        await database.write(quota.count_members, address, members, now)
    await database.write(quota.state, channel.name, stated.allowed, stated.used, now)
