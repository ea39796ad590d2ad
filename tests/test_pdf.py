"""The PDF says what the report says, in every reader, and its lines end between words."""

import io
import re
import sys
from dataclasses import replace
from datetime import date
from itertools import chain, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("typst", reason="the extra 'pdf' is not installed")

import pikepdf
from paper_bench import CLERK, END, MONITORED, PLANS, STEPWISE, TICKED, Bench
from pdf_bench import SENTENCES, by_poppler, large_report, pages, squeezed, words_printed
from pythainlp.corpus import thai_words
from test_report_seeds import ROUNDS, report_on

from plans.model import Evidence, MarkKind
from plans.thai import Script
from reports import shown_text, text_layer
from reports.layouts import lay_out
from reports.letters import BOX, shown
from reports.pages import Document, Head, Row, Signature, Table, Text
from reports.pdf import Unavailable, render_pdf, write_pdf
from reports.words import names_of

DONE, NOT_POSSIBLE = MarkKind.DONE, MarkKind.NOT_POSSIBLE
STACKED = "น้ำ ก้ำ ป้ำ ฟ้ำ ปำ ที่ตั้ง ผู้ซึ่ง ปี่ ฝี่ ปั้น ฟั้น ญุ กตัญญู ขั้น ก็ เป็น ฎุ ฏู ฬี่ ฟ้า ป๋ำ ฤๅ (ง) [ฉ] ์"


@pytest.fixture(scope="module", params=sorted(PLANS))
def printed(request):
    """A report of every form, with the words that should be on its pages."""
    bench = Bench.of(PLANS[request.param])
    duty = next(o.duty for o in bench.progress.occurrences if o.duty.divisions)
    link = Evidence("link", "", "https://www.example.go.th/a/E1?x=2")
    bench = bench.say(duty.label, duty.divisions[0], DONE, END, STACKED, evidence=(link,))
    signature = Signature("ผู้รายงาน", "ปลัดเทศบาล", "สมชาย ดีงาม", "ว่าที่ ร.ต.", "ทราบ")
    report = bench.report(signatures=[signature])
    return words_printed(lay_out(report)), render_pdf(report, reference="ท2566/6-AB12")


def one_column(*texts: str, width: int = 20) -> Document:
    """Texts in a narrow column beside an empty one."""
    rows = tuple(Row(((Text(text),), ())) for text in texts)
    table = Table("ตาราง", "", (Head("ก"), Head("ข")), (width, 100 - width), rows)
    return Document("ทดสอบ", "เทศบาล", date(2023, 3, 31), Script.THAI, ("ทดสอบ",), (table,))


def test_every_word_is_in_the_text_layer_of_chrome(printed):
    words, data = printed
    text = squeezed("".join(pages(data)))
    assert [word for word in words if squeezed(shown(word)) not in text] == []


def test_every_reader_copies_the_same(printed, tmp_path):
    _, data = printed
    copied = squeezed(by_poppler(data, tmp_path, "-raw"))
    assert sorted(copied) == sorted(squeezed("".join(pages(data))))


def test_blanks_are_copied_where_they_were_typed(tmp_path):
    text = "ตุลาคม ๒๕๖๕ - มีนาคม ๒๕๖๖ (รอบ ๖ เดือน) เรื่อง A, B: ก. ข้อ ๑ - ข้อ ๒"
    copied = by_poppler(write_pdf(one_column(text, width=90)), tmp_path, "-raw")
    assert text in copied


def test_no_letter_hides_behind_a_span(printed):
    _, data = printed
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not any(b"ActualText" in page.Contents.read_bytes() for page in pdf.pages)


def is_made_of_words(run: str) -> bool:
    reached = {0}
    for end in range(1, len(run) + 1):
        if any(run[start:end] in thai_words() for start in reached):
            reached.add(end)
    return len(run) in reached


def broken_words(text: str, lines: list[str]) -> list[tuple[str, str]]:
    """Line ends inside a word: one side of them is not made of words of the dictionary."""
    assert squeezed("".join(lines)) == squeezed(text)
    sides = [
        (re.search(r"[ก-ฮะ-ฺเ-ๅ็-๎]*$", before), re.match(r"[ก-ฮะ-ฺเ-ๅ็-๎]*", after))
        for before, after in pairwise(lines)
        if f"{before[-5:]} {after[:5]}" not in text
    ]
    words = [(left[0], right[0]) for left, right in sides if left and right]
    return [(a, b) for a, b in words if not (is_made_of_words(a) and is_made_of_words(b))]


@pytest.mark.parametrize("width", [10, 14, 20, 33])
def test_lines_end_between_words(width, tmp_path):
    for sentence in SENTENCES:
        data = write_pdf(one_column(sentence, width=width))
        told = by_poppler(data, tmp_path, "-raw").partition("ก ข\n")[2]
        lines = [line for line in told.replace("\f", "").split("\n") if line]
        assert len(lines) > 1
        assert broken_words(sentence, lines) == []


@pytest.mark.parametrize("name", sorted(ROUNDS))
def test_real_plans_in_a_narrow_column(name, tmp_path):
    """No letter is lost or doubled, and no line ends inside a word that is spelt right."""
    report = report_on(name)
    parts = ((m.title, *(one.text for one in (*m.steps, *m.clauses))) for m in report.plan.measures)
    texts = [text for text in dict.fromkeys(chain.from_iterable(parts)) if len(text) > 40]
    data = write_pdf(one_column(*texts, width=17), names_of(report))
    told = by_poppler(data, tmp_path, "-raw").replace("\f", "").replace("ก ข\n", "")
    lines = [line for line in re.sub(r"-[๐-๙]+-\n", "", told).split("\n") if line][1:]
    assert squeezed("".join(lines)) == squeezed("".join(texts))
    for text in texts:
        if all(map(is_made_of_words, re.findall(r"[ก-ฮะ-ฺเ-ๅ็-๎]+", text))):
            own = [line for line in lines if line in text]
            inside = [pair for pair in pairwise(own) if "".join(pair) in text]
            assert [pair for pair in inside if broken_words("".join(pair), list(pair))] == []


def test_it_is_marked_as_archival_and_accessible(printed):
    _, data = printed
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "th-TH"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        meta = bytes(pdf.Root.Metadata.read_bytes()).decode()
        kinds = {
            str(one.S)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"
        }
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert all("/FontFile2" in f.DescendantFonts[0].FontDescriptor for f in fonts)
        assert {str(f.BaseFont)[8:] for f in fonts} <= {
            "TidtamSarabun-Regular", "TidtamSarabun-Bold",
        }  # fmt: skip
    assert {"/Table", "/TH", "/TD", "/H1", "/P"} <= kinds
    for mark in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "2023-03-31"):
        assert mark in meta


def test_the_same_report_gives_the_same_bytes():
    report = Bench.of(MONITORED).report()
    assert render_pdf(report) == render_pdf(report)
    assert render_pdf(report) != render_pdf(report, digits=Script.ARABIC)


def test_pages_are_numbered_from_the_second_and_repeat_the_headings():
    report = large_report(measures=6)
    found = pages(render_pdf(report, reference="รหัส AB12"))
    assert len(found) > 4
    assert "-๑-" not in found[0]
    for number, page in enumerate(found[1:4], 2):
        assert f"-{'๐๑๒๓๔๕๖๗๘๙'[number]}-" in page
        assert "ผลลัพธ์หรือความสำเร็จ" in page
        assert "ไม่สามารถ" in page
    assert all("รหัส AB12" in page for page in found)
    assert "-2-" in pages(render_pdf(report, digits=Script.ARABIC))[1]


def test_a_group_heading_is_never_the_last_row_of_a_page():
    measures = tuple(
        replace(MONITORED.measures[1], number=n, issue=f"ตัวชี้วัดที่ {n}", title=f"มาตรการ {n}")
        for n in range(1, 41)
    )
    found = pages(render_pdf(Bench.of(replace(MONITORED, measures=measures)).report()))
    heading = re.compile(r"เครื่องมือการประเมิน OIT / ตัวชี้วัดที่ [๐-๙]+\s*$")
    assert len(found) > 5
    assert not any(heading.search(page) for page in found)


def test_steps_of_one_measure_share_its_cell():
    data = render_pdf(Bench.of(STEPWISE).report())
    text = squeezed("".join(pages(data)))
    assert text.count(squeezed("ให้บริการตามขั้นตอน")) == 1


@pytest.mark.parametrize(
    "note",
    [
        "=HYPERLINK(1) {{ x }} <script> #eval(1) $x$ `a` *b* _c_ \\ ] [ \" '",
        "ติดกันไม่มีเว้นวรรค" + "ก" * 300,
        "A" * 300,
        "https://www.example.go.th/" + "ยาวมาก/" * 60,
    ],
)
def test_whatever_is_said_is_printed(note):
    report = Bench.of(TICKED).say("1ก", CLERK, DONE, END, note).report()
    data = render_pdf(report, digits=Script.ARABIC)
    assert squeezed(note) in squeezed("".join(pages(data)))


def test_a_note_over_many_pages_loses_no_word():
    note = "ยาว" * 2500
    found = pages(render_pdf(Bench.of(TICKED).say("1ก", CLERK, DONE, END, note).report()))
    assert len(found) > 6
    assert squeezed("".join(found)).count("ยาว") == 2500


def test_what_the_font_lacks_is_a_box_and_marks_of_direction_go():
    said = "เยี่ยม👍🏽 \u202eกลับ\u202c 中文 a\u200bb ✓"
    report = Bench.of(TICKED).say("1ก", CLERK, DONE, END, said).report()
    text = squeezed("".join(pages(render_pdf(report))))
    assert squeezed(f"เยี่ยม{BOX} กลับ {BOX}{BOX} ab {BOX}") in text


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_printed(text):
    data = write_pdf(one_column(text or "-", width=30))
    assert squeezed(shown(text.replace("\r", "\n"))) in squeezed("".join(pages(data)))


def test_links_can_be_followed_and_nothing_else_is_one():
    link = Evidence("link", "", "https://www.example.go.th/E1")
    bad = Evidence("link", "", "javascript:alert(1)")
    bench = Bench.of(TICKED).say("1ก", CLERK, DONE, END, "ทำแล้ว", evidence=(link, bad))
    with pikepdf.open(io.BytesIO(render_pdf(bench.report()))) as pdf:
        targets = {
            str(note.A.URI)
            for page in pdf.pages
            for note in page.get("/Annots", ())
            if "/A" in note
        }
    assert targets == {"https://www.example.go.th/E1"}


def test_without_a_typesetter_it_says_so(monkeypatch):
    for missing in ("typst", "pythainlp.corpus"):
        monkeypatch.setitem(sys.modules, missing, None)
        monkeypatch.delitem(sys.modules, "reports.words", raising=False)
        with pytest.raises(Unavailable):
            render_pdf(Bench.of(TICKED).report())
        monkeypatch.undo()


def test_a_large_report_is_small():
    data = render_pdf(large_report())
    assert len(data) < 500_000


# --- the text layer's own rules


def test_a_tone_and_sara_am_share_a_glyph():
    assert text_layer._paired((7, 8), "น้ำ") == ((7, "น"), (8, "้ำ"))
    assert text_layer._paired((7, 8), "คำ") == ((7, "ค"), (8, "ำ"))
    assert text_layer._paired((7,), "คำ") is None


@pytest.mark.parametrize(
    ("shown", "glyphs"),
    [
        (rb"[(\000\001)-5.9(\000\()]TJ", (1, 40)),
        (rb"(\000(\000\(\000))Tj", (40, 40, 41)),
        (rb"[(\001\134\000\\)]TJ", (348, 92)),
        (rb"[(\000\n)(\000\b)]TJ", (10, 8)),
    ],
)
def test_glyphs_are_read_and_written_again(shown, glyphs):
    block = b"BT 0 Tr/f0 14 Tf 1 0 0 -1 3 0 Tm" + shown + b"\nET\n"
    runs = list(shown_text.read_runs(block))
    assert [run.glyphs for run in runs] == [glyphs]
    again = list(shown_text.read_runs(shown_text.written(runs, {b"f0": {}})))
    assert [run.glyphs for run in again] == [glyphs]


def test_runs_that_follow_each_other_become_one():
    block = (
        b"BT 0 Tr/f0 10 Tf 1 0 0 -1 0 0 Tm(\\000\\001)Tj/Span<</ActualText<FEFF0E01>>>BDC "
        b"0 Tr/f0 10 Tf 1 0 0 -1 6 0 Tm[(\\000\\002)]TJ\nEMC\nET\n"
    )
    first, second = shown_text.read_runs(block)
    assert (first.text, second.text) == (None, "ก")
    data = shown_text.written([first, second], {b"f0": {1: 500, 2: 500}})
    assert data == b"BT 0 Tr/f0 10 Tf 1 0 0 -1 0 0 Tm[(\0\1)-100(\0\2)]TJ\nET\n"


@pytest.mark.parametrize(
    "block", [b"BT 0 Tr (\\000\\001)' ET", b"BT (\\000((((\\000))))Tj ET", b"BT (\\000\\001) ET"]
)
def test_what_is_unknown_is_left_to_stand(block):
    with pytest.raises(shown_text.Unknown):
        list(shown_text.read_runs(block))
    assert text_layer._mended(block, {}) == block
