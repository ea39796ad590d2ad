"""The seal: every mark, and everything handed in with one, is a link of a chain of hashes.

A link's head is the hash of the head before it, of an open fact (whose answer, to which duty and
occurrence, what, when) and of a salted digest of the words.  Whoever changes a row afterwards, or
takes one out, breaks the chain from there on.  Erasing words destroys them and the salts of all
links that knew them, and seals what stands there now: without its salt a digest says nothing of
the words, and the chain still holds.

The end of the chain can only be cut off unseen where no issued report has printed a later head.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from plans.model import Mark
from storage.database import Row, Transaction, moment_to_text
from storage.transaction import remembered

BEGINNING = "0" * 64
"""The head of a chain without links."""

_SALT = 16  # bytes
_HEAD = "head"  # what links of one COMMIT tell each other
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_MARKS = (
    "SELECT mark.*, coalesce(division.name, '') AS role, duty_id, fiscal_year,"
    " number || letter AS label FROM mark JOIN division ON division.id = division_id"
    " JOIN occurrence ON occurrence.id = occurrence_id JOIN duty ON duty.id = duty_id"
    " JOIN measure ON measure.id = measure_id"
)


class Fault(StrEnum):
    """What is wrong with a link of the chain."""

    UNSEALED = "unsealed"  # a row that no link knows
    ALTERED = "altered"  # the row says something else than its link
    GONE = "gone"  # the row a link knows is not there
    BROKEN = "broken"  # the link does not follow from the one before it
    CUT = "cut"  # an issued report printed a head that the chain does not have


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the chain does not hold: a mark, or the code of an issued report."""

    fault: Fault
    place: str


def seal_mark(tx: Transaction, mark: Mark) -> None:
    """Add the link for a mark written just now."""
    duty, label = _duty_of(tx, mark.occurrence)
    fact = _fact(
        "mark", mark.id, mark.division, label, duty, mark.occurrence, mark.kind,
        mark.done_on.isoformat() if mark.done_on else None, moment_to_text(mark.said_at),
        mark.withdraws,
    )  # fmt: skip
    _link(tx, mark.id, None, fact, mark.note)


@remembered
def _duty_of(tx: Transaction, occurrence: int) -> tuple[int, str]:
    """The duty of an occurrence, and what people call it: ``3ก/2566``."""
    row = tx.all(
        "SELECT duty_id, number || letter || '/' || fiscal_year FROM occurrence"
        " JOIN duty ON duty.id = duty_id JOIN measure ON measure.id = measure_id"
        " WHERE occurrence.id = ?",
        occurrence,
    )[0]
    return row[0], row[1]


def seal_evidence(tx: Transaction, evidence_id: int) -> None:
    """Add a link for evidence as it stands now: handed in, moved to a correction, withdrawn."""
    row = tx.one("SELECT * FROM evidence WHERE id = ?", evidence_id)
    if row is None:
        raise LookupError(f"no evidence {evidence_id}")
    _link(tx, row["mark_id"], evidence_id, _evidence_fact(row), _evidence_words(row))


def forget_mark(tx: Transaction, mark_id: int) -> None:
    """The words of a mark were replaced: no salt that could prove the old ones stays."""
    tx.execute("UPDATE seal SET salt = NULL WHERE mark_id = ? AND evidence_id IS NULL", mark_id)
    row = _mark_row(tx, mark_id)
    earlier = tx.one(
        "SELECT fact FROM seal WHERE mark_id = ? AND evidence_id IS NULL ORDER BY id", mark_id
    )
    _link(tx, mark_id, None, earlier["fact"] if earlier else _mark_fact(row), row["note"])


def forget_evidence(tx: Transaction, evidence_id: int) -> None:
    """What was known of evidence is gone: no salt that could prove it stays."""
    tx.execute("UPDATE seal SET salt = NULL WHERE evidence_id = ?", evidence_id)
    seal_evidence(tx, evidence_id)


def head(tx: Transaction, before: datetime | None = None) -> str:
    """The newest head, or the one before the first mark that was said then or later."""
    first = None
    if before is not None:
        first = tx.value(
            "SELECT min(seal.id) FROM seal JOIN mark ON mark.id = mark_id WHERE said_at >= ?",
            moment_to_text(before),
        )
    found: str | None = tx.value(
        "SELECT head FROM seal WHERE id < ifnull(?, id + 1) ORDER BY id DESC LIMIT 1", first
    )
    return found or BEGINNING


def breaks(tx: Transaction) -> tuple[Break, ...]:
    """Every place where marks, evidence and links do not fit together; none in a sound chain."""
    links = tx.all("SELECT * FROM seal ORDER BY id")
    return (
        *_broken_links(links),
        *_altered_marks(tx, links),
        *_altered_evidence(tx, links),
        *_cut(tx, links),
    )


# --- links --------------------------------------------------------------------------------------


def _mark_row(tx: Transaction, mark_id: int) -> Row:
    row = tx.one(f"{_MARKS} WHERE mark.id = ?", mark_id)
    if row is None:
        raise LookupError(f"no mark {mark_id}")
    return row


def _link(tx: Transaction, mark_id: int, evidence_id: int | None, fact: str, words: str) -> None:
    salt = secrets.token_hex(_SALT)
    digest = _digest(salt, words)
    new = _next(tx.held(_HEAD, partial(head, tx)), fact, digest)
    tx.execute(
        "INSERT INTO seal (mark_id, evidence_id, fact, salt, words, head)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        mark_id, evidence_id, fact, salt, digest, new,
    )  # fmt: skip
    tx.hold(_HEAD, new)


def _next(before: str, fact: str, words: str) -> str:
    return hashlib.sha256(f"{before}\n{fact}\n{words}".encode()).hexdigest()


def _digest(salt: str, words: str) -> str:
    return hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest()


def _mark_fact(row: Row) -> str:
    return _fact(
        "mark", row["id"], row["role"], f"{row['label']}/{row['fiscal_year']}", row["duty_id"],
        row["occurrence_id"], row["kind"], row["done_on"], row["said_at"], row["withdraws"],
    )  # fmt: skip


def _evidence_fact(row: Row) -> str:
    return _fact("evidence", row["id"], row["mark_id"], row["kind"], row["withdrawn"])


def _evidence_words(row: Row) -> str:
    return _fact(row["name"], row["url"], row["sha256"], row["size"])


def _fact(*values: str | int | None) -> str:
    return _JSON.encode(values)


# --- checking -----------------------------------------------------------------------------------


def _broken_links(links: list[Row]) -> Iterator[Break]:
    before = BEGINNING
    for link in links:
        if link["head"] != _next(before, link["fact"], link["words"]):
            yield Break(Fault.BROKEN, str(link["mark_id"]))
        before = link["head"]


def _altered_marks(tx: Transaction, links: list[Row]) -> Iterator[Break]:
    newest = {link["mark_id"]: link for link in links if link["evidence_id"] is None}
    rows = {row["id"]: row for row in tx.all(_MARKS)}
    names = _names(tx)
    for mark_id, row in rows.items():
        if mark_id not in newest:
            yield Break(Fault.UNSEALED, str(mark_id))
        elif not _is_mark(newest[mark_id], row, names):
            yield Break(Fault.ALTERED, str(mark_id))
    for mark_id in newest.keys() - rows.keys():
        yield Break(Fault.GONE, str(mark_id))


def _is_mark(link: Row, row: Row, names: dict[str, str]) -> bool:
    """Whether a link knows the row; a division that was merged answers to its old name."""
    try:
        _, mark_id, role, _label, *known = json.loads(link["fact"])
    except ValueError:
        return False
    columns = ("duty_id", "occurrence_id", "kind", "done_on", "said_at", "withdraws")
    return (
        mark_id == row["id"]
        and names.get(role) == row["role"]
        and known == [row[column] for column in columns]
        and _knows(link, row["note"])
    )


def _altered_evidence(tx: Transaction, links: list[Row]) -> Iterator[Break]:
    newest = {link["evidence_id"]: link for link in links if link["evidence_id"] is not None}
    rows = {row["id"]: row for row in tx.all("SELECT * FROM evidence")}
    for evidence_id, row in rows.items():
        link = newest.get(evidence_id)
        if link is None:
            yield Break(Fault.UNSEALED, str(row["mark_id"]))
        elif link["fact"] != _evidence_fact(row) or not _knows(link, _evidence_words(row)):
            yield Break(Fault.ALTERED, str(row["mark_id"]))
    for evidence_id in newest.keys() - rows.keys():
        yield Break(Fault.GONE, str(newest[evidence_id]["mark_id"]))


def _knows(link: Row, words: str) -> bool:
    return link["salt"] is not None and link["words"] == _digest(link["salt"], words)


def _cut(tx: Transaction, links: list[Row]) -> Iterator[Break]:
    heads = {BEGINNING, *(link["head"] for link in links)}
    for row in tx.all("SELECT code, head FROM issue ORDER BY id"):
        if row["head"] not in heads:
            yield Break(Fault.CUT, row["code"])


def _names(tx: Transaction) -> dict[str, str]:
    """Every name a division has or had, with the one it is registered under."""
    names = {
        row["alias"]: row["name"]
        for row in tx.all(
            "SELECT alias, name FROM division_alias JOIN division ON division.id = division_id"
        )
    }
    return names | {row["name"]: row["name"] for row in tx.all("SELECT name FROM division")}
