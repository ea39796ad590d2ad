"""Makes the documents people ask for, keeps them, and hands them out by signed links."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from bot import desk_papers, issuing, picturing
from bot.channel import RenderedFile
from bot.desk_papers import leaflet_for
from bot.issuing import LINK_LIFE, Prepared, end_of
from bot.links import Links, Purpose
from bot.rehearsal import as_book, rehearse
from bot.web import Served
from handlers import desk_texts
from handlers import paper_texts as texts
from handlers.desk_texts import Language
from handlers.messages import Button, Document, Style
from handlers.scene import Office
from plans.progress import Progress
from plans.rounds import Round
from plans.thai import Script
from reports.chat import render_chat
from reports.compile import compile_report, default_round
from reports.drawings import Drawing, headed, told
from reports.excerpt import part_of
from reports.look import Face, Look
from reports.report import Report
from reports.signing import read_signature
from reports.wish import Wish
from storage import chain, documents, files, issues
from storage.database import Database, Transaction
from storage.documents import Issued
from storage.progress import load_progress
from storage.settings import TEMPLATE, OfficeSettings, find_value, office_settings
from storage.withdrawn import answers_withdrawn

OPENINGS: Mapping[Purpose, int] = {Purpose.FILE: 10, Purpose.PICTURE: 10_000}
"""How often a link may be opened: a link in a group is readable by every member.

A picture is fetched by every phone that shows the chat, perhaps more than once.
"""

PICTURE_LIFE = timedelta(days=7)
"""How long LINE may show a picture of ours to those who have not looked yet."""

MEDIA_TYPES: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
}
"""What documents are, by the ending of their names."""

REHEARSAL = "rehearsal"
"""The paper that is a round of reminders played in advance."""

EXAMPLE = "template"
"""The paper that is a template to begin with."""

LEAFLET = "leaflet"
"""The paper that is pinned to the wall."""

_REPORT = TypeAdapter(Report)
_DOCUMENT = TypeAdapter(Document)


class NoPlan(Exception):
    """There is no plan for that fiscal year."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document made: its bytes, the button that opens it, and what to say of it."""

    file: RenderedFile
    link: Button
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture drawn: its bytes, and its address for an app that fetches it."""

    file: RenderedFile
    address: str


class Papers:
    """The documents of one organisation."""

    def __init__(self, database: Database, folder: Path, links: Links, base_url: str) -> None:
        self._database = database
        self.folder = folder
        self._links = links
        self.base_url = base_url
        """Where links lead; known only once the web server listens, unless it is set."""
        self.invitations: Callable[[], Mapping[str, str]] = dict
        """The address that adds the account, by app; the apps tell it when the bot starts."""

    async def make(self, document: Document, key: str, now: datetime) -> Paper:
        """The document, rendered once for its key; raises ``NoPlan`` or ``Declined``."""
        issued = await self._database.read(documents.find, key)
        if issued is None:
            issued = await self._made(document, key, now)
        issue = await self._database.read(issues.of_document, key)
        data = files.load(self.folder, issued.sha256)
        url = f"{self._address(Purpose.FILE, issued)}?openExternalBrowser=1"
        note = texts.given_out(issue.code, issue.edition) if issue else ""
        if picturing.is_picture(document):
            note = headed(*await self._database.read(_drawn, document))
        return Paper(
            RenderedFile(issued.file_name, _media_type(document.format), data),
            Button(texts.OPEN_DOCUMENT, url=url, style=Style.LINK),
            note,
        )

    async def show(self, picture: Document, key: str, now: datetime) -> Sight:
        """A picture, drawn once for its key; raises as ``make`` does."""
        issued = await self._database.read(documents.find, key)
        issued = issued or await self._made(picture, key, now)
        data = files.load(self.folder, issued.sha256)
        return Sight(
            RenderedFile(issued.file_name, _media_type(picture.format), data),
            self._address(Purpose.PICTURE, issued),
        )

    def _address(self, purpose: Purpose, issued: Issued) -> str:
        token = self._links.sign(purpose, str(issued.id), issued.expires_at)
        return f"{self.base_url}/files/{token}"

    async def open(self, token: str, now: datetime) -> Served | None:
        """What a link opens; None when it is forged, expired or was opened too often."""
        found = {one: self._links.read(one, token, now) for one in OPENINGS}
        purpose, subject = next((pair for pair in found.items() if pair[1]), (None, None))
        if purpose is None or subject is None:
            return None
        most = OPENINGS[purpose]
        issued = await self._database.write(documents.open_once, int(subject), most)
        if issued is None:
            return None
        data = files.load(self.folder, issued.sha256)
        return Served(issued.file_name, _media_type(issued.file_name), data)

    async def _made(self, document: Document, key: str, now: datetime) -> Issued:
        """Reports go on the register; everything else is only kept."""
        if document.paper == REHEARSAL:
            return await self._keep(document, key, await self._rehearsed(document, now), now)
        if document.paper == LEAFLET:
            leaflet = await self._database.read(leaflet_for, document.as_of, self.invitations())
            return await self._keep(document, key, await desk_papers.draw_leaflet(leaflet), now)
        if document.paper == EXAMPLE:
            return await self._keep(document, key, await asyncio.to_thread(_example), now)
        if document.paper:
            data = await make_paper(self._database, document)
            return await self._keep(document, key, data, now)
        if picturing.is_picture(document):
            return await self._keep(document, key, await draw(self._database, document), now)
        return await give_out(self._database, self.folder, document, now, key)

    async def _rehearsed(self, document: Document, now: datetime) -> bytes:
        round_ = Round(document.fiscal_year, document.months)
        played = await self._database.read(rehearse, Office(b""), round_, now)
        if played is None:
            raise NoPlan(str(document.fiscal_year))
        title = desk_texts.REHEARSAL.in_(
            Language.THAI, months=document.months, year=document.fiscal_year
        )
        return await asyncio.to_thread(as_book, played, title)

    async def _keep(self, document: Document, key: str, data: bytes, now: datetime) -> Issued:
        sha256 = files.store(self.folder, data)
        name = await self._database.read(file_name, document)
        request = _DOCUMENT.dump_json(document).decode()
        made = documents.Made(key, request, name, sha256, len(data))
        life = PICTURE_LIFE if picturing.is_picture(document) else LINK_LIFE
        return await self._database.write(documents.record, made, now, now + life)


async def give_out(
    database: Database, folder: Path, document: Document, now: datetime, key: str = ""
) -> Issued:
    """Put a report on the register, render and keep it; raises ``NoPlan`` or ``Declined``."""
    prepared = await database.read(prepared_for, document)
    return await issuing.give_out(database, folder, prepared, key, now)


def prepared_for(tx: Transaction, document: Document) -> Prepared:
    """The report asked for, with how it is to look and the seal of its moment."""
    report, settings = _compiled(tx, document)
    look = Look(Script(settings.digits), Face(settings.font))
    head = chain.head(tx, before=end_of(document.as_of))
    own = find_value(tx, TEMPLATE) or ""
    return Prepared(document, report, look, head, file_name(tx, document), own)


async def make_paper(database: Database, document: Document) -> bytes:
    """A paper around the report as Word; raises ``Declined`` and ``NoPlan``."""
    prepared, wish = await database.read(_wished, document)
    return await desk_papers.render_paper(wish, prepared.report, prepared.look)


async def paste(database: Database, document: Document) -> str:
    """The words for the OIT item of the report; raises ``NoPlan``."""
    prepared, wish = await database.read(_wished, document)
    return desk_papers.pasted(wish, prepared.report)


def _example() -> bytes:
    from reports.example import example_template  # noqa: PLC0415 - would delay the first answer

    return example_template()


def _wished(tx: Transaction, document: Document) -> tuple[Prepared, Wish]:
    return prepared_for(tx, document), desk_papers.wish_for(tx, document, office_settings(tx))


async def draw(database: Database, document: Document) -> bytes:
    """The picture asked for, of the present rows; raises ``Declined`` and ``NoPlan``."""
    return await picturing.draw(*await database.read(_drawn, document))


async def describe(database: Database, document: Document) -> str:
    """A picture in words, for those who cannot see it; raises ``Declined`` and ``NoPlan``."""
    return told(*await database.read(_drawn, document))


def _drawn(tx: Transaction, document: Document) -> tuple[Drawing, Script]:
    report, settings = _compiled(tx, document)
    drawing = picturing.drawing_of(tx, document, report, _progress(tx, document))
    return drawing, Script(settings.digits)


async def render_text(database: Database, document: Document) -> bytes:
    """The report as plain words, or as the values it is made of, for other programs."""
    report, settings = await database.read(_compiled, document)
    if document.format == "json":
        return _REPORT.dump_json(report, indent=2) + b"\n"
    return f"{render_chat(report, digits=Script(settings.digits))}\n".encode()


def _compiled(tx: Transaction, document: Document) -> tuple[Report, OfficeSettings]:
    settings = office_settings(tx)
    progress = _progress(tx, document)
    round_ = Round(document.fiscal_year, document.months)
    signatures = tuple(map(read_signature, settings.signatories))
    office = settings.office(progress.plan.organisation)
    report = compile_report(
        progress, round_, as_of=document.as_of, organisation=office, signatures=signatures,
        withdrawn=answers_withdrawn(tx, document.fiscal_year),
    )  # fmt: skip
    if settings.layout == "default":
        report = replace(report, plan=replace(report.plan, columns=()))
    if document.division is not None:
        report = part_of(report, document.division)
    return report, settings


def _progress(tx: Transaction, document: Document) -> Progress:
    progress = load_progress(tx, document.fiscal_year)
    if progress is None:
        raise NoPlan(str(document.fiscal_year))
    return progress


def _media_type(name: str) -> str:
    return MEDIA_TYPES[name.rpartition(".")[2]]


def document_for(fiscal_year: int, months: int | None, as_of: date, format_: str) -> Document:
    """The document asked for; without ``months`` the round that is reported on that day."""
    if months is None:
        round_ = default_round(as_of)
        months = round_.months if round_.fiscal_year == fiscal_year else 12
    return Document(fiscal_year, months, format_, as_of)


def file_name(tx: Transaction, document: Document) -> str:
    """Organisation, fiscal year, round and cut-off day, safe on every system."""
    progress = load_progress(tx, document.fiscal_year)
    office = progress.plan.organisation.name if progress else ""
    named = texts.document_name(office, document)
    return re.sub(r'[\\/:*?"<>|\s]+', "_", named) + f".{document.format}"
