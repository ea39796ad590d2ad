"""The duties as a calendar feed, behind links that live for years and can be made void at once."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from bot.links import Links, Purpose
from handlers import feed_texts as texts
from handlers.feeds import EVERYBODY
from handlers.messages import Button, Style
from plans.model import Actor, Occurrence
from plans.progress import BANGKOK, Progress
from plans.rounds import first_day, fiscal_year_of
from storage import feeds, measures, people
from storage.database import Database, Transaction
from storage.progress import load_progress
from storage.settings import OfficeSettings, office_settings


class NoSuchFeed(Exception):
    """The division is gone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One due date as a calendar shows it; what is answered needs no alarm."""

    uid: str
    occurrence: Occurrence
    title: str
    names: tuple[str, ...]
    answered: bool


class Feeds:
    """The calendar links of one organisation."""

    def __init__(self, database: Database, links: Links, secret: bytes) -> None:
        self._database = database
        self._links = links
        self._secret = secret
        self.base_url = ""
        """Where links lead; known only once the web server listens."""

    async def link(self, division: int, now: datetime) -> Button:
        """The link of a division or ``EVERYBODY``: the same all year, good for one more."""
        generation = await self._database.read(feeds.generation)
        ends = first_day(fiscal_year_of(now.astimezone(BANGKOK).date()) + 2)
        until = datetime.combine(ends, time(), BANGKOK)
        token = self._links.sign(Purpose.CALENDAR, f"{generation}:{division}", until)
        url = f"{self.base_url}/calendar/{token}.ics"
        return Button(texts.OPEN_FEED, url=url, style=Style.LINK)

    async def open(self, token: str, now: datetime) -> bytes | None:
        """What a link shows; None when it is forged, expired, made void, or of nobody."""
        subject = self._links.read(Purpose.CALENDAR, token, now)
        if subject is None:
            return None
        generation, _, division = subject.partition(":")
        if int(generation) != await self._database.read(feeds.generation):
            return None
        try:
            return await self._database.read(feed, self._secret, int(division), now)
        except NoSuchFeed:
            return None


def feed(
    tx: Transaction, secret: bytes, division: int, now: datetime, years: tuple[int, ...] = ()
) -> bytes:
    """The calendar of a division, or of ``EVERYBODY``; raises ``NoSuchFeed``.

    Without ``years`` those of every plan.
    """
    name = ""
    if division != EVERYBODY:
        own = next((one for one in people.divisions(tx) if one.id == division), None)
        if own is None:
            raise NoSuchFeed
        name = own.name
    wanted = years or tuple(measures.fiscal_years(tx))
    entries = [entry for year in wanted for entry in _year(tx, secret, year, name)]
    from bot.ics import render_calendar  # noqa: PLC0415 - its library is not needed to start

    settings = office_settings(tx)
    title = texts.name(_office(tx, settings), name or texts.EVERYBODY.thai)
    return render_calendar(title, entries, settings, now)


def _office(tx: Transaction, settings: OfficeSettings) -> str:
    years = measures.fiscal_years(tx)
    stored = measures.find_plan(tx, years[-1]) if years else None
    return settings.organisation or (stored.plan.organisation.name if stored else "")


def _year(tx: Transaction, secret: bytes, fiscal_year: int, division: str) -> Iterator[Entry]:
    progress = load_progress(tx, fiscal_year)
    if progress is None:
        return
    titles = {measure.number: measure.title for measure in progress.plan.measures}
    for one in progress.occurrences:
        owners = progress.owners(one)
        if one.due is None or (division and division not in owners):
            continue
        yield Entry(
            uid=hashlib.sha256(secret + f"calendar/{one.id}".encode()).hexdigest()[:32],
            occurrence=one,
            title=titles.get(one.duty.measure, one.duty.text),
            names=owners,
            answered=_is_answered(progress, one, division),
        )


def _is_answered(progress: Progress, occurrence: Occurrence, division: str) -> bool:
    if occurrence.duty.actor is Actor.EXECUTIVE and not progress.owners(occurrence):
        return progress.is_acknowledged(occurrence)
    if progress.is_closed(occurrence):
        return True
    return bool(division) and division not in progress.missing(occurrence)
