"""The single APScheduler job: it asks for a tick every half minute and knows nothing else.

APScheduler's own bookkeeping is not trusted with anything: it drops late jobs by default and
forgets in-memory ones at a restart.  What is owed is a query, so a late, doubled or lost tick
changes nothing but the moment.
"""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from plans.progress import BANGKOK

_SECONDS = 30


def clockwork(tick: Callable[[], Awaitable[object]]) -> AsyncIOScheduler:
    """A scheduler, not started, that calls ``tick``; start it inside a running loop."""
    scheduler = AsyncIOScheduler(timezone=BANGKOK)
    scheduler.add_job(
        tick,
        IntervalTrigger(seconds=_SECONDS, timezone=BANGKOK),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    return scheduler
