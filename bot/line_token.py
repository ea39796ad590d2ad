"""LINE's access token: the long-lived one, or short-lived ones issued from id and secret."""

import asyncio
import logging
from datetime import datetime, timedelta

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.clock import Clock
from bot.settings import LineSettings

log = logging.getLogger(__name__)

_LONGEST = timedelta(minutes=12)  # of the fifteen LINE gives
_TIMEOUT = aiohttp.ClientTimeout(total=10)


class Refused(Exception):
    """LINE issues no token to this id and secret."""


class _Issued(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    access_token: str
    expires_in: float = 900.0


class Tokens:
    """Hands out a token that is valid now, issuing a new one at most once at a time."""

    def __init__(self, settings: LineSettings, host: str, clock: Clock) -> None:
        self._fixed = settings.access_token.get_secret_value() if settings.access_token else None
        self._id = settings.channel_id
        self._secrets = tuple(secret.get_secret_value() for secret in settings.secrets)
        self._url = f"{host}/oauth2/v3/token"
        self._clock = clock
        self._token = ""
        self._from = self._until = datetime.min.replace(tzinfo=clock.now().tzinfo)
        self._turn = asyncio.Lock()

    async def get(self, session: aiohttp.ClientSession, *, renewed: bool = False) -> str:
        """A valid token; ``renewed`` when LINE has just refused the last one.

        Raises ``Refused``, ``aiohttp.ClientError`` or ``TimeoutError``.
        """
        if self._fixed is not None:
            return self._fixed
        refused = self._token if renewed else None
        async with self._turn:
            now = self._clock.now()
            # A clock set back must not keep an old token alive.
            if self._token == refused or not self._from <= now < self._until:
                issued = await self._issue(session)
                self._token, self._from = issued.access_token, now
                self._until = now + min(_LONGEST, timedelta(seconds=issued.expires_in * 0.8))
            return self._token

    async def _issue(self, session: aiohttp.ClientSession) -> _Issued:
        """Try each secret: while one is being replaced only LINE knows which is in force."""
        for secret in self._secrets:
            form = {
                "grant_type": "client_credentials",
                "client_id": self._id or "",
                "client_secret": secret,
            }
            async with session.post(self._url, data=form, timeout=_TIMEOUT) as response:
                body = await response.read()
                if response.status >= 500:
                    raise aiohttp.ClientError(f"HTTP {response.status}")
                if response.status == 200:
                    return _read(body)
        log.error("LINE refuses id and secret")
        raise Refused


def _read(body: bytes) -> _Issued:
    try:
        return _Issued.model_validate_json(body)
    except ValidationError:
        raise aiohttp.ClientError("odd answer") from None
