"""Reads a plan document for a command and shows a person what it says."""

import asyncio
from pathlib import Path

from bot.command import UNREADABLE, Desk, Stopped
from bot.desk import read_document
from bot.sandbox import Declined
from handlers import desk_texts as texts
from plans.model import Finding, Reading
from storage.loading import Source


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
