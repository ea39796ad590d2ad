"""The last part of the gate before words reach the disk: whose message a quote answers.

LINE names the quoted message but not its author, so an adapter cannot tell a reply to us from one
to a colleague.  Words blanked after they were stored would still lie in the database's log.
"""

from dataclasses import replace
from datetime import datetime

from bot.channel import is_called, pack, unpack
from handlers.messages import Incoming, Kind
from storage import inbox, notices
from storage.database import Transaction
from storage.inbox import Received

_QUOTING = '"quotes":"'
"""Stands in no event that quotes nothing: in what people write quotation marks are escaped."""


def receive(tx: Transaction, events: list[Received], now: datetime) -> int:
    """Store events, without the words of those that quote somebody else's message."""
    return inbox.receive(tx, [_gated(tx, event) for event in events], now)


def _gated(tx: Transaction, event: Received) -> Received:
    if _QUOTING not in event.payload:
        return event
    told = unpack(event.payload)
    if told is None or not _depends_on_quote(told):
        return event
    if notices.about_of_message(tx, told.chat, told.quotes or "") is not None:
        return event
    # That a message was edited is told all the same: it may have been a command before.
    kept = replace(told, text="") if told.kind is Kind.EDITED else None
    return replace(event, payload=pack(kept))


def _depends_on_quote(told: Incoming) -> bool:
    by_quote = told.quotes is not None and told.kind in {Kind.TEXT, Kind.EDITED}
    return by_quote and not (told.private or told.mentioned or is_called(told.text))
