"""A newcomer follows the office's guide word by word, from an empty folder to the first reminder.

What the guide shows in frames is done in its order: ``sh`` on the command line, ``ini`` put into
``.env``, a frame after ``<!-- somebody -->`` said in that somebody's chat, and the frame after
that read as what the bot answers, line by line.  Nothing is known but the tokens.
"""

import asyncio
import re
import shlex
import subprocess
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from office_bench import Theatre, free_port
from rebuilt import Docx
from wire_bench import StageClock

from bot.__main__ import main
from bot.clock import Clock
from bot.command import FINE, NO
from bot.service import running
from bot.settings import read_settings
from handlers.commands import VERBS
from handlers.parse import Words, statements
from plans.tables import read_tables
from simulator.line import LinePlatform
from simulator.line_account import LineAccount
from simulator.server import build
from simulator.server import running as on_stage
from simulator.stage import App, Chat, ChatKind, File, Person, Stage
from simulator.telegram import TelegramPlatform

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "guide-office.md"
MONDAY = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
"""Nine o'clock of the first Monday of fiscal year 2570, the sample plan's."""

WHO = {
    "ผู้ดูแล": ("admin", "orathai"),
    "กลุ่มกองคลัง": ("treasury", "kanya"),
    "ผู้บริหาร": ("mayor", "mayor"),
}
STEPS = [
    ("ผู้ดูแล", "code"), ("ผู้ดูแล ส่งไฟล์", ""), ("ผู้ดูแล กด", ""), ("ผู้ดูแล", "findings"),
    ("ผู้ดูแล", "invite"), ("กลุ่มกองคลัง", "code"), ("ผู้ดูแล", "chats"), ("ผู้ดูแล", "invite"),
    ("ผู้บริหาร", "code"), ("กลุ่มกองคลัง", "open"), ("กลุ่มกองคลัง", "done"),
    ("กลุ่มกองคลัง", "not_possible"), ("ผู้บริหาร", "summary"), ("วันทำการถัดไป กลุ่มกองคลัง", ""),
]  # fmt: skip
CODES = ("รหัสของท่าน", "รหัสของกอง", "รหัสของผู้บริหาร")
SET_UP = ["make install", ". .venv/bin/activate"]
"""What has been done already where these tests run: the first two lines, in this order."""
FORESEEN = {"D13", "D18", "D19"}
"""Divisions without a chat, holidays not announced yet, no backup yet: the guide's next steps."""

_FRAME = re.compile(r"(?:<!-- ([^\n]+) -->\n)?```(\w*)\n(.*?)```", re.DOTALL)
_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@dataclass(frozen=True)
class Frame:
    """One framed part of the guide: who is to say it (or nobody), its kind, its lines."""

    who: str
    kind: str
    lines: tuple[str, ...]


def frames() -> list[Frame]:
    found = _FRAME.findall(GUIDE.read_text())
    return [Frame(who, kind, tuple(text.splitlines())) for who, kind, text in found]


class Newcomer:
    """Somebody with the tokens in hand, the guide, and nothing else."""

    def __init__(self, theatre: Theatre, capfd: pytest.CaptureFixture[str]) -> None:
        self._theatre = theatre
        self._capfd = capfd
        self._code = ""
        self._answer = ""
        self.runs: list[str] = []

    async def follow(self, guide: list[Frame]) -> None:
        for at, frame in enumerate(guide):
            assert frame.kind in {"sh", "ini"}, f"nobody can say {frame.lines} before the bot runs"
            if frame.kind == "ini":
                self._fill_in(frame.lines)
                continue
            for line in frame.lines:
                await self._command(line)
            if "tidtam run" in frame.lines:
                return await self._while_running(guide[at + 1 :])
        return None

    async def _while_running(self, rest: list[Frame]) -> None:
        """As ``tidtam run``; then LINE's console is told the address."""
        theatre = self._theatre
        settings = read_settings()
        async with running(settings, settings.data_dir, StageClock(theatre.stage)) as service:
            theatre.service = service
            theatre.line.webhooks.point_to(f"{settings.public_url}/line")
            for frame in rest:
                if frame.kind == "sh":
                    for line in frame.lines:
                        await self._command(line)
                elif frame.who:
                    await self._do(frame)
                else:
                    self._look(frame.lines)

    async def _command(self, line: str) -> None:
        """Setting the project up is ``make``'s; here only the folder is empty."""
        self.runs.append(line)
        if line in SET_UP or line == "tidtam run":
            return
        if not line.startswith("tidtam"):
            subprocess.run(shlex.split(line), check=True)
            return
        self._capfd.readouterr()
        code = await asyncio.to_thread(main, shlex.split(line)[1:])
        # Divisions without a chat are a problem the guide speaks of.
        assert code == (NO if "doctor" in line else FINE), line
        said = self._capfd.readouterr().out
        if "doctor" in line:
            assert {"D13"} <= set(re.findall(r"D\d\d", said)) <= FORESEEN, said
        self._note_code(said)

    def _fill_in(self, lines: tuple[str, ...]) -> None:
        """Each line stands in the example already, empty."""
        theatre = self._theatre
        account = theatre.line.account
        values = {
            "PUBLIC_URL": f"http://127.0.0.1:{theatre.port}",
            "LINE_CHANNEL_ID": account.channel_id,
            "LINE_CHANNEL_SECRET": account.channel_secret,
            "TELEGRAM_BOT_TOKEN": theatre.telegram.token,
            "TELEGRAM_WEBHOOK_SECRET": "a-word-of-ours",
        }
        env = Path(".env")
        text = env.read_text()
        for line in lines:
            key = line.partition("=")[0]
            assert re.search(rf"^{key}=$", text, re.MULTILINE), f"{key} is not in .env.example"
            told = line.removeprefix(f"{key}=")
            assert told.startswith("https://") or re.search(r"จากข้อ [23]$|ตั้งเอง", told), line
            text = text.replace(f"{key}=\n", f"{key}={values[key]}\n")
        env.write_text(text)

    async def _do(self, frame: Frame) -> None:
        who, _, how = frame.who.rpartition(" ") if " " in frame.who else (frame.who, "", "")
        if who == "วันทำการถัดไป":
            chat, _ = WHO[how]
            before = len(self._theatre.stage.by_bot(chat))
            await self._theatre.turn_to(MONDAY + timedelta(days=1))
            self._answer = self._said(chat, before)
            return self._look(frame.lines)
        chat, person = WHO[who]
        before = len(self._theatre.stage.by_bot(chat))
        (said,) = frame.lines
        if how == "ส่งไฟล์":
            assert said == "(ส่งไฟล์แผน)"
            await self._send_plan(chat, person)
        elif how == "กด":
            await self._tap(chat, person, said)
        else:
            for words in CODES:
                said = said.replace(words, self._code)
            await self._theatre.say(chat, person, said)
        self._answer = self._said(chat, before)
        self._note_code(self._answer)
        return None

    async def _send_plan(self, chat: str, person: str) -> None:
        html = ROOT.joinpath("bot", "sample", "plan.html").read_bytes()
        plan = Docx().of(list(read_tables(html, "plan.html").blocks))
        mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        await self._theatre.line.send_files(
            chat, person, [File("แผน 2570.docx", mime, plan)], False
        )
        await self._theatre.rest()

    async def _tap(self, chat: str, person: str, label: str) -> None:
        bubble = self._theatre.stage.by_bot(chat)[-1]
        action = next(one for one in _actions(bubble) if one.get("label") == label)
        await self._theatre.line.tap(chat, person, bubble.id, action)
        await self._theatre.rest()

    def _said(self, chat: str, before: int) -> str:
        return "\n".join(bubble.text for bubble in self._theatre.stage.by_bot(chat)[before:])

    def _look(self, lines: tuple[str, ...]) -> None:
        for line in lines:
            assert line in self._answer, f"the guide shows {line!r}, the bot said {self._answer!r}"

    def _note_code(self, text: str) -> None:
        if found := _CODE.search(text):
            self._code = found[0]


def _actions(tree: object) -> list[dict]:
    if is_dataclass(tree):
        tree = asdict(tree)
    if isinstance(tree, dict):
        own = [tree["action"]] if isinstance(tree.get("action"), dict) else []
        own += [tree] if tree.get("type") in {"message", "postback"} and "label" in tree else []
        return own + [found for value in tree.values() for found in _actions(value)]
    if isinstance(tree, list | tuple):
        return [found for value in tree for found in _actions(value)]
    return []


@pytest.mark.usefixtures("nowhere")
async def test_from_an_empty_folder_to_the_first_reminder(tmp_path, monkeypatch, capfd):
    tmp_path.joinpath(".env.example").write_bytes(ROOT.joinpath(".env.example").read_bytes())
    stage = Stage(MONDAY)
    # The commands and the bot live at the same time, that of the stage.
    monkeypatch.setattr(Clock, "now", lambda _: stage.now)
    line, telegram = LinePlatform(stage, LineAccount(stage)), TelegramPlatform(stage, flood=False)
    for id_, name in (("orathai", "อรทัย"), ("kanya", "กัญญา"), ("mayor", "นายกบุญมา")):
        stage.add_person(Person(id_, name))
    stage.put_chat(Chat("admin", App.LINE, ChatKind.PRIVATE, "อรทัย", ("orathai",)))
    stage.put_chat(Chat("treasury", App.LINE, ChatKind.GROUP, "กองคลัง", ("kanya",)))
    stage.put_chat(Chat("mayor", App.LINE, ChatKind.PRIVATE, "นายก", ("mayor",)))
    async with on_stage(build(stage, line, telegram)) as url:
        monkeypatch.setenv("LINE_API_URL", url)
        monkeypatch.setenv("TELEGRAM_API_URL", url)
        theatre = Theatre(stage, line, telegram, url, tmp_path / "data", port=free_port())
        monkeypatch.setenv("HTTP_PORT", str(theatre.port))
        newcomer = Newcomer(theatre, capfd)
        await newcomer.follow(frames())
    assert newcomer.runs[:2] == SET_UP
    assert re.search("^install:", ROOT.joinpath("Makefile").read_text("utf-8"), re.MULTILINE)
    assert [run for run in newcomer.runs if run.startswith("tidtam")] == [
        "tidtam invite admin", "tidtam run", "tidtam doctor", "tidtam backup backup.tgz",
    ]  # fmt: skip


def test_the_guide_leads_all_the_way_and_shows_every_answer():
    """Nothing can be left out of it unseen: every step is there, in order, with what comes back."""
    talk = [frame for frame in frames() if frame.kind == ""]
    assert [bool(frame.who) for frame in talk[:-1]] == [True, False] * (
        len(talk) // 2
    )  # the last is the reminder
    assert [(frame.who, _said(frame)) for frame in talk if frame.who] == STEPS


def _said(frame: Frame) -> str:
    """The verb of what is typed; of what is tapped, sent or seen, nothing."""
    if frame.who not in WHO:
        return ""
    words = Words(VERBS, {"กองคลัง": "กองคลัง"})
    text = re.sub("|".join(CODES), "ABCD-EFGH-JKLM", frame.lines[0])
    (said,) = statements(text, words, MONDAY.date())
    return str(said.verb)


def test_every_frame_of_the_guide_is_understood():
    kinds = {frame.kind for frame in frames()}
    assert kinds == {"sh", "ini", ""}
    who = {frame.who for frame in frames()}
    assert who <= {"", *WHO, *(f"{name} {how}" for name in WHO for how in ("ส่งไฟล์", "กด")),
                   "วันทำการถัดไป กลุ่มกองคลัง"}  # fmt: skip
