"""Phrases of time said of one obligation → the clause they mean together."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from plans.model import Clause, ClauseKind, Every
from plans.recurrence import clause_dates
from plans.rounds import Round, add_months, add_working_days, fiscal_period, month_end
from plans.sayings import (
    After,
    Doubt,
    Place,
    Plain,
    Point,
    Rhythm,
    Rounds,
    Saying,
    Window,
    Within,
)
from plans.thai import BUDDHIST_ERA


@dataclass(frozen=True, slots=True)
class Made:
    """A clause still without its words, and why it may be wrong.

    ``explicit`` says that words of time oblige somebody, even where no monitoring is announced.
    """

    clause: Clause
    doubts: tuple[Doubt, ...] = ()
    explicit: bool = True


@dataclass(frozen=True, slots=True)
class _Said:
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


def compose(text: str, sayings: Sequence[Saying], fiscal_year: int) -> tuple[Made, ...]:
    """The clauses (usually one) that the phrases of one obligation mean."""
    said = _sorted(text, sayings, fiscal_year)
    for reading in _READINGS:
        made = reading(said)
        if made:
            return made
    return (Made(_clause(ClauseKind.UNSCHEDULED), explicit=False),)


def _sorted(text: str, sayings: Sequence[Saying], fiscal_year: int) -> _Said:
    points = tuple(_points(text, sayings, fiscal_year))
    strong = tuple(point for point in points if point.strong or point.every_year)
    meanings = [saying.meaning for saying in sayings]
    return _Said(
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


def _clause(kind: ClauseKind) -> Clause:
    return Clause(text="", kind=kind)


# --- dates without a year -----------------------------------------------------------------------

_REPORTS = re.compile(r"รายงาน(?:สรุป)?ผล|สรุปผล|ผลการดำเนิน|รายงานการ")


def _points(text: str, sayings: Sequence[Saying], fiscal_year: int) -> Iterator[Point]:
    """The dates said, those of a twelve-month report moved past the year's end."""
    for saying in sayings:
        if isinstance(saying.meaning, Point):
            late = _reports_whole_year(text, sayings, saying, fiscal_year)
            point = _moved(saying.meaning) if late else saying.meaning
            yield replace(point, until=point.until or _right_after_rhythm(sayings, saying))


def _reports_whole_year(
    text: str, sayings: Sequence[Saying], point: Saying, fiscal_year: int
) -> bool:
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
    whole_year = rf"ประจำปีงบประมาณ(?:พ\.?ศ\.*)?{fiscal_year}"
    return bool(re.search(whole_year, text) and _REPORTS.search(text))


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


# --- choices and rhythms ------------------------------------------------------------------------


def _rhythms(said: Iterator[Rhythm]) -> tuple[Rhythm, ...]:
    """Each rhythm once; those that may only describe a document yield to those that do not."""
    found = tuple(dict.fromkeys(said))
    strong = tuple(rhythm for rhythm in found if rhythm.strong)
    return strong or found


def _intervals(said: _Said) -> tuple[Rhythm, ...]:
    """The rhythms of different length, without the remark "of every year"."""
    plain = [rhythm for rhythm in said.rhythms if not rhythm.every_year]
    exact = {(rhythm.every, rhythm.interval) for rhythm in plain if rhythm.weekdays}
    by_length = {
        (r.every, r.interval, r.weekdays, r.nth): r
        for r in plain[::-1]
        if r.weekdays or (r.every, r.interval) not in exact  # "เดือนละครั้ง ในวันจันทร์แรก"
    }
    return tuple(by_length.values())[::-1]


_EITHER = re.compile(r"หรือ|ก็ได้|แล้วแต่|(?:เดือน|ไตรมาส|ปี)/(?:ราย|ทุก)")


def _choice(said: _Said) -> tuple[Made, ...]:
    intervals = _intervals(said)
    if len(intervals) < 2 or not _EITHER.search(said.text):
        return ()
    choices = tuple(dict.fromkeys(rhythm.every for rhythm in intervals))
    clause = replace(_clause(ClauseKind.RECURRING), choices=choices, undated=True)
    return (Made(clause, (Doubt.CHOICE,)),)


def _every_year(said: _Said) -> bool:
    return any(r.every_year for r in said.rhythms) or any(p.every_year for p in said.points)


def _recurring(said: _Said) -> tuple[Made, ...]:
    rhythms = _intervals(said) or _implied(said)
    if not rhythms or (said.points and not rhythms[0].strong and not _named(said, rhythms[0])):
        return ()
    stated = [point for point in said.points if point.stated_year and not point.until]
    apart = _several_days(said, rhythms)
    if apart:
        return apart
    made = tuple(_with_place(said, _of_rhythm(said, rhythm)) for rhythm in rhythms)
    if len(made) == 1 and stated and not _agrees(made[0].clause, stated, said.fiscal_year):
        return _deadline(said)
    return made + _besides(said, made)


def _besides(said: _Said, made: Sequence[Made]) -> tuple[Made, ...]:
    """A date that no rhythm took up: an obligation of its own in the same sentence."""
    taken = any(one.clause.months or one.clause.every in _OF_YEAR for one in made)
    loose = tuple(point for point in said.points if not point.until)
    return () if taken or not loose else (_of_points(replace(said, points=loose)),)


_OF_YEAR = (Every.HALF_YEAR, Every.YEAR)


def _several_days(said: _Said, rhythms: Sequence[Rhythm]) -> tuple[Made, ...]:
    """Days of the year that differ in number, each as a yearly clause of its own."""
    points = [point for point in said.points if not point.until and not point.stated_year]
    numbers = {number for point in points for number in point.day_numbers}
    days = sorted({day for point in points for day in point.days})
    if len(numbers) < 2 or rhythms[0].every not in _WITH_MONTHS or len(rhythms) > 1:
        return ()
    if all(day == month_end(day) for day in days):
        return ()
    yearly = replace(_clause(ClauseKind.RECURRING), every=Every.YEAR, every_year=_every_year(said))
    return tuple(Made(replace(yearly, months=(day.month,), days=(day.day,))) for day in days)


_IN_A_YEAR = {Every.QUARTER: 4, Every.HALF_YEAR: 2}


def _named(said: _Said, rhythm: Rhythm) -> bool:
    """Whether the dates are just the rhythm's months: "รายไตรมาส (ธันวาคม มีนาคม …)"."""
    months = {month for point in said.points for month in point.months}
    yearless = not any(point.stated_year for point in said.points)
    return yearless and len(months) == _IN_A_YEAR.get(rhythm.every)


def _implied(said: _Said) -> tuple[Rhythm, ...]:
    """The rhythm that goes without saying: "วันที่ ๕ ของเดือน", "นับแต่สิ้นไตรมาส"."""
    if said.rounds:
        return ()
    if _every_year(said):
        return (_spaced(tuple(m for point in said.points for m in point.months)),)
    at_once = [after.of for after in said.afters if after.at_once]
    for of in (*_ended(said), *at_once):
        if of in (Every.MONTH, Every.QUARTER):
            return (Rhythm(of),)
    for place in said.places:
        if place.of is not None or place.next_month:
            return (Rhythm(place.of or Every.MONTH),)
    return ()


def _ended(said: _Said) -> Iterator[Every]:
    yield from (within.of for within in said.withins if within.of)
    if said.withins or said.places:
        yield from (after.of for after in said.afters)


def _spaced(months: tuple[int, ...]) -> Rhythm:
    """Months of every year as the longest regular rhythm that has them all."""
    ordered = sorted((month - 10) % 12 for month in months)
    gaps = {(b - a) % 12 for a, b in zip(ordered, ordered[1:] + ordered[:1], strict=True)}
    if len(months) == 2 and gaps == {6}:
        return Rhythm(Every.HALF_YEAR, every_year=True)
    if len(months) == 4 and gaps == {3}:
        return Rhythm(Every.QUARTER, every_year=True)
    return Rhythm(Every.YEAR, every_year=True)


def _of_rhythm(said: _Said, rhythm: Rhythm) -> Made:
    clause = replace(
        _clause(ClauseKind.RECURRING),
        every=rhythm.every,
        interval=rhythm.interval,
        times=rhythm.times,
        weekdays=rhythm.weekdays,
        nth=rhythm.nth,
        every_year=_every_year(said) and rhythm.every in _WITH_MONTHS,
        working_days=rhythm.every is Every.DAY and bool(re.search("วัน(?:ทำการ|ราชการ)", said.text)),
    )
    doubts = [rhythm.doubt] if rhythm.doubt else []
    clause = _with_months(_with_window(clause, said), said)
    return Made(clause, tuple(doubts))


_WITH_MONTHS = (Every.QUARTER, Every.HALF_YEAR, Every.YEAR)


def _with_window(clause: Clause, said: _Said) -> Clause:
    for window in said.windows:
        clause = replace(clause, starts=window.starts, until=window.until)
    for point in said.points:
        if point.until and point.days:
            clause = replace(clause, until=point.days[-1])
    return clause


def _with_months(clause: Clause, said: _Said) -> Clause:
    """The months a rhythm names; a quarter needs at least two to be more than a last date."""
    points = [point for point in said.points if not point.until]
    months = tuple(dict.fromkeys(month for point in points for month in point.months))
    if not months or clause.every not in _WITH_MONTHS:
        return clause
    if clause.every is Every.QUARTER and len(months) < 2:
        return clause
    numbers = {number for point in points for number in point.day_numbers}
    ends = all(day == month_end(day) for point in points for day in point.days)
    days = () if ends or len(numbers) != 1 else tuple(numbers)
    return replace(clause, months=months, days=days)


def _agrees(clause: Clause, stated: Sequence[Point], fiscal_year: int) -> bool:
    """Whether the stated years are those the rhythm gives anyway, or bound nothing."""
    if clause.every not in _WITH_MONTHS or not clause.months:
        return True
    days = {day for point in stated for day in point.days}
    return days == set(clause_dates(clause, fiscal_year=fiscal_year))


def _with_place(said: _Said, made: Made) -> Made:
    clause, doubts = made.clause, list(made.doubts)
    for place in said.places:
        clause = replace(
            clause,
            days=() if place.days == (0,) and not place.next_month else place.days,
            next_month=place.next_month or any(not after.at_once for after in said.afters),
            nth=clause.nth if place.nth is None else place.nth,
            working_days=clause.working_days or place.nth is not None,
            months=clause.months or place.months,
            undated=clause.undated or place.doubt is not None,
        )
        doubts += [place.doubt] if place.doubt else []
    if clause.every is Every.QUARTER and (clause.nth or 0) > 0 and not clause.next_month:
        clause = replace(clause, months=clause.months or (10, 1, 4, 7))
    within = _days_after(said)
    if within:
        clause = replace(clause, within_days=within.days, working_days=within.working)
    if _open_half_year(clause) and Plain.GIVEN not in said.plains:
        doubts.append(Doubt.HALF_YEAR)
    return Made(clause, tuple(doubts))


def _days_after(said: _Said) -> Within | None:
    """The days counted from a period's end: said so, or standing right beside a rhythm."""
    counted = [within for within in said.withins if not within.event and not within.service]
    return counted[0] if counted else None


def _open_half_year(clause: Clause) -> bool:
    placed = clause.months or clause.days or clause.nth is not None
    return clause.every is Every.HALF_YEAR and not placed and clause.within_days is None


# --- deadlines ----------------------------------------------------------------------------------


def _deadline(said: _Said) -> tuple[Made, ...]:
    if said.points:
        return (_of_points(said),)
    windows = [window for window in said.windows if window.until]
    if not windows or Plain.THROUGHOUT in said.plains:
        return ()
    due = tuple(dict.fromkeys(window.until for window in windows if window.until))
    clause = replace(
        _clause(ClauseKind.DEADLINE),
        due=due,
        starts=windows[0].starts if len(windows) == 1 else None,
        months=tuple(dict.fromkeys(month for window in windows for month in window.months)),
    )
    return (Made(clause, _far(due, said.fiscal_year)),)


def _of_points(said: _Said) -> Made:
    doubts = tuple(dict.fromkeys(point.doubt for point in said.points if point.doubt))
    open_ = bool({Doubt.PART, Doubt.EITHER} & set(doubts))
    due = tuple(sorted({day for point in said.points for day in point.days}))
    clause = replace(
        _clause(ClauseKind.DEADLINE),
        due=() if open_ else due,
        months=tuple(dict.fromkeys(month for point in said.points for month in point.months)),
        undated=open_,
    )
    clause = _counted_clause(clause, said.points)
    return Made(clause, doubts + (() if open_ else _far(due, said.fiscal_year)))


def _counted_clause(clause: Clause, points: Sequence[Point]) -> Clause:
    """How a single date was counted, so that it can be counted again over holidays."""
    if len(points) != 1:
        return clause
    (point,) = points
    return replace(
        clause,
        starts=point.counted_from,
        within_days=point.within_days,
        nth=point.nth,
        working_days=point.working_days,
    )


def _far(due: Sequence[date], fiscal_year: int) -> tuple[Doubt, ...]:
    year = fiscal_period(fiscal_year)
    if any(abs((day - year.starts).days) > 800 or (year.starts - day).days > 366 for day in due):
        return (Doubt.FAR,)
    return (Doubt.BEFORE,) if any(day < year.starts for day in due) else ()


def _after_rounds(said: _Said) -> tuple[Made, ...]:
    """So many days after the end of a round, or a day of the month after it."""
    lengths = tuple(n for within in said.withins for n in within.rounds)
    lengths = lengths or tuple(n for after in said.afters for n in after.rounds) or said.lengths
    lengths = tuple(n for n in lengths if n in (6, 12))
    if not lengths and any(of is Every.YEAR for of in _ended(said)):
        lengths = (12,)
    ends = [Round(said.fiscal_year, length).last_day for length in lengths]
    if said.rhythms or said.points or not ends:
        return ()
    due = tuple(day for end in ends for day in _counted(said, end))
    if not due:
        return ()
    clause = replace(_clause(ClauseKind.DEADLINE), due=due)
    within = _days_after(said)
    if within and len(ends) == 1 and not within.months:
        clause = replace(
            clause, starts=ends[0], within_days=within.days, working_days=within.working
        )
    return (Made(clause),)


def _counted(said: _Said, end: date) -> Iterator[date]:
    within = _days_after(said)
    if within:
        yield _later(end, within)
        return
    for place in said.places:
        if place.next_month and not place.doubt:
            monthly = replace(
                _with_place(said, Made(replace(_clause(ClauseKind.RECURRING)))).clause,
                every=Every.MONTH,
            )
            after = end.year + BUDDHIST_ERA + (end.month >= 9)
            dates = clause_dates(monthly, fiscal_year=after)
            yield from [day for day in dates if end < day <= month_end(add_months(end, 1))][:1]


def _later(end: date, within: Within) -> date:
    if within.working:
        return add_working_days(end, within.days)
    if within.months:
        return month_end(add_months(end, within.months))
    return end + timedelta(days=within.days)


def _rounds_alone(said: _Said) -> tuple[Made, ...]:
    lengths = said.lengths
    if not lengths:
        return ()
    clause = _clause(ClauseKind.RECURRING)
    if len(lengths) > 1 and lengths != (6, 12):
        months = tuple((9 + length - 1) % 12 + 1 for length in lengths)
        return (Made(replace(clause, every=Every.QUARTER, months=months), (Doubt.ROUND_ENDS,)),)
    if lengths == (12,):
        return (Made(replace(clause, every=Every.YEAR, undated=True), (Doubt.ROUND,)),)
    every = Every.QUARTER if lengths == (3,) else Every.HALF_YEAR
    return (Made(replace(clause, every=every, undated=True), (Doubt.ROUND,)),)


def _after_alone(said: _Said) -> tuple[Made, ...]:
    """After the end of a period, without a day: at its end if the text says so, else open."""
    if not said.afters or said.rhythms:
        return ()
    after = said.afters[0]
    if after.of is Every.YEAR and after.at_once:
        end = Round(said.fiscal_year, 12).last_day
        return (Made(replace(_clause(ClauseKind.DEADLINE), due=(end,))),)
    clause = replace(_clause(ClauseKind.RECURRING), every=after.of, undated=True)
    return (Made(replace(clause, next_month=True), (Doubt.PART,)),)


def _lone_day(said: _Said) -> tuple[Made, ...]:
    if not said.places or said.rhythms:
        return ()
    clause = replace(_clause(ClauseKind.DEADLINE), days=said.places[0].days, undated=True)
    return (Made(clause, (Doubt.DAY_ALONE,)),)


# --- no date ------------------------------------------------------------------------------------


def _after_event(said: _Said) -> tuple[Made, ...]:
    within = next((w for w in said.withins if not w.service), None)
    if within is None and Plain.EVENT not in said.plains:
        return ()
    clause = _clause(ClauseKind.AFTER_EVENT)
    if within:
        clause = replace(clause, within_days=within.days, working_days=within.working)
    return (Made(clause),)


def _continuous(said: _Said) -> tuple[Made, ...]:
    lasting = {Plain.CONTINUOUS, Plain.THROUGHOUT} & said.plains
    if not lasting and not said.windows:
        return ()
    starts = said.windows[0].starts if said.windows else None
    clause = replace(_clause(ClauseKind.CONTINUOUS), starts=starts)
    return (Made(clause, explicit=False),)


def _conditional(said: _Said) -> tuple[Made, ...]:
    if Plain.IF not in said.plains:
        return ()
    return (Made(_clause(ClauseKind.AFTER_EVENT), explicit=False),)


def _vague(said: _Said) -> tuple[Made, ...]:
    if Plain.VAGUE not in said.plains:
        return ()
    return (Made(_clause(ClauseKind.UNSCHEDULED), (Doubt.VAGUE,), explicit=False),)


_READINGS: tuple[Callable[[_Said], tuple[Made, ...]], ...] = (
    _choice,
    _after_rounds,
    _recurring,
    _deadline,
    _rounds_alone,
    _after_alone,
    _lone_day,
    _after_event,
    _continuous,
    _conditional,
    _vague,
)
"""Tried in order: a rhythm before a date, a date before "always", anything before nothing."""
