"""The nouns of a report: what was found out about a round, as plain values without wording."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from plans.model import (
    Duty,
    Evidence,
    Instrument,
    MarkKind,
    Measure,
    Occurrence,
    Organisation,
    Plan,
    Status,
)
from plans.rounds import Round
from reports.pages import Signature

_HUNDREDTH = Decimal("0.01")


class GapKind(StrEnum):
    """What is missing before a report can be called complete."""

    ISSUE_WITHOUT_MEASURE = "issue_without_measure"
    NO_REASON = "no_reason"
    NO_RESULT = "no_result"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing missing: an issue's name, or a measure and the division that can supply it."""

    kind: GapKind
    issue: str = ""
    measure: int | None = None
    division: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A note cut at the labels people write: what was done, what came of it, what hindered it."""

    note: str = ""
    outcome: str = ""
    obstacle: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One mark that counts in the round, on the date stated or else the day it was said."""

    division: str
    kind: MarkKind
    day: date
    words: Words
    evidence: tuple[Evidence, ...]
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class Share:
    """One division's part of one duty in the round.

    ``due`` counts the occurrences due in the round and ``answered`` those of them answered;
    ``missing`` are due by the as-of date without an answer, ``next_due`` is the first date after.
    """

    duty: Duty
    division: str
    status: Status
    due: int
    answered: int
    said: tuple[Said, ...] = ()
    missing: tuple[Occurrence, ...] = ()
    next_due: date | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the administrator decided where the owners of an occurrence did not agree."""

    occurrence: Occurrence
    kind: MarkKind
    reason: str
    day: date


@dataclass(frozen=True, slots=True)
class Oversight:
    """How often the executive has followed up a duty of his or her own in the round."""

    duty: Duty
    due: int
    answered: int


@dataclass(frozen=True, slots=True)
class Gone:
    """A duty the plan no longer has, under its former title, and what had been said of it."""

    title: str
    duty: Duty
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of the report with everything its divisions did of it."""

    measure: Measure
    status: Status
    shares: tuple[Share, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    oversight: tuple[Oversight, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Measures that follow each other under one heading of the plan."""

    issue: str | None
    instrument: Instrument | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many measures stand where; what is not possible is no success, so not in ``percent``."""

    done: int = 0
    in_progress: int = 0
    not_possible: int = 0
    not_due: int = 0
    not_reported: int = 0

    @classmethod
    def of(cls, statuses: Iterable[Status]) -> "Tally":
        """These statuses counted; what is pending was not reported."""
        counted = Counter(statuses)
        return cls(
            done=counted[Status.DONE],
            in_progress=counted[Status.IN_PROGRESS],
            not_possible=counted[Status.NOT_POSSIBLE],
            not_due=counted[Status.NOT_DUE],
            not_reported=counted[Status.PENDING],
        )

    @property
    def total(self) -> int:
        """All measures."""
        return self.done + self.in_progress + self.not_possible + self.not_due + self.not_reported

    @property
    def percent(self) -> Decimal:
        """Done of all, with two decimals; nothing to do is nothing done."""
        if not self.total:
            return Decimal("0.00")
        share = Decimal(100 * self.done) / self.total
        return share.quantize(_HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Count:
    """A tally of one division or issue; ``overdue`` counts occurrences past their date."""

    name: str
    tally: Tally
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of one division about one measure, printed under problems or suggestions."""

    measure: int
    division: str
    text: str


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo of the annex: the evidence it is (SHA-256) and a small JPEG (base64)."""

    sha256: str
    jpeg: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Report:
    """A round compiled: every number and sentence of it, before any layout.

    ``organisation`` is the office's own spelling where it is set, else the plan's; ``edition``
    counts the corrections of a report that was given out.
    """

    plan: Plan
    organisation: Organisation
    round: Round
    as_of: date
    groups: tuple[Group, ...]
    overall: Count
    by_division: tuple[Count, ...]
    by_issue: tuple[Count, ...]
    problems: tuple[Quoted, ...] = ()
    suggestions: tuple[Quoted, ...] = ()
    gaps: tuple[Gap, ...] = ()
    signatures: tuple[Signature, ...] = ()
    edition: int = 0
    shots: tuple[Shot, ...] = ()
    """The photos handed in, small; found when the report is given out."""
    before: Tally | None = None
    """Where all measures stood at the end of the year's first round; None in that round."""
    withdrawn: tuple[Gone, ...] = ()
    """What was answered before an amended plan dropped it."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """All measures in the plan's order."""
        return tuple(line for group in self.groups for line in group.lines)
