"""A photo is known again by its look, and has a small copy for the report."""

import io

import pytest
from PIL import Image, ImageDraw

from reports.photo import NoPhoto, difference_hash, seen
from storage import pictures
from storage.database import Database
from storage.pictures import Look


def scene(number: int, size: tuple[int, int] = (1200, 900)) -> Image.Image:
    """A picture with some shapes in it, another for each number."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(image)
    for n in range(6):
        x, y = (number * 97 + n * 211) % 900, (number * 53 + n * 137) % 700
        draw.ellipse((x, y, x + 260, y + 180), fill=((n * 40) % 255, (number * 60) % 255, 90))
    return image


def saved(image: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **more)
    return stream.getvalue()


def test_a_photo_sent_again_smaller_and_coarser_looks_the_same():
    first, small = seen(saved(scene(1), quality=95))
    again, _ = seen(saved(scene(1).resize((640, 480)), quality=40))
    other, _ = seen(saved(scene(5)))
    assert (first ^ again).bit_count() <= 6
    assert (first ^ other).bit_count() > 12
    with Image.open(io.BytesIO(small)) as made:
        assert max(made.size) <= 720
        assert not made.getexif()


def test_a_photo_on_its_side_is_put_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    turned, small = seen(saved(scene(2).rotate(90, expand=True), exif=exif))
    assert (turned ^ difference_hash(scene(2))).bit_count() <= 6
    with Image.open(io.BytesIO(small)) as made:
        assert made.width > made.height


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"PK", saved(scene(1))[:500]])
def test_what_cannot_be_opened_is_no_photo(data):
    with pytest.raises(NoPhoto):
        seen(data)


async def test_a_picture_of_one_colour_is_like_nothing():
    database = await Database.open(None)
    try:
        await database.write(pictures.note, "1" * 64, Look(0, "2" * 64))
        assert await database.read(pictures.is_known, "1" * 64)
        assert await database.read(pictures.alike_elsewhere, "1" * 64, 1) is None
        assert await database.read(pictures.smalls) == {"1" * 64: "2" * 64}
    finally:
        await database.close()
