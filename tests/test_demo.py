"""The demo: a round by hand in a real browser, and a whole round played without one."""

import io
import re
import zipfile
from datetime import datetime, timedelta

import aiohttp
import pypdfium2
import pytest
from browser import open_page

from bot.demo import BEGINS, Demo, bind_everybody, performing
from bot.play import play
from plans.progress import BANGKOK

pytestmark = pytest.mark.asyncio


async def test_a_clerk_a_due_date_the_mayor_and_the_report(tmp_path):
    """What a newcomer does on the page of ``make demo``."""
    async with open_page() as page, performing(tmp_path) as demo:
        demo.stage.stride = timedelta(days=1)
        await bind_everybody(demo)
        page.errors.clear()
        await page.resize(1280, 900)
        await page.open(f"{demo.page}/")
        await page.until("document.querySelectorAll('[data-chat]').length === 7")

        await _type(page, "treasury", "#3ก เสร็จ ประกาศแผนแล้ว https://example.go.th/plan")
        await page.until(_says("treasury", "ดำเนินการแล้วเสร็จ"))
        assert "ประกาศแผนแล้ว" in await page.js(_chat("treasury"))

        # 30 October 2569 is the last working day before the 31st, a Saturday.
        await _turn_to(page, demo, "2026-10-30T08:35")
        await page.until(_says("office", "ครบกำหนด: สำนักปลัดเทศบาล"))
        assert "#1ก" in await page.js(_chat("office"))
        await page.until(_says("treasury", "ครบกำหนด: กองคลัง"))
        assert "#3ก" not in await page.js(_chat("treasury") + ".split('ครบกำหนด: กองคลัง')[1]")

        await _type(page, "mayor-line", "สรุป")
        await page.until(_says("mayor-line", "๑๔ มาตรการ"))
        await _type(page, "mayor-line", "รายงาน word")
        await page.until(_says("mayor-line", "เปิดเอกสาร"))
        (link,) = [link for link in demo.links("mayor-line") if "/files/" in link]
        await page.click('[data-chat="mayor-line"] [data-action^="เปิดเอกสาร"]')
        report, name = await _download(link)
        assert name.endswith(".docx")
        assert "เทศบาลตำบลทุ่งตะวัน" in _words(report)
        assert "ประกาศแผนแล้ว" in _words(report)
        assert [error for error in page.errors if "/files/" not in error] == []


async def test_a_whole_round_plays_and_leaves_its_reports(tmp_path):
    printed: list[str] = []
    assert await play(tmp_path, printed.append)
    transcript = (tmp_path / "transcript.txt").read_text("utf-8")
    for promised in (
        "ดำเนินการแล้วเสร็จ",  # a mark
        "โปรดระบุเหตุผลที่ไม่สามารถดำเนินการได้",  # a reason demanded
        "จึงไม่มีการเปลี่ยนแปลง",  # said twice
        "ต้องตัดสิน #13ก",  # owners disagree
        "เครื่องของบอทกลับมาทำงาน",  # an outage
        "ใกล้ครบกำหนด",
        "เลยกำหนดแล้ว",
        "ผู้บริหารกำชับให้เร่งดำเนินการ",
        "สรุปผลการดำเนินการ รอบ ๖ เดือน",
    ):
        assert promised in transcript
    assert "<w:" not in transcript
    assert max(map(len, transcript.splitlines())) < 600  # a line is read, not scrolled through
    made = sorted(
        (path for path in tmp_path.iterdir() if path.suffix != ".txt"),
        key=lambda path: (path.name.partition("-")[0], path.suffix, path.name),
    )
    first, corrected, archival, sent, sheet = made
    assert [(one.name.partition("-")[0], one.suffix) for one in made] == [
        ("line", ".docx"), ("line", ".docx"), ("line", ".pdf"),
        ("telegram", ".docx"), ("telegram", ".xlsx"),
    ]  # fmt: skip
    for word in (first, corrected, sent):
        assert "ติดภารกิจน้ำท่วม" in _words(word.read_bytes())
    assert "ฉบับแก้ไข" not in _words(first.read_bytes())
    assert "(ฉบับแก้ไขครั้งที่ ๑)" in _words(corrected.read_bytes())
    assert len(re.findall(r"รหัสรายงาน TD70-\S+ ฉบับแก้ไขครั้งที่ ๑", transcript)) == 1
    pages = pypdfium2.PdfDocument(archival.read_bytes())
    assert "ติดภารกิจน้ำท่วม" in "".join(page.get_textpage().get_text_range() for page in pages)
    with zipfile.ZipFile(sheet) as book:
        assert "ติดภารกิจน้ำท่วม" in book.read("xl/sharedStrings.xml").decode()


async def test_the_demo_begins_on_the_first_morning_of_a_fiscal_year():
    assert (BEGINS.month, BEGINS.day) == (10, 1)


async def _type(page, chat: str, words: str) -> None:
    await page.fill(f'[data-chat="{chat}"] textarea', words)
    await page.press("Enter")


async def _turn_to(page, demo: Demo, local: str) -> None:
    await page.click("#pick summary")
    await page.until("document.querySelector('#pick-time').value")
    await page.js(f"document.querySelector('#pick-time').value = '{local}'")
    await page.click("#pick-go")
    until = datetime.fromisoformat(local).replace(tzinfo=BANGKOK)
    await demo.stage.until(lambda: demo.stage.now >= until or None)


def _chat(chat: str) -> str:
    return f"document.querySelector('[data-chat=\"{chat}\"]').innerText"


def _says(chat: str, words: str) -> str:
    return f"{_chat(chat)}.includes('{words}')"


async def _download(link: str) -> tuple[bytes, str]:
    async with aiohttp.ClientSession() as session, session.get(link) as response:
        assert response.status == 200
        assert response.content_disposition is not None
        return await response.read(), response.content_disposition.filename or ""


def _words(report: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(report)) as archive:
        return archive.read("word/document.xml").decode("utf-8")
