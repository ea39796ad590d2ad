"""Telegram's rooms: how the stage's people and chats look to its API, and what was said there.

A room is one address of a chat: when a group becomes a supergroup the chat on the stage stays,
but gets a second room with a new id, and the first one only points to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Any

from simulator.stage import App, Bubble, Chat, ChatKind, Impossible, Stage
from simulator.telegram_files import Media
from simulator.telegram_text import NOTHING, Text

_FIRST_PERSON = 5_400_000_017  # beyond 32 bits, as real ones are
_FIRST_GROUP = -4_700_000_000
_FIRST_SUPERGROUP = -1_002_100_000_000
_ANONYMOUS_ADMIN = 1_087_968_824  # Telegram's own GroupAnonymousBot


class RoomType(StrEnum):
    """What Telegram calls the kinds of chats a bot can be in here."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class Standing(StrEnum):
    """How the bot stands in a room; a private chat knows only member, left and kicked."""

    CREATOR = "creator"  # only people are this
    MEMBER = "member"
    ADMIN = "administrator"
    LEFT = "left"  # in a private chat: never started
    KICKED = "kicked"  # in a private chat: blocked


@dataclass(frozen=True, slots=True)
class User:
    """An account as messages name it."""

    id: int
    first_name: str
    is_bot: bool = False
    username: str | None = None
    language: str | None = None


ANONYMOUS = User(_ANONYMOUS_ADMIN, "Group", is_bot=True, username="GroupAnonymousBot")


@dataclass(frozen=True, slots=True)
class Room:
    """One address of a chat, and what has become of it."""

    id: int
    chat: str
    type: RoomType
    standing: Standing
    moved_to: int | None = None
    deleted: bool = False  # the group, or the person's account
    muted: bool = False  # members may not write
    bot_spoke_last: bool = False  # of all bots here, ours did
    closed_topics: frozenset[str] = frozenset()

    @property
    def is_group(self) -> bool:
        return self.type is not RoomType.PRIVATE

    @property
    def has_bot(self) -> bool:
        return self.standing in {Standing.MEMBER, Standing.ADMIN}


@dataclass(frozen=True, slots=True)
class Message:
    """One message in a room; ``bubble`` is how the stage shows it."""

    room: int
    id: int
    sender: User
    date: datetime
    text: Text = NOTHING
    media: Media | None = None
    reply_to: int | None = None
    thread: int | None = None
    in_topic: bool = False
    markup: Mapping[str, Any] | None = None
    edited_at: datetime | None = None
    album: str | None = None
    service: Mapping[str, Any] | None = None
    for_bot: bool = False  # by this bot, or meant for it: replies to it reach the bot
    bubble: str = ""

    @property
    def inline_markup(self) -> Mapping[str, Any] | None:
        """Only inline keyboards belong to a message; the others belong to whoever reads it."""
        has_buttons = self.markup is not None and "inline_keyboard" in self.markup
        return self.markup if has_buttons else None


class Rooms:
    """Every account, room and message; ids are given when they are first asked for."""

    def __init__(self, stage: Stage, bot: User) -> None:
        self.bot = bot
        self._stage = stage
        self._users: dict[str, User] = {}
        self._rooms: dict[int, Room] = {}
        self._current: dict[str, int] = {}
        self._messages: dict[tuple[int, int], Message] = {}
        self._shown: dict[str, tuple[int, int]] = {}
        self._topics: dict[tuple[int, str], int] = {}
        self._shared_ids = count(1)  # private chats and basic groups draw from one row of numbers
        self._own_ids: dict[int, count[int]] = {}
        self._numbers = count(1)

    # --- accounts

    def user(self, person: str) -> User:
        """The account of somebody on the stage."""
        if person not in self._users:
            name = self._stage.people[person].name
            id_ = _FIRST_PERSON + 104_729 * len(self._users)
            self._users[person] = User(id_, name, language="th")
        return self._users[person]

    def person(self, user_id: int) -> str | None:
        """Who on the stage has this account."""
        return next((p for p in self._stage.people if self.user(p).id == user_id), None)

    def partner(self, chat: Chat) -> User:
        """Who sits with the bot in a private chat."""
        return self.user(chat.members[0])

    # --- rooms

    def of_chat(self, chat: str) -> Room:
        """The room a chat has now."""
        if chat not in self._current:
            found = self._stage.chats.get(chat)
            if found is None or found.app is not App.TELEGRAM:
                raise Impossible(f"there is no Telegram chat {chat!r}")
            self._open(found)
        return self._rooms[self._current[chat]]

    def find(self, room_id: int) -> Room | None:
        """The room with this id, whether it still is in use or not."""
        for chat in self._stage.chats.values():
            if chat.app is App.TELEGRAM:
                self.of_chat(chat.id)
        return self._rooms.get(room_id)

    def room(self, room_id: int) -> Room:
        return self._rooms[room_id]

    def chat(self, room: Room) -> Chat:
        return self._stage.chats[room.chat]

    def owner(self, room: Room) -> User:
        """Whoever comes first among the members; the bot where nobody is left."""
        members = self.chat(room).members
        return self.user(members[0]) if members else self.bot

    def put(self, room: Room) -> Room:
        """Note what has become of a room; the page is told whether the bot is still there."""
        self._rooms[room.id] = room
        chat = self.chat(room)
        if room.moved_to is None and chat.bot != room.has_bot:
            self._stage.put_chat(replace(chat, bot=room.has_bot))
        return room

    def upgrade(self, room: Room) -> Room:
        """Make a basic group a supergroup: a new room in which message ids begin anew."""
        new = self._new_room(self.chat(room), RoomType.SUPERGROUP)
        self._rooms[new.id] = replace(new, standing=room.standing)
        self._rooms[room.id] = replace(room, moved_to=new.id)
        return self._rooms[new.id]

    def meets(self, user_id: int) -> bool:
        """Whether the bot has ever come across this account."""
        person = self.person(user_id)
        return person is not None and any(
            person in chat.members and self.of_chat(chat.id).has_bot
            for chat in self._stage.chats.values()
            if chat.app is App.TELEGRAM
        )

    # --- topics: threads begun by a service message

    def topic_id(self, room: Room, topic: str) -> int | None:
        """The thread of a topic; None for the first one, General, which has none."""
        topics = self.chat(room).topics
        if topic not in topics:
            raise Impossible(f"there is no topic {topic!r}")
        if topic == topics[0]:
            return None
        key = (room.id, topic)
        if key not in self._topics:
            self._topics[key] = next(self._ids(room))
        return self._topics[key]

    def topic(self, room: Room, thread: int) -> str | None:
        """The topic a thread id stands for."""
        for topic in self.chat(room).topics[1:]:
            if self.topic_id(room, topic) == thread:
                return topic
        return None

    # --- messages

    def next_id(self, room: Room) -> int:
        return next(self._ids(room))

    def keep(self, message: Message) -> Message:
        """Store a message, in the place of an older state of it."""
        self._messages[message.room, message.id] = message
        if message.bubble:
            self._shown[message.bubble] = (message.room, message.id)
        return message

    def forget(self, message: Message) -> None:
        self._messages.pop((message.room, message.id), None)

    def message(self, room: int, message_id: int) -> Message | None:
        return self._messages.get((room, message_id))

    def shown_as(self, bubble: str) -> Message | None:
        """The message a bubble shows."""
        key = self._shown.get(bubble)
        return self._messages.get(key) if key else None

    def bubble(self, message: Message) -> Bubble:
        return self._stage.bubbles[message.bubble]

    def _open(self, chat: Chat) -> Room:
        if chat.kind is ChatKind.PRIVATE:
            type_ = RoomType.PRIVATE
        else:
            type_ = RoomType.SUPERGROUP if chat.topics else RoomType.GROUP
        return self._new_room(chat, type_)

    def _new_room(self, chat: Chat, type_: RoomType) -> Room:
        match type_:
            case RoomType.PRIVATE:
                id_ = self.partner(chat).id
            case RoomType.GROUP:
                id_ = _FIRST_GROUP - 15_485_863 * next(self._numbers)
            case RoomType.SUPERGROUP:
                id_ = _FIRST_SUPERGROUP - 15_485_863 * next(self._numbers)
        standing = Standing.MEMBER if chat.bot else Standing.LEFT
        room = Room(id_, chat.id, type_, standing)
        self._rooms[id_] = room
        self._current[chat.id] = id_
        return room

    def _ids(self, room: Room) -> "count[int]":
        if room.type is not RoomType.SUPERGROUP:
            return self._shared_ids
        # Number 1 of a supergroup is its own beginning; a forum calls it the General topic.
        return self._own_ids.setdefault(room.id, count(2))
