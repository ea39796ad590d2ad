"""Pure policy: which messages the month's quota pays for, decided from the whole month at once.

What has to be said on its very day comes first, for the whole rest of the month; then warnings,
then what is overdue, then digests.  All but the first leave a reserve for what nobody foresaw.
What is not paid for waits: for a reply to ride on, for the next day, or for a later message that
says it too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from plans.occasions import Occasion
from plans.rounds import month_end

_RESERVE = 5  # one part of so many is kept back
_MONTH = 31


class Rank(IntEnum):
    """What is paid for first."""

    PRESSING = 0  # its very day, the executive, the administrator, what a person asked to send
    WARNING = 1
    OVERDUE = 2
    DIGEST = 3


RANKS = {
    Occasion.RHYTHM: Rank.DIGEST,
    Occasion.OPENING: Rank.DIGEST,
    Occasion.AHEAD: Rank.WARNING,
    Occasion.DUE: Rank.PRESSING,
    Occasion.IMPORTED: Rank.OVERDUE,
    Occasion.OVERDUE: Rank.OVERDUE,
    Occasion.CLOSING: Rank.PRESSING,
    Occasion.ESCALATED: Rank.PRESSING,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """A message that would like to be pushed on a day; ``key`` tells it from the others."""

    key: str
    day: date
    cost: int
    rank: Rank


def rank_of(occasions: Iterable[Occasion]) -> Rank:
    """The rank of a message that speaks for several reasons; without any it is pressing."""
    return min((RANKS[occasion] for occasion in occasions), default=Rank.PRESSING)


def funded(
    wishes: Iterable[Wish], left: int | None, allowed: int | None, today: date
) -> frozenset[str]:
    """The keys of what is paid for, of everything wished for from today to the month's end."""
    ordered = sorted(wishes, key=lambda wish: (wish.rank, wish.day, wish.key))
    if left is None:
        return frozenset(wish.key for wish in ordered)
    reserve = reserve_on(today, allowed or 0)
    paid = set()
    for wish in ordered:
        kept = 0 if wish.rank is Rank.PRESSING else reserve
        if wish.cost <= left - kept or not wish.cost:
            left -= wish.cost
            paid.add(wish.key)
    return frozenset(paid)


def reserve_on(today: date, allowed: int) -> int:
    """What is kept for the unforeseen: less, the less of the month is to come."""
    days = (month_end(today) - today).days
    return allowed * days // (_RESERVE * _MONTH)
