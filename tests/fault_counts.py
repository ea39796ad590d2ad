"""How often a fault is tried: a tenth in the suite, all by ``python -m bench.faults``."""

import os
from typing import Any

FULL = "TIDTAM_FAULTS"
"""Set by the command; empty in the suite."""


def times(full: int) -> int:
    """How many cases to try now, of so many in all."""
    return full if os.environ.get(FULL) else max(1, full // 10)


def tried(record: Any, count: int, said: str = "") -> None:
    """Tell the command how many cases there were, and a figure worth printing."""
    record("cases", count)
    if said:
        record("said", said)
