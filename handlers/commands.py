"""The table of commands: their words, what answers them, and the line that help prints."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers import ask, bind, update
from handlers.messages import Reply
from handlers.parse import Statement, Verb
from handlers.scene import Scene

Answer = Callable[[Scene, Statement], Reply]


@dataclass(frozen=True, slots=True)
class Command:
    """One row: the first Thai word and the first Latin one are the ones we print."""

    verb: Verb
    words: tuple[str, ...]
    answer: Answer
    help: str
    each: bool = False
    """Whether a list of measures is answered one by one."""


COMMANDS = (
    Command(
        Verb.DONE,
        (
            "เสร็จ", "แล้วเสร็จ", "เสร็จสิ้น", "ดำเนินการแล้วเสร็จ", "ดำเนินการเสร็จ", "ดำเนินการแล้ว",
            "ดำเนินการเรียบร้อย", "ทำเสร็จ", "ทำแล้ว", "เรียบร้อย", "done", "finished",
        ),
        update.answer, "#3 เสร็จ [หมายเหตุ ลิงก์]", each=True,
    ),
    Command(
        Verb.NOT_POSSIBLE,
        (
            "ทำไม่ได้", "ไม่สามารถดำเนินการได้", "ไม่สามารถทำได้", "ไม่สามารถ", "ดำเนินการไม่ได้",
            "notpossible", "impossible", "cannot",
        ),
        update.answer, "#3 ทำไม่ได้ <เหตุผล>", each=True,
    ),
    Command(
        Verb.IN_PROGRESS,
        (
            "กำลังทำ", "กำลังดำเนินการ", "อยู่ระหว่างดำเนินการ", "ระหว่างดำเนินการ", "กำลัง", "อยู่ระหว่าง",
            "progress", "doing",
        ),
        update.answer, "#3 กำลังทำ [หมายเหตุ]", each=True,
    ),
    Command(Verb.NOTE, ("หมายเหตุ", "เพิ่มเติม", "บันทึก", "note"), update.note,
            "#3 หมายเหตุ <ข้อความ>", each=True),
    Command(Verb.UNDO, ("ยกเลิก", "ถอน", "undo", "cancel"), update.undo, "#3 ยกเลิก", each=True),
    Command(Verb.SPEAK_FOR, ("ตอบแทน", "รายงานแทน", "speakfor"), bind.speak_for,
            "#ตอบแทน <ส่วนราชการ>"),
    Command(Verb.HELP, ("ช่วยเหลือ", "วิธีใช้", "เมนู", "help", "start"), ask.help_, "#ช่วยเหลือ"),
    Command(Verb.CODE, ("รหัส", "ผูก", "code", "bind"), bind.redeem, "#รหัส <รหัสที่ได้รับ>"),
)  # fmt: skip

VERBS = {word: command.verb for command in COMMANDS for word in command.words}
BY_VERB = {command.verb: command for command in COMMANDS}
