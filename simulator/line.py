"""LINE on the stage: the account, its API and webhooks, and what people do in the app.

The platform demands https of every address it calls; plain http on 127.0.0.1 stands for it here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web

from simulator.line_account import LineAccount
from simulator.line_api import LineApi
from simulator.line_checks import utf16
from simulator.line_events import Webhooks
from simulator.line_flex import picked
from simulator.line_telling import Telling
from simulator.stage import (
    BOT,
    App,
    Bubble,
    BubbleKind,
    Chat,
    ChatKind,
    Device,
    Fault,
    FaultKind,
    File,
    Impossible,
    Json,
    Person,
    Stage,
)

_LONGEST_TEXT = 10_000  # what the app lets a person send

MONTHLY_LIMIT = Fault(
    FaultKind.STATUS,
    path="/v2/bot/message/push",
    status=429,
    body={"message": "You have reached your monthly limit."},
)
RATE_LIMIT = replace(
    MONTHLY_LIMIT, body={"message": "The API rate limit has been exceeded. Try again later."}
)
TOKEN_REJECTED = Fault(
    FaultKind.STATUS,
    path="/v2/bot/",
    status=401,
    body={"message": "Authentication failed due to the following reason: expired token."},
)


class LinePlatform:
    """LINE with one Official Account; see ``simulator.stage.Platform`` for the acts."""

    app = App.LINE

    def __init__(self, stage: Stage, account: LineAccount | None = None) -> None:
        self.stage = stage
        self.account = account or LineAccount(stage)
        self.webhooks = Webhooks(
            stage, self.account.reply_tokens, self.account.channel_secret, self.account.bot_id
        )
        self._telling = Telling(stage, self.account, self.webhooks)
        self.switches = self._telling.switches
        self._blocked: set[str] = set()
        self._api = LineApi(self.account, self.webhooks, self._remove_bot)

    def routes(self) -> Sequence[web.RouteDef]:
        return self._api.routes()

    # --- acts

    async def say(
        self,
        chat: str,
        person: str,
        text: str,
        quote: str | None = None,
        mention_bot: bool = False,
    ) -> list[str]:
        """Write a message; "@name" of a member, of the bot or "@All" becomes a mention."""
        place, speaker = self._speaker(chat, person)
        if not 1 <= utf16(text) <= _LONGEST_TEXT:
            raise Impossible("LINE lets a person send 1 to 10,000 characters")
        mention = f"@{self.stage.bot_name}"
        words = f"{mention} {text}" if mention_bot and mention not in text else text
        quoted = self._quoted(place, quote)
        bubble = self._telling.post(Bubble(place.id, person, text=words, quote=quote))
        body = self._telling.text_message(place, bubble)
        if quoted is not None:
            body["quotedMessageId"] = quoted.message_id
        return await self._telling.tell(place, speaker, "message", {"message": body})

    async def sticker(self, chat: str, person: str, quote: str | None = None) -> list[str]:
        """Send a sticker, perhaps quoting a message."""
        place, speaker = self._speaker(chat, person)
        quoted = self._quoted(place, quote)
        sticker = Bubble(place.id, person, BubbleKind.STICKER, text="(สติกเกอร์)", quote=quote)
        bubble = self._telling.post(sticker)
        body: dict[str, Any] = {
            **self._telling.message(bubble, "sticker"),
            "quoteToken": self.account.quote_token(bubble),
            "packageId": "446",
            "stickerId": "1988",
            "stickerResourceType": "STATIC",
        }
        if quoted is not None:
            body["quotedMessageId"] = quoted.message_id
        return await self._telling.tell(place, speaker, "message", {"message": body})

    async def tap(self, chat: str, person: str, bubble: str, action: Json) -> list[str]:
        """Tap a button; ``action`` is its action object as the bot sent it.

        What was chosen in a date picker is added to the action as ``params``, such as
        ``{"date": "2026-12-01"}``.
        """
        place, speaker = self._speaker(chat, person)
        self._check_on_show(place, speaker, bubble, action)
        match action["type"]:
            case "message":
                return await self.say(chat, person, action["text"])
            case "postback":
                said = action.get("displayText") or action.get("text")
                if said:
                    self._telling.post(Bubble(place.id, person, text=str(said)))
                return await self._press(place, speaker, {"data": action["data"]})
            case "datetimepicker":
                postback = {"data": action["data"], "params": picked(action)}
                return await self._press(place, speaker, postback)
        return []  # opens an address, the camera or the clipboard: nothing the bot is told

    async def send_files(
        self,
        chat: str,
        person: str,
        files: Sequence[File],
        as_photo: bool,
        quote: str | None = None,
        caption: str = "",
    ) -> list[str]:
        """Send photos (several at once are a set) or files."""
        place, speaker = self._speaker(chat, person)
        if quote or caption:
            raise Impossible("LINE sends pictures and files without words, and never as a reply")
        if as_photo and not all(file.mime.startswith(("image/", "video/")) for file in files):
            raise Impossible("only pictures and films can be sent as photos")
        photos = self._telling.photos if as_photo else self._telling.plain_files
        events = [
            self._telling.event(place, speaker, "message", {"message": body}, reply=True)
            for body in photos(place, speaker, files)
        ]
        return await self._telling.happen(place, events)

    async def edit(self, bubble: str, text: str) -> list[str]:
        """Correct a text in a group; the message keeps its id."""
        said, place, speaker = self._own(bubble)
        if said.kind is not BubbleKind.TEXT or place.kind is not ChatKind.GROUP:
            raise Impossible("only texts in groups can be edited")
        shown = self.stage.alter(replace(said, text=text, edited=True))
        body = self._telling.text_message(place, shown)
        del body["markAsReadToken"]
        return await self._telling.tell(place, speaker, "messageEdited", {"message": body})

    async def unsend(self, bubble: str) -> list[str]:
        """Take back a message: it disappears, and its content with it."""
        said, place, speaker = self._own(bubble)
        self.stage.alter(replace(said, deleted=True))
        content = self.account.contents.get(said.message_id)
        if content is not None:
            self.account.contents[said.message_id] = replace(content, gone=True)
        detail = {"unsend": {"messageId": said.message_id}}
        return await self._telling.tell(place, speaker, "unsend", detail, reply=False)

    async def join(self, chat: str, person: str | None = None) -> list[str]:
        place = self._place(chat)
        if place.kind is ChatKind.PRIVATE:
            return await self._follow(place)
        if person is None:
            return await self._invite_bot(place)
        if person not in self.stage.people or person in place.members:
            raise Impossible(f"{person!r} is nobody, or in the group already")
        place = self.stage.put_chat(replace(place, members=(*place.members, person)))
        self._telling.note(place, f"{self.stage.people[person].name} เข้าร่วมกลุ่ม")
        detail = {"joined": {"members": [self._telling.user(self.stage.people[person])]}}
        return await self._telling.tell(place, None, "memberJoined", detail)

    async def leave(self, chat: str, person: str | None = None) -> list[str]:
        place = self._place(chat)
        if place.kind is ChatKind.PRIVATE:
            return await self._unfollow(place)
        if person is None:
            return await self._remove_bot(place)
        _, speaker = self._speaker(chat, person)
        rest = tuple(member for member in place.members if member != person)
        place = self.stage.put_chat(replace(place, members=rest))
        self._telling.note(place, f"{speaker.name} ออกจากกลุ่ม")
        detail = {"left": {"members": [self._telling.user(speaker)]}}
        return await self._telling.tell(place, None, "memberLeft", detail, reply=False)

    async def migrate(self, chat: str) -> list[str]:
        raise Impossible("groups of LINE never change their id")

    def menu(self, chat: str, person: str) -> Sequence[Json]:
        return ()  # LINE knows no commands

    async def redeliver(self) -> int:
        """Deliver again every webhook that failed; gives how many events."""
        return await self.webhooks.redeliver()

    # --- who is where

    def _place(self, chat: str) -> Chat:
        place = self.stage.chats.get(chat)
        if place is None or place.app is not App.LINE:
            raise Impossible(f"there is no LINE chat {chat!r}")
        return place

    def _speaker(self, chat: str, person: str) -> tuple[Chat, Person]:
        place = self._place(chat)
        if person not in place.members:
            raise Impossible(f"{person!r} is not in {chat!r}")
        if place.kind is ChatKind.PRIVATE and not place.bot:
            raise Impossible("a blocked account cannot be written to")
        return place, self.stage.people[person]

    def _own(self, bubble: str) -> tuple[Bubble, Chat, Person]:
        said = self.stage.bubbles.get(bubble)
        if said is None or said.deleted or said.sender == BOT:
            raise Impossible(f"there is no message {bubble!r} of a person")
        return said, *self._speaker(said.chat, said.sender)

    def _quoted(self, place: Chat, quote: str | None) -> Bubble | None:
        if quote is None:
            return None
        bubble = self.stage.bubbles.get(quote)
        if bubble is None or bubble.chat != place.id or bubble.deleted or not bubble.message_id:
            raise Impossible(f"there is no message {quote!r} to quote here")
        return bubble

    def _check_on_show(self, place: Chat, person: Person, bubble: str, action: Json) -> None:
        shown = self.stage.bubbles.get(bubble)
        if shown is None or shown.chat != place.id or shown.deleted:
            raise Impossible(f"there is no message {bubble!r} here")
        button = {name: value for name, value in action.items() if name != "params"}
        if button in _objects_of(shown.flex):
            return
        if button not in shown.quick_replies:
            raise Impossible("there is no such button on this message")
        if person.device is not Device.PHONE:
            raise Impossible("quick replies show on phones only")
        if self.stage.view(place.id)[-1].id != bubble:
            raise Impossible("quick replies vanish when anybody writes")

    # --- what happens

    async def _press(self, place: Chat, person: Person, postback: Json) -> list[str]:
        named = person if self.switches.names_presser or place.kind is ChatKind.PRIVATE else None
        return await self._telling.tell(place, named, "postback", {"postback": postback})

    async def _follow(self, place: Chat) -> list[str]:
        again = place.id in self._blocked
        place = self.stage.put_chat(replace(place, bot=True))
        person = self.stage.people[place.members[0]]
        return await self._telling.tell(place, person, "follow", {"follow": {"isUnblocked": again}})

    async def _unfollow(self, place: Chat) -> list[str]:
        person = self.stage.people[place.members[0]]
        event = self._telling.event(place, person, "unfollow", {}, reply=False)
        self.stage.put_chat(replace(place, bot=False))
        self._blocked.add(place.id)
        return await self.webhooks.happen([event])

    async def _invite_bot(self, place: Chat) -> list[str]:
        if place.bot:
            raise Impossible("the bot is in the group already")
        place = self.stage.put_chat(replace(place, bot=True))
        self._telling.note(place, f"{self.stage.bot_name} เข้าร่วมกลุ่ม")
        return await self._telling.tell(place, None, "join", {})

    async def _remove_bot(self, place: Chat) -> list[str]:
        if not place.bot:
            raise Impossible("the bot is not in the group")
        event = self._telling.event(place, None, "leave", {}, reply=False)
        self.stage.put_chat(replace(place, bot=False))
        self._telling.note(place, f"{self.stage.bot_name} ออกจากกลุ่ม")
        return await self.webhooks.happen([event])


def _objects_of(tree: object) -> Iterator[Mapping[str, Any]]:
    """Every object inside a Flex container or template."""
    if isinstance(tree, Mapping):
        yield tree
        for value in tree.values():
            yield from _objects_of(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _objects_of(value)
