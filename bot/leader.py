"""Whether this process is the one that works: a second one only says so, and waits."""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from bot.clock import Clock
from storage import lease
from storage.database import Database

log = logging.getLogger(__name__)

_NAME = "sender"
_RENEW = 10.0  # seconds
_AGAIN = 1.0  # after a renewal that failed


class Claim(Protocol):
    """What an organisation's bot asks before and while it works."""

    async def become(self) -> None:
        """Return once nobody else works."""

    async def stay(self) -> None:
        """Keep it so, for ever; raises ``LeaseLost``."""

    def held(self) -> AbstractAsyncContextManager[None]:
        """Give it back in the end."""


class Led:
    """The claim of an organisation whose host holds the lease for all of them."""

    async def become(self) -> None:
        """The host did."""

    async def stay(self) -> None:
        """The host does."""
        await asyncio.Event().wait()

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """The host gives it back."""
        yield


class LeaseLost(Exception):
    """Another process took over while this one was held up; it must not go on."""


class Leader:
    """One process's claim to be the only one that sends and polls."""

    def __init__(self, database: Database, clock: Clock, holder: str | None = None) -> None:
        self._database = database
        self._clock = clock
        self._holder = holder or f"{_here()}/{secrets.token_hex(4)}"

    async def become(self) -> None:
        """Return once the lease is ours; until then say who has it."""
        while (other := await self.other()) is not None:
            log.error("another process runs this bot already", extra={"holder": other})
            await asyncio.sleep(_RENEW)

    async def other(self) -> str | None:
        """Take or renew the lease; who has it instead."""
        return await self._database.write(
            lease.take, _NAME, self._holder, self._clock.now(), _is_gone
        )

    async def stay(self) -> None:
        """Renew for ever; raises ``LeaseLost``.

        A disk that refuses to renew refuses to claim as well: nothing is sent meanwhile.
        """
        pause = _RENEW
        while True:
            await asyncio.sleep(pause)
            try:
                other, pause = await self.other(), _RENEW
            except Exception:
                log.exception("lease not renewed")
                pause = _AGAIN
                continue
            if other is not None:
                raise LeaseLost(other)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Give the lease back in the end, so that the next process need not wait."""
        try:
            yield
        finally:
            await asyncio.shield(self._database.write(lease.release, _NAME, self._holder))


def _here() -> str:
    return f"{socket.gethostname()}/{os.getpid()}"


def _is_gone(holder: str) -> bool:
    """Whether a process of this machine has ended; of others nothing is known."""
    host, _, rest = holder.partition("/")
    number = rest.partition("/")[0]
    if host != socket.gethostname() or not number.isdecimal() or os.name != "posix":
        return False
    if int(number) == os.getpid():  # an earlier bot of this very process
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
