"""A year's plan as a conversation needs it: who said what, who still owes what."""

from dataclasses import dataclass
from datetime import date

from plans.model import Duty, Mark, MarkKind, Measure, Occurrence
from plans.progress import Progress, is_oversight, standing
from plans.value import quick
from storage.database import Transaction
from storage.progress import load_progress, with_mark


@quick
@dataclass(frozen=True, slots=True)
class Share:
    """How far the owners of one occurrence are."""

    owners: tuple[str, ...]
    missing: tuple[str, ...]
    settled: bool

    @property
    def answered(self) -> int:
        """How many owners have answered."""
        return len(self.owners) - len(self.missing)


@quick
@dataclass(frozen=True, slots=True)
class Standing:
    """A fiscal year's plan and everything said of it."""

    progress: Progress

    @property
    def fiscal_year(self) -> int:
        """The Buddhist-era year of the plan."""
        return self.progress.plan.fiscal_year

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every occurrence of the year."""
        return self.progress.occurrences

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The plan's measures in order."""
        return self.progress.plan.measures

    def measure(self, number: int) -> Measure | None:
        """The measure with that number, which as a rule is its place."""
        measures = self.measures
        if 0 < number <= len(measures) and measures[number - 1].number == number:
            return measures[number - 1]
        return next((one for one in measures if one.number == number), None)

    def title(self, number: int) -> str:
        """A measure's title; empty if there is no such measure."""
        found = self.measure(number)
        return found.title if found else ""

    def duties_of(self, number: int) -> tuple[Duty, ...]:
        """A measure's duties by letter, the executive's too."""
        return tuple(duty for duty in self.progress.duties if duty.measure == number)

    def occurrences_of(self, duty: Duty) -> tuple[Occurrence, ...]:
        """A duty's occurrences, oldest first."""
        return self.progress.occurrences_of(duty)

    def owners(self, duty: Duty) -> tuple[str, ...]:
        """The divisions that must answer a duty, at any time of the year."""
        everyone = tuple(one.name for one in self.progress.registered) if duty.everyone else ()
        lead = (duty.lead,) if duty.lead else ()
        handed = self.progress.handed
        passed = [name for one in handed for name in self._heirs(duty, one.old)] if handed else ()
        return tuple(dict.fromkeys((*duty.divisions, *everyone, *lead, *passed)))

    def _heirs(self, duty: Duty, old: str) -> tuple[str, ...]:
        """Who holds what a division handed over of a duty."""
        holders = (self.progress.owners(one) for one in self.occurrences_of(duty))
        return tuple(name for names in holders for name in names if name != old)

    def is_of(self, occurrence: Occurrence, division: str) -> bool:
        """Whether the division owes an answer there, or has given one."""
        if division in self.progress.owners(occurrence):
            return True
        return bool(self.said_of(occurrence, division))

    def said_of(self, occurrence: Occurrence, division: str) -> tuple[Mark, ...]:
        """What a division said of an occurrence and did not take back, oldest first."""
        said = standing(self.progress.marks_of(occurrence))
        return tuple(mark for mark in said if mark.division == division)

    def answer(self, occurrence: Occurrence, division: str) -> Mark | None:
        """The division's own answer, or the one that closed the occurrence for all."""
        own = self.progress.answer(occurrence, division)
        if own is not None or not self.progress.is_closed(occurrence):
            return own
        said = standing(self.progress.marks_of(occurrence))
        final = (MarkKind.DONE, MarkKind.NOT_POSSIBLE)
        return next((mark for mark in reversed(said) if mark.kind in final), None)

    def owes(self, occurrence: Occurrence, division: str) -> bool:
        """Whether the division still has to answer."""
        return division in self.progress.missing(occurrence)

    def share(self, occurrence: Occurrence) -> Share:
        """How many owners have answered, and who has not."""
        return Share(
            owners=self.progress.owners(occurrence),
            missing=self.progress.missing(occurrence),
            settled=self.progress.is_closed(occurrence),
        )

    def with_mark(self, tx: Transaction, mark: Mark) -> "Standing":
        """As it stands after one more mark, stored with all that was handed in with it."""
        return Standing(with_mark(tx, self.progress, mark))


def load(
    tx: Transaction, fiscal_year: int, measure: int | None = None, *, brief: bool = False
) -> Standing | None:
    """The year's plan, or only one measure's duties, as it stands now; None if it has no plan.

    ``brief`` without the notes that lists and figures do not need.
    """
    progress = load_progress(tx, fiscal_year, measure=measure, brief=brief)
    return Standing(progress) if progress is not None else None


def is_open(occurrence: Occurrence, today: date) -> bool:
    """Whether it may be answered yet; it stays open until answered."""
    return occurrence.period.starts <= today


def is_staff(duty: Duty) -> bool:
    """Whether divisions answer it, not the executive alone."""
    return not is_oversight(duty)
