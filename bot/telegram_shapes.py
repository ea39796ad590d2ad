"""The parts of Telegram's updates that we use, every one of them optional."""

from pydantic import Field

from bot.tolerant import Maybe, Part


class User(Part):
    """A person or a bot."""

    id: Maybe[int] = None
    is_bot: Maybe[bool] = None
    first_name: Maybe[str] = None
    last_name: Maybe[str] = None


class Chat(Part):
    """A chat; also the channel or group that somebody writes as."""

    id: Maybe[int] = None
    type: Maybe[str] = None
    title: Maybe[str] = None


class Entity(Part):
    """A marked stretch of text, in UTF-16 units."""

    type: Maybe[str] = None
    offset: Maybe[int] = None
    length: Maybe[int] = None
    user: Maybe[User] = None


class File(Part):
    """A file, or one size of a photo."""

    file_id: Maybe[str] = None
    file_name: Maybe[str] = None
    mime_type: Maybe[str] = None
    file_size: Maybe[int] = None
    width: Maybe[int] = None


class Replied(Part):
    """The message somebody replied to: only which and whose, never its words."""

    message_id: Maybe[int] = None
    from_: Maybe[User] = Field(None, alias="from")
    forum_topic_created: Maybe[Part] = None


class Message(Part):
    """A message, or something Telegram itself says in a chat."""

    message_id: Maybe[int] = None
    message_thread_id: Maybe[int] = None
    is_topic_message: Maybe[bool] = None
    from_: Maybe[User] = Field(None, alias="from")
    sender_chat: Maybe[Chat] = None
    chat: Maybe[Chat] = None
    date: Maybe[int] = None
    edit_date: Maybe[int] = None
    reply_to_message: Maybe[Replied] = None
    media_group_id: Maybe[str] = None
    text: Maybe[str] = None
    caption: Maybe[str] = None
    entities: Maybe[list[Entity]] = None
    caption_entities: Maybe[list[Entity]] = None
    photo: Maybe[list[File]] = None
    document: Maybe[File] = None
    video: Maybe[File] = None
    audio: Maybe[File] = None
    voice: Maybe[File] = None
    video_note: Maybe[File] = None
    left_chat_member: Maybe[User] = None
    new_chat_members: Maybe[list[User]] = None
    migrate_to_chat_id: Maybe[int] = None
    migrate_from_chat_id: Maybe[int] = None


class Callback(Part):
    """A press of an inline button."""

    id: Maybe[str] = None
    from_: Maybe[User] = Field(None, alias="from")
    message: Maybe[Message] = None
    data: Maybe[str] = None


class Member(Part):
    """Somebody's standing in a chat; who is restricted may be inside or not."""

    status: Maybe[str] = None
    user: Maybe[User] = None
    is_member: Maybe[bool] = None

    @property
    def is_gone(self) -> bool:
        """Whether he or she is not in the chat."""
        out = self.status == "restricted" and self.is_member is False
        return out or self.status in {"left", "kicked"}


class MemberChange(Part):
    """Our own standing in a chat has changed, or a member's."""

    chat: Maybe[Chat] = None
    from_: Maybe[User] = Field(None, alias="from")
    date: Maybe[int] = None
    old_chat_member: Maybe[Member] = None
    new_chat_member: Maybe[Member] = None


class Update(Part):
    """One update; exactly one of its parts is there."""

    update_id: Maybe[int] = None
    message: Maybe[Message] = None
    edited_message: Maybe[Message] = None
    callback_query: Maybe[Callback] = None
    my_chat_member: Maybe[MemberChange] = None
    chat_member: Maybe[MemberChange] = None
