"""python-telegram-bot behind its own webhook server, in the shape of its documentation."""

import os
import sqlite3

from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

store = sqlite3.connect(os.environ["STORE"], isolation_level=None)
store.execute("PRAGMA journal_mode=WAL")
store.execute("PRAGMA synchronous=FULL")
store.execute("CREATE TABLE done (id INTEGER PRIMARY KEY, chat INTEGER, text TEXT)")


async def done(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    text = " ".join(context.args or ())
    store.execute("INSERT INTO done (chat, text) VALUES (?, ?)", (update.effective_chat.id, text))
    await update.message.reply_text(f"recorded {text}")


application = (
    Application.builder().token(os.environ["TOKEN"]).base_url(f"{os.environ['API']}/bot").build()
)
application.add_handler(CommandHandler("done", done))
application.run_webhook(
    listen="127.0.0.1",
    port=int(os.environ["PORT"]),
    url_path="telegram",
    secret_token=os.environ["SECRET"],
    webhook_url=f"http://127.0.0.1:{os.environ['PORT']}/telegram",
)
