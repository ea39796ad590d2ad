"""One organisation as a running process: web server first, then its chat apps, then the clock."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channel import Channel
from bot.clock import Clock
from bot.door import Door
from bot.leader import Leader
from bot.line import Line
from bot.organisation import Organisation, opened
from bot.pool import Pool
from bot.settings import Settings
from bot.telegram import Telegram
from bot.web import build, serving

if TYPE_CHECKING:  # most of the program hangs on it: it is imported when the server listens
    from bot.app import App


@dataclass(frozen=True, slots=True)
class Service:
    """A bot that answers on ``url``; ``app`` is what tests and the demo reach into."""

    url: str
    app: "App"
    organisation: Organisation


async def serve(settings: Settings, folder: Path, announce: Callable[[str], None]) -> None:
    """Run until the process is asked to end; raises ``StorageBroken``."""
    async with running(settings, folder, Clock()) as service:
        from scheduler.clockwork import clockwork  # noqa: PLC0415 - imported beside the server

        spare_what_stays()
        ticking = clockwork(service.app.tick)
        ticking.start()
        announce(service.url)
        await asked_to_end()
        ticking.shutdown(wait=False)


def spare_what_stays() -> None:
    """Leave what has been loaded by now out of every later search for garbage.

    The apps' libraries are some hundred thousand objects that never go; searching all of them
    again stopped everything for a tenth of a second, and cost a fifth of the work for a message.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@asynccontextmanager
async def running(settings: Settings, folder: Path, clock: Clock) -> AsyncIterator[Service]:
    """A bot at work, without a clock of its own: whoever runs it calls ``app.tick``.

    The web server listens before most of the program is imported, so that events are stored from
    the first moment.
    """
    async with AsyncExitStack() as stack:
        organisation = await stack.enter_async_context(opened(folder))
        channels = channels_of(settings, clock)
        door = Door(organisation.database, channels, clock)
        port = await stack.enter_async_context(
            serving(build(door.site), settings.http_host, settings.http_port)
        )
        url = settings.public_url or f"http://{settings.http_host}:{port}"
        await asyncio.to_thread(import_module, "bot.assembly")
        from bot.assembly import assembled, at_work  # noqa: PLC0415 - imported beside the server

        leader = Leader(organisation.database, clock)
        bot = await assembled(organisation, channels, clock, leader)
        door.open(bot.app)
        await stack.enter_async_context(at_work(bot, url))
        yield Service(url, bot.app, organisation)


def channels_of(settings: Settings, clock: Clock, pool: Pool | None = None) -> tuple[Channel, ...]:
    """The chat apps that are set up, not started; ``pool`` where many share connections."""
    channels: list[Channel] = []
    if settings.line is not None:
        channels.append(Line(settings.line, clock, pool))
    if settings.telegram is not None:
        channels.append(Telegram(settings.telegram, clock, _latin_commands, pool=pool))
    return tuple(channels)


def _latin_commands() -> Mapping[str, str]:
    from bot.menu import latin_commands  # noqa: PLC0415 - all the conversation hangs on the table

    return latin_commands()


async def asked_to_end() -> None:
    """Until the process is told to end."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl+C arrives as KeyboardInterrupt
            loop.add_signal_handler(name, ended.set)
    await ended.wait()
