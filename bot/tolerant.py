"""JSON that others write and may change without notice: any field may be missing or odd.

A field of a strange type is None instead of the loss of the whole event.
"""

import json
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidatorFunctionWrapHandler
from pydantic.functional_validators import WrapValidator

T = TypeVar("T")


def _none_if_odd(value: Any, read: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401 - any JSON
    try:
        return read(value)
    except ValidationError:
        return None


Maybe = Annotated[T | None, WrapValidator(_none_if_odd)]


def read_json(body: bytes) -> object:
    """The value of a JSON text; ValueError if it is none.

    Half of an emoji (a lone surrogate), which JSON can say and no database can keep, becomes "�".
    """
    try:
        value: object = json.loads(body)
        if b"\\ud" not in body.lower():
            return value
        whole = json.dumps(value, ensure_ascii=False).encode("utf-16-le", "surrogatepass")
        repaired: object = json.loads(whole.decode("utf-16-le", "replace"))
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem
    return repaired


class Part(BaseModel):
    """An object inside somebody else's JSON; what we do not use is not kept."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)
