"""What was said of a measure lately is not read again, and never differs from what would be."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paper_bench import MONITORED

from plans.model import Evidence, Mark, MarkKind, Occurrence, Reading, Status
from plans.progress import Progress
from plans.rounds import Round
from reports.compile import compile_report
from reports.report import Report
from scheduler import owe
from storage import chain, handovers, loading, marks, people, progress
from storage.database import Database, Transaction
from storage.people import Division
from storage.progress import load_answers, load_progress, with_mark
from storage.transaction import PEOPLE, PLANS, Kept

YEAR = MONITORED.fiscal_year
NOW = datetime(2023, 1, 20, 3, tzinfo=UTC)


async def _walked(steps) -> None:
    database = await Database.open(None)
    try:
        await database.write(_load)
        for place, step in enumerate(steps):
            if step[0] == "rest":
                database.rest()
                continue
            try:
                await database.write(_do, place, *step)
            except ZeroDivisionError:
                assert step[0] == "fails"
            await database.write(_same)
    finally:
        await database.close()


def _load(tx: Transaction, count: int | None = None) -> None:
    plan = replace(MONITORED, measures=MONITORED.measures[:count])
    loading.load(tx, Reading(plan), loading.Source("p", "0" * 64), {}, NOW, assume=True)


def _same(tx: Transaction) -> None:
    afresh = Transaction(tx._connection, Kept())
    for number in (1, 2, 3, None):
        kept, read = (load_progress(one, YEAR, measure=number) for one in (tx, afresh))
        assert kept == read
        assert kept._marks_of == read._marks_of
        assert kept._all_answers == read._all_answers
    whole, brief = load_progress(tx, YEAR), load_progress(tx, YEAR, brief=True)
    for months in (6, 12):
        of_all, of_some = (
            compile_report(one, Round(YEAR, months), as_of=NOW.date()) for one in (whole, brief)
        )
        assert _figures(of_some) == _figures(of_all)
    assert owe.owed_of(brief) == owe.owed_of(whole)
    assert owe.owed_of(load_answers(tx, YEAR)) == owe.owed_of(whole)


def _figures(report: Report) -> object:
    """What a summary says of a report."""
    refused = [
        (line.measure.number, said.division, said.words.note)
        for line in report.lines
        for share in line.shares
        for said in share.said
        if said.kind is MarkKind.NOT_POSSIBLE
    ]
    return report.overall, report.by_division, report.by_issue, report.before, refused


@dataclass
class _Step:
    """One thing that happens: where things stand, who says it of what."""

    tx: Transaction
    place: int
    known: Progress
    occurrence: Occurrence
    division: Division
    said: marks.Said
    last: Mark | None

    def say(self, kind: MarkKind, withdraws: int | None = None) -> Mark:
        where = self.last.occurrence if withdraws and self.last else self.occurrence.id
        new = marks.record_mark(
            self.tx, self.said, where, self.division, kind, note="n", withdraws=withdraws
        )
        assert new is not None
        return new


def _mark(step: _Step, kind: MarkKind) -> None:
    with_mark(step.tx, step.known, step.say(kind))


def _undo(step: _Step) -> None:
    if step.last is not None:
        with_mark(step.tx, step.known, step.say(MarkKind.WITHDRAWN, step.last.id))


def _file(step: _Step) -> None:
    if step.last is not None:
        photo = Evidence("photo", "p", sha256=f"{step.place:064}", size=1)
        marks.add_evidence(step.tx, step.last.id, photo)


def _link(step: _Step) -> None:
    new = step.say(MarkKind.NOTE)
    marks.add_evidence(step.tx, new.id, Evidence("link", "", url="https://a.example"))
    with_mark(step.tx, step.known, marks.get_mark(step.tx, new.id))


def _fail(step: _Step) -> None:
    _mark(step, MarkKind.NOTE)
    raise ZeroDivisionError


def _hand_over(step: _Step) -> None:
    other = people.register_division(step.tx, "กองใหม่")
    handovers.record_handover(step.tx, step.said, step.division, other, since=NOW.date())


def _decide(step: _Step) -> None:
    marks.record_decision(step.tx, step.said, step.occurrence.id, Status.DONE, "ตกลง")


def _oversee(step: _Step) -> None:
    marks.record_oversight(step.tx, step.said, "acknowledge", occurrence=step.occurrence.id)


HAPPENS = {
    "done": lambda step: _mark(step, MarkKind.DONE),
    "cannot": lambda step: _mark(step, MarkKind.NOT_POSSIBLE),
    "doing": lambda step: _mark(step, MarkKind.IN_PROGRESS),
    "note": lambda step: _mark(step, MarkKind.NOTE),
    "undo": _undo,
    "file": _file,
    "link": _link,
    "unsend": lambda step: marks.erase_words(step.tx, f"m{step.place - 1}", "ลบแล้ว"),
    "decide": _decide,
    "oversee": _oversee,
    "rename": lambda s: people.rename_division(s.tx, s.division, f"{s.division.name}ใหม่"),
    "hand over": _hand_over,
    "amend": lambda step: _load(step.tx, 2 + step.place % 2),
    "fails": _fail,
}


def _do(tx: Transaction, place: int, what: str, number: int, earlier: int) -> None:
    known = load_progress(tx, YEAR, measure=number)
    owned = [one for one in known.occurrences if known.owners(one)] if known else []
    if known is None or not owned:
        return
    person = people.note_person(tx, "line:U1", f"ผู้รายงาน {place % 2}")
    at = NOW + timedelta(minutes=place - 2 * earlier)
    division = people.find_division(tx, known.owners(owned[0])[0])
    assert division is not None
    last = max((one for one in known.marks if one.id > 0), key=lambda one: one.id, default=None)
    said = marks.Said(f"event{place}", person, at, message=f"m{place}")
    HAPPENS[what](_Step(tx, place, known, owned[0], division, said, last))


STEPS = st.lists(
    st.tuples(
        st.sampled_from([*HAPPENS, "rest"]),
        st.integers(1, 3),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=25,
)
"""What happens, to which measure, and how many minutes before the last it was said."""


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(STEPS)
def test_what_is_kept_is_what_would_be_read(steps):
    asyncio.run(_walked(steps))


async def test_a_mark_leaves_nothing_to_read_again():
    asked: list[str] = []

    def again(tx: Transaction) -> None:
        tx._connection.set_trace_callback(asked.append)
        load_progress(tx, YEAR, measure=1)
        tx._connection.set_trace_callback(None)

    database = await Database.open(None)
    try:
        await database.write(_load)
        await database.write(_do, 1, "done", 1, 0)
        await database.write(again)
        assert not any("FROM mark" in one for one in asked)
        asked.clear()
        await database.write(_do, 2, "file", 1, 0)
        await database.write(again)
        assert any("FROM mark" in one for one in asked)
    finally:
        await database.close()


@pytest.mark.parametrize("table", ["mark", "evidence", "decision", "oversight"])
async def test_every_way_to_say_something_is_told(table):
    database = await Database.open(None)
    try:
        rows = await database.read(
            lambda tx: tx.all(
                "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", table
            )
        )
    finally:
        await database.close()
    told = [row["sql"] for row in rows if "said_state" in row["sql"]]
    assert {one.split(" AFTER ")[1].split()[0] for one in told} == {"INSERT", "UPDATE", "DELETE"}


async def test_what_the_chain_says_of_a_mark_is_no_part_of_it():
    """A seal is written behind every mark; were it told of, nothing would ever be kept."""
    database = await Database.open(None)
    try:
        await database.write(_load)
        await database.write(_do, 1, "done", 1, 0)
        before = await database.write(progress._said_state, YEAR, 1)
        await database.write(lambda tx: chain.seal_mark(tx, marks.get_mark(tx, 1)))
        assert await database.write(progress._said_state, YEAR, 1) == before
    finally:
        await database.close()


def test_what_was_said_of_other_plans_is_held_no_longer():
    kept = Kept()
    kept.found(PLANS, "this year")
    kept.look_lately("now", "measure", lambda: "said")
    kept.found(PLANS, "this year")
    kept.found(PEOPLE, "somebody new")
    assert kept.look_lately("now", "measure", lambda: None) == "said"
    kept.found(PLANS, "next year")
    assert not kept._lately


def test_of_many_measures_the_last_talked_about_are_kept_whoever_forgets_meanwhile():
    kept = Kept()
    for number in range(200):
        assert kept.look_lately("now", number, lambda number=number: number) == number
    assert kept.look_lately("now", 199, lambda: None) == 199
    assert kept.look_lately("now", 0, lambda: None) is None

    def forgetful() -> str:
        kept.forget_large()
        return "read"

    assert kept.look_lately("now", "another", forgetful) == "read"
    assert kept.look_lately("now", "another", lambda: None) == "read"
