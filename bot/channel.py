"""What the bot asks of a chat app; ``bot.line`` and ``bot.telegram`` are the two there are.

The path of an event: ``accept`` (raw bytes in, events to store out), then, once they are stored,
``incoming`` for each in its chat's order, ``download`` for what was handed in.  The path of a
message: ``send``.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import TypeAdapter

from handlers.messages import FORGETFUL, Attachment, Button, Incoming, Reply
from plans.value import quick
from scheduler.delivery import Sent
from storage.inbox import Received
from storage.notices import Notice

Store = Callable[[list[Received], int], Awaitable[None]]
"""Keep polled events and the next offset in one transaction; return once they are durable."""


LARGEST_FILE = 20 * 1024 * 1024
"""Bytes of one photo or file we take; Telegram hands out no more anyway."""

_INCOMING: TypeAdapter[Incoming | None] = TypeAdapter(Incoming | None, config=FORGETFUL)
_CALL = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff]*[#\uff03/\uff0f]\s*\w", re.MULTILINE)


class Unauthorised(Exception):
    """A webhook call without the right signature or secret; nothing more is said about it."""


class NotReady(Exception):
    """The app still prepares the bytes: ask again in a few seconds."""


class Gone(Exception):
    """The bytes cannot be had any more: unsent, expired, never there."""


class TooLarge(Exception):
    """More bytes than we take."""


class Unreachable(Exception):
    """A question to the app got no answer; ask again later."""


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A document ready to be sent."""

    name: str
    media_type: str
    data: bytes


@quick
@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one chat.

    ``quote`` is the ``Incoming.quote_token`` of the message answered (it also holds the topic
    on Telegram), ``price`` what a push to this chat costs of the quota, ``file`` what Telegram
    sends and ``link`` the button by which LINE's readers open it, ``picture`` the address of
    the drawing LINE shows below the words.  ``riders`` are due digests that go out with the same
    free call.  The notice's key names the message: the same key and
    words are delivered once where the app can tell.
    """

    notice: Notice
    reply: Reply
    quote: str | None = None
    price: int = 1
    file: RenderedFile | None = None
    link: Button | None = None
    picture: str = ""
    riders: tuple[Reply, ...] = ()
    silent: bool = False

    def is_repeated(self, now: datetime) -> bool:
        """Whether an earlier try may have arrived: a try that certainly failed is forgotten."""
        first = self.notice.first_tried_at
        return first is not None and first < now


@dataclass(frozen=True, slots=True)
class Quota:
    """Messages of this month: ``allowed`` None means without limit."""

    allowed: int | None
    used: int


def pack(incoming: Incoming | None) -> str:
    """An event as it is stored until handled; None (nothing to do, or not for us) is empty."""
    if incoming is None:
        return ""
    return _INCOMING.dump_json(incoming, exclude_defaults=True).decode()


def unpack(payload: str) -> Incoming | None:
    """What ``pack`` stored."""
    return _INCOMING.validate_json(payload) if payload else None


def is_called(text: str) -> bool:
    """Whether a line begins as a command does: ``#`` or ``/`` before a number or a word."""
    return _CALL.search(text) is not None


class Channel(Protocol):
    """One chat app."""

    @property
    def name(self) -> str:
        """What addresses of this app begin with: ``line``, ``telegram``."""

    @property
    def repeatable(self) -> bool:
        """Whether the app honours retry keys, so that a perhaps-sent message may be repeated."""

    @property
    def trouble(self) -> str | None:
        """What is wrong with the connection now, for health and doctor; None if nothing is."""

    @property
    def invitation(self) -> str:
        """The address by which people add the account; empty until the app has told it."""

    def accept(self, headers: Mapping[str, str], body: bytes) -> list[Received]:
        """The events of a webhook call, ready to be stored; raises ``Unauthorised``.

        Words of a group that are not addressed to the bot are left out already here.
        """

    def incoming(self, payload: str) -> Incoming | None:
        """A stored event as everybody understands it; None if there is nothing to do about it."""

    async def download(self, attachment: Attachment) -> bytes:
        """The bytes handed in; raises ``NotReady``, ``Gone``, ``TooLarge``, ``Unreachable``."""

    async def send(self, outgoing: Outgoing, now: datetime) -> Sent:
        """Send one message, as a free reply where possible; raises ``SendFailed``."""

    async def show_busy(self, chat: str) -> None:
        """Let a chat see for some seconds that something is being made; free, raises nothing."""

    async def name_of(self, chat: str, person: str) -> str:
        """What a person is called there; empty if the app does not say."""

    async def title_of(self, chat: str) -> str:
        """What a group is called; empty if the app does not say, or says so with every message."""

    async def members(self, chat: str) -> int:
        """How many people a message to this chat reaches; raises ``Unreachable``."""

    async def quota(self) -> Quota | None:
        """What the app says of this month's messages; None where there is no quota."""

    async def start(self) -> None:
        """Open what is needed to send; never waits for the app itself."""

    async def run(self, store: Store) -> None:
        """What the app needs done all the time (polling, keeping the webhook); until cancelled."""

    async def close(self) -> None:
        """Give back what ``start`` opened."""
