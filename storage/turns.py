"""A host's index: when to look at each organisation again, so that all others stay closed.

``stamp`` is what the organisation was last opened with; another one means that it must be looked
at whatever the moment says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction, moment_from_text, moment_to_text

SCHEMA = "host_migrations"
"""The folder of the index's own migrations."""


@dataclass(frozen=True, slots=True)
class Turn:
    """When an organisation wants to be looked at."""

    name: str
    due_at: datetime
    stamp: str


def turns(tx: Transaction) -> dict[str, Turn]:
    """Every organisation known, by name."""
    rows = tx.all("SELECT name, due_at, stamp FROM turn")
    return {
        row["name"]: Turn(row["name"], moment_from_text(row["due_at"]), row["stamp"])
        for row in rows
    }


def put(tx: Transaction, known: Iterable[Turn]) -> None:
    """Keep when to look at these again."""
    for turn in known:
        tx.execute(
            "INSERT INTO turn VALUES (?, ?, ?) ON CONFLICT (name)"
            " DO UPDATE SET due_at = excluded.due_at, stamp = excluded.stamp",
            turn.name, moment_to_text(turn.due_at), turn.stamp,
        )  # fmt: skip


def forget(tx: Transaction, name: str) -> None:
    """The organisation is gone."""
    tx.execute("DELETE FROM turn WHERE name = ?", name)
