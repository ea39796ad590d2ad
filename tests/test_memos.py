"""Papers around the report: whom they are written to, what they say, and that Word opens them."""

import io
import shutil
from dataclasses import replace
from datetime import date

import docx
import pytest
from paper_bench import CLERK, END, MONITORED, TREASURY, Bench

from bot.__main__ import main
from bot.demo import bind_everybody, performing
from plans.model import MarkKind
from plans.rounds import Round
from plans.thai import Script
from reports.oit import KNOWN, answer, items_of
from reports.papers import lay_out_paper
from reports.report import Report
from reports.signing import read_signature
from reports.wish import Kind, Registered, Wish
from reports.word import write_word
from reports.wording import held_office, in_digits, position_lines

CHAIN = (
    "ผู้รายงาน - นักทรัพยากรบุคคล - นางสาวมาลี ดีใจ",
    "ผู้ตรวจสอบ - ปลัดเทศบาล - นายวีระ สุขใจ",
    "ทราบ - ปลัดเทศบาล รักษาราชการแทน นายกเทศมนตรีตำบลทุ่งตะวัน - นายวีระ สุขใจ",
)
ISSUED = Registered(
    "TD66-AB1CD-EF2GH", 6, 1, END, "๑๐ เม.ย. ๖๖", "ผู้ดูแลระบบ", "12ab" * 16, ("34cd" * 16,),
    ("ผู้รายงาน: นางสาวมาลี",), ("ลงนามแล้ว.pdf",),
)  # fmt: skip
WISH = Wish(Kind.COVER, date(2023, 4, 10), desk="สำนักปลัด", register=(ISSUED,))


def report() -> Report:
    bench = Bench.of(MONITORED).say("1ก", CLERK, MarkKind.DONE, date(2023, 1, 18), "ลงแล้ว")
    bench = bench.say("3ก", TREASURY, MarkKind.NOT_POSSIBLE, date(2022, 12, 20), "รอหนังสือ")
    return bench.report(signatures=tuple(map(read_signature, CHAIN)))


def lines(about: Report, wish: Wish, digits: Script = Script.ARABIC) -> list[str]:
    """Every line of the paper, tables after the rest, as Word would read it."""
    opened = docx.Document(io.BytesIO(write_word(lay_out_paper(about, wish, digits=digits))))
    cells = [c.text for table in opened.tables for row in table.rows for c in row.cells]
    return [p.text for p in opened.paragraphs] + cells


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.OIT])
def test_the_same_paper_is_the_same_bytes_and_stands_upright(kind):
    wish = replace(WISH, kind=kind)
    data = write_word(lay_out_paper(report(), wish))
    assert data == write_word(lay_out_paper(report(), wish))
    section = docx.Document(io.BytesIO(data)).sections[0]
    assert (section.page_width < section.page_height) is (kind is not Kind.REGISTER)


def test_the_cover_memo_goes_to_the_office_an_acting_head_holds():
    said = lines(report(), WISH)
    assert said[0] == "บันทึกข้อความ"
    assert said[1] == "ส่วนราชการ สำนักปลัด เทศบาลตำบลทุ่งตะวัน"
    assert said[2].endswith("วันที่ 10 เมษายน 2566")
    assert "เรียน  นายกเทศมนตรีตำบลทุ่งตะวัน (ผ่าน ปลัดเทศบาล)" in said
    facts = next(line for line in said if line.startswith("บัดนี้"))
    assert "รหัสรายงาน TD66-AB1CD-EF2GH ฉบับแก้ไขครั้งที่ 1" in facts
    assert "จากมาตรการทั้งหมด 4 มาตรการ" in facts
    last = said[said.index("คำสั่งของนายกเทศมนตรีตำบลทุ่งตะวัน") :]
    assert last[3:6] == [
        "(นายวีระ สุขใจ)",
        "ปลัดเทศบาล รักษาราชการแทน",
        "นายกเทศมนตรีตำบลทุ่งตะวัน",
    ]


@pytest.mark.parametrize("name", ["เทศบาลตำบลทุ่งตะวัน", "องค์การบริหารส่วนตำบลทุ่งตะวัน"])
def test_without_signatures_memos_are_still_addressed(name):
    bare = replace(report(), signatures=(), organisation=replace(MONITORED.organisation, name=name))
    to = next(line for line in lines(bare, WISH) if line.startswith("เรียน"))
    mayor = "นายกเทศมนตรี" if name.startswith("เทศบาล") else "นายกองค์การบริหารส่วนตำบล"
    assert to.startswith(f"เรียน  {mayor} (ผ่าน ปลัด")


def test_leave_to_publish_names_the_item_and_the_page():
    wish = replace(WISH, kind=Kind.PUBLISH, website="https://thung.go.th/ita")
    said = "\n".join(lines(report(), wish, Script.THAI))
    assert "พ.ศ. ๒๕๖๖ ข้อ O43 กำหนดให้" in said
    assert "ที่ https://thung.go.th/ita" in said
    assert "[  ] อนุญาต" in said


def test_every_division_that_owes_is_chased_on_a_page_of_its_own():
    said = lines(report(), replace(WISH, kind=Kind.CHASE))
    to = [line for line in said if line.startswith("เรียน")]
    assert to == ["เรียน  หัวหน้าสำนักปลัด", "เรียน  ผู้อำนวยการกองคลัง", "เรียน  ผู้อำนวยการกองช่าง"]
    assert said.count("บันทึกข้อความ") == 3
    owed = [line for line in said if line.startswith("รายงานทุกเดือน\nค้าง 6 งวด: เดือนตุลาคม 2565")]
    assert len(owed) == 2  # the clerk's office and the treasury


def test_nobody_is_chased_when_everything_is_there():
    done = replace(report(), groups=())
    assert "ครบแล้ว" in "\n".join(lines(done, replace(WISH, kind=Kind.CHASE)))


def test_the_meetings_page_tells_what_is_late_what_comes_and_what_hinders():
    said = lines(report(), replace(WISH, kind=Kind.AGENDA))
    late = said[said.index("1. เรื่องที่เลยกำหนด") + 1]
    assert late == "- มาตรการที่ 2ก ข่าวประชาสัมพันธ์: สำนักปลัด 5 งวด, กองคลัง 5 งวด"
    soon = said[said.index("2. เรื่องที่จะครบกำหนดภายใน 30 วัน") + 1]
    assert soon.startswith("- 30 เม.ย. 66 มาตรการที่ ")
    hindered = said[said.index("3. ปัญหา อุปสรรค และเรื่องที่ขอมติที่ประชุม") + 1]
    assert hindered == "- มาตรการที่ 3 กองคลัง: รอหนังสือ"
    assert "0/2" in said


def test_the_register_prints_who_acknowledged_and_every_hash_as_it_is():
    said = "\n".join(lines(report(), replace(WISH, kind=Kind.REGISTER), Script.THAI))
    for told in (ISSUED.code, "ฉบับแก้ไขครั้งที่ ๑", "ผู้รายงาน: นางสาวมาลี", "ลงนามแล้ว.pdf",
                 f"ตราผนึก sha256:{ISSUED.head}", f"ไฟล์ sha256:{ISSUED.files[0]}"):  # fmt: skip
        assert told in said
    empty = lines(report(), replace(WISH, kind=Kind.REGISTER, register=()))
    assert "ยังไม่มีรายงานที่ออก" in empty


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("ปลัดเทศบาล", ("ปลัดเทศบาล",)),
        ("ปลัดเทศบาล รักษาราชการแทน นายกเทศมนตรี", ("ปลัดเทศบาล รักษาราชการแทน", "นายกเทศมนตรี")),
        ("ปลัดเทศบาลรักษาราชการแทนนายกเทศมนตรี", ("ปลัดเทศบาล รักษาราชการแทน", "นายกเทศมนตรี")),
        ("ปลัด อบต. ปฏิบัติหน้าที่ นายก อบต.", ("ปลัด อบต. ปฏิบัติหน้าที่", "นายก อบต.")),
        ("รองปลัด ปฏิบัติราชการแทน ปลัดเทศบาล", ("รองปลัด ปฏิบัติราชการแทน", "ปลัดเทศบาล")),
        ("รักษาการปลัดเทศบาล", ("รักษาการปลัดเทศบาล",)),
        ("", ("",)),
    ],
)
def test_whoever_acts_for_another_signs_in_two_lines(position, expected):
    assert position_lines(position) == expected
    assert held_office(position) == expected[-1]


# --- the item of the assessment


def test_items_are_known_by_year_and_an_office_corrects_them():
    assert items_of(2566, ()).report == "O43"
    assert items_of(2569, ()).plan == "O25"
    assert items_of(2570, ()) is None
    assert items_of(2570, ("2570:O25/O26",)).report == "O26"
    assert items_of(2566, ("2566: O1 / O2 ", "rubbish", "2571:", "x:y/z")).report == "O2"
    assert max(KNOWN) == 2569


def test_the_words_to_paste_name_item_page_round_and_code():
    said = answer(report(), (), "https://thung.go.th/ita", "TD66-AB1CD-EF2GH")
    assert said.startswith("ข้อ O43 การประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2566")
    assert "URL: https://thung.go.th/ita" in said
    assert "รอบ 6 เดือน (ตุลาคม 2565 - มีนาคม 2566)" in said
    assert said.endswith("รหัสรายงาน TD66-AB1CD-EF2GH")
    later = replace(report(), round=Round(2568, 12))
    assert answer(later, (), "", "").startswith("ข้อ O26 การประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2569")
    unknown = answer(replace(report(), round=Round(2570, 12)), (), "", "")
    assert "ยังไม่ทราบเลขข้อ" in unknown.splitlines()[0]


# --- asked for


@pytest.mark.usefixtures("nowhere")
def test_papers_on_the_command_line(loaded, capsys):
    shutil.copytree(loaded, "data")
    assert main(["set", "oit_items", "2571:O30/O31", "--data-dir", "data"]) == 0
    ask = ["report", "--fiscal-year", "2570", "--round", "6", "--as-of", "2027-04-09"]
    assert main([*ask, "--paper", "chase", "-o", "chase.docx", "--data-dir", "data"]) == 0
    told = [p.text for p in docx.Document("chase.docx").paragraphs]
    assert "เรียน  ผู้อำนวยการกองคลัง" in told
    capsys.readouterr()
    assert main([*ask, "--paper", "oit", "--data-dir", "data"]) == 0
    assert capsys.readouterr().out.startswith("ข้อ O31 การประเมิน ITA")


async def test_papers_in_chat_are_for_leaders(tmp_path):
    async with performing(tmp_path / "data") as demo:
        await bind_everybody(demo)
        await demo.say("chief-telegram", "weera", "เอกสาร วาระ")
        await demo.say("chief-telegram", "weera", "เอกสาร oit")
        await demo.say("chief-telegram", "weera", "เอกสาร")
        said = demo.stage.by_bot("chief-telegram")
        files = [one.file_name for one in said if one.file is not None]
        data = next(demo.stage.files[one.file].data for one in said if one.file is not None)
    assert len(files) == 1
    assert files[0].startswith("ระเบียบวาระ_เทศบาลตำบลทุ่งตะวัน")
    assert "มติที่ประชุม" in [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]
    words = "\n".join(one.text for one in said)
    assert "URL:" in words
    assert "ต้องการเอกสารใด" in words


def test_digits_of_codes_and_hashes_stay():
    assert in_digits("ไฟล์ sha256:12ab 34", Script.THAI) == "ไฟล์ sha256:12ab ๓๔"


def test_words_and_the_place_to_sign_stay_on_one_page():
    opened = docx.Document(io.BytesIO(write_word(lay_out_paper(report(), WISH))))
    before = [
        one
        for one, after in zip(opened.paragraphs, opened.paragraphs[1:], strict=False)
        if after.text.startswith("(ลงชื่อ)")
    ]
    assert len(before) == 3
    assert all(one.paragraph_format.keep_with_next for one in before)
    assert opened.paragraphs[0].runs[0].font.size.pt == 29
