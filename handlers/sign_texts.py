"""What is said of issued reports: who acknowledged them, who is next, the signed paper filed."""

from collections.abc import Sequence
from datetime import datetime

from handlers.language import Phrase, moment, number, say
from handlers.texts import shortened

NO_REPORT = Phrase(
    "ไม่พบรายงานที่มีรหัสนี้ในทะเบียน ดูรหัสที่ท้ายหน้าของรายงาน หรือตอบกลับข้อความที่ส่งรายงาน",
    "No report with this code is on the register. The code stands at the foot of its pages;"
    " or reply to the message that brought the report.",
)
NO_PLACES = Phrase(
    "รายงานฉบับนี้ไม่มีผู้ลงนาม ผู้ดูแลระบบกำหนดได้ด้วย tidtam set signatories แล้วออกรายงานใหม่",
    "Nobody is to sign this report. The administrator names them with tidtam set signatories;"
    " then issue it again.",
)
ALL_SIGNED = Phrase("ลงนามครบทุกตำแหน่งแล้ว", "Everybody has signed.")
ONLY_LEADERS = Phrase(
    "การลงนามรับรองรายงานสำหรับผู้บริหารและผู้ดูแลระบบเท่านั้น",
    "Signing reports is for executives and the administrator.",
)
REPORTER = "ผู้รายงาน"


def report_name(code: str, months: int, fiscal_year: int, edition: int) -> str:
    """Which report it is."""
    corrects = (
        say(f" ฉบับแก้ไขครั้งที่ {number(edition)}", f", correction {number(edition)}") if edition else ""
    )
    months_, year = number(months), number(fiscal_year)
    return say(
        f"รายงานรอบ {months_} เดือน ปีงบประมาณ พ.ศ. {year} รหัส {code}{corrects}",
        f"{months_}-month report of fiscal year {year}, code {code}{corrects}",
    )


def signed_line(place: int, position: str, author: str, at: datetime) -> str:
    """A place somebody has signed at."""
    return f"{number(place)}. {shortened(position, 120)} — {shortened(author, 80)} {moment(at)}"


def open_line(place: int, position: str) -> str:
    """A place that waits."""
    waits = say("รอลงนาม", "not signed yet")
    return f"{number(place)}. {shortened(position, 120)} — {waits}"


def sign_as(position: str) -> str:
    """On the button."""
    as_ = shortened(position, 30)
    return say(f"ลงนามเป็น {as_}", f"Sign as {as_}")


def signed(position: str, at: datetime) -> str:
    """Said to who has just signed."""
    as_ = shortened(position, 120)
    return say(
        f"บันทึกแล้วว่าท่านลงนามรับรองเป็น {as_} {moment(at)}", f"Recorded: signed as {as_}, {moment(at)}"
    )


def not_next(position: str) -> str:
    """Places are signed in their order."""
    next_ = shortened(position, 120)
    return say(f"ลงนามตามลำดับ ตำแหน่งถัดไปคือ {next_}", f"Signed in order; next is {next_}")


def signed_before(position: str) -> str:
    """One person signs at one place."""
    as_ = shortened(position, 120)
    return say(
        f"ท่านลงนามฉบับนี้เป็น {as_} แล้ว ตำแหน่งถัดไปต้องเป็นผู้อื่น",
        f"You have signed this one as {as_}; the next place is somebody else's",
    )


def not_your_place(position: str) -> str:
    """The reporter is the administrator, everybody else an executive."""
    next_ = shortened(position, 120)
    return say(
        f"ตำแหน่งถัดไปคือ {next_} ซึ่งลงนามในแชทของผู้นั้น",
        f"Next is {next_}, who signs in a chat of his or her own",
    )


def scan_filed(report: str, copies: int) -> str:
    """The signed paper was handed back."""
    return say(
        f"เก็บฉบับลงนามไว้กับ{report}แล้ว ({number(copies)} ไฟล์)",
        f"The signed copy is filed with the {report} ({number(copies)} files)",
    )


def standing(report: str, lines: Sequence[str]) -> str:
    """The chain as it stands."""
    return "\n".join([report, *lines])
