"""Sentences of the command that loads a plan over another: what was kept, what is different."""

from datetime import date

from handlers.desk_texts import Language, Sentence
from plans.differences import Change, Difference
from plans.thai import Script, print_short_date

DECIDED_BEFORE = Sentence(
    "ใช้คำตอบที่ตัดสินใจไว้แล้ว {count} เรื่อง", "{count} findings keep what was decided before"
)
DIFFERENCES = Sentence(
    "เทียบกับแผนปีงบประมาณ {year} ที่ใช้อยู่ ต่างกัน {count} รายการ",
    "{count} differences from the plan of {year} in force",
)
NO_DIFFERENCES = Sentence(
    "ไม่ต่างจากแผนปีงบประมาณ {year} ที่ใช้อยู่", "no different from the plan of {year} in force"
)
_CHANGES = {
    Change.ORGANISATION: Sentence(
        "หน่วยงานไม่ตรงกัน “{before}” เป็น “{after}” โปรดตรวจว่าเป็นไฟล์ของหน่วยงานนี้",
        "another office: “{before}” to “{after}”; is this the right file?",
    ),
    Change.ADDED: Sentence("เพิ่ม #{label} {after}", "added #{label} {after}"),
    Change.REMOVED: Sentence(
        "ตัดออก #{label} (เลขเดิม) {before}", "removed #{label} (its old number) {before}"
    ),
    Change.RENUMBERED: Sentence(
        "เปลี่ยนเลข #{before} เป็น #{label} {after}", "renumbered #{before} to #{label} {after}"
    ),
    Change.REWORDED: Sentence(
        "เปลี่ยนข้อความ #{label} “{before}” เป็น “{after}”", "reworded #{label} “{before}” to “{after}”"
    ),
    Change.ISSUE: Sentence(
        "ย้ายประเด็น #{label} จาก “{before}” ไป “{after}”",
        "moved #{label} from “{before}” to “{after}”",
    ),
    Change.OWNERS: Sentence(
        "เปลี่ยนผู้รับผิดชอบ #{label} “{before}” เป็น “{after}”",
        "other owners of #{label}: “{before}” to “{after}”",
    ),
    Change.STEPS: Sentence(
        "แก้ไขขั้นตอน #{label} (เดิม {before} ขั้นตอน เป็น {after} ขั้นตอน)",
        "steps of #{label} changed (from {before} to {after})",
    ),
    Change.DUE: Sentence(
        "กำหนดเปลี่ยน #{label} จาก {before} เป็น {after}",
        "dates of #{label} changed from {before} to {after}",
    ),
}
_ANSWERED = Sentence(" (รายงานแล้ว {answers} รายการ เก็บไว้)", " ({answers} answers so far, kept)")
_MOVED_ALONG = Sentence(
    " (รายงานแล้ว {answers} รายการ นับให้กำหนดใหม่)",
    " ({answers} answers so far count for the new date)",
)
_NO_DATES = Sentence("ไม่มีกำหนดวัน", "no dates")


def difference(one: Difference, language: Language) -> str:
    """One line of what an amended plan changes."""
    is_due = one.change is Change.DUE
    before = _days(one.dues_before, language) if is_due else one.before
    after = _days(one.dues_after, language) if is_due else one.after
    line = _CHANGES[one.change].in_(language, label=one.label, before=before, after=after)
    if not one.answers:
        return line
    answered = _MOVED_ALONG if one.moves else _ANSWERED
    return line + answered.in_(language, answers=one.answers)


def _days(days: tuple[date, ...], language: Language) -> str:
    if language is Language.ENGLISH:
        written = [day.isoformat() for day in days]
    else:
        written = [print_short_date(day, Script.ARABIC) for day in days]
    return " ".join(written) or _NO_DATES.in_(language)
