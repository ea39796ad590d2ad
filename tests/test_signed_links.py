"""What chats lead to by link: a document in a real browser, a picture the apps fetch."""

import asyncio
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import aiohttp
import pypdfium2
import pytest
from browser import Page, open_page
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from stage_talk import actions_of

from bot.fitting import cut_lines, units
from bot.links import Links, Purpose
from bot.papers import OPENINGS
from simulator.stage import Bubble, BubbleKind

DEAD = "ลิงก์นี้ใช้ไม่ได้แล้ว"


def link_of(bubbles: list[Bubble]) -> str:
    found = [str(a.get("uri", "")) for bubble in bubbles for a in actions_of(bubble.flex)]
    return next(uri for uri in found if "/files/" in uri)


async def test_link_opens_in_a_browser_and_downloads_until_it_is_dead(bot, tmp_path):
    link = link_of(await bot.asked("mayor", "mayor", "#รายงาน 6 word"))
    assert link.endswith("?openExternalBrowser=1")  # LINE's own browser downloads nothing
    async with open_page() as page:
        name, data = await _downloaded(page, link, tmp_path / "got")
        assert name.startswith("รายงาน_เทศบาล")
        assert name.endswith(".docx")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert "word/document.xml" in archive.namelist()

        base, _, token = link.partition("?")[0].rpartition("/")
        altered = f"{base}/{token[:-2]}{'AB' if token[-2:] != 'AB' else 'CD'}"
        foreign = Links(b"another office's key" * 2).sign(
            Purpose.FILE, "1", bot.stage.now + timedelta(hours=1)
        )
        for refused in (altered, f"{base}/{foreign}"):
            await page.open(refused)
            assert DEAD in await page.text("body")
        bot.stage.now += timedelta(hours=1)
        await page.open(link)
        assert DEAD in await page.text("body")
    assert (await bot.rows("SELECT openings FROM document")) == [(1,)]


async def test_link_opens_ten_times(bot):
    link = link_of(await bot.asked("mayor", "mayor", "#รายงาน 6 excel"))
    async with aiohttp.ClientSession() as session:
        states = [(await session.get(link)).status for _ in range(12)]
    assert states == [200] * OPENINGS[Purpose.FILE] + [404] * 2


async def test_executives_get_the_summary_with_a_picture(bot):
    card, picture = await bot.asked("mayor", "mayor", "#สรุป")
    assert "สรุปผลการดำเนินการ" in card.text
    assert picture.kind is BubbleKind.IMAGE
    async with aiohttp.ClientSession() as session:
        for _ in range(OPENINGS[Purpose.FILE] + 2):  # every phone fetches it
            answer = await session.get(picture.image)
            assert answer.status == 200
        with Image.open(io.BytesIO(await answer.read())) as drawn:
            assert drawn.width == 1080
        bot.stage.now += timedelta(days=8)
        assert (await session.get(picture.image)).status == 404


async def test_telegram_shows_the_picture_below_its_figures_in_words(bot):
    card, picture = await bot.asked("deputy", "deputy", "/summary")
    assert "สรุปผลการดำเนินการ" in card.text
    assert picture.kind is BubbleKind.IMAGE
    assert "กองคลัง" in card.text
    assert "ความก้าวหน้ารายส่วนราชการ" in picture.text
    assert [one.path.rpartition("/")[2] for one in bot.calls("sendPhoto")] == ["sendPhoto"]


@pytest.mark.parametrize(
    ("said", "shows"),
    [
        ("#picture issues", "- ไม่ระบุประเด็น ๐/๙ (๐%): ยังไม่ถึงกำหนด ๙"),
        ("#picture divisions", "- กองช่าง ๐/๓ (๐%): ยังไม่ถึงกำหนด"),
        ("#month", "กำหนดการเดือนตุลาคม"),
    ],
)
async def test_a_picture_and_its_figures_are_one_answer_on_both_apps(bot, said, shows):
    words, image = await bot.asked("mayor", "mayor", said)
    assert (words.kind, image.kind) == (BubbleKind.TEXT, BubbleKind.IMAGE)
    async with aiohttp.ClientSession() as session, session.get(image.image) as answer:
        fetched = await answer.read()
    (photo,) = await bot.asked("deputy", "deputy", said.replace("#", "/"))
    assert photo.kind is BubbleKind.IMAGE
    assert bot.stage.files[photo.file].data == fetched
    assert shows in words.text
    assert photo.text == words.text


@given(st.lists(st.text("กำ้a👩", max_size=9), min_size=1), st.integers(2, 60))
def test_a_caption_is_cut_between_lines(lines, limit):
    text = "\n".join(lines)
    kept = cut_lines(text, limit)
    assert units(kept) <= limit
    assert kept == text or kept.endswith("…")
    whole = kept.splitlines()[:-1]
    assert whole == text.splitlines()[: len(whole)]


async def test_a_picture_that_cannot_be_drawn_leaves_its_words(bot):
    await bot.service.organisation.database.write(
        lambda tx: tx.execute("ALTER TABLE document RENAME TO gone")
    )
    for chat in ("mayor", "deputy"):
        (words,) = await bot.asked(chat, chat, "/picture divisions")
        assert words.kind is BubbleKind.TEXT
        assert "- กองช่าง ๐/๓ (๐%)" in words.text


async def test_a_division_sees_its_own_month_alone(bot):
    words, image = await bot.asked("treasury", "kanya", "#ภาพปฏิทิน")
    assert image.kind is BubbleKind.IMAGE
    assert "#2ก" in words.text
    assert "กองช่าง" not in words.text


async def test_divisions_get_no_picture(bot):
    assert [one.kind for one in await bot.asked("treasury", "kanya", "#สรุป")] == [BubbleKind.FLEX]


async def test_summary_goes_without_a_picture_that_cannot_be_drawn(bot):
    await bot.service.organisation.database.write(
        lambda tx: tx.execute("ALTER TABLE document RENAME TO gone")
    )
    (card,) = await bot.asked("mayor", "mayor", "#สรุป")
    assert "สรุปผลการดำเนินการ" in card.text


async def _downloaded(page: Page, link: str, folder: Path) -> tuple[str, bytes]:
    folder.mkdir()
    await page.call(
        "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder),
        eventsEnabled=False,
    )  # fmt: skip
    await page.js(f"void (location.href = {link!r})")
    async with asyncio.timeout(15):
        while not (found := [one for one in folder.glob("*.docx") if zipfile.is_zipfile(one)]):
            await page.js("new Promise((done) => requestAnimationFrame(done))")
    return found[0].name, found[0].read_bytes()


async def test_the_sheet_for_the_wall_leads_to_both_accounts(bot, tmp_path):
    link = link_of(await bot.asked("admin", "orathai", "#เอกสาร แผ่นแนะนำ"))
    async with aiohttp.ClientSession() as session, session.get(link) as answer:
        data = await answer.read()
    page = pypdfium2.PdfDocument(data)
    assert len(page) == 1
    words = page[0].get_textpage().get_text_range()
    assert "#3 ทำไม่ได้ ไม่มีงบประมาณ" in words
    for address in ("https://line.me/R/ti/p/@tidtam", "https://t.me/TidtamBot"):
        assert address in words


async def test_whoever_waits_for_long_sees_that_something_is_made(bot, monkeypatch):
    monkeypatch.setattr("bot.app._BUSY_AFTER", 60.0)
    await bot.asked("mayor", "mayor", "#รายงาน 6 excel")
    await bot.asked("deputy", "deputy", "/report excel")
    assert not bot.calls("loading") + bot.calls("sendChatAction")
    monkeypatch.setattr("bot.app._BUSY_AFTER", 0.0)
    await bot.asked("mayor", "mayor", "#รายงาน 6 word")
    await bot.asked("deputy", "deputy", "/report word")
    assert [one.status for one in bot.calls("chat/loading/start")] == [202]
    assert [one.status for one in bot.calls("sendChatAction")] == [200]
    assert bot.stage.by_bot("deputy")[-1].file_name.endswith(".docx")
