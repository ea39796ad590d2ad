"""A crowd on both simulated apps, with faults in both; what the bot did of it, and what it cost."""

import gc
import logging
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from office_bench import Theatre, command, office

from simulator.stage import App, FaultKind

_FAULTS = (FaultKind.STATUS, FaultKind.DROP, FaultKind.GARBLE)
_SAYS = (
    "#1 หมายเหตุ {n} จบ", "#1 เสร็จ {n} จบ", "#2 ทำไม่ได้ {n} จบ", "#1 ยกเลิก", "#ค้าง", "#3", "#สรุป",
    "#ช่วยเหลือ", "#9 กำลังทำ {n} จบ", "กินข้าวกัน {n}", "#2 เสร็จ หรือยัง", "#99 เสร็จ", "😀" * 20,
)  # fmt: skip
_ROOMS = (("treasury", "kanya"), ("treasury", "somsak"), ("works", "wichai"))
_MORE = (("mayor", "mayor", "สรุป"), ("deputy", "deputy", "ค้าง"), ("admin", "orathai", "#ห้องแชท"))


class Complaints(logging.Handler):
    """Keeps whatever the bot logs as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.name}: {record.getMessage()}")


@dataclass
class Soaked:
    """What came of it."""

    said: int = 0
    faults: int = 0
    seconds: float = 0.0
    memory: list[float] = field(default_factory=list)
    """Megabytes of this process, the stage and its growing record of everything included."""
    complaints: list[str] = field(default_factory=list)


async def soak(folder: Path, seed: int, *, seconds: float, most: int) -> Soaked:
    """Let people talk until the time is over or so much was said; then look at what is left."""
    found, chance, heard = Soaked(), random.Random(seed), Complaints()
    logging.getLogger().addHandler(heard)
    try:
        async with office(folder) as stage, stage.bot():
            await stage.begin()
            began = time.monotonic()
            while time.monotonic() - began < seconds and found.said < most:
                await _minute(stage, chance, found)
                if found.said % 200 < 10:
                    _forget_the_past(stage)
                    found.memory.append(_megabytes())
            found.seconds = time.monotonic() - began
            await _settle(stage)
            found.complaints += [*await _left(stage), *heard.said]
    finally:
        logging.getLogger().removeHandler(heard)
    return found


async def _minute(stage: Theatre, chance: random.Random, found: Soaked) -> None:
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
    await stage.rest()
    await stage.turn(minutes=chance.choice((1, 1, 1, 30, 600)))


async def _settle(stage: Theatre) -> None:
    for app in App:
        stage.stage.faults[app].clear()
    await stage.line.redeliver()
    for _ in range(8):
        await stage.turn(minutes=15)


async def _left(stage: Theatre) -> list[str]:
    """Whatever lies where it should not."""
    events = await stage.rows("SELECT state, count(*) FROM event WHERE state <> 'done' GROUP BY 1")
    stuck = await stage.notices("state = 'sending' OR (state = 'dead' AND class <> 'reply')")
    sound = await stage.service.organisation.database.is_sound()
    log = stage.folder / "tidtam.db-wal"
    wrong = [f"events {state}: {count}" for state, count in events]
    wrong += [f"notice {key} is {state}: {error}" for key, state, error in stuck]
    wrong += [] if sound else ["the database is damaged"]
    return wrong + ([f"the log has {log.stat().st_size} bytes"] if _too_long(log) else [])


def _too_long(log: Path) -> bool:
    return log.exists() and log.stat().st_size > 32 * 1024 * 1024


def _forget_the_past(stage: Theatre) -> None:
    """The stage keeps what everybody ever said; a soak measures the bot."""
    del stage.stage.requests[:-50]
    gc.collect()


def _megabytes() -> float:
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * 4096 / 1e6


async def main_soak(folder: Path, seed: int, minutes: float) -> Soaked:
    """As long as asked, at whatever speed the machine gives."""
    return await soak(folder, seed, seconds=minutes * 60, most=10**9)


def flat(memory: list[float], share: float = 0.05) -> bool:
    """Whether the last quarter lies within a share of the second; the first is warming up."""
    quarter = len(memory) // 4
    if quarter < 2:
        return True
    early, late = memory[quarter : 2 * quarter], memory[-quarter:]
    return abs(sum(late) / len(late) - sum(early) / len(early)) <= share * sum(early) / len(early)
