"""The bot's account on the simulated Telegram: all its parts, and who it may write to."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic

from simulator.stage import Stage
from simulator.telegram_delivery import Delivery
from simulator.telegram_fields import FieldsT, Raw, read
from simulator.telegram_files import Shelf
from simulator.telegram_flood import Flood
from simulator.telegram_queue import PRESS_LIFE
from simulator.telegram_refusals import (
    CHAT_ID_EMPTY,
    CHAT_NOT_FOUND,
    NO_RIGHT_TO_SEND,
    QUERY_TOO_OLD,
    bad,
    forbidden,
    upgraded,
)
from simulator.telegram_rooms import Room, Rooms, RoomType, Standing


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a list of commands is for."""

    type: str = "default"
    room: int = 0
    user: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A press of an inline button that may be answered once."""

    room: Room
    person: str
    at: datetime


@dataclass(slots=True)
class Account:
    """One bot, and everything Telegram keeps for it."""

    stage: Stage
    rooms: Rooms
    delivery: Delivery
    flood: Flood
    shelf: Shelf = field(default_factory=Shelf)
    privacy: bool = True
    menus: dict[Scope, list[Mapping[str, Any]]] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)

    def room(self, chat_id: str) -> Room:
        """The room the bot means, as long as it can reach it; else refused as Telegram does."""
        if not chat_id:
            raise bad(CHAT_ID_EMPTY)
        room = self.rooms.find(int(chat_id)) if _is_number(chat_id) else None
        if room is None:
            raise bad(CHAT_NOT_FOUND)
        if room.moved_to is not None:
            raise upgraded(room.moved_to)
        if room.type is RoomType.PRIVATE:
            self._check_person(room)
        else:
            _check_group(room)
        return room

    def writable(self, chat_id: str) -> Room:
        """A room the bot may also say something in."""
        room = self.room(chat_id)
        if room.muted and room.standing is not Standing.ADMIN:
            raise bad(NO_RIGHT_TO_SEND)
        return room

    def take_press(self, id_: str) -> Press:
        """A press that has not been answered and is young enough; it cannot be had again."""
        press = self.presses.pop(id_, None)
        if press is None or self.stage.now - press.at > PRESS_LIFE:
            raise bad(QUERY_TOO_OLD)
        return press

    def _check_person(self, room: Room) -> None:
        if room.deleted:
            raise forbidden("user is deactivated")
        if room.standing is Standing.KICKED:
            raise forbidden("bot was blocked by the user")
        if room.has_bot:
            return
        if not self.rooms.meets(room.id):
            raise bad(CHAT_NOT_FOUND)
        raise forbidden("bot can't initiate conversation with a user")


@dataclass(frozen=True, slots=True)
class Told:
    """A result that is told together with a sentence."""

    result: object
    description: str


@dataclass(frozen=True, slots=True)
class Method(Generic[FieldsT]):
    """One method of the Bot API: its fields, and what it does."""

    fields: type[FieldsT]
    act: Callable[[Account, FieldsT], Awaitable[object]]

    async def call(self, account: Account, raw: Raw) -> object:
        return await self.act(account, read(self.fields, raw))


def _check_group(room: Room) -> None:
    if room.deleted:
        raise forbidden("the group chat was deleted")
    if room.standing is Standing.KICKED:
        raise forbidden(f"bot was kicked from the {room.type} chat")
    if not room.has_bot:
        raise forbidden(f"bot is not a member of the {room.type} chat")


def _is_number(chat_id: str) -> bool:
    return chat_id.removeprefix("-").isdecimal() and chat_id.isascii()
