"""What is said to the administrator of messages: their cost, those that did not arrive."""

from collections.abc import Sequence
from datetime import date, datetime

from handlers.language import Phrase, moment, number, say, short_day
from storage.notices import NoticeClass

SEND_AGAIN = Phrase("ส่งใหม่", "Send again")
ALL_ARRIVED = Phrase("ใน ๓๐ วันที่ผ่านมาไม่มีข้อความที่ส่งไม่ถึง", "Every message of the last 30 days arrived.")
NO_FORECAST = Phrase("ยังคาดการณ์โควตาไม่ได้", "The quota cannot be foreseen here.")
GONE = Phrase("ไม่พบข้อความนี้ หรือส่งไปแล้ว", "There is no such message, or it was sent since.")
SENDING = Phrase("จะส่งข้อความนี้ใหม่เดี๋ยวนี้", "It is being sent again now.")
_KINDS = {
    NoticeClass.REPLY: Phrase("คำตอบ", "answer"),
    NoticeClass.DEADLINE: Phrase("เตือนกำหนดส่ง", "reminder of a due date"),
    NoticeClass.DIGEST: Phrase("เตือนประจำงวด", "reminder of a period"),
    NoticeClass.OVERDUE: Phrase("เตือนเลยกำหนด", "reminder of what is overdue"),
    NoticeClass.OVERSIGHT: Phrase("เรียนผู้บริหาร", "digest for the executive"),
    NoticeClass.URGE: Phrase("ข้อกำชับ", "urging"),
    NoticeClass.DOCUMENT: Phrase("เอกสาร", "document"),
    NoticeClass.ADMIN: Phrase("ถึงผู้ดูแลระบบ", "to the administrator"),
}
_SHOWN = 6


def cost(left: int | None, wished: int, paid: int) -> str:
    """The month's messages: what is left, what reminding will take."""
    if left is None:
        return say(
            f"LINE ไม่จำกัดจำนวนข้อความ หรือยังไม่ทราบโควตา เดือนนี้จะเตือนอีก {number(wished)} ข้อความ",
            f"LINE sets no limit, or it is not known yet; {wished} more messages this month.",
        )
    enough = "เพียงพอ" if paid >= wished else f"ส่งได้ {number(paid)} ข้อความ"
    return say(
        f"โควตา LINE เดือนนี้เหลือ {number(left)} ข้อความ"
        f" การเตือนที่เหลือของเดือนนี้ใช้ {number(wished)} ข้อความ {enough}",
        f"{left} LINE messages are left this month; reminders want {wished}, {paid} can go out.",
    )


def will_ride(places: Sequence[tuple[date, str]]) -> str:
    """Which reminders the quota cannot pay for."""
    head = say(
        f"รอแนบกับคำตอบถัดไปในแชท (ไม่เสียโควตา) {number(len(places))} ข้อความ:",
        f"{len(places)} will wait for the next answer in their chat, which costs nothing:",
    )
    lines = [f"• {short_day(day)} {chat}" for day, chat in places[:_SHOWN]]
    rest = len(places) - _SHOWN
    more = [say(f"… และอีก {number(rest)}", f"… and {rest} more")] if rest > 0 else []
    return "\n".join([head, *lines, *more])


def undelivered(count: int) -> str:
    return say(
        f"ส่งไม่ถึงหรือไม่แน่ว่าถึง {number(count)} ข้อความ เปิดดูในแชทนั้นก่อนส่งใหม่ จะได้ไม่ซ้ำ",
        f"{count} messages were refused or perhaps did not arrive; look in the chat before sending"
        " again, or they may be read twice.",
    )


def undelivered_line(kind: NoticeClass, chat: str, due: datetime, *, perhaps: bool) -> str:
    """One message that did not arrive; never its words, never an address."""
    refused = say("ถูกปฏิเสธ", "refused")
    state = say("ไม่แน่ว่าถึง", "perhaps not arrived") if perhaps else refused
    return f"{_KINDS[kind].said} · {chat} · {moment(due)} · {state}"


def rehearsal(round_: str) -> str:
    """What is said with the rehearsal's file."""
    return say(
        f"ซ้อมการเตือน {round_}: ทุกข้อความ วันเวลา ผู้รับ เหตุผล และโควตา ยังไม่ได้ส่งข้อความใด",
        f"Rehearsal of {round_}: every message with time, reader, reason and cost. None was sent.",
    )
