"""Plans as offices nobody has met would write them: every one read as a careful person reads it."""

import io
from dataclasses import dataclass

import openpyxl
import pytest
from rebuilt import Docx, as_pipes, as_xlsx

from plans.grid import Line, Row
from plans.model import PlanKind, Status
from plans.reader import read_document

MONTHS = (
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
)


@dataclass(frozen=True)
class Read:
    """What a measure comes to, short enough to be read at a glance."""

    title: str
    owners: str
    period: str
    steps: int
    clauses: str


def short(measure) -> Read:
    owners = [*measure.divisions, *(["*"] if measure.everyone else [])]
    period = measure.period
    return Read(
        measure.title,
        " ".join(owners),
        f"{period.starts} {period.ends}" if period else "",
        len(measure.steps),
        " | ".join(map(meaning, measure.clauses)),
    )


def meaning(clause) -> str:
    words = [clause.kind.value if clause.kind != "recurring" else clause.every.value]
    words += [",".join(map(str, clause.months))] if clause.kind == "recurring" else []
    words += map(str, clause.due)
    words += [f"+{clause.within_days}"] if clause.within_days else []
    words += [f"step {clause.step}"] if clause.step else []
    return " ".join(word for word in words if word)


def rows(*cells: tuple[str, ...], table: int = 1) -> list[Row]:
    return [Row(row, table) for row in cells]


def lines(*texts: str) -> list[Line]:
    return [Line(text) for text in texts]


def read(data: bytes):
    return read_document(data, "plan")


def test_columns_for_aims_and_follow_up():
    plan = read(
        Docx().of(
            [
                *lines(
                    "แผนปฏิบัติการส่งเสริมคุณธรรมและความโปร่งใส",
                    "ขององค์การบริหารส่วนตำบลหนองบัวแดง อำเภอหนองบัวแดง จังหวัดชัยภูมิ",
                    "ประจำปีงบประมาณ ๒๕๖๙",
                    "ตามที่องค์การบริหารส่วนตำบลหนองบัวแดงได้ทราบผลการประเมิน ITA ปี ๒๕๖๘ จึงกำหนดแผนดังนี้",
                ),
                *rows(
                    (
                        "ที่", "โครงการ/กิจกรรม/มาตรการ", "วัตถุประสงค์", "วิธีดำเนินการ",
                        "ระยะเวลาดำเนินงาน", "หน่วยงานที่รับผิดชอบ", "ตัวชี้วัดความสำเร็จ",
                        "การติดตามและประเมินผล",
                    ),
                    (
                        "๑", "กิจกรรมประกาศนโยบาย No Gift Policy", "สร้างวัฒนธรรมสุจริต",
                        "(๑) จัดทำประกาศ\n(๒) ประชุมชี้แจงบุคลากร", "ต.ค. – ธ.ค. ๒๕๖๘",
                        "สำนักปลัด อบต.", "ประกาศ ๑ ฉบับ", "รายงานนายก อบต. ภายใน ๓๑ ธ.ค. ๒๕๖๘",
                    ),
                    (
                        "๒", "มาตรการเผยแพร่ข้อมูลการจัดซื้อจัดจ้าง", "ความโปร่งใส",
                        "(๑) รวบรวมข้อมูล\n(๒) ลงเว็บไซต์", "ต.ค. ๒๕๖๘ – ก.ย. ๒๕๖๙",
                        "กองคลัง (งานพัสดุ)", "ร้อยละ ๑๐๐", "ทุกวันที่ ๕ ของเดือนถัดไป",
                    ),
                    (
                        "๓", "จัดทำคู่มือการให้บริการ", "อำนวยความสะดวก",
                        "(๑) ทบทวน\n(๒) จัดทำ\n(๓) เผยแพร่", "ม.ค. – มี.ค. ๒๕๖๙", "ทุกส่วนราชการ",
                        "คู่มือ ๓ เรื่อง", "รายงานไตรมาสละครั้ง และสรุปทั้งปีภายใน ๓๐ ก.ย. ๖๙",
                    ),
                    (
                        "๔", "ตรวจสอบการใช้ทรัพย์สินราชการ", "ป้องกัน", "(๑) จัดทำทะเบียน\n(๒) สุ่มตรวจ",
                        "ตลอดปีงบประมาณ", "กองคลัง, กองช่าง", "ทะเบียน",
                        "ปีละ ๒ ครั้ง (เดือนมีนาคม และกันยายน)",
                    ),
                ),
            ]
        )
    ).plan  # fmt: skip
    assert (plan.organisation.name, plan.organisation.province, plan.fiscal_year) == (
        "องค์การบริหารส่วนตำบลหนองบัวแดง", "ชัยภูมิ", 2569,
    )  # fmt: skip
    assert plan.kind is PlanKind.PLAN
    assert [short(one) for one in plan.measures] == [
        Read(
            "กิจกรรมประกาศนโยบาย No Gift Policy", "สำนักปลัดอบต.", "2025-10-01 2025-12-31", 2,
            "deadline 2025-12-31",
        ),
        Read(
            "มาตรการเผยแพร่ข้อมูลการจัดซื้อจัดจ้าง", "กองคลัง", "2025-10-01 2026-09-30", 2, "month",
        ),
        Read(
            "จัดทำคู่มือการให้บริการ", "*", "2026-01-01 2026-03-31", 3,
            "quarter | deadline 2026-09-30",
        ),
        Read(
            "ตรวจสอบการใช้ทรัพย์สินราชการ", "กองคลัง กองช่าง", "2025-10-01 2026-09-30", 2,
            "half_year 3,9",
        ),
    ]  # fmt: skip


def test_quarters_to_tick_in_a_sheet():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["มาตรการป้องกันการทุจริตและส่งเสริมความโปร่งใส"],
        ["เทศบาลเมืองเขาสายรุ้ง จังหวัดสระบุรี"],
        ["ปีงบประมาณ พ.ศ. 2568 (1 ตุลาคม 2567 - 30 กันยายน 2568)"],
        [],
        ["ลำดับ", "ประเด็นการพัฒนา", "กิจกรรม/มาตรการ", "ผู้รับผิดชอบหลัก", "ผู้รับผิดชอบร่วม",
         "ระยะเวลาดำเนินการ", None, None, None, "การรายงาน"],
        [None] * 5 + ["ไตรมาส 1", "ไตรมาส 2", "ไตรมาส 3", "ไตรมาส 4", None],
        [1, "การให้บริการ", "จัดทำระบบจองคิวออนไลน์", "สำนักปลัดเทศบาล", "ทุกกอง", "/", "/", None,
         None, "ภายในไตรมาส 2"],
        [2, None, "ประเมินความพึงพอใจ", "กองยุทธศาสตร์และงบประมาณ", None, None, "/", None, None,
         "ทุกไตรมาส ภายใน 15 วันหลังสิ้นไตรมาส"],
        [3, "การบริหารงานบุคคล", "เผยแพร่หลักเกณฑ์", "กองการเจ้าหน้าที่", None, None, None, None, "/",
         "ภายในวันที่ 30 กันยายน 2568"],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("F5:I5")
    sheet.merge_cells("B7:B8")
    stream = io.BytesIO()
    book.save(stream)
    reading = read(stream.getvalue())
    assert reading.findings == ()
    assert [one.issue for one in reading.plan.measures] == [
        "การให้บริการ", "การให้บริการ", "การบริหารงานบุคคล",
    ]  # fmt: skip
    assert [short(one) for one in reading.plan.measures] == [
        Read(
            "จัดทำระบบจองคิวออนไลน์", "สำนักปลัดเทศบาล *", "2024-10-01 2025-03-31", 0,
            "deadline 2025-03-31",
        ),
        Read(
            "ประเมินความพึงพอใจ", "กองยุทธศาสตร์และงบประมาณ", "2025-01-01 2025-03-31", 0,
            "quarter +15",
        ),
        Read(
            "เผยแพร่หลักเกณฑ์", "กองการเจ้าหน้าที่", "2025-07-01 2025-09-30", 0,
            "deadline 2025-09-30",
        ),
    ]  # fmt: skip


def test_months_to_tick_and_notes():
    ticks = ["√", "√", *[""] * 10], [*[""] * 4, "√", "√", *[""] * 6], ["√"] * 12
    table = [
        ["ที่", "มาตรการ/กิจกรรม", "ผู้รับผิดชอบ", *MONTHS, "หมายเหตุ"],
        ["1", "จัดทำประกาศเจตนารมณ์", "สำนักปลัด", *ticks[0], ""],
        ["2", "อบรมจริยธรรม", "สำนักปลัด, กองการศึกษา", *ticks[1], "รายงานผลภายใน 30 วันหลังอบรม"],
        ["3", "เผยแพร่งบการเงิน", "กองคลัง", *ticks[2], "รายงานทุกเดือน"],
    ]
    text = (
        "มาตรการยกระดับคุณธรรม ประจำปีงบประมาณ พ.ศ. ๒๕๖๙\nเทศบาลตำบลแม่สายน้ำ อำเภอแม่สาย จังหวัดเชียงราย\n"
    )
    plan = read((text + "".join("\t".join(row) + "\n" for row in table)).encode()).plan
    assert [short(one) for one in plan.measures] == [
        Read("จัดทำประกาศเจตนารมณ์", "สำนักปลัด", "2025-10-01 2025-11-30", 0, ""),
        Read("อบรมจริยธรรม", "สำนักปลัด กองการศึกษา", "2026-02-01 2026-03-31", 0, "after_event +30"),
        Read("เผยแพร่งบการเงิน", "กองคลัง", "2025-10-01 2026-09-30", 0, "month"),
    ]


PAGE = """<html><body><h2>มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ปีงบประมาณ พ.ศ. 2570</h2>
<h3>เทศบาลตำบลริมธาร อ.เมือง จ.ลำปาง</h3><table><thead><tr><th>ตัวชี้วัด ITA</th><th>มาตรการ</th>
<th>ขั้นตอนการดำเนินงาน</th><th>ผู้รับผิดชอบ</th><th>กำหนดส่งรายงาน</th></tr></thead>
<tr><td rowspan="3">ตัวชี้วัดที่ 3 การใช้อำนาจ</td><td>1. จัดทำหลักเกณฑ์การมอบหมายงาน</td>
<td><ol><li>ประชุมคณะทำงาน</li><li>ประกาศหลักเกณฑ์</li></ol></td>
<td>สำนักปลัดเทศบาล (งานการเจ้าหน้าที่)</td><td>31 ม.ค. 2570</td></tr>
<tr><td>2. รับฟังความเห็นพนักงาน</td><td>แจกแบบสอบถาม</td><td>หน่วยตรวจสอบภายใน</td>
<td>เดือน มี.ค. และ ก.ย. ของทุกปี</td></tr>
<tr><td>3. เปิดเผยผลการประเมินการปฏิบัติราชการ</td><td>ปิดประกาศ</td><td>สำนักปลัดเทศบาล</td>
<td>ภายใน 7 วันทำการ นับถัดจากวันที่นายกลงนาม</td></tr>
<tr><td>ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล</td><td>4. ปรับปรุงเว็บไซต์</td>
<td>- ตรวจสอบลิงก์<br>- แก้ไขลิงก์เสีย</td><td>กองยุทธศาสตร์ฯ / กองคลัง</td>
<td>ทุกวันศุกร์สุดท้ายของเดือน</td></tr></table></body></html>"""


def test_a_page_with_a_spanning_issue():
    plan = read(PAGE.encode()).plan
    assert plan.organisation.name == "เทศบาลตำบลริมธาร"
    assert [one.indicator for one in plan.measures] == [3, 3, 3, 9]
    assert [short(one) for one in plan.measures] == [
        Read("จัดทำหลักเกณฑ์การมอบหมายงาน", "สำนักปลัดเทศบาล", "", 2, "deadline 2027-01-31"),
        Read("รับฟังความเห็นพนักงาน", "หน่วยตรวจสอบภายใน", "", 1, "half_year 3,9"),
        Read("เปิดเผยผลการประเมินการปฏิบัติราชการ", "สำนักปลัดเทศบาล", "", 1, "after_event +7"),
        Read("ปรับปรุงเว็บไซต์", "กองยุทธศาสตร์ฯ กองคลัง", "", 2, "month"),
    ]
    assert {clause.actor for one in plan.measures for clause in one.clauses} == {"staff"}


def test_a_report_that_says_the_status_in_words():
    head = (
        "มาตรการ", "แนวทางการปฏิบัติ", "หน่วยงานผู้รับผิดชอบ", "ระยะเวลา", "สถานะการดำเนินการ",
        "รายละเอียดผลการดำเนินการ", "ปัญหา/อุปสรรค",
    )  # fmt: skip
    body = (
        ("๑) โปร่งใสในการจัดซื้อจัดจ้าง", "๑. เผยแพร่แผน\n๒. รายงาน สขร.๑ ทุกเดือน", "กองพัสดุและทรัพย์สิน",
         "ต.ค. ๖๗ – ก.ย. ๖๘", "ดำเนินการแล้วเสร็จ", "เผยแพร่แผนเมื่อวันที่ ๒๐ พ.ย. ๒๕๖๗", "ไม่มี"),
        ("๒) ให้ผู้มีส่วนได้ส่วนเสียมีส่วนร่วม", "๑. จัดเวทีประชาคม", "กองยุทธศาสตร์และงบประมาณ",
         "ม.ค. – มี.ค. ๖๘", "อยู่ระหว่างดำเนินการ", "จัดเวทีแล้ว ๒ จาก ๔ แห่ง", "งบประมาณล่าช้า"),
        ("๓) ตรวจสอบการใช้ดุลพินิจ", "๑. แต่งตั้ง\n๒. กำหนด", "กองการเจ้าหน้าที่ และหน่วยตรวจสอบภายใน",
         "ภายในเดือน มี.ค. ๖๘", "ไม่สามารถดำเนินการได้", "รอหนังสือสั่งการ", "บุคลากรโอนย้าย"),
    )  # fmt: skip
    title = lines(
        "รายงานผลการดำเนินงานตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส",
        "องค์การบริหารส่วนจังหวัดนครสวรรค์",
        "ประจำปีงบประมาณ พ.ศ. ๒๕๖๘ รอบ ๖ เดือนแรก (ตุลาคม ๒๕๖๗ – มีนาคม ๒๕๖๘)",
    )
    plan = read(Docx(automatic=True).of([*title, *rows(head, *body)])).plan
    assert (plan.kind, plan.round) == (PlanKind.REPORT, 6)
    assert [one.result.status for one in plan.measures] == [Status.DONE, None, Status.NOT_POSSIBLE]
    assert [len(one.divisions) for one in plan.measures] == [1, 1, 2]


def test_a_small_form_for_each_measure():
    title = lines("มาตรการภายในเพื่อส่งเสริมความโปร่งใส", "เทศบาลนครพรหมบุรี", "ประจำปีงบประมาณ พ.ศ. ๒๕๗๐")
    first = rows(
        ("มาตรการที่ ๑", "ลดขั้นตอนการขออนุญาตก่อสร้าง"),
        ("ขั้นตอนการดำเนินการ", "๑. ทบทวนขั้นตอน\n๒. ประกาศขั้นตอนใหม่"),
        ("ผู้รับผิดชอบ", "กองช่าง"),
        ("ระยะเวลา", "๑ ต.ค. ๒๕๖๙ – ๓๑ มี.ค. ๒๕๗๐"),
        ("การกำกับติดตาม", "รายงานผู้บริหารทุก ๓ เดือน"),
    )
    second = rows(
        ("มาตรการที่ ๒", "เปิดเผยรายงานการประชุมสภา"),
        ("ขั้นตอนการดำเนินการ", "๑. สรุปรายงาน\n๒. เผยแพร่"),
        ("ผู้รับผิดชอบ", "สำนักปลัดเทศบาล"),
        ("ระยะเวลา", "ตลอดปี"),
        ("การกำกับติดตาม", "ทุกครั้งที่มีการประชุม"),
        table=2,
    )
    expected = [
        Read(
            "ลดขั้นตอนการขออนุญาตก่อสร้าง", "กองช่าง", "2026-10-01 2027-03-31", 2, "quarter",
        ),
        Read(
            "เปิดเผยรายงานการประชุมสภา", "สำนักปลัดเทศบาล", "2026-10-01 2027-09-30", 2, "after_event",
        ),
    ]  # fmt: skip
    apart = read(Docx().of([*title, *first, Line(""), *second])).plan
    assert [short(one) for one in apart.measures] == expected
    together = read(Docx().of([*title, *first, *(Row(one.cells, 1) for one in second)])).plan
    assert [short(one) for one in together.measures] == expected


@pytest.mark.parametrize("made", [as_xlsx, as_pipes], ids=["sheet", "pipes"])
def test_scores_beside_measures_make_no_report(made):
    title = lines(
        "มาตรการและแนวทางยกระดับผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2569",
        "เทศบาลตำบลท่าสะอาด อำเภอเซกา จังหวัดบึงกาฬ",
    )
    table = rows(
        ("ตัวชี้วัด/ประเด็น", "คะแนนปี 2568", "แนวทาง/มาตรการพัฒนา", "วิธีการขับเคลื่อน", "ผู้ดำเนินการ",
         "ห้วงเวลา", "ผลผลิต"),
        ("ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่", "92.10", "1. จัดทำคู่มือมาตรฐาน", "- ทุกกองรวบรวม\n- เสนอผู้บริหาร",
         "ทุกสำนัก/กอง", "ต.ค.68-ธ.ค.68", "คู่มือ 1 เล่ม"),
        ("ตัวชี้วัดที่ 4 การใช้ทรัพย์สินของราชการ", "79.99", "2. แนวปฏิบัติการยืมพัสดุ",
         "- จัดทำแนวปฏิบัติ\n- เวียนแจ้งทุกกองภายในเดือนพฤศจิกายน", "กองคลัง\nกองช่าง", "พ.ย. 2568",
         "แนวปฏิบัติ"),
    )  # fmt: skip
    reading = read(made([*title, *table]))
    assert (reading.plan.kind, reading.findings) == (PlanKind.PLAN, ())
    assert [short(one) for one in reading.plan.measures] == [
        Read("จัดทำคู่มือมาตรฐาน", "*", "2025-10-01 2025-12-31", 2, ""),
        Read(
            "แนวปฏิบัติการยืมพัสดุ", "กองคลัง กองช่าง", "2025-11-01 2025-11-30", 2,
            "deadline 2025-11-30 step 2",
        ),
    ]  # fmt: skip


def test_a_column_nobody_knows_is_told():
    table = rows(
        ("มาตรการ", "ผู้รับผิดชอบ", "ขั้นตอน", "ระยะเวลา", "สีประจำกลุ่ม"),
        ("จัดทำคู่มือ", "กองช่าง", "ทบทวน", "ม.ค. 2570", "สีเขียว"),
    )
    title = lines("มาตรการส่งเสริมความโปร่งใส ประจำปีงบประมาณ พ.ศ. 2570", "เทศบาลตำบลริมธาร")
    [finding] = read(Docx().of([*title, *table])).findings
    assert (finding.code, finding.source) == ("unknown_column", "สีเขียว")
    assert "สีประจำกลุ่ม" in finding.message


def test_activities_by_row_under_one_measure():
    title = lines("มาตรการส่งเสริมคุณธรรม ประจำปี พ.ศ. ๒๕๖๙", "องค์การบริหารส่วนตำบลโนนสวรรค์")
    table = rows(
        ("มาตรการ", "กิจกรรม", "ผู้รับผิดชอบ", "กำหนดเวลา"),
        ("๑. มาตรการป้องกันการรับสินบน", "๑.๑ ประกาศนโยบาย", "สำนักปลัด", "ภายใน ธ.ค. ๒๕๖๘"),
        ("", "๑.๒ อบรมให้ความรู้", "กองการศึกษา", "ภายใน มี.ค. ๒๕๖๙"),
        ("", "๑.๓ รายงานผล", "สำนักปลัด", "ทุกไตรมาส"),
        ("๒. มาตรการจัดซื้อจัดจ้างโปร่งใส", "๒.๑ ประกาศแผน", "กองคลัง", "ภายใน ต.ค. ๒๕๖๘"),
        ("", "๒.๒ รายงานผลรายเดือน", "กองคลัง", "ทุกเดือน"),
    )
    reading = read(Docx().of([*title, *table]))
    assert reading.findings == ()
    assert [short(one) for one in reading.plan.measures] == [
        Read("มาตรการป้องกันการรับสินบน", "สำนักปลัด กองการศึกษา", "", 3, "quarter step 3"),
        Read("มาตรการจัดซื้อจัดจ้างโปร่งใส", "กองคลัง", "", 2, "month step 2"),
    ]
    steps = [step for one in reading.plan.measures for step in one.steps]
    assert [step.divisions for step in steps] == [
        ("สำนักปลัด",), ("กองการศึกษา",), ("สำนักปลัด",), ("กองคลัง",), ("กองคลัง",),
    ]  # fmt: skip


def test_rows_across_the_table_and_a_collector():
    page = (
        "<html><body><p>แผนยกระดับคุณธรรม ประจำปีงบประมาณ พ.ศ. ๒๕๗๐</p><p>เทศบาลตำบลบึงงาม</p><table>"
        "<tr><td>ลำดับ</td><td>มาตรการ/แนวทาง</td><td>ขั้นตอนและวิธีการ</td><td>ผู้รับผิดชอบ</td>"
        "<td>ระยะเวลา</td><td>การกำกับติดตาม</td></tr>"
        '<tr><td colspan="6"><b>ประเด็นที่ ๑ การให้บริการและระบบ E-Service</b></td></tr>'
        "<tr><td>๑.๑</td><td>พัฒนา E-Service</td><td>๑) สำรวจ<br>๒) พัฒนา</td><td>สำนักปลัดเทศบาล</td>"
        "<td>ต.ค.๖๙-มี.ค.๗๐</td><td>ให้รายงานปลัดเทศบาลทุกวันที่ ๑๐ ของเดือน</td></tr>"
        '<tr><td colspan="6"><b>ประเด็นที่ ๒ การใช้ทรัพย์สินของราชการ</b></td></tr>'
        "<tr><td>๒.๑</td><td>ทะเบียนคุมทรัพย์สิน</td><td>ตรวจนับ</td>"
        "<td>ทุกกอง โดยกองคลังเป็นผู้รวบรวม</td><td>ตลอดปี</td><td>ภายในเดือนตุลาคม ๒๕๖๙</td></tr>"
        "</table></body></html>"
    )
    first, second = read(page.encode()).plan.measures
    assert short(first) == Read(
        "พัฒนา E-Service", "สำนักปลัดเทศบาล", "2026-10-01 2027-03-31", 2, "month"
    )
    assert second.issue == "ประเด็นที่ ๒ การใช้ทรัพย์สินของราชการ"
    assert (second.everyone, second.divisions, second.collector) == (True, ("กองคลัง",), "กองคลัง")


def test_questions_of_an_issue_in_its_own_column():
    title = lines("มาตรการส่งเสริมความโปร่งใส ประจำปีงบประมาณ พ.ศ. 2569", "เทศบาลตำบลไผ่ล้อม")
    table = rows(
        ("ข้อ", "ประเด็นที่ต้องพัฒนา", "มาตรการ", "วิธีการ", "ผู้รับผิดชอบ", "การรายงานผล"),
        ("1", "การเปิดเผยข้อมูล (O35)", "ปรับปรุงเว็บไซต์", "1. แก้ไข", "สำนักปลัด", "ทุกสิ้นเดือน"),
        ("2", "การรับฟังความคิดเห็น (E8)", "จัดช่องทาง", "1. เปิดเพจ", "กองช่าง", "รอบ 6 เดือน"),
    )
    plan = read(Docx().of([*title, *table])).plan
    assert [one.questions for one in plan.measures] == [("O35",), ("E8",)]
    assert [one.indicator for one in plan.measures] == [None, 8]


def test_first_and_last_day_in_columns_of_their_own():
    title = lines("มาตรการส่งเสริมความโปร่งใส ปีงบ 69", "ทต.ดอนแก้ว อ.แม่ริม จ.เชียงใหม่")
    table = rows(
        ("ที่", "มาตรการ", "ส่วนราชการ", "วันเริ่ม", "วันสิ้นสุด", "ความถี่ในการรายงาน"),
        ("1", "เผยแพร่แผน", "สำนักคลัง", "1 ต.ค. 2568", "31 ธ.ค. 2568", "รายไตรมาส"),
    )
    plan = read(as_xlsx([*title, *table])).plan
    assert plan.fiscal_year == 2569
    assert [short(one) for one in plan.measures] == [
        Read("เผยแพร่แผน", "สำนักคลัง", "2025-10-01 2025-12-31", 0, "quarter")
    ]
