"""Pictures of a report and of a month, asked for by the format of a document."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from pydantic import TypeAdapter

from bot import sandbox
from handlers.messages import Document
from plans.progress import Progress
from plans.thai import Script
from reports.drawings import (
    Drawing,
    NothingToShow,
    divisions_drawn,
    issues_drawn,
    month_drawn,
    scores_drawn,
)
from reports.month import month_of
from reports.report import Report
from storage.database import Transaction
from storage.holidays import days_off

PICTURES: Mapping[str, Callable[[Report], Drawing]] = {
    "progress.png": divisions_drawn,
    "issues.png": issues_drawn,
    "scores.png": scores_drawn,
}
"""What is drawn of a report; ``CALENDAR`` is the month of the cut-off day."""

CALENDAR = "calendar.png"

_DRAWING = TypeAdapter(Drawing)


def is_picture(document: Document) -> bool:
    """Whether a picture is asked for."""
    return document.format in PICTURES or document.format == CALENDAR


def drawing_of(tx: Transaction, document: Document, report: Report, progress: Progress) -> Drawing:
    """What the picture shows; raises ``Declined`` where there are no figures for it."""
    if document.format == CALENDAR:
        closed = days_off(tx, document.fiscal_year)
        month = month_of(
            progress, document.as_of, document.month, closed=closed, division=document.division
        )
        return month_drawn(replace(month, office=report.organisation.name))
    try:
        return PICTURES[document.format](report)
    except NothingToShow:
        raise sandbox.Declined(sandbox.NO_FIGURES) from None


async def draw(drawing: Drawing, digits: Script) -> bytes:
    """The picture, drawn in the limited child process; raises ``Declined``."""
    return await sandbox.run("png", digits, _DRAWING.dump_json(drawing))
