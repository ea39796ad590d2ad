"""Pictures asked for in chat: progress by subject or division, scores, a month of due dates.

Only the picture is named here; its figures become the words of the answer when it is drawn.
"""

from collections.abc import Mapping

from handlers import paper_texts as texts
from handlers.aim import find_standing
from handlers.feeds import whose
from handlers.messages import Document, Reply
from handlers.papers import asked_round
from handlers.parse import Statement
from handlers.scene import Refused, Scene
from plans.thai import arabic_digits

_WORDS: Mapping[str, tuple[str, ...]] = {
    "issues.png": ("ประเด็น", "ตัวชี้วัด", "issues"),
    "scores.png": ("คะแนน", "scores"),
    "progress.png": ("กอง", "ส่วนราชการ", "divisions"),
}
"""What each picture of a round is called."""

_MONTH = "calendar.png"


def picture(scene: Scene, said: Statement) -> Reply:
    """A picture of the whole office's round."""
    if not scene.sees_all:
        raise Refused(texts.PICTURES_FOR_LEADERS.said)
    kind = _kind(said.note) or _kind(said.text) or "issues.png"
    standing, round_ = asked_round(scene, arabic_digits(said.note))
    if kind == "scores.png" and not standing.progress.plan.scores:
        raise Refused(texts.NO_SCORES.said)
    return _shown(Document(standing.fiscal_year, round_.months, kind, scene.today))


def _kind(text: str) -> str | None:
    """What is named behind the verb counts before what the verb itself names."""
    named = text.lower()
    return next((one for one, words in _WORDS.items() if any(w in named for w in words)), None)


def month(scene: Scene, said: Statement) -> Reply:
    """A picture of this month's due dates: a division's own, everybody's for leaders."""
    division = whose(scene, said.note, "#ภาพปฏิทิน")
    name = division.name if division else None
    year = find_standing(scene).fiscal_year
    return _shown(Document(year, 12, _MONTH, scene.today, division=name))


def _shown(picture: Document) -> Reply:
    return Reply("", picture=picture, brief=texts.PICTURES[picture.format].said)
