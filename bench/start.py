"""How soon the bot answers and how much memory it then holds, beside a bare aiohttp server.

The real command (``python -m bot run``) with LINE, with Telegram and with both, pointed at the
simulated apps: seconds from the start to the first 200 of ``/healthz`` and of a signed webhook
call, and until each app was spoken to through its library; resident memory then.  What it holds
after thousands of messages is in the tables of ``bench.peers``.  Run with ``python -m bench.start``
from the project's folder.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # where the stage's office lives

from office_bench import SECRET, Theatre, free_port, office

from simulator.line_events import sign

TRIES = 5
PATIENCE = 30.0
HELLO = """
from aiohttp import web
async def hello(_): return web.Response(text="hello")
app = web.Application()
app.add_routes([web.get("/healthz", hello), web.post("/line", hello)])
web.run_app(app, host="127.0.0.1", port=int(__import__("sys").argv[1]), print=None)
"""


@dataclass(frozen=True)
class Measured:
    """Seconds and mebibytes of one process."""

    first: float
    webhook: float
    apps: float
    idle: float


@dataclass(frozen=True)
class Subject:
    """A process to be measured: its command, and how it is known to be up."""

    name: str
    command: list[str]
    environment: dict[str, str]
    port: int
    up: Callable[[], bool]


async def measure(subject: Subject, body: bytes, headers: dict[str, str]) -> Measured:
    """Start it, ask it and end it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LINE_", "TELEGRAM_"))}
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *subject.command, env=environment | subject.environment,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{subject.port}"
    try:
        async with aiohttp.ClientSession() as session:
            await _until_200(lambda: session.get(f"{url}/healthz"))
            first = time.monotonic() - began
            await _until_200(lambda: session.post(f"{url}/line", data=body, headers=headers))
            webhook = time.monotonic() - began
            await _until(subject.up)
            apps = time.monotonic() - began
            return Measured(first, webhook, apps, _resident(process.pid))
    finally:
        process.terminate()
        await process.wait()


async def _until_200(ask: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(aiohttp.ClientError):
                async with ask() as answer:
                    if answer.status in {200, 404}:  # without LINE there is no such webhook
                        return
            await asyncio.sleep(0.002)


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
    return kilobytes / 1024


async def rounds(theatre: Theatre) -> None:
    """Measure every subject in turn, several times, and print the medians."""
    empty = json.dumps({"destination": theatre.line.account.bot_id, "events": []}).encode()
    headers = {"x-line-signature": sign(theatre.line.account.channel_secret, empty)}
    found: dict[str, list[Measured]] = {}
    for _ in range(TRIES):
        for subject in _subjects(theatre):
            theatre.stage.now = datetime.now(UTC)
            theatre.stage.requests.clear()
            measured = await measure(subject, empty, headers)
            found.setdefault(subject.name, []).append(measured)
    _print(found)


def _subjects(theatre: Theatre) -> list[Subject]:
    settings = {
        "line": {
            "LINE_CHANNEL_ID": theatre.line.account.channel_id,
            "LINE_CHANNEL_SECRET": theatre.line.account.channel_secret,
            "LINE_API_URL": theatre.url,
        },
        "telegram": {
            "TELEGRAM_BOT_TOKEN": theatre.telegram.token,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_URL": theatre.url,
        },
    }

    def bot(name: str, *apps: str) -> Subject:
        port = free_port()
        environment = {"HTTP_PORT": str(port)}
        for app in apps:
            environment |= settings[app]
        asked = {"line": "/v2/bot/info", "telegram": "/getMe"}

        def up() -> bool:
            return all(any(asked[a] in r.path for r in theatre.stage.requests) for a in apps)

        run = [sys.executable, "-m", "bot", "run", "--data-dir", str(theatre.folder)]
        return Subject(name, run, environment, port, up)

    port = free_port()
    hello = [sys.executable, "-c", HELLO, str(port)]
    return [
        Subject("bare aiohttp", hello, {}, port, lambda: True),
        bot("LINE and Telegram", "line", "telegram"),
        bot("LINE only", "line"),
        bot("Telegram only", "telegram"),
    ]


async def _until(fact: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not fact():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.005)


def _print(found: dict[str, list[Measured]]) -> None:
    names = ["first 200", "webhook 200", "apps asked", "RSS idle"]
    fields = ["first", "webhook", "apps", "idle"]
    base = {field: _median(found["bare aiohttp"], field) for field in fields}
    print(f"{'':20}" + "".join(f"{name:>22}" for name in names))
    for name, measured in found.items():
        cells = []
        for field in fields:
            value = _median(measured, field)
            unit = "s" if field in {"first", "webhook", "apps"} else "MiB"
            cells.append(f"{value:.2f} {unit} (x{value / base[field]:.1f})")
        print(f"{name:20}" + "".join(f"{cell:>22}" for cell in cells))


def _median(measured: list[Measured], field: str) -> float:
    return statistics.median(getattr(one, field) for one in measured)


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="tidtam-start-") as folder:
        async with office(Path(folder) / "data") as theatre:
            await rounds(theatre)


if __name__ == "__main__":
    asyncio.run(main())
