"""Papers around the report: what the office has set and what was issued, put into words or Word."""

from collections.abc import Mapping
from datetime import date

from pydantic import TypeAdapter

from bot import sandbox
from handlers import paper_texts as texts
from handlers.messages import Document
from plans.model import Organisation
from plans.progress import BANGKOK
from reports import oit
from reports.leaflet import Leaflet, Way
from reports.look import Look
from reports.report import Report
from reports.wish import Kind, Registered, Wanted, Wish
from storage import issues
from storage.database import Transaction
from storage.issues import Issue
from storage.measures import fiscal_years
from storage.progress import load_progress
from storage.settings import OfficeSettings, office_settings

_WANTED = TypeAdapter(Wanted)
_LOOK = TypeAdapter(Look)
_LEAFLET = TypeAdapter(Leaflet)


def wish_for(tx: Transaction, document: Document, settings: OfficeSettings) -> Wish:
    """The paper wanted, with what the office has set and given out."""
    return Wish(
        kind=Kind(document.paper),
        day=document.as_of,
        desk=settings.desk,
        website=settings.website,
        oit_items=settings.oit_items,
        register=tuple(map(_registered, issues.register(tx, document.fiscal_year))),
    )


def leaflet_for(tx: Transaction, day: date, invitations: Mapping[str, str]) -> Leaflet:
    """The sheet for the wall, with the accounts people can be led to."""
    ways = tuple(
        Way(name, url, then)
        for app, (name, then) in texts.WAYS.items()
        if (url := invitations.get(app, ""))
    )
    years = fiscal_years(tx)
    progress = load_progress(tx, years[-1]) if years else None
    own = progress.plan.organisation if progress else Organisation("")
    office = office_settings(tx).office(own).name
    return Leaflet(
        texts.LEAFLET_TITLE, office, ways, texts.LEAFLET_SENTENCES, texts.LEAFLET_NOTE, day
    )


async def draw_leaflet(leaflet: Leaflet) -> bytes:
    """The sheet as PDF, made in the limited child process; raises ``Declined``."""
    if not leaflet.ways:
        raise sandbox.Declined(texts.NO_ACCOUNT_YET)
    return await sandbox.run("leaflet", "", _LEAFLET.dump_json(leaflet))


async def render_paper(wish: Wish, report: Report, look: Look) -> bytes:
    """The paper as Word, made in the limited child process; raises ``Declined``."""
    data = _WANTED.dump_json(Wanted(wish, report))
    return await sandbox.run("paper", _LOOK.dump_json(look).decode(), data)


def pasted(wish: Wish, report: Report) -> str:
    """The words for the OIT item, with the report given out last."""
    own = [one for one in wish.register if one.months == report.round.months]
    code = own[-1].code if own else ""
    return oit.answer(report, wish.oit_items, wish.website, code)


def _registered(issue: Issue) -> Registered:
    signed = (
        texts.signed_line(issue.places[one.place - 1], one.author, one.said_at.astimezone(BANGKOK))
        for one in issue.signings
    )
    return Registered(
        code=issue.code,
        months=issue.months,
        edition=issue.edition,
        as_of=issue.as_of,
        issued=texts.moment(issue.issued_at.astimezone(BANGKOK)),
        asked=issue.division or issue.asked_as,
        head=issue.head,
        files=issue.hashes,
        signed=tuple(signed),
        scans=tuple(scan.name or scan.sha256[:12] for scan in issue.scans),
    )
