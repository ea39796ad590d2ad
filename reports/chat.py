"""A report for a phone screen: the figures a card or chart needs, and the same as plain lines."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plans.thai import Script
from reports import wording
from reports.report import Count, Line, Quoted, Report, Share, Tally

SHOWN = 8
"""How many items of a list fit a phone screen; the rest is counted."""
_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Late:
    """One occurrence past its date: which duty of which measure, who still has to answer."""

    measure: int
    duty: str
    title: str
    division: str
    due: date


@dataclass(frozen=True, slots=True)
class Summary:
    """What an executive wants to know of a round, of the whole office or of one division.

    ``divisions`` come worst first, so that the top of a small screen says where help is needed;
    ``late`` oldest first.
    """

    report: Report
    division: str | None
    overall: Count
    divisions: tuple[Count, ...]
    late: tuple[Late, ...]
    refused: tuple[Quoted, ...]


def summarise(report: Report, division: str | None = None) -> Summary:
    """The figures of the whole office, or of one division's own measures."""
    own = next((count for count in report.by_division if count.name == division), None)
    late = [one for line in report.lines for one in _late(report, line, division)]
    return Summary(
        report=report,
        division=division,
        overall=report.overall if division is None else own or Count(division, Tally()),
        divisions=() if division else tuple(sorted(report.by_division, key=_progress)),
        late=tuple(sorted(late, key=lambda one: (one.due, one.measure, one.division))),
        refused=tuple(q for q in report.problems if division in {None, q.division}),
    )


def render_chat(
    report: Report, *, division: str | None = None, digits: Script = Script.ARABIC
) -> str:
    """The summary as plain text, short enough for one message in any chat."""
    lines = _lines(summarise(report, division))
    return wording.in_digits("\n".join(lines), digits)


def _progress(count: Count) -> tuple[float, int]:
    return (float(count.tally.percent), -count.overdue)


def _late(report: Report, line: Line, division: str | None) -> Iterator[Late]:
    for share in line.shares:
        if division in {None, share.division}:
            yield from _late_of(report, line, share)


def _late_of(report: Report, line: Line, share: Share) -> Iterator[Late]:
    for one in share.missing:
        if one.due is not None and one.due < report.as_of:
            measure = line.measure
            yield Late(measure.number, share.duty.label, measure.title, share.division, one.due)


def _lines(summary: Summary) -> Iterator[str]:
    report, tally = summary.report, summary.overall.tally
    yield summary.division or report.organisation.name
    yield f"ปีงบประมาณ พ.ศ. {report.round.fiscal_year} {wording.round_of(report.round)}"
    yield f"ข้อมูล ณ วันที่ {wording.day(report.as_of)}"
    yield ""
    yield f"มาตรการทั้งหมด {tally.total}"
    yield f"{wording.DONE} {tally.done} (ร้อยละ {tally.percent})"
    for words, number in (
        (wording.IN_PROGRESS, tally.in_progress),
        (wording.NOT_POSSIBLE, tally.not_possible),
        (wording.NOT_DUE, tally.not_due),
        (wording.NOT_REPORTED, tally.not_reported),
        ("รายการที่เกินกำหนด", summary.overall.overdue),
    ):
        if number:
            yield f"{words} {number}"
    yield from _listed("ความก้าวหน้ารายส่วนราชการ", [_count(one) for one in summary.divisions])
    yield from _listed("เกินกำหนดแล้ว", [_overdue(one) for one in summary.late])
    yield from _listed("ปัญหาและอุปสรรค", [_refusal(one) for one in summary.refused])


def _listed(heading: str, items: list[str]) -> Iterator[str]:
    if items:
        yield ""
        yield heading
        yield from (f"- {item}" for item in items[:SHOWN])
    if len(items) > SHOWN:
        yield f"และอีก {len(items) - SHOWN} รายการ"


def _count(count: Count) -> str:
    late = f" เกินกำหนด {count.overdue}" if count.overdue else ""
    tally = count.tally
    return f"{count.name} {tally.done}/{tally.total} (ร้อยละ {tally.percent}){late}"


def _overdue(late: Late) -> str:
    return f"{late.duty} {_short(late.title)} {late.division} ({wording.short_day(late.due)})"


def _refusal(quoted: Quoted) -> str:
    return f"{quoted.measure} {quoted.division}: {_short(quoted.text)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _WIDTH:
        return line
    cut = _WIDTH - 1
    while cut and unicodedata.category(line[cut]) == "Mn":  # a vowel above stays on its letter
        cut -= 1
    return f"{line[:cut]}…"
