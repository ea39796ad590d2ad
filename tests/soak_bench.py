"""A crowd on both simulated apps, with faults in both; what the bot did of it, and what it cost.

Years pass, each with a plan of its own: what was said of earlier ones stays, what has had its time
is forgotten, and memory must stay what one year needs.
"""

import random
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as clock
from pathlib import Path

from crash_process import Process
from office_bench import Theatre, command, office
from talk import sample_plan

from bot.organisation import opened
from plans.model import Reading
from plans.progress import BANGKOK
from plans.rounds import first_day, fiscal_year_of
from simulator.stage import App, FaultKind
from storage.database import Transaction
from storage.loading import Source, load

_FAULTS = (FaultKind.STATUS, FaultKind.DROP, FaultKind.GARBLE)
_SAYS = (
    "#1 หมายเหตุ {n} จบ", "#1 เสร็จ {n} จบ", "#2 ทำไม่ได้ {n} จบ", "#1 ยกเลิก", "#ค้าง", "#3", "#สรุป",
    "#ช่วยเหลือ", "#9 กำลังทำ {n} จบ", "กินข้าวกัน {n}", "#2 เสร็จ หรือยัง", "#99 เสร็จ", "😀" * 20,
)  # fmt: skip
_ROOMS = (("treasury", "kanya"), ("treasury", "somsak"), ("works", "wichai"))
_MORE = (("mayor", "mayor", "สรุป"), ("deputy", "deputy", "ค้าง"), ("admin", "orathai", "#ห้องแชท"))
_MINUTES = (1, 1, 30, 600, 4320)
"""From one turn of the clock to the next: a year takes some four hundred turns."""


@dataclass
class Soaked:
    """What came of it; ``memory`` is the bot's own process, in megabytes."""

    said: int = 0
    faults: int = 0
    seconds: float = 0.0
    years: int = 1
    memory: list[float] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


async def soak(folder: Path, seed: int, *, seconds: float, most: int = 10**9) -> Soaked:
    """Let people talk until the time is over or so much was said; then look at what is left."""
    found, chance = Soaked(), random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    async with office(folder / "data") as stage:
        process = Process(folder, stage)
        stage.line.webhooks.point_to(f"http://127.0.0.1:{stage.port}/line")
        async with process.imported():
            await process.start()
            began, next_year = time.monotonic(), _end_of(stage)
            while time.monotonic() - began < seconds and found.said < most:
                await _talk(stage, chance, found)
                await _turn(stage, process, chance.choice(_MINUTES))
                if stage.stage.now >= next_year:
                    next_year = await _begin_year(stage, found)
                found.memory.append(_megabytes(process.pid))
            found.seconds = time.monotonic() - began
            for app in App:
                stage.stage.faults[app].clear()
            await stage.line.redeliver()
            for _ in range(8):
                await _turn(stage, process, 15)
            await process.stop()
        async with opened(stage.folder) as organisation:
            found.complaints += await organisation.database.read(_left)
            if not await organisation.database.is_sound():
                found.complaints.append("the database is damaged")
    log = (folder / "log").read_text("utf-8", "replace").splitlines()
    found.complaints += [line for line in log if line.startswith(("ERROR", "Traceback"))]
    return found


async def _talk(stage: Theatre, chance: random.Random, found: Soaked) -> None:
    if chance.random() < 0.3:
        app, kind = chance.choice(list(App)), chance.choice(_FAULTS)
        stage.fault(app, kind, "", effect=chance.random() < 0.5)
        found.faults += 1
    for _ in range(10):
        chat, person = chance.choice(_ROOMS)
        text = chance.choice(_SAYS).format(n=found.said)
        await stage.platform(chat).say(chat, person, text)
        found.said += 1
    if chance.random() < 0.5:
        await stage.telegram.say("office", "malee", command(f"note 8 {found.said} จบ"))
        chat, person, text = chance.choice(_MORE)
        await stage.platform(chat).say(chat, person, text)
        found.said += 2


def _end_of(stage: Theatre) -> datetime:
    """When the fiscal year of the stage's day is over."""
    year = fiscal_year_of(stage.stage.now.astimezone(BANGKOK).date())
    return datetime.combine(first_day(year + 1), clock(9), BANGKOK)


async def _begin_year(stage: Theatre, found: Soaked) -> datetime:
    """The new year's plan, put in force beside the running bot as an administrator would."""
    year = fiscal_year_of(stage.stage.now.astimezone(BANGKOK).date())
    async with opened(stage.folder, guest=True) as organisation:
        await organisation.database.write(_load, year, stage.stage.now)
    found.years += 1
    return _end_of(stage)


def _load(tx: Transaction, year: int, now: datetime) -> None:
    load(
        tx, Reading(sample_plan(year)), Source(f"plan-{year}", f"{year:064}"), {}, now, assume=True
    )


async def _turn(stage: Theatre, process: Process, minutes: int) -> None:
    moment = stage.stage.now + timedelta(minutes=minutes)
    stage.stage.stride = timedelta(minutes=minutes)
    await stage.stage.turn_clock(moment)
    process.tell_time()
    await process.tick()


def _left(tx: Transaction) -> list[str]:
    """Whatever lies where it should not."""
    events = tx.all("SELECT state, count(*) FROM event WHERE state <> 'done' GROUP BY 1")
    stuck = tx.all(
        "SELECT key, state, error FROM notice"
        " WHERE state = 'sending' OR (state = 'dead' AND class <> 'reply')"
    )
    wrong = [f"events {state}: {count}" for state, count in events]
    return wrong + [f"notice {key} is {state}: {error}" for key, state, error in stuck]


def _megabytes(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6


def flat(memory: list[float], share: float = 0.05) -> bool:
    """Whether the last quarter lies within a share of the second; the first is warming up."""
    quarter = len(memory) // 4
    if quarter < 2:
        return True
    early, late = memory[quarter : 2 * quarter], memory[-quarter:]
    return abs(sum(late) / len(late) - sum(early) / len(early)) <= share * sum(early) / len(early)
