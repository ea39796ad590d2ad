"""The link of a calendar, for a division or for everybody; it is made when the answer is sent."""

from handlers import feed_texts, texts
from handlers.messages import Button, Reply
from handlers.parse import Statement
from handlers.scene import Refused, Scene
from storage import feeds, people
from storage.people import Division

EVERYBODY = 0
"""Stands for every division where a division's id is expected."""
_ANEW = "ใหม่"


def calendar(scene: Scene, said: Statement) -> Reply:
    """Offer the link; the administrator may make all earlier ones void."""
    renewed = scene.is_admin and said.note.strip().startswith(_ANEW)
    if renewed:
        feeds.renew(scene.tx)
    division = whose(scene, "" if renewed else said.note, "#ปฏิทิน")
    name = division.name if division else feed_texts.EVERYBODY.said
    lines = [feed_texts.RENEWED.said] if renewed else []
    text = "\n".join([*lines, feed_texts.offered(name)])
    return Reply(text, feed=division.id if division else EVERYBODY)


def whose(scene: Scene, note: str, command: str) -> Division | None:
    """The division named, else this chat's own; None means everybody.

    Where a chat has several it is asked which, the ``command`` said again for each.
    """
    found = scene.words.division_at(note)
    named = people.find_division(scene.tx, found[0]) if found else None
    if note and named is None:
        raise Refused(texts.no_such_division(note))
    if scene.sees_all or named in scene.divisions:
        return named
    if named is not None or not scene.divisions:
        raise Refused(texts.NOT_FOR_YOU.said)
    if len(scene.divisions) > 1:
        buttons = tuple(Button(one.name, says=f"{command} {one.name}") for one in scene.divisions)
        raise Refused(feed_texts.WHOSE.said, buttons)
    return scene.divisions[0]
