"""An organisation is a folder: its database, the files handed in and issued, its secret."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.database import Database, Transaction
from storage.settings import find_value, put_value

DATABASE = "tidtam.db"
"""The name of the database file inside the folder."""

_SECRET = "secret"  # noqa: S105 - the name of the row, not its value
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Organisation:
    """An open organisation; ``secret`` seals its buttons and signs its links."""

    folder: Path
    database: Database
    secret: bytes

    @property
    def evidence(self) -> Path:
        """Where photos and files handed in lie."""
        return self.folder / "evidence"

    @property
    def issued(self) -> Path:
        """Where documents that were made lie."""
        return self.folder / "issued"


@asynccontextmanager
async def opened(
    folder: Path, *, guest: bool = False, lean: bool = False
) -> AsyncIterator[Organisation]:
    """Open the folder, made and filled where it is new.

    ``guest`` beside a running bot; ``lean`` where very many are open.
    """
    if not folder.is_dir():  # noqa: ASYNC240 - a thread costs more than opening the database
        await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    database = await Database.open(folder / DATABASE, guest=guest, lean=lean)
    try:
        known = await database.read(find_value, _SECRET)
        secret = bytes.fromhex(known) if known else await database.write(_secret)
        yield Organisation(folder, database, secret)
    finally:
        await database.close()


def _secret(tx: Transaction) -> bytes:
    known = find_value(tx, _SECRET)
    if known is None:
        known = secrets.token_hex(_SECRET_BYTES)
        put_value(tx, _SECRET, known)
    return bytes.fromhex(known)
