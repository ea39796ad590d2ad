"""Signed links that expire: what they name cannot be guessed, altered or used too late."""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime
from enum import StrEnum

_MAC = 16  # bytes


class Purpose(StrEnum):
    """What a link is for; one made for one purpose opens nothing of another."""

    PICTURE = "picture"
    FILE = "file"
    CALENDAR = "calendar"


class Links:
    """Makes and reads tokens under one key, kept with the organisation's data."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 32:
            raise ValueError("a key of at least 32 bytes is needed")
        self._key = key

    def sign(self, purpose: Purpose, subject: str, expires_at: datetime) -> str:
        """A token of URL-safe characters; ``subject`` is readable by whoever holds it."""
        if expires_at.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        said = f"{int(expires_at.timestamp())}:{subject}".encode()
        return _text(self._mac(purpose, said) + said)

    def read(self, purpose: Purpose, token: str, now: datetime) -> str | None:
        """The subject; None when the token is forged, for something else, or expired."""
        raw = _bytes(token)
        if raw is None or len(raw) <= _MAC:
            return None
        given, said = raw[:_MAC], raw[_MAC:]
        if not hmac.compare_digest(given, self._mac(purpose, said)):
            return None
        moment, _, subject = said.decode().partition(":")
        return subject if now < datetime.fromtimestamp(int(moment), UTC) else None

    def _mac(self, purpose: Purpose, said: bytes) -> bytes:
        return hmac.new(self._key, purpose.encode() + b"\n" + said, hashlib.sha256).digest()[:_MAC]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(token: str) -> bytes | None:
    """The bytes of a token; None unless it is written the one way we write it."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        return None
    return raw if hmac.compare_digest(_text(raw).encode(), token.encode()) else None
