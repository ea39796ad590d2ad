"""Pictures asked for in chat: progress by subject or division, scores, a month of due dates.

Only the picture is named here; its figures become the words of the answer when it is drawn.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from handlers import paper_texts as texts
from handlers.aim import find_standing
from handlers.feeds import whose
from handlers.messages import Document, Reply
from handlers.parse import Statement
from handlers.rounds import asked_round
from handlers.scene import Refused, Scene
from plans.rounds import add_months, first_day, month_end
from plans.thai import SHORT_MONTHS, arabic_digits, read_month

_WORDS: Mapping[str, tuple[str, ...]] = {
    "issues.png": ("ประเด็น", "ตัวชี้วัด", "issues"),
    "scores.png": ("คะแนน", "scores"),
    "progress.png": ("กอง", "ส่วนราชการ", "divisions"),
}
"""What each picture of a round is called."""

_MONTH = "calendar.png"
_NEXT = frozenset({"เดือนหน้า", "หน้า", "next"})
_YEAR = re.compile(r"(?:25)?\d\d")
_OCTOBER = 10


def picture(scene: Scene, said: Statement) -> Reply:
    """A picture of the whole office's round."""
    if not scene.sees_all:
        raise Refused(texts.PICTURES_FOR_LEADERS.said)
    kind = _kind(said.note) or _kind(said.text) or "issues.png"
    standing, round_ = asked_round(scene, said.note, brief=True)
    if kind == "scores.png" and not standing.progress.plan.scores:
        raise Refused(texts.NO_SCORES.said)
    return _shown(Document(standing.fiscal_year, round_.months, kind, scene.today))


def _kind(text: str) -> str | None:
    """What is named behind the verb counts before what the verb itself names."""
    named = text.lower()
    return next((one for one, words in _WORDS.items() if any(w in named for w in words)), None)


def month(scene: Scene, said: Statement) -> Reply:
    """A picture of a month's due dates: a division's own, everybody's for leaders."""
    year = find_standing(scene, brief=True).fiscal_year
    wanted, rest = _month(arabic_digits(said.note), year, scene.today)
    command = f"#ภาพปฏิทิน {SHORT_MONTHS[wanted.month - 1]}" if wanted else "#ภาพปฏิทิน"
    division = whose(scene, rest, command)
    name = division.name if division else None
    return _shown(Document(year, 12, _MONTH, scene.today, division=name, month=wanted))


def _month(note: str, fiscal_year: int, today: date) -> tuple[date | None, str]:
    """The first day of the month named, one of the plan's year, and the words that name none."""
    words = [word for word in note.split() if not _YEAR.fullmatch(word)]
    for word in words:
        rest = " ".join(one for one in words if one is not word)
        if word.lower() in _NEXT:
            return month_end(today) + timedelta(days=1), rest
        if month := read_month(word):
            return add_months(first_day(fiscal_year), (month - _OCTOBER) % 12), rest
    return None, note


def _shown(picture: Document) -> Reply:
    return Reply("", picture=picture, brief=texts.PICTURES[picture.format].said)
