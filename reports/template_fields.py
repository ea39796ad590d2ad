"""Every name a template may use, and what a report gives for each: words as they are printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from plans.model import MarkKind, Status
from reports import wording
from reports.report import Count, Line, Report, Said
from reports.results import Style, results


@dataclass(frozen=True, slots=True)
class StepFields:
    """One step of a measure."""

    text: str
    divisions: str


@dataclass(frozen=True, slots=True)
class MeasureFields:
    """One measure: what the plan says of it and what was done.

    ``done`` and ``not_possible`` are "/" or empty, for forms with columns to tick.
    """

    number: str
    title: str
    divisions: str
    steps: tuple[StepFields, ...]
    clauses: tuple[str, ...]
    period: str
    status: str
    done: str
    not_possible: str
    result: str
    outcome: str
    obstacle: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class GroupFields:
    """Measures under one heading of the plan."""

    title: str
    measures: tuple[MeasureFields, ...]


@dataclass(frozen=True, slots=True)
class CountFields:
    """How many measures stand where."""

    name: str
    total: str
    done: str
    in_progress: str
    not_possible: str
    not_due: str
    not_reported: str
    percent: str


@dataclass(frozen=True, slots=True)
class QuotedFields:
    """A problem or a suggestion, in the words of a division."""

    measure: str
    division: str
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceFields:
    """One piece of evidence handed in."""

    measure: str
    division: str
    day: str
    text: str


@dataclass(frozen=True, slots=True)
class SignatureFields:
    """One place to sign."""

    role: str
    position: str
    name: str


@dataclass(frozen=True, slots=True)
class TemplateFields:
    """Every name a template may use; all values are words as they are printed."""

    office: str
    district: str
    province: str
    fiscal_year: str
    months: str
    round: str
    as_of: str
    edition: str
    reference: str
    total: CountFields
    measures: tuple[MeasureFields, ...]
    groups: tuple[GroupFields, ...]
    divisions: tuple[CountFields, ...]
    problems: tuple[QuotedFields, ...]
    suggestions: tuple[QuotedFields, ...]
    evidence: tuple[EvidenceFields, ...]
    signatures: tuple[SignatureFields, ...]


NAMES = tuple(field.name for field in fields(TemplateFields))


def fields_of(report: Report, reference: str) -> TemplateFields:
    """What this report gives; ``reference`` is the line at the foot of its pages."""
    style = Style(wording.office(report.organisation), outcomes=False)
    quoted = [
        tuple(QuotedFields(str(one.measure), one.division, one.text) for one in several)
        for several in (report.problems, report.suggestions)
    ]
    return TemplateFields(
        office=report.organisation.name,
        district=report.organisation.district,
        province=report.organisation.province,
        fiscal_year=str(report.round.fiscal_year),
        months=str(report.round.months),
        round=wording.round_of(report.round),
        as_of=wording.day(report.as_of),
        edition=wording.edition(report.edition) if report.edition else "",
        reference=reference,
        total=_count(report.overall),
        measures=tuple(_measure(line, style) for line in report.lines),
        groups=tuple(
            GroupFields(
                wording.group_heading(group.issue, group.instrument),
                tuple(_measure(line, style) for line in group.lines),
            )
            for group in report.groups
        ),
        divisions=tuple(map(_count, report.by_division)),
        problems=quoted[0],
        suggestions=quoted[1],
        evidence=tuple(_evidence(report)),
        signatures=tuple(
            SignatureFields(one.role or one.heading, one.position, one.name)
            for one in report.signatures
        ),
    )


def _measure(line: Line, style: Style) -> MeasureFields:
    measure = line.measure
    said = [one for share in line.shares for one in share.said]
    return MeasureFields(
        number=str(measure.number),
        title=measure.title,
        divisions=measure.responsible_text or ", ".join(measure.divisions),
        steps=tuple(StepFields(one.text, ", ".join(one.divisions)) for one in measure.steps),
        clauses=tuple(one.text for one in measure.clauses),
        period=wording.period(measure.period) if measure.period else "",
        status=_STATUS[line.status],
        done="/" if line.status is Status.DONE else "",
        not_possible="/" if line.status is Status.NOT_POSSIBLE else "",
        result="\n".join(one.text for one in results(line, style)),
        outcome=_lines(one.words.outcome for one in said),
        obstacle=_lines(_obstacle(one) for one in said),
        suggestion=_lines(one.words.suggestion for one in said),
    )


_STATUS = {
    Status.DONE: wording.DONE,
    Status.IN_PROGRESS: wording.IN_PROGRESS,
    Status.NOT_POSSIBLE: wording.NOT_POSSIBLE,
    Status.NOT_DUE: wording.NOT_DUE,
    Status.PENDING: wording.NOT_REPORTED,
}


def _obstacle(said: Said) -> str:
    refused = said.words.note if said.kind is MarkKind.NOT_POSSIBLE else ""
    return " ".join(part for part in (refused, said.words.obstacle) if part)


def _lines(texts: Iterator[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _count(count: Count) -> CountFields:
    tally = count.tally
    numbers: Sequence[object] = (
        tally.total, tally.done, tally.in_progress, tally.not_possible, tally.not_due,
        tally.not_reported, tally.percent,
    )  # fmt: skip
    return CountFields(count.name, *map(str, numbers))


def _evidence(report: Report) -> Iterator[EvidenceFields]:
    for line in report.lines:
        for said in (said for share in line.shares for said in share.said):
            for one in said.evidence:
                told = wording.evidence(one)
                day = wording.day(said.day)
                yield EvidenceFields(str(line.measure.number), said.division, day, told)
