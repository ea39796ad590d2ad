"""What to answer when words were not a command for certain: ask, suggest, never guess."""

import re

from handlers import ask, texts
from handlers.messages import Button, Reply
from handlers.parse import Doubt, Statement
from handlers.scene import Refused, Scene
from handlers.words import SIR

_COURTESY = re.compile(
    rf"(?:ขอบคุณ|ขอบพระคุณ|ขอบใจ|สวัสดี|หวัดดี|thank\s*(?:you|s)|hello|hi)(?:มาก|ๆ|\s)*(?:{SIR}|[!.🙏\s])*",
    re.IGNORECASE,
)
"""Thanks and greetings, and nothing else."""


def doubtful(scene: Scene, said: Statement) -> Reply:
    """A verb was found and may not have been meant."""
    if said.doubt is Doubt.QUESTION and said.refs:
        try:
            return ask.show(scene, said)
        except Refused as refusal:
            return Reply(text=refusal.args[0], buttons=refusal.buttons)
    if said.doubt is Doubt.QUESTION:
        return Reply(text=texts.which_measure())
    measure = said.refs[0].measure if said.refs else None
    text = texts.not_yet(measure) if said.doubt is Doubt.NOT_YET else texts.unclear()
    return Reply(text=text, buttons=_answers(said, said.note))


def not_understood(scene: Scene, said: Statement) -> Reply:
    """No known word: the nearest two commands, or what may be said of the measure named."""
    near = scene.words.nearest(said.note)
    if _COURTESY.fullmatch(said.text.strip()):
        return Reply(text=texts.COURTESY.said)
    if said.refs:
        label = _label(said)
        rest = said.note.split(maxsplit=1)[1:] if near else []
        says = [" ".join([f"#{label} {word}", *rest]) for word in near]
        buttons = tuple(Button(says_it, says=says_it) for says_it in says)
        return Reply(
            text=texts.not_understood(says or [f"#{label} เสร็จ", f"#{label} ทำไม่ได้ <เหตุผล>"]),
            buttons=buttons or _answers(said, said.note),
        )
    says = [f"#{word}" for word in near]
    return Reply(
        text=texts.not_understood(says or texts.usual(leads=scene.sees_all)),
        buttons=tuple(Button(says_it, says=says_it) for says_it in says),
    )


def _answers(said: Statement, note: str) -> tuple[Button, ...]:
    """The commands that may have been meant, the person's words kept as the note."""
    if not said.refs:
        return ()
    label = _label(said)
    return (
        Button(texts.IN_PROGRESS_LABEL.said, says=f"#{label} กำลังทำ {note}".strip()),
        Button(texts.DONE_ALREADY_LABEL.said, says=f"#{label} เสร็จ".strip()),
        Button(texts.NOTE_ONLY_LABEL.said, says=f"#{label} หมายเหตุ {note}".strip()),
    )


def _label(said: Statement) -> str:
    ref = said.refs[0]
    year = f"/{ref.fiscal_year % 100:02d}" if ref.fiscal_year else ""
    return f"{ref.measure}{ref.letter}{year}"
