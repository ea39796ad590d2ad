"""Imports a part of a library whose package would import everything it has."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import cast


def leave_unrun(*packages: str) -> None:
    """Put packages in their place without running them, outer ones first.

    Their modules can be imported then, each with what it asks for itself and nothing else.  A
    package that has been imported already, or is not installed, is left as it is.
    """
    for name in packages:
        if name not in sys.modules and (spec := find_spec(name)) is not None:
            sys.modules[name] = module = module_from_spec(spec)
            outer, _, inner = name.rpartition(".")
            if outer:
                setattr(sys.modules[outer], inner, module)


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """While another library is imported, what it can do without is not found.

    What has been imported already stays.
    """
    hidden = [name for name in packages if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden, cast("ModuleType", None)))  # as Python says "none"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
