"""One organisation as a running process: web server first, then its chat apps, then the clock."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.app import App, Parts
from bot.channel import Channel
from bot.clock import Clock
from bot.feed import Feeds
from bot.line import Line
from bot.links import Links
from bot.menu import keep_menu, latin_commands
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
        ticking = clockwork(service.app.tick)
        ticking.start()
        announce(service.url)
        await _asked_to_end()
        ticking.shutdown(wait=False)


@asynccontextmanager
async def running(settings: Settings, folder: Path, clock: Clock) -> AsyncIterator[Service]:
    """A bot at work, without a clock of its own: whoever runs it calls ``app.tick``.

    The web server listens before the chat apps' libraries are imported, so that events are
    stored from the first moment.
    """
    async with AsyncExitStack() as stack:
        organisation = await stack.enter_async_context(opened(folder))
        channels = _channels(settings, clock)
        papers = _papers(organisation, settings)
        feeds = Feeds(organisation.database, Links(organisation.secret), organisation.secret)
        app = App(
            Parts(
                database=organisation.database,
                channels=channels,
                router=Router(await _office(organisation)),
                papers=papers,
                feeds=feeds,
                evidence=organisation.evidence,
                clock=clock,
            )
        )
        port = await stack.enter_async_context(
            serving(build(_site(app, channels)), settings.http_host, settings.http_port)
        )
        url = settings.public_url or f"http://{settings.http_host}:{port}"
        papers.base_url = feeds.base_url = url
        papers.invitations = lambda: {channel.name: channel.invitation for channel in channels}
        for channel in channels:
            await channel.start()
            stack.push_async_callback(channel.close)
        await app.recover()
        await stack.enter_async_context(_at_work(app.run()))
        for channel in channels:
            if isinstance(channel, Telegram):
                offering = keep_menu(channel, organisation.database)
                await stack.enter_async_context(_at_work(offering))
        yield Service(url, app, organisation)


def _channels(settings: Settings, clock: Clock) -> tuple[Channel, ...]:
    channels: list[Channel] = []
    if settings.line is not None:
        channels.append(Line(settings.line, clock))
    if settings.telegram is not None:
        channels.append(Telegram(settings.telegram, clock, latin_commands()))
    return tuple(channels)


def _papers(organisation: Organisation, settings: Settings) -> Papers:
    base_url = settings.public_url or ""
    links = Links(organisation.secret)
    return Papers(organisation.database, organisation.issued, links, base_url)


async def _office(organisation: Organisation) -> Office:
    settings = await organisation.database.read(office_settings)
    return Office(organisation.secret, script=Script(settings.digits), foresee=afford.forecast)


def _site(app: App, channels: tuple[Channel, ...]) -> Site:
    return Site(
        channels=frozenset(channel.name for channel in channels),
        receive=app.receive,
        file=app.open_file,
        calendar=app.open_calendar,
        health=app.health,
    )


@asynccontextmanager
async def _at_work(work_to_do: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Something that goes on beside the block; if it dies the block is cancelled."""
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(work_to_do)
        try:
            yield
        finally:
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work


async def _asked_to_end() -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl+C arrives as KeyboardInterrupt
            loop.add_signal_handler(name, ended.set)
    await ended.wait()
