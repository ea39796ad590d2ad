"""Who comes to and goes from the simulated Telegram's chats, people and the bot."""

from dataclasses import replace

from simulator.stage import Bubble, BubbleKind, Impossible
from simulator.telegram_account import Account
from simulator.telegram_news import News
from simulator.telegram_rooms import Room, RoomType, Standing
from simulator.telegram_shapes import user_shape


class Members:
    """Moves people and the bot; each method gives the ids of the updates this makes."""

    def __init__(self, account: Account, news: News) -> None:
        self._account = account
        self._rooms = account.rooms
        self._news = news

    async def come(self, room: Room, person: str) -> list[str]:
        """Somebody joins a group."""
        chat = self._rooms.chat(room)
        is_known = person in self._account.stage.people
        if not is_known or person in chat.members or not room.is_group:
            raise Impossible(f"{person!r} is nobody, or in the group already")
        self._account.stage.put_chat(replace(chat, members=(*chat.members, person)))
        user = self._rooms.user(person)
        self._note(room, f"{user.first_name} เข้าร่วมกลุ่ม")
        told = await self._news.serve(room, {"new_chat_members": [user_shape(user)]}, by=user)
        return told + await self._news.member(room, user, joined=True)

    async def go(self, room: Room, person: str) -> list[str]:
        """Somebody leaves a group."""
        chat = self._rooms.chat(room)
        if person not in chat.members or not room.is_group:
            raise Impossible(f"{person!r} is not in this group")
        user = self._rooms.user(person)
        rest = tuple(member for member in chat.members if member != person)
        self._account.stage.put_chat(replace(chat, members=rest))
        self._note(room, f"{user.first_name} ออกจากกลุ่ม")
        told = await self._news.serve(room, {"left_chat_member": user_shape(user)}, by=user)
        return told + await self._news.member(room, user, joined=False)

    async def add_bot(self, room: Room) -> list[str]:
        """A member adds the bot to a group."""
        if room.has_bot:
            raise Impossible("the bot is in this group already")
        told = await self._news.stand(room, Standing.MEMBER)
        self._note(room, "เพิ่มบอทเข้ากลุ่ม")
        new = {"new_chat_members": [user_shape(self._rooms.bot)]}
        return told + await self._news.serve(room, new)

    async def unblock(self, room: Room) -> list[str]:
        """The bot hears of being unblocked; a first start is told by its message alone."""
        if room.standing is not Standing.KICKED:
            return []
        return await self._news.stand(room, Standing.MEMBER)

    async def remove_bot(self, room: Room) -> list[str]:
        """Remove the bot from a group, or block it in a private chat."""
        if not room.has_bot:
            raise Impossible("the bot is not in this chat")
        told = await self._news.stand(room, Standing.KICKED)
        if room.type is RoomType.PRIVATE:
            self._note(room, "บล็อกบอทแล้ว")
            return told
        self._note(room, "นำบอทออกจากกลุ่ม")
        gone = {"left_chat_member": user_shape(self._rooms.bot)}
        return told + await self._news.serve(room, gone, even_outside=True)

    async def upgrade(self, old: Room) -> list[str]:
        """Turn a basic group into a supergroup; two service messages say so, one in each room."""
        if old.type is not RoomType.GROUP:
            raise Impossible("only a basic group can become a supergroup")
        new = self._rooms.upgrade(old)
        self._note(new, "กลุ่มนี้ยกระดับเป็นซูเปอร์กรุ๊ปแล้ว")
        told = await self._news.serve(old, {"migrate_to_chat_id": new.id})
        return told + await self._news.serve(new, {"migrate_from_chat_id": old.id}, id_=1)

    def _note(self, room: Room, text: str) -> None:
        self._account.stage.post(Bubble(room.chat, "", BubbleKind.SYSTEM, text=text))
