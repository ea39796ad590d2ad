"""Power that fails, disks that are full, files that rot, migrations that are killed."""

import asyncio
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from fault_counts import times, tried
from office_bench import office
from test_end_to_end import hold

from bot.__main__ import main
from bot.organisation import DATABASE
from simulator.stage import File
from simulator.telegram_files import grey_png
from storage import database
from storage.database import Database, StorageBroken

SEED = 2570

# --- F3: power


def _put(tx, number: int) -> None:
    tx.execute("INSERT INTO setting VALUES (?, ?)", f"row{number:06}", "ก" * (number % 700))


async def _written(path: Path, rows: int) -> list[int]:
    """Rows written one by one; how long the log was, at least, when each was acknowledged."""
    opened, lengths = await Database.open(path), []
    for number in range(rows):
        await opened.write(_put, number)
        lengths.append(path.with_name(f"{path.name}-wal").stat().st_size)
    kept = path.with_name("kept")
    kept.mkdir()
    for file in path.parent.glob(f"{path.name}*"):
        shutil.copy(file, kept / file.name)
    await opened.close()
    return lengths


def _found(path: Path) -> list[int]:
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT key, value FROM setting ORDER BY key").fetchall()
    finally:
        connection.close()
    numbers = [int(key[3:]) for key, _ in rows]
    assert [len(value) for _, value in rows] == [number % 700 for number in numbers]
    return numbers


def _shorter(chance: random.Random, tail: bytes) -> bytes:
    return tail[: chance.randrange(len(tail) + 1)]


def _holed(chance: random.Random, tail: bytes) -> bytes:
    """Sectors that never arrived."""
    sectors = (tail[at : at + 512] for at in range(0, len(tail), 512))
    return b"".join(one if chance.random() < 0.7 else bytes(len(one)) for one in sectors)


def _junk(chance: random.Random, tail: bytes) -> bytes:
    return chance.randbytes(len(tail))


def _flipped(chance: random.Random, tail: bytes) -> bytes:
    broken = bytearray(tail)
    for _ in range(5 if tail else 0):
        broken[chance.randrange(len(tail))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def _torn(chance: random.Random, log: bytes, safe: int) -> bytes:
    """What the disk may hold after the last flush at ``safe``: any of what came later, or junk."""
    damage = chance.choice((_shorter, _holed, _junk, _flipped))
    return log[:safe] + damage(chance, log[safe:])


async def test_power_loss_keeps_every_row_that_was_acknowledged(tmp_path, record_property):
    lengths = await _written(tmp_path / "tidtam.db", 200)
    kept, chance, cases = tmp_path / "kept", random.Random(SEED), times(500)
    log = (kept / "tidtam.db-wal").read_bytes()
    assert lengths[-1] == len(log)
    for case in range(cases):
        after = chance.randrange(len(lengths))
        copy = tmp_path / f"case{case}"
        copy.mkdir()
        shutil.copy(kept / "tidtam.db", copy)
        (copy / "tidtam.db-wal").write_bytes(_torn(chance, log, lengths[after]))
        numbers = _found(copy / "tidtam.db")
        assert numbers == list(range(len(numbers))), f"case {case}: not what was written first"
        assert len(numbers) > after, f"case {case}: row {after} was acknowledged"
        shutil.rmtree(copy)
    tried(record_property, cases)


async def test_power_loss_while_the_log_is_carried_over_loses_nothing(tmp_path, record_property):
    await _written(tmp_path / "tidtam.db", 200)
    kept, chance, cases = tmp_path / "kept", random.Random(SEED), times(500)
    old, new = (place / "tidtam.db" for place in (kept, tmp_path))
    before, after = old.read_bytes(), new.read_bytes()
    for case in range(cases):
        copy = tmp_path / f"case{case}"
        copy.mkdir()
        shutil.copy(kept / "tidtam.db-wal", copy)
        pages = [
            (after if chance.random() < 0.5 else before.ljust(len(after), b"\0"))[at : at + 512]
            for at in range(0, len(after), 512)
        ]
        length = chance.choice((len(before), len(after)))
        (copy / "tidtam.db").write_bytes(b"".join(pages)[:length])
        assert _found(copy / "tidtam.db") == list(range(200)), f"case {case}"
        shutil.rmtree(copy)
    tried(record_property, cases)


# --- F10: the disk is full, or somebody else holds it

_FILLING = """
import asyncio, resource, sqlite3, sys
from pathlib import Path
from storage.database import Database
async def main():
    database = await Database.open(Path(sys.argv[1]))
    kept, refused = 0, 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    for number in range(300):
        try:
            await database.write(lambda tx: tx.execute(
                "INSERT INTO setting VALUES (?, ?)", f"row{number:06}", "x" * 700))
            kept += 1
        except sqlite3.OperationalError:
            refused += 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    await database.write(lambda tx: tx.execute("INSERT INTO setting VALUES ('last', '')"))
    sound = await database.is_sound()
    found = await database.read(lambda tx: tx.value(
        "SELECT count(*) FROM setting WHERE key LIKE 'row%'"))
    await database.close()
    print(kept, refused, found, sound)
asyncio.run(main())
"""


def test_files_that_may_not_grow_refuse_and_take_again(tmp_path, record_property):
    sizes = range(180_000, 1_200_000, 1_020_000 // times(50))
    for number, size in enumerate(sizes):
        done = subprocess.run(
            [sys.executable, "-c", _FILLING, str(tmp_path / f"{number}.db"), str(size)],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        kept, refused, found, sound = done.stdout.split()
        assert int(refused) > 0, f"at {size} bytes nothing was refused"
        assert (kept, sound) == (found, "True"), f"at {size} bytes"
    tried(record_property, len(sizes))


async def test_database_held_by_another_process_is_503_and_then_caught_up(tmp_path):
    async with office(tmp_path / "data") as stage, stage.bot() as service:
        await stage.begin()
        writer = service.organisation.database._writer
        await writer.execute("PRAGMA busy_timeout = 100")  # five seconds in life
        holder = subprocess.Popen(
            [sys.executable, "-c", _HOLDING, str(stage.folder / "tidtam.db")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        try:
            await asyncio.to_thread(holder.stdout.readline)
            events = await hold(stage, "treasury", "kanya", *(f"#1 หมายเหตุ {n}" for n in range(10)))
            statuses = [(await stage.line.webhooks.deliver([event])).status for event in events]
            assert statuses == [503] * 10
        finally:
            holder.communicate(b"\n")
        began = time.monotonic()
        await stage.line.redeliver()
        await stage.tick()
        assert sorted(await stage.notes()) == [f"{n}" for n in range(10)]
        assert time.monotonic() - began < 5


_HOLDING = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


# --- F11: a file that rots


async def _opens(path: Path) -> bool:
    try:
        opened = await Database.open(path)
    except StorageBroken:
        return False
    try:
        return await opened.is_sound()
    except sqlite3.DatabaseError:
        return False
    finally:
        await opened.close()


async def test_damaged_file_is_refused_or_found_by_the_check_up(tmp_path, record_property):
    """Never an exception nobody expects; a damaged structure is never called sound."""
    path = tmp_path / "tidtam.db"
    opened = await Database.open(path)
    for number in range(200):
        await opened.write(_put, number)
    await opened.close()
    whole, chance, cases = path.read_bytes(), random.Random(SEED), times(300)
    refused = 0
    for case in range(cases):
        broken = bytearray(whole)
        page = chance.randrange(len(whole) // 4096) * 4096
        broken[page : page + 64] = chance.randbytes(64)  # a page's head: its structure
        target = tmp_path / f"{case}.db"
        target.write_bytes(broken)
        refused += not await _opens(target)
    tried(record_property, cases, f"{refused} refused or found unsound")
    assert refused >= cases * 0.9  # the rest were pages nobody uses


@pytest.mark.parametrize("damage", ["head", "empty pages", "not a database", "cut"])
def test_start_with_a_damaged_file_says_what_to_do_in_one_sentence(
    tmp_path, capsys, monkeypatch, damage
):
    assert main(["division", "add", "กองคลัง", "--data-dir", str(tmp_path)]) == 0
    path = tmp_path / "tidtam.db"
    whole = path.read_bytes()
    path.write_bytes({
        "head": b"\0" * 100 + whole[100:], "empty pages": whole[:4096] + bytes(len(whole) - 4096),
        "not a database": "ไม่ใช่ฐานข้อมูล".encode() * 500, "cut": whole[: len(whole) // 3],
    }[damage])  # fmt: skip
    capsys.readouterr()
    assert main(["division", "list", "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "tidtam restore" in said
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:" + "A" * 35)
    assert main(["run", "--data-dir", str(tmp_path)]) == 1
    assert "tidtam restore" in capsys.readouterr().err


# --- F27: schemas of before

RELEASED = sorted(Path(__file__).with_name("schemas").glob("*.sql"))
"""Filled databases of every release, as ``sqlite3 tidtam.db .dump`` prints them."""


def _filled(path: Path, dump: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(dump.read_text("utf-8"))
    connection.close()


def _contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(path)
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    found = {
        name: connection.execute(f"SELECT * FROM {name}").fetchall()
        for (name,) in tables
        if name != "migration"
    }
    connection.close()
    return found


_MIGRATING = """
import asyncio, os, signal, sys
from pathlib import Path
from storage import database
known = database._migrations()
more = "CREATE TABLE later{0} (a TEXT) STRICT;\\nINSERT INTO later{0} VALUES ('x');\\n" \\
    "ALTER TABLE setting ADD COLUMN later{0} TEXT NOT NULL DEFAULT 'y';\\n"
last = max(known)
for number in range(last + 1, last + 4):
    script = "".join(more.format(f"{number}_{n}") for n in range(9))
    known[number] = (f"{number:04}_later.sql", script)
database._migrations = lambda _: known
print("go", flush=True)
opened = asyncio.run(database.Database.open(Path(sys.argv[1])))
print("done", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_migration_killed_at_any_instant_is_whole_or_not_there(tmp_path, record_property):
    path, chance, kills = tmp_path / "tidtam.db", random.Random(SEED), times(50)
    main(["division", "add", "กองคลัง", "--data-dir", str(tmp_path)])
    before = _contents(path)
    whole, ours = path.read_bytes(), _applied(path)
    stages = set()
    for _ in range(kills):
        for stale in tmp_path.glob("tidtam.db*"):
            stale.unlink()
        path.write_bytes(whole)
        _migrate_and_kill(path, chance.random() * 0.06)
        applied, found = _applied(path), _contents(path)
        stages.add(applied)
        assert found["division"] == before["division"]
        assert len([name for name in found if name.startswith("later")]) == 9 * (applied - ours)
        assert {len(row) for row in found["setting"]} == {2 + 9 * (applied - ours)}
    tried(record_property, kills, f"stopped after migrations {sorted(stages)}")


def _migrate_and_kill(path: Path, after: float) -> None:
    command = [sys.executable, "-c", _MIGRATING, str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    process.stdout.readline()
    with suppress(subprocess.TimeoutExpired):
        process.wait(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def _applied(path: Path) -> int:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT max(number) FROM migration").fetchone()[0]
    connection.close()
    return int(found)


async def test_an_office_at_work_keeps_every_row_when_its_tables_are_made_anew(
    tmp_path, monkeypatch
):
    known, photo = database._migrations(), File("a.png", "image/png", grey_png(40, 30))
    monkeypatch.setattr(
        database, "_migrations", lambda _: {n: one for n, one in known.items() if n < 8}
    )
    async with office(tmp_path / "data") as theatre, theatre.bot():
        await theatre.say("treasury", "kanya", "#1 เสร็จ ลงเว็บไซต์แล้ว")
        await theatre.line.send_files("treasury", "kanya", [photo], as_photo=True)
        await theatre.say("treasury", "kanya", "#1 ยกเลิก")
        await theatre.turn_to(theatre.stage.now + timedelta(days=30))
    path = tmp_path / "data" / DATABASE
    before = _contents(path)
    monkeypatch.undo()
    opened = await Database.open(path)
    assert await opened.is_sound()
    assert _contents(path) == before
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        await opened.write(lambda tx: tx.execute("DELETE FROM mark"))
    await opened.close()
    assert all(before[table] for table in ("event", "notice", "mark", "evidence", "seal"))


@pytest.mark.parametrize(
    "dump", RELEASED or [pytest.param(None, marks=pytest.mark.skip("nothing is released yet"))]
)
async def test_every_earlier_schema_comes_up_to_date_with_its_rows(tmp_path, dump):
    path = tmp_path / "tidtam.db"
    _filled(path, dump)
    before = _contents(path)
    opened = await Database.open(path)
    assert await opened.is_sound()
    await opened.close()
    after = _contents(path)
    fresh = await Database.open(tmp_path / "fresh.db")
    await fresh.close()
    assert set(after) == set(_contents(tmp_path / "fresh.db"))
    assert {name: len(rows) for name, rows in before.items()} == {
        name: len(after[name]) for name in before
    }
