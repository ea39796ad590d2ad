"""Issued reports: what was given out under which code, who acknowledged it, the signed paper."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage.database import Row, Transaction, moment_from_text, moment_to_text
from storage.people import Person
from storage.settings import find_value, put_value

_SIGNER = "signer/"
"""Begins the keys under which the appointed signers are kept, by position."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report about to be given out.

    ``state`` is the hash of everything it says, ``content`` of its results alone; ``closed``: its
    round is over.  ``places`` are the places to sign, in order.
    """

    code: str
    fiscal_year: int
    months: int
    division: str
    as_of: date
    closed: bool
    state: str
    content: str
    head: str
    places: tuple[str, ...]
    asked_by: int | None
    asked_as: str


@dataclass(frozen=True, slots=True)
class Signing:
    """Somebody of the signature chain acknowledged the report in chat; ``place`` from 1."""

    place: int
    person: int
    author: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who is appointed to a place of the chain, and the address of the 1:1 chat."""

    person: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Scan:
    """The signed paper as it was handed back."""

    name: str
    sha256: str
    handed_in_at: datetime


@dataclass(frozen=True, slots=True)
class Issue:
    """A report given out; ``edition`` counts corrections, 0 is the first."""

    id: int
    code: str
    fiscal_year: int
    months: int
    division: str
    as_of: date
    edition: int
    head: str
    places: tuple[str, ...]
    asked_as: str
    issued_at: datetime
    hashes: tuple[str, ...] = ()
    signings: tuple[Signing, ...] = ()
    scans: tuple[Scan, ...] = ()

    @property
    def next_place(self) -> int | None:
        """The first place nobody has signed at; None when all have."""
        signed = {one.place for one in self.signings}
        open_ones = (n for n in range(1, len(self.places) + 1) if n not in signed)
        return next(open_ones, None)


def issue(tx: Transaction, draft: Draft, now: datetime) -> Issue:
    """Put a report on the register; the same state is the same report, whoever asks again."""
    tx.execute(
        "INSERT INTO issue (code, fiscal_year, months, division, as_of, closed, edition, state,"
        " content, head, places, asked_by, asked_as, issued_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        draft.code, draft.fiscal_year, draft.months, draft.division, draft.as_of.isoformat(),
        draft.closed, _edition(tx, draft), draft.state, draft.content, draft.head,
        json.dumps(draft.places, ensure_ascii=False), draft.asked_by, draft.asked_as,
        moment_to_text(now),
    )  # fmt: skip
    known = _found(tx, "state = ?", draft.state)
    if not known:
        raise LookupError("a report put on the register a moment ago is gone")
    return known[0]


def _edition(tx: Transaction, draft: Draft) -> int:
    """Which correction this is: of what was given out after the round, or acknowledged.

    A report of a running round shows progress; only an acknowledged one is corrected by it.
    """
    earlier = tx.all(
        "SELECT edition, content FROM issue WHERE fiscal_year = ? AND months = ? AND division = ?"
        " AND EXISTS (SELECT 1 FROM document WHERE issue_id = issue.id)"
        " AND (closed AND ? OR as_of <= ? AND"
        " EXISTS (SELECT 1 FROM signing WHERE issue_id = issue.id))",
        draft.fiscal_year, draft.months, draft.division, draft.closed, draft.as_of.isoformat(),
    )  # fmt: skip
    same = [row["edition"] for row in earlier if row["content"] == draft.content]
    if same:
        return int(max(same))
    return max((row["edition"] + 1 for row in earlier), default=0)


def find(tx: Transaction, code: str) -> Issue | None:
    """The report with that code."""
    found = _found(tx, "code = ?", code)
    return found[0] if found else None


def of_document(tx: Transaction, key: str) -> Issue | None:
    """The report a document made for that request is a copy of."""
    found = _found(tx, "id = (SELECT issue_id FROM document WHERE key = ?)", key)
    return found[0] if found else None


def of_bytes(tx: Transaction, sha256: str) -> Issue | None:
    """The report these very bytes were given out as, or handed back signed for."""
    found = _found(
        tx,
        "id IN (SELECT issue_id FROM document WHERE sha256 = ?"
        " UNION SELECT issue_id FROM scan WHERE sha256 = ?)",
        sha256, sha256,
    )  # fmt: skip
    return found[0] if found else None


def register(tx: Transaction, fiscal_year: int) -> tuple[Issue, ...]:
    """Every report of a year that was given out, in order."""
    given_out = "EXISTS (SELECT 1 FROM document WHERE issue_id = issue.id)"
    return _found(tx, f"fiscal_year = ? AND {given_out}", fiscal_year)


def newest(tx: Transaction) -> Issue | None:
    """The whole office's report given out last."""
    given_out = "EXISTS (SELECT 1 FROM document WHERE issue_id = issue.id)"
    newest_of = f"SELECT max(id) FROM issue WHERE division = '' AND {given_out}"
    found = _found(tx, f"id = ({newest_of})")
    return found[0] if found else None


def sign(tx: Transaction, issue_id: int, place: int, person: Person, now: datetime) -> bool:
    """Acknowledge a report at a place of its chain; False if somebody did before."""
    return bool(
        tx.execute(
            "INSERT INTO signing VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            issue_id, place, person.id, person.name, moment_to_text(now),
        )
    )  # fmt: skip


def appoint(tx: Transaction, position: str, signer: Signer | None) -> None:
    """Say who signs at a place of the chain from now on; None: whoever may."""
    put_value(tx, f"{_SIGNER}{position}", str(signer.person) if signer else "")


def signer_of(tx: Transaction, position: str) -> Signer | None:
    """Who alone signs at that place; None while nobody was appointed, or that one was forgotten."""
    person = find_value(tx, f"{_SIGNER}{position}") or ""
    return next((one for one in leaders(tx) if str(one.person) == person), None)


def leaders(tx: Transaction) -> tuple[Signer, ...]:
    """Who may be appointed: executives and administrators known by name."""
    rows = tx.all(
        "SELECT DISTINCT id, name, address FROM person JOIN role ON person_id = id"
        " WHERE role IN ('executive', 'admin') AND address IS NOT NULL AND name != '' ORDER BY id"
    )
    return tuple(Signer(row["id"], row["name"], row["address"]) for row in rows)


def file_scan(tx: Transaction, issue_id: int, scan: Scan, size: int | None, person: Person) -> bool:
    """File the signed paper with its report; False if these bytes are there already."""
    return bool(
        tx.execute(
            "INSERT INTO scan (issue_id, name, sha256, size, person_id, handed_in_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            issue_id, scan.name, scan.sha256, size, person.id, moment_to_text(scan.handed_in_at),
        )
    )  # fmt: skip


def _found(tx: Transaction, where: str, *values: str | int) -> tuple[Issue, ...]:
    """Reports with all that belongs to them, in as many queries for many as for one."""
    rows = tx.all(f"SELECT * FROM issue WHERE {where} ORDER BY id", *values)
    if not rows:
        return ()
    these = f"WHERE issue_id IN (SELECT id FROM issue WHERE {where}) ORDER BY"
    made = _by_issue(tx.all(f"SELECT issue_id, sha256 FROM document {these} id", *values))
    signings = _by_issue(tx.all(f"SELECT * FROM signing {these} place", *values))
    scans = _by_issue(tx.all(f"SELECT * FROM scan {these} id", *values))
    return tuple(
        _issue(row, made[row["id"]], signings[row["id"]], scans[row["id"]]) for row in rows
    )


def _by_issue(rows: Sequence[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["issue_id"]].append(row)
    return found


def _issue(row: Row, made: list[Row], signings: list[Row], scans: list[Row]) -> Issue:
    return Issue(
        id=row["id"],
        code=row["code"],
        fiscal_year=row["fiscal_year"],
        months=row["months"],
        division=row["division"],
        as_of=date.fromisoformat(row["as_of"]),
        edition=row["edition"],
        head=row["head"],
        places=tuple(json.loads(row["places"])),
        asked_as=row["asked_as"],
        issued_at=moment_from_text(row["issued_at"]),
        hashes=tuple(dict.fromkeys(one["sha256"] for one in made)),
        signings=tuple(_signing(one) for one in signings),
        scans=tuple(_scan(one) for one in scans),
    )


def _signing(row: Row) -> Signing:
    said_at = moment_from_text(row["said_at"])
    return Signing(row["place"], row["person_id"], row["author"], said_at)


def _scan(row: Row) -> Scan:
    return Scan(row["name"], row["sha256"], moment_from_text(row["handed_in_at"]))
