"""The table of commands: their words, what answers them, and the line that help prints."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers import (
    admin,
    ask,
    bind,
    feeds,
    handover,
    office,
    oversee,
    papers,
    personal,
    pictures,
    plan_files,
    post,
    register,
    settle,
    sign,
    templates,
    update,
)
from handlers.language import Phrase
from handlers.messages import Reply
from handlers.parse import Statement, Verb
from handlers.scene import Scene

Answer = Callable[[Scene, Statement], Reply]

_STAFF = frozenset({"staff"})
_EXECUTIVE = frozenset({"executive"})
_LEADERS = frozenset({"executive", "admin"})
_ADMIN = frozenset({"admin"})
_ALL = frozenset({"staff", "executive", "admin"})


@dataclass(frozen=True, slots=True)
class Command:
    """One row: the first Thai word and the first Latin one are the ones we print."""

    verb: Verb
    words: tuple[str, ...]
    answer: Answer
    help: str
    roles: frozenset[str] = _STAFF
    """Whose help shows it; who may use it the answer itself checks."""
    five: frozenset[str] = frozenset()
    """For whom it is one of the five things that help tells first."""
    english: str = ""
    """The line of help in English; without one the Latin word stands for it."""
    each: bool = False
    """Whether a list of measures is answered one by one."""


COMMANDS = (
    Command(
        Verb.DONE,
        (
            "เสร็จ", "แล้วเสร็จ", "ดำเนินการแล้วเสร็จ", "ดำเนินการเสร็จ", "ดำเนินการแล้ว",
            "ดำเนินการเรียบร้อย", "ทำเสร็จ", "ทำแล้ว", "เรียบร้อย", "ครบแล้ว",
            "เพิ่งเสร็จ", "พึ่งเสร็จ", "เพิ่งทำเสร็จ", "done", "finished", "completed",
        ),
        update.answer, "#3 เสร็จ [หมายเหตุ ลิงก์]", five=_STAFF, each=True,
        english="#3 done [note, links]",
    ),
    Command(
        Verb.NOT_POSSIBLE,
        (
            "ทำไม่ได้", "ไม่สามารถดำเนินการได้", "ไม่สามารถทำได้", "ไม่สามารถ", "ดำเนินการไม่ได้",
            "notpossible", "impossible", "cannot",
        ),
        update.answer, "#3 ทำไม่ได้ <เหตุผล>", five=_STAFF, each=True,
        english="#3 cannot <reason>",
    ),
    Command(
        Verb.IN_PROGRESS,
        (
            "กำลังทำ", "กำลังดำเนินการ", "อยู่ระหว่างดำเนินการ", "ระหว่างดำเนินการ", "กำลัง", "อยู่ระหว่าง",
            "progress", "doing",
        ),
        update.answer, "#3 กำลังทำ [หมายเหตุ]", five=_STAFF, each=True,
        english="#3 doing [note]",
    ),
    Command(Verb.NOTE, ("หมายเหตุ", "เพิ่มเติม", "บันทึก", "note"), update.note,
            "#3 หมายเหตุ <ข้อความ>", each=True,
            english="#3 note <text>"),
    Command(Verb.UNDO, ("ยกเลิก", "ถอน", "undo", "cancel"), update.undo,
            "#3 ยกเลิก", five=_STAFF, each=True,
            english="#3 undo"),
    Command(Verb.OPEN, ("ค้าง", "งานค้าง", "open", "todo"), ask.open_,
            "#ค้าง · #ค้าง ทั้งหมด", five=_STAFF | _EXECUTIVE, roles=_ALL,
            english="#open · #open all"),
    Command(Verb.SHOW, ("ดู", "show"), ask.show, "#3 (ดูมาตรการที่ 3)", roles=_ALL, each=True,
            english="#3 (shows measure 3)"),
    Command(Verb.SUMMARY, ("สรุป", "สรุปผล", "สรุปภาพรวม", "ภาพรวม", "summary"), ask.summarise,
            "#สรุป · #สรุป กองคลัง · #สรุป 12 เดือน", five=_LEADERS, roles=_ALL,
            english="#summary · #summary กองคลัง · #summary 12"),
    Command(Verb.REPORT, ("รายงาน", "report"), ask.report,
            "#รายงาน word · pdf · excel", five=_LEADERS, roles=_LEADERS,
            english="#report word · pdf · excel"),
    Command(Verb.ACKNOWLEDGE, ("รับทราบ", "ทราบ", "acknowledge", "ack"), oversee.acknowledge,
            "#รับทราบ", five=_EXECUTIVE, roles=_EXECUTIVE,
            english="#ack"),
    Command(Verb.SIGN, ("ลงนาม", "รับรอง", "sign"), sign.sign,
            "#ลงนาม <รหัสรายงาน>", roles=_LEADERS),
    Command(Verb.PAPERS, ("เอกสาร", "papers"), papers.papers,
            "#เอกสาร นำเรียน · เผยแพร่ · ทวงถาม · วาระ · ทะเบียน · OIT · แผ่นแนะนำ",
            roles=_LEADERS,
            english="#papers cover · publish · chase · agenda · register · oit · leaflet"),
    Command(
        Verb.PICTURE,
        (
            "ภาพประเด็น", "ภาพตัวชี้วัด", "ภาพคะแนน", "ภาพกอง", "ภาพส่วนราชการ", "ภาพ ประเด็น",
            "ภาพ ตัวชี้วัด", "ภาพ คะแนน", "ภาพ กอง", "ภาพ ส่วนราชการ", "picture", "pictures",
        ),
        pictures.picture, "#ภาพประเด็น · #ภาพคะแนน · #ภาพกอง", roles=_LEADERS,
        english="#picture issues · scores · divisions",
    ),
    Command(Verb.MONTH, ("ภาพปฏิทิน", "ภาพ ปฏิทิน", "month"), pictures.month,
            "#ภาพปฏิทิน · #ภาพปฏิทิน ก.พ. กองคลัง", roles=_ALL,
            english="#month · #month ก.พ. กองคลัง"),
    Command(Verb.URGE, ("กำชับ", "เร่งรัด", "urge"), oversee.urge,
            "#กำชับ กองช่าง <ข้อความ>", five=_EXECUTIVE, roles=_LEADERS,
            english="#urge กองช่าง <words>"),
    Command(Verb.SNOOZE, ("พัก", "พักเตือน", "snooze"), settle.snooze, "#พัก 3 7 วัน", each=True,
            english="#snooze 3 7"),
    Command(Verb.HAPPENED, ("เกิดแล้ว", "เกิดขึ้นแล้ว", "เกิดเหตุแล้ว", "happened"), settle.happened,
            "#3 เกิดแล้ว 12 ก.พ.",
            english="#3 happened 12 ก.พ."),
    Command(Verb.DECIDE, ("ตัดสิน", "decide"), settle.decide,
            "#3 ตัดสิน เสร็จ|ทำไม่ได้ <เหตุผล>", roles=_ADMIN,
            english="#3 decide done|cannot <reason>"),
    Command(Verb.CALENDAR, ("ปฏิทิน", "calendar"), feeds.calendar,
            "#ปฏิทิน · #ปฏิทิน กองคลัง", roles=_ALL),
    Command(Verb.SPEAK_FOR, ("ตอบแทน", "รายงานแทน", "speakfor"), bind.speak_for,
            "#ตอบแทน กองคลัง (เมื่อกลุ่มมีหลายกอง)",
            english="#speakfor กองคลัง (where a group has several)"),
    Command(Verb.CODE, ("รหัส", "ผูก", "code", "bind"), bind.redeem, "#รหัส <รหัสที่ได้รับ>",
            roles=_ALL,
            english="#code <the code you got>"),
    Command(Verb.INVITE, ("เชิญ", "invite"), admin.invite,
            "#เชิญ กองคลัง · ผู้บริหาร · ผู้ดูแล", five=_ADMIN, roles=_ADMIN,
            english="#invite กองคลัง · executive · admin"),
    Command(Verb.CHATS, ("ห้องแชท", "แชท", "chats"), admin.chats,
            "#ห้องแชท", five=_ADMIN, roles=_ADMIN),
    Command(Verb.HOLIDAYS, ("วันหยุด", "holidays"), admin.change_holidays,
            "#วันหยุด 5 พ.ค. 2566 หยุด <เหตุผล>", roles=_ADMIN,
            english="#holidays 5 พ.ค. 2566 หยุด <reason>"),
    Command(Verb.FINDINGS, ("ข้อค้นพบ", "findings"), admin.findings,
            "#ข้อค้นพบ", five=_ADMIN, roles=_ADMIN),
    Command(Verb.PLAN, ("แผน", "plan"), plan_files.plan,
            "#แผน (ส่งไฟล์แผนมาในแชทส่วนตัว)", roles=_ADMIN, english="#plan (send the file 1:1)"),
    Command(Verb.TEMPLATE, ("แม่แบบ", "template"), templates.template,
            "#แม่แบบ (ส่งไฟล์ .docx ที่ชื่อมีคำว่า แม่แบบ)", roles=_ADMIN,
            english="#template (send a .docx called template)"),
    Command(Verb.SETTINGS, ("ตั้งค่า", "settings"), office.settings,
            "#ตั้งค่า · #ตั้งค่า ผู้ลงนาม <ตำแหน่งและชื่อ>", roles=_ADMIN,
            english="#settings · #settings signatories <places and names>"),
    Command(Verb.DIVISIONS, ("ทะเบียนกอง", "ส่วนราชการ", "divisions"), register.divisions,
            "#ทะเบียนกอง · รวม · เปลี่ยนชื่อ · เพิ่ม", roles=_ADMIN,
            english="#divisions · merge · rename · add"),
    Command(Verb.REASSIGN, ("ย้ายผล", "reassign"), register.reassign,
            "#3 ย้ายผล กองคลัง ให้ กองช่าง <เหตุผล>", roles=_ADMIN,
            english="#3 reassign กองคลัง to กองช่าง <reason>"),
    Command(Verb.QUOTA, ("โควตา", "quota"), post.quota, "#โควตา", roles=_ADMIN),
    Command(Verb.UNDELIVERED, ("ส่งไม่ถึง", "undelivered"), post.undelivered,
            "#ส่งไม่ถึง", roles=_ADMIN),
    Command(Verb.REHEARSE, ("ซ้อม", "rehearse"), post.rehearse, "#ซ้อม · #ซ้อม 12", roles=_ADMIN,
            english="#rehearse · #rehearse 12"),
    Command(Verb.HAND_OVER, ("โอน", "โอนงาน", "handover"), handover.hand_over,
            "#โอน กองช่าง ตั้งแต่ 1 ก.พ.", roles=_STAFF | _ADMIN, each=True,
            english="#handover กองช่าง ตั้งแต่ 1 ก.พ."),
    Command(Verb.AWAY, ("ลา", "away"), handover.be_away, "#ลา 3-7 ก.พ. แทนโดย <ชื่อ>",
            english="#away 3-7 ก.พ. แทนโดย <name>"),
    Command(Verb.MY_DATA, ("ข้อมูลของฉัน", "ข้อมูลส่วนตัว", "mydata"), personal.my_data,
            "#ข้อมูลของฉัน", roles=_ALL),
    Command(Verb.FORGET_ME, ("ลบข้อมูลของฉัน", "ลบข้อมูลส่วนตัว", "forgetme"), personal.forget_me,
            "#ลบข้อมูลของฉัน", roles=_ALL),
    Command(Verb.LANGUAGE, ("ภาษา", "language"), personal.choose_language,
            "#ภาษา ไทย · #language en", roles=_ALL,
            english="#language th · #language en"),
    Command(Verb.HELP, ("ช่วยเหลือ", "วิธีใช้", "เมนู", "help", "start"), ask.help_,
            "#ช่วยเหลือ", roles=_ALL),
)  # fmt: skip

VERBS = {word: command.verb for command in COMMANDS for word in command.words}
BY_VERB = {command.verb: command for command in COMMANDS}


def _help(command: Command) -> Phrase:
    latin = next(word for word in command.words if word.isascii())
    return Phrase(command.help, command.english or f"#{latin}")


HELP = tuple((command.roles, command.five, _help(command)) for command in COMMANDS)
