"""What a phrase of time can mean: the values the table of phrases yields."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plans.model import Every


class Doubt(StrEnum):
    """Why a phrase alone does not fix its dates."""

    CHOICE = "interval_choice"
    HALF_YEAR = "half_year_without_months"
    ROUND = "round_without_date"
    PART = "part_of_period"
    TIMES = "several_times"
    VAGUE = "vague_interval"
    ANCHOR = "interval_without_start"
    NO_SUCH_DAY = "no_such_day"
    DAY_ALONE = "day_without_month"
    EITHER = "either_date"
    BEFORE = "due_before_year"
    FAR = "due_far_from_year"
    ROUND_ENDS = "rounds_assumed"


class Plain(StrEnum):
    """Phrases that mean something by being there."""

    NOTHING = "nothing"  # a false friend: claimed so that nothing else is read into it
    CONTINUOUS = "continuous"
    THROUGHOUT = "throughout"  # ตลอดปี: continuous even beside a window
    EVENT = "event"
    IF = "if"  # เมื่อ, หาก: an event only when nothing else is said
    GIVEN = "given"  # ตามกำหนด: the dates stand elsewhere in the row
    VAGUE = "vague"
    YEAR_END = "year_end"  # the twelve months are over: the month meant lies after them


@dataclass(frozen=True, slots=True)
class Point:
    """Dates on which something is due; ``strong`` when a word such as ภายใน says so."""

    days: tuple[date, ...]
    months: tuple[int, ...] = ()
    strong: bool = False
    stated_year: bool = True
    day_numbers: tuple[int, ...] = ()
    every_year: bool = False
    until: bool = False
    length: int = 1  # how many months each date ends: 3 for a quarter
    counted_from: date | None = None  # with within_days: what the date was counted from
    within_days: int | None = None
    nth: int | None = None
    working_days: bool = False
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """From one day to another; ``until`` None when it only starts."""

    starts: date
    until: date | None
    months: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so often; weak when it may only describe a document (รายเดือน)."""

    every: Every
    interval: int = 1
    strong: bool = True
    times: int = 1
    every_year: bool = False
    weekdays: tuple[int, ...] = ()
    nth: int | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a period: a day of the month or of the next, the nth working day."""

    days: tuple[int, ...] = ()
    next_month: bool = False
    nth: int | None = None
    weekdays: tuple[int, ...] = ()
    of: Every | None = Every.MONTH
    months: tuple[int, ...] = ()
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Rounds:
    """Reporting rounds named by their months, which say what is reported, not when."""

    lengths: tuple[int, ...]
    half: int | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """So many days after something: a period's end, a given day, an event, or nothing named."""

    days: int
    working: bool = False
    of: Every | None = None
    rounds: tuple[int, ...] = ()
    months: int = 0
    event: bool = False
    service: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """After the end of a period; the days stand elsewhere in the sentence."""

    of: Every
    rounds: tuple[int, ...] = ()
    at_once: bool = False  # เมื่อสิ้น…: on the last day itself


Meaning = Point | Window | Rhythm | Place | Rounds | Within | After | Plain


@dataclass(frozen=True, slots=True)
class Saying:
    """A meaning and the folded characters it was read from."""

    start: int
    end: int
    meaning: Meaning
