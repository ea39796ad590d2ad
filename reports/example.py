"""An example of a template, to begin one's own with: every field that offices use, in Word."""

import io

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.run import Run

_FONT = "TH SarabunPSK"
_POINTS = 16
_WIDTHS = (1.7, 5, 3.5, 5.5, 7, 3)  # centimetres, together the width of the page
_WIDEST = 4
_COVER = (
    "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน",
    "ประจำปีงบประมาณ พ.ศ. {{ fiscal_year }} {{ round }}",
    "{{ office }}",
    "อำเภอ{{ district }} จังหวัด{{ province }}",
)
_HEADS = ("ที่", "มาตรการ", "ผู้รับผิดชอบ", "ขั้นตอน", "ผลการดำเนินการ", "สถานะ")
_CELLS = (
    "{{ m.number }}",
    "{{ m.title }}",
    "{{ m.divisions }}",
    "{% for s in m.steps %}{{ s.text }}{% if not loop.last %}\n{% endif %}{% endfor %}",
    "{{ m.result }}",
    "{{ m.status }}",
)
_TAIL = (
    "มาตรการทั้งหมด {{ total.total }} ดำเนินการแล้วเสร็จ {{ total.done }} (ร้อยละ {{ total.percent }})",
    "ข้อมูล ณ วันที่ {{ as_of }}",
    "{%p for one in problems %}",
    "ปัญหา มาตรการที่ {{ one.measure }} {{ one.division }}: {{ one.text }}",
    "{%p endfor %}",
    "{%p for one in signatures %}",
    "ลงชื่อ ……………………………… {{ one.role }}",
    "({{ one.name }}) {{ one.position }}",
    "{%p endfor %}",
    "{{ reference }}",
)


def example_template() -> bytes:
    """The example as .docx."""
    document = Document()
    _set_page(document.sections[0])
    _set_letters(document.styles["Normal"])
    for line in _COVER:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _make_bold(paragraph.add_run(line))
    _add_table(document)
    for line in _TAIL:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_page(section: Section) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)


def _set_letters(style: ParagraphStyle) -> None:
    """Thai has a font and a size of its own in Word; both are set alike."""
    style.font.name, style.font.size = _FONT, Pt(_POINTS)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1
    look = style.element.get_or_add_rPr()
    fonts = look.get_or_add_rFonts()
    for slot in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.attrib.pop(qn(f"{slot}Theme"), None)
        fonts.set(qn(slot), _FONT)
    size = OxmlElement("w:szCs")
    size.set(qn("w:val"), str(_POINTS * 2))
    look.find(qn("w:sz")).addnext(size)


def _make_bold(run: Run) -> None:
    run.bold = True
    run.font.cs_bold = True


def _add_table(document: DocumentObject) -> None:
    table = document.add_table(rows=4, cols=len(_HEADS))
    table.style, table.autofit = "Table Grid", False
    for cell, words in zip(table.rows[0].cells, _HEADS, strict=True):
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _make_bold(cell.paragraphs[0].add_run(words))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no word for repeated headings
    table.rows[1].cells[_WIDEST].text = "{%tr for m in measures %}"
    for cell, words in zip(table.rows[2].cells, _CELLS, strict=True):
        cell.text = words
    table.rows[3].cells[_WIDEST].text = "{%tr endfor %}"
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
