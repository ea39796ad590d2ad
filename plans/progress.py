"""What has been said of each occurrence, and what that makes of it, its duty and its measure.

Pure rules over plain values.  A division's answer to an occurrence is its last mark that is an
answer and was not withdrawn.  Notes never answer.  Oversight occurrences (the executive's own)
are shown beside the measures and are never part of their status.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from plans.model import Actor, Duty, Mark, MarkKind, Measure, Occurrence, Plan, Status
from plans.rounds import Round

_STATUS_OF = {
    MarkKind.DONE: Status.DONE,
    MarkKind.NOT_POSSIBLE: Status.NOT_POSSIBLE,
    MarkKind.IN_PROGRESS: Status.IN_PROGRESS,
}
_SETTLED = frozenset({Status.DONE, Status.NOT_POSSIBLE})


@dataclass(frozen=True, slots=True)
class Decision:
    """The administrator's word on an occurrence (an id) its owners did not agree on."""

    occurrence: int
    status: Status
    reason: str
    said_at: datetime


@dataclass(frozen=True)
class Progress:
    """A plan, its occurrences and everything said of them.

    ``divisions`` is the register that "everyone" means; ``overseen`` holds ids of oversight
    occurrences an executive has answered.  Occurrences and marks come in their stored order.
    """

    plan: Plan
    occurrences: tuple[Occurrence, ...]
    marks: tuple[Mark, ...] = ()
    divisions: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    overseen: frozenset[int] = frozenset()

    @cached_property
    def marks_in_force(self) -> tuple[Mark, ...]:
        """Every mark nobody took back, withdrawals left out."""
        withdrawn = {mark.withdraws for mark in self.marks}
        return tuple(
            mark
            for mark in self.marks
            if mark.kind is not MarkKind.WITHDRAWN and mark.id not in withdrawn
        )

    @cached_property
    def _answers(self) -> dict[tuple[int, str], Mark]:
        answering = (mark for mark in self.marks_in_force if mark.kind in _STATUS_OF)
        return {(mark.occurrence, mark.division): mark for mark in answering}

    @cached_property
    def _decided(self) -> dict[int, Status]:
        return {decision.occurrence: decision.status for decision in self.decisions}

    def said_until(self, moment: datetime) -> "Progress":
        """As it stood then: nothing said later counts."""
        return replace(
            self,
            marks=tuple(mark for mark in self.marks if mark.said_at <= moment),
            decisions=tuple(one for one in self.decisions if one.said_at <= moment),
        )

    def owners(self, duty: Duty) -> tuple[str, ...]:
        """The divisions that owe a duty, in the document's order; none for oversight."""
        if duty.actor is Actor.EXECUTIVE:
            return ()
        named = duty.divisions + (self.divisions if duty.everyone else ())
        return tuple(dict.fromkeys(named))

    def answer(self, occurrence: Occurrence, division: str) -> Mark | None:
        """The division's answer in force: done, not possible, or in progress."""
        return self._answers.get((occurrence.id, division))

    def answers(self, occurrence: Occurrence) -> dict[str, Mark]:
        """Every owner that has answered, with its answer."""
        found = ((name, self.answer(occurrence, name)) for name in self.owners(occurrence.duty))
        return {name: mark for name, mark in found if mark is not None}

    def status(self, occurrence: Occurrence) -> Status:
        """Where the occurrence stands, all owners together.

        Owners joined by "/": the first settled answer settles it.  With a lead (or collector) the
        lead's answer does.  Otherwise all must say done; where some say not possible it stays in
        progress until the administrator decides, unless all of them say so.
        """
        if occurrence.duty.actor is Actor.EXECUTIVE:
            return Status.DONE if occurrence.id in self.overseen else Status.PENDING
        if (decided := self._decided.get(occurrence.id)) is not None:
            return decided
        return self._status_of_owners(occurrence)

    def _status_of_owners(self, occurrence: Occurrence) -> Status:
        duty = occurrence.duty
        first_said = sorted(self.answers(occurrence).items(), key=lambda answer: answer[1].id)
        given = {name: _STATUS_OF[mark.kind] for name, mark in first_said}
        settled = [status for status in given.values() if status in _SETTLED]
        if duty.lead is not None and given.get(duty.lead) in _SETTLED:
            return given[duty.lead]
        if duty.joint and settled:
            return settled[0]
        all_settled = duty.lead is None and len(settled) == len(self.owners(duty))
        if settled and all_settled and len(set(settled)) == 1:
            return settled[0]
        return Status.IN_PROGRESS if given else Status.PENDING

    def is_settled(self, occurrence: Occurrence) -> bool:
        """Whether nobody has to answer it any more."""
        return self.status(occurrence) in _SETTLED

    def needs_decision(self, occurrence: Occurrence) -> bool:
        """Whether owners disagree: at least one says not possible and it is not settled."""
        if occurrence.duty.actor is Actor.EXECUTIVE or self.is_settled(occurrence):
            return False
        given = self.answers(occurrence).values()
        return any(mark.kind is MarkKind.NOT_POSSIBLE for mark in given)

    def owing(self, occurrence: Occurrence) -> tuple[str, ...]:
        """The divisions that still have to answer; none once it is settled."""
        if self.is_settled(occurrence):
            return ()
        return tuple(
            name for name in self.owners(occurrence.duty) if not self._has_settled(occurrence, name)
        )

    def _has_settled(self, occurrence: Occurrence, division: str) -> bool:
        mark = self.answer(occurrence, division)
        return mark is not None and _STATUS_OF[mark.kind] in _SETTLED

    def of_measure(self, number: int) -> tuple[Occurrence, ...]:
        """Every occurrence of a measure's duties."""
        return tuple(one for one in self.occurrences if one.duty.measure == number)

    def measure(self, number: int) -> Measure | None:
        """The plan's measure with that number."""
        return next((one for one in self.plan.measures if one.number == number), None)

    def measure_status(
        self, number: int, round_: Round, as_of: date, division: str | None = None
    ) -> Status:
        """Where a measure stands in a round on a day; with ``division``, that division's part.

        Done: every staff occurrence due by that day is done.  Not possible: all of those are
        settled and at least one is not possible.  Undated occurrences count only where a measure
        has no dated ones.
        """
        mine = [
            one
            for one in self.of_measure(number)
            if one.duty.actor is Actor.STAFF
            and (division is None or division in self.owners(one.duty))
        ]
        dated = [one for one in mine if one.due is not None and one.due <= round_.last_day]
        now_due = [one for one in dated if one.due is not None and one.due <= as_of]
        if now_due:
            return _together(self._statuses(now_due, division))
        if dated:
            return _before_due(self._statuses(dated, division))
        undated = [one for one in mine if one.due is None and one.period.ends == round_.last_day]
        if undated:
            return _together(self._statuses(undated, division))
        return Status.NOT_DUE if mine else Status.PENDING

    def _statuses(self, some: Iterable[Occurrence], division: str | None) -> list[Status]:
        return [self.share_status(one, division) for one in some]

    def share_status(self, occurrence: Occurrence, division: str | None) -> Status:
        """One division's own answer, or the whole occurrence's status without a division.

        What is settled for all (a joint answer, the lead's, a decision) is settled for each.
        """
        whole = self.status(occurrence)
        if division is None or whole in _SETTLED:
            return whole
        mark = self.answer(occurrence, division)
        return _STATUS_OF[mark.kind] if mark else Status.PENDING


def _together(statuses: list[Status]) -> Status:
    if all(status is Status.DONE for status in statuses):
        return Status.DONE
    if all(status in _SETTLED for status in statuses):
        return Status.NOT_POSSIBLE
    if any(status is not Status.PENDING for status in statuses):
        return Status.IN_PROGRESS
    return Status.PENDING


def _before_due(statuses: list[Status]) -> Status:
    """Nothing is due yet, but some may have answered early."""
    together = _together(statuses)
    return Status.NOT_DUE if together is Status.PENDING else together
