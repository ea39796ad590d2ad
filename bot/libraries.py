"""The apps' libraries: imported late, beside the running server, and without what nobody calls.

``import linebot`` runs the SDK's second version, which LINE retired, and ``linebot.v3`` its reading
of webhooks, both with all their models; ``linebot.v3.messaging`` builds every call twice, blocking
and not, two hundred models more, and a checker for every call.  So the packages are left unrun, the
blocking calls and the models of calls that nobody makes are names without anything behind them, and
a call's checker is made when it is called.
python-telegram-bot does without what decrypts Telegram's passports and what makes its HTTP client
a command: 11 MB.
"""

import asyncio
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial, wraps
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

from plans.unrun import leave_unrun, without

_LINE = "linebot.v3.messaging"
_BLOCKING = {"messaging_api": "MessagingApi", "messaging_api_blob": "MessagingApiBlob"}
_MODELS = frozenset(
    {
        "BotInfoResponse", "ErrorResponse", "GetWebhookEndpointResponse",
        "GroupMemberCountResponse", "GroupSummaryResponse", "GroupUserProfileResponse",
        "MessageQuotaResponse", "QuotaConsumptionResponse", "RoomMemberCountResponse",
        "RoomUserProfileResponse", "ShowLoadingAnimationRequest", "TestWebhookEndpointRequest",
        "TestWebhookEndpointResponse", "UserProfileResponse",
    }
)  # fmt: skip
"""What the SDK is given and gives in the calls that ``LineApi.ask`` makes."""
_IMPORT = re.compile(rf"^from ({re.escape(_LINE)}\.models\.\w+) import (\w+)", re.MULTILINE)
_TELEGRAM = "bot.telegram_api"
_one_at_a_time = Lock()


def line_messaging() -> ModuleType:
    """The Messaging API of LINE's SDK; the first call takes a tenth of a second and 9 MB."""
    with _one_at_a_time:
        if _LINE in sys.modules:
            return sys.modules[_LINE]
        _leave_out()
        with _checked_when_called():
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
    leave_unrun("linebot", "linebot.v3")
    for module, name in _BLOCKING.items():
        _put_empty(f"{_LINE}.api.{module}", name, None)
    listed = _imports("__init__")
    wanted = {module for module, name in listed.items() if name in _MODELS}
    left = [*wanted]
    while left:
        inner = _imports(left.pop().rpartition(".")[2]).keys() & listed.keys() - wanted
        wanted |= inner
        left += inner
    for module in listed.keys() - wanted:
        _put_empty(module, listed[module], Any)  # a type that takes whatever it is given


@contextmanager
def _checked_when_called() -> Iterator[None]:
    """What checks a call's arguments is made when it is called first: there are 130 calls."""
    library = import_module("pydantic.v1")
    make = library.validate_arguments

    def later(call: Callable[..., Any]) -> Callable[..., Any]:
        checked = cache(partial(make, call))

        @wraps(call)
        def check_and_call(*args: object, **kwargs: object) -> object:
            return checked()(*args, **kwargs)

        return check_and_call

    vars(library)["validate_arguments"] = later
    try:
        yield
    finally:
        vars(library)["validate_arguments"] = make


def _imports(module: str) -> dict[str, str]:
    """What a module of the SDK's models imports: name by module; nothing where there is none."""
    sdk = find_spec("linebot")
    for folder in sdk.submodule_search_locations or () if sdk else ():
        file = Path(folder, "v3", "messaging", "models", f"{module}.py")
        if file.is_file():
            return dict(_IMPORT.findall(file.read_text("utf-8")))
    return {}


def _put_empty(module: str, name: str, value: object) -> None:
    empty = ModuleType(module)
    setattr(empty, name, value)
    sys.modules[module] = empty
