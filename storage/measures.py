"""The plan as stored: its reading, findings, measures, duties and their occurrences.

The document is kept whole as read.  Rows hang on ids that outlive amendments: a plan loaded again
for the same year renumbers measures and withdraws what it no longer has, but never deletes, so
that marks keep what they answered.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from pydantic import TypeAdapter

from plans.amendments import (
    KnownDuty,
    KnownMeasure,
    PlannedDuty,
    keep_letters,
    match_duties,
    match_measures,
    moved_occurrences,
    planned,
)
from plans.model import (
    Actor,
    ClauseKind,
    Duty,
    Finding,
    Occurrence,
    Period,
    Plan,
    Reading,
)
from storage import people
from storage.database import Row, Transaction, day_from_text, moment_from_text, moment_to_text
from storage.known import known_duties, known_measures
from storage.transaction import remembered

_READING = TypeAdapter(Reading)
_FINDING = TypeAdapter(Finding)


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan in force, with where it came from."""

    id: int
    plan: Plan
    file_name: str
    sha256: str
    loaded_at: datetime

    @property
    def fiscal_year(self) -> int:
        """The Buddhist-era year of the plan."""
        return self.plan.fiscal_year


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding and what was decided about it; ``decision`` None while it is open."""

    id: int
    plan_id: int
    finding: Finding
    decision: str | None
    assumed: bool


def store_plan(
    tx: Transaction, reading: Reading, *, file_name: str, sha256: str, now: datetime
) -> StoredPlan:
    """Put a plan in force for its fiscal year, superseding the one before; findings stay open.

    Duties follow by ``store_duties``, once findings that bear on them are decided.
    """
    year = reading.plan.fiscal_year
    old = find_plan(tx, year)
    known = known_measures(tx, year, old.plan if old else None)
    if old is not None:  # the unique index allows one in force; itself stands in for a moment
        tx.execute("UPDATE plan SET superseded_by = id WHERE id = ?", old.id)
    plan_id = tx.insert(
        "INSERT INTO plan (fiscal_year, reading, file_name, sha256, loaded_at)"
        " VALUES (?, ?, ?, ?, ?)",
        year, _READING.dump_json(reading).decode(), file_name, sha256, moment_to_text(now),
    )  # fmt: skip
    if old is not None:
        tx.execute("UPDATE plan SET superseded_by = ? WHERE id = ?", plan_id, old.id)
    for position, finding in enumerate(reading.findings):
        tx.execute(
            "INSERT INTO finding (plan_id, position, finding) VALUES (?, ?, ?)",
            plan_id, position, _FINDING.dump_json(finding).decode(),
        )  # fmt: skip
    _store_measures(tx, known, reading.plan)
    stored = find_plan(tx, year)
    if stored is None:
        raise LookupError("the plan stored a moment ago is gone")
    return stored


@remembered
def find_plan(tx: Transaction, fiscal_year: int) -> StoredPlan | None:
    """The plan in force for a fiscal year."""
    row = tx.one("SELECT * FROM plan WHERE fiscal_year = ? AND superseded_by IS NULL", fiscal_year)
    return _stored_plan(row) if row else None


@remembered
def fiscal_years(tx: Transaction) -> tuple[int, ...]:
    """The years that have a plan in force, oldest first."""
    rows = tx.all("SELECT fiscal_year FROM plan WHERE superseded_by IS NULL ORDER BY fiscal_year")
    return tuple(row["fiscal_year"] for row in rows)


def replace_plan(tx: Transaction, stored: StoredPlan, plan: Plan) -> StoredPlan:
    """Keep the plan as decisions have changed it (an interval chosen, a year confirmed)."""
    row = tx.one("SELECT reading FROM plan WHERE id = ?", stored.id)
    if row is None:
        raise LookupError(f"no plan {stored.id}")
    reading = replace(_READING.validate_json(row["reading"]), plan=plan)
    tx.execute(
        "UPDATE plan SET reading = ? WHERE id = ?",
        _READING.dump_json(reading).decode(), stored.id,
    )  # fmt: skip
    return replace(stored, plan=plan)


# Findings.


def findings(tx: Transaction, plan_id: int, *, open_only: bool = False) -> list[StoredFinding]:
    """What the reader was unsure of in that plan, in its order."""
    rows = tx.all(
        "SELECT * FROM finding WHERE plan_id = ? AND (decision IS NULL OR NOT ?) ORDER BY position",
        plan_id, open_only,
    )  # fmt: skip
    return [_stored_finding(row) for row in rows]


def find_finding(tx: Transaction, finding_id: int) -> StoredFinding | None:
    """The finding with that id, if there is one."""
    row = tx.one("SELECT * FROM finding WHERE id = ?", finding_id)
    return _stored_finding(row) if row else None


def decide_finding(
    tx: Transaction, finding_id: int, decision: str, *, assumed: bool, now: datetime
) -> bool:
    """Settle an open finding; ``assumed`` when the proposal was taken unseen.  False: settled."""
    return bool(
        tx.execute(
            "UPDATE finding SET decision = ?, assumed = ?, decided_at = ?"
            " WHERE id = ? AND (decision IS NULL OR assumed = 1)",
            decision, assumed, moment_to_text(now), finding_id,
        )
    )  # fmt: skip


# Measures, duties, occurrences.


def _store_measures(tx: Transaction, known: Sequence[KnownMeasure], plan: Plan) -> None:
    """Let each measure continue the known one it is, and remember the numbers that changed."""
    year = plan.fiscal_year
    matched = match_measures(known, plan.measures)
    tx.execute("UPDATE measure SET withdrawn = 1 WHERE fiscal_year = ?", year)
    for measure in plan.measures:
        old = matched.get(measure.number)
        if old is None:
            tx.execute(
                "INSERT INTO measure (fiscal_year, number, title) VALUES (?, ?, ?)",
                year, measure.number, measure.title,
            )  # fmt: skip
            continue
        tx.execute(
            "UPDATE measure SET number = ?, title = ?, withdrawn = 0 WHERE id = ?",
            measure.number, measure.title, old.id,
        )  # fmt: skip
        if old.number != measure.number:
            tx.execute(
                "INSERT INTO former_number VALUES (?, ?, ?) ON CONFLICT (fiscal_year, number)"
                " DO UPDATE SET measure_id = excluded.measure_id",
                year, old.number, old.id,
            )  # fmt: skip


def former_number(tx: Transaction, fiscal_year: int, number: int) -> int | None:
    """The present number of the measure that had this number before an amendment."""
    found: int | None = tx.value(
        "SELECT measure.number FROM former_number JOIN measure ON measure.id = measure_id"
        " WHERE former_number.fiscal_year = ? AND former_number.number = ? AND withdrawn = 0",
        fiscal_year, number,
    )  # fmt: skip
    return found


def other_number(tx: Transaction, fiscal_year: int, number: int, since: datetime) -> int | None:
    """Where the measure now is that had this number in a plan replaced not before ``since``.

    None for a number that means what it meant, and once people have had time to get used to it.
    """
    stored = find_plan(tx, fiscal_year)
    if stored is None or stored.loaded_at < since:
        return None
    found = former_number(tx, fiscal_year, number)
    return found if found != number else None


def measure_id(tx: Transaction, fiscal_year: int, number: int) -> int:
    """The id of a measure in force, which must exist."""
    found: int | None = tx.value(
        "SELECT id FROM measure WHERE fiscal_year = ? AND number = ? AND withdrawn = 0",
        fiscal_year, number,
    )  # fmt: skip
    if found is None:
        raise LookupError(f"no measure {number} in {fiscal_year}")
    return found


def has_duty(tx: Transaction, fiscal_year: int, number: int, letter: str = "") -> bool:
    """Whether the plan has that measure (or had, under that number), and that duty of it."""
    found = tx.value(
        "SELECT 1 FROM measure LEFT JOIN duty ON duty.measure_id = measure.id"
        " LEFT JOIN former_number ON former_number.measure_id = measure.id"
        " WHERE measure.fiscal_year = ? AND ? IN (measure.number, former_number.number)"
        " AND ? IN ('', letter) AND measure.withdrawn = 0",
        fiscal_year, number, letter,
    )  # fmt: skip
    return found is not None


def store_duties(
    tx: Transaction, fiscal_year: int, duties: Sequence[Duty], occurrences: Sequence[Occurrence]
) -> None:
    """Make the stored duties of a year these; what is gone is withdrawn, letters are kept.

    An occurrence somebody has spoken of stays, or moves with its amended deadline.
    """
    known = known_duties(tx, fiscal_year)
    _withdraw_duties(tx, fiscal_year)
    all_planned = planned(duties, occurrences)
    for number in dict.fromkeys(duty.measure for duty in duties):
        row_id = measure_id(tx, fiscal_year, number)
        own = [one for one in all_planned if one.duty.measure == number]
        _store_own(tx, row_id, known.get(row_id, ()), own)


def _withdraw_duties(tx: Transaction, fiscal_year: int) -> None:
    tx.execute(
        "UPDATE duty SET withdrawn = 1 WHERE measure_id IN"
        " (SELECT id FROM measure WHERE fiscal_year = ?)",
        fiscal_year,
    )
    tx.execute(
        "UPDATE occurrence SET withdrawn = 1 WHERE duty_id IN (SELECT duty.id FROM duty"
        " JOIN measure ON measure.id = measure_id WHERE fiscal_year = ?)"
        " AND NOT EXISTS (SELECT 1 FROM happening WHERE happening.duty_id = occurrence.duty_id)"
        " AND NOT EXISTS (SELECT 1 FROM mark WHERE occurrence_id = occurrence.id)",
        fiscal_year,
    )


def _store_own(
    tx: Transaction, measure: int, known: Sequence[KnownDuty], own: Sequence[PlannedDuty]
) -> None:
    """Store one measure's duties under the letters they keep, and their occurrences."""
    letters = keep_letters(known, own)
    matched = match_duties(known, own)
    for one in own:
        stored = _store_duty(tx, measure, replace(one.duty, letter=letters[one.duty.letter]))
        old = matched.get(one.duty.letter)
        for answered, later in (moved_occurrences(old, one) if old else {}).items():
            _move_occurrence(tx, answered, later)
        for occurrence in one.occurrences:
            store_occurrence(tx, stored, occurrence)


def _move_occurrence(tx: Transaction, occurrence_id: int, later: Occurrence) -> None:
    """Give an answered occurrence its amended date, unless another one has it already."""
    tx.execute(
        "UPDATE OR IGNORE occurrence SET starts = ?, ends = ?, due = ?, remind_from = ?"
        " WHERE id = ?",
        later.period.starts.isoformat(), later.period.ends.isoformat(), _day(later.due),
        later.remind_from.isoformat(), occurrence_id,
    )  # fmt: skip


def _store_duty(tx: Transaction, measure: int, duty: Duty) -> int:
    lead = people.register_division(tx, duty.lead).id if duty.lead else None
    row = tx.one(
        "INSERT INTO duty (measure_id, letter, actor, kind, text, everyone, clause, step, joint,"
        " lead_id, assumed, within_days, working_days)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (measure_id, letter) DO UPDATE SET actor = excluded.actor,"
        " kind = excluded.kind, text = excluded.text, everyone = excluded.everyone,"
        " clause = excluded.clause, step = excluded.step, joint = excluded.joint,"
        " lead_id = excluded.lead_id, assumed = excluded.assumed,"
        " within_days = excluded.within_days, working_days = excluded.working_days,"
        " withdrawn = 0 RETURNING id",
        measure, duty.letter, duty.actor, duty.kind, duty.text, duty.everyone, duty.clause,
        duty.step, duty.joint, lead, duty.assumed, duty.within_days, duty.working_days,
    )  # fmt: skip
    if row is None:
        raise LookupError("a duty written a moment ago is gone")
    duty_id: int = row["id"]
    tx.execute("DELETE FROM duty_division WHERE duty_id = ?", duty_id)
    for position, name in enumerate(duty.divisions):
        division = people.register_division(tx, name, is_committee=name.startswith("คณะ"))
        tx.execute(
            "INSERT INTO duty_division VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            duty_id, division.id, position,
        )  # fmt: skip
    return duty_id


def store_occurrence(tx: Transaction, duty_id: int, occurrence: Occurrence) -> int:
    """Put an occurrence down, or bring the known one of the same duty and end back; its id."""
    row = tx.one(
        "INSERT INTO occurrence (duty_id, starts, ends, due, remind_from) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (duty_id, ends) DO UPDATE SET starts = excluded.starts, due = excluded.due,"
        " remind_from = excluded.remind_from, withdrawn = 0 RETURNING id",
        duty_id, occurrence.period.starts.isoformat(), occurrence.period.ends.isoformat(),
        _day(occurrence.due), occurrence.remind_from.isoformat(),
    )  # fmt: skip
    if row is None:
        raise LookupError("an occurrence written a moment ago is gone")
    stored: int = row["id"]
    return stored


def duties(tx: Transaction, fiscal_year: int, measure: int | None = None) -> tuple[Duty, ...]:
    """The year's duties, or one measure's, in document order, with their stored ids."""
    owners: dict[int, list[str]] = {}
    for row in tx.all(
        "SELECT duty_id, name FROM measure CROSS JOIN duty ON duty.measure_id = measure.id"
        " CROSS JOIN duty_division ON duty_id = duty.id"
        " JOIN division ON division.id = division_id"
        " WHERE fiscal_year = ? AND number = ifnull(?, number) AND measure.withdrawn = 0"
        " ORDER BY duty_id, position",
        fiscal_year, measure,
    ):  # fmt: skip
        owners.setdefault(row["duty_id"], []).append(row["name"])
    rows = tx.all(
        "SELECT duty.*, measure.number, division.name AS lead FROM duty"
        " JOIN measure ON measure.id = measure_id LEFT JOIN division ON division.id = lead_id"
        " WHERE fiscal_year = ? AND number = ifnull(?, number)"
        " AND duty.withdrawn = 0 AND measure.withdrawn = 0"
        " ORDER BY measure.number, length(letter), letter",
        fiscal_year, measure,
    )  # fmt: skip
    return tuple(_duty(row, tuple(owners.get(row["id"], ()))) for row in rows)


def occurrences(tx: Transaction, known: Sequence[Duty]) -> tuple[Occurrence, ...]:
    """The occurrences of these duties, by due date."""
    by_id = {duty.id: duty for duty in known}
    rows = tx.all(
        "SELECT * FROM occurrence WHERE duty_id IN (SELECT value FROM json_each(?))"
        " AND withdrawn = 0 ORDER BY ifnull(due, ends), duty_id, ends",
        json.dumps(list(by_id)),
    )  # fmt: skip
    return tuple(occurrence_of(row, by_id[row["duty_id"]]) for row in rows)


def measure_of_occurrence(tx: Transaction, occurrence_id: int) -> tuple[int, int] | None:
    """The fiscal year and number of the measure an occurrence belongs to, if it is in force."""
    found = tx.one(
        "SELECT fiscal_year, number FROM occurrence JOIN duty ON duty.id = duty_id"
        " JOIN measure ON measure.id = measure_id WHERE occurrence.id = ?"
        " AND occurrence.withdrawn = 0 AND duty.withdrawn = 0 AND measure.withdrawn = 0",
        occurrence_id,
    )
    return (found["fiscal_year"], found["number"]) if found else None


@remembered
def ids(tx: Transaction, fiscal_year: int, number: int) -> tuple[int, ...]:
    """The rows of a measure: besides the one in force those withdrawn under the same number."""
    rows = tx.all(
        "SELECT id FROM measure WHERE fiscal_year = ? AND number = ? ORDER BY id",
        fiscal_year, number,
    )  # fmt: skip
    return tuple(row["id"] for row in rows)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _stored_plan(row: Row) -> StoredPlan:
    return StoredPlan(
        id=row["id"],
        plan=_plan_in(row["reading"]),
        file_name=row["file_name"],
        sha256=row["sha256"],
        loaded_at=moment_from_text(row["loaded_at"]),
    )


@lru_cache(maxsize=16)
def _plan_in(reading: str) -> Plan:
    """Read with every message, changed a few times a year; nothing in it can be changed."""
    return _READING.validate_json(reading).plan


def _stored_finding(row: Row) -> StoredFinding:
    return StoredFinding(
        id=row["id"],
        plan_id=row["plan_id"],
        finding=_FINDING.validate_json(row["finding"]),
        decision=row["decision"],
        assumed=bool(row["assumed"]),
    )


def _duty(row: Row, divisions: tuple[str, ...]) -> Duty:
    return Duty(
        measure=row["number"],
        letter=row["letter"],
        actor=Actor(row["actor"]),
        kind=ClauseKind(row["kind"]),
        text=row["text"],
        divisions=divisions,
        everyone=bool(row["everyone"]),
        clause=row["clause"],
        step=row["step"],
        joint=bool(row["joint"]),
        lead=row["lead"],
        assumed=bool(row["assumed"]),
        within_days=row["within_days"],
        working_days=bool(row["working_days"]),
        id=row["id"],
    )


@lru_cache(maxsize=256)  # of a year there are some dozens, and hundreds of occurrences share them
def _period(starts: str, ends: str) -> Period:
    return Period(date.fromisoformat(starts), date.fromisoformat(ends))


def occurrence_of(row: Row, duty: Duty) -> Occurrence:
    """An occurrence of a duty as its row says."""
    return Occurrence(
        duty=duty,
        period=_period(row["starts"], row["ends"]),
        due=day_from_text(row["due"]),
        remind_from=day_from_text(row["remind_from"]),
        id=row["id"],
    )
