"""What LINE tells the bot: people's messages and doings as webhook events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from simulator.line_account import Content, LineAccount
from simulator.line_events import Event, Webhooks, mentions_in
from simulator.stage import Bubble, BubbleKind, Chat, ChatKind, File, Json, Person, Stage


@dataclass
class Switches:
    """Odd ways of LINE that can be turned on.

    ``standby`` hands the conversation to another module; ``names_presser`` off leaves ``userId``
    out of postbacks in groups; ``numbers_photos`` off sends photo sets as old Android phones do;
    ``content_delay`` is how often new content is answered 202 first.
    """

    standby: bool = False
    names_presser: bool = True
    numbers_photos: bool = True
    content_delay: int = 0


class Telling:
    """Puts what people send on the stage and tells the bot of it."""

    def __init__(self, stage: Stage, account: LineAccount, webhooks: Webhooks) -> None:
        self.switches = Switches()
        self._stage = stage
        self._account = account
        self._webhooks = webhooks
        self._last = stage.now

    def post(self, bubble: Bubble) -> Bubble:
        """Show a person's message, under an id of LINE's."""
        return self._stage.post(replace(bubble, message_id=self._account.mint.message_id()))

    def note(self, place: Chat, text: str) -> None:
        """Show what the app itself says in a chat."""
        self._stage.post(Bubble(place.id, "", BubbleKind.SYSTEM, text=text))

    def message(self, bubble: Bubble, kind: str) -> dict[str, Any]:
        """What all messages have in an event."""
        token = self._account.mint.token("read")
        self._account.read_tokens[token] = bubble.message_id
        return {"id": bubble.message_id, "type": kind, "markAsReadToken": token}

    def text_message(self, place: Chat, bubble: Bubble) -> dict[str, Any]:
        """A text with its mentions."""
        body = {
            **self.message(bubble, "text"),
            "quoteToken": self._account.quote_token(bubble),
            "text": bubble.text,
        }
        mentionees = self._mentionees(place, bubble.text)
        return body | ({"mention": {"mentionees": mentionees}} if mentionees else {})

    def _mentionees(self, place: Chat, text: str) -> list[Json]:
        if place.kind is not ChatKind.GROUP:
            return []
        people = [self._stage.people[member] for member in place.members]
        names = {p.name: self._account.user_id(p.id) if p.known else None for p in people}
        names[self._stage.bot_name] = self._account.bot_id
        return mentions_in(text, names, self._account.bot_id)

    def photos(
        self, place: Chat, person: Person, files: Sequence[File]
    ) -> Iterator[dict[str, Any]]:
        """Show photos or films; gives the message of each, tied together as a set."""
        set_id = self._account.mint.token("set")
        for index, file in enumerate(files):
            kind = "video" if file.mime.startswith("video/") else "image"
            bubble = self._put(place, person, file, BubbleKind.IMAGE)
            body: dict[str, Any] = {
                **self.message(bubble, kind),
                "quoteToken": self._account.quote_token(bubble),
                "contentProvider": {"type": "line"},
            }
            if kind == "video":
                body["duration"] = 1000
            elif len(files) > 1:
                number = (
                    {"index": index + 1, "total": len(files)}
                    if self.switches.numbers_photos
                    else {}
                )
                body["imageSet"] = {"id": set_id, **number}
            yield body

    def plain_files(
        self, place: Chat, person: Person, files: Sequence[File]
    ) -> Iterator[dict[str, Any]]:
        """Show files; gives the message of each."""
        for file in files:
            bubble = self._put(place, person, file, BubbleKind.FILE)
            size = {"fileName": file.name, "fileSize": len(file.data)}
            yield {**self.message(bubble, "file"), **size}

    def _put(self, place: Chat, person: Person, file: File, kind: BubbleKind) -> Bubble:
        key = self._stage.keep(file)
        bubble = Bubble(
            place.id,
            person.id,
            kind,
            file=key,
            file_name=file.name,
            file_size=len(file.data),
            image=f"/stage/files/{key}" if kind is BubbleKind.IMAGE else None,
        )
        shown = self.post(bubble)
        content = Content(file, self._stage.now, self.switches.content_delay)
        self._account.contents[shown.message_id] = content
        return shown

    async def tell(
        self, place: Chat, person: Person | None, kind: str, detail: Json, *, reply: bool = True
    ) -> list[str]:
        """Make one event and deliver it."""
        return await self.happen(place, [self.event(place, person, kind, detail, reply=reply)])

    async def happen(self, place: Chat, events: Sequence[Event]) -> list[str]:
        """Tell the bot, if it is in the chat: what happens without it, it never learns."""
        return await self._webhooks.happen(events) if place.bot else []

    def event(
        self, place: Chat, person: Person | None, kind: str, detail: Json, *, reply: bool
    ) -> Event:
        """One event, not yet delivered."""
        at = self._moment()
        body: dict[str, Any] = {
            "type": kind,
            "mode": "standby" if self.switches.standby else "active",
            "timestamp": int(at.timestamp() * 1000),
            "source": self._source(place, person),
            "webhookEventId": self._account.mint.event_id(at),
            "deliveryContext": {"isRedelivery": False},
            **detail,
        }
        if reply and not self.switches.standby:
            body["replyToken"] = self._account.mint.token("reply")[:32]
        return Event(place.id, at, body)

    def _source(self, place: Chat, person: Person | None) -> Json:
        user = self.user(person) if person is not None else {}
        if place.kind is ChatKind.PRIVATE:
            return user
        return {**user, "type": "group", "groupId": self._account.chat_id(place)}

    def user(self, person: Person) -> dict[str, str]:
        """A person as events name people."""
        known = {"userId": self._account.user_id(person.id)} if person.known else {}
        return {"type": "user", **known}

    def _moment(self) -> datetime:
        """The present, later than any moment before: no two events have one timestamp."""
        self._last = max(self._stage.now, self._last + timedelta(milliseconds=1))
        return self._last
