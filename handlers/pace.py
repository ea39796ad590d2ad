"""How much one person may say at a time, so that nobody else waits behind a flood."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

from handlers.messages import Kind

MOST = 60
"""Messages a minute; a clerk who taps through a whole plan stays below."""

_WINDOW = timedelta(minutes=1)
_REMEMBERED = 2_000  # people; whoever spoke longest ago is forgotten
_COUNTED = frozenset({Kind.TEXT, Kind.PRESS, Kind.EDITED})
"""Photos come by dozens and are not answered one by one; taking back is never refused."""


class Pace:
    """Counts what was said to us lately, in memory alone: after a restart everybody begins anew."""

    def __init__(self) -> None:
        self._said: OrderedDict[str, deque[tuple[datetime, str]]] = OrderedDict()

    def allows(self, sender: str, kind: Kind, at: datetime, event: str) -> bool:
        """Whether this may be answered; ``at`` is when it was sent, not when it reached us.

        An event that is handled again, because its handling failed, counts once.
        """
        if kind not in _COUNTED:
            return True
        said = self._said.setdefault(sender, deque(maxlen=MOST))
        self._said.move_to_end(sender)
        if len(self._said) > _REMEMBERED:
            self._said.popitem(last=False)
        if any(known == event for _, known in said):
            return True
        if sum(abs(at - other) < _WINDOW for other, _ in said) >= MOST:  # they come in any order
            return False
        said.append((at, event))
        return True
