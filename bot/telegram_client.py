"""How the HTTP client that polls Telegram is made."""

import ssl
from functools import cache
from typing import TypedDict

from bot.settings import is_local


class ClientOptions(TypedDict):
    """Keyword arguments of ``httpx.AsyncClient``."""

    trust_env: bool
    verify: ssl.SSLContext | bool


def client_options(api_url: str) -> ClientOptions:
    """No proxy for a server on this machine; no certificates to load (slow) without TLS."""
    verify = _certificates() if api_url.startswith("https:") else False
    return ClientOptions(trust_env=not is_local(api_url), verify=verify)


@cache
def _certificates() -> ssl.SSLContext:
    """Loaded once for all clients: a host of many makes thousands."""
    import httpx  # noqa: PLC0415 - only polling needs it, and it delays the first answer

    return httpx.create_ssl_context()
