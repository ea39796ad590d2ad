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
    "รายงานฉบับนี้ไม่มีผู้ลงนาม ผู้ดูแลระบบกำหนดได้ในแชทส่วนตัว เช่น"
    " #ตั้งค่า ผู้ลงนาม ผู้รายงาน - นักทรัพยากรบุคคล - นายสมชาย ใจดี, ทราบ - นายกเทศมนตรี แล้วขอรายงานใหม่",
    "Nobody is to sign this report. The administrator names them 1:1, for example with"
    " #settings signatories ผู้รายงาน - นักทรัพยากรบุคคล - นายสมชาย ใจดี, ทราบ - นายกเทศมนตรี;"
    " then ask for the report again.",
)
NOTHING_ISSUED = Phrase(
    "ยังไม่มีรายงานที่ออกไว้ให้ลงนาม ขอรายงานก่อน: พิมพ์ #รายงาน word",
    "No report has been given out yet. Ask for one first: type #report word",
)
READ_IT = Phrase("เปิดอ่านรายงาน (PDF)", "Read the report (PDF)")
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


def open_line(place: int, position: str, signer: str) -> str:
    """A place that waits, for somebody where one was appointed."""
    waits = say("รอลงนาม", "not signed yet")
    whose = f" ({shortened(signer, 80)})" if signer else ""
    return f"{number(place)}. {shortened(position, 120)} — {waits}{whose}"


APPOINT_HOW = Phrase(
    "ผู้ลงนามแต่ละตำแหน่ง (มอบหมาย: #ลงนาม มอบ 2 <ชื่อ> ยกเลิกการมอบ: #ลงนาม มอบ 2 ใครก็ได้)",
    "Who signs where (appoint: #sign appoint 2 <name>; undo: #sign appoint 2 anybody)",
)


def signs_here(place: int, position: str, signer: str) -> str:
    """Who alone signs at a place."""
    whose = shortened(signer, 80) or say("ผู้มีสิทธิคนใดก็ได้", "whoever may")
    return f"{number(place)}. {shortened(position, 120)}: {whose}"


def who_signs(position: str) -> str:
    """Nobody, or more than one, is called so."""
    as_ = shortened(position, 120)
    return say(
        f"ใครลงนามเป็น {as_} เลือกจากผู้บริหารและผู้ดูแลระบบที่ระบบรู้จัก",
        f"Who signs as {as_}? One of the executives and administrators known here:",
    )


def your_turn(report: str, position: str) -> str:
    """To whom is next in the chain."""
    as_ = shortened(position, 120)
    return say(f"{report}\nถึงลำดับของท่านลงนาม: {as_}", f"{report}\nIt is your turn to sign as {as_}")


def complete(report: str) -> str:
    """To the administrator, who hands the paper on."""
    return say(
        f"{report}\nลงนามในแชทครบทุกตำแหน่งแล้ว"
        " เมื่อได้ฉบับลงนามจริง ส่งภาพหรือไฟล์ตอบกลับข้อความนี้เพื่อเก็บไว้ด้วยกัน",
        f"{report}\nEverybody has signed in chat. Reply to this with the signed paper to file it.",
    )


def sign_as(position: str) -> str:
    """On the button."""
    as_ = shortened(position, 30)
    return say(f"ลงนาม: {as_}", f"Sign as {as_}")


def signed(position: str, at: datetime) -> str:
    """Said to who has just signed."""
    as_ = shortened(position, 120)
    return say(
        f"บันทึกการลงนามของท่านแล้ว: {as_} {moment(at)}", f"Recorded: signed as {as_}, {moment(at)}"
    )


def not_next(position: str) -> str:
    """Places are signed in their order."""
    next_ = shortened(position, 120)
    return say(f"ลงนามตามลำดับ ตำแหน่งถัดไปคือ {next_}", f"Signed in order; next is {next_}")


def signed_before(position: str) -> str:
    """One person signs at one place."""
    as_ = shortened(position, 120)
    return say(
        f"ท่านลงนามฉบับนี้แล้ว ({as_}) ตำแหน่งถัดไปต้องเป็นผู้อื่น",
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
        f"เก็บฉบับลงนามไว้กับ{report} แล้ว ({number(copies)} ไฟล์)",
        f"The signed copy is filed with the {report} ({number(copies)} files)",
    )


def standing(report: str, lines: Sequence[str]) -> str:
    """The chain as it stands."""
    return "\n".join([report, *lines])
