"""Which paper around the report is wanted, and what the office has set for it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reports.report import Report


class Kind(StrEnum):
    """The papers there are."""

    COVER = "cover"
    PUBLISH = "publish"
    CHASE = "chase"
    AGENDA = "agenda"
    REGISTER = "register"
    OIT = "oit"  # plain words to paste, no page


@dataclass(frozen=True, slots=True)
class Registered:
    """A report given out, as its register prints it."""

    code: str
    months: int
    edition: int
    as_of: date
    issued: str
    asked: str
    head: str
    files: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """Which paper is wanted, and what the office has set for it.

    ``desk`` is the part of the office that writes; ``register`` the reports given out this year.
    """

    kind: Kind
    day: date
    desk: str = ""
    website: str = ""
    oit_items: tuple[str, ...] = ()
    register: tuple[Registered, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper with the report it is about, as it goes to whoever renders it."""

    wish: Wish
    report: Report
