"""Plays a scripted round while the bot is killed again and again, then asks what became of it.

``bot_process.py`` is the bot; the stage is in this process.  Everything random comes from one
seed, so that a failure can be played again (the machine's own timing aside).
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from crash_facts import Said, complaints, remembered
from crash_process import PATIENCE, Ended, Process
from office_bench import Theatre, command, office

from bot.organisation import opened
from simulator.stage import App, Fault, FaultKind, File, Impossible
from simulator.telegram_files import grey_png

_SOON_ENOUGH = timedelta(seconds=40)
"""Of silence: a reply token lives for a minute, and the bot trusts it for fifty seconds."""

_WINDOW = timedelta(minutes=4)
"""Within it a photo belongs to the mark said before."""


# --- the script


@dataclass(frozen=True)
class Say:
    """Something said; ``{tag}`` becomes a word nobody else says.  A tagged one leaves one mark."""

    chat: str
    person: str
    text: str
    heard: bool = True  # addressed to the bot, and so answered
    marks: int = 0


@dataclass(frozen=True)
class Wait:
    """Time passes."""

    passed: timedelta


@dataclass(frozen=True)
class Tap:
    """Press the first button with this label that the bot has shown."""

    chat: str
    person: str
    label: str


@dataclass(frozen=True)
class Photo:
    """Hand in a photo just after a mark."""

    chat: str
    person: str


Step = Say | Wait | Tap | Photo


def _mark(text: str, person: str = "kanya", chat: str = "treasury") -> Say:
    return Say(chat, person, text, marks=1)


def _on_telegram(text: str) -> Say:
    return Say("office", "malee", command(text), marks=1)


def _month(number: int) -> Iterator[Step]:
    """What happens in one month of a round: about twenty things."""
    yield Wait(timedelta(days=7, hours=number))
    yield Say("treasury", "kanya", "#ค้าง")
    yield _mark("#2 กำลังทำ เรื่อง{tag}")
    yield _on_telegram("note 7 แจ้ง{tag}")
    yield Say("treasury", "somsak", "วันนี้กินอะไรกันดี", heard=False)
    yield _mark("#1 เสร็จ เรื่อง{tag}")
    yield Photo("treasury", "kanya")
    yield _mark("#1 ยกเลิก")
    yield Say("mayor", "mayor", "#กำชับ กองคลัง เรื่อง{tag}")
    yield _mark("#5 หมายเหตุ เรื่อง{tag}", "wichai", "works")
    yield _on_telegram("done 7 แจ้ง{tag}")
    yield Wait(timedelta(days=7))
    yield _on_telegram("undo 7")
    yield Say("deputy", "deputy", "สรุป")
    yield Tap("treasury", "kanya", "เสร็จ")
    yield _mark("#4 กำลังทำ เรื่อง{tag}", "wichai", "works")
    yield Say("mayor", "mayor", "#กำชับ สำนักปลัดเทศบาล เรื่อง{tag}")
    yield Say("admin", "orathai", "#ช่วยเหลือ")
    yield Wait(timedelta(days=13))
    yield Say("mayor", "mayor", "#รับทราบ")
    yield _mark("#3ข หมายเหตุ เรื่อง{tag}")


def script(months: int) -> list[Step]:
    """A round of so many months."""
    return [Wait(timedelta(minutes=1)), *(step for n in range(months) for step in _month(n))]


class Instant(StrEnum):
    """When the bot is killed."""

    MOMENT = "moment"  # some milliseconds after somebody acts
    UNSENT = "unsent"  # its request is on the way and has no effect yet
    UNSETTLED = "unsettled"  # its request had its effect and it does not know
    STARTING = "starting"  # while it starts again


@dataclass(frozen=True)
class Kill:
    """One killing: when, and how long the bot is away."""

    instant: Instant
    delay: float
    outage: timedelta


def plan_kills(chance: random.Random, steps: int, times: int) -> dict[int, list[Kill]]:
    """At which steps the bot is killed, and how."""
    kills: dict[int, list[Kill]] = {}
    outages = [timedelta(0)] * 3 + [
        timedelta(seconds=20),
        timedelta(seconds=90),
        timedelta(hours=3),
    ]
    instants = (
        [Instant.MOMENT] * 4 + [Instant.UNSENT] + [Instant.UNSETTLED] * 2 + [Instant.STARTING]
    )
    for _ in range(times):
        kill = Kill(chance.choice(instants), chance.uniform(0, 0.06), chance.choice(outages))
        kills.setdefault(chance.randrange(steps), []).append(kill)
    return kills


# --- the play


def _new_words() -> Iterator[str]:
    """Words without digits, which would be read as something."""
    letters = "abcdefghij"
    for number in range(10_000):
        yield "x" + "".join(letters[int(digit)] for digit in f"{number:04}")


@dataclass
class Play:
    """One round with its killings."""

    theatre: Theatre
    process: Process
    kills: dict[int, list[Kill]]
    said: list[Said] = field(default_factory=list)
    photos: list[timedelta] = field(
        default_factory=list
    )  # how long the bot was away since the mark
    killed: Counter[Instant] = field(default_factory=Counter)
    words: Iterator[str] = field(default_factory=_new_words)

    async def run(self, steps: list[Step]) -> None:
        await self.process.start()
        away = timedelta(0)
        for number, step in enumerate(steps):
            heard = len(self.said)
            pending = self.kills.get(number, [])
            before, away = away, timedelta(0)
            for kill in pending[:1]:
                away += await self._act_and_kill(step, kill)
            for kill in pending[1:]:  # what waits is handled again, and the bot killed again
                away += await self._tick_and_kill(kill)
            if not pending:
                await self._act(step)
            await self._rest()
            if isinstance(step, Photo):
                self.photos.append(before + away)
            for one in self.said[heard:]:
                one.prompt = away <= _SOON_ENOUGH and not isinstance(step, Wait)
        await self.process.stop()

    async def _act_and_kill(self, step: Step, kill: Kill) -> timedelta:
        self._prepare(kill)
        acting = asyncio.create_task(self._act(step))
        return await self._kill(kill, acting)

    async def _tick_and_kill(self, kill: Kill) -> timedelta:
        self._prepare(kill)
        return await self._kill(kill, asyncio.create_task(self.process.tick()))

    def _prepare(self, kill: Kill) -> None:
        effect = {Instant.UNSETTLED: True, Instant.UNSENT: False}.get(kill.instant)
        if effect is not None:
            line = Fault(FaultKind.HANG, "/v2/bot/message/", effect=effect)
            self.theatre.stage.add_fault(App.LINE, line)
            telegram = Fault(FaultKind.HANG, "/sendMessage", effect=effect)
            self.theatre.stage.add_fault(App.TELEGRAM, telegram)

    async def _kill(self, kill: Kill, acting: asyncio.Task[None]) -> timedelta:
        stage = self.theatre.stage
        if kill.instant in {Instant.UNSENT, Instant.UNSETTLED}:
            await self._request_on_the_way()
        await asyncio.sleep(kill.delay)  # the instant itself, not a wait for something
        if kill.instant is Instant.STARTING:
            await self.process.kill()
            self.process.begin()
            await asyncio.sleep(kill.delay * 2)
        await self.process.kill()
        self.killed[kill.instant] += 1
        with suppress(Ended):
            await acting
        for faults in stage.faults.values():
            faults.clear()
        stage.now += kill.outage
        self.process.tell_time()
        await self.process.start()
        stage.release()
        await self.theatre.line.redeliver()
        return kill.outage

    async def _request_on_the_way(self) -> None:
        """Until the bot's next message has left, if what happened makes it say anything."""
        faults = self.theatre.stage.faults
        with suppress(TimeoutError):
            async with asyncio.timeout(0.5):
                while all(faults.values()):
                    await asyncio.sleep(0.001)

    async def _rest(self) -> None:
        """Until Telegram has handed over everything and the bot has nothing left to do."""
        async with asyncio.timeout(PATIENCE):
            while self.theatre.telegram.updates.pending(self.theatre.stage.now):
                await asyncio.sleep(0.002)
        await self.process.tick()

    # --- what people do

    async def _act(self, step: Step) -> None:
        match step:
            case Say():
                await self._say(step)
            case Wait():
                self.theatre.stage.now += step.passed
                self.process.tell_time()
                with suppress(Ended):
                    await self.process.tick()
            case Tap():
                with suppress(Impossible, StopIteration):
                    await self._tap(step)
            case Photo():
                png = File("photo.png", "image/png", grey_png(64, 48))
                await self.theatre.line.send_files(step.chat, step.person, [png], as_photo=True)

    async def _say(self, step: Say) -> None:
        tag = next(self.words) if "{tag}" in step.text else None
        text = step.text.replace("{tag}", tag or "")
        if self.theatre.stage.chats[step.chat].app is App.TELEGRAM:
            ids = await self.theatre.telegram.say(step.chat, step.person, text)
            bot = self.theatre.telegram.token.partition(":")[0]
            self._note(step, f"telegram:{bot}:{ids[0]}", tag)
            return
        with self.theatre.line.webhooks.holding() as held:
            await self.theatre.line.say(step.chat, step.person, text)
        if step.heard:
            self._note(step, f"line:{held[0].id}", tag, held[0].reply_token)
        await self.theatre.line.webhooks.deliver(held)

    def _note(self, step: Say, key: str, tag: str | None, token: str | None = None) -> None:
        stage = self.theatre.stage
        bubble = stage.view(step.chat)[-1].id
        app = stage.chats[step.chat].app
        self.said.append(Said(app, step.chat, key, tag, step.marks, bubble, token))

    async def _tap(self, step: Tap) -> None:
        shown = self.theatre.stage.by_bot(step.chat)
        bubble, action = next(
            (bubble, action)
            for bubble in reversed(shown)
            for action in _actions(bubble.flex)
            if action.get("label") == step.label and action.get("type") == "postback"
        )
        await self.theatre.line.tap(step.chat, step.person, bubble.id, action)


def _actions(tree: object) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if isinstance(tree.get("action"), dict):
            yield tree["action"]
        tree = list(tree.values())
    if isinstance(tree, list):
        for branch in tree:
            yield from _actions(branch)


@dataclass(frozen=True)
class Outcome:
    """What a play came to."""

    seed: int
    complaints: list[str]
    killed: Counter[Instant]
    said: int
    marks: int
    states: Counter[str]


async def played(folder: Path, seed: int, kills: int, months: int = 2) -> Outcome:
    """Play one round, kill the bot so many times, and look at what is left."""
    folder.mkdir(parents=True, exist_ok=True)
    steps = script(months)
    chance = random.Random(seed)
    async with office(folder / "data") as theatre:
        process = Process(folder, theatre)
        play = Play(theatre, process, plan_kills(chance, len(steps), kills))
        theatre.line.webhooks.point_to(f"http://127.0.0.1:{theatre.port}/line")
        async with process.imported():
            await play.run(steps)
        async with opened(theatre.folder) as organisation:
            found = await organisation.database.read(remembered)
        states = Counter(state for _, state, _, _ in found.notices.values())
        wrong = complaints(theatre, play.said, found)
        kept_in_time = sum(away < _WINDOW for away in play.photos)
        if not kept_in_time <= found.evidence <= len(play.photos):
            wrong.append(f"{found.evidence} photos are kept of {len(play.photos)}")
    return Outcome(seed, wrong, play.killed, len(play.said), len(found.marks), states)
