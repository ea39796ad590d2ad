"""LINE's SDK without what nobody here calls: half of the memory it takes.

``import linebot`` runs the SDK's second version, which LINE retired, with all its models, and
``linebot.v3.messaging`` builds every call twice, blocking and not.  So the retired half is left
unrun and the blocking calls are names without anything behind them.
"""

import sys
from functools import cache
from importlib import import_module
from types import ModuleType

from plans.unrun import leave_unrun

_API = "linebot.v3.messaging"
_BLOCKING = {"messaging_api": "MessagingApi", "messaging_api_blob": "MessagingApiBlob"}


@cache
def messaging() -> ModuleType:
    """The Messaging API of the SDK; the first call takes most of a second and 21 MB."""
    if _API not in sys.modules:
        _leave_out()
    return import_module(_API)


def is_loaded() -> bool:
    """Whether the next call takes no time."""
    return messaging.cache_info().currsize > 0


def _leave_out() -> None:
    leave_unrun("linebot")
    for module, name in _BLOCKING.items():
        empty = ModuleType(f"{_API}.api.{module}")
        setattr(empty, name, None)
        sys.modules[empty.__name__] = empty
