"""Why a day is chosen to speak of an occurrence, or of what the administrator has to do.

The dates by which a round's results are gathered are those offices keep between the end of a round
and the close of the publishing window a month later.
"""

from datetime import date, timedelta
from enum import StrEnum

from plans.rounds import Round, month_end


class Occasion(StrEnum):
    """Why an occurrence is spoken of on a day; later ones are more urgent."""

    RHYTHM = "rhythm"  # the office's own monthly digest, for plans without a monitoring column
    OPENING = "opening"
    AHEAD = "ahead"
    DUE = "due"
    IMPORTED = "imported"  # was overdue already when the plan was loaded: one notice
    OVERDUE = "overdue"
    CLOSING = "closing"  # its round ends soon, or its results are being collected
    ESCALATED = "escalated"  # overdue so long that the executive hears of it


class Chore(StrEnum):
    """What the administrator is reminded of besides duties."""

    FINDINGS = "findings"  # questions of the reader nobody has settled
    EVIDENCE = "evidence"  # answers of the round without anything handed in
    COLLECT = "collect"  # divisions' results are due: who is missing
    DRAFT = "draft"  # the report goes to the chief administrator
    PUBLISH = "publish"  # the report must be public by the month's end
    HOLIDAYS = "holidays"  # next year's days off are only computed


URGENCY = {occasion: rank for rank, occasion in enumerate(Occasion)}
"""A higher number is more urgent."""


def collected_by(round_: Round) -> date:
    """The day by which divisions' results of a round are in."""
    return round_.last_day + timedelta(days=10)


def drafted_by(round_: Round) -> date:
    """The day by which the report goes to the chief administrator."""
    return round_.last_day + timedelta(days=20)


def published_by(round_: Round) -> date:
    """The day by which the report is public: the end of the month after the round."""
    return month_end(round_.last_day + timedelta(days=1))
