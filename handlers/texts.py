"""Every sentence the bot says in a chat: Thai, short, polite, with the plan's own terms.

Numbers and dates are printed in Thai digits and Buddhist years; what people are to type stands in
Arabic digits, as their keyboards have it.  Nothing here looks anything up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.named import name_of
from plans.model import Duty, MarkKind, Occurrence, Status
from plans.thai import print_date, print_short_date, thai_digits

_SHORT_TITLE = 60
_SHORT_NOTE = 200

STATUS = {
    Status.PENDING: "ยังไม่ได้รับรายงาน",
    Status.IN_PROGRESS: "อยู่ระหว่างดำเนินการ",
    Status.DONE: "ดำเนินการแล้วเสร็จ",
    Status.NOT_POSSIBLE: "ไม่สามารถดำเนินการได้",
}
MARK = {
    MarkKind.DONE: STATUS[Status.DONE],
    MarkKind.NOT_POSSIBLE: STATUS[Status.NOT_POSSIBLE],
    MarkKind.IN_PROGRESS: STATUS[Status.IN_PROGRESS],
    MarkKind.NOTE: "หมายเหตุเพิ่มเติม",
    MarkKind.WITHDRAWN: "ถอนการรายงาน",
}

# Small parts.


def number(value: int) -> str:
    """A number in Thai digits."""
    return thai_digits(str(value))


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut between words where there are blanks."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ")
    head = head[:cut] if cut > limit // 2 else head
    while head and text[len(head)] in _COMBINING:  # never part a mark from its letter
        head = head[:-1]
    return head.rstrip() + "…"


_COMBINING = "ัำิีึืฺุู็่้๊๋์ํ๎"


def title(text: str) -> str:
    """A measure's title for one line."""
    return shortened(text, _SHORT_TITLE)


def moment(at: datetime) -> str:
    """Local day and time: "๑ พ.ย. ๖๙ ๐๘.๑๕ น."."""
    return f"{print_short_date(at.date())} {thai_digits(f'{at:%H.%M}')} น."


def listed(names: Sequence[str]) -> str:
    """Names in a row."""
    return ", ".join(names)


def _occurrence(occurrence: Occurrence) -> str:
    name = name_of(occurrence)
    return f" ({name})" if name else ""


# What was recorded.


@dataclass(frozen=True, slots=True)
class Entry:
    """A mark just recorded, with everything its confirmation says."""

    occurrence: Occurrence
    title: str
    kind: MarkKind
    division: str
    author: str
    at: datetime
    note: str = ""
    done_on: date | None = None
    evidence: int = 0
    answered: int = 1
    owners: int = 1
    settled: bool = False
    missing: tuple[str, ...] = ()
    first: bool = False
    typed: str = ""
    corrected: bool = False


def recorded(entry: Entry) -> str:
    """The answer to a mark: what, which occurrence, who, when, note, evidence, how to undo."""
    duty = entry.occurrence.duty
    verb = "แก้ไขแล้ว" if entry.corrected else "บันทึกแล้ว"
    lines = [
        f"✅ {verb} #{duty.label} {title(entry.title)}",
        f"สถานะ: {MARK[entry.kind]}{_occurrence(entry.occurrence)}",
        f"โดย {_by(entry.author, entry.division)} {moment(entry.at)}",
    ]
    if entry.done_on is not None:
        lines.append(f"ดำเนินการเมื่อ {print_short_date(entry.done_on)}")
    if entry.note:
        lines.append(f"{_note_word(entry.kind)}: {shortened(entry.note, _SHORT_NOTE)}")
    lines += _shared(entry)
    if entry.kind in (MarkKind.DONE, MarkKind.IN_PROGRESS):
        lines.append(f"หลักฐาน {number(entry.evidence)} รายการ (ส่งรูปหรือไฟล์ต่อได้ภายใน ๕ นาที)")
    if entry.first:
        lines.append(f"{entry.division} รายงานเป็นส่วนราชการแรก ขอบคุณค่ะ")
    return "\n".join([*lines, f"แก้ไข: พิมพ์ #{entry.typed} ยกเลิก"])


def recorded_short(entry: Entry) -> str:
    """One line of several confirmations."""
    duty = entry.occurrence.duty
    return (
        f"✅ #{duty.label} {title(entry.title)}: {MARK[entry.kind]}{_occurrence(entry.occurrence)}"
    )


def _note_word(kind: MarkKind) -> str:
    return "เหตุผล" if kind is MarkKind.NOT_POSSIBLE else "หมายเหตุ"


def _by(author: str, division: str) -> str:
    return f"{author} ({division})" if author else division


def _shared(entry: Entry) -> list[str]:
    if entry.owners < 2:
        return []
    if entry.settled:
        return ["หน้าที่นี้ครบถ้วนแล้ว"]
    line = f"ตอบแล้ว {number(entry.answered)}/{number(entry.owners)} ส่วนราชการ"
    if entry.missing:
        line += f" ยังขาด {listed(entry.missing)}"
    return [line]


def already(
    occurrence: Occurrence, kind: MarkKind, author: str, division: str, at: datetime
) -> str:
    """Somebody answered this before; nothing was changed."""
    return (
        f"#{occurrence.duty.label}{_occurrence(occurrence)} รายงานแล้วว่า{MARK[kind]}"
        f" โดย {_by(author, division)} {moment(at)} จึงไม่มีการเปลี่ยนแปลง"
    )


def undone(entry: Entry, taken_back: MarkKind) -> str:
    """A mark was taken back."""
    duty = entry.occurrence.duty
    return "\n".join(
        [
            f"↩️ ถอนการรายงานแล้ว #{duty.label} {title(entry.title)}{_occurrence(entry.occurrence)}",
            f"ที่ถอน: {MARK[taken_back]}",
            f"โดย {_by(entry.author, entry.division)} {moment(entry.at)}",
        ]
    )


def noted(entry: Entry) -> str:
    """A further note was kept."""
    duty = entry.occurrence.duty
    return "\n".join(
        [
            f"📝 เพิ่มหมายเหตุแล้ว #{duty.label} {title(entry.title)}{_occurrence(entry.occurrence)}",
            f"หมายเหตุ: {shortened(entry.note, _SHORT_NOTE)}" if entry.note else "แนบลิงก์แล้ว",
            f"โดย {_by(entry.author, entry.division)} {moment(entry.at)}",
        ]
    )


def evidence_kept(label: str, count: int, *, seen_with: str = "") -> str:
    """Files were attached; ``seen_with`` names the duty they were handed in for before."""
    lines = [f"📎 แนบหลักฐานกับ #{label} แล้ว รวม {number(count)} รายการ"]
    if seen_with:
        lines.append(f"ไฟล์นี้เคยแนบกับ #{seen_with} ไว้แล้ว หากส่งผิดเรื่อง ยกเลิกการส่งรูปในแชทได้")
    return "\n".join(lines)


EVIDENCE_OF_WHAT = (
    "ได้รับไฟล์แล้ว แต่ยังไม่ทราบว่าเป็นหลักฐานของมาตรการใด"
    " กรุณารายงานก่อน เช่น #3 เสร็จ แล้วส่งไฟล์ภายใน ๕ นาที หรือตอบกลับข้อความของระบบด้วยไฟล์"
)


def evidence_lost() -> str:
    """The bytes could not be fetched from the app."""
    return "รับไฟล์นี้ไม่ได้ อาจใหญ่เกินไปหรือถูกยกเลิกการส่งแล้ว กรุณาส่งใหม่อีกครั้ง"


UNSENT_NOTE = "(ผู้ส่งยกเลิกข้อความ)"

# Refusals and questions.

UNKNOWN_SENDER = "ระบบไม่ทราบชื่อผู้ส่ง จึงยังไม่บันทึก กรุณาส่งจากโทรศัพท์มือถือ (หรือปิดโหมดไม่ระบุชื่อ)"
UNBOUND_GROUP = "กลุ่มนี้ยังไม่ได้ผูกกับส่วนราชการ ขอรหัสจากผู้ดูแลระบบ แล้วพิมพ์ #รหัส ตามด้วยรหัสที่ได้รับ"
UNBOUND_PRIVATE = "ยังไม่ได้ผูกกับส่วนราชการหรือบทบาท ขอรหัสจากผู้ดูแลระบบ แล้วพิมพ์รหัสที่ได้รับที่นี่"
NO_PLAN = "ยังไม่มีแผนมาตรการในระบบ กรุณาแจ้งผู้ดูแลระบบ"
NOT_FOR_YOU = "คำสั่งนี้สำหรับผู้บริหารและผู้ดูแลระบบเท่านั้น"
ADMIN_ONLY = "คำสั่งนี้สำหรับผู้ดูแลระบบในแชทส่วนตัวเท่านั้น"
EXECUTIVE_ONLY = "คำสั่งนี้สำหรับผู้บริหารเท่านั้น"
TOO_MANY = "ระบุได้ครั้งละไม่เกิน ๖๐ มาตรการ กรุณาแบ่งพิมพ์"
BUTTON_EXPIRED = "ปุ่มนี้ใช้ไม่ได้แล้ว กรุณาพิมพ์คำสั่งแทน"
STICKERS = "กรุณาพิมพ์เป็นข้อความ หรือพิมพ์ #ช่วยเหลือ"


def no_plan_of(fiscal_year: int) -> str:
    return f"ไม่มีแผนมาตรการประจำปีงบประมาณ พ.ศ. {number(fiscal_year)} ในระบบ"


def no_such_measure(wanted: int, last: int, fiscal_year: int) -> str:
    return (
        f"ไม่มีมาตรการที่ {number(wanted)} ในแผนปีงบประมาณ พ.ศ. {number(fiscal_year)}"
        f" (มีมาตรการที่ ๑–{number(last)})"
    )


def renumbered(old: int, new: int) -> str:
    return f"มาตรการที่ {number(old)} เดิม ปัจจุบันเป็นมาตรการที่ {number(new)} กรุณาพิมพ์ #{new}"


def no_such_duty(label: str, known: Sequence[str]) -> str:
    return f"ไม่มีหน้าที่ {label} หน้าที่ของมาตรการนี้คือ {listed([f'#{one}' for one in known])}"


def of_executive(label: str) -> str:
    return f"#{label} เป็นการกำกับติดตามของผู้บริหาร ไม่ต้องรายงานผล"


def not_yours(measure: int, owners: Sequence[str]) -> str:
    whose = f" ผู้รับผิดชอบคือ {listed(owners)}" if owners else ""
    return f"มาตรการที่ {number(measure)} ไม่อยู่ในความรับผิดชอบของกลุ่มนี้{whose}"


def which_duty(measure: int) -> str:
    return f"มาตรการที่ {number(measure)} มีหลายหน้าที่ที่ยังไม่รายงาน หมายถึงข้อใด"


def duty_choice(duty: Duty) -> str:
    """A duty on a button."""
    return f"{duty.letter}. {shortened(duty.text, 34)}"


def which_division() -> str:
    return "ท่านรายงานแทนส่วนราชการใด (ถามครั้งเดียว ระบบจะจำไว้)"


def which_measure() -> str:
    return "หมายถึงมาตรการที่เท่าไร พิมพ์เลขมาตรการด้วย เช่น #3 เสร็จ"


def whose(measure: int) -> str:
    return f"มาตรการที่ {number(measure)} มีหลายส่วนราชการ รายงานแทนส่วนราชการใด"


def reason_wanted(occurrence: Occurrence, measure_title: str) -> str:
    duty = occurrence.duty
    return (
        f"#{duty.label} {title(measure_title)}{_occurrence(occurrence)}\n"
        f"โปรดระบุเหตุผลที่ไม่สามารถดำเนินการได้ เช่น #{duty.label} ทำไม่ได้ ไม่มีงบประมาณ\n"
        "ยังไม่มีการบันทึกจนกว่าจะระบุเหตุผล"
    )


REASONS = (
    "ไม่มีงบประมาณ",
    "ขาดบุคลากร/โอนย้าย",
    "รอระเบียบ/หนังสือสั่งการ",
    "รอหน่วยงานอื่น",
    "เลื่อนไปไตรมาสถัดไป",
    "ระบบขัดข้อง",
)


def nothing_open(measure: int) -> str:
    return f"มาตรการที่ {number(measure)} ไม่มีหน้าที่ที่ค้างรายงานในขณะนี้"


def not_open_yet(occurrence: Occurrence) -> str:
    return (
        f"#{occurrence.duty.label}{_occurrence(occurrence)} เปิดให้รายงานตั้งแต่วันที่"
        f" {print_date(occurrence.period.starts)}"
    )


def no_such_occurrence(label: str, known: Sequence[str]) -> str:
    names = f" งวดที่มีคือ {listed(known)}" if known else ""
    return f"#{label} ไม่มีงวดที่ระบุ{names}"


def future_day(day: date) -> str:
    return f"วันที่ {print_date(day)} ยังมาไม่ถึง กรุณาตรวจสอบวันที่ ยังไม่มีการบันทึก"


def nothing_to_undo(measure: int) -> str:
    return f"ยังไม่มีการรายงานของมาตรการที่ {number(measure)} ที่จะถอน"


def note_wanted(label: str) -> str:
    return f"โปรดพิมพ์หมายเหตุต่อท้าย เช่น #{label} หมายเหตุ รอเอกสารจากจังหวัด"


def not_yet(measure: int | None) -> str:
    which = f"มาตรการที่ {number(measure)} " if measure else ""
    return f"{which}ยังไม่เสร็จใช่หรือไม่ ยังไม่มีการบันทึก เลือกหรือพิมพ์คำสั่งด้านล่าง"


def unclear() -> str:
    return "ไม่แน่ใจว่าต้องการบันทึกว่าอย่างไร ยังไม่มีการบันทึก เลือกหรือพิมพ์คำสั่งด้านล่าง"


def not_understood(suggestions: Sequence[str]) -> str:
    if not suggestions:
        suggestions = ("#3 เสร็จ", "#ช่วยเหลือ")
    return "ไม่เข้าใจคำสั่ง ลองพิมพ์ " + " หรือ ".join(suggestions)


# Binding.


def joined_group() -> str:
    return (
        "สวัสดีค่ะ ระบบติดตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส\n"
        "ระบบอ่านเฉพาะข้อความที่ขึ้นต้นด้วย # หรือเรียกชื่อ หรือตอบกลับข้อความของระบบ\n"
        f"{UNBOUND_GROUP}"
    )


def joined_private() -> str:
    return f"สวัสดีค่ะ ระบบติดตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส\n{UNBOUND_PRIVATE}"


def welcome_back(names: Sequence[str]) -> str:
    return f"กลับมาแล้วค่ะ กลุ่มนี้ผูกกับ {listed(names)} เช่นเดิม พิมพ์ #ค้าง เพื่อดูงานที่ค้าง"


def bound_division(name: str, *, private: bool) -> str:
    where = "แชทนี้" if private else "กลุ่มนี้"
    return f"ผูก{where}กับ {name} แล้ว\nพิมพ์ #ค้าง ดูงานที่ค้าง · #3 เสร็จ รายงานผล · #ช่วยเหลือ ดูวิธีใช้"


def bound_executive(*, private: bool) -> str:
    who = "ท่านเป็นผู้บริหาร" if private else "กลุ่มนี้เป็นกลุ่มผู้บริหาร"
    return f"บันทึกแล้วว่า{who} พิมพ์ #สรุป ดูภาพรวม · #รายงาน ออกรายงาน · #ช่วยเหลือ"


def bound_admin() -> str:
    return "บันทึกแล้วว่าท่านเป็นผู้ดูแลระบบ พิมพ์ #ช่วยเหลือ ดูคำสั่ง"


CODE_WANTED = "พิมพ์ #รหัส ตามด้วยรหัสที่ได้รับจากผู้ดูแลระบบ"
CODE_UNKNOWN = "รหัสไม่ถูกต้อง กรุณาตรวจสอบหรือขอรหัสใหม่จากผู้ดูแลระบบ"
CODE_EXPIRED = "รหัสหมดอายุแล้ว กรุณาขอรหัสใหม่จากผู้ดูแลระบบ"
CODE_USED = "รหัสนี้ใช้ไปแล้ว กรุณาขอรหัสใหม่จากผู้ดูแลระบบ"
CODE_THROTTLED = "ใส่รหัสผิดหลายครั้ง กรุณารอ ๑ ชั่วโมงแล้วลองใหม่"
CODE_ADMIN_IN_GROUP = "รหัสผู้ดูแลระบบใช้ได้ในแชทส่วนตัวเท่านั้น รหัสนี้ถูกยกเลิกแล้ว กรุณาขอรหัสใหม่"
CODE_EXECUTIVE_IN_DIVISION = "กลุ่มนี้ผูกกับส่วนราชการแล้ว จึงเป็นกลุ่มผู้บริหารไม่ได้ รหัสยังใช้ได้ที่อื่น"


def speaks_for(person: str, division: str) -> str:
    return f"จำไว้แล้วว่า {person} รายงานแทน {division} ในกลุ่มนี้"


def not_here(names: Sequence[str]) -> str:
    return f"ส่วนราชการที่ระบุไม่ได้ผูกกับกลุ่มนี้ กลุ่มนี้ผูกกับ {listed(names)}"


def no_such_division(name: str) -> str:
    return f"ไม่พบส่วนราชการ “{shortened(name, 60)}” ในทะเบียน"
