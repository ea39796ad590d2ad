"""Telegram's menu of commands: offered once, and again only when the table of commands changes."""

import asyncio
import hashlib
import logging

from bot.channel import Unreachable
from bot.telegram import Telegram
from bot.telegram_messages import Menu
from handlers.commands import COMMANDS, HELP
from storage.database import Database
from storage.settings import find_value, put_value

log = logging.getLogger(__name__)

_KEY = "telegram-menu"
_AGAIN = 60.0


def latin_commands() -> dict[str, str]:
    """Telegram's commands are latin; each stands for the first Thai word of its row."""
    return {
        word: command.words[0] for command in COMMANDS for word in command.words if word.isascii()
    }


def menus() -> tuple[Menu, ...]:
    """The first latin word of every command with its line of help, Thai and English.

    A group is offered what staff do there; alone with the bot everybody finds everything.
    """
    return tuple(
        Menu(private, language, _offered(private=private, english=language == "en"))
        for private in (True, False)
        for language in ("", "en")
    )


def _offered(*, private: bool, english: bool) -> dict[str, str]:
    return {
        next(word for word in command.words if word.isascii()): line.english
        if english
        else line.thai
        for command, (_, _, line) in zip(COMMANDS, HELP, strict=True)
        if private or "staff" in command.roles
    }


async def keep_menu(telegram: Telegram, database: Database) -> None:
    """Offer the menu, however long Telegram is away."""
    offered = menus()
    mark = hashlib.sha256(repr(offered).encode()).hexdigest()
    if await database.read(find_value, _KEY) == mark:
        return
    while True:
        try:
            await telegram.set_commands(offered)
        except Unreachable:
            log.info("menu not offered yet")
            await asyncio.sleep(_AGAIN)
        else:
            await database.write(put_value, _KEY, mark)
            return
