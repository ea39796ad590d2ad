"""Rhythms said of one obligation → recurring clauses, with the dates that place them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from plans.deadlines import deadline, of_points
from plans.model import Clause, ClauseKind, Every
from plans.recurrence import clause_dates
from plans.rounds import month_end
from plans.said import Made, Said, blank, days_after, ended
from plans.sayings import Doubt, Plain, Point, Rhythm


def _intervals(said: Said) -> tuple[Rhythm, ...]:
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


def choice(said: Said) -> tuple[Made, ...]:
    intervals = _intervals(said)
    if len(intervals) < 2 or not _EITHER.search(said.text):
        return ()
    choices = tuple(dict.fromkeys(rhythm.every for rhythm in intervals))
    clause = replace(blank(ClauseKind.RECURRING), choices=choices, undated=True)
    return (Made(clause, (Doubt.CHOICE,)),)


def _every_year(said: Said) -> bool:
    return any(r.every_year for r in said.rhythms) or any(p.every_year for p in said.points)


def recurring(said: Said) -> tuple[Made, ...]:
    rhythms = _intervals(said) or _implied(said)
    if not rhythms or (said.points and not rhythms[0].strong and not _named(said, rhythms[0])):
        return ()
    stated = [point for point in said.points if point.stated_year and not point.until]
    if said.points and rhythms[0].every in _OF_YEAR and not any(p.months for p in said.points):
        return deadline(said)
    apart = _several_days(said, rhythms)
    if apart:
        return apart
    made = tuple(_with_place(said, _of_rhythm(said, rhythm)) for rhythm in rhythms)
    if len(made) == 1 and stated and not _agrees(made[0].clause, stated, said.fiscal_year):
        return deadline(said)
    return made + _besides(said, made)


def _besides(said: Said, made: Sequence[Made]) -> tuple[Made, ...]:
    """A date that no rhythm took up: an obligation of its own in the same sentence."""
    taken = any(one.clause.months or one.clause.every in _OF_YEAR for one in made)
    loose = tuple(point for point in said.points if not point.until)
    return () if taken or not loose else (of_points(replace(said, points=loose)),)


_OF_YEAR = (Every.HALF_YEAR, Every.YEAR)


def _several_days(said: Said, rhythms: Sequence[Rhythm]) -> tuple[Made, ...]:
    """Days of the year that differ in number, each as a yearly clause of its own."""
    points = [point for point in said.points if not point.until and not point.stated_year]
    numbers = {number for point in points for number in point.day_numbers}
    days = sorted({day for point in points for day in point.days})
    if len(numbers) < 2 or rhythms[0].every not in _WITH_MONTHS or len(rhythms) > 1:
        return ()
    if all(day == month_end(day) for day in days):
        return ()
    yearly = replace(blank(ClauseKind.RECURRING), every=Every.YEAR, every_year=_every_year(said))
    return tuple(Made(replace(yearly, months=(day.month,), days=(day.day,))) for day in days)


_IN_A_YEAR = {Every.QUARTER: 4, Every.HALF_YEAR: 2}


def _named(said: Said, rhythm: Rhythm) -> bool:
    """Whether the dates are just the rhythm's months: "รายไตรมาส (ธันวาคม มีนาคม …)"."""
    months = {month for point in said.points for month in point.months}
    yearless = not any(point.stated_year for point in said.points)
    return yearless and len(months) == _IN_A_YEAR.get(rhythm.every)


def _implied(said: Said) -> tuple[Rhythm, ...]:
    """The rhythm that goes without saying: "วันที่ ๕ ของเดือน", "นับแต่สิ้นไตรมาส"."""
    if said.rounds:
        return ()
    if _every_year(said):
        return (_spaced(tuple(m for point in said.points for m in point.months)),)
    at_once = [after.of for after in said.afters if after.at_once]
    for of in (*ended(said), *at_once):
        if of in (Every.MONTH, Every.QUARTER):
            return (Rhythm(of),)
    for place in said.places:
        if place.of is not None or place.next_month:
            return (Rhythm(place.of or Every.MONTH),)
    return ()


def _spaced(months: tuple[int, ...]) -> Rhythm:
    """Months of every year as the longest regular rhythm that has them all."""
    ordered = sorted((month - 10) % 12 for month in months)
    gaps = {(b - a) % 12 for a, b in zip(ordered, ordered[1:] + ordered[:1], strict=True)}
    if len(months) == 2 and gaps == {6}:
        return Rhythm(Every.HALF_YEAR, every_year=True)
    if len(months) == 4 and gaps == {3}:
        return Rhythm(Every.QUARTER, every_year=True)
    return Rhythm(Every.YEAR, every_year=True)


def _of_rhythm(said: Said, rhythm: Rhythm) -> Made:
    clause = replace(
        blank(ClauseKind.RECURRING),
        every=rhythm.every,
        interval=rhythm.interval,
        times=rhythm.times,
        weekdays=rhythm.weekdays,
        nth=rhythm.nth,
        undated=rhythm.doubt is Doubt.VAGUE,
        every_year=_every_year(said) and rhythm.every in _WITH_MONTHS,
        working_days=rhythm.every is Every.DAY and bool(re.search("วัน(?:ทำการ|ราชการ)", said.text)),
    )
    doubts = [rhythm.doubt] if rhythm.doubt else []
    clause = _with_months(_with_window(clause, said), said)
    return Made(clause, tuple(doubts))


_WITH_MONTHS = (Every.QUARTER, Every.HALF_YEAR, Every.YEAR)


def _with_window(clause: Clause, said: Said) -> Clause:
    for window in said.windows:
        if clause.every is Every.YEAR and window.until:
            end = window.until
            days = () if end == month_end(end) else (end.day,)
            clause = replace(clause, months=(end.month,), days=days)
        else:
            clause = replace(clause, starts=window.starts, until=window.until)
    for point in said.points:
        if point.until and point.days:
            clause = replace(clause, until=point.days[-1])
    return clause


def _with_months(clause: Clause, said: Said) -> Clause:
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


def _with_place(said: Said, made: Made) -> Made:
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
    within = days_after(said)
    if within:
        clause = replace(clause, within_days=within.days, working_days=within.working)
    if _open_half_year(clause) and not clause.undated and Plain.GIVEN not in said.plains:
        doubts.append(Doubt.HALF_YEAR)
    return Made(clause, tuple(doubts))


def _open_half_year(clause: Clause) -> bool:
    placed = clause.months or clause.days or clause.nth is not None
    return clause.every is Every.HALF_YEAR and not placed and clause.within_days is None
