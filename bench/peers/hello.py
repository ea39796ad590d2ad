"""A bare aiohttp server that reads a webhook's body and does nothing with it."""

import os

from aiohttp import web


async def hello(request: web.Request) -> web.Response:
    await request.read()
    return web.Response()


app = web.Application()
app.add_routes([web.post("/telegram", hello), web.post("/line", hello)])
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None, access_log=None)
