"""The one place that reads the machine's clock; everybody else is handed the time."""

import time
from datetime import UTC, datetime


class Clock:
    """Says what time it is.  The demo hands out one that can be turned instead."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """A count of seconds that never runs backwards, for measuring and waiting."""
        return time.monotonic()
