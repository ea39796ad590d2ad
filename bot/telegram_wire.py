"""HTTP to Telegram for python-telegram-bot: under its own reading of answers and errors.

The library's client costs a millisecond of work for each message.  Here our courier carries plain
fields at a twentieth of that, and aiohttp files.  ``say`` serves what is sent most, a text;
whatever else there is goes through ``Bot``.
"""

import json
from collections.abc import Mapping

import aiohttp
from telegram._utils.types import ODVInput  # the signature of the class below names it
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.courier import Answered, Unanswered, Unsent
from bot.pool import Pool, carrier_to, open_session

_JSON = {"Content-Type": "application/json", "User-Agent": BaseRequest.USER_AGENT}
_encode = json.JSONEncoder(ensure_ascii=False).encode  # a Thai letter in three bytes, not six
_AGENT = {"User-Agent": BaseRequest.USER_AGENT}


class Wire(BaseRequest):
    """Requests to Telegram; without ``pool`` by connections of its own."""

    def __init__(self, api_url: str, timeout: float, pool: Pool | None = None) -> None:
        self._timeout = timeout
        self._shares = pool is not None
        self._pool = pool or Pool()
        self._session = open_session(api_url, self._pool)
        self._carrier = carrier_to(api_url, self._pool, self._session)

    @property
    def read_timeout(self) -> float:
        return self._timeout

    async def initialize(self) -> None:
        """The pool is there from the beginning."""

    async def shutdown(self) -> None:
        await self._session.close()
        if not self._shares:
            await self._pool.close()

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
        """One request; raises ``TimedOut`` or ``NetworkError``, caused by what says whether
        anything was sent."""
        patience = read_timeout if isinstance(read_timeout, float | int) else self._timeout
        if request_data is None or request_data.contains_files:
            return await self._ask(url, method, request_data, patience)
        answered = await self._carry(url, request_data.json_payload, patience)
        return answered.status, answered.content

    async def say(self, url: str, fields: Mapping[str, object]) -> object:
        """What a method answers to these fields, as ``post`` gives it and raises."""
        answered = await self._carry(url, payload(fields), self._timeout)
        if answered.status != 200:
            return await _Heard(answered).post(url)
        return self.parse_json_payload(answered.content)["result"]

    async def _carry(self, url: str, body: bytes, patience: float) -> Answered:
        try:  # a form would write each byte of a Thai letter as three
            return await self._carrier.post(url, _JSON, body, patience)
        except (Unsent, Unanswered) as problem:
            # An error's text may hold the address, and that the token.
            raise NetworkError(type(problem).__name__) from problem

    async def _ask(
        self, url: str, method: str, given: RequestData | None, patience: float
    ) -> tuple[int, bytes]:
        """A question without fields, or files."""
        timeout = aiohttp.ClientTimeout(total=None, connect=self._timeout, sock_read=patience)
        try:
            async with self._session.request(
                method, URL(url, encoded=True), data=_form(given), headers=_AGENT, timeout=timeout
            ) as response:
                return response.status, await response.read()
        except TimeoutError as problem:
            raise TimedOut from problem
        except (aiohttp.ClientError, RuntimeError) as problem:
            raise NetworkError(type(problem).__name__) from problem


class _Heard(BaseRequest):
    """Lets the library judge an answer that is there already."""

    def __init__(self, answered: Answered) -> None:
        self._answered = answered

    @property
    def read_timeout(self) -> None:
        return None

    async def initialize(self) -> None:
        """Nothing is opened."""

    async def shutdown(self) -> None:
        """Nothing is open."""

    async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
        return self._answered.status, self._answered.content


def payload(fields: Mapping[str, object]) -> bytes:
    """Fields as the library's requests carry them: JSON, in which all but texts is JSON again."""
    plain = {
        name: value if isinstance(value, str) else _encode(value) for name, value in fields.items()
    }
    return _encode(plain).encode()


def _form(given: RequestData | None) -> aiohttp.FormData | None:
    if given is None:
        return None
    form = aiohttp.FormData(quote_fields=False)  # or Thai names would be shown in per cents
    for name, value in given.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, media_type) in given.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=media_type)
    return form
