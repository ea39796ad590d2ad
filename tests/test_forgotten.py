"""Whoever is forgotten stands nowhere any more, wherever and however he or she spoke."""

from dataclasses import replace
from datetime import timedelta

import pytest
from talk import _chat, _person, _set_up
from test_departures import LEFT, redeem
from test_router import NOW, handle, incoming, rows

from handlers.messages import Attachment, Kind
from storage import chain, departures, people, privacy, retention
from storage.database import Database
from storage.people import Audience

WHO = "สมหญิง"
ADDRESS = _person(WHO)
ALONE = {"chat": ADDRESS, "private": True}
SOON = timedelta(seconds=20)


@pytest.fixture
async def database():
    opened = await Database.open(None)
    await opened.write(_set_up)
    yield opened
    await opened.close()


async def everything_done(database) -> None:
    """In the group and in 1:1: reported, photographed, corrected, taken back, wrong codes."""
    for place in ({}, ALONE):
        in_group = not place
        if place:
            await redeem(database, Audience.DIVISION, "กองคลัง")
            await redeem(database, Audience.EXECUTIVE)
        said = ("#1 เสร็จ ลงเว็บแล้ว", "#2 ทำไม่ได้ งบไม่พอ", "#ค้าง", "#รหัส AAAA-BBBB-CCCC",
                "#ลา 10-12 ม.ค. 2566", "#พัก 2 7 วัน", "#ปฏิทิน", "#3 กำลังทำ", "#1 ยกเลิก", "#รับทราบ",
                "#กำชับ กองช่าง เร่งหน่อย", "#รายงาน word", "#ภาษา en", "#ข้อมูลของฉัน")  # fmt: skip
        for number, text in enumerate(said):
            await handle(database, incoming(f"{in_group}/{number}", text, **place))
        for number in range(2):
            photo = Attachment("h", sha256=str(number) * 64, size=9, set_id="album")
            sent = incoming(f"{in_group}/p{number}", "", kind=Kind.PHOTO, attachment=photo, **place)
            await handle(database, replace(sent, sent_at=NOW + SOON))
        await handle(database, incoming(f"{in_group}/e", "#2 เสร็จ", kind=Kind.EDITED,
                                        message=f"m-{in_group}/1", **place))  # fmt: skip
        await handle(database, incoming(f"{in_group}/u", "", kind=Kind.UNSENT,
                                        message=f"m-{in_group}/7", **place))  # fmt: skip
    await handle(database, incoming("left", **LEFT | {"chat": _chat("กลุ่มช่าง")}))


async def places_of(database, text: str) -> set[str]:
    """Every column of every table that holds the text."""
    found = set()
    for (table,) in await rows(database, "SELECT name FROM sqlite_schema WHERE type = 'table'"):
        for row in await database.read(lambda tx, t=table: tx.all(f"SELECT * FROM {t}")):
            found |= {f"{table}.{name}" for name in row.keys() if text in str(row[name])}  # noqa: SIM118 - a row, not a dict
    return found


async def test_nothing_of_a_forgotten_person_is_left(database):
    await everything_done(database)
    assert {"person.address", "mark.message", "notice.key"} <= await places_of(database, ADDRESS)
    marks = await rows(database, "SELECT count(*) FROM mark")
    await database.write(
        lambda tx: tx.execute("UPDATE notice SET state = 'sent', settled_at = due_at")
    )
    person = await database.read(people.find_person, ADDRESS)
    assert await database.read(departures.has_left, await database.read(
        people.find_chat, _chat("กลุ่มช่าง")), person, NOW + SOON)  # fmt: skip
    await database.write(privacy.forget_person, person, NOW + SOON)
    assert await places_of(database, ADDRESS) == set()
    assert await places_of(database, WHO) == set()
    assert await rows(database, "SELECT count(*) FROM mark") == marks
    assert await database.read(chain.breaks) == ()


async def test_who_has_a_longer_number_is_somebody_else(database):
    """Telegram's numbers begin alike: 42, 421."""
    for who in "telegram:42", "telegram:421":
        code = await database.write(lambda tx: people.issue_code(tx, Audience.ADMIN, None, NOW))
        alone = {"chat": who, "sender": who, "private": True}
        for number, text in enumerate((code, "#1 แทน กองคลัง เสร็จ")):
            await handle(database, incoming(f"{who[-1]}-{number}", text, **alone))
        photo = Attachment("h", sha256=who[-1] * 64, size=9, set_id="album")
        sent = incoming(f"{who[-1]}-p", "", kind=Kind.PHOTO, attachment=photo, **alone)
        await handle(database, replace(sent, sent_at=NOW + SOON))
    kept = await places_of(database, "telegram:421")
    person = await database.read(people.find_person, "telegram:42")
    await database.write(privacy.forget_person, person, NOW + SOON)
    assert await places_of(database, "telegram:421") == kept
    assert await places_of(database, "telegram:42/") == set()


async def test_where_strangers_wrote_from_is_forgotten_after_a_month(database):
    """In 1:1 and in groups nobody has bound; what they wrote is gone as soon as it is answered."""
    for number, text in enumerate(("สวัสดี", "#1 เสร็จ", "#รหัส AAAA-BBBB-CCCC", "#ค้าง") * 20):
        for place in ({"private": True, "chat": "line:U-แปลก"}, {"chat": "line:C-แปลก"}):
            said = incoming(f"{number}{len(place)}", text, sender="line:U-แปลก", **place)
            await handle(database, said)
    await handle(database, incoming("known", "#1 เสร็จ"))
    await database.write(
        lambda tx: tx.execute("UPDATE notice SET state = 'sent', settled_at = due_at")
    )
    await database.write(retention.forget_old, NOW + timedelta(days=29))
    assert await places_of(database, "แปลก") == {"event.chat", "notice.chat", "notice.key"}
    await database.write(retention.forget_old, NOW + timedelta(days=31))
    assert await places_of(database, "แปลก") == set()
    assert await rows(database, "SELECT count(*) FROM event WHERE key = 'known' AND chat = ?",
                      _chat("กลุ่มคลัง")) == [(1,)]  # fmt: skip
    owed = await rows(database, "SELECT count(*) FROM notice")
    await handle(database, incoming("02", "#1 เสร็จ", sender="line:U-แปลก"))
    assert await rows(database, "SELECT count(*) FROM notice") == owed  # known as handled, as ever


async def test_who_follows_and_blocks_us_without_a_part_is_no_chat_any_more(database):
    for who, kept in (("line:U-แปลก", 0), (ADDRESS, 1)):
        if kept:
            await redeem(database, Audience.DIVISION, "กองคลัง")
        place = {"chat": who, "sender": who, "private": True}
        await handle(database, incoming(f"{kept}in", "", kind=Kind.JOINED, **place))
        count = "SELECT count(*) FROM chat WHERE address = ?"
        assert await rows(database, count, who) == [(1,)]
        await handle(database, incoming(f"{kept}out", "", kind=Kind.LEFT, **place))
        assert await rows(database, count, who) == [(kept,)]
