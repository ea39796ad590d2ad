"""Sending what is owed: word it from the present, send it, settle it.

May be done at any time and any number of times, after any outage: what is owed is a row under a
unique key, and a row that is being sent belongs to one sender.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from plans.progress import BANGKOK
from plans.value import quick
from scheduler import afford
from scheduler.delivery import Failure, SendFailed, Sent
from scheduler.riders import Render, board
from storage import notices, people, wordings
from storage.database import Database, Transaction
from storage.notices import Notice, NoticeClass, NoticeState
from storage.people import Audience

log = logging.getLogger(__name__)

_FIRST_DELAY = timedelta(seconds=5)
_LONGEST_DELAY = timedelta(minutes=15)
_TRIES = 12
_WORDED_AT_ONCE = 8  # some milliseconds; others may want the database

T = TypeVar("T")

Send = Callable[[Notice, tuple[Notice, ...], datetime], Awaitable[Sent]]
"""Deliver a notice's words, and with them those of what rides on it, or raise SendFailed."""


@dataclass(frozen=True, slots=True)
class Sender:
    """What sending needs of the packages above: words and the wire."""

    render: Render
    send: Send


@quick
@dataclass(frozen=True, slots=True)
class Load:
    """A claimed notice and what rides on it; ``worded`` False: its words are still to be made."""

    notice: Notice
    riders: tuple[Notice, ...] = ()
    worded: bool = True


def take(tx: Transaction, now: datetime, channels: frozenset[str], render: Render) -> list[Load]:
    """Claim what may go out now, with the words it has already or, of a few, is given here.

    What may carry something, and what cannot be worded, is seen to on its own.
    """
    claimed = afford.claim(tx, now, channels)
    wordless = [notice for notice in claimed if _waits_for_words(notice)][:_WORDED_AT_ONCE]
    ready = wordings.ready(tx, [notice.id for notice in wordless], _day(now))
    made = {
        notice.id: ready.get(notice.id) or _words_for(tx, notice, render, now)
        for notice in wordless
    }
    for number, words in made.items():  # behind all readings, which may share what they find
        if words is not None:
            notices.word(tx, number, words)
    return [
        Load(replace(notice, words=words))
        if (words := made.get(notice.id)) is not None
        else Load(notice, worded=_goes_as_it_is(tx, notice, now))
        for notice in claimed
    ]


def word_ahead(tx: Transaction, render: Render, now: datetime, after: int = 0) -> int | None:
    """Make words for a few reminders whose hour has yet to come, so that then only sending is left.

    They are used if nothing that they rest on has changed till then.  Gives the id behind which to
    go on; None when there are no more.
    """
    if not after:
        wordings.clear(tx)
    waiting = notices.wordless_ahead(tx, now, after)
    some = [notice for notice in waiting if _is_of_divisions(notice)][:_WORDED_AT_ONCE]
    states = {day: wordings.state(tx, day) for day in {_day(notice.due_at) for notice in some}}
    made = [_words_for(tx, notice, render, notice.due_at) for notice in some]
    for notice, words in zip(some, made, strict=True):
        if words is not None:
            wordings.put(tx, notice.id, states[_day(notice.due_at)], words)
    return some[-1].id if some else None


def _is_of_divisions(notice: Notice) -> bool:
    about = json.loads(notice.about)
    return about.get("audience") == Audience.DIVISION and not about.get("chores")


def _day(moment: datetime) -> date:
    return moment.astimezone(BANGKOK).date()


def _waits_for_words(notice: Notice) -> bool:
    plain = notice.class_ is not NoticeClass.REPLY and notice.expires_at is None
    return plain and notice.words is None


def _words_for(tx: Transaction, notice: Notice, render: Render, now: datetime) -> str | None:
    """None also where it fails: whoever words it on its own settles what becomes of it."""
    try:
        return render(tx, notice, now)
    except Exception as problem:
        log.info("worded on its own", extra={"notice": notice.id, "kind": type(problem).__name__})
        return None


def _goes_as_it_is(tx: Transaction, notice: Notice, now: datetime) -> bool:
    if notice.words is None or notice.expires_at is not None or _is_too_late(notice, now):
        return False
    if notice.class_ is not NoticeClass.REPLY or notice.reply_token is None:
        return True
    alone = not notices.riders(tx, notice) and not notices.wanting_ride(tx, notice.chat, now)
    return alone and not _may_have_arrived(notice, now)


async def send(database: Database, sender: Sender, load: Load, now: datetime) -> bool:
    """Send and settle what was taken; whether there may be more to take because of that."""
    if not load.worded:
        return await send_one(database, sender, load.notice, now)
    return await _send_load(database, sender, load, now)


async def send_one(database: Database, sender: Sender, claimed: Notice, now: datetime) -> bool:
    """Word, send and settle one claimed notice; whether there may be more to take."""
    try:
        load = await database.write(_loaded, claimed, sender.render, now)
    except Exception as problem:
        log.exception("notice not worded", extra={"notice": claimed.id})
        failed = SendFailed(type(problem).__name__, Failure.REWORD)
        await _write_surely(
            database, partial(_after_failure, notice=claimed, failed=failed, now=now)
        )
        return True
    return load is None or await _send_load(database, sender, load, now)


async def _send_load(database: Database, sender: Sender, load: Load, now: datetime) -> bool:
    notice = load.notice
    try:
        sent = await _try(sender, load, now)
    except SendFailed as failed:
        log.warning("not sent", extra={"notice": notice.id, "reason": failed.reason})
        await _write_surely(
            database, partial(_after_failure, notice=notice, failed=failed, now=now)
        )
        return True  # or a moment to wait for
    return await _write_surely(database, partial(_sent, load=load, sent=sent, now=now))


async def _write_surely(database: Database, work: Callable[[Transaction], T]) -> T:
    """Write down what became of a message, however long the disk refuses.

    Until then the row is ours and its chat waits: whoever tried again would send twice.
    """
    pause = _FIRST_DELAY
    while True:
        try:
            return await database.write(work)
        except Exception:
            log.exception("what became of a message could not be written")
            await asyncio.sleep(pause.total_seconds())
            pause = min(pause * 2, _LONGEST_DELAY)


def _sent(tx: Transaction, load: Load, sent: Sent, now: datetime) -> bool:
    """Settled; whether something else waits for that chat."""
    notices.settle(
        tx, load.notice, NoticeState.SENT, now,
        messages=sent.messages, cost=sent.cost, aboard=load.riders,
    )  # fmt: skip
    return notices.is_owed(tx, load.notice.chat)


async def _try(sender: Sender, load: Load, now: datetime) -> Sent:
    try:
        return await sender.send(load.notice, load.riders, now)
    except SendFailed:
        raise
    except Exception as problem:
        log.exception("sending failed in an unknown way", extra={"notice": load.notice.id})
        raise SendFailed(type(problem).__name__, Failure.ASK) from problem


def _loaded(tx: Transaction, claimed: Notice, render: Render, now: datetime) -> Load | None:
    """The notice worded, with what rides on it; None when there is nothing to send."""
    notice = _word(tx, claimed, render, now)
    if notice is None:
        return None
    return Load(notice, board(tx, notice, render, now, again=_may_have_arrived(notice, now)))


def _word(tx: Transaction, notice: Notice, render: Render, now: datetime) -> Notice | None:
    """Fix the words before the first try: a repeat must say exactly the same."""
    if notice.expires_at is not None and notice.expires_at <= now:
        notices.settle(tx, notice, NoticeState.DROPPED, now, error="expired")
        return None
    if _is_too_late(notice, now):
        state = NoticeState.UNSURE if _may_have_arrived(notice, now) else NoticeState.DROPPED
        notices.settle(tx, notice, state, now, error="reply token expired")
        return None
    if notice.words is not None:
        return notice
    ready = wordings.ready(tx, [notice.id], _day(now))
    words = ready.get(notice.id) or render(tx, notice, now)
    if words is None:
        notices.settle(tx, notice, NoticeState.DROPPED, now, error="pointless")
        return None
    notices.word(tx, notice.id, words)
    return replace(notice, words=words)


def _is_too_late(notice: Notice, now: datetime) -> bool:
    """Whether an answer lost its free token: it is not worth a push, and no token means no limit.

    Pushing it would besides show it twice if the reply did arrive, for replies have no retry keys.
    """
    expired = notice.reply_until is not None and notice.reply_until <= now
    return notice.class_ is NoticeClass.REPLY and expired


def _may_have_arrived(notice: Notice, now: datetime) -> bool:
    """Whether an earlier try may have: one that certainly failed is forgotten."""
    return notice.first_tried_at is not None and notice.first_tried_at < now


def _after_failure(tx: Transaction, notice: Notice, failed: SendFailed, now: datetime) -> None:
    """Settle or postpone what could not be sent, by what the failure leaves to do."""
    if failed.closed:
        notices.settle(tx, notice, NoticeState.DEAD, now, error=failed.reason)
        notices.bury(tx, notice.chat, now, failed.reason)
        people.close_chat(tx, notice.chat)
        return
    if failed.moved_to is not None:
        notices.postpone(tx, notice, now, reword=False, counted=False)
        people.move_chat(tx, notice.chat, failed.moved_to)
        notices.retarget(tx, notice.chat, failed.moved_to)
        return
    if failed.token_spent and notice.class_ is NoticeClass.REPLY:
        # An answer whose free token is gone is not worth a push; what it answered is recorded.
        perhaps = failed.failure is Failure.ASK
        state = NoticeState.UNSURE if perhaps else NoticeState.DROPPED
        notices.settle(tx, notice, state, now, error=failed.reason)
        return
    match failed.failure:
        case Failure.DROP:
            notices.settle(tx, notice, NoticeState.DEAD, now, error=failed.reason)
        case Failure.ASK:
            notices.settle(tx, notice, NoticeState.UNSURE, now, error=failed.reason)
        case Failure.REPEAT | Failure.REWORD:
            _postpone(tx, notice, failed, now)


def _postpone(tx: Transaction, notice: Notice, failed: SendFailed, now: datetime) -> None:
    if notice.attempts >= _TRIES:
        notices.settle(tx, notice, NoticeState.DEAD, now, error=failed.reason)
        return
    if failed.halts_chat and failed.retry_at:
        notices.halt(tx, notice.chat, failed.retry_at)
    if failed.exhausted:
        notices.postpone(tx, notice, now, reword=True, error=failed.reason, counted=False)
        afford.exhausted(tx, notice, now)
        return
    notices.postpone(
        tx,
        notice,
        failed.retry_at or now + _delay(notice.attempts),
        reword=failed.failure is Failure.REWORD,
        error=failed.reason,
        counted=failed.retry_at is None,
    )


def _delay(attempts: int) -> timedelta:
    """5 s, 10 s, 20 s … at most 15 minutes."""
    return min(_FIRST_DELAY * (1 << min(attempts - 1, 10)), _LONGEST_DELAY)
