"""A LINE webhook body → events to store: tolerant, one by one, without the words not meant for us.

LINE reserves the right to add events, properties and values at any time, and one body carries
events of several people: whatever is odd about one must not lose its neighbours.  So every field
may be missing or of a strange type and is then None.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from bot.channel import is_called, pack
from bot.fitting import slice_units, without_units
from bot.tolerant import Maybe, Part, read_json
from handlers.messages import Attachment, Incoming, Kind
from storage.inbox import Received

log = logging.getLogger(__name__)

NO_PRESS = "-"
"""Data of a button that only opens the keyboard; its postback means nothing."""

_TOKEN_LIFE = timedelta(seconds=50)  # of the minute LINE gives, less our own slowness
_TOKEN_END = timedelta(minutes=19)  # a redelivery renews it up to 20 minutes after the event
_DUMMY_TOKENS = frozenset({"0" * 32, "f" * 32})  # sent by the console's Verify button


class _Part(Part):
    model_config = ConfigDict(alias_generator=to_camel)


class _Source(_Part):
    type: Maybe[str] = None
    user_id: Maybe[str] = None
    group_id: Maybe[str] = None
    room_id: Maybe[str] = None


class _Mentionee(_Part):
    index: Maybe[int] = None
    length: Maybe[int] = None
    user_id: Maybe[str] = None
    is_self: Maybe[bool] = None


class _Mention(_Part):
    mentionees: Maybe[list[_Mentionee]] = None


class _ImageSet(_Part):
    id: Maybe[str] = None
    total: Maybe[int] = None


class _Provider(_Part):
    type: Maybe[str] = None


class _Message(_Part):
    id: Maybe[str] = None
    type: Maybe[str] = None
    text: Maybe[str] = None
    quote_token: Maybe[str] = None
    quoted_message_id: Maybe[str] = None
    mention: Maybe[_Mention] = None
    file_name: Maybe[str] = None
    file_size: Maybe[int] = None
    image_set: Maybe[_ImageSet] = None
    content_provider: Maybe[_Provider] = None


class _Unsend(_Part):
    message_id: Maybe[str] = None


class _Postback(_Part):
    data: Maybe[str] = None


class _Members(_Part):
    members: Maybe[list[_Source]] = None


class _Delivery(_Part):
    is_redelivery: Maybe[bool] = None


class _Event(_Part):
    type: Maybe[str] = None
    mode: Maybe[str] = None
    timestamp: Maybe[float] = None
    webhook_event_id: Maybe[str] = None
    delivery_context: Maybe[_Delivery] = None
    reply_token: Maybe[str] = None
    source: Maybe[_Source] = None
    message: Maybe[_Message] = None
    unsend: Maybe[_Unsend] = None
    postback: Maybe[_Postback] = None
    left: Maybe[_Members] = None
    joined: Maybe[_Members] = None


def read_events(body: bytes, own_id: str | None, now: datetime) -> list[Received]:
    """Every event of a body whose signature was checked; ``own_id`` is the bot's user id."""
    try:
        envelope = read_json(body)
    except ValueError:
        log.warning("signed body is not JSON")
        return []
    if not isinstance(envelope, dict) or not isinstance(envelope.get("events"), list):
        return []
    destination = envelope.get("destination")
    if own_id and isinstance(destination, str) and destination != own_id:
        log.warning("webhook for another account ignored")
        return []
    return [
        stored
        for raw in envelope["events"]
        for stored in _read_event(raw, own_id or destination, now)
    ]


def _read_event(raw: object, own_id: object, now: datetime) -> Iterator[Received]:
    if not isinstance(raw, dict):
        log.warning("event is not an object")
        return
    event = _Event.model_validate(raw)
    if event.mode == "standby":
        return
    key = f"line:{event.webhook_event_id or _digest(raw)}"
    for number, incoming in enumerate(_translate(event, key, own_id, now)):
        part = replace(incoming, event=f"{key}/{number}") if number else incoming
        yield Received(part.event, part.chat, pack(_gated(part)))


def _digest(raw: object) -> str:
    """A key for an event without one: equal for a redelivery, which changes only its context."""
    rest = (
        {k: v for k, v in raw.items() if k != "deliveryContext"} if isinstance(raw, dict) else raw
    )
    text = json.dumps(rest, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _gated(incoming: Incoming) -> Incoming | None:
    """The part of the gate that needs the event alone; what a quote quotes is checked later."""
    if incoming.private or incoming.kind not in {Kind.TEXT, Kind.EDITED, Kind.OTHER}:
        return incoming
    addressed = incoming.mentioned or incoming.quotes or is_called(incoming.text)
    if addressed and incoming.kind is not Kind.OTHER:
        return incoming
    if incoming.kind is Kind.EDITED:  # a command may have been edited away: that much is told
        return replace(incoming, text="")
    return None


def _translate(event: _Event, key: str, own_id: object, now: datetime) -> Iterator[Incoming]:
    source = event.source or _Source()
    sent_at = _moment(event.timestamp, now)
    token = event.reply_token if event.reply_token not in _DUMMY_TOKENS else None
    base = Incoming(
        event=key,
        chat=_chat(source),
        sent_at=sent_at,
        kind=Kind.OTHER,
        private=source.type == "user",
        sender=_address(source.user_id),
        reply_token=token,
        reply_until=min(now + _TOKEN_LIFE, sent_at + _TOKEN_END) if token else None,
    )
    match event.type:
        case "message" | "messageEdited" if event.message is not None:
            yield _message(base, event.message, own_id, edited=event.type == "messageEdited")
        case "postback":
            data = event.postback.data if event.postback else None
            yield replace(base, kind=Kind.PRESS, press=data) if data != NO_PRESS else base
        case "unsend":
            gone = event.unsend.message_id if event.unsend else None
            yield replace(base, kind=Kind.UNSENT, message=gone)
        case "join" | "follow":
            yield replace(base, kind=Kind.JOINED)
        case "leave" | "unfollow":
            yield replace(base, kind=Kind.LEFT)
        case "memberLeft":
            yield from _each(base, Kind.MEMBER_LEFT, event.left)
        case "memberJoined":
            yield from _each(base, Kind.MEMBER_CAME, event.joined)
        case _:
            log.info("event kind ignored", extra={"kind": event.type})
            yield replace(base, private=False)  # OTHER outside 1:1 is kept as its key alone


def _each(base: Incoming, kind: Kind, who: _Members | None) -> Iterator[Incoming]:
    for member in (who and who.members) or ():
        yield replace(base, kind=kind, sender=_address(member.user_id))


def _message(base: Incoming, message: _Message, own_id: object, *, edited: bool) -> Incoming:
    told = replace(
        base,
        message=message.id,
        quotes=message.quoted_message_id,
        quote_token=message.quote_token,
    )
    if message.type == "text" and message.text is not None:
        text, mentioned = _without_mention(message.text, message.mention, own_id)
        kind = Kind.EDITED if edited else Kind.TEXT
        return replace(told, kind=kind, text=text, mentioned=mentioned)
    external = message.content_provider is not None and message.content_provider.type == "external"
    if message.type not in _MEDIA or message.id is None or external:
        return told
    set_ = message.image_set or _ImageSet()
    attachment = Attachment(
        handle=message.id,
        name=message.file_name or "",
        media_type=_MEDIA[message.type],
        size=message.file_size,
        set_id=set_.id,
        set_total=set_.total,
    )
    return replace(
        told, kind=Kind.PHOTO if message.type == "image" else Kind.FILE, attachment=attachment
    )


_MEDIA = {"image": "image/jpeg", "file": "", "video": "video/mp4", "audio": "audio/mp4"}


def _without_mention(text: str, mention: _Mention | None, own_id: object) -> tuple[str, bool]:
    """Cut the mention of the bot out by its place: names contain blanks, so no pattern would do.

    LINE does not say in which unit ``index`` counts; whichever slice starts with "@" is right.
    """
    mine = [m for m in (mention and mention.mentionees) or () if _is_self(m, own_id)]
    for found in sorted(mine, key=lambda m: m.index or 0, reverse=True):
        text = _cut_out(text, found.index, found.length)
    return (text.strip() if mine else text), bool(mine)


def _is_self(mentionee: _Mentionee, own_id: object) -> bool:
    return mentionee.is_self is True or (
        mentionee.user_id is not None and mentionee.user_id == own_id
    )


def _cut_out(text: str, start: int | None, length: int | None) -> str:
    if start is None or length is None or start < 0 or length <= 0:
        return text
    if slice_units(text, start, length).startswith("@"):
        return without_units(text, start, length)
    if text[start : start + length].startswith("@"):
        return text[:start] + text[start + length :]
    return text


def _chat(source: _Source) -> str:
    return f"line:{source.group_id or source.room_id or source.user_id or ''}"


def _address(user_id: str | None) -> str | None:
    return f"line:{user_id}" if user_id else None


def _moment(milliseconds: float | None, now: datetime) -> datetime:
    try:
        return datetime.fromtimestamp((milliseconds or 0) / 1000, UTC) if milliseconds else now
    except (ValueError, OverflowError, OSError):
        return now
