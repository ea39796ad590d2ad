"""What the calendar feed says in a calendar app, and what the chat says of its link."""

from collections.abc import Sequence

from handlers.language import Phrase, say
from handlers.texts import listed, shortened

OPEN_FEED = "ปฏิทินกำหนดการ"
RENEWED = Phrase(
    "ออกลิงก์ปฏิทินใหม่แล้ว ลิงก์เดิมทั้งหมดใช้ไม่ได้อีก",
    "There is a new link to the calendar; all earlier ones work no more.",
)
EVERYBODY = Phrase("ทุกส่วนราชการ", "all divisions")
WHOSE = Phrase("ต้องการปฏิทินของส่วนราชการใด", "The calendar of which division?")


def name(office: str, whose: str) -> str:
    """What the calendar is called in the list of calendars."""
    return f"กำหนดการมาตรการคุณธรรมและความโปร่งใส {whose} {office}".rstrip()


def summary(label: str, title: str, *, answered: bool) -> str:
    """One day's line."""
    told = "(รายงานแล้ว) " if answered else ""
    return f"{told}#{label} {shortened(title, 120)}"


def oversight_summary(label: str, title: str, *, answered: bool) -> str:
    """One day's line of what the executive follows up."""
    told = "(รับทราบแล้ว) " if answered else ""
    return f"{told}ผู้บริหารกำกับติดตาม #{label} {shortened(title, 120)}"


def details(text: str, names: Sequence[str], command: str) -> str:
    """What has to be done, by whom, and how it is answered."""
    lines = [f"ข้อกำกับ: {shortened(text, 1000)}"]
    if names:
        lines.append(f"ผู้รับผิดชอบ: {listed(names)}")
    if command:
        lines.append(f"รายงานผลในแชท: #{command} เสร็จ")
    return "\n".join(lines)


def offered(whose: str) -> str:
    """What is said with the link."""
    return say(
        f"ลิงก์ปฏิทินของ {whose}: เพิ่มในแอปปฏิทินของโทรศัพท์ (สมัครรับปฏิทินจากที่อยู่)"
        " กำหนดจะขึ้นเองและเปลี่ยนตามแผน ผู้ที่มีลิงก์เปิดดูได้ ไม่ควรส่งต่อ",
        f"Link to the calendar of {whose}: add it in the phone's calendar app (subscribe by"
        " address). Dates appear and change by themselves. Whoever has the link can read it.",
    )
