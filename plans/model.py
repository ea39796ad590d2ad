"""The nouns of the domain: a plan and what it obliges whom to do, as plain values.

Dates are Gregorian ``date``s, fiscal years Buddhist-era ints, texts the document's own words with
runs of white space made one blank.  JSON names of a reading are fixed by the command
``tidtam read --json``; the same values are stored as JSON, so a field added here needs a default.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from plans.value import quick


class Instrument(StrEnum):
    """The three instruments of the ITA assessment (เครื่องมือการประเมิน)."""

    IIT = "IIT"
    EIT = "EIT"
    OIT = "OIT"


class PlanKind(StrEnum):
    """What a document is: a plan, a report on one, or the analysis of scores with a plan."""

    PLAN = "plan"
    REPORT = "report"
    ANALYSIS_AND_PLAN = "analysis_and_plan"


class Actor(StrEnum):
    """Who a clause obliges; ``EXECUTIVE`` clauses become oversight duties."""

    STAFF = "staff"
    EXECUTIVE = "executive"


class ClauseKind(StrEnum):
    """What a clause says about time."""

    DEADLINE = "deadline"
    RECURRING = "recurring"
    AFTER_EVENT = "after_event"  # the clock starts when somebody says the event happened
    CONTINUOUS = "continuous"  # ให้เป็นปัจจุบัน: never overdue
    UNSCHEDULED = "unscheduled"  # no words of time, or "in the given time"


class Every(StrEnum):
    """The unit of a recurrence; a clause's ``interval`` counts them."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


class Status(StrEnum):
    """Where an occurrence, a duty or a measure stands in its round."""

    PENDING = "pending"  # ยังไม่ได้รับรายงาน
    NOT_DUE = "not_due"  # ยังไม่ถึงกำหนด: a measure of which nothing is due yet
    IN_PROGRESS = "in_progress"  # อยู่ระหว่างดำเนินการ: still open
    DONE = "done"  # ดำเนินการแล้วเสร็จ
    NOT_POSSIBLE = "not_possible"  # ไม่สามารถดำเนินการได้: always with a reason


@quick
@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``starts`` to ``ends``, both included."""

    starts: date
    ends: date

    def __post_init__(self) -> None:
        if self.ends < self.starts:
            raise ValueError(f"a period cannot end ({self.ends}) before it starts ({self.starts})")

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Clause:
    """One obligation with its time, as read from ``text``.

    ``due`` holds the dates a deadline fixes and is empty for every other kind; ``months`` the
    months a recurrence names; ``choices`` the intervals left open by the text (then ``every`` is
    None); ``step`` the step (from 1) it was found in, when not in a monitoring cell; ``span`` the
    characters of ``text`` the time was read from, to show a person what was read where.

    Where in each period a recurrence falls: on ``days`` of the month (0 is its last), of the month
    after the period with ``next_month``; on ``weekdays`` (Monday is 0); on the ``nth`` (-1 the
    last) such weekday, or working day with ``working_days``; or ``within_days`` after its end,
    which are working days with ``working_days``.  ``starts`` and ``until`` bound a window;
    ``times`` is how often in one period; ``undated`` says that the text leaves the day open, so
    that there are no dates until a person has settled it, ``assumed`` that a proposed answer was
    taken without one.
    """

    text: str
    actor: Actor = Actor.STAFF
    kind: ClauseKind = ClauseKind.UNSCHEDULED
    every: Every | None = None
    interval: int = 1
    choices: tuple[Every, ...] = ()
    months: tuple[int, ...] = ()
    due: tuple[date, ...] = ()
    within_days: int | None = None
    every_year: bool = False
    step: int | None = None
    span: tuple[int, int] | None = None
    days: tuple[int, ...] = ()
    next_month: bool = False
    weekdays: tuple[int, ...] = ()
    nth: int | None = None
    working_days: bool = False
    starts: date | None = None
    until: date | None = None
    times: int = 1
    undated: bool = False
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step (ขั้นตอน); owner and period only where the document pairs them with the step.

    ``joint`` marks owners joined by "/": one answer settles it.
    """

    text: str
    divisions: tuple[str, ...] = ()
    everyone: bool = False
    period: Period | None = None
    joint: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What a report that was read says was done; kept for comparison, never a mark."""

    status: Status | None = None
    dates: tuple[date, ...] = ()
    text: str = ""
    outcome: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the plan (มาตรการ); ``number`` runs from 1 in document order."""

    number: int
    title: str
    issue: str | None = None
    instrument: Instrument | None = None
    indicator: int | None = None
    questions: tuple[str, ...] = ()
    responsible_text: str = ""
    divisions: tuple[str, ...] = ()
    everyone: bool = False
    collector: str | None = None
    steps: tuple[Step, ...] = ()
    period: Period | None = None
    clauses: tuple[Clause, ...] = ()
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """Names as printed, without the words อำเภอ and จังหวัด."""

    name: str = ""
    district: str = ""
    province: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """An indicator's ITA score as printed; ``delta`` is the printed change to the year before."""

    indicator: int | None
    title: str
    score: Decimal
    fiscal_year: int
    instrument: Instrument | None = None
    passed: bool | None = None
    delta: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """One question's ITA score, code normalised: ``I2``, ``E8``, ``O19``."""

    question: str
    score: Decimal
    text: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan document as read.

    ``columns`` are the leaf headings in order; ``monitored`` says whether a monitoring column
    exists, so that duties come from its clauses and not from steps and periods.
    """

    organisation: Organisation
    kind: PlanKind
    fiscal_year: int
    measures: tuple[Measure, ...] = ()
    round: int | None = None
    period: Period | None = None
    columns: tuple[str, ...] = ()
    monitored: bool = False
    scores: tuple[IndicatorScore, ...] = ()
    question_scores: tuple[QuestionScore, ...] = ()
    problems: str | None = None
    suggestions: str | None = None
    signatories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a finding: ``value`` is stored, ``label`` is shown in Thai."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the reader was unsure of, shown with the text it came from; never guessed.

    ``proposal`` is the value ``load --yes`` accepts; None leaves the finding open.
    """

    code: str
    message: str
    source: str = ""
    measure: int | None = None
    clause: int | None = None
    step: int | None = None
    choices: tuple[Choice, ...] = ()
    proposal: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says, and what the reader was unsure of."""

    plan: Plan
    findings: tuple[Finding, ...] = ()


LETTERS = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
"""Letters of duties in order; ฃ and ฅ are obsolete and nobody can type them."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation of a measure (หน้าที่), owed by one or more divisions.

    ``clause`` and ``step`` (from 1) say where it comes from; both None means the measure's own
    period.  ``divisions`` are those named, ``everyone`` adds every registered division; ``joint``
    means one answer of any owner settles it, ``lead`` the division whose answer settles it.
    ``assumed`` marks dates an administrator has not confirmed.  ``within_days`` of an after-event
    duty are counted from the day it happened.  ``id`` is 0 until stored.
    """

    measure: int
    letter: str
    actor: Actor
    kind: ClauseKind
    text: str
    divisions: tuple[str, ...] = ()
    everyone: bool = False
    clause: int | None = None
    step: int | None = None
    joint: bool = False
    lead: str | None = None
    assumed: bool = False
    id: int = 0
    within_days: int | None = None
    working_days: bool = False

    @property
    def label(self) -> str:
        """What people type, without the ``#``: ``3ก``."""
        return f"{self.measure}{self.letter}"


@quick
@dataclass(frozen=True, slots=True)
class Occurrence:
    """One due date of a duty and the period it covers (งวด); ``due`` None: once per round.

    It is open from ``period.starts``; ``remind_from`` is the day of its first reminder.
    """

    duty: Duty
    period: Period
    due: date | None
    remind_from: date
    id: int = 0


class MarkKind(StrEnum):
    """What a mark says: an answer, a further note, or taking the last one back."""

    DONE = "done"
    NOT_POSSIBLE = "not_possible"
    IN_PROGRESS = "in_progress"
    NOTE = "note"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A photo, file, link or letter handed in with a mark; ``sha256`` (hex) names stored bytes."""

    kind: str
    name: str
    url: str | None = None
    sha256: str | None = None
    size: int | None = None
    id: int = 0


@quick
@dataclass(frozen=True, slots=True)
class Mark:
    """One division's answer to one occurrence (การรายงานผล); append-only.

    ``done_on`` is the date the person stated, ``said_at`` the moment it was said (UTC);
    ``withdraws`` is the id of the mark that a withdrawal takes back.
    """

    id: int
    occurrence: int
    division: str
    kind: MarkKind
    said_at: datetime
    note: str = ""
    done_on: date | None = None
    author: str = ""
    withdraws: int | None = None
    evidence: tuple[Evidence, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An occurrence answered before an amended plan dropped it, and the marks that answer it.

    ``title`` is that of its measure, which the plan may no longer have.
    """

    title: str
    occurrence: Occurrence
    marks: tuple[Mark, ...]
