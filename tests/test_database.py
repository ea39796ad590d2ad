"""Transactions share commits, keep apart, survive cancelling and dying, and migrate atomically."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from storage import database
from storage.database import (
    Database,
    StorageBroken,
    Transaction,
    moment_from_text,
    moment_to_text,
)


@asynccontextmanager
async def opened(path: Path | None, **kwargs):
    db = await Database.open(path, **kwargs)
    try:
        yield db
    finally:
        await db.close()


def put(tx: Transaction, key: str, value: str = "") -> None:
    tx.execute("INSERT INTO setting VALUES (?, ?)", key, value)


def count(tx: Transaction) -> int:
    return tx.value("SELECT count(*) FROM setting")


@pytest.mark.parametrize("where", ["file", "memory"])
async def test_what_is_written_is_read(tmp_path, where):
    async with opened(tmp_path / "a.db" if where == "file" else None) as db:
        await db.write(put, "a", "1")
        assert await db.read(lambda tx: tx.value("SELECT value FROM setting")) == "1"


async def test_one_failing_transaction_leaves_those_beside_it_alone(tmp_path):
    def fail(tx: Transaction) -> None:
        put(tx, "half")
        raise LookupError("no such thing")

    async with opened(tmp_path / "a.db") as db:
        works = [db.write(put, f"k{n}") for n in range(20)]
        works.insert(7, db.write(fail))
        outcomes = await asyncio.gather(*works, return_exceptions=True)
        assert [type(one) for one in outcomes if one is not None] == [LookupError]
        assert await db.read(count) == 20


async def test_many_waiting_transactions_share_commits(tmp_path):
    async with opened(tmp_path / "a.db") as db:
        commits = []
        await db.write(
            lambda tx: tx._connection.set_trace_callback(
                lambda sql: commits.append(sql) if sql == "COMMIT" else None
            )
        )
        await asyncio.gather(*(db.write(put, f"k{n}") for n in range(200)))
        assert await db.read(count) == 200
        assert len(commits) <= 200 / 20


async def test_reading_cannot_write(tmp_path):
    async with opened(tmp_path / "a.db") as db:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await db.read(put, "a")


async def test_a_read_in_memory_leaves_nothing_behind():
    async with opened(None) as db:
        await db.read(put, "a")
        assert await db.read(count) == 0


async def test_cancelled_callers_neither_break_nor_halve_anything(tmp_path):
    def put_two(tx: Transaction, n: int) -> None:
        put(tx, f"{n}a")
        put(tx, f"{n}b")

    async with opened(tmp_path / "a.db") as db:
        tasks = [asyncio.create_task(db.write(put_two, n)) for n in range(100)]
        for n, task in enumerate(tasks):
            if n % 3 == 0:
                await asyncio.sleep(0)
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await db.write(put, "after")
        keys = await db.read(lambda tx: {row["key"] for row in tx.all("SELECT key FROM setting")})
        assert "after" in keys
        assert all((f"{n}a" in keys) == (f"{n}b" in keys) for n in range(100))
        assert all(f"{n}a" in keys for n in range(100) if n % 3)


async def test_closing_finishes_what_waits(tmp_path):
    db = await Database.open(tmp_path / "a.db")
    tasks = [asyncio.create_task(db.write(put, f"k{n}")) for n in range(120)]
    await asyncio.sleep(0)
    await db.close()
    await asyncio.gather(*tasks)
    async with opened(tmp_path / "a.db") as again:
        assert await again.read(count) == 120


async def test_a_guest_never_checkpoints(tmp_path):
    async with opened(tmp_path / "a.db"), opened(tmp_path / "a.db", guest=True) as guest:
        pragma = await guest.write(lambda tx: tx.value("PRAGMA wal_autocheckpoint"))
        assert pragma == 0


def undone_unseen(tx: Transaction) -> None:
    """As a full disk does in the middle of a reading, which lets the error pass."""
    tx._connection.execute("ROLLBACK")


async def test_what_sqlite_undid_by_itself_is_not_done_by_halves(tmp_path):
    works = [partial(put, key="a"), undone_unseen, partial(put, key="b")]
    async with opened(tmp_path / "a.db") as db:
        before = await db.write(count)
        told = await db.write_each(works)
        assert [type(one) for one in told] == [database.Undone] * 3
        assert await db.write(count) == before


async def test_what_sqlite_undid_once_is_done_again_each_for_itself(tmp_path):
    times = iter((undone_unseen, count))

    def undone_once(tx: Transaction) -> int | None:
        return next(times)(tx)

    works = [partial(put, key="a"), undone_once, partial(put, key="b")]
    async with opened(tmp_path / "a.db") as db:
        before = await db.write(count)
        assert await db.write_each(works) == [None, before + 1, None]
        assert await db.write(count) == before + 2


async def test_what_came_first_stays_first_behind_one_that_fails(tmp_path):
    held, stored = threading.Event(), []

    def fail(_: Transaction) -> None:
        assert held.wait(5)
        raise LookupError

    async with opened(tmp_path / "a.db") as db:

        def note(name: str) -> asyncio.Future[None]:
            return asyncio.ensure_future(db.write_first(lambda _: stored.append(name)))

        begun = [asyncio.ensure_future(db.write_first(fail)), note("a"), note("b")]
        ours = [asyncio.ensure_future(db.write(lambda _: stored.append("ours")))]
        for _ in range(5):  # they are under way
            await asyncio.sleep(0)
        late = [note("c"), note("d")]
        await asyncio.sleep(0)
        held.set()
        await asyncio.gather(*begun, *ours, *late, return_exceptions=True)
        assert [one for one in stored if one != "ours"] == ["a", "b", "c", "d"]


async def test_commits_are_full_and_deleted_words_are_overwritten(tmp_path):
    async with opened(tmp_path / "a.db") as db:
        pragmas = ("synchronous", "secure_delete", "foreign_keys", "journal_mode")
        values = [await db.write(lambda tx, p=p: tx.value(f"PRAGMA {p}")) for p in pragmas]
        assert values == [2, 1, 1, "wal"]


async def test_a_backup_while_running_is_whole(tmp_path):
    async with opened(tmp_path / "a.db") as db:
        await db.write(put, "a", "1")
        await db.backup(tmp_path / "copy.db")
    async with opened(tmp_path / "copy.db") as copy:
        assert await copy.read(count) == 1


async def test_a_database_from_the_future_is_refused(tmp_path):
    async with opened(tmp_path / "a.db") as db:
        await db.write(lambda tx: tx.execute("INSERT INTO migration VALUES (9999, 'x', 'x')"))
    with pytest.raises(StorageBroken, match="newer"):
        await Database.open(tmp_path / "a.db")


async def test_an_altered_migration_is_refused(tmp_path):
    async with opened(tmp_path / "a.db") as db:
        await db.write(lambda tx: tx.execute("UPDATE migration SET sha256 = 'other'"))
    with pytest.raises(StorageBroken, match="altered"):
        await Database.open(tmp_path / "a.db")


async def test_a_failing_migration_changes_nothing_and_a_copy_is_kept(tmp_path, monkeypatch):
    known = database._migrations()
    broken = "CREATE TABLE half (id INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);\n"
    async with opened(tmp_path / "a.db") as db:
        await db.write(put, "a")
    monkeypatch.setattr(database, "_migrations", lambda _: {**known, 9000: ("9000_x.sql", broken)})
    with pytest.raises(StorageBroken, match="9000_x"):
        await Database.open(tmp_path / "a.db")
    monkeypatch.undo()
    async with opened(tmp_path / "a.db") as db, opened(tmp_path / "a.db.before-9000") as copy:
        assert not await db.read(
            lambda tx: tx.value("SELECT 1 FROM sqlite_schema WHERE name='half'")
        )
        assert await copy.read(count) == 1


async def test_a_migration_that_leaves_references_to_nothing_is_undone(tmp_path, monkeypatch):
    known = database._migrations()
    broken = (
        "CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;\n"
        "CREATE TABLE child (parent INTEGER REFERENCES parent (id)) STRICT;\n"
        "INSERT INTO child VALUES (1);\n"
    )
    monkeypatch.setattr(database, "_migrations", lambda _: {**known, 9000: ("9000_x.sql", broken)})
    with pytest.raises(StorageBroken, match="refer to rows"):
        await Database.open(tmp_path / "a.db")
    monkeypatch.undo()
    async with opened(tmp_path / "a.db") as db:
        assert await db.read(
            lambda tx: tx.value("SELECT count(*) FROM sqlite_schema WHERE name = 'child'")
        ) == 0  # fmt: skip


def test_migrations_are_numbered_without_gaps():
    assert list(database._migrations()) == list(range(1, len(database._migrations()) + 1))


async def test_a_killed_process_keeps_what_it_acknowledged(tmp_path):
    """Each line printed names a commit that was acknowledged before the process was killed."""
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from storage.database import Database\n"
        "async def main():\n"
        "    db = await Database.open(Path(sys.argv[1]))\n"
        "    n = 0\n"
        "    while True:\n"
        "        await db.write(\n"
        "            lambda tx: tx.execute('INSERT INTO setting VALUES (?, ?)', str(n), ''))\n"
        "        print(n, flush=True)\n"
        "        n += 1\n"
        "asyncio.run(main())\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "a.db")], stdout=subprocess.PIPE, text=True
    )
    last = 0
    while last < 50:
        last = int(child.stdout.readline())
    child.kill()
    rest = child.stdout.read().split()
    child.wait()
    child.stdout.close()
    last = int(rest[-1]) if rest else last
    async with opened(tmp_path / "a.db") as db:
        assert await db.read(count) >= last + 1


def test_moments_sort_as_text_and_refuse_to_be_naive():
    bangkok = timezone(timedelta(hours=7))
    early = datetime(2023, 1, 31, 8, 30, tzinfo=bangkok)
    late = datetime(2023, 1, 31, 1, 30, 0, 5, tzinfo=UTC)
    assert moment_to_text(early) < moment_to_text(late)
    assert moment_from_text(moment_to_text(early)) == early
    with pytest.raises(ValueError, match="time zone"):
        moment_to_text(datetime(2023, 1, 31))  # noqa: DTZ001 - that it is naive is the point


def note(order: list[str], word: str, tx: Transaction) -> None:
    order.append(word)


async def test_what_somebody_waits_for_goes_first():
    order: list[str] = []
    async with opened(None) as db:
        await asyncio.gather(
            db.write_each([partial(note, order, f"ours {n}") for n in range(3)]),
            db.write(partial(note, order, "last")),
            db.write_first(partial(note, order, "asked")),
        )
    assert order == ["asked", "ours 0", "ours 1", "ours 2", "last"]


async def test_what_a_stretch_leaves_over_is_done_next(monkeypatch):
    monkeypatch.setattr(database, "_LONGEST", 0.0)
    order: list[str] = []
    works = [partial(note, order, str(n)) for n in range(10)]
    works.insert(5, lambda tx: tx.execute("nonsense"))
    async with opened(None) as db:
        found = await db.write_each(works)
    assert order == [str(n) for n in range(10)]
    assert [type(one).__name__ for one in found].count("OperationalError") == 1
