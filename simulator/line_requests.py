"""Reading what a bot sends to LINE: bodies, receivers and keys, refused as LINE refuses them."""

import json
import re
from collections.abc import Sequence
from uuid import UUID

from aiohttp import web

from simulator.line_checks import Problem, text_of
from simulator.line_rules import Refused, shape_refused
from simulator.stage import Json

_LARGEST_BODY = 2_000_000
_RECEIVER = re.compile(r"[UCR][0-9a-f]{32}")


async def body_of(request: web.Request) -> Json:
    """The JSON object of a request."""
    raw = await request.read()
    if len(raw) > _LARGEST_BODY:
        raise Refused(413, "The request body is too large")
    if request.content_type != "application/json":
        raise Refused(415, "The content type must be application/json")
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refused(400, "The request body could not be parsed as JSON") from None
    if not isinstance(body, dict):
        raise Refused(400, "The request body must be a JSON object")
    return body


def text_in(body: Json, name: str) -> str:
    """A property that must be a short text."""
    value = body.get(name)
    if wrong := text_of(1, 1000)(value):
        raise shape_refused([Problem((name,), wrong)])
    return str(value)


def line_id(value: object) -> str:
    """The id of a user, group or room."""
    if not isinstance(value, str) or not _RECEIVER.fullmatch(value):
        where = "in the request body is invalid (line: -, column: -)"
        raise Refused(400, f"The property, 'to', {where}")
    return value


def user_ids(value: object) -> Sequence[str]:
    """The receivers of a multicast, each once."""
    if not isinstance(value, list) or not 1 <= len(value) <= 500:
        raise shape_refused([Problem(("to",), "Size must be between 1 and 500")])
    users = [line_id(user) for user in value]
    if not all(user.startswith("U") for user in users):
        raise shape_refused([Problem(("to",), "Groups cannot be receivers")])
    return list(dict.fromkeys(users))


def is_silent(body: Json) -> bool:
    """Whether nobody's phone is to ring."""
    return body.get("notificationDisabled") is True


def retry_key(request: web.Request) -> UUID | None:
    """The retry key of a request, if it has one."""
    key = request.headers.get("X-Line-Retry-Key")
    if key is None:
        return None
    try:
        if len(key) == 36:
            return UUID(key)
    except ValueError:
        pass
    raise Refused(400, "The retry key must be a UUID in its hexadecimal notation")
