"""A LINE Official Account as the platform keeps it: who is who, what was said, what it may send."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from simulator.line_checks import Placeholder, split_braces
from simulator.line_ledger import AccessTokens, Mint, Quota, ReplyTokens, RetryKeys
from simulator.line_rules import QUOTABLE, Refused, Where
from simulator.stage import BOT, App, Bubble, BubbleKind, Chat, ChatKind, File, Json, Person, Stage

_CONTENT_LIVES = timedelta(days=14)  # LINE promises no time at all


@dataclass(frozen=True, slots=True)
class Content:
    """A photo or file somebody sent: ``not_ready`` times answered 202, ``gone`` once unsent.

    ``repeat`` makes a huge stream of few bytes.
    """

    file: File
    at: datetime
    not_ready: int = 0
    gone: bool = False
    repeat: int = 1

    def is_kept(self, now: datetime) -> bool:
        return now - self.at <= _CONTENT_LIVES


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where a push goes: ``chat`` None when nobody will see it, ``cost`` in messages."""

    chat: Chat | None
    cost: int


class LineAccount:
    """The account's memory; everything here is done at once, so no two requests interleave."""

    def __init__(
        self,
        stage: Stage,
        channel_id: str = "2000000001",
        channel_secret: str = "8c570fa6dd201bb328f1c1eac23a96d8",  # noqa: S107 - of the stage only
        access_token: str | None = None,
        limit: int | None = 300,
    ) -> None:
        self.stage = stage
        self.channel_id = channel_id
        self.channel_secret = channel_secret
        self.mint = Mint(channel_id)
        self.bot_id = self.mint.lasting("U", "the bot")
        self.reply_tokens = ReplyTokens(stage.clock)
        self.retry_keys = RetryKeys(stage.clock)
        self.access_tokens = AccessTokens(stage.clock, access_token)
        self.quota = Quota(stage.clock, limit)
        self.contents: dict[str, Content] = {}
        self.read_tokens: dict[str, str] = {}
        self.read: set[str] = set()
        self._quotes: defaultdict[str, dict[str, str]] = defaultdict(dict)  # chat -> token -> id

    # --- who is who

    def user_id(self, person: str) -> str:
        """The id the bot knows a person by."""
        return self.mint.lasting("U", person)

    def chat_id(self, chat: Chat) -> str:
        """The id the bot knows a chat by: the group's, or the person's of a private chat."""
        if chat.kind is ChatKind.GROUP:
            return self.mint.lasting("C", chat.id)
        return self.user_id(chat.members[0])

    def find_person(self, user_id: str) -> Person | None:
        people = self.stage.people.values()
        return next((p for p in people if p.known and self.user_id(p.id) == user_id), None)

    def find_chat(self, line_id: str) -> Chat | None:
        chats = (chat for chat in self.stage.chats.values() if chat.app is App.LINE)
        return next((chat for chat in chats if self.chat_id(chat) == line_id), None)

    def group(self, line_id: str) -> Chat:
        """The group with the bot in it; 404 otherwise."""
        chat = self.find_chat(line_id)
        if chat is None or chat.kind is not ChatKind.GROUP or not chat.bot:
            raise Refused(404, "Not found")
        return chat

    # --- what it may send, and where

    def receiver(self, line_id: str) -> Receiver:
        """Where a push to ``line_id`` ends up; 400 when LINE would not even try."""
        chat = self.find_chat(line_id)
        if chat is None:
            if self.find_person(line_id) is None:
                raise Refused(400, "Failed to send messages")
            return Receiver(None, 0)  # no friend: accepted, never delivered
        if chat.kind is ChatKind.GROUP:
            if not chat.bot:
                raise Refused(400, "Failed to send messages")
            return Receiver(chat, len(chat.members))
        return Receiver(chat, 1) if chat.bot else Receiver(None, 0)

    def friend(self, line_id: str) -> Receiver:
        """Where a multicast to a user ends up: nowhere if there is no such friend."""
        chat = self.find_chat(line_id)
        return Receiver(chat, 1) if chat is not None and chat.bot else Receiver(None, 0)

    def where(self, chat: Chat | None) -> Where:
        """What may be mentioned and quoted in a chat."""
        if chat is None:
            return Where(mentions=False, quotable=frozenset())
        known = [self.stage.people[person] for person in chat.members]
        ids = frozenset(self.user_id(person.id) for person in known if person.known)
        is_group = chat.kind is ChatKind.GROUP
        return Where(is_group, ids, frozenset(self._quotes[chat.id]))

    def show(
        self, chat: Chat | None, messages: Sequence[Json], *, silent: bool
    ) -> tuple[Json, ...]:
        """Put messages of the bot into a chat; gives ``sentMessages``.  None: nobody sees them."""
        sent = []
        for index, message in enumerate(messages):
            message_id = self.mint.message_id()
            shown = None
            if chat is not None:
                bubble = replace(self._bubble(chat, message), message_id=message_id, silent=silent)
                if index < len(messages) - 1:
                    bubble = replace(bubble, quick_replies=())  # only the last message's show
                shown = self.stage.post(bubble)
            token = self.quote_token(shown) if message["type"] in QUOTABLE else None
            sent.append({"id": message_id} | ({"quoteToken": token} if token else {}))
        return tuple(sent)

    def quote_token(self, bubble: Bubble | None) -> str:
        """A fresh token that lets the bot quote a bubble in its chat."""
        token = self.mint.token("quote")
        if bubble is not None:
            self._quotes[bubble.chat][token] = bubble.id
        return token

    def _bubble(self, chat: Chat, message: Json) -> Bubble:
        quick = message.get("quickReply") or {}
        bubble = Bubble(
            chat.id,
            BOT,
            text=str(message.get("altText") or message.get("text") or ""),
            quote=self._quotes[chat.id].get(str(message.get("quoteToken"))),
            quick_replies=tuple(item["action"] for item in quick.get("items", ())),
        )
        match message["type"]:
            case "textV2":
                bubble = replace(bubble, text="".join(self._substituted(message)))
            case "flex":
                bubble = replace(bubble, kind=BubbleKind.FLEX, flex=message["contents"])
            case "template":
                bubble = replace(bubble, kind=BubbleKind.TEMPLATE, flex=message["template"])
            case "image":
                url = message["originalContentUrl"]
                bubble = replace(bubble, kind=BubbleKind.IMAGE, image=url)
            case "sticker":
                bubble = replace(bubble, kind=BubbleKind.STICKER, text="(สติกเกอร์)")
            case "video" | "audio":
                bubble = replace(bubble, text=str(message["originalContentUrl"]))
            case "location":
                bubble = replace(bubble, text=f"{message['title']}\n{message['address']}")
        return bubble

    def _substituted(self, message: Json) -> Iterator[str]:
        for piece in split_braces(message["text"]):
            if not isinstance(piece, Placeholder):
                yield piece
                continue
            target = message["substitution"][piece.key].get("mentionee")
            if target is None:
                yield "🙂"
            elif target["type"] == "all":
                yield "@All"
            else:
                person = self.find_person(target["userId"])
                yield f"@{person.name if person else ''}"
