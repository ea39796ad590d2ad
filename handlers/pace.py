"""How much one person may say at a time, so that nobody else waits behind a flood."""

from array import array
from collections import OrderedDict
from datetime import datetime

from handlers.messages import Kind

MOST = 60
"""Messages a minute; a clerk who taps through a whole plan stays below."""

_WINDOW = 60.0  # seconds
_REMEMBERED = 2_000  # people; whoever spoke longest ago is forgotten
_COUNTED = frozenset({Kind.TEXT, Kind.PRESS, Kind.EDITED})
"""Photos come by dozens and are not answered one by one; taking back is never refused."""


class Pace:
    """Counts what was said to us lately, in memory alone: after a restart everybody begins anew."""

    def __init__(self) -> None:
        self._said: OrderedDict[str, tuple[array[int], array[float]]] = OrderedDict()
        """Of every person the latest messages, as hashes, and when each was sent, in Unix time;
        sixteen bytes for each, as there are very many."""

    def allows(self, sender: str, kind: Kind, at: datetime, event: str) -> bool:
        """Whether this may be answered; ``at`` is when it was sent, not when it reached us.

        An event that is handled again, because its handling failed, counts once.
        """
        if kind not in _COUNTED:
            return True
        known = self._said.get(sender)
        if known is None:
            known = self._said[sender] = array("q"), array("d")
        self._said.move_to_end(sender)
        if len(self._said) > _REMEMBERED:
            self._said.popitem(last=False)
        names, moments = known
        moment, name = at.timestamp(), hash(event)
        if name in names:
            return True
        if len(moments) >= MOST:
            if all(abs(moment - other) < _WINDOW for other in moments):  # in any order
                return False
            del names[0], moments[0]
        names.append(name)
        moments.append(moment)
        return True
