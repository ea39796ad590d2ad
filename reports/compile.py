"""Progress to report: the only place where the numbers and gaps of a round are made."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from plans.layouts import indicator_numbered
from plans.model import (
    Actor,
    Duty,
    MarkKind,
    Measure,
    Occurrence,
    Organisation,
    Status,
    Withdrawn,
)
from plans.progress import ADMINISTRATOR, EXECUTIVE, Cut, Progress, done_on, is_oversight, standing
from plans.rounds import Round
from reports.gaps import find_gaps
from reports.gone import told_of_withdrawn
from reports.notes import heard
from reports.pages import Signature
from reports.report import (
    Count,
    Group,
    Line,
    Oversight,
    Quoted,
    Report,
    Ruling,
    Said,
    Share,
    Tally,
)
from reports.signing import read_signature

_STILL_ASKED_FOR = timedelta(days=30)
_OFFICES = frozenset({ADMINISTRATOR, EXECUTIVE})
_SETTLED = frozenset({Status.DONE, Status.NOT_POSSIBLE})
_OTHERS = "ไม่ระบุประเด็น"


def default_round(today: date) -> Round:
    """The round a report is about when nobody says which.

    The one that closed last until 30 days after its end, else the one that is running.
    """
    closed = Round.containing(today - _STILL_ASKED_FOR)
    return closed if closed.last_day < today else Round.containing(today)


def other_round(round_: Round) -> Round:
    """The other round of the same fiscal year, to be offered beside it."""
    return Round(round_.fiscal_year, 18 - round_.months)


def compile_report(
    progress: Progress,
    round_: Round,
    *,
    as_of: date,
    organisation: Organisation | None = None,
    signatures: Sequence[Signature] = (),
    withdrawn: Sequence[Withdrawn] = (),
) -> Report:
    """What was done in a round, as it was known at the end of ``as_of``.

    The date stated for a mark, or else the day it was said, decides the round it counts in.
    ``organisation`` is the office's own spelling; without ``signatures`` those of the plan are
    printed, their names left open; ``withdrawn`` is what was answered before the plan dropped it.
    """
    counted = standing(progress.marks, Cut(as_of, round_.last_day))
    known = replace(progress, marks=counted)
    closed = frozenset(one.id for one in known.occurrences if known.is_closed(one))
    speakers = {one.id: _speakers(known, one) for one in known.occurrences}
    told = {one.id: _told(known, one) for one in known.occurrences}
    compiler = _Compiler(known, round_, as_of, closed, speakers, told)
    lines = tuple(compiler.line(measure) for measure in known.plan.measures)
    said = [(line, one) for line in lines for share in line.shares for one in share.said]
    return Report(
        plan=known.plan,
        organisation=organisation or known.plan.organisation,
        round=round_,
        as_of=as_of,
        groups=tuple(_groups(lines)),
        overall=compiler.overall(lines),
        by_division=tuple(compiler.by_division(lines)),
        by_issue=tuple(_by_issue(lines)),
        problems=tuple(_quoted(said, _problem)),
        suggestions=tuple(_quoted(said, lambda one: one.words.suggestion)),
        gaps=tuple(find_gaps(known.plan, lines)),
        signatures=tuple(signatures) or tuple(map(read_signature, known.plan.signatories)),
        before=_before(progress, round_, as_of),
        withdrawn=tuple(told_of_withdrawn(withdrawn, Cut(as_of, round_.last_day))),
    )


def _before(progress: Progress, round_: Round, as_of: date) -> Tally | None:
    """The tally of the round before in the same plan, as it stood when that round ended."""
    first = Round(round_.fiscal_year, 6)
    if round_.months == first.months or as_of <= first.last_day:
        return None
    counted = standing(progress.marks, Cut(first.last_day, first.last_day))
    known = replace(progress, marks=counted)
    return Tally.of(
        known.measure_status(one.number, first, first.last_day) for one in known.plan.measures
    )


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Status and words of every measure and division, from progress already cut to the round."""

    progress: Progress
    round: Round
    as_of: date
    closed: frozenset[int]
    speakers: Mapping[int, tuple[str, ...]]
    told: Mapping[int, Mapping[str, Sequence[Said]]]

    @property
    def until(self) -> date:
        """The last day whose due dates count: the as-of date, but none after the round."""
        return min(self.as_of, self.round.last_day)

    def line(self, measure: Measure) -> Line:
        """One measure with the shares of its divisions, and the executive's oversight."""
        occurrences = [o for o in self.progress.occurrences if o.duty.measure == measure.number]
        shares: list[Share] = []
        oversight: list[Oversight] = []
        for duty, same in _by_duty(occurrences):
            if duty.actor is Actor.EXECUTIVE:
                oversight.append(self.oversight(duty, same))
            if not is_oversight(duty):
                shares += self.shares(duty, same)
        return Line(
            measure=measure,
            status=self.progress.measure_status(measure.number, self.round, self.as_of),
            shares=tuple(shares),
            rulings=tuple(ruling for one in occurrences for ruling in self.rulings(one)),
            oversight=tuple(oversight),
        )

    def shares(self, duty: Duty, occurrences: Sequence[Occurrence]) -> Iterator[Share]:
        """Each owner's part; who is silent because another's answer serves for it is left out."""
        anybody = duty.joint and any(self.told[one.id] for one in occurrences)
        for division, status in self.statuses(occurrences):
            mine = self.of_division(occurrences, division)
            said = tuple(s for one in mine for s in self.told[one.id].get(division, ()))
            closed = bool(mine) and all(one.id in self.closed for one in mine)
            if said or not (anybody or closed or status in _SETTLED):
                yield self.share(duty, division, status, mine, said)

    def share(
        self,
        duty: Duty,
        division: str,
        status: Status,
        mine: Sequence[Occurrence],
        said: tuple[Said, ...],
    ) -> Share:
        """One division's part of a duty, counted by due dates."""
        due = [one for one in mine if self.is_due(one, self.round.last_day)]
        is_open = {one.id for one in mine if self.is_open(one, division)}
        missing = [one for one in due if one.id in is_open and self.is_due(one, self.until)]
        later = [one.due for one in mine if one.due and one.due > self.until and one.id in is_open]
        return Share(
            duty=duty,
            division=division,
            status=status,
            due=len(due),
            answered=sum(one.id not in is_open for one in due),
            said=said,
            missing=tuple(missing),
            next_due=min(later, default=None),
        )

    def divisions(self, occurrences: Iterable[Occurrence]) -> tuple[str, ...]:
        """Everybody who owes an answer to any of them, in the document's order."""
        return tuple(dict.fromkeys(d for one in occurrences for d in self.speakers[one.id]))

    def statuses(self, occurrences: Sequence[Occurrence]) -> Iterator[tuple[str, Status]]:
        """Each division's status over some occurrences; what is settled for all is for each."""
        together = self.progress.status_over
        whole = together(occurrences, self.round, self.as_of)
        for division in self.divisions(occurrences) or ("",):
            mine = self.of_division(occurrences, division)
            own = whole
            if len(mine) < len(occurrences):
                own = together(mine, self.round, self.as_of)
            if own not in _SETTLED and division:
                own = self.progress.division_status_over(mine, division, self.round, self.as_of)
            yield division, own

    def of_division(self, occurrences: Sequence[Occurrence], division: str) -> Sequence[Occurrence]:
        """Those the division answers for; all of them where nobody is named."""
        return [one for one in occurrences if not division or division in self.speakers[one.id]]

    def is_open(self, occurrence: Occurrence, division: str) -> bool:
        """Whether the division still has to answer."""
        if occurrence.id in self.closed:
            return False
        answer = self.progress.answer(occurrence, division)
        return answer is None or answer.kind is MarkKind.IN_PROGRESS

    def is_due(self, occurrence: Occurrence, until: date) -> bool:
        """Due by that day; an undated one is due at the end of its round."""
        return (occurrence.due or occurrence.period.ends) <= until

    def rulings(self, occurrence: Occurrence) -> Iterator[Ruling]:
        """The administrator's word in force on an occurrence."""
        ruled = self.progress.answer(occurrence, ADMINISTRATOR)
        if ruled is not None:
            yield Ruling(occurrence, ruled.kind, ruled.note, done_on(ruled))

    def oversight(self, duty: Duty, occurrences: Sequence[Occurrence]) -> Oversight:
        """How many of the executive's own due dates so far were followed up."""
        due = [one for one in occurrences if one.due and one.due <= self.until]
        return Oversight(duty, len(due), sum(map(self.progress.is_acknowledged, due)))

    def overall(self, lines: Sequence[Line]) -> Count:
        """All measures."""
        late = {one.id for line in lines for share in line.shares for one in self.late(share)}
        return Count("", Tally.of(line.status for line in lines), len(late))

    def by_division(self, lines: Sequence[Line]) -> Iterator[Count]:
        """Each division over the measures it has a part in, in the document's order."""
        late: Counter[str] = Counter()
        for share in (share for line in lines for share in line.shares):
            late[share.division] += len(self.late(share))
        statuses: dict[str, list[Status]] = {}
        for line in lines:
            own = self.progress.staff_occurrences(line.measure.number)
            for division, status in self.statuses(own):
                if division:
                    statuses.setdefault(division, []).append(status)
        for division, found in statuses.items():
            yield Count(division, Tally.of(found), late[division])

    def late(self, share: Share) -> list[Occurrence]:
        """Missing occurrences whose day has passed."""
        return [one for one in share.missing if one.due and one.due < self.as_of]


def _speakers(progress: Progress, occurrence: Occurrence) -> tuple[str, ...]:
    """Who owes an answer; where nobody is named, who gave one."""
    said = (mark.division for mark in progress.marks_of(occurrence))
    return progress.owners(occurrence) or tuple(d for d in said if d not in _OFFICES)


def _told(progress: Progress, occurrence: Occurrence) -> Mapping[str, Sequence[Said]]:
    """Everything each division said of an occurrence, in order."""
    found: dict[str, list[Said]] = {}
    for mark in progress.marks_of(occurrence):
        if mark.division not in _OFFICES:
            found.setdefault(mark.division, []).append(heard(mark, occurrence))
    return found


def _by_duty(occurrences: Iterable[Occurrence]) -> Iterator[tuple[Duty, list[Occurrence]]]:
    """Duties in the order of their letters, each with its occurrences by date."""
    ordered = sorted(occurrences, key=lambda one: (len(one.duty.letter), one.duty.letter))
    for _, same in groupby(ordered, key=lambda one: one.duty.letter):
        own = sorted(same, key=lambda one: (one.due or date.max, one.period.starts))
        yield own[0].duty, own


# --- words --------------------------------------------------------------------------------------


def _problem(said: Said) -> str:
    refused = said.words.note if said.kind is MarkKind.NOT_POSSIBLE else ""
    return " ".join(part for part in (refused, said.words.obstacle) if part)


def _quoted(said: Iterable[tuple[Line, Said]], words: Callable[[Said], str]) -> Iterator[Quoted]:
    for line, one in said:
        if text := words(one):
            yield Quoted(line.measure.number, one.division, text)


# --- groups and issues --------------------------------------------------------------------------


def _groups(lines: Iterable[Line]) -> Iterator[Group]:
    """Measures under the plan's headings; the instrument is named where it is one for all."""
    for issue, same in groupby(lines, key=lambda line: line.measure.issue):
        own = tuple(same)
        instruments = {line.measure.instrument for line in own}
        yield Group(issue, instruments.pop() if len(instruments) == 1 else None, own)


def _by_issue(lines: Sequence[Line]) -> Iterator[Count]:
    """Each issue, or indicator where no issue is printed, over its measures."""
    statuses: dict[str, list[Status]] = {}
    for line in lines:
        statuses.setdefault(_subject(line.measure), []).append(line.status)
    for name, found in statuses.items():
        yield Count(name, Tally.of(found))


def _subject(measure: Measure) -> str:
    indicator = indicator_numbered(measure.indicator) if measure.indicator else None
    if measure.issue or indicator is None:
        return measure.issue or _OTHERS
    return f"ตัวชี้วัดที่ {indicator.number} {indicator.names[0]}"
