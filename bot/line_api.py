"""LINE's API: one call, at most one new token, and what the answer means.

Questions go through LINE's own SDK; messages are posted as our own models made them, and tests
hold them against the SDK's own requests.

What we call of the SDK takes a tenth of a second and 9 MB to import, so ``start`` imports it, in a
thread, when the server listens already.  The SDK never retries, checks answers after they count,
and waits 300 seconds unless told otherwise.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.channel import LARGEST_FILE, Gone, NotReady, TooLarge, Unreachable
from bot.clock import Clock
from bot.courier import Carrier, Unanswered, Unsent
from bot.libraries import imported, line_messaging
from bot.line_messages import Json
from bot.line_token import Refused, Tokens
from bot.pool import Pool, carrier_to, open_session
from bot.settings import LineSettings

log = logging.getLogger(__name__)

_API = "https://api.line.me"
_BLOB_API = "https://api-data.line.me"
_PATIENCE = 10.0  # seconds
_TIMEOUT = aiohttp.ClientTimeout(total=_PATIENCE)
_DOWNLOAD_TIMEOUT = aiohttp.ClientTimeout(total=60)
_CHUNK = 64 * 1024
_JSON = {"Content-Type": "application/json"}
_encode = json.JSONEncoder(ensure_ascii=False).encode  # a Thai letter in three bytes, not six

Answer = Any  # a model of the SDK, which has no types; None for a success in an odd form


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is not 2xx."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A message was taken; the ids of its parts, none where LINE answered in an odd form."""

    ids: tuple[str, ...]


class NoAnswer(Exception):
    """No answer came; ``perhaps`` says whether the request may have arrived all the same."""

    def __init__(self, reason: str, *, perhaps: bool) -> None:
        super().__init__(reason)
        self.perhaps = perhaps


class LineApi:
    """One token, every call of LINE's API that we make; without ``pool`` one of its own."""

    def __init__(self, settings: LineSettings, clock: Clock, pool: Pool | None = None) -> None:
        self._shares = pool is not None
        self._pool = pool or Pool()
        self._host = settings.api_url
        self._tokens = Tokens(settings, settings.api_url or _API, clock)
        self._session: aiohttp.ClientSession | None = None
        self._carrier: Carrier | None = None
        self._sdk: ModuleType | None = None
        self._client: Any = None
        self._calls: Any = None
        self.trouble: str | None = None

    async def start(self) -> None:
        """Import the SDK beside the running server."""
        sdk = await imported(line_messaging)
        client = copy(_pattern(sdk))
        client.configuration = copy(_configured(sdk, self._host))
        client.default_headers = dict(client.default_headers)
        client.rest_client = copy(client.rest_client)
        # The SDK's own session would obey proxy variables even for 127.0.0.1.
        await client.rest_client.pool_manager.close()
        self._session = open_session(self._host or _API, self._pool)
        self._carrier = carrier_to(self._host or _API, self._pool, self._session)
        client.rest_client.pool_manager = self._session
        self._client, self._calls, self._sdk = client, sdk.AsyncMessagingApi(client), sdk

    async def close(self) -> None:
        """Afterwards every call fails as if LINE could not be reached."""
        session, self._session, self._sdk = self._session, None, None
        self._carrier = None
        self._client = self._calls = None  # the SDK keeps its last answer there
        if session is not None:
            await session.close()
        if not self._shares:
            await self._pool.close()

    async def reply(self, token: str, messages: list[Json], *, silent: bool) -> Sent | Refusal:
        """Answer with a reply token: free, once."""
        body = {"replyToken": token, "messages": messages, "notificationDisabled": silent}
        return await self._say("reply", body, {})

    async def push(
        self, to: str, messages: list[Json], key: str, *, silent: bool
    ) -> Sent | Refusal:
        """Send under a retry key: delivered once however often this is called in 24 hours."""
        body = {"to": to, "messages": messages, "notificationDisabled": silent}
        return await self._say("push", body, {"X-Line-Retry-Key": key})

    async def _say(self, how: str, body: Json, headers: Mapping[str, str]) -> Sent | Refusal:
        """Post a message object as our own models made it: the SDK would cost six times as much."""
        self._started()
        text = _encode(body).encode()
        url = f"{self._host or _API}/v2/bot/message/{how}"

        async def post() -> Sent | Refusal:
            token = self._client.configuration.access_token
            given = {**_JSON, **headers, "Authorization": f"Bearer {token}"}
            taken = await self._carry().post(url, given, text, _PATIENCE)
            if taken.status // 100 != 2:
                return Refusal(taken.status, taken.content.decode(errors="replace"))
            return _sent(taken.content)

        return await self._call(post)

    async def ask(self, question: str, *about: object) -> Answer:
        """Call the SDK's method ``question``, which changes nothing; raises ``Unreachable``."""
        try:
            self._started()
            method = getattr(self._calls, question)
            answer = await self._call(lambda: method(*about, _request_timeout=_TIMEOUT))
        except NoAnswer as problem:
            raise Unreachable(str(problem)) from problem
        if answer is None or isinstance(answer, Refusal):
            raise Unreachable(f"HTTP {answer.status}" if answer else "odd answer")
        return answer

    async def content(self, message: str) -> bytes:
        """What was sent as a photo or file; LINE promises no time it keeps it."""
        url = f"{self._host or _BLOB_API}/v2/bot/message/{quote(message, safe='')}/content"
        try:
            status, data = await self._fetch(url, await self._token())
            if status == 401:
                status, data = await self._fetch(url, await self._token(renewed=True))
        except (NoAnswer, aiohttp.ClientError, TimeoutError) as problem:
            raise Unreachable(type(problem).__name__) from problem
        match status:
            case 200:
                return data
            case 202:
                raise NotReady
            case 404 | 410:
                raise Gone
            case _:
                raise Unreachable(f"HTTP {status}")

    async def _fetch(self, url: str, token: str) -> tuple[int, bytes]:
        """The status and, with 200, the bytes; never more of them than we take."""
        headers = {"Authorization": f"Bearer {token}"}
        async with self._open().get(url, headers=headers, timeout=_DOWNLOAD_TIMEOUT) as response:
            if response.status != 200:
                return response.status, b""
            data = bytearray()
            async for chunk in response.content.iter_chunked(_CHUNK):
                data += chunk
                if len(data) > LARGEST_FILE:
                    raise TooLarge
            return 200, bytes(data)

    async def _call(self, call: Callable[[], Awaitable[Answer]]) -> Answer | Refusal:
        answer = await self._call_once(call, await self._token())
        if isinstance(answer, Refusal) and answer.status == 401:
            answer = await self._call_once(call, await self._token(renewed=True))
        refused = isinstance(answer, Refusal) and answer.status == 401
        self.trouble = "LINE does not accept the access token" if refused else None
        return answer

    async def _call_once(
        self, call: Callable[[], Awaitable[Answer]], token: str
    ) -> Answer | Refusal:
        sdk = self._started()
        self._client.configuration.access_token = token
        try:
            return await call()
        except sdk.ApiException as problem:
            return Refusal(problem.status or 0, str(problem.body or problem.reason or ""))
        except ValueError as problem:
            refusal = problem.__context__  # its body is not UTF-8, so the SDK stumbled over it
            if isinstance(refusal, sdk.ApiException):
                return Refusal(refusal.status or 0, "")
            # Answers are checked after the message went out: calling it failed would send twice.
            log.warning("LINE answered success in an unexpected form")
            return None
        except (Unsent, Unanswered) as problem:
            raise self._no_answer(
                str(problem), perhaps=isinstance(problem, Unanswered)
            ) from problem
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise self._no_answer(type(problem).__name__, perhaps=True) from problem

    def _no_answer(self, kind: str, *, perhaps: bool) -> NoAnswer:
        self.trouble = f"LINE cannot be reached: {kind}"
        return NoAnswer(kind, perhaps=perhaps)

    async def _token(self, *, renewed: bool = False) -> str:
        try:
            return await self._tokens.get(self._open(), renewed=renewed)
        except Refused as problem:
            self.trouble = "LINE issues no token: check id and secret"
            raise NoAnswer(self.trouble, perhaps=False) from problem
        except (aiohttp.ClientError, TimeoutError) as problem:
            self.trouble = f"LINE cannot be reached: {type(problem).__name__}"
            raise NoAnswer(self.trouble, perhaps=False) from problem

    def _started(self) -> ModuleType:
        if self._sdk is None:
            raise NoAnswer("not started", perhaps=False)
        return self._sdk

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise NoAnswer("not started", perhaps=False)
        return self._session

    def _carry(self) -> Carrier:
        if self._carrier is None:
            raise NoAnswer("not started", perhaps=False)
        return self._carrier


def _sent(content: bytes) -> Sent:
    """What is odd in a success changes nothing: the message went out."""
    try:
        return Sent(tuple(str(one["id"]) for one in json.loads(content)["sentMessages"]))
    except (ValueError, TypeError, KeyError):
        log.warning("LINE answered success in an unexpected form")
        return Sent(())


@cache
def _pattern(sdk: ModuleType) -> Any:  # noqa: ANN401 - the SDK has no types
    """A client to copy: the SDK loads the machine's certificates for each (50 ms, half a MB)."""
    return sdk.AsyncApiClient(sdk.Configuration(access_token=""))


@lru_cache(maxsize=8)
def _configured(sdk: ModuleType, host: str | None) -> Any:  # noqa: ANN401 - the SDK has no types
    """Settings to copy: making them sets loggers' levels, which empties caches of all logging."""
    return sdk.Configuration(host=host, access_token="")
