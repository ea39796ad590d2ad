"""A photo made small for the report, and what it looks like as 64 bits (difference hash)."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

_SMALL = (720, 720)  # pixels: 6 cm of paper at 300 to the inch
_QUALITY = 70
_MOST_PIXELS = 80_000_000


class NoPhoto(Exception):
    """The bytes are no picture that can be opened."""


def seen(data: bytes) -> tuple[int, bytes]:
    """The difference hash and a small upright JPEG; raises ``NoPhoto``."""
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.draft("RGB", (2 * _SMALL[0], 2 * _SMALL[1]))  # a JPEG is read smaller at once
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as problem:
        raise NoPhoto from problem
    image.thumbnail(_SMALL)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=_QUALITY, optimize=True)
    return difference_hash(image), stream.getvalue()


def difference_hash(image: Image.Image) -> int:
    """Whether each of 8 x 8 places is brighter than the one right of it."""
    grey = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    pixels = list(grey.tobytes())
    bits = 0
    for row in range(8):
        for column in range(8):
            left, right = pixels[row * 9 + column], pixels[row * 9 + column + 1]
            bits = bits << 1 | (left > right)
    return bits
