"""Photos handed in are printed in the annex, in Word and in PDF, each under what it proves."""

import io
import zipfile
from base64 import b64encode
from dataclasses import replace

import docx
import pikepdf
import pypdfium2
import pytest
from paper_bench import CLERK, END, HALF, TICKED, Bench
from PIL import Image
from test_photo_looks import saved, scene

from plans.model import Evidence, MarkKind
from reports.pdf import render_pdf
from reports.photo import seen
from reports.report import Report, Shot
from reports.word import render_word
from storage.photos import jpeg_size

PHOTO = Evidence("photo", "กิจกรรม.jpg", sha256="1" * 64, size=9)


@pytest.fixture(scope="module")
def report() -> Report:
    _, small = seen(saved(scene(3)))
    shot = Shot("1" * 64, b64encode(small).decode(), *jpeg_size(small))
    bench = Bench.of(TICKED).say("1ก", CLERK, MarkKind.DONE, END, "จัดแล้ว", evidence=(PHOTO,))
    return replace(bench.report(HALF), shots=(shot,))


def test_word_holds_the_photo_with_words_for_those_who_cannot_see_it(report):
    data = render_word(report)
    (shape,) = docx.Document(io.BytesIO(data)).inline_shapes
    assert shape.width.pt <= 300
    assert shape._inline.docPr.get("descr").startswith("ภาพหลักฐาน มาตรการที่")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (name,) = [name for name in archive.namelist() if name.startswith("word/media/")]
        with Image.open(io.BytesIO(archive.read(name))) as photo:
            assert photo.size == (720, 540)
    assert data == render_word(report)


def test_pdf_shows_the_photo_and_stays_archival(report):
    pytest.importorskip("typst", reason="the extra 'pdf' is not installed")
    data = render_pdf(report)
    document = pypdfium2.PdfDocument(data)
    words = [page.get_textpage().get_text_range() for page in document]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        shown = [n for n, page in enumerate(pdf.pages) if list(_images(page.obj))]
    assert [n for n, text in enumerate(words) if "ภาพหลักฐาน" in text][-1:] == shown
    assert b"pdfaid" in data or b"PDF/A" in data or b"pdfa" in data.lower()


def _images(part: pikepdf.Object) -> list[pikepdf.Object]:
    """The pictures of a page, also those inside a form."""
    found = []
    for held in dict(part.get("/Resources", {}).get("/XObject", {})).values():
        found += [held] if held.get("/Subtype") == "/Image" else _images(held)
    return found
