"""Plans of offices nobody has seen, in the forms offices use, read as a person reads them."""

import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from plans.model import Actor, ClauseKind, Every, Instrument, Period, PlanKind, Reading, Status
from plans.reader import Unreadable, read_document
from plans.reading_json import to_json

TITLE = """มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน
ประจำปีงบประมาณ พ.ศ. 2569
องค์การบริหารส่วนตำบลโคกสูง อำเภอวังน้ำเย็น จังหวัดสระแก้ว

"""


def table(*rows: list[str]) -> str:
    """A table as Markdown writes it."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]) + "\n"


WITH_MONITORING = TITLE + table(
    [
        "ที่",
        "ประเด็นที่ต้องพัฒนา",
        "มาตรการ/กิจกรรม",
        "วิธีดำเนินการ",
        "หน่วยงานที่รับผิดชอบ",
        "ระยะเวลา",
        "การกำกับติดตาม",
    ],
    [
        "1",
        "ตัวชี้วัดที่ 7 ประสิทธิภาพการสื่อสาร",
        "ปรับปรุงเว็บไซต์",
        "1) สำรวจ 2) ปรับปรุง 3) แจ้งเวียน",
        "สำนักปลัด",
        "ต.ค. 68 - ก.ย. 69",
        "รายงานผู้บริหารทุกไตรมาส",
    ],
    [
        "2",
        "",
        "เพิ่มช่องทางรับฟัง",
        "1) สำรวจ<br>2) สรุป",
        "สำนักปลัด และกองคลัง",
        "ปีงบประมาณ พ.ศ. 2569",
        "1) เจ้าหน้าที่รายงานทุกเดือน<br>2) ผู้บริหารติดตามไตรมาสละ 1 ครั้ง",
    ],
    [
        "3",
        "ตัวชี้วัดที่ 2 การใช้งบประมาณ",
        "เปิดเผยการใช้จ่าย",
        "เผยแพร่รายงาน",
        "กองคลัง (งานการเงิน)",
        "1 ตุลาคม 2568 – 30 เมษายน 2569",
        "ภายในเดือนเมษายน 2569",
    ],
    ["4", "", "ประเมินความเสี่ยง", "ประเมิน", "ทุกส่วนราชการ โดยสำนักปลัดเป็นผู้รวบรวม", "ทุกเดือน", ""],
)


def read(text: str, name: str = "แผน.txt") -> Reading:
    return read_document(text.encode(), name)


def test_a_plan_with_issues_periods_and_monitoring():
    plan = read(WITH_MONITORING).plan
    assert (plan.kind, plan.fiscal_year, plan.round, plan.period) == (
        PlanKind.PLAN,
        2569,
        None,
        None,
    )
    assert plan.organisation.name == "องค์การบริหารส่วนตำบลโคกสูง"
    assert (plan.organisation.district, plan.organisation.province) == ("วังน้ำเย็น", "สระแก้ว")
    assert plan.monitored
    assert [measure.title for measure in plan.measures] == [
        "ปรับปรุงเว็บไซต์",
        "เพิ่มช่องทางรับฟัง",
        "เปิดเผยการใช้จ่าย",
        "ประเมินความเสี่ยง",
    ]
    assert [(measure.instrument, measure.indicator) for measure in plan.measures] == [
        (Instrument.EIT, 7),
        (Instrument.EIT, 7),
        (Instrument.IIT, 2),
        (Instrument.IIT, 2),
    ]
    assert [len(measure.steps) for measure in plan.measures] == [3, 2, 1, 1]
    whole = Period(date(2025, 10, 1), date(2026, 9, 30))
    assert [measure.period for measure in plan.measures] == [
        whole,
        whole,
        Period(date(2025, 10, 1), date(2026, 4, 30)),
        None,
    ]


def test_clauses_of_a_plan_with_monitoring():
    plan = read(WITH_MONITORING).plan
    clauses = [[(c.actor, c.kind, c.every, c.due) for c in m.clauses] for m in plan.measures]
    assert clauses == [
        [(Actor.STAFF, ClauseKind.RECURRING, Every.QUARTER, ())],
        [
            (Actor.STAFF, ClauseKind.RECURRING, Every.MONTH, ()),
            (Actor.EXECUTIVE, ClauseKind.RECURRING, Every.QUARTER, ()),
        ],
        [(Actor.STAFF, ClauseKind.DEADLINE, None, (date(2026, 4, 30),))],
        [(Actor.STAFF, ClauseKind.RECURRING, Every.MONTH, ())],  # from the period
    ]


def test_owners_of_a_plan_with_monitoring():
    measures = read(WITH_MONITORING).plan.measures
    assert [measure.divisions for measure in measures] == [
        ("สำนักปลัด",),
        ("สำนักปลัด", "กองคลัง"),
        ("กองคลัง",),
        ("สำนักปลัด",),
    ]
    assert [measure.everyone for measure in measures] == [False, False, False, True]
    assert measures[3].collector == "สำนักปลัด"


BY_STEP = """<h2>แผนปฏิบัติการส่งเสริมคุณธรรมและความโปร่งใส ปีงบประมาณ พ.ศ. 2570</h2>
<p>เทศบาลเมืองหนองปรือ อำเภอบางละมุง จังหวัดชลบุรี</p>
<table><tr><th>ลำดับ</th><th>มาตรการ</th><th>ขั้นตอน</th><th>ระยะเวลา</th><th>ผู้รับผิดชอบ</th></tr>
<tr><td colspan=5>ประเด็นที่ 1 กระบวนการปฏิบัติงานที่โปร่งใสและมีประสิทธิภาพ</td></tr>
<tr><td rowspan=3>1</td><td rowspan=3>การลดขั้นตอน</td><td>1.1 ทบทวนคู่มือ</td>
<td>ต.ค. - ธ.ค. 2569</td><td>สำนักปลัดเทศบาล</td></tr>
<tr><td>1.2 ประชุมทุกเดือน</td><td>ต.ค. 2569 - ก.ย. 2570</td><td>กองคลัง</td></tr>
<tr><td>1.3 รายงานผล</td><td>ก.ค. - ก.ย. 2570</td><td>สำนักปลัดเทศบาล/กองช่าง</td></tr>
<tr><td colspan=5>ประเด็นที่ 2 การให้บริการและระบบ E-Service</td></tr>
<tr><td>2</td><td>ระบบจองคิว</td><td>พัฒนาระบบ</td><td>ม.ค. - มี.ค. 2570</td><td>ทุกกอง</td></tr>
</table>"""


def test_owners_and_periods_row_by_row_belong_to_the_steps():
    one, two = read(BY_STEP).plan.measures
    assert [step.divisions for step in one.steps] == [
        ("สำนักปลัดเทศบาล",),
        ("กองคลัง",),
        ("สำนักปลัดเทศบาล", "กองช่าง"),
    ]
    assert [step.joint for step in one.steps] == [False, False, True]
    assert [step.period and step.period.starts for step in one.steps] == [
        date(2026, 10, 1),
        date(2026, 10, 1),
        date(2027, 7, 1),
    ]
    assert one.divisions == ("สำนักปลัดเทศบาล", "กองคลัง", "กองช่าง")
    assert [(clause.every, clause.step) for clause in one.clauses] == [(Every.MONTH, 2)]
    assert two.steps[0].everyone
    assert two.issue == "ประเด็นที่ 2 การให้บริการและระบบ E-Service"


REPORT = """<table>
<tr><td colspan=6>รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส
ประจำปีงบประมาณ พ.ศ. ๒๕๖๙ (รอบ ๖ เดือน)<br>องค์การบริหารส่วนตำบลหนองไผ่ อำเภอชุมแพ จังหวัดขอนแก่น</td></tr>
<tr><td rowspan=2>ลำดับที่</td><td rowspan=2>มาตรการ</td><td rowspan=2>วิธีการ</td>
<td rowspan=2>ผู้รับผิดชอบ</td><td colspan=2>ผลการดำเนินการ</td></tr>
<tr><td>แล้วเสร็จ</td><td>ไม่แล้วเสร็จ</td></tr>
<tr><td>๑</td><td>จัดทำคู่มือ (ใช้กับประเด็นคำถาม i1, i2)</td><td>๑. ประชุม<br>๒. จัดทำ</td>
<td>ทุกสำนัก/กอง</td><td>☑</td><td>☐</td></tr>
<tr><td>๒</td><td>ประเมินความพึงพอใจ (ข้อคำถาม E4-E6)</td><td>สำรวจ</td><td>สำนักปลัด</td>
<td>☐</td><td>☑ ขาดบุคลากร</td></tr>
<tr><td>๓</td><td>อบรม</td><td>จัดอบรม</td><td>กองการศึกษา</td><td>-</td><td></td></tr>
<tr><td>๔</td><td>ตรวจสอบ</td><td>ตรวจ</td><td>กองคลัง</td><td>/</td><td>/</td></tr>
</table>
<p>ปัญหาและอุปสรรค</p><p>- ไม่มี</p><p>ข้อเสนอแนะ</p><p>ควรตั้งงบประมาณ</p>
<table><tr><td>ลงชื่อ.............ผู้รายงาน</td><td>ลงชื่อ...........ผู้ตรวจสอบ</td></tr>
<tr><td>(นายกฤษฎา ดีงาม)</td><td>(นางสาวใจ ดี)</td></tr>
<tr><td>นักวิเคราะห์นโยบายและแผน</td><td>ปลัดองค์การบริหารส่วนตำบลหนองไผ่</td></tr></table>
<p>ทราบ</p><p>ลงชื่อ..............</p><p>นายกองค์การบริหารส่วนตำบลหนองไผ่</p>"""


def test_a_report_with_boxes_to_tick():
    reading = read(REPORT)
    plan = reading.plan
    assert (plan.kind, plan.round) == (PlanKind.REPORT, 6)
    assert plan.period == Period(date(2025, 10, 1), date(2026, 3, 31))
    results = [measure.result for measure in plan.measures]
    assert [result and result.status for result in results] == [
        Status.DONE,
        Status.NOT_POSSIBLE,
        None,
        None,
    ]
    assert results[1] is not None
    assert results[1].text == "ขาดบุคลากร"
    assert results[2] is None
    assert plan.measures[1].questions == ("E4", "E5", "E6")
    assert plan.measures[1].indicator == 7
    assert "result_both" in {finding.code for finding in reading.findings}


def test_what_follows_the_table_of_a_report():
    plan = read(REPORT).plan
    assert (plan.problems, plan.suggestions) == ("ไม่มี", "ควรตั้งงบประมาณ")
    assert plan.signatories == (
        "ผู้รายงาน – นักวิเคราะห์นโยบายและแผน",
        "ผู้ตรวจสอบ – ปลัดองค์การบริหารส่วนตำบลหนองไผ่",
        "ทราบ – นายกองค์การบริหารส่วนตำบลหนองไผ่",
    )


ONE_CELL_PER_LINE = """รายงานผลการดำเนินงานตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส
รอบ 6 เดือน ประจำปีงบประมาณ พ.ศ. ๒๕๖๗
เทศบาลตำบลบางเลน
อำเภอบางเลน จังหวัดนครปฐม

มาตรการ
ขั้นตอนการดำเนินงาน
ผู้รับผิดชอบ
ระยะเวลา
ผลการดำเนินงาน
๑. ประกาศนโยบายไม่รับของขวัญ
๑. ยกร่างประกาศ
๒. เสนอผู้บริหารลงนาม
สำนักปลัดเทศบาล
ตุลาคม - ธันวาคม ๒๕๖๖
ดำเนินการแล้วเมื่อวันที่ ๑๕ พฤศจิกายน ๒๕๖๖
๒. อบรมจริยธรรม
๑. เสนอโครงการ ๒. จัดอบรม
กองการศึกษา
มกราคม - มีนาคม ๒๕๖๗
ไม่สามารถดำเนินการได้ เนื่องจากไม่มีงบประมาณ
ปัญหาและอุปสรรค
งบประมาณไม่เพียงพอ
"""


def test_cells_that_stand_one_per_line():
    plan = read(ONE_CELL_PER_LINE).plan
    assert [len(measure.steps) for measure in plan.measures] == [2, 2]
    done, not_possible = (measure.result for measure in plan.measures)
    assert done is not None
    assert not_possible is not None
    assert (done.status, done.dates) == (Status.DONE, (date(2023, 11, 15),))
    assert not_possible.status is Status.NOT_POSSIBLE
    assert plan.problems == "งบประมาณไม่เพียงพอ"


def test_scores_of_two_years_in_a_table():
    scores = "\n" + table(
        ["ตัวชี้วัด", "คะแนนปี 2567", "คะแนนปี 2568"],
        ["การปฏิบัติหน้าที่", "90.10", "92.30"],
        ["การใช้งบประมาณ", "๘๘.๐๐", "85.5"],
    )
    found = read(WITH_MONITORING + scores).plan.scores
    assert [(one.indicator, one.fiscal_year, str(one.score)) for one in found] == [
        (1, 2567, "90.10"),
        (1, 2568, "92.30"),
        (2, 2567, "88.00"),
        (2, 2568, "85.5"),
    ]


def test_misprinted_division_is_asked_about():
    rows = [[f"มาตรการที่ {i}", "ทำ", "กองส่งเสริมสุขภาพ"] for i in range(3)]
    slip = ["อื่น", "ทำ", "กองสงเสริมสุขภาพ"]
    reading = read(TITLE + table(["มาตรการ", "ขั้นตอน", "ผู้รับผิดชอบ"], *rows, slip))
    (finding,) = [one for one in reading.findings if one.code == "similar_division"]
    assert [choice.value for choice in finding.choices] == ["กองส่งเสริมสุขภาพ", "กองสงเสริมสุขภาพ"]


def test_what_has_no_place_is_said_not_dropped():
    lost = "\nท้ายตาราง\n\n" + table(["ของหาย", "ชิ้นหนึ่ง", "ชิ้นสอง", "ชิ้นสาม"], ["1", "2", "3", "4"])
    sources = [
        one.source for one in read(WITH_MONITORING + lost).findings if one.code == "unplaced_row"
    ]
    assert sources == ["ของหาย ชิ้นหนึ่ง ชิ้นสอง ชิ้นสาม", "1 2 3 4"]


def test_titles_that_name_two_years_are_asked_about():
    other = "รายงานผลการดำเนินการตามมาตรการ ประจำปีงบประมาณ พ.ศ. 2568\n"
    (finding,) = [
        one for one in read(other + WITH_MONITORING).findings if one.code == "year_conflict"
    ]
    assert [choice.value for choice in finding.choices] == ["2568", "2569"]


@pytest.mark.parametrize(
    "text",
    ["สวัสดีชาวโลก ไม่มีตารางใด ๆ", WITH_MONITORING.replace("256", "").replace(" 6", "")],
    ids=["no table", "no year"],
)
def test_what_holds_no_plan_is_refused(text):
    with pytest.raises(Unreadable, match="กรุณา"):
        read(text)


SCHEMA = {
    "type": "object",
    "required": [
        "organisation", "kind", "fiscal_year", "round", "period", "columns", "measures", "scores",
        "question_scores", "problems", "suggestions", "signatories", "findings",
    ],
    "properties": {
        "organisation": {"required": ["name", "district", "province"]},
        "kind": {"enum": ["report", "plan", "analysis_and_plan"]},
        "measures": {
            "items": {
                "required": [
                    "number", "issue", "instrument", "indicator", "questions", "title",
                    "responsible_text", "divisions", "everyone", "steps", "collector", "period",
                    "clauses", "result",
                ],
                "properties": {
                    "steps": {"items": {"required": ["text", "divisions", "everyone", "period"]}},
                    "clauses": {
                        "items": {
                            "required": [
                                "text", "actor", "kind", "every", "interval", "choices", "months",
                                "due", "within_days", "every_year", "step",
                            ],
                            "additionalProperties": True,
                        }
                    },
                    "result": {
                        "anyOf": [
                            {"type": "null"},
                            {"required": ["status", "dates", "text", "outcome", "suggestion"]},
                        ]
                    },
                },
            }
        },
        "findings": {"items": {"required": ["code", "measure", "message", "source"]}},
    },
}  # fmt: skip


@pytest.mark.parametrize(
    "text", [WITH_MONITORING, BY_STEP, REPORT], ids=["plan", "steps", "report"]
)
def test_the_json_has_every_promised_field(text):
    Draft202012Validator(SCHEMA).validate(json.loads(to_json(read(text))))
