"""The report's font inside a Word file, so that it looks the same where none is installed."""

from uuid import NAMESPACE_URL, uuid5

from reports.letters import FAMILY, font_file
from reports.word_xml import Element, Part, as_part, element, relation

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_HIDDEN = 32  # bytes at the start that the format scrambles with the key
_WEIGHTS = (("embedRegular", False), ("embedBold", True))


def font_parts(font: str, others: str) -> list[Part]:
    """The font table and the files it embeds.

    ``font`` is what the text names; where a machine lacks it, one of the ``others`` is taken, or
    the font that lies in the file.
    """
    files = [_file(number, use, bold=bold) for number, (use, bold) in enumerate(_WEIGHTS, 1)]
    uses = [
        element(use, r_id=f"rId{number}", fontKey=f"{{{_key(use)}}}")
        for number, (use, _) in enumerate(_WEIGHTS, 1)
    ]
    entries = [_entry(FAMILY, others, *uses)]
    if font != FAMILY:
        entries.insert(0, _entry(font, f"{others}, {FAMILY}"))
    relations = tuple(
        relation(f"rId{number}", "font", f"fonts/font{number}.odttf")
        for number, _ in enumerate(_WEIGHTS, 1)
    )
    table = as_part("word/fontTable.xml", "fontTable", element("fonts", *entries), relations)
    return [table, *files]


def _entry(name: str, others: str, *uses: Element) -> Element:
    return element(
        "font",
        element("altName", val=others),
        element("charset", val="DE"),
        element("family", val="swiss"),
        element("pitch", val="variable"),
        *uses,
        name=name,
    )


def _file(number: int, use: str, *, bold: bool) -> Part:
    data = bytearray(font_file(bold=bold).read_bytes())
    key = bytes.fromhex(_key(use).replace("-", ""))[::-1]
    for place in range(_HIDDEN):
        data[place] ^= key[place % len(key)]
    return Part(f"word/fonts/font{number}.odttf", _MEDIA_TYPE, bytes(data))


def _key(use: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{FAMILY}/{use}")).upper()
