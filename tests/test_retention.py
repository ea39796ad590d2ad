"""What is forgotten with time, and what never is."""

import asyncio
import os
from datetime import UTC, datetime, timedelta

import pytest
from office_bench import office

from storage import files, retention
from storage.database import moment_to_text

LATER = retention.WORDS_FOR + timedelta(days=2)


def _age(folder, days: int) -> None:
    for path in folder.rglob("*"):
        stamp = path.stat().st_mtime - days * 86_400
        os.utime(path, (stamp, stamp))


async def test_words_of_old_messages_go_and_what_was_reported_stays(tmp_path):
    async with office(tmp_path / "data") as theatre, theatre.bot() as service:
        await theatre.say("treasury", "kanya", "#3ก เสร็จ จัดอบรมแล้ว 42 คน")
        database = service.organisation.database
        words = "SELECT count(*) FROM notice WHERE words LIKE '%42 คน%'"
        assert (await theatre.rows(words))[0] == (1,)
        await database.write(retention.forget_old, theatre.stage.now + timedelta(days=30))
        assert (await theatre.rows(words))[0] == (1,)  # it can still be quoted
        keys = await theatre.rows("SELECT key, state FROM notice ORDER BY id")
        await database.write(retention.forget_old, theatre.stage.now + LATER)
        assert (await theatre.rows(words))[0] == (0,)
        assert await theatre.rows("SELECT * FROM sent_message") == []
        assert await theatre.rows("SELECT key, state FROM notice ORDER BY id") == keys
        assert await theatre.notes() == ["จัดอบรมแล้ว 42 คน"]


async def test_what_still_waits_keeps_its_words(tmp_path):
    async with office(tmp_path / "data") as theatre, theatre.bot() as service:
        await theatre.say("treasury", "kanya", "#3ก เสร็จ จัดอบรมแล้ว 42 คน")
        database = service.organisation.database
        await database.write(lambda tx: tx.execute("UPDATE notice SET state = 'owed'"))
        await database.write(retention.forget_old, theatre.stage.now + LATER)
        rows = await theatre.rows("SELECT words FROM notice WHERE words LIKE '%42 คน%'")
        assert len(rows) == 1


@pytest.mark.parametrize(
    ("days", "left"), [(0, {"draft", "wrong_code"}), (2, {"draft"}), (29, {"draft"}), (31, set())]
)
async def test_plans_not_taken_and_wrong_codes_have_their_time(tmp_path, days, left):
    async with office(tmp_path / "data") as theatre, theatre.bot() as service:
        now, database = theatre.stage.now, service.organisation.database

        def leave_behind(tx):
            tx.execute(
                "INSERT INTO draft (person_id, reading, file_name, sha256, read_at)"
                " SELECT id, '{}', 'plan.docx', '0', ? FROM person LIMIT 1",
                moment_to_text(now),
            )
            tx.execute("INSERT INTO wrong_code VALUES ('line:U1', ?)", moment_to_text(now))

        await database.write(leave_behind)
        await database.write(retention.forget_old, now + timedelta(days=days))
        there = {name for name in ("draft", "wrong_code")
                 if await theatre.rows(f"SELECT 1 FROM {name}")}  # fmt: skip
        assert there == left


async def test_once_a_day_beside_the_reminders(tmp_path):
    async with office(tmp_path / "data") as theatre, theatre.bot() as service:
        await theatre.say("treasury", "kanya", "#3ก เสร็จ จัดอบรมแล้ว 42 คน")
        lost = files.store(service.organisation.evidence, b"a photo nobody spoke of")
        theatre.stage.now = datetime.now(UTC) + LATER  # files carry the machine's own time
        await theatre.tick()
        async with asyncio.timeout(5):
            while service.organisation.evidence.joinpath(lost[:2], lost).exists():
                await asyncio.sleep(0.001)
        assert await theatre.rows("SELECT * FROM notice WHERE words LIKE '%42 คน%'") == []
        assert not await service.organisation.database.read(retention.is_due, theatre.stage.now)


@pytest.mark.parametrize("days", [0, 3])
def test_a_file_nothing_speaks_of_goes_once_it_is_old(tmp_path, days):
    kept = files.store(tmp_path, b"a photo somebody handed in")
    lost = files.store(tmp_path, b"a photo nobody spoke of")
    _age(tmp_path, days)
    moment = _moment_of(tmp_path / kept[:2] / kept)
    assert files.sweep(tmp_path, frozenset({kept}), moment - timedelta(days=1)) == 0
    assert files.sweep(tmp_path, frozenset({kept}), moment + timedelta(days=1)) == 1
    assert files.load(tmp_path, kept) == b"a photo somebody handed in"
    with pytest.raises(FileNotFoundError):
        files.load(tmp_path, lost)


def test_a_file_sent_again_is_young_again(tmp_path):
    name = files.store(tmp_path, b"a photo")
    _age(tmp_path, 30)
    before = _moment_of(tmp_path / name[:2] / name) + timedelta(days=1)
    files.store(tmp_path, b"a photo")
    assert files.sweep(tmp_path, frozenset(), before) == 0


def _moment_of(path):
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
