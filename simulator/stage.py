"""The stage both simulated chat apps share: who and what is on it, its clock, log and faults.

Nothing here reads the machine's clock: ``Stage.now`` is set, and moved by ``turn_clock``.
People, chats and bubbles carry names of the stage ("treasury", "somsri", "b12"); each platform
maps them to the ids its API shows.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from aiohttp import web

Clock = Callable[[], datetime]
"""Says what time it is, as an aware UTC ``datetime``."""

Listener = Callable[[datetime], Awaitable[None]]
"""Is told the new time whenever the clock has been turned."""

Json = Mapping[str, Any]
"""A JSON object of a platform, kept as it came."""

T = TypeVar("T")

BOT = "bot"
"""The sender of the bot's own bubbles."""

_LOG_LENGTH = 50_000


class App(StrEnum):
    """The chat apps that are played."""

    LINE = "line"
    TELEGRAM = "telegram"


class ChatKind(StrEnum):
    """Whether many people sit in a chat with the bot, or one."""

    GROUP = "group"
    PRIVATE = "private"


class Device(StrEnum):
    """Where a person uses the app: quick replies show on phones only."""

    PHONE = "phone"
    PC = "pc"


class BubbleKind(StrEnum):
    """What a bubble shows."""

    TEXT = "text"
    FLEX = "flex"
    IMAGE = "image"
    FILE = "file"
    STICKER = "sticker"
    TEMPLATE = "template"
    KEYBOARD = "keyboard"  # a text above inline buttons
    SYSTEM = "system"  # somebody joined, left, took back a message


class FaultKind(StrEnum):
    """How a request to a platform can go wrong."""

    STATUS = "status"  # answered with the status and body given
    HANG = "hang"  # no answer until ``Stage.release``, or for ever
    DROP = "drop"  # the connection is cut
    STALL = "stall"  # half of the body, the rest at ``Stage.release``
    GARBLE = "garble"  # status 200 and a body that is no JSON


class Impossible(Exception):
    """An act on the stage that the app would not let a person do; args[0] says why."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; ``known`` is False for a LINE user whose id the bot never gets."""

    id: str
    name: str
    apps: frozenset[App] = frozenset(App)
    device: Device = Device.PHONE
    known: bool = True


@dataclass(frozen=True, slots=True)
class Chat:
    """A group or a private chat; ``bot`` is False once the bot has left or is blocked."""

    id: str
    app: App
    kind: ChatKind
    title: str
    members: tuple[str, ...] = ()
    bot: bool = True
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """Bytes that somebody or the bot has put into a chat."""

    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as the app shows it; ``message_id`` is what the platform's API calls it.

    ``flex`` is the Flex container or template object, ``keyboard`` rows of inline buttons and
    ``quick_replies`` action objects, all as the bot sent them; ``file`` is a key of
    ``Stage.files`` and ``image`` an address to load a picture from.
    """

    chat: str
    sender: str
    kind: BubbleKind = BubbleKind.TEXT
    text: str = ""
    id: str = ""
    message_id: str = ""
    at: datetime | None = None
    quote: str | None = None
    topic: str | None = None
    flex: Json | None = None
    keyboard: tuple[tuple[Json, ...], ...] = ()
    quick_replies: tuple[Json, ...] = ()
    force_reply: bool = False
    file: str | None = None
    file_name: str | None = None
    file_size: int | None = None
    image: str | None = None
    html: bool = False
    silent: bool = False
    edited: bool = False
    deleted: bool = False
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a platform's API by the bot, and what was answered; status 0: no answer."""

    app: App
    method: str
    path: str
    query: Mapping[str, str]
    body: Any  # JSON as sent, form fields as a mapping, None without a body
    status: int
    answer: Any
    at: datetime
    retry_key: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault for the next request whose path contains ``path``.

    With ``effect`` the platform first does what it was asked, and only the answer goes wrong.
    """

    kind: FaultKind
    path: str = ""
    effect: bool = False
    status: int = 500
    body: Json = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class Platform(Protocol):
    """What the server and the page ask of a simulated app: its API, and the hands of its users.

    Every act delivers what the bot is to be told by itself and returns the ids of the events;
    what the app would not allow raises ``Impossible``.  Without ``person``, ``join`` and
    ``leave`` are about the bot; in a private chat they are starting and blocking it.
    """

    app: App

    def routes(self) -> Sequence[web.RouteDef]: ...

    async def say(
        self,
        chat: str,
        person: str,
        text: str,
        quote: str | None = None,
        mention_bot: bool = False,
    ) -> list[str]: ...

    async def tap(self, chat: str, person: str, bubble: str, action: Json) -> list[str]: ...

    async def send_files(
        self,
        chat: str,
        person: str,
        files: Sequence[File],
        as_photo: bool,
        quote: str | None = None,
        caption: str = "",
    ) -> list[str]: ...

    async def edit(self, bubble: str, text: str) -> list[str]: ...

    async def unsend(self, bubble: str) -> list[str]: ...

    async def join(self, chat: str, person: str | None = None) -> list[str]: ...

    async def leave(self, chat: str, person: str | None = None) -> list[str]: ...

    async def migrate(self, chat: str) -> list[str]: ...

    def menu(self, chat: str, person: str) -> Sequence[Json]:
        """The bot's commands that the app offers somebody: ``command`` and ``description``."""
        ...


class Stage:
    """Everything on the stage; revisions count its changes, so that a page can ask for news."""

    def __init__(
        self, now: datetime, bot_name: str = "ติดตาม", stride: timedelta = timedelta(hours=1)
    ) -> None:
        if now.tzinfo is None:
            raise ValueError("the stage needs an aware time")
        self.now = now
        self.bot_name = bot_name
        self.stride = stride
        self.revision = 0
        self.people: dict[str, Person] = {}
        self.chats: dict[str, Chat] = {}
        self.bubbles: dict[str, Bubble] = {}
        self.files: dict[str, File] = {}
        self.requests: deque[Request] = deque(maxlen=_LOG_LENGTH)
        self.faults: dict[App, list[Fault]] = {app: [] for app in App}
        self._listeners: list[Listener] = []
        self._turning = asyncio.Lock()
        self._news = asyncio.Event()
        self._released = asyncio.Event()

    def clock(self) -> datetime:
        """The simulated time; hand this method to whoever needs a ``Clock``."""
        return self.now

    def on_turn(self, listener: Listener) -> None:
        """Have ``listener`` told whenever the clock is turned, in the order of registration."""
        self._listeners.append(listener)

    async def turn_clock(self, to: datetime) -> None:
        """Let time pass until ``to``, in steps of at most ``stride``, telling every listener."""
        async with self._turning:
            if to < self.now:
                raise Impossible("time does not run backwards")
            while self.now < to:
                self.now = min(to, self.now + self.stride)
                self._changed()
                for listener in tuple(self._listeners):
                    await listener(self.now)

    def add_person(self, person: Person) -> Person:
        self.people[person.id] = person
        self._changed()
        return person

    def put_chat(self, chat: Chat) -> Chat:
        """Add a chat, or put it in the place of the one with the same id."""
        self.chats[chat.id] = chat
        self._changed()
        return chat

    def post(self, bubble: Bubble) -> Bubble:
        """Show a bubble at the end of its chat; gives it its id, time and revision."""
        self._changed()
        shown = replace(
            bubble,
            id=bubble.id or f"b{len(self.bubbles) + 1}",
            at=bubble.at or self.now,
            revision=self.revision,
        )
        self.bubbles[shown.id] = shown
        return shown

    def alter(self, bubble: Bubble) -> Bubble:
        """Show ``bubble`` in the place of the one with the same id."""
        self._changed()
        self.bubbles[bubble.id] = replace(bubble, revision=self.revision)
        return self.bubbles[bubble.id]

    def view(self, chat: str) -> list[Bubble]:
        """A chat as its members see it, oldest bubble first, without deleted ones."""
        return [b for b in self.bubbles.values() if b.chat == chat and not b.deleted]

    def by_bot(self, chat: str) -> list[Bubble]:
        """What the bot has said in a chat."""
        return [bubble for bubble in self.view(chat) if bubble.sender == BOT]

    def find_message(self, chat: str, message_id: str) -> Bubble | None:
        """The bubble that the platform calls ``message_id``, deleted or not."""
        return next(
            (b for b in self.bubbles.values() if b.chat == chat and b.message_id == message_id),
            None,
        )

    def keep(self, file: File) -> str:
        """Store bytes and return the key that finds them in ``files``."""
        key = f"f{len(self.files) + 1}"
        self.files[key] = file
        return key

    def add_fault(self, app: App, fault: Fault, times: int = 1) -> None:
        """Queue a fault for the next ``times`` requests it fits."""
        self.faults[app].extend([fault] * times)

    def take_fault(self, app: App, path: str) -> Fault | None:
        """The first queued fault that fits, taken out of the queue."""
        queue = self.faults[app]
        found = next((fault for fault in queue if fault.path in path), None)
        if found is not None:
            queue.remove(found)
        return found

    async def released(self) -> None:
        """Wait as a request that hangs does."""
        await self._released.wait()

    def release(self) -> None:
        """Let every request go on that hangs or stalls now."""
        self._released.set()
        self._released = asyncio.Event()

    async def news(self, since: int) -> None:
        """Wait until something has changed after revision ``since``."""
        while self.revision <= since:
            await self._news.wait()

    async def until(self, seen: Callable[[], T | None]) -> T:
        """Wait until ``seen`` finds something; asked again after every change."""
        while (found := seen()) is None:
            await self.news(self.revision)
        return found

    def _changed(self) -> None:
        self.revision += 1
        self._news.set()
        self._news = asyncio.Event()
