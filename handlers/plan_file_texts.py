"""What is said to the administrator of a plan file sent in chat."""

from collections.abc import Sequence

from handlers.language import Phrase, number, say
from handlers.texts import shortened

LOAD_LABEL = Phrase("นำเข้าแผนนี้", "Put it in force")
HOW = Phrase(
    "ส่งไฟล์แผน (Word, Excel, PDF หรือหน้าเว็บ) มาในแชทนี้ ระบบจะอ่านและให้ท่านตรวจก่อนนำเข้า",
    "Send the plan file (Word, Excel, PDF, web page) here; it is read and shown before it is used.",
)
DRAFT_GONE = Phrase(
    "ไม่พบแผนที่รอนำเข้า กรุณาส่งไฟล์อีกครั้ง", "No plan waits to be put in force; please send it again."
)
NEXT = Phrase(
    "ขั้นต่อไป: พิมพ์ #เชิญ ขอรหัสให้แต่ละกอง · #ห้องแชท ดูว่าผูกครบหรือยัง · #ซ้อม ดูการเตือนล่วงหน้าทั้งรอบ",
    "Next: type #invite for each division's code · #chats shows who is bound"
    " · #rehearse plays the whole round",
)
NO_CHANGE = Phrase("ไม่ต่างจากแผนที่ใช้อยู่", "No different from the plan in force")
OR_EVIDENCE = Phrase(
    "หากเป็นหลักฐาน พิมพ์ภายใน ๕ นาที เช่น #3 เสร็จ แล้วไฟล์จะแนบให้",
    "If it is evidence, type within 5 minutes for example #3 done.",
)
_SHOWN = 10


def read(
    organisation: str, fiscal_year: int, measures: Sequence[str], duties: int, findings: int
) -> str:
    """What the document says, for the administrator to judge."""
    head = say(
        f"อ่านแผนแล้ว {organisation} ปีงบประมาณ พ.ศ. {number(fiscal_year)}",
        f"Read: {organisation}, fiscal year {fiscal_year}",
    )
    counted = say(
        f"มาตรการ {number(len(measures))} ข้อ หน้าที่ {number(duties)} ข้อ"
        f" ข้อค้นพบที่ต้องตัดสิน {number(findings)} เรื่อง",
        f"{len(measures)} measures, {duties} duties, {findings} findings to settle",
    )
    shown = [f"{n}. {shortened(title, 60)}" for n, title in enumerate(measures[:5], 1)]
    rest = len(measures) - len(shown)
    if rest > 0:
        shown.append(say(f"… และอีก {number(rest)} ข้อ", f"… and {rest} more"))
    return "\n".join([head, counted, *shown])


def differences(lines: Sequence[str]) -> str:
    """What would change of the plan in force."""
    head = say(
        f"ต่างจากแผนที่ใช้อยู่ {number(len(lines))} รายการ:",
        f"{len(lines)} differences from the plan in force:",
    )
    shown = [f"• {shortened(line, 160)}" for line in lines[:_SHOWN]]
    rest = len(lines) - len(shown)
    if rest > 0:
        shown.append(say(f"… และอีก {number(rest)} รายการ", f"… and {rest} more"))
    return "\n".join([head, *shown])


def other_year(planned: int, current: int) -> str:
    """A plan of neither this year nor the next is seldom the one that was meant."""
    return say(
        f"โปรดตรวจ: แผนนี้เป็นของปี {number(planned)} ปีงบประมาณปัจจุบันคือ {number(current)}",
        f"Please check: this plan is of {planned}, and the fiscal year is {current}.",
    )


def not_yet() -> str:
    return say("ยังไม่นำเข้าจนกว่าท่านจะยืนยัน", "Nothing is in force until you confirm.")


def loaded(fiscal_year: int, duties: int, occurrences: int, findings: int) -> str:
    return say(
        f"นำเข้าแผนปีงบประมาณ พ.ศ. {number(fiscal_year)} แล้ว หน้าที่ {number(duties)} ข้อ"
        f" {number(occurrences)} งวด เหลือข้อค้นพบ {number(findings)} เรื่อง",
        f"The plan of {fiscal_year} is in force: {duties} duties, {occurrences} occurrences,"
        f" {findings} findings left.",
    )
