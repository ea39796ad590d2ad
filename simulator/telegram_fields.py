"""What a call of the Bot API carries: form, JSON or multipart, read into one model per method."""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from simulator.stage import File
from simulator.telegram_refusals import (
    CHAT_ID_EMPTY,
    MESSAGE_ID_MISSING,
    Refused,
    bad,
)

Raw = Mapping[str, Any]
"""Fields as they came: text, uploads, or JSON values."""


class NotJson(ValueError):
    """A field that should hold JSON and does not."""


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError as problem:
        raise NotJson from problem


JsonObject = Annotated[dict[str, Any] | None, BeforeValidator(_decoded)]
JsonObjects = Annotated[list[dict[str, Any]] | None, BeforeValidator(_decoded)]
Names = Annotated[list[str] | None, BeforeValidator(_decoded)]
Attachment = Annotated[File | str | None, Field(default=None)]


class _Fields(BaseModel):
    # Telegram ignores what it does not know.
    model_config = ConfigDict(
        extra="ignore", frozen=True, arbitrary_types_allowed=True, coerce_numbers_to_str=True
    )


class Nothing(_Fields):
    """A method without fields."""


class ReplyParameters(_Fields):
    message_id: int = 0
    chat_id: str = ""
    allow_sending_without_reply: bool = False


Reply = Annotated[ReplyParameters | None, BeforeValidator(_decoded)]


class InChat(_Fields):
    chat_id: str = ""


class InThread(InChat):
    message_thread_id: int = 0


class Sending(InThread):
    """What every message the bot sends may carry."""

    parse_mode: str | None = None
    reply_parameters: Reply = None
    reply_to_message_id: int = 0
    allow_sending_without_reply: bool = False
    reply_markup: JsonObject = None
    disable_notification: bool = False


class SendMessage(Sending):
    text: str = ""
    entities: JsonObjects = None


class SendMedia(Sending):
    caption: str = ""
    caption_entities: JsonObjects = None
    document: Attachment
    photo: Attachment
    uploads: dict[str, File] = {}


class SendMediaGroup(Sending):
    media: JsonObjects = None
    uploads: dict[str, File] = {}


class Edit(InChat):
    message_id: int = 0
    text: str = ""
    caption: str = ""
    parse_mode: str | None = None
    entities: JsonObjects = None
    caption_entities: JsonObjects = None
    reply_markup: JsonObject = None


class OneMessage(InChat):
    message_id: int = 0


class OneMember(InChat):
    user_id: int = 0


class ChatAction(InThread):
    action: str = ""


class AnswerCallback(_Fields):
    callback_query_id: str = ""
    text: str = ""
    show_alert: bool = False


class GetUpdates(_Fields):
    offset: int = 0
    limit: int = 100
    timeout: int = 0
    allowed_updates: Names = None


class SetWebhook(_Fields):
    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    allowed_updates: Names = None
    drop_pending_updates: bool = False


class DeleteWebhook(_Fields):
    drop_pending_updates: bool = False


class GetFile(_Fields):
    file_id: str = ""


class CommandScope(_Fields):
    type: str = "default"
    chat_id: str = ""
    user_id: int = 0


class Commands(_Fields):
    commands: JsonObjects = None
    scope: Annotated[CommandScope | None, BeforeValidator(_decoded)] = None
    language_code: str = ""


FieldsT = TypeVar("FieldsT", bound=_Fields)

_UNREADABLE = {
    "reply_markup": "can't parse reply keyboard markup JSON object",
    "reply_parameters": "can't parse reply parameters JSON object",
    "entities": "can't parse entities JSON object",
    "caption_entities": "can't parse entities JSON object",
    "media": "can't parse media JSON object",
    "commands": "can't parse commands JSON object",
    "scope": "can't parse BotCommandScope JSON object",
    "allowed_updates": "can't parse allowed updates JSON object",
    "message_id": MESSAGE_ID_MISSING,
    "chat_id": CHAT_ID_EMPTY,
}


def read(model: type[FieldsT], raw: Raw) -> FieldsT:
    """The fields of one call, refused in Telegram's words when they make no sense."""
    uploads = {name: value for name, value in raw.items() if isinstance(value, File)}
    try:
        return model.model_validate({**raw, "uploads": uploads})
    except ValidationError as problem:
        raise _refusal(problem) from problem


async def raw_fields(request: web.Request) -> Raw:
    """The fields of a request, wherever they stand: address, form, multipart or JSON."""
    fields: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        fields |= await _json_fields(request)
    else:
        posted = await request.post()
        fields |= {name: _value(value) for name, value in posted.items()}
    return fields


async def _json_fields(request: web.Request) -> dict[str, Any]:
    try:
        found = json.loads(await request.read() or b"{}")
    except ValueError as problem:
        raise bad("can't parse the JSON object of the request") from problem
    if not isinstance(found, dict):
        raise bad("object expected as request")
    return found


def _value(value: str | bytes | bytearray | web.FileField) -> str | File:
    if isinstance(value, web.FileField):
        mime = value.content_type or "application/octet-stream"
        return File(_bare(value.filename), mime, value.file.read())
    if isinstance(value, str):
        return value
    return bytes(value).decode(errors="replace")


def _bare(name: str) -> str:
    """A file's name without folders, as the server keeps it."""
    return re.split(r"[/\\]", name)[-1] or "file"


def _refusal(problem: ValidationError) -> Refused:
    field = str(problem.errors()[0]["loc"][0])
    return bad(_UNREADABLE.get(field, f"invalid {field} specified"))
