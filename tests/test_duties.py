"""From a plan to its duties, their letters, their occurrences and the calendar."""

import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from plans.duties import (
    calendar_entries,
    duties_of,
    letter_of,
    occurrences,
    staff_must_report,
    start_after_event,
)
from plans.model import (
    LETTERS,
    Actor,
    Clause,
    ClauseKind,
    Every,
    Measure,
    Organisation,
    Period,
    Plan,
    PlanKind,
    Step,
)

SHARED = Path(os.environ.get("TIDTAM_SHARED", "../shared"))
YEAR = Period(date(2022, 10, 1), date(2023, 9, 30))


def plan_of(*measures, monitored=True, fiscal_year=2566):
    return Plan(
        Organisation("เทศบาลตำบลตัวอย่าง"),
        PlanKind.REPORT,
        fiscal_year,
        measures=measures,
        monitored=monitored,
    )


def monthly(text="ทุกเดือน", **more):
    return Clause(text, kind=ClauseKind.RECURRING, every=Every.MONTH, **more)


@pytest.fixture
def printed():
    """The first seed's plan, from its reading by hand."""
    file = SHARED / "expected" / "000.json"
    if not file.exists():
        pytest.skip(f"NOT TESTED: {file} is missing; set TIDTAM_SHARED")
    raw = json.loads(file.read_text(encoding="utf-8"))
    return plan_of(*(_measure(measure) for measure in raw["measures"]))


def _measure(raw):
    return Measure(
        raw["number"],
        raw["title"],
        divisions=tuple(raw["divisions"]),
        everyone=raw["everyone"],
        clauses=tuple(_clause(clause) for clause in raw["clauses"]),
    )


def _clause(raw):
    return Clause(
        raw["text"],
        actor=Actor(raw["actor"]),
        kind=ClauseKind(raw["kind"]),
        every=Every(raw["every"]) if raw["every"] else None,
        months=tuple(raw["months"]),
        due=tuple(date.fromisoformat(day) for day in raw["due"]),
        every_year=raw["every_year"],
    )


def test_the_first_seed_gives_the_calendar_counted_by_hand(printed):
    entries = calendar_entries(occurrences(printed))
    early = [entry for entry in entries if entry.due not in YEAR]
    clauses = {m.number: m.clauses for m in printed.measures}
    kinds = Counter(
        (clause.kind.value, clause.every and clause.every.value, entry.actor.value)
        for entry in entries
        if entry.due in YEAR
        for clause in [clauses[entry.measure][entry.clause - 1]]
    )
    assert [(entry.duty, entry.due) for entry in early] == [("8ก", date(2022, 9, 30))]
    assert kinds == {
        ("deadline", None, "staff"): 18,
        ("deadline", None, "executive"): 2,
        ("recurring", "month", "staff"): 24,
        ("recurring", "month", "executive"): 24,
        ("recurring", "quarter", "staff"): 4,
        ("recurring", "half_year", "staff"): 2,
        ("recurring", "half_year", "executive"): 4,
    }


def test_letters_count_every_clause_of_the_first_seed(printed):
    labels = [duty.label for duty in duties_of(printed)]
    assert len(labels) == 38
    assert labels[:6] == ["1ก", "1ข", "2ก", "2ข", "3ก", "3ข"]


def test_an_executive_clause_that_has_staff_report_obliges_the_divisions(printed):
    duties = {duty.label: duty for duty in duties_of(printed)}
    assert duties["12ข"].actor is Actor.EXECUTIVE
    assert duties["12ข"].everyone
    assert duties["12ข"].divisions
    assert not duties["10ข"].divisions  # "always": nothing to hand in on a date
    assert not duties["3ง"].divisions


def test_letters_go_on_after_the_last():
    alphabet = len(LETTERS)
    letters = [letter_of(position) for position in range(alphabet * alphabet)]
    assert letters[:7] == ["ก", "ข", "ค", "ง", "จ", "ฉ", "ช"]
    assert letters[alphabet - 1 : alphabet + 2] == ["ฮ", "กก", "กข"]
    assert len(set(letters)) == len(letters)
    assert not set("ฃฅ") & set(LETTERS)


def test_steps_with_owners_are_duties_and_a_monthly_one_replaces_its_period():
    steps = (
        Step("จัดทำแผน", divisions=("กองคลัง",), period=YEAR),
        Step("รายงานความก้าวหน้า (รายเดือน)", divisions=("กองคลัง",), period=YEAR),
        Step("เผยแพร่", everyone=True, period=YEAR),
    )
    measure = Measure(1, "จัดซื้อจัดจ้าง", steps=steps, clauses=(monthly(step=2),))
    found = duties_of(plan_of(measure, monitored=False))
    assert [(duty.letter, duty.clause, duty.step) for duty in found] == [
        ("ก", None, 1),
        ("ข", 1, 2),
        ("ค", None, 3),
    ]
    assert found[1].divisions == ("กองคลัง",)
    dues = [o.due for o in occurrences(plan_of(measure, monitored=False)) if o.duty.clause]
    assert len(dues) == 12


def test_an_undated_recurring_step_keeps_its_period():
    undated = Clause("ทุก ๖ เดือน", kind=ClauseKind.RECURRING, every=Every.HALF_YEAR, step=1)
    measure = Measure(1, "x", steps=(Step("ทำ", ("กองช่าง",), period=YEAR),), clauses=(undated,))
    assert [d.clause for d in duties_of(plan_of(measure, monitored=False))] == [None, 1]


def test_a_measure_without_own_steps_owes_its_period_and_its_explicit_clauses():
    clauses = (
        monthly(),
        Clause("สม่ำเสมอ", kind=ClauseKind.CONTINUOUS),
        Clause("x", kind=ClauseKind.UNSCHEDULED),
    )
    measure = Measure(
        4, "x", divisions=("กองช่าง",), period=YEAR, steps=(Step("ทำ"),), clauses=clauses
    )
    found = duties_of(plan_of(measure, monitored=False))
    assert [(duty.label, duty.clause) for duty in found] == [("4ก", None), ("4ข", 1)]
    due = [o.due for o in occurrences(plan_of(measure, monitored=False)) if not o.duty.clause]
    assert due == [YEAR.ends]


def test_nothing_dated_is_owed_once_in_each_half():
    measure = Measure(1, "x", clauses=(Clause("สม่ำเสมอ", kind=ClauseKind.CONTINUOUS),))
    found = occurrences(plan_of(measure))
    assert [(o.due, o.period.starts, o.period.ends) for o in found] == [
        (None, date(2022, 10, 1), date(2023, 3, 31)),
        (None, date(2023, 4, 1), date(2023, 9, 30)),
    ]
    assert found[0].remind_from == date(2022, 10, 3)  # 1 October 2022 is a Saturday
    assert calendar_entries(found) == ()


def test_a_daily_clause_is_not_asked_every_day():
    daily = Clause("ทุกวัน", kind=ClauseKind.RECURRING, every=Every.DAY)
    assert [o.due for o in occurrences(plan_of(Measure(1, "x", clauses=(daily,))))] == [None, None]


@pytest.mark.parametrize(
    ("clause", "remind_from"),
    [
        pytest.param(
            Clause("ภายใน", kind=ClauseKind.DEADLINE, due=(date(2023, 1, 31),)),
            date(2022, 10, 4),
            id="staff on the first working day of the period",
        ),
        pytest.param(
            Clause(
                "ติดตาม", actor=Actor.EXECUTIVE, kind=ClauseKind.DEADLINE, due=(date(2023, 4, 30),)
            ),
            date(2023, 4, 28),
            id="the executive on the day, a Sunday goes back to Friday",
        ),
        pytest.param(
            Clause("ภายใน", kind=ClauseKind.DEADLINE, due=(date(2022, 10, 2),)),
            date(2022, 9, 30),
            id="never after it was due",
        ),
    ],
)
def test_the_first_reminder_falls_on_a_working_day(clause, remind_from):
    monday_off = (date(2022, 10, 3),)
    found = occurrences(plan_of(Measure(1, "x", clauses=(clause,))), holidays=monday_off)
    assert [o.remind_from for o in found] == [remind_from]


def test_a_half_year_without_months_takes_those_of_its_sibling():
    half = {"kind": ClauseKind.RECURRING, "every": Every.HALF_YEAR}
    clauses = (Clause("a", months=(4, 10), **half), Clause("ตามกำหนด", **half))
    found = occurrences(plan_of(Measure(13, "x", clauses=clauses)))
    assert [(o.duty.letter, o.due) for o in found] == [
        ("ก", date(2022, 10, 31)),
        ("ข", date(2022, 10, 31)),
        ("ก", date(2023, 4, 30)),
        ("ข", date(2023, 4, 30)),
    ]
    assert found[0].period == Period(date(2022, 4, 1), date(2022, 9, 30))


def test_what_was_due_before_the_year_has_a_period_that_ends_with_it():
    clause = Clause("ภายใน", kind=ClauseKind.DEADLINE, due=(date(2022, 9, 30),))
    (found,) = occurrences(plan_of(Measure(8, "x", clauses=(clause,))))
    assert found.period == Period(date(2021, 10, 1), date(2022, 9, 30))


def test_an_after_event_duty_begins_when_it_is_said():
    clause = Clause("ไม่เกิน ๗ วันหลังเสร็จ", kind=ClauseKind.AFTER_EVENT, within_days=7)
    plan = plan_of(Measure(2, "x", divisions=("กองช่าง",), clauses=(clause,)))
    (duty,) = duties_of(plan)
    assert occurrences(plan) == ()
    started = start_after_event(duty, date(2023, 2, 12))
    assert started.due == date(2023, 2, 19)
    assert started.period == Period(date(2023, 2, 12), date(2023, 2, 19))
    assert started.remind_from == date(2023, 2, 13)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ผู้บริหารกำชับ และให้เจ้าหน้าที่รายงานผู้บริหารทุก ๖ เดือน", True),
        ("ผู้บริหารติดตามให้ทุกกองจัดทำและรายงานผลทุกไตรมาส", True),
        ("ผู้บริหารกำกับติดตามให้เจ้าหน้าที่ดำเนินการภายในเดือนมกราคม", False),
        ("ผู้บริหารติดตามทุกเดือน", False),
    ],
)
def test_staff_must_report(text, says):
    clause = Clause(text, actor=Actor.EXECUTIVE, kind=ClauseKind.RECURRING, every=Every.MONTH)
    assert staff_must_report(clause) is says
