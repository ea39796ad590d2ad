"""The methods with which the bot says, changes and takes back messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from simulator import telegram_fields as fields
from simulator import telegram_refusals as refusals
from simulator.stage import BOT, Bubble, BubbleKind, File, Json
from simulator.telegram_account import Account, Method
from simulator.telegram_bubbles import bubble_of, reworded
from simulator.telegram_files import LARGEST_PHOTO, LARGEST_UPLOAD, Media, MediaKind
from simulator.telegram_markup import checked_markup
from simulator.telegram_refusals import bad
from simulator.telegram_rooms import Message, Room, RoomType, Standing
from simulator.telegram_shapes import Shape, message_shape
from simulator.telegram_text import NOTHING, Text, sent_text

_LONGEST_TEXT = 4096
_LONGEST_CAPTION = 1024
_LONGEST_TOAST = 200
_ALBUM = range(2, 11)
_DELETABLE = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the bot is about to say."""

    text: Text = NOTHING
    media: Media | None = None
    album: str | None = None


async def send_message(account: Account, asked: fields.SendMessage) -> Shape:
    room = account.writable(asked.chat_id)
    text = sent_text(asked.text, asked.parse_mode, asked.entities)
    _check_length(text, _LONGEST_TEXT, refusals.MESSAGE_TOO_LONG)
    if not text.plain:
        raise bad(refusals.MESSAGE_EMPTY)
    return _say(account, room, asked, [Draft(text)])[0]


async def send_document(account: Account, asked: fields.SendMedia) -> Shape:
    return _send_media(account, asked, MediaKind.DOCUMENT, asked.document)


async def send_photo(account: Account, asked: fields.SendMedia) -> Shape:
    return _send_media(account, asked, MediaKind.PHOTO, asked.photo)


async def send_media_group(account: Account, asked: fields.SendMediaGroup) -> list[Shape]:
    room = account.writable(asked.chat_id)
    items = asked.media or []
    if len(items) not in _ALBUM:
        few = len(items) < _ALBUM.start
        raise bad("too few media to send as an album" if few else "too many media to send")
    kinds = {str(item.get("type")) for item in items}
    if not kinds <= set(MediaKind):
        raise bad(f'type "{min(kinds - set(MediaKind))}" is unallowed for media group')
    if len(kinds) > 1:
        raise bad("document can't be mixed with other media types")
    album = f"{len(account.stage.bubbles)}{int(account.stage.now.timestamp())}"
    drafts = [_album_draft(account, asked, item, album) for item in items]
    return _say(account, room, asked, drafts)


async def edit_text(account: Account, asked: fields.Edit) -> Shape:
    message = _editable(account, asked)
    if message.media:
        raise bad(refusals.NO_TEXT_TO_EDIT)
    text = sent_text(asked.text, asked.parse_mode, asked.entities)
    _check_length(text, _LONGEST_TEXT, refusals.MESSAGE_TOO_LONG)
    if not text.plain:
        raise bad(refusals.MESSAGE_EMPTY)
    return _change(account, message, text, checked_markup(asked.reply_markup))


async def edit_caption(account: Account, asked: fields.Edit) -> Shape:
    message = _editable(account, asked)
    if not message.media:
        raise bad(refusals.NO_CAPTION_TO_EDIT)
    text = sent_text(asked.caption, asked.parse_mode, asked.caption_entities)
    _check_length(text, _LONGEST_CAPTION, refusals.CAPTION_TOO_LONG)
    return _change(account, message, text, checked_markup(asked.reply_markup))


async def edit_markup(account: Account, asked: fields.Edit) -> Shape:
    message = _editable(account, asked)
    return _change(account, message, message.text, checked_markup(asked.reply_markup))


async def delete_message(account: Account, asked: fields.OneMessage) -> bool:
    room = account.room(asked.chat_id)
    message = account.rooms.message(room.id, asked.message_id)
    if message is None:
        raise bad(refusals.DELETE_NOT_FOUND)
    own = message.sender is account.rooms.bot or room.type is RoomType.PRIVATE
    too_old = account.stage.now - message.date > _DELETABLE
    if too_old or not (own or room.standing is Standing.ADMIN):
        raise bad(refusals.DELETE_NOT_ALLOWED)
    account.rooms.forget(message)
    if message.bubble:
        account.stage.alter(replace(account.rooms.bubble(message), deleted=True))
    return True


async def answer_press(account: Account, asked: fields.AnswerCallback) -> bool:
    if len(asked.text) > _LONGEST_TOAST:
        raise bad("MESSAGE_TOO_LONG")
    press = account.take_press(asked.callback_query_id)
    if asked.text:
        # The app shows it to the presser for a moment; no bubble of the bot's.
        shown = Bubble(press.room.chat, "", BubbleKind.SYSTEM, asked.text, silent=True)
        account.stage.post(shown)
    return True


METHODS: Mapping[str, Method[Any]] = {
    "sendmessage": Method(fields.SendMessage, send_message),
    "senddocument": Method(fields.SendMedia, send_document),
    "sendphoto": Method(fields.SendMedia, send_photo),
    "sendmediagroup": Method(fields.SendMediaGroup, send_media_group),
    "editmessagetext": Method(fields.Edit, edit_text),
    "editmessagecaption": Method(fields.Edit, edit_caption),
    "editmessagereplymarkup": Method(fields.Edit, edit_markup),
    "deletemessage": Method(fields.OneMessage, delete_message),
    "answercallbackquery": Method(fields.AnswerCallback, answer_press),
}


def thread_of_reply(room: Room, replied: Message, *, forum: bool) -> int | None:
    """A reply stays in its thread; in supergroups without topics it begins one of its own."""
    if replied.thread is not None:
        return replied.thread
    return replied.id if room.type is RoomType.SUPERGROUP and not forum else None


def _send_media(
    account: Account, asked: fields.SendMedia, kind: MediaKind, given: File | str | None
) -> Shape:
    room = account.writable(asked.chat_id)
    text = sent_text(asked.caption, asked.parse_mode, asked.caption_entities)
    _check_length(text, _LONGEST_CAPTION, refusals.CAPTION_TOO_LONG)
    media = _media(account, kind, given, asked.uploads)
    return _say(account, room, asked, [Draft(text, media)])[0]


def _album_draft(
    account: Account, asked: fields.SendMediaGroup, item: Mapping[str, Any], album: str
) -> Draft:
    text = sent_text(
        str(item.get("caption", "")), item.get("parse_mode"), item.get("caption_entities")
    )
    _check_length(text, _LONGEST_CAPTION, refusals.CAPTION_TOO_LONG)
    media = _media(account, MediaKind(str(item["type"])), item.get("media"), asked.uploads)
    return Draft(text, media, album)


def _media(
    account: Account, kind: MediaKind, given: File | str | None, uploads: Mapping[str, File]
) -> Media:
    """An upload, one attached under another name, or a file Telegram already has."""
    if not given:
        raise bad(f"there is no {kind} in the request")
    if isinstance(given, str) and not given.startswith("attach://"):
        known = account.shelf.find(given)
        if known is None or known.kind is not kind:
            raise bad("wrong file identifier/HTTP URL specified")
        return known
    file = uploads.get(given.removeprefix("attach://")) if isinstance(given, str) else given
    if file is None:
        raise bad(f"there is no {kind} in the request")
    _check_size(kind, file)
    return account.shelf.put(kind, file, account.stage.keep(file))


def _check_size(kind: MediaKind, file: File) -> None:
    size = len(file.data)
    if size == 0:
        raise bad("file must be non-empty")
    if size > LARGEST_UPLOAD:
        raise refusals.too_large()
    if kind is MediaKind.PHOTO and size > LARGEST_PHOTO:
        raise bad(
            f"file of size {size} bytes is too big for a photo;"
            f" the maximum size is {LARGEST_PHOTO} bytes"
        )


def _say(
    account: Account, room: Room, asked: fields.Sending, drafts: Sequence[Draft]
) -> list[Shape]:
    """Check what all messages have in common, count them, and say them."""
    replied = _replied(account, room, asked)
    thread, in_topic = _thread(account, room, asked.message_thread_id, replied)
    markup = checked_markup(asked.reply_markup)
    account.flood.take(room.id, is_group=room.is_group, now=account.stage.now, messages=len(drafts))
    account.rooms.put(replace(room, bot_spoke_last=True))
    common = Message(
        room=room.id,
        id=0,
        sender=account.rooms.bot,
        date=account.stage.now,
        reply_to=replied.id if replied else None,
        thread=thread,
        in_topic=in_topic,
        markup=markup,
        for_bot=True,
    )
    return [_post(account, common, draft, silent=asked.disable_notification) for draft in drafts]


def _post(account: Account, common: Message, draft: Draft, *, silent: bool) -> Shape:
    message = replace(
        common,
        id=account.rooms.next_id(account.rooms.room(common.room)),
        text=draft.text,
        media=draft.media,
        album=draft.album,
    )
    bubble = account.stage.post(replace(bubble_of(account, message, BOT), silent=silent))
    kept = account.rooms.keep(replace(message, bubble=bubble.id))
    return message_shape(account.rooms, kept)


def _replied(account: Account, room: Room, asked: fields.Sending) -> Message | None:
    named = asked.reply_parameters
    message_id = named.message_id if named else asked.reply_to_message_id
    if not message_id:
        return None
    found = account.rooms.message(room.id, message_id)
    lenient = asked.allow_sending_without_reply or (
        named is not None and named.allow_sending_without_reply
    )
    if found is None and not lenient:
        raise bad(refusals.REPLY_NOT_FOUND)
    return found


def _thread(
    account: Account, room: Room, thread: int, replied: Message | None
) -> tuple[int | None, bool]:
    """Which thread the message goes to, and whether that is a topic of a forum."""
    forum = bool(account.rooms.chat(room).topics)
    if not thread:
        following = thread_of_reply(room, replied, forum=forum) if replied else None
        return following, forum and following is not None
    topic = account.rooms.topic(room, thread)
    if topic is None:  # General counts as no topic either
        raise bad(refusals.THREAD_NOT_FOUND)
    if topic in room.closed_topics and room.standing is not Standing.ADMIN:
        raise bad("TOPIC_CLOSED")
    return thread, True


def _editable(account: Account, asked: fields.Edit) -> Message:
    room = account.room(asked.chat_id)
    if not asked.message_id:
        raise bad(refusals.MESSAGE_ID_MISSING)
    message = account.rooms.message(room.id, asked.message_id)
    if message is None:
        raise bad(refusals.EDIT_NOT_FOUND)
    if message.sender is not account.rooms.bot or message.markup != message.inline_markup:
        raise bad(refusals.EDIT_NOT_YOURS)  # nor what came with a keyboard of its own
    return message


def _change(account: Account, message: Message, text: Text, markup: Json | None) -> Shape:
    """Show a message with other words or buttons; no buttons named means none left."""
    if (text, markup) == (message.text, message.inline_markup):
        raise bad(refusals.NOT_MODIFIED)
    room = account.rooms.room(message.room)
    account.flood.take(room.id, is_group=room.is_group, now=account.stage.now)
    changed = replace(message, text=text, markup=markup, edited_at=account.stage.now)
    account.rooms.keep(changed)
    account.stage.alter(reworded(account, changed))
    return message_shape(account.rooms, changed)


def _check_length(text: Text, longest: int, refusal: str) -> None:
    if len(text.plain) > longest:
        raise bad(refusal)
