"""Opens an organisation's SQLite file, migrates it and runs transactions on it.

All writes of a process go through one connection, on that connection's own thread: a transaction
is a plain function, run whole in one hop.  Transactions that wait at the same time share one
COMMIT, so that many small ones cost one fsync; each stands or falls for itself.  What somebody
outside waits for (``write_first``) goes before what we do by ourselves, which meanwhile is done in
short stretches.  Reads run on a second, read-only connection and never wait for a commit.  A
caller that is cancelled while it waits may find its transaction committed all the same: every
effect therefore has a unique key.
"""

import asyncio
import hashlib
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence, Sized
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, overload
from urllib.parse import quote

import aiosqlite

from plans.value import quick
from storage.transaction import Kept, Row, Transaction, Value

log = logging.getLogger(__name__)
logging.getLogger("aiosqlite").setLevel(logging.WARNING)  # at DEBUG it prints bound values

_BATCH = 64
_STRETCH = 0.003  # seconds of our own work in one COMMIT, one transaction at least …
_EVERY = 0.05  # … and at least every so often, however much somebody waits for
_LONGEST = 0.02  # seconds of it while nobody has waited for some time
_CROWD = 4  # so many at once are a rush: the next of them are waited for …
_LULL = 0.001  # … so long
_SCHEMA = "migrations"
_MEMORY = ":memory:"

P = ParamSpec("P")
T = TypeVar("T")

__all__ = [
    "Database", "Row", "StorageBroken", "Transaction", "Undone", "Value",
    "day_from_text", "moment_from_text", "moment_to_text",
]  # fmt: skip


class StorageBroken(Exception):
    """The database cannot be used as it is; args[0] says why, for the operator."""


class Undone(Exception):
    """What shared a COMMIT was rolled back together; whose fault it was does not matter."""


Work = Callable[[Transaction], Any]


@quick
@dataclass(frozen=True, slots=True)
class _Waiting:
    work: Work
    done: asyncio.Future[Any]


class Database:
    """One organisation's database, open.  Make one with ``Database.open``."""

    def __init__(
        self, path: Path | None, writer: aiosqlite.Connection, reader: aiosqlite.Connection
    ) -> None:
        self._path = path
        self._writer = writer
        self._reader = reader
        self._first: deque[_Waiting] = deque()
        self._waiting: deque[_Waiting] = deque()
        self._committer: asyncio.Task[None] | None = None
        self._turned = self._rushed = 0.0
        self._kept = Kept()
        self._kept_reading = self._kept if reader is writer else Kept()

    @classmethod
    async def open(
        cls, path: Path | None, *, guest: bool = False, lean: bool = False, schema: str = _SCHEMA
    ) -> Self:
        """Open and migrate; ``path`` None keeps everything in memory.

        ``lean`` reads and writes by one connection and thread, for one of very many.
        ``guest`` is for commands that write while the bot runs: they never checkpoint, so that
        the bot stays the only process that does.
        """
        writer = await aiosqlite.connect(str(path or _MEMORY), isolation_level=None)
        try:
            await _hop(writer, _prepare, path, schema, guest=guest, lean=lean)
            reader = await _open_reader(path) if path and not lean else writer
        except sqlite3.DatabaseError as problem:
            await writer.close()
            raise StorageBroken(str(problem)) from problem
        except BaseException:
            await writer.close()
            raise
        return cls(path, writer, reader)

    @property
    def path(self) -> Path | None:
        """The file; None for what is only in memory."""
        return self._path

    async def write(
        self, work: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``work(tx, *args)`` in a transaction; committed, with its result, when this returns.

        An exception raised by ``work`` undoes its own changes only.
        """
        result: T = await self._queue(self._waiting, lambda tx: work(tx, *args, **kwargs))
        return result

    async def write_first(
        self, work: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same, before everything that nobody outside waits for."""
        result: T = await self._queue(self._first, lambda tx: work(tx, *args, **kwargs))
        return result

    async def write_each(
        self, works: Sequence[Callable[[Transaction], T]]
    ) -> list[T | BaseException]:
        """Run several transactions, each for itself; the result of each, or what it raised."""
        waiting = [self._queue(self._waiting, work) for work in works]
        found: list[T | BaseException] = await asyncio.gather(*waiting, return_exceptions=True)
        return found

    def _queue(self, queue: "deque[_Waiting]", work: Work) -> "asyncio.Future[Any]":
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        queue.append(_Waiting(work, done))
        if self._committer is None or self._committer.done():
            self._committer = asyncio.create_task(self._commit_waiting())
        return done

    async def read(
        self, work: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``work(tx, *args)`` on one consistent snapshot; it cannot change anything."""
        asked: Callable[[Transaction], T] = lambda tx: work(tx, *args, **kwargs)  # noqa: E731 - mypy
        return await _hop(self._reader, _snapshot, self._kept_reading, asked)

    def rest(self) -> None:
        """Nothing is under way: let go of what was remembered for many questions in a row."""
        self._kept.forget_large()
        self._kept_reading.forget_large()

    async def backup(self, target: Path) -> None:
        """Write a compact, consistent copy while everything goes on; ``target`` must not exist."""
        if self._path is None:
            raise ValueError("what is only in memory has no backup")
        copying = await aiosqlite.connect(_address(self._path), uri=True, isolation_level=None)
        try:
            await _hop(copying, _copy_into, target)
        finally:
            await copying.close()

    async def is_sound(self) -> bool:
        """Whether every page and every reference is whole."""
        return await self.read(_is_sound)

    async def close(self) -> None:
        """Finish what waits, then close; without this the process would not end."""
        while self._committer is not None and not self._committer.done():
            await asyncio.wait([self._committer])
        if self._reader is not self._writer:
            await self._reader.close()
        await self._writer.close()
        self._kept.forget()  # a closed organisation waits to be collected: what it knew does not
        self._kept_reading.forget()

    async def _commit_waiting(self) -> None:
        while self._first or self._waiting:
            first = _taken(self._first)
            batch = first + self._ours(len(first))
            if not batch:
                await asyncio.sleep(_LULL)
                continue
            works = [item.work for item in batch]
            stretch = _STRETCH if first or self._is_rush() else _LONGEST
            outcomes = await _hop(
                self._writer, _run_batch, self._kept, works, len(first), stretch, self._first
            )
            for item, outcome in zip(batch, outcomes, strict=False):
                _settle(item.done, outcome)
            left = len(outcomes)  # from here on they come again, each in its place
            self._first.extendleft(reversed(batch[left : len(first)]))
            self._waiting.extendleft(reversed(batch[max(left, len(first)) :]))

    def _ours(self, first: int) -> "list[_Waiting]":
        """What goes along of our own work: beside what somebody waits for, only now and then.

        In a rush also when nobody waits this very moment: who was answered just now is about to
        ask again, and would wait for a whole stretch.
        """
        now = time.perf_counter()
        if first >= _CROWD:
            self._rushed = now
        if (first or now - self._rushed < 2 * _LULL) and now - self._turned < _EVERY:
            return []
        self._turned = now
        return _taken(self._waiting)

    def _is_rush(self) -> bool:
        return time.perf_counter() - self._rushed < 2 * _EVERY


def _taken(queue: "deque[_Waiting]") -> list["_Waiting"]:
    return [queue.popleft() for _ in range(min(_BATCH, len(queue)))]


@quick
@dataclass(frozen=True, slots=True)
class _Outcome:
    value: Any = None
    problem: BaseException | None = None


def _settle(done: asyncio.Future[Any], outcome: _Outcome) -> None:
    if done.cancelled():
        return
    if outcome.problem is None:
        done.set_result(outcome.value)
    else:
        done.set_exception(outcome.problem)


def _run_batch(
    connection: sqlite3.Connection,
    kept: Kept,
    works: list[Work],
    first: int,
    stretch: float,
    waiting: Sized,
) -> list[_Outcome]:
    """Run every work under one COMMIT; if that fails, all of them failed.

    The first ones are all run, of the others as many as the stretch (seconds) lets, which is short
    once somebody is ``waiting``; those left over have no outcome yet.
    """
    began = time.perf_counter()
    try:
        connection.execute("BEGIN IMMEDIATE")
        outcomes = _run_all(
            connection,
            kept,
            works,
            lambda place: (
                place > first and time.perf_counter() - began > (_STRETCH if waiting else stretch)
            ),
        )
        connection.execute("COMMIT")
    except (sqlite3.Error, Undone) as problem:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        return [_Outcome(problem=problem) for _ in works]
    return outcomes


def _run_all(
    connection: sqlite3.Connection, kept: Kept, works: list[Work], is_over: Callable[[int], bool]
) -> list[_Outcome]:
    """Works hardly ever fail, and a savepoint for each costs: only when one did, all are undone
    and those up to it run again, each for itself."""
    outcomes: list[_Outcome] = []
    held: dict[object, Any] = {}
    try:
        for place, work in enumerate(works):
            if is_over(place):
                break
            value = work(Transaction(connection, kept, held))
            _not_undone(connection)
            outcomes.append(_Outcome(value))
    except Exception as problem:  # it is raised again for whose work it is
        log.info("each for itself after all", extra={"kind": type(problem).__name__})
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("BEGIN IMMEDIATE")
        return [_run_one(connection, kept, work) for work in works[: len(outcomes) + 1]]
    return outcomes


def _run_one(connection: sqlite3.Connection, kept: Kept, work: Work) -> _Outcome:
    connection.execute("SAVEPOINT work")
    try:
        value = work(Transaction(connection, kept))
    except Exception as problem:  # handed to the caller, whose work it was
        if not connection.in_transaction:  # see _not_undone
            raise Undone(type(problem).__name__) from problem
        connection.execute("ROLLBACK TO work")
        connection.execute("RELEASE work")
        return _Outcome(problem=problem)
    _not_undone(connection)
    connection.execute("RELEASE work")
    return _Outcome(value)


def _not_undone(connection: sqlite3.Connection) -> None:
    """Raise if SQLite has undone everything by itself within a work that let the error pass.

    As a full disk makes it do, even where something is only read: whatever followed would be
    written for good, statement by statement.
    """
    if not connection.in_transaction:
        raise Undone("rolled back within a work")


def _snapshot(connection: sqlite3.Connection, kept: Kept, work: Callable[[Transaction], T]) -> T:
    connection.execute("BEGIN")
    try:
        return work(Transaction(connection, kept))
    finally:
        connection.execute("ROLLBACK")


async def _hop(
    connection: aiosqlite.Connection,
    work: Callable[Concatenate[sqlite3.Connection, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Run a function on the connection's thread.

    aiosqlite has no public call for this; one hop for a whole transaction costs 0.65 of the CPU
    of one hop per statement and lets waiting transactions share a COMMIT.
    """
    run: Callable[[Callable[[], T]], Awaitable[T]] = connection._execute  # noqa: SLF001 - above
    held: sqlite3.Connection = connection._conn  # noqa: SLF001 - above
    return await run(partial(work, held, *args, **kwargs))


async def _open_reader(path: Path) -> aiosqlite.Connection:
    reader = await aiosqlite.connect(_address(path), uri=True, isolation_level=None)
    await _hop(reader, _set_up_reader)
    return reader


def _address(path: Path) -> str:
    return f"file:{quote(str(path))}?mode=ro"


def _copy_into(connection: sqlite3.Connection, target: Path) -> None:
    connection.execute("VACUUM INTO ?", (str(target),))


def _is_sound(tx: Transaction) -> bool:
    whole = [row[0] for row in tx.all("PRAGMA integrity_check")] == ["ok"]
    return whole and not tx.all("PRAGMA foreign_key_check")


def _set_up_reader(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    for pragma in ("query_only=ON", "busy_timeout=5000", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare(
    connection: sqlite3.Connection, path: Path | None, schema: str, *, guest: bool, lean: bool
) -> None:
    _set_up(connection, guest=guest, lean=lean)
    _migrate(connection, path, schema)


def _set_up(connection: sqlite3.Connection, *, guest: bool, lean: bool) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA journal_mode=WAL")
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
        "trusted_schema=OFF",
        f"wal_autocheckpoint={0 if guest else 1000}",
        f"cache_size={-256 if lean else -2000}",  # KiB
    ):
        connection.execute(f"PRAGMA {pragma}")


def _migrate(connection: sqlite3.Connection, path: Path | None, schema: str) -> None:
    """Apply what is missing, each migration atomic with its number; a copy is kept before."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration"
        " (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT"
    )
    applied = {row["number"]: row for row in connection.execute("SELECT * FROM migration")}
    known = _migrations(schema)
    if unknown := set(applied) - set(known):
        raise StorageBroken(f"the database is newer than this program (migration {max(unknown)})")
    for number, (name, sql) in known.items():
        if number in applied:
            if applied[number]["sha256"] != _digest(sql):
                raise StorageBroken(f"migration {name} was altered after it had been applied")
            continue
        if applied and path:
            _keep_copy(connection, path, number)
        _apply(connection, number, name, sql)


@cache
def _migrations(schema: str = _SCHEMA) -> dict[int, tuple[str, str]]:
    folder = files("storage") / schema
    found = sorted((entry.name, entry.read_text("utf-8")) for entry in folder.iterdir())
    return {int(name[:4]): (name, sql) for name, sql in found if name.endswith(".sql")}


@cache
def _digest(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()


def _keep_copy(connection: sqlite3.Connection, path: Path, number: int) -> None:
    copy = path.with_name(f"{path.name}.before-{number:04}")
    copy.unlink(missing_ok=True)
    _copy_into(connection, copy)


def _apply(connection: sqlite3.Connection, number: int, name: str, sql: str) -> None:
    """References are looked at when all is done: a table that is made anew is gone meanwhile."""
    connection.execute("PRAGMA foreign_keys=OFF")
    try:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _statements(sql):
            connection.execute(statement)
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise sqlite3.IntegrityError("rows refer to rows that are not there")
        connection.execute("INSERT INTO migration VALUES (?, ?, ?)", (number, name, _digest(sql)))
        connection.execute("COMMIT")
    except sqlite3.Error as problem:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise StorageBroken(f"migration {name} failed: {problem}") from problem
    finally:
        connection.execute("PRAGMA foreign_keys=ON")


def _statements(sql: str) -> list[str]:
    """Split a script; ``executescript`` would commit the transaction that must hold it all."""
    statements, pending = [], ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    return statements


@lru_cache(maxsize=256)  # the same moment is written by the dozen
def moment_to_text(moment: datetime) -> str:
    """UTC ISO text that sorts as time does; refuses naive values."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment_from_text(text: str) -> datetime:
    """The moment that ``moment_to_text`` wrote."""
    return datetime.fromisoformat(text)


@overload
def day_from_text(text: str) -> date: ...
@overload
def day_from_text(text: None) -> None: ...
@lru_cache(maxsize=1024)  # the same few hundred days stand in thousands of rows
def day_from_text(text: str | None) -> date | None:
    """An ISO day, or None for NULL."""
    return None if text is None else date.fromisoformat(text)
