"""A day of the whole country in one process: thousands of organisations, 30 April, every division.

A copy of one office (40 measures, 8 divisions with a chat each; every second on LINE, the others
on Telegram) per organisation; the real host (``bot.hosting``) in a process of its own under a
clock that is put, loopback stubs as both apps' APIs and the load on the other core.  Printed: the
first visit of every organisation, their night, the morning's tick and its messages, marks end to
end at five times the country's real rate (400,000 in eight hours, 14 a second), what was lost or
doubled, and memory.

Run with ``python -m bench.country`` from the project's folder; ``--organisations 500`` for less.
"""

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from bench import load
from bench.load import Stub
from bench.peers import free_port
from bot.clock import Clock
from bot.hosting import hosting
from bot.organisation import DATABASE, opened
from bot.settings import read_settings
from bot.tenancy import Tenancy
from bot.vault import new_key
from plans.duties import duties_of, occurrences
from plans.model import Clause, ClauseKind, Every, Measure, Organisation, Plan, PlanKind, Reading
from plans.progress import BANGKOK
from storage import measures, people
from storage.database import Transaction
from storage.people import Audience

MEASURES, DIVISIONS = 40, 8
YEAR, APRIL = 2570, datetime(2027, 4, 30, tzinfo=BANGKOK)
LOADED = datetime(2026, 10, 1, 9, tzinfo=BANGKOK)
RATE = 5 * 400_000 / (8 * 3600)
TOKEN = "{}:" + "A" * 35
_PATH = re.compile(rb"^POST /(?:bot(\d+):|v2/bot/message/(reply|push))")
_CHAT = re.compile(rb"chat_id\D{1,12}?(-?\d+)")
_REPLY = re.compile(rb'replyToken"\s*:\s*"([^"]+)"')


def name_of(number: int) -> str:
    """An organisation's name."""
    return f"office-{number:05}"


def furnish(tx: Transaction) -> None:
    """One clause a measure, so that a number alone says which duty is meant."""
    names = [f"กองที่ {n}" for n in range(1, DIVISIONS + 1)]
    clauses = (
        Clause("ภายในเดือนเมษายน", kind=ClauseKind.DEADLINE, due=(APRIL.date(),)),
        Clause("รายงานทุกเดือน", kind=ClauseKind.RECURRING, every=Every.MONTH),
    )
    plan = Plan(
        Organisation("เทศบาลตำบลตัวอย่าง"), PlanKind.PLAN, YEAR, monitored=True,
        measures=tuple(
            Measure(
                n, f"มาตรการที่ {n}", divisions=(names[n % DIVISIONS],), clauses=(clauses[n % 2],)
            )
            for n in range(1, MEASURES + 1)
        ),
    )  # fmt: skip
    measures.store_plan(tx, Reading(plan), file_name="plan", sha256="0" * 64, now=LOADED)
    duties = duties_of(plan)
    measures.store_duties(tx, YEAR, duties, occurrences(plan, duties))
    for number, name in enumerate(names):
        division = people.register_division(tx, name)
        for address in (f"telegram:{load.chat_of(number)}", f"line:{load.group_of(number)}"):
            chat = people.note_chat(tx, address, private=False, title=name)
            people.bind_chat(tx, chat, Audience.DIVISION, division, LOADED)
            tx.execute("UPDATE chat SET members = 5, counted_at = ?", "2027-04-29T00:00:00+00:00")


async def settle_country(folder: Path, count: int, api: str) -> None:
    """One office, made once and copied, each copy with its own apps."""
    async with opened(folder / "template") as organisation:
        await organisation.database.write(furnish)
    tenancy = Tenancy(read_settings(None), folder)
    for number in range(1, count + 1):
        place = tenancy.folder(name_of(number))
        place.mkdir(parents=True)
        shutil.copy(folder / "template" / DATABASE, place / DATABASE)
        with sqlite3.connect(place / DATABASE) as own:  # no two share what seals and signs
            own.execute(
                "UPDATE setting SET value = ? WHERE key = 'secret'", (os.urandom(32).hex(),)
            )
            app = "telegram" if number % 2 else "line"
            own.execute("UPDATE chat SET active = 0 WHERE address NOT LIKE ?", (f"{app}:%",))
        own.close()
        tenancy.put_settings(name_of(number), apps_of(number, api))


def apps_of(number: int, api: str) -> dict[str, str]:
    """Every second on LINE, the others on Telegram."""
    if number % 2:
        return {
            "telegram_bot_token": TOKEN.format(100_000 + number),
            "telegram_webhook_secret": load.SECRET,
            "telegram_api_url": api,
        }
    return {
        "line_channel_id": str(number),
        "line_channel_secret": load.SECRET,
        "line_channel_access_token": f"t{number}",
        "line_api_url": api,
    }


# --- the host, in its own process


class PutClock(Clock):
    """The machine's clock, put to another day."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


async def serve() -> None:
    """The host; each line of input puts the clock and asks for a turn, and is told its time."""
    clock, machine = PutClock(), read_settings(None)
    clock.ahead = datetime.fromisoformat(sys.argv[2]) - datetime.now(UTC)
    tenancy = Tenancy(machine, machine.data_dir)
    async with hosting(machine, tenancy, clock) as (host, _):
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


@dataclass
class Served:
    """The host's process, from outside."""

    process: asyncio.subprocess.Process
    ahead: timedelta = timedelta()

    async def turn(self, moment: datetime | None = None) -> dict[str, float]:
        """Put the clock, let it turn, and hear how long that took."""
        assert self.process.stdin
        assert self.process.stdout
        if moment is not None:
            self.ahead = moment - datetime.now(UTC)
        self.process.stdin.write(f"{moment.isoformat() if moment else ''}\n".encode())
        return json.loads(await self.process.stdout.readline())

    @property
    def memory(self) -> float:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(one.split()[1]) for one in lines if one.startswith("VmRSS")) / 1024

    @property
    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/task").iterdir()))


# --- the apps, and those who speak


@dataclass
class Heard:
    """What the stub was sent: answers to marks by whom they answer, and everything else."""

    answers: Counter[str] = field(default_factory=Counter)
    at: dict[str, float] = field(default_factory=dict)
    pushes: int = 0


class CountryStub(Stub):
    """Tells apart which organisation's chat was answered."""

    heard = Heard()
    expected: dict[str, float] = {}  # noqa: RUF012 - one for all connections

    def _take(self, whole: bytes) -> None:
        key = _key_of(whole)
        if key in self.expected:
            self.heard.answers[key] += 1
            self.heard.at.setdefault(key, time.perf_counter())
        elif b"/push " in whole[:200] or b"/sendMessage" in whole[:200]:
            self.heard.pushes += 1
        super()._take(whole)


def _key_of(whole: bytes) -> str:
    path = _PATH.match(whole)
    if path is None:
        return ""
    if path[1] is not None:
        chat = _CHAT.search(whole)
        return f"{int(path[1]) - 100_000}/{chat[1].decode()}" if chat else ""
    token = _REPLY.search(whole)
    return token[1].decode() if token else ""


def mark_of(organisation: int, division: int, serial: int, now: datetime) -> tuple[str, str, bytes]:
    """Whom the answer will be for, the path, and the whole body of a division's mark."""
    measure = next(n for n in range(1 + serial % 5 * 8, MEASURES + 9) if n % DIVISIONS == division)
    say = f"done {min(measure, MEASURES)} trained {serial} people"
    if organisation % 2:
        chat = load.chat_of(division)
        message = {
            "message_id": serial + 1, "date": int(now.timestamp()), "text": f"/{say}",
            "from": {"id": 1000 + division, "is_bot": False, "first_name": "Malee"},
            "chat": {"id": chat, "title": "Treasury", "type": "supergroup"},
            "entities": [{"offset": 0, "length": 5, "type": "bot_command"}],
        }  # fmt: skip
        body = json.dumps({"update_id": 10_000_000 + serial, "message": message}).encode()
        return f"{organisation}/{chat}", "telegram", body
    event = json.loads(load.line_event(serial, 1, 1))
    own = event["events"][0]
    own["source"] |= {"groupId": load.group_of(division), "userId": load.person_of(division)}
    own["message"]["text"] = f"#{say}"
    own["replyToken"] = f"{serial:032x}"
    own["timestamp"] = int(now.timestamp() * 1000)
    return own["replyToken"], "line", json.dumps(event).encode()


async def speak(
    base: str, count: int, rate: float, seconds: float, ahead: timedelta
) -> tuple[list[str], int]:
    """Marks at that rate whatever the host does; a chat speaks again only when it was answered."""
    chosen, sent, refused, said = random.Random(7), [], 0, set()
    stub = CountryStub
    connector = aiohttp.TCPConnector(limit=256)
    async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as tasks:
        began = time.perf_counter()

        async def post(name: str, app: str, body: bytes) -> None:
            nonlocal refused
            head, _, rest = load.request(app, body).partition(b"\r\n\r\n")
            lines = [one.partition(b": ") for one in head.split(b"\r\n")[1:]]
            headers = {k.decode(): v.decode() for k, _, v in lines if k.startswith(b"X-")}
            url = f"{base}/{name}/{app}"
            async with session.post(url, data=rest, headers=headers) as answer:
                refused += answer.status != 200

        for serial in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + serial / rate - time.perf_counter()))
            while True:
                organisation, division = chosen.randint(1, count), chosen.randrange(DIVISIONS)
                key, app, body = mark_of(organisation, division, serial, datetime.now(UTC) + ahead)
                if key not in stub.expected and (organisation, division, serial % 5) not in said:
                    break
            stub.expected[key] = time.perf_counter()
            sent.append(key)
            said.add((organisation, division, serial % 5))  # a second mark would change nothing
            tasks.create_task(post(name_of(organisation), app, body))
    return sent, refused


async def measure(folder: Path, asked: argparse.Namespace, port: int) -> None:
    """Every part of the day, in its order."""
    environment = os.environ | {
        "HTTP_PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}", "DATA_DIR": str(folder),
    }  # fmt: skip
    start = (APRIL - timedelta(hours=4)).isoformat()
    process = await asyncio.create_subprocess_exec(
        "taskset", "-c", "0", sys.executable, "-m", "bench.country", "serve", start,
        env=environment, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL if not asked.verbose else None, limit=1 << 20,
    )  # fmt: skip
    host = Served(process)
    try:
        assert process.stdout
        print(f"organisations: {json.loads(await process.stdout.readline())['names']}")
        _told("first visit of all", await host.turn(APRIL - timedelta(hours=3)), host)
        await _drained()
        _told("nothing due", await host.turn(), host)
        _told("their night, at once", await host.turn(APRIL + timedelta(hours=7)), host)
        await _drained()
        _told("before office hours", await host.turn(APRIL + timedelta(hours=8)), host)
        before = CountryStub.heard.pushes
        began = time.perf_counter()
        _told("morning tick", await host.turn(APRIL + timedelta(hours=8, minutes=31)), host)
        await _drained()
        pushed = CountryStub.heard.pushes - before
        print(f"  {pushed} reminders out after {time.perf_counter() - began:.1f} s")
        await _said(host, folder, asked, port)
    finally:
        process.terminate()
        await process.wait()


async def _said(host: Served, folder: Path, asked: argparse.Namespace, port: int) -> None:
    ticking = asyncio.create_task(_tick_on(host))
    sent, refused = await speak(
        f"http://127.0.0.1:{port}", asked.organisations, asked.rate, asked.seconds, host.ahead
    )
    await _drained()
    ticking.cancel()
    heard, expected = CountryStub.heard, CountryStub.expected
    taken = sorted(heard.at[key] - expected[key] for key in sent if key in heard.at)
    lost = sum(key not in heard.answers for key in sent)
    doubled = sum(heard.answers[key] > 1 for key in sent)
    p99 = taken[int(len(taken) * 0.99)] if taken else 0
    print(
        f"marks: {len(sent)} at {asked.rate:.0f}/s, refused {refused}, unanswered {lost},"
        f" answered twice {doubled}, recorded {_recorded(folder)}\n"
        f"  end to end p50 {statistics.median(taken) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms,"
        f" slowest {taken[-1] * 1000:.0f} ms; memory {host.memory:.0f} MiB,"
        f" {host.threads} threads"
    )


async def _tick_on(host: Served) -> None:
    while True:
        await asyncio.sleep(30)
        await host.turn()


async def _drained() -> None:
    """Until the stub has heard nothing new for a while."""
    last, now = -1, 0
    while last != now:
        await asyncio.sleep(3)
        last, now = now, CountryStub.tally.asked + sum(CountryStub.tally.sent.values())


def _recorded(folder: Path) -> int:
    found = 0
    for place in (folder / "organisations").iterdir():
        with sqlite3.connect(f"file:{place / DATABASE}?mode=ro", uri=True) as own:
            found += own.execute("SELECT count(*) FROM mark").fetchone()[0]
        own.close()
    return found


def _told(what: str, told: dict[str, float], host: Served) -> None:
    print(
        f"{what}: {told['due']} due, {told['seconds']:.1f} s ({told['cpu']:.1f} s CPU),"
        f" {told['open']} open, {told['broken']} broken, {host.memory:.0f} MiB,"
        f" {host.threads} threads",
        flush=True,
    )


async def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--organisations", type=int, default=7852)
    asked.add_argument("--rate", type=float, default=RATE)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--verbose", action="store_true")
    given = asked.parse_args()
    os.sched_setaffinity(0, {1})
    loop, port = asyncio.get_running_loop(), free_port()
    server = await loop.create_server(CountryStub, "127.0.0.1", 0)
    api = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    with tempfile.TemporaryDirectory(prefix="tidtam-country-") as scratch:
        os.environ["SECRETS_KEY"] = new_key()
        os.environ["PUBLIC_URL"] = f"http://127.0.0.1:{port}"
        began = time.perf_counter()
        await settle_country(Path(scratch), given.organisations, api)
        print(f"made in {time.perf_counter() - began:.0f} s", flush=True)
        await measure(Path(scratch), given, port)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve() if sys.argv[1:2] == ["serve"] else main())
