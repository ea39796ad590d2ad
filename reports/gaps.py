"""What is missing before a report can be called complete."""

from collections.abc import Iterator, Sequence

from plans.layouts import ISSUES
from plans.model import MarkKind, Plan, Status
from reports.report import Gap, GapKind, Line

_SETTLED = frozenset({Status.DONE, Status.NOT_POSSIBLE})


def find_gaps(plan: Plan, lines: Sequence[Line]) -> Iterator[Gap]:
    """Fixed issues without a measure, results not reported, refusals without a reason."""
    printed = [measure.issue or "" for measure in plan.measures]
    if any(issue in one for one in printed for issue in ISSUES):
        for issue in ISSUES:
            if not any(issue in one for one in printed):
                yield Gap(GapKind.ISSUE_WITHOUT_MEASURE, issue=issue)
    for line in lines:
        yield from _gaps_of(line)


def _gaps_of(line: Line) -> Iterator[Gap]:
    number = line.measure.number
    if not line.shares and line.status not in _SETTLED:
        yield Gap(GapKind.NO_RESULT, measure=number)
    for share in line.shares:
        if share.missing:
            yield Gap(GapKind.NO_RESULT, measure=number, division=share.division)
        if any(s.kind is MarkKind.NOT_POSSIBLE and not s.words.note for s in share.said):
            yield Gap(GapKind.NO_REASON, measure=number, division=share.division)
