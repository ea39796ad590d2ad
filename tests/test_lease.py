"""One sender: a second process waits, a dead one is not waited for."""

import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from bot import leader
from bot.leader import Leader, LeaseLost
from storage import lease
from storage.database import Database, Undone

NOW = datetime(2022, 10, 3, 2, tzinfo=UTC)
HOST = socket.gethostname()


class Hands:
    def now(self):
        return NOW


@pytest.fixture
async def database():
    opened = await Database.open(None)
    yield opened
    await opened.close()


def alive(holder):
    return False


async def take(database, holder, now=NOW, is_gone=alive):
    return await database.write(lease.take, "sender", holder, now, is_gone)


async def test_second_process_is_told_who_has_it_until_the_lease_runs_out(database):
    assert await take(database, "a") is None
    assert await take(database, "b") == "a"
    assert await take(database, "a", NOW + timedelta(seconds=20)) is None
    assert await take(database, "b", NOW + timedelta(seconds=40)) == "a"
    assert await take(database, "b", NOW + timedelta(seconds=51)) is None
    assert await take(database, "a", NOW + timedelta(seconds=52)) == "b"


async def test_given_back_it_is_free_at_once(database):
    await take(database, "a")
    await database.write(lease.release, "sender", "a")
    assert await take(database, "b") is None


async def test_clock_put_back_two_hours_does_not_lock_everybody_out(database):
    await take(database, "a", NOW + timedelta(hours=2))
    assert await take(database, "b") is None


async def test_process_that_was_killed_is_not_waited_for(database):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    await take(database, f"{HOST}/{ended.pid}/x")
    assert await Leader(database, Hands(), "me").other() is None


async def test_process_that_lives_is_waited_for(database):
    await take(database, f"{HOST}/{os.getppid()}/x")
    assert await Leader(database, Hands(), "me").other() == f"{HOST}/{os.getppid()}/x"


async def test_of_another_machine_nothing_is_known(database):
    await take(database, "elsewhere/1/x")
    assert await Leader(database, Hands(), "me").other() == "elsewhere/1/x"


async def test_disk_that_refuses_does_not_end_who_works(database, monkeypatch):
    """Nothing can be sent meanwhile, as nothing can be claimed; webhooks are told to come again."""
    monkeypatch.setattr(leader, "_RENEW", 0)
    monkeypatch.setattr(leader, "_AGAIN", 0)
    refusals = iter([sqlite3.OperationalError("disk full"), Undone("OperationalError")] * 3)

    def refused(*_):
        if problem := next(refusals, None):
            raise problem
        return "another/1/x"

    monkeypatch.setattr(lease, "take", refused)
    with pytest.raises(LeaseLost, match="another/1/x"):
        await asyncio.wait_for(Leader(database, Hands()).stay(), 5)
    assert next(refusals, None) is None
