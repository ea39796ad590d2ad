"""One organisation's bot, put together from its parts, and its loops."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from bot.app import App, Parts
from bot.channel import Channel
from bot.clock import Clock
from bot.feed import Feeds
from bot.leader import Claim
from bot.links import Links
from bot.menu import keep_menus
from bot.organisation import Organisation
from bot.papers import Papers
from bot.telegram import Telegram
from handlers.router import Router
from handlers.scene import Office
from plans.thai import Script
from scheduler import afford
from storage.settings import office_settings


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
        await bot.app.finish()


async def _office(organisation: Organisation) -> Office:
    settings = await organisation.database.read(office_settings)
    return Office(organisation.secret, script=Script(settings.digits), foresee=afford.forecast)


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
