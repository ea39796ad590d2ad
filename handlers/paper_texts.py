"""What documents are called where people see them: buttons and file names."""

from datetime import datetime

from handlers.language import Phrase, say
from handlers.messages import Document
from plans.thai import print_short_date, thai_digits

OPEN_DOCUMENT = "เปิดเอกสาร (ภายใน ๑ ชั่วโมง)"

LINK_DEAD = Phrase(
    "ลิงก์นี้ใช้ไม่ได้แล้ว เพราะหมดอายุ ถูกเปิดครบจำนวนครั้ง หรือไม่ถูกต้อง กรุณาขอเอกสารใหม่ในแชต",
    "This link works no more: it has expired, was opened too often, or is not right."
    " Please ask for the document again in the chat.",
)


def given_out(code: str, edition: int) -> str:
    """What is said with a report: the code it is found under, and whether it corrects another."""
    corrects = f" ฉบับแก้ไขครั้งที่ {thai_digits(str(edition))}" if edition else ""
    return f"รหัสรายงาน {code}{corrects}\nลงนามในแชท: พิมพ์ #ลงนาม {code}"


def document_name(office: str, document: Document) -> str:
    """Organisation, fiscal year, round and cut-off day, without an ending."""
    as_of = document.as_of
    day = f"{as_of.year + 543}-{as_of.month:02}-{as_of.day:02}"
    year, months = document.fiscal_year, document.months
    what = PAPERS.get(document.paper, "รายงาน")
    return f"{what}_{office}_ปีงบ{year}_รอบ{months}เดือน_ณ_{day}"


PAPERS = {
    "cover": "บันทึกข้อความนำเรียน",
    "publish": "บันทึกขออนุญาตเผยแพร่",
    "chase": "บันทึกทวงถาม",
    "agenda": "ระเบียบวาระ",
    "register": "ทะเบียนรายงาน",
    "rehearsal": "ซ้อมการเตือน",
    "oit": "ข้อความ OIT",
    "leaflet": "แผ่นแนะนำการใช้",
    "template": "แม่แบบตัวอย่าง",
}
"""Papers around the report, as they are called in chat and in file names."""

WAYS = {
    "line": ("LINE", "เพิ่มเพื่อน แล้วเชิญเข้ากลุ่มของกอง"),
    "telegram": ("Telegram", "กดเริ่ม แล้วเพิ่มเข้ากลุ่มของกอง"),
}
"""The apps of the leaflet, and what to do behind the code."""

LEAFLET_TITLE = "ติดตามมาตรการคุณธรรมและความโปร่งใส"
LEAFLET_SENTENCES = (
    ("ดูงานที่ค้างของกอง", "#ค้าง"),
    ("ทำแล้ว: เลขมาตรการ คำว่าเสร็จ และสิ่งที่ทำ", "#3 เสร็จ ประกาศบนเว็บไซต์แล้ว"),
    ("ทำไม่ได้: บอกเหตุผลด้วย", "#3 ทำไม่ได้ ไม่มีงบประมาณ"),
    ("แนบหลักฐาน: ส่งรูปหรือไฟล์ตามมาภายใน ๕ นาที", ""),
    ("พิมพ์ผิดหรือเปลี่ยนใจ: ยกเลิกได้เสมอ", "#3 ยกเลิก"),
)
LEAFLET_NOTE = (
    "อัลบั้มและโน้ตของ LINE บอทมองไม่เห็น กรุณาส่งรูปเข้าแชทโดยตรง · "
    "ใน Telegram ตอบกลับข้อความของบอท หรือพิมพ์คำสั่งที่ขึ้นต้นด้วย /"
)
NO_ACCOUNT_YET = "ยังไม่ทราบชื่อบัญชีของบอท กรุณาขอใหม่เมื่อเชื่อมต่อ LINE หรือ Telegram ได้แล้ว"
LEAFLET_MADE = Phrase(
    "แผ่นแนะนำการใช้ พิมพ์ติดบอร์ดได้ มี QR สำหรับเพิ่มบัญชีของบอท",
    "A sheet for the wall, with the QR codes that add the account.",
)

PAPERS_ARE = Phrase("ต้องการเอกสารใด", "Which paper?")
ONLY_LEADERS = Phrase(
    "เอกสารประกอบรายงานสำหรับผู้บริหารและผู้ดูแลระบบเท่านั้น",
    "Papers around the report are for executives and the administrator.",
)

PICTURES = {
    "issues.png": Phrase("ภาพรายตัวชี้วัด/ประเด็น", "Picture by indicator or issue"),
    "scores.png": Phrase("ภาพคะแนน ITA", "Picture of the ITA scores"),
    "progress.png": Phrase("ภาพรายส่วนราชการ", "Picture by division"),
    "calendar.png": Phrase("ภาพปฏิทินของเดือน", "Picture of a month"),
}
"""Pictures, as an answer to several questions names them."""

PICTURES_FOR_LEADERS = Phrase(
    "ภาพรวมของหน่วยงานสำหรับผู้บริหารและผู้ดูแลระบบ ดูของกองตนเอง: พิมพ์ #ภาพปฏิทิน หรือ #สรุป",
    "Pictures of the whole office are for executives and the administrator."
    " For your own division type #month or #summary.",
)
NO_SCORES = Phrase(
    "เอกสารแผนที่ใช้อยู่ไม่มีคะแนน ITA รายตัวชี้วัด จึงยังไม่มีภาพคะแนน",
    "The plan in force states no ITA scores by indicator, so there is no picture of them.",
)


def paper_made(name: str, round_: str) -> str:
    """What is said with a paper."""
    return say(
        f"{name} {round_} เป็นแฟ้ม Word แก้ไขได้ก่อนเสนอ",
        f"{name} {round_}: a Word file, to be edited before it is handed up",
    )


def signed_line(position: str, author: str, at: datetime) -> str:
    """A line of the register."""
    return f"{position[:200]}: {author[:100]} {moment(at)}"


def moment(at: datetime) -> str:
    """A day and time of the register; its digits turn with the paper."""
    return f"{print_short_date(at.date())} {at:%H.%M} น."


def round_name(months: int, fiscal_year: int) -> str:
    """The round a paper is about."""
    digits = thai_digits(f"{months} {fiscal_year}").split()
    return f"รอบ {digits[0]} เดือน ปีงบประมาณ พ.ศ. {digits[1]}"
