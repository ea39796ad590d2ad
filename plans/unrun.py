"""Imports a part of a library whose package would import everything it has."""

import sys
from importlib.util import find_spec, module_from_spec


def leave_unrun(*packages: str) -> None:
    """Put packages in their place without running them, outer ones first.

    Their modules can be imported then, each with what it asks for itself and nothing else.  A
    package that has been imported already, or is not installed, is left as it is.
    """
    for name in packages:
        if name not in sys.modules and (spec := find_spec(name)) is not None:
            sys.modules[name] = module_from_spec(spec)
