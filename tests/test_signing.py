"""An issued report in chat: acknowledged in the order of its chain, the signed paper filed."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
from office_bench import office
from talk import Talk

from handlers.scene import BANGKOK
from storage import documents, issues
from storage.database import Database, Transaction
from storage.documents import Made
from storage.issues import Draft
from storage.settings import put_setting

NOW = datetime(2023, 4, 10, 2, 0, tzinfo=UTC)
PLACES = ("ผู้รายงาน นักทรัพยากรบุคคล", "ผู้ตรวจสอบ ปลัดเทศบาล", "ทราบ นายกเทศมนตรี")
DRAFT = Draft(
    "TD66-AB1CD-EF2GH", 2566, 6, "", date(2023, 4, 10), closed=True, state="s", content="c",
    head="0" * 64, places=PLACES, asked_by=None, asked_as="ผู้ดูแลระบบ",
)  # fmt: skip
OTHER = replace(DRAFT, code="TD66-XXXXX-YYYYY", state="t", division="กองคลัง")
BARE = replace(DRAFT, code="TD66-ZZZZZ-ZZZZZ", state="u", places=())


def give_out(tx: Transaction) -> None:
    """As if the first thing said had asked for the report and brought it."""
    for n, draft in enumerate((BARE, OTHER, DRAFT)):
        issue = issues.issue(tx, draft, NOW)
        key = "reply/e1" if draft is DRAFT else f"key{n}"
        documents.record(tx, Made(key, "{}", "r.docx", f"{n:064}", 9, issue.id), NOW, NOW)


async def played(script: str) -> tuple[str, issues.Issue]:
    database = await Database.open(None)
    try:
        await database.write(give_out)
        said = await Talk(database).play(script)
        return said, await database.read(issues.find, DRAFT.code)
    finally:
        await database.close()


async def test_the_chain_signs_in_order_and_each_person_once():
    said, issue = await played(
        "\n".join([
            "@ 10 เมษายน 2566 09:00",
            "ผู้ดูแล> #รายงาน word",
            "นายก> #ลงนาม TD66-AB1CD-EF2GH 2",
            "ผู้ดูแล> (ตอบกลับ) #ลงนาม",
            "นายก> ลงนาม td66 ablcd ef2gh 1",
            "ผู้ดูแล> (กด ลงนาม: ผู้รายงาน นักทรัพยากรบุคคล)",
            "ผู้ดูแล> #ลงนาม TD66-AB1CD-EF2GH 2",
            "นายก> ลงนาม TD66-AB1CD-EF2GH ๓",
            "นายก> ลงนาม TD66-AB1CD-EF2GH ๒",
            "นายก> ลงนาม TD66-AB1CD-EF2GH 3",
        ])
    )  # fmt: skip
    assert [(one.place, one.author) for one in issue.signings] == [(1, "ผู้ดูแล"), (2, "นายก")]
    assert issue.signings[0].said_at.astimezone(BANGKOK).date() == date(2023, 4, 10)
    assert issue.next_place == 3
    for sentence in (
        "ลงนามตามลำดับ ตำแหน่งถัดไปคือ ผู้รายงาน นักทรัพยากรบุคคล",
        "๑. ผู้รายงาน นักทรัพยากรบุคคล — รอลงนาม",
        "ตำแหน่งถัดไปคือ ผู้รายงาน นักทรัพยากรบุคคล ซึ่งลงนามในแชทของผู้นั้น",
        "บันทึกการลงนามของท่านแล้ว: ผู้รายงาน นักทรัพยากรบุคคล ๑๐ เม.ย. ๖๖ ๐๙.๐๐ น.",
        "ท่านลงนามฉบับนี้แล้ว (ผู้รายงาน นักทรัพยากรบุคคล) ตำแหน่งถัดไปต้องเป็นผู้อื่น",
        "ลงนามตามลำดับ ตำแหน่งถัดไปคือ ผู้ตรวจสอบ ปลัดเทศบาล",
        "บันทึกการลงนามของท่านแล้ว: ผู้ตรวจสอบ ปลัดเทศบาล",
        "ท่านลงนามฉบับนี้แล้ว (ผู้ตรวจสอบ ปลัดเทศบาล)",
    ):
        assert sentence in said, sentence
    assert "[ลงนาม: ทราบ นายกเทศมนตรี]" not in said  # of one who has signed


async def test_nobody_else_signs_and_unknown_reports_are_told():
    said, issue = await played(
        "\n".join([
            "@ 10 เมษายน 2566 09:00",
            "สมหญิง @กลุ่มคลัง> #ลงนาม TD66-AB1CD-EF2GH 1",
            "ผู้ดูแล> #ลงนาม TD66-00000-00000",
            "ผู้ดูแล> #ลงนาม TD66-XXXXX-YYYYY",
            "ผู้ดูแล> #ลงนาม TD66-ZZZZZ-ZZZZZ",
            "ผู้ดูแล> #ลงนาม",
        ])
    )  # fmt: skip
    assert issue.signings == ()
    assert "สำหรับผู้บริหารและผู้ดูแลระบบเท่านั้น" in said
    assert said.count("ไม่พบรายงานที่มีรหัสนี้ในทะเบียน") == 2
    assert "ไม่มีผู้ลงนาม" in said
    assert said.count("รายงานรอบ ๖ เดือน ปีงบประมาณ พ.ศ. ๒๕๖๖ รหัส TD66-AB1CD-EF2GH") == 1


async def test_the_signed_paper_is_filed_with_the_report():
    said, issue = await played(
        "\n".join([
            "@ 10 เมษายน 2566 09:00",
            "ผู้ดูแล> #รายงาน word",
            "ผู้ดูแล> (ตอบกลับ) (ไฟล์ ลงนามแล้ว)",
            "ผู้ดูแล> (ตอบกลับ) (ไฟล์ ลงนามแล้ว)",
            "นายก> (รูป หน้าลงนาม) TD66-AB1CD-EF2GH",
            "สมหญิง @กลุ่มคลัง> (รูป ของเรา) TD66-AB1CD-EF2GH",
        ])
    )  # fmt: skip
    assert [scan.name for scan in issue.scans] == ["ลงนามแล้ว.jpg", "หน้าลงนาม.jpg"]
    assert said.count("เก็บฉบับลงนามไว้กับรายงานรอบ ๖ เดือน") == 3


async def test_whose_turn_it_is_is_told_and_only_the_one_appointed_signs():
    said, issue = await played(
        "\n".join([
            "@ 10 เมษายน 2566 09:00",
            "= รหัส ผู้บริหาร",
            "ปลัดวีระ> #รหัส {รหัส}",
            "นายก> #ลงนาม TD66-AB1CD-EF2GH มอบ 2 ปลัดวีระ",
            "ผู้ดูแล> #ลงนาม มอบ",
            "ผู้ดูแล> #ลงนาม มอบ 2 ไม่มีใครชื่อนี้",
            "ผู้ดูแล> (กด ปลัดวีระ)",
            "ผู้ดูแล> #ลงนาม มอบ ๓ นายก",
            "ผู้ดูแล> #ลงนาม TD66-AB1CD-EF2GH 1",
            "นายก> #ลงนาม TD66-AB1CD-EF2GH 2",
            "ปลัดวีระ> (กด ลงนาม: ผู้ตรวจสอบ ปลัดเทศบาล)",
            "นายก> (กด ลงนาม: ทราบ นายกเทศมนตรี)",
            "ผู้ดูแล> (ตอบกลับ) (ไฟล์ ลงนามแล้ว)",
        ])
    )  # fmt: skip
    assert [one.author for one in issue.signings] == ["ผู้ดูแล", "ปลัดวีระ", "นายก"]
    assert [scan.name for scan in issue.scans] == ["ลงนามแล้ว.jpg"]
    lines = said.splitlines()
    for sentence in (
        "บอท> คำสั่งนี้สำหรับผู้ดูแลระบบในแชทส่วนตัวเท่านั้น",
        "บอท> ๒. ผู้ตรวจสอบ ปลัดเทศบาล: ผู้มีสิทธิคนใดก็ได้",
        "บอท> ๒. ผู้ตรวจสอบ ปลัดเทศบาล: ปลัดวีระ",
        "บอท> ๒. ผู้ตรวจสอบ ปลัดเทศบาล — รอลงนาม (ปลัดวีระ)",
        "บอท→ปลัดวีระ> ถึงลำดับของท่านลงนาม: ผู้ตรวจสอบ ปลัดเทศบาล",
        "บอท> ตำแหน่งถัดไปคือ ผู้ตรวจสอบ ปลัดเทศบาล ซึ่งลงนามในแชทของผู้นั้น",
        "บอท→นายก> ถึงลำดับของท่านลงนาม: ทราบ นายกเทศมนตรี",
        "บอท→ผู้ดูแล> ลงนามในแชทครบทุกตำแหน่งแล้ว เมื่อได้ฉบับลงนามจริง ส่งภาพหรือไฟล์ตอบกลับข้อความนี้เพื่อเก็บไว้ด้วยกัน",
    ):
        assert sentence in lines, f"{sentence}\n{said}"
    assert not any(line.startswith("บอท→นายก> ถึงลำดับของท่านลงนาม: ผู้ตรวจสอบ") for line in lines)


async def test_until_somebody_is_appointed_every_executive_is_told():
    said, _ = await played(
        "\n".join([
            "@ 10 เมษายน 2566 09:00",
            "= รหัส ผู้บริหาร",
            "ปลัดวีระ> #รหัส {รหัส}",
            "ผู้ดูแล> #ลงนาม TD66-AB1CD-EF2GH 1",
        ])
    )  # fmt: skip
    assert "[ลงนาม: ผู้ตรวจสอบ ปลัดเทศบาล]" not in said.partition("บอท> บันทึกการลงนามของท่าน")[2]
    for who in ("นายก", "ปลัดวีระ"):
        assert f"บอท→{who}> ถึงลำดับของท่านลงนาม: ผู้ตรวจสอบ ปลัดเทศบาล" in said
        assert f"บอท→{who}> • เปิดอ่านรายงาน (PDF): พิมพ์ #รายงาน 6 pdf" in said


async def test_everything_that_happened_to_a_report_stands_in_its_register(tmp_path):
    async with office(tmp_path / "data") as bot, bot.bot():
        database = bot.service.organisation.database
        await database.write(put_setting, "signatories", "ผู้รายงาน - นักทรัพยากรบุคคล, ทราบ - นายก")
        await bot.say("admin", "orathai", "#รายงาน 6 excel")
        code = re.search(r"TD\d\d-\w{5}-\w{5}", bot.stage.by_bot("admin")[-1].text)[0]
        await bot.say("admin", "orathai", f"#ลงนาม {code} 1")
        assert "ถึงลำดับของท่าน" in bot.stage.by_bot("mayor")[-1].text
        assert "ถึงลำดับของท่าน" in bot.stage.by_bot("deputy")[-1].text
        await bot.say("mayor", "mayor", f"#ลงนาม {code} 2")
        done = bot.stage.by_bot("admin")[-1]
        assert "ลงนามในแชทครบทุกตำแหน่งแล้ว" in done.text
        await bot.say("deputy", "deputy", "/papers ทะเบียน")
        paper = next(one for one in reversed(bot.stage.by_bot("deputy")) if one.file)
        opened = docx.Document(io.BytesIO(bot.stage.files[paper.file].data))
        (issue,) = await database.read(issues.register, 2566)
    row, hashes = ([cell.text for cell in one.cells] for one in opened.tables[0].rows[1:3])
    assert row[1] == code
    assert "ผู้ดูแลระบบ" in row[4]
    for told in ("ผู้รายงาน นักทรัพยากรบุคคล: อรทัย", "ทราบ นายก: นายกบุญมา"):
        assert told in row[5]
    assert f"sha256:{issue.head}" in hashes[0]
    assert f"sha256:{issue.hashes[0]}" in hashes[0]
