"""Telegram's HTTP: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from simulator.telegram_account import Account, Told
from simulator.telegram_fields import Raw, raw_fields
from simulator.telegram_methods import METHODS
from simulator.telegram_refusals import Refused, bad, unauthorized, unknown_method


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call is answered with."""

    status: int
    body: Mapping[str, Any]


class TelegramApi:
    """Answers the calls of one bot, known by its token."""

    def __init__(self, account: Account, token: str) -> None:
        self._account = account
        self._token = token

    def routes(self) -> Sequence[web.RouteDef]:
        call = "/bot{token:[^/]+}/{method}"
        return [
            web.get(call, self._call, allow_head=False),
            web.post(call, self._call),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self._file, allow_head=False),
        ]

    async def execute(self, name: str, raw: Raw) -> Answer:
        """Do one call."""
        try:
            method = METHODS.get(name.lower())
            if method is None:
                raise unknown_method()
            return _granted(await method.call(self._account, raw))
        except Refused as refusal:
            return _refused(refusal)
        except UnicodeEncodeError:  # half of a surrogate pair, which JSON can spell
            return _refused(bad("strings must be encoded in UTF-8"))

    async def _call(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request)
            raw = await raw_fields(request)
        except Refused as refusal:
            return _response(_refused(refusal))
        return _response(await self.execute(request.match_info["method"], raw))

    async def _file(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request)
        except Refused as refusal:
            return _response(_refused(refusal))
        path = request.match_info["path"]
        file = self._account.shelf.fetch(path, self._account.stage.now)
        if file is None:
            return _response(_refused(Refused(404, "Not Found")))
        return web.Response(body=file.data, content_type="application/octet-stream")

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if not token.partition(":")[0].isdecimal():
            raise Refused(404, "Not Found")
        if token != self._token:
            raise unauthorized()


def _granted(result: object) -> Answer:
    if isinstance(result, Told):
        told = {"ok": True, "result": result.result, "description": result.description}
        return Answer(200, told)
    return Answer(200, {"ok": True, "result": result})


def _refused(refusal: Refused) -> Answer:
    return Answer(refusal.code, refusal.body())


def _response(answer: Answer) -> web.Response:
    text = json.dumps(answer.body, ensure_ascii=False)
    return web.Response(text=text, status=answer.status, content_type="application/json")
