"""A day of the whole country on one machine: thousands of organisations, 30 April, every division.

The real host (``bot.hosting``) in a process of its own under a clock that is put, loopback stubs
as both apps' APIs and the load on the other core.  ``--processes 2`` shares the organisations
among hosts as docs/hosting.md has it, each with a folder and a core of its own; the load then
takes its time from both.  Printed: the first visit of every organisation,
their night, the morning's tick and its messages, marks end to end at five times the country's real
rate (400,000 in eight hours, 14 a second), what was lost or doubled, and memory.  Ends with 1 if a
mark was lost or doubled.

Run with ``python -m bench.country`` from the project's folder; ``--organisations 250 500 1000``
for a series of smaller countries, one line each at the end.
"""

import argparse
import asyncio
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.country_folder import APRIL, marks_said, number_of, settle_country
from bench.country_talk import CountryStub, Spoken, drained, speak
from bench.peers import free_port
from bot import logs
from bot.clock import Clock
from bot.hosting import hosting, load_libraries
from bot.settings import read_settings
from bot.tenancy import Tenancy
from bot.vault import new_key

RATE = 5 * 400_000 / (8 * 3600)
_TURN = 30.0  # seconds between turns of the clock, as the host has them


# --- the host, in its own process


class PutClock(Clock):
    """The machine's clock, put to another day."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


async def serve() -> None:
    """The host; each line of input puts the clock and asks for a turn, and is told its time."""
    logs.set_up(level=logging.WARNING)
    clock, machine = PutClock(), read_settings(None)
    clock.ahead = datetime.fromisoformat(sys.argv[2]) - datetime.now(UTC)
    tenancy = Tenancy(machine, machine.data_dir)
    async with hosting(machine, tenancy, clock) as (host, _):
        await load_libraries()
        print(json.dumps({"names": len(host.names)}), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line.strip():
                clock.ahead = datetime.fromisoformat(line.strip()) - datetime.now(UTC)
            due = sum(at <= clock.now() for at in host._next.values())  # noqa: SLF001 - a figure
            began, cpu = time.perf_counter(), time.process_time()
            await host.tick()
            told = {
                "due": due, "seconds": time.perf_counter() - began,
                "cpu": time.process_time() - cpu, "open": host.open_now, "broken": len(host.broken),
            }  # fmt: skip
            print(json.dumps(told), flush=True)


@dataclass(frozen=True, slots=True)
class Turned:
    """What one turn of the clock took."""

    due: int
    seconds: float
    cpu: float
    open: int
    broken: int


@dataclass(frozen=True, slots=True)
class Served:
    """One host's process, from outside."""

    process: asyncio.subprocess.Process
    url: str
    folder: Path

    async def told(self) -> dict[str, float]:
        """What it says next."""
        assert self.process.stdout
        found: dict[str, float] = json.loads(await self.process.stdout.readline())
        return found

    async def turn(self, asked: str) -> dict[str, float]:
        """Put its clock, let it turn, and tell how long that took."""
        assert self.process.stdin
        self.process.stdin.write(f"{asked}\n".encode())
        return await self.told()

    def memory(self, which: str = "VmRSS") -> float:
        """MiB of the process, now or (``VmHWM``) at most so far."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(one.split()[1]) for one in lines if one.startswith(which)) / 1024


def _share(number: int, processes: int) -> int:
    """Which host serves an organisation: two neighbours, one on each app, the same."""
    return number // 2 % processes


@dataclass
class Machine:
    """Every host of the machine."""

    hosts: list[Served]
    ahead: timedelta = timedelta()

    def address_of(self, organisation: str) -> str:
        """Where the proxy would send what is for that organisation."""
        return self.hosts[_share(number_of(organisation), len(self.hosts))].url

    async def turn(self, what: str, moment: datetime | None = None) -> Turned:
        """Put the clocks, let them turn at the same time, and tell how long the last one took."""
        if moment is not None:
            self.ahead = moment - datetime.now(UTC)
        asked = moment.isoformat() if moment else ""
        told = await asyncio.gather(*(one.turn(asked) for one in self.hosts))
        turned = Turned(
            due=int(sum(one["due"] for one in told)),
            seconds=max(one["seconds"] for one in told),
            cpu=sum(one["cpu"] for one in told),
            open=int(sum(one["open"] for one in told)),
            broken=int(sum(one["broken"] for one in told)),
        )
        print(
            f"  {what}: {turned.due} due, {turned.seconds:.1f} s ({turned.cpu:.1f} s CPU),"
            f" {turned.open} open, {turned.broken} broken, {self.memory():.0f} MiB",
            flush=True,
        )
        return turned

    def memory(self, which: str = "VmRSS") -> float:
        """MiB of all processes, now or (``VmHWM``) each at most so far."""
        return sum(one.memory(which) for one in self.hosts)


# --- the day


@dataclass(frozen=True, slots=True)
class Day:
    """What a country's day came to."""

    organisations: int
    morning: Turned
    reminders: int
    reminded: float
    spoken: Spoken
    recorded: int
    memory: float

    @property
    def is_whole(self) -> bool:
        """Whether every mark was recorded once and answered once."""
        spoken = self.spoken
        return not (spoken.lost or spoken.doubled or spoken.refused or self.recorded != spoken.sent)

    def line(self) -> str:
        """The row of the table."""
        spoken = self.spoken
        return (
            f"{self.organisations:>8,} {self.morning.seconds:>9.1f} {self.reminders:>10,}"
            f" {self.reminded:>9.1f} {spoken.sent:>8,} {spoken.lost + spoken.refused:>5}"
            f" {spoken.doubled:>8} {self.recorded:>9,}"
            f" {spoken.share(0.5) * 1000:>7.0f} {spoken.share(0.99) * 1000:>7.0f}"
            f" {self.memory:>7.0f}"
        )


HEAD = (
    f"{'offices':>8} {'morning s':>9} {'reminders':>10} {'all out s':>9} {'marks':>8} {'lost':>5}"
    f" {'doubled':>8} {'recorded':>9} {'p50 ms':>7} {'p99 ms':>7} {'MiB':>7}"
)


async def the_day(machine: Machine, count: int, asked: argparse.Namespace) -> Day:
    """Every part of the day, in its order."""
    names = sum([int((await one.told())["names"]) for one in machine.hosts])
    print(f"{names} organisations", flush=True)
    await machine.turn("first visit of all", APRIL - timedelta(hours=3))
    await drained()
    await machine.turn("nothing due")
    await machine.turn("their night, at once", APRIL + timedelta(hours=7))
    await drained()
    await machine.turn("before office hours", APRIL + timedelta(hours=8))
    before, began = CountryStub.heard.pushes, time.perf_counter()
    morning = await machine.turn("morning tick", APRIL + timedelta(hours=8, minutes=31))
    await drained()
    reminded = CountryStub.tally.last - began
    reminders = CountryStub.heard.pushes - before
    async with asyncio.TaskGroup() as tasks:
        ticking = tasks.create_task(_tick_on(machine))
        spoken = await speak(
            machine.address_of, count, asked.rate, int(asked.rate * asked.seconds), machine.ahead
        )
        ticking.cancel()
    memory = machine.memory("VmHWM")
    recorded = sum(marks_said(one.folder) for one in machine.hosts)
    return Day(count, morning, reminders, reminded, spoken, recorded, memory)


@asynccontextmanager
async def _running(folder: Path, core: int, asked: argparse.Namespace) -> AsyncIterator[Served]:
    """A host of what lies in the folder, on a core of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "HTTP_PORT": str(port), "PUBLIC_URL": url, "DATA_DIR": str(folder),
    }  # fmt: skip
    start = (APRIL - timedelta(hours=4)).isoformat()
    process = await asyncio.create_subprocess_exec(
        "taskset", "-c", str(core), sys.executable, "-m", "bench.country", "serve", start,
        env=environment, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL if not asked.verbose else None, limit=1 << 20,
    )  # fmt: skip
    try:
        yield Served(process, url, folder)
    finally:
        process.terminate()
        await process.wait()


async def _tick_on(machine: Machine) -> None:
    while True:
        await asyncio.sleep(_TURN)
        await machine.turn("a turn meanwhile")


async def _measured(count: int, asked: argparse.Namespace, api: str) -> Day:
    async with AsyncExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="tidtam-country-", dir=asked.folder)
        scratch = Path(stack.enter_context(made))
        os.environ["SECRETS_KEY"], os.environ["PUBLIC_URL"] = new_key(), "http://127.0.0.1"
        began = time.perf_counter()
        folders = [scratch / f"host-{place}" for place in range(asked.processes)]
        for place, folder in enumerate(folders):
            folder.mkdir()
            numbers = [n for n in range(1, count + 1) if _share(n, asked.processes) == place]
            await settle_country(folder, numbers, api)
        print(f"{count} organisations made in {time.perf_counter() - began:.0f} s", flush=True)
        hosts = [
            await stack.enter_async_context(_running(folder, place, asked))
            for place, folder in enumerate(folders)
        ]
        return await the_day(Machine(hosts), count, asked)


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description="30 April of the country, compressed")
    asked.add_argument("--organisations", type=int, nargs="+", default=[7852])
    asked.add_argument("--processes", type=int, default=1, help="hosts that share them")
    asked.add_argument("--rate", type=float, default=RATE, help="marks a second")
    asked.add_argument("--seconds", type=float, default=60, help="of marks")
    asked.add_argument("--folder", type=Path, help="where the databases are made (1 MB each)")
    asked.add_argument("--verbose", action="store_true", help="show what the host logs")
    return asked.parse_args()


async def main() -> int:
    """Play each day; 1 if a mark was lost or doubled."""
    asked = _asked()
    os.sched_setaffinity(0, {1} if asked.processes == 1 else os.sched_getaffinity(0))
    server = await asyncio.get_running_loop().create_server(CountryStub, "127.0.0.1", 0)
    api = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    days = []
    for count in asked.organisations:
        CountryStub.heard.__init__()  # a new day
        days.append(await _measured(count, asked, api))
        print(HEAD, days[-1].line(), sep="\n", flush=True)
    server.close()
    if len(days) > 1:
        print(HEAD, *(day.line() for day in days), sep="\n")
    return 0 if all(day.is_whole for day in days) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(serve() if sys.argv[1:2] == ["serve"] else main()))
