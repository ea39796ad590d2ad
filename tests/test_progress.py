"""What marks say of occurrences, duties and measures."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.duties import duties_of, occurrences
from plans.model import (
    Actor,
    Clause,
    ClauseKind,
    Every,
    Mark,
    MarkKind,
    Measure,
    Organisation,
    Plan,
    PlanKind,
    Status,
)
from plans.progress import (
    ADMINISTRATOR,
    EXECUTIVE,
    Cut,
    Progress,
    RegisteredDivision,
    Tally,
)
from plans.rounds import Round

DONE, NOT, DOING = MarkKind.DONE, MarkKind.NOT_POSSIBLE, MarkKind.IN_PROGRESS
JANUARY = date(2023, 1, 31)
HALF = Round(2566, 6)


def progress_of(*clauses, owners=("กองคลัง",), everyone=False, collector=None, registered=()):
    measure = Measure(
        1, "x", divisions=owners, everyone=everyone, collector=collector, clauses=clauses
    )
    plan = Plan(Organisation(), PlanKind.PLAN, 2566, measures=(measure,), monitored=True)
    duties = duties_of(plan)
    found = (replace(o, id=n) for n, o in enumerate(occurrences(plan, duties), 1))
    members = tuple(RegisteredDivision(name) for name in registered)
    return Progress(plan, duties, tuple(found), registered=members)


def deadline(day=JANUARY, **more):
    return Clause("ภายใน", kind=ClauseKind.DEADLINE, due=(day,), **more)


def monthly(**more):
    return Clause("ทุกเดือน", kind=ClauseKind.RECURRING, every=Every.MONTH, **more)


def said(progress, *answers):
    """The progress after answers (division, kind, occurrence, day), one each."""
    marks = []
    for number, (division, kind, *rest) in enumerate(answers, 1):
        occurrence, day = (*rest, *(1, date(2023, 1, 20))[len(rest) :])
        at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        marks.append(Mark(number, occurrence, division, kind, at))
    return replace(progress, marks=tuple(marks))


def status(progress):
    return progress.status(progress.occurrences[0])


ONE, TWO = ("กองคลัง",), ("กองคลัง", "กองช่าง")


@pytest.mark.parametrize(
    ("owners", "answers", "expected"),
    [
        pytest.param(ONE, [], Status.PENDING, id="nothing said"),
        pytest.param(ONE, [("กองคลัง", DONE)], Status.DONE, id="done"),
        pytest.param(ONE, [("กองคลัง", NOT)], Status.NOT_POSSIBLE, id="not possible"),
        pytest.param(ONE, [("กองคลัง", DOING)], Status.IN_PROGRESS, id="in progress"),
        pytest.param(ONE, [("กองช่าง", DONE)], Status.PENDING, id="not theirs to answer"),
        pytest.param(
            ONE, [("กองคลัง", DONE), ("กองคลัง", NOT)], Status.NOT_POSSIBLE, id="the last counts"
        ),
        pytest.param(TWO, [("กองคลัง", DONE)], Status.IN_PROGRESS, id="one of two"),
        pytest.param(TWO, [("กองคลัง", DONE), ("กองช่าง", DONE)], Status.DONE, id="both"),
        pytest.param(TWO, [("กองคลัง", DONE), ("กองช่าง", NOT)], Status.IN_PROGRESS, id="one cannot"),
        pytest.param(TWO, [("กองคลัง", NOT), ("กองช่าง", NOT)], Status.NOT_POSSIBLE, id="nobody can"),
        pytest.param(TWO, [("กองคลัง", NOT), (ADMINISTRATOR, DONE)], Status.DONE, id="decided done"),
        pytest.param(
            TWO, [("กองคลัง", DONE), (ADMINISTRATOR, NOT)], Status.NOT_POSSIBLE, id="decided not"
        ),
        pytest.param((), [("กองช่าง", DONE)], Status.DONE, id="no owner named: anybody"),
    ],
)
def test_status_of_an_occurrence(owners, answers, expected):
    assert status(said(progress_of(deadline(), owners=owners), *answers)) is expected


def test_joint_owners_need_one_answer():
    progress = progress_of(deadline(), owners=TWO)
    joint = tuple(replace(o, duty=replace(o.duty, joint=True)) for o in progress.occurrences)
    progress = said(replace(progress, occurrences=joint), ("กองช่าง", DONE))
    assert status(progress) is Status.DONE
    assert progress.missing(progress.occurrences[0]) == ()


def test_a_collector_closes_for_all_and_others_only_deliver():
    progress = progress_of(deadline(), owners=TWO, collector="สำนักปลัด")
    delivered = said(progress, ("กองคลัง", DONE), ("กองช่าง", DONE))
    assert status(delivered) is Status.IN_PROGRESS
    assert delivered.missing(delivered.occurrences[0]) == ("สำนักปลัด",)
    assert status(said(progress, ("สำนักปลัด", DONE))) is Status.DONE


def test_one_of_several_that_cannot_goes_to_the_administrator():
    stuck = said(progress_of(deadline(), owners=TWO), ("กองคลัง", NOT))
    assert stuck.needs_decision(stuck.occurrences[0])
    alone = said(progress_of(deadline()), ("กองคลัง", NOT))
    assert not alone.needs_decision(alone.occurrences[0])


def test_everyone_means_the_divisions_registered_on_the_due_date():
    progress = replace(
        progress_of(deadline(), owners=(), everyone=True),
        registered=(
            RegisteredDivision("กองคลัง"),
            RegisteredDivision("กองใหม่", since=date(2023, 2, 1)),
            RegisteredDivision("กองเก่า", until=date(2022, 12, 31)),
        ),
    )
    assert progress.owners(progress.occurrences[0]) == ("กองคลัง",)


def test_a_mark_taken_back_does_not_count():
    progress = said(progress_of(deadline()), ("กองคลัง", DOING), ("กองคลัง", DONE))
    back = Mark(3, 1, "กองคลัง", MarkKind.WITHDRAWN, progress.marks[1].said_at, withdraws=2)
    progress = replace(progress, marks=(*progress.marks, back))
    answer = progress.answer(progress.occurrences[0], "กองคลัง")
    assert answer is not None
    assert answer.kind is DOING


def test_notes_do_not_answer():
    assert status(said(progress_of(deadline()), ("กองคลัง", MarkKind.NOTE))) is Status.PENDING


def test_oversight_is_closed_by_the_executive_and_no_part_of_the_measure():
    progress = progress_of(deadline(), monthly(actor=Actor.EXECUTIVE))
    ids = {(o.duty.letter, o.due): o.id for o in progress.occurrences}
    staff = ids["ก", JANUARY]
    done = said(progress, ("กองคลัง", DONE, staff, date(2023, 1, 20)))
    assert done.measure_status(1, HALF, date(2023, 3, 31)) is Status.DONE
    october = next(o for o in done.occurrences if o.due == date(2022, 10, 31))
    assert october in done.oversight_due(date(2022, 10, 31))
    seen = said(progress, (EXECUTIVE, DONE, october.id, date(2022, 10, 31)))
    assert seen.status(october) is Status.DONE
    assert october not in seen.oversight_due(date(2022, 10, 31))


def test_staff_and_executive_answer_the_same_occurrence_apart():
    clause = monthly(actor=Actor.EXECUTIVE)
    progress = progress_of(replace(clause, text="ผู้บริหารให้เจ้าหน้าที่รายงานทุกเดือน"))
    first = progress.occurrences[0]
    assert progress.owners(first) == ("กองคลัง",)
    seen = said(progress, (EXECUTIVE, DONE))
    assert seen.status(first) is Status.PENDING
    assert seen.is_acknowledged(first)


@pytest.mark.parametrize(
    ("answers", "as_of", "expected"),
    [
        pytest.param([], date(2023, 1, 30), Status.NOT_DUE, id="not due yet"),
        pytest.param([], JANUARY, Status.PENDING, id="due and not reported"),
        pytest.param([(1, DONE)], date(2023, 1, 25), Status.IN_PROGRESS, id="one early"),
        pytest.param([(1, DONE)], JANUARY, Status.DONE, id="all that is due"),
        pytest.param([(1, DONE)], date(2023, 3, 1), Status.IN_PROGRESS, id="one of two due"),
        pytest.param([(1, DONE), (2, NOT)], date(2023, 3, 1), Status.NOT_POSSIBLE, id="one not"),
        pytest.param([(1, DONE), (2, DONE)], date(2023, 1, 25), Status.DONE, id="all early"),
        pytest.param([(1, DOING)], JANUARY, Status.IN_PROGRESS, id="begun"),
    ],
)
def test_status_of_a_measure(answers, as_of, expected):
    progress = progress_of(deadline(), deadline(date(2023, 2, 28)), deadline(date(2023, 4, 30)))
    progress = said(progress, *[("กองคลัง", kind, number) for number, kind in answers])
    assert progress.measure_status(1, HALF, as_of) is expected


def test_what_is_due_after_the_round_is_not_due_in_it():
    progress = progress_of(deadline(date(2023, 4, 30)))
    assert progress.measure_status(1, HALF, date(2023, 5, 15)) is Status.NOT_DUE
    assert progress.measure_status(1, Round(2566, 12), date(2023, 5, 15)) is Status.PENDING


def test_what_has_no_date_is_not_reported_only_when_the_round_is_over():
    progress = progress_of(Clause("สม่ำเสมอ", kind=ClauseKind.CONTINUOUS))
    assert progress.measure_status(1, HALF, date(2023, 3, 30)) is Status.NOT_DUE
    assert progress.measure_status(1, HALF, date(2023, 3, 31)) is Status.PENDING
    assert (
        said(progress, ("กองคลัง", DONE)).measure_status(1, HALF, date(2023, 3, 31)) is Status.DONE
    )


def test_the_day_stated_decides_the_round_and_the_day_said_the_cut():
    progress = said(progress_of(deadline()), ("กองคลัง", DONE, 1, date(2023, 4, 2)))
    assert progress.measure_status(1, HALF, date(2023, 4, 30)) is Status.PENDING
    stated = replace(progress.marks[0], done_on=date(2023, 3, 30))
    dated = replace(progress, marks=(stated,))
    assert dated.measure_status(1, HALF, date(2023, 4, 30)) is Status.DONE
    assert dated.measure_status(1, HALF, date(2023, 4, 1)) is Status.PENDING


def test_late_in_the_evening_utc_is_the_next_day_in_thailand():
    late = Mark(1, 1, "ก", DONE, datetime(2023, 3, 31, 17, 30, tzinfo=UTC))
    assert not Cut(as_of=date(2023, 3, 31)).takes(late)


def test_a_tally_counts_occurrences_by_due_date():
    progress = said(progress_of(monthly()), ("กองคลัง", DONE, 1), ("กองคลัง", DONE, 2))
    assert progress.tally(progress.duties[0], HALF, date(2023, 3, 31)) == Tally(2, 6)
    assert progress.tally(progress.duties[0], HALF, date(2022, 12, 31)) == Tally(0, 3)


def test_a_division_owes_what_is_open_and_unanswered_oldest_first():
    progress = progress_of(monthly(), deadline())
    assert [o.due for o in progress.owed_by("กองคลัง", date(2022, 11, 2))] == [
        date(2022, 10, 31),
        date(2022, 11, 30),
        JANUARY,
    ]
    after = said(progress, ("กองคลัง", DONE, 1))
    assert after.owed_by("กองคลัง", date(2022, 11, 2))[0].due == date(2022, 11, 30)
    assert progress.owed_by("กองช่าง", date(2022, 11, 2)) == ()


def test_a_division_has_its_own_status():
    progress = said(progress_of(deadline(), owners=TWO), ("กองคลัง", DONE))
    as_of = date(2023, 3, 31)
    assert progress.division_status(1, "กองคลัง", HALF, as_of) is Status.DONE
    assert progress.division_status(1, "กองช่าง", HALF, as_of) is Status.PENDING
    assert progress.duty_status(progress.duties[0], HALF, as_of) is Status.IN_PROGRESS


@given(
    st.lists(
        st.tuples(
            st.sampled_from((*TWO, ADMINISTRATOR, EXECUTIVE)),
            st.sampled_from(MarkKind),
            st.integers(1, 3),
            st.integers(1, 6),
        ),
        max_size=9,
    )
)
def test_one_more_mark_leaves_what_reading_all_of_them_gives(things):
    later = progress_of(monthly(), owners=TWO)
    at = datetime(2023, 1, 20, tzinfo=UTC)
    for number, (division, kind, occurrence, old) in enumerate(things, 1):
        takes_back = kind is MarkKind.WITHDRAWN and old < number  # only what was said before
        withdraws = old if takes_back else None
        later = later.with_mark(Mark(number, occurrence, division, kind, at, withdraws=withdraws))
    afresh = replace(later)
    for one in later.occurrences[:3]:
        assert later.marks_of(one) == afresh.marks_of(one)
        assert later.status(one) is afresh.status(one)
        assert later.missing(one) == afresh.missing(one)
        assert [later.answer(one, name) for name in TWO] == [afresh.answer(one, n) for n in TWO]
