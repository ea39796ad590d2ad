"""What is said to the administrator of the register of divisions and of corrected results."""

from collections.abc import Sequence

from handlers.language import Phrase, number, say
from handlers.texts import listed

HOW = Phrase(
    "พิมพ์ #ทะเบียนกอง เพิ่ม <ชื่อ> · #ทะเบียนกอง รวม <ชื่อเดิม> กับ <ชื่อ> · #ทะเบียนกอง เปลี่ยนชื่อ <ชื่อเดิม>"
    " เป็น <ชื่อใหม่>",
    "Type #divisions add <name> · #divisions merge <old> with <name> · #divisions rename <old> to"
    " <new>",
)
SAME = Phrase("เป็นส่วนราชการเดียวกันอยู่แล้ว", "They are one division already.")
CONFIRM_LABEL = Phrase("ยืนยันการรวม", "Merge them")
MOVE_HOW = Phrase(
    "พิมพ์ เช่น #3ก ย้ายผล กองคลัง ให้ กองช่าง <เหตุผล>",
    "Type for example #3ก reassign กองคลัง to กองช่าง <reason>",
)
NOT_OWED = Phrase("หน้าที่นี้ไม่ใช่ของส่วนราชการนั้น", "That division does not owe this duty.")


def register(names: Sequence[str]) -> str:
    head = say(f"ส่วนราชการในทะเบียน {number(len(names))} แห่ง", f"{len(names)} divisions")
    return "\n".join([head, *(f"• {name}" for name in names), HOW.said])


def added(name: str) -> str:
    return say(f"เพิ่ม {name} ในทะเบียนแล้ว", f"Added {name}.")


def merge_ask(old: str, into: str) -> str:
    return say(
        f"รวม {old} เข้ากับ {into}: หน้าที่ แชท และผลที่รายงานไว้ทั้งหมดจะเป็นของ {into} และแยกกลับไม่ได้",
        f"Merge {old} into {into}: its duties, chats and results become the other's; this cannot be"
        " undone.",
    )


def merged(old: str, into: str) -> str:
    return say(f"รวม {old} เข้ากับ {into} แล้ว ชื่อเดิมยังใช้เรียกได้", f"Merged {old} into {into}.")


def renamed(old: str, new: str) -> str:
    return say(f"เปลี่ยนชื่อ {old} เป็น {new} แล้ว ชื่อเดิมยังใช้เรียกได้", f"{old} is called {new} now.")


def taken(name: str) -> str:
    return say(
        f"มี {name} ในทะเบียนแล้ว ถ้าเป็นหน่วยเดียวกันให้พิมพ์ #ทะเบียนกอง รวม",
        f"{name} is on the register; if both are one, type #divisions merge.",
    )


def nothing_to_move(name: str) -> str:
    return say(f"{name} ยังไม่ได้รายงานผลของหน้าที่นี้", f"{name} has reported nothing of this duty.")


def moved_note(note: str, old: str, reason: str) -> str:
    """What the moved result says of its coming; stands in the report, so in Thai."""
    came = f"(ย้ายจาก {old} โดยผู้ดูแลระบบ: {reason})"
    return f"{note} {came}".strip()


def moved(duty: str, old: str, new: str, evidence: Sequence[str]) -> str:
    kept = say(f" พร้อมหลักฐาน {listed(evidence)}", f" with {listed(evidence)}") if evidence else ""
    return say(
        f"ย้ายผลของ #{duty} จาก {old} เป็นของ {new} แล้ว{kept} ประวัติเดิมยังอยู่",
        f"The result of #{duty} is {new}'s now, no longer {old}'s{kept}; the history stays.",
    )
