"""A report as an editable Word file: A4 landscape in the typography Thai offices expect."""

from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from plans.thai import Script
from reports import word_xml
from reports.embedding import font_parts
from reports.layouts import lay_out
from reports.look import Face
from reports.pages import (
    Block,
    Cell,
    Document,
    Heading,
    NewPage,
    Picture,
    Row,
    Signature,
    Signatures,
    Table,
    Text,
)
from reports.report import Report
from reports.word_xml import Element, Part, Relation, element
from reports.wording import position_lines, printable, wrapped

FONT = Face.EMBEDDED
FALLBACK_FONT = "TH Sarabun New"

_BODY = 32  # half points, like all sizes: 16 pt text, 14 pt tables, 18 pt title
_LEAD = 40  # the labels at the head of a memo
_TABLE = 28
_TITLE = 36
_HANGING = 284
_INDENT = 1418
_SHADE = "E8ECF3"
_GROUP_SHADE = "F5F6FA"
_LETTER = 112  # average width of a Thai letter of table text
_LINES_KEPT = 8  # a third of a page: longer rows may break, or half the pages stay empty
_DOTS = "." * 40
_PHOTO = (300.0, 200.0)  # points


def render_word(
    report: Report, *, digits: Script = Script.THAI, font: str = FONT, reference: str = ""
) -> bytes:
    """The report as .docx; the same report gives the same bytes.

    ``reference`` is the short code of an issued report, printed in the footer as it is.
    """
    return write_word(lay_out(report, digits=digits, reference=reference), font=font)


def write_word(document: Document, *, font: str = FONT) -> bytes:
    """Any laid out document as .docx."""
    writer = _Writer(font, _sheet(document))
    root = element("document", element("body", *writer.body(document)))
    relations = (*_relations(document), *writer.links)
    parts = [
        word_xml.as_part("word/document.xml", "document.main", root, relations),
        word_xml.styles(font, _BODY),
        word_xml.settings(),
        *font_parts(font, FALLBACK_FONT),
        word_xml.core_properties(document.title, document.author, document.day),
        word_xml.as_part("word/header1.xml", "header", element("hdr", writer.page_number())),
        *writer.footers(document),
        *writer.photos,
    ]
    return word_xml.package(parts, document.day)


def _relations(document: Document) -> Iterator[Relation]:
    yield word_xml.relation("rId1", "styles", "styles.xml")
    yield word_xml.relation("rId2", "settings", "settings.xml")
    yield word_xml.relation("rId3", "fontTable", "fontTable.xml")
    yield word_xml.relation("rId4", "header", "header1.xml")
    if document.reference:
        yield word_xml.relation("rId5", "footer", "footer1.xml")
        yield word_xml.relation("rId6", "footer", "footer2.xml")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page in twentieths of a point."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int

    @property
    def line(self) -> int:
        """The room for text."""
        return self.width - self.left - self.right


_LANDSCAPE = _Sheet(16838, 11906, left=1134, right=1134, top=1134, bottom=1134)  # A4, 2 cm around
_PORTRAIT = _Sheet(
    11906, 16838, left=1701, right=1134, top=1417, bottom=1134
)  # margins of official letters


def _sheet(document: Document) -> _Sheet:
    return _PORTRAIT if document.portrait else _LANDSCAPE


@dataclass(slots=True)
class _Writer:
    """Turns blocks into elements in one font, collecting the addresses they link to."""

    font: str
    sheet: _Sheet
    links: list[Relation] = field(default_factory=list)
    photos: list[word_xml.Part] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: count(100))

    def body(self, document: Document) -> Iterator[Element]:
        for line in document.cover:
            yield self.paragraph(Text(line, bold=True, centred=True), _TITLE, style="Title")
        previous: Block | None = None
        for block, following in zip(document.blocks, (*document.blocks[1:], None), strict=True):
            if isinstance(previous, Table) and isinstance(block, Table):
                yield self.paragraph(Text(""), _TABLE)  # or Word makes one table of the two
            yield from self.block(block, together=isinstance(following, Signatures | Picture))
            previous = block
        if isinstance(previous, Table):
            yield self.paragraph(Text(""), _TABLE)
        yield _section(document)

    def block(self, block: Block, *, together: bool) -> Iterator[Element]:
        """``together``: no page ends behind it, as before the place to sign."""
        match block:
            case Text():
                yield self.paragraph(block, _BODY, *[element("keepNext")] * together)
            case Heading():
                yield self.heading(block)
            case Table():
                yield self.table(block)
            case NewPage():
                yield self.paragraph(Text(""), _TABLE, element("pageBreakBefore"))
            case Picture():
                yield self.picture(block)
            case Signatures():
                for signature in block.chain:
                    yield from self.signature(signature)

    def heading(self, heading: Heading) -> Element:
        more = (element("keepNext"), element("spacing", before=160, after=0))
        text = Text(heading.text, bold=True, centred=heading.centred)
        return self.paragraph(text, _BODY, *more, style="Heading1")

    def picture(self, picture: Picture) -> Element:
        number = next(self._ids)
        name, relation = f"media/photo{number}.jpeg", f"rId{number}"
        data = b64decode(picture.jpeg)
        self.photos.append(word_xml.Part(f"word/{name}", "image/jpeg", data))
        self.links.append(word_xml.relation(relation, "image", name))
        size = picture.fitted(*_PHOTO)
        look = element("pPr", element("keepLines"), element("spacing", before=60, after=120))
        return element("p", look, word_xml.drawing(relation, number, size, picture.text))

    def paragraph(self, text: Text, size: int, *more: Element, style: str | None = None) -> Element:
        look = [*more, element("jc", val="center" if text.centred else "left")]
        if style:
            look.append(element("pStyle", val=style))
        if text.hanging:
            look.append(element("ind", left=_HANGING * (text.level + 1), hanging=_HANGING))
        if text.indented:
            look.append(element("ind", firstLine=_INDENT))
        runs = [self.run(Text(text.lead, bold=True), _LEAD)] if text.lead else []
        runs += [self.run(text, text.points * 2 or size)] if text.text else []
        return element("p", element("pPr", *look), *runs)

    def run(self, text: Text, size: int) -> Element:
        linked = text.link is not None
        look = word_xml.run_properties(self.font, size, bold=text.bold, link=linked)
        run = element("r", look, *word_xml.text_elements(text.text))
        if text.link is None:
            return run
        relation = f"rId{next(self._ids)}"
        self.links.append(word_xml.relation(relation, "hyperlink", text.link, external=True))
        return element("hyperlink", run, r_id=relation)

    def signature(self, signature: Signature) -> Iterator[Element]:
        if signature.heading:
            yield self.heading(Heading(signature.heading, centred=True))
        rank = f" {signature.rank}" if signature.rank else ""
        signed = f"(ลงชื่อ){rank}{_DOTS}{signature.role}"
        lines = [
            line
            for line in (
                signed,
                f"({signature.name or _DOTS})",
                *position_lines(signature.position),
            )
            if line
        ]
        for line in lines:
            together = [element("keepLines"), *([element("keepNext")] if line != lines[-1] else [])]
            gap = element("spacing", before=480 if line is signed else 0, after=0)
            yield self.paragraph(Text(line, centred=True), _BODY, gap, *together)

    def table(self, table: Table) -> Element:
        widths = _widths(table.widths, self.sheet.line)
        rows = [*self.head_rows(table, widths)]
        after: tuple[Row | None, ...] = (*table.rows[1:], None)
        rows += [self.row(r, n, widths) for r, n in zip(table.rows, after, strict=True)]
        grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
        return element("tbl", _table_properties(table, self.sheet.line), grid, *rows)

    def head_rows(self, table: Table, widths: Sequence[int]) -> Iterator[Element]:
        two = any(head.below for head in table.heads)
        upper, lower, at = [], [], 0
        for head in table.heads:
            own = widths[at : at + head.width]
            at += head.width
            merge = "restart" if two and not head.below else ""
            upper.append(self.head_cell(head.text, sum(own), span=head.width, merge=merge))
            if head.below:
                lower += [self.head_cell(t, w) for t, w in zip(head.below, own, strict=True)]
            else:
                lower.append(self.head_cell("", own[0], merge="continue"))
        for cells in [upper, lower] if two else [upper]:
            yield element("tr", element("trPr", element("cantSplit"), element("tblHeader")), *cells)

    def head_cell(self, text: str, width: int, *, span: int = 1, merge: str = "") -> Element:
        content = self.paragraph(Text(text, bold=True, centred=True), _TABLE)
        look = _cell_look(width, span=span, merge=merge, shade=_SHADE, middle=True)
        return element("tc", look, content)

    def row(self, row: Row, following: Row | None, widths: Sequence[int]) -> Element:
        if row.whole:
            return self.whole_row(row, sum(widths), len(widths))
        merges = _merges(row, following)
        cells = [self.cell(c, w, m) for c, w, m in zip(row.cells, widths, merges, strict=True)]
        kept = _lines(row, widths) <= _LINES_KEPT
        look = [element("trPr", element("cantSplit"))] if kept else []
        return element("tr", *look, *cells)

    def whole_row(self, row: Row, width: int, span: int) -> Element:
        texts = row.cells[0] or (Text(""),)
        content = [self.paragraph(text, _TABLE, element("keepNext")) for text in texts]
        look = _cell_look(width, span=span, shade=_GROUP_SHADE)
        return element("tr", element("trPr", element("cantSplit")), element("tc", look, *content))

    def cell(self, cell: Cell | None, width: int, merge: str) -> Element:
        content = [self.paragraph(text, _TABLE) for text in cell or (Text(""),)]
        return element("tc", _cell_look(width, merge=merge), *content)

    def page_number(self) -> Element:
        before, number, after = (self.run(Text(text), _BODY) for text in "-2-")
        look = element("pPr", element("pStyle", val="Header"), element("jc", val="center"))
        return element("p", look, before, element("fldSimple", number, instr="PAGE"), after)

    def footers(self, document: Document) -> Iterator[Part]:
        for number in (1, 2) if document.reference else ():
            line = self.paragraph(Text(document.reference, centred=True), _TABLE)
            name = f"word/footer{number}.xml"
            yield word_xml.as_part(name, "footer", element("ftr", line))


def _widths(shares: Sequence[int], line: int) -> list[int]:
    widths = [line * share // sum(shares) for share in shares]
    widths[-1] += line - sum(widths)
    return widths


def _table_properties(table: Table, line: int) -> Element:
    look = {
        "firstRow": 1,
        "lastRow": 0,
        "firstColumn": 0,
        "lastColumn": 0,
        "noHBand": 1,
        "noVBand": 1,
    }
    return element(
        "tblPr",
        element("tblStyle", val="TableGrid"),
        element("tblW", w=line, type="dxa"),
        element("tblLayout", type="fixed"),
        element("tblLook", val="0620", **look),
        element("tblCaption", val=printable(table.title)),
        element("tblDescription", val=printable(table.description)),
    )


def _cell_look(
    width: int, *, span: int = 1, merge: str = "", shade: str = "", middle: bool = False
) -> Element:
    look = [element("tcW", w=width, type="dxa")]
    if span > 1:
        look.append(element("gridSpan", val=span))
    if merge:
        look.append(element("vMerge", val=merge))
    if shade:
        look.append(element("shd", val="clear", color="auto", fill=shade))
    if middle:
        look.append(element("vAlign", val="center"))
    return element("tcPr", *look)


def _merges(row: Row, following: Row | None) -> Iterator[str]:
    below = following.cells if following and not following.whole else (Text(""),) * len(row.cells)
    for cell, next_cell in zip(row.cells, below, strict=True):
        if cell is None:
            yield "continue"
        else:
            yield "restart" if next_cell is None else ""


def _lines(row: Row, widths: Sequence[int]) -> int:
    """About how many lines of table text the row takes."""
    cells = zip(row.cells, widths, strict=True)
    return max(sum(wrapped(t.text, width / _LETTER) for t in cell or ()) for cell, width in cells)


def _section(document: Document) -> Element:
    footers = (("default", "rId5"), ("first", "rId6")) if document.reference else ()
    thai = {"fmt": "thaiNumbers"} if document.script is Script.THAI else {}
    sheet = _sheet(document)
    turned = {} if document.portrait else {"orient": "landscape"}
    return element(
        "sectPr",
        element("headerReference", type="default", r_id="rId4"),
        *(element("footerReference", type=kind, r_id=relation) for kind, relation in footers),
        element("pgSz", w=sheet.width, h=sheet.height, **turned),
        element(
            "pgMar", top=sheet.top, right=sheet.right, bottom=sheet.bottom, left=sheet.left,
            header=567, footer=454, gutter=0,
        ),
        element("pgNumType", start=1, **thai),
        element("titlePg"),
    )  # fmt: skip
