"""What has to be done now and then: ask the apps for quota and members, forget what is old."""

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from bot.channel import Channel, Unreachable
from storage import files, quota, retention
from storage.database import Database, Transaction

log = logging.getLogger(__name__)

_SETTLED = timedelta(days=1)


async def keep_up(
    database: Database, channels: Iterable[Channel], evidence: Path, now: datetime
) -> None:
    """Do what it is time for; what cannot be had is asked for at the next turn of the clock."""
    by_name = {channel.name: channel for channel in channels}
    stale, is_long_ago = await database.read(_due, [*by_name], now)
    for name in stale:
        try:
            await _refresh(database, by_name[name], now)
        except Unreachable as problem:
            log.info("quota not known", extra={"channel": name, "reason": str(problem)})
    if is_long_ago:
        await _forget_old(database, evidence, now)


def _due(tx: Transaction, channels: list[str], now: datetime) -> tuple[list[str], bool]:
    """Of which channels the quota is stale, and whether to forget what is old."""
    stale = [name for name in channels if quota.is_stale(tx, name, now)]
    return stale, retention.is_due(tx, now)


async def _refresh(database: Database, channel: Channel, now: datetime) -> None:
    stated = await channel.quota()
    if stated is None:
        return
    for address in await database.read(quota.uncounted, channel.name, now):
        members = await channel.members(address)
        await database.write(quota.count_members, address, members, now)
    await database.write(quota.state, channel.name, stated.allowed, stated.used, now)


async def _forget_old(database: Database, evidence: Path, now: datetime) -> None:
    """What need not be kept any longer, files nothing speaks of included.

    A file is stored before the row that names it, so a young one is left alone.
    """
    kept = await database.write(retention.forget_old, now)
    count = await asyncio.to_thread(files.sweep, evidence, kept, now - _SETTLED)
    log.info("old words and files forgotten", extra={"count": count})
