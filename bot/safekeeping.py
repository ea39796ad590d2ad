"""Backup while the bot runs, and restore into an empty folder: one file holds everything."""

import tarfile
import tempfile
from asyncio import to_thread
from datetime import datetime
from pathlib import Path

from bot.organisation import DATABASE, Organisation
from storage.checkup import note_backup
from storage.database import Database, StorageBroken

_FOLDERS = ("evidence", "issued")


class AlreadyThere(Exception):
    """The target exists, and nothing of anybody's is overwritten."""


class NoBackup(Exception):
    """The file is no backup, or a damaged one."""


async def back_up(organisation: Organisation, target: Path, now: datetime) -> None:
    """Write the database and all files as one archive; raises ``AlreadyThere``.

    The database is copied first: a file it names was stored before the row that names it.
    """
    if await to_thread(target.exists):
        raise AlreadyThere
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        copy = Path(scratch, DATABASE)
        await organisation.database.backup(copy)
        part = Path(scratch, "part")
        await to_thread(_pack, organisation.folder, copy, part)
        await to_thread(part.rename, target)
    await organisation.database.write(note_backup, now)


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
    with tarfile.open(target, "x:gz") as archive:
        archive.add(database, DATABASE)
        for name in _FOLDERS:
            if (folder / name).is_dir():
                archive.add(folder / name, name)


def _unpack(backup: Path, folder: Path) -> None:
    try:
        with tarfile.open(backup, "r:gz") as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, EOFError) as problem:
        raise NoBackup from problem


async def _check(path: Path) -> None:
    if not await to_thread(path.is_file):
        raise NoBackup
    try:
        database = await Database.open(path)
    except StorageBroken as problem:
        raise NoBackup from problem
    try:
        sound = await database.is_sound()
    finally:
        await database.close()
    if not sound:
        raise NoBackup
