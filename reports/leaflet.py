"""The sheet that is pinned to the wall: how staff add the account, and what they type.

One A4 page as PDF, with a QR code (ISO/IEC 18004, by segno) for each chat app.
"""

import io
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter

from reports.letters import FONTS, shown
from reports.pdf import Unavailable

_TEMPLATE = FONTS.parent / "typst" / "leaflet.typ"


@dataclass(frozen=True, slots=True)
class Way:
    """One chat app: its name, the address that adds the account, what to do then."""

    app: str
    url: str
    then: str


@dataclass(frozen=True, slots=True)
class Leaflet:
    """All words of the sheet; ``sentences`` are numbered, ``commands`` what each one types."""

    title: str
    office: str
    ways: tuple[Way, ...]
    sentences: tuple[tuple[str, str], ...]
    note: str
    day: date


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The input of the template: every text cut into pieces that stay whole on a line."""

    title: list[str]
    office: list[str]
    ways: list[tuple[str, str, str, list[str]]]
    sentences: list[tuple[list[str], str]]
    note: list[str]
    day: tuple[int, int, int]


def render_leaflet(leaflet: Leaflet) -> bytes:
    """The sheet as PDF; raises ``Unavailable`` where there is no typesetter."""
    try:
        import typst  # noqa: PLC0415 - the packages may be missing

        from reports.text_layer import repaired  # noqa: PLC0415 - see above
        from reports.words import dictionary  # noqa: PLC0415 - see above
    except ImportError as missing:
        raise Unavailable(missing.name) from missing

    def pieces(text: str) -> list[str]:
        return list(dictionary().units(shown(text)))

    drawn = _Drawn(
        title=pieces(leaflet.title),
        office=pieces(leaflet.office),
        ways=[(one.app, one.url, _code(one.url), pieces(one.then)) for one in leaflet.ways],
        sentences=[(pieces(said), typed) for said, typed in leaflet.sentences],
        note=pieces(leaflet.note),
        day=(leaflet.day.year, leaflet.day.month, leaflet.day.day),
    )
    raw = typst.compile(
        _TEMPLATE,
        sys_inputs={"leaflet": TypeAdapter(_Drawn).dump_json(drawn).decode()},
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
    )
    return repaired(raw)


def _code(url: str) -> str:
    """The QR code as SVG; a quarter of it may be dirty or torn."""
    import segno  # noqa: PLC0415 - comes with the typesetter

    stream = io.BytesIO()
    segno.make_qr(url, error="q").save(stream, kind="svg", border=4, xmldecl=False, scale=10)
    return stream.getvalue().decode()
