"""Riding: what waits for a chat goes out with the next free reply to it."""

from collections.abc import Callable
from datetime import datetime

from storage import notices
from storage.database import Transaction
from storage.notices import Notice, NoticeClass
from storage.settings import office_settings

_MOST = 3
"""A call to LINE takes five messages; the reply is one, and its picture may be another."""

Render = Callable[[Transaction, Notice, datetime], str | None]
"""The words for a notice, from the present state; None if it has become pointless."""


def board(
    tx: Transaction, carrier: Notice, render: Render, now: datetime, *, again: bool
) -> tuple[Notice, ...]:
    """What goes out with a reply, its words fixed; ``again``: only what went with the first try."""
    if carrier.class_ is not NoticeClass.REPLY or carrier.reply_token is None:
        return ()
    if again or notices.riders(tx, carrier):
        return tuple(notices.riders(tx, carrier))
    if office_settings(tx).piggyback == "off":
        return ()
    for waiting in notices.wanting_ride(tx, carrier.chat, now)[:_MOST]:
        words = waiting.words or render(tx, waiting, now)
        if words is None:
            notices.drop_waiting(tx, waiting, now, "pointless")
        else:
            notices.carry(tx, waiting, carrier, words, now)
    return tuple(notices.riders(tx, carrier))
