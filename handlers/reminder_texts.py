"""Every sentence of a reminder: its heading, why it comes and why that day, the chores."""

from collections.abc import Sequence
from datetime import date, datetime

from handlers.language import number
from handlers.texts import listed, shortened
from plans.model import Clause, ClauseKind, Duty, Every
from plans.occasions import Chore, Occasion
from plans.thai import WEEKDAYS, print_short_date, thai_digits

_MOST_LABELS = 8
_CLAUSE = 120

HEADING = {
    Occasion.RHYTHM: "มาตรการที่กำลังดำเนินการประจำเดือน",
    Occasion.OPENING: "เริ่มงวดใหม่",
    Occasion.AHEAD: "ใกล้ครบกำหนด",
    Occasion.DUE: "ครบกำหนด",
    Occasion.IMPORTED: "เลยกำหนดก่อนเริ่มใช้ระบบ",
    Occasion.OVERDUE: "เลยกำหนดแล้ว",
    Occasion.ESCALATED: "เลยกำหนดแล้ว",
}
REASON_HEADING = "ที่มา:"
REMINDER_FOOTER = "พักการเตือน: พิมพ์ เช่น #พัก 3 7 วัน"
HOMELESS_FOOTER = "ส่วนราชการเหล่านี้ยังไม่มีแชท ท่านรายงานแทนได้ หรือพิมพ์ #เชิญ ขอรหัสให้\n" + REMINDER_FOOTER
DIGEST_TITLE = "เรียนผู้บริหาร เพื่อกำกับติดตาม"
DIGEST_FOOTER = "กำชับ: พิมพ์ #กำชับ ตามด้วยชื่อส่วนราชการ"
CHORE = {
    Chore.FINDINGS: "ข้อค้นพบจากการอ่านแผนที่ยังไม่ได้ตัดสิน",
    Chore.EVIDENCE: "รายการที่แล้วเสร็จแต่ไม่มีหลักฐาน ก่อนสิ้นรอบ",
    Chore.COLLECT: "ครบกำหนดรวบรวมผลของรอบ",
    Chore.DRAFT: "กำหนดเสนอร่างรายงานของรอบ",
    Chore.PUBLISH: "กำหนดเผยแพร่รายงานของรอบ",
    Chore.HOLIDAYS: "ปฏิทินวันหยุดของปีถัดไปยังไม่ได้ยืนยัน",
}

_EVERY = {
    Every.DAY: ("วัน", "ทุกวัน"),
    Every.WEEK: ("สัปดาห์", "ทุกสัปดาห์"),
    Every.MONTH: ("เดือน", "ทุกเดือน"),
    Every.QUARTER: ("ไตรมาส", "ทุกไตรมาส"),
    Every.HALF_YEAR: ("ครึ่งปี", "ทุก ๖ เดือน"),
    Every.YEAR: ("ปี", "ทุกปี"),
}


LEADERS = {"executive": "ผู้บริหาร", "admin": "ผู้ดูแลระบบ"}
NO_CHAT_YET = "{name} (ยังไม่มีแชท)"


def reminder_title(occasion: str, names: Sequence[str]) -> str:
    return f"{occasion}: {listed(names)}"


def closing_title(months: int, by: date) -> str:
    """The heading of everything still open shortly before a round ends, and when it is gathered."""
    return f"รวบรวมผลรอบ {number(months)} เดือน โปรดรายงานภายใน {print_short_date(by)}"


# Why.


def reason(duty: Duty, rule: str, why: str) -> str:
    """The clause a reminder comes from, the rule read from it, and why that day."""
    return f"#{duty.label} ตามแผน “{shortened(duty.text, _CLAUSE)}” → {rule} · {why}"


def rule(duty: Duty, clause: Clause | None, due: date | None) -> str:
    """What was read from a clause, in words."""
    parts = [_rhythm(duty, clause), _due(clause, due)]
    if duty.assumed:
        parts.append("(ตามที่ระบบเสนอ ยังไม่ได้ยืนยัน)")
    return " ".join(part for part in parts if part)


def _rhythm(duty: Duty, clause: Clause | None) -> str:
    if duty.kind is ClauseKind.AFTER_EVENT:
        days = "วันทำการ" if duty.working_days else "วัน"
        return f"ภายใน {number(duty.within_days or 0)} {days}หลังเกิดเหตุ"
    if clause is None or clause.every is None:
        return ""
    unit, each = _EVERY[clause.every]
    return each if clause.interval == 1 else f"ทุก {number(clause.interval)} {unit}"


def _due(clause: Clause | None, due: date | None) -> str:
    if due is None:
        return "ไม่กำหนดวัน"
    word = "กำหนด" if clause is not None else "สิ้นสุดระยะเวลาในแผน"
    return f"{word} {print_short_date(due)}"


def why(occasion: Occasion, due: date | None, day: date, moved: date | None) -> str:
    """Why that day was chosen, and from which day off it was moved."""
    words = _why(occasion, due, day)
    return f"{words} ({moved_from(moved)})" if moved is not None else words


def _why(occasion: Occasion, due: date | None, day: date) -> str:
    if occasion is Occasion.AHEAD and due is not None and due > day:
        return f"อีก {number((due - day).days)} วันครบกำหนด"
    return _WHY[occasion]


_WHY = {
    Occasion.RHYTHM: "ทบทวนทุกเดือนตามรอบของหน่วยงาน (ไม่ได้ระบุในแผน)",
    Occasion.OPENING: "เปิดให้รายงานแล้ว",
    Occasion.AHEAD: "ใกล้ครบกำหนด",
    Occasion.CLOSING: "รวบรวมผลของรอบ",
    Occasion.DUE: "วันครบกำหนด",
    Occasion.IMPORTED: "เลยกำหนดก่อนเริ่มใช้ระบบ แจ้งครั้งเดียว",
    Occasion.OVERDUE: "เลยกำหนด เตือนสัปดาห์ละครั้ง",
    Occasion.ESCALATED: "เลยกำหนดเกิน ๒ สัปดาห์",
}


def moved_from(day: date) -> str:
    return f"วันแจ้งเลื่อนจากวัน{WEEKDAYS[day.weekday()]}ที่ {print_short_date(day)}"


# To the executive.


def oversight_line(duty: Duty, measure: str, done: int, due: int) -> str:
    """What there is to oversee, and how far the measure is."""
    title = shortened(measure, _CLAUSE)
    line = f"#{duty.label} {title}\n   ตามแผน “{shortened(duty.text, _CLAUSE)}”"
    if not due:
        return f"{line}\n   ยังไม่มีงวดที่ถึงกำหนด"
    return f"{line}\n   ถึงกำหนดแล้ว {number(due)} งวด รายงานครบ {number(done)} งวด"


def told_before(count: int) -> str:
    """What has been overdue for longer and was named in an earlier digest."""
    return f"ที่แจ้งไว้ก่อนแล้วและยังค้าง {number(count)} รายการ พิมพ์ #สรุป"


# To the administrator.


def chores_title(fiscal_year: int) -> str:
    return f"ถึงผู้ดูแลระบบ (แผนปีงบประมาณ พ.ศ. {number(fiscal_year)})"


def quota_exhausted(until: datetime) -> str:
    return (
        "โควตาข้อความ LINE ของเดือนนี้หมดแล้ว ระบบหยุดส่งเองจนถึง"
        f" {print_short_date(until.date())} เวลา {thai_digits(f'{until:%H.%M}')} น."
        " การเตือนที่ถึงกำหนดจะแนบไปกับคำตอบถัดไปในแต่ละกลุ่ม ซึ่งไม่เสียโควตา"
    )


def parted(person: str, stood_for: Sequence[str]) -> str:
    whose = listed(stood_for)
    return (
        f"{person} ออกจากกลุ่มของ{whose}แล้ว แชทส่วนตัวของผู้นี้จึงรายงานและดูงานของ{whose}ไม่ได้อีก"
        f"\nถ้ายังต้องใช้ พิมพ์ #เชิญ {stood_for[0]} แล้วส่งรหัสใหม่ให้"
        "\nลิงก์ปฏิทินที่เคยให้ไว้ยังเปิดได้ ถ้าจะเลิกทุกลิงก์ พิมพ์ #ปฏิทิน ใหม่"
    )


def findings_open(count: int) -> str:
    return f"• ข้อค้นพบจากการอ่านแผนรอการตัดสิน {number(count)} เรื่อง พิมพ์ #ข้อค้นพบ"


def without_evidence(months: int, labels: Sequence[str]) -> str:
    shown = listed([f"#{label}" for label in labels[:_MOST_LABELS]])
    rest = len(labels) - _MOST_LABELS
    more = f" และอีก {number(rest)}" if rest > 0 else ""
    return (
        f"• รอบ {number(months)} เดือน มี {number(len(labels))} รายการที่รายงานว่าแล้วเสร็จ"
        f"แต่ยังไม่มีหลักฐาน: {shown}{more}"
    )


def collect(months: int, missing: Sequence[tuple[str, int]]) -> str:
    head = f"• วันนี้ครบกำหนดรวบรวมผลรอบ {number(months)} เดือน"
    if not missing:
        return f"{head} ส่วนราชการรายงานครบแล้ว พิมพ์ #รายงาน"
    named = listed([f"{name} {number(count)} รายการ" for name, count in missing])
    return f"{head} ยังขาด {named}"


def draft(months: int, by: date) -> str:
    return (
        f"• เสนอร่างรายงานรอบ {number(months)} เดือน ต่อปลัดภายใน {print_short_date(by)}"
        " พิมพ์ #รายงาน word"
    )


def publish(months: int, by: date) -> str:
    return f"• เผยแพร่รายงานรอบ {number(months)} เดือน บนเว็บไซต์ภายใน {print_short_date(by)}"


def holidays_unconfirmed(year: int) -> str:
    return f"• วันหยุดปี พ.ศ. {number(year)} คำนวณไว้เท่านั้น ยังไม่ได้ตรวจกับประกาศคณะรัฐมนตรี แก้ด้วย #วันหยุด"
