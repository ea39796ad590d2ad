"""Plays a transcript end to end: through a simulated app, its SDK, the server and the database.

The transcripts are those of ``talk``; what the bot is to say must be shown in the chat, line by
line and button by button, and nothing may be said where the transcript has silence.  Lines that
stand for buttons (``• …: พิมพ์ …``) are for apps that show none.
"""

import hashlib
import io
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from office_bench import Theatre
from PIL import Image
from talk import BANGKOK, LOADED, sample_plan

from bot.organisation import opened
from handlers import texts
from plans.duties import duties_of, occurrences
from plans.model import Reading
from plans.thai import read_dates
from simulator.line import LinePlatform
from simulator.line_account import LineAccount
from simulator.server import build
from simulator.server import running as on_stage
from simulator.stage import App, Bubble, BubbleKind, Chat, ChatKind, File, Json, Person, Stage
from simulator.telegram import TelegramPlatform
from storage import measures, people
from storage.people import Audience, Role

_SAYS = re.compile(r"^(?P<who>[^\s@>#]+)(?: @(?P<group>[^>]+))?> ?(?P<text>.*)$")
_DOES = re.compile(r"^\((?P<act>[^)]+)\)\s*")
_BOT = re.compile(r"^บอท(?:→(?P<where>[^>]+))?>(?: (?P<text>.*))?$")
_CODE = re.compile(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}\b")
_LABELS = re.compile(r"\[([^\]]+)\]")
_GROUPS = {
    "กลุ่มคลัง": ("กองคลัง",), "กลุ่มช่าง": ("กองช่าง",), "กลุ่มปลัด": ("สำนักปลัดเทศบาล",),
    "กลุ่มสองกอง": ("กองคลัง", "กองช่าง"),
}  # fmt: skip
_LEADERS = {"นายก": Role.EXECUTIVE, "ผู้ดูแล": Role.ADMIN}
_KEYBOARD = {"เพิ่มหมายเหตุ", "พิมพ์เหตุผลเอง", "Add a note", "Type a reason"}
"""Buttons that type the beginning of a command, which only LINE has."""
_MANNERS = ("ตอบกลับ", "เรียก", "ไม่ทราบชื่อ")
NAMELESS = "?"
"""Behind the name of somebody whose id LINE does not tell the bot."""
_IN_GROUPS_THERE = {
    texts.HELP_GROUP.thai: texts.HELP_TELEGRAM.thai,
    texts.HELP_GROUP.english: texts.HELP_TELEGRAM.english,
    texts.UNBOUND_GROUP.thai: texts.UNBOUND_TELEGRAM.thai,
    texts.WHAT_IS_READ.thai: texts.HELP_TELEGRAM.thai,
}
"""What the transcripts say of groups, as Telegram's groups are told it."""
_REPORT_THERE = ("กดปุ่ม หรือพิมพ์ เช่น", "กดปุ่ม หรือตอบกลับข้อความนี้ เช่น")
_REPORT_THERE_TOO = ("tap, or type for", "tap, or reply for")
_DOCUMENT = re.compile(r"\((docx|pdf|xlsx) \d+ เดือน\)")
_PICTURE = re.compile(r"\(ภาพ \S+(?: \S+)? \d+ เดือน\)")


@asynccontextmanager
async def talking(app: App, folder: Path, script: str) -> AsyncIterator["StageTalk"]:
    """The bot of the transcripts' office at work, every chat of the script on one app."""
    stage = Stage(LOADED)
    line, telegram = LinePlatform(stage, LineAccount(stage)), TelegramPlatform(stage, flood=False)
    telegram.account.privacy = False  # the office made the bot an administrator of its groups
    said = [found for found in map(_SAYS.match, script.splitlines()) if found]
    names = {found["who"] for found in said if found["who"] != "บอท"} | set(_LEADERS)
    groups = {found["group"] for found in said if found["group"]} | set(_GROUPS)
    for name in sorted(names):
        stage.add_person(Person(name, name))
        stage.add_person(Person(name + NAMELESS, name, known=False))
        stage.put_chat(Chat(name, app, ChatKind.PRIVATE, name, (name,)))
    for group in sorted(groups):
        members = tuple(name + tail for name in sorted(names) for tail in ("", NAMELESS))
        stage.put_chat(Chat(group, app, ChatKind.GROUP, group, members))
    async with on_stage(build(stage, line, telegram)) as url:
        theatre = Theatre(stage, line, telegram, url, folder)
        async with opened(folder) as organisation:
            await organisation.database.write(_set_up, theatre)
        async with theatre.bot():
            yield StageTalk(theatre)


def _set_up(tx, theatre: Theatre) -> None:
    plan = sample_plan()
    measures.store_plan(tx, Reading(plan), file_name="plan.docx", sha256="0" * 64, now=LOADED)
    duties = duties_of(plan)
    measures.store_duties(tx, plan.fiscal_year, duties, occurrences(plan, duties))
    for group, names in _GROUPS.items():
        bind(tx, theatre, group, names)
    for name, role in _LEADERS.items():
        chat = people.note_chat(tx, theatre.address(name), private=True)
        people.bind_chat(tx, chat, Audience(role), None, LOADED)
        person = people.note_person(tx, theatre.address(name), name)
        people.give_role(tx, person, role, None, LOADED)


def bind(tx, theatre: Theatre, group: str, names: tuple[str, ...]) -> None:
    for name in names:
        chat = people.note_chat(tx, theatre.address(group), private=False, title=group)
        people.bind_chat(tx, chat, Audience.DIVISION, people.register_division(tx, name), LOADED)


@dataclass
class StageTalk:
    """One transcript being played on the stage; ``wrong`` is where it was not followed."""

    theatre: Theatre
    code: str = ""
    wrong: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    here: str = ""

    async def play(self, script: str) -> list[str]:
        lines = script.splitlines()
        for at, line in enumerate(lines):
            if not _BOT.match(line):
                await self._act(line)
                self._compare(line, list(_answers(lines[at + 1 :])))
        return self.wrong

    async def _act(self, line: str) -> None:
        if line.startswith("@ "):
            day, clock = read_dates(line)[0], line.rsplit(" ", 1)[1]
            hour, minute = map(int, clock.split(":"))
            moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=BANGKOK)
            self.theatre.stage.now = moment
        elif line.startswith("= "):
            await self._arrange(line[2:])
        elif line.strip() and not line.startswith("#"):
            self.theatre.stage.now += timedelta(seconds=1)  # nobody speaks twice in a second
            await self._say(_SAYS.match(line))

    async def _arrange(self, text: str) -> None:
        verb, _, rest = text.partition(" ")
        database = self.theatre.service.organisation.database
        if verb == "รหัส":
            self.code = await database.write(self._issue, rest)
            return
        assert verb == "ผูก", f"the stage cannot {verb}"
        group, _, names = rest.partition(": ")
        await database.write(bind, self.theatre, group, tuple(names.split(", ")))

    def _issue(self, tx, name: str) -> str:
        audiences = {"ผู้บริหาร": Audience.EXECUTIVE, "ผู้ดูแลระบบ": Audience.ADMIN}
        division = None if name in audiences else people.find_division(tx, name)
        audience = audiences.get(name, Audience.DIVISION)
        return people.issue_code(tx, audience, division, self.theatre.stage.now)

    async def _say(self, found: re.Match[str]) -> None:
        who, text = found["who"], found["text"]
        chat = self.here = found["group"] or who
        text = text.replace("{รหัส}", self.code).replace("⏎", "\n")
        acts = []
        while does := _DOES.match(text):
            text = text[does.end() :]
            acts.append(does["act"])
        await self._do(chat, who, text, acts)
        await self.theatre.rest()

    async def _do(self, chat: str, who: str, text: str, acts: list[str]) -> None:
        if "ไม่ทราบชื่อ" in acts:
            who += NAMELESS
        quote = self._last(chat).id if "ตอบกลับ" in acts else None
        verb, _, rest = next((a for a in acts if a not in _MANNERS), "").partition(" ")
        platform = self.theatre.platform(chat)
        match verb:
            case "":
                await platform.say(chat, who, text, quote, mention_bot="เรียก" in acts)
            case "กด":
                bubble, action = self._button(chat, rest)
                await platform.tap(chat, who, bubble.id, action)
            case "รูป" | "ไฟล์":
                name = rest or f"img{len(self.theatre.stage.view(chat))}"
                file = File(f"{name}.png", "image/png", _picture(name))
                await platform.send_files(chat, who, [file], verb == "รูป", quote, text)
            case _:
                await self._change(chat, who, text, verb)

    async def _change(self, chat: str, who: str, text: str, verb: str) -> None:
        """Correct or take back what was said; send the bot away or ask it back."""
        platform = self.theatre.platform(chat)
        match verb:
            case "แก้ไข":
                await platform.edit(self._own(chat, who).id, text)
            case "ยกเลิกข้อความ":
                await platform.unsend(self._own(chat, who).id)
            case "เข้ากลุ่ม":
                await platform.leave(chat)
                await platform.join(chat)
            case "ออกจากกลุ่ม":
                await platform.leave(chat)
            case _:
                raise AssertionError(f"the stage knows no ({verb})")

    def _last(self, chat: str) -> Bubble:
        return self.theatre.stage.by_bot(chat)[-1]

    def _own(self, chat: str, who: str) -> Bubble:
        return [one for one in self.theatre.stage.view(chat) if one.sender == who][-1]

    def _button(self, chat: str, label: str) -> tuple[Bubble, Json]:
        for bubble in reversed(self.theatre.stage.by_bot(chat)):
            for name, action in _buttons(bubble):
                if _is(name, label):
                    return bubble, action
        raise AssertionError(f"no button {label} in {chat}")

    def _compare(self, act: str, expected: list[tuple[str, str]]) -> None:
        """What every chat now shows, beside what it should."""
        wanted: dict[str, list[str]] = defaultdict(list)
        for where, text in expected:
            wanted[where or self.here].append(text)
        for chat in self.theatre.stage.chats:
            shown = self.theatre.stage.by_bot(chat)
            new, self.seen[chat] = shown[self.seen[chat] :], len(shown)
            self._compare_chat(act, chat, new, wanted[chat])

    def _compare_chat(self, act: str, chat: str, new: list[Bubble], wanted: list[str]) -> None:
        if bool(new) != bool(wanted):
            said = [bubble.text for bubble in new]
            self.wrong.append(f"{act}\n  in {chat}: {wanted or 'silence'}, not {said}")
            return
        if found := _CODE.search("\n".join(bubble.text for bubble in new)):
            self.code = found[0]
        self.wrong += [
            f"{act}\n  not shown: {line}" for line in wanted if not self._shows(new, line)
        ]

    def _shows(self, new: list[Bubble], line: str) -> bool:
        if line.startswith("[") and line.endswith("]"):
            labels = [name for bubble in new for name, _ in _buttons(bubble)]
            wanted = set(_LABELS.findall(line)) - self._absent
            return all(any(_is(shown, one) for shown in labels) for one in wanted)
        if _PICTURE.fullmatch(line):
            return any(bubble.kind is BubbleKind.IMAGE for bubble in new)
        if _DOCUMENT.fullmatch(line):
            return any(map(_offers_document, new))
        here = self._here(line, new[0].chat)
        return line.startswith("• ") or here in _plain("\n".join(map(_all_words, new)))

    @property
    def _absent(self) -> set[str]:
        return set() if self.app is App.LINE else _KEYBOARD

    def _here(self, line: str, chat: str) -> str:
        """The line as it reads on this app, in that chat."""
        shown = "LINE" if self.app is App.LINE else "Telegram"
        line = line.replace("{รหัส}", self.code).replace("แอป: LINE", f"แอป: {shown}")
        if self.app is App.TELEGRAM:
            line = _IN_GROUPS_THERE.get(line, line)
            if self.theatre.stage.chats[chat].kind is ChatKind.GROUP:
                line = line.replace(*_REPORT_THERE).replace(*_REPORT_THERE_TOO)
        return _plain(line)

    @property
    def app(self) -> App:
        return next(iter(self.theatre.stage.chats.values())).app


def _answers(lines: list[str]) -> Iterator[tuple[str, str]]:
    """What the bot says next, and where, until somebody else does something."""
    for line in lines:
        found = _BOT.match(line)
        if found is None:
            return
        if found["text"]:
            yield found["where"] or "", found["text"]


def _is(shown: str, label: str) -> bool:
    """Whether a button is that one: LINE cuts long labels, Telegram names the row before them."""
    cut = shown.endswith("…") and label.startswith(shown[:-1].rstrip())
    return shown == label or cut or shown.endswith(f" {label}")


def _offers_document(bubble: Bubble) -> bool:
    urls = [one for one in actions_of(bubble.flex) if "/files/" in str(one.get("uri", ""))]
    return bubble.file is not None or bool(urls)


def _picture(name: str) -> bytes:
    """A small picture that no other name gives."""
    colour = hashlib.sha256(name.encode()).digest()[:3]
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), tuple(colour)).save(stream, "PNG")
    return stream.getvalue()


def _plain(text: str) -> str:
    return re.sub(r"[\s*_—•]+", "", re.sub(r"</?\w+>", "", text))


def _all_words(bubble: Bubble) -> str:
    texts = [] if bubble.flex is None else list(_strings(bubble.flex))
    return "\n".join([bubble.text, *texts])


def _strings(tree: object) -> Iterator[str]:
    if isinstance(tree, dict):
        if isinstance(tree.get("text"), str):
            yield tree["text"]
        for value in tree.values():
            yield from _strings(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _strings(value)


def _buttons(bubble: Bubble) -> list[tuple[str, Json]]:
    found = [(str(one["label"]), one) for one in bubble.quick_replies if one.get("label")]
    found += [(str(key["text"]), key) for row in bubble.keyboard for key in row]
    return found + [(str(a["label"]), a) for a in actions_of(bubble.flex) if a.get("label")]


def actions_of(tree: object) -> Iterator[Json]:
    if isinstance(tree, dict):
        if isinstance(tree.get("action"), dict):
            yield tree["action"]
        for value in tree.values():
            yield from actions_of(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from actions_of(value)
