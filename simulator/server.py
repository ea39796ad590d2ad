"""One web server for the stage: both platforms' APIs, the page, and the page's own API."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from simulator.control import Control, refusing_plainly
from simulator.stage import App, Fault, FaultKind, Platform, Request, Stage

_PAGE = Path(__file__).with_name("page")
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
_LARGEST_BODY = 64 * 1024 * 1024


def build(
    stage: Stage, line: Platform | None = None, telegram: Platform | None = None
) -> web.Application:
    """The whole stage as one web application; a platform that is None is not there."""
    app = web.Application(
        client_max_size=_LARGEST_BODY, middlewares=[_watching(stage), refusing_plainly]
    )
    platforms = {platform.app: platform for platform in (line, telegram) if platform is not None}
    for platform in platforms.values():
        app.add_routes(platform.routes())
    app.add_routes(Control(stage, platforms).routes())
    app.add_routes(
        [web.get("/", _index), web.get(r"/{name:[a-z0-9_-]+\.(js|css|svg|png|ico)}", _asset)]
    )

    async def let_go(_: web.Application) -> None:
        stage.release()

    app.on_shutdown.append(let_go)
    return app


@asynccontextmanager
async def running(
    app: web.Application, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve ``app``; gives the base URL, without a slash at its end."""
    # Cancelling handlers ends a simulated hang as soon as the bot gives up waiting.
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


# --- what happens to every API request: faults and the log


def _watching(stage: Stage) -> Middleware:
    @web.middleware
    async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
        app = _app_of(request.path)
        if app is None:
            return await handler(request)
        body = await _body_for_log(request)
        fault = stage.take_fault(app, request.path)
        response: web.StreamResponse | None = None
        try:
            response = await _respond(stage, fault, request, handler)
        except web.HTTPException as refusal:  # no such path, body too large
            response = refusal
            raise
        finally:  # also when the bot has given up waiting
            cut = response is None or (fault is not None and fault.kind is FaultKind.DROP)
            stage.requests.append(_logged(stage, app, request, body, None if cut else response))
        return response

    return watch


def _app_of(path: str) -> App | None:
    if path.startswith(("/v2/", "/oauth2/")):
        return App.LINE
    if path.startswith(("/bot", "/file/bot")):
        return App.TELEGRAM
    return None


async def _respond(
    stage: Stage, fault: Fault | None, request: web.Request, handler: Handler
) -> web.StreamResponse:
    if fault is None:
        return await handler(request)
    answer = await handler(request) if fault.effect else None
    match fault.kind:
        case FaultKind.STATUS:
            return web.json_response(fault.body, status=fault.status, headers=fault.headers)
        case FaultKind.GARBLE:
            return web.Response(body=b"<html>\xff not JSON", content_type="text/html")
        case FaultKind.DROP:
            return _cut(request)
        case FaultKind.HANG:
            await stage.released()
            return answer or await handler(request)
        case FaultKind.STALL:
            return await _stall(stage, request, answer or await handler(request))


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _stall(
    stage: Stage, request: web.Request, answer: web.StreamResponse
) -> web.StreamResponse:
    body = answer.body if isinstance(answer, web.Response) else b""
    whole = body if isinstance(body, bytes) else b""
    slow = web.StreamResponse(status=answer.status, headers=answer.headers)
    slow.content_length = len(whole)
    await slow.prepare(request)
    await slow.write(whole[: len(whole) // 2])
    await stage.released()
    await slow.write(whole[len(whole) // 2 :])
    return slow


def _logged(
    stage: Stage, app: App, request: web.Request, body: object, response: web.StreamResponse | None
) -> Request:
    return Request(
        app=app,
        method=request.method,
        path=request.path,
        query=dict(request.query),
        body=body,
        status=response.status if response is not None else 0,
        answer=_answer_of(response),
        at=stage.now,
        retry_key=request.headers.get("X-Line-Retry-Key"),
    )


async def _body_for_log(request: web.Request) -> object:
    try:
        return await body_of(request)
    except web.HTTPRequestEntityTooLarge:
        return None  # whoever handles the request is told again, and answers


async def body_of(request: web.Request) -> object:
    """A request's body as values: JSON, or form fields (uploads as their file names)."""
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        fields = await request.post()
        return {
            name: value.filename if isinstance(value, web.FileField) else value
            for name, value in fields.items()
        }
    raw = await request.read()
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode(errors="replace")


def _answer_of(response: web.StreamResponse | None) -> Any:  # noqa: ANN401 - whatever JSON we answered
    if not isinstance(response, web.Response) or response.content_type != "application/json":
        return None
    try:
        return json.loads(response.text or "null")
    except ValueError:
        return response.text


# --- the page


async def _index(_: web.Request) -> web.StreamResponse:
    return _of_the_page("index.html")


async def _asset(request: web.Request) -> web.StreamResponse:
    return _of_the_page(request.match_info["name"])


def _of_the_page(name: str) -> web.Response:
    # Read whole: a file sent in pieces would stay open when the browser goes away meanwhile.
    path = _PAGE / name
    if not path.is_file():
        raise web.HTTPNotFound
    kind = _KINDS.get(path.suffix, "application/octet-stream")
    headers = {"Content-Type": kind, "Cache-Control": "no-store"}
    return web.Response(body=path.read_bytes(), headers=headers)
