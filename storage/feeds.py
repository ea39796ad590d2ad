"""Which calendar links are good: those of the present generation."""

from storage.database import Transaction
from storage.settings import find_value, put_value

_GENERATION = "calendar_generation"


def generation(tx: Transaction) -> int:
    """The generation links are made for now."""
    return int(find_value(tx, _GENERATION) or 0)


def renew(tx: Transaction) -> None:
    """Make every calendar link given out so far void."""
    put_value(tx, _GENERATION, str(generation(tx) + 1))
