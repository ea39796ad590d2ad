"""Telegram's menus of commands: each told only when the table of commands or its chat changes."""

import asyncio
import logging
from dataclasses import replace

from pydantic import TypeAdapter

from bot.channel import Unreachable
from bot.telegram import Telegram
from bot.telegram_messages import Menu
from handlers.commands import COMMANDS, HELP
from storage import people
from storage.database import Database, Transaction
from storage.people import Audience, Chat
from storage.settings import find_value, put_value

log = logging.getLogger(__name__)

_KEY = "telegram-menus"
_LOOK = 60.0  # seconds; chats are bound and released meanwhile
_APP = "telegram:"
_STAFF = "staff"
_ROLES = {Audience.EXECUTIVE: "executive", Audience.ADMIN: "admin"}

_LANGUAGES = ("", "en")
_PLACES = tuple((private, language) for private in (True, False) for language in _LANGUAGES)

_MENUS = TypeAdapter(tuple[Menu, ...])


def latin_commands() -> dict[str, str]:
    """Telegram's commands are latin; each stands for the first Thai word of its row."""
    return {
        word: command.words[0] for command in COMMANDS for word in command.words if word.isascii()
    }


def menus(tx: Transaction) -> tuple[Menu, ...]:
    """In Thai and English: what staff do, for everybody; a leader's chat is offered its own."""
    wide = (Menu(private, language, _offered(_STAFF, language)) for private, language in _PLACES)
    own = (
        Menu(chat.private, language, _offered(role, language), chat.address.removeprefix(_APP))
        for chat in people.chats(tx)
        if (role := _role_of(chat))
        for language in _LANGUAGES
    )
    return (*wide, *own)


def _role_of(chat: Chat) -> str:
    """Whose commands a chat has of its own; empty: those of everybody."""
    ours = chat.active and chat.address.startswith(_APP)
    return _ROLES.get(chat.audience, "") if ours and chat.audience else ""


def _offered(role: str, language: str) -> dict[str, str]:
    """The first latin word of every command of that role with its line of help."""
    return {
        next(word for word in command.words if word.isascii()): line.english
        if language == "en"
        else line.thai
        for command, (_, _, line) in zip(COMMANDS, HELP, strict=True)
        if role in command.roles
    }


async def keep_menus(telegram: Telegram, database: Database) -> None:
    """Offer what is not offered yet, however long Telegram or the disk refuses; until cancelled."""
    while True:
        try:
            await offer(telegram, database)
        except Unreachable:
            log.info("menus not offered yet")
        except Exception:  # a full disk must not end the bot
            log.exception("menus not offered")
        await asyncio.sleep(_LOOK)


async def offer(telegram: Telegram, database: Database) -> None:
    """Tell Telegram what has changed since it was told last; raises ``Unreachable``."""
    kept, wanted = await database.read(_kept_and_wanted)
    places = [replace(menu, commands={}) for menu in wanted]
    gone = [one for menu in kept if (one := replace(menu, commands={})) not in places]
    changes = [*gone, *(menu for menu in wanted if menu not in kept)]
    if changes:
        await telegram.set_commands(changes)
        await database.write(put_value, _KEY, _MENUS.dump_json(wanted).decode())


def _kept_and_wanted(tx: Transaction) -> tuple[tuple[Menu, ...], tuple[Menu, ...]]:
    return _kept(tx), menus(tx)


def _kept(tx: Transaction) -> tuple[Menu, ...]:
    value = find_value(tx, _KEY)
    return _MENUS.validate_json(value) if value else ()
