"""A report as an archival PDF: the pages of the Word report, tagged, its font inside.

Typst sets the pages; the text layer is put right afterwards, so that what is copied from any
reader is what was printed.  The same report gives the same bytes.
"""

from pydantic import TypeAdapter

from plans.thai import Script
from reports.layouts import lay_out
from reports.letters import FONTS
from reports.pages import Document
from reports.report import Report

_TEMPLATE = FONTS.parent / "typst" / "report.typ"


class Unavailable(Exception):
    """This machine has no typesetter: there is no build of it for every system."""


def render_pdf(report: Report, *, digits: Script = Script.THAI, reference: str = "") -> bytes:
    """The report as .pdf; ``reference`` is the short code of an issued report.

    Raises ``Unavailable``.
    """
    try:
        from reports.words import names_of  # noqa: PLC0415 - the packages may be missing
    except ImportError as missing:
        raise Unavailable(missing.name) from missing
    return write_pdf(lay_out(report, digits=digits, reference=reference), names_of(report))


def write_pdf(document: Document, names: tuple[str, ...] = ()) -> bytes:
    """Any laid out document as .pdf, the proper names in it kept whole; raises ``Unavailable``."""
    try:
        import typst  # noqa: PLC0415 - the packages may be missing

        from reports.text_layer import repaired  # noqa: PLC0415 - the packages may be missing
        from reports.typst_input import Paper, paper_of  # noqa: PLC0415 - see above
    except ImportError as missing:
        raise Unavailable(missing.name) from missing
    data = TypeAdapter(Paper).dump_json(paper_of(document, names))
    raw = typst.compile(
        _TEMPLATE,
        sys_inputs={"paper": data.decode()},
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
    )
    return repaired(raw)
