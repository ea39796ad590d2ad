"""What is taken as evidence is told by its bytes."""

import pytest

from simulator.telegram_files import grey_png
from storage.filetypes import is_welcome


@pytest.mark.parametrize(
    ("data", "welcome"),
    [
        (grey_png(4, 4), True),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", True),
        (b"\0\0\0\x18ftypheic\0\0\0\0", True),
        (b"\0\0\0\x20ftypisom\0\0\2\0", True),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", True),
        (b"PK\x03\x04\x14\0\x06\0", True),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", True),
        ("<html>แผน</html>".encode(), True),
        ("แผนมาตรการ\n".encode("cp874"), True),
        (b"MZ\x90\0\3\0\0\0", False),
        (b"\x7fELF\2\1\1\0", False),
        (b"\0asm\1\0\0\0", False),
        (b"", False),
    ],
)
def test_photos_documents_and_text_are_welcome(data, welcome):
    assert is_welcome(data) is welcome
