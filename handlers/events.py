"""What happens to chats and messages besides talk: joins, moves, files, edits, unsending."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from handlers import plan_files, sign, templates, texts
from handlers.aim import find_last, find_target
from handlers.messages import Incoming, Kind, Reply, in_telegram_group, reply_of
from handlers.parse import Statement, statements
from handlers.plan_file_texts import OR_EVIDENCE
from handlers.scene import Owed, Refused, Scene
from plans.model import Evidence, Mark, MarkKind
from storage import departures, marks, notices, people, pictures
from storage.database import Transaction
from storage.notices import NoticeClass
from storage.people import Audience, Chat, Person

Change = Callable[[Transaction, Incoming, datetime], Reply | None]

WINDOW = timedelta(minutes=5)
"""How long after a mark, or before it, files belong to it; by when each was sent."""

_GATHER = timedelta(seconds=8)
"""Photos sent together arrive one by one; they are answered once."""


def joined(tx: Transaction, message: Incoming, now: datetime) -> Reply:
    """We were invited: say what we are, or that we remember."""
    chat = people.note_chat(tx, message.chat, private=message.private, title=message.chat_title)
    if chat.is_bound and chat.divisions:
        return Reply(text=texts.welcome_back([one.name for one in chat.divisions]), quotes=False)
    if message.private:
        return Reply(text=texts.joined_private(), quotes=False)
    told = texts.joined_telegram if in_telegram_group(message.chat) else texts.joined_group
    return Reply(text=told(), quotes=False)


def left(tx: Transaction, message: Incoming, now: datetime) -> None:
    """We were removed: nothing goes there any more, nothing is forgotten."""
    people.close_chat(tx, message.chat)
    notices.bury(tx, message.chat, now, "chat closed")


def member_left(tx: Transaction, message: Incoming, now: datetime) -> None:
    """Somebody left: messages cost one less, and he or she stands for nobody there any more."""
    chat = people.find_chat(tx, message.chat)
    if chat is None or message.sender is None:
        return
    people.drop_member(tx, chat, message.sender)
    person = people.find_person(tx, message.sender)
    if person is None:
        return
    is_gone = departures.leave(tx, chat, person, message.sent_at)
    if is_gone and departures.end_parts(tx, chat, person, message.sender):
        _tell_admins(tx, message.event, chat, person, now)


def _tell_admins(tx: Transaction, event: str, chat: Chat, person: Person, now: datetime) -> None:
    """They may have meant it, or may hand out a new code."""
    about = json.dumps({
        "kind": "parted", "person": person.id, "audience": chat.audience,
        "divisions": [one.name for one in chat.divisions],
    })  # fmt: skip
    for admin in people.chats(tx):
        if admin.active and admin.audience is Audience.ADMIN:
            key = f"parted/{event}/{admin.id}"
            notices.owe(tx, key, admin.address, NoticeClass.ADMIN, now, about=about)


def member_came(tx: Transaction, message: Incoming, now: datetime) -> None:
    """Somebody we know came back."""
    chat = people.find_chat(tx, message.chat)
    person = people.find_person(tx, message.sender) if message.sender else None
    if chat is not None and person is not None:
        departures.come_back(tx, chat, person, message.sent_at)


def moved(tx: Transaction, message: Incoming, now: datetime) -> None:
    """The chat has a new address; both announcements of it may arrive, in any order."""
    if message.moved_to is not None:
        people.move_chat(tx, message.chat, message.moved_to)
        notices.retarget(tx, message.chat, message.moved_to)


CHANGES: Mapping[Kind, Change] = {
    Kind.JOINED: joined,
    Kind.LEFT: left,
    Kind.MEMBER_LEFT: member_left,
    Kind.MEMBER_CAME: member_came,
    Kind.MOVED: moved,
}

# Files.


def is_evidence(tx: Transaction, message: Incoming) -> bool:
    """Whether a photo or file is meant for us: in 1:1, behind a mark, or answering our card."""
    chat = people.find_chat(tx, message.chat)
    if chat is None or not chat.is_bound or message.sender is None:
        return False
    return (
        message.private
        or marks.window_of(tx, message.chat, message.sender, message.sent_at) is not None
        or bool(_quoted_duty(tx, message))
        or sign.quoted_report(tx, message) is not None
    )


def hand_in(scene: Scene) -> Reply | Owed:
    """Attach a photo or file to the mark it belongs to."""
    attachment = scene.message.attachment
    if scene.person is None or attachment is None or attachment.sha256 is None:
        return Reply(text=texts.evidence_lost())
    if (
        filed := sign.hand_back(scene) or templates.offer(scene) or plan_files.offer(scene)
    ) is not None:
        return filed
    try:
        mark_id = _mark_for(scene)
    except Refused as refusal:
        return Reply(text=refusal.args[0], buttons=refusal.buttons)
    kind = "photo" if scene.message.kind is Kind.PHOTO else "file"
    evidence = Evidence(kind, attachment.name, sha256=attachment.sha256, size=attachment.size)
    if mark_id is None:
        return _set_aside(scene, evidence, attachment.set_id)
    marks.add_evidence(scene.tx, mark_id, evidence, scene.message.source)
    if attachment.set_id is None:
        return thanks(scene.tx, mark_id)
    key = f"evidence/{scene.chat.address}/{attachment.set_id}"
    return Owed(key, after=_GATHER, about=json.dumps({"kind": "evidence", "mark": mark_id}))


def _set_aside(scene: Scene, evidence: Evidence, set_id: str | None) -> Reply | Owed:
    """In 1:1 the file may come before the words: kept until they come."""
    chat, sender = scene.chat.address, scene.message.sender
    if sender is not None:
        until = scene.message.sent_at + WINDOW
        marks.keep_loose(scene.tx, chat, sender, evidence, scene.message.source, until)
    unreadable = scene.message.unreadable
    asked = f"{unreadable}\n{OR_EVIDENCE.said}" if unreadable else texts.EVIDENCE_OF_WHAT.said
    reply = Reply(text=asked)
    return reply if set_id is None else Owed(f"aside/{chat}/{set_id}", reply)


def thanks(tx: Transaction, mark_id: int) -> Reply:
    """How much evidence a mark has now, and whether a file was handed in for another duty."""
    mark = marks.get_mark(tx, mark_id)
    label = marks.label_of(tx, mark_id)
    seen = [
        before
        for one in mark.evidence
        if one.sha256 and (before := marks.evidence_elsewhere(tx, one.sha256, mark_id))
    ]
    alike = [
        found
        for one in mark.evidence
        if one.sha256 and (found := pictures.alike_elsewhere(tx, one.sha256, mark_id))
    ]
    seen_with = marks.label_of(tx, seen[-1].id).partition("/")[0] if seen else ""
    looks_like = marks.label_of(tx, alike[-1]).partition("/")[0] if alike and not seen else ""
    text = texts.evidence_kept(
        label.partition("/")[0], len(mark.evidence), seen_with=seen_with, looks_like=looks_like
    )
    return Reply(text=text, about=(label,))


def _mark_for(scene: Scene) -> int | None:
    """The mark of the card that is quoted, else the one said just now by the same person."""
    label = _quoted_duty(scene.tx, scene.message)
    if label:
        said = statements(f"#{label}", scene.words, scene.today)[0]
        last = find_last(scene, said)
        return last.last.id if last and last.last else _opened(scene, said)
    if scene.message.sender is None:
        return None
    return marks.window_of(
        scene.tx, scene.chat.address, scene.message.sender, scene.message.sent_at
    )


def _opened(scene: Scene, said: Statement) -> int | None:
    """Evidence came before any word: it hangs on a note, which answers nothing yet."""
    target = find_target(scene, said, MarkKind.NOTE)
    mark = marks.record_mark(
        scene.tx, scene.said, target.occurrence.id, target.division, MarkKind.NOTE
    )
    return mark.id if mark else None


def _quoted_duty(tx: Transaction, message: Incoming) -> str:
    """The one duty that the quoted message of ours is about; empty if there is none."""
    if message.quotes is None:
        return ""
    notice = notices.about_of_message(tx, message.chat, message.quotes)
    about = reply_of(notice.words).about if notice and notice.words else ()
    return about[0] if len(about) == 1 else ""


# Edited and unsent messages.


def concerns_marks(tx: Transaction, message: Incoming) -> bool:
    """Whether an edited or unsent message had said or handed in something."""
    return message.source is not None and marks.is_source(tx, message.source)


def unsend(scene: Scene) -> None:
    """The words and files of a message go; that something was answered stays."""
    if scene.message.source is not None:
        marks.erase_words(scene.tx, scene.message.source, texts.UNSENT_NOTE)
        for event in marks.events_of_message(scene.tx, scene.message.source):
            notices.forget_words(scene.tx, f"reply/{event}")


def withdraw_said(scene: Scene) -> tuple[Mark, ...]:
    """Take back what the message said before it was edited; what that was."""
    if scene.message.source is None or scene.person is None:
        return ()
    old = marks.marks_of_message(scene.tx, scene.message.source)
    for mark in old:
        division = people.find_division(scene.tx, mark.division)
        if division is not None:
            marks.record_mark(
                scene.tx, scene.said, mark.occurrence, division, MarkKind.WITHDRAWN,
                withdraws=mark.id,
            )  # fmt: skip
    return old


def carry_evidence(scene: Scene, old: Sequence[Mark]) -> None:
    """Photos handed in with the words before belong to the words now."""
    if not old or scene.message.source is None:
        return
    for mark in marks.marks_of_message(scene.tx, scene.message.source):
        same = [one.id for one in old if one.division == mark.division]
        marks.move_evidence(scene.tx, same, mark.id)
