"""Documents asked for in chat and on the command line come in every form, or a sentence does."""

import io
import json
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import aiohttp
import openpyxl
import pypdfium2
import pytest

from bot.__main__ import main
from bot.demo import bind_everybody, performing
from bot.organisation import opened
from bot.papers import MEDIA_TYPES, describe, draw
from bot.picturing import CALENDAR, PICTURES
from bot.sandbox import NO_FIGURES, NO_TYPESETTER, NOT_MADE, Declined, run
from handlers.messages import Document
from reports.pages import Signature
from reports.signing import read_signature

SAMPLE = str(Path(__file__).parent.parent / "bot" / "sample" / "plan.html")
ROUND = ("--fiscal-year", "2570", "--round", "6", "--as-of", "2027-03-31")


pytestmark = pytest.mark.usefixtures("nowhere")


@pytest.fixture(scope="module")
def office(loaded, tmp_path_factory) -> str:
    return str(shutil.copytree(loaded, tmp_path_factory.mktemp("papers") / "data"))


@pytest.fixture
def without_typesetter(monkeypatch, tmp_path) -> Iterator[None]:
    """A machine for which there is no build of it."""
    (tmp_path / "typst.py").write_text("raise ImportError('no build', name='typst')\n")
    paths = (str(tmp_path), str(Path(SAMPLE).parents[2]), os.environ.get("PYTHONPATH", ""))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    return


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


async def _fetch(link: str) -> tuple[str, bytes]:
    async with aiohttp.ClientSession() as session, session.get(link) as response:
        assert response.status == 200
        return response.content_type, await response.read()


async def test_executives_get_pdf_and_excel_in_both_apps(tmp_path):
    pytest.importorskip("typst", reason="the extra 'pdf' is not installed")
    async with performing(tmp_path / "data") as demo:
        await bind_everybody(demo)
        for word in ("pdf", "excel"):
            await demo.say("mayor-line", "mayor", f"รายงาน {word}")
            await demo.say("chief-telegram", "weera", f"รายงาน {word}")
        links = [link for link in demo.links("mayor-line") if "/files/" in link]
        opened = [await _fetch(link) for link in links]
        files = [
            (bubble.file_name, demo.stage.files[bubble.file].data)
            for bubble in demo.stage.by_bot("chief-telegram")
            if bubble.file is not None
        ]
    assert [kind for kind, _ in opened] == [MEDIA_TYPES["pdf"], MEDIA_TYPES["xlsx"]]
    assert [name.rpartition(".")[2] for name, _ in files] == ["pdf", "xlsx"]
    assert [data for _, data in opened] == [data for _, data in files]
    assert "เทศบาลตำบลทุ่งตะวัน" in text_of(files[0][1])
    assert openpyxl.load_workbook(io.BytesIO(files[1][1])).sheetnames[0] == "สรุปส่วนราชการ"


@pytest.mark.usefixtures("without_typesetter")
async def test_without_a_typesetter_the_chat_says_so_once(tmp_path):
    async with performing(tmp_path / "data") as demo:
        await bind_everybody(demo)
        await demo.say("mayor-line", "mayor", "รายงาน pdf")
        await demo.say("chief-telegram", "weera", "รายงาน pdf")
        for room in ("mayor-line", "chief-telegram"):
            said = [bubble.text for bubble in demo.stage.by_bot(room)]
            assert sum(NO_TYPESETTER in text for text in said) == 1
            assert demo.links(room) == []


@pytest.mark.parametrize(
    ("format_", "begins"), [("pdf", b"%PDF-1.7"), ("xlsx", b"PK"), ("docx", b"PK")]
)
def test_files_on_the_command_line(office, tmp_path, format_, begins):
    if format_ == "pdf":
        pytest.importorskip("typst", reason="the extra 'pdf' is not installed")
    ask = ["report", *ROUND, "--format", format_, "--data-dir", office]
    assert main([*ask, "-o", "one"]) == 0
    assert main([*ask, "-o", "two"]) == 0
    data = (tmp_path / "one").read_bytes()
    assert data.startswith(begins)
    assert data == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("task", ["docx", "pdf", "xlsx", "png"])
async def test_what_cannot_be_made_is_told_without_a_stack(task):
    with pytest.raises(Declined, match=NOT_MADE.partition(" (")[0]):
        await run(task, "{}", b"no report")


@pytest.mark.parametrize("format_", [*PICTURES, CALENDAR])
async def test_pictures_are_documents_too(office, format_):
    pytest.importorskip("typst", reason="the extra 'pdf' is not installed")
    wanted = Document(2570, 6, format_, date(2027, 1, 20))
    async with opened(Path(office), guest=True) as organisation:
        if format_ == "scores.png":
            with pytest.raises(Declined, match=NO_FIGURES):
                await draw(organisation.database, wanted)
            return
        assert (await draw(organisation.database, wanted)).startswith(b"\x89PNG")
        assert "เทศบาลตำบลทุ่งตะวัน" in await describe(organisation.database, wanted)


def test_text_and_json_go_to_standard_output(office, capfdbinary):
    capfdbinary.readouterr()
    assert main(["report", *ROUND, "--format", "text", "--data-dir", office]) == 0
    assert "มาตรการทั้งหมด ๑๔" in capfdbinary.readouterr().out.decode()
    assert main(["report", *ROUND, "--format", "json", "--data-dir", office]) == 0
    told = json.loads(capfdbinary.readouterr().out)
    assert told["round"] == {"fiscal_year": 2570, "months": 6}
    assert len([line for group in told["groups"] for line in group["lines"]]) == 14


@pytest.mark.usefixtures("without_typesetter")
def test_without_a_typesetter_the_command_says_so(office, capfd):
    capfd.readouterr()
    assert main(["report", *ROUND, "--format", "pdf", "--data-dir", office]) == 1
    assert capfd.readouterr().err.strip() == NO_TYPESETTER


def test_the_office_says_how_it_is_called_and_who_signs(office):
    signed = "ผู้รายงาน - นักทรัพยากรบุคคล - จ.ส.ท. สมชาย ใจดี, ทราบ - นายกเทศมนตรี"
    for key, value in (("organisation", "เทศบาลตำบลทุ่งตะวันออก"), ("signatories", signed)):
        assert main(["set", key, value, "--data-dir", office]) == 0
    assert main(["report", *ROUND, "--format", "json", "-o", "r", "--data-dir", office]) == 0
    told = json.loads(Path("r").read_bytes())
    assert told["organisation"]["name"] == "เทศบาลตำบลทุ่งตะวันออก"
    assert [(s["role"], s["heading"], s["rank"], s["name"]) for s in told["signatures"]] == [
        ("ผู้รายงาน", "", "จ.ส.ท.", "สมชาย ใจดี"), ("", "ทราบ", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ปลัดเทศบาล", Signature("", "ปลัดเทศบาล")),
        ("ผู้ตรวจสอบ – ปลัดเทศบาล", Signature("ผู้ตรวจสอบ", "ปลัดเทศบาล")),
        ("ทราบ – นายก อบต.", Signature("", "นายก อบต.", heading="ทราบ")),
        (
            "ผู้รายงาน - หัวหน้าสำนักปลัด - ว่าที่ ร.ต.หญิง มาลี ดีใจ",
            Signature("ผู้รายงาน", "หัวหน้าสำนักปลัด", "มาลี ดีใจ", "ว่าที่ ร.ต.หญิง"),
        ),
        (
            "ผู้รายงาน - ปลัด รักษาราชการแทนนายก - พันตำรวจเอก สม ดี",
            Signature("ผู้รายงาน", "ปลัด รักษาราชการแทนนายก", "สม ดี", "พันตำรวจเอก"),
        ),
        ("ผู้รายงาน - ปลัด - นางสาวพันธุ์ทิพย์ ดี", Signature("ผู้รายงาน", "ปลัด", "นางสาวพันธุ์ทิพย์ ดี")),
    ],
)
def test_a_signature_is_read(text, expected):
    assert read_signature(text) == expected
