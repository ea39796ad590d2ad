"""JSON that others write and may change without notice: any field may be missing or odd.

A field of a strange type is None instead of the loss of the whole event.
"""

import json
from collections.abc import Iterable
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema
from pydantic_core.core_schema import with_default_schema

T = TypeVar("T")


class _NoneIfOdd:
    """In the schema itself: a function of ours would be called for every field of every event."""

    def __get_pydantic_core_schema__(
        self, source: type[object], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return with_default_schema(handler(source), default=None, on_error="default")


Maybe = Annotated[T | None, _NoneIfOdd()]


_DEEPEST = 200
"""Nested further than this nothing is written by an app, and our own readers must follow it."""


def read_json(body: bytes) -> object:
    """The value of a JSON text in UTF-8; ValueError if it is none.

    Half of an emoji (a lone surrogate), which JSON can say and no database can keep, becomes "�".
    """
    try:
        value: object = json.loads(body.decode("utf-8", "replace"))
        if _is_deep(body, value):
            raise ValueError("nested too deeply")
        if b"\\ud" not in body.lower():
            return value
        whole = json.dumps(value, ensure_ascii=False).encode("utf-16-le", "surrogatepass")
        repaired: object = json.loads(whole.decode("utf-16-le", "replace"))
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem
    return repaired


def _is_deep(body: bytes, value: object) -> bool:
    if body.count(b"[") + body.count(b"{") <= _DEEPEST:
        return False
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
    return bool(level)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


class Part(BaseModel):
    """An object inside somebody else's JSON; what we do not use is not kept."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)
