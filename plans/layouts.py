"""What the known table headings mean, as data: to recognise columns and to print reports."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeVar

from plans.grid import squeezed
from plans.model import Instrument
from plans.thai import arabic_digits, read_month


class Column(StrEnum):
    """What a column of a measures table holds; the names are those of ``Entry``'s fields."""

    NUMBER = "number"
    ISSUE = "issue"
    MEASURE = "measure"
    STEPS = "steps"
    RESPONSIBLE = "responsible"
    PERIOD = "period"
    MONITORING = "monitoring"
    RESULT = "result"
    DONE = "done"
    NOT_POSSIBLE = "not_possible"
    OUTCOME = "outcome"
    SUGGESTION = "suggestion"
    OBSTACLE = "obstacle"
    STATUS = "status"
    NOTE = "note"
    OTHER = "other"
    UNKNOWN = "unknown"


class ScoreColumn(StrEnum):
    """What a column of a table of ITA scores holds."""

    NUMBER = "number"
    INSTRUMENT = "instrument"
    INDICATOR = "indicator"
    QUESTION = "question"
    SCORE = "score"
    DELTA = "delta"
    PASSED = "passed"
    GUIDANCE = "guidance"


_COLUMNS: tuple[tuple[Column, str], ...] = (
    # the first pattern that matches the squeezed heading decides
    (Column.NUMBER, r"^(?:ลำดับ(?:ที่)?|ที่|ข้อ(?:ที่)?|no\.?|ล\.?ด\.?)$"),
    (Column.NOT_POSSIBLE, r"ไม่สามารถ|ไม่แล้วเสร็จ|ไม่เสร็จ|ไม่ได้ดำเนินการ|ไม่บรรลุ"),
    (Column.OTHER, r"^อยู่ระหว่าง|หลักฐาน|เอกสารอ้างอิง|url|ลิงก์|^งบประมาณ$"),
    (Column.OTHER, r"เป้าหมาย|^วัตถุประสงค์|^ตัวชี้วัด(?:ความสำเร็จ|ผล)|ที่คาด(?:ว่า|หวัง)"),
    (
        Column.OTHER,
        r"^ผลผลิต$|^ค่าเป้าหมาย|^(?:ผล)?คะแนน|^ร้อยละ|งบประมาณ(?:\(บาท\)|ที่ใช้)|^แหล่ง(?:เงิน|งบ)",
    ),
    (Column.OTHER, r"^กลุ่มเป้าหมาย|^สถานที่|^เครื่องมือ(?:การประเมิน)?$|^รหัส"),
    (Column.STATUS, r"^สถานะ"),
    (Column.NOTE, r"^หมายเหตุ"),
    (Column.RESULT, r"^(?:สรุป|รายงาน)?ผล(?:การ)?(?:ดำเนิน|ปฏิบัติ|ติดตาม|กำกับ)"),
    (Column.DONE, r"^(?:ได้)?(?:ดำเนินการ)?(?:แล้ว)?เสร็จ(?:สิ้น)?(?:แล้ว)?$|^ดำเนินการแล้ว$"),
    (Column.OUTCOME, r"ผลลัพธ์|ความสำเร็จ|ผลสัมฤทธิ์|ผลผลิต"),
    (Column.OBSTACLE, r"ปัญหา|อุปสรรค"),
    (Column.SUGGESTION, r"ข้อเสนอแนะ"),
    (Column.MONITORING, r"กำกับติดตาม|การติดตาม|การกำกับ|ติดตามผล|^การรายงาน(?:ผล|$)|^รายงาน$"),
    (
        Column.MONITORING,
        r"(?:กำหนด|รอบ|ระยะเวลา|ความถี่)(?:การ|ในการ)?(?:ส่ง|จัดส่ง)?(?:ราย)?(?:รายงาน|ติดตาม)",
    ),
    (Column.RESPONSIBLE, r"รับผิดชอบ|เจ้าภาพ|เจ้าของ|ผู้(?:ดำเนิน|ปฏิบัติ|ขับเคลื่อน|ประสาน)"),
    (Column.RESPONSIBLE, r"^(?:ส่วนราชการ|หน่วยงาน|สำนัก/กอง|กอง/สำนัก)(?:หลัก|ร่วม|สนับสนุน|ที่|ดำเนิน|/|$)"),
    (Column.PERIOD, r"ระยะเวลา|ช่วงเวลา|ห้วงเวลา|กำหนดเวลา|กำหนดแล้วเสร็จ|กำหนดเสร็จ|ปฏิทิน"),
    (Column.PERIOD, r"^(?:วัน(?:ที่)?|เดือน|ปี)?(?:เริ่ม|สิ้นสุด|แล้วเสร็จ)(?:ต้น)?(?:ดำเนินการ|โครงการ)?$"),
    (Column.PERIOD, r"วันที่ดำเนิน|^ว/?ด/?ป|^(?:กำหนด)?(?:วัน)?เวลา|^กำหนด(?:การ|ส่ง|วัน)|^แล้วเสร็จภายใน"),
    (Column.STEPS, r"ขั้นตอน|วิธีการ|วิธีดำเนิน|วิธีปฏิบัติ|แนวทาง(?:การ)?(?:ปฏิบัติ|ดำเนิน)"),
    (Column.RESULT, r"ผลการดำเนิน|ผลการปฏิบัติ|รายงานผล|^(?:สรุป)?ผล|^การดำเนิน(?:การ|งาน)$"),
    (Column.MEASURE, r"มาตรการ|กิจกรรม|โครงการ|แนวทาง|^เรื่อง$|^รายการ$"),
    (Column.ISSUE, r"ประเด็น|ตัวชี้วัด|หัวข้อ|^ด้าน|ข้อคำถาม|จุดอ่อน|ข้อบกพร่อง|สิ่งที่ต้อง"),
)
_SCORES: tuple[tuple[ScoreColumn, str], ...] = (
    (ScoreColumn.NUMBER, r"^(?:ลำดับ(?:ที่)?|ที่|ข้อ(?:ที่)?)$"),
    (ScoreColumn.GUIDANCE, r"แนวทาง|ควรพัฒนา|รักษาระดับ|ข้อเสนอแนะ"),
    (ScoreColumn.INSTRUMENT, r"^เครื่องมือ|^แบบวัด|^แบบ(?:สำรวจ|ประเมิน)$"),
    (ScoreColumn.QUESTION, r"คำถาม"),
    (ScoreColumn.INDICATOR, r"ตัวชี้วัด"),
    (ScoreColumn.DELTA, r"เพิ่ม|ลดลง|ผลต่าง|เปลี่ยนแปลง|เปรียบเทียบ"),
    (ScoreColumn.SCORE, r"^(?:ผล)?คะแนน|^ค่าคะแนน|^ร้อยละ$|^(?:ปี(?:งบประมาณ)?|พ\.?ศ\.?)+25\d\d$"),
    (ScoreColumn.PASSED, r"ผลการประเมิน|เกณฑ์|^ระดับ"),
)
_LONGEST_HEADING = 90
_LONGEST_SLOT = 40
_QUARTER = re.compile(r"(?:ไตรมาส(?:ที่)?|q)([1-4])(?:\(.*\)|/)?")
_YEAR_AFTER = re.compile(r"(?:พ\.?ศ\.?)?(?:2[45])?\d\d$")
_NEARLY = 0.92
_Kind = TypeVar("_Kind", bound=StrEnum)
_LEAVES_ONLY = frozenset({Column.DONE, Column.NOT_POSSIBLE})


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the ten ITA indicators under its national number and its usual names."""

    number: int
    instrument: Instrument
    names: tuple[str, ...]


INDICATORS: tuple[Indicator, ...] = (
    Indicator(1, Instrument.IIT, ("การปฏิบัติหน้าที่",)),
    Indicator(2, Instrument.IIT, ("การใช้งบประมาณ",)),
    Indicator(3, Instrument.IIT, ("การใช้อำนาจ",)),
    Indicator(4, Instrument.IIT, ("การใช้ทรัพย์สินของราชการ", "การใช้ทรัพย์สินของทางราชการ")),
    Indicator(5, Instrument.IIT, ("การแก้ไขปัญหาการทุจริต",)),
    Indicator(6, Instrument.EIT, ("คุณภาพการดำเนินงาน",)),
    Indicator(7, Instrument.EIT, ("ประสิทธิภาพการสื่อสาร",)),
    Indicator(8, Instrument.EIT, ("การปรับปรุงการทำงาน", "การปรับปรุงระบบการทำงาน")),
    Indicator(9, Instrument.OIT, ("การเปิดเผยข้อมูล", "การเปิดเผยข้อมูลข่าวสาร")),
    Indicator(10, Instrument.OIT, ("การป้องกันการทุจริต",)),
)
"""National framework of the assessment, the same for every office since 2562."""

ISSUES: tuple[str, ...] = (
    "กระบวนการปฏิบัติงานที่โปร่งใสและมีประสิทธิภาพ",
    "การให้บริการและระบบ E-Service",
    "ช่องทางและรูปแบบการประชาสัมพันธ์เผยแพร่ข้อมูลข่าวสารภาครัฐ",
    "กระบวนการกำกับดูแลการใช้ทรัพย์สินของราชการ",
    "กระบวนการสร้างความโปร่งใสในการใช้งบประมาณและการจัดซื้อจัดจ้าง",
    "กระบวนการควบคุม ตรวจสอบการใช้อำนาจและการบริหารงานบุคคล",
    "กลไกและมาตรการในการแก้ไขและป้องกันการทุจริตภายในหน่วยงาน",
)
"""The seven fixed issues (ประเด็น) of plans from 2567 on."""


def column_of(heading: str) -> Column | None:
    """What a measures table holds under this heading; None when it is no known heading."""
    return Column.PERIOD if months_of(heading) else _first(_COLUMNS, heading)


def months_of(heading: str) -> tuple[int, int] | None:
    """The months of the fiscal year, from 0, that a column of a calendar to tick stands for."""
    text = _YEAR_AFTER.sub("", arabic_digits(squeezed(heading)))
    if len(text) > _LONGEST_SLOT:
        return None
    quarter = _QUARTER.fullmatch(text)
    if quarter:
        first = 3 * (int(quarter[1]) - 1)
        return first, first + 2
    month = read_month(text)
    return ((month - 10) % 12, (month - 10) % 12) if month else None


def is_start(heading: str) -> bool:
    """Whether a column of periods holds only the first day, the last one standing in the next."""
    return "เริ่ม" in heading and "สิ้นสุด" not in heading


def score_column_of(heading: str) -> ScoreColumn | None:
    """What a table of scores holds under this heading; None when it is no known heading."""
    return _first(_SCORES, heading)


def is_leaf_only(column: Column | None) -> bool:
    """Whether the heading stands under another one, as the two tick columns do."""
    return column in _LEAVES_ONLY


def indicator_named(title: str) -> Indicator | None:
    """The indicator with exactly this name, whatever the white space."""
    wanted = squeezed(title)
    return next(
        (one for one in INDICATORS if wanted in {squeezed(name) for name in one.names}), None
    )


def indicator_like(title: str) -> Indicator | None:
    """The indicator whose name this is but for a slip of the pen."""
    wanted = squeezed(title)
    likeness = [
        (SequenceMatcher(None, wanted, squeezed(name), autojunk=False).ratio(), one.number)
        for one in INDICATORS
        for name in one.names
    ]
    best, number = max(likeness)
    return indicator_numbered(number) if best >= _NEARLY else None


def indicator_numbered(number: int) -> Indicator | None:
    """The indicator with this national number."""
    return next((one for one in INDICATORS if one.number == number), None)


def _first(table: tuple[tuple[_Kind, str], ...], heading: str) -> _Kind | None:
    text = squeezed(heading)
    if not text or len(text) > _LONGEST_HEADING:
        return None
    return next((kind for kind, pattern in table if re.search(pattern, text)), None)
