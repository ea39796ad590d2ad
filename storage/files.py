"""Bytes on disk, named by their content: evidence handed in and documents issued."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path


def store(folder: Path, data: bytes) -> str:
    """Keep bytes durably and give their SHA-256 (hex); the same bytes are kept once."""
    name = hashlib.sha256(data).hexdigest()
    path = _path(folder, name)
    if path.exists():
        os.utime(path)  # young again: the row that is about to name it is not there yet
        return name
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return name


def load(folder: Path, sha256: str) -> bytes:
    """The bytes of that content; raises FileNotFoundError."""
    return _path(folder, sha256).read_bytes()


def sweep(folder: Path, kept: frozenset[str], before: datetime) -> int:
    """Remove what nothing speaks of and was there ``before``; how many files went."""
    gone = [
        path
        for path in folder.glob("??/*")
        if path.name not in kept and path.stat().st_mtime < before.timestamp()
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _path(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; not every system lets a folder be opened."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
