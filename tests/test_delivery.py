"""How fast, how often and how long messages are tried, against the real rows."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from scheduler import afford
from scheduler.afford import may_answer
from scheduler.delivery import Failure, SendFailed, Sent
from scheduler.tick import Sender, send_one, take
from scheduler.tick import send as send_load
from storage import notices, people
from storage.database import Database
from storage.notices import NoticeClass, NoticeState
from storage.pace import Pace, slow_down

NOW = datetime(2022, 10, 3, 2, tzinfo=UTC)  # nine in the morning of a Monday
CHANNELS = frozenset({"line", "telegram"})
GROUP, PERSON = "telegram:-100", "telegram:7"


@pytest.fixture
async def database():
    opened = await Database.open(None)
    yield opened
    await opened.close()


async def owe(database, count, chat=GROUP, class_=NoticeClass.REPLY, now=NOW, **rest):
    for n in range(count):
        key = f"{chat}/{class_}/{now.isoformat()}/{n}"
        await database.write(
            notices.owe, key, chat, class_, now, words='{"text": "ก"}', about='{"n": 1}', **rest
        )


class Wire:
    """Takes messages, or refuses them; ``sent`` is when each came."""

    def __init__(self, *failures):
        self.failures = list(failures)
        self.sent = []

    async def send(self, notice, riders, now):
        if self.failures and (failure := self.failures.pop(0)) is not None:
            raise failure
        self.sent.append((now, notice.chat))
        return Sent((str(len(self.sent)),))


async def turn(database, wire, now):
    """Send whatever may go at this moment."""
    while claimed := await database.write(afford.claim, now, CHANNELS):
        for notice in claimed:
            await send_one(database, Sender(lambda *_: '{"text": "ก"}', wire.send), notice, now)


async def pass_seconds(database, wire, seconds, step=1.0, start=NOW):
    moment = start
    while moment <= start + timedelta(seconds=seconds):
        await turn(database, wire, moment)
        moment += timedelta(seconds=step)


async def test_group_hears_at_most_twenty_in_any_minute(database):
    wire = Wire()
    await owe(database, 50)
    await pass_seconds(database, wire, 200)
    times = [at for at, _ in wire.sent]
    assert len(times) == 50
    for at in times:
        assert sum(at <= other < at + timedelta(minutes=1) for other in times) <= 20


async def test_after_sending_only_a_chat_with_more_is_looked_at_again(database):
    wire = Wire(SendFailed("gone for now", Failure.REPEAT))
    sender = Sender(lambda *_: '{"text": "ก"}', wire.send)
    await owe(database, 2)
    await owe(database, 1, PERSON)
    told = []
    for now in (NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)):
        claimed = await database.write(afford.claim, now, CHANNELS)
        told += [(one.chat, await send_one(database, sender, one, now)) for one in claimed]
    assert told == [
        (GROUP, True),  # refused, to be tried again
        (PERSON, False),
        (GROUP, True),  # the second waits behind it
        (GROUP, False),
    ]


LATER = NOW + timedelta(seconds=50)


@pytest.mark.parametrize(
    ("free_until", "more", "goes"),
    [
        (LATER, None, True),
        (None, None, False),  # no token
        (NOW, None, False),  # one whose time is over
        (LATER, NoticeClass.DIGEST, False),  # a reminder waits for the ride
        (LATER, NoticeClass.REPLY, False),  # an older answer
    ],
)
async def test_answer_goes_at_once_unless_something_else_waits(database, free_until, more, goes):
    if more is not None:
        await owe(database, 1, "line:C", more)
    await owe(database, 1, "line:another", NoticeClass.REPLY)
    assert await database.read(may_answer, "line:C", free_until, NOW) == goes


async def test_what_rides_on_an_answer_that_was_refused_rides_on_its_next_try(database):
    given = []

    async def send(notice, riders, now):
        given.append([notice.class_, *(rider.class_ for rider in riders)])
        if len(given) == 1:
            raise SendFailed("nothing left us", Failure.REWORD, retry_at=now + timedelta(seconds=9))
        return Sent(("1", "2"))

    token = {"reply_token": "t", "reply_until": LATER}
    await owe(database, 1, "line:C", NoticeClass.REPLY, **token)
    await owe(database, 1, "line:C", NoticeClass.DIGEST)
    for waiting in await database.read(notices.wanting_ride, "line:C", NOW):
        await database.write(notices.hold, waiting, NOW + timedelta(days=1))
    sender = Sender(lambda *_: '{"text": "ก"}', send)
    for moment in (NOW, NOW + timedelta(seconds=9)):
        for load in await database.write(take, moment, CHANNELS, sender.render):
            await send_load(database, sender, load, moment)
    assert given == [[NoticeClass.REPLY, NoticeClass.DIGEST]] * 2
    assert await database.read(notices.count, NoticeState.SENT) == 2
    assert await database.read(notices.count, NoticeState.SENDING) == 0


async def ridden(database):
    """A reminder that is being sent with an answer: the answer, the reminder."""
    token = {"reply_token": "t", "reply_until": LATER}
    await owe(database, 1, "line:C", NoticeClass.REPLY, **token)
    await owe(database, 1, "line:C", NoticeClass.DIGEST)
    (carrier,) = await database.write(notices.claim, NOW, CHANNELS, unasked=False)
    (rider,) = await database.read(notices.wanting_ride, "line:C", NOW)
    await database.write(notices.carry, rider, carrier, '{"text": "ก"}', NOW)
    return carrier, rider


async def test_what_rode_in_vain_and_is_sent_again_rides_on_nothing(database):
    carrier, rider = await ridden(database)
    await database.write(notices.settle, carrier, NoticeState.UNSURE, NOW)
    assert await database.write(notices.revive, rider.id, NOW)
    (again,) = await database.write(notices.claim, NOW, CHANNELS, unasked=True)
    assert again.id == rider.id
    hours = timedelta(hours=23)
    await database.write(notices.recover, NOW, "line", repeatable_for=hours)  # killed meanwhile
    (owed,) = await database.read(notices.in_state, NoticeState.OWED)
    assert owed.id == rider.id


async def test_what_rode_on_an_answer_that_is_unsure_after_days_is_unsure_as_well(database):
    await ridden(database)
    later, hours = NOW + timedelta(days=3), timedelta(hours=23)
    await database.write(notices.recover, later, "line", repeatable_for=hours)
    assert await database.read(notices.count, NoticeState.SENDING) == 0
    assert await database.read(notices.count, NoticeState.UNSURE) == 2


async def test_answer_to_a_chat_that_is_to_be_left_alone_waits(database):
    await database.write(people.note_chat, "line:C", private=False)
    until = NOW + timedelta(seconds=5)
    await database.write(notices.halt, "line:C", until)
    assert not await database.read(may_answer, "line:C", LATER, NOW)
    assert await database.read(may_answer, "line:C", LATER, until)


async def test_answer_on_telegram_needs_no_token_but_room_in_its_group(database):
    async def answered(key: str) -> bool:
        goes = await database.read(may_answer, "telegram:-1", None, NOW)
        if goes:
            reply = NoticeClass.REPLY
            new = await database.write(notices.owe, key, "telegram:-1", reply, NOW, claimed=True)
            claimed = await database.read(notices.find, new)
            assert (claimed.state, claimed.attempts, claimed.first_tried_at) == (
                NoticeState.SENDING, 1, NOW,
            )  # fmt: skip
            await database.write(notices.settle, claimed, NoticeState.SENT, NOW)
        return goes

    assert [await answered(f"answer {n}") for n in range(21)] == [True] * 20 + [False]


async def test_limit_of_a_minute_survives_a_restart(database):
    wire = Wire()
    await owe(database, 21)
    await turn(database, wire, NOW)
    assert len(wire.sent) == 20
    await database.write(notices.recover, NOW, "telegram", repeatable_for=timedelta(0))
    await turn(database, wire, NOW + timedelta(seconds=59))
    assert len(wire.sent) == 20
    await turn(database, wire, NOW + timedelta(seconds=61))
    assert len(wire.sent) == 21


async def test_unasked_messages_to_a_chat_are_a_second_apart(database):
    wire = Wire()
    await owe(database, 4, PERSON, NoticeClass.DIGEST)
    await pass_seconds(database, wire, 6, 0.25)
    times = [at for at, _ in wire.sent]
    assert len(times) == 4
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(times))


async def test_many_chats_share_a_second(database):
    await owe_many(database, 40)
    now = NOW
    for n in range(40):
        (notice,) = [one for one in await waiting(database) if one.chat == f"telegram:{n}"]
        await database.write(slow_down, "telegram", now, Pace(second=25))
        if n < 25:
            await deliver(database, notice, now)
    late = await database.read(
        lambda tx: tx.value("SELECT count(*) FROM notice WHERE state = 'owed' AND not_before > ?",
                            "2022-10-03T02:00:00.000000+00:00")
    )  # fmt: skip
    assert late == 15


async def owe_many(database, count):
    for n in range(count):
        await owe(database, 1, f"telegram:{n}", NoticeClass.DIGEST)


async def waiting(database):
    return await database.read(notices.in_state, NoticeState.OWED)


async def deliver(database, notice, now):
    def work(tx):
        tx.execute("UPDATE notice SET state = 'sending' WHERE id = ?", notice.id)
        notices.settle(tx, notice, NoticeState.SENT, now)

    await database.write(work)


async def test_chat_told_to_wait_waits_and_others_go_on(database):
    for address in (GROUP, PERSON):
        await database.write(people.note_chat, address, private=address == PERSON)
    wait = NOW + timedelta(seconds=30)
    flood = SendFailed("429", Failure.REWORD, retry_at=wait, halts_chat=True)
    wire = Wire(flood)
    await owe(database, 2, GROUP)
    await owe(database, 1, PERSON)
    await turn(database, wire, NOW)
    assert wire.sent == [(NOW, PERSON)]
    await turn(database, wire, wait - timedelta(seconds=1))
    assert len(wire.sent) == 1
    await turn(database, wire, wait + timedelta(seconds=1))
    assert len(wire.sent) == 3


async def test_tries_move_further_apart_until_it_is_dead_and_may_be_sent_by_hand(database):
    wire = Wire(*[SendFailed("500", Failure.REPEAT)] * 100)
    await owe(database, 1, "line:C1")
    tried = []
    moment = NOW
    while await waiting(database):
        left = len(wire.failures)
        await turn(database, wire, moment)
        if len(wire.failures) < left:
            tried.append(moment)
        moment += timedelta(seconds=5)
    gaps = [later - earlier for earlier, later in pairwise(tried)]
    assert gaps == sorted(gaps)
    assert gaps[0] == timedelta(seconds=5)
    assert gaps[-1] <= timedelta(minutes=15)
    (dead,) = await database.read(notices.in_state, NoticeState.DEAD)
    wire.failures.clear()
    assert await database.write(notices.revive, dead.id, moment)
    await turn(database, wire, moment)
    assert wire.sent == [(moment, "line:C1")]


async def test_what_was_worth_only_its_time_expires(database):
    wire = Wire()
    await owe(database, 1, GROUP, expires_at=NOW + timedelta(hours=1))
    await turn(database, wire, NOW + timedelta(hours=2))
    assert wire.sent == []
    (gone,) = await database.read(notices.in_state, NoticeState.DROPPED)
    assert gone.error == "expired"
