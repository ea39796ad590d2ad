"""What may be handed in as evidence or as a plan, told by the bytes and not by the name."""

_BEGINNINGS = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG\r\n\x1a\n",
    b"GIF8",
    b"RIFF",  # WebP
    b"%PDF-",
    b"PK\x03\x04",  # Word, Excel, PowerPoint since 2007, OpenDocument
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # and before
    b"{\\rtf",
)
_CONTAINER = b"ftyp"
"""ISO media: photos of iPhones (HEIC) and videos (MP4, MOV) name themselves behind a length."""


def is_welcome(data: bytes) -> bool:
    """Whether it is a photo, a video, an office document, a PDF or plain text."""
    if data.startswith(_BEGINNINGS) or data[4:8] == _CONTAINER:
        return True
    return bool(data) and b"\0" not in data and _is_text(data)


def _is_text(data: bytes) -> bool:
    """Whether it reads as UTF-8 or as the Thai code page of Windows."""
    for encoding in ("utf-8", "cp874"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
