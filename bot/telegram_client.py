"""How HTTP clients for Telegram are made, the library's and our own for polling."""

import ssl
from functools import cache
from typing import TypedDict

import httpx

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
    return httpx.create_ssl_context()
