"""The calendar feed: what calendar apps get, and whose links open what."""

import shutil
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import aiohttp
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.__main__ import main
from bot.demo import bind_everybody, performing
from bot.feed import Entry, Feeds, feed
from bot.ics import render_calendar
from bot.links import Links, Purpose
from bot.organisation import Organisation, opened
from handlers.feeds import EVERYBODY
from plans.model import Actor, ClauseKind, Duty, MarkKind, Occurrence, Period
from plans.rounds import fiscal_period
from storage import feeds, marks, people
from storage.database import Transaction
from storage.marks import Said
from storage.settings import OfficeSettings

SAMPLE = str(Path(__file__).parents[1] / "bot" / "sample" / "plan.html")
NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
SECRET = b"s" * 32


@asynccontextmanager
async def office(loaded: Path, tmp_path: Path):
    async with opened(Path(shutil.copytree(loaded, tmp_path / "data"))) as organisation:
        yield organisation


def events(data: bytes) -> list:
    """Read back by the library, every line within the length the standard allows."""
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    return list(Calendar.from_ical(data).walk("VEVENT"))


def division(tx: Transaction, name: str) -> int:
    return people.find_division(tx, name).id


async def test_everybody_sees_every_dated_duty_on_its_day(loaded, tmp_path):
    def dues(tx: Transaction) -> list[str]:
        rows = tx.all("SELECT due FROM occurrence WHERE due IS NOT NULL AND withdrawn = 0")
        return sorted(row["due"] for row in rows)

    async with office(loaded, tmp_path) as organisation:
        data = await organisation.database.read(feed, SECRET, EVERYBODY, NOW)
        wanted = await organisation.database.read(dues)
    found = events(data)
    assert sorted(one.decoded("dtstart").isoformat() for one in found) == wanted
    assert len({str(one["uid"]) for one in found}) == len(found) > 50
    for one in found:
        assert one["dtstart"].params["VALUE"] == "DATE"
        assert one.decoded("dtend") - one.decoded("dtstart") == timedelta(days=1)
        assert one.decoded("dtstamp") == NOW
    name = str(Calendar.from_ical(data)["x-wr-calname"])
    assert "ทุกส่วนราชการ" in name
    assert "เทศบาลตำบลทุ่งตะวัน" in name


async def test_a_division_sees_its_own_and_reported_ones_ring_no_more(loaded, tmp_path):
    def report(tx: Transaction) -> None:
        person = people.note_person(tx, "line:U-1", "สมหญิง")
        own = people.find_division(tx, "กองคลัง")
        row = tx.one(
            "SELECT occurrence.id FROM occurrence JOIN duty ON duty.id = duty_id"
            " JOIN duty_division USING (duty_id) WHERE division_id = ? AND due IS NOT NULL"
            " AND actor = 'staff' ORDER BY due LIMIT 1", own.id,
        )  # fmt: skip
        said = Said("e1", person, NOW, "m1")
        marks.record_mark(tx, said, row["id"], own, MarkKind.DONE)

    async with office(loaded, tmp_path) as organisation:
        database = organisation.database
        treasury = await database.read(division, "กองคลัง")
        before = events(await database.read(feed, SECRET, treasury, NOW))
        await database.write(report)
        after = events(await database.read(feed, SECRET, treasury, NOW))
        everybody = events(await database.read(feed, SECRET, EVERYBODY, NOW))
    assert 0 < len(before) == len(after) < len(everybody)
    assert all("กองคลัง" in str(one["description"]) for one in after)
    assert {str(one["uid"]) for one in after} <= {str(one["uid"]) for one in everybody}
    told = [one for one in after if str(one["summary"]).startswith("(รายงานแล้ว)")]
    assert len(told) == 1
    assert told[0].walk("VALARM") == []
    alarms = [one.decoded("trigger") for one in before[0].walk("VALARM")]
    assert alarms == [timedelta(days=-7, hours=8, minutes=30), timedelta(hours=8, minutes=30)]


@given(st.text(max_size=300), st.text(max_size=300), st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_whatever_a_plan_says_can_be_read_back(title, text, due):
    duty = Duty(3, "ก", Actor.STAFF, ClauseKind.DEADLINE, text, divisions=("กองคลัง",))
    occurrence = Occurrence(duty, Period(due, due), due, due, id=1)
    entry = Entry("u", occurrence, title, ("กองคลัง",), answered=False)
    (event,) = events(render_calendar("ปฏิทิน", [entry], OfficeSettings(), NOW))
    assert event.decoded("dtstart") == due
    assert str(event["summary"]).startswith("#3ก")
    assert "รายงานผลในแชท: #3ก เสร็จ" in str(event["description"])


# --- links


def feeds_of(organisation: Organisation) -> Feeds:
    made = Feeds(organisation.database, Links(organisation.secret), organisation.secret)
    made.base_url = "https://a.go.th"
    return made


def token_of(url: str) -> str:
    return url.removeprefix("https://a.go.th/calendar/").removesuffix(".ics")


async def test_a_link_is_the_same_all_year_and_opens_the_next_year_through(loaded, tmp_path):
    async with office(loaded, tmp_path) as organisation:
        made = feeds_of(organisation)
        link = await made.link(EVERYBODY, NOW)
        assert link == await made.link(EVERYBODY, datetime(2027, 9, 30, 3, 0, tzinfo=UTC))
        assert await made.open(token_of(link.url), NOW) is not None
        until = datetime.combine(fiscal_period(2571).ends, time(12), UTC)
        assert await made.open(token_of(link.url), until) is not None
        assert await made.open(token_of(link.url), until + timedelta(days=1)) is None


async def test_forged_foreign_and_renewed_links_open_nothing(loaded, tmp_path):
    async with office(loaded, tmp_path) as organisation:
        made = feeds_of(organisation)
        treasury = await organisation.database.read(division, "กองคลัง")
        token = token_of((await made.link(treasury, NOW)).url)
        foreign = Links(b"x" * 32).sign(Purpose.CALENDAR, f"0:{treasury}", NOW + timedelta(days=9))
        other = Links(organisation.secret).sign(Purpose.FILE, f"0:{treasury}", NOW + timedelta(9))
        nobody = token_of((await made.link(9999, NOW)).url)
        for wrong in (foreign, other, nobody, token[:-1], token[1:], ""):
            assert await made.open(wrong, NOW) is None
        assert await made.open(token, NOW) is not None
        await organisation.database.write(feeds.renew)
        assert await made.open(token, NOW) is None
        anew = token_of((await made.link(treasury, NOW)).url)
        assert await made.open(anew, NOW) is not None


async def test_the_chat_gives_the_link_and_the_server_the_calendar(tmp_path):
    async with performing(tmp_path / "data") as demo:
        await bind_everybody(demo)
        await demo.say("mayor-line", "mayor", "ปฏิทิน")
        url = next(link for link in demo.links("mayor-line") if "/calendar/" in link)
        async with aiohttp.ClientSession() as session:
            async with session.get(url.partition("?")[0]) as response:
                assert response.status == 200
                assert response.content_type == "text/calendar"
                assert response.headers["Cache-Control"] == "private, no-store"
                assert events(await response.read())
            async with session.get(url.replace(".ics", "x.ics")) as response:
                assert response.status == 404


def test_the_command_prints_the_calendar(loaded, capfdbinary):
    capfdbinary.readouterr()
    folder = str(loaded)
    assert main(["calendar", "--ics", "--fiscal-year", "2570", "--data-dir", folder]) == 0
    assert len(events(capfdbinary.readouterr().out)) > 50
    assert main(["calendar", "--ics", "--fiscal-year", "2571", "--data-dir", folder]) == 1
