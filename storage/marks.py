"""What people said of the duties: marks, evidence, decisions, events, oversight; append-only.

Every entry has a unique key made of the event it came from, so that handling an event twice
writes it once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter

from plans.model import Evidence, Mark, MarkKind, Status
from plans.progress import ADMINISTRATOR, EXECUTIVE
from plans.value import quick
from storage import chain
from storage.database import Row, Transaction, day_from_text, moment_from_text, moment_to_text
from storage.people import Division, Person

_OF_YEAR = (
    "SELECT occurrence.id FROM measure CROSS JOIN duty ON measure_id = measure.id"
    " CROSS JOIN occurrence ON duty_id = duty.id"
    " WHERE fiscal_year = ?1 AND number = ifnull(?2, number)"
)

_FIRST_NOTES = (
    "SELECT min(id) FROM mark WHERE kind = 'note'"
    " AND id NOT IN (SELECT withdraws FROM mark WHERE kind = 'withdrawn')"
    " GROUP BY occurrence_id, division_id"
)


@quick
@dataclass(frozen=True, slots=True)
class Said:
    """Who said it, in which message, when; ``key`` names the event and the place inside it."""

    key: str
    person: Person
    at: datetime
    message: str | None = None


def record_mark(
    tx: Transaction,
    said: Said,
    occurrence: int,
    division: Division,
    kind: MarkKind,
    *,
    note: str = "",
    done_on: date | None = None,
    withdraws: int | None = None,
) -> Mark | None:
    """Append a division's answer; None if this very thing was recorded before."""
    mark_id = tx.insert(
        "INSERT INTO mark (key, occurrence_id, division_id, kind, note, done_on, said_at,"
        " person_id, author, message, withdraws) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO NOTHING",
        f"{said.key}/{occurrence}/{division.id}/{kind}", occurrence, division.id, kind, note,
        done_on.isoformat() if done_on else None, moment_to_text(said.at), said.person.id,
        said.person.name, said.message, withdraws,
    )  # fmt: skip
    if mark_id is None:
        return None
    mark = Mark(
        mark_id, occurrence, division.name, kind, said.at.astimezone(UTC), note=note,
        done_on=done_on, author=said.person.name, withdraws=withdraws,
    )  # fmt: skip
    chain.seal_mark(tx, mark)
    return mark


def get_mark(tx: Transaction, mark_id: int) -> Mark:
    """The mark with that id, which must exist."""
    found = _marks(tx, "mark.id = ?", mark_id)
    if not found:
        raise LookupError(f"no mark {mark_id}")
    return found[0]


def marks(
    tx: Transaction, fiscal_year: int, measure: int | None = None, *, brief: bool = False
) -> tuple[Mark, ...]:
    """Everything said of a year's duties, or of one measure's, in order.

    ``brief``: of a division's notes to an occurrence only the first, as no figure needs another.
    """
    # "+": a whole year is read as it lies; by the index it would all be sorted in memory
    column = "occurrence_id" if measure is not None else "+occurrence_id"
    some = f" AND (mark.kind <> 'note' OR mark.id IN ({_FIRST_NOTES}))" if brief else ""
    return _marks(tx, f"{column} IN ({_OF_YEAR}){some}", fiscal_year, measure)


def answers(tx: Transaction, fiscal_year: int) -> tuple[Mark, ...]:
    """Every division's last standing answer to everything of a year, without note and evidence.

    All that owing rests on, and no more of it however often people change their minds.
    """
    gone = {row[0] for row in tx.each("SELECT withdraws FROM mark WHERE kind = 'withdrawn'")}
    names = {row["id"]: row["name"] for row in tx.each("SELECT id, name FROM division")}
    found: list[Mark] = []
    rows = tx.each(
        "SELECT id, occurrence_id, division_id, kind, said_at, done_on FROM mark"
        f" WHERE occurrence_id IN ({_OF_YEAR}) AND kind IN ('done', 'not_possible', 'in_progress')"
        " ORDER BY occurrence_id, id",  # as the index lies
        fiscal_year, None,
    )  # fmt: skip
    for occurrence, said in groupby(rows, itemgetter(1)):
        last: dict[int, Mark] = {}
        for number, _, division, kind, said_at, done_on in said:
            at = moment_from_text(said_at)
            if number in gone or (division in last and at < last[division].said_at):
                continue
            last[division] = Mark(
                number, occurrence, names[division], _KIND_OF[kind], at,
                done_on=day_from_text(done_on),
            )  # fmt: skip
        found += last.values()
    return tuple(found)


def marks_of_message(tx: Transaction, message: str) -> tuple[Mark, ...]:
    """The marks a message made that nobody has taken back."""
    return _marks(
        tx,
        "message = ? AND mark.kind <> 'withdrawn'"
        " AND NOT EXISTS (SELECT 1 FROM mark AS later WHERE later.withdraws = mark.id)",
        message,
    )


def _marks(tx: Transaction, where: str, *values: str | int | None) -> tuple[Mark, ...]:
    handed_in: dict[int, list[Evidence]] = {}
    for row in tx.all(
        f"SELECT evidence.* FROM evidence WHERE withdrawn = 0 AND mark_id IN"
        f" (SELECT mark.id FROM mark WHERE {where}) ORDER BY id",
        *values,
    ):
        handed_in.setdefault(row["mark_id"], []).append(_evidence(row))
    rows = tx.each(
        f"SELECT mark.id, occurrence_id, name, mark.kind, said_at, note, done_on, author, withdraws"
        f" FROM mark JOIN division ON division.id = division_id WHERE {where} ORDER BY mark.id",
        *values,
    )
    names: dict[str, str] = {}
    return tuple(_mark(row, tuple(handed_in.get(row[0], ())), names) for row in rows)


def is_source(tx: Transaction, message: str) -> bool:
    """Whether a message said or handed in something that is kept."""
    found = tx.value(
        "SELECT 1 FROM mark WHERE message = ? UNION ALL SELECT 1 FROM evidence WHERE message = ?"
        " UNION ALL SELECT 1 FROM loose_file WHERE message = ?",
        message, message, message,
    )  # fmt: skip
    return found is not None


def events_of_message(tx: Transaction, message: str) -> tuple[str, ...]:
    """The events by which a message said something."""
    rows = tx.all("SELECT DISTINCT key FROM mark WHERE message = ?", message)
    return tuple(dict.fromkeys(row["key"].rpartition("#")[0] for row in rows))


def erase_words(tx: Transaction, message: str, instead: str) -> int:
    """A message was unsent: its notes and evidence go, the answers stay; how many marks."""
    tx.execute("DELETE FROM loose_file WHERE message = ?", message)
    handed_in = tx.all(
        "SELECT id FROM evidence WHERE message = ? UNION SELECT evidence.id FROM evidence"
        " JOIN mark ON mark.id = mark_id WHERE mark.message = ?"
        " AND evidence.kind IN ('link', 'letter')",
        message, message,
    )  # fmt: skip
    for row in handed_in:
        _erase_evidence(tx, row["id"])
    said = tx.all("SELECT id FROM mark WHERE message = ? AND note <> ''", message)
    for row in said:
        tx.execute("UPDATE mark SET note = ? WHERE id = ?", instead, row["id"])
        chain.forget_mark(tx, row["id"])
    return len(said)


def _erase_evidence(tx: Transaction, evidence_id: int) -> None:
    """What it was called and where it lay are words as well."""
    tx.execute(
        "UPDATE evidence SET withdrawn = 1, name = '', url = CASE kind WHEN 'link' THEN"
        " 'erased:' || id END WHERE id = ?",
        evidence_id,
    )
    chain.forget_evidence(tx, evidence_id)


# Evidence.


def add_evidence(
    tx: Transaction, mark_id: int, evidence: Evidence, message: str | None = None
) -> bool:
    """Hand something in with a mark; False if the mark has it already."""
    evidence_id = tx.insert(
        "INSERT INTO evidence (mark_id, kind, name, url, sha256, size, message)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        mark_id, evidence.kind, evidence.name, evidence.url, evidence.sha256, evidence.size,
        message,
    )  # fmt: skip
    if evidence_id is None:
        return False
    chain.seal_evidence(tx, evidence_id)
    return True


def move_evidence(tx: Transaction, old: Sequence[int], new: int) -> None:
    """What was handed in with corrected marks belongs to the correction; words are said anew."""
    for mark_id in old:
        moved = tx.all(
            "UPDATE OR IGNORE evidence SET mark_id = ? WHERE mark_id = ?"
            " AND kind NOT IN ('link', 'letter') RETURNING id",
            new, mark_id,
        )  # fmt: skip
        for row in moved:
            chain.seal_evidence(tx, row["id"])


def evidence_elsewhere(tx: Transaction, sha256: str, mark_id: int) -> Mark | None:
    """An earlier mark of another duty that the same bytes were handed in with."""
    row = tx.one(
        "SELECT mark.id FROM evidence JOIN mark ON mark.id = mark_id"
        " JOIN occurrence ON occurrence.id = occurrence_id WHERE sha256 = ?"
        " AND evidence.withdrawn = 0 AND duty_id <> (SELECT duty_id FROM occurrence"
        " JOIN mark ON occurrence_id = occurrence.id WHERE mark.id = ?) ORDER BY mark.id",
        sha256, mark_id,
    )  # fmt: skip
    return get_mark(tx, row["id"]) if row else None


def label_of(tx: Transaction, mark_id: int) -> str:
    """The duty a mark answers, with its year: ``3ก/2566``."""
    label: str = tx.value(
        "SELECT measure.number || letter || '/' || fiscal_year FROM mark"
        " JOIN occurrence ON occurrence.id = occurrence_id JOIN duty ON duty.id = duty_id"
        " JOIN measure ON measure.id = measure_id WHERE mark.id = ?",
        mark_id,
    )
    return label


def open_window(tx: Transaction, chat: str, sender: str, mark_id: int, until: datetime) -> None:
    """What this person sends to this chat until then belongs to that mark."""
    tx.execute(
        "INSERT INTO evidence_window VALUES (?, ?, ?, ?) ON CONFLICT (chat, sender)"
        " DO UPDATE SET mark_id = excluded.mark_id, until = excluded.until",
        chat, sender, mark_id, moment_to_text(until),
    )  # fmt: skip


def keep_loose(
    tx: Transaction,
    chat: str,
    sender: str,
    evidence: Evidence,
    message: str | None,
    until: datetime,
) -> None:
    """A file came before the words: the mark this person makes until then takes it."""
    tx.execute(
        "INSERT INTO loose_file VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        chat, sender, evidence.kind, evidence.name, evidence.sha256, evidence.size, message,
        moment_to_text(until),
    )  # fmt: skip


def take_loose(tx: Transaction, chat: str, sender: str, mark_id: int, sent_at: datetime) -> int:
    """Hand in what came before the words: how many; what nobody claimed in time is forgotten."""
    if not tx.held("loose", lambda: tx.one("SELECT 1 FROM loose_file LIMIT 1") is not None):
        return 0
    tx.execute("DELETE FROM loose_file WHERE until <= ?", moment_to_text(sent_at))
    rows = tx.all("DELETE FROM loose_file WHERE chat = ? AND sender = ? RETURNING *", chat, sender)
    for row in rows:
        file = Evidence(row["kind"], row["name"], sha256=row["sha256"], size=row["size"])
        add_evidence(tx, mark_id, file, row["message"])
    return len(rows)


def window_of(tx: Transaction, chat: str, sender: str, sent_at: datetime) -> int | None:
    """The mark that a photo sent then belongs to."""
    found: int | None = tx.value(
        "SELECT mark_id FROM evidence_window WHERE chat = ? AND sender = ? AND until > ?",
        chat, sender, moment_to_text(sent_at),
    )  # fmt: skip
    return found


# Decisions, events, oversight, snoozing.


def record_decision(
    tx: Transaction, said: Said, occurrence: int, status: Status, reason: str
) -> bool:
    """The administrator settles an occurrence; False if recorded before."""
    return bool(
        tx.execute(
            "INSERT INTO decision (key, occurrence_id, status, reason, said_at, person_id)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            f"{said.key}/{occurrence}", occurrence, status, reason, moment_to_text(said.at),
            said.person.id,
        )
    )  # fmt: skip


def verdicts(tx: Transaction, fiscal_year: int, measure: int | None = None) -> tuple[Mark, ...]:
    """The administrator's decisions and the executive's oversight, as marks of their own."""
    rows = tx.all(
        "SELECT -2 * decision.id AS id, occurrence_id, status AS kind, reason AS note, said_at,"
        " person_id, ?3 AS division FROM decision WHERE occurrence_id IN (" + _OF_YEAR + ")"
        " UNION ALL"
        " SELECT -2 * oversight.id - 1, occurrence_id, 'done', note, said_at, person_id, ?4"
        " FROM oversight WHERE occurrence_id IN (" + _OF_YEAR + ") ORDER BY said_at",
        fiscal_year, measure, ADMINISTRATOR, EXECUTIVE,
    )  # fmt: skip
    return tuple(
        Mark(
            id=row["id"],
            occurrence=row["occurrence_id"],
            division=row["division"],
            kind=MarkKind(row["kind"]),
            said_at=moment_from_text(row["said_at"]),
            note=row["note"],
        )
        for row in rows
    )


def record_happening(tx: Transaction, said: Said, duty_id: int, happened_on: date) -> bool:
    """An event happened that starts a duty's clock; False if recorded before."""
    return bool(
        tx.execute(
            "INSERT INTO happening (key, duty_id, happened_on, said_at, person_id)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            f"{said.key}/{duty_id}", duty_id, happened_on.isoformat(), moment_to_text(said.at),
            said.person.id,
        )
    )  # fmt: skip


def has_happened(tx: Transaction, duty_id: int, day: date) -> bool:
    """Whether somebody said before that the duty's event happened that day."""
    return (
        tx.value(
            "SELECT 1 FROM happening WHERE duty_id = ? AND happened_on = ?",
            duty_id, day.isoformat(),
        )
        is not None
    )  # fmt: skip


def record_oversight(
    tx: Transaction,
    said: Said,
    kind: str,
    *,
    occurrence: int | None = None,
    division: Division | None = None,
    note: str = "",
) -> bool:
    """The executive acknowledged or urged; False if recorded before."""
    division_id = division.id if division else None
    return bool(
        tx.execute(
            "INSERT INTO oversight (key, occurrence_id, kind, division_id, note, said_at,"
            " person_id) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            f"{said.key}/{occurrence or 0}/{division_id or 0}", occurrence, kind, division_id,
            note, moment_to_text(said.at), said.person.id,
        )
    )  # fmt: skip


def snooze(tx: Transaction, measure_id: int, division: Division, until: date) -> None:
    """Leave a division alone about a measure until that day."""
    tx.execute(
        "INSERT INTO snooze VALUES (?, ?, ?) ON CONFLICT (measure_id, division_id)"
        " DO UPDATE SET until = excluded.until",
        measure_id, division.id, until.isoformat(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snooze:
    """A division that wants to hear nothing of a duty before a day."""

    division: str
    until: date


def snoozes(tx: Transaction) -> dict[int, list[Snooze]]:
    """Everything put to rest so far, by duty id; most of it is over."""
    found: dict[int, list[Snooze]] = {}
    for row in tx.all(
        "SELECT duty.id, name, until FROM snooze JOIN duty USING (measure_id)"
        " JOIN division ON division.id = division_id"
    ):
        snooze_ = Snooze(row["name"], date.fromisoformat(row["until"]))
        found.setdefault(row["id"], []).append(snooze_)
    return found


def _mark(row: Row, evidence: tuple[Evidence, ...], names: dict[str, str]) -> Mark:
    """By place: hundreds may be read for one message, and a name costs as much as its value.

    Thousands share the few ``names`` of divisions and people.
    """
    number, occurrence, division, kind, said_at, note, done_on, author, withdraws = row
    return Mark(
        number, occurrence, names.setdefault(division, division), _KIND_OF[kind],
        moment_from_text(said_at), note, day_from_text(done_on),
        names.setdefault(author, author), withdraws, evidence,
    )  # fmt: skip


_KIND_OF = {kind.value: kind for kind in MarkKind}


def _evidence(row: Row) -> Evidence:
    return Evidence(row["kind"], row["name"], row["url"], row["sha256"], row["size"], row["id"])
