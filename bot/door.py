"""What the web server asks while the bot behind it is still being put together.

Events are stored from the first moment; everything else waits until the bot is there.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot import gate
from bot.channel import Channel
from bot.clock import Clock
from bot.web import Health, Served, Site
from storage.database import Database

if TYPE_CHECKING:  # it is what we do not wait for
    from bot.app import App


class Door:
    """The site of a bot, before there is one and after."""

    def __init__(self, database: Database, channels: tuple[Channel, ...], clock: Clock) -> None:
        self._database = database
        self._channels = {channel.name: channel for channel in channels}
        self._clock = clock
        self._app: asyncio.Future[App] = asyncio.get_running_loop().create_future()

    def open(self, app: "App") -> None:
        """The bot is there."""
        self._app.set_result(app)

    @property
    def site(self) -> Site:
        """What the web server asks."""
        return Site(
            channels=frozenset(self._channels),
            receive=self._receive,
            file=self._file,
            calendar=self._calendar,
            health=self._health,
            metrics=self._figures,
        )

    async def _receive(self, channel: str, headers: Mapping[str, str], body: bytes) -> None:
        if self._app.done():
            return await self._app.result().receive(channel, headers, body)
        if events := self._channels[channel].accept(headers, body):
            await self._database.write_first(gate.receive, events, self._clock.now())
            if self._app.done():  # it looked through the rows before ours was among them
                self._app.result().look()
        return None

    async def _file(self, token: str) -> Served | None:
        return await (await self._ready()).open_file(token)

    async def _calendar(self, token: str) -> bytes | None:
        return await (await self._ready()).open_calendar(token)

    async def _health(self) -> Health:
        return await (await self._ready()).health()

    async def _figures(self) -> str:
        return await (await self._ready()).figures()

    async def _ready(self) -> "App":
        """The bot; who asked and goes away takes nothing from those who still wait."""
        return await asyncio.shield(self._app)
