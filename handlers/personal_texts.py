"""What is said to a person of his or her own data and language."""

from collections.abc import Sequence

from handlers.language import Phrase, number, say

NOTICE = Phrase(
    "ℹ️ ระบบเก็บชื่อที่แสดงและสิ่งที่ท่านรายงานเท่านั้น ดูหรือลบ: พิมพ์ #ข้อมูลของฉัน",
    "ℹ️ Only your display name and what you report are kept. See or delete: #mydata",
)
"""Said once, with the first answer a person gets."""
NOTHING_KEPT = Phrase("ระบบไม่ได้เก็บข้อมูลใดของท่าน", "Nothing is kept of you.")
KEPT_WHY = Phrase(
    "ผลที่รายงานเป็นหลักฐานของหน่วยงาน เมื่อลบข้อมูลแล้วจะคงไว้ในนามส่วนราชการโดยไม่มีชื่อท่าน",
    "Reports are the office's own record: after deletion they stay, without your name.",
)
FORGET_LABEL = Phrase("ลบข้อมูลของฉัน", "Delete my data")
CONFIRM_LABEL = Phrase("ยืนยันการลบ", "Delete")
FORGET_ASK = Phrase(
    "จะลบชื่อ บทบาท การผูกแชทส่วนตัว และข้อความที่ระบบตอบท่าน ยกเลิกไม่ได้"
    "\nผลที่รายงานไว้จะคงอยู่ในนามส่วนราชการโดยไม่มีชื่อท่าน",
    "Your name, roles, private chat and the answers you got will be deleted for good."
    "\nWhat you reported stays with the division, without your name.",
)
FORGOTTEN = Phrase(
    "ลบข้อมูลของท่านแล้ว หากต้องการใช้ระบบอีก ขอรหัสจากผู้ดูแลระบบ",
    "Your data are deleted. To use the bot again, ask the administrator for a code.",
)
LAST_ADMIN = Phrase(
    "ท่านเป็นผู้ดูแลระบบคนเดียว กรุณาเชิญผู้ดูแลคนใหม่ก่อน (#เชิญ ผู้ดูแล) แล้วจึงลบ",
    "You are the only administrator. Invite another first (#invite admin).",
)
LANGUAGE_HOW = Phrase("พิมพ์ #language en หรือ #ภาษา ไทย", "Type #language en or #language th")
LANGUAGE_IN_PRIVATE = Phrase(
    "เลือกภาษาได้ในแชทส่วนตัวกับระบบเท่านั้น", "The language is chosen in a private chat only."
)
LANGUAGE_KEPT = Phrase("ระบบจะตอบเป็นภาษาไทย", "Answers come in English from now on.")
ROLES = {
    "staff": Phrase("เจ้าหน้าที่", "staff of"),
    "executive": Phrase("ผู้บริหาร", "executive"),
    "admin": Phrase("ผู้ดูแลระบบ", "administrator"),
}
_IN_GROUPS = Phrase("รายงานในกลุ่มของส่วนราชการ", "reports in a division's group")
_APPS = {"line": "LINE", "telegram": "Telegram"}


def kept(  # a list of what is kept, one line for each kind
    name: str, app: str, parts: Sequence[str], reports: int, files: int, other: int
) -> str:
    """What is kept of the person who asks."""
    roles, app = ", ".join(parts) or _IN_GROUPS.said, _APPS.get(app, app)
    lines = [
        say(f"ชื่อที่แสดง: {name}", f"Display name: {name}"),
        say(f"แอป: {app} (เก็บรหัสผู้ใช้ไว้ภายใน ไม่แสดง)", f"App: {app} (its id is kept, never shown)"),
        say(f"บทบาท: {roles}", f"Roles: {roles}"),
        say(
            f"รายงานไว้ {number(reports)} ครั้ง หลักฐาน {number(files)} รายการ",
            f"Reports: {reports}, evidence: {files}",
        ),
    ]
    if other:
        lines.append(
            say(
                f"การกำกับ ตัดสิน ขอเอกสาร หรือลา {number(other)} ครั้ง",
                f"Oversight, decisions, documents, absences: {other}",
            )
        )
    return "\n".join([*lines, KEPT_WHY.said])
