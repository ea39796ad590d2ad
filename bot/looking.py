"""Looks at photos handed in, in the limited child process: a hash of the look, a small copy."""

import asyncio
import logging
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from bot import sandbox
from storage import files, pictures
from storage.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the child saw: the difference hash (hex) and a small JPEG (base64)."""

    bits: str
    small: str


_SEEN = TypeAdapter(Seen)


async def look_at(database: Database, folder: Path, sha256: str, data: bytes) -> None:
    """Note what a photo looks like; one that cannot be opened is kept all the same."""
    if await database.read(pictures.is_known, sha256):
        return
    try:
        seen = _SEEN.validate_json(await sandbox.run("photo", "", data))
    except sandbox.Declined:
        log.info("photo not looked at")
        return
    small = await asyncio.to_thread(files.store, folder, b64decode(seen.small))
    await database.write(pictures.note, sha256, pictures.Look(int(seen.bits, 16), small))
