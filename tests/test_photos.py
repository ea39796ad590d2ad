"""Photos are kept without what phones write into them."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from storage.photos import without_metadata

PLACE = {1: "N", 2: (13.0, 44.0, 8.0), 3: "E", 4: (100.0, 29.0, 38.0)}
FORMATS = ("JPEG", "PNG", "WEBP")


def photo(kind: str, *, turned: int = 1, size: tuple[int, int] = (40, 24), **more) -> bytes:
    """A picture with a gradient, and the camera, the owner and the place written into it."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "SECRET-PHONE"
    exif[0x9C9D] = "สมหญิง".encode("utf-16le")
    exif.get_ifd(0x8825).update(PLACE)
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", "SECRET-OWNER")
        words.add_itxt("XML:com.adobe.xmp", "SECRET-XMP")
        more["pnginfo"] = words
    stream = io.BytesIO()
    image.save(stream, kind, exif=exif, **more)
    return stream.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", FORMATS)
def test_place_owner_and_device_are_gone_and_the_picture_is_the_same(kind):
    data = photo(kind)
    clean = without_metadata(data)
    assert b"SECRET" in data
    assert b"SECRET" not in clean
    shown = opened(clean)
    assert shown.getexif().get_ifd(0x8825) == {}
    assert shown.tobytes() == opened(data).tobytes()
    assert without_metadata(clean) == clean


@pytest.mark.parametrize("turned", range(2, 9))
@pytest.mark.parametrize("order", ["II", "MM"])
def test_how_it_is_to_be_turned_is_kept(turned, order):
    data = photo("JPEG", turned=turned)
    if order == "MM":
        exif = Image.Exif()
        exif.endian = ">"
        exif[0x0112] = turned
        stream = io.BytesIO()
        opened(data).save(stream, "JPEG", exif=exif.tobytes())
        data = stream.getvalue()
    assert opened(without_metadata(data)).getexif() == {0x0112: turned}


def test_progressive_photos_and_colour_profiles_are_whole():
    data = photo("JPEG", progressive=True, icc_profile=b"profile" * 20, comment=b"SECRET-WORDS")
    clean = without_metadata(data)
    assert b"SECRET" not in clean
    assert opened(clean).info["icc_profile"] == b"profile" * 20
    assert opened(clean).tobytes() == opened(data).tobytes()


def test_a_second_picture_behind_the_first_is_left_out():
    data = photo("JPEG")
    assert without_metadata(data + photo("JPEG")) == without_metadata(data)


@given(st.binary(max_size=200), st.sampled_from(FORMATS), st.data())
def test_damaged_and_other_files_are_given_back_or_cut_but_never_refused(rest, kind, draw):
    whole = photo(kind)
    cut = draw.draw(st.integers(0, len(whole)))
    for data in (rest, whole[:cut] + rest, whole[:12] + rest):
        assert isinstance(without_metadata(data), bytes)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\3\4 docx", b"\xff\xd8\xff", b"RIFF"])
def test_what_is_no_photo_is_left_alone(data):
    assert without_metadata(data) == data
