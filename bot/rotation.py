"""Which backups of a folder to keep: days of a week, weeks of a month, months of a year."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from plans.progress import BANGKOK

DAYS, WEEKS, MONTHS = 7, 5, 12
"""For how many of each the newest backup is kept."""

_NAME = re.compile(r"tidtam-(\d{8}T\d{6})Z\.tgz")
_FORM = "%Y%m%dT%H%M%S"


def name_of(moment: datetime) -> str:
    """The file name of a backup made then; names sort by time."""
    return f"tidtam-{moment.astimezone(UTC).strftime(_FORM)}Z.tgz"


def moment_of(name: str) -> datetime | None:
    """When the backup of that name was made; None for a file of somebody else's."""
    named = _NAME.fullmatch(name)
    try:
        return datetime.strptime(named[1], _FORM).replace(tzinfo=UTC) if named else None
    except ValueError:
        return None


def outdated(names: Iterable[str]) -> frozenset[str]:
    """The backups no longer needed; never the newest, never a file that is no backup.

    Kept is the newest of each of the last seven days, five ISO weeks and twelve months in which
    one was made at all, by Thai calendar: a machine that was off for long loses none by that.
    """
    made = {name: moment for name in names if (moment := moment_of(name)) is not None}
    latest = sorted(made, key=lambda name: made[name], reverse=True)
    kept = {name for count, form in _SPANS for name in _newest(latest, made, count, form)}
    return frozenset(made) - kept


_SPANS = ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m"))


def _newest(latest: list[str], made: dict[str, datetime], count: int, form: str) -> Iterable[str]:
    """The newest name of each of the last ``count`` spans; ``latest`` runs backwards."""
    spans: dict[str, str] = {}
    for name in latest:
        spans.setdefault(made[name].astimezone(BANGKOK).strftime(form), name)
    return list(spans.values())[:count]
