"""Official sentences of the report: results, periods and dates in words, digits of one script.

Everything is written with Arabic digits first; ``in_digits`` turns a finished document's digits
into the office's script, leaving codes and addresses alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from plans import rounds, thai
from plans.model import (
    ClauseKind,
    Duty,
    Every,
    Evidence,
    Instrument,
    MarkKind,
    Measure,
    Occurrence,
    Organisation,
    Period,
    Status,
)
from plans.rounds import Round
from plans.thai import Script
from reports.pages import Text
from reports.report import Line, Oversight, Ruling, Said, Share, Tally

NOT_REPORTED = "ยังไม่ได้รับรายงาน"
NOT_POSSIBLE = "ไม่สามารถดำเนินการได้"
IN_PROGRESS = "อยู่ระหว่างดำเนินการ"
DONE = "ดำเนินการแล้วเสร็จ"
NOT_DUE = "ยังไม่ถึงกำหนด"
NOTHING = "-"
NONE = "- ไม่มี"
_NO_REASON = "(ไม่ได้ระบุเหตุผล)"
_NOT_FOLLOWED = f"{NOT_REPORTED} (แผนไม่ได้กำหนดการรายงานของรายการนี้)"

_SETTLED = {Status.DONE: DONE, Status.NOT_POSSIBLE: NOT_POSSIBLE}

_KINDS_OF_OFFICE = (
    "เทศบาล",
    "องค์การบริหารส่วนตำบล",
    "องค์การบริหารส่วนจังหวัด",
    "เมืองพัทยา",
    "กรุงเทพมหานคร",
)
_UNITS = {
    Every.DAY: "วัน",
    Every.WEEK: "สัปดาห์",
    Every.MONTH: "เดือน",
    Every.QUARTER: "ไตรมาส",
    Every.YEAR: "ปี",
}

# --- digits -------------------------------------------------------------------------------------

_KEPT = re.compile(
    # addresses, file names, and words of Latin letters with their digits: E1, O13, COVID-19
    r"(?:https?://|www\.)\S+"
    r"|\S+@\S+"
    r"|\S+\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|zip|jpe?g|png|gif|heic|webp|mp4|mov|m4a)\b"
    r"|[A-Za-z][\w./:#%?&=+~-]*"
)


def in_digits(text: str, script: Script) -> str:
    """The text in one script of digits; codes, addresses, e-mail and file names as they are."""
    parts, at = [], 0
    for kept in _KEPT.finditer(text):
        parts += [thai.in_script(text[at : kept.start()], script), kept[0]]
        at = kept.end()
    return "".join([*parts, thai.in_script(text[at:], script)])


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


# --- names --------------------------------------------------------------------------------------


def office(organisation: Organisation) -> str:
    """The office's own word for itself in results: เทศบาล, องค์การบริหารส่วนตำบล…"""
    name = organisation.name
    if name.startswith("อบต"):
        return "องค์การบริหารส่วนตำบล"
    return next((kind for kind in _KINDS_OF_OFFICE if name.startswith(kind)), "หน่วยงาน")


def place(organisation: Organisation) -> str:
    """อำเภอ… จังหวัด…, without what is unknown."""
    parts = (("อำเภอ", organisation.district), ("จังหวัด", organisation.province))
    return "  ".join(f"{word}{name}" for word, name in parts if name)


def group_heading(issue: str | None, instrument: Instrument | None) -> str:
    """เครื่องมือการประเมิน OIT / ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล."""
    tool = f"เครื่องมือการประเมิน {instrument}" if instrument else ""
    return " / ".join(part for part in (tool, issue or "") if part)


# --- results ------------------------------------------------------------------------------------


def results(
    line: Line,
    own_name: str,
    *,
    step: int | None = None,
    outcomes: bool = True,
    monitored: bool = False,
) -> tuple[Text, ...]:
    """What was done of a measure in words, one line per division and duty, never blank.

    ``own_name`` is what the office calls itself, said when there is but one division.
    With ``step`` only what belongs to that step, as dashed lines; ``outcomes`` puts what came of
    it behind the words, for forms that have no column of their own for it; ``monitored`` forms
    print the clauses, so that a line can refer to one.
    """
    shares = [s for s in line.shares if step is None or (s.duty.step or 1) == step]
    several = len({share.division for share in line.shares}) > 1
    told = _Teller(line, own_name, named=several, monitored=monitored)
    blocks = [list(b) for b in told.blocks(shares, refer=step is None, outcomes=outcomes)]
    if step is not None:
        blocks = blocks or [[NOTHING]]
        return tuple(t for block in blocks for t in _marked("-", block))
    numbers = [f"{n}." for n in range(1, len(blocks) + 1)]
    if len(blocks) == 1 and line.status is not Status.DONE:
        numbers = [""]
    texts = [t for n, b in zip(numbers, blocks, strict=True) for t in _marked(n, b)]
    rulings = (Text(_ruling(one)) for one in line.rulings)
    return (*texts, *rulings, *(Text(_oversight(one)) for one in line.oversight if one.due))


def _marked(mark: str, block: Sequence[str]) -> Iterator[Text]:
    first = block[0] if block[0] == mark else f"{mark} {block[0]}".strip()
    yield Text(first, hanging=bool(mark))
    yield from (Text(more, hanging=True) for more in block[1:])


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts one measure's shares into words; divisions are named where there are several."""

    line: Line
    own_name: str
    named: bool
    monitored: bool

    def blocks(
        self, shares: Sequence[Share], *, refer: bool, outcomes: bool
    ) -> Iterator[Iterable[str]]:
        """The lines of each division, those that have said nothing of a duty together."""
        if not self.line.shares:
            yield [_SETTLED.get(self.line.status, _NOT_FOLLOWED)]
        several = len({share.duty.label for share in shares}) > 1
        for _, same in groupby(shares, key=lambda s: s.duty.label):
            own = tuple(same)
            reference = (
                _reference(own[0].duty, monitored=self.monitored) if several and refer else ""
            )
            for share in own:
                if share.said:
                    yield self.told(share, reference, outcomes=outcomes)
            yield from self.silent([s for s in own if not s.said], reference)

    def who(self, share: Share) -> str:
        """The division, or the office's own word for itself when there is but one division."""
        return share.division if self.named and share.division else self.own_name

    def told(self, share: Share, reference: str, *, outcomes: bool) -> Iterator[str]:
        """What a division said in the order it was said, then what is still open."""
        who = f"{reference}{self.who(share)}"
        if share.due > 1:
            counted = f"{share.answered} จาก {share.due} {unit(self.line.measure, share)}"
            yield f"{who}รายงานแล้ว {counted}"
            yield from _each(share, outcomes=outcomes)
        else:
            first, *others = share.said
            yield sentence(first, who, outcomes=outcomes)
            yield from (f"- {sentence(one, '', outcomes=outcomes)}" for one in others)
        yield from _still_open(share)

    def silent(self, shares: Sequence[Share], reference: str) -> Iterator[list[str]]:
        """Divisions of which nothing was heard, together where the words are the same."""
        words: dict[str, list[str]] = {}
        for share in shares:
            words.setdefault(self.silence(share), []).append(share.division)
        for said, divisions in words.items():
            names = f"{', '.join(divisions)}: " if self.named and all(divisions) else ""
            yield [f"{reference}{names}{said}"]

    def silence(self, share: Share) -> str:
        """What is said of a division that has said nothing."""
        if share.status is Status.NOT_DUE:
            return f"{IN_PROGRESS} {deadline(share.next_due)}" if share.next_due else NOT_DUE
        if share.due > 1:
            return f"{NOT_REPORTED} (0 จาก {share.due} {unit(self.line.measure, share)})"
        return NOT_REPORTED


def _reference(duty: Duty, *, monitored: bool) -> str:
    """Which printed clause or step of the measure a line answers."""
    if duty.step:
        return f"ขั้นตอนที่ {duty.step} "
    return f"ข้อ {duty.clause} " if monitored and duty.clause else ""


def _each(share: Share, *, outcomes: bool) -> Iterator[str]:
    """One line for each thing said of a recurring duty, under the name of its occurrence."""
    for said in share.said:
        plain = said.kind is MarkKind.DONE
        words = _dated(said, outcomes) if plain else sentence(said, "", outcomes=outcomes)
        yield f"- {occurrence(said.occurrence)}: {words}"


def _still_open(share: Share) -> Iterator[str]:
    if share.missing and share.due > 1:
        yield f"- {NOT_REPORTED}: {', '.join(occurrence(one) for one in share.missing)}"
    elif share.missing:
        yield f"- {NOT_REPORTED}ว่าแล้วเสร็จ"
    elif share.next_due and share.due <= 1 and share.status is not Status.DONE:
        yield f"- {deadline(share.next_due)}"


def unit(measure: Measure, share: Share) -> str:
    """What the occurrences of a duty are counted in: เดือน, ไตรมาส, ครั้ง."""
    number = share.duty.clause
    if number is None or not 0 < number <= len(measure.clauses):
        return "ครั้ง"
    clause = measure.clauses[number - 1]
    return _UNITS.get(clause.every, "ครั้ง") if clause.every and clause.interval == 1 else "ครั้ง"


def sentence(said: Said, who: str, *, outcomes: bool = True) -> str:
    """One mark in words, with its date, note and evidence."""
    on = f"เมื่อ{day_in_full(said.day)}"
    note = said.words.note
    match said.kind:
        case MarkKind.DONE:
            words = f"{who}ได้ดำเนินการ{on} {note}"
        case MarkKind.NOT_POSSIBLE:
            words = f"{who}{NOT_POSSIBLE} {reason(note)} (รายงาน{on})"
        case MarkKind.IN_PROGRESS:
            words = f"{who}{IN_PROGRESS} {note}".rstrip() + f" (รายงาน{on})"
        case _:
            words = f"{who}รายงานเพิ่มเติม{on} {note}"
    return f"{words.strip()}{_outcome(said, outcomes)}{_proof(said)}"


def _dated(said: Said, outcomes: bool) -> str:
    words = f"{day(said.day)} {said.words.note}".rstrip()
    return f"{words}{_outcome(said, outcomes)}{_proof(said)}"


def _outcome(said: Said, printed: bool) -> str:
    return f" ผลลัพธ์: {said.words.outcome}" if printed and said.words.outcome else ""


def reason(note: str) -> str:
    """เนื่องจาก… without saying it twice."""
    if not note:
        return _NO_REASON
    return note if note.startswith(("เนื่องจาก", "เพราะ")) else f"เนื่องจาก {note}"


def _proof(said: Said) -> str:
    names = [n for n in (evidence(e) for e in said.evidence) if n not in said.words.note]
    return f" (หลักฐาน: {', '.join(names)})" if names else ""


def evidence(one: Evidence) -> str:
    """A link's address, or the name of a photo or file."""
    return one.url or one.name or "ไฟล์แนบ"


def _ruling(one: Ruling) -> str:
    words = NOT_POSSIBLE if one.kind is MarkKind.NOT_POSSIBLE else DONE
    return f"ผลการวินิจฉัย: {words} {one.reason}".rstrip() + f" (เมื่อ{day_in_full(one.day)})"


def _oversight(one: Oversight) -> str:
    return f"ผู้บริหารกำกับติดตามแล้ว {one.answered} จาก {one.due} ครั้ง"


# --- counts -------------------------------------------------------------------------------------


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


def address(one: Evidence) -> str | None:
    """Where the evidence can be opened; only web addresses become links."""
    url = one.url or ""
    return url if url.startswith(("https://", "http://")) else None
