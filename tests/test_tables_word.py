"""What Word prints is what is read: numbers, ticks, changes, merged cells, boxes."""

import io
import zipfile

import docx
import pytest
from rebuilt import Docx, paragraph

from plans.grid import Line, Row
from plans.tables import read_tables

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def read(body: str, numbering: str = "", styles: str = ""):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f"<w:document {NAMESPACES}><w:body>{body}{paragraph('ทดสอบ')}</w:body></w:document>",
        )
        if numbering:
            archive.writestr(
                "word/numbering.xml", f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>"
            )
        if styles:
            archive.writestr("word/styles.xml", f"<w:styles {NAMESPACES}>{styles}</w:styles>")
    return read_tables(stream.getvalue(), "แผน.docx").blocks[:-1]


def run(inner: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>"


def text(words: str) -> str:
    return f'<w:t xml:space="preserve">{words}</w:t>'


def cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        pytest.param(run(text("แผน") + "<w:br/>" + text("ปี")), "แผน|ปี", id="line break"),
        pytest.param(run(text("แผน") + "<w:tab/>" + text("ปี")), "แผน ปี", id="tab"),
        pytest.param(run(text("ก") + "<w:noBreakHyphen/>" + text("ข")), "ก-ข", id="hyphen"),
        pytest.param(run(text("ก") + "<w:softHyphen/>" + text("ข")), "กข", id="soft hyphen"),
        pytest.param(run('<w:sym w:font="Wingdings" w:char="F0FC"/>'), "✓", id="tick"),
        pytest.param(run('<w:sym w:font="Wingdings 2" w:char="F052"/>'), "☑", id="boxed tick"),
        pytest.param(run('<w:sym w:font="Wingdings" w:char="F0A8"/>'), "☐", id="empty box"),
        pytest.param(run(text("ü"), '<w:rFonts w:ascii="Wingdings"/>'), "✓", id="tick as letter"),
        pytest.param(run(text("ลับ"), "<w:vanish/>") + run(text("เปิด")), "เปิด", id="hidden"),
        pytest.param(
            f"<w:ins>{run(text('ใหม่'))}</w:ins><w:del>{run('<w:delText>เก่า</w:delText>')}</w:del>",
            "ใหม่",
            id="tracked change",
        ),
        pytest.param(
            f"<w:moveFrom>{run(text('ย้าย'))}</w:moveFrom><w:moveTo>{run(text('มา'))}</w:moveTo>",
            "มา",
            id="moved text",
        ),
        pytest.param(f"<w:hyperlink>{run(text('ลิงก์'))}</w:hyperlink>", "ลิงก์", id="link"),
        pytest.param(f"<w:fldSimple>{run(text('๓'))}</w:fldSimple>", "๓", id="field"),
        pytest.param(
            run('<w:fldChar w:fldCharType="begin"/>')
            + run("<w:instrText>PAGE</w:instrText>")
            + run('<w:fldChar w:fldCharType="separate"/>')
            + run(text("๔")),
            "๔",
            id="field in parts",
        ),
        pytest.param(
            "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr>"
            f"<w:sdtContent>{run(text('☒'))}</w:sdtContent></w:sdt>",
            "☑",
            id="ticked control",
        ),
        pytest.param(
            "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='0'/></w14:checkbox></w:sdtPr>"
            f"<w:sdtContent>{run(text('☐'))}</w:sdtContent></w:sdt>",
            "☐",
            id="open control",
        ),
        pytest.param(
            f"<w:sdt><w:sdtContent>{run(text('เลือก'))}</w:sdtContent></w:sdt>", "เลือก", id="control"
        ),
        pytest.param(
            run("<w:fldChar><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar>"),
            "☑",
            id="old form box",
        ),
        pytest.param(
            "<mc:AlternateContent><mc:Choice>" + run(text("ใหม่")) + "</mc:Choice><mc:Fallback>"
            + run(text("เก่า")) + "</mc:Fallback></mc:AlternateContent>",
            "ใหม่",
            id="one branch of alternatives",
        ),
        pytest.param(
            run(text("ก") + "<w:drawing><wps:txbx><w:txbxContent>" + paragraph("ในกล่อง")
                + "</w:txbxContent></wps:txbx></w:drawing>"),
            "ก|ในกล่อง",
            id="text box",
        ),
    ],
)  # fmt: skip
def test_paragraph(inner, expected):
    found = read(f"<w:p>{inner}</w:p>")
    assert "|".join(block.text for block in found) == expected


LEVELS = (
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="thaiNumbers"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="thaiNumbers"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num>'
)


def listed(number: int, level: int = 0) -> str:
    place = f'<w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
    return f"<w:p><w:pPr><w:numPr>{place}</w:numPr></w:pPr>{run(text('ก'))}</w:p>"


def test_list_numbers_are_written_out():
    body = "".join([listed(1), listed(1), listed(1, 1), listed(1, 1), listed(1, 2), listed(1)])
    found = [block.text for block in read(body, LEVELS)]
    assert found == ["๑. ก", "๒. ก", "๒.๑ ก", "๒.๒ ก", "- ก", "๓. ก"]


def test_lists_of_one_outline_count_on_unless_they_start_anew():
    body = "".join([listed(1), listed(2), listed(3), listed(3), listed(1)])
    found = [block.text for block in read(body, LEVELS)]
    assert found == ["๑. ก", "๒. ก", "๔. ก", "๕. ก", "๖. ก"]


def test_a_style_may_number_its_paragraphs():
    styles = (
        '<w:style w:styleId="base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="own"><w:basedOn w:val="base"/></w:style>'
    )
    styled = f'<w:p><w:pPr><w:pStyle w:val="own"/></w:pPr>{run(text("ก"))}</w:p>'
    assert [block.text for block in read(styled * 2, LEVELS, styles)] == ["๑. ก", "๒. ก"]


ODD_NUMBERS = ["", "²", "๑๒x", "--1", "9" * 5000]


@pytest.mark.parametrize("odd", ODD_NUMBERS)
def test_a_number_that_is_none_spoils_nothing(odd):
    levels = LEVELS.replace('w:startOverride w:val="4"', f'w:startOverride w:val="{odd}"')
    (item,) = read(listed(3), levels)
    assert item.text.endswith(" ก")
    spanning = read(table(cell(paragraph("ก"), f'<w:gridSpan w:val="{odd}"/>')))
    assert spanning == (Row(("ก",), 1),)


def test_merged_cells_keep_their_columns():
    found = read(
        table(
            cell(paragraph("ก"), '<w:vMerge w:val="restart"/>')
            + cell(paragraph("ข"), '<w:gridSpan w:val="2"/>'),
            cell(paragraph(""), "<w:vMerge/>") + cell(paragraph("ค")) + cell(paragraph("ง")),
            cell(paragraph("จ"), '<w:gridSpan w:val="3"/>'),
        )
    )
    assert found == (
        Row(("ก", "ข", ""), 1),
        Row(("", "ค", "ง"), 1),
        Row(("จ", "", ""), 1, wide=True),
    )


def test_a_deleted_row_is_gone():
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell(paragraph('ลบ'))}{cell(paragraph('แล้ว'))}</w:tr>"
    kept = f"<w:tr>{cell(paragraph('ก'))}{cell(paragraph('ข'))}</w:tr>"
    assert read(f"<w:tbl>{gone}{kept}</w:tbl>") == (Row(("ก", "ข"), 1),)


def test_a_table_in_a_cell_is_part_of_the_cell():
    inner = table(cell(paragraph("ข")) + cell(paragraph("ค")))
    found = read(table(cell(paragraph("ก") + inner + paragraph("ง")) + cell(paragraph("จ"))))
    assert found == (Row(("ก\nข ค\nง", "จ"), 1),)


def test_a_frame_around_a_table_is_no_table():
    inner = table(cell(paragraph("ก")) + cell(paragraph("ข")))
    assert read(table(cell(paragraph("หัวเรื่อง") + inner))) == (Line("หัวเรื่อง"), Row(("ก", "ข"), 1))


def test_rows_and_cells_inside_controls_are_read():
    row = f"<w:tr>{cell(paragraph('ก'))}{cell(paragraph('ข'))}</w:tr>"
    wrapped = f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>"
    assert read(f"<w:sdt><w:sdtContent><w:tbl>{wrapped}</w:tbl></w:sdtContent></w:sdt>") == (
        Row(("ก", "ข"), 1),
    )


def test_a_document_made_by_word_processors_opens():
    made = docx.Document()
    made.add_paragraph("ประจำปีงบประมาณ พ.ศ. ๒๕๖๙")
    grid = made.add_table(rows=2, cols=3)
    for i, words in enumerate(["มาตรการ", "ขั้นตอน", "ผู้รับผิดชอบ"]):
        grid.cell(0, i).text = words
        grid.cell(1, i).text = words + "ของเรา"
    stream = io.BytesIO()
    made.save(stream)
    rows = [
        block for block in read_tables(stream.getvalue(), "ก.docx").blocks if isinstance(block, Row)
    ]
    assert rows[1].cells == ("มาตรการของเรา", "ขั้นตอนของเรา", "ผู้รับผิดชอบของเรา")


def test_list_numbers_survive_the_round_trip():
    blocks = [
        Row(("มาตรการ", "ขั้นตอน"), 1),
        Row(("ก", "๑. หนึ่ง\n๒. สอง"), 1),
        Row(("ข", "๑. สาม"), 1),
    ]
    assert read_tables(Docx(automatic=True).of(blocks), "ก").blocks == tuple(blocks)
