"""JSON that others write and may change without notice: any field may be missing or odd.

A field of a strange type is None instead of the loss of the whole event.
"""

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


class Part(BaseModel):
    """An object inside somebody else's JSON; what we do not use is not kept."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)
