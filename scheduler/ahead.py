"""When an organisation next has something to be reminded of, if nobody says anything meanwhile.

What a host keeps of each organisation, so that its clock leaves those with nothing due closed.
Never too late; too early only where an absence ends or a plan's year begins, when looking again
is cheaper than playing it all.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from plans.progress import BANGKOK
from plans.rounds import first_day, last_day
from scheduler import owe
from scheduler.due import Reminder, opening_of
from storage import changes, handovers, inbox, measures, notices
from storage.changes import State
from storage.database import Transaction, moment_from_text, moment_to_text
from storage.settings import find_value, put_value

_NEXT = "reminders-next"
_NEVER = "never"
_DAY = timedelta(days=1)
_SOON = timedelta(days=14)
_AGAIN = timedelta(minutes=30)
"""When to look again at what waits for quota or office hours; neither is a moment of a row."""


def next_moment(tx: Transaction, now: datetime) -> datetime | None:
    """The next moment after today at which a turn of the clock may owe something new.

    To be asked after the turn of ``now``; None if nothing will ever be due as things stand.
    """
    today = _day(now)
    found = (_next_of(tx, year, today) for year in measures.fiscal_years(tx))
    return min((moment for moment in found if moment), default=None)


def kept_next_moment(tx: Transaction, now: datetime) -> datetime | None:
    """The same, kept as long as only answers come, which can but make it later."""
    state = changes.state(tx)
    seen, _, kept = (find_value(tx, _NEXT) or "").partition(" ")
    if changes.adds_nothing(tx, State.read(seen), state) and kept:
        moment = None if kept == _NEVER else moment_from_text(kept)
        if moment is None or _day(moment) > _day(now):
            return moment
    moment = next_moment(tx, now)
    put_value(tx, _NEXT, f"{state} {moment_to_text(moment) if moment else _NEVER}")
    return moment


def retry_moment(tx: Transaction, now: datetime) -> datetime | None:
    """When something that waits, a message or an event that failed, may be tried again."""
    again = now + _AGAIN if notices.is_held_up(tx, now) else None
    moments = (notices.next_moment(tx, now), inbox.next_moment(tx, now), again)
    return min((moment for moment in moments if moment), default=None)


def _next_of(tx: Transaction, fiscal_year: int, today: date) -> datetime | None:
    begins, ends = first_day(fiscal_year), last_day(fiscal_year) + owe.TAIL
    start = max(today + _DAY, begins)
    outlook = owe.outlook_of(tx, fiscal_year)
    turns = {begins, *handovers.turns(tx, today)}
    for first, last in _spans(start, ends, turns):
        again = first in turns
        days = (_day_of(one, first) for one in _planned(tx, fiscal_year, first, last, again=again))
        if (day := min(days, default=None)) is not None:
            return opening_of(day, outlook)
    return None


def _planned(
    tx: Transaction, fiscal_year: int, first: date, last: date, *, again: bool
) -> list[Reminder]:
    """What is spoken of in the span; ``again``: or was before, to chats that may hear it anew."""
    outlook, chats = owe.outlook_of(tx, fiscal_year), owe.recipients(tx, first)
    since = {chat.id: owe.first_unsaid(tx, fiscal_year, chat) for chat in chats}
    earliest = min(since.values(), default=first) if again else first
    planned = owe.planned(tx, fiscal_year, outlook, chats, earliest, last)
    return [one for one in planned if one.day >= since[one.recipient.id]]


def _day(moment: datetime) -> date:
    return moment.astimezone(BANGKOK).date()


def _day_of(reminder: Reminder, first: date) -> date:
    return max(reminder.day, first)


def _spans(start: date, ends: date, turns: set[date]) -> Iterator[tuple[date, date]]:
    """From ``start`` to ``ends``: a short span first, as most have something soon, cut at turns."""
    cuts = sorted({start, start + _SOON, *(turn for turn in turns if turn > start)})
    for at, first in enumerate(cuts):
        last = cuts[at + 1] - _DAY if at + 1 < len(cuts) else ends
        if first <= min(last, ends):
            yield first, min(last, ends)
