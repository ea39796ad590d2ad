"""What photos handed in look like: to find one again, and a small copy for the report's annex."""

from dataclasses import dataclass

from storage.database import Transaction

_ALIKE = 6
"""Of 64 bits: as many may differ between two copies of one photo (sent again, made smaller)."""

_FEATURELESS = 8
"""A picture with fewer bits than this, or as few without, is nearly of one colour."""


@dataclass(frozen=True, slots=True)
class Look:
    """``bits`` are the difference hash (64 bits) of a photo, ``small`` the SHA-256 of its copy."""

    bits: int
    small: str


def is_known(tx: Transaction, sha256: str) -> bool:
    """Whether a photo has been looked at."""
    return tx.value("SELECT 1 FROM picture WHERE sha256 = ?", sha256) is not None


def note(tx: Transaction, sha256: str, look: Look) -> None:
    """Remember what a photo looks like; the same bytes look the same."""
    tx.execute(
        "INSERT INTO picture VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        sha256, f"{look.bits:016x}", look.small,
    )  # fmt: skip


def smalls(tx: Transaction) -> dict[str, str]:
    """The small copy of each photo: SHA-256 by SHA-256."""
    return {row["sha256"]: row["small"] for row in tx.all("SELECT sha256, small FROM picture")}


def alike_elsewhere(tx: Transaction, sha256: str, mark_id: int) -> int | None:
    """The first mark of another duty with a photo that looks the same; None if there is none."""
    own = tx.value("SELECT look FROM picture WHERE sha256 = ?", sha256)
    if own is None or not _FEATURELESS <= int(own, 16).bit_count() <= 64 - _FEATURELESS:
        return None
    rows = tx.all(
        "SELECT mark_id, look FROM evidence JOIN picture ON picture.sha256 = evidence.sha256"
        " JOIN mark ON mark.id = mark_id JOIN occurrence ON occurrence.id = occurrence_id"
        " WHERE evidence.withdrawn = 0 AND duty_id <> (SELECT duty_id FROM occurrence"
        " JOIN mark ON occurrence_id = occurrence.id WHERE mark.id = ?) ORDER BY mark_id",
        mark_id,
    )
    bits = int(own, 16)
    near = (row["mark_id"] for row in rows if (int(row["look"], 16) ^ bits).bit_count() <= _ALIKE)
    return next(near, None)
