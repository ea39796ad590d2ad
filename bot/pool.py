"""Connections to the apps' servers, shared by all organisations of a process.

An organisation is opened for one message and closed again; with a pool of its own it would greet
each server anew every time.
"""

import aiohttp

from bot.courier import ByProxy, Carrier, Courier, needs_proxy
from bot.settings import is_local

_CONNECTIONS = 200


class Pool:
    """Open connections; belongs to one event loop.  Who makes one closes it."""

    def __init__(self) -> None:
        self._connector: aiohttp.TCPConnector | None = None
        self._courier: Courier | None = None

    @property
    def connector(self) -> aiohttp.TCPConnector:
        """The connections for everything but messages, open from the first use on."""
        if self._connector is None:
            self._connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
        return self._connector

    @property
    def courier(self) -> Courier:
        """Who carries messages where no proxy stands between."""
        if self._courier is None:
            self._courier = Courier()
        return self._courier

    async def close(self) -> None:
        """Close every connection."""
        courier, self._courier = self._courier, None
        if courier is not None:
            await courier.close()
        connector, self._connector = self._connector, None
        if connector is not None:
            await connector.close()


def open_session(url: str, pool: Pool) -> aiohttp.ClientSession:
    """A session for that server, sharing connections and nothing else.

    No proxy for a server on this machine; every request brings its own timeout.
    """
    return aiohttp.ClientSession(
        connector=pool.connector,
        connector_owner=False,
        trust_env=not is_local(url),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


def carrier_to(url: str, pool: Pool, session: aiohttp.ClientSession) -> Carrier:
    """What messages to that server are posted by."""
    return ByProxy(session) if needs_proxy(url) else pool.courier
