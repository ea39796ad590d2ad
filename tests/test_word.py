"""The Word report says what the report says: read back, compared, and looked at as Word would."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from paper_bench import (
    ADVISED,
    CLERK,
    END,
    HALF,
    MONITORED,
    PLANS,
    STEPWISE,
    TICKED,
    TREASURY,
    WORKS,
    Bench,
)

from plans.model import Evidence, MarkKind
from plans.rounds import Round
from plans.thai import Script
from reports.forms import Form, form_of
from reports.pages import Signature
from reports.word import render_word
from reports.wording import in_digits, printable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DONE, NOT_POSSIBLE, IN_PROGRESS = MarkKind.DONE, MarkKind.NOT_POSSIBLE, MarkKind.IN_PROGRESS

ORDER = {
    # the sequences of the transitional schema, as far as the report uses them
    "pPr": "pStyle keepNext keepLines pageBreakBefore spacing ind jc outlineLvl",
    "rPr": "rFonts b bCs i iCs color sz szCs u lang",
    "tblPr": "tblStyle tblW jc tblBorders tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "sectPr": "headerReference footerReference pgSz pgMar pgNumType titlePg",
    "style": "name basedOn qFormat pPr rPr tblPr",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "tc": "tcPr p",
    "p": "pPr r",
}


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def tree(data: bytes, name: str = "word/document.xml"):
    return etree.fromstring(parts(data)[name])


def opened(data: bytes):
    return docx.Document(io.BytesIO(data))


def rows(data: bytes, table: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in opened(data).tables[table].rows]


def text_of(data: bytes) -> str:
    """Every word of the body, line by line, as a reader of the file finds them."""
    lines = []
    for paragraph in tree(data).iter(f"{W}p"):
        pieces = paragraph.iter(f"{W}t", f"{W}br", f"{W}tab")
        breaks = {f"{W}br": "\n", f"{W}tab": "\t"}
        lines.append("".join(breaks.get(one.tag, one.text or "") for one in pieces))
    return "\n".join(lines)


def busy() -> Bench:
    """A monitored plan with something of everything."""
    link = Evidence("link", "", "https://www.example.go.th/E1/2566")
    bench = Bench.of(MONITORED)
    bench = bench.say("1ก", CLERK, DONE, date(2023, 1, 18), "ลงแล้ว 42 คน", evidence=(link,))
    bench = bench.say("2ก", CLERK, DONE, date(2022, 10, 28), due=date(2022, 10, 31))
    bench = bench.say("3ก", TREASURY, NOT_POSSIBLE, date(2022, 12, 20), "รอหนังสือสั่งการ")
    return bench.say("3ก", WORKS, IN_PROGRESS, date(2022, 12, 21), "กำลังรวบรวม")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("monitored", Form.MONITORED),
        ("ticked", Form.TICKED),
        ("stepwise", Form.STEPWISE),
        ("advised", Form.ADVISED),
        ("unknown", Form.PLAIN),
    ],
)
def test_the_form_follows_from_the_meaning_of_the_columns(name, expected):
    assert form_of(PLANS[name]) is expected


def test_cover_of_a_monitored_plan():
    lines = [p.text for p in opened(render_word(busy().report())).paragraphs[:4]]
    assert lines == [
        "รายงานการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน",
        "ประจำปีงบประมาณ พ.ศ. ๒๕๖๖ รอบ ๖ เดือน (เดือนตุลาคม ๒๕๖๕ - มีนาคม ๒๕๖๖)",
        "เทศบาลตำบลทุ่งตะวัน",
        "อำเภอดอนสายลม  จังหวัดลำตะวัน",
    ]


def test_monitored_table_prints_the_plans_columns_and_a_result():
    table = rows(render_word(busy().report()))
    assert table[0] == [*MONITORED.columns, "การดำเนินการ"]
    assert table[1] == ["เครื่องมือการประเมิน OIT / ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล"] * 5
    title, owner, steps, clauses, result = table[2]
    assert (title, owner) == ("O1 ข้อมูลโครงสร้างหน่วยงาน", "สำนักปลัด")
    assert steps == "๑. จัดทำแผนผังโครงสร้าง\n๒. เผยแพร่บนเว็บไซต์"
    assert clauses.splitlines()[1] == "๒. ผู้บริหารติดตามทุกเดือน"
    assert result == (
        "๑. เทศบาลได้ดำเนินการเมื่อวันที่ ๑๘ เดือน มกราคม พ.ศ. ๒๕๖๖ ลงแล้ว ๔๒ คน"
        " หลักฐาน: https://www.example.go.th/E1/2566\nผู้บริหารกำกับติดตามแล้ว ๐ จาก ๖ ครั้ง"
    )


def test_recurring_results_count_and_name_what_is_missing():
    result = rows(render_word(busy().report()))[3][4].splitlines()
    assert result[0] == "๑. สำนักปลัดรายงานแล้ว ๑ จาก ๖ เดือน"
    assert result[1] == "- เดือนตุลาคม ๒๕๖๕: ๒๘ ตุลาคม ๒๕๖๕"
    assert result[2].startswith("- ยังไม่ได้รับรายงาน: เดือนพฤศจิกายน ๒๕๖๕, ")
    assert result[3] == "๒. กองคลัง: ยังไม่ได้รับรายงาน (๐ จาก ๖ เดือน)"


def test_not_possible_under_way_and_not_due_in_words():
    result = rows(render_word(busy().report()))[5][4]
    assert "กองคลังไม่สามารถดำเนินการได้ เนื่องจาก รอหนังสือสั่งการ" in result
    assert "กองช่างอยู่ระหว่างดำเนินการ กำลังรวบรวม" in result
    assert "อยู่ระหว่างดำเนินการ กำหนดแล้วเสร็จภายในเดือนเมษายน ๒๕๖๖" in result


@pytest.mark.parametrize("name", PLANS)
def test_no_result_is_ever_blank(name):
    report = Bench.of(PLANS[name]).report()
    last = [row[-1] for row in rows(render_word(report))[1:]]
    assert all(last)
    assert "ยังไม่ได้รับรายงาน" in text_of(render_word(report))


def test_ticks_stand_in_one_column_or_in_none():
    bench = Bench.of(TICKED)
    for division in (CLERK, TREASURY):
        bench = bench.say("1ก", division, DONE, END, "ประกาศแล้ว")
        bench = bench.say("2ก", division, NOT_POSSIBLE, END, "ไม่มีงบ")
    table = rows(render_word(bench.report(), digits=Script.ARABIC))
    assert table[0][5:7] == ["สรุปผลการดำเนินการ"] * 2
    assert table[1][5:7] == ["ดำเนินการแล้วเสร็จ", "ไม่สามารถดำเนินการได้"]
    assert [row[5:7] for row in table[2:]] == [["/", ""], ["", "/"], ["", ""]]
    assert "ประกาศแล้ว" in table[2][7]
    assert "เนื่องจาก ไม่มีงบ" in table[3][7]
    assert table[4][7] == "สำนักปลัด, กองคลัง: ยังไม่ได้รับรายงาน"
    assert table[2][1].endswith("มาตรการลำดับ 1 (ใช้กับประเด็นคำถาม E1)")
    assert table[2][4] == "1. สำนักปลัด\n2. กองคลัง"


def test_stepwise_form_keeps_owner_period_and_result_beside_the_step():
    bench = Bench.of(STEPWISE).say("1ข", TREASURY, DONE, date(2023, 9, 1), "อบรมแล้ว")
    data = render_word(bench.report(Round(2566, 12), date(2023, 9, 30)))
    table = rows(data)
    assert [row[1] for row in table[1:]] == ["๑. ทำคู่มือ", "๒. อบรม", "๓. ติดประกาศ"]
    assert [row[2] for row in table[1:]] == ["ทุกส่วนราชการ", "สำนักปลัด/กองคลัง", "กองช่าง"]
    assert table[2][3] == "๑ ตุลาคม ๒๕๖๕ - ๓๐ กันยายน ๒๕๖๖"
    assert table[2][4].startswith("- กองคลังได้ดำเนินการเมื่อวันที่ ๑ เดือน กันยายน")
    merges = [m.get(f"{W}val") for m in tree(data).iter(f"{W}vMerge")]
    assert merges == ["restart", "restart", "continue", "continue", "continue", "continue"]
    headings = [p.text for p in opened(data).paragraphs if p.style.name == "Heading 1"]
    assert headings[0] == "ประเด็นที่ ๒ การให้บริการและระบบ E-Service"


def test_advised_form_has_a_table_for_each_measure_and_the_signatures():
    data = render_word(Bench.of(ADVISED).report())
    assert [rows(data, n)[1][0] for n in (0, 1)] == ["๑. การใช้งบประมาณ", "๒. การใช้อำนาจ"]
    assert rows(data)[1][1] == "๑.๑ แสดงแผน\n๑.๒ แสดงผล"
    assert rows(data)[1][2] == "- คณะกรรมการ\n- งานพัสดุ"
    lines = [p.text for p in opened(data).paragraphs]
    assert lines[lines.index("ปัญหาและอุปสรรค") + 1] == "- ไม่มี"
    assert lines.index("ทราบ") < lines.index("นายกองค์การบริหารส่วนตำบล")
    assert any(re.fullmatch(r"\(ลงชื่อ\)\.+ผู้รายงาน", line) for line in lines)


def test_a_name_with_odd_letters_and_a_rank_is_printed():
    name = "นายสมมติ \u093fใจดี\u0930"
    signature = Signature("ผู้ตรวจสอบ", "ปลัดเทศบาล", name, "ว่าที่ ร.ต.")
    text = text_of(render_word(Bench.of(TICKED).report(signatures=[signature])))
    assert f"({name})" in text
    assert "(ลงชื่อ) ว่าที่ ร.ต." in text


def test_scores_are_compared_by_computing_not_by_copying():
    data = render_word(Bench.of(TICKED).report(), digits=Script.ARABIC)
    scores = next(t for t in opened(data).tables if t.rows[0].cells[0].text == "ตัวชี้วัด")
    assert [cell.text for cell in scores.rows[1].cells] == [
        "ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่", "91.26", "97.65", "เพิ่มขึ้น 6.39",
    ]  # fmt: skip


def test_evidence_is_listed_and_web_addresses_are_links():
    bench = busy().say(
        "2ก", TREASURY, DONE, date(2023, 1, 9),
        evidence=(Evidence("photo", "ภาพ 1.jpg"), Evidence("link", "x", "javascript:alert(1)")),
    )  # fmt: skip
    data = render_word(bench.report())
    relations = parts(data)["word/_rels/document.xml.rels"].decode()
    assert 'Target="https://www.example.go.th/E1/2566" TargetMode="External"' in relations
    assert "javascript" not in relations
    assert "ภาพ 1.jpg" in text_of(data)


# --- typography ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("reference", ["", "TT-7K2M"])
def test_every_run_fills_every_slot_for_thai(name, reference):
    data = render_word(Bench.of(PLANS[name]).report(), font="Sarabun", reference=reference)
    seen = 0
    for part in (n for n in parts(data) if re.match(r"word/(document|header|footer)", n)):
        for run in tree(data, part).iter(f"{W}r"):
            look = run.find(f"{W}rPr")
            fonts = look.find(f"{W}rFonts")
            assert {fonts.get(W + k) for k in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Sarabun"}
            assert look.find(f"{W}sz").get(f"{W}val") == look.find(f"{W}szCs").get(f"{W}val")
            assert (look.find(f"{W}b") is None) == (look.find(f"{W}bCs") is None)
            assert look.find(f"{W}lang").get(f"{W}bidi") == "th-TH"
            seen += 1
    assert seen > 10


@pytest.mark.parametrize("name", PLANS)
def test_elements_stand_in_the_order_of_the_schema(name):
    data = render_word(Bench.of(PLANS[name]).report(), reference="TT-1")
    for part in ("word/document.xml", "word/styles.xml"):
        for node in tree(data, part).iter():
            order = ORDER.get(etree.QName(node).localname)
            if order:
                names = [etree.QName(child).localname for child in node]
                known = [n for n in names if n in order.split()]
                assert known == sorted(known, key=order.split().index)
                if node.tag not in {f"{W}p", f"{W}tbl"}:
                    assert known == names


def test_header_rows_repeat_and_long_rows_may_break():
    bench = Bench.of(TICKED).say("1ก", CLERK, DONE, END, "ยาวมาก " * 300)
    table = tree(render_word(bench.report())).find(f".//{W}tbl")
    looks = [row.find(f"{W}trPr") for row in table.iter(f"{W}tr")]
    has = [
        {etree.QName(one).localname for one in look} if look is not None else set()
        for look in looks
    ]
    assert all("tblHeader" in one for one in has[:2])
    assert not any("tblHeader" in one for one in has[2:])
    assert "cantSplit" not in has[2]
    assert "cantSplit" in has[4]


def test_page_is_landscape_a4_with_thai_page_numbers_from_the_second():
    data = render_word(busy().report())
    section = tree(data).find(f".//{W}sectPr")
    assert section.find(f"{W}pgSz").get(f"{W}orient") == "landscape"
    assert section.find(f"{W}pgNumType").get(f"{W}fmt") == "thaiNumbers"
    assert section.find(f"{W}titlePg") is not None
    assert tree(data, "word/header1.xml").find(f".//{W}fldSimple").get(f"{W}instr") == "PAGE"
    arabic = tree(render_word(busy().report(), digits=Script.ARABIC))
    assert arabic.find(f".//{W}pgNumType").get(f"{W}fmt") is None


def test_tables_say_what_they_are_to_a_screen_reader():
    for table in tree(render_word(busy().report())).iter(f"{W}tbl"):
        look = table.find(f"{W}tblPr")
        assert look.find(f"{W}tblCaption").get(f"{W}val")
        assert look.find(f"{W}tblDescription").get(f"{W}val")


def test_the_file_is_the_same_bytes_and_dated_by_the_report():
    report = busy().report()
    data = render_word(report)
    assert data == render_word(report)
    core = opened(data).core_properties
    assert core.author == "เทศบาลตำบลทุ่งตะวัน"
    assert core.title.startswith("รายงานการดำเนินการ")
    assert core.created.date() == core.modified.date() == END
    assert not re.search(
        rb"python-docx|stylesWithEffects|thumbnail", b"".join(parts(data).values())
    )


def test_the_reference_of_an_issued_report_stands_on_every_page():
    data = render_word(busy().report(), reference="TT-2566-7K2M")
    for part in ("word/footer1.xml", "word/footer2.xml"):
        assert "TT-2566-7K2M" in "".join(tree(data, part).itertext())


# --- nothing is lost ----------------------------------------------------------------------------

NASTY = [
    '=HYPERLINK("http://x","y")',
    "{{ secret }} {% raw %}",
    "<script>alert('x')</script> & co",
    "ก" * 5000,
    "👩🏽‍💼 สำเร็จ 🎉",
    "\u202eกลับทิศ\u202c \u200f",
    "บรรทัดหนึ่ง\nบรรทัดสอง\tแท็บ",
    "]]> &amp; \u00a0",
]


@pytest.mark.parametrize("note", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("plan", [MONITORED, TICKED], ids=["monitored", "ticked"])
def test_whatever_people_write_survives(note, plan):
    data = render_word(Bench.of(plan).say("1ก", CLERK, DONE, END, note).report())
    assert in_digits(printable(note), Script.THAI).strip() in text_of(data)
    opened(data)


def test_marks_of_direction_turn_nothing_around():
    note = "\u202eกลับทิศ\u202c \u200f\u2067ก\u2069\u061c จบ 👩🏽‍💼"
    data = render_word(Bench.of(TICKED).say("1ก", CLERK, DONE, END, note).report())
    assert "กลับทิศ ก จบ 👩🏽‍💼" in text_of(data)


def test_control_characters_are_dropped_and_the_rest_kept():
    note = "ก\x00ข\x0bค\x1fง\ud800จ\ufffeฉ\rช"
    data = render_word(Bench.of(TICKED).say("1ก", CLERK, DONE, END, note).report())
    assert "กข\nคงจฉ\nช" in text_of(data)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(PLANS)), st.text(min_size=1, max_size=60))
def test_no_text_given_is_lost(name, note):
    bench = Bench.of(PLANS[name])
    duty = next(o.duty for o in bench.progress.occurrences if o.duty.divisions)
    data = render_word(
        bench.say(duty.label, duty.divisions[0], DONE, END, note).report(), digits=Script.ARABIC
    )
    expected = in_digits(printable(note.strip()), Script.ARABIC)
    assert "".join(expected.split()) in "".join(text_of(data).split())


@pytest.mark.parametrize("name", PLANS)
def test_every_word_of_the_plan_is_printed(name):
    plan = PLANS[name]
    squeezed = "".join(text_of(render_word(Bench.of(plan).report(), digits=Script.ARABIC)).split())
    for measure in plan.measures:
        below = (part.text for part in (*measure.steps, *measure.clauses))
        for text in (measure.title, *below):
            assert "".join(in_digits(text, Script.ARABIC).split()) in squeezed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ข้อ 12 E1 O13 i2", "ข้อ ๑๒ E1 O13 i2"),
        ("https://a.go.th/ไฟล์1?x=2 ครบ 3", "https://a.go.th/ไฟล์1?x=2 ครบ ๓"),
        ("ส่ง a1@b2.go.th แล้ว 5", "ส่ง a1@b2.go.th แล้ว ๕"),
        ("รายงาน_2566.pdf 2 หน้า", "รายงาน_2566.pdf ๒ หน้า"),
        ("COVID-19 ระลอก 2", "COVID-19 ระลอก ๒"),
        ("256๖", "๒๕๖๖"),
    ],
)
def test_digits_of_codes_and_addresses_stay(text, expected):
    assert in_digits(text, Script.THAI) == expected


def test_a_large_report_is_quick_and_small():
    measures = tuple(
        replace(TICKED.measures[1], number=n, title=f"มาตรการ {n}") for n in range(1, 41)
    )
    divisions = tuple(f"กองที่ {n}" for n in range(10))
    measures = tuple(replace(m, divisions=divisions, responsible_text="") for m in measures)
    bench = Bench.of(replace(TICKED, measures=measures), divisions)
    data = render_word(bench.report(HALF))
    assert len(rows(data)) == 42
    assert len(data) < 300_000
