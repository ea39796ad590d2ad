"""Telegram updates → events to store: tolerant, one by one, without the words not meant for us.

What is stored holds only what is used, so a message that others are quoted in does not bring
their words along.
"""

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.channel import LARGEST_FILE, is_called, pack
from bot.fitting import slice_units, without_units
from bot.telegram_shapes import (
    Callback,
    Chat,
    Entity,
    File,
    Member,
    MemberChange,
    Message,
    Replied,
    Update,
    User,
)
from handlers.messages import Attachment, Incoming, Kind
from plans.value import quick
from storage.inbox import Received

log = logging.getLogger(__name__)

WANTED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
"""The kinds of updates to ask Telegram for."""

_COMMAND = re.compile(r"/(\w{1,32})(?:@(\w+))?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Own:
    """Who we are there; ``name`` is None until Telegram has told it.

    ``commands`` turns a latin command into the Thai word it stands for: Telegram allows no other.
    """

    id: int
    name: str | None = None
    commands: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a batch of updates holds: events to store and button presses to be answered."""

    events: tuple[Received, ...] = ()
    presses: tuple[str, ...] = ()
    last_id: int | None = None


def read_updates(raw: Iterable[object], own: Own, now: datetime) -> Reading:
    """Every update of a batch, the odd ones by their key alone."""
    events, presses, ids = [], [], []
    for one in raw:
        if not isinstance(one, dict):
            log.warning("update is not an object")
            continue
        update = Update.model_validate(one)
        events += _read_update(update, _key(one, update, own), own, now)
        if update.update_id is not None:
            ids.append(update.update_id)
        if update.callback_query and update.callback_query.id:
            presses.append(update.callback_query.id)
    return Reading(tuple(events), tuple(presses), max(ids, default=None))


def _key(raw: object, update: Update, own: Own) -> str:
    if update.update_id is not None:
        return f"telegram:{own.id}:{update.update_id}"
    text = json.dumps(raw, sort_keys=True)
    return f"telegram:{own.id}:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def _read_update(update: Update, key: str, own: Own, now: datetime) -> list[Received]:
    if arrived := _arrivals(update, key, now):
        return [Received(one.event, one.chat, pack(one)) for one in arrived]
    found = _translate(update, key, own, now)
    if found is None:
        return [Received(key, "telegram:", "")]
    kept, chat = found
    return [Received(key, chat, pack(kept))]


def _arrivals(update: Update, key: str, now: datetime) -> list[Incoming]:
    """People who came to a group, perhaps several at once; the first has the update's own key."""
    message = update.message
    if message is None or not message.new_chat_members:
        return []
    base = _base(key, message.chat, None, message.date, now)
    if base is None:
        return []
    came = filter(None, map(_address, message.new_chat_members))
    return [
        replace(base, event=f"{key}/{n}" if n else key, kind=Kind.MEMBER_CAME, sender=who)
        for n, who in enumerate(came)
    ]


_Kept = tuple[Incoming | None, str]
"""What is to be handled (None: nothing, or not for us) and the chat it came from."""


def _translate(update: Update, key: str, own: Own, now: datetime) -> _Kept | None:
    if message := update.message or update.edited_message:
        seconds = message.edit_date or message.date
        base = _base(key, message.chat, message.from_, seconds, now)
        if base is None:
            return None
        incoming = _message(base, message, own, edited=update.message is None)
        return (incoming, incoming.chat if incoming else base.chat)
    if press := update.callback_query:
        return _press(press, key, now)
    if change := update.my_chat_member:
        return _change(change, key, now)
    if change := update.chat_member:
        return _other_change(change, key, now)
    log.info("update kind ignored")
    return None


def _base(
    key: str, chat: Chat | None, user: User | None, seconds: int | None, now: datetime
) -> Incoming | None:
    if chat is None or chat.id is None:
        return None
    return Incoming(
        event=key,
        chat=f"telegram:{chat.id}",
        sent_at=_moment(seconds, now),
        kind=Kind.OTHER,
        private=chat.type == "private",
        sender=_address(user),
        sender_name=_name(user),
        chat_title=chat.title or "",
    )


# --- messages


def _message(base: Incoming, message: Message, own: Own, *, edited: bool) -> Incoming | None:
    service = _service(base, message, own)
    if service is not None:
        return service
    quoted = _quoted(message)
    said = _said(message, own, private=base.private)
    told = replace(
        base,
        kind=said.kind,
        text=said.text,
        mentioned=said.mentioned,
        sender=None if message.sender_chat else base.sender,  # an anonymous admin is nobody
        sender_name="" if message.sender_chat else base.sender_name,
        message=_text_of(message.message_id),
        quotes=_text_of(quoted.message_id) if quoted else None,
        quote_token=_quote_token(message, message.message_id),
    )
    attachment = _attachment(message)
    if attachment is not None:
        kind = Kind.PHOTO if message.photo else Kind.FILE
        told = replace(told, kind=kind, attachment=attachment)
    elif edited and told.kind is Kind.TEXT:
        told = replace(told, kind=Kind.EDITED)
    return _gated(told, quotes_us=bool(quoted and quoted.from_ and quoted.from_.id == own.id))


def _service(base: Incoming, message: Message, own: Own) -> Incoming | None:
    """What Telegram says by itself: a group got a new id, somebody left."""
    if message.migrate_to_chat_id is not None:
        new = f"telegram:{message.migrate_to_chat_id}"
        return replace(base, kind=Kind.MOVED, moved_to=new)
    if message.migrate_from_chat_id is not None:
        old = f"telegram:{message.migrate_from_chat_id}"
        return replace(base, kind=Kind.MOVED, chat=old, moved_to=base.chat)
    gone = message.left_chat_member
    if gone is not None and gone.id != own.id:
        return replace(base, kind=Kind.MEMBER_LEFT, sender=_address(gone), sender_name="")
    return None


def _quoted(message: Message) -> Replied | None:
    """What a person replied to; in a topic every message formally replies to the topic's head."""
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    in_topic = message.is_topic_message and replied.message_id == message.message_thread_id
    return None if in_topic else replied


def _gated(told: Incoming, *, quotes_us: bool) -> Incoming | None:
    if told.private:
        return told
    if quotes_us:  # though we may not know that message: sent before a crash, its id never told
        told = replace(told, mentioned=True)
    if told.mentioned or (is_called(told.text) and not _names_another(told.text)):
        return told if told.kind is not Kind.OTHER else None
    match told.kind:
        case Kind.EDITED | Kind.PHOTO | Kind.FILE:  # that much is needed: which, and by whom
            return replace(told, text="")
        case _:
            return None


def _names_another(text: str) -> bool:
    """Whether it is a command still naming its bot: ours would have been cut off."""
    found = _COMMAND.match(text)
    return found is not None and found.group(2) is not None


@quick
@dataclass(frozen=True, slots=True)
class _Said:
    """What a message says."""

    kind: Kind = Kind.OTHER
    text: str = ""
    mentioned: bool = False


def _said(message: Message, own: Own, *, private: bool) -> _Said:
    text = message.text if message.text is not None else message.caption
    if text is None:
        return _Said()
    entities = message.entities if message.text is not None else message.caption_entities
    text, mentioned = _without_mention(text, entities or (), own)
    found = _COMMAND.match(text)
    if found:
        return _command(_Said(Kind.TEXT, text, mentioned), found, own, private=private)
    return _Said(Kind.TEXT, text, mentioned)


def _command(said: _Said, found: re.Match[str], own: Own, *, private: bool) -> _Said:
    word, target = found.group(1).lower(), found.group(2)
    if target is not None and own.name is not None and target.lower() != own.name.lower():
        return said
    rest = said.text[found.end() :].strip()
    mentioned = said.mentioned or target is not None
    if word == "start" and rest:  # opened by a link that carries a one-time code
        return _Said(Kind.TEXT, rest, mentioned=True)
    if word == "start" and private:
        return _Said(Kind.JOINED, "", mentioned)
    thai = (own.commands or {}).get(word)
    text = f"#{thai} {rest}".strip() if thai else f"/{word} {rest}".strip()
    return _Said(Kind.TEXT, text, mentioned)


def _without_mention(text: str, entities: Iterable[Entity], own: Own) -> tuple[str, bool]:
    mine = [entity for entity in entities if _is_us(text, entity, own)]
    for entity in sorted(mine, key=lambda e: e.offset or 0, reverse=True):
        text = without_units(text, entity.offset or 0, entity.length or 0)
    return (text.strip() if mine else text), bool(mine)


def _is_us(text: str, entity: Entity, own: Own) -> bool:
    if entity.type == "text_mention":
        return entity.user is not None and entity.user.id == own.id
    if entity.type != "mention" or (entity.offset or 0) < 0 or (entity.length or 0) <= 0:
        return False
    named = slice_units(text, entity.offset or 0, entity.length or 0).lower()
    # Before Telegram has told our name: every bot's name ends in "bot", hardly any person's.
    return named == f"@{own.name.lower()}" if own.name else named.endswith("bot")


def _attachment(message: Message) -> Attachment | None:
    file, media_type = _largest(message.photo or ()), "image/jpeg"
    if file is None:
        others = (message.document, message.video, message.audio, message.voice, message.video_note)
        file = next((other for other in others if other and other.file_id), None)
        media_type = (file.mime_type or "") if file else ""
    if file is None or file.file_id is None:
        return None
    return Attachment(
        handle=file.file_id,
        name=file.file_name or "",
        media_type=media_type,
        size=file.file_size,
        set_id=message.media_group_id,
    )


def _largest(sizes: Iterable[File]) -> File | None:
    """The best of the sizes Telegram offers of one photo."""
    fitting = [size for size in sizes if size.file_id and (size.file_size or 0) <= LARGEST_FILE]
    return max(fitting, key=lambda size: size.width or 0, default=None)


# --- buttons and membership


def _press(press: Callback, key: str, now: datetime) -> _Kept | None:
    card = press.message
    base = _base(key, card.chat, press.from_, None, now) if card else None
    if base is None or card is None:
        return None
    told = replace(
        base,
        kind=Kind.PRESS,
        press=press.data or "",
        quotes=_text_of(card.message_id),
        quote_token=_quote_token(card, None),
    )
    return (told, told.chat)


def _change(change: MemberChange, key: str, now: datetime) -> _Kept | None:
    base = _base(key, change.chat, change.from_, change.date, now)
    if base is None:
        return None
    came, went = _moves(change)
    if went:
        return (replace(base, kind=Kind.LEFT), base.chat)
    if came and not base.private:  # 1:1 says /start besides
        return (replace(base, kind=Kind.JOINED), base.chat)
    return (None, base.chat)


def _other_change(change: MemberChange, key: str, now: datetime) -> _Kept | None:
    """Somebody came or went; only administrators of a group are told."""
    person = (change.new_chat_member or Member()).user
    base = _base(key, change.chat, person, change.date, now)
    if base is None:
        return None
    came, went = _moves(change)
    if base.sender is None or not (came or went):
        return (None, base.chat)
    kind = Kind.MEMBER_LEFT if went else Kind.MEMBER_CAME
    return (replace(base, kind=kind, sender_name=""), base.chat)


def _moves(change: MemberChange) -> tuple[bool, bool]:
    """Whether it says that somebody came, and whether that somebody went."""
    before = (change.old_chat_member or Member()).is_gone
    after = (change.new_chat_member or Member()).is_gone
    return before and not after, after and not before


# --- small things


def _quote_token(message: Message, quoted: int | None) -> str | None:
    """``message@topic``, either part optional: what a reply needs to land where it belongs."""
    topic = message.message_thread_id if message.is_topic_message else None
    token = f"{quoted or ''}" + (f"@{topic}" if topic is not None else "")
    return token or None


def _address(user: User | None) -> str | None:
    known = user is not None and user.id is not None and not user.is_bot
    return f"telegram:{user.id}" if user is not None and known else None


def _name(user: User | None) -> str:
    if user is None or user.is_bot:
        return ""
    return " ".join(part for part in (user.first_name, user.last_name) if part)


def _text_of(number: int | None) -> str | None:
    return None if number is None else str(number)


def _moment(seconds: int | None, now: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else now
    except (ValueError, OverflowError, OSError):
        return now
