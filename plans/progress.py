"""Where things stand: what marks say of occurrences, duties and measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from functools import cached_property
from types import MappingProxyType
from typing import TypeGuard

from plans.model import Actor, Duty, Mark, MarkKind, Occurrence, Plan, Status
from plans.rounds import Round
from plans.value import quick
from plans.verdicts import FINAL, all_of, any_of, last_of, split, summed

BANGKOK = timezone(timedelta(hours=7))
"""Thailand has one time all year; what was said late in the evening UTC was said the next day."""

EXECUTIVE = "ผู้บริหาร"
"""The name marks carry as their division when the executive acknowledges."""

ADMINISTRATOR = "ผู้ดูแลระบบ"
"""The name marks carry when the administrator settles what the owners could not."""

_ANSWERS = {
    MarkKind.DONE: Status.DONE,
    MarkKind.NOT_POSSIBLE: Status.NOT_POSSIBLE,
    MarkKind.IN_PROGRESS: Status.IN_PROGRESS,
}
_FINAL_ANSWERS = tuple(kind for kind, status in _ANSWERS.items() if status in FINAL)

Answers = Mapping[str, Mark]
"""What was said of one occurrence: every division's last standing answer."""

_NO_ANSWERS: Answers = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RegisteredDivision:
    """A division of the register and the days it belonged to it; None is open-ended."""

    name: str
    since: date | None = None
    until: date | None = None

    def on(self, day: date) -> bool:
        """Whether the division was registered that day."""
        return (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True, slots=True)
class Handover:
    """What is due from ``since`` (to ``until``) passes to another division; one measure or all."""

    old: str
    new: str
    since: date
    until: date | None = None
    measure: int | None = None

    def covers(self, occurrence: Occurrence) -> bool:
        """Whether the occurrence is among what is handed over."""
        day = occurrence.due or occurrence.period.ends
        ours = self.measure in (None, occurrence.duty.measure)
        return ours and self.since <= day <= (self.until or day)


@dataclass(frozen=True, slots=True)
class Cut:
    """Which marks count: those said by ``as_of`` of what was done by ``done_by``."""

    as_of: date | None = None
    done_by: date | None = None

    def takes(self, mark: Mark) -> bool:
        """Whether the mark counts."""
        if self.as_of is None and self.done_by is None:
            return True
        said = mark.said_at.astimezone(BANGKOK).date()
        in_time = self.as_of is None or said <= self.as_of
        return in_time and (self.done_by is None or done_on(mark) <= self.done_by)


EVERYTHING = Cut()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many occurrences are answered done, of how many due."""

    done: int
    due: int


def done_on(mark: Mark) -> date:
    """The date the person stated or, without one, the day it was said in Thailand."""
    return mark.done_on or mark.said_at.astimezone(BANGKOK).date()


def standing(marks: Iterable[Mark], cut: Cut = EVERYTHING) -> tuple[Mark, ...]:
    """The marks that count and were not taken back, in the order they were said."""
    said = [mark for mark in marks if cut.as_of is None or Cut(cut.as_of).takes(mark)]
    withdrawn = {mark.withdraws for mark in said if mark.kind is MarkKind.WITHDRAWN}
    return tuple(
        mark
        for mark in said
        if mark.kind is not MarkKind.WITHDRAWN and mark.id not in withdrawn and cut.takes(mark)
    )


@quick
@dataclass(frozen=True)
class Progress:
    """A plan's duties, their occurrences and everything said of them, at one moment.

    ``marks`` are in the order they were said; ``registered`` are the divisions "everyone" means.
    """

    plan: Plan
    duties: tuple[Duty, ...]
    occurrences: tuple[Occurrence, ...]
    marks: tuple[Mark, ...] = ()
    registered: tuple[RegisteredDivision, ...] = ()
    handed: tuple[Handover, ...] = ()

    @cached_property
    def _marks_of(self) -> dict[int, list[Mark]]:
        found: dict[int, list[Mark]] = {}
        for mark in self.marks:
            found.setdefault(mark.occurrence, []).append(mark)
        return found

    @cached_property
    def _answers(self) -> dict[Cut, Mapping[int, Answers]]:
        """Every last standing answer by cut and occurrence: asked for again and again."""
        return {}

    def _answers_to(self, occurrence: Occurrence, cut: Cut = EVERYTHING) -> Answers:
        if cut is EVERYTHING:
            return self._all_answers.get(occurrence.id, _NO_ANSWERS)
        found = self._answers.get(cut)
        if found is None:
            found = self._answers[cut] = _answers_of(self.marks, cut)
        return found.get(occurrence.id, _NO_ANSWERS)

    @cached_property
    def _all_answers(self) -> Mapping[int, Answers]:
        return _answers_of(self.marks, EVERYTHING)

    def with_mark(self, mark: Mark) -> "Progress":
        """As it stands after one more mark; what was found of the others is not sought again."""
        after = self.with_marks((*self.marks, mark))
        of = self._marks_of
        after.__dict__["_marks_of"] = of | {mark.occurrence: [*of.get(mark.occurrence, ()), mark]}
        if mark.kind in _ANSWERS:
            all_answers, number = self._all_answers, mark.occurrence
            answers = {**all_answers.get(number, _NO_ANSWERS), mark.division: mark}
            after.__dict__["_all_answers"] = {**all_answers, number: answers}
        return after

    def marks_of(self, occurrence: Occurrence) -> tuple[Mark, ...]:
        """Everything said of an occurrence, withdrawals too."""
        return tuple(self._marks_of.get(occurrence.id, ()))

    @cached_property
    def _closed(self) -> dict[int, bool]:
        """By the id of an occurrence of which something was said, once found."""
        return {}

    @cached_property
    def _planned(self) -> "_Planned":
        return _Planned(self.occurrences)

    def with_marks(self, marks: tuple[Mark, ...]) -> "Progress":
        """The same plan with other marks; what rests on the plan alone is not sought again."""
        after = Progress(
            self.plan, self.duties, self.occurrences, marks, self.registered, self.handed
        )
        after.__dict__["_planned"] = self._planned
        return after

    def occurrences_of(self, duty: Duty) -> tuple[Occurrence, ...]:
        """A stored duty's occurrences, oldest first."""
        return self._planned.of_duty.get(duty.id, ())

    def owners(self, occurrence: Occurrence) -> tuple[str, ...]:
        """The divisions that owe an answer; none for what only the executive oversees."""
        named = self._planned.owners.get(occurrence.id)
        if named is None:
            named = self._owners_named(occurrence)
            if occurrence.id:
                self._planned.owners[occurrence.id] = named
        if not self.handed:
            return named
        return tuple(dict.fromkeys(self.holder(occurrence, name) for name in named))

    def _owners_named(self, occurrence: Occurrence) -> tuple[str, ...]:
        duty = occurrence.duty
        day = occurrence.due or occurrence.period.ends
        everyone = (division.name for division in self.registered if division.on(day))
        lead = (duty.lead,) if duty.lead else ()
        return tuple(dict.fromkeys((*duty.divisions, *(everyone if duty.everyone else ()), *lead)))

    def holder(self, occurrence: Occurrence, division: str) -> str:
        """Who owes the division's share now; what it answered before handing over stays its own."""
        for handover in self.handed:
            if handover.old != division or not handover.covers(occurrence):
                continue
            if _is_final(self.answer(occurrence, division)):
                break
            division = handover.new
        return division

    def answer(self, occurrence: Occurrence, division: str, cut: Cut = EVERYTHING) -> Mark | None:
        """A division's answer: its last standing done, not possible or in progress, if anything."""
        return self._answers_to(occurrence, cut).get(division)

    def status(self, occurrence: Occurrence, cut: Cut = EVERYTHING) -> Status:
        """Where an occurrence stands for staff; for pure oversight, whether it was exercised.

        The administrator's decision counts before all, then a lead's answer, then any answer where
        owners are joint; else every owner has to answer, and one "not possible" among several
        leaves it open until decided.
        """
        answers = self._answers_to(occurrence, cut)
        if not answers:
            return Status.PENDING
        decision = answers.get(ADMINISTRATOR)
        if _is_final(decision):
            return _ANSWERS[decision.kind]
        if is_oversight(occurrence.duty):
            return last_of(_said_by((EXECUTIVE,), answers))
        return self._of_owners(occurrence, answers)

    def _of_owners(self, occurrence: Occurrence, answers: Answers) -> Status:
        duty, owners = occurrence.duty, self.owners(occurrence)
        if duty.lead:
            led = answers.get(self.holder(occurrence, duty.lead))
            if _is_final(led):
                return _ANSWERS[led.kind]
        said = _said_by(owners or self._speakers(occurrence), answers)
        if duty.joint or not owners:
            return any_of(said)
        return all_of(said, len(owners), led=duty.lead is not None)

    def _speakers(self, occurrence: Occurrence) -> tuple[str, ...]:
        """Who spoke of an occurrence nobody is named for: anybody's answer settles it."""
        return tuple(dict.fromkeys(mark.division for mark in self.marks_of(occurrence)))

    def needs_decision(self, occurrence: Occurrence) -> bool:
        """Whether one of several owners said "not possible" and the administrator must settle."""
        said = _said_by(self.owners(occurrence), self._answers_to(occurrence))
        stuck = Status.NOT_POSSIBLE in said
        return stuck and self.status(occurrence) not in FINAL

    def is_closed(self, occurrence: Occurrence) -> bool:
        """Whether nothing more is asked of anybody; what nobody spoke of is open."""
        number = occurrence.id
        if number not in self._marks_of:
            return False
        closed = self._closed.get(number)
        if closed is None:
            closed = self._closed[number] = self.status(occurrence) in FINAL
        return closed

    def missing(self, occurrence: Occurrence) -> tuple[str, ...]:
        """The owners still asked to answer: without a final answer to what is not closed."""
        if occurrence.id not in self._marks_of:  # most have nothing said of them
            return self.owners(occurrence)
        if self.is_closed(occurrence):
            return ()
        answers = self._answers_to(occurrence)
        final = {name for name, answer in answers.items() if answer.kind in _FINAL_ANSWERS}
        return tuple([name for name in self.owners(occurrence) if name not in final])

    def owed_by(self, division: str, today: date) -> tuple[Occurrence, ...]:
        """The occurrences open today that a division still has to answer, the oldest due first."""
        owed = (
            occurrence
            for occurrence in self.occurrences
            if occurrence.period.starts <= today and division in self.missing(occurrence)
        )
        return tuple(sorted(owed, key=lambda o: o.due or o.period.ends))

    def oversight_due(self, today: date) -> tuple[Occurrence, ...]:
        """The executive's occurrences open today and not acknowledged yet."""
        return tuple(
            occurrence
            for occurrence in self.occurrences
            if occurrence.duty.actor is Actor.EXECUTIVE
            and occurrence.period.starts <= today
            and not self.is_acknowledged(occurrence)
        )

    def is_acknowledged(self, occurrence: Occurrence) -> bool:
        """Whether the executive has exercised the oversight of an occurrence."""
        answer = self.answer(occurrence, EXECUTIVE)
        return answer is not None and answer.kind is MarkKind.DONE

    # --- duties and measures in a round ---------------------------------------------------------

    def duty_status(self, duty: Duty, round_: Round, as_of: date) -> Status:
        """Where a duty stands in a round, from what was said by ``as_of``."""
        own = [o for o in self.occurrences if _same(o.duty, duty)]
        return self.status_over(own, round_, as_of)

    def measure_status(self, measure: int, round_: Round, as_of: date) -> Status:
        """Where a measure stands in a round: staff's occurrences alone, oversight never counts.

        It rests on what is due by ``as_of`` (at most the round's end); where nothing is due yet it
        is done or in progress only by answers given early.
        """
        return self.status_over(self.staff_occurrences(measure), round_, as_of)

    def division_status(self, measure: int, division: str, round_: Round, as_of: date) -> Status:
        """Where one division stands with its share of a measure."""
        own = [o for o in self.staff_occurrences(measure) if division in self.owners(o)]
        return self.division_status_over(own, division, round_, as_of)

    def status_over(self, own: Sequence[Occurrence], round_: Round, as_of: date) -> Status:
        """Where some occurrences stand together in a round."""
        cut = Cut(as_of, round_.last_day)
        return summed(split(own, round_, as_of), lambda o: self.status(o, cut))

    def division_status_over(
        self, own: Sequence[Occurrence], division: str, round_: Round, as_of: date
    ) -> Status:
        """Where one division stands with its share of some occurrences."""
        cut, parts = Cut(as_of, round_.last_day), split(own, round_, as_of)
        return summed(parts, lambda o: last_of(_said_by((division,), self._answers_to(o, cut))))

    def staff_occurrences(self, measure: int) -> tuple[Occurrence, ...]:
        """A measure's occurrences that staff have to answer."""
        return self._planned.of_measure.get(measure, ())

    def tally(self, duty: Duty, round_: Round, as_of: date) -> Tally:
        """n of m: occurrences of a duty answered done, of those due by ``as_of`` in the round."""
        cut = Cut(as_of, round_.last_day)
        due = [
            o
            for o in self.occurrences
            if _same(o.duty, duty) and o.due and o.due <= min(as_of, round_.last_day)
        ]
        return Tally(sum(self.status(o, cut) is Status.DONE for o in due), len(due))


class _Planned:
    """What was found of occurrences alone: whatever is said, it stays."""

    def __init__(self, occurrences: tuple[Occurrence, ...]) -> None:
        self._occurrences = occurrences
        self.owners: dict[int, tuple[str, ...]] = {}
        """Of every stored occurrence before anything was handed over, once found."""

    @cached_property
    def of_duty(self) -> dict[int, tuple[Occurrence, ...]]:
        """By the duty's id."""
        return _grouped((one.duty.id, one) for one in self._occurrences)

    @cached_property
    def of_measure(self) -> dict[int, tuple[Occurrence, ...]]:
        """Staff's, by the measure's number."""
        staff = (one for one in self._occurrences if not is_oversight(one.duty))
        return _grouped((one.duty.measure, one) for one in staff)


def _grouped(pairs: Iterable[tuple[int, Occurrence]]) -> dict[int, tuple[Occurrence, ...]]:
    found: dict[int, list[Occurrence]] = {}
    for key, occurrence in pairs:
        found.setdefault(key, []).append(occurrence)
    return {key: tuple(own) for key, own in found.items()}


def is_oversight(duty: Duty) -> bool:
    """Whether only the executive acts: no staff owe it, and no status of a measure rests on it."""
    return duty.actor is Actor.EXECUTIVE and not duty.divisions and not duty.everyone


def _answers_of(marks: Iterable[Mark], cut: Cut) -> Mapping[int, Answers]:
    """The last standing answers to every occurrence anybody answered."""
    found: dict[int, dict[str, Mark]] = {}
    for mark in standing(marks, cut):
        if mark.kind in _ANSWERS:
            found.setdefault(mark.occurrence, {})[mark.division] = mark
    return found


def _said_by(divisions: Iterable[str], answers: Answers) -> list[Status]:
    """What those of the divisions said that gave an answer."""
    return [_ANSWERS[answers[division].kind] for division in divisions if division in answers]


def _is_final(answer: Mark | None) -> TypeGuard[Mark]:
    return answer is not None and answer.kind in _FINAL_ANSWERS


def _same(one: Duty, other: Duty) -> bool:
    return (one.measure, one.letter) == (other.measure, other.letter)
