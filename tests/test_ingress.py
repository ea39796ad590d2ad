"""Webhooks read off the connection: exactly plain calls, everything else as aiohttp judges it."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import ingress
from bot.channel import Unauthorised
from bot.ingress import LARGEST_BODY, Odd, read_call
from bot.web import Health, Site, build, serving

HEAD = b"POST /line HTTP/1.1\r\nHost: x\r\nX-Line-Signature: s=\r\nContent-Length: "
PLAIN = HEAD + b"4\r\n\r\nbody"


@given(st.integers(0, len(PLAIN)), st.binary(max_size=20))
def test_call_is_read_when_it_is_whole_and_not_before(cut, following):
    found = read_call(PLAIN[:cut] + (following if cut == len(PLAIN) else b""))
    if cut < len(PLAIN):
        assert found is None
    else:
        assert (found.path, found.body, found.size) == ("/line", b"body", len(PLAIN))
        assert found.headers["x-line-signature"] == "s="


@pytest.mark.parametrize(
    "data",
    [
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET",
        b"\x16\x03\x01",
        b"POST /line HTTP/1.0\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        b"POST  /line HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        b"POST /line HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        b"POST /line HTTP/1.1\r\nHost: x\r\n\r\n",
        HEAD + b"+4\r\n\r\nbody",
        HEAD + "٤".encode() + b"\r\n\r\nbody",
        HEAD + b"4\r\nContent-Length: 5\r\n\r\nbody",
        HEAD + b"4\r\nTransfer-Encoding: chunked\r\n\r\nbody",
        HEAD + b"4\r\nExpect: 100-continue\r\n\r\nbody",
        HEAD + b"4\r\nConnection: close\r\n\r\nbody",
        HEAD + b"4\r\n folded: x\r\n\r\nbody",
        HEAD + b"4\r\nname : x\r\n\r\nbody",
        HEAD + b"4\r\nno colon\r\n\r\nbody",
        HEAD + str(LARGEST_BODY + 1).encode() + b"\r\n\r\n",
        HEAD + b"9" * 5000 + b"\r\n\r\n",
        b"POST /" + b"x" * 20_000,
    ],
)
def test_what_is_not_plain_is_somebody_elses(data):
    with pytest.raises(Odd):
        read_call(data)


@asynccontextmanager
async def connected(answers=None):
    """A connection to a server whose webhook fails as it is told."""
    bodies = []

    async def receive(channel, headers, body):
        bodies.append(body)
        problem = (answers or {}).get(body)
        if problem is not None:
            raise problem

    async def health():
        return Health(ok=True, facts={})

    async def file(token):
        return None

    site = Site(frozenset({"line"}), receive, file, health)
    async with serving(build(site), "127.0.0.1", 0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        yield reader, writer, bodies
        writer.close()


async def status_of(reader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.split("content-length: ")[1].split("\r\n")[0])
    await reader.readexactly(length)
    return int(head.split(" ")[1])


async def test_calls_follow_each_other_and_other_requests_too():
    odd = HEAD + b"4\r\nTransfer-Encoding: chunked\r\n\r\nbody"
    health = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    answers = {b"sign": Unauthorised(), b"disk": OSError()}
    async with connected(answers) as (reader, writer, bodies):
        for sent, status in [
            (PLAIN, 200), (HEAD + b"4\r\n\r\nsign", 401), (HEAD + b"4\r\n\r\ndisk", 503),
            (PLAIN, 200), (health, 200), (PLAIN, 200), (odd, 400),
        ]:  # fmt: skip
            writer.write(sent)
            assert await status_of(reader) == status
    assert bodies == [b"body", b"sign", b"disk", b"body", b"body"]


async def test_calls_in_one_packet_and_in_many_are_answered_in_order():
    async with connected() as (reader, writer, bodies):
        writer.write(b"".join(HEAD + b"1\r\n\r\n%d" % n for n in range(10)))
        for byte in PLAIN:
            writer.write(bytes([byte]))
            await writer.drain()
        assert [await status_of(reader) for _ in range(11)] == [200] * 11
    assert bodies == [b"%d" % n for n in range(10)] + [b"body"]


async def test_body_that_is_too_large_is_refused():
    async with connected() as (reader, writer, bodies):
        writer.write(HEAD + str(LARGEST_BODY + 1).encode() + b"\r\n\r\n" + b" " * LARGEST_BODY)
        writer.write(b" ")
        assert await status_of(reader) == 413
    assert not bodies


@pytest.mark.parametrize("begun", [HEAD + b"999\r\n\r\n", b"POST /line HTTP/1.1\r\nX: "])
async def test_a_request_that_drips_has_its_time_once_not_once_for_every_drop(monkeypatch, begun):
    monkeypatch.setattr(ingress, "_PATIENCE", 0.3)
    async with connected() as (reader, writer, bodies), asyncio.timeout(5):
        writer.write(begun)
        answer = asyncio.ensure_future(status_of(reader))
        while not answer.done():
            writer.write(b"x")
            await asyncio.wait([answer], timeout=0.05)
        assert await answer == 408
    assert not bodies
