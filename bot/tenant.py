"""One of many organisations while it is open: its bot lives and dies in a task of its own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from bot.assembly import Bot, assembled, at_work
from bot.channel import Channel
from bot.clock import Clock
from bot.leader import Led
from bot.organisation import opened

log = logging.getLogger(__name__)


class Unavailable(Exception):
    """The organisation cannot be opened now; args[0] names the kind of problem."""


class Tenant:
    """Opens at once; whoever needs it waits for ``bot``.  ``part`` is called before it goes."""

    def __init__(
        self,
        name: str,
        folder: Path,
        channels: tuple[Channel, ...],
        url: str,
        clock: Clock,
        part: Callable[[Bot], Awaitable[None]],
    ) -> None:
        self.name = name
        self.uses = 0
        self.used_at = clock.seconds()
        self.problem: str | None = None
        self._folder = folder
        self._channels = channels
        self._url = url
        self._clock = clock
        self._part = part
        self._leaving = asyncio.Event()
        self._ready: asyncio.Future[Bot] = asyncio.get_running_loop().create_future()
        self.life = asyncio.create_task(self._live())

    @property
    def is_leaving(self) -> bool:
        """Whether it is being closed, or has ended by itself."""
        return self._leaving.is_set() or self.life.done()

    @property
    def is_idle(self) -> bool:
        """Whether nobody would miss it."""
        ready = self._ready.done() and not self._ready.cancelled()
        if self.uses or not ready or self._ready.exception() is not None:
            return False
        return self._ready.result().app.is_idle

    async def bot(self) -> Bot:
        """The bot, once it is at work; raises ``Unavailable``."""
        return await asyncio.shield(self._ready)

    def ask_to_leave(self) -> None:
        """Nobody new gets it from now on."""
        self._leaving.set()

    async def leave(self) -> None:
        """Close it, and return when it is closed."""
        self.ask_to_leave()
        await asyncio.wait([self.life])

    async def _live(self) -> None:
        try:
            async with opened(self._folder, lean=True) as organisation:
                bot = await assembled(organisation, self._channels, self._clock, Led())
                async with at_work(bot, self._url):
                    self._ready.set_result(bot)
                    await self._leaving.wait()
                    await self._part(bot)
        except Exception as problem:
            log.exception("organisation ended", extra={"organisation": self.name})
            self.problem = _kind(problem)
            if not self._ready.done():
                self._ready.set_exception(Unavailable(self.problem))
                with suppress(Unavailable):  # perhaps nobody waits for it any more
                    self._ready.result()


def _kind(problem: Exception) -> str:
    if isinstance(problem, ExceptionGroup):
        return _kind(problem.exceptions[0])
    return type(problem).__name__
