"""The month's quota: the ledger, what is paid for first, and what rides on free replies."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from year_bench import CHANNELS, PLANS, Year, year

from plans.holidays import closed_days
from plans.model import Actor
from plans.occasions import Occasion
from plans.progress import BANGKOK
from plans.rounds import first_day, is_working_day, last_day, working_day_before
from scheduler import afford, owe
from scheduler.budget import Rank, Wish, funded, rank_of, reserve_on
from scheduler.delivery import Failure, SendFailed, Sent
from scheduler.tick import Sender, send_one
from storage import notices, people, quota
from storage.notices import NoticeClass
from storage.people import Audience

OCTOBER = date(2022, 10, 3)


def wish(key, rank, cost=12, day=OCTOBER):
    return Wish(key, day, cost, rank)


def test_what_must_be_said_on_its_day_is_paid_for_before_what_comes_earlier():
    later = wish("due", Rank.PRESSING, day=date(2022, 10, 31))
    paid = funded([wish("digest", Rank.DIGEST), later], 12, 12, OCTOBER)
    assert paid == {"due"}


def test_all_but_the_pressing_leave_a_reserve():
    wishes = [wish("ahead", Rank.WARNING, cost=45)]
    assert reserve_on(OCTOBER, 50) == 9
    assert funded(wishes, 50, 50, OCTOBER) == frozenset()
    assert funded([wish("due", Rank.PRESSING, cost=45)], 50, 50, OCTOBER) == {"due"}


def test_a_message_is_as_pressing_as_its_most_pressing_reason():
    assert rank_of([Occasion.OVERDUE, Occasion.DUE]) is Rank.PRESSING
    assert rank_of([Occasion.OPENING, Occasion.AHEAD]) is Rank.WARNING


WISHES = st.lists(
    st.builds(
        Wish,
        st.uuids().map(str),
        st.dates(date(2022, 10, 3), date(2022, 10, 31)),
        st.integers(0, 60),
        st.sampled_from(Rank),
    ),
    max_size=30,
)


@given(WISHES, st.integers(0, 300))
def test_planning_never_spends_more_than_is_left(wishes, left):
    paid = funded(wishes, left, 300, OCTOBER)
    assert sum(one.cost for one in wishes if one.key in paid) <= left
    assert all(one.key in paid for one in wishes if one.cost == 0)


@given(WISHES)
def test_without_a_limit_everything_is_paid_for(wishes):
    assert funded(wishes, None, None, OCTOBER) == {one.key for one in wishes}


# The ledger.


@pytest.fixture
async def office():
    async with year(PLANS["sample"](), channel="line") as one:
        one.prices = dict.fromkeys(one.chats, 12)
        yield one


async def stated(one: Year, allowed, used=0, at=None):
    await one.database.write(quota.state, "line", allowed, used, at or one.now)


async def purse(one: Year, now=None):
    return await one.database.read(quota.purse, "line", now or one.now)


async def test_month_turns_at_ten_in_the_evening(office):
    evening = datetime(2026, 10, 31, 21, 59, tzinfo=BANGKOK)
    await stated(office, 300, 290, evening)
    assert (await purse(office, evening)).left == 10
    assert (await purse(office, evening + timedelta(minutes=1))).left == 300


async def test_own_ledger_counts_what_the_figure_does_not_know_yet(office):
    await stated(office, 300, 100)
    await office.pass_days(date(2026, 10, 22))
    sent = sum(cost for _, cost in office.spent)
    assert sent > 0
    assert (await purse(office)).spent == 100 + sent


async def test_used_up_month_stays_so_until_it_turns_or_the_plan_grows(office):
    await stated(office, 300, 20)
    await office.database.write(quota.exhaust, "line", office.now)
    assert (await purse(office)).left == 0
    await stated(office, 300, 20, office.now + timedelta(hours=1))
    assert (await purse(office)).left == 0
    await stated(office, 15000, 20, office.now + timedelta(hours=2))
    assert (await purse(office)).left == 14980


async def test_without_figures_nothing_is_held(office):
    await office.pass_days(date(2026, 10, 5))
    assert len(office.told) == 4


# A year on 300 messages.


async def grouped(name: str, groups: int = 5) -> Year:
    """The plan's divisions in that many LINE groups of twelve; nobody reports all year."""
    async with year(PLANS[name](), channel="line", groups=groups) as one:
        await stated(one, 300)
        off, until = closed_days(one.fiscal_year), last_day(one.fiscal_year) + timedelta(days=31)
        days = (first_day(one.fiscal_year) + timedelta(days=n) for n in range(1, 400))
        for day in days:  # the days without office hours are lived through in test_year
            if day <= until and is_working_day(day, off):
                await one.tick(datetime.combine(day, time(8, 35), BANGKOK))
        return one


@pytest.mark.parametrize("name", ["sample", "000"])
async def test_a_silent_year_on_the_free_plan_tells_every_due_date_in_time(name):
    one = await grouped(name)
    by_month = defaultdict(int)
    for at, cost in one.spent:
        by_month[f"{at.astimezone(quota.QUOTA_TIME):%Y-%m}"] += cost
    assert max(by_month.values()) <= 300
    heard = defaultdict(set)
    for told in one.told:
        for occurrence, _, _ in told.items:
            heard[told.chat].add((occurrence, told.day))
    off = closed_days(one.fiscal_year)
    for occurrence in dated(one):
        for chat in one.groups_of(occurrence):
            days = [day for found, day in heard[chat] if found == occurrence.id]
            on_day = working_day_before(occurrence.due, off)
            assert any(day <= on_day for day in days), (chat, occurrence.duty.label, on_day)


def dated(one: Year):
    begun = first_day(one.fiscal_year)
    return [o for o in one.all if o.due and o.due > begun and o.duty.actor is Actor.STAFF]


async def test_forecast_says_what_will_be_left_out():
    async with year(PLANS["sample"](), channel="line", groups=5) as one:
        await stated(one, 100)
        seen = await one.database.read(afford.forecast, one.now)
    assert seen.left == 100
    assert seen.paid <= 100 < seen.wished
    assert {reminder.day for reminder in seen.unpaid}


# Riding.


async def reply(one: Year, chat: str, now: datetime, fail: SendFailed | None = None):
    """Somebody is answered in a chat; what LINE is handed with it."""
    key = f"reply/{chat}/{now.isoformat()}"
    until = now + timedelta(minutes=1)
    await one.database.write(
        notices.owe, key, chat, NoticeClass.REPLY, now, words='{"text": "บันทึกแล้ว"}',
        reply_token="token", reply_until=until,
    )  # fmt: skip
    handed = []

    async def send(notice, riders, at):
        handed.append((notice.key, [rider.key for rider in riders]))
        if fail is not None:
            raise fail
        return Sent(tuple(f"m{n}" for n in range(1 + len(riders))))

    for notice in await one.database.write(afford.claim, now, CHANNELS):
        await send_one(one.database, Sender(one.router.render, send), notice, now)
    return handed


async def states(one: Year, chat: str):
    def found(tx):
        return tx.all("SELECT key, state FROM notice WHERE chat = ? ORDER BY id", chat)

    return [tuple(row) for row in await one.database.read(found)]


async def test_without_quota_every_due_digest_comes_with_the_next_answer(office):
    await stated(office, 0)
    await office.pass_days(date(2026, 10, 30))
    assert office.told == []
    chats = [chat for chat, name in office.chats.items() if name.startswith(("กอง", "สำนัก"))]
    for chat in chats:
        [(_, riders)] = await reply(office, chat, office.now)
        assert len(riders) == 1
        assert [state for _, state in await states(office, chat)][-2:] == ["sent", "sent"]
    assert sum(cost for _, cost in office.spent) == 0


async def test_quote_of_what_rode_is_understood_as_that(office):
    await stated(office, 0)
    await office.pass_days(date(2026, 10, 30))
    await reply(office, "line:C1", office.now)
    quoted = await office.database.read(notices.about_of_message, "line:C1", "m1")
    assert quoted is not None
    assert quoted.key.startswith("reminder/")


async def test_what_rode_on_a_lost_answer_waits_again(office):
    await stated(office, 0)
    await office.pass_days(date(2026, 10, 30))
    lost = SendFailed("refused", Failure.DROP)
    [(_, riders)] = await reply(office, "line:C1", office.now, lost)
    assert dict(await states(office, "line:C1"))[riders[0]] == "owed"
    later = office.now + timedelta(minutes=5)
    assert (await reply(office, "line:C1", later))[0][1] == riders


async def test_what_rode_on_an_unsure_answer_is_unsure(office):
    await stated(office, 0)
    await office.pass_days(date(2026, 10, 30))
    unsure = SendFailed("token spent", Failure.ASK, token_spent=True)
    [(_, riders)] = await reply(office, "line:C1", office.now, unsure)
    assert dict(await states(office, "line:C1"))[riders[0]] == "unsure"


async def test_a_repeated_answer_carries_the_same(office):
    await stated(office, 0)
    await office.pass_days(date(2026, 10, 30))
    again = SendFailed("time-out", Failure.REPEAT, retry_at=office.now + timedelta(seconds=5))
    [(key, riders)] = await reply(office, "line:C1", office.now, again)
    handed = []

    async def send(notice, carried, at):
        handed.append((notice.key, [one.key for one in carried]))
        return Sent(("a", "b"))

    soon = office.now + timedelta(seconds=6)
    for notice in await office.database.write(afford.claim, soon, CHANNELS):
        await send_one(office.database, Sender(office.router.render, send), notice, soon)
    assert handed == [(key, riders)]


async def test_nothing_rides_where_the_office_does_not_want_it(office):
    await stated(office, 0)
    await office.database.write(put_off)
    await office.pass_days(date(2026, 10, 30))
    [(_, riders)] = await reply(office, "line:C1", office.now)
    assert riders == []


def put_off(tx):
    tx.execute("INSERT INTO setting VALUES ('piggyback', 'off')")


async def test_used_up_month_holds_everything_and_tells_the_administrator_once(office):
    await office.database.write(owe.owe_reminders, office.now)
    full = SendFailed("monthly limit", Failure.REWORD, exhausted=True)

    async def send(notice, riders, at):
        raise full

    morning = datetime(2026, 10, 2, 8, 35, tzinfo=BANGKOK)
    for minutes in range(5):
        now = morning + timedelta(minutes=minutes)
        await office.database.write(owe.owe_reminders, now)
        for notice in await office.database.write(afford.claim, now, CHANNELS):
            await send_one(office.database, Sender(office.router.render, send), notice, now)
    tries = await office.database.read(lambda tx: tx.value("SELECT count(*) FROM notice"))
    assert tries == 5  # four divisions and the administrator
    assert (await purse(office, morning)).left == 0
    [(_, riders)] = await reply(office, "line:Uadmin", morning + timedelta(hours=1))
    assert riders == ["quota/line/2026-10/6"]


# Whom.


def bind(tx, address, division, now, *, private):
    chat = people.note_chat(tx, address, private=private)
    people.bind_chat(tx, chat, Audience.DIVISION, people.find_division(tx, division), now)
    quota.count_members(tx, address, 1 if private else 12, now)


async def test_few_responsible_people_are_cheaper_than_their_group(office):
    for person in ("line:Ua", "line:Ub"):
        await office.database.write(bind, person, "กองคลัง", office.now, private=True)
    await office.database.write(quota.count_members, "line:C2", 12, office.now)
    found = await office.database.read(owe.recipients)
    told = {one.address: one.cost for one in found if "กองคลัง" in one.divisions}
    assert told == {"line:Ua": 1, "line:Ub": 1}


async def test_telegram_is_the_free_sibling(office):
    await office.database.write(bind, "telegram:-5", "กองคลัง", office.now, private=False)
    found = await office.database.read(owe.recipients)
    told = {one.address: one.cost for one in found if "กองคลัง" in one.divisions}
    assert told == {"telegram:-5": 0}


async def test_groups_are_counted_once_a_day(office):
    assert await office.database.read(quota.uncounted, "line", office.now)
    for n in range(1, 5):
        await office.database.write(quota.count_members, f"line:C{n}", 12, office.now)
    assert await office.database.read(quota.uncounted, "line", office.now) == []
    tomorrow = office.now.astimezone(UTC) + timedelta(days=1)
    assert len(await office.database.read(quota.uncounted, "line", tomorrow)) == 4
