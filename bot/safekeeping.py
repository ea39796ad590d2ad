"""Backup while the bot runs, and restore into an empty folder: one file holds everything."""

import filecmp
import hashlib
import os
import tarfile
import tempfile
from asyncio import to_thread
from datetime import datetime
from pathlib import Path

from bot import rotation
from bot.organisation import DATABASE, Organisation
from storage.checkup import note_backup
from storage.database import Database, StorageBroken

_FOLDERS = ("evidence", "issued")
_FOR_OWNER = 0o600
"""Others may read neither names nor the key that signs links."""
_DIGEST_LENGTH = 64  # SHA-256 in hexadecimal, as storage.files names what it keeps


class AlreadyThere(Exception):
    """The target exists, and nothing of anybody's is overwritten."""


class NoBackup(Exception):
    """The file is no backup, or a damaged one."""


class Unsound(Exception):
    """What was written could not be read back whole; it was thrown away."""


async def back_up(organisation: Organisation, target: Path, now: datetime) -> Path:
    """Write the database and all files as one archive, read back before it gets its name.

    A ``target`` that is a folder gets a file named by the time, and older ones beyond what
    ``rotation`` keeps are removed.  The database is copied first: a file it names was stored
    before the row that names it.  Raises ``AlreadyThere`` or ``Unsound``.
    """
    folder = target if await to_thread(target.is_dir) else None
    if folder is not None:
        target = folder / rotation.name_of(now)
    if await to_thread(target.exists):
        raise AlreadyThere
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        copy = Path(scratch, DATABASE)
        await organisation.database.backup(copy)
        part = Path(scratch, "part")
        await to_thread(_pack, organisation.folder, copy, part)
        # Looked into last: opening the copy changes its first bytes.
        if not await to_thread(_reads_back, part, copy) or not await _is_sound(copy):
            raise Unsound
        await to_thread(part.rename, target)
    await organisation.database.write(note_backup, now)
    if folder is not None:
        await to_thread(_thin_out, folder)
    return target


def _thin_out(folder: Path) -> None:
    for name in rotation.outdated(path.name for path in folder.iterdir()):
        folder.joinpath(name).unlink(missing_ok=True)


def _reads_back(archive: Path, database: Path) -> bool:
    """Whether the archive holds that database, and every file the content its name states."""
    with tempfile.TemporaryDirectory(dir=archive.parent) as scratch:
        try:
            _unpack(archive, Path(scratch))
        except NoBackup:
            return False
        return _is_itself(Path(scratch)) and filecmp.cmp(
            database, Path(scratch, DATABASE), shallow=False
        )


def _is_itself(folder: Path) -> bool:
    """Whether every file named by its content has that content."""
    kept = (path for name in _FOLDERS for path in folder.joinpath(name).rglob("*"))
    return all(_digest(path) == path.name for path in kept if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def restore(backup: Path, folder: Path) -> None:
    """Unpack an archive into a folder that is empty or not there.

    Raises ``AlreadyThere`` or ``NoBackup``; then nothing is left behind.
    """
    await to_thread(_make_room, folder)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        whole = Path(scratch, "whole")
        await to_thread(_unpack, backup, whole)
        await _check(whole / DATABASE)
        await to_thread(_put_in_place, whole, folder)


def _make_room(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise AlreadyThere
    folder.parent.mkdir(parents=True, exist_ok=True)


def _put_in_place(whole: Path, folder: Path) -> None:
    if folder.exists():
        folder.rmdir()
    whole.rename(folder)


def _pack(folder: Path, database: Path, target: Path) -> None:
    target.touch(_FOR_OWNER, exist_ok=False)
    with target.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz") as archive:
            archive.add(database, DATABASE)
            for name in _FOLDERS:
                if (folder / name).is_dir():
                    archive.add(folder / name, name, filter=_finished)
        file.flush()
        os.fsync(file.fileno())


def _finished(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Folders and files named by their content; not one that is being written just now."""
    name = member.name.rpartition("/")[2]
    return member if member.isdir() or len(name) == _DIGEST_LENGTH else None


def _unpack(backup: Path, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        with tarfile.open(backup, "r:gz") as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, EOFError) as problem:
        raise NoBackup from problem


async def _check(path: Path) -> None:
    if not await to_thread(path.is_file):
        raise NoBackup
    try:
        sound = await _is_sound(path)
    except StorageBroken as problem:
        raise NoBackup from problem
    if not sound or not await to_thread(_is_itself, path.parent):
        raise NoBackup


async def _is_sound(path: Path) -> bool:
    database = await Database.open(path)
    try:
        return await database.is_sound()
    finally:
        await database.close()
