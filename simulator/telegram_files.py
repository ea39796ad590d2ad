"""Files on Telegram's side: who gets which id, when an address expires, what a picture measures."""

import base64
import hashlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from simulator.stage import File
from simulator.telegram_refusals import bad

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
_ADDRESS_LIFE = timedelta(hours=1)
_THUMBNAIL = 90


class MediaKind(StrEnum):
    """How a file travels: pressed into a photo, or as it is."""

    PHOTO = "photo"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Media:
    """A file in a message; ``key`` finds its bytes on the stage."""

    kind: MediaKind
    file_id: str
    unique_id: str
    file: File
    key: str
    size: tuple[int, int] = (0, 0)
    thumbnail_id: str = ""

    def described(self) -> dict[str, Any]:
        """The field of a message that carries it."""
        if self.kind is MediaKind.PHOTO:
            return {"photo": _photo_sizes(self)}
        return {
            "document": {
                "file_id": self.file_id,
                "file_unique_id": self.unique_id,
                "file_name": self.file.name,
                "mime_type": self.file.mime,
                "file_size": len(self.file.data),
            }
        }


class Shelf:
    """Every file the bot may ask for, by id, and the addresses given out."""

    def __init__(self) -> None:
        self._media: dict[str, Media] = {}
        self._thumbnails: dict[str, File] = {}
        self._addresses: dict[str, tuple[str, datetime]] = {}

    def put(self, kind: MediaKind, file: File, key: str) -> Media:
        """Take a file in; a photo must be a picture that Telegram would accept."""
        size = picture_size(file.data) if kind is MediaKind.PHOTO else None
        if kind is MediaKind.PHOTO:
            size = _acceptable(size)
        digest = hashlib.sha256(f"{kind}/{key}".encode()).digest()
        media = Media(
            kind,
            file_id=_id("BQAC" if kind is MediaKind.DOCUMENT else "AgAC", digest * 2),
            unique_id=_id("", digest[:9]),
            file=file,
            key=key,
            size=size or (0, 0),
            thumbnail_id=_id("AgAC", digest[::-1] * 2),
        )
        self._media[media.file_id] = media
        if kind is MediaKind.PHOTO:
            small = grey_png(*_scaled(media.size))
            self._thumbnails[media.thumbnail_id] = File("thumbnail.png", "image/png", small)
        return media

    def find(self, file_id: str) -> Media | None:
        """A file the bot sends again by its id."""
        return self._media.get(file_id)

    def locate(self, file_id: str, now: datetime) -> dict[str, Any]:
        """What getFile answers; the address holds for an hour."""
        file = self._bytes_of(file_id)
        if file is None:
            raise bad("invalid file_id")
        if len(file.data) > LARGEST_DOWNLOAD:
            raise bad("file is too big")
        folder = "documents" if file_id.startswith("BQAC") else "photos"
        path = f"{folder}/file_{len(self._addresses)}{PurePath(file.name).suffix}"
        self._addresses[path] = (file_id, now + _ADDRESS_LIFE)
        unique = _id("", hashlib.sha256(file_id.encode()).digest()[:9])
        media = self._media.get(file_id)
        return {
            "file_id": file_id,
            "file_unique_id": media.unique_id if media else unique,
            "file_size": len(file.data),
            "file_path": path,
        }

    def fetch(self, path: str, now: datetime) -> File | None:
        """The bytes behind an address, unless it has expired."""
        file_id, until = self._addresses.get(path, ("", now))
        return self._bytes_of(file_id) if until > now else None

    def _bytes_of(self, file_id: str) -> File | None:
        media = self._media.get(file_id)
        return media.file if media else self._thumbnails.get(file_id)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG; None when it is neither."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def grey_png(width: int, height: int) -> bytes:
    """A small valid picture, for thumbnails."""
    rows = (b"\x00" + b"\xa0" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _photo_sizes(media: Media) -> list[Mapping[str, Any]]:
    """Telegram lists a photo small first: whoever takes the first one gets a thumbnail."""
    width, height = _scaled(media.size)
    small = {
        "file_id": media.thumbnail_id,
        "file_unique_id": f"{media.unique_id}s",
        "width": width,
        "height": height,
        "file_size": len(grey_png(width, height)),
    }
    whole = {
        "file_id": media.file_id,
        "file_unique_id": media.unique_id,
        "width": media.size[0],
        "height": media.size[1],
        "file_size": len(media.file.data),
    }
    return [small, whole]


def _scaled(size: tuple[int, int]) -> tuple[int, int]:
    longest = max(*size, 1)
    width, height = (max(1, side * _THUMBNAIL // longest) for side in size)
    return width, height


def _acceptable(size: tuple[int, int] | None) -> tuple[int, int]:
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = size
    if not 0 < width + height <= 10_000 or max(size) > 20 * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return size


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk the segments to the frame header, which is one of C0–CF but C4, C8 and CC."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _id(start: str, raw: bytes) -> str:
    return start + base64.urlsafe_b64encode(raw).decode().rstrip("=")
