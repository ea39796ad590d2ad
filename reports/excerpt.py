"""A division's own part of a report: nothing of what the others owe, did or could not do."""

from collections.abc import Iterator
from dataclasses import replace

from reports.gone import gone_of_division
from reports.report import Count, Group, Line, Report, Tally


def part_of(report: Report, division: str) -> Report:
    """The report of the measures a division has a part in, with its own shares alone."""
    groups = tuple(_own_groups(report, division))
    own = next(
        (one for one in report.by_division if one.name == division), Count(division, Tally())
    )
    return replace(
        report,
        groups=groups,
        overall=own,
        by_division=(own,),
        by_issue=(),
        problems=tuple(one for one in report.problems if one.division == division),
        suggestions=tuple(one for one in report.suggestions if one.division == division),
        withdrawn=tuple(gone_of_division(report.withdrawn, division)),
        gaps=tuple(one for one in report.gaps if one.division == division),
    )


def _own_groups(report: Report, division: str) -> Iterator[Group]:
    for group in report.groups:
        lines = tuple(own for line in group.lines if (own := _own(line, division)).shares)
        if lines:
            yield replace(group, lines=lines)


def _own(line: Line, division: str) -> Line:
    shares = tuple(share for share in line.shares if share.division == division)
    return replace(line, shares=shares)
