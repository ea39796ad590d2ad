"""Accounts, rooms and messages in the shape in which Telegram's API shows them."""

from datetime import datetime
from typing import Any

from simulator.telegram_rooms import ANONYMOUS, Message, Room, Rooms, RoomType, Standing, User
from simulator.telegram_text import Entity

Shape = dict[str, Any]
"""A JSON object as it goes out."""

_ALL_RIGHTS = (
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def user_shape(user: User) -> Shape:
    values = {
        "id": user.id,
        "is_bot": user.is_bot,
        "first_name": user.first_name,
        "username": user.username,
        "language_code": user.language,
    }
    return {name: value for name, value in values.items() if value is not None}


def chat_shape(rooms: Rooms, room: Room) -> Shape:
    chat = rooms.chat(room)
    if room.type is RoomType.PRIVATE:
        return {"id": room.id, "type": "private", "first_name": rooms.partner(chat).first_name}
    shape: Shape = {"id": room.id, "type": str(room.type), "title": chat.title}
    if room.type is RoomType.GROUP:
        shape["all_members_are_administrators"] = False
    if chat.topics:
        shape["is_forum"] = True
    return shape


def message_shape(rooms: Rooms, message: Message, *, with_reply: bool = True) -> Shape:
    """A message as updates and answers carry it; a replied-to message shows no further one."""
    replied = rooms.message(message.room, message.reply_to or 0) if with_reply else None
    chat = chat_shape(rooms, rooms.room(message.room))
    values = {
        "message_id": message.id,
        "from": user_shape(message.sender),
        "sender_chat": chat if message.sender is ANONYMOUS else None,
        "chat": chat,
        "date": seconds(message.date),
        "edit_date": seconds(message.edited_at) if message.edited_at else None,
        "message_thread_id": message.thread,
        "is_topic_message": message.in_topic or None,
        "reply_to_message": message_shape(rooms, replied, with_reply=False) if replied else None,
        "media_group_id": message.album,
        "reply_markup": message.inline_markup,
    }
    shape = {name: value for name, value in values.items() if value is not None}
    return shape | dict(message.service or {}) | _words(rooms, message)


def standing_shape(rooms: Rooms, standing: Standing, user: User | None = None) -> Shape:
    """A ChatMember; without ``user`` the bot itself."""
    shape: Shape = {"status": str(standing), "user": user_shape(user or rooms.bot)}
    match standing:
        case Standing.ADMIN:
            shape |= dict.fromkeys(_ALL_RIGHTS, True) | {"is_anonymous": False}
        case Standing.KICKED:
            shape["until_date"] = 0
        case Standing.CREATOR:
            shape["is_anonymous"] = False
    return shape


def standing_change(rooms: Rooms, before: Room, after: Room, by: User, at: datetime) -> Shape:
    """A ChatMemberUpdated about the bot itself."""
    return {
        "chat": chat_shape(rooms, after),
        "from": user_shape(by),
        "date": seconds(at),
        "old_chat_member": standing_shape(rooms, before.standing),
        "new_chat_member": standing_shape(rooms, after.standing),
    }


def member_change(rooms: Rooms, room: Room, user: User, at: datetime, *, joined: bool) -> Shape:
    """A ChatMemberUpdated about a person who comes or goes."""
    inside = standing_shape(rooms, Standing.MEMBER, user)
    outside = standing_shape(rooms, Standing.LEFT, user)
    return {
        "chat": chat_shape(rooms, room),
        "from": user_shape(user),
        "date": seconds(at),
        "old_chat_member": outside if joined else inside,
        "new_chat_member": inside if joined else outside,
    }


def _words(rooms: Rooms, message: Message) -> Shape:
    field = "caption" if message.media else "text"
    shape: Shape = dict(message.media.described()) if message.media else {}
    if message.text.plain:
        shape[field] = message.text.plain
    if message.text.entities:
        name = "caption_entities" if message.media else "entities"
        shape[name] = [_entity_shape(rooms, entity) for entity in message.text.entities]
    return shape


def _entity_shape(rooms: Rooms, entity: Entity) -> Shape:
    person = rooms.person(entity.user) if entity.user else None
    values = {
        "type": entity.type,
        "offset": entity.offset,
        "length": entity.length,
        "url": entity.url,
        "user": user_shape(rooms.user(person)) if person else None,
    }
    return {name: value for name, value in values.items() if value is not None}
