"""Loads what has been said of a year's plan as one value."""

from functools import partial

from plans.model import Mark
from plans.progress import Progress, RegisteredDivision
from storage import handovers, marks, measures, people
from storage.database import Transaction
from storage.transaction import last_remembered, remembered


def load_progress(
    tx: Transaction,
    fiscal_year: int,
    *,
    measure: int | None = None,
    brief: bool = False,
) -> Progress | None:
    """The plan in force for that year with everything said of it; None without a plan.

    ``measure`` leaves out all duties but those of one measure, which is what one answer in a chat
    needs; ``brief`` what no list and no figure needs of a division's notes.
    """
    planned = _planned(tx, fiscal_year, measure)
    if planned is None:
        return None
    return tx.lately(
        (fiscal_year, measure, brief),
        _said_state(tx, fiscal_year, measure),
        partial(_with_said, tx, planned, fiscal_year, measure, brief=brief),
    )


def load_answers(tx: Transaction, fiscal_year: int) -> Progress | None:
    """Who has answered what of a year's plan, and no more than that; None without a plan."""
    planned = _planned(tx, fiscal_year, None)
    if planned is None:
        return None
    said = (*marks.answers(tx, fiscal_year), *marks.verdicts(tx, fiscal_year))
    return planned.with_marks(tuple(sorted(said, key=lambda mark: mark.said_at)))


def with_mark(tx: Transaction, progress: Progress, mark: Mark) -> Progress:
    """As it stands after one more mark, which was stored with everything handed in with it.

    Of what was loaded for one measure the next message finds it so.
    """
    after = progress.with_mark(mark)
    fiscal_year, number = progress.plan.fiscal_year, _only_measure(progress)
    if number is not None and _is_last(progress, mark):
        tx.note_lately((fiscal_year, number, False), _said_state(tx, fiscal_year, number), after)
    return after


def _only_measure(progress: Progress) -> int | None:
    numbers = {duty.measure for duty in progress.duties}
    return numbers.pop() if len(numbers) == 1 else None


def _is_last(progress: Progress, mark: Mark) -> bool:
    """Whether the mark, read again, would lie behind all others; verdicts of its moment do."""
    last = progress.marks[-1] if progress.marks else None
    return last is None or (last.said_at, last.id < 0) <= (mark.said_at, False)


def _said_state(tx: Transaction, fiscal_year: int, measure: int | None) -> object:
    if measure is None:
        return tuple(row[0] for row in tx.all("SELECT mark FROM said_state ORDER BY measure_id"))
    return tuple(
        tx.value("SELECT mark FROM said_state WHERE measure_id = ?", one)
        for one in measures.ids(tx, fiscal_year, measure)
    )


def _with_said(
    tx: Transaction, planned: Progress, fiscal_year: int, measure: int | None, *, brief: bool
) -> Progress:
    said = (
        *marks.marks(tx, fiscal_year, measure, brief=brief),
        *marks.verdicts(tx, fiscal_year, measure),
    )
    return planned.with_marks(tuple(sorted(said, key=lambda mark: mark.said_at)))


def _planned(tx: Transaction, fiscal_year: int, measure: int | None) -> Progress | None:
    """A morning words its reminders from one year's plan, a message asks for one measure."""
    read = _whole_year if measure is None else _one_measure
    return read(tx, fiscal_year, measure)


def _read_planned(tx: Transaction, fiscal_year: int, measure: int | None) -> Progress | None:
    stored = measures.find_plan(tx, fiscal_year)
    if stored is None:
        return None
    duties = measures.duties(tx, fiscal_year, measure)
    return Progress(
        plan=stored.plan,
        duties=duties,
        occurrences=measures.occurrences(tx, duties),
        registered=tuple(
            RegisteredDivision(division.name)
            for division in people.divisions(tx)
            if not division.is_committee
        ),
        handed=handovers.handovers(tx, fiscal_year),
    )


_one_measure = remembered(_read_planned)
_whole_year = last_remembered(_read_planned)
