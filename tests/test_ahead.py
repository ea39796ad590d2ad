"""When the clock may leave an organisation alone: never past the moment something is owed."""

import asyncio
from datetime import datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from talk import sample_plan
from year_bench import Year, year

from plans.model import MarkKind, Reading
from plans.progress import BANGKOK
from scheduler import ahead, owe
from storage import handovers, marks, notices, people
from storage.database import Database
from storage.handovers import Absence
from storage.marks import Said
from storage.notices import NoticeClass

READING = Reading(sample_plan())
DAY = timedelta(days=1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("mark"), st.integers(0, 200)),
        st.tuples(st.just("rest"), st.integers(1, 30)),
        st.tuples(st.just("away"), st.integers(0, 20)),
        st.tuples(st.just("nothing"), st.just(0)),
    ),
    max_size=12,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_nothing_is_owed_before_the_next_moment_and_something_then(steps):
    asyncio.run(_walked(steps))


async def _walked(steps) -> None:
    async with year(READING) as one:
        await one.tick(one.now)
        for name, value in steps:
            surprise = await _happened(one, name, value)
            await one.tick()
            moment = await one.database.read(ahead.next_moment, one.now)
            if moment is None:
                return
            await _quiet_until(one, moment)
            new = await one.database.write(owe.owe_reminders, moment)
            assert new or surprise, (moment, "opened for nothing")
            await one.tick(moment)


async def _happened(one: Year, name: str, value: int) -> bool:
    """Whether what happened allows a look for nothing later on."""
    if name == "mark":
        today = one.now.astimezone(BANGKOK).date()
        owed = await one.database.read(owe.owed_in, one.fiscal_year, today)
        if asked := [found for found in owed if found.divisions]:
            found = asked[value % len(asked)]
            await one.report(found.occurrence, found.divisions[0], MarkKind.DONE)
    if name == "rest":
        await one.database.write(_rest, value, one.now)
    if name == "away":
        await one.database.write(_away, value, one.now)
    one.surprising = getattr(one, "surprising", False) or name == "away"
    return one.surprising


def _rest(tx, days, now) -> None:
    division = people.divisions(tx)[days % 3]
    marks.snooze(tx, 1, division, now.astimezone(BANGKOK).date() + days * DAY)


def _away(tx, days, now) -> None:
    """Whoever has a chat of their own with the bot leaves, and is back some days later."""
    person = people.note_person(tx, "telegram:Uadmin", "ก")
    starts = now.astimezone(BANGKOK).date() + (days % 5) * DAY
    said = Said(f"away{now}{days}", person, now)
    handovers.record_absence(tx, said, person, Absence(person.id, starts, starts + days * DAY))


async def _quiet_until(one: Year, moment: datetime) -> None:
    day = one.now.astimezone(BANGKOK).date() + DAY
    while day < moment.astimezone(BANGKOK).date():
        noon = datetime.combine(day, time(12), BANGKOK)
        assert not await one.database.write(owe.owe_reminders, noon), (day, moment)
        day += DAY


ANSWERS = st.lists(
    st.tuples(st.integers(0, 500), st.sampled_from(MarkKind), st.integers(0, 3)),
    min_size=3,
    max_size=10,
)
TAKEN_BACK = MarkKind.WITHDRAWN


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(ANSWERS)
def test_what_is_kept_is_never_too_late(answers):
    asyncio.run(_answered(answers))


async def _answered(answers) -> None:
    async with year(READING) as one:
        await one.tick(one.now)
        spoken = [found for found in one.all if one.owners_of.get(found.id)]
        for which, kind, days in answers:
            found = spoken[which % len(spoken)]
            if kind is not TAKEN_BACK:
                await one.report(found, one.owners_of[found.id][0], kind)
            if await one.database.read(owe.owes_nothing_new, one.now):
                assert not await one.database.write(_owed_afresh, one.now)
            kept = await one.database.write(ahead.kept_next_moment, one.now)
            fresh = await one.database.read(ahead.next_moment, one.now)
            assert fresh is None or (kept is not None and kept <= fresh)
            await one.tick(one.now + days * DAY)


def _owed_afresh(tx, now) -> int:
    tx.execute("DELETE FROM setting WHERE key = 'reminders-seen'")
    return owe.owe_reminders(tx, now)


def test_an_answer_taken_back_is_looked_at_again():
    asyncio.run(_taken_back())


async def _taken_back() -> None:
    async with year(READING) as one:
        await one.tick(one.now)
        found = next(found for found in one.all if one.owners_of.get(found.id))
        await one.report(found, one.owners_of[found.id][0], MarkKind.DONE)
        assert await one.database.read(owe.owes_nothing_new, one.now)
        await one.database.write(
            lambda tx: tx.execute(
                "INSERT INTO mark (key, occurrence_id, division_id, kind, said_at, withdraws)"
                " SELECT key || '-', occurrence_id, division_id, 'withdrawn', said_at, id FROM mark"
            )
        )
        assert not await one.database.read(owe.owes_nothing_new, one.now)


def test_an_organisation_without_a_plan_is_never_due():
    asyncio.run(_without_plan())


async def _without_plan() -> None:
    database = await Database.open(None)
    try:
        now = datetime(2022, 10, 3, 9, tzinfo=BANGKOK)
        assert await database.read(ahead.next_moment, now) is None
        assert await database.read(ahead.retry_moment, now) is None
    finally:
        await database.close()


def test_after_the_year_and_its_last_duties_nothing_is_due():
    asyncio.run(_after_year())


async def _after_year() -> None:
    async with year(READING) as one:
        late = datetime(2023, 12, 31, 9, tzinfo=BANGKOK)
        assert await one.database.read(ahead.next_moment, late) is None


def test_what_waits_for_office_hours_is_looked_at_again():
    asyncio.run(_held_up())


async def _held_up() -> None:
    async with year(READING) as one:
        evening = datetime(2022, 10, 3, 18, tzinfo=BANGKOK)
        await one.database.write(
            notices.owe, "reminder/2566/1/2022-10-03", "telegram:C1", NoticeClass.DEADLINE, evening
        )
        found = await one.database.read(ahead.retry_moment, evening + timedelta(minutes=1))
        assert found is not None
        assert found <= evening + timedelta(minutes=31)
