"""The page's API under ``/stage``: what is shown, and the hands of everybody in the chats."""

import asyncio
import json
import mimetypes
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from simulator.stage import (
    App,
    Bubble,
    Chat,
    Fault,
    FaultKind,
    File,
    Impossible,
    Platform,
    Stage,
)

_Move = Literal["join", "leave", "kick", "migrate"]
_MOVES: tuple[_Move, ...] = ("join", "leave", "kick", "migrate")
_LONGEST_WAIT = 25.0  # seconds a page may wait for news, below any proxy's patience


@web.middleware
async def refusing_plainly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What the page's API refuses is said in JSON; the platforms answer in their own way."""
    if not request.path.startswith("/stage/"):
        return await handler(request)
    try:
        return await handler(request)
    except Impossible as refusal:
        return web.json_response({"error": str(refusal)}, status=409)
    except ValidationError as problem:
        text = problem.json(include_url=False, include_context=False)
        return web.json_response({"error": json.loads(text)}, status=400)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Say(_Body):
    chat: str
    person: str
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    quote: str | None = None
    mention_bot: bool = False


class _Tap(_Body):
    chat: str
    person: str
    bubble: str
    action: dict[str, Any]


class _Edit(_Body):
    bubble: str
    text: Annotated[str, Field(min_length=1, max_length=20_000)]


class _Unsend(_Body):
    bubble: str


class _Turn(_Body):
    to: AwareDatetime | None = None
    by_seconds: Annotated[int, Field(ge=0)] = 0


class _AddFault(_Body):
    platform: App
    kind: FaultKind = FaultKind.STATUS
    path: str = ""
    effect: bool = False
    status: int = 500
    body: dict[str, Any] = {}
    headers: dict[str, str] = {}
    times: Annotated[int, Field(ge=1, le=1000)] = 1


class _MoveBody(_Body):
    chat: str
    person: str | None = None


class Control:
    """The page's API under ``/stage``: what is shown, and the hands of everybody on it."""

    def __init__(self, stage: Stage, platforms: Mapping[App, Platform]) -> None:
        self._stage = stage
        self._platforms = platforms

    def routes(self) -> list[web.RouteDef]:
        posts: dict[str, Handler] = {
            "say": self._say,
            "tap": self._tap,
            "photo": self._photo,
            "edit": self._edit,
            "unsend": self._unsend,
            "clock": self._clock,
            "fault": self._fault,
            "release": self._release,
        }
        return [
            web.get("/stage/state", self._state),
            web.get("/stage/menu", self._menu),
            web.get("/stage/requests", self._requests),
            web.get("/stage/files/{key}", self._file),
            *(web.post(f"/stage/{name}", act) for name, act in posts.items()),
            *(web.post(f"/stage/{name}", self._moving(name)) for name in _MOVES),
        ]

    async def _state(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        wait = min(float(request.query.get("wait", "0")), _LONGEST_WAIT)
        if wait > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stage.news(since), wait)
        return web.json_response(_state_of(self._stage, since))

    async def _menu(self, request: web.Request) -> web.Response:
        chat, person = request.query.get("chat", ""), request.query.get("person", "")
        return web.json_response(list(self._platform_of(chat).menu(chat, person)))

    async def _requests(self, request: web.Request) -> web.Response:
        return web.json_response([asdict(r) for r in self._stage.requests], dumps=_dumps)

    async def _file(self, request: web.Request) -> web.Response:
        file = self._stage.files.get(request.match_info["key"])
        if file is None:
            raise web.HTTPNotFound
        shown = file.mime in {"image/jpeg", "image/png", "image/webp", "application/pdf"}
        response = web.Response(body=file.data, content_type=file.mime)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Disposition"] = _disposition(file.name, inline=shown)
        return response

    async def _say(self, request: web.Request) -> web.Response:
        body = _Say.model_validate_json(await _json(request))
        platform = self._platform_of(body.chat)
        return _told(
            await platform.say(body.chat, body.person, body.text, body.quote, body.mention_bot)
        )

    async def _tap(self, request: web.Request) -> web.Response:
        body = _Tap.model_validate_json(await _json(request))
        platform = self._platform_of(body.chat)
        return _told(await platform.tap(body.chat, body.person, body.bubble, body.action))

    async def _photo(self, request: web.Request) -> web.Response:
        """Multipart: ``chat``, ``person``, ``file``s, ``as`` photo or file, ``quote``, ``text``."""
        fields = await request.post()
        chat, person = str(fields.get("chat", "")), str(fields.get("person", ""))
        uploads = [part for part in fields.getall("file", []) if isinstance(part, web.FileField)]
        if not uploads:
            raise Impossible("no file was chosen")
        files = [_uploaded(part) for part in uploads]
        as_photo = fields.get("as", "photo") == "photo"
        quote, caption = str(fields.get("quote", "")) or None, str(fields.get("text", ""))
        platform = self._platform_of(chat)
        return _told(await platform.send_files(chat, person, files, as_photo, quote, caption))

    async def _edit(self, request: web.Request) -> web.Response:
        body = _Edit.model_validate_json(await _json(request))
        platform = self._platform_of(self._chat_of(body.bubble))
        return _told(await platform.edit(body.bubble, body.text))

    async def _unsend(self, request: web.Request) -> web.Response:
        body = _Unsend.model_validate_json(await _json(request))
        platform = self._platform_of(self._chat_of(body.bubble))
        return _told(await platform.unsend(body.bubble))

    async def _clock(self, request: web.Request) -> web.Response:
        body = _Turn.model_validate_json(await _json(request))
        to = body.to or self._stage.now + timedelta(seconds=body.by_seconds)
        await self._stage.turn_clock(to)
        return web.json_response({"now": self._stage.now.isoformat()})

    async def _fault(self, request: web.Request) -> web.Response:
        body = _AddFault.model_validate_json(await _json(request))
        fault = Fault(body.kind, body.path, body.effect, body.status, body.body, body.headers)
        self._stage.add_fault(body.platform, fault, body.times)
        return web.json_response({"queued": len(self._stage.faults[body.platform])})

    async def _release(self, request: web.Request) -> web.Response:
        self._stage.release()
        return web.json_response({})

    def _moving(self, name: _Move) -> Handler:
        async def move(request: web.Request) -> web.Response:
            body = _MoveBody.model_validate_json(await _json(request))
            platform = self._platform_of(body.chat)
            match name:
                case "join":
                    return _told(await platform.join(body.chat, body.person))
                case "leave":
                    return _told(await platform.leave(body.chat, body.person))
                case "kick":
                    return _told(await platform.leave(body.chat, None))
                case "migrate":
                    return _told(await platform.migrate(body.chat))

        return move

    def _platform_of(self, chat: str) -> Platform:
        found = self._stage.chats.get(chat)
        platform = self._platforms.get(found.app) if found else None
        if platform is None:
            raise Impossible(f"there is no chat {chat!r}")
        return platform

    def _chat_of(self, bubble: str) -> str:
        found = self._stage.bubbles.get(bubble)
        if found is None:
            raise Impossible(f"there is no bubble {bubble!r}")
        return found.chat


async def _json(request: web.Request) -> bytes:
    # A foreign web page can post plain text to a loopback server, but not JSON: that needs leave.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    return await request.read()


def _told(events: list[str]) -> web.Response:
    return web.json_response({"events": events})


def _uploaded(part: web.FileField) -> File:
    guessed = mimetypes.guess_type(part.filename)[0]
    mime = part.content_type or guessed or "application/octet-stream"
    return File(part.filename, mime, part.file.read())


def _disposition(name: str, *, inline: bool) -> str:
    return f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name)}"


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _state_of(stage: Stage, since: int) -> dict[str, object]:
    return {
        "now": stage.now.isoformat(),
        "revision": stage.revision,
        "bot_name": stage.bot_name,
        "people": [{"id": p.id, "name": p.name} for p in stage.people.values()],
        "chats": [_chat_json(stage, chat) for chat in stage.chats.values()],
        "bubbles": [_bubble_json(b) for b in stage.bubbles.values() if b.revision > since],
    }


def _chat_json(stage: Stage, chat: Chat) -> dict[str, object]:
    members = [stage.people[person] for person in chat.members]
    return {
        "id": chat.id,
        "platform": chat.app,
        "kind": chat.kind,
        "title": chat.title,
        "bot": chat.bot,
        "topics": list(chat.topics),
        "members": [{"id": p.id, "name": p.name, "device": p.device} for p in members],
    }


def _bubble_json(bubble: Bubble) -> dict[str, object]:
    values = asdict(bubble)
    at: datetime | None = values.pop("at")
    return {**values, "at": at.isoformat() if at else None}
