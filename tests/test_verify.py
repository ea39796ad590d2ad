"""What was given out is known again, byte for byte; what was altered says what it was."""

import asyncio
import io
import shutil
import subprocess
import zipfile
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_template import changed

from bot.__main__ import main
from bot.organisation import opened
from bot.papers import give_out
from handlers.messages import Document
from plans.grid import Unreadable
from plans.model import MarkKind
from reports.code_reader import codes_in
from reports.reference import codes_of, short_code, typed_code
from storage import files, issues, marks, people
from storage.database import Transaction
from storage.marks import Said

FINE, NO, UNREADABLE = 0, 1, 3
SAMPLE = str(Path(__file__).parents[1] / "bot" / "sample" / "plan.html")
ROUND = ("--fiscal-year", "2570", "--round", "6")
FORMATS = ["docx", "pdf", "xlsx"]
NOW = datetime(2027, 4, 12, 3, 0, tzinfo=UTC)
AS_OF = date(2027, 4, 12)


pytestmark = pytest.mark.usefixtures("nowhere")


@pytest.fixture
def office(loaded, tmp_path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "data"))


def needs(format_: str) -> None:
    if format_ == "pdf":
        pytest.importorskip("typst", reason="the extra 'pdf' is not installed")


def say(tx: Transaction, n: int, at: datetime) -> None:
    """The treasury reports something that was done in the round."""
    person = people.note_person(tx, "line:U-1", "สมหญิง")
    division = people.register_division(tx, "กองคลัง")
    occurrence = tx.value(
        "SELECT occurrence.id FROM occurrence JOIN duty ON duty.id = duty_id"
        " WHERE actor = 'staff' AND due < '2027-04-01' ORDER BY occurrence.id LIMIT 1 OFFSET ?", n
    )  # fmt: skip
    marks.record_mark(
        tx, Said(f"e{n}", person, at, f"m{n}"), occurrence, division, MarkKind.DONE,
        note=f"เรื่องที่ {n}", done_on=date(2027, 3, 1),
    )  # fmt: skip


async def given_out(organisation, format_: str, as_of: date = AS_OF) -> tuple[issues.Issue, bytes]:
    document = Document(2570, 6, format_, as_of)
    made = await give_out(organisation.database, organisation.issued, document, NOW)
    issue = await organisation.database.read(issues.of_bytes, made.sha256)
    return issue, files.load(organisation.issued, made.sha256)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_report_is_known_again_and_an_altered_one_says_what_it_was(
    office, tmp_path, capsys, format_
):
    needs(format_)
    target = tmp_path / f"report.{format_}"
    ask = ["report", *ROUND, "--as-of", AS_OF.isoformat(), "--format", format_]
    assert main([*ask, "-o", str(target), "--data-dir", str(office)]) == FINE
    capsys.readouterr()
    assert main(["verify", str(target), "--data-dir", str(office)]) == FINE
    said = capsys.readouterr().out
    (code,) = codes_in(target.read_bytes())
    assert said.startswith("เป็นรายงานที่ออกจากระบบนี้")
    assert f"รหัส {code} ปีงบประมาณ พ.ศ. 2570 รอบ 6 เดือน ข้อมูล ณ วันที่ 12 เมษายน 2570" in said
    target.write_bytes(altered(target.read_bytes(), format_))
    assert main(["verify", str(target), "--data-dir", str(office)]) == NO
    said = capsys.readouterr().out
    assert f"มีรหัสรายงาน {code} แต่ไม่ตรงกับไฟล์ที่ออกไป" in said
    assert main(["verify", str(target), "--data-dir", str(tmp_path / "other")]) == NO
    assert f"มีรหัสรายงาน {code} ซึ่งไม่อยู่ในทะเบียน" in capsys.readouterr().out


def altered(data: bytes, format_: str) -> bytes:
    """As somebody would: a word changed and saved, or bytes put behind a PDF's end."""
    if format_ == "pdf":
        return data + b"\n% saved by another program\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            words = old.read(name).replace("ยังไม่ได้รับรายงาน".encode(), "ดำเนินการแล้วเสร็จ".encode())
            new.writestr(name, words)
    return buffer.getvalue()


# --- where it differs


def verified(office: Path, name: str, data: bytes, capsys) -> str:
    Path(name).write_bytes(data)
    capsys.readouterr()
    assert main(["verify", name, "--data-dir", str(office)]) == NO
    return capsys.readouterr().out


async def printed(folder: Path, formats: list[str]) -> dict[str, bytes]:
    async with opened(folder) as organisation:
        await organisation.database.write(say, 1, NOW)
        return {one: (await given_out(organisation, one))[1] for one in formats}


@pytest.fixture(scope="module")
def issued(loaded, tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    """An office that gave out one report as every kind of file, and those; verifying adds none."""
    folder = tmp_path_factory.mktemp("issued") / "data"
    shutil.copytree(loaded, folder)
    formats = FORMATS if find_spec("typst") else ["docx", "xlsx"]
    return folder, asyncio.run(printed(folder, formats))


def test_an_altered_word_is_shown_beside_what_was_issued(issued, capsys):
    office, data = issued[0], issued[1]["docx"]
    forged = changed(
        data,
        "word/document.xml",
        lambda xml: xml.replace("เรื่องที่ ๑".encode(), "เรื่องอื่น".encode()),
    )
    told = verified(office, "forged.docx", forged, capsys)
    assert [line.count("เรื่องที่ ๑") for line in told.splitlines() if "ฉบับที่ออก:" in line] == [1]
    assert told.count("ในไฟล์นี้: ") == 1
    assert "เรื่องอื่น" in told


def test_an_altered_cell_is_shown_with_its_sheet_and_row(issued, capsys):
    office, data = issued[0], issued[1]["xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["สรุปส่วนราชการ"]
    was, sheet["C2"] = sheet["C2"].value, 99
    buffer = io.BytesIO()
    book.save(buffer)
    told = verified(office, "forged.xlsx", buffer.getvalue(), capsys)
    assert f"ฉบับที่ออก: สรุปส่วนราชการ 2: {was}" in told
    assert "ในไฟล์นี้: สรุปส่วนราชการ 2: 99" in told


def test_an_altered_page_is_shown(issued, capsys):
    needs("pdf")
    office, data = issued[0], issued[1]["pdf"]
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        del document.pages[-1]
        document.save(buffer)
    told = verified(office, "short.pdf", buffer.getvalue(), capsys)
    assert "ฉบับที่ออก: " in told
    assert "ในไฟล์นี้: " not in told


def test_a_picture_put_in_is_told(issued, capsys):
    office, data = issued[0], issued[1]["docx"]
    told = verified(
        office, "p.docx", changed(data, "word/media/image1.png", lambda _: b"x"), capsys
    )
    assert "รูปในไฟล์ไม่ตรงกับฉบับที่ออก" in told
    assert "ฉบับที่ออก:" not in told


@pytest.mark.parametrize("format_", ["docx", "xlsx"])
def test_saved_anew_by_an_office_suite_is_not_called_forged(issued, capsys, tmp_path, format_):
    office, data = issued[0], issued[1][format_]
    (tmp_path / f"r.{format_}").write_bytes(data)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to",
         format_, "--outdir", str(tmp_path / "out"), str(tmp_path / f"r.{format_}")],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    again = (tmp_path / "out" / f"r.{format_}").read_bytes()
    assert again != data
    assert "เป็นการบันทึกใหม่ด้วยโปรแกรมอื่น" in verified(office, f"again.{format_}", again, capsys)


def test_printed_to_another_kind_of_file_cannot_be_compared(office, capsys):
    data = asyncio.run(printed(office, ["docx"]))["docx"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (code,) = set(codes_of(archive.read("word/footer1.xml").decode()))
    book = openpyxl.Workbook()
    book.active["A1"] = code
    buffer = io.BytesIO()
    book.save(buffer)
    assert "ไม่เคยออกฉบับนี้เป็นไฟล์ชนิดนี้" in verified(office, "o.xlsx", buffer.getvalue(), capsys)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", UNREADABLE),
        (b"just words", UNREADABLE),
        (b"%PDF-1.7 not really", UNREADABLE),
        (b"PK\x03\x04 broken", UNREADABLE),
        (None, UNREADABLE),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(office, tmp_path, capsys, data, code):
    file = tmp_path / "thing"
    if data is not None:
        file.write_bytes(data)
    capsys.readouterr()
    assert main(["verify", str(file), "--data-dir", str(office)]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1


def test_a_foreign_document_has_no_code(office, tmp_path, capsys):
    file = tmp_path / "foreign.docx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:document>สวัสดี</w:document>")
    capsys.readouterr()
    assert main(["verify", str(file), "--data-dir", str(office), "--lang", "en"]) == NO
    assert capsys.readouterr().out.startswith("not issued here")


@pytest.mark.parametrize("format_", FORMATS)
async def test_the_same_state_gives_the_same_bytes_whoever_asks(office, format_):
    needs(format_)
    async with opened(office) as organisation:
        await organisation.database.write(say, 1, NOW - timedelta(days=1))
        first = await given_out(organisation, format_)
        await organisation.database.write(say, 2, NOW + timedelta(days=1))
        again = await given_out(organisation, format_)
        assert first == again
        later, data = await given_out(organisation, format_, AS_OF + timedelta(days=1))
        assert (later.code, data) != (first[0].code, first[1])


async def test_formats_of_one_state_share_code_and_head(office):
    async with opened(office) as organisation:
        await organisation.database.write(say, 1, NOW)
        word, _ = await given_out(organisation, "docx")
        sheet, _ = await given_out(organisation, "xlsx")
        assert (word.id, word.head) == (sheet.id, sheet.head)
        assert len(sheet.hashes) == 2


async def test_late_marks_make_a_numbered_correction(office):
    async with opened(office) as organisation:
        await organisation.database.write(say, 1, NOW)
        first, data = await given_out(organisation, "docx")
        assert (first.edition, "ฉบับแก้ไข" in words_of(data)) == (0, False)
        same, data = await given_out(organisation, "docx", AS_OF + timedelta(days=3))
        assert (same.edition, "ฉบับแก้ไข" in words_of(data)) == (0, False)  # nothing has changed
        for n in (1, 2):
            await organisation.database.write(say, n + 1, NOW + timedelta(days=n))
            later, data = await given_out(organisation, "docx", AS_OF + timedelta(days=n))
            assert later.edition == n
            assert f"(ฉบับแก้ไขครั้งที่ {'๐๑๒'[n]})" in words_of(data)
        assert (await given_out(organisation, "docx"))[0].edition == 0


async def test_a_running_round_is_progress_not_a_correction(office):
    async with opened(office) as organisation:
        for n in (1, 2, 3):
            day = date(2027, 2, n)
            at = datetime(2027, 2, n, 3, 0, tzinfo=UTC)
            await organisation.database.write(say, n, at)
            issue, _ = await given_out(organisation, "docx", day)
            assert issue.edition == 0


async def test_a_division_gets_its_own_part_alone(office):
    async with opened(office) as organisation:
        await organisation.database.write(say, 1, NOW)
        document = Document(2570, 6, "docx", AS_OF, division="กองช่าง")
        made = await give_out(organisation.database, organisation.issued, document, NOW)
        own = words_of(files.load(organisation.issued, made.sha256))
        whole = words_of((await given_out(organisation, "docx"))[1])
    assert "เรื่องที่ ๑" in whole
    assert "เรื่องที่ ๑" not in own
    assert 0 < len(own) < len(whole)


def words_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


# --- codes


@given(st.text(max_size=40), st.integers(2500, 2700))
def test_a_code_is_found_as_it_is_printed_and_as_it_is_typed(state, year):
    code = short_code(year, state)
    assert code == short_code(year, state)
    for typed in (code, code.lower(), code.replace("-", " "), f"#ลงนาม {code} 2"):
        assert typed_code(typed) == code
    letters = code[4:].replace("0", "O").replace("1", "l")
    assert typed_code(code[:4] + letters) == code


@pytest.mark.parametrize("text", ["", "TD", "TD66-AAAA", "รหัส ABCD-EFGH-JKLM"])
def test_what_is_no_code(text):
    assert typed_code(text) is None


def test_a_zip_that_is_no_office_file_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.xml", "TD66-AAAA-AAAA")
    with pytest.raises(Unreadable):
        codes_in(buffer.getvalue())
