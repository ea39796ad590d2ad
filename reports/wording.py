"""The report's words for time, names and counts, and its digits in one script.

Everything is written with Arabic digits first; ``in_digits`` turns a finished document's digits
into the office's script, leaving codes and addresses alone.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from plans import rounds, thai
from plans.model import (
    ClauseKind,
    Evidence,
    Instrument,
    Occurrence,
    Organisation,
    Period,
)
from plans.rounds import Round
from plans.thai import Script
from reports.pages import Text
from reports.report import Tally

NOT_REPORTED = "ยังไม่ได้รับรายงาน"
NOT_POSSIBLE = "ไม่สามารถดำเนินการได้"
IN_PROGRESS = "อยู่ระหว่างดำเนินการ"
DONE = "ดำเนินการแล้วเสร็จ"
NOT_DUE = "ยังไม่ถึงกำหนด"
NOTHING = "-"
NONE = "- ไม่มี"
_KINDS_OF_OFFICE = (
    "เทศบาล",
    "องค์การบริหารส่วนตำบล",
    "องค์การบริหารส่วนจังหวัด",
    "เมืองพัทยา",
    "กรุงเทพมหานคร",
)

# --- digits -------------------------------------------------------------------------------------

_KEPT = re.compile(
    # addresses, file names, words of Latin letters with their digits (E1, O13, COVID-19), and
    # duties as they are typed: #3ก
    r"#\d+[ก-ฮ]?(?![ก-๎])"
    r"|(?:https?://|www\.)\S+"
    r"|\S+@\S+"
    r"|\S+\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|zip|jpe?g|png|gif|heic|webp|mp4|mov|m4a)\b"
    r"|[A-Za-z][A-Za-z0-9๐-๙_./:#%?&=+~-]*"
)

_FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# marks of direction turn around what stands behind them, on paper as much as on a screen
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NEW_LINE = re.compile("\r\n?|[\u000b\u000c\u0085\u2028\u2029]")


def in_digits(text: str, script: Script) -> str:
    """The text in one script of digits; codes, addresses, e-mail and file names as they are."""
    parts, at = [], 0
    for kept in _KEPT.finditer(text):
        parts += [thai.in_script(text[at : kept.start()], script), kept[0]]
        at = kept.end()
    return "".join([*parts, thai.in_script(text[at:], script)])


def printable(text: str) -> str:
    """The text without what XML forbids and marks of direction, every kind of line end made one."""
    return _DIRECTION.sub("", _FORBIDDEN.sub("", _NEW_LINE.sub("\n", text)))


def wrapped(text: str, letters: float) -> int:
    """About how many lines the text takes, at so many letters a line; marks take no room."""
    lines = (
        sum(unicodedata.category(letter) != "Mn" for letter in line) for line in text.split("\n")
    )
    return sum(max(1, math.ceil(length / letters)) for length in lines)


# --- time ---------------------------------------------------------------------------------------


def month(day: date) -> str:
    """เมษายน 2566."""
    return thai.print_month(day, Script.ARABIC)


def day(value: date) -> str:
    """30 เมษายน 2566."""
    return thai.print_date(value, Script.ARABIC)


def short_day(value: date) -> str:
    """30 เม.ย. 66."""
    return thai.print_short_date(value, Script.ARABIC)


def day_in_full(value: date) -> str:
    """The form of results: วันที่ 1 เดือน ตุลาคม พ.ศ. 2565."""
    year = thai.print_year(value.year, Script.ARABIC)
    return f"วันที่ {value.day} เดือน {thai.MONTHS[value.month - 1]} พ.ศ. {year}"


def deadline(due: date) -> str:
    """ภายในเดือนเมษายน 2566; a day that is no month's end is named."""
    if due == rounds.month_end(due):
        return f"กำหนดแล้วเสร็จภายในเดือน{month(due)}"
    return f"กำหนดแล้วเสร็จภายในวันที่ {day(due)}"


def period(value: Period, *, in_days: bool = False) -> str:
    """A fiscal year, whole months, or days, the shortest way that says it all."""
    year = rounds.fiscal_year_of(value.starts)
    if not in_days and value == rounds.fiscal_period(year):
        return f"ปีงบประมาณ พ.ศ. {year}"
    whole = value.starts.day == 1 and value.ends == rounds.month_end(value.ends)
    if in_days or not whole:
        return f"{day(value.starts)} - {day(value.ends)}"
    return months(value)


def months(value: Period) -> str:
    """ตุลาคม 2565 - มีนาคม 2566; the year once where it is the same."""
    if value.starts.year != value.ends.year:
        return f"{month(value.starts)} - {month(value.ends)}"
    if value.starts.month == value.ends.month:
        return month(value.ends)
    return f"{thai.MONTHS[value.starts.month - 1]} - {month(value.ends)}"


def round_of(round_: Round) -> str:
    """รอบ 6 เดือน."""
    return f"รอบ {round_.months} เดือน"


def occurrence(value: Occurrence) -> str:
    """What an occurrence is called: its month, quarter, half-year, else its due date."""
    ends = value.period.ends
    length = round((ends - value.period.starts).days / 30.4)
    if value.due is None or value.duty.kind is not ClauseKind.RECURRING:
        return day(value.due) if value.due else months(value.period)
    if length <= 1 and ends - value.period.starts > timedelta(days=20):
        return f"เดือน{month(ends)}"
    if length == 3:
        quarter = (ends.month - 10) % 12 // 3 + 1
        return f"ไตรมาสที่ {quarter}"
    return months(value.period) if length >= 2 else f"งวดวันที่ {day(value.due)}"


def edition(number: int) -> str:
    """(ฉบับแก้ไขครั้งที่ 1), nothing for the first issue."""
    return f"(ฉบับแก้ไขครั้งที่ {number})" if number else ""


# --- names --------------------------------------------------------------------------------------


def office(organisation: Organisation) -> str:
    """The office's own word for itself in results: เทศบาล, องค์การบริหารส่วนตำบล…"""
    name = organisation.name
    if name.startswith("อบต"):
        return "องค์การบริหารส่วนตำบล"
    return next((kind for kind in _KINDS_OF_OFFICE if name.startswith(kind)), "หน่วยงาน")


_ACTING = re.compile(
    r"\s*((?:รักษา(?:ราช)?การ(?:ในตำแหน่ง|แทน)?|ปฏิบัติ(?:หน้าที่|ราชการแทน))(?:แทน)?)\s*(?=\S)"
)


def position_lines(position: str) -> tuple[str, ...]:
    """A position as it stands under a name; whoever acts for another names the other's below."""
    acting = _ACTING.search(position)
    if acting is None or not acting.start():
        return (position,)
    own = f"{position[: acting.start()]} {acting[1]}"
    return (own, position[acting.end() :])


def held_office(position: str) -> str:
    """The office a person acts for, or holds."""
    return position_lines(position)[-1]


def place(organisation: Organisation) -> str:
    """อำเภอ… จังหวัด…, without what is unknown."""
    parts = (("อำเภอ", organisation.district), ("จังหวัด", organisation.province))
    return "  ".join(f"{word}{name}" for word, name in parts if name)


def group_heading(issue: str | None, instrument: Instrument | None) -> str:
    """เครื่องมือการประเมิน OIT / ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล."""
    tool = f"เครื่องมือการประเมิน {instrument}" if instrument else ""
    return " / ".join(part for part in (tool, issue or "") if part)


# --- counts -------------------------------------------------------------------------------------


def compared(before: Tally, now: Tally) -> str:
    """How much more is done than when the round before ended, in points of a hundred."""
    more = now.percent - before.percent
    change = f"{'เพิ่มขึ้น' if more > 0 else 'ลดลง'} {abs(more)} จุดร้อยละ" if more else "เท่าเดิม"
    then = f"{before.done} จาก {before.total} มาตรการ (ร้อยละ {before.percent})"
    return f"เทียบกับเมื่อสิ้นรอบ 6 เดือน ซึ่ง{DONE} {then}: {change}"


def counts(tally: Tally) -> str:
    """All counts of a tally in one line."""
    parts = (
        f"มาตรการทั้งหมด {tally.total} มาตรการ",
        f"{DONE} {tally.done} มาตรการ (ร้อยละ {tally.percent})",
        f"{IN_PROGRESS} {tally.in_progress} มาตรการ",
        f"{NOT_POSSIBLE} {tally.not_possible} มาตรการ",
        f"{NOT_DUE} {tally.not_due} มาตรการ",
        f"{NOT_REPORTED} {tally.not_reported} มาตรการ",
    )
    return "   ".join(parts)


def listed(texts: Iterable[str]) -> tuple[Text, ...]:
    """Numbered lines; one alone needs no number."""
    items = tuple(texts)
    if len(items) == 1:
        return (Text(items[0]),)
    return tuple(Text(f"{n}. {item}", hanging=True) for n, item in enumerate(items, 1))


def difference(value: Decimal) -> str:
    """+1.16 or -24.39, with the words the comparison of scores uses."""
    if not value:
        return "0.00"
    return f"เพิ่มขึ้น {value:.2f}" if value > 0 else f"ลดลง {-value:.2f}"


def evidence(one: Evidence) -> str:
    """A link's address, or the name of a photo or file."""
    return one.url or one.name or "ไฟล์แนบ"


def address(one: Evidence) -> str | None:
    """Where the evidence can be opened; only web addresses become links."""
    url = one.url or ""
    return url if url.startswith(("https://", "http://")) else None
