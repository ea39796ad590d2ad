"""Binding chats and people by one-time codes; whom a person answers for."""

import re

from handlers import texts
from handlers.messages import Incoming, Reply, in_telegram_group
from handlers.parse import Statement, is_prefixed
from handlers.personal_texts import NOTICE
from handlers.scene import Refused, Scene
from storage import people
from storage.people import Audience, Chat, CodeProblem, Grant, Role

_CODE = re.compile(
    r"(?<![A-Z0-9])[A-HJ-NP-Z2-9]{4}(?:[-\s]?[A-HJ-NP-Z2-9]{4}){2}(?![A-Z0-9])", re.IGNORECASE
)

_PROBLEMS = {
    CodeProblem.UNKNOWN: texts.CODE_UNKNOWN,
    CodeProblem.EXPIRED: texts.CODE_EXPIRED,
    CodeProblem.USED: texts.CODE_USED,
    CodeProblem.THROTTLED: texts.CODE_THROTTLED,
}


def code_in(message: Incoming) -> str | None:
    """The one-time code an addressed message holds: after its word, or alone."""
    text = message.text.strip().lstrip("#＃/／").strip()
    found = _CODE.search(text)
    if found is None or not (message.private or message.mentioned or is_prefixed(message.text)):
        return None
    around = (text[: found.start()] + text[found.end() :]).strip()
    return found[0] if len(around) <= 12 else None


def redeem(scene: Scene, said: Statement) -> Reply:
    """Use a one-time code: the chat or the person is bound; a wrong one leaves no trace of them."""
    code, sender = code_in(scene.message), scene.message.sender
    if code is None:
        raise Refused(texts.CODE_WANTED.said)
    if sender is None:
        raise Refused(texts.UNKNOWN_SENDER.said)
    addresses = tuple({scene.chat.address, sender})
    grant = people.redeem_code(scene.tx, code, addresses, scene.now)
    if isinstance(grant, CodeProblem):
        raise Refused(_PROBLEMS[grant].said)
    return _bind(scene, sender, code, grant)


def _bind(scene: Scene, sender: str, code: str, grant: Grant) -> Reply:
    tx, message, known = scene.tx, scene.message, scene.chat
    if grant.audience is Audience.ADMIN and not known.private:
        raise Refused(texts.CODE_ADMIN_IN_GROUP.said)  # everybody there has read it: it stays used
    if grant.audience is Audience.EXECUTIVE and not known.private and known.divisions:
        people.reopen_code(tx, code)
        raise Refused(texts.CODE_EXECUTIVE_IN_DIVISION.said)
    is_new = people.find_person(tx, sender) is None
    chat = people.note_chat(tx, known.address, private=known.private, title=message.chat_title)
    person = people.note_person(tx, sender, message.sender_name)
    if chat.private:
        role = Role.STAFF if grant.audience is Audience.DIVISION else Role(grant.audience)
        people.give_role(tx, person, role, grant.division, scene.now)
    people.bind_chat(tx, chat, grant.audience, grant.division, scene.now)
    welcome = _welcome(chat, grant)
    return Reply(text=f"{welcome}\n{NOTICE.said}" if is_new else welcome)


def _welcome(chat: Chat, grant: Grant) -> str:
    if grant.division is not None:
        welcome = texts.bound_division(grant.division.name, private=chat.private)
        hidden = in_telegram_group(chat.address)
        return f"{welcome}\n{texts.HELP_TELEGRAM.said}" if hidden else welcome
    if grant.audience is Audience.ADMIN:
        return texts.bound_admin()
    return texts.bound_executive(private=chat.private)


def speak_for(scene: Scene, said: Statement) -> Reply:
    """From now on this person answers for that division of the chat."""
    found = scene.words.division_at(said.note)
    division = next((one for one in scene.divisions if found and one.name == found[0]), None)
    if division is None:
        raise Refused(texts.not_here([one.name for one in scene.divisions]))
    if scene.person is None:
        raise Refused(texts.UNKNOWN_SENDER.said)
    people.remember_speaker(scene.tx, scene.chat, scene.person, division)
    return Reply(text=texts.speaks_for(scene.person.name, division.name))
