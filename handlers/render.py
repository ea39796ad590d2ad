"""The words of notices that were owed without any, from the state of things when they go out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict

from handlers import events
from handlers import reminder_texts as texts
from handlers.called import called
from handlers.chores import Due, chore_line
from handlers.lists import Item, Listing, items_of, listed
from handlers.messages import Button, Card, Reply, Row, Style
from handlers.scene import BANGKOK, Office
from handlers.standing import Standing, load
from handlers.texts import AUDIENCE
from plans.model import Occurrence
from plans.occasions import URGENCY, Chore, Occasion, collected_by, drafted_by, published_by
from plans.rounds import Round
from storage import people
from storage.database import Transaction
from storage.notices import Notice
from storage.people import Audience

_MOST_REASONS = 3
_LONG = timedelta(days=14)
_PASSED = frozenset({Occasion.RHYTHM, Occasion.OPENING, Occasion.AHEAD, Occasion.DUE})
_CALLS = frozenset({Occasion.DUE, Occasion.OVERDUE, Occasion.CLOSING})
"""When somebody is called by name; before that a division has time."""

_ACKNOWLEDGE = (
    Button("รับทราบ", says="#รับทราบ", style=Style.PRIMARY),
    Button("สรุป", says="#สรุป"),
)


class About(BaseModel):
    """What a notice is about, as it was put down when it was owed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str = ""
    mark: int | None = None
    person: int | None = None
    audience: Audience = Audience.DIVISION
    divisions: tuple[str, ...] = ()
    fiscal_year: int = 0
    day: date | None = None
    occurrences: tuple[int, ...] = ()
    occasions: dict[int, Occasion] = {}
    moved: dict[int, date] = {}
    chores: tuple[tuple[Chore, date, int], ...] = ()
    until: datetime | None = None

    def occasion(self, occurrence: Occurrence, today: date) -> Occasion:
        """Why it is spoken of; what has passed since is overdue, whatever it was then."""
        known = self.occasions.get(occurrence.id, Occasion.AHEAD)
        passed = occurrence.due is not None and occurrence.due < today
        return Occasion.OVERDUE if passed and known in _PASSED else known


def rendered(tx: Transaction, office: Office, notice: Notice, now: datetime) -> Reply | None:
    """The words for a notice; None when it has become pointless."""
    about = About.model_validate_json(notice.about)
    if about.kind == "evidence" and about.mark is not None:
        return events.thanks(tx, about.mark)
    if about.kind == "quota" and about.until is not None:
        return Reply(texts.quota_exhausted(about.until.astimezone(BANGKOK)))
    if about.kind == "parted" and about.person is not None:
        return _parted(tx, about, about.person)
    standing = load(tx, about.fiscal_year)
    if standing is None:
        return None
    return _told(tx, standing, about, office, notice.chat, now)


def _parted(tx: Transaction, about: About, person: int) -> Reply | None:
    name = people.name_of(tx, person)
    heads = [AUDIENCE[about.audience].said] if about.audience is Audience.EXECUTIVE else []
    return Reply(texts.parted(name, [*heads, *about.divisions])) if name else None


def reminding(
    tx: Transaction, standing: Standing, office: Office, notice: Notice, now: datetime
) -> Reply | None:
    """The words of a reminder, from a plan that is loaded already; None when it is pointless."""
    about = About.model_validate_json(notice.about)
    return _told(tx, standing, about, office, notice.chat, now)


def _told(
    tx: Transaction, standing: Standing, about: About, office: Office, chat: str, now: datetime
) -> Reply | None:
    today = now.astimezone(BANGKOK).date()
    if about.audience is Audience.EXECUTIVE:
        return _digest(standing, about, office, chat, today)
    reply = _reminder(tx, standing, about, office, chat, today)
    lines = [
        line
        for chore in about.chores
        if (line := chore_line(tx, standing, Due(*chore))) is not None
    ]
    return _with_chores(reply, lines, standing.fiscal_year)


def reasons(standing: Standing, notice: Notice) -> str:
    """The whole reason of a reminder: for every duty its clause, the rule and why that day."""
    about = About.model_validate_json(notice.about)
    chosen = [one for one in standing.occurrences if one.id in about.occurrences]
    day = about.day or date.min
    lines = [_reason(standing, one, about, day) for one in chosen]
    return "\n".join([*lines, *(texts.CHORE[chore] for chore, _, _ in about.chores)])


def _reminder(
    tx: Transaction, standing: Standing, about: About, office: Office, chat: str, today: date
) -> Reply | None:
    """What the divisions of a chat still owe of what the reminder was for."""
    found = (people.find_division(tx, name) for name in about.divisions)
    divisions = [division for division in found if division is not None]
    items = items_of(standing, divisions, today, among=frozenset(about.occurrences))
    if not items:
        return None
    shown = {division.name: None for division in divisions if _owes(items, division.name)}
    title = texts.reminder_title(_heading(items, about, today), list(shown))
    place = people.find_chat(tx, chat)
    homeless = about.audience is Audience.ADMIN and not (place and place.divisions)
    footer = texts.HOMELESS_FOOTER if homeless else texts.REMINDER_FOOTER
    listing = Listing(office, chat, today, title=title, footer=footer, more="#ค้าง")
    why = [_reason(standing, item.occurrence, about, today) for item in items[:_MOST_REASONS]]
    reply = listed(items, listing, reasons=[texts.REASON_HEADING, *why])
    if place is None or not any(about.occasion(item.occurrence, today) in _CALLS for item in items):
        return reply
    return called(tx, place, [one for one in divisions if one.name in shown], reply, today)


def _owes(items: Sequence[Item], division: str) -> bool:
    return any(division in item.missing for item in items)


def _heading(items: Sequence[Item], about: About, today: date) -> str:
    """The most urgent occasion of what is still open."""
    occasions = {about.occasion(item.occurrence, today) for item in items}
    if Occasion.CLOSING in occasions:  # it lists everything, what is overdue too
        return _closing(about, today)
    return texts.HEADING[max(occasions, key=URGENCY.__getitem__)]


def _closing(about: About, today: date) -> str:
    """Late, after an outage, it still is the round that is gathered, and the next day of it."""
    rounds = [Round(about.fiscal_year, months) for months in (6, 12)]
    round_ = next((one for one in rounds if published_by(one) >= today), rounds[-1])
    days = (collected_by(round_), drafted_by(round_), published_by(round_))
    return texts.closing_title(round_.months, next((day for day in days if day >= today), days[-1]))


def _reason(standing: Standing, occurrence: Occurrence, about: About, today: date) -> str:
    """The clause a reminder comes from, the rule read from it, and why that day."""
    duty, due = occurrence.duty, occurrence.due
    measure = standing.measure(duty.measure)
    known = measure is not None and duty.clause is not None
    clause = measure.clauses[duty.clause - 1] if known and measure and duty.clause else None
    rule = texts.rule(duty, clause, due)
    occasion = about.occasion(occurrence, today)
    return texts.reason(duty, rule, texts.why(occasion, due, today, about.moved.get(occurrence.id)))


def _with_chores(reply: Reply | None, lines: list[str], fiscal_year: int) -> Reply | None:
    """The administrator's chores below what divisions without a chat owe, or alone."""
    if not lines:
        return reply
    text = "\n".join([texts.chores_title(fiscal_year), *lines])
    if reply is None:
        return Reply(text)
    return Reply(f"{reply.text}\n{text}", buttons=reply.buttons, about=reply.about)


def _digest(
    standing: Standing, about: About, office: Office, chat: str, today: date
) -> Reply | None:
    """To the executive: what there is to oversee, and what has been overdue for long."""
    chosen = {one.id for one in standing.occurrences if one.id in about.occurrences}
    oversight = [one for one in standing.progress.oversight_due(today) if one.id in chosen]
    late = [item for item in items_of(standing, None, today) if item.occurrence.id in chosen]
    late = [item for item in late if item.occurrence not in oversight]
    if not oversight and not late:
        return None
    listing = Listing(
        office, chat, today, title=texts.DIGEST_TITLE, buttons=_ACKNOWLEDGE,
        footer=texts.DIGEST_FOOTER, more="#ค้าง", answerable=False,
    )  # fmt: skip
    lines = [_overseen(standing, one, today) for one in oversight]
    before = _told_before(standing, chosen, today)
    rest = [texts.told_before(before)] if before else []
    reply = listed(late, listing, reasons=[*lines, *rest])
    if reply.card is None:
        return Reply(reply.text, buttons=_ACKNOWLEDGE, about=reply.about)
    card = replace(reply.card, footer="\n".join([*rest, texts.DIGEST_FOOTER]))
    return replace(reply, card=_overseen_first(card, lines))


def _overseen_first(card: Card, lines: Sequence[str]) -> Card:
    """What there is to oversee stands in rows of its own, above what is late."""
    parted = (line.partition("\n") for line in lines)
    rows = tuple(Row(text, detail=detail.strip()) for text, _, detail in parted)
    return replace(card, rows=(*rows, *card.rows))


def _told_before(standing: Standing, chosen: set[int], today: date) -> int:
    """How much has been overdue for two weeks besides what is named here."""
    items = items_of(standing, None, today)
    late = (one.occurrence for one in items if one.occurrence.id not in chosen)
    return sum(one.due is not None and today - one.due > _LONG for one in late)


def _overseen(standing: Standing, occurrence: Occurrence, today: date) -> str:
    """An oversight duty with how far its measure is."""
    progress = standing.progress
    own = progress.staff_occurrences(occurrence.duty.measure)
    due = [one for one in own if one.due is not None and one.due <= today]
    done = sum(progress.is_closed(one) for one in due)
    title = standing.title(occurrence.duty.measure)
    return texts.oversight_line(occurrence.duty, title, done, len(due))
