"""Connections to the apps' servers, shared by all organisations of a process.

An organisation is opened for one message and closed again; with a pool of its own it would greet
each server anew every time.
"""

import aiohttp

from bot.settings import is_local

_CONNECTIONS = 200


class Pool:
    """Open connections; belongs to one event loop.  Who makes one closes it."""

    def __init__(self, most: int = _CONNECTIONS) -> None:
        self._most = most
        self._connector: aiohttp.TCPConnector | None = None

    def session(self, url: str) -> aiohttp.ClientSession:
        """A session for that server with nothing shared but the connections.

        No proxy for a server on this machine; every request brings its own timeout.
        """
        if self._connector is None:
            self._connector = aiohttp.TCPConnector(limit=self._most)
        return aiohttp.ClientSession(
            connector=self._connector,
            connector_owner=False,
            trust_env=not is_local(url),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def close(self) -> None:
        """Close every connection."""
        connector, self._connector = self._connector, None
        if connector is not None:
            await connector.close()
