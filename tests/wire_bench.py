"""What the tests of both chat apps share: a clock of the stage, notices, hard replies."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.channel import Channel, Outgoing
from bot.clock import Clock
from bot.web import Health, Served, Site
from handlers.messages import Button, Card, Incoming, Reply, Row, Style
from simulator.stage import Stage
from storage.inbox import Received
from storage.notices import Notice, NoticeClass, NoticeState

HARD_NOTE = "{หมายเหตุ} <b>&'\" 👨‍👩‍👧‍👦 " * 250
"""Braces, HTML, quotes and emoji of many code points; about 6,000 units."""

HARD_TITLE = 'มาตรการ {๑} <ส่งเสริม> & ป้องกัน "ผลประโยชน์ทับซ้อน" ในหน่วยงาน 👩🏽‍💼 ประจำปี'


class StageClock(Clock):
    """The time on the stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def now(self) -> datetime:
        return self._stage.now


def notice(
    chat: str,
    key: str = "reminder/กองคลัง/2026-11-20",
    words: str | None = None,
    reply_token: str | None = None,
    reply_until: datetime | None = None,
    first_tried_at: datetime | None = None,
) -> Notice:
    values = dict.fromkeys(Notice.__slots__)
    values |= {
        "id": 1, "key": key, "chat": chat, "class_": NoticeClass.DEADLINE, "about": "{}",
        "words": words, "state": NoticeState.SENDING, "attempts": 1, "reply_token": reply_token,
        "reply_until": reply_until, "first_tried_at": first_tried_at,
    }  # fmt: skip
    return Notice(**values)


def outgoing(chat: str, reply: Reply | str, **rest) -> Outgoing:
    """``rest`` are fields of ``Outgoing`` or of its notice."""
    reply = Reply(reply) if isinstance(reply, str) else reply
    names = {"key", "words", "reply_token", "reply_until", "first_tried_at"}
    of_notice = {name: rest.pop(name) for name in names & set(rest)}
    return Outgoing(notice(chat, **of_notice), reply, **rest)


def button(number: int, word: str = "เสร็จ", **rest) -> Button:
    return Button(word, says=f"#{number}ก ม.ค. {word}", press=f"v1.d.{number}.abcdef", **rest)


def big_card(rows: int, buttons: int = 2) -> Reply:
    words = ("เสร็จ", "ทำไม่ได้", "กำลังทำ")[:buttons]
    made = tuple(
        Row(
            f"{n}ก {HARD_TITLE}", detail=HARD_NOTE[:120], percent=(n * 7) % 130,
            buttons=tuple(button(n, word, style=Style.PRIMARY) for word in words),
        )
        for n in range(1, rows + 1)
    )  # fmt: skip
    text = "\n".join(f"{row.text} #{n}ก" for n, row in enumerate(made, 1))
    card = Card(
        HARD_TITLE, subtitle=HARD_NOTE, rows=made, footer=HARD_NOTE,
        buttons=(Button("ดูทั้งหมดในหน้าเว็บของเทศบาลตำบลตัวอย่าง", url="https://example.go.th/ก?ข=ค"),),
    )  # fmt: skip
    return Reply(f"{HARD_TITLE}\n{text}", card=card, buttons=tuple(button(n) for n in range(20)))


@dataclass
class Kept:
    """Stands where the database does: what was received, and whether storing works."""

    channel: Channel
    events: dict[str, Received] = field(default_factory=dict)
    offsets: list[int] = field(default_factory=list)
    broken: bool = False
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, _: str, headers: Mapping[str, str], body: bytes) -> None:
        events = self.channel.accept(headers, body)
        if self.broken:
            raise OSError("the disk is full")
        self.events |= {event.key: event for event in events}

    async def store(self, events: list[Received], offset: int) -> None:
        if self.broken:
            raise OSError("the disk is full")
        self.events |= {event.key: event for event in events}
        self.offsets.append(offset)
        self.arrived.set()

    async def news(self) -> None:
        """Wait until something was polled since this was last called."""
        async with asyncio.timeout(5):
            await self.arrived.wait()
        self.arrived.clear()

    @property
    def told(self) -> list[Incoming]:
        found = (self.channel.incoming(event.payload) for event in self.events.values())
        return [incoming for incoming in found if incoming is not None]

    def site(self) -> Site:
        return Site(
            channels=frozenset({self.channel.name}),
            receive=self.receive,
            file=_no_file,
            calendar=_no_bytes,
            health=_healthy,
            metrics=_no_metrics,
        )


async def _no_file(_: str) -> Served | None:
    return None


async def _no_bytes(_: str) -> bytes | None:
    return None


async def _healthy() -> Health:
    return Health(ok=True, facts={})


async def _no_metrics() -> str:
    return ""
