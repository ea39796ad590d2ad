"""Playing reminders in advance: the same policy and the same budget, day by day, nothing sent.

Nobody is supposed to report meanwhile, and nobody to speak, so that nothing rides on replies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plans.rounds import days_between, is_working_day, month_end
from scheduler import budget
from scheduler.budget import Wish
from scheduler.due import Outlook, Reminder, merged
from storage.quota import Purse


@dataclass(frozen=True, slots=True)
class Played:
    """One message: the day it goes out, or, unpaid, the day until which it waited for a reply."""

    day: date
    reminder: Reminder
    paid: bool


def wish_for(fiscal_year: int, reminder: Reminder, day: date) -> Wish:
    """A planned reminder as the budget sees it; its key is the one it is owed under."""
    key = key_of(fiscal_year, reminder)
    return Wish(key, day, reminder.recipient.cost, budget.rank_of(reminder.occasions))


def key_of(fiscal_year: int, reminder: Reminder) -> str:
    """One key for each plan, chat and day."""
    return f"{prefix_of(fiscal_year, reminder.recipient.id)}{reminder.day.isoformat()}"


def prefix_of(fiscal_year: int, chat: int) -> str:
    """What all keys of a chat's reminders of a plan begin with."""
    return f"reminder/{fiscal_year}/{chat}/"


def play(
    planned: Sequence[Reminder], outlook: Outlook, purse: Purse, first: date, last: date
) -> list[Played]:
    """Everything that goes out from ``first`` to ``last``, and in the end what was not paid for."""
    stage = _Stage(planned, outlook.fiscal_year, purse)
    for day in days_between(first, last):
        if day.day == 1 and day != first:
            stage.left = purse.allowed
        stage.collect(day)
        if is_working_day(day, outlook.holidays):
            stage.send(day, last)
    return [*stage.played, *stage.unpaid(last)]


class _Stage:
    """What waits for each chat, and what is left of the month."""

    def __init__(self, planned: Sequence[Reminder], fiscal_year: int, purse: Purse) -> None:
        self.left, self._allowed = purse.left, purse.allowed
        self.played: list[Played] = []
        self._fiscal_year = fiscal_year
        self._by_day: dict[date, list[Reminder]] = {}
        self._waiting: dict[int, list[Reminder]] = {}
        for reminder in planned:
            self._by_day.setdefault(reminder.day, []).append(reminder)

    def collect(self, day: date) -> None:
        """What falls on this day waits from now on."""
        for reminder in self._by_day.get(day, ()):
            self._waiting.setdefault(reminder.recipient.id, []).append(reminder)

    def send(self, day: date, last: date) -> None:
        """Everything waiting that the month pays for, each chat's as one message."""
        messages = [merged(some) for some in self._waiting.values()]
        paid = self._paid(messages, day, last) if messages else frozenset()
        for message in sorted(messages, key=lambda one: one.recipient.id):
            if key_of(self._fiscal_year, message) in paid:
                self.played.append(Played(day, message, paid=True))
                del self._waiting[message.recipient.id]
                if self.left is not None:
                    self.left -= message.recipient.cost

    def unpaid(self, last: date) -> list[Played]:
        """What nobody paid for by the end."""
        return [Played(last, merged(some), paid=False) for some in self._waiting.values()]

    def _paid(self, messages: list[Reminder], day: date, last: date) -> frozenset[str]:
        wishes = [wish_for(self._fiscal_year, one, day) for one in messages]
        if self.left is not None:
            until = min(month_end(day), last)
            later = [one for one in days_between(day, until) if one > day]
            ahead = [reminder for one in later for reminder in self._costing(one)]
            wishes += [wish_for(self._fiscal_year, one, one.day) for one in ahead]
        return budget.funded(wishes, self.left, self._allowed, day)

    def _costing(self, day: date) -> list[Reminder]:
        return [one for one in self._by_day.get(day, ()) if one.recipient.cost]
