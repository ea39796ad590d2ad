"""Plays the transcripts in ``tests/conversations`` through the real router and database.

A transcript line is one of::

    # a comment                            = ผูก กลุ่มสองกอง: กองคลัง, กองช่าง   (a setting-up line)
    @ 1 ตุลาคม 2565 09:00                   สมหญิง @กลุ่มคลัง> #3 เสร็จ
    บอท> what the bot answers there         บอท→กลุ่มช่าง> what it says elsewhere

What a person does besides talking stands in brackets before the text: ``(ตอบกลับ)`` quotes the
bot's last message there, ``(กด X)`` taps the button X of it, ``(กด X จาก @กลุ่ม)`` a button copied
from another chat, ``(รูป)`` and ``(ไฟล์)`` send one, ``(แก้ไข)`` edits and ``(ยกเลิกข้อความ)`` unsends
the person's last message, ``(ไม่ทราบชื่อ)`` speaks without an id, ``(เรียก)`` mentions the bot.
``⏎`` is a line break.  Buttons are printed in brackets under the message: ``[เสร็จ] [ยกเลิก]``.
"""

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone

from handlers.messages import Attachment, Button, Incoming, Kind, Reply
from handlers.router import Router, reply_of
from handlers.scene import Office
from plans.duties import duties_of, occurrences
from plans.model import (
    Actor,
    Choice,
    Clause,
    ClauseKind,
    Every,
    Finding,
    Measure,
    Organisation,
    Period,
    Plan,
    PlanKind,
    Reading,
    Step,
)
from plans.rounds import fiscal_period
from plans.thai import read_dates
from scheduler import afford
from storage import inbox, measures, notices, people, quota
from storage.database import Database
from storage.inbox import Received
from storage.notices import NoticeState
from storage.people import Audience, Role

BANGKOK = timezone(timedelta(hours=7))
LOADED = datetime(2022, 10, 3, 2, tzinfo=UTC)
CHANNELS = frozenset({"line", "telegram"})


def _deadline(text: str, year: int, month: int, day: int, **more) -> Clause:
    return Clause(text, kind=ClauseKind.DEADLINE, due=(date(year, month, day),), **more)


def _every(text: str, every: Every, **more) -> Clause:
    return Clause(text, kind=ClauseKind.RECURRING, every=every, **more)


def sample_plan(fiscal_year: int = 2566) -> Plan:
    """A plan of a municipality that does not exist, with one measure of every kind."""
    treasury, works, office = "กองคลัง", "กองช่าง", "สำนักปลัดเทศบาล"
    year = fiscal_year - 543
    rows = (
        ("ประกาศเจตนารมณ์ไม่รับของขวัญ", (treasury,), (_deadline("ภายในเดือนมกราคม", year, 1, 31),)),
        ("เผยแพร่ผลการจัดซื้อจัดจ้างรายเดือน", (treasury,), (_every("รายงานทุกเดือน", Every.MONTH),)),
        (
            "ปรับปรุงขั้นตอนการชำระภาษี",
            (treasury,),
            (
                _deadline("จัดทำคู่มือภายในเดือนกุมภาพันธ์", year, 2, 28),
                _every("รายงานผลทุกไตรมาส", Every.QUARTER),
                _every("รายงานผู้บริหารทุกเดือน", Every.MONTH, actor=Actor.EXECUTIVE),
            ),
        ),
        ("อบรมจริยธรรมเจ้าหน้าที่", (), (_deadline("ภายในเดือนมีนาคม", year, 3, 31),)),
        ("ลงทะเบียนทรัพย์สินของทางราชการ", (works,), (_deadline("ภายในเดือนกุมภาพันธ์", year, 2, 28),)),
        (
            "เผยแพร่ผลการสอบสวนเรื่องร้องเรียน",
            (works,),
            (
                Clause(
                    "ภายใน ๗ วันหลังการสอบสวนเสร็จ",
                    kind=ClauseKind.AFTER_EVENT,
                    within_days=7,
                ),
            ),
        ),
        (
            "ทบทวนคำสั่งมอบหมายงาน",
            (office, treasury),
            (_every("ทุก ๖ เดือน", Every.HALF_YEAR, months=(3, 9)),),
        ),
        (
            "ดูแลให้เว็บไซต์เป็นปัจจุบัน",
            (office,),
            (Clause("ให้เป็นปัจจุบัน", kind=ClauseKind.CONTINUOUS),),
        ),
    )
    built = tuple(
        Measure(n, title, divisions=names, everyone=not names, clauses=clauses)
        for n, (title, names, clauses) in enumerate(rows, 1)
    )
    joint = Measure(
        9,
        "ปรับปรุงจุดบริการประชาชน",
        divisions=(works, treasury),
        steps=(Step("จัดจุดบริการ", divisions=(works, treasury), joint=True),),
        clauses=(_deadline("ภายในเดือนมีนาคม", year, 3, 31, step=1),),
    )
    built = (*built, joint)
    return Plan(
        Organisation("เทศบาลตำบลดอนสมมุติ", "เมือง", "สมมุติ"),
        PlanKind.PLAN,
        fiscal_year,
        measures=built,
        period=Period(fiscal_period(fiscal_year).starts, fiscal_period(fiscal_year).ends),
        monitored=True,
    )


def sent_plan(year: str) -> Reading:
    """A plan file as read: this year's with a measure reworded, next year's with a finding."""
    plan = sample_plan(int(year))
    if year == "2566":
        amended = replace(plan.measures[4], title="ลงทะเบียนทรัพย์สินของทางราชการให้ครบถ้วน")
        return Reading(replace(plan, measures=(*plan.measures[:4], amended, *plan.measures[5:])))
    clause = Clause("รายเดือนหรือรายไตรมาสก็ได้", kind=ClauseKind.RECURRING,
                    choices=(Every.MONTH, Every.QUARTER))  # fmt: skip
    unsure = replace(plan.measures[0], clauses=(clause,))
    return Reading(
        replace(plan, measures=(unsure, *plan.measures[1:])),
        (
            Finding(
                "choice_of_intervals", "เลือกรอบการรายงาน", clause.text, measure=1, clause=1,
                choices=(Choice("every:month", "รายเดือน"), Choice("every:quarter", "รายไตรมาส")),
            ),
        ),
    )  # fmt: skip


def _set_up(tx) -> None:
    plan = sample_plan()
    measures.store_plan(tx, Reading(plan), file_name="plan.docx", sha256="0" * 64, now=LOADED)
    duties = duties_of(plan)
    measures.store_duties(tx, plan.fiscal_year, duties, occurrences(plan, duties))
    bind(tx, "กลุ่มคลัง", "กองคลัง")
    bind(tx, "กลุ่มช่าง", "กองช่าง")
    bind(tx, "กลุ่มปลัด", "สำนักปลัดเทศบาล")
    bind(tx, "กลุ่มสองกอง", "กองคลัง", "กองช่าง")
    for name, role in (("นายก", Role.EXECUTIVE), ("ผู้ดูแล", Role.ADMIN)):
        chat = people.note_chat(tx, _chat(name, private=True), private=True)
        people.bind_chat(tx, chat, Audience(role), None, LOADED)
        person = people.note_person(tx, _person(name), name)
        people.give_role(tx, person, role, None, LOADED)


def bind(tx, group: str, *names: str) -> None:
    for name in names:
        chat = people.note_chat(tx, _chat(group), private=False, title=group)
        division = people.register_division(tx, name)
        people.bind_chat(tx, chat, Audience.DIVISION, division, LOADED)


def _lose_last(tx, chat: str) -> None:
    """As if the app had refused the last message to that chat for good."""
    last = tx.value("SELECT max(id) FROM notice WHERE chat = ? AND state = 'sent'", chat)
    tx.execute("UPDATE notice SET state = 'dead', error = 'HTTP 403' WHERE id = ?", last)


def _chat(name: str, *, private: bool = False) -> str:
    return f"line:{'U' if private else 'C'}-{name}"


def _person(name: str) -> str:
    return f"line:U-{name}"


_SAYS = re.compile(r"^(?P<who>[^\s@>#]+)(?: @(?P<group>[^>]+))?> ?(?P<text>.*)$")
_DOES = re.compile(r"^\((?P<act>[^)]+)\)\s*")
_CODE = re.compile(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}\b")
_BOT = "บอท"
_FILES = {"รูป": Kind.PHOTO, "ไฟล์": Kind.FILE}
_EARLIER = {"แก้ไข": Kind.EDITED, "ยกเลิกข้อความ": Kind.UNSENT}
_SIMPLE = {
    "ไม่ทราบชื่อ": {"sender": None, "sender_name": ""},
    "เรียก": {"mentioned": True},
    "เข้ากลุ่ม": {"kind": Kind.JOINED},
    "ออกจากกลุ่ม": {"kind": Kind.LEFT},
}


@dataclass
class Talk:
    """One transcript being played; ``lines`` becomes what was really said."""

    database: Database
    router: Router = field(
        default_factory=lambda: Router(Office(secret=b"test secret", foresee=afford.forecast))
    )
    lines: list[str] = field(default_factory=list)
    now: datetime = LOADED
    code: str = ""
    heard: dict[str, Reply] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    spoke: dict[tuple[str, str], str] = field(default_factory=dict)
    events: int = 0

    async def play(self, script: str) -> str:
        await self.database.write(_set_up)
        for line in script.splitlines():
            if not line.startswith(_BOT):
                self.lines.append(line)
                await self._act(line)
        return "\n".join(self.lines) + "\n"

    async def _act(self, line: str) -> None:
        if line.startswith("@ "):
            day, clock = read_dates(line)[0], line.rsplit(" ", 1)[1]
            hour, minute = map(int, clock.split(":"))
            self.now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=BANGKOK)
            await self._deliver("")
        elif line.startswith("= "):
            await self._arrange(line[2:])
        elif line.strip() and not line.startswith("#"):
            await self._say(_SAYS.match(line))

    async def _arrange(self, text: str) -> None:
        verb, _, rest = text.partition(" ")
        if verb == "รหัส":
            self.code = await self.database.write(self._issue, rest)
            return
        if verb == "ส่งไม่ถึง":
            await self.database.write(_lose_last, _chat(rest))
            return
        if verb == "โควตา":
            allowed, used = map(int, rest.split())
            await self.database.write(quota.state, "line", allowed, used, self.now)
            return
        group, _, names = rest.partition(": ")
        await self.database.write(bind, group, *names.split(", "))

    def _issue(self, tx, name: str) -> str:
        audiences = {"ผู้บริหาร": Audience.EXECUTIVE, "ผู้ดูแลระบบ": Audience.ADMIN}
        if name in audiences:
            return people.issue_code(tx, audiences[name], None, self.now)
        division = people.find_division(tx, name)
        return people.issue_code(tx, Audience.DIVISION, division, self.now)

    async def _say(self, found: re.Match[str]) -> None:
        who, group, text = found["who"], found["group"], found["text"]
        chat = _chat(group) if group else _chat(who, private=True)
        text = text.replace("{รหัส}", self.code).replace("⏎", "\n")
        message = self._incoming(who, chat, text, group is None)
        received = Received(message.event, chat, "")
        await self.database.write(inbox.receive, [received], self.now)
        await self.database.write(self.router.handle, message, self.now)
        await self._deliver(chat)

    def _incoming(self, who: str, chat: str, text: str, private: bool) -> Incoming:
        self.events += 1
        event = f"e{self.events}"
        message = Incoming(
            event, chat, self.now, sender=_person(who), sender_name=who, text=text,
            message=f"m{self.events}", private=private,
        )  # fmt: skip
        while does := _DOES.match(text):
            text = text[does.end() :]
            message = self._doing(message, does["act"], text, (chat, who))
        if message.kind not in (Kind.EDITED, Kind.UNSENT):
            self.spoke[chat, who] = message.message
        return message

    def _doing(self, message: Incoming, act: str, text: str, place: tuple[str, str]) -> Incoming:
        verb, _, rest = act.partition(" ")
        if verb in _SIMPLE:
            return replace(message, text=text, **_SIMPLE[verb])
        if verb in _FILES:
            digest = hashlib.sha256((rest or message.event).encode()).hexdigest()
            file = Attachment("handle", f"{rest or 'img'}.jpg", sha256=digest, size=9)
            return replace(message, text=text, kind=_FILES[verb], attachment=file)
        if verb == "แผน":
            file = Attachment("handle", f"แผน {rest}.docx", sha256="1" * 64, size=9)
            read = {"unreadable": "อ่านไฟล์นี้ไม่ได้"} if rest == "เสีย" else {"reading": sent_plan(rest)}
            return replace(message, text=text, kind=Kind.FILE, attachment=file, **read)
        if verb in _EARLIER:
            return replace(message, text=text, kind=_EARLIER[verb], message=self.spoke[place])
        if verb == "ตอบกลับ":
            return replace(message, text=text, quotes=self.sent[message.chat])
        if verb == "กด":
            return replace(message, kind=Kind.PRESS, press=self._press(message.chat, rest))
        raise ValueError(f"the transcripts know no ({act})")

    def _press(self, chat: str, label: str) -> str:
        label, _, elsewhere = label.partition(" จาก @")
        if label == "ปลอม":
            return "1d1-1.AAAAAAAA"
        reply = self.heard[_chat(elsewhere) if elsewhere else chat]
        return next(button.press for button in _buttons(reply) if button.label == label)

    async def _deliver(self, here: str) -> None:
        """Send what is owed by now, as the sender does, and write it down."""
        while claimed := await self.database.write(notices.claim, self.now, CHANNELS, unasked=True):
            for notice in claimed:
                words = notice.words or await self.database.write(
                    self.router.render, notice, self.now
                )
                state = NoticeState.SENT if words else NoticeState.DROPPED
                ids = (f"b{notice.id}",)
                await self.database.write(notices.settle, notice, state, self.now, messages=ids)
                if words:
                    self._hear(notice.chat, ids[0], reply_of(words), here)

    def _learn(self, found: re.Match[str]) -> str:
        self.code = found[0]
        return "{รหัส}"

    def _hear(self, chat: str, message: str, reply: Reply, here: str) -> None:
        self.heard[chat], self.sent[chat] = reply, message
        to = _BOT if chat == here else f"{_BOT}→{chat.partition('-')[2]}"
        text = _CODE.sub(self._learn, reply.text)
        self.lines += [f"{to}> {line}".rstrip() for line in text.splitlines()]
        labels = [f"[{button.label}]" for button in _buttons(reply)]
        if labels:
            self.lines.append(f"{to}> {' '.join(labels)}")
        if reply.picture:
            month = f" {reply.picture.month:%Y-%m}" if reply.picture.month else ""
            what = f"{reply.picture.format}{month} {reply.picture.months} เดือน"
            self.lines.append(f"{to}> (ภาพ {what})")
        if reply.document:
            self.lines.append(f"{to}> ({reply.document.format} {reply.document.months} เดือน)")


def _buttons(reply: Reply) -> list[Button]:
    rows = reply.card.rows if reply.card else ()
    own = [button for row in rows for button in row.buttons]
    return [*own, *(reply.card.buttons if reply.card else ()), *reply.buttons]
