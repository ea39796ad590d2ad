"""Loads what has been said of a year's plan as one value."""

from datetime import date

from plans.progress import Progress, RegisteredDivision
from storage import handovers, marks, measures, people
from storage.database import Transaction
from storage.transaction import last_remembered, remembered


def load_progress(
    tx: Transaction,
    fiscal_year: int,
    *,
    opened_by: date | None = None,
    measure: int | None = None,
) -> Progress | None:
    """The plan in force for that year with everything said of it; None without a plan.

    ``opened_by`` leaves out what opens only after that day; ``measure`` all duties but those of
    one measure, which is what one answer in a chat needs.
    """
    planned = _planned(tx, fiscal_year, opened_by, measure)
    if planned is None:
        return None
    said = (
        *marks.marks(tx, fiscal_year, measure),
        *marks.verdicts(tx, fiscal_year, measure),
    )
    return planned.with_marks(tuple(sorted(said, key=lambda mark: mark.said_at)))


def _planned(
    tx: Transaction, fiscal_year: int, opened_by: date | None, measure: int | None
) -> Progress | None:
    """A morning words its reminders from one year's plan, a message asks for one measure."""
    read = _whole_year if measure is None else _one_measure
    return read(tx, fiscal_year, opened_by, measure)


def _read_planned(
    tx: Transaction, fiscal_year: int, opened_by: date | None, measure: int | None
) -> Progress | None:
    stored = measures.find_plan(tx, fiscal_year)
    if stored is None:
        return None
    duties = measures.duties(tx, fiscal_year, measure)
    return Progress(
        plan=stored.plan,
        duties=duties,
        occurrences=measures.occurrences(tx, duties, opened_by=opened_by),
        registered=tuple(
            RegisteredDivision(division.name)
            for division in people.divisions(tx)
            if not division.is_committee
        ),
        handed=handovers.handovers(tx, fiscal_year),
    )


_one_measure = remembered(_read_planned)
_whole_year = last_remembered(_read_planned)
