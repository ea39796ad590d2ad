"""Connections to the apps' servers, shared by all organisations of a process.

An organisation is opened for one message and closed again; with a pool of its own it would greet
each server anew every time.
"""

import aiohttp

from bot.settings import is_local

_CONNECTIONS = 200


class Pool:
    """Open connections; belongs to one event loop.  Who makes one closes it."""

    def __init__(self) -> None:
        self._connector: aiohttp.TCPConnector | None = None

    @property
    def connector(self) -> aiohttp.TCPConnector:
        """The connections, open from the first use on."""
        if self._connector is None:
            self._connector = _connector()
        return self._connector

    async def close(self) -> None:
        """Close every connection."""
        connector, self._connector = self._connector, None
        if connector is not None:
            await connector.close()


def open_session(url: str, pool: Pool | None = None) -> aiohttp.ClientSession:
    """A session for that server, sharing connections and nothing else; without ``pool`` its own.

    No proxy for a server on this machine; every request brings its own timeout.
    """
    return aiohttp.ClientSession(
        connector=pool.connector if pool is not None else _connector(),
        connector_owner=pool is None,
        trust_env=not is_local(url),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


def _connector() -> aiohttp.TCPConnector:
    return aiohttp.TCPConnector(limit=_CONNECTIONS)
