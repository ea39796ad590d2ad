"""The seal of marks: whatever is changed afterwards is found, erasing words is no break."""

from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from talk import LOADED, sample_plan

from plans.duties import duties_of, occurrences
from plans.model import Evidence, MarkKind, Reading
from storage import chain, marks, measures, people
from storage.chain import Fault
from storage.database import Database, Transaction
from storage.marks import Said

KINDS = [MarkKind.DONE, MarkKind.NOT_POSSIBLE, MarkKind.IN_PROGRESS, MarkKind.NOTE]
DIVISIONS = ["กองคลัง", "กองช่าง"]
UNSENT = "(ยกเลิก)"


@asynccontextmanager
async def office():
    database = await Database.open(None)
    try:
        await database.write(_set_up)
        yield database
    finally:
        await database.close()


def _set_up(tx: Transaction) -> None:
    plan = sample_plan()
    measures.store_plan(tx, Reading(plan), file_name="plan.docx", sha256="0" * 64, now=LOADED)
    duties = duties_of(plan)
    measures.store_duties(tx, plan.fiscal_year, duties, occurrences(plan, duties))
    people.note_person(tx, "line:U-1", "สมหญิง")


def say(tx: Transaction, n: int, kind: MarkKind, note: str, *, evidence: bool = False) -> int:
    """The n-th thing said, an hour after the one before."""
    person = people.find_person(tx, "line:U-1")
    division = people.find_division(tx, DIVISIONS[n % 2])
    occurrence = tx.value("SELECT id FROM occurrence ORDER BY id LIMIT 1 OFFSET ?", n % 5)
    said = Said(f"e{n}", person, LOADED + timedelta(hours=n), f"m{n}")
    mark = marks.record_mark(
        tx, said, occurrence, division, kind, note=note or "-", done_on=date(2023, 1, 1 + n % 9)
    )
    assert mark == marks.get_mark(tx, mark.id)
    if evidence:
        marks.add_evidence(tx, mark.id, Evidence("link", "", url=f"https://a.go.th/{n}"))
        photo = Evidence("photo", f"{n}.jpg", sha256=f"{n:064}", size=9)
        marks.add_evidence(tx, mark.id, photo, f"m{n}")
    return mark.id


def say_all(tx: Transaction, things: list[tuple[MarkKind, str, bool]]) -> None:
    for n, (kind, note, evidence) in enumerate(things):
        say(tx, n, kind, note, evidence=evidence)


THINGS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.text(max_size=20), st.booleans()), min_size=1, max_size=6
)
ALTERED = {
    "note": "คนละเรื่อง", "kind": "done", "done_on": "2020-02-02", "said_at": "2020-01-01",
    "occurrence_id": 7, "division_id": 3,
}  # fmt: skip


def faults(tx: Transaction) -> set[Fault]:
    return {one.fault for one in chain.breaks(tx)}


async def test_a_chain_nobody_touched_holds():
    async with office() as database:
        assert await database.read(chain.head) == chain.BEGINNING
        await database.write(say_all, [(MarkKind.DONE, "ก", True), (MarkKind.NOTE, "ข", False)])
        assert await database.read(chain.breaks) == ()
        assert len(await database.read(chain.head)) == 64


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(THINGS, st.sampled_from(sorted(ALTERED)), st.data())
async def test_any_change_of_a_stored_mark_is_found(things, column, data):
    place = data.draw(st.integers(1, len(things)))

    def alter(tx: Transaction) -> tuple[bool, set[Fault]]:
        before = tx.value(f"SELECT {column} FROM mark WHERE id = ?", place)
        tx.execute(f"UPDATE mark SET {column} = ? WHERE id = ?", ALTERED[column], place)
        return before != ALTERED[column], faults(tx)

    async with office() as database:
        await database.write(say_all, things)
        changed, found = await database.write(alter)
        assert found == ({Fault.ALTERED} if changed else set())


@settings(max_examples=30)
@given(THINGS, st.data())
async def test_a_mark_taken_out_or_put_in_is_found(things, data):
    place = data.draw(st.integers(1, len(things)))

    def take_out(tx: Transaction) -> set[Fault]:
        tx.execute("DELETE FROM evidence WHERE mark_id = ?", place)
        tx.execute("DELETE FROM mark WHERE id = ?", place)
        return faults(tx)

    def put_in(tx: Transaction) -> set[Fault]:
        tx.execute(
            "INSERT INTO mark (key, occurrence_id, division_id, kind, said_at)"
            " VALUES ('x', 1, 1, 'done', '2023-01-01')"
        )
        return faults(tx)

    async with office() as database:
        await database.write(say_all, things)
        assert await database.write(put_in) == {Fault.UNSEALED}
        assert Fault.GONE in await database.write(take_out)


@settings(max_examples=40)
@given(THINGS, st.data())
async def test_whoever_rewrites_a_link_breaks_all_that_follow(things, data):
    place = data.draw(st.integers(1, len(things)))
    column = data.draw(st.sampled_from(["fact", "words", "head"]))

    def rewrite(tx: Transaction) -> set[Fault]:
        tx.execute(f"UPDATE seal SET {column} = 'x' WHERE id = ?", place)
        return faults(tx)

    async with office() as database:
        await database.write(say_all, things)
        assert Fault.BROKEN in await database.write(rewrite)


@settings(max_examples=40)
@given(THINGS, st.data())
async def test_erasing_words_is_no_break_and_leaves_nothing_of_them(things, data):
    place = data.draw(st.integers(0, len(things) - 1))

    def erase(tx: Transaction) -> None:
        marks.erase_words(tx, f"m{place}", UNSENT)
        assert chain.breaks(tx) == ()
        assert tx.value("SELECT note FROM mark WHERE key LIKE ?", f"e{place}/%") == UNSENT
        kept = tx.all("SELECT salt FROM seal WHERE mark_id = ? AND salt IS NOT NULL", place + 1)
        evidence = tx.value("SELECT count(*) FROM evidence WHERE mark_id = ?", place + 1)
        assert len(kept) == 1 + evidence
        tx.execute("UPDATE mark SET note = 'อย่างอื่น' WHERE id = ?", place + 1)
        assert faults(tx) == {Fault.ALTERED}

    async with office() as database:
        await database.write(say_all, things)
        await database.write(erase)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE evidence SET url = 'https://b.go.th' WHERE kind = 'link'",
        "UPDATE evidence SET sha256 = '1' WHERE kind = 'photo'",
        "UPDATE evidence SET withdrawn = 1",
        "UPDATE evidence SET mark_id = 2",
        "DELETE FROM evidence WHERE kind = 'photo'",
        "UPDATE seal SET salt = NULL WHERE evidence_id = 1",
    ],
)
async def test_evidence_is_sealed_as_well(change):
    def alter(tx: Transaction) -> None:
        say_all(tx, [(MarkKind.DONE, "ก", True), (MarkKind.DONE, "ข", False)])
        assert chain.breaks(tx) == ()
        tx.execute(change)
        assert faults(tx) & {Fault.ALTERED, Fault.GONE}

    async with office() as database:
        await database.write(alter)


async def test_what_belongs_to_a_correction_now_stays_sealed():
    def correct(tx: Transaction) -> None:
        say_all(tx, [(MarkKind.DONE, "ก", True), (MarkKind.DONE, "ข", False)])
        marks.move_evidence(tx, [1], 2)
        assert tx.value("SELECT mark_id FROM evidence WHERE kind = 'photo'") == 2
        assert chain.breaks(tx) == ()

    async with office() as database:
        await database.write(correct)


async def test_a_division_merged_into_another_is_no_break_but_changing_it_is():
    def merge(tx: Transaction) -> None:
        say_all(tx, [(MarkKind.DONE, "ก", False)] * 3)
        old, into = (people.find_division(tx, name) for name in DIVISIONS)
        people.merge_divisions(tx, old, into)
        assert chain.breaks(tx) == ()
        marks.erase_words(tx, "m0", UNSENT)
        assert chain.breaks(tx) == ()
        other = people.find_division(tx, "สำนักปลัดเทศบาล")
        tx.execute("UPDATE mark SET division_id = ? WHERE id = 1", other.id)
        assert faults(tx) == {Fault.ALTERED}

    async with office() as database:
        await database.write(merge)


async def test_the_head_of_an_earlier_day_stays_what_it_was():
    def heads(tx: Transaction) -> None:
        say_all(tx, [(MarkKind.DONE, "ก", True)])
        then = chain.head(tx)
        say(tx, 30, MarkKind.DONE, "ช้า", evidence=True)
        assert chain.head(tx) != then
        assert chain.head(tx, LOADED + timedelta(hours=20)) == then
        assert chain.head(tx, datetime(2022, 1, 1, tzinfo=UTC)) == chain.BEGINNING

    async with office() as database:
        await database.write(heads)


async def test_the_end_of_the_chain_cannot_go_once_a_report_has_printed_it():
    def cut(tx: Transaction) -> None:
        say_all(tx, [(MarkKind.DONE, "ก", False)] * 2)
        tx.execute(
            "INSERT INTO issue (code, fiscal_year, months, as_of, closed, edition, state, content,"
            " head, places, asked_as, issued_at)"
            " VALUES ('TD', 2566, 6, '2023-04-10', 1, 0, 's', 'c', ?, '[]', '', '')",
            chain.head(tx),
        )
        assert chain.breaks(tx) == ()
        tx.execute("DELETE FROM mark WHERE id = 2")
        tx.execute("DELETE FROM seal WHERE mark_id = 2")
        assert faults(tx) == {Fault.CUT}

    async with office() as database:
        await database.write(cut)
