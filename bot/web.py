"""The HTTP server: two webhooks, signed links, health and metrics.

A webhook is answered 200 with an empty body as soon as its events are stored durably, and 503
when they could not be, so that the app delivers them again.  (Telegram would take a body for a
call of its API.)
"""

import asyncio
import json
import logging
from asyncio import Protocol, get_running_loop, wait
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import cast
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.channel import Unauthorised
from bot.ingress import LARGEST_BODY, Hook, Ingress
from handlers.paper_texts import LINK_DEAD

log = logging.getLogger(__name__)

_LAST_ANSWERS = 5.0  # seconds
_PATIENCE = 10.0  # seconds for a body; the apps send theirs at once

_TOKEN = "{token:[A-Za-z0-9_-]{1,512}}"  # noqa: S105 - a path, not a secret

_HOOKS: web.AppKey[Callable[[str], Hook | None]] = web.AppKey("hooks")
"""Which paths are webhooks: these are read off the connection without the rest of the server."""

Receive = Callable[[str, Mapping[str, str], bytes], Awaitable[None]]
"""Store the events of a channel's webhook call; raises ``Unauthorised``, or anything if it
could not."""


@dataclass(frozen=True, slots=True)
class Served:
    """A file behind a signed link."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Health:
    """What ``/healthz`` says: JSON values, and whether a watchdog should be content."""

    ok: bool
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Site:
    """What the server asks of the bot; ``channels`` are those whose webhooks exist.

    What is None is not served.
    """

    channels: frozenset[str]
    receive: Receive
    file: Callable[[str], Awaitable[Served | None]]
    health: Callable[[], Awaitable[Health]]
    calendar: Callable[[str], Awaitable[bytes | None]] | None = None
    metrics: Callable[[], Awaitable[str]] | None = None


def build(site: Site) -> web.Application:
    """The web application; tokens of links are read by the callables of ``site``."""
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_plainly])
    app.add_routes([web.post(f"/{name}", _webhook(name, site)) for name in sorted(site.channels)])
    app.add_routes(
        [web.get(f"/files/{_TOKEN}", _file(site)), web.get("/healthz", _told(site.health))]
    )
    if site.calendar is not None:
        app.add_routes([web.get(f"/calendar/{_TOKEN}.ics", _calendar(site.calendar))])
    if site.metrics is not None:
        app.add_routes([web.get("/metrics", _metrics(site.metrics))])
    hooks = {f"/{name}": partial(_taken, name, site) for name in site.channels}
    app[_HOOKS] = lambda path: hooks.get(path)  # noqa: PLW0108 - the bare method is overloaded
    return app


def build_many(
    name: str, site_of: Callable[[str], Site], health: Callable[[], Awaitable[Health]]
) -> web.Application:
    """The same for many organisations, each behind its name (a pattern); none has a page of its
    own that tells who else is there."""

    def under(handler_of: Callable[[Site], Handler]) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await handler_of(site_of(request.match_info["organisation"]))(request)

        return handle

    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_plainly])
    first = f"/{{organisation:{name}}}"
    app.add_routes(
        [
            web.post(f"{first}/line", under(partial(_webhook, "line"))),
            web.post(f"{first}/telegram", under(partial(_webhook, "telegram"))),
            web.get(f"{first}/files/{_TOKEN}", under(_file)),
            web.get(f"{first}/calendar/{_TOKEN}.ics", under(_calendar_of)),
            web.get("/healthz", _told(health)),
        ]
    )
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve until the block ends; gives the port, which the system chooses for 0."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_LAST_ANSWERS)
    await runner.setup()
    known: set[Ingress] = set()
    hook_of, other = app.get(_HOOKS, _no_hook), cast("Callable[[], Protocol]", runner.server)
    server = await get_running_loop().create_server(
        lambda: Ingress(hook_of, other, known), host, port, backlog=128
    )
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await _close(known)
        await runner.cleanup()


def _no_hook(path: str) -> Hook | None:
    return None


async def _close(known: set[Ingress]) -> None:
    """Let what is being answered end, for a while."""
    last = [one.answering for one in known if one.answering is not None]
    for one in list(known):
        one.close()
    if last:
        await wait(last, timeout=_LAST_ANSWERS)


@web.middleware
async def _plainly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals carry no page and say nothing about the program."""
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        response = web.Response(status=refusal.status)
        if "Allow" in refusal.headers:
            response.headers["Allow"] = refusal.headers["Allow"]
    except Exception:
        log.exception("request failed")
        response = web.Response(status=500)
    response.headers["Server"] = "tidtam"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _webhook(channel: str, site: Site) -> Handler:
    async def receive(request: web.Request) -> web.Response:
        body = await _body(request)
        return web.Response(status=await _taken(channel, site, request.headers, body))

    return receive


async def _taken(channel: str, site: Site, headers: Mapping[str, str], body: bytes) -> int:
    """Have a webhook call stored; the status that tells whether it was."""
    try:
        await site.receive(channel, headers, body)
    except Unauthorised:
        log.warning("webhook refused", extra={"channel": channel})
        return 401
    except Exception:
        log.exception("webhook not stored", extra={"channel": channel})
        return 503
    return 200


async def _body(request: web.Request) -> bytes:
    """All that was sent; raises 413 beyond the limit, and 408 for who dawdles or hangs up."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return await request.read()
    except (TimeoutError, ConnectionResetError) as problem:
        raise web.HTTPRequestTimeout from problem


def _file(site: Site) -> Handler:
    async def file(request: web.Request) -> web.Response:
        served = await site.file(request.match_info["token"])
        if served is None:
            return web.Response(status=404, text=f"{LINK_DEAD.thai}\n{LINK_DEAD.english}\n")
        named = f"attachment; filename*=UTF-8''{quote(served.name, safe='')}"
        headers = {"Content-Disposition": named, **_PRIVATE}
        return web.Response(body=served.data, content_type=served.media_type, headers=headers)

    return file


_PRIVATE = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


def _calendar_of(site: Site) -> Handler:
    if site.calendar is None:
        raise web.HTTPNotFound
    return _calendar(site.calendar)


def _calendar(feed: Callable[[str], Awaitable[bytes | None]]) -> Handler:
    async def calendar(request: web.Request) -> web.Response:
        data = await feed(request.match_info["token"])
        if data is None:
            return web.Response(status=404)
        return web.Response(
            body=data, content_type="text/calendar", charset="utf-8", headers=_PRIVATE
        )

    return calendar


def _told(health_of: Callable[[], Awaitable[Health]]) -> Handler:
    async def health(_: web.Request) -> web.Response:
        found = await health_of()
        text = json.dumps(found.facts, ensure_ascii=False, default=str)
        return web.Response(
            text=text, status=200 if found.ok else 503, content_type="application/json"
        )

    return health


def _metrics(read: Callable[[], Awaitable[str]]) -> Handler:
    async def metrics(request: web.Request) -> web.Response:
        if "X-Forwarded-For" in request.headers:  # for this machine, not for the world
            raise web.HTTPNotFound
        return web.Response(text=await read(), content_type="text/plain", charset="utf-8")

    return metrics
