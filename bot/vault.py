"""Secrets of organisations at rest: sealed under keys that lie elsewhere than the data.

Who steals the data folder, or a backup of it, has no channel secret and no token.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_MARK = "sealed:"


class Locked(Exception):
    """No key at hand fits; args[0] says what is wrong, never a value."""


class Vault:
    """Seals under the first of its keys and opens with any of them."""

    def __init__(self, keys: Iterable[str]) -> None:
        try:
            self._keys = MultiFernet([Fernet(key.encode()) for key in keys])
        except ValueError:
            raise Locked("not a key, or none") from None

    def seal(self, value: str) -> str:
        """The value as it may lie on a disk; never the same twice."""
        return _MARK + self._keys.encrypt(value.encode()).decode()

    def open(self, value: str) -> str:
        """What was sealed; a value that never was is given back as it is."""
        if not value.startswith(_MARK):
            return value
        try:
            return self._keys.decrypt(value.removeprefix(_MARK).encode()).decode()
        except InvalidToken:
            raise Locked("sealed under another key") from None


def keys_in(file: Path) -> list[str]:
    """The keys of a key file, newest first; raises ``Locked`` where others may read it."""
    try:
        mode = file.stat().st_mode
        lines = file.read_text("ascii").split()
    except (OSError, UnicodeError):
        raise Locked(f"the key file {file} cannot be read") from None
    if os.name == "posix" and mode & 0o077:
        raise Locked(f"others may read the key file {file}: chmod 600 {file}")
    return lines


def write_private(file: Path, text: str) -> None:
    """Write a file whole or not at all, for its owner alone."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    opened = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def new_key() -> str:
    """A key nobody can guess."""
    return Fernet.generate_key().decode()
