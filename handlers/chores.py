"""What the administrator is reminded of besides duties, from the present state of things."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from handlers import reminder_texts as texts
from handlers.standing import Standing
from plans.holidays import is_confirmed
from plans.model import MarkKind, Occurrence
from plans.occasions import Chore, drafted_by, published_by
from plans.progress import standing as standing_marks
from plans.rounds import Round
from plans.thai import BUDDHIST_ERA
from storage import holidays, measures
from storage.database import Transaction


class Due(NamedTuple):
    """A chore as a notice keeps it; ``months`` names its round."""

    chore: Chore
    nominal: date
    months: int


def chore_line(tx: Transaction, standing: Standing, due: Due) -> str | None:
    """What there is to do; None if it is done."""
    match due.chore:
        case Chore.FINDINGS:
            return _findings(tx, standing)
        case Chore.HOLIDAYS:
            return _holidays(tx, due.nominal.year + 1)
    round_ = Round(standing.fiscal_year, due.months)
    match due.chore:
        case Chore.EVIDENCE:
            labels = list(dict.fromkeys(_without_evidence(standing, round_)))
            return texts.without_evidence(due.months, labels) if labels else None
        case Chore.COLLECT:
            return texts.collect(due.months, _missing(standing, round_))
        case Chore.DRAFT:
            return texts.draft(due.months, drafted_by(round_))
        case _:
            return texts.publish(due.months, published_by(round_))


def _findings(tx: Transaction, standing: Standing) -> str | None:
    stored = measures.find_plan(tx, standing.fiscal_year)
    count = len(measures.findings(tx, stored.id, open_only=True)) if stored else 0
    return texts.findings_open(count) if count else None


def _holidays(tx: Transaction, year: int) -> str | None:
    if is_confirmed(year, holidays.holiday_changes(tx)):
        return None
    return texts.holidays_unconfirmed(year + BUDDHIST_ERA)


def _in_round(standing: Standing, round_: Round) -> Iterator[Occurrence]:
    for occurrence in standing.occurrences:
        if (occurrence.due or occurrence.period.ends) <= round_.last_day:
            yield occurrence


def _without_evidence(standing: Standing, round_: Round) -> Iterator[str]:
    """Labels of duties answered done with nothing handed in."""
    for occurrence in _in_round(standing, round_):
        said = standing_marks(standing.progress.marks_of(occurrence))
        done = [mark for mark in said if mark.kind is MarkKind.DONE and mark.id > 0]
        if done and not any(mark.evidence for mark in said):
            yield occurrence.duty.label


def _missing(standing: Standing, round_: Round) -> list[tuple[str, int]]:
    """Who still owes how many answers of the round, the most first."""
    counted = Counter(
        name
        for occurrence in _in_round(standing, round_)
        for name in standing.progress.missing(occurrence)
    )
    return counted.most_common()
