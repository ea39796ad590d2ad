"""What the simulated Telegram tells the bot, and what privacy mode keeps from it."""

from dataclasses import replace
from itertools import count

from simulator.telegram_account import Account, Press
from simulator.telegram_queue import (
    MESSAGE_LIFE,
    PRESS_LIFE,
    Kind,
    member_queue,
    membership_queue,
    press_queue,
)
from simulator.telegram_rooms import Message, Room, Standing, User
from simulator.telegram_shapes import (
    Shape,
    member_change,
    message_shape,
    standing_change,
    user_shape,
)
from simulator.telegram_text import Text


class News:
    """Makes updates of what happens; each method gives the ids of those the bot will get."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._numbers = count(1)

    async def tell(self, message: Message, kind: Kind) -> list[str]:
        """Keep a person's message, and tell the bot of it if privacy mode lets it know."""
        rooms = self._account.rooms
        room = rooms.room(message.room)
        kept = rooms.keep(replace(message, for_bot=self._is_for_bot(room, message)))
        sees_all = not self._account.privacy or room.standing is Standing.ADMIN
        if not room.has_bot or not (kept.for_bot or sees_all):
            return []
        shape = message_shape(rooms, kept)
        return await self._account.delivery.add(kind, room.id, shape, MESSAGE_LIFE)

    async def press(self, room: Room, person: str, message: Message, data: str) -> list[str]:
        """A button was pressed; privacy mode has no say in that."""
        user = self._account.rooms.user(person)
        id_ = str((user.id << 31) + next(self._numbers))
        self._account.presses[id_] = Press(room, person, self._account.stage.now)
        content = {
            "id": id_,
            "from": user_shape(user),
            "message": message_shape(self._account.rooms, message),
            "chat_instance": str(room.id * 7919),
            "data": data,
        }
        queue = press_queue(user.id)
        return await self._account.delivery.add(Kind.CALLBACK, queue, content, PRESS_LIFE)

    async def serve(
        self,
        room: Room,
        service: Shape,
        *,
        by: User | None = None,
        id_: int | None = None,
        even_outside: bool = False,
    ) -> list[str]:
        """A service message: the bot in the room gets it, or one that was just removed."""
        rooms = self._account.rooms
        message = Message(
            room=room.id,
            id=id_ or rooms.next_id(room),
            sender=by or rooms.owner(room),
            date=self._account.stage.now,
            service=service,
        )
        rooms.keep(message)
        if not (rooms.room(room.id).has_bot or even_outside):
            return []
        shape = message_shape(rooms, message)
        return await self._account.delivery.add(Kind.MESSAGE, room.id, shape, MESSAGE_LIFE)

    async def stand(self, room: Room, standing: Standing) -> list[str]:
        """Change how the bot stands in a room, and tell it."""
        rooms = self._account.rooms
        by = rooms.owner(room)
        after = rooms.put(replace(room, standing=standing))
        change = standing_change(rooms, room, after, by, self._account.stage.now)
        queue = membership_queue(room.id)
        return await self._account.delivery.add(Kind.MY_CHAT_MEMBER, queue, change, MESSAGE_LIFE)

    async def member(self, room: Room, user: User, *, joined: bool) -> list[str]:
        """Somebody came or went; told only to bots that have asked for ``chat_member``."""
        rooms = self._account.rooms
        if not rooms.room(room.id).has_bot:
            return []
        change = member_change(rooms, room, user, self._account.stage.now, joined=joined)
        queue = member_queue(user.id)
        return await self._account.delivery.add(Kind.CHAT_MEMBER, queue, change, MESSAGE_LIFE)

    def _is_for_bot(self, room: Room, message: Message) -> bool:
        if not room.is_group:
            return True
        replied = self._account.rooms.message(room.id, message.reply_to or 0)
        return self._is_command(room, message.text) or (replied is not None and replied.for_bot)

    def _is_command(self, room: Room, text: Text) -> bool:
        """Whether "/cmd@bot" names this bot, or a bare "/cmd" follows its words."""
        mention = f"@{self._account.rooms.bot.username}".lower()
        for command in text.parts("bot_command"):
            if command.lower().endswith(mention):
                return True
            if "@" not in command and room.bot_spoke_last and text.plain.startswith(command):
                return True
        return False
