"""Every file given out opens in an office suite whole, and nothing in it is carried out."""

import io
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from lxml import etree
from paper_bench import CLERK, END, HALF, PLANS, TICKED, TREASURY, Bench

from plans.model import Evidence, MarkKind
from plans.thai import Script
from reports.example import example_template
from reports.papers import lay_out_paper
from reports.sheet import render_sheet
from reports.signing import read_signature
from reports.template import render_template
from reports.wish import Kind, Wish
from reports.word import render_word, write_word
from reports.wording import printable

DONE, NOTE = MarkKind.DONE, MarkKind.NOTE
HOSTILE = (
    '=HYPERLINK("http://127.0.0.1/x","กด")',
    "@SUM(A1:A9)",
    "+66 2 123 4567",
    "-1+1",
    "=cmd|' /C calc'!A0",
    "{{ x }} {% raw %} {# y #}",
    "<script>alert('x')</script> & ]]>",
    "ย" * 5000,
    "👩🏽‍💼 สำเร็จ 🎉",
    "\u202eกลับทิศ\u202c \u200fขวา \u2067ซ้าย\u2069",
)
CHAIN = ("ผู้รายงาน - นักทรัพยากรบุคคล - นางสาวมาลี", "ทราบ - นายกเทศมนตรีตำบลทุ่งตะวัน - นายวีระ")

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# the sequences of WordprocessingML (ECMA-376 part 4, transitional), whole
_RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof"
    " snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd"
    " fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
)
_PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr"
    " shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE"
    " autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents"
    " suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle"
    " rPr sectPr pPrChange"
)
_SEQUENCES = {
    "rPr": _RUN,
    "pPr": _PARAGRAPH,
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc"
    " tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText"
    " vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc"
    " pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi"
    " rtlGutter docGrid printerSettings",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tcBorders": "top start left bottom end right insideH insideV tl2br tr2bl",
    "tblCellMar": "top start left bottom end right",
    "tcMar": "top start left bottom end right",
    "pBdr": "top left bottom right between bar",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden"
    " unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr"
    " tcPr tblStylePr",
    "styles": "docDefaults latentStyles style",
    "font": "altName panose1 charset family notTrueType pitch sig embedRegular embedBold"
    " embedItalic embedBoldItalic",
    "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime"
    " doNotDisplayPageBoundaries displayBackgroundShape printPostScriptOverText"
    " printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts"
    " saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges"
    " bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors"
    " hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate linkStyles"
    " stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView trackRevisions"
    " doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme"
    " styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone"
    " doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle"
    " evenAndOddHeaders bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets"
    " drawingGridHorizontalSpacing drawingGridVerticalSpacing"
    " displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery"
    " doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin"
    " doNotShadeFormData noPunctuationKerning characterSpacingControl printTwoOnOne"
    " strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore savePreviewPicture"
    " doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText"
    " doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt"
    " showXMLTags alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr"
    " compat docVars rsids mathPr attachedSchema themeFontLang clrSchemeMapping"
    " doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade captions"
    " readModeInkLockDown smartTagType schemaLibrary shapeDefaults doNotEmbedSmartTags"
    " decimalSymbol listSeparator",
}
_REPEATED = {"headerReference", "footerReference", "bookmarkStart", "bookmarkEnd"}


def hostile() -> Bench:
    bench = Bench.of(TICKED)
    for number, note in enumerate(HOSTILE):
        proof = (Evidence("file", f"={note[:40]}"), Evidence("link", "", f"javascript:{number}"))
        bench = bench.say("1ก", CLERK, DONE if number % 2 else NOTE, END, note, evidence=proof)
    return bench.say("2ก", TREASURY, MarkKind.NOT_POSSIBLE, END, "=1+1")


KINDS = [kind for kind in Kind if kind is not Kind.OIT]
NAMES = [*PLANS, "hostile", "template", *KINDS]


@cache
def word_files() -> dict[str, bytes]:
    """Everything that goes out as a Word file, under a name that tells it."""
    reports = {name: Bench.of(plan).report(HALF) for name, plan in PLANS.items()}
    reports["hostile"] = hostile().report(HALF)
    signed = replace(reports["hostile"], signatures=tuple(map(read_signature, CHAIN)))
    files = {name: render_word(one, reference="TT-1") for name, one in reports.items()}
    files["template"] = render_template(example_template(), signed, reference="TT-1")
    for kind in KINDS:
        wish = Wish(kind, date(2023, 4, 10), desk="สำนักปลัด")
        files[kind] = write_word(lay_out_paper(signed, wish))
    return files


@pytest.mark.parametrize("name", NAMES)
def test_elements_stand_in_the_order_of_the_standard(name):
    seen = 0
    data = word_files()[name]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [part for part in archive.namelist() if part.startswith("word/")]
        for part in (part for part in parts if part.endswith(".xml")):
            for node in etree.fromstring(archive.read(part)).iter(f"{_W}*"):
                seen += _stands_in_order(node, part)
    assert seen > 20


def _stands_in_order(node, part: str) -> bool:
    sequence = _SEQUENCES.get(etree.QName(node).localname, "").split()
    children = [etree.QName(child).localname for child in node if child.tag.startswith(_W)]
    if not sequence:
        return False
    where = f"{part}: {etree.QName(node).localname} {children}"
    assert set(children) <= set(sequence), where
    assert children == sorted(children, key=sequence.index), where
    once = [child for child in children if child not in {*_REPEATED, "tr", "style", "tblStylePr"}]
    assert len(once) == len(set(once)), where
    return True


@pytest.fixture(scope="module")
def converted(tmp_path_factory) -> dict[str, str]:
    """The hostile report as LibreOffice understands it: as flat XML, Word and Excel."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("suite")
    report = hostile().report(HALF)
    (folder / "a.docx").write_bytes(render_word(report, digits=Script.ARABIC))
    (folder / "a.xlsx").write_bytes(render_sheet(report, digits=Script.ARABIC))
    for name, form in (("a.docx", "fodt"), ("a.xlsx", "fods")):
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                form,
                "--outdir",
                folder,
                folder / name,
            ],
            check=True,
            capture_output=True,
            timeout=120,
            env={**os.environ, "HOME": str(folder)},
        )
    return {form: (folder / f"a.{form}").read_text(encoding="utf-8") for form in ("fodt", "fods")}


def words_of(xml: str) -> str:
    return "".join("".join(etree.fromstring(xml.encode(), _huge()).itertext()).split())


def _huge() -> etree.XMLParser:
    return etree.XMLParser(huge_tree=True)


@pytest.mark.parametrize("form", ["fodt", "fods"])
def test_every_note_is_there_as_it_was_written(converted, form):
    told = words_of(converted[form])
    for note in HOSTILE:
        assert "".join(printable(note).split()) in told, note[:40]


def test_nothing_in_a_sheet_is_worked_out(converted):
    tree = etree.fromstring(converted["fods"].encode(), _huge())
    assert not [node for node in tree.iter() for name in node.attrib if name.endswith("}formula")]
    assert not [v for node in tree.iter() for v in node.attrib.values() if "javascript:" in v]
    assert "Err:" not in words_of(converted["fods"])


def test_nothing_in_a_document_is_a_field_but_the_page_number(converted):
    tree = etree.fromstring(converted["fodt"].encode(), _huge())
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    fields = {
        node.tag for node in tree.iter(f"{text}*") if "field" in node.tag or "script" in node.tag
    }
    assert fields <= {f"{text}page-number"}
    links = {v for node in tree.iter(f"{text}a") for v in node.attrib.values() if ":" in v}
    assert not [link for link in links if link.startswith(("javascript", "="))]
