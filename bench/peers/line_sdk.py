"""line-bot-sdk's asynchronous client on aiohttp, in the shape of its examples."""

import os
import sqlite3

from aiohttp import web
from linebot.v3 import WebhookParser
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.messaging import (
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    ReplyMessageRequest,
    TextMessage,
)
from linebot.v3.webhooks import MessageEvent, TextMessageContent

store = sqlite3.connect(os.environ["STORE"], isolation_level=None)
store.execute("PRAGMA journal_mode=WAL")
store.execute("PRAGMA synchronous=FULL")
store.execute("CREATE TABLE done (id INTEGER PRIMARY KEY, chat TEXT, text TEXT)")

parser = WebhookParser(os.environ["SECRET"])


async def callback(request: web.Request) -> web.Response:
    body = (await request.read()).decode()
    try:
        events = parser.parse(body, request.headers["X-Line-Signature"])
    except InvalidSignatureError:
        return web.Response(status=400)
    for event in events:
        if not isinstance(event, MessageEvent) or not isinstance(event.message, TextMessageContent):
            continue
        text = event.message.text.removeprefix("#done ")
        values = (event.source.group_id, text)
        store.execute("INSERT INTO done (chat, text) VALUES (?, ?)", values)
        await request.app["api"].reply_message(
            ReplyMessageRequest(
                reply_token=event.reply_token,
                messages=[TextMessage(text=f"recorded {text}")],
            )
        )
    return web.Response(text="OK")


async def connect(app: web.Application):
    client = AsyncApiClient(Configuration(host=os.environ["API"], access_token=os.environ["TOKEN"]))
    app["api"] = AsyncMessagingApi(client)
    yield
    await client.close()


app = web.Application()
app.cleanup_ctx.append(connect)
app.add_routes([web.post("/line", callback)])
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None, access_log=None)
