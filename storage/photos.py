"""Photos without what phones write into them: place, time, owner, device.

JPEG (ITU T.81, Exif 2.3), PNG and WebP are cut along their own segments and the picture itself is
copied byte for byte.  How a photo is to be turned is kept, or it would lie on its side in a
report.  Anything else, and what does not follow its format, is given back as it came.
"""

import re
import struct
from collections.abc import Iterator

_JPEG, _PNG, _RIFF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"
_SOI, _EOI, _SOS, _APP0, _APP1, _APP2, _APP14, _COM = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
_EXIF = b"Exif\0\0"
_ICC = b"ICC_PROFILE\0"
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""A marker in coded data: a stuffed zero and restart marks belong to the data."""

_ORIENTATION = 0x0112
_SHORT = 3
_PNG_KEPT = frozenset(
    {b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"hIST", b"tRNS", b"pHYs", b"sPLT",
     b"acTL", b"fcTL", b"fdAT"}
)  # fmt: skip
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = 0x08 | 0x04  # of the extended header: there is Exif, there is XMP


class _Odd(Exception):
    """The bytes do not follow their format."""


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels from the frame header; raises ``ValueError``."""
    at, marker = 2, 0
    try:
        while marker != _SOS:
            marker, segment, at = _segment(data, at)
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                height, width = struct.unpack_from(">HH", segment, 5)
                return int(width), int(height)
    except (_Odd, struct.error, IndexError) as problem:
        raise ValueError("no JPEG") from problem
    raise ValueError("no frame header")


def is_photo(data: bytes) -> bool:
    """Whether the bytes begin as a photo that can be looked at."""
    return data.startswith((_JPEG, _PNG)) or (data.startswith(_RIFF) and data[8:12] == b"WEBP")


def without_metadata(data: bytes) -> bytes:
    """The same photo without what was written into it besides the picture."""
    try:
        if data.startswith(_JPEG):
            return b"".join(_jpeg(data))
        if data.startswith(_PNG):
            return b"".join(_png(data))
        if data.startswith(_RIFF) and data[8:12] == b"WEBP":
            return _webp(data)
    except (_Odd, struct.error, IndexError):
        return data
    return data


# --- JPEG


def _jpeg(data: bytes) -> Iterator[bytes]:
    """What is behind the end of the picture (a preview with its own Exif) goes too."""
    yield data[:2]
    at, turned = 2, 1
    kept: list[bytes] = []
    while True:
        marker, segment, at = _segment(data, at)
        if marker == _SOS:
            break
        if marker == _APP1 and segment[4:].startswith(_EXIF):
            turned = _orientation(segment[4 + len(_EXIF) :])
        elif _is_picture(marker, segment):
            kept.append(segment)
    if turned != 1:
        yield _turned(turned)
    yield from kept
    yield segment
    yield data[at : _end(data, at)]


def _segment(data: bytes, at: int) -> tuple[int, bytes, int]:
    """The marker at a place, its whole segment, and where the next one is."""
    if data[at] != 0xFF:
        raise _Odd
    while data[at + 1] == 0xFF:  # markers may be preceded by fill bytes
        at += 1
    (length,) = struct.unpack_from(">H", data, at + 2)
    end = at + 2 + length
    if length < 2 or end > len(data):
        raise _Odd
    return data[at + 1], data[at:end], end


def _is_picture(marker: int, segment: bytes) -> bool:
    """Whether a segment is needed to show it: colours are told by APP0, a profile and Adobe's."""
    if marker == _APP2:
        return segment[4:].startswith(_ICC)
    return marker in (_APP0, _APP14) or not (_APP0 <= marker <= 0xEF or marker == _COM)


def _end(data: bytes, at: int) -> int:
    """Behind the end mark of the coded data; further scans and their tables lie between."""
    while found := _MARKER.search(data, at):
        marker = data[found.start() + 1]
        if marker == _EOI:
            return found.end()
        _, _, at = _segment(data, found.start())
    raise _Odd


def _orientation(tiff: bytes) -> int:
    """How the photo is to be turned, 1 to 8; 1 is upright."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for place in range(first + 2, first + 2 + 12 * count, 12):
        tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, place)
        if tag == _ORIENTATION and kind == _SHORT:
            return int(value) if 1 <= value <= 8 else 1
    return 1


def _turned(orientation: int) -> bytes:
    """An Exif segment that says nothing else."""
    entry = struct.pack("<HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    body = _EXIF + b"II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0)
    return struct.pack(">BBH", 0xFF, _APP1, len(body) + 2) + body


# --- PNG and WebP


def _png(data: bytes) -> Iterator[bytes]:
    yield _PNG
    at, name = len(_PNG), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise _Odd
        if name[:1].isupper() or name in _PNG_KEPT:  # a capital: no picture without it
            yield data[at:end]
        at = end


def _webp(data: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", data, 4)
    kept, at, end = [b"WEBP"], 12, min(8 + size, len(data))
    while at < end:
        name, length = struct.unpack_from("<4sI", data, at)
        chunk = data[at : at + 8 + length + length % 2]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        if name not in _WEBP_DROPPED:
            kept.append(chunk)
        at += 8 + length + length % 2
    body = b"".join(kept)
    return _RIFF + struct.pack("<I", len(body)) + body
