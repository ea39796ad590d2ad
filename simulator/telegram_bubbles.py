"""How the app shows the messages of the simulated Telegram."""

from dataclasses import replace

from simulator.stage import Bubble, BubbleKind
from simulator.telegram_account import Account
from simulator.telegram_files import Media, MediaKind
from simulator.telegram_markup import asks_for_reply, inline_rows, reply_buttons
from simulator.telegram_rooms import Message
from simulator.telegram_text import shown_html


def bubble_of(account: Account, message: Message, sender: str) -> Bubble:
    """How the app shows a message."""
    rooms = account.rooms
    room = rooms.room(message.room)
    marked = shown_html(message.text)
    replied = rooms.message(message.room, message.reply_to or 0)
    topic = rooms.topic(room, message.thread) if message.in_topic and message.thread else None
    bubble = Bubble(
        chat=room.chat,
        sender=sender,
        kind=_kind(message),
        text=marked or message.text.plain,
        html=marked is not None,
        message_id=str(message.id),
        quote=replied.bubble if replied else None,
        topic=topic or next(iter(rooms.chat(room).topics), None),
        keyboard=inline_rows(message.inline_markup),
        quick_replies=reply_buttons(message.markup),
        force_reply=asks_for_reply(message.markup),
    )
    return _with_file(bubble, message.media) if message.media else bubble


def reworded(account: Account, message: Message) -> Bubble:
    """The bubble of a message that has been changed."""
    marked = shown_html(message.text)
    before = account.rooms.bubble(message)
    text = marked or message.text.plain
    return replace(
        before,
        kind=_kind(message),
        text=text,
        html=marked is not None,
        keyboard=inline_rows(message.inline_markup),
        edited=before.edited or text != before.text,
    )


def _kind(message: Message) -> BubbleKind:
    if message.media:
        return BubbleKind.IMAGE if message.media.kind is MediaKind.PHOTO else BubbleKind.FILE
    return BubbleKind.KEYBOARD if message.inline_markup else BubbleKind.TEXT


def _with_file(bubble: Bubble, media: Media) -> Bubble:
    picture = f"/stage/files/{media.key}" if media.kind is MediaKind.PHOTO else None
    return replace(
        bubble,
        file=media.key,
        file_name=media.file.name,
        file_size=len(media.file.data),
        image=picture,
    )
