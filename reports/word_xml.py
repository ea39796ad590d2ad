"""WordprocessingML by hand: elements in the order Word demands, and the parts of the file.

Written without a library because everything Thai needs raw XML anyway: the complex-script slots of
every run, Thai page numbers, and the same bytes for the same report.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as ET  # only written here, nothing is parsed

from reports.wording import printable

Element = ET.Element

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMESPACES = {
    "xmlns:w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "xmlns:r": f"{_OFFICE}/relationships",
    "xmlns:wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "xmlns:a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "xmlns:pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_FIRST_ZIP_YEAR = 1980

_ORDER = {
    # Word calls a file damaged when the children of these do not come in the schema's order
    "w:pPr": "pStyle keepNext keepLines pageBreakBefore widowControl spacing ind jc outlineLvl",
    "w:rPr": "rStyle rFonts b bCs i iCs color sz szCs u cs lang",
    "w:tblPr": "tblStyle tblW jc tblBorders tblLayout tblCellMar tblLook tblCaption tblDescription",
    "w:trPr": "cantSplit trHeight tblHeader",
    "w:tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "w:sectPr": "headerReference footerReference pgSz pgMar pgNumType titlePg",
}
_PLACE = {
    parent: {f"w:{name}": place for place, name in enumerate(names.split())}
    for parent, names in _ORDER.items()
}


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside the document: its name, content type and bytes."""

    name: str
    media_type: str
    data: bytes
    relations: "tuple[Relation, ...]" = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to by ``id``: another part, or an address outside."""

    id: str
    kind: str
    target: str
    external: bool = False


def element(tag: str, *children: Element, **attributes: str | int) -> Element:
    """``<w:tag>``; attributes are in Word's namespace unless written ``r_id``, ``xml_space``."""
    name = tag if ":" in tag else f"w:{tag}"
    made = Element(name, {_attribute(key): str(value) for key, value in attributes.items()})
    places = _PLACE.get(name)
    made.extend(sorted(children, key=lambda c: places[c.tag]) if places else children)
    return made


def _attribute(key: str) -> str:
    prefix, _, rest = key.rpartition("_")
    return f"{prefix}:{rest}" if prefix else f"w:{rest}"


def text_elements(text: str) -> Iterable[Element]:
    """The content of a run: text, with line ends and tabs as Word writes them."""
    for piece in re.split("([\n\t])", printable(text)):
        if piece in {"\n", "\t"}:
            yield element("br" if piece == "\n" else "tab")
        elif piece:
            made = element("t", xml_space="preserve")
            made.text = piece
            yield made


def run_properties(
    font: str, half_points: int, *, bold: bool = False, link: bool = False
) -> Element:
    """A run's look with every slot filled: Word takes another font or size for Thai otherwise."""
    look = [
        element("rFonts", ascii=font, hAnsi=font, cs=font, eastAsia=font),
        element("sz", val=half_points),
        element("szCs", val=half_points),
        element("lang", val="en-US", bidi="th-TH"),
    ]
    if bold:
        look += [element("b"), element("bCs")]
    if link:
        look += [element("color", val="1F4E79"), element("u", val="single")]
    return element("rPr", *look)


_EMU = 12_700  # of a point


def drawing(relation: str, number: int, size: tuple[float, float], description: str) -> Element:
    """A picture in a line of text, ``size`` in points, with its words for screen readers."""
    wide, high = (str(round(length * _EMU)) for length in size)
    name = f"picture {number}"
    inline = _plain("wp:inline", distT="0", distB="0", distL="0", distR="0")
    inline.append(_plain("wp:extent", cx=wide, cy=high))
    inline.append(_plain("wp:docPr", id=str(number), name=name, descr=printable(description)))
    graphic = ET.SubElement(inline, "a:graphic")
    uri = _NAMESPACES["xmlns:pic"]
    held = ET.SubElement(ET.SubElement(graphic, "a:graphicData", {"uri": uri}), "pic:pic")
    about = ET.SubElement(held, "pic:nvPicPr")
    about.append(_plain("pic:cNvPr", id=str(number), name=name))
    ET.SubElement(about, "pic:cNvPicPr")
    fill = ET.SubElement(held, "pic:blipFill")
    ET.SubElement(fill, "a:blip", {"r:embed": relation})
    ET.SubElement(ET.SubElement(fill, "a:stretch"), "a:fillRect")
    shape = ET.SubElement(held, "pic:spPr")
    frame = ET.SubElement(shape, "a:xfrm")
    frame.append(_plain("a:off", x="0", y="0"))
    frame.append(_plain("a:ext", cx=wide, cy=high))
    form = ET.SubElement(shape, "a:prstGeom", {"prst": "rect"})
    ET.SubElement(form, "a:avLst")
    return element("r", element("drawing", inline))


def _plain(tag: str, **attributes: str) -> Element:
    """An element of DrawingML, whose attributes have no namespace."""
    return Element(tag, attributes)


def as_part(name: str, kind: str, root: Element, relations: tuple[Relation, ...] = ()) -> Part:
    """A part of WordprocessingML; ``kind`` is the last word of its content type."""
    root.attrib.update(_NAMESPACES)
    return Part(name, f"{_WORD_TYPE}.{kind}+xml", _serialised(root), relations)


def styles(font: str, half_points: int) -> Part:
    """The styles: body text, the headings a screen reader jumps between, and the table grid."""
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = [element(edge, val="single", sz=4, space=0, color="000000") for edge in edges]
    sides = [element(side, w=w, type="dxa") for side, w in (("left", 70), ("right", 70))]
    root = element(
        "styles",
        element(
            "docDefaults",
            element("rPrDefault", run_properties(font, half_points)),
            element("pPrDefault", element("pPr", _single_spacing())),
        ),
        _style("Normal", "Normal", default=True),
        _style("Title", "Title"),
        _style("Heading1", "heading 1", outline=0),
        _style("Header", "header"),
        element(
            "style",
            element("name", val="Table Grid"),
            element("tblPr", element("tblBorders", *borders), element("tblCellMar", *sides)),
            type="table",
            styleId="TableGrid",
        ),
    )
    return as_part("word/styles.xml", "styles", root)


def _single_spacing() -> Element:
    return element("spacing", before=0, after=0, line=240, lineRule="auto")


def _style(style: str, name: str, *, default: bool = False, outline: int | None = None) -> Element:
    look = [] if outline is None else [element("pPr", element("outlineLvl", val=outline))]
    based = [] if default else [element("basedOn", val="Normal")]
    made = element(
        "style", element("name", val=name), *based, element("qFormat"), *look,
        type="paragraph", styleId=style,
    )  # fmt: skip
    if default:
        made.set("w:default", "1")
    return made


def settings() -> Part:
    """Settings of a current Word: no compatibility mode, Thai as the complex script."""
    mode = element(
        "compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word",
        val="15",
    )  # fmt: skip
    root = element(
        "settings",
        element("zoom", percent="100"),
        element("embedTrueTypeFonts"),
        element("defaultTabStop", val=720),
        element("characterSpacingControl", val="doNotCompress"),
        element("compat", mode),
        element("themeFontLang", val="en-US", bidi="th-TH"),
    )
    return as_part("word/settings.xml", "settings", root)


def core_properties(title: str, author: str, day: date) -> Part:
    """Who and what the file is; its dates are the report's, never the machine's."""
    stamp = f"{day.isoformat()}T00:00:00Z"
    root = Element(
        "cp:coreProperties",
        {
            "xmlns:cp": f"{_PACKAGE}/metadata/core-properties",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:dcterms": "http://purl.org/dc/terms/",
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        },
    )
    for tag, value in (
        ("dc:title", title),
        ("dc:creator", author),
        ("dc:language", "th-TH"),
        ("cp:lastModifiedBy", author),
        ("dcterms:created", stamp),
        ("dcterms:modified", stamp),
    ):
        dated = {"xsi:type": "dcterms:W3CDTF"} if tag.startswith("dcterms") else {}
        ET.SubElement(root, tag, dated).text = printable(value)
    media = "application/vnd.openxmlformats-package.core-properties+xml"
    return Part("docProps/core.xml", media, _serialised(root))


def package(parts: Iterable[Part], day: date) -> bytes:
    """The .docx file: the parts and how they hang together, with fixed time stamps."""
    parts = tuple(parts)
    files = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relations(
            Relation("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            Relation(
                "rId2",
                f"{_PACKAGE}/relationships/metadata/core-properties",
                "docProps/core.xml",
            ),
        ),
        **{_relations_of(p.name): _relations(*p.relations) for p in parts if p.relations},
        **{part.name: part.data for part in parts},
    }
    stamp = (max(day.year, _FIRST_ZIP_YEAR), day.month, day.day, 0, 0, 0)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, data)
    return buffer.getvalue()


def relation(id_: str, kind: str, target: str, *, external: bool = False) -> Relation:
    """A relation of one of the kinds of the office format: ``styles``, ``hyperlink``…"""
    return Relation(id_, f"{_OFFICE}/relationships/{kind}", target, external)


def _content_types(parts: Iterable[Part]) -> bytes:
    root = Element("Types", {"xmlns": f"{_PACKAGE}/content-types"})
    relationships = "application/vnd.openxmlformats-package.relationships+xml"
    ET.SubElement(root, "Default", {"Extension": "rels", "ContentType": relationships})
    for part in parts:
        ET.SubElement(
            root, "Override", {"PartName": f"/{part.name}", "ContentType": part.media_type}
        )
    return _serialised(root)


def _relations_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _relations(*relations: Relation) -> bytes:
    root = Element("Relationships", {"xmlns": f"{_PACKAGE}/relationships"})
    for one in relations:
        made = ET.SubElement(
            root, "Relationship", {"Id": one.id, "Type": one.kind, "Target": one.target}
        )
        if one.external:
            made.set("TargetMode", "External")
    return _serialised(root)


def _serialised(root: Element) -> bytes:
    data: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data
