"""Which occurrence and which division a statement is about; what is ambiguous is asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from handlers import texts
from handlers.handover_texts import now_with
from handlers.messages import Button
from handlers.named import Named, name_of, typed_name
from handlers.parse import Ref, Statement
from handlers.scene import BANGKOK, Refused, Scene
from handlers.standing import Standing, is_open, is_staff, load
from plans.model import Duty, Mark, MarkKind, Occurrence
from plans.rounds import fiscal_year_of
from plans.value import quick
from storage import measures, people
from storage.people import Division

_TO = re.compile(r"\s*(?:ไป)?(?:ให้(?:แก่|กับ)?|ไปยัง|ไปที่|ไป|เป็นของ|to(?!\w)|>|→|-)?\s*", re.IGNORECASE)


@quick
@dataclass(frozen=True)
class Target:
    """One division's place in one occurrence."""

    standing: Standing
    occurrence: Occurrence
    division: Division
    current_year: int
    by_proxy: bool = False

    @cached_property
    def last(self) -> Mark | None:
        """What the division said there last."""
        said = self.standing.said_of(self.occurrence, self.division.name)
        return said[-1] if said else None

    @property
    def about(self) -> str:
        """The duty with its year: ``3ก/2566``."""
        return f"{self.occurrence.duty.label}/{self.standing.fiscal_year}"

    @property
    def typed(self) -> str:
        """The duty as people type it this year: ``3ก``, of another year ``3ก/66``."""
        return _typed(self.occurrence.duty, self.standing.fiscal_year, self.current_year)

    @property
    def named(self) -> str:
        """Duty and occurrence as people type them: ``3ก ก.พ. 66``."""
        if len(self.standing.occurrences_of(self.occurrence.duty)) < 2:
            return self.typed
        return f"{self.typed} {typed_name(self.occurrence)}".strip()

    @cached_property
    def command(self) -> str:
        """The beginning of a command that means exactly this target."""
        return f"{self.named} แทน {self.division.name}" if self.by_proxy else self.named


def find_target(scene: Scene, said: Statement, kind: MarkKind) -> Target:
    """The open occurrence a statement answers, or Refused with what may have been meant."""
    if said.pressed is not None:
        return _pressed(scene, said, kind)
    standing, ref = find_measure(scene, said)
    duties = _duties(standing, ref)
    division, mine = _whose(scene, said, standing, duties)
    candidates = [
        (duty, chosen)
        for duty in mine
        if (chosen := _choose(scene, said, standing, duty, division, kind)) is not None
    ]
    if len(candidates) > 1:
        candidates.sort(key=lambda pair: pair[1].due is None)  # what is never due comes last
        raise Refused(
            texts.which_duty(ref.measure), _duty_buttons(scene, said, standing, candidates)
        )
    if not candidates:
        raise _nothing(scene, said, standing, mine, division)
    return _target(scene, standing, candidates[0][1], division)


def find_last(scene: Scene, said: Statement) -> Target | None:
    """The occurrence on which the division said something last, if it ever did."""
    if said.pressed is not None:
        target = _pressed(scene, said, None)
        return target if target.last is not None else None
    standing, ref = find_measure(scene, said)
    duties = _duties(standing, ref)
    division, mine = _whose(scene, said, standing, duties)
    found = [
        (marks[-1].id, occurrence)
        for duty in mine
        for occurrence in standing.occurrences_of(duty)
        if (marks := standing.said_of(occurrence, division.name))
        and (said.named is None or not said.named.sure or said.named.fits(occurrence))
    ]
    if not found:
        return None
    return _target(scene, standing, max(found, key=lambda pair: pair[0])[1], division)


def is_one(scene: Scene, said: Statement) -> bool:
    """Whether a list of names is the name of one occurrence: three months are a quarter."""
    standing, ref = find_measure(scene, said)
    return said.named is not None and any(
        said.named.fits(one)
        for duty in standing.duties_of(ref.measure)
        if ref.letter in ("", duty.letter)
        for one in standing.occurrences_of(duty)
    )


def find_owned(scene: Scene, said: Statement) -> tuple[Standing, Division, list[Duty]]:
    """The division that speaks and the duties of the named measure it owes."""
    standing, ref = find_measure(scene, said)
    division, mine = _whose(scene, said, standing, _duties(standing, ref))
    return standing, division, mine


def find_standing(
    scene: Scene,
    fiscal_year: int | None = None,
    measure: int | None = None,
    *,
    brief: bool = False,
) -> Standing:
    """The plan of that year, or the current one; in a year without a plan, the one before.

    ``measure`` leaves out the duties of every other, ``brief`` what no list and no figure needs:
    few rows instead of all the year's.
    """
    if fiscal_year is not None:
        standing = load(scene.tx, fiscal_year, measure, brief=brief)
        if standing is None:
            raise Refused(texts.no_plan_of(fiscal_year))
        return standing
    current = fiscal_year_of(scene.today)
    known = [year for year in measures.fiscal_years(scene.tx) if year <= current]
    standing = load(scene.tx, known[-1], measure, brief=brief) if known else None
    if standing is None:
        raise Refused((texts.NO_PLAN_YET if scene.is_admin else texts.NO_PLAN).said)
    return standing


def find_measure(scene: Scene, said: Statement) -> tuple[Standing, Ref]:
    """The plan, with that measure's duties alone, and the measure a statement names."""
    if not said.refs:
        raise Refused(texts.which_measure())
    ref = said.refs[0]
    standing = find_standing(scene, ref.fiscal_year, ref.measure)
    if standing.measure(ref.measure) is not None:
        return standing, ref
    new = measures.former_number(scene.tx, standing.fiscal_year, ref.measure)
    if new is not None:
        raise Refused(texts.renumbered(ref.measure, new))
    last = max((measure.number for measure in standing.measures), default=0)
    raise Refused(texts.no_such_measure(ref.measure, last, standing.fiscal_year))


def _duties(standing: Standing, ref: Ref) -> tuple[Duty, ...]:
    duties = standing.duties_of(ref.measure)
    staff = tuple(duty for duty in duties if is_staff(duty))
    if not ref.letter:
        return staff
    named = [duty for duty in duties if duty.letter == ref.letter]
    if not named:
        label = f"#{ref.measure}{ref.letter}"
        raise Refused(texts.no_such_duty(label, [duty.label for duty in staff]))
    if not is_staff(named[0]):
        raise Refused(texts.of_executive(named[0].label))
    return tuple(named)


# Whose answer it is.


def leading_division(scene: Scene, text: str) -> tuple[Division | None, str]:
    """The division a text begins with, and what comes behind its name."""
    lead = _TO.match(text)
    rest = text[lead.end() :] if lead else text
    found = scene.words.division_at(rest)
    if found is None:
        return None, text
    return people.find_division(scene.tx, found[0]), rest[found[1] :]


def _whose(
    scene: Scene, said: Statement, standing: Standing, duties: Sequence[Duty]
) -> tuple[Division, list[Duty]]:
    """The division that answers, and those of the duties that it owes."""
    owed = [(duty, standing.owners(duty)) for duty in duties]
    owners = dict.fromkeys(chain.from_iterable(names for _, names in owed))
    division = _answering(scene, said, tuple(owners))
    return division, [duty for duty, names in owed if division.name in names]


def _answering(scene: Scene, said: Statement, owners: Sequence[str]) -> Division:
    measure = said.refs[0].measure
    allowed = _allowed(scene, owners)
    if said.division is not None:
        allowed = [division for division in allowed if division.name == said.division]
    if not allowed:
        raise Refused(texts.not_yours(measure, owners))
    if len(allowed) == 1:
        _remember(scene, said, allowed[0])
        return allowed[0]
    usual = people.speaks_for(scene.tx, scene.chat, scene.person) if scene.person else None
    if usual in allowed and usual is not None:
        return usual
    question = texts.whose(measure) if scene.is_admin else texts.which_division()
    raise Refused(question, _division_buttons(said, allowed))


def _allowed(scene: Scene, owners: Sequence[str]) -> list[Division]:
    """Owners this chat may answer for: its own; in the administrator's 1:1 every one."""
    own = [division for division in scene.divisions if division.name in owners]
    if own or not scene.is_admin:
        return own
    found = (people.find_division(scene.tx, name) for name in owners)
    return [division for division in found if division is not None]


def _remember(scene: Scene, said: Statement, division: Division) -> None:
    asked_for = said.division is not None and len(scene.divisions) > 1
    if asked_for and division in scene.divisions and scene.person is not None:
        people.remember_speaker(scene.tx, scene.chat, scene.person, division)


# Which occurrence.


def _choose(
    scene: Scene,
    said: Statement,
    standing: Standing,
    duty: Duty,
    division: Division,
    kind: MarkKind,
) -> Occurrence | None:
    """The oldest open occurrence of a duty still to be answered; a named one if it was named."""
    today = scene.today
    open_now = (
        one
        for one in standing.occurrences_of(duty)
        if is_open(one, today) and standing.is_of(one, division.name)
    )
    revised = None
    for one in open_now if said.named is None else _named(said.named, list(open_now)):
        mark = standing.answer(one, division.name)
        if mark is None or mark.kind is MarkKind.IN_PROGRESS:
            return one
        if revised is None and _may_follow(kind, mark.kind):
            revised = one
    return revised


def _named(named: Named, open_now: list[Occurrence]) -> list[Occurrence]:
    """Those a name fits; all of them where a doubtful name fits none."""
    fitting = [one for one in open_now if named.fits(one)]
    return fitting if fitting or named.sure else open_now


def _may_follow(kind: MarkKind, before: MarkKind) -> bool:
    """What was not possible may be done after all; what is done must be taken back first."""
    return kind is MarkKind.NOTE or (kind is MarkKind.DONE and before is MarkKind.NOT_POSSIBLE)


def _nothing(
    scene: Scene, said: Statement, standing: Standing, duties: Sequence[Duty], division: Division
) -> Refused:
    """Why nothing can be answered: answered already, not open yet, no such occurrence."""
    ever = [one for duty in duties for one in standing.occurrences_of(duty)]
    if not ever and duties:
        return Refused(texts.event_awaited(duties[0].label))
    all_of = [one for one in ever if standing.is_of(one, division.name)]
    wanted = [one for one in ever if said.named is None or said.named.fits(one)]
    if wanted and not any(one in all_of for one in wanted):
        return Refused(now_with(duties[0].label, standing.progress.owners(wanted[0])))
    fitting = [one for one in wanted if one in all_of]
    if not fitting and duties:
        names = [name_of(one) for one in all_of if name_of(one)]
        return Refused(texts.no_such_occurrence(duties[0].label, list(dict.fromkeys(names))[:12]))
    answered = [
        (mark.said_at, one, mark)
        for one in fitting
        if (mark := standing.answer(one, division.name)) is not None
    ]
    if answered:
        _, occurrence, mark = max(answered, key=lambda item: item[0])
        return already(occurrence, mark)
    if fitting:
        return Refused(texts.not_open_yet(fitting[0]))
    return Refused(texts.nothing_open(said.refs[0].measure))


def already(occurrence: Occurrence, mark: Mark) -> Refused:
    """Told who answered and when; nothing changes."""
    at = mark.said_at.astimezone(BANGKOK)
    return Refused(texts.already(occurrence, mark.kind, mark.author, mark.division, at))


def _pressed(scene: Scene, said: Statement, kind: MarkKind | None) -> Target:
    """The occurrence and division a button names, if this chat may answer there still."""
    occurrence_id, division_id = said.pressed or (0, 0)
    known = measures.measure_of_occurrence(scene.tx, occurrence_id)
    standing = load(scene.tx, *known) if known is not None else None
    if standing is None:
        raise Refused(texts.BUTTON_EXPIRED.said)
    occurrence = next(one for one in standing.occurrences if one.id == occurrence_id)
    division = people.get_division(scene.tx, division_id)
    if division not in _allowed(scene, standing.owners(occurrence.duty)):
        raise Refused(texts.not_yours(occurrence.duty.measure, standing.owners(occurrence.duty)))
    mark = standing.answer(occurrence, division.name)
    final = mark is not None and mark.kind is not MarkKind.IN_PROGRESS
    if kind is not None and mark is not None and final and not _may_follow(kind, mark.kind):
        raise already(occurrence, mark)
    return _target(scene, standing, occurrence, division)


def _target(scene: Scene, standing: Standing, occurrence: Occurrence, division: Division) -> Target:
    return Target(
        standing,
        occurrence,
        division,
        current_year=fiscal_year_of(scene.today),
        by_proxy=scene.is_admin or len(scene.divisions) > 1,
    )


# What may have been meant.


def _duty_buttons(
    scene: Scene,
    said: Statement,
    standing: Standing,
    candidates: Sequence[tuple[Duty, Occurrence]],
) -> tuple[Button, ...]:
    current = fiscal_year_of(scene.today)
    return tuple(
        Button(
            texts.duty_choice(duty),
            says=f"#{_typed(duty, standing.fiscal_year, current)} {said.after}".strip(),
        )
        for duty, _ in candidates
    )


def _division_buttons(said: Statement, divisions: Sequence[Division]) -> tuple[Button, ...]:
    measure = said.refs[0]
    label = f"{measure.measure}{measure.letter}"
    year = f"/{measure.fiscal_year % 100:02d}" if measure.fiscal_year else ""
    return tuple(
        Button(division.name, says=f"#{label}{year} แทน {division.name} {said.after}".strip())
        for division in divisions
    )


def _typed(duty: Duty, fiscal_year: int, current: int) -> str:
    year = "" if fiscal_year == current else f"/{fiscal_year % 100:02d}"
    return f"{duty.label}{year}"
