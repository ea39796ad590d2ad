"""Every sentence the bot says in a chat: Thai, short, polite, with the plan's own terms.

Numbers and dates are printed in Thai digits and Buddhist years; what people are to type stands in
Arabic digits, as their keyboards have it.  Nothing here looks anything up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.messages import Button
from handlers.named import name_of
from plans.model import Actor, Duty, MarkKind, Occurrence, Status
from plans.thai import print_date, print_short_date, thai_digits

_SHORT_TITLE = 60
_SHORT_NOTE = 200

STATUS = {
    Status.PENDING: "ยังไม่ได้รับรายงาน",
    Status.IN_PROGRESS: "อยู่ระหว่างดำเนินการ",
    Status.DONE: "ดำเนินการแล้วเสร็จ",
    Status.NOT_POSSIBLE: "ไม่สามารถดำเนินการได้",
    Status.NOT_DUE: "ยังไม่ถึงกำหนด",
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


def fitted(text: str, limit: int = 3800) -> str:
    """The text if it fits one message of every app, else as many lines as do, and how many more."""
    if len(text) <= limit:
        return text
    lines = text.splitlines()
    kept: list[str] = []
    room = limit - 60
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    kept = kept or [shortened(text, limit - 60)]
    return "\n".join([*kept, f"… และอีก {number(len(lines) - len(kept))} บรรทัด"])


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


def undo_hint(label: str) -> str:
    """How to take one of several marks back."""
    return f"แก้ไข: พิมพ์ เช่น #{label} ยกเลิก"


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


EVIDENCE_OF_WHAT = "ได้รับไฟล์แล้ว เป็นหลักฐานของมาตรการใด พิมพ์ภายใน ๕ นาที เช่น #3 เสร็จ แล้วไฟล์จะแนบให้"


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


def number_means_other(number_: int, new: int) -> str:
    return (
        f"\nแผนมีการแก้ไขเลขข้อ: มาตรการที่ {number(number_)} เดิม ปัจจุบันเป็นมาตรการที่ {number(new)}"
        f" ถ้าหมายถึงข้อเดิม กรุณายกเลิกแล้วพิมพ์ #{new}"
    )


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
        f"เหตุผลที่พบบ่อย: {listed(REASONS)}\n"
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


# Lists.

WHEN = {
    "overdue": "เลยกำหนด",
    "this_month": "ภายในเดือนนี้",
    "soon": "ภายใน ๓๐ วัน",
    "later": "ถัดไป",
    "undated": "ไม่กำหนดวัน",
}
DONE_LABEL = "เสร็จ"
NOT_POSSIBLE_LABEL = "ทำไม่ได้"
IN_PROGRESS_LABEL = "กำลังทำ"
NEXT_PAGE = "ดูต่อ"
SHOW_ALL = "ดูทั้งหมด"
NOTHING_OWED = "ไม่มีมาตรการที่ค้างรายงาน ขอบคุณค่ะ"


def paged(heading: str, page: int, pages: int) -> str:
    return heading if pages < 2 else f"{heading} (หน้า {number(page)}/{number(pages)})"


def typed(buttons: Sequence[Button]) -> list[str]:
    """What each button says, for those whose app shows no buttons."""
    return [f"• {one.label}: พิมพ์ {shortened(one.says, 120)}" for one in buttons if one.says]


def how_to_answer(command: str) -> str:
    return f"รายงาน: กดปุ่ม หรือพิมพ์ เช่น #{command} เสร็จ"


def owed_title(names: Sequence[str]) -> str:
    return f"มาตรการที่ค้างรายงาน {listed(names)}".rstrip()


def item_detail(occurrence: Occurrence, today: date, whose: Sequence[str]) -> str:
    """How far the date is, and who owes it where that is not plain."""
    parts = [_distance(occurrence.due, today)]
    if whose:
        shown = list(whose[:_MOST_NAMES])
        rest = len(whose) - len(shown)
        more = f" และอีก {number(rest)}" if rest else ""
        parts.append(f"{listed(shown)}{more}")
    return " · ".join(part for part in parts if part)


_MOST_NAMES = 6


def _distance(due: date | None, today: date) -> str:
    if due is None:
        return "ไม่กำหนดวัน"
    days = (due - today).days
    if days < 0:
        return f"เลยกำหนด {number(-days)} วัน ({print_short_date(due)})"
    return f"ครบกำหนด {print_short_date(due)}" if days else "ครบกำหนดวันนี้"


# One measure in full.


def measure_title(wanted: int, measure: str, fiscal_year: int) -> str:
    of_year = f"(ปีงบประมาณ พ.ศ. {number(fiscal_year)})"
    return f"มาตรการที่ {number(wanted)} {shortened(measure, 200)} {of_year}"


def responsible(names: Sequence[str]) -> str:
    return f"ผู้รับผิดชอบ: {listed(names)}"


def duty_line(duty: Duty) -> str:
    executive = " (ผู้บริหารกำกับติดตาม)" if duty.actor is Actor.EXECUTIVE else ""
    return f"#{duty.label} {shortened(duty.text, 120)}{executive}"


def occurrence_line(occurrence: Occurrence, status: str) -> str:
    name = name_of(occurrence)
    return f"   {name}: {status}" if name else f"   {status}"


def said_line(kind: MarkKind, division: str, day: date, note: str) -> str:
    words = f" — {shortened(note, 120)}" if note else ""
    return f"   {MARK[kind]} {division} {print_short_date(day)}{words}"


def more_occurrences(count: int) -> str:
    return f"   (อีก {number(count)} งวด)"


WAITS_FOR_EVENT = "   ยังไม่เกิดเหตุ เมื่อเกิดแล้วพิมพ์"


def waits_for_event(label: str) -> str:
    return f"{WAITS_FOR_EVENT} #{label} เกิดแล้ว ตามด้วยวันที่"


# Events, snoozing, decisions.


def happened(label: str, day: date, occurrence: Occurrence) -> str:
    due = f" ครบกำหนดรายงาน {print_date(occurrence.due)}" if occurrence.due else ""
    return f"บันทึกแล้ว #{label} เกิดขึ้นเมื่อ {print_date(day)}{due}"


def happened_before(label: str, day: date) -> str:
    return f"#{label} บันทึกไว้แล้วว่าเกิดขึ้นเมื่อ {print_date(day)} จึงไม่มีการเปลี่ยนแปลง"


def event_awaited(label: str) -> str:
    return f"#{label} นับจากเหตุการณ์ที่ยังไม่เกิด เมื่อเกิดแล้วพิมพ์ #{label} เกิดแล้ว ตามด้วยวันที่"


def no_event(measure: int) -> str:
    return f"มาตรการที่ {number(measure)} ไม่มีหน้าที่ที่เริ่มนับจากเหตุการณ์"


def snoozed(measure: int, division: str, until: date) -> str:
    return f"พักการเตือนมาตรการที่ {number(measure)} ของ {division} ถึงวันที่ {print_date(until)}"


SNOOZE_RANGE = "พักการเตือนได้ ๑–๓๐ วัน เช่น #พัก 3 7 วัน"


def conflict(occurrence: Occurrence, measure_title: str, division: str, note: str) -> str:
    """To the administrator: an owner of a shared duty said it is not possible."""
    duty = occurrence.duty
    return (
        f"ต้องตัดสิน #{duty.label} {title(measure_title)}{_occurrence(occurrence)}\n"
        f"{division} รายงานว่าไม่สามารถดำเนินการได้: {shortened(note, _SHORT_NOTE)}\n"
        f"พิมพ์ #{duty.label} ตัดสิน เสร็จ หรือ #{duty.label} ตัดสิน ทำไม่ได้ <เหตุผล>"
    )


def joint_settled(occurrence: Occurrence, measure_title: str, division: str) -> str:
    """To the other owners of a joint duty: one answer has settled it."""
    duty = occurrence.duty
    return (
        f"#{duty.label} {title(measure_title)}{_occurrence(occurrence)}"
        f" {division} รายงานแล้ว จึงไม่ต้องรายงานอีก"
    )


def nothing_to_decide(measure: int) -> str:
    return f"มาตรการที่ {number(measure)} ไม่มีเรื่องที่ต้องตัดสิน"


def decide_how(label: str) -> str:
    return f"พิมพ์ #{label} ตัดสิน เสร็จ หรือ #{label} ตัดสิน ทำไม่ได้ <เหตุผล>"


def decided(occurrence: Occurrence, measure_title: str, status: Status, reason: str) -> str:
    because = f"\nเหตุผล: {shortened(reason, _SHORT_NOTE)}" if reason else ""
    return (
        f"ตัดสินแล้ว #{occurrence.duty.label} {title(measure_title)}{_occurrence(occurrence)}"
        f": {STATUS[status]}{because}"
    )


# The executive.


def acknowledged(count: int, at: datetime) -> str:
    kept = f" บันทึกการกำกับติดตาม {number(count)} รายการ" if count else ""
    return f"บันทึกแล้วว่าผู้บริหารรับทราบ {moment(at)}{kept}"


URGE_WHOM = "กำชับส่วนราชการใด เช่น #กำชับ กองช่าง เร่งรายงานภายในสัปดาห์นี้"


def urged(division: str, chats: int) -> str:
    if not chats:
        return f"บันทึกการกำชับ {division} แล้ว แต่ยังไม่มีแชทของส่วนราชการนี้ ผู้ดูแลระบบจะแจ้งต่อ"
    return f"กำชับ {division} แล้ว ระบบจะแจ้งในแชทของส่วนราชการ"


def urging(note: str) -> str:
    words = f": {shortened(note, 500)}" if note else ""
    return f"ผู้บริหารกำชับให้เร่งดำเนินการ{words}"


# Summary and report.


WHICH_SUMMARY = "ต้องการสรุปของส่วนราชการใด"


def other_round(months: int) -> str:
    return f"ดูรอบ {number(months)} เดือน"


def round_name(months: int, fiscal_year: int) -> str:
    return f"รอบ {number(months)} เดือน ปีงบประมาณ พ.ศ. {number(fiscal_year)}"


def summary_title(round_: str, division: str) -> str:
    return f"สรุปผลการดำเนินการ{f' {division}' if division else ''} {round_}"


def as_of_line(day: date) -> str:
    return f"ข้อมูล ณ วันที่ {print_date(day)}"


def done_of(done: int, total: int, percent: str) -> str:
    return (
        f"{STATUS[Status.DONE]} {number(done)} จาก {number(total)} มาตรการ"
        f" (ร้อยละ {thai_digits(percent)})"
    )


def counts(in_progress: int, not_possible: int, not_reported: int, not_due: int) -> str:
    return (
        f"{STATUS[Status.IN_PROGRESS]} {number(in_progress)} · "
        f"{STATUS[Status.NOT_POSSIBLE]} {number(not_possible)} · "
        f"{STATUS[Status.PENDING]} {number(not_reported)} · "
        f"{STATUS[Status.NOT_DUE]} {number(not_due)}"
    )


def division_line(name: str, done: int, total: int, overdue: int) -> str:
    late = f" · เลยกำหนด {number(overdue)} งวด" if overdue else ""
    return f"{name} {number(done)}/{number(total)}{late}"


OVERDUE_HEADING = "— เลยกำหนด —"
IMPOSSIBLE_HEADING = "— ไม่สามารถดำเนินการได้ —"
DIVISIONS_HEADING = "— รายส่วนราชการ —"


def impossible_line(number_: int, division: str, reason: str) -> str:
    return f"มาตรการที่ {number(number_)} {division}: {shortened(reason, 120)}"


def overdue_line(label: str, measure: str, names: Sequence[str]) -> str:
    return f"#{label} {shortened(measure, 40)}" + (f" ({listed(names)})" if names else "")


def and_more(count: int, command: str) -> str:
    return f"และอีก {number(count)} รายการ พิมพ์ {command}"


def which_format(round_: str) -> str:
    return f"ต้องการรายงาน {round_} เป็นแฟ้มแบบใด"


def making(format_: str, round_: str, day: date, division: str) -> str:
    whose = f" เฉพาะ {division}" if division else ""
    return f"รายงาน{whose} {round_} ({format_}) ข้อมูล ณ วันที่ {print_date(day)}"


# Help.


def help_title(role: str) -> str:
    return f"สิ่งที่ทำได้ที่นี่ ({role})"


HELP_ROLES = {"staff": "เจ้าหน้าที่", "executive": "ผู้บริหาร", "admin": "ผู้ดูแลระบบ"}
HELP_MORE = "คำสั่งทั้งหมด: พิมพ์ #ช่วยเหลือ ทั้งหมด"
HELP_GROUP = "ในกลุ่ม ขึ้นต้นด้วย # หรือตอบกลับข้อความของระบบ · ระบบไม่อ่านอัลบั้มและโน้ตของ LINE"

# The administrator.


def invited(name: str, code: str, days: int) -> str:
    return (
        f"รหัสสำหรับ {name}: {code}\n"
        f"ให้พิมพ์ #รหัส {code} ในแชทที่ต้องการผูก ใช้ได้ครั้งเดียวภายใน {number(days)} วัน"
    )


INVITE_WHOM = "เชิญใคร เช่น #เชิญ กองคลัง · #เชิญ ผู้บริหาร · #เชิญ ผู้ดูแล"
NO_CHATS = "ยังไม่มีแชทที่ผูกไว้"
UNTITLED = "(ไม่มีชื่อ)"


def chat_line(
    name: str, serves: Sequence[str], members: int, *, private: bool, active: bool
) -> str:
    kind = "แชทส่วนตัว" if private else f"กลุ่ม {number(members)} คน"
    state = "" if active else " · ปิดแล้ว"
    return f"• {name or UNTITLED} ({kind}{state}): {listed(serves) or 'ยังไม่ผูก'}"


def without_chat(names: Sequence[str]) -> str:
    return f"ยังไม่มีแชท (ผู้ดูแลระบบรายงานแทน): {listed(names)}"


AUDIENCE = {"division": "ส่วนราชการ", "executive": "ผู้บริหาร", "admin": "ผู้ดูแลระบบ"}

HOLIDAY_HOW = "พิมพ์ #วันหยุด 5 พ.ค. 2566 หยุด <เหตุผล> หรือ #วันหยุด 5 พ.ค. 2566 ทำการ"
NO_HOLIDAYS = "ยังไม่มีวันหยุดที่กำหนดเพิ่ม"


def holiday_line(day: date, reason: str, *, closed: bool) -> str:
    kind = "หยุด" if closed else "ทำการ"
    return f"{print_date(day)} {kind} {shortened(reason, _SHORT_NOTE)}".rstrip()


def holiday_kept(day: date, *, closed: bool) -> str:
    return f"บันทึกแล้ว {print_date(day)} เป็นวัน{'หยุด' if closed else 'ทำการ'} และคำนวณวันเตือนใหม่แล้ว"


NO_FINDINGS = "ไม่มีข้อค้นพบที่รอการตัดสิน"
CONFIRM = "รับทราบตามที่อ่าน"


def finding_text(place: int, count: int, message: str, source: str, options: Sequence[str]) -> str:
    lines = [f"ข้อค้นพบที่ {number(place)} (เหลือ {number(count)})", shortened(message, 500)]
    if source:
        lines.append(f"ข้อความ: “{shortened(source, 400)}”")
    lines += [f"พิมพ์ #ข้อค้นพบ {place} ตอบ {n} = {label}" for n, label in enumerate(options, 1)]
    return "\n".join(lines)


def finding_settled(place: int, label: str) -> str:
    return f"ข้อค้นพบที่ {number(place)}: {label}"


def no_such_finding(place: int) -> str:
    return f"ไม่มีข้อค้นพบที่ {number(place)} ที่รอการตัดสิน"
