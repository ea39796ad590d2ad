"""Words made in the night go out in the morning, unless anything they rest on has changed."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import pytest
from year_bench import CHANNELS, Year, sample, year

from plans.model import MarkKind
from plans.progress import BANGKOK
from scheduler import owe, tick
from storage import handovers, marks, notices, people, privacy, retention, wordings
from storage.database import Transaction
from storage.marks import Said
from storage.notices import Notice
from storage.people import Audience
from storage.settings import put_setting
from storage.transaction import Kept

MORNING = time(8, 35)


@dataclass
class Night:
    """The night before a morning with reminders to several divisions, all worded."""

    one: Year
    morning: datetime
    worded: set[str]
    rendered: list[str] = field(default_factory=list)

    async def take(self) -> list[Notice]:
        """What goes out in the morning; ``rendered`` is what was worded only then."""
        render = self.one.router.render

        def noted(tx: Transaction, notice: Notice, now: datetime) -> str | None:
            self.rendered.append(notice.chat)
            return render(tx, notice, now)

        write = self.one.database.write
        loads = await write(tick.take, self.morning, CHANNELS, noted)
        return [load.notice for load in loads if load.worded]

    async def said_now(self, notice: Notice) -> str | None:
        return await self.one.database.write(self.one.router.render, notice, self.morning)


@pytest.fixture
async def night() -> AsyncIterator[Night]:
    async with year(sample()) as one:
        await one.database.write(people.note_person, "telegram:9", "ก")
        worded: set[str] = set()
        while len(worded) < 2:
            await one.pass_days(one.now.date(), (MORNING,))
            day = one.now.astimezone(BANGKOK).date() + timedelta(days=1)
            one.now = datetime.combine(day, time(3, 10), BANGKOK)
            await one.database.write(owe.owe_reminders, one.now)
            await one.word_ahead()
            worded = await one.database.read(_worded)
        yield Night(one, datetime.combine(day, MORNING, BANGKOK), worded)


def _worded(tx: Transaction) -> set[str]:
    rows = tx.all("SELECT chat FROM wording JOIN notice ON notice.id = notice_id")
    return {row["chat"] for row in rows}


async def test_in_the_morning_only_sending_is_left(night):
    taken = await night.take()
    assert night.worded <= {notice.chat for notice in taken}
    assert not night.worded & set(night.rendered)
    for notice in taken:
        assert notice.words == await night.said_now(notice)


def _answer(tx: Transaction, one: Year, notice: Notice) -> None:
    division = people.find_chat(tx, notice.chat).divisions[0]
    owed = owe.owed_in(tx, one.fiscal_year, one.now.date())
    occurrence = next(one.occurrence for one in owed if division.name in one.divisions)
    said = Said("answer", people.note_person(tx, "telegram:9", "ก"), one.now)
    marks.record_mark(tx, said, occurrence.id, division, MarkKind.DONE)


def _speak_english(tx: Transaction, _: Year, notice: Notice) -> None:
    people.set_language(tx, people.find_chat(tx, notice.chat), "en")


def _rename(tx: Transaction, _: Year, notice: Notice) -> None:
    division = people.find_chat(tx, notice.chat).divisions[0]
    people.rename_division(tx, division, f"{division.name}ใหม่")


def _be_away(tx: Transaction, one: Year, _: Notice) -> None:
    person, day = people.note_person(tx, "telegram:9", "ก"), one.now.date()
    absence = handovers.Absence(person.id, day, day + timedelta(days=3))
    handovers.record_absence(tx, Said("away", person, one.now), person, absence)


def _set(tx: Transaction, _: Year, __: Notice) -> None:
    put_setting(tx, "lead_days", "9")


def _hand_over(tx: Transaction, one: Year, notice: Notice) -> None:
    division = people.find_chat(tx, notice.chat).divisions[0]
    other = people.register_division(tx, "กองใหม่")
    said = Said("handover", people.note_person(tx, "telegram:9", "ก"), one.now)
    handovers.record_handover(tx, said, division, other, since=one.now.date())


def _bind(tx: Transaction, one: Year, notice: Notice) -> None:
    other = people.register_division(tx, "กองใหม่")
    chat = people.find_chat(tx, notice.chat)
    people.bind_chat(tx, chat, Audience.DIVISION, other, one.now)


def _call_oneself(tx: Transaction, _: Year, __: Notice) -> None:
    people.note_person(tx, "telegram:9", "ข")


CHANGES = {
    "answer": _answer, "english": _speak_english, "rename": _rename, "away": _be_away,
    "setting": _set, "handover": _hand_over, "bind": _bind, "name": _call_oneself,
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
async def test_what_changed_in_between_is_worded_afresh(night, change):
    first = await night.one.database.read(_first)
    await night.one.database.write(CHANGES[change], night.one, first)
    taken = await night.take()
    assert night.worded & set(night.rendered)
    for notice in taken:
        assert notice.words == await night.said_now(notice)


def _first(tx: Transaction) -> Notice:
    row = tx.one("SELECT min(notice_id) AS id FROM wording")
    assert row is not None
    found = notices.find(tx, row["id"])
    assert found is not None
    return found


async def test_words_are_good_for_their_day_alone(night):
    first, day = await night.one.database.read(_first), night.morning.date()
    assert await night.one.database.read(wordings.ready, [first.id], day)
    assert not await night.one.database.read(wordings.ready, [first.id], day + timedelta(days=1))


async def test_what_cannot_be_worded_ahead_is_worded_in_its_hour(night):
    def fail(*_: object) -> str:
        raise ValueError

    last: int | None = 0
    while last is not None:
        last = await night.one.database.write(tick.word_ahead, fail, night.one.now, last)
    assert not await night.one.database.read(_worded)
    assert {notice.chat for notice in await night.take()} >= night.worded


async def test_a_person_who_is_forgotten_stands_in_no_words_made_ahead(night):
    def forget(tx: Transaction) -> None:
        person = people.note_person(tx, "telegram:9", "ก")
        privacy.forget_person(tx, person, night.one.now)

    await night.one.database.write(forget)
    assert not await night.one.database.read(_worded)


async def test_words_of_what_was_sent_are_forgotten_with_the_rest(night):
    write = night.one.database.write
    await write(retention.forget_old, night.one.now)
    assert await night.one.database.read(_worded) == night.worded
    await night.one.tick(night.morning)
    await write(retention.forget_old, night.morning)
    assert not await night.one.database.read(_worded)


SETTLED_FOR_GOOD = {"event"}
"""The event of a mark stays the same, in the chat it came from."""


async def test_words_for_a_division_rest_on_watched_tables_alone(night):
    read: set[str] = set()

    def note_table(action, table, *_):
        if action == sqlite3.SQLITE_READ:
            read.add(table)
        return sqlite3.SQLITE_OK

    def look(tx: Transaction, notice: Notice) -> set[str]:
        afresh = Transaction(tx._connection, Kept())
        tx._connection.set_authorizer(note_table)
        night.one.router.render(afresh, notice, night.morning)
        spoken = set(read)
        assert "occurrence" in spoken
        read.clear()
        wordings.state(tx, night.morning.date())
        tx._connection.set_authorizer(None)
        told = tx.all(
            "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
            " AND (sql LIKE '%plans_state%' OR sql LIKE '%said_state%')"
        )
        itself = {"json_each", "people_state"}
        return spoken - read - {row["tbl_name"] for row in told} - itself

    first = await night.one.database.read(_first)
    assert await night.one.database.write(look, first) <= SETTLED_FOR_GOOD
