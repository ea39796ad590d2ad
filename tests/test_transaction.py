"""What need not be read twice is read again as soon as it may have changed."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from test_database import count, opened, put

from handlers import router
from plans.model import Measure, Organisation, Plan, PlanKind, Reading
from storage import handovers, measures, people, progress
from storage.database import Transaction

NOW = datetime(2026, 1, 5, tzinfo=UTC)
PLAN = Plan(
    Organisation("เทศบาล"), PlanKind.PLAN, 2569, measures=(Measure(1, "ก", divisions=("กองช่าง",)),),
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


async def test_what_is_large_is_let_go_at_rest(tmp_path):
    async with opened(tmp_path / "a.db") as db:

        def look(tx: Transaction) -> object:
            return tx.kept("year", object, large=True)

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
}


def test_every_remembered_reader_is_tried_below():
    source = "".join(
        path.read_text("utf-8")
        for name in ("storage", "handlers", "scheduler", "bot")
        for path in (Path(__file__).parents[1] / name).glob("*.py")
    )
    marked = source.count("@remembered\n") + source.count("remembered(_")
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

    async with opened(tmp_path / "a.db") as db:
        await db.write(measures.store_plan, Reading(PLAN), file_name="p", sha256="0" * 64, now=NOW)
        await db.write(look)
        watched = await db.read(
            lambda tx: {
                row["tbl_name"]
                for row in tx.all(
                    "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
                    " AND sql LIKE '%UPDATE plans_state%'"
                )
            }
        )
    itself = {"plans_state", "json_each", "sqlite_master"}
    assert read > itself & read
    assert read - itself <= watched


@pytest.mark.parametrize("table", ["plan", "measure", "duty", "duty_division", "occurrence",
                                   "division", "division_alias", "handover"])  # fmt: skip
async def test_a_watched_table_tells_of_every_way_to_write_it(tmp_path, table):
    async with opened(tmp_path / "a.db") as db:
        told = await db.read(
            lambda tx: tx.all(
                "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", table
            )
        )
    ways = {
        row["sql"].split(" AFTER ")[1].split()[0] for row in told if "plans_state" in row["sql"]
    }
    assert ways == {"INSERT", "UPDATE", "DELETE"}


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
