"""``tidtam demo --play``: a whole six-month round of the sample municipality, without a browser.

The script below is what people do; everything the bot says is its own.  The transcript and the
report files are written to a folder.
"""

import asyncio
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from html import unescape
from pathlib import Path

import aiohttp

from bot.demo import BEGINS, Demo, bind_everybody, performing
from plans.progress import BANGKOK
from plans.thai import Script, print_date
from simulator.stage import BOT, Bubble

Print = Callable[[str], None]

_MORNING = time(8, 35)
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Says:
    """Somebody writes in a chat."""

    at: str
    room: str
    person: str
    text: str


@dataclass(frozen=True, slots=True)
class Taps:
    """Somebody taps a button of the bot's last message."""

    at: str
    room: str
    person: str
    label: str


@dataclass(frozen=True, slots=True)
class Outage:
    """The bot's machine is off; what is said meanwhile waits at LINE and Telegram."""

    at: str
    until: str
    meanwhile: tuple[Says, ...] = ()


Step = Says | Taps | Outage

SCENES: tuple[Step, ...] = (
    Says("2026-10-05 09:10", "works", "wichai", "สวัสดีครับทุกท่าน วันนี้ประชุม ๑๐ โมงนะครับ"),
    Says("2026-10-05 09:12", "works", "wichai", "#ค้าง"),
    Says(
        "2026-10-20 10:00", "office", "somying",
        "#1 เสร็จ ตรวจทานข้อมูลครบทุกหน้าแล้ว https://thungtawan.example.go.th/info",
    ),
    Says("2026-10-20 10:05", "office", "prasert", "#1 เสร็จ"),
    Says("2026-10-27 13:30", "treasury", "kanya", "#2,3ข เสร็จ ส่งข่าวและลงเว็บไซต์แล้ว"),
    Says("2026-10-28 09:00", "works", "somchai", "#2 เสร็จ ส่งภาพกิจกรรมลอกท่อ"),
    Says("2026-10-28 09:30", "education", "malee", "/done@TidtamBot 2 ส่งข่าววันเด็กอ่านหนังสือ"),
    Says("2026-10-29 11:00", "office", "somying", "#๒ แล้วเสร็จครับ ลงข่าว ๔ เรื่อง"),
    Says("2026-10-30 15:00", "mayor-line", "mayor", "รับทราบ"),
    Says("2026-11-16 10:00", "education", "malee", "/done@TidtamBot 13ก จัดเวที ๒ ครั้ง ผู้ร่วม ๘๖ คน"),
    Says("2026-11-17 10:00", "works", "wichai", "#13ก ทำไม่ได้"),
    Says("2026-11-17 10:02", "works", "wichai", "#13ก ทำไม่ได้ ติดภารกิจน้ำท่วม ขอเลื่อนไปไตรมาสถัดไป"),
    Says("2026-11-18 09:00", "admin-line", "orathai", "#13ก"),
    Says("2026-11-25 14:00", "treasury", "kanya", "#3ก เสร็จ เมื่อวันที่ ๒๐ พ.ย. ๒๕๖๙ ประกาศแผนแล้ว"),
    Says("2026-11-26 09:00", "treasury", "kanya", "#3ข เสร็จ ส่งผิดเดือน"),
    Says("2026-11-26 09:01", "treasury", "kanya", "#3ข ยกเลิก"),
    Says("2026-11-27 09:00", "treasury", "kanya", "#3ข เสร็จ"),
    Says("2026-12-14 10:00", "office", "somying", "#6 กำลังทำ เสนอนายกลงนามแล้ว รอเผยแพร่"),
    Outage(
        "2026-12-22 16:00", "2026-12-23 09:00",
        (
            Says("2026-12-22 17:30", "office", "somying", "#6 เสร็จ เผยแพร่ประกาศแล้ว"),
            Says("2026-12-23 08:20", "education", "anan", "/note@TidtamBot 13ก เพิ่มภาพถ่ายเวทีแล้ว"),
        ),
    ),
    Says("2026-12-28 10:00", "works", "wichai", "#9ก เสร็จ ติดประกาศหน้าอาคารและเว็บไซต์"),
    Says("2026-12-29 10:00", "treasury", "kanya", "#4 เสร็จ เสนอผู้บริหารไตรมาส ๑"),
    Says("2027-01-20 10:00", "mayor-line", "mayor", "สรุป"),
    Says("2027-01-20 10:02", "mayor-line", "mayor", "กำชับ กองช่าง ขอให้เร่งคู่มือประชาชน"),
    Says("2027-01-25 10:00", "works", "wichai", "#5 เสร็จ คู่มือขออนุญาตก่อสร้าง ๑ เรื่อง"),
    Says("2027-01-26 10:00", "education", "malee", "/done@TidtamBot 5 คู่มือสมัครศูนย์พัฒนาเด็กเล็ก"),
    Says("2027-01-27 10:00", "treasury", "kanya", "#14 ทำไม่ได้ ผู้รับจ้างส่งมอบระบบล่าช้า"),
    Says("2027-02-10 10:00", "office", "somying", "#12 เกิดแล้ว ๘ ก.พ. ๒๕๗๐"),
    Says("2027-02-15 10:00", "office", "somying", "#12ก เสร็จ แจ้งผู้ร้องเรียนแล้ว"),
    Says("2027-02-22 10:00", "office", "somying", "#7ก เสร็จ แผนผ่านความเห็นชอบ"),
    Says("2027-02-22 11:00", "treasury", "kanya", "#7ก เสร็จ"),
    Says("2027-02-24 10:00", "education", "malee", "/done@TidtamBot 10 อบรมจุดบริการ ๑๒ คน"),
    Says("2027-03-10 10:00", "office", "somying", "#8 เสร็จ จัดกิจกรรมพร้อมกันทั้งสำนัก"),
    Says("2027-03-11 10:00", "works", "somchai", "#8 เสร็จ"),
    Says("2027-03-24 10:00", "works", "wichai", "#9ข เสร็จ สถิติ ๑๓๒ ราย เฉลี่ย ๓ วัน"),
    Says("2027-03-31 14:00", "mayor-line", "mayor", "สรุป"),
    Says("2027-03-31 14:05", "mayor-line", "mayor", "รายงาน word"),
    Says("2027-03-31 14:10", "chief-telegram", "weera", "รายงาน word"),
    Says("2027-03-31 14:15", "mayor-line", "mayor", "รายงาน pdf"),
    Says("2027-03-31 14:20", "chief-telegram", "weera", "รายงาน excel"),
    Says(
        "2027-04-05 09:00", "treasury", "kanya",
        "#8 เสร็จ เมื่อวันที่ ๒๙ มี.ค. ๒๕๗๐ จัดกิจกรรมจิตอาสา",
    ),
    Says("2027-04-05 10:00", "mayor-line", "mayor", "รายงาน word"),
)  # fmt: skip


def script() -> tuple[Step, ...]:
    """Everything that happens, in order: the scenes, and what divisions say month by month."""
    monthly = (step for month in _MONTHLY for step in month)
    return tuple(sorted((*SCENES, *monthly), key=lambda step: step.at))


def _month(last: str, *told: tuple[str, str, str]) -> tuple[Says, ...]:
    """The divisions' answers to the monthly news duty, in the last days of a month."""
    return tuple(Says(f"{last} {9 + n:02}:40", *one) for n, one in enumerate(told))


_MONTHLY = (
    _month(
        "2026-11-27",
        ("office", "somying", "#2 เสร็จ ลงข่าว ๓ เรื่อง"),
        ("treasury", "kanya", "#2 เสร็จ ข่าวภาษีที่ดิน"),
        ("education", "malee", "/done@TidtamBot 2 ข่าวลอยกระทง"),
    ),
    _month(
        "2026-12-29",
        ("office", "somying", "#2, 11ข เสร็จ"),
        ("treasury", "kanya", "#2,3ข เสร็จ"),
        ("works", "wichai", "#2 พ.ย. เสร็จ ข่าวซ่อมถนนสาย ๓"),
        ("works", "wichai", "#2 ธ.ค. เสร็จ ข่าวไฟส่องสว่าง"),
        ("education", "malee", "/done@TidtamBot 2 ข่าวแข่งขันทักษะ"),
        ("office", "somying", "#12ข เสร็จ เรื่องร้องเรียน ๒ เรื่อง"),
    ),
    _month(
        "2027-01-28",
        ("office", "somying", "#2 เสร็จ"),
        ("treasury", "kanya", "#2,3ข เสร็จ"),
        ("works", "somchai", "#2 เสร็จ"),
        ("education", "anan", "/done@TidtamBot 2 ข่าววันเด็ก"),
    ),
    _month(
        "2027-02-25",
        ("office", "somying", "#2,11ข เสร็จ"),
        ("treasury", "kanya", "#2,3ข เสร็จ"),
        ("works", "somchai", "#2 เสร็จ"),
        ("education", "anan", "/done@TidtamBot 2 ข่าวทัศนศึกษา"),
    ),
    _month(
        "2027-03-30",
        ("office", "somying", "#2,12ข เสร็จ"),
        ("treasury", "kanya", "#2,3ข,4 เสร็จ"),
        ("works", "somchai", "#2 เสร็จ"),
        ("education", "anan", "/done@TidtamBot 2 ข่าวรับสมัครนักเรียน"),
        ("education", "malee", "/done@TidtamBot 13ข เผยแพร่ผลแล้ว"),
    ),
)


async def play(folder: Path, say: Print) -> bool:
    """Play the round; writes ``transcript.txt`` and the reports; False if no report came out."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    reports: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="tidtam-demo-") as data:
        async with performing(Path(data)) as demo:
            demo.stage.stride = timedelta(days=1)
            transcript = Transcript(demo, say)
            await bind_everybody(demo)
            for step in script():
                await _do(demo, step, transcript)
                if isinstance(step, Says) and step.room == "mayor-line":
                    reports |= await _line_files(demo)  # before its links expire
            reports |= _telegram_files(demo)
    lines = "\n".join(transcript.lines) + "\n"
    for name, content in {"transcript.txt": lines.encode(), **reports}.items():
        await asyncio.to_thread((folder / name).write_bytes, content)
        say(f"→ {folder / name}")
    return bool(reports)


class Transcript:
    """Everything shown in the chats, as lines a clerk can read."""

    def __init__(self, demo: Demo, say: Print) -> None:
        self._demo = demo
        self._say = say
        self._shown = 0
        self._day = ""
        self.lines: list[str] = []

    def catch_up(self) -> None:
        """Print what has been said since the last time."""
        bubbles = list(self._demo.stage.bubbles.values())
        for bubble in bubbles[self._shown :]:
            self._print(bubble)
        self._shown = len(bubbles)

    def note(self, text: str) -> None:
        """Print what no chat shows."""
        self._line(f"({text})")

    def _print(self, bubble: Bubble) -> None:
        at = (bubble.at or BEGINS).astimezone(BANGKOK)
        day = print_date(at.date(), Script.ARABIC)
        if day != self._day:
            self._day = day
            self._line(f"\n@ {day}")
        chat = self._demo.stage.chats[bubble.chat].title
        for number, line in enumerate(_words(bubble).splitlines()):
            who = self._who(bubble) if number == 0 else " " * 4
            self._line(f"{at:%H.%M} [{chat}] {who}> {line}" if number == 0 else f"      {line}")

    def _who(self, bubble: Bubble) -> str:
        if bubble.sender == BOT:
            return "บอท"
        person = self._demo.stage.people.get(bubble.sender)
        return person.name if person else "-"

    def _line(self, text: str) -> None:
        self.lines.append(text)
        self._say(text)


async def _do(demo: Demo, step: Step, transcript: Transcript) -> None:
    await _until(demo, step.at, transcript)
    if isinstance(step, Outage):
        await _go_down(demo, step, transcript)
    elif isinstance(step, Says):
        await demo.say(step.room, step.person, step.text)
    else:
        await demo.tap(step.room, step.person, step.label)
    transcript.catch_up()


async def _go_down(demo: Demo, outage: Outage, transcript: Transcript) -> None:
    transcript.note("เครื่องของบอทดับ")
    await demo.switch_off()
    for step in outage.meanwhile:
        await _do(demo, step, transcript)
    await _until(demo, outage.until, transcript)
    transcript.note("เครื่องของบอทกลับมาทำงาน")
    await demo.switch_on()
    await demo.redeliver()


async def _until(demo: Demo, at: str, transcript: Transcript) -> None:
    """Let the days pass until then; every morning the bot looks at the clock."""
    end = datetime.fromisoformat(at).replace(tzinfo=BANGKOK)
    while (morning := _next_morning(demo.stage.now)) < end:
        await demo.stage.turn_clock(morning)
        transcript.catch_up()
    await demo.stage.turn_clock(end)
    transcript.catch_up()


def _next_morning(moment: datetime) -> datetime:
    local = moment.astimezone(BANGKOK)
    morning = datetime.combine(local.date(), _MORNING, BANGKOK)
    return morning if morning > local else morning + timedelta(days=1)


def _words(bubble: Bubble) -> str:
    text = unescape(_TAG.sub("", bubble.text)) if bubble.html else bubble.text
    if bubble.file_name:
        return f"{text}\n[ไฟล์] {bubble.file_name}".strip()
    return text or "[การ์ด]"


def _telegram_files(demo: Demo) -> dict[str, bytes]:
    """The reports the bot sent as files."""
    return {
        f"telegram-{bubble.file_name}": demo.stage.files[bubble.file].data
        for bubble in demo.stage.by_bot("chief-telegram")
        if bubble.file is not None
    }


async def _line_files(demo: Demo) -> dict[str, bytes]:
    """The reports behind the links the bot sent."""
    found = {}
    async with aiohttp.ClientSession() as session:
        for link in demo.links("mayor-line"):
            async with session.get(link) as response:
                disposition = response.content_disposition
                if response.status == 200 and disposition and disposition.filename:
                    found[f"line-{disposition.filename}"] = await response.read()
    return found
