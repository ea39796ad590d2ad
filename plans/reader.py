"""A plan document → ``Reading``: what it says, and what the reader was unsure of."""

from collections.abc import Iterator

from plans import rounds
from plans.cover import YearReading, read_ending, read_fiscal_year, read_organisation, read_round
from plans.forms import laid_flat
from plans.grid import Document, Unreadable, texts_of
from plans.layouts import Column
from plans.loose import as_cells, is_page_mark, settle
from plans.measures import read_measures
from plans.model import Choice, Finding, Measure, Plan, PlanKind, Reading
from plans.remarks import Remark, remark
from plans.rows import Contents, read_contents
from plans.scores import PASS_LINE, Scores, read_scores, weak_questions
from plans.tables import read_tables
from plans.thai import thai_digits

__all__ = ["Unreadable", "read_blocks", "read_document"]

_RESULTS = frozenset({Column.RESULT, Column.DONE, Column.NOT_POSSIBLE, Column.STATUS})


def read_document(data: bytes, file_name: str) -> Reading:
    """What a plan document says; ``Unreadable`` says in one Thai sentence why it cannot be read."""
    return read_blocks(read_tables(data, file_name))


def read_blocks(document: Document) -> Reading:
    """The reading of a document whose cells are already known."""
    contents = read_contents(laid_flat(settle(document.blocks)))
    if not contents.bundles:
        contents = read_contents(settle(as_cells(document.blocks)))
    if not contents.bundles:
        raise Unreadable(
            "ไม่พบตารางมาตรการในเอกสาร กรุณาส่งไฟล์ที่มีตารางซึ่งมีหัวตาราง เช่น มาตรการ ขั้นตอน ผู้รับผิดชอบ"
        )
    year = read_fiscal_year(_year_lines(contents))
    if year.fiscal_year is None:
        raise Unreadable(
            "ไม่พบปีงบประมาณในเอกสาร กรุณาเพิ่มบรรทัด “ประจำปีงบประมาณ พ.ศ. ...” เหนือตาราง แล้วส่งใหม่"
        )
    measures, findings = read_measures(contents, year.fiscal_year)
    scores = read_scores(contents.scraps, year.fiscal_year)
    plan, about_cover = _assembled(document, contents, measures, scores, year.fiscal_year)
    about_scores = (*scores.findings, *_weak(scores, measures))
    about_file = (*_about_file(document, contents), *_about_year(year))
    return Reading(plan, (*about_file, *about_cover, *findings, *about_scores))


def _about_file(document: Document, contents: Contents) -> Iterator[Finding]:
    """Text that had to be mended, and rows no use was found for."""
    if document.repaired:
        samples = " · ".join(dict.fromkeys(document.repaired[:20]))
        yield remark(Remark.TEXT_REPAIRED, samples, count=len(document.repaired))
    for row in contents.unplaced:
        yield remark(Remark.UNPLACED_ROW, row)
    for heading, sample in contents.unknown.items():
        yield remark(Remark.UNKNOWN_COLUMN, sample, heading=heading)


def _about_year(year: YearReading) -> Iterator[Finding]:
    if len(year.named) > 1:
        named = " · ".join(str(one) for one in year.named)
        choices = tuple(Choice(str(one), f"ปีงบประมาณ {one}") for one in year.named)
        proposal = str(year.fiscal_year)
        yield remark(Remark.YEAR_CONFLICT, named, years=named, choices=choices, proposal=proposal)


def _year_lines(contents: Contents) -> list[str]:
    """Title lines first, then the texts of the table, which name years too."""
    lines = [line for line in contents.before if not is_page_mark(line)]
    periods = [entry.period for bundle in contents.bundles for entry in bundle.entries]
    return [*lines, *contents.after, *(period for period in periods if period)]


def _assembled(
    document: Document,
    contents: Contents,
    measures: tuple[Measure, ...],
    scores: Scores,
    fiscal_year: int,
) -> tuple[Plan, list[Finding]]:
    ending = read_ending(contents.after)
    whole = "\n".join(text for block in document.blocks for text in texts_of(block))
    organisation, findings = read_organisation(contents.before, contents.after, whole)
    columns = contents.header.columns if contents.header else ()
    kind = _kind(frozenset(columns), scores, contents.before)
    found = read_round([*contents.before, *contents.after], fiscal_year)
    months, period = found.months, found.period
    if kind is PlanKind.REPORT and months is None:
        months, period = 12, rounds.fiscal_period(fiscal_year)
    plan = Plan(
        organisation=organisation,
        kind=kind,
        fiscal_year=fiscal_year,
        measures=measures,
        round=months if kind is PlanKind.REPORT else None,
        period=period if kind is PlanKind.REPORT else None,
        columns=tuple(h for h in (contents.header.headings if contents.header else ()) if h),
        monitored=Column.MONITORING in columns,
        scores=scores.indicators,
        question_scores=scores.questions,
        problems=ending.problems,
        suggestions=ending.suggestions,
        signatories=ending.signatories,
    )
    return plan, findings


def _kind(columns: frozenset[Column], scores: Scores, titles: list[str]) -> PlanKind:
    if columns & _RESULTS:
        return PlanKind.REPORT
    if scores.indicators or scores.questions:
        return PlanKind.ANALYSIS_AND_PLAN
    is_report = any("รายงานผลการดำเนินการ" in title.replace(" ", "") for title in titles[:6])
    return PlanKind.REPORT if is_report else PlanKind.PLAN


def _weak(scores: Scores, measures: tuple[Measure, ...]) -> list[Finding]:
    answered = [question for measure in measures for question in measure.questions]
    weak = weak_questions(scores, answered)
    if not weak or not answered:
        return []
    names = " ".join(one.question for one in weak)
    return [
        remark(
            Remark.WEAK_WITHOUT_MEASURE,
            weak[0].text,
            questions=names,
            line=thai_digits(str(PASS_LINE)),
        )
    ]
