"""The administrator sends the office's own Word template: it is used after a yes."""

import re

from handlers import template_texts as texts
from handlers.messages import Button, Document, Incoming, Kind, Reply, Style
from handlers.parse import Statement
from handlers.scene import Refused, Scene
from handlers.texts import ADMIN_ONLY, typed
from plans.rounds import fiscal_year_of
from storage.people import Person
from storage.settings import TEMPLATE, find_value, put_value

_NAMED = re.compile(r"แม่แบบ|template", re.IGNORECASE)
_USE = re.compile(r"ใช้|use", re.IGNORECASE)
_REMOVE = re.compile(r"เลิก|remove", re.IGNORECASE)
_EXAMPLE = re.compile(r"ตัวอย่าง|example", re.IGNORECASE)


def is_template(message: Incoming) -> bool:
    """Whether a file is called a template, by its name or the words with it."""
    file = message.attachment
    if message.kind is not Kind.FILE or file is None or not file.name.lower().endswith(".docx"):
        return False
    return bool(_NAMED.search(file.name) or _NAMED.search(message.text))


def offer(scene: Scene) -> Reply | None:
    """Show that a template can be used; None for any other file."""
    if not scene.message.template or not scene.is_admin or scene.person is None:
        return None
    put_value(scene.tx, _offered(scene.person), scene.message.template)
    button = Button(texts.USE_LABEL.said, says="#แม่แบบ ใช้", style=Style.PRIMARY)
    told = [texts.fits(scene.message.advice), *typed([button])]
    return Reply("\n".join(told), buttons=(button,))


def template(scene: Scene, said: Statement) -> Reply:
    """Use the template that was sent, end its use, or ask for an example."""
    if not scene.is_admin or scene.person is None:
        raise Refused(ADMIN_ONLY.said)
    if _REMOVE.match(said.note):
        put_value(scene.tx, TEMPLATE, "")
        return Reply(texts.BUILT_IN.said)
    if _EXAMPLE.match(said.note):
        year = fiscal_year_of(scene.today)
        document = Document(year, 6, "docx", scene.today, paper="template")
        return Reply(texts.EXAMPLE.said, document=document)
    if _USE.match(said.note):
        return _use(scene, scene.person)
    state = texts.OWN if find_value(scene.tx, TEMPLATE) else texts.BUILT_IN
    return Reply(f"{state.said}\n{texts.HOW.said}")


def _use(scene: Scene, person: Person) -> Reply:
    sha256 = find_value(scene.tx, _offered(person))
    if not sha256:
        raise Refused(texts.NONE_WAITS.said)
    put_value(scene.tx, TEMPLATE, sha256)
    put_value(scene.tx, _offered(person), "")
    return Reply(texts.IN_USE.said)


def _offered(person: Person) -> str:
    """Under which key the template waits that this person sent last."""
    return f"{TEMPLATE}/{person.id}"
