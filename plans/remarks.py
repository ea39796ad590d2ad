"""What the reader is unsure of: one Thai sentence per kind of finding."""

from enum import StrEnum

from plans.model import Choice, Finding


class Remark(StrEnum):
    """The codes of the reader's findings."""

    INCOMPLETE_ROW = "incomplete_row"
    MISPLACED_CELLS = "misplaced_cells"
    UNPLACED_ROW = "unplaced_row"
    UNKNOWN_COLUMN = "unknown_column"
    NUMBERING = "numbering"
    UNNUMBERED = "unnumbered"
    NO_TITLE = "no_title"
    NO_OWNER = "no_owner"
    UNKNOWN_DIVISION = "unknown_division"
    SIMILAR_DIVISION = "similar_division"
    ROLE_OWNER = "role_owner"
    VAGUE_OWNER = "vague_owner"
    TEMPLATE_NOTE = "template_note"
    OWNERS_UNEQUAL = "owners_unequal"
    PERIODS_UNEQUAL = "periods_unequal"
    PERIOD_UNREAD = "period_unread"
    QUESTION_REPAIRED = "question_repaired"
    QUESTION_MISMATCH = "question_mismatch"
    DUE_OUTSIDE_YEAR = "due_outside_year"
    RESULT_REPEATED = "result_repeated"
    RESULT_BOTH = "result_both"
    NO_REASON = "no_reason"
    SCORE_DELTA = "score_delta"
    SCORE_CONFLICT = "score_conflict"
    SCORE_BORROWED = "score_borrowed"
    WEAK_WITHOUT_MEASURE = "weak_without_measure"
    ORGANISATION_SPELLINGS = "organisation_spellings"
    ORGANISATION_UNKNOWN = "organisation_unknown"
    PROVINCE_UNKNOWN = "province_unknown"
    DISTRICT_PROVINCE = "district_province"
    YEAR_CONFLICT = "year_conflict"
    TEXT_REPAIRED = "text_repaired"


_SENTENCES: dict[Remark, str] = {
    Remark.INCOMPLETE_ROW: "แถวไม่สมบูรณ์: {missing} เอกสารอาจถูกตัดท้าย",
    Remark.MISPLACED_CELLS: "ข้อความในแถวนี้อยู่ผิดช่อง ระบบย้ายกลับเข้าช่องที่ถูกต้องแล้ว โปรดตรวจสอบ",
    Remark.UNPLACED_ROW: "พบแถวที่ไม่ทราบว่าอยู่ใต้หัวตารางใด จึงไม่ได้นำมาใช้",
    Remark.UNKNOWN_COLUMN: "ไม่รู้จักหัวตาราง “{heading}” จึงไม่ได้นำข้อความใต้หัวนี้มาใช้ โปรดตรวจสอบ",
    Remark.NUMBERING: "เลขข้อไม่เรียงลำดับ (พิมพ์เป็น {printed}) ระบบนับใหม่ตามลำดับที่ปรากฏเป็น {count} ข้อ",
    Remark.UNNUMBERED: "มีข้อความที่ไม่มีเลขข้อ ระบบนับเป็นข้อที่ {position}",
    Remark.NO_TITLE: "แถวนี้ไม่มีชื่อมาตรการ",
    Remark.NO_OWNER: "มาตรการนี้ไม่ระบุส่วนราชการผู้รับผิดชอบที่อ่านได้",
    Remark.UNKNOWN_DIVISION: "ไม่แน่ใจว่า “{name}” เป็นส่วนราชการใด",
    Remark.SIMILAR_DIVISION: "“{name}” คล้ายกับ “{other}” อาจเป็นส่วนราชการเดียวกัน",
    Remark.ROLE_OWNER: "“{name}” เป็นตำแหน่ง ไม่ใช่ส่วนราชการ จึงไม่ได้นับเป็นผู้รับผิดชอบ",
    Remark.VAGUE_OWNER: "“{name}” ไม่ได้ระบุว่าส่วนราชการใด ระบบใช้เฉพาะชื่อที่ระบุไว้",
    Remark.TEMPLATE_NOTE: "มีข้อความคำแนะนำของแบบฟอร์มค้างอยู่ในช่องผู้รับผิดชอบ",
    Remark.OWNERS_UNEQUAL: (
        "มี {steps} ขั้นตอน แต่ระบุผู้รับผิดชอบ {owners} รายการ ระบบจับคู่ตามลำดับและใช้รายการสุดท้ายกับข้อที่เหลือ"
    ),
    Remark.PERIODS_UNEQUAL: (
        "มี {steps} ขั้นตอน แต่ระบุระยะเวลา {periods} รายการ ระบบจับคู่ตามลำดับและใช้รายการสุดท้ายกับข้อที่เหลือ"
    ),
    Remark.PERIOD_UNREAD: "อ่านระยะเวลา “{period}” เป็นวันเริ่มและวันสิ้นสุดไม่ได้",
    Remark.QUESTION_REPAIRED: "รหัสข้อคำถามพิมพ์ว่า “{printed}” ระบบอ่านเป็น {question}",
    Remark.QUESTION_MISMATCH: (
        "ข้อคำถาม {question} อยู่ในตัวชี้วัดที่ {proper} แต่เอกสารจัดไว้ใต้ตัวชี้วัดที่ {printed}"
    ),
    Remark.DUE_OUTSIDE_YEAR: "กำหนดวันที่ {due} อยู่นอกปีงบประมาณ {year}",
    Remark.RESULT_REPEATED: "ผลการดำเนินการพิมพ์ซ้ำกัน นับเป็นครั้งเดียว",
    Remark.RESULT_BOTH: "ทำเครื่องหมายทั้งช่องแล้วเสร็จและช่องไม่สามารถดำเนินการได้",
    Remark.NO_REASON: "ทำเครื่องหมายว่าไม่สามารถดำเนินการได้ แต่ไม่ระบุเหตุผล",
    Remark.SCORE_DELTA: "ตัวชี้วัดที่ {indicator}: เอกสารระบุผลต่าง {printed} แต่คำนวณจากคะแนนได้ {computed}",
    Remark.SCORE_CONFLICT: (
        "ตัวชี้วัดที่ {indicator} มีคะแนนต่างกันในเอกสาร: {first} และ {second} ระบบใช้ค่าแรก"
    ),
    Remark.SCORE_BORROWED: "ช่องคะแนนของข้อ {question} ว่าง ระบบใช้คะแนน {score} จากหัวข้อเหนือข้อนี้",
    Remark.WEAK_WITHOUT_MEASURE: "ข้อ {questions} ได้คะแนนต่ำกว่า {line} แต่ไม่มีมาตรการรองรับในแผน",
    Remark.ORGANISATION_SPELLINGS: "ชื่อหน่วยงานสะกดไม่ตรงกันในเอกสาร: {spellings}",
    Remark.ORGANISATION_UNKNOWN: "ไม่พบชื่อหน่วยงานในเอกสาร",
    Remark.PROVINCE_UNKNOWN: "ไม่รู้จักชื่อจังหวัด “{province}”",
    Remark.DISTRICT_PROVINCE: "อำเภอ{district} ไม่ได้อยู่ในจังหวัด{province} (อยู่ในจังหวัด{proper})",
    Remark.YEAR_CONFLICT: "หัวเรื่องระบุปีงบประมาณไม่ตรงกัน: {years}",
    Remark.TEXT_REPAIRED: "ตัวอักษรบางส่วนเสียหายจากการแปลงไฟล์ ระบบซ่อมแล้ว {count} แห่ง โปรดตรวจสอบ",
}


def remark(
    kind: Remark,
    source: str = "",
    *,
    measure: int | None = None,
    step: int | None = None,
    clause: int | None = None,
    choices: tuple[Choice, ...] = (),
    proposal: str | None = None,
    **words: object,
) -> Finding:
    """A finding of this kind; ``words`` fill the gaps of its sentence."""
    return Finding(
        code=kind.value,
        message=_SENTENCES[kind].format(**words),
        source=source,
        measure=measure,
        step=step,
        clause=clause,
        choices=choices,
        proposal=proposal,
    )
