"""Telegram's menu of commands: offered once, and again only when the table of commands changes."""

import asyncio
import hashlib
import json
import logging

from bot.channel import Unreachable
from bot.telegram import Telegram
from handlers.commands import COMMANDS
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


def menu() -> dict[str, str]:
    """The first latin word of every command with its line of help."""
    return {
        next(word for word in command.words if word.isascii()): command.help for command in COMMANDS
    }


async def keep_menu(telegram: Telegram, database: Database) -> None:
    """Offer the menu, however long Telegram is away."""
    offered = menu()
    mark = hashlib.sha256(json.dumps(offered).encode()).hexdigest()
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
