"""Duties pass to another division from a day on; people are away and others stand in for them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers import handover_texts as said_of
from handlers import texts
from handlers.aim import find_measure, find_standing, leading_division
from handlers.asking import asking
from handlers.messages import Button, Reply, Style
from handlers.outbox import admin_chats, chats_of, tell
from handlers.parse import Statement
from handlers.scene import Refused, Scene
from handlers.spans import read_span
from handlers.standing import Standing
from plans.progress import Handover
from plans.thai import Script, print_short_date
from storage import handovers, measures, people
from storage.handovers import Absence
from storage.notices import NoticeClass
from storage.people import Division

_CONFIRMED = "ยืนยัน"
_SUBSTITUTE = re.compile(r"(?:แทนโดย|โดย|ให้|ผู้แทน|แทน)\s*(?P<name>.+)$")
_BACK = ("ยกเลิก", "กลับ", "cancel")


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to pass from whom to whom, and when."""

    old: Division
    new: Division
    since: date
    until: date | None
    measure: int | None
    confirmed: bool


def hand_over(scene: Scene, said: Statement) -> Reply:
    """Let another division owe what is due from a day on; a whole division's is asked first."""
    if not (scene.is_admin or scene.divisions):
        raise Refused(said_of.HAND_OVER_WHO.said)
    standing = find_measure(scene, said)[0] if said.refs else find_standing(scene)
    wish = _wish(scene, said)
    moved = _moved(standing, wish)
    if not moved:
        raise Refused(said_of.NOTHING_TO_HAND_OVER.said)
    facts = (wish.old.name, wish.new.name, wish.measure, wish.since, wish.until, moved)
    if wish.measure is None and not wish.confirmed:
        button = Button(said_of.CONFIRM_LABEL.said, says=_command(wish), style=Style.PRIMARY)
        return asking([said_of.confirm(*facts)], (button,))
    row = (
        measures.measure_id(scene.tx, standing.fiscal_year, wish.measure) if wish.measure else None
    )
    handovers.record_handover(
        scene.tx, scene.said, wish.old, wish.new, wish.since, until=wish.until, measure=row
    )
    text = said_of.handed_over(*facts)
    others = [*chats_of(scene, {wish.new.name, wish.old.name}), *admin_chats(scene)]
    tell(scene, f"handover/{scene.said.key}", others, NoticeClass.DIGEST, Reply(text))
    return Reply(text)


def _wish(scene: Scene, said: Statement) -> _Wish:
    first, rest = leading_division(scene, said.note)
    second, rest_ = leading_division(scene, rest) if first else (None, rest)
    new, old = (second, first) if second else (first, None)
    if new is None:
        raise Refused(said_of.HAND_OVER_HOW.said)
    old = old or _own(scene, said, new)
    if old == new:
        raise Refused(said_of.SAME_DIVISION.said)
    if not scene.is_admin and old not in scene.divisions:
        raise Refused(texts.not_here([one.name for one in scene.divisions]))
    tail = rest_ if second else rest
    span = read_span(tail, scene.today)
    return _Wish(
        old,
        new,
        since=span.starts if span else scene.today,
        until=span.ends if span and span.ends > span.starts else None,
        measure=said.refs[0].measure if said.refs else None,
        confirmed=_CONFIRMED in tail,
    )


def _own(scene: Scene, said: Statement, new: Division) -> Division:
    """Whose duties they are when nobody was named: the chat's own division."""
    if said.division is not None:
        named = people.find_division(scene.tx, said.division)
        if named is not None:
            return named
    own = [one for one in scene.divisions if one != new]
    if len(own) == 1:
        return own[0]
    raise Refused(said_of.HAND_OVER_FROM.said)


def _command(wish: _Wish) -> str:
    since = print_short_date(wish.since, Script.ARABIC)
    return f"#โอน {wish.old.name} ให้ {wish.new.name} ตั้งแต่ {since} {_CONFIRMED}"


def _moved(standing: Standing, wish: _Wish) -> int:
    """How many occurrences the old division still owes that would pass."""
    handover = Handover(wish.old.name, wish.new.name, wish.since, wish.until, wish.measure)
    return sum(
        handover.covers(one) and wish.old.name in standing.progress.missing(one)
        for one in standing.occurrences
    )


# People who are away.


def be_away(scene: Scene, said: Statement) -> Reply:
    """Record that the person who speaks is away, and who stands in."""
    if scene.person is None:
        raise Refused(texts.UNKNOWN_SENDER.said)
    if any(word in said.note for word in _BACK):
        count = handovers.cancel_absences(scene.tx, scene.person, scene.today)
        return Reply((said_of.AWAY_CANCELLED if count else said_of.AWAY_NONE).said)
    span = read_span(said.note, scene.today)
    if span is None or span.ends < scene.today:
        raise Refused(said_of.AWAY_HOW.said)
    named = _SUBSTITUTE.search(said.note[span.end :])
    substitute = named["name"].strip() if named else ""
    absence = Absence(scene.person.id, span.starts, span.ends, substitute)
    handovers.record_absence(scene.tx, scene.said, scene.person, absence)
    lines = [said_of.away(scene.person.name, span.starts, span.ends, substitute)]
    if alone := _left_alone(scene):
        lines.append(said_of.nobody_else(alone))
    return Reply("\n".join(lines))


def _left_alone(scene: Scene) -> Sequence[str]:
    """The divisions that nobody but the person away can be reminded for."""
    address = scene.message.sender
    known = [chat for chat in people.chats(scene.tx) if chat.active]
    own = [chat for chat in known if chat.address == address]
    others = {one.id for chat in known if chat.address != address for one in chat.divisions}
    return [one.name for chat in own for one in chat.divisions if one.id not in others]
