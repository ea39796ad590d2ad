"""Papers around the report, laid out like it and written by the same writer."""

from collections.abc import Callable, Mapping

from plans.thai import Script
from reports import memos, records
from reports.layouts import in_digits
from reports.pages import Block, Document
from reports.report import Report
from reports.wish import Kind, Wish

Layout = Callable[[Report, Wish], tuple[str, tuple[Block, ...]]]
"""The paper's title and what stands on it."""


def lay_out_paper(report: Report, wish: Wish, *, digits: Script = Script.THAI) -> Document:
    """The paper that is wanted, about this report."""
    title, blocks = _LAYOUTS[wish.kind](report, wish)
    named = (title, memos.round_of(report), report.organisation.name)
    return in_digits(
        Document(
            title=f"{title} {report.organisation.name}",
            author=report.organisation.name,
            day=wish.day,
            script=digits,
            cover=() if wish.kind in _MEMOS else named,
            blocks=blocks,
            portrait=wish.kind is not Kind.REGISTER,
        )
    )


_LAYOUTS: Mapping[Kind, Layout] = {
    Kind.COVER: memos.cover,
    Kind.PUBLISH: memos.publish,
    Kind.CHASE: memos.chase,
    Kind.AGENDA: records.agenda,
    Kind.REGISTER: records.register,
}
_MEMOS = frozenset({Kind.COVER, Kind.PUBLISH, Kind.CHASE})
