"""One organisation's bot: events in, effects, messages out; joins every other package.

The path of an event: stored (``receive``), then handled in its chat's order while other chats go
on in parallel; its effect and its reply are committed together and the reply goes out at once.
The path of a reminder: ``tick`` owes it, the same sender carries it.  Everything that waits is a
row; ``work`` and ``post`` only look for rows when they are woken.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot import gate
from bot.channel import Channel, Gone, Outgoing, TooLarge, Unreachable
from bot.clock import Clock
from bot.desk import day_of
from bot.feed import Feeds
from bot.lanes import Lanes, Send
from bot.leader import Claim
from bot.looking import look_at
from bot.metrics import Metrics
from bot.papers import Paper, Papers, describe
from bot.sandbox import Declined
from bot.templates import read_file
from bot.upkeep import keep_up
from bot.web import Health, Served
from handlers.messages import Document, Incoming
from handlers.router import Needs, Router, reply_of
from scheduler import afford, owe, tick
from scheduler.delivery import Failure, SendFailed, Sent
from scheduler.tick import Load, Sender
from storage import files, inbox, notices
from storage.database import Database, Transaction
from storage.filetypes import is_welcome
from storage.inbox import Received
from storage.notices import Notice, NoticeState
from storage.photos import is_photo, without_metadata

log = logging.getLogger(__name__)

_REFUSED = 30.0  # seconds until a database that refuses is asked again
_BUSY_AFTER = 3.0  # seconds a document may take before anybody is told
_BUSY_AGAIN = 5.0  # how long the apps show it
_LAST_WORDS = 5.0  # seconds for what is being said when we are asked to end; Docker waits ten
_REPEATABLE_FOR = timedelta(hours=23)
"""LINE keeps a retry key for 24 hours from its first use."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What an organisation's bot is made of."""

    database: Database
    channels: tuple[Channel, ...]
    router: Router
    papers: Papers
    feeds: Feeds
    evidence: Path
    clock: Clock
    leader: Claim


class App:
    """The bot of one organisation, between its chat apps and its database."""

    def __init__(self, parts: Parts) -> None:
        self._database = parts.database
        self._channels = {channel.name: channel for channel in parts.channels}
        self._router = parts.router
        self._papers = parts.papers
        self._feeds = parts.feeds
        self._evidence = parts.evidence
        self._clock = parts.clock
        self._sender = Sender(parts.router.render, self._send)
        self._leader = parts.leader
        self._metrics = Metrics(parts.database)
        self._lanes = Lanes(
            parts.database, self._channels, parts.router, parts.clock,
            complete=self._complete, changed=self._handled, count=self._metrics.handled,
        )  # fmt: skip
        self._outbox = asyncio.Event()
        self._stale = asyncio.Event()
        self._keeping_up = False
        self._underway = 0
        self._rest = asyncio.Condition()
        self._ending = False

    # What others call.

    async def receive(self, channel: str, headers: Mapping[str, str], body: bytes) -> None:
        """Store a webhook call's events durably; raises ``Unauthorised`` or ``Malformed``."""
        with self._metrics.acknowledging(channel):
            if events := self._channels[channel].accept(headers, body):
                await self.keep(events)
                self._metrics.received(channel, len(events))

    async def keep(self, events: list[Received]) -> None:
        """Store events that a channel has accepted, durably."""
        await self._database.write_first(gate.receive, events, self._clock.now())
        self._lanes.arrived(event.chat for event in events)

    def look(self) -> None:
        """Handle what was stored by somebody else."""
        self._lanes.look()

    async def tick(self, *, fresh: bool = False) -> None:
        """One turn of the clock: owe what is due by now; safe at any time, any number of times.

        ``fresh``: we have begun just now, and look at all that waits already.
        """
        now = self._clock.now()
        new = await self._database.write(owe.owe_reminders, now)
        if new:
            await self._word_ahead(now)
        if new or not fresh:
            self._lanes.look()
            self._outbox.set()
        self._stale.set()

    async def _word_ahead(self, now: datetime) -> None:
        last: int | None = 0
        while last is not None:
            last = await self._database.write(tick.word_ahead, self._sender.render, now, last)

    async def run(self) -> None:
        """Work until cancelled.  Call ``recover`` before."""
        async with self._leader.held(), asyncio.TaskGroup() as tasks:
            send = partial(self._begin, tasks)
            tasks.create_task(self._leader.stay())
            tasks.create_task(self._lanes.run(send))
            tasks.create_task(self._post(send))
            tasks.create_task(self._keep_up())
            for channel in self._channels.values():
                store = partial(self._store, f"{channel.name}-offset")
                tasks.create_task(channel.run(store))

    async def recover(self) -> None:
        """Wait to be the only process at work; then take up what was being sent in a crash."""
        await self._leader.become()
        now = self._clock.now()
        for channel in self._channels.values():
            unsure = await self._database.write(
                notices.recover,
                now,
                channel.name,
                repeatable_for=_REPEATABLE_FOR if channel.repeatable else timedelta(0),
            )
            if unsure:
                log.warning("interrupted sends are unsure", extra={"count": unsure})
        self._lanes.look()
        self._outbox.set()

    async def finish(self) -> None:
        """Begin nothing more and say what is being said; then ``run`` may be cancelled.

        What is cut off while it is being sent may have arrived: a person would have to look.
        """
        self._ending = True
        self._lanes.finish()
        self._outbox.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS), self._rest:
                await self._rest.wait_for(self._is_quiet)

    async def open_file(self, token: str) -> Served | None:
        """The document behind a signed link."""
        return await self._papers.open(token, self._clock.now())

    async def open_calendar(self, token: str) -> bytes | None:
        """The calendar behind a signed link."""
        return await self._feeds.open(token, self._clock.now())

    async def health(self) -> Health:
        """How the bot is, for a watchdog: per channel, what waits, what is unsure."""
        waiting = await self._database.read(_waiting_facts)
        channels = {name: channel.trouble or "ok" for name, channel in self._channels.items()}
        return Health(ok=True, facts={"channels": channels, **waiting})

    async def figures(self) -> str:
        """What ``/metrics`` says."""
        return await self._metrics.read(self._clock.now())

    async def rest(self) -> None:
        """Wait until nothing is being handled or sent and nothing has asked to be."""
        async with self._rest:
            await self._rest.wait_for(self._is_at_rest)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being done at all, so that it may be closed."""
        return self._is_at_rest() and not (self._stale.is_set() or self._keeping_up)

    def _is_at_rest(self) -> bool:
        return self._lanes.is_at_rest and not (self._outbox.is_set() or self._underway)

    def _is_quiet(self) -> bool:
        """Whether nothing is being done, whatever waits."""
        return not (self._lanes.is_busy or self._underway)

    async def _store(self, name: str, events: list[Received], offset: int) -> None:
        await self._database.write(_keep_polled, name, events, offset, self._clock.now())
        self._lanes.arrived(event.chat for event in events)

    # Events.

    async def _handled(self, *, anything: bool) -> None:
        if anything:
            self._outbox.set()
        await self._look_for_rest()

    @asynccontextmanager
    async def _looking(self, woken: asyncio.Event) -> AsyncIterator[None]:
        """Look for rows; whoever stores one meanwhile wakes us again.

        A disk that refuses ends nothing: the rows are still there at the next look.
        """
        self._underway += 1
        woken.clear()  # before the look, or what comes during it would be overlooked
        try:
            yield
        except Exception:
            log.exception("database refuses")
        self._underway -= 1
        await self._look_for_rest()

    async def _complete(self, message: Incoming, needs: Needs) -> Incoming:
        """Ask the app for what the event does not carry, before anything is locked."""
        channel = self._channels[_channel_of(message.chat)]
        if needs.name and message.sender:
            with suppress(Unreachable):
                name = await channel.name_of(message.chat, message.sender)
                message = replace(message, sender_name=name)
        if needs.title:
            title = await channel.title_of(message.chat)
            message = replace(message, chat_title=title)
        if needs.file and message.attachment:
            message = await self._with_file(channel, message, reading=needs.reading)
        return message

    async def _with_file(self, channel: Channel, message: Incoming, *, reading: bool) -> Incoming:
        if message.attachment is None:
            return message
        try:
            data = await channel.download(message.attachment)
        except (Gone, TooLarge) as problem:
            log.info("attachment not taken", extra={"reason": type(problem).__name__})
            return message
        if not is_welcome(data):
            log.info("attachment of an unknown kind not taken")
            return message
        clean = await asyncio.to_thread(without_metadata, data)
        sha256 = await asyncio.to_thread(files.store, self._evidence, clean)
        if is_photo(clean):
            await look_at(self._database, self._evidence, sha256, clean)
        held = replace(message.attachment, sha256=sha256, size=len(clean))
        message = replace(message, attachment=held)
        if not reading:
            return message
        folder, today = self._papers.folder, day_of(self._clock.now())
        return await read_file(self._database, folder, message, data, today)

    # Messages.

    async def _post(self, send: Send) -> None:
        channels = frozenset(self._channels)
        while True:
            await self._wait_for_outbox()
            if self._ending:
                return
            now = self._clock.now()
            async with self._looking(self._outbox):
                taking = self._database.write(tick.take, now, channels, self._sender.render)
                for load in await taking:
                    send(load, now)

    def _begin(self, tasks: asyncio.TaskGroup, load: Load, now: datetime) -> None:
        """Send what was claimed, beside everything else."""
        self._underway += 1
        tasks.create_task(self._post_one(load, now))

    async def _wait_for_outbox(self) -> None:
        """Until woken, or until the next postponed message may be tried."""
        if self._outbox.is_set():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(await self._pause()):
                await self._outbox.wait()

    async def _pause(self) -> float | None:
        now = self._clock.now()
        try:
            following = await self._database.read(notices.next_moment, now)
        except Exception:
            log.exception("database refuses")
            return _REFUSED
        return None if following is None else (following - now).total_seconds()

    async def _post_one(self, load: Load, now: datetime) -> None:
        more = True
        try:
            more = await tick.send(self._database, self._sender, load, now)
        finally:
            self._underway -= 1
            if more:  # the next of this chat may go, or there is a moment to wait for
                self._outbox.set()
            await self._look_for_rest()

    async def _send(self, notice: Notice, riders: tuple[Notice, ...], now: datetime) -> Sent:
        channel = self._channels[notice.channel]
        reply = reply_of(notice.words or "")
        outgoing = Outgoing(
            notice,
            reply,
            quote=notice.quote,
            price=_price(notice, now),
            riders=tuple(reply_of(rider.words or "") for rider in riders),
        )
        if reply.document is not None:
            outgoing = await self._with_paper(outgoing, reply.document, now)
        elif reply.picture is not None:
            outgoing = await self._with_picture(outgoing, reply.picture, now)
        elif reply.feed is not None:
            link = await self._feeds.link(reply.feed, now)
            outgoing = replace(outgoing, link=link)
        with self._metrics.sending(notice.channel):
            return await channel.send(outgoing, now)

    async def _with_picture(self, outgoing: Outgoing, picture: Document, now: datetime) -> Outgoing:
        """With a drawing; its figures stand in the words, which do without it if need be."""
        reply = outgoing.reply
        if reply.card is None:
            figures = await self._figures(picture)
            text = "\n".join(part for part in (reply.text.strip(), figures) if part)
            outgoing = replace(outgoing, reply=replace(reply, text=text))
        try:
            sight = await self._papers.show(picture, f"picture/{outgoing.notice.key}", now)
        except Exception as problem:
            kind = type(problem).__name__
            log.warning("no picture", extra={"notice": outgoing.notice.id, "kind": kind})
            return outgoing
        return replace(outgoing, file=sight.file, picture=sight.address)

    async def _figures(self, picture: Document) -> str:
        with _nothing_sent():
            try:
                return await describe(self._database, picture)
            except Declined as declined:
                return str(declined)

    async def _with_paper(self, outgoing: Outgoing, document: Document, now: datetime) -> Outgoing:
        """With the document, or with the sentence that says why there is none."""
        try:
            async with self._busy_shown(outgoing.notice):
                paper = await self._paper(document, outgoing.notice.key, now)
        except Declined as declined:
            told = replace(outgoing.reply, text=str(declined), document=None)
            return replace(outgoing, reply=told)
        reply = outgoing.reply
        if paper.note:
            reply = replace(reply, text=f"{reply.text}\n{paper.note}".strip())
        return replace(outgoing, reply=reply, file=paper.file, link=paper.link)

    @asynccontextmanager
    async def _busy_shown(self, notice: Notice) -> AsyncIterator[None]:
        """Whoever waits for long sees that something is being made."""
        showing = asyncio.create_task(self._show_busy(notice))
        try:
            yield
        finally:
            showing.cancel()
            await asyncio.wait({showing})

    async def _show_busy(self, notice: Notice) -> None:
        await asyncio.sleep(_BUSY_AFTER)
        while True:
            await self._channels[notice.channel].show_busy(notice.chat)
            await asyncio.sleep(_BUSY_AGAIN)

    async def _paper(self, document: Document, key: str, now: datetime) -> Paper:
        with _nothing_sent():
            return await self._papers.make(document, key, now)

    async def _keep_up(self) -> None:
        """Ask the apps for quota and members, beside everything else: nobody waits for it."""
        while True:
            await self._stale.wait()
            self._stale.clear()
            self._keeping_up = True
            try:
                channels, now = self._channels.values(), self._clock.now()
                await keep_up(self._database, channels, self._evidence, now)
            except Exception:
                log.exception("upkeep failed")
            self._keeping_up = False

    async def _look_for_rest(self) -> None:
        if self._is_at_rest():
            self._database.rest()
        if self._is_quiet():
            async with self._rest:
                self._rest.notify_all()


@contextmanager
def _nothing_sent() -> Iterator[None]:
    """What fails here failed before anything was sent: it must not count as perhaps sent."""
    try:
        yield
    except Declined:
        raise
    except Exception as problem:
        log.exception("document not made")
        raise SendFailed(type(problem).__name__, Failure.REWORD) from problem


def _price(notice: Notice, now: datetime) -> int:
    """What a push would cost; a reply, and a message of an app without quota, costs nothing."""
    replies = notice.reply_token and (notice.reply_until is None or now < notice.reply_until)
    return 1 if replies or notice.channel != afford.COUNTED else notice.reach


def _waiting_facts(tx: Transaction) -> dict[str, object]:
    return {
        "oldest_event": inbox.oldest(tx),
        "failed_events": inbox.count_failed(tx),
        "owed": notices.count(tx, NoticeState.OWED),
        "unsure": notices.count(tx, NoticeState.UNSURE),
        "dead": notices.count(tx, NoticeState.DEAD),
    }


def _keep_polled(
    tx: Transaction, name: str, events: list[Received], offset: int, now: datetime
) -> None:
    gate.receive(tx, events, now)
    inbox.move_position(tx, name, offset)


def _channel_of(address: str) -> str:
    return address.partition(":")[0]
