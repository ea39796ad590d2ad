"""What the administrator asks of messages: the month's cost, what did not arrive, a rehearsal."""

import re
from datetime import timedelta

from handlers import post_texts as texts
from handlers.aim import find_standing
from handlers.asking import asking
from handlers.messages import Button, Document, Reply
from handlers.paper_texts import round_name
from handlers.parse import Statement
from handlers.scene import BANGKOK, Refused, Scene
from handlers.texts import ADMIN_ONLY, UNTITLED
from plans.rounds import Round
from plans.thai import arabic_digits
from storage import notices, people
from storage.notices import Notice, NoticeState

_SINCE = timedelta(days=30)
_SHOWN = 6
_NUMBER = re.compile(r"\d{1,12}")
_AGAIN = ("ส่งใหม่", "again")


def quota(scene: Scene, said: Statement) -> Reply:
    """What is left of the month, what reminding will take, and what will have to ride."""
    _only_admin(scene)
    if scene.office.foresee is None:
        raise Refused(texts.NO_FORECAST.said)
    seen = scene.office.foresee(scene.tx, scene.now)
    lines = [texts.cost(seen.left, seen.wished, seen.paid)]
    if seen.unpaid:
        lines.append(texts.will_ride([(one.day, one.chat) for one in seen.unpaid]))
    return Reply("\n".join(lines))


def undelivered(scene: Scene, said: Statement) -> Reply:
    """List what was refused or perhaps did not arrive, or send one of it again."""
    _only_admin(scene)
    chosen = _NUMBER.search(arabic_digits(said.note))
    if chosen is not None and any(word in said.note for word in _AGAIN):
        if not notices.revive(scene.tx, int(chosen[0]), scene.now):
            raise Refused(texts.GONE.said)
        return Reply(texts.SENDING.said)
    found = notices.undelivered(scene.tx, scene.now - _SINCE)
    if not found:
        return Reply(texts.ALL_ARRIVED.said)
    buttons = tuple(
        Button(f"{texts.SEND_AGAIN.said} {n}", says=f"#ส่งไม่ถึง {one.id} ส่งใหม่")
        for n, one in enumerate(found[:_SHOWN], 1)
    )
    lines = [f"{n}. {_line(scene, one)}" for n, one in enumerate(found[:_SHOWN], 1)]
    return asking([texts.undelivered(len(found)), *lines], buttons)


def _line(scene: Scene, notice: Notice) -> str:
    return texts.undelivered_line(
        notice.class_, _name_of(scene, notice.chat), notice.due_at.astimezone(BANGKOK),
        perhaps=notice.state is NoticeState.UNSURE,
    )  # fmt: skip


def _name_of(scene: Scene, address: str) -> str:
    chat, person = people.find_chat(scene.tx, address), people.find_person(scene.tx, address)
    divisions = "/".join(one.name for one in chat.divisions) if chat else ""
    name = person.name if person else (chat.title if chat else "")
    return name or divisions or UNTITLED.said


def rehearse(scene: Scene, said: Statement) -> Reply:
    """Name the rehearsal wanted; it is played after this answer is committed."""
    _only_admin(scene)
    standing = find_standing(scene)
    running = Round.containing(scene.today)
    months = {"6": 6, "12": 12}.get(arabic_digits(said.note).split(" ")[0])
    if months is None:
        months = running.months if running.fiscal_year == standing.fiscal_year else 6
    document = Document(
        standing.fiscal_year, months, "xlsx", scene.today, paper="rehearsal",
        asked_by=scene.person.id if scene.person else None,
    )  # fmt: skip
    return Reply(texts.rehearsal(round_name(months, standing.fiscal_year)), document=document)


def _only_admin(scene: Scene) -> None:
    if not scene.is_admin:
        raise Refused(ADMIN_ONLY.said)
