"""What the administrator keeps straight: the divisions, results given in the wrong one's name."""

import re

from handlers import register_texts as texts
from handlers.aim import find_measure, leading_division
from handlers.asking import asking
from handlers.messages import Button, Reply, Style
from handlers.parse import Statement
from handlers.scene import Refused, Scene
from handlers.texts import ADMIN_ONLY, no_such_division
from plans.model import Mark, MarkKind, Occurrence
from storage import marks, people
from storage.people import Division

_CONFIRMED = "ยืนยัน"
_ADD = re.compile(r"(?:เพิ่ม|add)\s+(?P<name>\S.*)", re.IGNORECASE)
_MERGE = re.compile(
    r"(?:รวม|merge)\s+(?P<old>\S.*?)\s*(?:เข้ากับ|กับ|เข้า|with|into)\s*(?P<into>\S.*)", re.IGNORECASE
)
_RENAME = re.compile(
    r"(?:เปลี่ยนชื่อ|rename)\s+(?P<old>\S.*?)\s+(?:เป็น|to)\s*(?P<new>\S.*)", re.IGNORECASE
)
_BECAUSE = re.compile(r"^(?:เพราะ|เนื่องจาก|because)\s*", re.IGNORECASE)


def divisions(scene: Scene, said: Statement) -> Reply:
    """Show the register; add, merge or rename a division.  Old names go on meaning it."""
    _only_admin(scene)
    # the name is free text, so the words as typed count and not what was recognised in them
    note = said.text.partition(" ")[2].strip()
    if found := _ADD.fullmatch(note):
        return _add(scene, found["name"])
    if found := _MERGE.fullmatch(note):
        return _merge(scene, found["old"], found["into"])
    if found := _RENAME.fullmatch(note):
        return _rename(scene, found["old"], found["new"])
    if note:
        raise Refused(texts.HOW.said)
    return Reply(texts.register([one.name for one in people.divisions(scene.tx)]))


def _add(scene: Scene, name: str) -> Reply:
    if people.find_division(scene.tx, name) is not None:
        raise Refused(texts.taken(name))
    people.register_division(scene.tx, name)
    return Reply(texts.added(name))


def _merge(scene: Scene, old_name: str, into_name: str) -> Reply:
    confirmed = into_name.endswith(_CONFIRMED)
    into_name = into_name.removesuffix(_CONFIRMED).strip()
    old, into = _known(scene, old_name), _known(scene, into_name)
    if old.id == into.id:
        raise Refused(texts.SAME.said)
    if not confirmed:
        says = f"#ทะเบียนกอง รวม {old.name} กับ {into.name} {_CONFIRMED}"
        button = Button(texts.CONFIRM_LABEL.said, says=says, style=Style.PRIMARY)
        return asking([texts.merge_ask(old.name, into.name)], (button,))
    people.merge_divisions(scene.tx, old, into)
    return Reply(texts.merged(old.name, into.name))


def _rename(scene: Scene, old_name: str, new_name: str) -> Reply:
    old = _known(scene, old_name)
    known = people.find_division(scene.tx, new_name)
    if known is not None and known.id != old.id:
        raise Refused(texts.taken(new_name))
    people.rename_division(scene.tx, old, new_name)
    return Reply(texts.renamed(old.name, new_name))


def _known(scene: Scene, name: str) -> Division:
    name = name.strip()
    found = scene.words.division_at(name)
    meant = found[0] if found and found[1] == len(name) else name
    division = people.find_division(scene.tx, meant)
    if division is None:
        raise Refused(no_such_division(name))
    return division


def reassign(scene: Scene, said: Statement) -> Reply:
    """A result that was given in the wrong division's name is the right one's, with the reason.

    Nothing is rewritten: the old answer is taken back and the new one is one more entry.
    """
    _only_admin(scene)
    standing, ref = find_measure(scene, said)
    old, rest = leading_division(scene, said.note)
    new, rest = leading_division(scene, rest)
    reason = _BECAUSE.sub("", rest).strip(" :")
    if old is None or new is None or not reason:
        raise Refused(texts.MOVE_HOW.said)
    duties = [
        duty
        for duty in standing.duties_of(ref.measure)
        if ref.letter in ("", duty.letter) and new.name in standing.owners(duty)
    ]
    if not duties:
        raise Refused(texts.NOT_OWED.said)
    answers = [
        (mark, one)
        for duty in duties
        for one in standing.occurrences_of(duty)
        if said.named is None or said.named.fits(one)
        for mark in standing.said_of(one, old.name)
        if mark.kind is not MarkKind.NOTE
    ]
    if not answers:
        raise Refused(texts.nothing_to_move(old.name))
    mark, occurrence = max(answers, key=lambda pair: pair[0].id)
    evidence = _move(scene, mark, occurrence, (old, new), reason)
    return Reply(texts.moved(occurrence.duty.label, old.name, new.name, evidence))


def _move(
    scene: Scene,
    mark: Mark,
    occurrence: Occurrence,
    parties: tuple[Division, Division],
    reason: str,
) -> list[str]:
    old, new = parties
    marks.record_mark(
        scene.tx, scene.said, occurrence.id, old, MarkKind.WITHDRAWN, note=reason, withdraws=mark.id
    )
    moved = marks.record_mark(
        scene.tx, scene.said, occurrence.id, new, mark.kind,
        note=texts.moved_note(mark.note, old.name, reason), done_on=mark.done_on,
    )  # fmt: skip
    if moved is None:
        raise LookupError("this event was handled before")
    for piece in mark.evidence:
        if piece.sha256 is None:
            marks.add_evidence(scene.tx, moved.id, piece)
    marks.move_evidence(scene.tx, [mark.id], moved.id)
    return [piece.url or piece.name for piece in mark.evidence]


def _only_admin(scene: Scene) -> None:
    if not scene.is_admin:
        raise Refused(ADMIN_ONLY.said)
