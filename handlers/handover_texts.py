"""What is said of duties that pass to others, and of people who are away."""

from collections.abc import Sequence
from datetime import date

from handlers.language import Phrase, day, number, say

HAND_OVER_HOW = Phrase(
    "พิมพ์ เช่น #โอน กองช่าง ตั้งแต่ 1 ก.พ. (ทั้งหมด) หรือ #โอน 3 กองช่าง ตั้งแต่ 1 ก.พ. (เฉพาะมาตรการที่ 3)",
    "Type for example #โอน กองช่าง ตั้งแต่ 1 ก.พ. (everything) or #โอน 3 กองช่าง ตั้งแต่ 1 ก.พ."
    " (measure 3 only)",
)
HAND_OVER_FROM = Phrase(
    "โอนจากส่วนราชการใด พิมพ์ เช่น #โอน กองคลัง ให้ กองช่าง ตั้งแต่ 1 ก.พ.",
    "Handed over by which division? Type for example #โอน กองคลัง ให้ กองช่าง ตั้งแต่ 1 ก.พ.",
)
HAND_OVER_WHO = Phrase(
    "ผู้โอนได้คือส่วนราชการเจ้าของหน้าที่หรือผู้ดูแลระบบ",
    "The division that owes the duties can hand them over, or an administrator.",
)
SAME_DIVISION = Phrase("ส่วนราชการผู้โอนและผู้รับโอนเป็นส่วนราชการเดียวกัน", "Both are the same division.")
NOTHING_TO_HAND_OVER = Phrase("ไม่มีหน้าที่ที่ต้องโอนตั้งแต่วันที่ระบุ", "Nothing is due from that day on.")
CONFIRM_LABEL = Phrase("ยืนยันการโอน", "Hand over")
AWAY_HOW = Phrase(
    "พิมพ์ เช่น #ลา 3-7 ก.พ. แทนโดย สมหญิง · กลับก่อนกำหนด: #ลา ยกเลิก",
    "Type for example #ลา 3-7 ก.พ. แทนโดย สมหญิง · back early: #ลา ยกเลิก",
)
AWAY_CANCELLED = Phrase(
    "ยกเลิกการลาแล้ว ระบบจะแจ้งเตือนท่านตามเดิม", "You are back; reminders come to you again."
)
AWAY_NONE = Phrase("ไม่มีการลาที่บันทึกไว้", "No absence is recorded.")


def what(measure: int | None) -> str:
    """All duties or those of one measure."""
    if measure is None:
        return say("หน้าที่ทั้งหมด", "all duties")
    return say(f"หน้าที่ของมาตรการที่ {number(measure)}", f"the duties of measure {measure}")


def confirm(
    old: str, new: str, measure: int | None, since: date, until: date | None, count: int
) -> str:
    """A bulk change is asked first."""
    return say(
        f"จะโอน{what(measure)} ของ {old} ให้ {new} {_span(since, until)} จำนวน {number(count)} งวด"
        "\nผลที่รายงานไว้แล้วยังเป็นของผู้รายงานเดิม ยังไม่มีการเปลี่ยนแปลงจนกว่าจะยืนยัน",
        f"{what(measure)} of {old} will pass to {new} {_span(since, until)}: {count} occurrences."
        "\nWhat was reported stays with who reported it. Nothing changes until you confirm.",
    )


def handed_over(
    old: str, new: str, measure: int | None, since: date, until: date | None, count: int
) -> str:
    """It was handed over; also what the receiving division is told."""
    return say(
        f"โอน{what(measure)} ของ {old} ให้ {new} แล้ว {_span(since, until)} จำนวน {number(count)} งวด"
        "\nผลที่รายงานไว้แล้วยังเป็นของผู้รายงานเดิม",
        f"{what(measure)} of {old} have passed to {new} {_span(since, until)}:"
        f" {count} occurrences. What was reported stays with who reported it.",
    )


def now_with(label: str, new: Sequence[str]) -> str:
    """To a division that does not owe the occurrence, before or after a handover."""
    names = ", ".join(new)
    return say(
        f"#{label} งวดนี้อยู่ในความรับผิดชอบของ {names} จึงไม่ต้องรายงาน",
        f"#{label} is with {names} then; you need not report it.",
    )


def away(name: str, starts: date, ends: date, substitute: str) -> str:
    instead = say(f" แทนโดย {substitute}", f", stood in for by {substitute}") if substitute else ""
    return say(
        f"บันทึกแล้ว {name} ลา {day(starts)} ถึง {day(ends)}{instead}"
        " ระหว่างนี้ระบบจะแจ้งเตือนผู้อื่นของส่วนราชการแทน",
        f"Recorded: {name} is away from {day(starts)} to {day(ends)}{instead}."
        " Others of the division are reminded meanwhile.",
    )


def nobody_else(divisions: Sequence[str]) -> str:
    """The absence leaves a division without anybody to remind."""
    names = ", ".join(divisions)
    return say(
        f"ข้อสังเกต: {names} ยังไม่มีแชทอื่น การเตือนจึงยังส่งมาที่ท่าน",
        f"Note: {names} has no other chat, so reminders still come to you.",
    )


def _span(since: date, until: date | None) -> str:
    if until is None:
        return say(f"ตั้งแต่งวดที่ครบกำหนด {day(since)} เป็นต้นไป", f"as due from {day(since)}")
    return say(f"งวดที่ครบกำหนด {day(since)} ถึง {day(until)}", f"as due {day(since)} to {day(until)}")
