"""Any run of ticks, outages, crashes, clock steps, marks and undos: never twice, never lost.

Driven against the real tick with a database in memory; what may be said when is recomputed from
the pure policy.
"""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from talk import sample_plan
from year_bench import CHANNELS, Year, year

from plans.model import MarkKind, Reading
from plans.progress import BANGKOK
from plans.rounds import is_working_day
from scheduler import afford, owe
from scheduler.delivery import Failure, SendFailed
from scheduler.due import reminders
from scheduler.tick import Sender, send_one
from storage import marks, notices, people
from storage.marks import Said

READING = Reading(sample_plan())
END = date(2023, 4, 12)
SETTLED = {"sent", "superseded", "dropped"}

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("pass"), st.integers(1, 20 * 24)),  # hours, one tick in the end
        st.tuples(st.just("days"), st.integers(1, 9)),  # a tick every morning and evening
        st.tuples(st.just("step"), st.integers(-120, 120)),  # the clock is put, in minutes
        st.tuples(st.just("mark"), st.integers(0, 200)),
        st.tuples(st.just("undo"), st.integers(0, 200)),
        st.tuples(st.just("fail"), st.sampled_from([Failure.REWORD, Failure.REPEAT])),
        st.tuples(st.just("crash"), st.booleans()),  # before or after it was sent
    ),
    max_size=25,
)


class Play:
    """One office going through steps; ``heard`` is every message that reached a chat."""

    def __init__(self, one: Year) -> None:
        self.one = one
        self.marked: list[tuple[object, str, int]] = []
        self.failing: Failure | None = None
        self.crashing: bool | None = None

    async def take(self, step: tuple[str, object]) -> None:
        name, value = step
        await getattr(self, f"_{name}")(value)

    async def tick(self) -> None:
        one = self.one
        if await one.database.write(owe.owe_reminders, one.now):
            await one.word_ahead()
        while claimed := await one.database.write(afford.claim, one.now, CHANNELS):
            for notice in claimed:
                await one.database.write(one.is_said_so_now, notice)
                await send_one(one.database, Sender(one.router.render, self._send), notice, one.now)
            if self.crashing is not None:
                await self._recover()

    async def _send(self, notice, riders, now):
        failing, self.failing = self.failing, None
        if failing is not None:
            raise SendFailed("down", failing)
        if self.crashing is False:
            raise SendFailed("down", Failure.REWORD)
        return await self.one._send(notice, riders, now)

    async def _recover(self) -> None:
        self.crashing = None
        await self.one.database.write(
            notices.recover, self.one.now, "telegram", repeatable_for=timedelta(0)
        )

    async def _pass(self, hours: int) -> None:
        self.one.now += timedelta(hours=hours)
        await self.tick()

    async def _days(self, count: int) -> None:
        for _ in range(count):
            for hour in (9, 15):
                day = self.one.now.astimezone(BANGKOK).date() + timedelta(days=hour == 9)
                self.one.now = datetime(day.year, day.month, day.day, hour, tzinfo=BANGKOK)
                await self.tick()

    async def _step(self, minutes: int) -> None:
        self.one.now += timedelta(minutes=minutes)
        await self.tick()

    async def _mark(self, index: int) -> None:
        open_ones = await self.one.database.read(
            owe.owed_in, self.one.fiscal_year, self.one.now.date()
        )
        answerable = [owed for owed in open_ones if owed.divisions]
        if answerable:
            owed = answerable[index % len(answerable)]
            await self.one.report(owed.occurrence, owed.divisions[0], MarkKind.DONE)
            made = await self.one.database.read(lambda tx: tx.value("SELECT max(id) FROM mark"))
            self.marked.append((owed.occurrence, owed.divisions[0], made))

    async def _undo(self, index: int) -> None:
        if self.marked:
            occurrence, division, made = self.marked.pop(index % len(self.marked))
            self.one.said += 1
            key = f"e{self.one.said}"
            await self.one.database.write(_withdraw, key, occurrence, division, made, self.one.now)

    async def _fail(self, failure: Failure) -> None:
        self.failing = failure

    async def _crash(self, sent: bool) -> None:
        self.crashing = sent


def _withdraw(tx, key, occurrence, division, made, now):
    person = people.note_person(tx, "telegram:9", "ก")
    found = people.register_division(tx, division)
    said = Said(key, person, now)
    marks.record_mark(tx, said, occurrence.id, found, MarkKind.WITHDRAWN, withdraws=made)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_nothing_is_said_twice_and_nothing_is_lost(steps):
    asyncio.run(_played(steps))


async def _played(steps) -> None:
    async with year(READING) as one:
        play = Play(one)
        for step in steps:
            if one.now.astimezone(BANGKOK).date() < END:
                await play.take(step)
        play.failing = play.crashing = None
        for _ in range(9):  # whatever was put off has its time, over days off too
            await play._days(1)
        await _check(one)


async def _check(one: Year) -> None:
    rows = await one.database.read(lambda tx: tx.all("SELECT key, chat, state FROM notice"))
    assert {row["state"] for row in rows} <= SETTLED
    keys = Counter(row["key"] for row in rows)
    assert not keys or max(keys.values()) == 1
    today = one.now.astimezone(BANGKOK).date()
    outlook = await one.database.read(owe.outlook_of, one.fiscal_year)
    for told in one.told:
        local = told.at.astimezone(BANGKOK)
        assert is_working_day(local.date(), outlook.holidays)
        assert "08:30" <= f"{local:%H:%M}" < "16:30"
    sent = Counter((told.chat, told.key) for told in one.told)
    assert not sent or max(sent.values()) == 1
    await _all_told(one, outlook, today)


async def _all_told(one: Year, outlook, today: date) -> None:
    """Everything still open whose day has come was said on that day or by a later message."""
    owed = await one.database.read(owe.owed_in, one.fiscal_year, today)
    chats = await one.database.read(owe.recipients)
    for planned in reminders(owed, chats, outlook, outlook.loaded_on, today):
        name = one.chats[planned.recipient.address]
        for item in planned.items:
            heard = [
                told
                for told in one.told
                if told.chat == name and told.about_day >= planned.day
                and item.occurrence.id in {found for found, _, _ in told.items}
            ]  # fmt: skip
            undone = item.occurrence.id in {found for found, _ in one.answered}
            assert heard or undone, (name, planned.day, item)


def test_a_day_is_told_in_one_message_whenever_the_clock_turns():
    asyncio.run(_one_message())


async def _one_message() -> None:
    async with year(READING) as one:
        for minutes in (0, 1, 60, -60, 120, -30):
            await one.tick(one.now + timedelta(minutes=minutes))
        monday = datetime(2022, 10, 3, 9, tzinfo=BANGKOK).astimezone(UTC)
        for minutes in (0, 1, 60, -20, 119, -30):
            await one.tick(monday + timedelta(minutes=minutes))
        assert max(Counter(told.chat for told in one.told).values()) == 1
