"""The office's own Word template: taken after a trial, filled with words, never trusted."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from paper_bench import CLERK, END, HALF, TICKED, Bench

from bot.__main__ import main
from bot.issuing import fill_template
from bot.sandbox import Declined
from plans.model import MarkKind
from plans.thai import Script, arabic_digits
from reports.example import example_template
from reports.look import Look
from reports.report import Report
from reports.template import NO_REFERENCE, UNSAFE, Unfit, check_template, render_template

SAMPLE = str(Path(__file__).parent.parent / "bot" / "sample" / "plan.html")
HOSTILE = "{{ 7*7 }} {% raw %} <w:p/> <script> & {# x #} {{ cycler.__init__ }} ๙\x0b\nบรรทัดสอง"


def report(note: str = "ทำแล้ว") -> Report:
    return Bench.of(TICKED).say("1ก", CLERK, MarkKind.DONE, END, note).report(HALF)


def template(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same archive with one part altered, or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, change(old.read(name) if name in old.namelist() else b""))
    return stream.getvalue()


def words(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_example_is_filled_with_everything_said():
    filled = render_template(example_template(), report(), digits=Script.ARABIC, reference="TD66-X")
    told = words(filled)
    for promised in (
        "ทำแล้ว",
        "TD66-X",
        arabic_digits(TICKED.measures[0].title),
        "ดำเนินการแล้วเสร็จ",
        CLERK,
    ):
        assert promised in told
    assert "{" not in told
    assert len(docx.Document(io.BytesIO(render_template(example_template(), report()))).tables) == 1
    assert check_template(example_template(), report()) == ()


def test_what_people_wrote_is_text():
    data = render_template(example_template(), report(HOSTILE), digits=Script.ARABIC)
    told = words(data)
    for piece in (
        "{{ 7*7 }}",
        "{% raw %}",
        "<w:p/> <script> &",
        "{{ cycler.__init__ }}",
        "บรรทัดสอง",
    ):
        assert piece in told


def test_the_same_report_gives_the_same_bytes():
    assert render_template(example_template(), report()) == render_template(
        example_template(), report()
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["{{ measures }} {{ ชื่อ }} {{ offfice }}"], "ไม่รู้จัก: offfice, ชื่อ"),
        (["{% for m in measures %}"], "คำสั่งไม่ถูกต้อง"),
        (["{{ measures }} {{ office | nosuch }}"], "คำสั่งไม่ถูกต้อง"),
        (["{{ measures }} {% include 'x' %}"], "คำสั่งไม่ถูกต้อง"),
        (["{{ measures }} {{ office.nosuch }}"], "คำสั่งไม่ถูกต้อง"),
        (["{{ office }}"], "ไม่มีที่สำหรับผล"),
        (["{{ measures }} {{ ''.__class__.__mro__ }}"], "ไม่ถูกต้อง|มาโคร"),
        (["{{ measures }} {{ office.__init__.__globals__ }}"], "ไม่ถูกต้อง|มาโคร"),
    ],
)
def test_a_wrong_template_is_refused_with_what_is_wrong(lines, said):
    with pytest.raises(Unfit, match=said):
        check_template(template(*lines), report())


def with_field(xml: bytes, *pieces: bytes) -> bytes:
    """A field, its instruction split over runs as Word may do."""
    runs = b"".join(b"<w:r><w:instrText>%s</w:instrText></w:r>" % piece for piece in pieces)
    return xml.replace(b"<w:body>", b"<w:body><w:p>" + runs + b"</w:p>")


def related(xml: bytes, kind: str, *, external: bool) -> bytes:
    """A part leading elsewhere, written with other quotes than Word's."""
    mode = " TargetMode='External'" if external else ""
    made = f"<Relationship Id='x1' Type='http://x/{kind}' Target='http://evil/t'{mode}/>"
    return xml.replace(b"</Relationships>", made.encode() + b"</Relationships>")


def test_a_link_to_a_page_is_no_danger():
    data = changed(
        template("{{ measures }} {{ reference }}"),
        "word/_rels/document.xml.rels",
        lambda xml: related(xml, "hyperlink", external=True),
    )
    assert check_template(data, report()) == ()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("word/vbaProject.bin", lambda _: b"macro"),
        ("word/document.xml", lambda xml: with_field(xml, b"DDEA", b"UTO cmd")),
        ("word/document.xml", lambda xml: with_field(xml, b" includetext ", b"http://evil/t")),
        (
            "word/_rels/document.xml.rels",
            lambda xml: related(xml, "attachedTemplate", external=True),
        ),
        ("word/_rels/document.xml.rels", lambda xml: related(xml, "image", external=True)),
        ("word/_rels/document.xml.rels", lambda xml: related(xml, "oleObject", external=False)),
        ("word/_rels/document.xml.rels", lambda xml: related(xml, "aFChunk", external=False)),
    ],
)
def test_macros_and_parts_from_elsewhere_are_refused(name, change):
    data = changed(template("{{ measures }} {{ reference }}"), name, change)
    with pytest.raises(Unfit) as caught:
        check_template(data, report())
    assert str(caught.value) == UNSAFE


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04"])
def test_no_document_is_refused(data):
    with pytest.raises(Unfit):
        check_template(data, report())


@pytest.mark.parametrize(
    "line",
    [
        "{{ measures }}{% for a in range(9**5) %}{% for b in range(9**5) %}{%endfor%}{%endfor%}",
        "{{ measures }}{{ 'a' * 10**10 }}",
    ],
)
async def test_a_bomb_ends_in_the_child_process(line, monkeypatch):
    monkeypatch.setattr("bot.sandbox._SECONDS", 1)
    monkeypatch.setattr("bot.sandbox._GRACE", 1)
    with pytest.raises(Declined):
        await fill_template(template(line), report(), Look())


@pytest.mark.usefixtures("nowhere")
def test_an_office_sets_tries_and_ends_its_template(tmp_path, capfd):
    data = ["--data-dir", str(tmp_path / "data")]
    ask = ["report", "--fiscal-year", "2570", "--round", "6", "--as-of", "2027-03-31", *data]
    (tmp_path / "own.docx").write_bytes(
        template("ของเราเอง {{ office }}", "{{ measures[0].title }}")
    )
    (tmp_path / "bad.docx").write_bytes(template("{{ nobody }}"))
    assert main(["template", "own.docx", *data]) == 1
    assert "นำเข้าแผนก่อน" in capfd.readouterr().err
    assert main(["load", SAMPLE, "--yes", *data]) == 0
    capfd.readouterr()
    assert main(["template", "own.docx", *data]) == 0
    assert NO_REFERENCE in capfd.readouterr().out
    assert main(["template", "bad.docx", *data]) == 1
    assert "nobody" in capfd.readouterr().err
    assert main([*ask, "-o", "one.docx"]) == 0
    assert "ของเราเอง เทศบาลตำบลทุ่งตะวัน" in words((tmp_path / "one.docx").read_bytes())
    assert main(["template", "--remove", *data]) == 0
    assert main([*ask, "-o", "two.docx"]) == 0
    assert "ของเราเอง" not in words((tmp_path / "two.docx").read_bytes())
    assert main(["template", "--example", "example.docx"]) == 0
    assert "measures" in words((tmp_path / "example.docx").read_bytes())
