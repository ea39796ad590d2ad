"""Pure policy: on which days which chat is reminded of what, and why that day.

A reminder belongs to a chat and a day, however many duties it covers.  ``scheduler.occasions``
says when one occurrence is spoken of; here that is put together for every chat.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from plans.model import Actor, Occurrence
from plans.occasions import URGENCY, Occasion
from plans.progress import BANGKOK
from plans.rounds import is_working_day, working_day_after
from scheduler.occasions import (
    ChoreDay,
    Moment,
    Outlook,
    Policy,
    chores,
    escalation,
    for_executive,
    for_staff,
)
from storage.people import Audience

__all__ = [
    "Item",
    "Outlook",
    "Owed",
    "Policy",
    "Quiet",
    "Recipient",
    "Reminder",
    "merged",
    "office_moment",
    "opening_of",
    "reminders",
]

_LONGEST_REST = timedelta(days=60)
"""A division may ask for thirty days of rest; what fell into them is told when they end."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A division that asked not to be reminded before a day."""

    division: str
    until: date


@dataclass(frozen=True, slots=True)
class Owed:
    """An occurrence not settled yet, and the divisions that still have to answer it.

    ``unseen``: it is the executive's own follow-up and he or she has not done it.
    """

    occurrence: Occurrence
    divisions: tuple[str, ...]
    unseen: bool = False
    quiet: tuple[Quiet, ...] = ()


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
    """One occurrence in a reminder: why, the day it would be but for days off, and its day."""

    occurrence: Occurrence
    occasion: Occasion
    nominal: date
    day: date


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one chat is told on one day: of duties, and the administrator of chores."""

    recipient: Recipient
    day: date
    items: tuple[Item, ...]
    chores: tuple[ChoreDay, ...] = ()

    @property
    def occasion(self) -> Occasion | None:
        """The most urgent reason among its items; None if it is of chores alone."""
        return max(self.occasions, key=URGENCY.__getitem__, default=None)

    @property
    def occasions(self) -> frozenset[Occasion]:
        """Every reason among its items."""
        return frozenset(item.occasion for item in self.items)


def reminders(
    owed: Sequence[Owed],
    recipients: Sequence[Recipient],
    outlook: Outlook,
    first: date,
    last: date,
) -> list[Reminder]:
    """Every reminder from ``first`` to ``last``, by day and chat, as things stand."""
    agenda = _Agenda(owed, first, last)
    found = []
    for recipient in recipients:
        known = replace(outlook, loaded_on=max(outlook.loaded_on, recipient.since))
        days = _by_day(agenda.of(recipient, known), recipient, known, first, last)
        done = _chores(recipient, known, first, last)
        for day in sorted({*days, *done}):
            items, todo = _once(days.get(day, ())), tuple(done.get(day, ()))
            found.append(Reminder(recipient, day, items, todo))
    return sorted(found, key=lambda reminder: (reminder.day, reminder.recipient.id))


def merged(missed: Sequence[Reminder]) -> Reminder:
    """One reminder for all of a chat's missed ones: the latest day, each occurrence once."""
    latest = max(missed, key=lambda reminder: reminder.day)
    return replace(
        latest,
        items=_once([item for one in missed for item in one.items]),
        chores=tuple(
            {(day.chore, day.months): day for one in missed for day in one.chores}.values()
        ),
    )


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


_Spoken = list[tuple[Owed, list[Moment]]]


class _Agenda:
    """The moments of all that is owed, worked out once for all chats that knew of it alike."""

    def __init__(self, owed: Sequence[Owed], first: date, last: date) -> None:
        self._first, self._last = first, last
        self._owed = [one for one in owed if one.occurrence.period.starts <= last]
        self._staff: dict[date, dict[str, _Spoken]] = {}

    def of(self, recipient: Recipient, outlook: Outlook) -> _Spoken:
        """Everything that is spoken of in the range to this chat."""
        if recipient.audience is Audience.EXECUTIVE:
            found = ((one, _to_executive(one, outlook)) for one in self._owed)
            return [(one, list(moments)) for one, moments in found]
        if outlook.loaded_on not in self._staff:
            self._staff[outlook.loaded_on] = self._to_staff(outlook)
        by_division = self._staff[outlook.loaded_on]
        spoken = [one for name in recipient.divisions for one in by_division.get(name, ())]
        return list({id(one): (one, moments) for one, moments in spoken}.values())

    def _to_staff(self, outlook: Outlook) -> dict[str, _Spoken]:
        by_division: dict[str, _Spoken] = {}
        for one in self._owed:
            first = self._first - _LONGEST_REST if one.quiet else self._first
            moments = list(for_staff(one.occurrence, outlook, first, self._last))
            for division in one.divisions if moments else ():
                by_division.setdefault(division, []).append((one, moments))
        return by_division


def _to_executive(owed: Owed, outlook: Outlook) -> Iterator[Moment]:
    """His or her own follow-up, and what staff have owed for long; a clause may be both."""
    if owed.unseen and owed.occurrence.duty.actor is Actor.EXECUTIVE:
        yield from for_executive(owed.occurrence, outlook)
    if owed.divisions:
        yield from escalation(owed.occurrence, outlook)


def _by_day(
    spoken: _Spoken, recipient: Recipient, outlook: Outlook, first: date, last: date
) -> dict[date, list[Item]]:
    days: dict[date, list[Item]] = {}
    mine = frozenset(recipient.divisions)
    for one, moments in spoken:
        quiet_until = _quiet_until(one, mine)
        for moment in moments:
            item = _placed(one.occurrence, moment, quiet_until, outlook)
            if first <= item.day <= last:
                days.setdefault(item.day, []).append(item)
    return days


def _quiet_until(owed: Owed, mine: frozenset[str]) -> date:
    """The day until which nobody of the chat wants to hear of it."""
    if not owed.quiet:
        return date.min
    until = {quiet.division: quiet.until for quiet in owed.quiet}
    asked = [until.get(name, date.min) for name in owed.divisions if name in mine]
    return min(asked, default=date.min)


def _placed(occurrence: Occurrence, moment: Moment, quiet_until: date, outlook: Outlook) -> Item:
    """The item on its day, or on the first working day after a division's silence."""
    day, occasion = moment.day, moment.occasion
    if day < quiet_until:
        day = working_day_after(quiet_until, outlook.holidays)
        if occurrence.due is not None and occurrence.due < day:
            occasion = Occasion.OVERDUE
    return Item(occurrence, occasion, moment.nominal, day)


def _chores(
    recipient: Recipient, outlook: Outlook, first: date, last: date
) -> dict[date, list[ChoreDay]]:
    days: dict[date, list[ChoreDay]] = {}
    for one in chores(outlook) if recipient.audience is Audience.ADMIN else ():
        if max(first, outlook.loaded_on) <= one.day <= last and one.chore not in outlook.idle:
            days.setdefault(one.day, []).append(one)
    return days


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    """Each occurrence once, for its most urgent reason, in order of due date."""
    best: dict[int, Item] = {}
    for item in items:
        known = best.get(item.occurrence.id)
        if known is None or URGENCY[item.occasion] > URGENCY[known.occasion]:
            best[item.occurrence.id] = item
    return tuple(sorted(best.values(), key=_by_due))


def _by_due(item: Item) -> tuple[date, int, str, int]:
    duty = item.occurrence.duty
    return (item.occurrence.due or date.max, duty.measure, duty.letter, item.occurrence.id)
