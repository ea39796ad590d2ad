"""Pure policy: on which days which chat is reminded of what, and why that day.

A reminder belongs to a chat and a day, however many duties it covers.  Days are nominal first
(a period opens, a deadline approaches, arrives, passes) and then moved to a working day: openings
forward, everything before and on a due date backward, so that no deadline is first heard of after
it has passed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from plans.model import Actor, Occurrence
from plans.progress import BANGKOK
from plans.rounds import (
    is_working_day,
    subtract_working_days,
    working_day_after,
    working_day_before,
)
from storage.people import Audience


class Occasion(StrEnum):
    """Why an occurrence is spoken of on a day; later ones are more urgent."""

    RHYTHM = "rhythm"  # the office's own monthly digest, for plans without a monitoring column
    OPENING = "opening"
    AHEAD = "ahead"
    DUE = "due"
    IMPORTED = "imported"  # was overdue already when the plan was loaded: one notice
    OVERDUE = "overdue"
    ESCALATED = "escalated"  # overdue so long that the executive hears of it


_URGENCY = {occasion: rank for rank, occasion in enumerate(Occasion)}


@dataclass(frozen=True, slots=True)
class Policy:
    """The office's settings for reminding; days are calendar days unless they say otherwise.

    ``escalate_after`` counts Mondays after the due date: by the third, two weeks have passed.
    """

    lead_days: tuple[int, ...] = (7,)
    lead_working_days: tuple[int, ...] = (1,)
    escalate_after: int = 3
    rhythm: bool = False
    opens: time = time(8, 30)
    closes: time = time(16, 30)


@dataclass(frozen=True, slots=True)
class Owed:
    """An occurrence not settled yet, and the divisions that still have to answer it.

    ``unseen``: it is the executive's own follow-up and he or she has not done it.
    """

    occurrence: Occurrence
    divisions: tuple[str, ...]
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """A bound chat; ``id`` stays when the platform changes ``address``.

    ``since`` is the day it was bound: what opened before is told of then, once.
    ``cost`` is what one message to it takes from the quota: its members in LINE, 0 in Telegram.
    """

    id: int
    address: str
    label: str
    audience: Audience
    divisions: tuple[str, ...] = ()
    cost: int = 0
    since: date = date.min


@dataclass(frozen=True, slots=True)
class Item:
    """One occurrence in a reminder: why now, and from which day it was moved."""

    occurrence: Occurrence
    occasion: Occasion
    nominal: date


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one chat is told on one day."""

    recipient: Recipient
    day: date
    items: tuple[Item, ...]

    @property
    def occasion(self) -> Occasion:
        """The most urgent reason among its items."""
        return max((item.occasion for item in self.items), key=_URGENCY.__getitem__)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everything the policy looks at besides the occurrences.

    ``loaded_on`` is the day the plan was loaded: what was overdue by then is told of once.
    """

    policy: Policy
    holidays: frozenset[date]
    loaded_on: date


def reminders(
    owed: Sequence[Owed], recipients: Sequence[Recipient], outlook: Outlook, first: date, last: date
) -> list[Reminder]:
    """Every reminder from ``first`` to ``last``, by day and chat, as things stand."""
    found = []
    for recipient in recipients:
        known = replace(outlook, loaded_on=max(outlook.loaded_on, recipient.since))
        days: dict[date, list[Item]] = {}
        for item, day in _items(owed, recipient, known, last):
            if first <= day <= last:
                days.setdefault(day, []).append(item)
        found += [Reminder(recipient, day, _once(items)) for day, items in days.items()]
    return sorted(found, key=lambda reminder: (reminder.day, reminder.recipient.id))


def merged(missed: Sequence[Reminder]) -> Reminder:
    """One reminder for all of a chat's missed ones: the latest day, each occurrence once."""
    latest = max(missed, key=lambda reminder: reminder.day)
    return replace(latest, items=_once([item for one in missed for item in one.items]))


def office_moment(moment: datetime, outlook: Outlook) -> datetime:
    """The first moment from ``moment`` on that lies in office hours of a working day."""
    local = moment.astimezone(BANGKOK)
    policy, day = outlook.policy, local.date()
    if local.time() < policy.opens:
        local = datetime.combine(day, policy.opens, BANGKOK)
    elif local.time() >= policy.closes:
        local = datetime.combine(day + timedelta(days=1), policy.opens, BANGKOK)
    if is_working_day(local.date(), outlook.holidays):
        return local
    return datetime.combine(
        working_day_after(local.date(), outlook.holidays), policy.opens, BANGKOK
    )


def opening_of(day: date, outlook: Outlook) -> datetime:
    """When the office opens that day."""
    return datetime.combine(day, outlook.policy.opens, BANGKOK)


def _items(
    owed: Sequence[Owed], recipient: Recipient, outlook: Outlook, last: date
) -> Iterator[tuple[Item, date]]:
    for one in owed:
        for occasion, nominal, day in _occasions(one, recipient, outlook, last):
            yield Item(one.occurrence, occasion, nominal), day


def _occasions(
    owed: Owed, recipient: Recipient, outlook: Outlook, last: date
) -> Iterable[tuple[Occasion, date, date]]:
    occurrence = owed.occurrence
    if recipient.audience is Audience.EXECUTIVE:
        if occurrence.duty.actor is Actor.EXECUTIVE:
            return _oversight(occurrence, outlook) if owed.unseen else ()
        return _escalation(occurrence, outlook)
    if not set(owed.divisions) & set(recipient.divisions):
        return ()
    return _staff(occurrence, outlook, last)


def _staff(
    occurrence: Occurrence, outlook: Outlook, last: date
) -> Iterator[tuple[Occasion, date, date]]:
    yield from _rhythm(occurrence, outlook, last)
    due = occurrence.due
    if due is None:
        return
    if due < outlook.loaded_on:
        yield Occasion.IMPORTED, due, working_day_after(outlook.loaded_on, outlook.holidays)
        return
    policy = outlook.policy
    starts = occurrence.period.starts
    yield (
        Occasion.OPENING,
        starts,
        working_day_after(max(starts, outlook.loaded_on), outlook.holidays),
    )
    on_day = working_day_before(due, outlook.holidays)
    for days in policy.lead_days:
        yield Occasion.AHEAD, due, working_day_before(due - timedelta(days=days), outlook.holidays)
    for days in policy.lead_working_days:
        yield Occasion.AHEAD, due, subtract_working_days(on_day, days, outlook.holidays)
    yield Occasion.DUE, due, on_day
    late = _next_week(due)
    while late <= last:
        yield Occasion.OVERDUE, due, working_day_after(late, outlook.holidays)
        late = _next_week(late)


def _rhythm(
    occurrence: Occurrence, outlook: Outlook, last: date
) -> Iterator[tuple[Occasion, date, date]]:
    """The first working day of every month while the occurrence is open."""
    if not outlook.policy.rhythm:
        return
    month = max(occurrence.period.starts, outlook.loaded_on).replace(day=1)
    while month <= min(occurrence.period.ends, last):
        yield Occasion.RHYTHM, month, working_day_after(month, outlook.holidays)
        month = (month + timedelta(days=31)).replace(day=1)


def _oversight(occurrence: Occurrence, outlook: Outlook) -> Iterator[tuple[Occasion, date, date]]:
    """The executive's own rhythm: one digest on its day, whatever the staff still owe."""
    due = occurrence.due
    if due is not None and due >= outlook.loaded_on:
        yield Occasion.DUE, due, working_day_before(due, outlook.holidays)


def _escalation(occurrence: Occurrence, outlook: Outlook) -> Iterator[tuple[Occasion, date, date]]:
    due = occurrence.due
    if due is not None and due >= outlook.loaded_on:
        late = due
        for _ in range(outlook.policy.escalate_after):
            late = _next_week(late)
        yield Occasion.ESCALATED, due, working_day_after(late, outlook.holidays)


def _next_week(day: date) -> date:
    """The Monday after: what is overdue is spoken of once a week, all of it together."""
    return day + timedelta(days=7 - day.weekday())


def _once(items: Sequence[Item]) -> tuple[Item, ...]:
    """Each occurrence once, for its most urgent reason, in order of due date."""
    best: dict[int, Item] = {}
    for item in items:
        known = best.get(item.occurrence.id)
        if known is None or _URGENCY[item.occasion] > _URGENCY[known.occasion]:
            best[item.occurrence.id] = item
    return tuple(sorted(best.values(), key=_by_due))


def _by_due(item: Item) -> tuple[date, int, str, int]:
    duty = item.occurrence.duty
    return (item.occurrence.due or date.max, duty.measure, duty.letter, item.occurrence.id)
