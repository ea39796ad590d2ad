"""A plan amended during its year: which measure and duty is which, and what is different.

What people answered hangs on measures and duties, so an amended plan is laid over the old one: the
same words first, then words alike enough and clearly more alike than any other, the number only as
a hint.  What stays in doubt counts as taken out and put in: an answer never moves to another duty.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from plans.duties import letter_of
from plans.model import Actor, ClauseKind, Duty, Measure, Occurrence
from plans.thai import arabic_digits

Old = TypeVar("Old")
New = TypeVar("New")

_SAME_MEASURE = 0.62
_SAME_DUTY = 0.6
_MEASURE_LEAD = 0.06
_DUTY_LEAD = 0.15
"""How much more alike than the next best a pair must be; clauses of a measure are all alike."""

_NUMBER_HINT = 0.05
_OTHER_OWNERS = 0.1
_OTHER_QUESTIONS = 0.3
_KIND_HINT = 0.08
_DATE_HINT = 0.1
_FARTHEST_MOVE = 92
"""Days a deadline may move and still be the one that was answered: farther is another round."""


@dataclass(frozen=True, slots=True)
class KnownOccurrence:
    """An occurrence in force, and how much was said of it."""

    id: int
    ends: date
    due: date | None
    answers: int


@dataclass(frozen=True, slots=True)
class KnownDuty:
    """A duty that was stored under a letter, in force or withdrawn."""

    letter: str
    text: str
    actor: Actor
    kind: ClauseKind
    owners: frozenset[str]
    in_force: bool
    answers: int = 0
    occurrences: tuple[KnownOccurrence, ...] = ()

    @property
    def dues(self) -> tuple[date, ...]:
        """The days it is due, earliest first."""
        return tuple(sorted(one.due for one in self.occurrences if one.due))


@dataclass(frozen=True, slots=True)
class KnownMeasure:
    """A measure that was stored; ``measure`` is None where no plan in force has it."""

    id: int
    number: int
    title: str
    measure: Measure | None = None
    duties: tuple[KnownDuty, ...] = ()

    @property
    def answers(self) -> int:
        """How many answers were given to it."""
        return sum(duty.answers for duty in self.duties)


@dataclass(frozen=True, slots=True)
class PlannedDuty:
    """A duty of the new plan, lettered by position so far, with its occurrences."""

    duty: Duty
    occurrences: tuple[Occurrence, ...] = ()

    @property
    def dues(self) -> tuple[date, ...]:
        """The days it is due, earliest first."""
        return tuple(sorted(one.due for one in self.occurrences if one.due))


def planned(duties: Iterable[Duty], occurrences: Iterable[Occurrence]) -> list[PlannedDuty]:
    """Each duty of a new plan with its own occurrences."""
    own: dict[tuple[int, str], list[Occurrence]] = {}
    for one in occurrences:
        own.setdefault((one.duty.measure, one.duty.letter), []).append(one)
    return [PlannedDuty(duty, tuple(own.get((duty.measure, duty.letter), ()))) for duty in duties]


# --- which is which -----------------------------------------------------------------------------


def match_measures(
    known: Sequence[KnownMeasure], measures: Sequence[Measure]
) -> dict[int, KnownMeasure]:
    """New number → the measure it continues; what is missing here is new.

    A measure withdrawn by an earlier amendment comes back only under its very title.
    """
    in_force = [one for one in known if one.measure is not None]
    withdrawn = [one for one in known if one.measure is None]
    pairs = _same_title(in_force, measures)
    rest = _without(measures, pairs)
    pairs += _same_title(withdrawn, rest)
    rest = _without(rest, pairs)
    left = [one for one in in_force if all(old.id != one.id for old, _ in pairs)]
    likeness = _Bodies(left, rest).likeness
    pairs += _clearly(left, rest, likeness, least=_SAME_MEASURE, lead=_MEASURE_LEAD)
    return {new.number: old for old, new in pairs}


def match_duties(known: Sequence[KnownDuty], duties: Sequence[PlannedDuty]) -> dict[str, KnownDuty]:
    """Letter by position → the duty of the same measure that it continues."""
    in_force = [one for one in known if one.in_force]
    pairs = _same_words(in_force, duties)
    pairs += _same_words([one for one in known if not one.in_force], _unmatched(duties, pairs))
    pairs += _clearly(
        _left(in_force, pairs),
        _unmatched(duties, pairs),
        _duty_likeness,
        least=_SAME_DUTY,
        lead=_DUTY_LEAD,
    )
    pairs += _in_order(_left(in_force, pairs), _unmatched(duties, pairs))
    return {new.duty.letter: old for old, new in pairs}


def keep_letters(known: Sequence[KnownDuty], duties: Sequence[PlannedDuty]) -> dict[str, str]:
    """Letter by position → the letter it keeps; a new duty takes the next one never given."""
    kept = {letter: old.letter for letter, old in match_duties(known, duties).items()}
    given = {one.letter for one in known}
    for one in duties:
        if one.duty.letter not in kept:
            place = len(given)
            while letter_of(place) in given:
                place += 1
            kept[one.duty.letter] = letter_of(place)
            given.add(letter_of(place))
    return kept


def moved_occurrences(old: KnownDuty, new: PlannedDuty) -> dict[int, Occurrence]:
    """Occurrences that were answered, by id, and what an amended deadline makes of them.

    A deadline moved by some weeks is still the one that was answered; one that moved by months
    belongs to another round and is asked for anew, beside the answered one.
    """
    if {old.kind, new.duty.kind} != {ClauseKind.DEADLINE}:
        return {}
    ends = {one.period.ends for one in new.occurrences}
    before = [one for one in old.occurrences if one.ends not in ends]
    known = {one.ends for one in old.occurrences}
    after = [one for one in new.occurrences if one.period.ends not in known]
    if len(before) != len(after):
        return {}
    by_day = zip(
        sorted(before, key=lambda one: one.ends),
        sorted(after, key=lambda one: one.period.ends),
        strict=True,
    )
    return {
        one.id: later
        for one, later in by_day
        if one.answers and one.due and abs((later.period.ends - one.ends).days) <= _FARTHEST_MOVE
    }


def _without(
    measures: Sequence[Measure], pairs: Sequence[tuple[KnownMeasure, Measure]]
) -> list[Measure]:
    taken = {new.number for _, new in pairs}
    return [one for one in measures if one.number not in taken]


def _left(
    known: Sequence[KnownDuty], pairs: Sequence[tuple[KnownDuty, PlannedDuty]]
) -> list[KnownDuty]:
    taken = {old.letter for old, _ in pairs}
    return [one for one in known if one.letter not in taken]


def _in_order(
    known: Sequence[KnownDuty], duties: Sequence[PlannedDuty]
) -> list[tuple[KnownDuty, PlannedDuty]]:
    """As many as there were, each alike the one in its place: all their dates were moved."""
    if len(known) != len(duties):
        return []
    pairs = list(zip(known, duties, strict=True))
    return pairs if all(_duty_likeness(*pair) >= _SAME_DUTY for pair in pairs) else []


def _unmatched(
    duties: Sequence[PlannedDuty], pairs: Sequence[tuple[KnownDuty, PlannedDuty]]
) -> list[PlannedDuty]:
    taken = {new.duty.letter for _, new in pairs}
    return [one for one in duties if one.duty.letter not in taken]


def _same_title(
    known: Sequence[KnownMeasure], measures: Sequence[Measure]
) -> list[tuple[KnownMeasure, Measure]]:
    """Pairs in the same words; a title printed twice goes by steps and clauses, then in order."""
    bodies = _Bodies(known, measures)
    return _greedy(
        known,
        measures,
        lambda old, new: bodies.body(old, new) if is_same_text(old.title, new.title) else None,
    )


def _same_words(
    known: Sequence[KnownDuty], duties: Sequence[PlannedDuty]
) -> list[tuple[KnownDuty, PlannedDuty]]:
    """Pairs in the same words; words printed twice go by their dates, then in order."""

    def likeness(old: KnownDuty, new: PlannedDuty) -> float | None:
        if old.actor is not new.duty.actor or not is_same_text(old.text, new.duty.text):
            return None
        return 2.0 * (old.dues == new.dues) + (old.kind is new.duty.kind)

    return _greedy(known, duties, likeness)


def _duty_likeness(old: KnownDuty, new: PlannedDuty) -> float:
    if old.actor is not new.duty.actor:
        return 0.0
    hints = _KIND_HINT * (old.kind is new.duty.kind)
    hints += _DATE_HINT * (bool(old.dues) and old.dues == new.dues)
    return _alike(_pieces(old.text), _pieces(new.duty.text)) + hints


class _Bodies:
    """How alike measures are, each one's words cut up only once."""

    def __init__(self, known: Iterable[KnownMeasure], measures: Iterable[Measure]) -> None:
        self._old = {one.id: (_pieces(one.title), _body(one.measure)) for one in known}
        self._new = {one.number: (_pieces(one.title), _body(one)) for one in measures}

    def body(self, old: KnownMeasure, new: Measure) -> float:
        """Likeness of steps and clauses."""
        return _alike(self._old[old.id][1], self._new[new.number][1])

    def likeness(self, old: KnownMeasure, new: Measure) -> float:
        """Likeness of title, steps and clauses; owners and number are hints."""
        title = _alike(self._old[old.id][0], self._new[new.number][0])
        bare = not self._old[old.id][1] or not self._new[new.number][1]
        likeness = title if bare else (title + self.body(old, new)) / 2
        before = old.measure
        if before and _apart(before.divisions, new.divisions):
            likeness -= _OTHER_OWNERS
        if before and _apart(before.questions, new.questions):
            likeness -= _OTHER_QUESTIONS
        return likeness + _NUMBER_HINT * (old.number == new.number)


def _apart(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether both name something, and nothing in common."""
    return bool(before and after) and not set(before) & set(after)


def _greedy(
    known: Sequence[Old], new: Sequence[New], likeness: Callable[[Old, New], float | None]
) -> list[tuple[Old, New]]:
    """Pairs that have a likeness, the most alike first, then in order."""
    scored = [
        (score, i, j)
        for i, old in enumerate(known)
        for j, one in enumerate(new)
        if (score := likeness(old, one)) is not None
    ]
    pairs, olds, news = [], set[int](), set[int]()
    for _, i, j in sorted(scored, key=lambda found: (-found[0], found[1], found[2])):
        if i not in olds and j not in news:
            pairs.append((known[i], new[j]))
            olds.add(i)
            news.add(j)
    return pairs


def _clearly(
    known: Sequence[Old],
    new: Sequence[New],
    likeness: Callable[[Old, New], float],
    *,
    least: float,
    lead: float,
) -> list[tuple[Old, New]]:
    """Pairs alike enough that have no rival nearly as alike on either side."""
    scores = {
        (i, j): score
        for i, old in enumerate(known)
        for j, one in enumerate(new)
        if (score := likeness(old, one)) >= least - lead
    }
    pairs = []
    while found := _clearest(scores, least, lead):
        pairs.append((known[found[0]], new[found[1]]))
        scores = {
            pair: score
            for pair, score in scores.items()
            if pair[0] != found[0] and pair[1] != found[1]
        }
    return pairs


def _clearest(
    scores: Mapping[tuple[int, int], float], least: float, lead: float
) -> tuple[int, int] | None:
    for pair, score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score < least:
            return None
        rivals = [
            other
            for rival, other in scores.items()
            if rival != pair and (rival[0] == pair[0] or rival[1] == pair[1])
        ]
        if score - max(rivals, default=0.0) >= lead:
            return pair
    return None


def _plain(text: str) -> str:
    """The text for comparing: digits of one script and no white space."""
    return "".join(arabic_digits(text).split())


def is_same_text(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but white space and the script of digits."""
    return one == other or _plain(one) == _plain(other)


def _pieces(text: str) -> frozenset[str]:
    """Every three letters that follow each other: cheap to compare, whatever the length."""
    plain = _plain(text)
    return frozenset(plain[at : at + 3] for at in range(max(len(plain) - 2, 1)) if plain)


def _body(measure: Measure | None) -> frozenset[str]:
    if measure is None:
        return frozenset()
    texts = [*(step.text for step in measure.steps), *(one.text for one in measure.clauses)]
    return frozenset().union(*map(_pieces, texts))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 for nothing in common to 1 for the same."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
