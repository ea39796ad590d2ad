"""Every sentence the bot says in a chat: Thai, short, polite, with the plan's own terms; and the
same in English, for chats that asked for it.

Numbers and dates are printed in Thai digits and Buddhist years; what people are to type stands in
Arabic digits, as their keyboards have it.  Nothing here looks anything up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from handlers.language import Phrase, day, figures, in_english, moment, number, say, short_day
from handlers.messages import Button
from handlers.named import months_of, name_of
from plans.model import Actor, ClauseKind, Duty, MarkKind, Occurrence, Status
from plans.rounds import fiscal_year_of
from plans.value import quick

_SHORT_TITLE = 60
_SHORT_NOTE = 200

_STATUS = {
    Status.PENDING: Phrase("ยังไม่ได้รับรายงาน", "not reported"),
    Status.IN_PROGRESS: Phrase("อยู่ระหว่างดำเนินการ", "in progress"),
    Status.DONE: Phrase("ดำเนินการแล้วเสร็จ", "done"),
    Status.NOT_POSSIBLE: Phrase("ไม่สามารถดำเนินการได้", "not possible"),
    Status.NOT_DUE: Phrase("ยังไม่ถึงกำหนด", "not yet due"),
}
_MARK = {
    MarkKind.DONE: _STATUS[Status.DONE],
    MarkKind.NOT_POSSIBLE: _STATUS[Status.NOT_POSSIBLE],
    MarkKind.IN_PROGRESS: _STATUS[Status.IN_PROGRESS],
    MarkKind.NOTE: Phrase("หมายเหตุเพิ่มเติม", "further note"),
    MarkKind.WITHDRAWN: Phrase("ถอนการรายงาน", "taken back"),
}

# Small parts.


def status_word(status: Status) -> str:
    """A status in the official term."""
    return _STATUS[status].said


def mark_word(kind: MarkKind) -> str:
    """What a mark says in the official term."""
    return _MARK[kind].said


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut between words where there are blanks."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ")
    head = head[:cut] if cut > limit // 2 else head
    while head and text[len(head)] in _COMBINING:  # never part a mark from its letter
        head = head[:-1]
    return head.rstrip() + "…"


_COMBINING = "ัำิีึืฺุู็่้๊๋์ํ๎"


def title(text: str) -> str:
    """A measure's title for one line."""
    return _short_title(text)


@lru_cache(maxsize=256)  # every answer says one of the plan's few
def _short_title(text: str) -> str:
    return shortened(text, _SHORT_TITLE)


def fitted(text: str, limit: int = 3800) -> str:
    """The text if it fits one message of every app, else as many lines as do, and how many more."""
    if len(text) <= limit:
        return text
    lines = text.splitlines()
    kept: list[str] = []
    room = limit - 60
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    kept = kept or [shortened(text, limit - 60)]
    rest = len(lines) - len(kept)
    more = say(f"… และอีก {number(rest)} บรรทัด", f"… and {rest} more lines")
    return "\n".join([*kept, more])


def listed(names: Sequence[str]) -> str:
    """Names in a row."""
    return ", ".join(names)


def occurrence_name(occurrence: Occurrence) -> str:
    """What an occurrence is called; empty for one that comes once and has no date."""
    return _english_name(occurrence) if in_english() else name_of(occurrence)


def _english_name(occurrence: Occurrence) -> str:
    if occurrence.due is None:
        return ""
    ends = occurrence.period.ends
    recurring = occurrence.duty.kind is ClauseKind.RECURRING
    match months_of(occurrence.period) if recurring else 0:
        case 1:
            return f"{ends:%b %Y}"
        case 3 if ends.month % 3 == 0:
            return f"quarter {ends.month // 3 % 4 + 1} of {fiscal_year_of(ends)}"
        case 6 if ends.month in (3, 9):
            return f"{'first' if ends.month == 3 else 'second'} half of {fiscal_year_of(ends)}"
        case _:
            return f"due {short_day(occurrence.due)}"


def _occurrence(occurrence: Occurrence) -> str:
    name = occurrence_name(occurrence)
    return f" ({name})" if name else ""


def of_division(division: str) -> str:
    """A division behind what it is the division of."""
    return f" {division}" if division else ""


# What was recorded.


@quick
@dataclass(frozen=True, slots=True)
class Entry:
    """A mark just recorded, with everything its confirmation says."""

    occurrence: Occurrence
    title: str
    kind: MarkKind
    division: str
    author: str
    at: datetime
    note: str = ""
    done_on: date | None = None
    evidence: int = 0
    answered: int = 1
    owners: int = 1
    settled: bool = False
    missing: tuple[str, ...] = ()
    first: bool = False
    typed: str = ""
    corrected: bool = False

    @property
    def duty(self) -> str:
        """The duty by its label and the title of its measure."""
        return f"#{self.occurrence.duty.label} {title(self.title)}"

    @property
    def status(self) -> str:
        """What the mark says of which occurrence."""
        return f"{mark_word(self.kind)}{_occurrence(self.occurrence)}"


_RECORDED = Phrase("บันทึกแล้ว", "Recorded")
_CORRECTED = Phrase("แก้ไขแล้ว", "Corrected")


def recorded(entry: Entry) -> str:
    """The answer to a mark: what, which occurrence, who, when, note, evidence, how to undo."""
    verb = (_CORRECTED if entry.corrected else _RECORDED).said
    lines = [
        f"✅ {verb} {entry.duty}",
        f"{say('สถานะ', 'Status')}: {entry.status}",
        f"{_by(entry.author, entry.division)} {moment(entry.at)}",
    ]
    if entry.done_on is not None:
        on = short_day(entry.done_on)
        lines.append(say(f"ดำเนินการเมื่อ {on}", f"Done on {on}"))
    if entry.note:
        lines.append(f"{_note_word(entry.kind)}: {shortened(entry.note, _SHORT_NOTE)}")
    lines += _shared(entry)
    if entry.kind in (MarkKind.DONE, MarkKind.IN_PROGRESS):
        lines.append(_evidence(entry.evidence))
    if entry.first:
        lines.append(
            say(
                f"{entry.division} รายงานเป็นส่วนราชการแรก ขอบคุณค่ะ",
                f"{entry.division} is the first division to report, thank you",
            )
        )
    undo = say(f"แก้ไข: พิมพ์ #{entry.typed} ยกเลิก", f"To undo: type #{entry.typed} undo")
    return "\n".join([*lines, undo])


def _evidence(count: int) -> str:
    return say(
        f"หลักฐาน {number(count)} รายการ (ส่งรูปหรือไฟล์ต่อได้ภายใน ๕ นาที)",
        f"Evidence: {count} (send photos or files within 5 minutes)",
    )


def recorded_short(entry: Entry) -> str:
    """One line of several confirmations."""
    return f"✅ {entry.duty}: {entry.status}"


def undo_hint(label: str) -> str:
    """How to take one of several marks back."""
    return say(f"แก้ไข: พิมพ์ เช่น #{label} ยกเลิก", f"To undo: type for example #{label} undo")


def _note_word(kind: MarkKind) -> str:
    if kind is MarkKind.NOT_POSSIBLE:
        return say("เหตุผล", "Reason")
    return say("หมายเหตุ", "Note")


def _by(author: str, division: str) -> str:
    who = f"{author} ({division})" if author else division
    return say(f"โดย {who}", f"By {who}")


def _shared(entry: Entry) -> list[str]:
    if entry.owners < 2:
        return []
    if entry.settled:
        return [say("หน้าที่นี้ครบถ้วนแล้ว", "This duty is complete")]
    line = say(
        f"ตอบแล้ว {number(entry.answered)}/{number(entry.owners)} ส่วนราชการ",
        f"{entry.answered} of {entry.owners} divisions have answered",
    )
    if entry.missing:
        line += say(f" ยังขาด {listed(entry.missing)}", f"; missing: {listed(entry.missing)}")
    return [line]


def already(
    occurrence: Occurrence, kind: MarkKind, author: str, division: str, at: datetime
) -> str:
    """Somebody answered this before; nothing was changed."""
    what = f"#{occurrence.duty.label}{_occurrence(occurrence)}"
    return say(
        f"{what} รายงานแล้วว่า{mark_word(kind)}"
        f" {_by(author, division)} {moment(at)} จึงไม่มีการเปลี่ยนแปลง",
        f"{what} was reported {mark_word(kind)} before. {_by(author, division)} {moment(at)}."
        " Nothing was changed.",
    )


def undone(entry: Entry, taken_back: MarkKind, left: MarkKind | None) -> str:
    """A mark was taken back; what the division said before it holds again."""
    now = mark_word(left) if left else status_word(Status.PENDING)
    what = f"{entry.duty}{_occurrence(entry.occurrence)}"
    return "\n".join(
        [
            say(f"↩️ ถอนการรายงานแล้ว {what}", f"↩️ Taken back: {what}"),
            say(f"ที่ถอน: {mark_word(taken_back)}", f"It said: {mark_word(taken_back)}"),
            say(f"สถานะตอนนี้: {now}", f"Now: {now}"),
            f"{_by(entry.author, entry.division)} {moment(entry.at)}",
        ]
    )


def noted(entry: Entry) -> str:
    """A further note was kept."""
    what = f"{entry.duty}{_occurrence(entry.occurrence)}"
    note = f"{say('หมายเหตุ', 'Note')}: {shortened(entry.note, _SHORT_NOTE)}"
    return "\n".join(
        [
            say(f"📝 เพิ่มหมายเหตุแล้ว {what}", f"📝 Note added to {what}"),
            note if entry.note else say("แนบลิงก์แล้ว", "Link attached"),
            f"{_by(entry.author, entry.division)} {moment(entry.at)}",
        ]
    )


def evidence_kept(label: str, count: int, *, seen_with: str = "", looks_like: str = "") -> str:
    """Files were attached; ``seen_with`` names the duty they were handed in for before.

    ``looks_like`` names one that a photo of the same look was handed in for.
    """
    lines = [
        say(
            f"📎 แนบหลักฐานกับ #{label} แล้ว รวม {number(count)} รายการ",
            f"📎 Attached to #{label}; {count} in all",
        )
    ]
    if seen_with:
        lines.append(
            say(
                f"ไฟล์นี้เคยแนบกับ #{seen_with} ไว้แล้ว หากส่งผิดเรื่อง ยกเลิกการส่งรูปในแชทได้",
                f"This file was handed in for #{seen_with} before; unsend it if it is not for this",
            )
        )
    if looks_like:
        lines.append(
            say(
                f"รูปนี้คล้ายกับรูปที่แนบกับ #{looks_like} ไว้แล้ว หากส่งผิดเรื่อง ยกเลิกการส่งรูปในแชทได้",
                f"This photo looks like one of #{looks_like}; unsend it if it is not for this",
            )
        )
    return "\n".join(lines)


EVIDENCE_OF_WHAT = Phrase(
    "ได้รับไฟล์แล้ว เป็นหลักฐานของมาตรการใด พิมพ์ภายใน ๕ นาที เช่น #3 เสร็จ แล้วไฟล์จะแนบให้",
    "Got the file. Which measure is it for? Type within 5 minutes, for example #3 done.",
)


def evidence_lost() -> str:
    """The bytes could not be fetched from the app."""
    return say(
        "รับไฟล์นี้ไม่ได้ อาจใหญ่เกิน ๒๐ เมกะไบต์ ถูกยกเลิกการส่ง หรือไม่ใช่รูป วิดีโอ PDF Word หรือ Excel กรุณาส่งใหม่",
        "This file was not taken: over 20 MB, taken back, or no photo, video, PDF, Word or Excel."
        " Please send it again.",
    )


UNSENT_NOTE = "(ผู้ส่งยกเลิกข้อความ)"
NOTE_LABEL = Phrase("เพิ่มหมายเหตุ", "Add a note")
UNDO_LABEL = Phrase("ยกเลิก", "Undo")
TYPE_REASON_LABEL = Phrase("พิมพ์เหตุผลเอง", "Type a reason")
TAKE_BACK_LABEL = Phrase("ถอนการรายงาน", "Take it back")
DONE_ALREADY_LABEL = Phrase("เสร็จแล้ว", "Done")
NOTE_ONLY_LABEL = Phrase("หมายเหตุ", "Note")

# Refusals and questions.

UNKNOWN_SENDER = Phrase(
    "ระบบไม่ทราบชื่อผู้ส่ง จึงยังไม่บันทึก กรุณาส่งจากโทรศัพท์มือถือ (หรือปิดโหมดไม่ระบุชื่อ)",
    "The app does not say who sent this, so nothing was recorded."
    " Please send it from a phone, or stop posting anonymously.",
)
HAS_LEFT = Phrase(
    "แอปแจ้งว่าท่านออกจากกลุ่มนี้แล้ว จึงยังไม่บันทึก ถ้ายังอยู่ในกลุ่ม ให้ออกแล้วเข้าใหม่หนึ่งครั้ง แล้วส่งอีกครั้ง",
    "The app says you have left this group, so nothing was recorded."
    " If you are still in it, leave and join once more, then send it again.",
)
NOT_HANDLED = Phrase(
    "ขออภัย ระบบยังบันทึกข้อความนี้ไม่ได้และจะลองใหม่เอง อีก ๓ นาทีพิมพ์ #ค้าง เพื่อตรวจดู"
    " หากยังไม่บันทึก กรุณาส่งใหม่หรือแจ้งผู้ดูแลระบบ",
    "Sorry, this message is not recorded yet; another try follows. Type #open in 3 minutes;"
    " if it is still not recorded, send it again or tell the administrator.",
)
UNBOUND_GROUP = Phrase(
    "กลุ่มนี้ยังไม่ได้ผูกกับส่วนราชการ ขอรหัสจากผู้ดูแลระบบ แล้วพิมพ์ #รหัส ตามด้วยรหัสที่ได้รับ",
    "This group is not bound to a division yet. Ask the administrator for a code"
    " and type #code and the code.",
)
UNBOUND_PRIVATE = Phrase(
    "ยังไม่ได้ผูกกับส่วนราชการหรือบทบาท ขอรหัสจากผู้ดูแลระบบ แล้วพิมพ์รหัสที่ได้รับที่นี่",
    "You are not bound to a division or role yet."
    " Ask the administrator for a code and type it here.",
)
NO_PLAN_YET = Phrase(
    "ยังไม่มีแผนมาตรการในระบบ ส่งไฟล์แผน (Word, Excel, PDF หรือหน้าเว็บ) มาในแชทนี้"
    " ระบบจะอ่านและให้ท่านตรวจก่อนนำเข้า",
    "There is no plan yet. Send the plan file here; it is read and shown before it is used.",
)
NO_PLAN = Phrase(
    "ยังไม่มีแผนมาตรการในระบบ กรุณาแจ้งผู้ดูแลระบบ",
    "There is no plan yet; please tell the administrator.",
)
NOT_FOR_YOU = Phrase(
    "คำสั่งนี้สำหรับผู้บริหารและผู้ดูแลระบบเท่านั้น",
    "This is for executives and administrators only.",
)
ADMIN_ONLY = Phrase(
    "คำสั่งนี้สำหรับผู้ดูแลระบบในแชทส่วนตัวเท่านั้น",
    "This is for administrators in a private chat only.",
)
SEEN_BY_STAFF = Phrase(
    "ขอบคุณค่ะ เมื่อทำแล้วโปรดรายงาน เช่น พิมพ์ #3 เสร็จ · ดูที่ค้าง: พิมพ์ #ค้าง",
    "Thank you. When it is done please say so, for example #3 done · #open shows what is open.",
)
EXECUTIVE_ONLY = Phrase("คำสั่งนี้สำหรับผู้บริหารเท่านั้น", "This is for executives only.")
TOO_MANY = Phrase(
    "ระบุได้ครั้งละไม่เกิน ๖๐ มาตรการ กรุณาแบ่งพิมพ์",
    "At most 60 measures at a time; please type them in parts.",
)
ONE_AT_A_TIME = Phrase(
    "ส่งเอกสาร ภาพ หรือลิงก์ได้ครั้งละอย่าง ที่เหลือกรุณาพิมพ์ใหม่ทีละข้อความ",
    "One document, picture or link goes with an answer; please ask for the others again.",
)
TOO_FAST = Phrase(
    "ขออภัย ได้รับข้อความจากท่านเกิน ๖๐ ข้อความใน ๑ นาที ข้อความที่เกินยังไม่ได้บันทึก กรุณารอสัก ๑ นาทีแล้วส่งใหม่",
    "Sorry, you sent more than 60 messages in a minute; those beyond are not recorded."
    " Please wait a minute and send them again.",
)
BUTTON_EXPIRED = Phrase(
    "ปุ่มนี้ใช้ไม่ได้แล้ว กรุณาพิมพ์คำสั่งแทน", "This button has expired; please type the command."
)
STICKERS = Phrase("กรุณาพิมพ์เป็นข้อความ หรือพิมพ์ #ช่วยเหลือ", "Please type it as text, or type #help")


def no_plan_of(fiscal_year: int) -> str:
    return say(
        f"ไม่มีแผนมาตรการประจำปีงบประมาณ พ.ศ. {number(fiscal_year)} ในระบบ",
        f"There is no plan for fiscal year {fiscal_year}.",
    )


def no_such_measure(wanted: int, last: int, fiscal_year: int) -> str:
    return say(
        f"ไม่มีมาตรการที่ {number(wanted)} ในแผนปีงบประมาณ พ.ศ. {number(fiscal_year)}"
        f" (มีมาตรการที่ ๑–{number(last)})",
        f"There is no measure {wanted} in the plan of {fiscal_year} (it has 1–{last}).",
    )


def renumbered(old: int, new: int) -> str:
    return say(
        f"มาตรการที่ {number(old)} เดิม ปัจจุบันเป็นมาตรการที่ {number(new)} กรุณาพิมพ์ #{new}",
        f"What was measure {old} is measure {new} now; please type #{new}",
    )


def number_means_other(number_: int, new: int) -> str:
    return "\n" + say(
        f"แผนมีการแก้ไขเลขข้อ: มาตรการที่ {number(number_)} เดิม ปัจจุบันเป็นมาตรการที่ {number(new)}"
        f" ถ้าหมายถึงข้อเดิม กรุณายกเลิกแล้วพิมพ์ #{new}",
        f"The plan was renumbered: what was measure {number_} is measure {new} now."
        f" If you meant that one, undo this and type #{new}",
    )


def no_such_duty(label: str, known: Sequence[str]) -> str:
    names = listed([f"#{one}" for one in known])
    return say(
        f"ไม่มีหน้าที่ {label} หน้าที่ของมาตรการนี้คือ {names}",
        f"There is no duty {label}; this measure has {names}",
    )


def of_executive(label: str) -> str:
    return say(
        f"#{label} เป็นการกำกับติดตามของผู้บริหาร ไม่ต้องรายงานผล",
        f"#{label} is the executive's oversight; nobody reports it.",
    )


def not_yours(measure: int, owners: Sequence[str]) -> str:
    thai = f" ผู้รับผิดชอบคือ {listed(owners)}" if owners else ""
    english = f" Responsible: {listed(owners)}" if owners else ""
    return say(
        f"มาตรการที่ {number(measure)} ไม่อยู่ในความรับผิดชอบของกลุ่มนี้{thai}",
        f"Measure {measure} is not this chat's.{english}",
    )


def which_duty(measure: int) -> str:
    return say(
        f"มาตรการที่ {number(measure)} มีหลายหน้าที่ที่ยังไม่รายงาน หมายถึงข้อใด",
        f"Measure {measure} has several open duties. Which one?",
    )


def duty_choice(duty: Duty) -> str:
    """A duty on a button."""
    return f"{duty.letter}. {gist(duty, 46)}"


_WHO_REPORTS = re.compile(r"^(?:ให้)?เจ้าหน้าที่(?:ผู้รับผิดชอบ)?(?=[ก-ฮเแโใไ])")


def gist(duty: Duty, limit: int) -> str:
    """What a duty demands, without the words with which every clause of a plan begins."""
    return shortened(_WHO_REPORTS.sub("", " ".join(duty.text.split())), limit)


def which_division() -> str:
    return say(
        "ท่านรายงานแทนส่วนราชการใด (ถามครั้งเดียว ระบบจะจำไว้)",
        "Which division do you answer for? (asked once)",
    )


def which_measure() -> str:
    return say(
        "หมายถึงมาตรการที่เท่าไร พิมพ์เลขมาตรการด้วย เช่น #3 เสร็จ",
        "Which measure? Type its number as well, for example #3 done",
    )


def whose(measure: int) -> str:
    return say(
        f"มาตรการที่ {number(measure)} มีหลายส่วนราชการ รายงานแทนส่วนราชการใด",
        f"Measure {measure} belongs to several divisions. For which one do you answer?",
    )


def reason_wanted(occurrence: Occurrence, measure_title: str) -> str:
    duty = occurrence.duty
    head = f"#{duty.label} {title(measure_title)}{_occurrence(occurrence)}\n"
    return head + say(
        f"โปรดระบุเหตุผลที่ไม่สามารถดำเนินการได้ เช่น #{duty.label} ทำไม่ได้ ไม่มีงบประมาณ\n"
        f"เหตุผลที่พบบ่อย: {listed(REASONS)}\n"
        "ยังไม่มีการบันทึกจนกว่าจะระบุเหตุผล",
        f"Please say why it is not possible, for example #{duty.label} cannot no budget\n"
        f"Common reasons: {listed(REASONS)}\n"
        "Nothing is recorded until there is a reason",
    )


REASONS = (
    "ไม่มีงบประมาณ",
    "ขาดบุคลากร/โอนย้าย",
    "รอระเบียบ/หนังสือสั่งการ",
    "รอหน่วยงานอื่น",
    "เลื่อนไปไตรมาสถัดไป",
    "ระบบขัดข้อง",
)
"""They stand in the report, which is Thai whatever language the chat is."""


def nothing_open(measure: int) -> str:
    return say(
        f"มาตรการที่ {number(measure)} ไม่มีหน้าที่ที่ค้างรายงานในขณะนี้",
        f"Nothing of measure {measure} is open now.",
    )


def not_open_yet(occurrence: Occurrence) -> str:
    what, opens = f"#{occurrence.duty.label}{_occurrence(occurrence)}", occurrence.period.starts
    return say(
        f"{what} เปิดให้รายงานตั้งแต่วันที่ {day(opens)}", f"{what} can be reported from {day(opens)}"
    )


def no_such_occurrence(label: str, known: Sequence[str]) -> str:
    thai = f" งวดที่มีคือ {listed(known)}" if known else ""
    english = f" It has: {listed(known)}" if known else ""
    return say(f"#{label} ไม่มีงวดที่ระบุ{thai}", f"#{label} has no such occurrence.{english}")


def future_day(named: date) -> str:
    return say(
        f"วันที่ {day(named)} ยังมาไม่ถึง กรุณาตรวจสอบวันที่ ยังไม่มีการบันทึก",
        f"{day(named)} is still to come. Please check the date; nothing was recorded.",
    )


def nothing_to_undo(measure: int) -> str:
    return say(
        f"ยังไม่มีการรายงานของมาตรการที่ {number(measure)} ที่จะถอน",
        f"Nothing was reported of measure {measure} that could be taken back.",
    )


def note_wanted(label: str) -> str:
    return say(
        f"โปรดพิมพ์หมายเหตุต่อท้าย เช่น #{label} หมายเหตุ รอเอกสารจากจังหวัด",
        f"Please type the note behind it, for example #{label} note waiting for the province",
    )


def not_yet(measure: int | None) -> str:
    thai = f"มาตรการที่ {number(measure)} " if measure else ""
    english = f"Measure {measure}: not" if measure else "Not"
    return say(
        f"{thai}ยังไม่เสร็จใช่หรือไม่ ยังไม่มีการบันทึก เลือกหรือพิมพ์คำสั่งด้านล่าง",
        f"{english} done yet? Nothing was recorded; choose or type one of these:",
    )


def unclear() -> str:
    return say(
        "ไม่แน่ใจว่าต้องการบันทึกว่าอย่างไร ยังไม่มีการบันทึก เลือกหรือพิมพ์คำสั่งด้านล่าง",
        "It is not clear what to record. Nothing was recorded; choose or type one of these:",
    )


COURTESY = Phrase(
    "ด้วยความยินดีค่ะ ดูสิ่งที่ทำได้: พิมพ์ #ช่วยเหลือ", "You are welcome. What you can do: type #help"
)


def usual(*, leads: bool) -> list[str]:
    """What somebody most likely wants here."""
    if leads:
        return say("#สรุป|#ช่วยเหลือ", "#summary|#help").split("|")
    return say("#ค้าง|#3 เสร็จ|#ช่วยเหลือ", "#open|#3 done|#help").split("|")


def not_understood(suggestions: Sequence[str]) -> str:
    return say(
        "ไม่เข้าใจคำสั่ง ลองพิมพ์ " + " หรือ ".join(suggestions),
        "Not understood. Try " + " or ".join(suggestions),
    )


# Binding.

GREETING = Phrase(
    "สวัสดีค่ะ ระบบติดตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส",
    "Hello, this is Tidtam: it keeps track of the integrity measures.",
)
WHAT_IS_READ = Phrase(
    "ระบบอ่านเฉพาะข้อความที่ขึ้นต้นด้วย # หรือเรียกชื่อ หรือตอบกลับข้อความของระบบ",
    "It reads only messages that begin with #, mention it, or reply to it.",
)


UNBOUND_TELEGRAM = Phrase(
    "กลุ่มนี้ยังไม่ได้ผูกกับส่วนราชการ ขอรหัสจากผู้ดูแลระบบ แล้วตอบกลับข้อความนี้ด้วยรหัสที่ได้รับ",
    "This group is not bound to a division yet. Ask the administrator for a code"
    " and reply to this message with it.",
)


def joined_telegram() -> str:
    return f"{GREETING.said}\n{UNBOUND_TELEGRAM.said}\n{HELP_TELEGRAM.said}"


def joined_group() -> str:
    return f"{GREETING.said}\n{WHAT_IS_READ.said}\n{UNBOUND_GROUP.said}"


def joined_private() -> str:
    return f"{GREETING.said}\n{UNBOUND_PRIVATE.said}"


def welcome_back(names: Sequence[str]) -> str:
    return say(
        f"กลับมาแล้วค่ะ กลุ่มนี้ผูกกับ {listed(names)} เช่นเดิม พิมพ์ #ค้าง เพื่อดูงานที่ค้าง",
        f"Back again. This group is bound to {listed(names)} as before; type #open",
    )


def bound_division(name: str, *, private: bool) -> str:
    where = "แชทนี้" if private else "กลุ่มนี้"
    return say(
        f"ผูก{where}กับ {name} แล้ว\nพิมพ์ #ค้าง ดูงานที่ค้าง · #3 เสร็จ รายงานผล · #ช่วยเหลือ ดูวิธีใช้",
        f"Bound to {name}.\nType #open for what is open · #3 done to report · #help",
    )


def bound_executive(*, private: bool) -> str:
    who = "ท่านเป็นผู้บริหาร" if private else "กลุ่มนี้เป็นกลุ่มผู้บริหาร"
    whom = "You are an executive" if private else "This is the executives' group"
    return say(
        f"บันทึกแล้วว่า{who} พิมพ์ #สรุป ดูภาพรวม · #รายงาน ออกรายงาน · #ช่วยเหลือ",
        f"{whom} now. Type #summary for where things stand · #report · #help",
    )


def bound_admin() -> str:
    return say(
        "บันทึกแล้วว่าท่านเป็นผู้ดูแลระบบ\n"
        "๑. ส่งไฟล์แผนมาในแชทนี้\n"
        "๒. พิมพ์ #เชิญ ขอรหัสให้แต่ละกองและผู้บริหาร\n"
        "๓. พิมพ์ #ห้องแชท ดูว่าผูกครบหรือยัง\n"
        "คำสั่งอื่น: พิมพ์ #ช่วยเหลือ",
        "You are an administrator now.\n"
        "1. Send the plan file here\n"
        "2. Type #invite for the codes of divisions and executives\n"
        "3. Type #chats to see who is bound\n"
        "Type #help for what else you can do",
    )


CODE_WANTED = Phrase(
    "พิมพ์ #รหัส ตามด้วยรหัสที่ได้รับจากผู้ดูแลระบบ", "Type #code and the code from the administrator"
)
CODE_UNKNOWN = Phrase(
    "รหัสไม่ถูกต้อง กรุณาตรวจสอบหรือขอรหัสใหม่จากผู้ดูแลระบบ",
    "This code is wrong; check it or ask the administrator for a new one.",
)
CODE_EXPIRED = Phrase(
    "รหัสหมดอายุแล้ว กรุณาขอรหัสใหม่จากผู้ดูแลระบบ",
    "This code has expired; ask the administrator for a new one.",
)
CODE_USED = Phrase(
    "รหัสนี้ใช้ไปแล้ว กรุณาขอรหัสใหม่จากผู้ดูแลระบบ",
    "This code was used before; ask the administrator for a new one.",
)
CODE_THROTTLED = Phrase(
    "ใส่รหัสผิดหลายครั้ง กรุณารอ ๑ ชั่วโมงแล้วลองใหม่",
    "Too many wrong codes; please wait an hour and try again.",
)
CODE_ADMIN_IN_GROUP = Phrase(
    "รหัสผู้ดูแลระบบใช้ได้ในแชทส่วนตัวเท่านั้น รหัสนี้ถูกยกเลิกแล้ว กรุณาขอรหัสใหม่",
    "An administrator's code works in a private chat only. This one is void; ask for another.",
)
CODE_EXECUTIVE_IN_DIVISION = Phrase(
    "กลุ่มนี้ผูกกับส่วนราชการแล้ว จึงเป็นกลุ่มผู้บริหารไม่ได้ รหัสยังใช้ได้ที่อื่น",
    "This group is a division's and cannot be the executives'; the code still works elsewhere.",
)


def speaks_for(person: str, division: str) -> str:
    return say(
        f"จำไว้แล้วว่า {person} รายงานแทน {division} ในกลุ่มนี้",
        f"{person} answers for {division} in this group from now on.",
    )


def not_here(names: Sequence[str]) -> str:
    return say(
        f"ส่วนราชการที่ระบุไม่ได้ผูกกับกลุ่มนี้ กลุ่มนี้ผูกกับ {listed(names)}",
        f"That division is not bound here; this chat is bound to {listed(names)}",
    )


def no_such_division(name: str) -> str:
    return say(
        f"ไม่พบส่วนราชการ “{shortened(name, 60)}” ในทะเบียน",
        f"There is no division “{shortened(name, 60)}” on the register.",
    )


# Lists.

WHEN = {
    "overdue": Phrase("เลยกำหนด", "Overdue"),
    "this_month": Phrase("ภายในเดือนนี้", "This month"),
    "soon": Phrase("ภายใน ๓๐ วัน", "Within 30 days"),
    "later": Phrase("ถัดไป", "Later"),
    "undated": Phrase("ไม่กำหนดวัน", "Without a date"),
}
DONE_LABEL = Phrase("เสร็จ", "Done")
NOT_POSSIBLE_LABEL = Phrase("ทำไม่ได้", "Not possible")
IN_PROGRESS_LABEL = Phrase("กำลังทำ", "In progress")
NEXT_PAGE = Phrase("ดูต่อ", "More")
SHOW_ALL = Phrase("ดูทั้งหมด", "Show all")
NOTHING_OWED = Phrase("ไม่มีมาตรการที่ค้างรายงาน ขอบคุณค่ะ", "Nothing is open, thank you.")


def nothing_soon(later: int) -> str:
    """Nothing is pressing, but something comes."""
    return say(
        f"ไม่มีมาตรการที่ต้องรายงานภายใน ๓๐ วันนี้ ถัดไปมีอีก {number(later)} รายการ",
        f"Nothing is due within 30 days; {later} come later.",
    )


def paged(heading: str, page: int, pages: int) -> str:
    if pages < 2:
        return heading
    return say(
        f"{heading} (หน้า {number(page)}/{number(pages)})", f"{heading} (page {page}/{pages})"
    )


def typed(buttons: Sequence[Button]) -> list[str]:
    """What each button says, for those whose app shows no buttons."""
    verb = say("พิมพ์", "type")
    return [f"• {one.label}: {verb} {shortened(one.says, 120)}" for one in buttons if one.says]


def how_to_answer(command: str, *, by_reply: bool = False) -> str:
    """What to do; where plain words do not reach us, to what they must reply."""
    type_, en = ("ตอบกลับข้อความนี้", "reply") if by_reply else ("พิมพ์", "type")
    return say(
        f"รายงาน: กดปุ่ม หรือ{type_} เช่น #{command} เสร็จ (หรือ กำลังทำ · ทำไม่ได้ พร้อมเหตุผล)",
        f"To report: tap, or {en} for example #{command} done (or doing · cannot, with a reason)",
    )


def owed_title(names: Sequence[str]) -> str:
    return say(f"มาตรการที่ค้างรายงาน {listed(names)}", f"Open measures {listed(names)}").rstrip()


def item_detail(occurrence: Occurrence, today: date, whose: Sequence[str]) -> str:
    """How far the date is, and who owes it where that is not plain."""
    parts = [_distance(occurrence.due, today)]
    if whose:
        shown = list(whose[:_MOST_NAMES])
        rest = len(whose) - len(shown)
        more = say(f" และอีก {number(rest)}", f" and {rest} more") if rest else ""
        parts.append(f"{listed(shown)}{more}")
    return " · ".join(part for part in parts if part)


_MOST_NAMES = 6


def _distance(due: date | None, today: date) -> str:
    if due is None:
        return say("ไม่กำหนดวัน", "no date")
    days, on = (due - today).days, short_day(due)
    if days < 0:
        return say(f"เลยกำหนด {number(-days)} วัน ({on})", f"{-days} days overdue ({on})")
    return say(f"ครบกำหนด {on}", f"due {on}") if days else say("ครบกำหนดวันนี้", "due today")


# One measure in full.


def measure_title(wanted: int, measure: str, fiscal_year: int) -> str:
    name = shortened(measure, 200)
    return say(
        f"มาตรการที่ {number(wanted)} {name} (ปีงบประมาณ พ.ศ. {number(fiscal_year)})",
        f"Measure {wanted} {name} (fiscal year {fiscal_year})",
    )


def responsible(names: Sequence[str]) -> str:
    return f"{say('ผู้รับผิดชอบ', 'Responsible')}: {listed(names)}"


def duty_line(duty: Duty) -> str:
    executive = say(" (ผู้บริหารกำกับติดตาม)", " (the executive oversees)")
    whose = executive if duty.actor is Actor.EXECUTIVE else ""
    return f"#{duty.label} {shortened(duty.text, 120)}{whose}"


def occurrence_line(occurrence: Occurrence, status: str) -> str:
    name = occurrence_name(occurrence)
    return f"   {name}: {status}" if name else f"   {status}"


SEEN = Phrase("ผู้บริหารรับทราบแล้ว", "the executive has seen it")
NOT_SEEN = Phrase("รอผู้บริหารรับทราบ", "waits for the executive")


def said_line(kind: MarkKind, division: str, on: date, note: str) -> str:
    words = f" — {shortened(note, 120)}" if note else ""
    return f"   {mark_word(kind)} {division} {short_day(on)}{words}"


def more_occurrences(count: int) -> str:
    return say(f"   (อีก {number(count)} งวด)", f"   ({count} more)")


def waits_for_event(label: str) -> str:
    return say(
        f"   ยังไม่เกิดเหตุ เมื่อเกิดแล้วพิมพ์ #{label} เกิดแล้ว ตามด้วยวันที่",
        f"   Has not happened yet; when it has, type #{label} happened and the date",
    )


# Events, snoozing, decisions.


def happened(label: str, on: date, occurrence: Occurrence) -> str:
    due = occurrence.due
    thai = f" ครบกำหนดรายงาน {day(due)}" if due else ""
    english = f"; to be reported by {day(due)}" if due else ""
    return say(
        f"บันทึกแล้ว #{label} เกิดขึ้นเมื่อ {day(on)}{thai}",
        f"Recorded: #{label} happened on {day(on)}{english}",
    )


def happened_before(label: str, on: date) -> str:
    return say(
        f"#{label} บันทึกไว้แล้วว่าเกิดขึ้นเมื่อ {day(on)} จึงไม่มีการเปลี่ยนแปลง",
        f"#{label} was recorded as happened on {day(on)} before. Nothing was changed.",
    )


def event_awaited(label: str) -> str:
    return say(
        f"#{label} นับจากเหตุการณ์ที่ยังไม่เกิด เมื่อเกิดแล้วพิมพ์ #{label} เกิดแล้ว ตามด้วยวันที่",
        f"#{label} counts from an event that has not happened;"
        f" when it has, type #{label} happened and the date",
    )


def no_event(measure: int) -> str:
    return say(
        f"มาตรการที่ {number(measure)} ไม่มีหน้าที่ที่เริ่มนับจากเหตุการณ์",
        f"Measure {measure} has no duty that counts from an event.",
    )


def snoozed(measure: int, division: str, until: date) -> str:
    return say(
        f"พักการเตือนมาตรการที่ {number(measure)} ของ {division} ถึงวันที่ {day(until)}",
        f"{division} is not reminded of measure {measure} until {day(until)}.",
    )


SNOOZE_RANGE = Phrase("พักการเตือนได้ ๑–๓๐ วัน เช่น #พัก 3 7 วัน", "1 to 30 days, for example #snooze 3 7")


def conflict(occurrence: Occurrence, measure_title: str, division: str, note: str) -> str:
    """To the administrator: an owner of a shared duty said it is not possible."""
    duty = occurrence.duty
    what = f"#{duty.label} {title(measure_title)}{_occurrence(occurrence)}"
    reason = shortened(note, _SHORT_NOTE)
    return say(
        f"ต้องตัดสิน {what}\n{division} รายงานว่าไม่สามารถดำเนินการได้: {reason}\n"
        f"{decide_how(duty.label)}",
        f"To be decided: {what}\n{division} says it is not possible: {reason}\n"
        f"{decide_how(duty.label)}",
    )


def joint_settled(occurrence: Occurrence, measure_title: str, division: str) -> str:
    """To the other owners of a joint duty: one answer has settled it."""
    duty = occurrence.duty
    what = f"#{duty.label} {title(measure_title)}{_occurrence(occurrence)}"
    return say(
        f"{what} {division} รายงานแล้ว จึงไม่ต้องรายงานอีก",
        f"{what}: {division} has reported; you need not.",
    )


def nothing_to_decide(measure: int) -> str:
    return say(
        f"มาตรการที่ {number(measure)} ไม่มีเรื่องที่ต้องตัดสิน",
        f"There is nothing to decide about measure {measure}.",
    )


def decide_how(label: str) -> str:
    return say(
        f"พิมพ์ #{label} ตัดสิน เสร็จ หรือ #{label} ตัดสิน ทำไม่ได้ <เหตุผล>",
        f"Type #{label} decide done or #{label} decide cannot <reason>",
    )


def decided(occurrence: Occurrence, measure_title: str, status: Status, reason: str) -> str:
    duty = occurrence.duty
    what = f"#{duty.label} {title(measure_title)}{_occurrence(occurrence)}"
    because = f"\n{say('เหตุผล', 'Reason')}: {shortened(reason, _SHORT_NOTE)}" if reason else ""
    return f"{say('ตัดสินแล้ว', 'Decided:')} {what}: {status_word(status)}{because}"


# The executive.


def acknowledged(count: int, at: datetime) -> str:
    thai = f" บันทึกการกำกับติดตาม {number(count)} รายการ" if count else ""
    english = f"; {count} oversight duties recorded" if count else ""
    return say(
        f"บันทึกแล้วว่าผู้บริหารรับทราบ {moment(at)}{thai}",
        f"Acknowledged by the executive {moment(at)}{english}",
    )


URGE_WHOM = Phrase(
    "กำชับส่วนราชการใด เช่น #กำชับ กองช่าง เร่งรายงานภายในสัปดาห์นี้",
    "Urge which division? For example #urge กองช่าง please report this week",
)


def urged(division: str, chats: int) -> str:
    if not chats:
        return say(
            f"บันทึกการกำชับ {division} แล้ว แต่ยังไม่มีแชทของส่วนราชการนี้ ผู้ดูแลระบบจะแจ้งต่อ",
            f"Recorded, but {division} has no chat yet; the administrator will tell them.",
        )
    return say(
        f"กำชับ {division} แล้ว ระบบจะแจ้งในแชทของส่วนราชการ",
        f"{division} is urged; it is told in its chat.",
    )


def urging(note: str) -> str:
    words = f": {shortened(note, 500)}" if note else ""
    return say(f"ผู้บริหารกำชับให้เร่งดำเนินการ{words}", f"The executive urges you to act{words}")


def dear(name: str) -> str:
    """Below a message that somebody in the group should see."""
    return say(f"เรียน {name}", f"For {name}")


# Summary and report.


WHICH_SUMMARY = Phrase("ต้องการสรุปของส่วนราชการใด", "The summary of which division?")
ACKNOWLEDGE_LABEL = Phrase("รับทราบ", "Acknowledge")
URGE_LABEL = Phrase("กำชับ", "Urge")
URGE_HOW = Phrase(
    "กำชับ: กดปุ่ม หรือพิมพ์ #กำชับ ตามด้วยชื่อส่วนราชการ",
    "To urge: tap, or type #urge and the division",
)


def other_round(months: int) -> str:
    return say(f"ดูรอบ {number(months)} เดือน", f"The {months}-month round")


def round_name(months: int, fiscal_year: int) -> str:
    return say(
        f"รอบ {number(months)} เดือน ปีงบประมาณ พ.ศ. {number(fiscal_year)}",
        f"{months}-month round of fiscal year {fiscal_year}",
    )


def summary_title(round_: str, division: str) -> str:
    return say(
        f"สรุปผลการดำเนินการ{of_division(division)} {round_}",
        f"Where things stand{of_division(division)}: {round_}",
    )


def as_of_line(on: date) -> str:
    return say(f"ข้อมูล ณ วันที่ {day(on)}", f"As of {day(on)}")


def done_of(done: int, total: int, percent: str) -> str:
    return say(
        f"{status_word(Status.DONE)} {number(done)} จาก {number(total)} มาตรการ"
        f" (ร้อยละ {figures(percent)})",
        f"{done} of {total} measures done ({percent}%)",
    )


def before_line(done: int, total: int, percent: str) -> str:
    """Beside the whole year: its first round as it ended."""
    part, whole = number(done), number(total)
    return say(
        f"เมื่อสิ้นรอบ ๖ เดือน: {part} จาก {whole} มาตรการ (ร้อยละ {figures(percent)})",
        f"When the 6-month round ended: {part} of {whole} measures ({percent} %)",
    )


def counts(in_progress: int, not_possible: int, not_reported: int, not_due: int) -> str:
    return (
        f"{status_word(Status.IN_PROGRESS)} {number(in_progress)} · "
        f"{status_word(Status.NOT_POSSIBLE)} {number(not_possible)} · "
        f"{status_word(Status.PENDING)} {number(not_reported)} · "
        f"{status_word(Status.NOT_DUE)} {number(not_due)}"
    )


def division_line(name: str, done: int, total: int, overdue: int) -> str:
    late = say(f" · เลยกำหนด {number(overdue)} งวด", f" · {overdue} overdue") if overdue else ""
    return f"{name} {number(done)}/{number(total)}{late}"


OVERDUE_HEADING = Phrase("— เลยกำหนด —", "— Overdue —")
IMPOSSIBLE_HEADING = Phrase("— แจ้งว่าไม่สามารถดำเนินการได้ —", "— Said to be not possible —")
DIVISIONS_HEADING = Phrase("— รายส่วนราชการ —", "— By division —")


def impossible_line(number_: int, division: str, reason: str) -> str:
    why = shortened(reason, 120)
    return say(
        f"มาตรการที่ {number(number_)} {division}: {why}", f"Measure {number_} {division}: {why}"
    )


def overdue_line(label: str, measure: str, names: Sequence[str]) -> str:
    return f"#{label} {shortened(measure, 40)}" + (f" ({listed(names)})" if names else "")


def and_more(count: int, command: str) -> str:
    return say(f"และอีก {number(count)} รายการ พิมพ์ {command}", f"and {count} more: type {command}")


def which_format(round_: str) -> str:
    return say(f"ต้องการรายงาน {round_} เป็นแฟ้มแบบใด", f"The report, {round_}: in which format?")


_FORMATS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel"}


def making(format_: str, round_: str, on: date, division: str) -> str:
    whose = say(f" เฉพาะ {division}", f" of {division} alone") if division else ""
    return say(
        f"รายงาน{whose} {round_} ({_FORMATS.get(format_, format_)}) ข้อมูล ณ วันที่ {day(on)}",
        f"The report{whose}, {round_} ({_FORMATS.get(format_, format_)}), as of {day(on)}",
    )


# Help.


def help_title(role: str) -> str:
    return say(f"สิ่งที่ทำได้ที่นี่ ({role})", f"What you can do here ({role})")


HELP_ROLES = {
    "staff": Phrase("เจ้าหน้าที่", "staff"),
    "executive": Phrase("ผู้บริหาร", "executive"),
    "admin": Phrase("ผู้ดูแลระบบ", "administrator"),
}
HELP_MORE = Phrase("คำสั่งทั้งหมด: พิมพ์ #ช่วยเหลือ ทั้งหมด", "Everything: type #help all")
HELP_TELEGRAM = Phrase(
    "ในกลุ่ม Telegram ตอบกลับข้อความของระบบ เช่น 3 เสร็จ หรือเลือกคำสั่งจากเมนู /"
    " (ข้อความที่ขึ้นต้นด้วย # อย่างเดียวอาจไม่ถึงระบบ)",
    "In a Telegram group reply to its messages, for example 3 done, or choose from the / menu"
    " (a line that only begins with # may not reach it).",
)
HELP_GROUP = Phrase(
    "ในกลุ่ม ขึ้นต้นด้วย # หรือตอบกลับข้อความของระบบ · ระบบไม่อ่านอัลบั้มและโน้ตของ LINE",
    "In a group begin with # or reply to its messages · LINE's albums and notes never reach it",
)


# The administrator.


def invited(name: str, code: str, days: int, *, person: bool) -> str:
    """A code and where it is typed: by a person 1:1, or in the group of a division."""
    thai, english = _CODE_OF_PERSON if person else _CODE_OF_DIVISION
    return say(
        f"รหัสสำหรับ {name}: {code}\n{thai.format(code=code)}\nใช้ได้ครั้งเดียวภายใน {number(days)} วัน",
        f"Code for {name}: {code}\n{english.format(code=code)}\nIt works once, within {days} days.",
    )


_CODE_OF_PERSON = (
    "ให้เจ้าตัวเพิ่มบัญชีนี้เป็นเพื่อน แล้วพิมพ์ #รหัส {code} ในแชทส่วนตัวกับบัญชีนี้",
    "He or she adds this account and types #code {code} to it in private.",
)
_CODE_OF_DIVISION = (
    ("เชิญบัญชีนี้เข้ากลุ่มของกอง แล้วให้ใครก็ได้ในกลุ่มพิมพ์ #รหัส {code} (กลุ่ม Telegram พิมพ์ /code@ชื่อบอท {code})"),
    (
        "Invite this account into the division's group; anybody there types #code {code}"
        " (in a Telegram group /code@name_of_the_bot {code})."
    ),
)


INVITE_WHOM = Phrase("ขอรหัสให้ใคร", "A code for whom?")
NO_CHATS = Phrase("ยังไม่มีแชทที่ผูกไว้", "No chat is bound yet.")
UNTITLED = Phrase("(ไม่มีชื่อ)", "(no name)")


def chat_line(
    name: str, serves: Sequence[str], members: int, *, private: bool, active: bool
) -> str:
    group = say(f"กลุ่ม {number(members)} คน", f"group of {members}")
    kind = say("แชทส่วนตัว", "private") if private else group
    state = "" if active else say(" · ปิดแล้ว", " · closed")
    unbound = say("ยังไม่ผูก", "not bound")
    return f"• {name or UNTITLED.said} ({kind}{state}): {listed(serves) or unbound}"


def without_chat(names: Sequence[str]) -> str:
    return say(
        f"ยังไม่มีแชท (ผู้ดูแลระบบรายงานแทน): {listed(names)}",
        f"Without a chat (the administrator answers for them): {listed(names)}",
    )


AUDIENCE = {
    "division": Phrase("ส่วนราชการ", "division"),
    "executive": Phrase("ผู้บริหาร", "executive"),
    "admin": Phrase("ผู้ดูแลระบบ", "administrator"),
}


HOLIDAY_HOW = Phrase(
    "วันหยุดราชการประจำปีมีอยู่แล้ว เพิ่มหรือแก้: พิมพ์"
    " #วันหยุด 5 พ.ค. 2566 หยุด <เหตุผล> หรือ #วันหยุด 5 พ.ค. 2566 ทำการ",
    "Public holidays are known. To add or change:"
    " #วันหยุด 5 พ.ค. 2566 หยุด <reason> or #วันหยุด 5 พ.ค. 2566 ทำการ",
)
NO_HOLIDAYS = Phrase("ยังไม่มีวันหยุดที่กำหนดเพิ่ม", "No holiday was changed yet.")


def holiday_line(on: date, reason: str, *, closed: bool) -> str:
    kind = say("หยุด", "holiday") if closed else say("ทำการ", "working day")
    return f"{day(on)} {kind} {shortened(reason, _SHORT_NOTE)}".rstrip()


def holiday_kept(on: date, *, closed: bool) -> str:
    return say(
        f"บันทึกแล้ว {day(on)} เป็นวัน{'หยุด' if closed else 'ทำการ'} และคำนวณวันเตือนใหม่แล้ว",
        f"{day(on)} is a {'holiday' if closed else 'working day'} now; reminders follow.",
    )


ALL_SETTLED = Phrase(
    "ตัดสินข้อค้นพบครบแล้ว ขั้นต่อไป: พิมพ์ #เชิญ ขอรหัสให้แต่ละกอง · #ห้องแชท ดูว่าผูกครบหรือยัง",
    "Every finding is settled. Next: #invite for each division's code · #chats shows who is bound",
)
NO_FINDINGS = Phrase("ไม่มีข้อค้นพบที่รอการตัดสิน", "No finding waits to be settled.")
CONFIRM = "รับทราบตามที่อ่าน"


def finding_text(title: str, place: int, lines: Sequence[str], options: Sequence[str]) -> str:
    """A finding and what may be typed to settle it."""
    verb = say("พิมพ์", "Type")
    typed_ = [f"{verb} #ข้อค้นพบ {place} ตอบ {n} = {label}" for n, label in enumerate(options, 1)]
    return "\n".join([title, *lines, *typed_])


def finding_title(place: int, count: int, measure: int | None) -> str:
    """Which finding, of which measure, and how many are left with it."""
    of = say(f" มาตรการที่ {number(measure)}", f", measure {measure}") if measure else ""
    return say(
        f"ข้อค้นพบที่ {number(place)}{of} (เหลือ {number(count)})",
        f"Finding {place}{of} ({count} left)",
    )


FINDING_WRONG = Phrase(
    "ถ้าอ่านไม่ตรง แก้ไฟล์แผนแล้วส่งมาในแชทนี้อีกครั้ง",
    "If that is not right, mend the plan file and send it here again.",
)


def finding_message(message: str) -> str:
    return shortened(message, 500)


def finding_source(source: str) -> str:
    return f"{say('ข้อความ', 'Text')}: “{shortened(source, 400)}”"


def finding_settled(place: int, label: str) -> str:
    return say(f"ข้อค้นพบที่ {number(place)}: {label}", f"Finding {place}: {label}")


def no_such_finding(place: int) -> str:
    return say(
        f"ไม่มีข้อค้นพบที่ {number(place)} ที่รอการตัดสิน",
        f"No finding {place} waits to be settled.",
    )
