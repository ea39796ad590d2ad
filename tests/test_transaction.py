"""What need not be read twice is read again as soon as it may have changed."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from test_database import count, opened, put

from handlers import router
from plans.duties import duties_of, occurrences
from plans.model import (
    Clause,
    ClauseKind,
    Every,
    Measure,
    Organisation,
    Plan,
    PlanKind,
    Reading,
)
from storage import chain, departures, handovers, measures, people, progress
from storage.database import Transaction
from storage.people import Audience, Role
from storage.transaction import _ASIDE

NOW = datetime(2026, 1, 5, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
CLAUSE = Clause("รายงานทุกเดือน", kind=ClauseKind.RECURRING, every=Every.MONTH)
PLAN = Plan(
    Organisation("เทศบาล"), PlanKind.PLAN, 2569,
    measures=(Measure(1, "ก", divisions=("กองช่าง",), clauses=(CLAUSE,)),),
    monitored=True,
)  # fmt: skip


async def test_a_query_is_asked_again_once_something_was_written(tmp_path):
    def look(tx: Transaction) -> list[int]:
        seen = [count(tx), count(tx)]
        put(tx, "a")
        seen += [count(tx), count(tx)]
        tx.all("DELETE FROM setting WHERE key = 'a' RETURNING key")
        return [*seen, count(tx)]

    asked: list[str] = []
    async with opened(tmp_path / "a.db") as db:
        await db.write(lambda tx: tx._connection.set_trace_callback(asked.append))
        before = await db.write(count)
        asked.clear()
        seen = await db.write(look)
        assert [one - before for one in seen] == [0, 0, 1, 1, 0]
    assert sum(one.startswith("SELECT") for one in asked) == 3


async def test_what_was_found_once_is_sought_again_once_something_was_written(tmp_path):
    def look(tx: Transaction) -> list[int]:
        seen = [tx.once("count", partial(count, tx)), tx.once("count", lambda: -1)]
        put(tx, "a")
        return [*seen, tx.once("count", partial(count, tx))]

    async with opened(tmp_path / "a.db") as db:
        before = await db.write(count)
        assert await db.write(look) == [before, before, before + 1]
        assert await db.write(lambda tx: tx.once("count", lambda: None)) is None


async def test_what_one_work_found_the_next_of_its_commit_need_not_seek(tmp_path):
    def look(tx: Transaction) -> int:
        return tx.held("count", partial(count, tx))

    def tell(tx: Transaction) -> None:
        tx.hold("count", -1)

    async with opened(tmp_path / "a.db") as db:
        before = await db.write(count)
        assert await db.write_each([look, tell, look]) == [before, None, -1]
        assert await db.write(look) == before, "held beyond its commit"
        assert await db.write_each([tell, partial(put, key="a"), look]) == [None, None, before + 1]


async def test_what_was_found_with_a_work_that_is_undone_is_not_held(tmp_path):
    def write_and_fail(tx: Transaction) -> None:
        put(tx, "a")
        tx.hold("count", -1)
        raise LookupError

    async with opened(tmp_path / "a.db") as db:
        before = await db.write(count)
        looks = [lambda tx: tx.held("count", partial(count, tx))] * 2
        first, failed, last = await db.write_each([looks[0], write_and_fail, looks[1]])
        assert (first, type(failed), last) == (before, LookupError, before)


async def test_what_is_large_is_let_go_at_rest(tmp_path):
    async with opened(tmp_path / "a.db") as db:

        def look(tx: Transaction) -> object:
            return tx.kept_large("year", object)

        first = await db.write(look)
        assert await db.write(look) is first
        db.rest()
        assert await db.write(look) is not first


REGISTER = "INSERT INTO division (name, kind) VALUES (?, 'division')"


async def test_the_register_is_read_again_when_it_was_written_by_anybody(tmp_path):
    async with opened(tmp_path / "a.db") as db, opened(tmp_path / "a.db", guest=True) as guest:
        names = [len(await db.write(people.divisions)), len(await db.read(people.divisions))]
        await guest.write(lambda tx: tx.execute(REGISTER, "กองช่าง"))
        names += [len(await db.write(people.divisions)), len(await db.read(people.divisions))]
        assert names == [0, 0, 1, 1]


async def test_what_was_undone_is_not_remembered(tmp_path):
    def half(tx: Transaction) -> None:
        tx.execute(REGISTER, "กองช่าง")
        assert len(people.divisions(tx)) == 1
        raise LookupError("no such thing")

    async with opened(tmp_path / "a.db") as db:
        with pytest.raises(LookupError):
            await db.write(half)
        assert await db.write(people.divisions) == ()
        await db.write(lambda tx: tx.execute(REGISTER, "กองคลัง"))
        assert [one.name for one in await db.write(people.divisions)] == ["กองคลัง"]


REMEMBERED = {
    "divisions": people.divisions,
    "years": measures.fiscal_years,
    "plan": partial(measures.find_plan, fiscal_year=2569),
    "handovers": partial(handovers.handovers, fiscal_year=2569),
    "measure": partial(progress._one_measure, fiscal_year=2569, measure=1),
    "year": partial(progress._whole_year, fiscal_year=2569, measure=None),
    "measure ids": partial(measures.ids, fiscal_year=2569, number=1),
    "words": router._words,
    "duty of": partial(chain._duty_of, occurrence=1),
    "chat": partial(people.find_chat, address="line:C1"),
    "person": partial(people.find_person, address="line:U1"),
    "moves": partial(departures._last_moves, chat_id=1, person_id=1),
}
OF_PEOPLE = {"chat", "person", "moves"}


def test_every_remembered_reader_is_tried_below():
    source = "".join(
        path.read_text("utf-8")
        for name in ("storage", "handlers", "scheduler", "bot")
        for path in (Path(__file__).parents[1] / name).glob("*.py")
    )
    marked = source.count("remembered\ndef ") + source.count("remembered(_read")
    assert marked == len(REMEMBERED)


@pytest.mark.parametrize("name", REMEMBERED)
async def test_what_is_remembered_rests_on_watched_tables_alone(tmp_path, name):
    read: set[str] = set()

    def note_table(action, table, *_):
        if action == sqlite3.SQLITE_READ:
            read.add(table)
        return sqlite3.SQLITE_OK

    def look(tx: Transaction) -> None:
        tx._connection.set_authorizer(note_table)
        REMEMBERED[name](tx)
        tx._connection.set_authorizer(None)

    def settle_in(tx: Transaction) -> None:
        measures.store_plan(tx, Reading(PLAN), file_name="p", sha256="0" * 64, now=NOW)
        duties = duties_of(PLAN)
        measures.store_duties(tx, PLAN.fiscal_year, duties, occurrences(PLAN, duties))
        division = people.divisions(tx)[0]
        chat = people.note_chat(tx, "line:C1", private=False)
        people.bind_chat(tx, chat, Audience.DIVISION, division, NOW)
        person = people.note_person(tx, "line:U1", "มาลี")
        people.give_role(tx, person, Role.STAFF, division, NOW)

    state = "people_state" if name in OF_PEOPLE else "plans_state"
    async with opened(tmp_path / "a.db") as db:
        await db.write(settle_in)
    async with opened(tmp_path / "a.db") as db:  # which has looked at nothing yet
        await db.write(look)
        watched = await db.read(watched_by, state)
    itself = {state, "json_each", "sqlite_master"}
    assert read > itself & read
    assert read - itself <= watched


def watched_by(tx: Transaction, state: str) -> set[str]:
    rows = tx.all("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {row["tbl_name"] for row in rows if f"UPDATE {state} " in row["sql"]}


@pytest.mark.parametrize(("state", "tables"), [
    ("plans_state", {"plan", "measure", "duty", "duty_division", "occurrence", "division",
                     "division_alias", "handover"}),
    ("people_state", {"chat", "chat_division", "departure", "division", "person", "role"}),
])  # fmt: skip
async def test_a_watched_table_tells_of_every_way_to_write_it(tmp_path, state, tables):
    async with opened(tmp_path / "a.db") as db:
        assert await db.read(watched_by, state) == tables
        told = await db.read(
            lambda tx: tx.all("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        )
    for table in tables:
        ways = [
            row["sql"].split(" AFTER ")[1].split()[0]
            for row in told
            if row["tbl_name"] == table and f"UPDATE {state} " in row["sql"]
        ]
        assert sorted(ways) == ["DELETE", "INSERT", "UPDATE"]


async def test_what_is_written_with_every_answer_tells_of_nothing_remembered(tmp_path):
    async with opened(tmp_path / "a.db") as db:
        tables = await db.read(
            lambda tx: [
                row["name"] for row in tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
        )
        watched = await db.read(watched_by, "plans_state")
        watched |= await db.read(watched_by, "people_state")
    aside = {
        table
        for table in tables
        if _ASIDE.match(f"UPDATE {table} SET") or _ASIDE.match(f"INSERT INTO {table} (")
    }
    assert aside == {"event", "evidence_window", "mark", "notice", "seal", "sent_message"}
    assert not aside & watched
    assert not any(_ASIDE.match(f"UPDATE {table} SET") for table in watched)


PEOPLE_CHANGES = {
    "members": lambda tx: people.set_members(tx, "line:C1", 7),
    "language": lambda tx: people.set_language(tx, people.find_chat(tx, "line:C1"), "en"),
    "closed": lambda tx: people.close_chat(tx, "line:C1"),
    "moved": lambda tx: people.move_chat(tx, "line:C1", "line:C2"),
    "bound": lambda tx: people.bind_chat(
        tx, people.find_chat(tx, "line:C1"), Audience.DIVISION, people.divisions(tx)[1], NOW
    ),
    "released": lambda tx: people.release_chat(tx, people.find_chat(tx, "line:C1")),
    "renamed": lambda tx: people.rename_division(tx, people.divisions(tx)[0], "กองใหม่"),
    "named": lambda tx: people.note_person(tx, "line:U1", "มาลี ใจดี"),
    "left": lambda tx: departures.leave(
        tx, people.find_chat(tx, "line:C1"), people.find_person(tx, "line:U1"), NOW
    ),
    "role": lambda tx: people.give_role(
        tx, people.find_person(tx, "line:U1"), Role.EXECUTIVE, None, NOW
    ),
}


@pytest.mark.parametrize("change", PEOPLE_CHANGES)
async def test_chats_and_people_are_read_again_after_every_change(tmp_path, change):
    def settle_in(tx: Transaction) -> None:
        for name in ("กองช่าง", "กองคลัง"):
            tx.execute(REGISTER, name)
        chat = people.note_chat(tx, "line:C1", private=False)
        people.bind_chat(tx, chat, Audience.DIVISION, people.divisions(tx)[0], NOW)
        people.note_person(tx, "line:U1", "มาลี")

    def look(tx: Transaction) -> object:
        chat, person = people.find_chat(tx, "line:C1"), people.find_person(tx, "line:U1")
        return chat, person, chat and departures.has_left(tx, chat, person, LATER)

    async with opened(tmp_path / "a.db") as db, opened(tmp_path / "a.db", guest=True) as guest:
        await guest.write(settle_in)
        before = [await db.write(look), await db.read(look)]
        await guest.write(PEOPLE_CHANGES[change])
        after = [await db.write(look), await db.read(look)]
        async with opened(tmp_path / "a.db") as afresh:
            assert after == [await afresh.read(look)] * 2
        assert before[0] == before[1] != after[0]


async def test_of_what_is_large_only_the_last_is_kept(tmp_path):
    def look(tx: Transaction, *years: int) -> list[bool]:
        found = [progress._whole_year(tx, year, None) for year in years]
        return [one is found[0] for one in found]

    async with opened(tmp_path / "a.db") as db:
        for year in (2569, 2570):
            plan = replace(PLAN, fiscal_year=year)
            await db.write(
                measures.store_plan, Reading(plan), file_name="p", sha256=f"{year:064}", now=NOW
            )
        assert await db.write(look, 2569, 2569, 2570, 2569) == [True, True, False, False]
