"""A person's own matters: what is kept of him or her, being forgotten, the language."""

from handlers import personal_texts as texts
from handlers.desk_texts import Language
from handlers.language import speaking
from handlers.messages import Button, Reply, Style
from handlers.parse import Statement
from handlers.scene import Refused, Scene
from handlers.texts import UNKNOWN_SENDER, typed
from storage import people, privacy
from storage.people import Person

_CONFIRMED = ("ยืนยัน", "confirm")
_LANGUAGES = (
    (Language.ENGLISH, ("en", "eng", "english", "อังกฤษ")),
    (Language.THAI, ("th", "thai", "ไทย")),
)


def my_data(scene: Scene, said: Statement) -> Reply:
    """What is kept of the person who asks; who and how much, the reports themselves are #3."""
    person = _speaker(scene)
    data = privacy.personal_data(scene.tx, person)
    text = texts.kept(
        data.name,
        data.app,
        [f"{texts.ROLES[one.role].said} {one.division}".strip() for one in data.parts],
        len(data.said),
        sum(len(one.evidence) for one in data.said),
        data.oversight + data.decisions + data.documents + len(data.absences),
    )
    button = Button(texts.FORGET_LABEL.said, says="#ลบข้อมูลของฉัน")
    return Reply("\n".join([text, *typed([button])]), buttons=(button,))


def forget_me(scene: Scene, said: Statement) -> Reply:
    """Forget the person who asks, once he or she has confirmed it."""
    person = _speaker(scene)
    if privacy.is_last_admin(scene.tx, person):
        raise Refused(texts.LAST_ADMIN.said)
    if not any(word in said.note.lower() for word in _CONFIRMED):
        button = Button(texts.CONFIRM_LABEL.said, says="#ลบข้อมูลของฉัน ยืนยัน", style=Style.PRIMARY)
        lines = [texts.FORGET_ASK.said, *typed([button])]
        return Reply("\n".join(lines), buttons=(button,))
    privacy.forget_person(scene.tx, person, scene.now)
    return Reply(texts.FORGOTTEN.said, secret=True)


def _speaker(scene: Scene) -> Person:
    if scene.person is None:
        sender = scene.message.sender
        raise Refused((texts.NOTHING_KEPT if sender else UNKNOWN_SENDER).said)
    return scene.person


def choose_language(scene: Scene, said: Statement) -> Reply:
    """From now on this 1:1 chat is answered in that language."""
    wanted = said.note.strip().lower()
    language = next((one for one, words in _LANGUAGES if wanted in words), None)
    if not scene.chat.private:
        raise Refused(texts.LANGUAGE_IN_PRIVATE.said)
    if language is None:
        raise Refused(texts.LANGUAGE_HOW.said)
    people.set_language(scene.tx, scene.chat, language)
    with speaking(language):
        return Reply(texts.LANGUAGE_KEPT.said)
