"""Commands that read documents and clauses and store nothing."""

import asyncio
import sys
from pathlib import Path

from bot.command import FINE, UNREADABLE, Desk, Stopped
from bot.desk import dated_clauses, read_document
from bot.sandbox import Declined
from handlers import desk_texts as texts
from plans.model import Finding, Reading
from plans.reading_json import clauses_to_json, to_json
from storage.loading import Source


async def read_(desk: Desk) -> int:
    reading, _ = await read_file(desk)
    if desk.arguments.json:
        print(to_json(reading))
        return FINE
    show_reading(desk, reading)
    return FINE


async def clause_(desk: Desk) -> int:
    given, year = desk.arguments.text, desk.arguments.fiscal_year
    lines = (line.strip() for line in (sys.stdin if given is None else [given]))
    for line in filter(None, lines):
        dated = dated_clauses(line, year)
        if desk.arguments.json or given is None:
            print(clauses_to_json(line, dated), flush=True)
            continue
        for clause, dates in dated:
            days = " ".join(day.isoformat() for day in dates) or "-"
            print(clause.actor, clause.kind, clause.every or "", days, clause.text, sep="\t")
    return FINE


async def read_file(desk: Desk) -> tuple[Reading, Source]:
    file = Path(desk.arguments.file)
    try:
        data = await asyncio.to_thread(file.read_bytes)
    except OSError:
        raise Stopped(UNREADABLE, texts.NO_FILE, file=file) from None
    try:
        return await read_document(file, data)
    except Declined as declined:
        raise Stopped(UNREADABLE, str(declined)) from None


def show_reading(desk: Desk, reading: Reading) -> None:
    plan = reading.plan
    desk.say(
        texts.READ_SUMMARY,
        organisation=plan.organisation.name,
        year=plan.fiscal_year,
        measures=len(plan.measures),
        steps=sum(len(measure.steps) for measure in plan.measures),
        clauses=sum(len(measure.clauses) for measure in plan.measures),
    )
    for measure in plan.measures:
        owners = " ".join(measure.divisions) or measure.responsible_text
        print(f"{measure.number}. {measure.title} — {owners}")
    if reading.findings:
        desk.say(texts.FINDINGS, count=len(reading.findings))
    for number, finding in enumerate(reading.findings, 1):
        show_finding(number, finding)


def show_finding(number: int, finding: Finding) -> None:
    where = f" (#{finding.measure})" if finding.measure else ""
    print(f"  {number}){where} {finding.message}")
    if finding.source:
        print(f"     “{finding.source}”")
    for choice, option in enumerate(finding.choices, 1):
        proposed = " *" if option.value == finding.proposal else ""
        print(f"     [{choice}] {option.label}{proposed}")
