"""Telegram's flood limits as sliding windows over the simulated time."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.telegram_refusals import flooded


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``calls`` in any ``span``."""

    calls: int
    span: timedelta


PER_CHAT = Rate(1, timedelta(seconds=1))
PER_GROUP = Rate(20, timedelta(minutes=1))
OVERALL = Rate(30, timedelta(seconds=1))
WEBHOOK_CHANGES = Rate(1, timedelta(seconds=1))


class Flood:
    """Remembers who was written to when; ``enforced = False`` lets everything pass."""

    def __init__(self, *, enforced: bool = True) -> None:
        self.enforced = enforced
        self._taken: dict[tuple[Rate, int], deque[datetime]] = defaultdict(deque)

    def take(self, chat: int, *, is_group: bool, now: datetime, messages: int = 1) -> None:
        """Count ``messages`` to ``chat``, or refuse all of them with 429."""
        lanes = [(PER_CHAT, chat), (OVERALL, 0)]
        if is_group:
            lanes.append((PER_GROUP, chat))
        self._take(lanes, now, messages)

    def change_webhook(self, now: datetime) -> None:
        self._take([(WEBHOOK_CHANGES, 0)], now, 1)

    def _take(self, lanes: list[tuple[Rate, int]], now: datetime, messages: int) -> None:
        if not self.enforced:
            return
        wait = max(self._wait(lane, now) for lane in lanes)
        if wait > timedelta():
            raise flooded(max(1, math.ceil(wait.total_seconds())))
        for lane in lanes:
            self._taken[lane].extend([now] * messages)

    def _wait(self, lane: tuple[Rate, int], now: datetime) -> timedelta:
        """How long until one more fits: when the ``calls``-th latest has left the window."""
        rate, taken = lane[0], self._taken[lane]
        while taken and taken[0] <= now - rate.span:
            taken.popleft()
        if len(taken) < rate.calls:
            return timedelta()
        return taken[-rate.calls] + rate.span - now
