"""An example of a template, to begin one's own with: every field that offices use, in Word."""

import io

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

_FONT = "TH SarabunPSK"
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
    "{% for s in m.steps %}{{ s.text }}\n{% endfor %}",
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
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(16)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(slot), _FONT)
    for line in _COVER:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    table = document.add_table(rows=4, cols=len(_HEADS))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, _HEADS, strict=True):
        cell.text = words
    table.rows[1].cells[0].text = "{%tr for m in measures %}"
    for cell, words in zip(table.rows[2].cells, _CELLS, strict=True):
        cell.text = words
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for line in _TAIL:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
