"""Who left a group, and what ends with that: standing in 1:1 for those the group stands for.

The apps tell of comings and goings late, doubled and out of order, so each is kept by its moment.
"""

from datetime import datetime

from storage.database import Transaction, moment_to_text
from storage.people import Audience, Chat, Person, Role, find_chat, find_person
from storage.transaction import people_remembered


def leave(tx: Transaction, group: Chat, person: Person, at: datetime) -> bool:
    """The person left the group then; False if he or she is known to have come back since."""
    gone: int = tx.value(
        "INSERT INTO departure (chat_id, person_id, left_at) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET left_at = max(left_at, excluded.left_at)"
        " RETURNING left_at > back_at",
        group.id, person.id, moment_to_text(at),
    )  # fmt: skip
    return bool(gone)


def come_back(tx: Transaction, group: Chat, person: Person, at: datetime) -> None:
    """The person came, perhaps for the first time."""
    tx.execute(
        "INSERT INTO departure (chat_id, person_id, back_at) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET back_at = max(back_at, excluded.back_at)",
        group.id, person.id, moment_to_text(at),
    )  # fmt: skip


def has_left(tx: Transaction, group: Chat, person: Person, at: datetime) -> bool:
    """Whether the person had left the group before that moment, and is not back."""
    moves = _last_moves(tx, group.id, person.id)
    return moves is not None and moves[1] < moves[0] < moment_to_text(at)


@people_remembered
def _last_moves(tx: Transaction, chat_id: int, person_id: int) -> tuple[str, str] | None:
    """When the person last left and last came, as texts that sort as time does."""
    row = tx.one(
        "SELECT left_at, back_at FROM departure WHERE chat_id = ? AND person_id = ?",
        chat_id, person_id,
    )  # fmt: skip
    return (row["left_at"], row["back_at"]) if row else None


def end_parts(tx: Transaction, group: Chat, person: Person, address: str) -> bool:
    """Take from a person the parts the group stands for, in 1:1 too; whether there were any."""
    executive = group.audience is Audience.EXECUTIVE
    ended = executive and bool(
        tx.execute("DELETE FROM role WHERE person_id = ? AND role = 'executive'", person.id)
    )
    own = find_chat(tx, address)
    for division in group.divisions:
        ended |= bool(
            tx.execute(
                "DELETE FROM role WHERE person_id = ? AND division_id = ?", person.id, division.id
            )
        )
        if own is not None:
            tx.execute(
                "DELETE FROM chat_division WHERE chat_id = ? AND division_id = ?",
                own.id, division.id,
            )  # fmt: skip
    if ended and own is not None:
        _narrow(tx, own, address)
    return ended


def _narrow(tx: Transaction, own: Chat, address: str) -> None:
    """The 1:1 chat is of whatever parts the person still plays."""
    person = find_person(tx, address)
    parts = person.roles if person else frozenset()
    left = (one for one in (Role.ADMIN, Role.EXECUTIVE, Role.STAFF) if one in parts)
    widest = next(left, None)
    audience = Audience.DIVISION if widest is Role.STAFF else widest
    tx.execute("UPDATE chat SET audience = ? WHERE id = ?", audience, own.id)
