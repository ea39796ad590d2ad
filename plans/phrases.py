"""The phrases of time an office writes, as a table: pattern over folded text → what it means.

Rules are tried in the order of the table and each character is claimed once, so what stands
earlier wins: false friends before dates, dates before rhythms, long phrases before short ones.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from plans.moments import (
    AND,
    AS_OF,
    ATOM,
    DATE,
    EDGE,
    FY,
    MARK,
    MARKS,
    MONTHS_LIST,
    NTH_TIME,
    NUMERIC,
    SPAN,
    STARTED,
    TO,
    WHEN,
    Q,
    before_year,
    half,
    point,
    quarter,
    round_window,
    rounds,
    window,
    year_end,
)
from plans.rhythms import (
    UNIT,
    WEEKDAY,
    after,
    after_date,
    after_start,
    alternate,
    day_of_month,
    edge_day,
    end_of_each,
    every,
    every_quarter,
    first_days,
    fortnight,
    month_of_quarter,
    month_of_year,
    next_month,
    part,
    per,
    weekday,
    within,
    within_event,
    within_period,
    working_day,
)
from plans.sayings import Meaning, Plain, Saying
from plans.thai import MONTH, NUMBER

Build = Callable[[re.Match[str], int], Meaning | None]
"""A match and the fiscal year → its meaning; None when the match is not one after all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    name: str
    pattern: str
    build: Build | Plain


_CLAIMED = "\x01"


def find_sayings(folded: str, fiscal_year: int) -> tuple[Saying, ...]:
    """Every phrase of time in a folded text, in the order it stands there."""
    found: list[Saying] = []
    for rule, pattern in zip(RULES, _patterns(), strict=True):
        for match in pattern.finditer(folded):
            meaning = _meaning(rule, match, fiscal_year)
            if meaning is not None:
                found.append(Saying(match.start(), match.end(), meaning))
                folded = _claim(folded, match)
    return tuple(sorted(found, key=lambda saying: saying.start))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Compiled for the first clause: most processes read none, and need not wait for it."""
    return tuple(re.compile(rule.pattern) for rule in RULES)


def _meaning(rule: Rule, match: re.Match[str], fiscal_year: int) -> Meaning | None:
    return rule.build if isinstance(rule.build, Plain) else rule.build(match, fiscal_year)


def _claim(folded: str, match: re.Match[str]) -> str:
    length = match.end() - match.start()
    return f"{folded[: match.start()]}{_CLAIMED * length}{folded[match.end() :]}"


# --- the table ----------------------------------------------------------------------------------

_IN = (
    r"(?:ภายใน|ไม่เกิน(?:กว่า)?|ใน|ไม่(?:ช้า|ล่าช้า)(?:ไป)?กว่า|อย่างช้า(?:ที่สุด)?){1,3}+"
    r"(?:กำหนด)?(?:ระยะ)?(?:เวลา)?(?:ไม่เกิน)?"
)
_N_DAYS = (
    rf"(?:{NUMBER}(?:-|–|ถึง))?(?P<n>{NUMBER})"
    r"(?P<unit>วัน|สัปดาห์|อาทิตย์|เดือน|ชั่วโมง|ชม\.?)(?P<work>ทำการ|ราชการ|ทำงาน)?"
)
_FROM = (
    r"(?:,?โดย)?(?:(?:เริ่ม)?นับ(?:แต่|จาก|ตั้งแต่|ถัดจาก|ถัด|ต่อจาก)"
    r"|ตั้งแต่|(?:ภาย)?หลัง(?:จาก)?|ถัดจาก|จาก|เมื่อ)(?:วัน)?(?:ที่)?"
)
_ENDS = (
    r"(?:สิ้น(?:สุด)?|(?:วัน)?สุดท้ายของ|ครบ(?:กำหนด)?|หมด|ปิด)"
    r"(?:แต่ละ|ทุก|ๆ|รอบ|ระยะเวลา|การรายงาน|ของ|วัน|งวด)*"
)
_PERIOD = (
    rf"(?:(?P<amonth>เดือน{MONTH}{WHEN}(?:(?:,|และ)+(?:เดือน)?{MONTH}{WHEN})*)|(?P<aquarter>ไตรมาส(?:ที่)?{Q})"
    rf"|(?P<alengths>{MONTHS_LIST}(?<=เดือน))(?:แรก)?"
    rf"|(?P<aunit>เดือน|ไตรมาส|ครึ่งปี|ปีงบประมาณ|ปีปฏิทิน|ปี)(?P<ayear>(?:พ\.?ศ\.*)?\d{{4}})?)"
)
_BOUNDARY = r"(?!ที่(?!ได้|มี|เกิด)|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์|หยุด|สำคัญ|เวลา)"
_NEXT = r"(?P<next>ถัดไป|ต่อไป|ถัดมา)?"
_DAYS_LIST = rf"{NUMBER}(?:(?:[,/ ]|และ|กับ|{TO})+(?:วันที่)?{NUMBER})*"


RULES: tuple[Rule, ...] = (
    # False friends
    Rule(
        "letter date",
        rf"(?:ลง(?:วัน)?(?:ที่)?|ลว\.?|ประกาศ(?:ณ|เมื่อ)|มีผล(?:ใช้)?บังคับ(?:ใช้)?(?:ตั้งแต่|เมื่อ))(?:วันที่)?{ATOM}",
        Plain.NOTHING,
    ),
    Rule(
        "as of",
        rf"{AS_OF}(?:วัน)?(?:ที่)?(?:สิ้น)?(?:{ATOM}|(?:สิ้น)?(?:เดือน|ไตรมาส(?:ที่{Q})?|ปีงบประมาณ)(?:พ\.?ศ\.*)?(?:\d{{4}})?)",
        Plain.NOTHING,
    ),
    Rule(
        "internal audit",
        r"(?:ตรวจสอบ|ควบคุม)ภายใน(?=(?:ประจำ)?ปี)",
        Plain.NOTHING,
    ),
    Rule(
        "duration",
        rf"(?:(?<!ภายใน)(?<!ทุก)(?:ระยะเวลา|เป็นเวลา|เป็นระยะเวลา|จำนวน|นาน|ล่วงหน้า|หลักสูตร|อายุ|(?<!ทุก)ระยะ)(?:อย่างน้อย|ไม่น้อยกว่า|ไม่เกิน|ไม่ต่ำกว่า)?"
        rf"|ไม่น้อยกว่า|อย่างน้อย|ไม่ต่ำกว่า)(?:เป็นเวลา)?{NUMBER}(?:วัน|สัปดาห์|เดือน|ปี|ชั่วโมง)(?:ทำการ)?(?!(?:/|ต่อ|ละ)?(?:{NUMBER})?ครั้ง)",
        Plain.NOTHING,
    ),
    Rule(
        "nouns",
        r"(?:กระแส|ลูกจ้าง|พนักงาน(?:จ้าง)?|ค่าจ้าง|เงิน|เบี้ย(?:ยังชีพ)?|ค่าตอบแทน|หนังสือพิมพ์|ค่าใช้จ่าย|ค่าเช่า|ผู้รับจ้าง|วารสาร|นิตยสาร|จดหมายข่าว)ราย(?:วัน|เดือน|ปี|สัปดาห์)"
        r"|ชีวิตประจำวัน|ประจำวัน(?!ที่|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์)|(?<!การ)เงินประจำเดือน|เงินเดือน",
        Plain.NOTHING,
    ),
    # So many days after
    Rule("days after period", rf"(?:{_IN})?{_N_DAYS}{_FROM}{_ENDS}{_PERIOD}", within_period),
    Rule(
        "after period days",
        rf"(?:{_FROM}|ก่อน(?:วัน)?){_ENDS}{_PERIOD}(?:แล้ว|,)?(?:{_IN})?{_N_DAYS}(?!แรก)",
        within_period,
    ),
    Rule(
        "days after year start",
        rf"(?:{_IN})?{_N_DAYS}{_FROM}(?:(?P<opening>ทำการ(?:วัน)?แรก)|แรก|เริ่ม(?:ต้น)?|ต้น|เปิด|ขึ้น)(?:ของ)?ปีงบประมาณ(?P<year>(?:พ\.?ศ\.*)?\d{{4}})?",
        after_start,
    ),
    Rule("days after date", rf"(?:{_IN})?{_N_DAYS}{_FROM}(?P<date>{DATE}|{NUMERIC})", after_date),
    Rule(
        "days after round",
        rf"(?:{_IN})?{_N_DAYS}{_FROM}(?:สิ้น(?:สุด)?|ครบ)(?:แต่ละ|ทุก)?(?:รอบ|งวด|ช่วง)(?:การรายงาน|ดังกล่าว|นั้น)?",
        within,
    ),
    Rule("days after event", rf"(?:{_IN})?{_N_DAYS}{_FROM}", within_event),
    Rule(
        "after period",
        rf"(?:{_FROM}){_ENDS}(?:(?P<alengths>{MONTHS_LIST}(?<=เดือน))|(?P<aunit>เดือน|ไตรมาส|ครึ่งปี|ปีงบประมาณ|ปี))(?!{MONTH}|ที่)",
        after,
    ),
    # Working days, first days, parts of a month
    Rule(
        "first days",
        rf"(?:{_IN})(?P<n>{NUMBER})วัน(?P<work>ทำการ|ทำงาน|ราชการ)?(?:แรก)?(?:ของ|ใน)(?:ทุก|แต่ละ|ๆ)*(?P<unit>เดือน|ไตรมาส){_NEXT}(?!{MONTH})",
        first_days,
    ),
    Rule(
        "nth working day",
        rf"(?P<mark>{MARKS})(?:ทุก(?:ๆ)?)?วัน(?:ที่)?(?:ทำการ|ทำงาน|ราชการ)(?:วัน)?(?P<nth>แรก|สุดท้าย|สิ้น|ที่{NUMBER})(?:ของ|ใน)?(?:ทุก|แต่ละ|ๆ)*"
        rf"(?:เดือน(?P<month>{MONTH})(?P<year>{WHEN})|(?P<unit>เดือน|ไตรมาส|สัปดาห์|ปีงบประมาณ|ปี)){_NEXT}",
        working_day,
    ),
    Rule(
        "edge day",
        rf"{MARKS}(?:ทุก(?:ๆ)?)?วัน(?P<edge>แรก|สุดท้าย|สิ้น)ของ(?:ทุก|แต่ละ|ๆ)*(?P<unit>เดือน|ไตรมาส|สัปดาห์|ปีงบประมาณ){_NEXT}(?!{MONTH})",
        edge_day,
    ),
    Rule(
        "weekday",
        rf"(?P<every>ทุก(?:ๆ)?|ประจำ)?(?:เช้า|บ่าย|เย็น)?วัน"
        rf"(?P<names>{WEEKDAY}(?:(?:[,/ ]|และ|กับ|{TO})*(?:วัน)?{WEEKDAY})*)"
        rf"(?P<nth>แรก|สุดท้าย|ที่{NUMBER}(?:(?:[,/ ]|และ|กับ)+(?:ที่)?{NUMBER})*"
        rf"|(?:ของ)?สัปดาห์(?:แรก|สุดท้าย|ที่{NUMBER}))?"
        rf"(?P<of>(?:ของ|ใน)?(?:ทุก|แต่ละ|ๆ)*(?:เดือน(?P<month>{MONTH}{WHEN})?|สัปดาห์|ไตรมาส))?",
        weekday,
    ),
    Rule(
        "part of period",
        rf"{MARKS}(?:ทุก(?:ๆ)?)?(?:ช่วง)?(?:(?:ต้น|กลาง|ปลาย)(?P<unit>เดือน|ไตรมาส|ปีงบประมาณ|ปี)|(?:สัปดาห์|(?<!วัน)อาทิตย์)(?:แรก|สุดท้าย|ที่{NUMBER})(?:ของ)?(?:ทุก|แต่ละ|ๆ)*เดือน(?P<month>{MONTH}{WHEN})?)(?:ของทุกเดือน|ถัดไป)?(?!{MONTH}|{TO})",
        part,
    ),
    Rule(
        "day of quarter's month",
        rf"(?P<mark>{MARKS})วันที่(?P<days>{_DAYS_LIST})(?:ของ)?เดือน(?P<which>แรก|สุดท้าย|ที่{NUMBER})(?P<quarter>(?:ของ|ใน)(?:ทุก|แต่ละ|ๆ)*ไตรมาส(?:ถัดไป|ต่อไป)?)",
        day_of_month,
    ),
    Rule(
        "month of quarter",
        rf"{MARKS}เดือน(?P<nth>แรก|สุดท้าย|ที่{NUMBER})(?:ของ|ใน)(?:ทุก|แต่ละ|ๆ)*ไตรมาส{_NEXT}",
        month_of_quarter,
    ),
    Rule(
        "month of year",
        rf"{MARKS}(?<!\d)(?<!หก)เดือน(?P<nth>แรก|สุดท้าย|ที่{NUMBER})ของปี(?:งบประมาณ)?",
        month_of_year,
    ),
    Rule(
        "day of month",
        rf"(?P<mark>{MARKS})วันที่(?P<days>{_DAYS_LIST})(?:ของ|ใน)?(?:ทุก|แต่ละ|ๆ)*เดือน{_NEXT}(?!{MONTH}|เว้น)",
        day_of_month,
    ),
    Rule("next month", rf"{MARKS}เดือน(?:ถัดไป|ต่อไป|ถัดมา)", next_month),
    # Rounds, windows, dates
    Rule(
        "round of months",
        rf"(?:ใน)?รอบ(?:ระยะเวลา|การรายงาน|ปีงบประมาณ)?(?:ที่\d+)?\(?(?:เดือน)?{SPAN}\)?",
        round_window,
    ),
    Rule(
        "half",
        rf"{MARK}(?:ใน)?(?:รอบ)?(?:ครึ่งปี(?:งบประมาณ)?|(?:6|หก)เดือน)(?P<half>แรก|หลัง)(?P<fy>{FY})?(?:\({SPAN}\))?",
        half,
    ),
    Rule(
        "rounds",
        rf"(?:ใน)?(?<!ทุก)(?:รอบ|ครบ)(?:ระยะเวลา|การรายงาน|การประเมิน|ที่\d)?(?P<lengths>{MONTHS_LIST}(?<=เดือน))(?P<half>แรก|หลัง)?(?:\({SPAN}\))?",
        rounds,
    ),
    Rule(
        "bare rounds",
        r"(?<!ทุก)(?<!\d)(?P<lengths>[369](?:เดือน)?"
        r"(?:(?:[,/ ]|และ|กับ)*(?:รอบ)?(?:6|9|12)(?:เดือน)?)+(?<=เดือน))",
        rounds,
    ),
    Rule(
        "year round",
        r"รอบปี(?!ของ|งบ)|(?:สิ้นสุด|เมื่อครบ)(?:รอบ)?ปีงบประมาณ(?!\d|พ)",
        Plain.YEAR_END,
    ),
    Rule("from start to end", rf"{MARK}{STARTED}", window),
    Rule("window", rf"{MARK}(?:ระหว่าง|ใน)?(?:ช่วง)?{SPAN}", window),
    Rule("dates", rf"{MARK}(?P<list>{ATOM}(?:(?:{AND})?{NTH_TIME}{MARKS}{ATOM})*)", point),
    Rule(
        "every nth",
        rf"(?P<mark>ทุก(?:ๆ)?)วันที่(?P<days>{_DAYS_LIST})(?!{MONTH}|เดือน(?!เว้น))"
        r"(?P<end>(?:และ|,|กับ)(?:วัน)?สิ้นเดือน)?",
        day_of_month,
    ),
    Rule(
        "day alone",
        rf"(?P<mark>(?:ภายใน|ไม่เกิน|ก่อน|อย่างช้า))วันที่(?P<days>[0-3]?\d(?!\d))(?!{MONTH}|เดือน)",
        day_of_month,
    ),
    Rule(
        "quarters",
        rf"{MARK}(?:สิ้น(?:สุด)?)?ไตรมาส(?:ที่)?(?P<q>{Q}"
        rf"(?:(?:[,/ ]|และ|กับ|{TO})+(?:ไตรมาส)?(?:ที่)?{Q})*)"
        r"(?:[ /]?(?:ของ)?(?:ปีงบประมาณ|ปี)?(?:พ\.?ศ\.*)?(?P<fy>2[456]\d\d))?",
        quarter,
    ),
    Rule("all quarters", r"(?:ครบ)?ทั้ง(?:4|สี่)ไตรมาส", every_quarter),
    Rule(
        "before year",
        r"ก่อน(?:เริ่ม(?:ต้น)?|ขึ้น|ถึง|เปิด|เข้าสู่)+(?:ต้น)?ปีงบประมาณ(?P<next>ใหม่|ถัดไป|หน้า)?(?:พ\.?ศ\.*)?(?P<year>\d{4})?",
        before_year,
    ),
    Rule(
        "year end",
        rf"{MARK}(?P<end>{EDGE})?(?:รอบ)?(?P<what>ปีงบประมาณ|ปีปฏิทิน|ปี)(?!ละ|เว้น)(?:พ\.?ศ\.*)?(?P<year>\d{{4}}|[6-9]\d(?!\d))?(?P<next>ถัดไป|ต่อไป)?",
        year_end,
    ),
    # Rhythms
    Rule("fortnight", r"(?:ทุก|ราย)ปักษ์|ปักษ์ละ(?:1|หนึ่ง)?ครั้ง", fortnight),
    Rule("every event", r"ทุกวันที่(?=มี|เกิด|ได้รับ)|ทุก(?:ๆ)?ครั้ง(?:ที่)?", Plain.EVENT),
    Rule("alternate", rf"(?P<unit>{UNIT})เว้น(?P=unit)", alternate),
    Rule(
        "per",
        rf"(?P<unit>{UNIT})ละ(?:อย่างน้อย|ไม่น้อยกว่า|ไม่ต่ำกว่า|ประมาณ)?(?P<least>{NUMBER}(?:-|–|ถึง|หรือ))?(?P<n>{NUMBER})?(?P<what>ครั้ง|หน|รอบ|เรื่อง|ฉบับ|โครงการ|กิจกรรม|ช่องทาง|ข่าว|ชิ้น|รายการ)",
        per,
    ),
    Rule(
        "times per",
        rf"(?P<n>{NUMBER})(?:ครั้ง|หน)(?:ต่อ|/|ใน(?=ทุก|แต่ละ|รอบ|1|หนึ่ง|ปีงบประมาณ)|ทุก)(?:ทุก|แต่ละ|รอบ|ๆ)*(?P<k>{NUMBER})?(?P<unit>{UNIT}){_BOUNDARY}",
        per,
    ),
    Rule(
        "every",
        rf"(?:ของ)?(?P<word>ทุก|ราย|ประจำทุก|ประจำ|(?:ใน)?แต่ละ)(?:ๆ)*(?:รอบ(?:ระยะเวลา)?|ระยะ(?:เวลา)?|ช่วง|สิ้น|วันสิ้น)?(?P<least>{NUMBER}(?:-|–|ถึง|หรือ))?(?P<n>{NUMBER})?(?P<unit>{UNIT})(?:ทำการ|ราชการ)?{_BOUNDARY}",
        every,
    ),
    Rule(
        "months per time",
        rf"(?P<k>{NUMBER})?(?P<unit>{UNIT})(?:/|ต่อ)?(?P<n>{NUMBER})?ครั้ง(?!ที่)",
        per,
    ),
    Rule(
        "end of each",
        rf"{MARK}(?:วัน)?สิ้น(?P<unit>เดือน|ไตรมาส)(?!{MONTH}|ที่)",
        end_of_each,
    ),
    Rule("within", rf"(?:{_IN}){_N_DAYS}(?!แรก|หลัง|{MONTH})", within),
    # No date
    Rule("throughout", r"ตลอด(?:ทั้ง)?(?:ปี(?:งบประมาณ)?|เวลา|24ชั่วโมง)", Plain.THROUGHOUT),
    Rule(
        "continuous",
        r"เป็นปัจจุบัน|สม่ำเสมอ|ต่อเนื่อง|อยู่เสมอ|เสมอ(?:ๆ)?|เป็นประจำ|เป็นนิจ|โดยตลอด|ให้ทันสมัย",
        Plain.CONTINUOUS,
    ),
    Rule("vague", r"เป็นระยะ(?:ๆ)?|ทุกระยะ|เป็นครั้งคราว|ทุกภาคเรียน|ภาคเรียนละ", Plain.VAGUE),
    Rule(
        "given",
        r"ตาม(?:ที่)?(?:ระยะเวลา|กำหนด|ห้วงเวลา)|ภายใน(?:ระยะเวลา(?:ที่)?|เวลา(?:ที่)?)?กำหนด",
        Plain.GIVEN,
    ),
    Rule(
        "event",
        r"(?:ภาย)?หลัง(?:จาก)?(?=เสร็จ|สิ้นสุด|แล้วเสร็จ|ดำเนินการ|จัด|ได้รับ|ประชุม|การ|ที่|มี|โครงการ|กิจกรรม|ประกาศ|ปิด|เกิด|รับ|ตรวจ)"
        r"|ทันทีที่|(?:โครงการ|กิจกรรม|ดำเนินการ|งาน|ภารกิจ)(?:ที่กำหนด)?(?:ที่)?(?:ดำเนินการ)?(?:แล้ว)?เสร็จสิ้น(?!ภายใน)",
        Plain.EVENT,
    ),
    Rule(
        "if",
        r"(?:เมื่อ|หาก|ถ้า|กรณี(?:ที่)?)(?=มี|เกิด|ได้รับ|รับ|พบ|ดำเนินการ|แล้วเสร็จ|เสร็จ|สิ้นสุด|จัด|ปรับปรุง|เปลี่ยน|แก้ไข|ผู้)",
        Plain.IF,
    ),
)
