"""The report's fonts: their own name, their licence, and what Thai text layers need of them."""

import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from paper_bench import MONITORED, Bench

from plans.thai import MONTHS
from reports.letters import BOX, FAMILY, FONTS, font_file, shown, width
from reports.look import Face
from reports.word import render_word

MARKS = "ัิีึืฺุู็่้๊๋์ํ๎"


@pytest.fixture(scope="module", params=[False, True], ids=["regular", "bold"])
def font(request) -> TTFont:
    return TTFont(font_file(bold=request.param))


def name(font: TTFont, number: int) -> str:
    return str(font["name"].getName(number, 3, 1, 0x409))


def test_the_family_has_a_name_of_its_own(font):
    """The licence lets a changed font be given away, but not as if it were the original."""
    assert name(font, 1) == FAMILY
    assert "Sarabun Project Authors" in name(font, 0)
    assert "SIL Open Font License" in name(font, 13)
    assert not any(str(n).strip() in {"Sarabun", "Sarabun Bold"} for n in font["name"].names)


def test_the_licence_lies_beside_it():
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Sarabun Project Authors" in licence


def test_it_may_be_embedded_in_documents_that_are_edited(font):
    assert font["OS/2"].fsType == 0


def test_sizes_are_those_of_the_offices_font(font):
    """16 pt must fill as many lines as in TH Sarabun New."""
    assert font["head"].unitsPerEm == 1506
    assert font["hhea"].ascent == round(0.844 * 1506)
    assert font["hhea"].descent == -round(0.457 * 1506)


def test_marks_of_thai_have_no_height_in_anchors(font):
    table = font["GPOS"].table
    thai = next(r.Script for r in table.ScriptList.ScriptRecord if r.ScriptTag == "thai")
    features = [table.FeatureList.FeatureRecord[n] for n in thai.DefaultLangSys.FeatureIndex]
    lookups = {
        n for f in features if f.FeatureTag in {"mark", "mkmk"} for n in f.Feature.LookupListIndex
    }
    anchors = 0
    for subtable in (s for n in lookups for s in table.LookupList.Lookup[n].SubTable):
        marks = getattr(subtable, "MarkArray", None) or subtable.Mark1Array
        for mark in marks.MarkRecord:
            assert mark.MarkAnchor.YCoordinate == 0
            anchors += 1
    assert anchors > 60


def test_every_thai_letter_is_there(font):
    known = font.getBestCmap()
    assert all(code in known for code in (*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)))
    assert ord(BOX) in known


def test_the_table_of_letters_is_that_of_the_fonts():
    table = json.loads((FONTS / "letters.json").read_text(encoding="utf-8"))
    for style, bold in (("Regular", False), ("Bold", True)):
        made = TTFont(font_file(bold=bold))
        for letter, thousandths in table[style].items():
            advance = made["hmtx"][made.getBestCmap()[ord(letter)]][0]
            assert abs(advance * 1000 / 1506 - thousandths) <= 0.5


def test_marks_take_no_room():
    assert width("กิ", 14) == width("ก", 14)
    assert width("ก", 14, bold=True) > width("ก", 14) > 0
    assert all(width(mark, 14) == 0 for mark in MARKS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("มีนาคม ๒๕๖๖ E1 – “ก”", "มีนาคม ๒๕๖๖ E1 – “ก”"),
        ("ดี👍", f"ดี{BOX}"),
        ("ดี👍🏽\ufe0f", f"ดี{BOX}"),
        ("ก\u200bข\u202eค\u00adง", "กขค\u00adง"),
        ("ก\u3000ข\tค\nง", "ก ข ค\nง"),
        ("中", BOX),
    ],
)
def test_what_is_shown(text, expected):
    assert shown(text) == expected


def test_every_month_can_be_shown():
    assert all(shown(month) == month for month in MONTHS)


def test_fonts_are_small():
    assert sum(path.stat().st_size for path in Path(FONTS).glob("*.ttf")) < 200_000


# --- inside a Word file

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def unpacked(face: Face) -> dict[str, bytes]:
    data = render_word(Bench.of(MONITORED).report(), font=face)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("face", Face)
def test_word_files_carry_both_weights(face):
    files = unpacked(face)
    table = ElementTree.fromstring(files["word/fontTable.xml"])
    targets = {
        one.get("Id"): f"word/{one.get('Target')}"
        for one in ElementTree.fromstring(files["word/_rels/fontTable.xml.rels"])
    }
    own = next(font for font in table if font.get(f"{W}name") == FAMILY)
    for use, bold in (("embedRegular", False), ("embedBold", True)):
        (found,) = own.findall(f"{W}{use}")
        scrambled = files[targets[found.get(f"{R}id")]]
        key = bytes.fromhex(found.get(f"{W}fontKey").strip("{}").replace("-", ""))[::-1] * 2
        plain = bytes(a ^ b for a, b in zip(scrambled, key, strict=False)) + scrambled[32:]
        assert plain == font_file(bold=bold).read_bytes()
    settings = ElementTree.fromstring(files["word/settings.xml"])
    assert [child.tag for child in settings][:2] == [f"{W}zoom", f"{W}embedTrueTypeFonts"]


def test_word_names_the_offices_font_or_the_embedded_one():
    for face in Face:
        files = unpacked(face)
        fonts = set(
            re.findall(rb'w:(?:ascii|hAnsi|cs|eastAsia)="([^"]*)"', files["word/document.xml"])
        )
        assert fonts == {face.encode()}
        names = [
            font.get(f"{W}name") for font in ElementTree.fromstring(files["word/fontTable.xml"])
        ]
        assert names == list(dict.fromkeys([str(face), FAMILY]))
    assert Face.EMBEDDED == FAMILY


def test_a_group_heading_stays_with_the_row_below_it():
    body = ElementTree.fromstring(unpacked(Face.INSTALLED)["word/document.xml"])
    rows = [row for row in body.iter(f"{W}tr") if len(row.findall(f"{W}tc")) == 1]
    assert len(rows) == 2
    assert all(p.find(f"{W}pPr/{W}keepNext") is not None for row in rows for p in row.iter(f"{W}p"))
