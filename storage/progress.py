"""Loads what has been said of a year's plan as one value."""

from plans.progress import Progress
from storage import marks, measures, people
from storage.database import Transaction


def load_progress(tx: Transaction, fiscal_year: int) -> Progress | None:
    """The plan in force for that year with everything said of it; None without a plan."""
    stored = measures.find_plan(tx, fiscal_year)
    if stored is None:
        return None
    return Progress(
        plan=stored.plan,
        occurrences=measures.occurrences(tx, measures.duties(tx, fiscal_year)),
        marks=marks.marks(tx, fiscal_year),
        divisions=tuple(division.name for division in people.divisions(tx)),
        decisions=marks.decisions(tx, fiscal_year),
        overseen=marks.overseen(tx),
    )
