"""The two webhooks, read off the connection directly; whatever else comes is aiohttp's.

A webhook call is one plain request: a POST whose length is told beforehand, on a connection kept
open.  Exactly that is read here, at a third of the cost.  At the first request that is anything
else in any way (another path, chunked, too long, odd), the connection is given to aiohttp with what
was read of it, and stays there: there is one place that judges odd requests.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

log = logging.getLogger(__name__)

LARGEST_BODY = 2 * 1024 * 1024
_LARGEST_HEAD = 16 * 1024
_PATIENCE = 10.0  # seconds for a request that has begun; the apps send theirs at once
_END = b"\r\n\r\n"

Hook = Callable[[Mapping[str, str], bytes], Awaitable[int]]
"""Takes a webhook call and gives the status to answer with; never raises."""

_REASONS = {
    200: "OK", 401: "Unauthorized", 408: "Request Timeout", 503: "Service Unavailable"
}  # fmt: skip
_ANSWERS = {
    status: (
        f"HTTP/1.1 {status} {reason}\r\nContent-Length: 0\r\nServer: tidtam\r\n"
        "X-Content-Type-Options: nosniff\r\n\r\n"
    ).encode()
    for status, reason in _REASONS.items()
}


@dataclass(frozen=True, slots=True)
class Call:
    """A whole request as it was read, and how many bytes of the connection it was."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    size: int


class Odd(Exception):
    """Not the plain request that is read here."""


def read_call(data: bytes | bytearray) -> Call | None:
    """The request at the beginning of the data; None while it is not whole.  Raises ``Odd``."""
    end = data.find(_END)
    if end < 0:
        if len(data) > _LARGEST_HEAD or data[:5] not in b"POST /"[: len(data[:5])]:
            raise Odd
        return None
    first, *lines = bytes(data[:end]).decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or words[0] != "POST" or words[2] != "HTTP/1.1":
        raise Odd
    headers = _headers(lines)
    size = end + len(_END) + _length(headers)
    if len(data) < size:
        return None
    return Call(words[1], headers, bytes(data[end + len(_END) : size]), size)


def _headers(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.lower()
        if not colon or name in headers or not name.replace("-", "").isalnum():
            raise Odd
        headers[name] = value.strip(" \t")
    return headers


def _length(headers: Mapping[str, str]) -> int:
    told = headers.get("content-length", "")
    odd = {"transfer-encoding", "expect", "upgrade", "content-encoding"} & headers.keys()
    kept = headers.get("connection", "keep-alive").lower() == "keep-alive"
    if odd or not kept or "host" not in headers or not (told.isascii() and told.isdecimal()):
        raise Odd
    if len(told) > len(str(LARGEST_BODY)) or int(told) > LARGEST_BODY:
        raise Odd
    return int(told)


class Ingress(asyncio.Protocol):
    """One connection, until it is closed or aiohttp's."""

    def __init__(
        self,
        hook_of: Callable[[str], Hook | None],
        other: Callable[[], asyncio.Protocol],
        known: "set[Ingress]",
    ) -> None:
        self._hook_of = hook_of
        self._other = other
        self._known = known
        self._data = bytearray()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.answering: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what TCP servers make
        self._transport = transport
        self._known.add(self)

    def data_received(self, data: bytes) -> None:
        self._data += data
        if self.answering is not None:
            if len(self._data) > LARGEST_BODY and self._transport is not None:
                self._transport.pause_reading()  # nobody who waits for answers sends so much
            return
        self._read()

    def _read(self) -> None:
        """Take the next call off the data, if it is there whole."""
        if not self._data:
            return self._wait(None)
        try:
            call = read_call(self._data)
            hook = self._hook_of(call.path) if call else None
        except Odd:
            return self._hand_over()
        if call is None:
            return None if self._timer else self._wait(_PATIENCE)  # from its first byte on
        if hook is None:
            return self._hand_over()
        self._wait(None)
        del self._data[: call.size]
        self.answering = asyncio.get_running_loop().create_task(self._answer(hook, call))
        return None

    async def _answer(self, hook: Hook, call: Call) -> None:
        status = await hook(call.headers, call.body)
        self.answering = None
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        transport.write(_ANSWERS[status])
        if self not in self._known:  # we are closing
            transport.close()
            return
        if not transport.is_reading():
            transport.resume_reading()
        self._read()

    def _wait(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if seconds is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._give_up)

    def _give_up(self) -> None:
        """A request that was begun did not come to its end."""
        if self._transport is not None:
            self._transport.write(_ANSWERS[408])
        self.close()

    def _hand_over(self) -> None:
        """From here on the connection is aiohttp's."""
        transport = self._transport
        if transport is None:
            return
        self._wait(None)
        self._known.discard(self)
        data, self._data, self._transport = bytes(self._data), bytearray(), None
        heir = self._other()
        transport.set_protocol(heir)
        heir.connection_made(transport)
        heir.data_received(data)

    def close(self) -> None:
        """Close now, or when what is being answered is."""
        self._known.discard(self)
        self._wait(None)
        if self.answering is None and self._transport is not None:
            self._transport.close()

    def connection_lost(self, problem: Exception | None) -> None:
        self._known.discard(self)
        self._wait(None)
        self._transport = None
