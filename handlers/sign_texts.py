"""What is said of issued reports: who acknowledged them, who is next, the signed paper filed."""

from collections.abc import Sequence
from datetime import datetime

from handlers.language import moment, number
from handlers.texts import shortened

NO_REPORT = "ไม่พบรายงานที่มีรหัสนี้ในทะเบียน ดูรหัสที่ท้ายหน้าของรายงาน หรือตอบกลับข้อความที่ส่งรายงาน"
NO_PLACES = "รายงานฉบับนี้ไม่มีผู้ลงนาม ผู้ดูแลระบบกำหนดได้ด้วย tidtam set signatories แล้วออกรายงานใหม่"
ALL_SIGNED = "ลงนามครบทุกตำแหน่งแล้ว"
ONLY_LEADERS = "การลงนามรับรองรายงานสำหรับผู้บริหารและผู้ดูแลระบบเท่านั้น"
REPORTER = "ผู้รายงาน"


def report_name(code: str, months: int, fiscal_year: int, edition: int) -> str:
    """Which report it is."""
    corrects = f" ฉบับแก้ไขครั้งที่ {number(edition)}" if edition else ""
    return (
        f"รายงานรอบ {number(months)} เดือน ปีงบประมาณ พ.ศ. {number(fiscal_year)} รหัส {code}{corrects}"
    )


def signed_line(place: int, position: str, author: str, at: datetime) -> str:
    """A place somebody has signed at."""
    return f"{number(place)}. {shortened(position, 120)} — {shortened(author, 80)} {moment(at)}"


def open_line(place: int, position: str) -> str:
    """A place that waits."""
    return f"{number(place)}. {shortened(position, 120)} — รอลงนาม"


def sign_as(position: str) -> str:
    """On the button."""
    return f"ลงนามเป็น {shortened(position, 30)}"


def signed(position: str, at: datetime) -> str:
    """Said to who has just signed."""
    return f"บันทึกแล้วว่าท่านลงนามรับรองเป็น {shortened(position, 120)} {moment(at)}"


def not_next(position: str) -> str:
    """Places are signed in their order."""
    return f"ลงนามตามลำดับ ตำแหน่งถัดไปคือ {shortened(position, 120)}"


def signed_before(position: str) -> str:
    """One person signs at one place."""
    return f"ท่านลงนามฉบับนี้เป็น {shortened(position, 120)} แล้ว ตำแหน่งถัดไปต้องเป็นผู้อื่น"


def not_your_place(position: str) -> str:
    """The reporter is the administrator, everybody else an executive."""
    return f"ตำแหน่งถัดไปคือ {shortened(position, 120)} ซึ่งลงนามในแชทของผู้นั้น"


def scan_filed(report: str, copies: int) -> str:
    """The signed paper was handed back."""
    return f"เก็บฉบับลงนามไว้กับ{report}แล้ว ({number(copies)} ไฟล์)"


def standing(report: str, lines: Sequence[str]) -> str:
    """The chain as it stands."""
    return "\n".join([report, *lines])
