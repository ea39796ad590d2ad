"""What would be sent, to whom and why: the sender's own policy and words, without sending."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, TypeAdapter

from handlers.render import reasons, reminding
from handlers.scene import Office
from handlers.standing import Standing, load
from scheduler import owe
from scheduler.due import Outlook, Reminder, opening_of
from storage.database import Transaction
from storage.notices import Notice, NoticeState


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


_ROWS = TypeAdapter(list[Row])


def rows_on(tx: Transaction, office: Office, fiscal_year: int, day: date) -> list[Row]:
    """Every message of a day, worded from the present state."""
    standing = load(tx, fiscal_year)
    if standing is None:
        return []
    outlook = owe.outlook_of(tx, fiscal_year)
    chats = owe.recipients(tx)
    planned = owe.planned(tx, fiscal_year, outlook, chats, day, day)
    return [row for one in planned if (row := _row(tx, standing, office, one, outlook))]


def reminders_json(rows: list[Row]) -> str:
    """The rows of ``tidtam remind --json``."""
    return _ROWS.dump_json(rows, by_alias=True, indent=1).decode()


def _row(
    tx: Transaction, standing: Standing, office: Office, reminder: Reminder, outlook: Outlook
) -> Row | None:
    at = opening_of(reminder.day, outlook)
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
    )
