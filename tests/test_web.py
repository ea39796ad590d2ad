"""The HTTP server and the log: what strangers see of us, and what we keep of what happens."""

import io
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import aiohttp
import pytest

from bot.channel import Unauthorised
from bot.logs import Formatter, set_up
from bot.web import Health, Served, Site, build, serving

MEGABYTE = 1024 * 1024


@dataclass
class Office:
    """Stands where the bot does."""

    problem: Exception | None = None
    calls: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    healthy: bool = True

    async def receive(self, channel: str, headers: Mapping[str, str], body: bytes) -> None:
        if self.problem is not None:
            raise self.problem
        self.calls.append((channel, headers, body))

    async def file(self, token: str) -> Served | None:
        if token != "good":
            return None
        return Served("รายงาน รอบ 6.pdf", "application/pdf", b"%PDF")

    async def calendar(self, token: str) -> bytes | None:
        return b"BEGIN:VCALENDAR" if token == "good" else None

    async def health(self) -> Health:
        return Health(self.healthy, {"line": {"trouble": None}, "unsure": 0})

    async def metrics(self) -> str:
        return "tidtam_notices_owed 0\n"

    def site(self) -> Site:
        return Site(
            frozenset({"line"}), self.receive, self.file, self.health, self.calendar, self.metrics
        )


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
async def web(office) -> AsyncIterator[aiohttp.ClientSession]:
    async with (
        serving(build(office.site()), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        yield session


async def test_webhook_is_stored_as_it_came_and_answered_with_nothing(web, office):
    raw = b'{ "events" : [] , "\xe0\xb8\x81": 1}\r\n'
    async with web.post("/line", data=raw, headers={"X-Line-Signature": "s"}) as response:
        assert (response.status, await response.read()) == (200, b"")
    ((channel, headers, body),) = office.calls
    assert (channel, body, headers["x-line-signature"]) == ("line", raw, "s")


@pytest.mark.parametrize(
    ("problem", "status"),
    [(Unauthorised(), 401), (OSError("disk full"), 503), (KeyError("bug"), 503)],
)
async def test_webhook_that_was_not_stored_is_refused_without_detail(web, office, problem, status):
    office.problem = problem
    async with web.post("/line", data=b"{}") as response:
        assert (response.status, await response.read()) == (status, b"")


async def test_body_of_two_megabytes_is_the_limit(web, office):
    async with web.post("/line", data=io.BytesIO(bytes(2 * MEGABYTE))) as response:
        assert response.status == 200
    async with web.post("/line", data=io.BytesIO(bytes(2 * MEGABYTE + 1))) as response:
        assert (response.status, await response.read()) == (413, b"")
    assert len(office.calls) == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/line", 405),
        ("POST", "/telegram", 404),
        ("GET", "/", 404),
        ("GET", "/files/", 404),
        ("GET", "/files/..%2F..%2Fetc", 404),
        ("GET", "/calendar/wrong.ics", 404),
        ("GET", "/calendar/good", 404),
    ],
)
async def test_what_is_not_there_says_nothing(web, method, path, status):
    async with web.request(method, path) as response:
        assert (response.status, await response.read()) == (status, b"")
        assert response.headers["Server"] == "tidtam"


async def test_file_is_downloaded_under_its_thai_name_and_kept_by_nobody(web):
    async with web.get("/files/good?openExternalBrowser=1") as response:
        assert await response.read() == b"%PDF"
        assert response.content_disposition.filename == "รายงาน รอบ 6.pdf"
        assert response.content_disposition.type == "attachment"
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_calendar_health_and_metrics(web, office):
    async with web.get("/calendar/good.ics") as response:
        assert (response.content_type, await response.read()) == (
            "text/calendar", b"BEGIN:VCALENDAR",
        )  # fmt: skip
    async with web.get("/metrics") as response:
        assert await response.text() == "tidtam_notices_owed 0\n"
    for healthy, status in ((True, 200), (False, 503)):
        office.healthy = healthy
        async with web.get("/healthz") as response:
            assert response.status == status
            assert await response.json() == {"line": {"trouble": None}, "unsure": 0}


# --- the log


def line_of(formatter: Formatter, message: str, *args, exc_info=None, **extra) -> str:
    record = logging.getLogger("bot.test").makeRecord(
        "bot.test", logging.INFO, "f", 1, message, args, exc_info, extra=extra
    )
    return formatter.format(record)


def test_line_of_the_log_holds_its_data_by_name():
    line = line_of(Formatter(), "notice sent", notice="reminder/กองคลัง", tries=2, ok=True)
    assert line.endswith('INFO bot.test "notice sent" notice="reminder/กองคลัง" tries=2 ok=true')


@pytest.mark.parametrize(
    "secret",
    [
        "hunter2hunter2",
        "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
        "Bearer eyJhbGciOi",
        "C" + "0123456789abcdef" * 2,
        "U" + "0123456789abcdef" * 2,
        "telegram:-1001234567890",
        "-1001234567890",
        "telegram:7100000001",
        "/files/AbC_dEf-123",
    ],
)
def test_no_token_and_nobodys_id_is_logged(secret):
    formatter = Formatter(["hunter2hunter2"])
    with pytest.raises(ValueError, match="invalid") as caught:
        int(f"invalid {secret}")
    exc_info = (caught.type, caught.value, caught.tb)
    line = line_of(formatter, "failed %s", secret, exc_info=exc_info, chat=secret)
    assert secret not in line
    assert "Traceback" in line


def test_line_breaks_cannot_forge_a_line():
    line = line_of(Formatter(), "refused", word='x"\n2026-11-20 INFO forged')
    assert "\n" not in line


def test_libraries_that_tell_too_much_are_quiet(monkeypatch):
    root, stream = logging.getLogger(), io.StringIO()
    monkeypatch.setattr(root, "handlers", root.handlers)
    monkeypatch.setattr(root, "level", root.level)
    set_up(["hunter2hunter2"], stream=stream)
    logging.getLogger("httpx").info("POST https://api.telegram.org/bot1:x/sendMessage")
    logging.getLogger("telegram.request").error("an answer nobody can read")
    logging.getLogger("bot.app").info("hunter2hunter2")
    assert stream.getvalue().count("\n") == 1
    assert "[secret]" in stream.getvalue()


async def test_a_dead_link_says_what_to_do(web):
    async with web.get("/files/wrong") as response:
        assert (response.status, response.content_type) == (404, "text/plain")
        assert "กรุณาขอเอกสารใหม่ในแชต" in await response.text()
