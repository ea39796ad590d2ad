"""Many organisations in one process, opened when there is something to do, closed when idle.

One server, one turn of the clock, one index of when to look at each again: those with nothing due
stay closed.  What an organisation is told of a day it owes itself in the night, at a minute of its
own, so that in the morning only messages are left to send.  A moment of the index is never later
than the organisation's own rows say: before anything is stored in one, its moment is now.
"""

import asyncio
import gc
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zlib import crc32

from bot.assembly import Bot
from bot.channel import Channel, Unauthorised
from bot.clock import Clock
from bot.leader import Leader
from bot.libraries import imported, line_messaging, telegram_api
from bot.links import Links, Purpose
from bot.pool import Pool
from bot.service import asked_to_end, channels_of, spare_what_stays
from bot.settings import Settings, SettingsWrong, set_library_switches
from bot.tenancy import NAME, Tenancy
from bot.tenant import Tenant, Unavailable
from bot.vault import Locked
from bot.web import Health, Served, Site, build_many, serving
from plans.progress import BANGKOK
from scheduler import ahead, owe
from scheduler.clockwork import clockwork
from storage import turns
from storage.database import Database, Transaction
from storage.turns import Turn

log = logging.getLogger(__name__)

_IDLE = 60.0
"""How many seconds an organisation stays open that nobody speaks to."""
_SETTLES = timedelta(minutes=5)
"""How long after something was said the clock looks at the organisation again."""
_TRY_AGAIN = timedelta(minutes=15)
_AT_LEAST = timedelta(days=7)
"""How often every organisation is visited: what has had its time is forgotten then."""
_AT_ONCE = 16
_NIGHT = time(0, 5)
_NIGHT_MINUTES = 6 * 60
_ROOM = 0.02  # seconds
_UNWRITTEN_AT_MOST = 64
_CLOSED_AT_MOST = 512
"""How many closed ones lie about, some 40 kB each: they refer to themselves, and collections have
become rare."""


class _Unknown(Exception):
    """There is no such organisation."""


@dataclass(frozen=True, slots=True)
class _Apps:
    """An organisation's chat apps, kept while it is closed: what they know of themselves stays."""

    stamp: str
    channels: tuple[Channel, ...]


async def serve_all(
    machine: Settings, tenancy: Tenancy, announce: Callable[[str, int], None]
) -> None:
    """Run all organisations until the process is asked to end."""
    async with hosting(machine, tenancy, Clock()) as (host, url):
        await load_libraries()
        ticking = clockwork(host.tick)
        ticking.start()
        announce(url, len(host.names))
        await asked_to_end()
        ticking.shutdown(wait=False)


async def load_libraries() -> None:
    """Import the apps' libraries beside the running server, before anything of an organisation."""
    set_library_switches()
    await imported(telegram_api)
    await imported(line_messaging)
    spare_what_stays()


@asynccontextmanager
async def hosting(
    machine: Settings, tenancy: Tenancy, clock: Clock, idle: float = _IDLE
) -> AsyncIterator[tuple["Host", str]]:
    """All organisations of a folder behind one server; whoever runs it calls ``tick``."""
    index = await Database.open(tenancy.index, schema=turns.SCHEMA)
    try:
        leader = Leader(index, clock)
        await leader.become()
        host = Host(tenancy, clock, index, machine.open_organisations, idle)
        await host.look()
        app = build_many(NAME, host.site, host.health)
        async with (
            leader.held(),
            asyncio.TaskGroup() as tasks,
            serving(app, machine.http_host, machine.http_port) as port,
        ):
            staying = tasks.create_task(leader.stay())
            try:
                yield host, machine.public_url or f"http://{machine.http_host}:{port}"
            finally:
                await host.close()
                await host.pool.close()
                staying.cancel()
    finally:
        await index.close()


class Host:
    """The organisations of one machine; ``broken`` says what is wrong with which.

    ``pool`` are the connections they share; whoever made the host closes it.
    """

    def __init__(
        self, tenancy: Tenancy, clock: Clock, index: Database, most: int, idle: float = _IDLE
    ) -> None:
        self._tenancy = tenancy
        self._clock = clock
        self._index = index
        self._most = most
        self._idle = idle
        self._open: dict[str, Tenant] = {}
        self._line = asyncio.Lock()
        self._apps: dict[str, _Apps] = {}
        self._links: dict[str, Links] = {}
        self._kept: dict[str, Turn] = {}
        self._next: dict[str, datetime] = {}
        self._changed: set[str] = set()
        self._unwritten: dict[str, Turn] = {}
        self._closed = 0
        self.pool = Pool()
        self.broken: dict[str, str] = {}

    @property
    def names(self) -> frozenset[str]:
        """Every organisation known."""
        return frozenset(self._next)

    @property
    def open_now(self) -> int:
        """How many are open."""
        return len(self._open)

    def site(self, name: str) -> Site:
        """What the web server asks of one organisation; of one there is not, nothing is had."""
        return Site(
            channels=frozenset({"line", "telegram"}),
            receive=partial(self._receive, name),
            file=partial(self._file, name),
            calendar=partial(self._calendar, name),
            health=self.health,
        )

    async def look(self) -> None:
        """Learn which organisations there are; a new or changed one is looked at soon."""
        now = self._clock.now()
        stamps = await asyncio.to_thread(self._stamps)
        if not self._kept:
            self._kept = await self._index.read(turns.turns)
            self._next = {name: turn.due_at for name, turn in self._kept.items()}
        for name, stamp in stamps.items():
            kept = self._kept.get(name)
            if kept is None or kept.stamp != stamp:
                self._next[name] = now
                await self._note(Turn(name, now, stamp))
                if (tenant := self._open.get(name)) is not None:
                    await self._retire(tenant)
        for name in self._next.keys() - stamps.keys():
            await self._forget(name)

    async def tick(self) -> None:
        """One turn of the clock for all; safe at any time, any number of times."""
        await self.look()
        now = self._clock.now()
        due = deque(sorted((name for name, at in self._next.items() if at <= now), key=self._rank))
        async with asyncio.TaskGroup() as tasks:
            for _ in range(min(_AT_ONCE, len(due))):
                tasks.create_task(self._take_turns(due, now))
        await self._close_idle()
        await self._write_down()

    async def health(self) -> Health:
        """How many there are and are open, and which cannot be; one broken is nobody else's."""
        facts = {
            "organisations": len(self._next),
            "open": len(self._open),
            "broken": dict(sorted(self.broken.items())),
        }
        return Health(ok=not self._next or len(self.broken) < len(self._next), facts=facts)

    async def close(self) -> None:
        """Close every organisation, each with its next moment kept."""
        while self._open:
            await asyncio.gather(*map(self._retire, [*self._open.values()]))
        await self._write_down()

    @asynccontextmanager
    async def using(self, name: str) -> AsyncIterator[Bot]:
        """An organisation's bot, opened if need be and not closed meanwhile."""
        tenant = await self._tenant(name)
        tenant.uses += 1
        try:
            bot = await tenant.bot()
            self.broken.pop(name, None)
            self._links[name] = Links(bot.organisation.secret)
            yield bot
        finally:
            tenant.uses -= 1
            tenant.used_at = self._clock.seconds()
            if self._open.get(name) is tenant:  # the open ones lie in the order of their last use
                self._open[name] = self._open.pop(name)

    # What the server asks.

    async def _receive(
        self, name: str, channel: str, headers: Mapping[str, str], body: bytes
    ) -> None:
        """Whoever has no signature opens nothing, and learns nothing."""
        try:
            apps = self._apps_of(name)
        except _Unknown:
            raise Unauthorised from None
        app = next((one for one in apps.channels if one.name == channel), None)
        if app is None:
            raise Unauthorised
        if events := app.accept(headers, body):
            await self._wake(name)
            async with self.using(name) as bot:
                await bot.app.keep(events)

    def _is_strange(self, name: str, token: str) -> bool:
        """Whether an organisation that was open before never made such a link: names are no
        secret, and to open one costs more than to refuse."""
        links, now = self._links.get(name), self._clock.now()
        return links is not None and all(links.read(one, token, now) is None for one in Purpose)

    async def _file(self, name: str, token: str) -> Served | None:
        if self._is_strange(name, token):
            return None
        try:
            async with self.using(name) as bot:
                return await bot.app.open_file(token)
        except _Unknown:
            return None

    async def _calendar(self, name: str, token: str) -> bytes | None:
        if self._is_strange(name, token):
            return None
        try:
            async with self.using(name) as bot:
                return await bot.app.open_calendar(token)
        except _Unknown:
            return None

    # Turns.

    async def _take_turns(self, due: deque[str], now: datetime) -> None:
        while due:
            name = due.popleft()
            self._changed.discard(name)
            self._next[name] = now + _TRY_AGAIN
            try:
                fresh = name not in self._open
                async with self.using(name) as bot:
                    await bot.app.tick(fresh=fresh)
            except _Unknown:
                continue
            except Exception as problem:
                self.broken[name] = why = str(problem) or type(problem).__name__
                log.warning("organisation not looked at", extra={"organisation": name, "why": why})

    async def _wake(self, name: str) -> None:
        """Before anything is stored in it: if we crash it is looked at first of all."""
        now = self._clock.now()
        kept = self._kept.get(name)
        if kept is None or kept.due_at > now:
            await self._note(Turn(name, now, self._tenancy.stamp(name)))
        if name not in self._changed:
            self._changed.add(name)
            self._next[name] = min(self._next.get(name, now + _SETTLES), now + _SETTLES)

    async def _note(self, turn: Turn) -> None:
        """When to look at it, whatever was learnt before."""
        self._kept[turn.name] = turn
        self._unwritten.pop(turn.name, None)
        await self._index.write(turns.put, [turn])

    async def _close_idle(self) -> None:
        late = self._clock.seconds() - self._idle
        for tenant in [*self._open.values()]:
            if tenant.life.done():
                self._note_end(tenant)
            elif tenant.used_at <= late and tenant.is_idle:
                await self._retire(tenant)

    def _note_end(self, tenant: Tenant) -> None:
        """One that ended by itself is looked at again, later."""
        if self._open.get(tenant.name) is tenant:
            del self._open[tenant.name]
        if tenant.problem:
            self.broken[tenant.name] = tenant.problem
            self._next[tenant.name] = self._clock.now() + _TRY_AGAIN

    async def _retire(self, tenant: Tenant) -> None:
        """Close one, and keep when to look at it again: written soon, as until then the index has
        an earlier moment, by which it would only be opened once too often."""
        await tenant.leave()
        self._note_end(tenant)
        self._closed += 1
        if self._closed % _CLOSED_AT_MOST == 0:
            gc.collect()
        name, kept = tenant.name, self._kept.get(tenant.name)
        if kept is not None and not tenant.problem and name not in self._changed:
            self._kept[name] = replace(kept, due_at=self._next.get(name, kept.due_at))
            self._unwritten[name] = self._kept[name]
            if len(self._unwritten) >= _UNWRITTEN_AT_MOST:
                await self._write_down()

    async def _write_down(self) -> None:
        """What was learnt of closed ones, in one transaction."""
        learnt, self._unwritten = [*self._unwritten.values()], {}
        if learnt:
            await self._index.write(turns.put, learnt)

    async def _part(self, name: str, bot: Bot) -> None:
        """Learn from one that is closed when it wants to be looked at; soon if it was at work or
        what was said since the clock looked may make something due."""
        if not bot.app.is_idle:
            self._changed.add(name)
            return
        said, now = name in self._changed, self._clock.now()
        self._changed.discard(name)  # before we look, or what is said meanwhile would be overlooked
        moment = await bot.organisation.database.write(_next_of, name, now, said=said)
        if moment is None:
            self._changed.add(name)
        elif name not in self._changed:
            self._next[name] = moment

    def _rank(self, name: str) -> datetime:
        return self._next[name]

    # Opening.

    async def _tenant(self, name: str) -> Tenant:
        while (tenant := self._open.get(name)) is None or tenant.is_leaving:
            if tenant is not None:
                await asyncio.wait([tenant.life])
                self._note_end(tenant)
                continue
            apps = self._apps_of(name)
            if len(self._open) >= self._most:
                await self._make_room()
                continue
            url = self._tenancy.address(name) or ""
            self._open[name] = Tenant(
                name,
                self._tenancy.folder(name),
                apps.channels,
                url,
                self._clock,
                partial(self._part, name),
            )
        return tenant

    async def _make_room(self) -> None:
        """Close the one that was used longest ago; wait while all are at work.

        Whoever waits stands in a line, and only the first looks; several may be closed at once.
        """
        async with self._line:
            if len(self._open) < self._most:
                return
            while (oldest := self._oldest_idle()) is None:
                await asyncio.sleep(_ROOM)
                if len(self._open) < self._most:
                    return
            oldest.ask_to_leave()
        await self._retire(oldest)

    def _oldest_idle(self) -> Tenant | None:
        staying = (one for one in self._open.values() if not one.is_leaving)
        return next((one for one in staying if one.is_idle), None)

    def _apps_of(self, name: str) -> _Apps:
        """An organisation's chat apps; raises ``_Unknown`` or ``Unavailable``."""
        if name not in self._next and not self._tenancy.folder(name).is_dir():
            raise _Unknown
        stamp = self._tenancy.stamp(name)
        apps = self._apps.get(name)
        if apps is None or apps.stamp != stamp:
            try:
                settings = self._tenancy.settings(name)
            except (SettingsWrong, Locked) as problem:
                raise Unavailable(str(problem)) from None
            apps = self._apps[name] = _Apps(stamp, channels_of(settings, self._clock, self.pool))
        return apps

    def _stamps(self) -> dict[str, str]:
        return {name: self._tenancy.stamp(name) for name in self._tenancy.names()}

    async def _forget(self, name: str) -> None:
        """The folder is gone: so is everything we knew of it."""
        if (tenant := self._open.get(name)) is not None:
            await tenant.leave()
            self._open.pop(name, None)
        maps = (self._apps, self._links, self._kept, self._unwritten, self._next, self.broken)
        for known in maps:
            known.pop(name, None)
        self._changed.discard(name)
        await self._index.write(turns.forget, name)


def _next_of(tx: Transaction, name: str, now: datetime, *, said: bool) -> datetime | None:
    """When to look at an organisation again: its night, or when something waiting may be tried.

    None if something was ``said`` that may be due at once.
    """
    if said and not owe.owes_nothing_new(tx, now):
        return None
    due = ahead.kept_next_moment(tx, now)
    latest = now + _AT_LEAST
    night = _night_of(name, min(due or latest, latest).astimezone(BANGKOK).date())
    return min(night if night > now else now + _SETTLES, ahead.retry_moment(tx, now) or night)


def _night_of(name: str, day: date) -> datetime:
    """An organisation's own minute before that day's morning: they do not all come at once."""
    minute = crc32(name.encode()) % _NIGHT_MINUTES
    return (datetime.combine(day, _NIGHT, BANGKOK) + timedelta(minutes=minute)).astimezone(UTC)
