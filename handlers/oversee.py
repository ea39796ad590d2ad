"""What the executive says: acknowledged, urge a division."""

import json

from handlers import texts
from handlers.aim import find_standing
from handlers.called import called
from handlers.lists import Listing, When, items_of, listed
from handlers.messages import Reply
from handlers.outbox import owe_message
from handlers.parse import Statement
from handlers.scene import BANGKOK, Refused, Scene
from storage import marks, people
from storage.notices import NoticeClass
from storage.people import Chat, Division


def acknowledge(scene: Scene, said: Statement) -> Reply:
    """Close the oversight occurrences of the digest answered, or all that were shown by now."""
    if not scene.is_executive:
        raise Refused((texts.SEEN_BY_STAFF if scene.divisions else texts.EXECUTIVE_ONLY).said)
    due = find_standing(scene, brief=True).progress.oversight_due(scene.today)
    answered = _about(scene)
    closed = [
        one
        for one in due
        if one.id in answered or (not answered and one.remind_from <= scene.today)
    ]
    for occurrence in closed:
        marks.record_oversight(
            scene.tx, scene.said, "acknowledge", occurrence=occurrence.id, note=said.note
        )
    if not closed:
        marks.record_oversight(scene.tx, scene.said, "acknowledge", note=said.note)
    return Reply(texts.acknowledged(len(closed), scene.now.astimezone(BANGKOK)))


def _about(scene: Scene) -> frozenset[int]:
    """The occurrences of the digest that is answered; none if it is no digest."""
    if scene.answers is None:
        return frozenset()
    return frozenset(json.loads(scene.answers.about).get("occurrences", ()))


def urge(scene: Scene, said: Statement) -> Reply:
    """Send the executive's word, with what is overdue, to the chat that is most the division's."""
    if not scene.sees_all:
        raise Refused(texts.NOT_FOR_YOU.said)
    found = scene.words.division_at(said.note)
    division = people.find_division(scene.tx, found[0]) if found else None
    if found is None or division is None:
        raise Refused(texts.URGE_WHOM.said)
    note = said.note[found[1] :].strip(" :")
    marks.record_oversight(scene.tx, scene.said, "urge", division=division, note=note)
    chats = [chat for chat in people.chats(scene.tx) if chat.active and division in chat.divisions]
    chats = sorted(chats, key=lambda chat: (len(chat.divisions), chat.members, chat.id))[:1]
    for chat in chats:
        key = f"urge/{scene.said.key}/{chat.id}"
        reply = _urging(scene, chat, division, note)
        owe_message(scene.tx, scene.office, key, chat.address, NoticeClass.URGE, reply, scene.now)
    return Reply(texts.urged(division.name, len(chats)))


def _urging(scene: Scene, chat: Chat, division: Division, note: str) -> Reply:
    items = items_of(find_standing(scene, brief=True), (division,), scene.today)
    late = [item for item in items if item.when in (When.OVERDUE, When.THIS_MONTH)]
    listing = Listing(scene.office, chat.address, scene.today, texts.urging(note), more="#ค้าง")
    return called(scene.tx, chat, (division,), listed(late, listing), scene.today)
