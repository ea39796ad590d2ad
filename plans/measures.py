"""The rows of each measure → ``Measure``s, with a finding for whatever had to be settled."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from plans import rounds
from plans.clauses import read_clauses, read_period
from plans.divisions import Owners, joined, likeness, one_spelling, read_owners, usual_name
from plans.items import dashed, split_items, with_preface
from plans.layouts import Column, indicator_like
from plans.model import Choice, Clause, Finding, Measure, Period, Step
from plans.remarks import Remark, remark
from plans.results import about_result, read_result
from plans.rows import Bundle, Contents, Entry
from plans.steps import (
    about_numbers,
    is_nobody,
    is_paired,
    named_owners,
    period_pieces,
    read_steps,
    states_time,
)
from plans.thai import print_date, tidy
from plans.titles import completed, indicator_of, instrument_of, is_short_survey

_TEMPLATE = re.compile(r"\([^()]*(?:หน่วยงานอาจ|ให้หน่วยงาน|ปรับตามบริบท|ให้ระบุ|โปรดระบุ)[^()]*\)")
_RHYTHM = re.compile(r"^\s*(?:ทุก|ราย|ไตรมาสละ|เดือนละ|ปีละ)")
_LATE = timedelta(days=92)  # twelve-month reports fall due in the months after the year


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for every measure of a document."""

    fiscal_year: int
    monitored: bool
    stepped: bool
    paired: bool
    short: bool


def read_measures(
    contents: Contents, fiscal_year: int
) -> tuple[tuple[Measure, ...], tuple[Finding, ...]]:
    """Every measure in document order."""
    columns = contents.header.columns if contents.header else ()
    codes = [code for bundle in contents.bundles for code in bundle.title.questions]
    context = Context(
        fiscal_year,
        monitored=Column.MONITORING in columns,
        stepped=Column.STEPS in columns,
        paired=is_paired(contents.bundles),
        short=is_short_survey(codes, fiscal_year),
    )
    measures: list[Measure] = []
    findings: list[Finding] = []
    for number, bundle in enumerate(contents.bundles, 1):
        measure, found = _read_measure(number, bundle, context)
        measures.append(measure)
        findings += found
    measures = _spelt_alike(measures)
    return tuple(measures), (*findings, *_similar_names(measures))


def _read_measure(number: int, bundle: Bundle, context: Context) -> tuple[Measure, list[Finding]]:
    owners = named_owners(
        joined(one for entry in bundle.entries for one in read_owners(entry.responsible))
    )
    taken, findings = read_steps(bundle, context.fiscal_year if context.paired else None)
    clauses, about_clauses = _read_all_clauses(bundle, taken.steps, context)
    period = None if context.paired else _measure_period(bundle, context)
    if not context.paired:
        findings += _unread_periods(bundle, context)
    measure = Measure(
        number=number,
        title=bundle.title.title,
        responsible_text=_responsible_text(bundle.entries),
        divisions=owners.divisions,
        everyone=owners.everyone,
        collector=owners.collector,
        steps=tuple(taken.steps),
        period=period,
        clauses=clauses,
        result=read_result(bundle.entries),
    )
    measure, about_title = _placed(measure, bundle, context)
    findings += [*about_clauses, *about_title, *_about_owners(owners, bundle)]
    findings += about_result(bundle.entries)
    findings += _about_row(measure, bundle, context)
    return measure, [replace(one, measure=one.measure or number) for one in findings]


# --- title and place ------------------------------------------------------------------------------


def _placed(measure: Measure, bundle: Bundle, context: Context) -> tuple[Measure, list[Finding]]:
    """The measure under its issue, with instrument and indicator as printed or as they follow."""
    heading = completed(bundle.heading)
    questions = bundle.title.questions
    proper = indicator_of(questions[0], short=context.short) if questions else None
    instrument, indicator = heading.instrument, heading.indicator
    if questions:
        own = instrument_of(questions[0])
        instrument, indicator = (instrument if indicator else None) or own, indicator or proper
    elif heading.issue is None and (known := indicator_like(measure.title)):
        instrument, indicator = known.instrument, known.number
    findings = [
        remark(
            Remark.QUESTION_REPAIRED,
            measure.title,
            printed=printed,
            question=question,
            proposal=question,
        )
        for printed, question in zip(bundle.title.repaired, questions, strict=False)
    ]
    if proper and heading.indicator and proper != heading.indicator:
        findings.append(
            remark(
                Remark.QUESTION_MISMATCH,
                heading.issue or "",
                question=questions[0],
                proper=proper,
                printed=heading.indicator,
            )
        )
    placed = replace(
        measure,
        issue=heading.issue,
        instrument=instrument,
        indicator=indicator,
        questions=questions,
    )
    return placed, findings


def _about_row(measure: Measure, bundle: Bundle, context: Context) -> list[Finding]:
    findings: list[Finding] = []
    if bundle.misplaced:
        findings.append(remark(Remark.MISPLACED_CELLS, bundle.misplaced))
    if not measure.title:
        findings.append(remark(Remark.NO_TITLE, measure.responsible_text))
    missing = [] if measure.steps or not context.stepped else ["ไม่มีขั้นตอนการดำเนินการ"]
    if context.monitored and not measure.clauses:
        missing.append("ไม่มีการกำกับติดตามและกำหนดเวลา")
    if missing:
        findings.append(remark(Remark.INCOMPLETE_ROW, measure.title, missing=" ".join(missing)))
    return findings


# --- owners ---------------------------------------------------------------------------------------


def _about_owners(owners: Owners, bundle: Bundle) -> Iterator[Finding]:
    text = _responsible_text(bundle.entries)
    if not owners.named:
        yield remark(Remark.NO_OWNER, text or bundle.title.title)
    for name in owners.unknown:
        yield remark(Remark.UNKNOWN_DIVISION, text, name=name)
    for name in owners.roles:
        if name not in owners.divisions and not is_nobody(name):
            yield remark(Remark.ROLE_OWNER, text, name=name)
    for name in owners.vague:
        yield remark(Remark.VAGUE_OWNER, text, name=name)
    if match := _TEMPLATE.search(text):
        yield remark(Remark.TEMPLATE_NOTE, match[0])


def _responsible_text(entries: Iterable[Entry]) -> str:
    return " ".join(
        dict.fromkeys(tidy(entry.responsible) for entry in entries if entry.responsible)
    )


def _spelt_alike(measures: Sequence[Measure]) -> list[Measure]:
    """Each division under one spelling throughout the document."""
    names = [name for measure in measures for name in _all_names(measure)]
    spelling = one_spelling(names)

    def alike(divisions: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(spelling[name] for name in divisions))

    return [
        replace(
            measure,
            divisions=alike(measure.divisions),
            steps=tuple(replace(step, divisions=alike(step.divisions)) for step in measure.steps),
        )
        for measure in measures
    ]


def _all_names(measure: Measure) -> tuple[str, ...]:
    return (*measure.divisions, *(name for step in measure.steps for name in step.divisions))


def _similar_names(measures: Sequence[Measure]) -> Iterator[Finding]:
    """Names so alike that one may be a misprint of the other, most likely of the frequent one."""
    names = [name for measure in measures for name in _all_names(measure)]
    distinct = sorted(dict.fromkeys(names), key=names.count, reverse=True)
    for i, rare in enumerate(distinct):
        for frequent in distinct[:i]:
            if usual_name(rare) is None and 0.78 <= likeness(rare, frequent) < 1:
                choices = (
                    Choice(frequent, f"ใช่ คือ {frequent}"),
                    Choice(rare, "ไม่ใช่ คนละส่วนราชการ"),
                )
                yield remark(
                    Remark.SIMILAR_DIVISION, rare, name=rare, other=frequent, choices=choices
                )
                break


# --- periods and clauses --------------------------------------------------------------------------


def _measure_period(bundle: Bundle, context: Context) -> Period | None:
    periods = [
        read_period(entry.period, fiscal_year=context.fiscal_year) for entry in bundle.entries
    ]
    found = [period for period in periods if period]
    if not found:
        return None
    return Period(min(one.starts for one in found), max(one.ends for one in found))


def _unread_periods(bundle: Bundle, context: Context) -> Iterator[Finding]:
    """Periods that are neither a span of days nor words about time."""
    for piece in (piece for entry in bundle.entries for piece in period_pieces(entry.period)):
        year = context.fiscal_year
        if read_period(piece, fiscal_year=year) is None and not states_time(piece, year):
            yield remark(Remark.PERIOD_UNREAD, piece, period=piece)


def _read_all_clauses(
    bundle: Bundle, steps: Sequence[Step], context: Context
) -> tuple[tuple[Clause, ...], list[Finding]]:
    clauses: list[Clause] = []
    findings: list[Finding] = []
    for entry in bundle.entries:
        items = with_preface(split_items(entry.monitoring))
        numbers = [None if item.continues else item.number for item in items]
        findings += about_numbers(numbers, [item.text for item in items])
    for text, step in (*_clause_sources(bundle, steps, context), *_rhythms(bundle, steps, context)):
        reading = read_clauses(text, fiscal_year=context.fiscal_year, step=step)
        if any(_says_again(one, step, clauses) for one in reading.clauses):
            continue
        first = len(clauses)
        clauses += [replace(one, step=step or None) for one in reading.clauses]
        findings += [
            replace(one, clause=first + (one.clause or 1), step=step or None)
            for one in reading.findings
        ]
    for position, clause in enumerate(clauses, 1):
        findings += _outside_year(clause, position, context)
    return tuple(clauses), findings


def _clause_sources(
    bundle: Bundle, steps: Sequence[Step], context: Context
) -> Iterator[tuple[str, int | None]]:
    """Texts that may oblige, and the step they are; 0 for words that oblige only by naming a time.

    Steps count where there is no column for monitoring, as do suggestions and a plan's notes.
    """
    for entry in bundle.entries:
        yield from ((item.text, None) for item in with_preface(split_items(entry.monitoring)))
    if not context.monitored:
        yield from ((step.text, position) for position, step in enumerate(steps, 1))
        yield from ((text, 0) for entry in bundle.entries for text in dashed(entry.suggestion))
        yield from ((text, 0) for entry in _planned(bundle) for text in dashed(entry.note))


def _rhythms(bundle: Bundle, steps: Sequence[Step], context: Context) -> Iterator[tuple[str, int]]:
    """Periods that are no span of days but a rhythm, with the step they stand beside."""
    by_row = context.paired and len(steps) == len(bundle.entries)
    for row, entry in enumerate(bundle.entries, 1):
        for piece in period_pieces(entry.period):
            if read_period(piece, fiscal_year=context.fiscal_year) is None or _RHYTHM.match(piece):
                yield piece, row if by_row else 0


def _says_again(clause: Clause, step: int | None, known: Sequence[Clause]) -> bool:
    """Whether a step's period only repeats the rhythm its text states."""
    return bool(step) and any(
        one.step == step
        and one.every
        and (one.every, one.interval) == (clause.every, clause.interval)
        for one in known
    )


def _planned(bundle: Bundle) -> list[Entry]:
    """The rows whose notes say what is to be done: a report's explain what was not."""
    return [
        one
        for one in bundle.entries
        if not (one.result or one.done or one.not_possible or one.status or one.outcome)
    ]


def _outside_year(clause: Clause, position: int, context: Context) -> Iterator[Finding]:
    year = rounds.fiscal_period(context.fiscal_year)
    for due in clause.due:
        if due > year.ends + _LATE:  # one before the year is already a finding of the clause
            yield remark(
                Remark.DUE_OUTSIDE_YEAR,
                clause.text,
                clause=position,
                due=print_date(due),
                year=context.fiscal_year,
            )
