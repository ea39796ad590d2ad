"""HTTP to Telegram for python-telegram-bot: aiohttp under its own reading of answers and errors.

The library's client costs a millisecond of work for each message, this one a tenth.  ``post`` with
plain fields serves what is sent most, a text; whatever else there is goes through ``Bot``.
"""

from collections.abc import Mapping

import aiohttp
from telegram._utils.types import ODVInput  # the signature of the class below names it
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.pool import Pool, open_session

NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""What says for certain that nothing was sent."""

_JSON = {"Content-Type": "application/json", "User-Agent": BaseRequest.USER_AGENT}
_AGENT = {"User-Agent": BaseRequest.USER_AGENT}


class Wire(BaseRequest):
    """Requests to Telegram; without ``pool`` by connections of its own."""

    def __init__(self, api_url: str, timeout: float, pool: Pool | None = None) -> None:
        self._timeout = timeout
        self._session = open_session(api_url, pool)

    @property
    def read_timeout(self) -> float:
        return self._timeout

    async def initialize(self) -> None:
        """The pool is there from the beginning."""

    async def shutdown(self) -> None:
        await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request; raises ``TimedOut`` or ``NetworkError`` from what aiohttp says."""
        reading = read_timeout if isinstance(read_timeout, float | int) else self._timeout
        timeout = aiohttp.ClientTimeout(total=None, connect=self._timeout, sock_read=reading)
        data, headers = _body(request_data)
        try:
            async with self._session.request(
                method, URL(url, encoded=True), data=data, headers=headers, timeout=timeout
            ) as response:
                return response.status, await response.read()
        except TimeoutError as problem:
            raise TimedOut from problem
        except (aiohttp.ClientError, RuntimeError) as problem:
            # Its text may hold the address, and that the token.
            raise NetworkError(type(problem).__name__) from problem


def _body(given: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, Mapping[str, str]]:
    if given is None:
        return None, _AGENT
    if not given.contains_files:
        return given.json_payload, _JSON  # a form writes each byte of a Thai letter as three
    form = aiohttp.FormData(quote_fields=False)  # or Thai names would be shown in per cents
    for name, value in given.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, media_type) in given.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=media_type)
    return form, _AGENT
