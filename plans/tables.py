"""Bytes of a document, whatever its format → lines and rows in reading order."""

import re

from plans.grid import Document, within_limits
from plans.pasted import read_pasted

MAX_BYTES = 15 * 2**20

_SPLIT_AM = re.compile(r"[ก-ฮ][่-๋]? า")


def read_tables(data: bytes, file_name: str) -> Document:
    """The blocks of a file; ``Unreadable`` says in Thai why there are none."""
    text = _decoded(data)
    blocks = within_limits(read_pasted(text))
    return Document(blocks)


def _decoded(data: bytes) -> str:
    return data.decode("utf-8-sig")
