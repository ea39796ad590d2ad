"""Claiming what may go out now: office hours, the month's quota, the pace an app allows."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from plans.occasions import Occasion
from plans.progress import BANGKOK
from plans.rounds import month_end
from scheduler import budget, owe
from scheduler.budget import Wish
from scheduler.due import Reminder
from scheduler.play import wish_for
from storage import notices, people, quota
from storage.database import Transaction
from storage.notices import Notice, NoticeClass
from storage.pace import Pace, is_clear, slow_down
from storage.people import Audience
from storage.quota import Forecast, Unpaid

COUNTED = "line"
"""The channel whose pushes cost."""


_PACED = "telegram"
_PACE = Pace()


def claim(tx: Transaction, now: datetime, channels: frozenset[str]) -> list[Notice]:
    """Take what is due and paid for; each message is the caller's alone."""
    hold_unpaid(tx, now)
    slow_down(tx, _PACED, now, _PACE)
    unasked = notices.is_reminder_waiting(tx, now) and owe.may_speak(tx, now)
    return notices.claim(tx, now, channels, unasked=unasked)


def may_answer(tx: Transaction, chat: str, free_until: datetime | None, now: datetime) -> bool:
    """Whether an answer may go to a chat at once: it is free, its pace lets it go, and nothing
    else is open there.  Such an answer waits for no quota and no hours.

    ``free_until`` is how long its reply token lives; None without one.
    """
    app = chat.partition(":")[0]
    if app == COUNTED and (free_until is None or free_until <= now):
        return False
    return is_clear(tx, chat, now, _PACE if app == _PACED else None)


def hold_unpaid(tx: Transaction, now: datetime) -> None:
    """Hold what the quota cannot pay for today, as the whole month is planned now."""
    waiting = notices.undecided_pushes(tx, COUNTED, now)
    if not waiting:
        return
    purse, today = quota.purse(tx, COUNTED, now), _today(now)
    if purse.left is None:
        return
    wishes = {notice.id: _wish_of(notice, today) for notice in waiting}
    ahead = [] if purse.exhausted else [wish for _, wish in _ahead(tx, today)]
    paid = budget.funded([*wishes.values(), *ahead], purse.left, purse.allowed, today)
    for notice in waiting:
        if purse.exhausted or wishes[notice.id].key not in paid:
            notices.hold(tx, notice, _tomorrow(now))


def exhausted(tx: Transaction, notice: Notice, now: datetime) -> None:
    """The month's messages are used up: nothing more is pushed, and the administrator is told."""
    quota.exhaust(tx, COUNTED, now)
    month = f"{quota.month_begins(now):%Y-%m}"
    about = json.dumps({"kind": "quota", "until": quota.month_ends(now).isoformat()})
    for chat in people.chats(tx):
        if chat.active and chat.audience is Audience.ADMIN:
            key = f"quota/{COUNTED}/{month}/{chat.id}"
            notices.owe(tx, key, chat.address, NoticeClass.ADMIN, now, about=about)
    notices.hold(tx, notice, _tomorrow(now))


def forecast(tx: Transaction, now: datetime) -> Forecast:
    """What the reminders after today will cost this month, and which the quota cannot pay for."""
    today = _today(now)
    purse, ahead = quota.purse(tx, COUNTED, now), list(_ahead(tx, today))
    paid = budget.funded((wish for _, wish in ahead), purse.left, purse.allowed, today)
    return Forecast(
        left=purse.left,
        wished=sum(wish.cost for _, wish in ahead),
        paid=sum(wish.cost for _, wish in ahead if wish.key in paid),
        unpaid=tuple(
            Unpaid(one.day, one.recipient.label) for one, wish in ahead if wish.key not in paid
        ),
    )


def _wish_of(notice: Notice, today: date) -> Wish:
    """A message that waits already; what a person asked to send has no occasions."""
    occasions = json.loads(notice.about).get("occasions", {}).values()
    rank = budget.rank_of(Occasion(one) for one in occasions)
    return Wish(notice.key, today, notice.reach, rank)


def _ahead(tx: Transaction, today: date) -> Iterator[tuple[Reminder, Wish]]:
    """What will be wished for after today until the month ends."""
    for year in owe.years(tx, today):
        outlook = owe.outlook_of(tx, year)
        first, last = today + timedelta(days=1), month_end(today)
        costing = [chat for chat in owe.recipients(tx) if chat.cost]
        for one in owe.planned(tx, year, outlook, costing, first, last):
            yield one, wish_for(year, one, one.day)


def _today(now: datetime) -> date:
    return now.astimezone(BANGKOK).date()


def _tomorrow(now: datetime) -> datetime:
    """Held until then at most: every day, and every month of the quota, is decided anew."""
    midnight = datetime.combine(_today(now) + timedelta(days=1), datetime.min.time(), BANGKOK)
    return min(midnight, quota.month_ends(now))
