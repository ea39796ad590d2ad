"""Figures for whoever watches the machine, in Prometheus' text form; none is about a person.

What happens is counted here since the process began; how things stand is asked of the database
when somebody looks.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from scheduler import afford
from scheduler.delivery import SendFailed
from storage import checkup, inbox, notices, quota
from storage.database import Database, Transaction, moment_from_text
from storage.notices import NoticeState

_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0)
"""LINE waits two seconds for an answer to a webhook."""

_SHOWN = (NoticeState.OWED, NoticeState.SENDING, NoticeState.UNSURE, NoticeState.DEAD)


@dataclass(frozen=True, slots=True)
class _Standing:
    """How things stand in the database."""

    notices: dict[NoticeState, int]
    failed_events: int
    oldest_event: datetime | None
    quota_left: int | None
    last_backup: datetime | None


class Metrics:
    """One organisation's figures, in a registry of their own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._registry = registry = CollectorRegistry()
        received = Counter(
            "tidtam_events_received", "Events stored", ["channel"], registry=registry
        )
        handled = Counter(
            "tidtam_events_handled", "Events handled, by outcome", ["outcome"], registry=registry
        )
        acknowledged = Histogram(
            "tidtam_webhook_seconds",
            "From a webhook call until its events are durable",
            ["channel"],
            buckets=_SECONDS,
            registry=registry,
        )
        sends = Counter(
            "tidtam_sends", "Tries to send, by what became of them", ["channel", "outcome"],
            registry=registry,
        )  # fmt: skip
        # counted for every message: a label's counter is looked up once
        self._received, self._handled = cache(received.labels), cache(handled.labels)
        self._acknowledged, self._sends = cache(acknowledged.labels), cache(sends.labels)

    @contextmanager
    def acknowledging(self, channel: str) -> Iterator[None]:
        """A webhook call that is being stored; timed if it was."""
        began = time.perf_counter()
        yield
        self._acknowledged(channel).observe(time.perf_counter() - began)

    def received(self, channel: str, events: int) -> None:
        """So many events were stored."""
        self._received(channel).inc(events)

    def handled(self, outcome: str) -> None:
        """An event was ``done``, or failed and is left for ``later``."""
        self._handled(outcome).inc()

    @contextmanager
    def sending(self, channel: str) -> Iterator[None]:
        """One try to send a message."""
        outcome = "unknown"
        try:
            yield
            outcome = "sent"
        except SendFailed as failed:
            outcome = failed.failure.value
            raise
        finally:
            self._sends(channel, outcome).inc()

    async def read(self, now: datetime) -> str:
        """Everything, as Prometheus reads it."""
        standing = await self._database.read(_standing, now)
        found = generate_latest(self._registry) + _gauges(standing, self._database.path, now)
        return found.decode()


def _gauges(standing: _Standing, path: Path | None, now: datetime) -> bytes:
    """How things stand; made when somebody looks, as very many may be open and never be asked."""
    registry = CollectorRegistry()
    owed = Gauge("tidtam_notices", "Messages owed", ["state"], registry=registry)
    for state, count in standing.notices.items():
        owed.labels(state.value).set(count)
    plain = {
        "tidtam_events_given_up": ("Events given up", standing.failed_events),
        "tidtam_oldest_event_seconds": (
            "Age of the oldest event waiting", _age(standing.oldest_event, now, never=0),
        ),
        "tidtam_quota_left": (
            "Messages left this month; -1 without limit",
            -1 if standing.quota_left is None else standing.quota_left,
        ),
        "tidtam_last_backup_seconds": (
            "Age of the last backup; -1 never", _age(standing.last_backup, now, never=-1),
        ),
    }  # fmt: skip
    for name, (meaning, value) in plain.items():
        Gauge(name, meaning, registry=registry).set(value)
    sizes = Gauge("tidtam_database_bytes", "Size on disk", ["file"], registry=registry)
    for kind, file in _files(path):
        sizes.labels(kind).set(file.stat().st_size if file.exists() else 0)
    return generate_latest(registry)


def _standing(tx: Transaction, now: datetime) -> _Standing:
    oldest = inbox.oldest(tx)
    return _Standing(
        notices={state: notices.count(tx, state) for state in _SHOWN},
        failed_events=inbox.count_failed(tx),
        oldest_event=moment_from_text(oldest) if oldest else None,
        quota_left=quota.purse(tx, afford.COUNTED, now).left,
        last_backup=checkup.last_backup(tx),
    )


def _age(moment: datetime | None, now: datetime, *, never: int) -> float:
    return never if moment is None else max((now - moment).total_seconds(), 0.0)


def _files(path: Path | None) -> Iterable[tuple[str, Path]]:
    if path is not None:
        yield "database", path
        yield "log", path.with_name(f"{path.name}-wal")
