"""A simulated year: a plan, a chat for every division, and the real tick every morning.

``python tests/year_bench.py`` writes the golden tables anew; they are read line by line before
they are kept.
"""

import asyncio
import json
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from handlers.router import Router
from handlers.scene import Office
from plans.model import Actor, MarkKind, Occurrence, Reading
from plans.progress import BANGKOK
from plans.reader import read_document
from plans.rounds import first_day, last_day
from scheduler import afford, owe
from scheduler.delivery import Sent
from scheduler.tick import Sender, send_one, word_ahead
from storage import marks, measures, people, quota, wordings
from storage.database import Database, Transaction
from storage.loading import Source, load
from storage.marks import Said
from storage.notices import Notice, NoticeClass
from storage.people import Audience

SHARED = Path(os.environ.get("TIDTAM_SHARED", Path(__file__).parent.parent.parent / "shared"))
TAIL = timedelta(days=61)
HOURS = (time(7, 0), time(8, 35), time(13, 0), time(18, 0))
CHORE_WORDS = {
    "findings": "#ข้อค้นพบ", "evidence": "ไม่มีหลักฐาน", "collect": "รวบรวมผล",
    "draft": "ร่างรายงาน", "publish": "เผยแพร่", "holidays": "วันหยุดปี",
}  # fmt: skip
CHANNELS = frozenset({"line", "telegram"})


def seed(name: str) -> Reading:
    file = SHARED / "seeds" / f"{name}.txt"
    if not file.exists():
        pytest.skip(f"the real document {file} is not here: set TIDTAM_SHARED to read it")
    return read_document(file.read_bytes(), file.name)


def sample() -> Reading:
    file = files("bot") / "sample" / "plan.html"
    return read_document(file.read_bytes(), file.name)


@dataclass(frozen=True)
class Told:
    """One message that went out."""

    at: datetime
    chat: str
    class_: NoticeClass
    items: tuple[tuple[int, str, str], ...]  # occurrence, occasion, label
    chores: tuple[str, ...]
    text: str
    key: str = ""
    about_day: date = date.min
    rode: bool = False

    @property
    def day(self) -> date:
        return self.at.astimezone(BANGKOK).date()

    def line(self) -> str:
        said: dict[str, list[str]] = defaultdict(list)
        for _, occasion, label in self.items:
            said[occasion].append(label)
        parts = [f"{occasion} {' '.join(labels)}" for occasion, labels in said.items()]
        parts += [f"chore {chore}" for chore in self.chores if CHORE_WORDS[chore] in self.text]
        return f"{self.day} {self.class_:9} {self.chat}: {' · '.join(parts)}"


@dataclass
class Year:
    """An office in memory whose clock is turned by hand; ``told`` is what it was sent."""

    database: Database
    fiscal_year: int
    router: Router
    now: datetime
    told: list[Told] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    chats: dict[str, str] = field(default_factory=dict)
    said: int = 0
    answered: dict[tuple[int, str], date] = field(default_factory=dict)
    owners: list[tuple[Occurrence, str]] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    all: tuple[Occurrence, ...] = ()
    owners_of: dict[int, tuple[str, ...]] = field(default_factory=dict)
    of_division: dict[str, str] = field(default_factory=dict)
    prices: dict[str, int] = field(default_factory=dict)
    spent: list[tuple[datetime, int]] = field(default_factory=list)
    ready: int = 0
    """How many messages went out in words that were made before."""

    async def tick(self, now: datetime | None = None) -> None:
        """One turn of the clock, and everything sent that may be."""
        self.now = now or self.now
        if await self.database.write(owe.owe_reminders, self.now):
            await self.word_ahead()
        while claimed := await self.database.write(afford.claim, self.now, CHANNELS):
            for notice in claimed:
                await self.database.write(self.is_said_so_now, notice)
                await send_one(
                    self.database, Sender(self.router.render, self._send), notice, self.now
                )

    async def word_ahead(self) -> None:
        """Words for what waits for its hour, as the bot makes them after it was owed."""
        last: int | None = 0
        while last is not None:
            last = await self.database.write(word_ahead, self.router.render, self.now, last)

    def is_said_so_now(self, tx: Transaction, notice: Notice) -> None:
        """Words that were made ahead and are good still are those that would be made now."""
        day = self.now.astimezone(BANGKOK).date()
        for words in wordings.ready(tx, [notice.id], day).values():
            assert words == self.router.render(tx, notice, self.now)
            self.ready += 1

    async def pass_days(self, until: date, hours: Iterable[time] = HOURS) -> None:
        """Every day, at the same hours."""
        day = self.now.astimezone(BANGKOK).date()
        while day <= until:
            for hour in hours:
                moment = datetime.combine(day, hour, BANGKOK)
                if moment > self.now:
                    await self.tick(moment)
            day += timedelta(days=1)

    async def report(self, occurrence: Occurrence, division: str, kind: MarkKind) -> None:
        """A division answers."""
        self.said += 1
        self.answered[occurrence.id, division] = self.now.astimezone(BANGKOK).date()
        await self.database.write(_mark, f"e{self.said}", occurrence, division, kind, self.now)

    def groups_of(self, occurrence: Occurrence) -> set[str]:
        """The chats that owe an occurrence, by the name they are told under."""
        return {self.of_division[division] for division in self.owners_of[occurrence.id]}

    async def _send(self, notice: Notice, riders: tuple[Notice, ...], now: datetime) -> Sent:
        for one in (notice, *riders):
            self._hear(one, now, rode=one is not notice)
        cost = 0 if notice.class_ is NoticeClass.REPLY else self.prices.get(notice.chat, 0)
        self.spent.append((now, cost))
        return Sent((f"m{len(self.told)}",), cost)

    def _hear(self, notice: Notice, now: datetime, *, rode: bool) -> None:
        about = json.loads(notice.about)
        occasions = about.get("occasions", {})
        self.told.append(
            Told(
                now,
                self.chats.get(notice.chat, notice.chat),
                notice.class_,
                tuple((int(n), why, self.labels.get(int(n), "?")) for n, why in occasions.items()),
                tuple(one[0] for one in about.get("chores", ())),
                json.loads(notice.words or "{}").get("text", ""),
                key=notice.key,
                about_day=date.fromisoformat(about.get("day", "0001-01-01")),
                rode=rode,
            )
        )


@asynccontextmanager
async def year(
    reading: Reading, *, channel: str = "telegram", groups: int = 0
) -> AsyncIterator[Year]:
    """The plan is loaded on the first of October with every proposal taken; chats are bound.

    With ``groups`` the divisions share that many groups of twelve people.
    """
    database = await Database.open(None)
    try:
        began = datetime.combine(first_day(reading.plan.fiscal_year), time(9), BANGKOK)
        router = Router(Office(secret=b"test secret"))
        one = Year(database, reading.plan.fiscal_year, router, began)
        await database.write(_set_up, one, reading, channel, groups)
        yield one
    finally:
        await database.close()


def _set_up(tx: Transaction, one: Year, reading: Reading, channel: str, groups: int) -> None:
    load(tx, reading, Source("plan", "0" * 64), {}, one.now, assume=True)
    for n, division in enumerate(people.divisions(tx), 1):
        place = n % groups if groups else n
        chat = people.note_chat(tx, f"{channel}:C{place}", private=False, title=division.name)
        people.bind_chat(tx, chat, Audience.DIVISION, division, one.now)
        one.of_division[division.name] = one.chats.setdefault(chat.address, division.name)
        if groups:
            one.prices[chat.address] = 12
            quota.count_members(tx, chat.address, 12, one.now)
    for audience, name in ((Audience.EXECUTIVE, "ผู้บริหาร"), (Audience.ADMIN, "ผู้ดูแล")):
        chat = people.note_chat(tx, f"{channel}:U{audience}", private=True)
        people.bind_chat(tx, chat, audience, None, one.now)
        one.chats[chat.address] = name
        one.prices[chat.address] = 1 if channel == "line" else 0
    one.titles = {one.chats[chat.address]: chat.label for chat in owe.recipients(tx)}
    for owed in owe.owed_in(tx, one.fiscal_year, date.max):
        one.owners_of[owed.occurrence.id] = owed.divisions
    one.all = _occurrences(tx, one.fiscal_year)
    one.labels.update({o.id: o.duty.label for o in _occurrences(tx, one.fiscal_year)})


def _occurrences(tx: Transaction, fiscal_year: int) -> tuple[Occurrence, ...]:
    return measures.occurrences(tx, measures.duties(tx, fiscal_year))


def _mark(
    tx: Transaction, key: str, occurrence: Occurrence, name: str, kind: MarkKind, now: datetime
) -> None:
    person = people.note_person(tx, "telegram:9", "ก")
    division = people.register_division(tx, name)
    marks.record_mark(tx, Said(key, person, now), occurrence.id, division, kind, note="เหตุผล")


async def diligence(one: Year) -> dict[date, list[tuple[Occurrence, str]]]:
    """Who answers when: of three answers one comes early, one late, one never."""
    answers: dict[date, list[tuple[Occurrence, str]]] = defaultdict(list)
    found = await one.database.read(owe.owed_in, one.fiscal_year, date.max)
    for owed in found:
        occurrence = owed.occurrence
        due = occurrence.due or occurrence.period.ends
        for n, division in enumerate(owed.divisions):
            one.owners.append((occurrence, division))
            turn = (occurrence.duty.measure + due.month + n) % 3
            if turn < 2 and occurrence.duty.actor is Actor.STAFF:
                answers[due + timedelta(days=(-3, 10)[turn])].append((occurrence, division))
    return answers


async def live(one: Year) -> None:
    """The whole year and its tail, with divisions that answer as ``diligence`` says."""
    answers = await diligence(one)
    end = last_day(one.fiscal_year) + TAIL
    day = one.now.date()
    while day <= end:
        await one.pass_days(day, (time(3, 10), time(8, 35)))
        for occurrence, division in answers.get(day, ()):
            if occurrence.period.starts <= day:
                await one.report(occurrence, division, MarkKind.DONE)
        day += timedelta(days=1)


PLANS = {
    "sample": sample,
    "000": lambda: seed("000"),
    "002": lambda: seed("002"),
    "003": lambda: seed("003"),
    "004": lambda: seed("004"),
}
GOLDEN = Path(__file__).parent / "golden"


_LIVED: dict[str, Year] = {}


async def lived(name: str) -> Year:
    """A plan's year, lived through once for all tests; its database is closed again."""
    if name not in _LIVED:
        async with year(PLANS[name]()) as one:
            await live(one)
            _LIVED[name] = one
    return _LIVED[name]


def table(one: Year) -> str:
    return "".join(f"{told.line()}\n" for told in one.told)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for plan in PLANS:
        (GOLDEN / f"{plan}.txt").write_text(table(asyncio.run(lived(plan))), "utf-8")
