"""aiogram on aiohttp; ``FOREGROUND=1`` answers the webhook only after handling."""

import os
import sqlite3

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandObject
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

store = sqlite3.connect(os.environ["STORE"], isolation_level=None)
store.execute("PRAGMA journal_mode=WAL")
store.execute("PRAGMA synchronous=FULL")
store.execute("CREATE TABLE done (id INTEGER PRIMARY KEY, chat INTEGER, text TEXT)")

session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["API"]))
bot = Bot(os.environ["TOKEN"], session=session)
dispatcher = Dispatcher()


@dispatcher.message(Command("done"))
async def done(message: Message, command: CommandObject) -> None:
    text = command.args or ""
    store.execute("INSERT INTO done (chat, text) VALUES (?, ?)", (message.chat.id, text))
    await message.reply(f"recorded {text}")


app = web.Application()
SimpleRequestHandler(
    dispatcher,
    bot,
    secret_token=os.environ["SECRET"],
    handle_in_background=os.environ.get("FOREGROUND") != "1",
).register(app, path="/telegram")
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None, access_log=None)
