"""What an office says among itself all day: the bot keeps silent and keeps none of it."""

import json
import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sayings_bench import NOW, bind, read_sayings, set_up

from bot import gate
from bot.channel import pack, unpack
from bot.line_events import read_events
from bot.telegram_events import Own, read_updates
from handlers.messages import Incoming
from handlers.router import Router
from handlers.scene import Office
from storage import inbox
from storage.database import Database, Transaction
from storage.inbox import Received

OWN_LINE_ID = "U" + "b" * 32
LINE_GROUP, LINE_STRANGERS = "C" + "1" * 32, "C" + "2" * 32
TELEGRAM_GROUP, TELEGRAM_STRANGERS = -1001, -1002
_SIGN = re.compile(r"^\s*[#/＃／]", re.MULTILINE)


def from_line(messages: Iterable[str], group: str) -> list[Received]:
    """The messages as LINE's webhook brings them, through the real adapter."""
    events = [
        {
            "type": "message",
            "mode": "active",
            "timestamp": int(NOW.timestamp() * 1000) + number,
            "webhookEventId": f"{group[:2]}{number:024}",
            "deliveryContext": {"isRedelivery": False},
            "replyToken": f"{number:032x}",
            "source": {"type": "group", "groupId": group, "userId": f"U{number % 9:032}"},
            "message": {"type": "text", "id": str(number), "quoteToken": "q", "text": text},
        }
        for number, text in enumerate(messages, 1)
    ]
    body = {"destination": OWN_LINE_ID, "events": events}
    return read_events(json.dumps(body).encode(), OWN_LINE_ID, NOW)


def from_telegram(messages: Iterable[str], group: int) -> list[Received]:
    """The messages as Telegram brings them to a bot whose privacy mode somebody switched off."""
    updates = [
        {
            "update_id": abs(group) * 10_000 + number,
            "message": {
                "message_id": number,
                "date": int(NOW.timestamp()) + number,
                "chat": {"id": group, "type": "supergroup", "title": "กลุ่ม"},
                "from": {"id": 100 + number % 9, "is_bot": False, "first_name": "สมหญิง"},
                "text": text,
            },
        }
        for number, text in enumerate(messages, 1)
    ]
    return list(read_updates(updates, Own(1, "tidtam_bot"), NOW).events)


def _office(tx: Transaction) -> None:
    division = set_up(tx)
    bind(tx, f"line:{LINE_GROUP}", division)
    bind(tx, f"telegram:{TELEGRAM_GROUP}", division)


def _handle(tx: Transaction, router: Router, event: Received) -> int:
    """Handle an event as the worker does; how many messages are owed afterwards."""
    message = unpack(event.payload)
    if message is None:
        inbox.done(tx, event.key)
    else:
        router.handle(tx, message, NOW)
    return tx.value("SELECT count(*) FROM notice")


def _kept(tx: Transaction) -> dict[str, list[tuple]]:
    """Everything the database holds, but for the keys of events that were done."""
    tables = [row[0] for row in tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = {table: [tuple(row) for row in tx.all(f"SELECT * FROM {table}")] for table in tables}
    unfinished = tx.all("SELECT * FROM event WHERE state != 'done' OR payload != ''")
    return kept | {"event": [tuple(row) for row in unfinished]}


@pytest.mark.parametrize(
    ("bring", "group"),
    [
        (from_line, LINE_GROUP),
        (from_line, LINE_STRANGERS),
        (from_telegram, TELEGRAM_GROUP),
        (from_telegram, TELEGRAM_STRANGERS),
    ],
    ids=["line", "line-unbound", "telegram", "telegram-unbound"],
)
async def test_chatter_is_neither_answered_nor_kept(bring, group):
    messages = read_sayings("chatter.txt")
    assert len(set(messages)) >= 1000
    events = bring(messages, group)
    assert len(events) == len(messages)
    database = await Database.open(None)
    try:
        await database.write(_office)
        router = Router(Office(secret=b"test secret"))
        before = await database.write(_kept)
        await database.write(inbox.receive, events, NOW)
        owed = [0] + [await database.write(_handle, router, event) for event in events]
        after = await database.write(_kept)
    finally:
        await database.close()
    answered = [text for text, was, now in zip(messages, owed, owed[1:], strict=False) if now > was]
    if answered:
        pytest.fail(f"{len(answered)} answered:\n" + "\n".join(answered), pytrace=False)
    assert after == before


def test_talk_without_a_sign_is_not_even_written_down():
    """Only what begins like a command is stored at all, until the router has looked at it."""
    messages = [text for text in read_sayings("chatter.txt") if not _SIGN.search(text)]
    assert len(messages) >= 800
    events = from_line(messages, LINE_GROUP) + from_telegram(messages, TELEGRAM_GROUP)
    assert [event for event in events if event.payload] == []


@given(st.text(), st.none() | st.text())
def test_only_what_quotes_something_is_looked_into(text, quotes):
    told = Incoming("e", "line:C1", NOW, text=f'{text}"quotes":"{text}', quotes=quotes)
    assert (gate._QUOTING in pack(told)) == (quotes is not None)
