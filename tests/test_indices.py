"""What an answer, an opening and a turn of the clock cost does not grow with messages sent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from office_bench import command, office

from storage.transaction import Transaction

GROWING = {"event", "notice", "place"}
"""Tables that every message makes longer; what is open of them has an index of its own.
``place`` is a chat, sought for each notice."""

ONCE_A_DAY = ("settled_at < ?", "received_at < ?")
"""What has had its time is looked for in all."""


RESTING = ("IN (SELECT", "RETURNING", "ORDER BY", "DISTINCT")
"""What builds a table in passing by its nature; done once for many messages."""


@contextmanager
def plans(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, list[str]]]:
    """Every statement run meanwhile, with how SQLite goes about it."""
    found: dict[str, list[str]] = {}

    def noted(method):
        def run(self: Transaction, sql: str, *values: object):
            if sql not in found:
                told = self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)
                found[sql] = [row["detail"] for row in told]
            return method(self, sql, *values)

        return run

    with monkeypatch.context() as patched:
        for name in ("all", "each", "execute", "insert"):
            patched.setattr(Transaction, name, noted(getattr(Transaction, name)))
        yield found


def _is_read_whole(detail: str) -> bool:
    """Whether a table is read from end to end, or sought through for want of an index."""
    words = detail.split()
    return words[0] == "SCAN" and words[1] in GROWING and "INDEX" not in words


async def test_no_row_of_an_answer_builds_a_table_in_passing(tmp_path, monkeypatch):
    """As SQLite does for an IN of three and more in a CHECK, for every row that is written."""
    with plans(monkeypatch) as found:
        async with office(tmp_path / "data") as theatre, theatre.bot():
            await theatre.begin()
            found.clear()
            await theatre.say("treasury", "kanya", "#1 เสร็จ ลงเว็บไซต์แล้ว")
            await theatre.say("office", "malee", command("done 7 ทบทวนแล้ว"))
            database = theatre.service.organisation.database
            written = [
                sql
                for sql in found
                if re.match(r"(INSERT INTO|UPDATE) (event|mark|notice|seal|sent_message)\b", sql)
                and not any(one in sql for one in RESTING)
            ]
            codes = [await database.write(_operations, sql) for sql in written]
    assert len(written) >= 6
    building = [sql for sql, code in zip(written, codes, strict=True) if "OpenEphemeral" in code]
    assert not building, "\n\n".join(building)


def _operations(tx: Transaction, sql: str) -> set[str]:
    """The operations a statement is made of; its values do not matter."""
    told = tx._connection.execute(f"EXPLAIN {sql}", [None] * _places(sql))
    return {row["opcode"] for row in told}


def _places(sql: str) -> int:
    numbered = [int(one) for one in re.findall(r"\?(\d+)", sql)]
    return max(numbered, default=0) or sql.count("?")


async def test_nothing_that_is_done_every_day_reads_a_growing_table_from_end_to_end(
    tmp_path, monkeypatch
):
    with plans(monkeypatch) as found:
        async with office(tmp_path / "data") as theatre:
            async with theatre.bot():
                await theatre.begin()
                await theatre.say("treasury", "kanya", "#1 เสร็จ ลงเว็บไซต์แล้ว")
                await theatre.say("treasury", "kanya", "#1 ยกเลิก")
                await theatre.say("office", "malee", command("done 7 ทบทวนแล้ว"))
                await theatre.say("works", "wichai", "#5 ทำไม่ได้ รอพัสดุ")
            async with theatre.bot():
                await theatre.turn_to(theatre.stage.now + timedelta(days=1))
                await theatre.say("works", "wichai", "#5 เสร็จ")
    whole = [
        sql
        for sql, details in found.items()
        if any(map(_is_read_whole, details)) and not any(one in sql for one in ONCE_A_DAY)
    ]
    assert not whole, "\n\n".join(whole)
    assert len(found) > 50
