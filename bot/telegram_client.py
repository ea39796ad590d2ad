"""How HTTP clients for Telegram are made, the library's and our own for polling."""

from typing import TypedDict

from bot.settings import is_local


class ClientOptions(TypedDict):
    """Keyword arguments of ``httpx.AsyncClient``."""

    trust_env: bool
    verify: bool


def client_options(api_url: str) -> ClientOptions:
    """No proxy for a server on this machine; no certificates to load (slow) without TLS."""
    return ClientOptions(trust_env=not is_local(api_url), verify=api_url.startswith("https:"))
