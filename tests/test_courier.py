"""Messages are carried once, over connections that stay open; who sends learns what may be lost."""

import asyncio
import ssl
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import pairwise

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from bot import courier as courier_module
from bot.courier import Answered, Courier, Unanswered, Unsent, needs_proxy
from bot.pool import Pool, carrier_to, open_session
from simulator.server import running

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
HEADERS = {"Content-Type": "application/json"}
PATIENT, BRIEFLY = 5.0, 0.05


class Server:
    """Answers the n-th request of all with the n-th script: pieces, with None to close behind."""

    def __init__(self, *scripts: list[bytes | None]) -> None:
        self.scripts = list(scripts)
        self.requests: list[bytes] = []
        self.connections = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                for piece in self.scripts.pop(0):
                    if piece is None:
                        return
                    writer.write(piece)
                    await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def meeting(*scripts, secure=None):
    """A server with such answers, and a courier."""
    server, courier = Server(*scripts), Courier()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=secure)
    port = listening.sockets[0].getsockname()[1]
    server.url = f"http{'s' if secure else ''}://127.0.0.1:{port}/bot1:A/sendMessage"
    try:
        yield server, courier
    finally:
        await courier.close()
        listening.close()
        await listening.wait_closed()


async def test_request_is_what_was_asked_for_and_the_connection_stays_open():
    async with meeting([OK], [OK], [OK]) as (server, courier):
        for _ in range(3):
            answered = await courier.post(server.url, HEADERS, '{"ก":1}'.encode(), PATIENT)
            assert answered == Answered(200, b"ok")
        assert server.connections == 1
        host = server.url.split("/")[2]
        assert server.requests[0].decode() == (
            f"POST /bot1:A/sendMessage HTTP/1.1\r\nHost: {host}\r\n"
            'Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{"ก":1}'
        )


async def test_many_at_once_have_connections_of_their_own_and_every_one_its_answer():
    async def echo(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    app = web.Application()
    app.router.add_post("/", echo)
    courier = Courier()
    bodies = [b"%d" % number for number in range(300)]  # more than there are connections
    async with running(app) as url:
        posts = [courier.post(f"{url}/", {}, body, PATIENT) for body in bodies]
        assert [one.content for one in await asyncio.gather(*posts)] == bodies
        await courier.close()


ANSWERS = {
    "told length": (OK, 200, b"ok"),
    "chunked": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x=y\r\nk\r\n0\r\n\r\n",
        200,
        b"ok",
    ),
    "after an interim one": (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK, 200, b"ok"),
    "empty": (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
    "a refusal": (
        b"HTTP/1.1 429 Slow\r\ncontent-length: 2\r\nRetry-After: 3\r\n\r\n{}",
        429,
        b"{}",
    ),
}


@pytest.mark.parametrize("form", ANSWERS)
async def test_every_form_of_answer_is_read_and_the_next_is_its_own(form):
    raw, status, content = ANSWERS[form]
    async with meeting([raw], [OK]) as (server, courier):
        answered = await courier.post(server.url, HEADERS, b"1", PATIENT)
        assert answered == Answered(status, content)
        assert (await courier.post(server.url, HEADERS, b"2", PATIENT)).content == b"ok"
        assert server.connections == 1


@given(form=st.sampled_from(sorted(ANSWERS)), cuts=st.sets(st.integers(1, 90), max_size=8))
def test_answer_is_the_same_however_it_is_cut(form, cuts):
    raw, status, content = ANSWERS[form]
    edges = [0, *sorted(cut for cut in cuts if cut < len(raw)), len(raw)]
    pieces = [raw[a:b] for a, b in pairwise(edges)]

    async def hear() -> Answered:
        connection = courier_module._Connection()
        waiting = asyncio.ensure_future(connection.ask(b"", PATIENT))
        connection._transport = _Silent()
        await asyncio.sleep(0)
        for piece in pieces:
            connection.data_received(piece)
        return await waiting

    assert asyncio.run(hear()) == Answered(status, content)


class _Silent(asyncio.Transport):
    def write(self, data: bytes) -> None:
        """Nobody is there."""


async def test_answer_that_ends_with_its_connection_is_whole_and_the_next_goes_elsewhere():
    raw = b"HTTP/1.1 200 OK\r\n\r\nok"
    async with meeting([raw, None], [OK]) as (server, courier):
        for _ in range(2):
            answered = await courier.post(server.url, HEADERS, b"", PATIENT)
            assert answered == Answered(200, b"ok")
        assert server.connections == 2


async def test_connection_that_is_to_be_closed_is_not_used_again():
    raw = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
    async with meeting([raw], [OK]) as (server, courier):
        for _ in range(2):
            assert (await courier.post(server.url, HEADERS, b"", PATIENT)).content == b"ok"
        assert server.connections == 2


@pytest.mark.parametrize(
    ("pieces", "why"),
    [
        ([None], "closed"),
        ([OK[:20], None], "closed"),
        ([OK[:-1], None], "closed"),
        ([b"SSH-2.0-what\r\n\r\n"], "odd answer"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"], "odd answer"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n", b"x" * 1_100_000], "too much"),
        ([b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_100_000], "too much"),
    ],
)
async def test_request_without_a_whole_answer_may_have_arrived(pieces, why):
    async with meeting(pieces, [OK]) as (server, courier):
        with pytest.raises(Unanswered, match=why):
            await courier.post(server.url, HEADERS, b"once", PATIENT)
        assert len(server.requests) == 1, "it was sent twice"
        assert (await courier.post(server.url, HEADERS, b"", PATIENT)).content == b"ok"
        assert server.connections == 2


async def test_late_answer_is_not_taken_for_the_next_request_s():
    async with meeting([OK[:10]], [OK]) as (server, courier):
        with pytest.raises(Unanswered, match="TimeoutError"):
            await courier.post(server.url, HEADERS, b"", BRIEFLY)
        giving_up = asyncio.create_task(courier.post(server.url, HEADERS, b"", PATIENT))
        while len(server.requests) < 2:
            await asyncio.sleep(0)
        giving_up.cancel()
        with suppress(asyncio.CancelledError):
            await giving_up
        server.scripts.append([OK])
        assert (await courier.post(server.url, HEADERS, b"3", PATIENT)).content == b"ok"
        assert server.connections == 3


async def test_what_nobody_asked_for_ends_the_connection():
    async with meeting([OK + OK], [OK]) as (server, courier):
        for _ in range(2):
            assert (await courier.post(server.url, HEADERS, b"", PATIENT)).content == b"ok"
        assert server.connections == 2


async def test_connection_that_rested_for_long_is_not_trusted(monkeypatch):
    async with meeting([OK], [OK], [OK]) as (server, courier):
        await courier.post(server.url, HEADERS, b"", PATIENT)
        monkeypatch.setattr(courier_module, "_RESTS", 0.0)
        await courier.post(server.url, HEADERS, b"", PATIENT)
        monkeypatch.undo()
        await courier.post(server.url, HEADERS, b"", PATIENT)
        assert server.connections == 3


async def test_where_no_connection_comes_about_nothing_was_sent():
    courier = Courier()
    listening = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    listening.close()
    await listening.wait_closed()
    for url in (f"http://127.0.0.1:{port}/", "http://a..b/", "http:///"):
        with pytest.raises(Unsent):
            await courier.post(url, HEADERS, b"", PATIENT)
    await courier.close()
    with pytest.raises(Unsent, match="closed"):
        await courier.post("http://127.0.0.1:1/", HEADERS, b"", PATIENT)


async def test_server_that_never_greets_was_sent_nothing():
    async with meeting([OK]) as (server, courier):
        with pytest.raises(Unsent, match="TimeoutError"):
            await courier.post(server.url.replace("http:", "https:"), HEADERS, b"", 0.2)
        assert server.requests == []


async def test_who_waits_while_the_courier_closes_is_told():
    async with meeting([OK[:10]]) as (server, courier):
        waiting = asyncio.create_task(courier.post(server.url, HEADERS, b"", PATIENT))
        while not server.requests:
            await asyncio.sleep(0)
        await courier.close()
        with pytest.raises(Unanswered, match="closed"):
            await waiting


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\nb", "a\rb"])
async def test_header_cannot_begin_another(value):
    with pytest.raises(ValueError, match="several lines"):
        await Courier().post("http://127.0.0.1:1/", {"Authorization": value}, b"", PATIENT)


async def test_path_cannot_leave_its_line():
    async with meeting([OK]) as (server, courier):
        await courier.post(server.url + " HTTP/1.1\r\nX: ก", HEADERS, b"", PATIENT)
        line = server.requests[0].split(b"\r\n")[0]
        assert line == b"POST /bot1:A/sendMessage%20HTTP/1.1X:%20%E0%B8%81 HTTP/1.1"


def certificate(folder) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server of ours shows, and who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    raw = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "both.pem").write_bytes(key.private_bytes(pem, *raw) + made.public_bytes(pem))
    shown = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    shown.load_cert_chain(folder / "both.pem")
    return shown, ssl.create_default_context(cadata=made.public_bytes(pem).decode())


async def test_over_tls_and_only_with_whom_we_trust(tmp_path, monkeypatch):
    shown, trusting = certificate(tmp_path)
    async with meeting([OK], [OK], secure=shown) as (server, courier):
        with pytest.raises(Unsent, match="SSLCertVerificationError"):
            await courier.post(server.url, HEADERS, b"secret", PATIENT)
        assert server.requests == []
        monkeypatch.setattr(courier_module, "_certificates", lambda: trusting)
        for _ in range(2):
            assert (await courier.post(server.url, HEADERS, b"", PATIENT)).content == b"ok"
        assert len(server.requests) == 2


async def test_proxy_of_the_environment_passes_messages_on(monkeypatch):
    async with meeting([OK], [None]) as (proxy, _):
        monkeypatch.setenv("http_proxy", proxy.url.rpartition("/bot1")[0])
        monkeypatch.setenv("no_proxy", "inside.go.th")
        assert needs_proxy("http://api.example.org/x")
        assert not needs_proxy("http://inside.go.th/x")
        assert not needs_proxy("https://api.example.org/x")
        assert not needs_proxy(proxy.url)
        pool, url = Pool(), "http://api.example.org/say"
        async with open_session(url, pool) as session:
            carrier = carrier_to(url, pool, session)
            assert await carrier.post(url, HEADERS, b"{}", PATIENT) == Answered(200, b"ok")
            assert proxy.requests[0].startswith(b"POST http://api.example.org/say HTTP/1.1\r\n")
            with pytest.raises(Unanswered):
                await carrier.post(url, HEADERS, b"{}", PATIENT)
            monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
            with pytest.raises(Unsent):
                await carrier.post(url, HEADERS, b"{}", PATIENT)
        await pool.close()
