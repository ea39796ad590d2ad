"""What a year's plan obliged to so far, as an amended plan is laid over it."""

from datetime import date

from plans.amendments import KnownDuty, KnownMeasure, KnownOccurrence
from plans.model import Actor, ClauseKind, Plan
from storage.database import Row, Transaction, day_from_text


def known_measures(
    tx: Transaction, fiscal_year: int, plan: Plan | None
) -> tuple[KnownMeasure, ...]:
    """Every measure the year ever had, oldest first; ``plan`` is the one in force."""
    in_plan = {one.number: one for one in plan.measures} if plan else {}
    duties = known_duties(tx, fiscal_year)
    rows = tx.all("SELECT * FROM measure WHERE fiscal_year = ? ORDER BY id", fiscal_year)
    return tuple(
        KnownMeasure(
            id=row["id"],
            number=row["number"],
            title=row["title"],
            measure=None if row["withdrawn"] else in_plan.get(row["number"]),
            duties=duties.get(row["id"], ()),
        )
        for row in rows
    )


def known_duties(tx: Transaction, fiscal_year: int) -> dict[int, tuple[KnownDuty, ...]]:
    """Measure id → every duty it ever had, withdrawn ones too, in the order of their letters."""
    owners: dict[int, set[str]] = {}
    for row in tx.all(
        "SELECT duty_id, name FROM duty_division JOIN division ON division.id = division_id"
    ):
        owners.setdefault(row["duty_id"], set()).add(row["name"])
    occurrences = _occurrences(tx, fiscal_year)
    found: dict[int, tuple[KnownDuty, ...]] = {}
    for row in tx.all(
        "SELECT duty.*, measure.withdrawn AS gone FROM duty JOIN measure ON measure.id = measure_id"
        " WHERE fiscal_year = ? ORDER BY length(letter), letter",
        fiscal_year,
    ):
        duty = _duty(row, frozenset(owners.get(row["id"], ())), occurrences.get(row["id"], []))
        found[row["measure_id"]] = (*found.get(row["measure_id"], ()), duty)
    return found


def _duty(row: Row, owners: frozenset[str], rows: list[Row]) -> KnownDuty:
    return KnownDuty(
        letter=row["letter"],
        text=row["text"],
        actor=Actor(row["actor"]),
        kind=ClauseKind(row["kind"]),
        owners=owners,
        in_force=not row["withdrawn"],
        answers=sum(one["answers"] for one in rows),
        occurrences=tuple(
            KnownOccurrence(
                id=one["id"],
                ends=date.fromisoformat(one["ends"]),
                due=day_from_text(one["due"]),
                answers=one["answers"],
            )
            for one in rows
            if not one["withdrawn"]
        ),
    )


def _occurrences(tx: Transaction, fiscal_year: int) -> dict[int, list[Row]]:
    """Duty id → its occurrences, each with how many answers stand."""
    found: dict[int, list[Row]] = {}
    for row in tx.all(
        "SELECT occurrence.*, (SELECT count(*) FROM mark WHERE occurrence_id = occurrence.id"
        " AND kind <> 'withdrawn' AND mark.id NOT IN"
        " (SELECT withdraws FROM mark WHERE withdraws IS NOT NULL)) AS answers"
        " FROM occurrence JOIN duty ON duty.id = duty_id JOIN measure ON measure.id = measure_id"
        " WHERE fiscal_year = ? ORDER BY ends",
        fiscal_year,
    ):
        found.setdefault(row["duty_id"], []).append(row)
    return found
