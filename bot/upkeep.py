"""What has to be asked of the apps now and then: the quota, and how many people groups have."""

import logging
from collections.abc import Iterable
from datetime import datetime

from bot.channel import Channel, Unreachable
from storage import quota
from storage.database import Database

log = logging.getLogger(__name__)


async def refresh(database: Database, channels: Iterable[Channel], now: datetime) -> None:
    """Ask what is stale; what cannot be had is asked for at the next turn of the clock."""
    for channel in channels:
        try:
            await _refresh(database, channel, now)
        except Unreachable as problem:
            log.info("quota not known", extra={"channel": channel.name, "reason": str(problem)})


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
