"""One person's flood: a minute's limit, one sentence about it, and nobody else waits."""

import random
from datetime import timedelta

from test_router import NOW, OFFICE, TREASURY, incoming, rows

from handlers.messages import Kind
from handlers.pace import MOST, Pace
from handlers.router import Router
from storage import inbox
from storage.inbox import Received


async def flood(database, count, **more):
    """One person's many messages in a minute, another's single one among them."""
    router = Router(OFFICE)
    told = [incoming(f"e{n}", f"#1 หมายเหตุ ครั้งที่ {n}", **more) for n in range(count)]
    told.insert(count // 2, incoming("other", "#2 หมายเหตุ ของคนอื่น", sender="line:U-สมชาย"))
    received = [Received(one.event, one.chat, "…") for one in told]
    await database.write(inbox.receive, received, NOW)
    for one in told:
        await database.write(router.handle, one, NOW)
    return router


async def test_a_thousand_messages_a_minute_are_told_once_and_hold_up_nobody(database):
    router = await flood(database, 1000)
    assert await rows(database, "SELECT count(*) FROM mark WHERE note LIKE 'ครั้งที่%'") == [(MOST,)]
    assert await rows(database, "SELECT count(*) FROM mark WHERE note LIKE 'ของคนอื่น%'") == [(1,)]
    told = await rows(database, "SELECT chat FROM notice WHERE key LIKE 'flood/%'")
    assert told == [(TREASURY,)]
    assert await rows(database, "SELECT count(*) FROM event WHERE state <> 'done'") == [(0,)]
    later = incoming("later", "#1 หมายเหตุ หลังจากนั้น", sent_at=NOW + timedelta(minutes=1))
    await database.write(inbox.receive, [Received("later", TREASURY, "…")], NOW)
    await database.write(router.handle, later, NOW)
    assert await rows(database, "SELECT count(*) FROM mark WHERE note LIKE 'หลังจากนั้น%'") == [(1,)]


def test_what_lay_waiting_counts_by_when_it_was_said():
    pace = Pace()
    sent = [NOW + timedelta(seconds=2 * n) for n in range(300)]
    random.Random(1).shuffle(sent)
    assert all(pace.allows("line:U", Kind.TEXT, at, str(at)) for at in sent)


def test_photos_and_taking_back_are_never_refused():
    pace = Pace()
    assert all(pace.allows("line:U", Kind.PHOTO, NOW, f"p{n}") for n in range(500))
    assert [pace.allows("line:U", Kind.TEXT, NOW, f"e{n}") for n in range(MOST + 1)][-1] is False
    assert pace.allows("line:U", Kind.UNSENT, NOW, "u")


def test_memory_of_many_people_is_bounded():
    pace = Pace()
    for number in range(5000):
        pace.allows(f"line:U{number}", Kind.TEXT, NOW, f"e{number}")
    assert len(pace._said) <= 2000


def test_an_event_that_is_handled_again_counts_once():
    pace = Pace()
    assert all(pace.allows("line:U", Kind.TEXT, NOW, f"e{n % MOST}") for n in range(5 * MOST))
    assert not pace.allows("line:U", Kind.TEXT, NOW, "one more")
