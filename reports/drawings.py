"""What a picture shows, before it is drawn: bars of progress and scores, the days of a month.

A drawing also tells itself in words, the same figures, for those who cannot see it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from plans.model import IndicatorScore
from plans.thai import Script
from reports import wording
from reports.chat import summarise
from reports.letters import shown
from reports.month import Entry, Month, Standing
from reports.report import Count, Report

SHOWN = 20
"""How many rows a picture has; the rest is counted."""

_LISTED = 14  # due dates spelled out under a month
_MARKS = 6  # due dates that fit into the square of a day
_KINDS = (
    ("done", wording.DONE),
    ("in_progress", wording.IN_PROGRESS),
    ("not_possible", wording.NOT_POSSIBLE),
    ("not_due", wording.NOT_DUE),
    ("not_reported", wording.NOT_REPORTED),
)
_STANDINGS = {
    Standing.DONE: wording.DONE,
    Standing.NOT_POSSIBLE: wording.NOT_POSSIBLE,
    Standing.OVERDUE: "เกินกำหนด",
    Standing.OPEN: "ยังไม่แล้วเสร็จ",
}
_REST = "rest"
_FULL = Decimal(100)


class NothingToShow(Exception):
    """There are no figures of that kind."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar; ``kind`` decides colour and pattern, ``share`` how long it is."""

    kind: str
    share: float
    label: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A name with its figure, and its bars."""

    name: str
    right: str
    bars: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A square of the month; without a number it belongs to another month."""

    number: str = ""
    off: bool = False
    today: bool = False
    marks: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture's whole content; ``legend`` explains the kinds that occur."""

    title: str
    subtitle: tuple[str, ...]
    rows: tuple[Row, ...]
    legend: tuple[Part, ...]
    more: str = ""
    days: tuple[Day, ...] = ()


def divisions_drawn(report: Report) -> Drawing:
    """Each division's measures by status, worst first."""
    return _counts(report, "ความก้าวหน้ารายส่วนราชการ", summarise(report).divisions)


def issues_drawn(report: Report) -> Drawing:
    """Each indicator's or issue's measures by status, in the plan's order."""
    return _counts(report, "ความก้าวหน้ารายตัวชี้วัด/ประเด็น", report.by_issue)


def _counts(report: Report, title: str, counts: Sequence[Count]) -> Drawing:
    if not counts:
        raise NothingToShow
    rows = [_count(one) for one in counts[:SHOWN]]
    more = len(counts) - SHOWN
    total = report.overall.tally
    overall = (
        f"รวม {total.total} มาตรการ {wording.DONE} {total.done} (ร้อยละ {total.percent})"
        f" · ข้อมูล ณ {wording.short_day(report.as_of)}"
    )
    return Drawing(
        title=title,
        subtitle=(*_about(report), overall),
        rows=tuple(rows),
        legend=_legend(rows, dict(_KINDS)),
        more=f"และอีก {more} รายการ" if more > 0 else "",
    )


def _about(report: Report) -> Iterator[str]:
    yield report.organisation.name
    yield f"ปีงบประมาณ พ.ศ. {report.round.fiscal_year} {wording.round_of(report.round)}"


def _count(count: Count) -> Row:
    tally = count.tally
    numbers = (tally.done, tally.in_progress, tally.not_possible, tally.not_due, tally.not_reported)
    parts = tuple(
        Part(kind, number, str(number), f"{name} {number}")
        for (kind, name), number in zip(_KINDS, numbers, strict=True)
        if number
    )
    right = f"{tally.done}/{tally.total} ({int(tally.percent)}%)"
    return Row(count.name, right, (parts,) if parts else ())


def _legend(rows: Sequence[Row], names: dict[str, str]) -> tuple[Part, ...]:
    used = {part.kind for row in rows for bar in row.bars for part in bar}
    return tuple(Part(kind, 1, name) for kind, name in names.items() if kind in used)


# --- scores


def scores_drawn(report: Report) -> Drawing:
    """Each indicator's ITA scores of the last two years known, and the difference."""
    known = report.plan.scores
    years = sorted({score.fiscal_year for score in known})[-2:]
    ordered = sorted(known, key=lambda score: (*_indicator(score), score.fiscal_year))
    grouped = (tuple(same) for _, same in groupby(ordered, _indicator))
    rows = [_score(same, years) for same in grouped][:SHOWN]
    rows = [row for row in rows if row.bars]
    if not rows:
        raise NothingToShow
    kinds = dict(zip(_score_kinds(years), (f"ปีงบประมาณ {year}" for year in years), strict=True))
    return Drawing(
        title="คะแนนการประเมิน ITA รายตัวชี้วัด",
        subtitle=(report.organisation.name,),
        rows=tuple(rows),
        legend=_legend(rows, kinds),
    )


def _indicator(score: IndicatorScore) -> tuple[int, str]:
    return (score.indicator or 0, "" if score.indicator else score.title)


def _score_kinds(years: Sequence[int]) -> tuple[str, ...]:
    return ("before", "after")[-len(years) :]


def _score(scores: Sequence[IndicatorScore], years: Sequence[int]) -> Row:
    of_year = {score.fiscal_year: score.score for score in scores}
    values = [of_year.get(year) for year in years]
    bars = [
        _score_bar(kind, value, year)
        for kind, value, year in zip(_score_kinds(years), values, years, strict=True)
        if value is not None
    ]
    right = f"{values[-1]:.2f}" if values[-1] is not None else ""
    if len(values) == 2 and None not in values:
        before, after = (value or Decimal() for value in values)
        sign = "▲" if after > before else "▼" if after < before else "="
        right = f"{sign} {abs(after - before):.2f}"
    number = f"{scores[-1].indicator}. " if scores[-1].indicator else ""
    return Row(f"{number}{scores[-1].title}", right, tuple(bars))


def _score_bar(kind: str, value: Decimal, year: int) -> tuple[Part, ...]:
    says = f"ปีงบประมาณ {year} คะแนน {value:.2f}"
    part = Part(kind, float(max(value, Decimal())), f"{value:.2f}", says)
    return (part, Part(_REST, float(_FULL - value))) if value < _FULL else (part,)


# --- a month


def month_drawn(month: Month) -> Drawing:
    """The days of a month with what falls due, and the nearest of it spelled out."""
    open_first = sorted(month.entries, key=lambda one: (one.standing is Standing.DONE, one.due))
    rows = [_entry(one, month.division) for one in open_first[:_LISTED]]
    used = {one.standing for one in month.entries}
    more = len(month.entries) - _LISTED
    return Drawing(
        title=f"กำหนดการ{'เดือน'}{wording.month(month.first)}",
        subtitle=(month.division or month.office, f"ข้อมูล ณ {wording.short_day(month.today)}"),
        rows=tuple(rows),
        legend=tuple(Part(s.value, 1, name) for s, name in _STANDINGS.items() if s in used),
        more=f"และอีก {more} รายการ" if more > 0 else "" if rows else "เดือนนี้ไม่มีรายการครบกำหนด",
        days=tuple(_days(month)),
    )


def _entry(one: Entry, division: str | None) -> Row:
    """A due date; in a division's own month it is plain whose it is."""
    others = () if division else one.divisions
    owners = " ".join(others[:3]) + (" ฯลฯ" if len(others) > 3 else "")
    name = f"{wording.short_day(one.due)} #{one.duty} {one.title}"
    says = _STANDINGS[one.standing]
    return Row(name, owners, ((Part(one.standing.value, 1, "", says),),))


def _days(month: Month) -> Iterator[Day]:
    """The squares from Sunday to Saturday, as Thai calendars have them."""
    before = (month.first.weekday() + 1) % 7
    yield from (Day() for _ in range(before))
    for number in range(month.last.day):
        yield _day(month, month.first + timedelta(days=number))
    yield from (Day() for _ in range(-(before + month.last.day) % 7))


def _day(month: Month, day: date) -> Day:
    due = [one for one in month.entries if one.due == day]
    marks = [Part(one.standing.value, 1, one.duty) for one in due]
    if len(marks) > _MARKS:
        marks[_MARKS - 1 :] = [Part("more", 1, f"+{len(marks) - _MARKS + 1}")]
    off = day.weekday() >= 5 or day in month.closed
    return Day(str(day.day), off, day == month.today, tuple(marks))


# --- words


def told(drawing: Drawing, digits: Script = Script.THAI) -> str:
    """The drawing in words: every figure it shows."""
    lines = [drawing.title, *drawing.subtitle]
    for row in drawing.rows:
        parts = ", ".join(part.says for bar in row.bars for part in bar if part.says)
        lines.append(f"- {f'{row.name} {row.right}'.strip()}: {parts}")
    if drawing.more:
        lines.append(drawing.more)
    return wording.in_digits("\n".join(lines), digits)


def headed(drawing: Drawing, digits: Script = Script.THAI) -> str:
    """What the drawing is of: a caption where the figures stand in words beside it."""
    return wording.in_digits("\n".join([drawing.title, *drawing.subtitle]), digits)


def in_script(drawing: Drawing, digits: Script) -> Drawing:
    """The drawing with its digits in one script, and without letters the font lacks."""

    def said(text: str) -> str:
        return shown(wording.in_digits(wording.printable(text), digits))

    def part(one: Part) -> Part:
        return replace(one, label=said(one.label))

    def row(one: Row) -> Row:
        bars = tuple(tuple(map(part, bar)) for bar in one.bars)
        return Row(said(one.name), said(one.right), bars)

    def day(one: Day) -> Day:
        return replace(one, number=said(one.number))  # its marks are typed as they stand

    return Drawing(
        title=said(drawing.title),
        subtitle=tuple(map(said, drawing.subtitle)),
        rows=tuple(map(row, drawing.rows)),
        legend=tuple(map(part, drawing.legend)),
        more=said(drawing.more),
        days=tuple(map(day, drawing.days)),
    )
