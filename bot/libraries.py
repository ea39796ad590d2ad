"""The apps' libraries: imported late, beside the running server, and without what nobody calls.

``import linebot`` runs the SDK's second version, which LINE retired, with all its models, and
``linebot.v3.messaging`` builds every call twice, blocking and not.  So the retired half is left
unrun and the blocking calls are names without anything behind them: half of the memory.
python-telegram-bot does without what decrypts Telegram's passports and what makes its HTTP client
a command: 11 MB.
"""

import asyncio
import sys
from collections.abc import Callable
from importlib import import_module
from threading import Lock
from types import ModuleType

from plans.unrun import leave_unrun, without

_LINE = "linebot.v3.messaging"
_BLOCKING = {"messaging_api": "MessagingApi", "messaging_api_blob": "MessagingApiBlob"}
_TELEGRAM = "bot.telegram_api"
_one_at_a_time = Lock()


def line_messaging() -> ModuleType:
    """The Messaging API of LINE's SDK; the first call takes most of a second and 21 MB."""
    with _one_at_a_time:
        if _LINE not in sys.modules:
            _leave_out()
        return import_module(_LINE)


def telegram_api() -> ModuleType:
    """What calls python-telegram-bot; the first call takes a third of a second."""
    with _one_at_a_time:
        if _TELEGRAM in sys.modules:
            return sys.modules[_TELEGRAM]
        with without("cryptography", "click"):
            return import_module(_TELEGRAM)


async def imported(library: Callable[[], ModuleType]) -> ModuleType:
    """One of the libraries; the server goes on while it is imported the first time."""
    if library not in _imported:
        _imported[library] = await asyncio.to_thread(library)
    return _imported[library]


_imported: dict[Callable[[], ModuleType], ModuleType] = {}
"""A thread costs more than asking, and with many organisations one opens every moment."""


def _leave_out() -> None:
    leave_unrun("linebot")
    for module, name in _BLOCKING.items():
        empty = ModuleType(f"{_LINE}.api.{module}")
        setattr(empty, name, None)
        sys.modules[empty.__name__] = empty
