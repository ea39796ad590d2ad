"""What is kept of one person, to hand out and to forget.

Forgetting takes the person out of what stays: marks, decisions and issued reports keep the role,
the date and what was reported, which are the office's own record, and lose the name.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from storage import wordings
from storage.database import Transaction, moment_from_text, moment_to_text
from storage.people import Person, Role

_NAMELESS = ("mark", "signing")
_SHORTEST_NAME = 2  # a single letter stands in every message


@dataclass(frozen=True, slots=True)
class Part:
    """A part a person plays: staff of a division, executive or administrator."""

    role: Role
    division: str
    since: datetime


@dataclass(frozen=True, slots=True)
class SaidOnce:
    """One thing a person reported."""

    at: datetime
    division: str
    duty: str
    kind: str
    note: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Away:
    """When a person was away, and who stood in."""

    starts: str
    ends: str
    substitute: str


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Everything kept of one person; the app's own id is not printed, only which app."""

    name: str
    app: str
    parts: tuple[Part, ...]
    groups: tuple[str, ...]
    said: tuple[SaidOnce, ...]
    absences: tuple[Away, ...]
    oversight: int
    decisions: int
    documents: int


def personal_data(tx: Transaction, person: Person) -> PersonalData:
    """Everything kept of a person."""
    row = tx.one("SELECT name, address FROM person WHERE id = ?", person.id)
    address = row["address"] if row else None
    return PersonalData(
        name=person.name,
        app=(address or "").partition(":")[0],
        parts=_parts(tx, person),
        groups=_groups(tx, person),
        said=_said(tx, person),
        absences=tuple(
            Away(one["starts"], one["ends"], one["substitute"])
            for one in tx.all("SELECT * FROM absence WHERE person_id = ? ORDER BY id", person.id)
        ),
        oversight=_count(tx, "oversight", person),
        decisions=_count(tx, "decision", person),
        documents=_count(tx, "issue", person, "asked_by"),
    )


def _parts(tx: Transaction, person: Person) -> tuple[Part, ...]:
    rows = tx.all(
        "SELECT role, ifnull(name, '') AS division, given_at FROM role"
        " LEFT JOIN division ON division.id = division_id WHERE person_id = ? ORDER BY given_at",
        person.id,
    )
    return tuple(
        Part(Role(row["role"]), row["division"], moment_from_text(row["given_at"])) for row in rows
    )


def _groups(tx: Transaction, person: Person) -> tuple[str, ...]:
    rows = tx.all(
        "SELECT title FROM speaks_for JOIN chat ON chat.id = chat_id WHERE person_id = ?",
        person.id,
    )
    return tuple(row["title"] for row in rows)


def _said(tx: Transaction, person: Person) -> tuple[SaidOnce, ...]:
    rows = tx.all(
        "SELECT mark.id, said_at, division.name AS division, mark.kind AS kind, note,"
        " measure.number || letter || '/' || fiscal_year AS duty FROM mark"
        " JOIN division ON division.id = division_id JOIN occurrence ON occurrence.id ="
        " occurrence_id JOIN duty ON duty.id = duty_id JOIN measure ON measure.id = measure_id"
        " WHERE person_id = ? ORDER BY mark.id",
        person.id,
    )
    return tuple(
        SaidOnce(
            moment_from_text(row["said_at"]),
            row["division"],
            row["duty"],
            row["kind"],
            row["note"],
            _evidence(tx, row["id"]),
        )
        for row in rows
    )


def _evidence(tx: Transaction, mark_id: int) -> tuple[str, ...]:
    rows = tx.all(
        "SELECT ifnull(url, name) AS what FROM evidence WHERE mark_id = ? AND withdrawn = 0",
        mark_id,
    )
    return tuple(row["what"] for row in rows)


def _count(tx: Transaction, table: str, person: Person, column: str = "person_id") -> int:
    count: int = tx.value(f"SELECT count(*) FROM {table} WHERE {column} = ?", person.id)
    return count


def is_last_admin(tx: Transaction, person: Person) -> bool:
    """Whether the office would have no administrator without this person."""
    admins = tx.all("SELECT DISTINCT person_id FROM role WHERE role = 'admin'")
    return [row["person_id"] for row in admins] == [person.id]


def forget_person(tx: Transaction, person: Person, now: datetime) -> None:
    """Take a person out of everything; what he or she reported stays with the role."""
    row = tx.one("SELECT address FROM person WHERE id = ?", person.id)
    _forget_words(tx, person)
    wordings.clear(tx)
    for table in _NAMELESS:
        tx.execute(f"UPDATE {table} SET author = '' WHERE person_id = ?", person.id)
    for table in ("role", "speaks_for", "absence", "draft", "departure"):
        tx.execute(f"DELETE FROM {table} WHERE person_id = ?", person.id)
    if row is not None and row["address"] is not None:
        _forget_address(tx, row["address"], now)
    tx.execute("UPDATE person SET address = NULL, name = '', active = 0 WHERE id = ?", person.id)


def _forget_words(tx: Transaction, person: Person) -> None:
    """Our own answers name whom they answered, and others are told of him or her by name."""
    for row in tx.all("SELECT DISTINCT key FROM mark WHERE person_id = ?", person.id):
        event = row["key"].partition("#")[0]
        tx.execute("UPDATE notice SET words = NULL WHERE key = ?", f"reply/{event}")
    if len(person.name) >= _SHORTEST_NAME:
        tx.execute(
            "UPDATE notice SET words = NULL"
            " WHERE instr(words, ?) AND state NOT IN ('owed', 'sending')",
            json.dumps(person.name, ensure_ascii=False)[1:-1],
        )


def _forget_address(tx: Transaction, address: str, now: datetime) -> None:
    """The 1:1 chat goes with its messages; of notices and events their keys stay, to be known."""
    for table in ("evidence_window", "loose_file"):
        tx.execute(f"DELETE FROM {table} WHERE sender = ?", address)
    tx.execute("DELETE FROM wrong_code WHERE address = ?", address)
    _forget_mentions(tx, address)
    chat = tx.one("SELECT id FROM chat WHERE address = ? AND kind = 'private'", address)
    if chat is None:
        return
    for table in ("chat_division", "speaks_for"):
        tx.execute(f"DELETE FROM {table} WHERE chat_id = ?", chat["id"])
    tx.execute("DELETE FROM sent_message WHERE chat = ?", address)
    tx.execute(
        "UPDATE notice SET state = 'dropped', settled_at = ? WHERE chat = ? AND state = 'owed'",
        moment_to_text(now), address,
    )  # fmt: skip
    gone = f"{address.partition(':')[0]}:forgotten"
    tx.execute(
        "UPDATE notice SET chat = ?, words = NULL, quote = NULL, reply_token = NULL"
        " WHERE chat = ? AND state NOT IN ('owed', 'sending')",
        gone, address,
    )  # fmt: skip
    tx.execute(
        "UPDATE event SET chat = ?, payload = '' WHERE chat = ? AND state <> 'new'", gone, address
    )
    tx.execute("DELETE FROM chat WHERE id = ?", chat["id"])


def _forget_mentions(tx: Transaction, address: str) -> None:
    """The address as a part of other things: of a message's id in 1:1, of a notice's key."""
    for table in ("mark", "evidence"):
        tx.execute(
            f"UPDATE {table} SET message = 'forgotten/' || id"
            " WHERE substr(message, 1, length(?1) + 1) = ?1 || '/'",
            address,
        )
    tx.execute(
        "UPDATE notice SET key = replace(key, '/' || ?1 || '/', '/forgotten-' || id || '/')"
        " WHERE instr(key, '/' || ?1 || '/')",
        address,
    )
