"""Documents issued: what was asked for, which bytes were given, and how often they were opened."""

from dataclasses import dataclass
from datetime import datetime

from storage.database import Row, Transaction, moment_from_text, moment_to_text


@dataclass(frozen=True, slots=True)
class Made:
    """A document about to be recorded; ``key`` names the request, ``request`` is its JSON.

    ``issue`` is the report on the register it is a copy of.
    """

    key: str
    request: str
    file_name: str
    sha256: str
    size: int
    issue: int | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A recorded document; its link dies at ``expires_at``."""

    id: int
    file_name: str
    sha256: str
    expires_at: datetime


def record(tx: Transaction, new: Made, now: datetime, expires_at: datetime) -> Issued:
    """Record a document under its key; a second time the first one is given back."""
    tx.execute(
        "INSERT INTO document (key, request, file_name, sha256, size, issue_id, created_at,"
        " expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        new.key, new.request, new.file_name, new.sha256, new.size, new.issue,
        moment_to_text(now), moment_to_text(expires_at),
    )  # fmt: skip
    issued = find(tx, new.key)
    if issued is None:
        raise LookupError("a document recorded a moment ago is gone")
    return issued


def find(tx: Transaction, key: str) -> Issued | None:
    """The document made for that request."""
    row = tx.one("SELECT * FROM document WHERE key = ?", key)
    return _issued(row) if row else None


def open_once(tx: Transaction, document_id: int, most: int) -> Issued | None:
    """Count one opening; None when there is no such document or it was opened ``most`` times."""
    row = tx.one(
        "UPDATE document SET openings = openings + 1 WHERE id = ? AND openings < ? RETURNING *",
        document_id, most,
    )  # fmt: skip
    return _issued(row) if row else None


def _issued(row: Row) -> Issued:
    return Issued(row["id"], row["file_name"], row["sha256"], moment_from_text(row["expires_at"]))
