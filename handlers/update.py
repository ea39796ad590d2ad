"""What a division says of a measure: done, not possible, in progress, a note, taken back."""

from datetime import timedelta

from handlers import texts
from handlers.aim import Target, find_last, find_target
from handlers.buttons import Does, Press
from handlers.events import WINDOW
from handlers.letters import letters_in
from handlers.messages import Button, Reply, Style
from handlers.outbox import admin_chats, chats_of, tell
from handlers.parse import Statement, Verb
from handlers.scene import BANGKOK, Refused, Scene
from handlers.standing import Standing
from plans.model import Evidence, Mark, MarkKind
from storage import marks, measures
from storage.notices import NoticeClass

_HABIT = timedelta(days=30)
"""How long people go on using the numbers of a plan that was amended."""

_REASONS = ("เพราะ", "เนื่องจาก", "because")
"""What a reason for taking back begins with; other words behind it may mean something else."""

_KINDS = {
    Verb.DONE: MarkKind.DONE,
    Verb.NOT_POSSIBLE: MarkKind.NOT_POSSIBLE,
    Verb.IN_PROGRESS: MarkKind.IN_PROGRESS,
}


def answer(scene: Scene, said: Statement) -> Reply:
    """Record a division's answer to one duty; asks for the reason when it is not possible."""
    kind = _KINDS[said.verb or Verb.DONE]
    target = find_target(scene, said, kind)
    if said.done_on is not None and said.done_on > scene.today:
        raise Refused(texts.future_day(said.done_on))
    if kind is MarkKind.NOT_POSSIBLE and not said.note:
        return _ask_reason(target)
    mark = _record(scene, target, kind, said)
    after = target.standing.with_mark(scene.tx, mark)
    _tell_others(scene, target, after, mark)
    return _confirm(scene, target, _entry(scene, target, after, mark), _hint(scene, target, said))


def note(scene: Scene, said: Statement) -> Reply:
    """Add a note or links to what the division said last, or to what is open."""
    target = find_last(scene, said) or find_target(scene, said, MarkKind.NOTE)
    if not said.note and not said.links:
        raise Refused(texts.note_wanted(target.typed), (_note_button(target),))
    mark = _record(scene, target, MarkKind.NOTE, said)
    entry = _entry(scene, target, target.standing.with_mark(scene.tx, mark), mark)
    return Reply(text=texts.noted(entry), about=(target.about,), brief=texts.recorded_short(entry))


def undo(scene: Scene, said: Statement) -> Reply:
    """Take the division's last mark back, as one more entry."""
    target = find_last(scene, said)
    if target is None or target.last is None:
        raise Refused(texts.nothing_to_undo(said.refs[0].measure))
    if said.note and not said.note.startswith(_REASONS):
        raise Refused(texts.unclear(), _undo_or_impossible(target, said))
    taken_back = target.last
    mark = marks.record_mark(
        scene.tx, scene.said, target.occurrence.id, target.division, MarkKind.WITHDRAWN,
        note=said.note, withdraws=taken_back.id,
    )  # fmt: skip
    if mark is None:
        raise Refused(texts.nothing_to_undo(target.occurrence.duty.measure))
    after = target.standing.with_mark(scene.tx, mark)
    left = after.answer(target.occurrence, target.division.name)
    entry = _entry(scene, target, after, mark)
    text = texts.undone(entry, taken_back.kind, left.kind if left else None)
    return Reply(text=text, about=(target.about,), brief=text.splitlines()[0])


def _record(scene: Scene, target: Target, kind: MarkKind, said: Statement) -> Mark:
    mark = marks.record_mark(
        scene.tx, scene.said, target.occurrence.id, target.division, kind,
        note=said.note, done_on=said.done_on,
    )  # fmt: skip
    if mark is None:
        raise LookupError("this event was handled before")
    handed_in = [Evidence("link", "", url=link) for link in said.links]
    handed_in += [Evidence("letter", letter) for letter in letters_in(said.note)]
    for one in handed_in:
        marks.add_evidence(scene.tx, mark.id, one)
    loose = 0
    if scene.message.sender is not None:
        chat, sender = scene.chat.address, scene.message.sender
        marks.open_window(scene.tx, chat, sender, mark.id, scene.message.sent_at + WINDOW)
        loose = marks.take_loose(scene.tx, chat, sender, mark.id, scene.message.sent_at)
    return marks.get_mark(scene.tx, mark.id) if handed_in or loose else mark


def _tell_others(scene: Scene, target: Target, after: Standing, mark: Mark) -> None:
    """Owners of a joint duty hear that it is settled; the administrator what needs a decision."""
    occurrence, progress = target.occurrence, after.progress
    if mark.kind is MarkKind.NOT_POSSIBLE and progress.needs_decision(occurrence):
        title = after.title(occurrence.duty.measure)
        text = texts.conflict(occurrence, title, mark.division, mark.note)
        buttons = (Button(texts.DONE_LABEL.said, says=f"#{target.named} ตัดสิน เสร็จ"),)
        reply = Reply(text, buttons=buttons, about=(target.about,))
        tell(scene, f"told/{mark.id}", admin_chats(scene), NoticeClass.ADMIN, reply)
    elif occurrence.duty.joint and progress.is_closed(occurrence):
        others = {name for name in after.owners(occurrence.duty) if name != mark.division}
        title = after.title(occurrence.duty.measure)
        text = texts.joint_settled(occurrence, title, mark.division)
        tell(scene, f"told/{mark.id}", chats_of(scene, others), NoticeClass.DIGEST, Reply(text))


def _hint(scene: Scene, target: Target, said: Statement) -> str:
    """A typed number that meant another measure until lately; a button always knows its own."""
    if said.pressed is not None:
        return ""
    measure, year = target.occurrence.duty.measure, target.standing.fiscal_year
    new = measures.other_number(scene.tx, year, measure, scene.now - _HABIT)
    return texts.number_means_other(measure, new) if new else ""


def _confirm(scene: Scene, target: Target, entry: texts.Entry, hint: str) -> Reply:
    says = f"#{target.command} ยกเลิก"
    undo_button = scene.button(
        texts.UNDO_LABEL.said, says, Press(Does.UNDO, (target.occurrence.id, target.division.id))
    )
    return Reply(
        text=texts.recorded(entry) + hint,
        buttons=(_note_button(target), undo_button),
        about=(target.about,),
        brief=texts.recorded_short(entry),
    )


def _entry(scene: Scene, target: Target, after: Standing, mark: Mark) -> texts.Entry:
    share = after.share(target.occurrence)
    return texts.Entry(
        occurrence=target.occurrence,
        title=after.title(target.occurrence.duty.measure),
        kind=mark.kind,
        division=target.division.name,
        author=mark.author,
        at=mark.said_at.astimezone(BANGKOK),
        note=mark.note,
        done_on=mark.done_on,
        evidence=len(mark.evidence),
        answered=share.answered,
        owners=len(share.owners),
        settled=share.settled,
        missing=share.missing if scene.sees_all else (),
        first=mark.kind is MarkKind.DONE and len(share.owners) > 1 and share.answered == 1,
        typed=target.command,
        corrected=scene.corrects,
    )


def _ask_reason(target: Target) -> Reply:
    """Nothing is recorded until a reason comes; quoting this message with it suffices."""
    duty = target.occurrence.duty
    command = f"#{target.command} ทำไม่ได้"
    buttons = tuple(Button(reason, says=f"{command} {reason}") for reason in texts.REASONS)
    type_it = Button(texts.TYPE_REASON_LABEL.said, fill=f"{command} ", style=Style.PRIMARY)
    text = texts.reason_wanted(target.occurrence, target.standing.title(duty.measure))
    return Reply(text=text, buttons=(*buttons, type_it), about=(target.about,), brief=text)


def _note_button(target: Target) -> Button:
    return Button(texts.NOTE_LABEL.said, fill=f"#{target.command} หมายเหตุ ")


def _undo_or_impossible(target: Target, said: Statement) -> tuple[Button, ...]:
    return (
        Button(texts.TAKE_BACK_LABEL.said, says=f"#{target.command} ยกเลิก"),
        Button(texts.NOT_POSSIBLE_LABEL.said, says=f"#{target.command} ทำไม่ได้ ยกเลิก{said.note}"),
    )
