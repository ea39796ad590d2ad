"""How the work grows with what there is of it: measures of a plan, organisations of a host.

The first table has the processor's milliseconds (whatever else runs) for one mark, from the stored
event to the reply that is owed, with 10 to 1,000 measures and ten divisions, and for a mark when
half of everything is answered.  The second has a host of 1 to 1,000 organisations: its start, a
turn of the clock with nothing due, a mark from the webhook to the answer sent, said in any of them
in turn, and memory.
Run with ``python -m bench.growth`` from the project's folder; ``--organisations 10000`` for more.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import load, peers
from bench.country import PutClock
from bench.country_folder import APRIL, settle_country
from bench.country_talk import CountryStub, Said, marks
from bot import gate
from bot.channel import unpack
from bot.hosting import Host, hosting
from bot.line_events import read_events
from bot.organisation import opened
from bot.settings import read_settings
from bot.tenancy import Tenancy
from bot.vault import new_key
from handlers.router import Router
from handlers.scene import Office
from storage.database import Transaction

SIZES = (10, 100, 1000)
HOSTED = (1, 10, 100, 1000)
MARKS = 300
CHATS = 100
SAID = 100


async def measured(count: int) -> tuple[float, float]:
    """Milliseconds for a mark of an unanswered plan, and of one with many answers."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="tidtam-growth-") as folder:
        async with opened(Path(folder)) as organisation:
            await organisation.database.write(peers.furnish, CHATS, now, count)
            router = Router(Office(organisation.secret))
            said = [
                event
                for number in range(MARKS * 2)
                for event in read_events(load.line_event(number, CHATS, count), None, now)
            ]
            await organisation.database.write(gate.receive, said, now)

            def handle(tx: Transaction, first: int) -> float:
                began = time.process_time()
                for event in said[first : first + MARKS]:
                    message = unpack(event.payload)
                    if message is not None:
                        router.handle(tx, message, now)
                return (time.process_time() - began) * 1000 / MARKS

            early = await organisation.database.write(handle, 0)
            return early, await organisation.database.write(handle, MARKS)


@dataclass(frozen=True, slots=True)
class Hosted:
    """What a host of so many costs; milliseconds of the processor, and MiB."""

    start: float
    idle: float
    mark: float
    memory: float


async def hosted(count: int) -> Hosted:
    """Start a host, visit everybody once, then let a hundred marks be said, one after another."""
    with tempfile.TemporaryDirectory(prefix="tidtam-growth-") as folder:
        async with _apps() as api:
            os.environ |= {
                "SECRETS_KEY": new_key(), "DATA_DIR": folder, "HTTP_PORT": str(peers.free_port()),
                "PUBLIC_URL": "http://127.0.0.1:9",
            }  # fmt: skip
            await settle_country(Path(folder), range(1, count + 1), api)
            clock, machine = PutClock(), read_settings(None)
            clock.ahead = APRIL - timedelta(hours=3) - datetime.now(UTC)
            began = time.process_time()
            async with hosting(machine, Tenancy(machine, Path(folder)), clock) as (host, _):
                start = _since(began)
                await host.tick()
                began = time.process_time()
                await host.tick()
                idle, began = _since(began), time.process_time()
                said = marks(count, clock.now())
                for _, one in zip(range(SAID), said, strict=False):
                    await _say(host, one)
                return Hosted(start, idle, _since(began) / SAID, _memory())


async def _say(host: Host, one: Said) -> None:
    head, _, _ = load.request(one.app, one.body).partition(b"\r\n\r\n")
    lines = [line.decode().partition(": ") for line in head.split(b"\r\n")[1:]]
    headers = {name: value for name, _, value in lines}
    await host.site(one.organisation).receive(one.app, headers, one.body)
    async with host.using(one.organisation) as bot:
        await bot.app.rest()


@asynccontextmanager
async def _apps() -> AsyncIterator[str]:
    """The apps' APIs in a process of their own: their work is not counted."""
    port = peers.free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.growth", "apps", str(port), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout
        await process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()


async def serve_apps(port: int) -> None:
    """Be the apps until killed."""
    server = await asyncio.get_running_loop().create_server(CountryStub, "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


def _since(began: float) -> float:
    return (time.process_time() - began) * 1000


def _memory() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def _rows(sizes: Sequence[int], organisations: Sequence[int]) -> Iterator[str]:
    yield f"{'measures':>10} {'ms for a mark':>14} {'with answers':>14}"
    for count in sizes:
        early, late = asyncio.run(measured(count))
        yield f"{count:10,} {early:14.2f} {late:14.2f}"
    yield ""
    heads = ("offices", "ms to start", "nothing due", "ms for a mark", "MiB")
    yield "{:>10} {:>12} {:>12} {:>14} {:>6}".format(*heads)
    for count in organisations:
        one = asyncio.run(hosted(count))
        yield f"{count:10,} {one.start:12.1f} {one.idle:12.2f} {one.mark:14.2f} {one.memory:6.0f}"


def main() -> None:
    """Print both tables."""
    asked = argparse.ArgumentParser(description="growth with measures and organisations")
    asked.add_argument("--measures", type=int, nargs="*", default=SIZES)
    asked.add_argument("--organisations", type=int, nargs="*", default=HOSTED)
    given = asked.parse_args()
    for row in _rows(given.measures, given.organisations):
        print(row, flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["apps"]:
        asyncio.run(serve_apps(int(sys.argv[2])))
    else:
        main()
