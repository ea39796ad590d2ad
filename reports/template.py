"""The office's own Word template, filled with a report.

A template is a .docx with Jinja fields in it (``{{ office }}``, ``{%tr for m in measures %}``).
Whoever wrote it is not trusted: it is rendered in Jinja's sandbox, in the limited child process,
and what was said in chat is always text, never a field.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from plans.archive import opened
from plans.grid import Unreadable
from plans.model import MarkKind, Status
from plans.thai import Script
from reports import wording
from reports.report import Count, Line, Report, Said
from reports.results import Style, results

_STAMP = (2000, 1, 1, 0, 0, 0)  # the same report gives the same bytes
_DANGEROUS = re.compile(rb"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\b")
_EXTERNAL = re.compile(rb"<Relationship\b(?=[^>]*TargetMode=\"External\")(?![^>]*/hyperlink\")")
_NEEDED = ("measures", "groups", "divisions")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

UNKNOWN = "แม่แบบใช้ชื่อที่ระบบไม่รู้จัก: {names} ชื่อที่ใช้ได้: {known}"
WRONG = "แม่แบบเขียนคำสั่งไม่ถูกต้อง ({problem}) กรุณาแก้แล้วส่งใหม่"
UNSAFE = "แม่แบบมีมาโคร ฟิลด์ หรือส่วนที่โยงไปไฟล์อื่น กรุณาลบออกแล้วบันทึกเป็น .docx ใหม่"
EMPTY = "แม่แบบไม่มีที่สำหรับผลการดำเนินการ ต้องใช้ measures, groups หรือ divisions อย่างน้อยหนึ่งชื่อ"
NO_REFERENCE = "แม่แบบไม่มีรหัสรายงาน ใส่ {{ reference }} ไว้ท้ายหน้า มิฉะนั้นตรวจฉบับจริงด้วยระบบไม่ได้"


class Unfit(Exception):
    """The template cannot be used; args[0] is the Thai sentence that says why."""


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


def render_template(
    template: bytes, report: Report, *, digits: Script = Script.THAI, reference: str = ""
) -> bytes:
    """The template filled as .docx; raises ``Unfit``.  The same report gives the same bytes."""
    document = _document(template)
    values = _printed(asdict(_fields(report, reference)), digits)
    try:
        document.render(values, jinja_env=_environment(), autoescape=True)
    except SecurityError as problem:
        raise Unfit(UNSAFE) from problem
    except (TemplateError, ValueError, TypeError, ArithmeticError, LookupError) as problem:
        raise Unfit(WRONG.format(problem=_brief(problem))) from problem
    stream = io.BytesIO()
    document.save(stream)
    return _stamped(stream.getvalue())


def check_template(template: bytes, report: Report) -> tuple[str, ...]:
    """What to tell who hands it in, after a trial with a real report; raises ``Unfit``."""
    try:
        used = _document(template).get_undeclared_template_variables(jinja_env=_environment())
    except TemplateError as problem:
        raise Unfit(WRONG.format(problem=_brief(problem))) from problem
    unknown = sorted(used - set(NAMES))
    if unknown:
        raise Unfit(UNKNOWN.format(names=", ".join(unknown)[:200], known=", ".join(NAMES)))
    if not used & set(_NEEDED):
        raise Unfit(EMPTY)
    render_template(template, report)
    return () if "reference" in used else (NO_REFERENCE,)


# --- the file -----------------------------------------------------------------------------------


def _document(template: bytes) -> DocxTemplate:
    try:
        with opened(template) as archive:
            if any(name.endswith((".bin", ".exe")) for name in archive.names):
                raise Unfit(UNSAFE)
            for name in archive.names:
                part = archive.read(name)
                if _DANGEROUS.search(part) or (name.endswith(".rels") and _EXTERNAL.search(part)):
                    raise Unfit(UNSAFE)
            if "word/document.xml" not in archive.names:
                raise Unfit(WRONG.format(problem=".docx"))
    except Unreadable as problem:
        raise Unfit(str(problem)) from problem
    return DocxTemplate(io.BytesIO(template))


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _brief(problem: Exception) -> str:
    return str(problem).splitlines()[0][:200] if str(problem) else type(problem).__name__


def _stamped(data: bytes) -> bytes:
    """The archive without the time of day in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(stream, "w") as archive:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, made.read(name))
    return stream.getvalue()


def _printed(value: object, digits: Script) -> object:
    """Every text as this report prints it: its digits, and no letters that no file can hold."""
    if isinstance(value, str):
        return wording.in_digits(_CONTROLS.sub("", wording.printable(value)), digits)
    if isinstance(value, dict):
        return {key: _printed(one, digits) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printed(one, digits) for one in value]
    return value


# --- the values ---------------------------------------------------------------------------------


def _fields(report: Report, reference: str) -> TemplateFields:
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
