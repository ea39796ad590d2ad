"""Who speaks: divisions and their other names, chats, people, roles and one-time codes.

A code is random, kept only as a hash, expires and works once; whoever tries wrong ones too often
has to wait.  Chats and people are found by address and keep their own id when it changes.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from plans.value import quick
from storage.database import Row, Transaction, moment_from_text, moment_to_text
from storage.transaction import people_remembered, remembered

T = TypeVar("T")

CODE_LIFE = timedelta(days=7)
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_GROUPS = 3
_WRONG_TRIES = 5
_WRONG_WITHIN = timedelta(hours=1)


class Role(StrEnum):
    """What a person may do."""

    STAFF = "staff"
    EXECUTIVE = "executive"
    ADMIN = "admin"


class Audience(StrEnum):
    """Whom a chat speaks for; what a code binds."""

    DIVISION = "division"
    EXECUTIVE = "executive"
    ADMIN = "admin"


@quick
@dataclass(frozen=True, slots=True)
class Division:
    """A registered division or committee; ``name`` is the office's own."""

    id: int
    name: str
    is_committee: bool = False
    retired: bool = False


@quick
@dataclass(frozen=True, slots=True)
class Chat:
    """A chat we were invited to; unbound while ``audience`` is None and it has no division."""

    id: int
    address: str
    private: bool
    title: str
    audience: Audience | None
    active: bool
    members: int
    bound_at: datetime | None = None
    divisions: tuple[Division, ...] = ()
    language: str = ""

    @property
    def is_bound(self) -> bool:
        """Whether a code was said here."""
        return self.audience is not None


@quick
@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who spoke to us."""

    id: int
    name: str
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code gives."""

    audience: Audience
    division: Division | None


class CodeProblem(StrEnum):
    """Why a code was not accepted."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    THROTTLED = "throttled"


# The register of divisions.


@remembered
def divisions(tx: Transaction) -> tuple[Division, ...]:
    """Every division that "everyone" means, as registered."""
    rows = tx.all("SELECT * FROM division WHERE retired = 0 ORDER BY id")
    return tuple(_division(row) for row in rows)


def aliases(tx: Transaction) -> dict[str, str]:
    """Other names of divisions, each with the registered name it stands for."""
    rows = tx.all(
        "SELECT alias, name FROM division_alias JOIN division ON division.id = division_id"
    )
    return {row["alias"]: row["name"] for row in rows}


def find_division(tx: Transaction, name: str) -> Division | None:
    """The division with that name or alias."""
    row = tx.one(
        "SELECT * FROM division WHERE name = ? OR id ="
        " (SELECT division_id FROM division_alias WHERE alias = ?) ORDER BY name = ? DESC",
        name, name, name,
    )  # fmt: skip
    return _division(row) if row else None


def get_division(tx: Transaction, division_id: int) -> Division:
    """The division with that id, which must exist."""
    row = tx.one("SELECT * FROM division WHERE id = ?", division_id)
    if row is None:
        raise LookupError(f"no division {division_id}")
    return _division(row)


def register_division(tx: Transaction, name: str, *, is_committee: bool = False) -> Division:
    """The division of that name or alias, put on the register if it was not there."""
    known = find_division(tx, name)
    if known is not None:
        return known
    kind = "committee" if is_committee else "division"
    tx.execute("INSERT INTO division (name, kind) VALUES (?, ?)", name, kind)
    return _must(find_division(tx, name))


def name_division(tx: Transaction, alias: str, division: Division) -> None:
    """Let another name stand for a division."""
    tx.execute(
        "INSERT INTO division_alias VALUES (?, ?)"
        " ON CONFLICT (alias) DO UPDATE SET division_id = excluded.division_id",
        alias, division.id,
    )  # fmt: skip


def last_reporter(tx: Transaction, division: Division, chat: str) -> tuple[str, str] | None:
    """The address and name of who reported last for a division in that chat, if known by name."""
    row = tx.one(
        "SELECT address, person.name FROM mark JOIN person ON person.id = person_id"
        " JOIN event ON event.key = substr(mark.key, 1, instr(mark.key, '#') - 1)"
        " WHERE division_id = ? AND active = 1 AND person.name <> '' AND address IS NOT NULL"
        " AND event.chat = ? ORDER BY mark.id DESC LIMIT 1",
        division.id, chat,
    )  # fmt: skip
    return (row["address"], row["name"]) if row else None


def rename_division(tx: Transaction, division: Division, name: str) -> None:
    """Call a division otherwise; its old name, which the plan may print, goes on meaning it."""
    tx.execute("DELETE FROM division_alias WHERE alias = ?", name)
    tx.execute("UPDATE division SET name = ? WHERE id = ?", name, division.id)
    name_division(tx, division.name, division)


def merge_divisions(tx: Transaction, old: Division, into: Division) -> None:
    """``old`` was another name of ``into``: its duties, chats and answers are the other's."""
    for table in ("duty_division", "chat_division", "speaks_for", "snooze"):
        tx.execute(
            f"UPDATE OR IGNORE {table} SET division_id = ? WHERE division_id = ?", into.id, old.id
        )
        tx.execute(f"DELETE FROM {table} WHERE division_id = ?", old.id)
    tx.execute("UPDATE OR IGNORE role SET division_id = ? WHERE division_id = ?", into.id, old.id)
    tx.execute("DELETE FROM role WHERE division_id = ?", old.id)
    for table in ("mark", "oversight", "code", "division_alias"):
        tx.execute(f"UPDATE {table} SET division_id = ? WHERE division_id = ?", into.id, old.id)
    tx.execute("UPDATE duty SET lead_id = ? WHERE lead_id = ?", into.id, old.id)
    for column in ("old_id", "new_id"):
        tx.execute(f"UPDATE handover SET {column} = ? WHERE {column} = ?", into.id, old.id)
    tx.execute("UPDATE division SET retired = 1 WHERE id = ?", old.id)
    name_division(tx, old.name, into)
    tx.execute("UPDATE division SET name = name || ' #' || id WHERE id = ?", old.id)


# Chats.


@people_remembered
def find_chat(tx: Transaction, address: str) -> Chat | None:
    """The chat at that address, if we know it."""
    row = tx.one("SELECT * FROM chat WHERE address = ?", address)
    return _chat(tx, row) if row else None


def chats(tx: Transaction) -> tuple[Chat, ...]:
    """Every chat we know, oldest first."""
    bound = tx.all(
        "SELECT chat_id, division.* FROM chat_division"
        " JOIN division ON division.id = division_id ORDER BY division.id"
    )
    of_chat: dict[int, list[Division]] = {}
    for row in bound:
        of_chat.setdefault(row["chat_id"], []).append(_division(row))
    rows = tx.all("SELECT * FROM chat ORDER BY id")
    return tuple(_chat_with(row, tuple(of_chat.get(row["id"], ()))) for row in rows)


def note_chat(tx: Transaction, address: str, *, private: bool, title: str = "") -> Chat:
    """The chat at that address, remembered and active from now on; history is kept."""
    tx.execute(
        "INSERT INTO chat (address, kind, title) VALUES (?, ?, ?) ON CONFLICT (address) DO UPDATE"
        " SET active = 1, title = CASE WHEN excluded.title = '' THEN title ELSE excluded.title END",
        address, "private" if private else "group", title,
    )  # fmt: skip
    return _must(find_chat(tx, address))


def close_chat(tx: Transaction, address: str) -> None:
    """We were removed or blocked; what the chat was bound to stays, for a return.

    Of a person who never had a part nothing stays.
    """
    tx.execute("UPDATE chat SET active = 0 WHERE address = ?", address)
    tx.execute(
        "DELETE FROM chat WHERE address = ? AND kind = 'private' AND bound_at IS NULL", address
    )


def move_chat(tx: Transaction, old: str, new: str) -> None:
    """The platform gave the chat another address; what it was bound to goes with it.

    Telegram says so up to three times: in both chats and as the answer to a message.  The new
    address may have spoken before that, as a chat nobody has bound yet: it was this one.
    """
    if find_chat(tx, old) is None:
        return
    known = find_chat(tx, new)
    if known is not None and known.is_bound:
        return
    if known is not None:
        tx.execute("DELETE FROM chat WHERE id = ?", known.id)
    tx.execute("UPDATE chat SET address = ?, active = 1 WHERE address = ?", new, old)


def bind_chat(
    tx: Transaction, chat: Chat, audience: Audience, division: Division | None, now: datetime
) -> None:
    """Let the chat speak for a division (besides those it has), the executive or the admin.

    A 1:1 chat keeps the widest audience it ever had.  Reminders begin with the first binding.
    """
    widest = max(audience, chat.audience or audience, key=list(Audience).index)
    tx.execute(
        "UPDATE chat SET audience = ?, active = 1, bound_at = ifnull(bound_at, ?) WHERE id = ?",
        widest, moment_to_text(now), chat.id,
    )  # fmt: skip
    if division is not None:
        tx.execute(
            "INSERT INTO chat_division VALUES (?, ?) ON CONFLICT DO NOTHING", chat.id, division.id
        )


def release_chat(tx: Transaction, chat: Chat) -> None:
    """Let the chat speak for nobody any more; its history is kept."""
    tx.execute("UPDATE chat SET audience = NULL WHERE id = ?", chat.id)
    tx.execute("DELETE FROM chat_division WHERE chat_id = ?", chat.id)
    tx.execute("DELETE FROM speaks_for WHERE chat_id = ?", chat.id)


def set_language(tx: Transaction, chat: Chat, language: str) -> None:
    """Answer this chat in that language."""
    tx.execute("UPDATE chat SET language = ? WHERE id = ?", language, chat.id)


def drop_member(tx: Transaction, chat: Chat, address: str) -> None:
    """Somebody left the chat: messages to it cost one less, nobody is asked for there."""
    tx.execute("UPDATE chat SET members = max(1, members - 1) WHERE id = ?", chat.id)
    tx.execute(
        "DELETE FROM speaks_for WHERE chat_id = ?"
        " AND person_id = (SELECT id FROM person WHERE address = ?)",
        chat.id, address,
    )  # fmt: skip


def set_members(tx: Transaction, address: str, members: int) -> None:
    """How many people a message to this chat reaches, as the platform counts."""
    tx.execute("UPDATE chat SET members = ? WHERE address = ?", members, address)


# People.


@people_remembered
def find_person(tx: Transaction, address: str) -> Person | None:
    """The person with that address, if he or she ever acted."""
    row = tx.one("SELECT id, name FROM person WHERE address = ?", address)
    if row is None:
        return None
    roles = tx.all("SELECT DISTINCT role FROM role WHERE person_id = ?", row["id"])
    return Person(row["id"], row["name"], frozenset(Role(role["role"]) for role in roles))


def name_of(tx: Transaction, person_id: int) -> str:
    """The name of the person with that id; empty where there is none, or none any more."""
    name: str | None = tx.value("SELECT name FROM person WHERE id = ?", person_id)
    return name or ""


def people_known(tx: Transaction) -> list[Person]:
    """Everybody who ever acted and was not forgotten, oldest first."""
    rows = tx.all("SELECT address FROM person WHERE address IS NOT NULL ORDER BY id")
    found = (find_person(tx, row["address"]) for row in rows)
    return [person for person in found if person is not None]


def note_person(tx: Transaction, address: str, name: str) -> Person:
    """The person with that address, remembered under the name the platform shows."""
    tx.execute(
        "INSERT INTO person (address, name) VALUES (?, ?) ON CONFLICT (address) DO UPDATE"
        " SET name = CASE WHEN excluded.name = '' THEN name ELSE excluded.name END",
        address, name,
    )  # fmt: skip
    return _must(find_person(tx, address))


def give_role(
    tx: Transaction, person: Person, role: Role, division: Division | None, now: datetime
) -> None:
    """Let a person act as staff of a division, as executive or as administrator."""
    tx.execute(
        "INSERT INTO role VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        person.id, role, division.id if division else None, moment_to_text(now),
    )  # fmt: skip


def speaks_for(tx: Transaction, chat: Chat, person: Person) -> Division | None:
    """For which of the chat's divisions this person answers, if he or she ever said."""
    row = tx.one(
        "SELECT division.* FROM speaks_for JOIN division ON division.id = division_id"
        " WHERE chat_id = ? AND person_id = ?",
        chat.id, person.id,
    )  # fmt: skip
    return _division(row) if row else None


def remember_speaker(tx: Transaction, chat: Chat, person: Person, division: Division) -> None:
    """From now on this person answers for that division in this chat."""
    tx.execute(
        "INSERT INTO speaks_for VALUES (?, ?, ?) ON CONFLICT (chat_id, person_id)"
        " DO UPDATE SET division_id = excluded.division_id",
        chat.id, person.id, division.id,
    )  # fmt: skip


# One-time codes.


def issue_code(
    tx: Transaction, audience: Audience, division: Division | None, now: datetime
) -> str:
    """A fresh code, readable over the telephone; only its hash is kept."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(4 * _CODE_GROUPS))
    if letters.isdigit():  # must never look like measure numbers
        letters = "A" + letters[1:]
    tx.execute(
        "INSERT INTO code (hash, role, division_id, expires_at) VALUES (?, ?, ?, ?)",
        _hash(letters), audience, division.id if division else None,
        moment_to_text(now + CODE_LIFE),
    )  # fmt: skip
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def redeem_code(
    tx: Transaction, code: str, addresses: tuple[str, ...], now: datetime
) -> Grant | CodeProblem:
    """Use a code up and say what it gives; wrong tries of these addresses are counted."""
    if _is_throttled(tx, addresses, now):
        return CodeProblem.THROTTLED
    row = tx.one("SELECT * FROM code WHERE hash = ?", _hash(code))
    problem = _code_problem(row, now)
    if row is None or problem is not None:
        _count_wrong(tx, addresses, now)
        return problem or CodeProblem.UNKNOWN
    tx.execute("UPDATE code SET used_at = ? WHERE hash = ?", moment_to_text(now), row["hash"])
    division = get_division(tx, row["division_id"]) if row["division_id"] else None
    return Grant(Audience(row["role"]), division)


def reopen_code(tx: Transaction, code: str) -> None:
    """The code could not be used here after all: it may be said elsewhere."""
    tx.execute("UPDATE code SET used_at = NULL WHERE hash = ?", _hash(code))


def _code_problem(row: Row | None, now: datetime) -> CodeProblem | None:
    if row is None:
        return CodeProblem.UNKNOWN
    if row["used_at"] is not None:
        return CodeProblem.USED
    return CodeProblem.EXPIRED if moment_from_text(row["expires_at"]) <= now else None


def _is_throttled(tx: Transaction, addresses: tuple[str, ...], now: datetime) -> bool:
    since = moment_to_text(now - _WRONG_WITHIN)
    tries = (
        tx.value("SELECT count(*) FROM wrong_code WHERE address = ? AND at > ?", address, since)
        for address in addresses
    )
    return max(tries, default=0) >= _WRONG_TRIES


def _count_wrong(tx: Transaction, addresses: tuple[str, ...], now: datetime) -> None:
    tx.execute("DELETE FROM wrong_code WHERE at <= ?", moment_to_text(now - _WRONG_WITHIN))
    for address in addresses:
        tx.execute("INSERT INTO wrong_code VALUES (?, ?)", address, moment_to_text(now))


def _hash(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _division(row: Row) -> Division:
    return Division(row["id"], row["name"], row["kind"] == "committee", bool(row["retired"]))


def _chat(tx: Transaction, row: Row) -> Chat:
    rows = tx.all(
        "SELECT division.* FROM chat_division JOIN division ON division.id = division_id"
        " WHERE chat_id = ? ORDER BY division.id",
        row["id"],
    )
    return _chat_with(row, tuple(_division(division) for division in rows))


def _chat_with(row: Row, divisions: tuple[Division, ...]) -> Chat:
    return Chat(
        id=row["id"],
        address=row["address"],
        private=row["kind"] == "private",
        title=row["title"],
        audience=Audience(row["audience"]) if row["audience"] else None,
        active=bool(row["active"]),
        members=row["members"],
        bound_at=moment_from_text(row["bound_at"]) if row["bound_at"] else None,
        divisions=divisions,
        language=row["language"],
    )


def _must(found: T | None) -> T:
    if found is None:
        raise LookupError("a row written a moment ago is gone")
    return found
