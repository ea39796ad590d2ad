"""One task side by side: a signed group message marks a measure, is stored durably and answered.

Our own ``tidtam run`` and each peer in its library's documented shape, one process each, pinned to
core 0; clients and a stub of the apps' APIs on core 1; 32 keep-alive connections; every message
distinct and correctly signed; rounds interleaved, the best run of each printed, and its ratio to
the fastest peer of the same app.  "200s/s" counts acknowledged messages while the load lasts;
"finished/s" stored **and** answered ones until the last answer (twice the load's time at most).

Run with ``python -m bench.peers`` from the project's folder; ``--delay 80`` lets the API take
80 ms.  The peers are installed beside this file at the first run: their own virtual environment,
``bench/peers/.venv``, and ``node_modules`` (Node 20 and npm; without them Telegraf is left out).
"""

import argparse
import asyncio
import itertools
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import load
from bench.load import Client, Stub, Tally
from bot.organisation import opened
from plans.duties import duties_of, occurrences
from plans.model import Clause, ClauseKind, Every, Measure, Organisation, Plan, PlanKind, Reading
from plans.rounds import fiscal_year_of
from storage import measures, people
from storage.database import Transaction
from storage.people import Audience

HERE = Path(__file__).parent / "peers"
MEASURES, DIVISIONS = 100, 10
CONNECTIONS = 32
OURS = "tidtam"


@dataclass(frozen=True)
class Subject:
    """A process to be measured on one app."""

    name: str
    app: str
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def stores(self) -> bool:
        return self.name != "bare aiohttp"


@dataclass(frozen=True)
class Run:
    """One run of one subject."""

    acks: float
    finished: float
    p50: float
    p99: float
    first: float
    idle: float
    busy: float
    left: int
    stored: int
    acked: int
    cpu: float


def subjects(apps: list[str]) -> list[Subject]:
    """Everybody on every app, ours first."""
    python = str(HERE / ".venv" / "bin" / "python")
    node = shutil.which("node")
    ours = (sys.executable, "-m", "bot", "run")
    known = [
        *(Subject(OURS, app, ours) for app in ("telegram", "line")),
        *(Subject("bare aiohttp", app, (python, str(HERE / "hello.py"))) for app in
          ("telegram", "line")),
        Subject("python-telegram-bot", "telegram", (python, str(HERE / "telegram_library.py"))),
        Subject("aiogram", "telegram", (python, str(HERE / "aiogram_bot.py"))),
        Subject("aiogram, after reply", "telegram", (python, str(HERE / "aiogram_bot.py")),
                (("FOREGROUND", "1"),)),
        Subject("line-bot-sdk", "line", (python, str(HERE / "line_sdk.py"))),
    ]  # fmt: skip
    if node and (HERE / "node_modules" / "better-sqlite3").exists():
        known.append(Subject("Telegraf", "telegram", (node, str(HERE / "telegraf_bot.mjs"))))
    return [one for one in known if one.app in apps]


def install() -> None:
    """The peers' packages, once, apart from our own."""
    if not (HERE / ".venv").exists():
        subprocess.run([sys.executable, "-m", "venv", str(HERE / ".venv")], check=True)
        pip = [str(HERE / ".venv" / "bin" / "pip"), "install", "-q"]
        subprocess.run([*pip, "-r", str(HERE / "requirements.txt")], check=True)
    if shutil.which("npm") and not (HERE / "node_modules").exists():
        npm = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"]
        subprocess.run(npm, cwd=HERE, check=True)


def plan(year: int, count: int = MEASURES) -> Plan:
    """Every division reports every measure every month."""
    names = tuple(f"กองที่ {n}" for n in range(1, DIVISIONS + 1))
    clause = Clause("รายงานทุกเดือน", kind=ClauseKind.RECURRING, every=Every.MONTH)
    built = tuple(
        Measure(n, f"มาตรการที่ {n}", divisions=names, clauses=(clause,)) for n in range(1, count + 1)
    )
    return Plan(Organisation("เทศบาล"), PlanKind.PLAN, year, measures=built, monitored=True)


def furnish(tx: Transaction, chats: int, now: datetime, count: int = MEASURES) -> None:
    """The plan in force, and every chat bound to one of the divisions."""
    year = fiscal_year_of(now.date()) - 1  # all its twelve months may be reported
    begins = now - timedelta(days=400)
    made = plan(year, count)
    measures.store_plan(tx, Reading(made), file_name="p", sha256="0" * 64, now=begins)
    duties = duties_of(made)
    measures.store_duties(tx, year, duties, occurrences(made, duties))
    divisions = people.divisions(tx)
    for number in range(chats):
        for address in (f"telegram:{load.chat_of(number)}", f"line:{load.group_of(number)}"):
            chat = people.note_chat(tx, address, private=False)
            people.bind_chat(tx, chat, Audience.DIVISION, divisions[number % DIVISIONS], begins)
    for number in range(load.PEOPLE):
        people.note_person(tx, f"telegram:{1000 + number}", "Malee")
        people.note_person(tx, f"line:{load.person_of(number)}", "Kanya")


async def prepare(folder: Path, chats: int) -> None:
    """The office's folder, made once and copied for every run."""
    async with opened(folder) as organisation:
        await organisation.database.write(furnish, chats, datetime.now(UTC))


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


def environment(subject: Subject, folder: Path, port: int, api: str) -> dict[str, str]:
    """What the process finds in its environment."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LINE_", "TELEGRAM_"))}
    common = {"PORT": str(port), "API": api, "TOKEN": load.TOKEN, "SECRET": load.SECRET,
              "STORE": str(folder / "peer.db"), **dict(subject.environment)}  # fmt: skip
    if subject.name != OURS:
        return kept | common
    mine = {"HTTP_PORT": str(port), "DATA_DIR": str(folder)}
    if subject.app in {"telegram", "both"}:
        mine |= {"PUBLIC_URL": f"http://127.0.0.1:{port}", "TELEGRAM_BOT_TOKEN": load.TOKEN,
                 "TELEGRAM_WEBHOOK_SECRET": load.SECRET, "TELEGRAM_API_URL": api}  # fmt: skip
    if subject.app in {"line", "both"}:
        mine |= {"LINE_CHANNEL_SECRET": load.SECRET, "LINE_CHANNEL_ACCESS_TOKEN": "t",
                 "LINE_API_URL": api, "LINE_CHANNEL_ID": "1"}  # fmt: skip
    return kept | mine


async def run(subject: Subject, office: Path, asked: argparse.Namespace, api: str) -> Run:
    """Start it, load it, wait until it has finished, end it."""
    with tempfile.TemporaryDirectory(prefix="tidtam-peers-") as scratch:
        folder = Path(scratch)
        if subject.name == OURS:
            shutil.copytree(office, folder, dirs_exist_ok=True)
        port = free_port()
        Stub.tally = tally = Tally()
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            "taskset", "-c", "0", *subject.command, env=environment(subject, folder, port, api),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=None if asked.verbose else asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            apps = ("telegram", "line") if subject.app == "both" else (subject.app,)
            probe = load.request(apps[0], b"[]" if apps[0] == "telegram" else b'{"events":[]}')
            first = await _first_answer(port, probe) - began
            await asyncio.sleep(2.5)  # the apps' libraries are imported behind the first answer
            return await _loaded(subject, folder, process.pid, port, tally, asked, first)
        finally:
            process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 8)
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _loaded(
    subject: Subject,
    folder: Path,
    pid: int,
    port: int,
    tally: Tally,
    asked: argparse.Namespace,
    first: float,
) -> Run:
    idle, work = _resident(pid), _cpu(pid)
    apps = ("telegram", "line") if subject.app == "both" else (subject.app,)
    requests = _requests(apps, asked.chats, asked.messages)
    Stub.delay = asked.delay / 1000
    began = time.perf_counter()
    taken = iter(requests)
    until = began + asked.seconds
    loop = asyncio.get_running_loop()
    clients = []
    for _ in range(CONNECTIONS):
        _, client = await loop.create_connection(
            lambda: Client(taken, until, tally), "127.0.0.1", port
        )
        clients.append(client)
    await asyncio.wait([client.done for client in clients])
    took = time.perf_counter() - began
    await _finish(tally, asked, subject)
    done = sum(tally.sent.values())
    lasted = (tally.last or time.perf_counter()) - began
    acked = sorted(tally.acked)
    return Run(
        acks=len(acked) / took,
        finished=done / max(lasted, took),
        p50=acked[len(acked) // 2] * 1000,
        p99=acked[len(acked) * 99 // 100] * 1000,
        first=first,
        idle=idle,
        busy=_resident(pid),
        left=len(acked) - done,
        stored=_stored(folder, subject),
        acked=len(acked),
        cpu=(_cpu(pid) - work) / max(len(acked), 1) * 1e6,
    )


def _requests(apps: tuple[str, ...], chats: int, most: int | None) -> Iterator[bytes]:
    """Whole requests, each made when it is needed."""
    makers = {"telegram": load.telegram_update, "line": load.line_event}
    for number in itertools.count():
        if most is not None and number >= most:
            return
        app = apps[number % len(apps)]
        yield load.request(app, makers[app](number, chats, MEASURES))


async def _finish(tally: Tally, asked: argparse.Namespace, subject: Subject) -> None:
    """Until every acknowledged message is answered, nothing moves any more, or patience ends."""
    if not subject.stores:
        return
    patience = time.perf_counter() + max(asked.seconds * asked.patience, 4)
    before, still = -1, 0
    while sum(tally.sent.values()) < len(tally.acked) and time.perf_counter() < patience:
        await asyncio.sleep(0.1)
        now = sum(tally.sent.values())
        still = still + 1 if now == before else 0
        before = now
        if still > 30:
            return
    await asyncio.sleep(0.3)


def _stored(folder: Path, subject: Subject) -> int:
    import sqlite3  # noqa: PLC0415 - only to look into what was written

    mine = subject.name == OURS
    path = folder / ("tidtam.db" if mine else "peer.db")
    if not path.exists():
        return 0
    store = sqlite3.connect(path)
    try:
        return int(
            store.execute(f"SELECT count(*) FROM {'mark' if mine else 'done'}").fetchone()[0]
        )
    finally:
        store.close()


async def _first_answer(port: int, probe: bytes) -> float:
    deadline = time.perf_counter() + 20
    while time.perf_counter() < deadline:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(probe)
            line = await reader.readline()
            writer.close()
            if line:
                return time.perf_counter()
        await asyncio.sleep(0.005)
    raise TimeoutError("never answered")


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def table(found: dict[Subject, list[Run]], app: str) -> None:
    """The best run of each, and its ratios to the fastest peer."""
    runs = {one: tried for one, tried in found.items() if one.app == app}
    best = {
        one: max(tried, key=lambda run: run.finished or run.acks) for one, tried in runs.items()
    }
    peers = [best[one] for one in best if one.name != OURS and one.stores]
    most_acks = max((run.acks for run in peers), default=1.0)
    most_done = max((run.finished for run in peers), default=1.0)
    print(f"\n{app}: {'200s/s':>22} {'ratio':>6} {'finished/s':>10} {'ratio':>6} "
          f"{'p50':>6} {'p99 ms':>7} {'first 200':>9} {'RSS idle':>8} {'after':>6} "
          f"{'acked':>7} {'stored':>7} {'open':>6} {'CPU us':>7}")  # fmt: skip
    for one, run in best.items():
        print(f"{one.name:24}{run.acks:8,.0f} {run.acks / most_acks:6.2f} {run.finished:10,.0f} "
              f"{run.finished / most_done:6.2f} {run.p50:6.1f} {run.p99:7.1f} {run.first:8.2f}s "
              f"{run.idle:8.0f} {run.busy:6.0f} {run.acked:7} {run.stored:7} {run.left:6} "
              f"{run.cpu:7.0f}")  # fmt: skip


async def main() -> None:
    parser = argparse.ArgumentParser(description="the same task with our bot and with peers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="how long the load lasts")
    parser.add_argument("--messages", type=int, default=12_000, help="at most so many messages")
    parser.add_argument("--delay", type=float, default=0.0, help="milliseconds the API takes")
    parser.add_argument("--chats", type=int, default=2000)
    parser.add_argument("--patience", type=float, default=5.0, help="times the load's seconds")
    parser.add_argument("--apps", nargs="+", default=["telegram", "line"])
    parser.add_argument("--only", nargs="+", help="names of those to run")
    parser.add_argument("--both", action="store_true", help="ours alone, both apps at once")
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args()
    install()
    os.sched_setaffinity(0, {os.cpu_count() - 1 if os.cpu_count() else 0})
    server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", 0)
    api = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    chosen = [one for one in subjects(asked.apps) if not asked.only or one.name in asked.only]
    if asked.both:
        chosen = [Subject(OURS, "both", (sys.executable, "-m", "bot", "run"))]
    found: dict[Subject, list[Run]] = {}
    with tempfile.TemporaryDirectory(prefix="tidtam-office-") as scratch:
        await prepare(Path(scratch), asked.chats)
        for _ in range(asked.rounds):
            random.shuffle(chosen)
            for one in chosen:
                found.setdefault(one, []).append(await run(one, Path(scratch), asked, api))
    for app in dict.fromkeys(one.app for one in found):
        table(dict(sorted(found.items(), key=lambda item: item[0].name != OURS)), app)


if __name__ == "__main__":
    asyncio.run(main())
