"""Telegram on the stage: the bot's account and API, and what people do in the app.

Telegram delivers to https only; plain http on 127.0.0.1 stands for it here.  Left out: its
half-second throttling of polls that repeat an offset, which counts real time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from aiohttp import web

from simulator.stage import (
    App,
    Bubble,
    BubbleKind,
    Fault,
    FaultKind,
    File,
    Impossible,
    Json,
    Stage,
)
from simulator.telegram_account import Account
from simulator.telegram_api import TelegramApi
from simulator.telegram_bubbles import bubble_of, reworded
from simulator.telegram_delivery import Delivery, Switches
from simulator.telegram_files import Media, MediaKind
from simulator.telegram_flood import Flood
from simulator.telegram_markup import inline_rows
from simulator.telegram_members import Members
from simulator.telegram_methods import menu
from simulator.telegram_news import News
from simulator.telegram_queue import Kind, Updates
from simulator.telegram_refusals import Refused, flooded
from simulator.telegram_rooms import ANONYMOUS, Message, Room, Rooms, RoomType, Standing, User
from simulator.telegram_sending import thread_of_reply
from simulator.telegram_text import NOTHING, typed_text

TOKEN = "7100000001:stage-token-that-opens-nothing-else"  # noqa: S105 - known to this stage only
USERNAME = "TidtamBot"

_LONGEST_TEXT = 4096  # the app sends a longer one in pieces
_LARGEST_ALBUM = 10
_EDITABLE = timedelta(hours=48)

BAD_GATEWAY = Fault(
    FaultKind.STATUS,
    status=502,
    body={"ok": False, "error_code": 502, "description": "Bad Gateway"},
)


def flood_wait(seconds: int, path: str = "/send") -> Fault:
    """The next call that fits ``path`` is told to wait."""
    refusal = flooded(seconds)
    return Fault(FaultKind.STATUS, path, status=refusal.code, body=refusal.body())


class TelegramPlatform:
    """Telegram with one bot; see ``simulator.stage.Platform`` for the acts.

    A private chat put on the stage with ``bot=False`` has never been started.  Switches:
    ``flood.enforced``, ``updates.twice``, ``switches`` (``paused``, ``lose_answers``).
    """

    app = App.TELEGRAM

    def __init__(
        self,
        stage: Stage,
        token: str = TOKEN,
        username: str = USERNAME,
        *,
        privacy: bool = True,
        flood: bool = True,
        seed: int = 0,
    ) -> None:
        self.stage = stage
        self.token = token
        bot = User(int(token.partition(":")[0]), stage.bot_name, is_bot=True, username=username)
        self.updates = Updates(seed)
        self.flood = Flood(enforced=flood)
        self.delivery = Delivery(stage, self.updates)
        self.rooms = Rooms(stage, bot)
        self.account = Account(stage, self.rooms, self.delivery, self.flood, privacy=privacy)
        self._news = News(self.account)
        self._members = Members(self.account, self._news)
        self._api = TelegramApi(self.account, token)
        self.delivery.execute = self._api.execute
        self._numbers = count(1)
        stage.on_turn(self._turned)

    @property
    def switches(self) -> Switches:
        return self.delivery.switches

    def routes(self) -> Sequence[web.RouteDef]:
        return self._api.routes()

    def chat_id(self, chat: str) -> int:
        """What the API calls a chat of the stage now."""
        return self.rooms.of_chat(chat).id

    def user_id(self, person: str) -> int:
        """What the API calls somebody on the stage."""
        return self.rooms.user(person).id

    def menu(self, chat: str, person: str, language: str = "th") -> list[Mapping[str, Any]]:
        """The commands the app offers a person in a chat."""
        return menu(self.account, self.rooms.of_chat(chat), self.user_id(person), language)

    # --- acts

    async def say(
        self,
        chat: str,
        person: str,
        text: str,
        quote: str | None = None,
        mention_bot: bool = False,
        *,
        topic: str | None = None,
        anonymous: bool = False,
    ) -> list[str]:
        """Write a message; ``mention_bot`` turns "/cmd" into "/cmd@bot" or puts "@bot" before.

        Without words of its own the app sends a long text in pieces.  ``anonymous`` is how an
        administrator of a group writes who hides behind its name.
        """
        room = self._entered(chat, person)
        words = (self._addressed(text) if mention_bot else text).strip()
        if not words:
            raise Impossible("an empty message cannot be sent")
        told: list[str] = []
        for start in range(0, len(words), _LONGEST_TEXT):
            piece = typed_text(words[start : start + _LONGEST_TEXT])
            blank = self._blank(room, person, quote, topic, anonymous=anonymous)
            told += await self._post(replace(blank, text=piece), person)
        return told

    async def tap(self, chat: str, person: str, bubble: str, action: Json) -> list[str]:
        """Tap a button; ``action`` is the button as the bot sent it."""
        room = self._entered(chat, person)
        message = self._shown(bubble)
        shown = self.stage.bubbles[bubble]
        if action in shown.quick_replies:
            return await self.say(chat, person, str(action["text"]))
        if not any(action in row for row in inline_rows(message.inline_markup)):
            raise Impossible("there is no such button on this message")
        if "callback_data" not in action or not room.has_bot or message.room != room.id:
            return []  # opens an address, or stands in what the group was before it moved
        return await self._news.press(room, person, message, str(action["callback_data"]))

    async def send_files(
        self,
        chat: str,
        person: str,
        files: Sequence[File],
        as_photo: bool,
        quote: str | None = None,
        caption: str = "",
        *,
        topic: str | None = None,
    ) -> list[str]:
        """Send photos or files; several at once are an album whose first part has the caption."""
        room = self._entered(chat, person)
        kind = MediaKind.PHOTO if as_photo else MediaKind.DOCUMENT
        media = [self._kept(kind, file) for file in files]
        album = str(13_000_000_000_000_000 + next(self._numbers)) if len(files) > 1 else None
        told: list[str] = []
        for place, one in enumerate(media):
            if place % _LARGEST_ALBUM == 0 and place and album:
                album = str(int(album) + 1)
            text = typed_text(caption) if place == 0 else NOTHING
            blank = self._blank(room, person, quote, topic)
            told += await self._post(replace(blank, text=text, media=one, album=album), person)
        return told

    async def edit(self, bubble: str, text: str) -> list[str]:
        """Correct one's own message or its caption."""
        message = self._own(bubble)
        if self.stage.now - message.date > _EDITABLE:
            raise Impossible("a message can be edited for 48 hours")
        changed = replace(message, text=typed_text(text), edited_at=self.stage.now)
        if changed.text == message.text or not (changed.text.plain or changed.media):
            raise Impossible("that changes nothing")
        self.stage.alter(reworded(self.account, changed))
        return await self._news.tell(changed, Kind.EDITED)

    async def unsend(self, bubble: str) -> list[str]:
        """Delete one's own message; Telegram does not tell bots."""
        self.rooms.forget(self._own(bubble))
        self.stage.alter(replace(self.stage.bubbles[bubble], deleted=True))
        return []

    async def join(self, chat: str, person: str | None = None, *, payload: str = "") -> list[str]:
        """Without ``person`` the bot is added or started, perhaps by a link with a payload."""
        room = self.rooms.of_chat(chat)
        if person is not None:
            return await self._members.come(room, person)
        if room.type is RoomType.PRIVATE:
            told = await self._members.unblock(room)
            command = "/start"
        else:
            told = await self._members.add_bot(room)
            command = f"/start@{self.rooms.bot.username}"
        if payload or room.type is RoomType.PRIVATE:
            first = self.rooms.chat(room).members[0]
            told += await self.say(chat, first, f"{command} {payload}")
        return told

    async def leave(self, chat: str, person: str | None = None) -> list[str]:
        """Without ``person`` the bot is removed from a group, or blocked by its partner."""
        room = self.rooms.of_chat(chat)
        if person is not None:
            return await self._members.go(room, person)
        return await self._members.remove_bot(room)

    async def migrate(self, chat: str) -> list[str]:
        """Make a basic group a supergroup: the bot hears of it in both rooms, in any order."""
        return await self._members.upgrade(self.rooms.of_chat(chat))

    # --- further acts, of administrators and of Telegram itself

    async def promote_bot(self, chat: str, *, admin: bool = True) -> list[str]:
        """Make the bot an administrator, or a plain member again."""
        standing = Standing.ADMIN if admin else Standing.MEMBER
        return await self._news.stand(self.rooms.of_chat(chat), standing)

    def mute(self, chat: str, *, muted: bool = True) -> None:
        """Let only administrators write in a group."""
        self.rooms.put(replace(self.rooms.of_chat(chat), muted=muted))

    def delete(self, chat: str) -> None:
        """The group is deleted, or the account of the bot's partner."""
        self.rooms.put(replace(self.rooms.of_chat(chat), deleted=True))

    def close_topic(self, chat: str, topic: str) -> None:
        room = self.rooms.of_chat(chat)
        self.rooms.put(replace(room, closed_topics=room.closed_topics | {topic}))

    def another_bot_says(self, chat: str, text: str) -> None:
        """Bots do not hear each other; but bare commands now go to the other one."""
        room = self.rooms.put(replace(self.rooms.of_chat(chat), bot_spoke_last=False))
        self.stage.post(Bubble(room.chat, "", BubbleKind.SYSTEM, text=text))

    async def redeliver(self) -> None:
        """Try again at once what waits for its next attempt."""
        await self.delivery.redeliver()

    async def _turned(self, now: datetime) -> None:
        await self.delivery.turned()

    # --- who is where

    def _entered(self, chat: str, person: str) -> Room:
        """The room, once it is certain that this person can write in it."""
        room = self.rooms.of_chat(chat)
        if person not in self.rooms.chat(room).members:
            raise Impossible(f"{person!r} is not in {chat!r}")
        if room.type is not RoomType.PRIVATE or room.has_bot:
            return room
        if room.standing is Standing.KICKED:
            raise Impossible("a blocked bot cannot be written to")
        return self.rooms.put(replace(room, standing=Standing.MEMBER))

    def _shown(self, bubble: str) -> Message:
        message = self.rooms.shown_as(bubble)
        if message is None:
            raise Impossible(f"there is no message {bubble!r}")
        return message

    def _own(self, bubble: str) -> Message:
        message = self._shown(bubble)
        if message.sender is self.rooms.bot or message.service:
            raise Impossible("only one's own messages can be changed")
        return message

    # --- what is said

    def _addressed(self, text: str) -> str:
        mention = f"@{self.rooms.bot.username}"
        if mention.lower() in text.lower():
            return text
        commands = typed_text(text).parts("bot_command")
        if commands and text.strip().startswith(commands[0]):
            return text.strip().replace(commands[0], commands[0] + mention, 1)
        return f"{mention} {text}"

    def _blank(
        self,
        room: Room,
        person: str,
        quote: str | None,
        topic: str | None,
        *,
        anonymous: bool = False,
    ) -> Message:
        """A message of somebody's without its content."""
        replied = self._shown(quote) if quote else None
        if replied and replied.room != room.id:
            raise Impossible("a message of another chat cannot be replied to")
        forum = bool(self.rooms.chat(room).topics)
        thread = self.rooms.topic_id(room, topic) if topic else None
        if thread is None and replied:
            thread = thread_of_reply(room, replied, forum=forum)
        return Message(
            room=room.id,
            id=self.rooms.next_id(room),
            sender=ANONYMOUS if anonymous else self.rooms.user(person),
            date=self.stage.now,
            reply_to=replied.id if replied else None,
            thread=thread,
            in_topic=forum and thread is not None,
        )

    async def _post(self, message: Message, person: str) -> list[str]:
        bubble = self.stage.post(bubble_of(self.account, message, person))
        return await self._news.tell(replace(message, bubble=bubble.id), Kind.MESSAGE)

    def _kept(self, kind: MediaKind, file: File) -> Media:
        try:
            return self.account.shelf.put(kind, file, self.stage.keep(file))
        except Refused as refusal:
            raise Impossible("Telegram cannot show this as a photo") from refusal
