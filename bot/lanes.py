"""Events: every chat's in their order, those of many chats in one hop to the database.

A chat that something arrived for is ready; a turn takes some dozens of them and handles the oldest
event of each.  An event that needs something of its app first (a name, a file) goes on beside the
turns, and its chat waits for it.  Everything is a row: what is ready here is only a hint where to
look, and a look at all rows finds what no hint told of.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Protocol

from bot.channel import Channel, NotReady
from bot.clock import Clock
from handlers.messages import Incoming
from handlers.router import Needs, Router
from plans.value import quick
from scheduler import afford
from scheduler.tick import Load
from storage import inbox
from storage.database import Database, Transaction
from storage.inbox import Event

log = logging.getLogger(__name__)

_TURN = 48  # chats
_ASIDE = 16  # events at once that wait for their app

Complete = Callable[[Incoming, Needs], Awaitable[Incoming]]
"""Ask the app for what the event does not carry."""


Send = Callable[[Load, datetime], None]
"""Begin to send an answer that is claimed already."""


class Changed(Protocol):
    """Told that a turn is over."""

    async def __call__(self, *, anything: bool) -> None: ...


@quick
@dataclass(frozen=True, slots=True)
class _Found:
    """The oldest event of a chat; None of a message where there was nothing to do."""

    event: Event
    message: Incoming | None


@dataclass(frozen=True, slots=True)
class _Aside:
    """An event that must be completed first."""

    event: Event
    message: Incoming
    needs: Needs


@quick
@dataclass(frozen=True, slots=True)
class _Handled:
    """An event was handled; whether more of its chat wait, and the answer if it may go at once."""

    more: bool
    answer: Load | None = None


_Step = Callable[[Transaction], _Aside | _Handled | None]


class _NotHandled(Exception):
    """Handling failed, and nothing of it stays."""

    def __init__(self, event: Event, message: Incoming, kind: str) -> None:
        super().__init__(kind)
        self.event = event
        self.message = message
        self.kind = kind


class Lanes:
    """Handles stored events; ``changed`` is told after every turn whether it handled ``anything``.

    ``count`` is told what became of each: ``done`` or ``later``.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        router: Router,
        clock: Clock,
        complete: Complete,
        changed: Changed,
        count: Callable[[str], None],
    ) -> None:
        self._database = database
        self._channels = channels
        self._router = router
        self._clock = clock
        self._complete = complete
        self._changed = changed
        self._count = count
        self._woken = asyncio.Event()
        self._ready: dict[str, None] = {}
        self._all = False
        self._underway = False
        self._busy: set[str] = set()
        self._ending = False
        self._slots = asyncio.Semaphore(_ASIDE)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is being handled and nothing has asked to be."""
        return not (self._woken.is_set() or self.is_busy)

    @property
    def is_busy(self) -> bool:
        """Whether something is being handled."""
        return self._underway or bool(self._busy)

    def arrived(self, chats: Iterable[str]) -> None:
        """Events of these chats were stored."""
        self._ready.update(dict.fromkeys(chats))
        self._woken.set()

    def look(self) -> None:
        """Look through all rows."""
        self._all = True
        self._woken.set()

    def finish(self) -> None:
        """Begin nothing more; what is being handled is handled."""
        self._ending = True
        self._woken.set()

    async def run(self, send: Send) -> None:
        """Handle events until told to finish.

        ``send`` is given what was claimed with its effect.
        """
        async with asyncio.TaskGroup() as aside:
            while True:
                await self._woken.wait()
                if self._ending:
                    return
                self._underway = True
                self._woken.clear()  # before the turn, or what comes during it would be overlooked
                anything = False
                try:
                    anything = await self._turn(aside, send)
                except Exception:  # a disk that refuses: the rows are still there
                    log.exception("database refuses")
                self._underway = False
                await self._changed(anything=anything)

    async def _turn(self, aside: asyncio.TaskGroup, send: Send) -> bool:
        """Handle the oldest event of some chats; whether there were any."""
        now = self._clock.now()
        if self._all:
            self._all = False
            waiting = await self._database.read(inbox.waiting, now, limit=-1)
            self._ready.update(dict.fromkeys(event.chat for event in waiting))
        free = (chat for chat in self._ready if chat not in self._busy)
        chats = list(islice(free, _TURN))
        for chat in chats:
            del self._ready[chat]
        found: dict[str, _Found] = {}
        steps: list[_Step] = [partial(self._seek, chats=chats, now=now, found=found)]
        steps += [partial(self._advance, chat=chat, now=now, found=found) for chat in chats]
        sought, *outcomes = await self._database.write_each(steps)
        if isinstance(sought, BaseException):
            log.error("events left for later", exc_info=sought)
        for chat, outcome in zip(chats, outcomes, strict=True):
            if isinstance(outcome, _Handled) and outcome.answer is not None:
                send(outcome.answer, now)
            self._after(chat, outcome, aside)
        if any(chat not in self._busy for chat in self._ready):
            self._woken.set()
        return bool(chats)

    def _seek(
        self, tx: Transaction, chats: list[str], now: datetime, found: dict[str, _Found]
    ) -> None:
        """Read the oldest event of each chat, and what it says.

        What came by an app that is not set up now waits until it is again.  What is read in a row
        costs half as much as what is read between other things.
        """
        known = [chat for chat in chats if _app_of(chat) in self._channels]
        for event in inbox.next_of(tx, known, now):
            message = self._understood(tx, event)
            found[event.chat] = _Found(event, message)
            if message is not None:
                with suppress(Exception):  # whoever handles it meets it again, and is alone then
                    self._router.read(tx, message)

    def _advance(
        self, tx: Transaction, chat: str, now: datetime, found: Mapping[str, _Found]
    ) -> _Aside | _Handled | None:
        """Handle the event found for a chat, unless something must be asked first."""
        if chat not in found:
            return None
        event, message = found[chat].event, found[chat].message
        if message is None:
            return _Handled(event.followed)
        try:
            needs = self._router.needs(tx, message)
            if needs.any:
                return _Aside(event, message, needs)
            answer = self._router.handle(tx, message, now, afford.may_answer)
        except Exception as problem:
            log.exception("event not handled", extra={"event": event.id})
            raise _NotHandled(event, message, type(problem).__name__) from problem
        return _Handled(event.followed, Load(answer) if answer is not None else None)

    def _understood(self, tx: Transaction, event: Event) -> Incoming | None:
        """The event as everybody understands it; None and settled if there is nothing to do."""
        try:
            message = self._channels[_app_of(event.chat)].incoming(event.payload)
        except Exception:
            log.exception("event not understood", extra={"event": event.id})
            inbox.give_up(tx, event.key, "not understood")
            return None
        if message is None:
            inbox.done(tx, event.key)
        return message

    def _after(
        self,
        chat: str,
        outcome: _Aside | _Handled | BaseException | None,
        aside: asyncio.TaskGroup,
    ) -> None:
        match outcome:
            case _Handled():
                self._count("done")
                if outcome.more:
                    self._ready[chat] = None  # behind the others
            case _Aside() | _NotHandled():
                self._busy.add(chat)
                aside.create_task(self._go_on(chat, outcome))
            case BaseException():
                self._count("later")
                log.error("events left for later", exc_info=outcome)

    async def _go_on(self, chat: str, left: "_Aside | _NotHandled") -> None:
        """What cannot be done in a turn; then the chat is ready again."""
        try:
            async with self._slots:
                if isinstance(left, _Aside):
                    await self._handle(left)
                else:
                    await self._put_off(left.message, left.kind)
        except Exception:
            log.exception("events left for later")
        else:
            self.arrived([chat])
        finally:
            self._busy.discard(chat)
            await self._changed(anything=True)

    async def _handle(self, left: _Aside) -> None:
        now = self._clock.now()
        try:
            whole = await self._complete(left.message, left.needs)
            await self._database.write(self._router.handle, whole, now)
            self._count("done")
        except NotReady:
            self._count("later")
            await self._database.write(inbox.failed, left.event.key, "not ready", now)
        except Exception as problem:
            log.exception("event not handled", extra={"event": left.event.id})
            await self._put_off(left.message, type(problem).__name__)

    async def _put_off(self, message: Incoming, kind: str) -> None:
        self._count("later")
        await self._database.write(self._router.put_off, message, kind, self._clock.now())


def _app_of(chat: str) -> str:
    return chat.partition(":")[0]
