"""Everything one obligation says of time, sorted, its dates given their years."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plans.model import Clause, ClauseKind, Every
from plans.rounds import Round, add_months
from plans.sayings import After, Doubt, Place, Plain, Point, Rhythm, Rounds, Saying, Window, Within


@dataclass(frozen=True, slots=True)
class Made:
    """A clause still without its words, and why it may be wrong.

    ``explicit`` says that words of time oblige somebody, even where no monitoring is announced.
    """

    clause: Clause
    doubts: tuple[Doubt, ...] = ()
    explicit: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """Everything one obligation says of time, sorted by what it is."""

    text: str
    fiscal_year: int
    points: tuple[Point, ...]
    windows: tuple[Window, ...]
    rhythms: tuple[Rhythm, ...]
    places: tuple[Place, ...]
    rounds: tuple[Rounds, ...]
    withins: tuple[Within, ...]
    afters: tuple[After, ...]
    plains: frozenset[Plain]

    @property
    def lengths(self) -> tuple[int, ...]:
        """The months of every round named."""
        named = (length for rounds in self.rounds for length in rounds.lengths)
        return tuple(sorted(set(named)))


def sort_sayings(text: str, sayings: Sequence[Saying], fiscal_year: int) -> Said:
    """The phrases by what they are; dates with a word of urgency drop those without."""
    points = tuple(_points(text, sayings, fiscal_year))
    strong = tuple(point for point in points if point.strong or point.every_year)
    meanings = [saying.meaning for saying in sayings]
    return Said(
        text=text,
        fiscal_year=fiscal_year,
        points=strong or points,
        windows=tuple(m for m in meanings if isinstance(m, Window)),
        rhythms=_rhythms(m for m in meanings if isinstance(m, Rhythm)),
        places=tuple(m for m in meanings if isinstance(m, Place)),
        rounds=tuple(m for m in meanings if isinstance(m, Rounds)),
        withins=tuple(m for m in meanings if isinstance(m, Within)),
        afters=tuple(m for m in meanings if isinstance(m, After)),
        plains=frozenset(m for m in meanings if isinstance(m, Plain)),
    )


def blank(kind: ClauseKind) -> Clause:
    """A clause of that kind whose words are still to come."""
    return Clause(text="", kind=kind)


def _rhythms(said: Iterator[Rhythm]) -> tuple[Rhythm, ...]:
    """Each rhythm once; those that may only describe a document yield to those that do not."""
    found = tuple(dict.fromkeys(said))
    strong = tuple(rhythm for rhythm in found if rhythm.strong)
    return strong or found


def days_after(said: Said) -> Within | None:
    """The days counted from a period's end: said so, or standing right beside a rhythm."""
    counted = [within for within in said.withins if not within.event and not within.service]
    return counted[0] if counted else None


def ended(said: Said) -> Iterator[Every]:
    """The periods after whose end days are counted."""
    yield from (within.of for within in said.withins if within.of)
    if said.withins or said.places:
        yield from (after.of for after in said.afters)


# --- dates without a year -----------------------------------------------------------------------

_REPORTS = re.compile(r"รายงาน(?:สรุป)?ผล|สรุปผล|ผลการดำเนิน|รายงานการ")


_JOINED = re.compile(r"(?:และ|กับ|รวมทั้ง|[,/])\Z")


def _points(text: str, sayings: Sequence[Saying], fiscal_year: int) -> Iterator[Point]:
    """The dates said, those of a twelve-month report moved past the year's end."""
    for saying in sayings:
        if isinstance(saying.meaning, Point):
            late = _reports_whole_year(text, sayings, saying, fiscal_year)
            point = _moved(saying.meaning) if late else saying.meaning
            yield replace(
                point,
                until=point.until or _right_after_rhythm(sayings, saying),
                strong=point.strong
                or bool(_JOINED.search(text[max(0, saying.start - 7) : saying.start])),
            )


def _reports_whole_year(
    text: str, sayings: Sequence[Saying], point: Saying, fiscal_year: int
) -> bool:
    if _names_year(text, fiscal_year - 1) and not _names_year(text, fiscal_year):
        return False  # last year's report is due in this one
    if any(saying.meaning is Plain.YEAR_END for saying in sayings):
        return True
    if any(isinstance(s.meaning, After) and s.meaning.of is Every.YEAR for s in sayings):
        return True
    if _fourth_quarter(sayings, point, fiscal_year):
        return True
    named = [saying for saying in sayings if isinstance(saying.meaning, Rounds)]
    if named:
        nearest = _round_of(point, named).meaning
        return isinstance(nearest, Rounds) and 12 in nearest.lengths
    return _names_year(text, fiscal_year, "ประจำ") and bool(_REPORTS.search(text))


def _names_year(text: str, fiscal_year: int, before: str = "") -> bool:
    return bool(re.search(rf"{before}ปีงบประมาณ(?:พ\.?ศ\.*)?{fiscal_year}", text))


def _right_after_rhythm(sayings: Sequence[Saying], point: Saying) -> bool:
    """ "ทุกเดือน ภายในเดือนกันยายน": the date only says until when."""
    return any(
        isinstance(saying.meaning, Rhythm)
        and saying.meaning.every in (Every.DAY, Every.WEEK, Every.MONTH)
        and 0 <= point.start - saying.end <= 1
        for saying in sayings
    )


def _fourth_quarter(sayings: Sequence[Saying], point: Saying, fiscal_year: int) -> bool:
    """Whether the last quarter was named just before: "ไตรมาสที่ ๔ ภายในเดือนตุลาคม"."""
    end = (Round(fiscal_year, 12).last_day,)
    return any(
        isinstance(saying.meaning, Point)
        and saying.meaning.length == 3
        and saying.meaning.days == end
        and 0 <= point.start - saying.end <= 15
        for saying in sayings
    )


def _round_of(point: Saying, named: Sequence[Saying]) -> Saying:
    """The round a date belongs to: in brackets right after it, else the last one before it."""
    beside = [saying for saying in named if 0 <= saying.start - point.end <= 1]
    before = [saying for saying in named if saying.start < point.start]
    return (beside or before[-1:] or list(named))[0]


def _moved(point: Point) -> Point:
    if point.stated_year or point.every_year:
        return point
    return replace(
        point,
        days=tuple(add_months(day, 12) if day.month >= 10 else day for day in point.days),
    )
