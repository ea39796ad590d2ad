"""Gives a report out: onto the register, rendered with its code and seal, kept.

What it says and the head of the seal make its code, so that the same state gives the same bytes.
"""

import asyncio
import hashlib
from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from bot import sandbox
from handlers.messages import Document
from plans.progress import BANGKOK
from reports.look import Look, Order
from reports.pages import Signature
from reports.reference import printed_reference, short_code
from reports.report import Group, Quoted, Report, Shot
from storage import documents, files, issues, pictures
from storage.database import Database
from storage.documents import Issued
from storage.issues import Draft
from storage.photos import jpeg_size

EVIDENCE = "evidence"
"""The folder of what was handed in, beside that of the documents given out."""

MOST_SHOTS = 60
"""Photos printed in the annex of one report; the list before them names all."""

LINK_LIFE = timedelta(hours=1)
"""How long the link to a document opens it."""

_REPORT = TypeAdapter(Report)
_LOOK = TypeAdapter(Look)
_RESULTS = TypeAdapter(tuple[tuple[Group, ...], tuple[Quoted, ...], tuple[Quoted, ...]])
_DOCUMENT = TypeAdapter(Document)
_ORDER = TypeAdapter(Order)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report of one moment, and the head of the seal at that moment."""

    document: Document
    report: Report
    look: Look
    head: str
    file_name: str
    template: str = ""
    """The office's own Word template (SHA-256), where it has one."""


async def fill_template(
    template: bytes, report: Report, look: Look, *, check: bool = False
) -> bytes:
    """The template filled, or what its check has to tell; raises ``Declined``."""
    order = Order(b64encode(template).decode(), report, look)
    return await sandbox.run("template", "check" if check else "", _ORDER.dump_json(order))


async def find_shots(database: Database, evidence: Path, report: Report) -> tuple[Shot, ...]:
    """The small copies of the photos of a report, the first of them where there are very many."""
    said = (one for line in report.lines for share in line.shares for one in share.said)
    wanted = dict.fromkeys(e.sha256 for one in said for e in one.evidence if e.kind == "photo")
    known = await database.read(pictures.smalls)
    found = [(sha256, known[sha256]) for sha256 in wanted if sha256 in known]
    return await asyncio.to_thread(_shots, evidence, found[:MOST_SHOTS])


def _shots(evidence: Path, found: list[tuple[str, str]]) -> tuple[Shot, ...]:
    made: list[Shot] = []
    for sha256, small in found:
        try:
            data = files.load(evidence, small)
            width, height = jpeg_size(data)
        except (FileNotFoundError, ValueError):
            continue  # the list of evidence names it all the same
        made.append(Shot(sha256, b64encode(data).decode(), width, height))
    return tuple(made)


def end_of(day: date) -> datetime:
    """The moment after the day, in Thailand: what is said from then on is not of it."""
    return datetime.combine(day + timedelta(days=1), time(), BANGKOK)


async def give_out(
    database: Database, folder: Path, prepared: Prepared, key: str, now: datetime
) -> Issued:
    """Put it on the register, render and keep it; raises ``Declined``.

    Without a ``key`` the bytes themselves name the request.
    """
    document = prepared.document
    issue = await database.write(issues.issue, _draft(prepared), now)
    look = replace(prepared.look, reference=printed_reference(issue.code, issue.head))
    shots = await find_shots(database, folder.with_name(EVIDENCE), prepared.report)
    report = replace(prepared.report, edition=issue.edition, shots=shots)
    if document.format == "docx" and prepared.template:
        template = await asyncio.to_thread(files.load, folder, prepared.template)
        data = await fill_template(template, report, look)
    else:
        how = _LOOK.dump_json(look).decode()
        data = await sandbox.run(document.format, how, _REPORT.dump_json(report))
    sha256 = await asyncio.to_thread(files.store, folder, data)
    made = documents.Made(
        key=key or f"desk/{issue.code}/{sha256}",
        request=_DOCUMENT.dump_json(document).decode(),
        file_name=prepared.file_name,
        sha256=sha256,
        size=len(data),
        issue=issue.id,
    )
    return await database.write(documents.record, made, now, now + LINK_LIFE)


def _draft(prepared: Prepared) -> Draft:
    document, report = prepared.document, prepared.report
    state = _digest(_REPORT.dump_json(report), prepared.head.encode())
    results = (report.groups, report.problems, report.suggestions)
    return Draft(
        code=short_code(document.fiscal_year, state),
        fiscal_year=document.fiscal_year,
        months=document.months,
        division=document.division or "",
        as_of=document.as_of,
        closed=document.as_of >= report.round.last_day,
        state=state,
        content=_digest(_RESULTS.dump_json(results)),
        head=prepared.head,
        places=tuple(map(_place, report.signatures)),
        asked_by=document.asked_by,
        asked_as=document.asked_as,
    )


def _place(signature: Signature) -> str:
    return f"{signature.role or signature.heading} {signature.position}".strip()


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\n".join(parts)).hexdigest()
