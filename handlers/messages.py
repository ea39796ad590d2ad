"""The words exchanged with any chat: what came in, and what we answer.

Addresses are ``"line:C…"``, ``"telegram:-100…"``: the channel, a colon, the platform's own id.
Adapters translate payloads into ``Incoming`` and ``Reply`` into requests; nothing here knows how.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pydantic import ConfigDict, TypeAdapter

from plans.model import Reading
from plans.value import quick

FORGETFUL = ConfigDict(cache_strings="keys")
"""How what people wrote is read back: else the last 16,000 texts would stay in memory."""


class Kind(StrEnum):
    """What happened in a chat."""

    TEXT = "text"
    PRESS = "press"  # a button of ours was tapped
    PHOTO = "photo"
    FILE = "file"
    EDITED = "edited"  # the text of ``message`` is now ``text``
    UNSENT = "unsent"  # ``message`` was taken back by its sender
    JOINED = "joined"  # we were invited to the chat (or a person opened a 1:1 chat)
    LEFT = "left"  # we were removed, or a person blocked us
    MEMBER_LEFT = "member_left"  # ``sender`` left the chat
    MEMBER_CAME = "member_came"  # ``sender`` joined the chat
    MOVED = "moved"  # the chat has the new address ``moved_to``
    OTHER = "other"  # sticker, location …: nothing we use


def on_telegram(address: str) -> bool:
    """Whether a chat is on Telegram."""
    return address.startswith("telegram:")


def in_telegram_group(address: str) -> bool:
    """Whether a chat is one of Telegram's groups: they keep from a bot what is not said to it."""
    return address.startswith("telegram:-")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo or file handed in; bytes are fetched by ``handle`` before anything is locked.

    ``sha256`` (hex) and ``size`` are known once the bytes are stored; ``set_id`` joins the photos
    of one sending.
    """

    handle: str
    name: str = ""
    media_type: str = ""
    sha256: str | None = None
    size: int | None = None
    set_id: str | None = None
    set_total: int | None = None


@quick
@dataclass(frozen=True, slots=True)
class Incoming:
    """One event of a chat, the same for every platform.

    ``text`` has the mention of the bot cut out; ``mentioned`` says it was there (or that a
    command named the bot, or that a message of the bot is replied to, where the app says so);
    ``quotes`` is the id of the message replied to; ``press`` the data of the tapped button, not
    yet verified; ``language`` what the sender's app is set to, if it says.  ``sender`` is None
    where the platform does not say.  ``reading`` is what the attachment says as a plan, when it
    was read as one, and ``unreadable`` why it does not.  ``template`` is the content of a Word
    template that was tried and can be used, ``advice`` what there is to tell of it.
    """

    event: str
    chat: str
    sent_at: datetime
    kind: Kind = Kind.TEXT
    private: bool = False
    sender: str | None = None
    sender_name: str = ""
    language: str = ""
    text: str = ""
    mentioned: bool = False
    message: str | None = None
    quotes: str | None = None
    press: str | None = None
    attachment: Attachment | None = None
    reading: Reading | None = None
    unreadable: str = ""
    template: str = ""
    advice: str = ""
    moved_to: str | None = None
    chat_title: str = ""
    reply_token: str | None = None
    reply_until: datetime | None = None
    quote_token: str | None = None

    @property
    def source(self) -> str | None:
        """``message`` as no other chat's is called: Telegram counts from 1 in each."""
        return None if self.message is None else f"{self.chat}/{self.message}"


class Style(StrEnum):
    """How a button looks."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    LINK = "link"


@quick
@dataclass(frozen=True, slots=True)
class Button:
    """A complete command that can also be typed: ``says`` is what a person would type.

    ``press`` is the sealed data it carries (ASCII, at most 64 bytes); ``fill`` opens the keyboard
    with this text typed, where the app can; ``url`` opens a page instead.
    """

    label: str
    says: str = ""
    press: str = ""
    fill: str = ""
    url: str = ""
    style: Style = Style.SECONDARY


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a card: ``text``, a smaller ``detail``, a bar of ``percent``, own buttons."""

    text: str
    detail: str = ""
    percent: int | None = None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A message with structure; every card has an equal in ``Reply.text``."""

    title: str
    subtitle: str = ""
    rows: tuple[Row, ...] = ()
    buttons: tuple[Button, ...] = ()
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document asked for, named and not yet rendered.

    ``format`` is ``docx``, ``pdf`` or ``xlsx``, or the name of a picture (``progress.png``);
    ``months`` 6 or 12; ``as_of`` the cut-off day.
    ``paper`` names one of the papers around the report instead of the report itself.
    ``month`` is the first day of the month a calendar shows, if it is not that of the cut-off day.
    ``asked_by`` is the id of the person who wants it, ``asked_as`` his or her part in the office.
    """

    fiscal_year: int
    months: int
    format: str
    as_of: date
    division: str | None = None
    asked_by: int | None = None
    asked_as: str = ""
    paper: str = ""
    month: date | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """``word`` in the text stands for the person with this address."""

    word: str
    address: str


@quick
@dataclass(frozen=True, slots=True)
class Reply:
    """What we say: ``text`` alone suffices; the rest is shown where the app can.

    ``buttons`` are accelerators below the message; ``quotes`` asks to quote the message answered.
    """

    text: str
    card: Card | None = None
    buttons: tuple[Button, ...] = ()
    document: Document | None = None
    picture: Document | None = None
    """A drawing of what it says, shown with it; its words say everything the drawing does."""
    mentions: tuple[Mention, ...] = ()
    quotes: bool = True
    about: tuple[str, ...] = ()
    """Labels of the duties it is about (``"3ก"``), so that a reply quoting it is understood."""
    secret: bool = False
    """Its words are forgotten once it is sent (a one-time code)."""
    feed: int | None = None
    """The division whose calendar link goes with it, 0 for everybody's; made when it is sent."""
    brief: str = ""
    """One line of it, when several answers go out as one message; empty: all of ``text``."""


_REPLY: TypeAdapter[Reply | None] = TypeAdapter(Reply | None, config=FORGETFUL)


def words_of(reply: Reply) -> str:
    """A reply as a notice keeps it."""
    return _REPLY.dump_json(reply, exclude_defaults=True).decode()


def reply_of(words: str) -> Reply:
    """The reply a notice keeps."""
    reply = _REPLY.validate_json(words)
    if reply is None:  # allowed by the reader alone, which takes no settings for a class
        raise ValueError("a notice without words")
    return reply
