"""The words of notices that were owed without any, from the state of things when they go out."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from handlers import events, texts
from handlers.lists import Item, Listing, items_of, listed
from handlers.messages import Button, Reply, Style
from handlers.scene import BANGKOK, Office
from handlers.standing import Standing, load
from plans.model import Occurrence
from plans.thai import WEEKDAYS
from storage import people
from storage.database import Transaction
from storage.notices import Notice
from storage.people import Audience

_MOST_REASONS = 3


class Occasion(StrEnum):
    """Why a day was chosen to speak of an occurrence."""

    RHYTHM = "rhythm"
    OPENING = "opening"
    AHEAD = "ahead"
    DUE = "due"
    IMPORTED = "imported"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


class About(BaseModel):
    """What a notice is about, as it was put down when it was owed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str = ""
    mark: int | None = None
    audience: Audience = Audience.DIVISION
    divisions: tuple[str, ...] = ()
    fiscal_year: int = 0
    day: date | None = None
    occurrences: tuple[int, ...] = ()
    occasions: dict[int, Occasion] = {}


def rendered(tx: Transaction, office: Office, notice: Notice, now: datetime) -> Reply | None:
    """The words for a notice; None when it has become pointless."""
    about = About.model_validate_json(notice.about)
    if about.kind == "evidence" and about.mark is not None:
        return events.thanks(tx, about.mark)
    standing = load(tx, about.fiscal_year)
    if standing is None or not about.occurrences:
        return None
    today = now.astimezone(BANGKOK).date()
    if about.audience is Audience.EXECUTIVE:
        return _digest(standing, about, office, notice.chat, today)
    return _reminder(tx, standing, about, office, notice.chat, today)


def _reminder(
    tx: Transaction, standing: Standing, about: About, office: Office, chat: str, today: date
) -> Reply | None:
    """What the divisions of a chat still owe of what the reminder was for."""
    found = (people.find_division(tx, name) for name in about.divisions)
    divisions = [division for division in found if division is not None]
    items = [
        item
        for item in items_of(standing, divisions, today)
        if item.occurrence.id in about.occurrences
    ]
    if not items:
        return None
    listing = Listing(
        office,
        chat,
        today,
        title=texts.reminder_title(_names(about), [one.name for one in divisions]),
        footer=texts.REMINDER_FOOTER,
        more="#ค้าง",
    )
    return listed(items, listing, reasons=_reasons(items, about))


def _names(about: About) -> str:
    """The most urgent occasion: its heading."""
    order = list(Occasion)
    chosen = max(about.occasions.values(), key=order.index, default=Occasion.AHEAD)
    return texts.OCCASION[chosen]


def _reasons(items: Sequence[Item], about: About) -> list[str]:
    """The clause each reminder comes from, and why today."""
    shown = items[:_MOST_REASONS]
    lines = [_reason(item.occurrence, about) for item in shown]
    return [texts.REASON_HEADING, *lines]


def _reason(occurrence: Occurrence, about: About) -> str:
    moved = None
    due, day = occurrence.due, about.day
    if (
        due is not None
        and day is not None
        and day < due
        and about.occasions.get(occurrence.id) is Occasion.DUE
    ):
        moved = texts.moved_from(due, WEEKDAYS[due.weekday()])
    return texts.reason(occurrence.duty, moved)


def _digest(
    standing: Standing, about: About, office: Office, chat: str, today: date
) -> Reply | None:
    """To the executive: what there is to oversee, and what has been overdue for long."""
    chosen = [one for one in standing.occurrences if one.id in about.occurrences]
    progress = standing.progress
    oversight = [one for one in chosen if one in progress.oversight_due(today)]
    ids = {one.id for one in chosen}
    late = [item for item in items_of(standing, None, today) if item.occurrence.id in ids]
    if not oversight and not late:
        return None
    buttons = (
        Button("รับทราบ", says="#รับทราบ", style=Style.PRIMARY),
        Button("สรุป", says="#สรุป"),
    )
    listing = Listing(
        office, chat, today, title=texts.DIGEST_TITLE, buttons=buttons,
        footer=texts.DIGEST_FOOTER, more="#ค้าง",
    )  # fmt: skip
    lines = [texts.oversight_line(one.duty) for one in oversight]
    reply = listed(late, listing, reasons=lines)
    return reply if reply.card else Reply(reply.text, buttons=buttons, about=reply.about)
