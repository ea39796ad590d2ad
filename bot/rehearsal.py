"""What would be sent, to whom and why: the sender's own policy and words, without sending."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, TypeAdapter

from handlers.reminder_texts import LEADERS, NO_CHAT_YET
from handlers.render import reasons, reminding
from handlers.scene import Office
from handlers.standing import Standing, load
from plans.occasions import published_by
from plans.progress import BANGKOK
from plans.rounds import Round, first_day
from reports.schedule import Line, schedule_book
from scheduler import afford, owe
from scheduler.due import Outlook, Recipient, Reminder, reminders
from scheduler.play import Played, play
from storage import people, quota
from storage.database import Transaction
from storage.notices import Notice, NoticeState
from storage.people import Audience, Division
from storage.quota import Purse
from storage.settings import office_settings


@dataclass(frozen=True, slots=True)
class Row:
    """One message of ``tidtam remind --json``; ``chat`` is a label, never an id."""

    at: datetime
    chat: str
    channel: str
    divisions: tuple[str, ...]
    audience: str
    class_: Annotated[str, Field(serialization_alias="class")]
    duties: tuple[str, ...]
    cost: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A round played in advance; ``unpaid`` are messages that wait for a reply to ride on."""

    rows: list[Row]
    unpaid: list[Row]
    allowed: int | None


_ROWS = TypeAdapter(list[Row])


def rows_on(tx: Transaction, office: Office, fiscal_year: int, day: date) -> list[Row]:
    """Every message of a day, worded from the present state."""
    standing = load(tx, fiscal_year)
    if standing is None:
        return []
    supposed = _supposed(tx, fiscal_year, min(day, first_day(fiscal_year)), by=day)
    owed = owe.owed_in(tx, fiscal_year, day)
    bound = [chat for chat in supposed.chats if chat.id > 0]
    planned = reminders(owed, bound, supposed.outlook, day, day)
    found = (_row(tx, standing, office, Played(day, one, paid=True)) for one in planned)
    return [row for row in found if row is not None]


def rehearse(tx: Transaction, office: Office, round_: Round, now: datetime) -> Rehearsal | None:
    """The whole round and the collection of its results, from today or, when it is over, from its
    first day; None without a plan."""
    standing = load(tx, round_.fiscal_year)
    if standing is None:
        return None
    today, last = now.astimezone(BANGKOK).date(), published_by(round_)
    first = max(today, round_.first_day) if today <= last else round_.first_day
    supposed = _supposed(tx, round_.fiscal_year, first, by=first)
    owed = owe.owed_in(tx, round_.fiscal_year, last)
    planned = reminders(owed, supposed.chats, supposed.outlook, first, last)
    purse = quota.purse(tx, afford.COUNTED, now)
    purse = purse if first == today else Purse(purse.allowed, 0)
    played = play(planned, supposed.outlook, purse, first, last)
    rows = [(one, _row(tx, standing, office, one)) for one in played]
    return Rehearsal(
        rows=[row for one, row in rows if row is not None and one.paid],
        unpaid=[row for one, row in rows if row is not None and not one.paid],
        allowed=purse.allowed,
    )


@dataclass(frozen=True, slots=True)
class _Supposed:
    """The calendar and the chats of a rehearsal."""

    outlook: Outlook
    chats: list[Recipient]


def _supposed(tx: Transaction, fiscal_year: int, first: date, *, by: date) -> _Supposed:
    """As if the plan had been loaded and every chat bound by then; divisions that nobody could
    speak for yet are shown as if they had a chat."""
    outlook = owe.outlook_of(tx, fiscal_year)
    chats = owe.recipients(tx)
    if outlook.loaded_on > by:
        outlook = replace(outlook, loaded_on=first)
    chats = [replace(one, since=first) if one.since > by else one for one in chats]
    reached = {name for chat in chats for name in chat.divisions}
    chatless = [one for one in people.divisions(tx) if one.name not in reached]
    leaders = {Audience.EXECUTIVE, Audience.ADMIN} - {chat.audience for chat in chats}
    future = [*map(_future_chat, chatless), *map(_future_leader, sorted(leaders))]
    return _Supposed(outlook, [*chats, *future])


def _future_chat(division: Division) -> Recipient:
    label = NO_CHAT_YET.format(name=division.name)
    return Recipient(-division.id, "line:", label, Audience.DIVISION, (division.name,))


def _future_leader(audience: Audience) -> Recipient:
    """The executive or the administrator before anybody has said the code."""
    label = NO_CHAT_YET.format(name=LEADERS[audience])
    place = -1_000_000 - list(Audience).index(audience)
    return Recipient(place, "line:", label, audience)


def as_book(played: Rehearsal, title: str) -> bytes:
    """The rehearsal as Excel, for the administrator to approve."""
    lines = [_line(row, paid=True) for row in played.rows]
    lines += [_line(row, paid=False) for row in played.unpaid]
    return schedule_book(title, lines, played.allowed)


def _line(row: Row, *, paid: bool) -> Line:
    return Line(
        at=row.at,
        chat=row.chat,
        channel=row.channel,
        divisions=row.divisions,
        kind=row.class_,
        duties=row.duties,
        cost=row.cost,
        paid=paid,
        reason=row.reason,
        text=row.text,
    )


def reminders_json(rows: list[Row]) -> str:
    """The rows of ``tidtam remind --json``."""
    return _ROWS.dump_json(rows, by_alias=True, indent=1).decode()


def _row(tx: Transaction, standing: Standing, office: Office, played: Played) -> Row | None:
    """A message in words; None if it is pointless as things stand."""
    reminder = played.reminder
    at = datetime.combine(played.day, office_settings(tx).office_opens, BANGKOK)
    notice = _notice(reminder, standing.fiscal_year, at)
    reply = reminding(tx, standing, office, notice, at)
    if reply is None:
        return None
    recipient = reminder.recipient
    return Row(
        at=at,
        chat=recipient.label,
        channel=notice.channel,
        divisions=recipient.divisions,
        audience=recipient.audience,
        class_=notice.class_,
        duties=tuple(item.occurrence.duty.label for item in reminder.items),
        cost=recipient.cost,
        reason=reasons(standing, notice),
        text=reply.text,
    )


def _notice(reminder: Reminder, fiscal_year: int, at: datetime) -> Notice:
    return Notice(
        id=0,
        key="",
        chat=reminder.recipient.address,
        class_=owe.notice_class(reminder),
        about=owe.about(reminder, fiscal_year),
        words=None,
        state=NoticeState.OWED,
        due_at=at,
        expires_at=None,
        attempts=0,
        reply_token=None,
        reply_until=None,
        quote=None,
        first_tried_at=None,
        error=None,
        reach=max(1, reminder.recipient.cost),
    )
