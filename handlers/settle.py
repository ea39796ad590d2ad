"""Events that start a clock, leave to be silent for a while, and the administrator's decisions."""

import re
from datetime import timedelta

from handlers import texts
from handlers.aim import find_measure, find_owned
from handlers.messages import Button, Reply
from handlers.parse import Statement, Verb
from handlers.scene import Refused, Scene
from plans.duties import start_after_event
from plans.model import ClauseKind, Occurrence, Status
from plans.thai import arabic_digits
from storage import holidays, marks, measures

_SPAN = re.compile(r"(\d{1,3})\s*(วัน|สัปดาห์|อาทิตย์)?")
_LONGEST = 30
_DECISIONS = {Verb.DONE: Status.DONE, Verb.NOT_POSSIBLE: Status.NOT_POSSIBLE}


def happened(scene: Scene, said: Statement) -> Reply:
    """An event happened: the duties that count from it get their date."""
    day = said.done_on or scene.today
    if day > scene.today:
        raise Refused(texts.future_day(day))
    standing, _, owned = find_owned(scene, said)
    waiting = [duty for duty in owned if duty.kind is ClauseKind.AFTER_EVENT]
    if not waiting:
        raise Refused(texts.no_event(said.refs[0].measure))
    if len(waiting) > 1:
        buttons = tuple(
            Button(texts.duty_choice(duty), says=f"#{duty.label} {said.after}") for duty in waiting
        )
        raise Refused(texts.which_duty(said.refs[0].measure), buttons)
    duty = waiting[0]
    if marks.has_happened(scene.tx, duty.id, day):
        raise Refused(texts.happened_before(duty.label, day))
    marks.record_happening(scene.tx, scene.said, duty.id, day)
    days_off = holidays.days_off(scene.tx, standing.fiscal_year)
    occurrence = start_after_event(duty, day, holidays=days_off)
    measures.store_occurrence(scene.tx, duty.id, occurrence)
    about = f"{duty.label}/{standing.fiscal_year}"
    return Reply(texts.happened(duty.label, day, occurrence), about=(about,))


def snooze(scene: Scene, said: Statement) -> Reply:
    """Leave a division alone about a measure for some days."""
    span = _SPAN.match(arabic_digits(said.note))
    days = int(span[1]) * (1 if span[2] in (None, "วัน") else 7) if span else 7
    if not 1 <= days <= _LONGEST:
        raise Refused(texts.SNOOZE_RANGE.said)
    standing, division, owned = find_owned(scene, said)
    measure = owned[0].measure
    until = scene.today + timedelta(days=days)
    row = measures.measure_id(scene.tx, standing.fiscal_year, measure)
    marks.snooze(scene.tx, row, division, until)
    return Reply(texts.snoozed(measure, division.name, until))


def decide(scene: Scene, said: Statement) -> Reply:
    """The administrator settles an occurrence that one of its owners called not possible."""
    if not scene.is_admin:
        raise Refused(texts.ADMIN_ONLY.said)
    standing, ref = find_measure(scene, said)
    open_cases = [
        one
        for one in standing.progress.staff_occurrences(ref.measure)
        if ref.letter in ("", one.duty.letter)
        and (said.named is None or said.named.fits(one))
        and standing.progress.needs_decision(one)
    ]
    if not open_cases:
        raise Refused(texts.nothing_to_decide(ref.measure))
    found = scene.words.verb_at(said.note)
    status = _DECISIONS.get(found[0]) if found else None
    if found is None or status is None:
        raise Refused(texts.decide_how(open_cases[0].duty.label))
    reason = said.note[found[1] :].strip(" :")
    if status is Status.NOT_POSSIBLE and not reason:
        raise Refused(texts.decide_how(open_cases[0].duty.label))
    return _decided(scene, open_cases[0], standing.title(ref.measure), status, reason)


def _decided(
    scene: Scene, occurrence: Occurrence, title: str, status: Status, reason: str
) -> Reply:
    marks.record_decision(scene.tx, scene.said, occurrence.id, status, reason)
    return Reply(texts.decided(occurrence, title, status, reason))
