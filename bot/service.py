"""One organisation as a running process: web server first, then its chat apps, then the clock."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.app import App, Parts
from bot.channel import Channel
from bot.clock import Clock
from bot.feed import Feeds
from bot.leader import Claim, Leader
from bot.line import Line
from bot.links import Links
from bot.menu import keep_menus, latin_commands
from bot.organisation import Organisation, opened
from bot.papers import Papers
from bot.settings import Settings
from bot.telegram import Telegram
from bot.web import Site, build, serving
from handlers.router import Router
from handlers.scene import Office
from plans.thai import Script
from scheduler import afford
from scheduler.clockwork import clockwork
from storage.settings import office_settings


@dataclass(frozen=True, slots=True)
class Service:
    """A bot that answers on ``url``; ``app`` is what tests and the demo reach into."""

    url: str
    app: App
    organisation: Organisation


async def serve(settings: Settings, folder: Path, announce: Callable[[str], None]) -> None:
    """Run until the process is asked to end; raises ``StorageBroken``."""
    async with running(settings, folder, Clock()) as service:
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

    The web server listens before the chat apps' libraries are imported, so that events are
    stored from the first moment.
    """
    async with AsyncExitStack() as stack:
        organisation = await stack.enter_async_context(opened(folder))
        channels = channels_of(settings, clock)
        leader = Leader(organisation.database, clock)
        bot = await assembled(organisation, channels, clock, leader)
        port = await stack.enter_async_context(
            serving(build(site_of(bot)), settings.http_host, settings.http_port)
        )
        url = settings.public_url or f"http://{settings.http_host}:{port}"
        await stack.enter_async_context(at_work(bot, url))
        yield Service(url, bot.app, organisation)


@dataclass(frozen=True, slots=True)
class Bot:
    """One organisation's bot, put together; ``at_work`` starts it."""

    organisation: Organisation
    channels: tuple[Channel, ...]
    papers: Papers
    feeds: Feeds
    app: App


async def assembled(
    organisation: Organisation, channels: tuple[Channel, ...], clock: Clock, leader: Claim
) -> Bot:
    """Everything an organisation's bot is made of; nothing runs yet."""
    database, links = organisation.database, Links(organisation.secret)
    papers = Papers(database, organisation.issued, links, "")
    feeds = Feeds(database, links, organisation.secret)
    app = App(
        Parts(
            database=database,
            channels=channels,
            router=Router(await _office(organisation)),
            papers=papers,
            feeds=feeds,
            evidence=organisation.evidence,
            clock=clock,
            leader=leader,
        )
    )
    return Bot(organisation, channels, papers, feeds, app)


@asynccontextmanager
async def at_work(bot: Bot, url: str) -> AsyncIterator[None]:
    """The bot's chat apps and loops, as long as the block lasts; its links begin with ``url``."""
    async with AsyncExitStack() as stack:
        bot.papers.base_url = bot.feeds.base_url = url
        bot.papers.invitations = lambda: {one.name: one.invitation for one in bot.channels}
        for channel in bot.channels:
            await channel.start()
            stack.push_async_callback(channel.close)
        await bot.app.recover()
        await stack.enter_async_context(_beside(bot.app.run()))
        for channel in bot.channels:
            if isinstance(channel, Telegram):
                offering = keep_menus(channel, bot.organisation.database)
                await stack.enter_async_context(_beside(offering))
        yield


def channels_of(settings: Settings, clock: Clock) -> tuple[Channel, ...]:
    """The chat apps that are set up, not started."""
    channels: list[Channel] = []
    if settings.line is not None:
        channels.append(Line(settings.line, clock))
    if settings.telegram is not None:
        channels.append(Telegram(settings.telegram, clock, latin_commands()))
    return tuple(channels)


async def _office(organisation: Organisation) -> Office:
    settings = await organisation.database.read(office_settings)
    return Office(organisation.secret, script=Script(settings.digits), foresee=afford.forecast)


def site_of(bot: Bot) -> Site:
    """What the web server asks of a bot."""
    return Site(
        channels=frozenset(channel.name for channel in bot.channels),
        receive=bot.app.receive,
        file=bot.app.open_file,
        calendar=bot.app.open_calendar,
        health=bot.app.health,
        metrics=bot.app.figures,
    )


@asynccontextmanager
async def _beside(work_to_do: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Something that goes on beside the block; if it dies the block is cancelled."""
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(work_to_do)
        try:
            yield
        finally:
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work


async def asked_to_end() -> None:
    """Until the process is told to end."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl+C arrives as KeyboardInterrupt
            loop.add_signal_handler(name, ended.set)
    await ended.wait()
