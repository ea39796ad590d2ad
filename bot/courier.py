"""One JSON body to an app's server and its answer back: how every message goes out.

A message is one plain POST over a connection that stays open.  aiohttp's client does that as well,
and far more, at three times the cost; it carries everything else, and what must pass a proxy.
Answers are read by llhttp, the parser of Node, through httptools.

Nothing is sent twice here: whoever asked learns whether the request may have arrived.
"""

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol
from urllib.parse import quote, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohappyeyeballs import start_connection
from httptools import HttpParserError, HttpResponseParser

from bot.settings import is_local
from plans.value import quick

_CONNECTIONS = 200
_RESTS = 15.0  # seconds a connection is trusted that nothing passes over; servers wait for longer
_LARGEST_ANSWER = 1024 * 1024
_SECOND_ADDRESS = 0.25  # seconds until a server's other address is tried beside the first


@quick
@dataclass(frozen=True, slots=True)
class Answered:
    """What a server answered, whatever its status says."""

    status: int
    content: bytes


class Unsent(Exception):
    """No connection came about: nothing was sent.  args[0] names the kind of problem."""


class Unanswered(Exception):
    """No whole answer came; the request may have arrived.  args[0] names the kind of problem."""


class Carrier(Protocol):
    """Carries messages."""

    async def post(
        self, url: str, headers: Mapping[str, str], body: bytes, patience: float
    ) -> Answered:
        """Post a body once; ``patience`` (seconds) holds for connecting, then for the answer.

        Raises ``Unsent`` or ``Unanswered``, and ``ValueError`` for a header of several lines.
        """


@dataclass(frozen=True, slots=True)
class _Server:
    host: str
    port: int
    secure: bool


class Courier:
    """Carries messages straight to their servers; belongs to one event loop."""

    def __init__(self) -> None:
        self._open: set[_Connection] = set()
        self._rested: dict[_Server, deque[_Connection]] = {}
        self._room = asyncio.Semaphore(_CONNECTIONS)
        self._closed = False

    async def post(
        self, url: str, headers: Mapping[str, str], body: bytes, patience: float
    ) -> Answered:
        server, start = _parts(url)
        request = b"%s%sContent-Length: %d\r\n\r\n%s" % (start, _lines(headers), len(body), body)
        async with self._room:
            connection = self._free(server) or await self._connect(server, patience)
            answered = await connection.ask(request, patience)
            self._rest(server, connection)
        return answered

    async def close(self) -> None:
        """Close what is open and send nothing more."""
        self._closed = True
        self._rested.clear()
        for connection in self._open:
            connection.close()
        if self._open:
            await asyncio.wait([connection.lost for connection in self._open])

    def _free(self, server: _Server) -> "_Connection | None":
        """The connection used last, if it is fresh enough: then all older ones may be stale."""
        connections = self._rested.get(server)
        while connections:
            connection = connections.pop()
            if connection.is_fresh:
                return connection
            connection.close()
        return None

    def _rest(self, server: _Server, connection: "_Connection") -> None:
        if self._closed or not connection.stays_open:
            return connection.close()
        connections = self._rested.setdefault(server, deque())
        connections.append(connection)
        if not connections[0].is_fresh:  # one each time is enough: none lies there for ever
            connections.popleft().close()
        return None

    async def _connect(self, server: _Server, patience: float) -> "_Connection":
        if self._closed:
            raise Unsent("closed")
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(patience):
                secure = await asyncio.to_thread(_certificates) if server.secure else None
                found = await loop.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
                _, connection = await loop.create_connection(
                    _Connection,
                    sock=await start_connection(found, happy_eyeballs_delay=_SECOND_ADDRESS),
                    ssl=secure,
                    server_hostname=server.host if secure else None,
                )
        except (OSError, UnicodeError) as problem:  # a time-out and a bad certificate are OSErrors
            raise Unsent(type(problem).__name__) from problem
        self._open.add(connection)
        connection.lost.add_done_callback(lambda _: self._open.discard(connection))
        return connection


class _Connection(asyncio.Protocol):
    """An open connection, which carries one request at a time."""

    def __init__(self) -> None:
        self._parser = HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answered] | None = None
        self._content = bytearray()
        self._read = 0
        self._length_told = False
        self._ends_at_close = False
        self.stays_open = True
        self._used_at = 0.0
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def is_fresh(self) -> bool:
        """Whether another request may be sent over it."""
        if not self.stays_open or self._transport is None or self._transport.is_closing():
            return False
        return asyncio.get_running_loop().time() - self._used_at < _RESTS

    async def ask(self, request: bytes, patience: float) -> Answered:
        """Send a request and wait for the answer; raises ``Unanswered``."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answered] = loop.create_future()
        self._answer = answer
        self._read = 0
        timer = loop.call_later(patience, self._fail, "TimeoutError")
        try:
            if self._transport is None:  # lost between two requests
                self._fail("closed")
            else:
                self._transport.write(request)
            return await answer
        except asyncio.CancelledError:
            self._fail("cancelled")  # or the answer would be taken for the next request's
            raise
        finally:
            timer.cancel()
            self._answer = None
            self._used_at = loop.time()

    def close(self) -> None:
        """Let go of it; who waits for an answer gets none."""
        self._fail("closed")

    def _fail(self, kind: str) -> None:
        self.stays_open = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Unanswered(kind))
        if self._transport is not None:
            self._transport.abort()

    def _give(self) -> None:
        if self._answer is not None and not self._answer.done():
            status, content = self._parser.get_status_code(), bytes(self._content)
            self._answer.set_result(Answered(status, content))

    # What the connection tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what TCP and TLS make
        self._transport = transport
        self._used_at = asyncio.get_running_loop().time()

    def data_received(self, data: bytes) -> None:
        self._read += len(data)
        if self._answer is None or self._read > _LARGEST_ANSWER:
            return self._fail("too much of an answer")
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            self._fail("odd answer")
        return None

    def connection_lost(self, problem: Exception | None) -> None:
        self._transport = None
        self.lost.set_result(None)
        if problem is None and self._ends_at_close:
            self._give()
        self._fail(type(problem).__name__ if problem else "closed")

    # What the parser tells.

    def on_message_begin(self) -> None:
        self._content.clear()
        self._length_told = False
        if self._answer is None or self._answer.done():
            self.stays_open = False  # nobody asked for this one

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() in {b"content-length", b"transfer-encoding"}:
            self._length_told = True

    def on_headers_complete(self) -> None:
        self._ends_at_close = not self._length_told

    def on_body(self, body: bytes) -> None:
        self._content += body

    def on_message_complete(self) -> None:
        self._ends_at_close = False
        if self._parser.get_status_code() >= 200:  # below it only says that an answer will come
            self.stays_open = self.stays_open and self._parser.should_keep_alive()
            self._give()


class ByProxy:
    """Carries messages as the environment's proxy settings say."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def post(
        self, url: str, headers: Mapping[str, str], body: bytes, patience: float
    ) -> Answered:
        timeout = aiohttp.ClientTimeout(total=None, connect=patience, sock_read=patience)
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=timeout
            ) as answer:
                return Answered(answer.status, await answer.read())
        except NEVER_LEFT as problem:
            raise Unsent(type(problem).__name__) from problem
        except (aiohttp.ClientError, TimeoutError, RuntimeError) as problem:
            raise Unanswered(type(problem).__name__) from problem


NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, Unsent)
"""What says for certain that nothing was sent."""


def needs_proxy(url: str) -> bool:
    """Whether the environment names a proxy for that address; none for this machine."""
    parts = urlsplit(url)
    named = parts.scheme in getproxies()
    return named and not is_local(url) and not proxy_bypass(parts.netloc)


@lru_cache(maxsize=256)
def _parts(url: str) -> tuple[_Server, bytes]:
    """The server, and how a request for that address begins."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    server = _Server(parts.hostname or "", parts.port or (443 if secure else 80), secure)
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") + (
        f"?{parts.query}" if parts.query else ""
    )
    return server, f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n".encode()


def _lines(headers: Mapping[str, str]) -> bytes:
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    if lines.count("\r") + lines.count("\n") != 2 * len(headers):
        raise ValueError("a header of several lines")
    return lines.encode("latin-1")


@cache
def _certificates() -> ssl.SSLContext:
    """Loaded once for all connections (some 50 ms)."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
