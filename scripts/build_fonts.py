"""Builds the report's fonts in ``reports/fonts`` from Sarabun (SIL Open Font License 1.1).

    npm pack @expo-google-fonts/sarabun@0.4.1
    .venv/bin/python scripts/build_fonts.py expo-google-fonts-sarabun-0.4.1.tgz

Three things differ from the original, so the family has a name of its own:

- Sizes.  Sarabun's letters are half as wide again as those of TH Sarabun New, the font of Thai
  offices.  A larger em makes 16 pt mean the same in both, so pages keep their length whichever of
  the two a machine has.
- Marks stay where they are drawn.  Tone marks have their height already; an anchor that shifts them
  a little more makes PDF writers cut the word, and copied text repeats its letters.  Over the tall
  letters ป ฝ ฟ a tone on a vowel has a glyph of its own, or readers see a space behind it.
- Sara am is one glyph again after shaping has taken it apart, so that copied text has it.

The same input gives the same bytes.
"""

import json
import sys
import tarfile
from collections.abc import Iterable
from copy import deepcopy
from io import BytesIO
from pathlib import Path

from fontTools.otlLib.builder import (
    buildCoverage,
    buildLigatureSubstSubtable,
    buildSingleSubstSubtable,
)
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

FAMILY = "Tidtam Sarabun"
TARGET = Path(__file__).parent.parent / "reports" / "fonts"
STYLES = {"Regular": "400Regular/Sarabun_400Regular.ttf", "Bold": "700Bold/Sarabun_700Bold.ttf"}

_EM = 1506  # widths per em of TH Sarabun New, measured over the Thai letters
_ASCENT, _DESCENT = 0.844, 0.457  # line height of TH Sarabun New
_BASE, _MARK = 1, 3  # glyph classes
_BOX = 0x25A1  # stands for what the font cannot show
_NIKHAHIT, _SARA_AA, _SARA_AM = "uni0E4D", "uni0E32", "uni0E33"
_TONES = ("uni0E48", "uni0E49", "uni0E4A", "uni0E4B")
_OVER_VOWELS = (*_TONES, "uni0E4C")
_NARROW_VOWELS = tuple(f"uni0E{code}.narrow" for code in (31, 34, 35, 36, 37))
_NARROWER = -147  # how far left of others the vowels over tall letters are drawn


def build(original: bytes, style: str) -> bytes:
    """One weight of the family."""
    font = TTFont(BytesIO(original), recalcTimestamp=False)
    _resize(font)
    _level_marks(font)
    _shift_tones(font)
    _join_sara_am(font)
    _add_box(font)
    _rename(font, style)
    made = BytesIO()
    font.save(made)
    return made.getvalue()


def _resize(font: TTFont) -> None:
    font["head"].unitsPerEm = _EM
    ascent, descent = round(_ASCENT * _EM), round(_DESCENT * _EM)
    header, windows = font["hhea"], font["OS/2"]
    header.ascent, header.descent, header.lineGap = ascent, -descent, 0
    windows.sTypoAscender, windows.sTypoDescender, windows.sTypoLineGap = ascent, -descent, 0
    windows.usWinAscent, windows.usWinDescent = ascent, descent
    windows.fsType = 0  # may be embedded in documents that are edited


def _level_marks(font: TTFont) -> None:
    """No anchor of the Thai script has a height: marks stay where they are drawn."""
    for subtable in _thai_subtables(font["GPOS"].table):
        if isinstance(subtable, otTables.MarkBasePos):
            marks, bases = subtable.MarkArray.MarkRecord, subtable.BaseArray.BaseRecord
            under = [anchor for base in bases for anchor in base.BaseAnchor]
        elif isinstance(subtable, otTables.MarkMarkPos):
            marks, lower = subtable.Mark1Array.MarkRecord, subtable.Mark2Array.Mark2Record
            under = [anchor for mark in lower for anchor in mark.Mark2Anchor]
        else:
            continue
        for anchor in [*(mark.MarkAnchor for mark in marks), *filter(None, under)]:
            anchor.YCoordinate = 0


def _thai_subtables(table: otTables.GPOS) -> list[object]:
    lookups = table.LookupList.Lookup
    found = {index for feature in _thai_features(table) for index in feature.LookupListIndex}
    return [subtable for index in sorted(found) for subtable in lookups[index].SubTable]


def _thai_features(table: otTables.GPOS | otTables.GSUB) -> list[otTables.Feature]:
    script = next(r.Script for r in table.ScriptList.ScriptRecord if r.ScriptTag == "thai")
    records = table.FeatureList.FeatureRecord
    return [records[index].Feature for index in script.DefaultLangSys.FeatureIndex]


def _shift_tones(font: TTFont) -> None:
    """Tones over narrow vowels, drawn where anchors would have to move them."""
    shifted = {}
    stacks = next(s for s in _thai_subtables(font["GPOS"].table) if _is_above(s))
    for tone in _OVER_VOWELS:
        small, name = f"{tone}.small", f"{tone}.small.narrow"
        pen = TTGlyphPen(font.getGlyphSet())
        pen.addComponent(small, (1, 0, 0, 1, _NARROWER, 0))
        _add_glyph(font, name, pen, 0, kind=_MARK)
        record = deepcopy(stacks.Mark1Array.MarkRecord[stacks.Mark1Coverage.glyphs.index(small)])
        record.MarkAnchor.XCoordinate += _NARROWER
        stacks.Mark1Array.MarkRecord.append(record)
        stacks.Mark1Coverage.glyphs.append(name)
        shifted[small] = name
    single = _add_lookup(font, 1, buildSingleSubstSubtable(shifted))
    context = otTables.ChainContextSubst()
    context.Format = 3
    context.BacktrackCoverage = [_coverage(font, _NARROW_VOWELS)]
    context.InputCoverage = [_coverage(font, shifted)]
    context.LookAheadCoverage = []
    record = otTables.SubstLookupRecord()
    record.SequenceIndex, record.LookupListIndex = 0, single
    context.SubstLookupRecord = [record]
    _composing(font).LookupListIndex.append(_add_lookup(font, 6, context))


def _is_above(subtable: object) -> bool:
    """Whether it puts marks on marks, above the letter."""
    if not isinstance(subtable, otTables.MarkMarkPos):
        return False
    return f"{_TONES[0]}.small" in subtable.Mark1Coverage.glyphs


def _coverage(font: TTFont, glyphs: Iterable[str]) -> otTables.Coverage:
    return buildCoverage(glyphs, font.getReverseGlyphMap())


def _composing(font: TTFont) -> otTables.Feature:
    """The feature of the Thai script that is applied before all others."""
    table = font["GSUB"].table
    own = _thai_features(table)
    records = table.FeatureList.FeatureRecord
    return next(r.Feature for r in records if r.FeatureTag == "ccmp" and r.Feature in own)


def _add_lookup(font: TTFont, kind: int, subtable: object) -> int:
    """A new lookup of substitutions, after all others; its index."""
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag = kind, 0
    lookup.SubTable, lookup.SubTableCount = [subtable], 1
    lookups = font["GSUB"].table.LookupList.Lookup
    lookups.append(lookup)
    return len(lookups) - 1


def _add_box(font: TTFont) -> None:
    """An empty square, as tall as a capital."""
    pen, size, line, left = TTGlyphPen(None), 700, 50, 60
    for inset, way in ((0, 1), (line, -1)):
        near, far = left + inset, left + size - inset
        low, high = inset, size - inset
        pen.moveTo((near, low))
        for point in [(near, high), (far, high), (far, low)][::way]:
            pen.lineTo(point)
        pen.closePath()
    _add_glyph(font, "uni25A1", pen, size + 2 * left)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[_BOX] = "uni25A1"


def _join_sara_am(font: TTFont) -> None:
    """Nikhahit, with a tone on it or without, and sara aa become one glyph."""
    joined: dict[tuple[str, str], str] = {}
    for narrow in ("", ".narrow"):
        marks = [_NIKHAHIT, *(_NIKHAHIT + tone.removeprefix("uni") for tone in _TONES)]
        for mark in marks:
            name = _SARA_AM if mark == _NIKHAHIT else f"{mark}0E32"
            if name + narrow not in font.getGlyphOrder():
                _add_pair(font, name + narrow, mark + narrow, _SARA_AA)
            joined[mark + narrow, _SARA_AA] = name + narrow
    lookup = _add_lookup(font, 4, buildLigatureSubstSubtable(joined))
    _composing(font).LookupListIndex.append(lookup)


def _add_pair(font: TTFont, name: str, mark: str, base: str) -> None:
    """A glyph drawn as two others at the same place; the mark hangs out to the left."""
    pen = TTGlyphPen(font.getGlyphSet())
    for part in (mark, base):
        pen.addComponent(part, (1, 0, 0, 1, 0, 0))
    _add_glyph(font, name, pen, font["hmtx"][base][0])


def _add_glyph(
    font: TTFont, name: str, pen: TTGlyphPen, advance: int, *, kind: int = _BASE
) -> None:
    outlines, glyph = font["glyf"], pen.glyph()
    outlines[name] = glyph
    glyph.recalcBounds(outlines)
    font["hmtx"][name] = (advance, glyph.xMin)
    font["GDEF"].table.GlyphClassDef.classDefs[name] = kind


def _rename(font: TTFont, style: str) -> None:
    """The new family on every platform; author, copyright and licence stay."""
    names = font["name"]
    full = f"{FAMILY} {style}"
    new = {
        1: FAMILY,
        2: style,
        3: f"1.000;{full}",
        4: full,
        6: full.replace(" ", "").replace(style, f"-{style}"),
        10: "Sarabun with the em of TH Sarabun New, level mark anchors and a whole sara am.",
    }
    for number in (16, 17, 21, 22):
        names.removeNames(nameID=number)
    for number, text in new.items():
        names.removeNames(nameID=number)
        names.setName(text, number, 3, 1, 0x409)


def letters(font: bytes) -> dict[str, int]:
    """Every letter the font can show, with its width in thousandths of the size."""
    made = TTFont(BytesIO(font))
    widths = made["hmtx"].metrics
    cmap = sorted(made.getBestCmap().items())
    return {chr(c): round(widths[g][0] * 1000 / _EM) for c, g in cmap if c >= ord(" ")}


def main(archive: Path) -> None:
    """Build every weight from the package, with the letters they have and the licence."""
    with tarfile.open(archive) as package:
        made = {style: build(_file(package, path), style) for style, path in STYLES.items()}
        for style, font in made.items():
            (TARGET / f"TidtamSarabun-{style}.ttf").write_bytes(font)
        known = {style: letters(font) for style, font in made.items()}
        lines = json.dumps(known, ensure_ascii=False, indent=0)
        (TARGET / "letters.json").write_text(f"{lines}\n", encoding="utf-8")
        (TARGET / "OFL.txt").write_bytes(_file(package, "LICENSE_FONT"))


def _file(package: tarfile.TarFile, path: str) -> bytes:
    content = package.extractfile(f"package/{path}")
    if content is None:
        raise FileNotFoundError(path)
    return content.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
