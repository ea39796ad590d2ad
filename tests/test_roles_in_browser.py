"""A clerk, an executive and the administrator at work, as they see it on a phone and on a desk.

The real bot behind the page of the simulator; nothing may be cut off on either screen.
"""

import os
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from browser import Page, open_page
from page_bench import found
from test_page import CUT_OFF, NAMELESS

from bot.demo import bind_everybody, performing
from simulator.telegram_files import grey_png

SIZES = [pytest.param(390, 844, id="phone"), pytest.param(1280, 900, id="desk")]


class Seat:
    """Somebody in front of one chat; ``step`` ends with a look at the whole screen."""

    def __init__(self, page: Page, chat: str) -> None:
        self.page = page
        self.chat = f'[data-chat="{chat}"]'
        self._name = chat
        self._steps = 0

    async def sit_down(self) -> None:
        await self.page.click(f"#tab-{self._name}")
        await self.page.until(f"{found(self.chat)}.offsetParent")

    async def type(self, words: str, *answers: str) -> None:
        seen = await self._bubbles()
        await self.page.fill(f"{self.chat} textarea", words)
        await self.page.press("Enter")
        await self.look(seen, *answers)

    async def tap(self, label: str, *answers: str) -> None:
        """Tap the last button of that name."""
        seen = await self._bubbles()
        await self.page.js(f"""[...document.querySelectorAll(
            '{self.chat} [data-action="{label}"]')].at(-1).id = "tapped" """)
        await self.page.click("#tapped")
        await self.look(seen, *answers)
        await self.page.js("document.querySelector('#tapped')?.removeAttribute('id')")

    async def attach(self, kind: str, file: Path, *answers: str) -> None:
        seen = await self._bubbles()
        await self.page.attach(f'{self.chat} input[data-as="{kind}"]', file)
        await self.look(seen, *answers)

    async def look(self, seen: int, *answers: str) -> None:
        """The answers are there, in new bubbles, whole."""
        for answer in answers:
            await self.page.until(f"""[...document.querySelectorAll(
                '{self.chat} [data-bubble]')].slice({seen}).some(
                (one) => one.innerText.includes({answer!r}))""")
        assert await self.page.js(CUT_OFF) == []
        assert await self.page.js(NAMELESS) == []
        await self._photograph()

    async def see_picture(self, seen: int) -> None:
        """A drawing came and is as wide as on a phone it must be to be read."""
        await self.page.until(f"""[...document.querySelectorAll('{self.chat} [data-bubble]')]
            .slice({seen}).some((one) => one.querySelector("img")?.naturalWidth === 1080)""")
        await self.page.until(f"""((log) =>
            log.scrollHeight - log.scrollTop - log.clientHeight < 2)(
            {found(self.chat + " .log")})""")
        await self._photograph()

    async def _bubbles(self) -> int:
        return await self.page.count(f"{self.chat} [data-bubble]")

    async def _photograph(self) -> None:
        """For people who want to look: SCREENSHOTS names the folder."""
        if folder := os.environ.get("SCREENSHOTS"):
            self._steps += 1
            width = await self.page.js("innerWidth")
            name = f"{self._name}-{width}-{self._steps}.png"
            await self.page.screenshot(Path(folder) / name)


async def clerk(seat: Seat, folder: Path) -> None:
    photo = folder / "กิจกรรม.png"
    photo.write_bytes(grey_png(640, 480))
    await seat.type("#ค้าง", "มาตรการที่ค้างรายงาน")
    await seat.tap("เสร็จ", "บันทึกแล้ว", "ดำเนินการแล้วเสร็จ")
    await seat.attach("photo", photo, "หลักฐาน")
    await seat.type("#3ก ทำไม่ได้", "โปรดระบุเหตุผล")
    await seat.type("#3ก ทำไม่ได้ รอหนังสือสั่งการจากจังหวัด", "ไม่สามารถดำเนินการได้")
    await seat.type("#3", "มาตรการที่ ๓")


async def executive(seat: Seat, folder: Path) -> None:
    seen = await seat.page.count(f"{seat.chat} [data-bubble]")
    await seat.type("สรุป", "สรุปผลการดำเนินการ")
    await seat.see_picture(seen)
    await seat.tap("รับทราบ", "รับทราบ")
    await seat.type("กำชับ กองช่าง", "กำชับ")
    await seat.tap("PDF", "เปิดเอกสาร")


async def administrator(seat: Seat, folder: Path) -> None:
    plan = folder / "แผนปี 2571.html"
    sample = (files("bot") / "sample" / "plan.html").read_text("utf-8")
    plan.write_text(sample.replace("2570", "2571").replace("๒๕๗๐", "๒๕๗๑"), "utf-8")
    await seat.attach("file", plan, "อ่านแผนแล้ว")
    await seat.tap("นำเข้าแผนนี้", "นำเข้าแผนปีงบประมาณ")
    await seat.type("#ข้อค้นพบ", "เหลือ ๔")
    await seat.tap("ตามที่อ่านได้", "เหลือ ๓")
    await seat.type("#ห้องแชท", "ไลน์กลุ่ม กองคลัง")
    await seat.type("#โควตา", "โควตา")


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_everybody_gets_through_the_day(tmp_path, width, height):
    async with open_page() as page, performing(tmp_path / "data") as demo:
        demo.stage.stride = timedelta(days=1)
        await bind_everybody(demo)
        page.errors.clear()
        await page.resize(width, height, phone=width < 500)
        await page.open(f"{demo.page}/")
        await page.until("document.querySelectorAll('[data-chat]').length === 7")
        for chat, role in (
            ("treasury", clerk), ("education", clerk_on_telegram), ("mayor-line", executive),
            ("chief-telegram", executive_on_telegram), ("admin-line", administrator),
        ):  # fmt: skip
            seat = Seat(page, chat)
            await seat.sit_down()
            await role(seat, tmp_path)
        assert await page.js("document.documentElement.scrollWidth") == width
        assert page.errors == []


async def clerk_on_telegram(seat: Seat, folder: Path) -> None:
    await seat.type("/open", "มาตรการที่ค้างรายงาน")
    await seat.type("/help", "#ค้าง")


async def executive_on_telegram(seat: Seat, folder: Path) -> None:
    seen = await seat.page.count(f"{seat.chat} [data-bubble]")
    await seat.type("สรุป", "สรุปผลการดำเนินการ")
    await seat.see_picture(seen)
