"""LINE's HTTP API, both hosts of it, as far as a bot in groups needs it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.line_account import Content, LineAccount
from simulator.line_checks import Problem, whole_number
from simulator.line_events import Delivery, Reason, Webhooks
from simulator.line_ledger import Accepted, Sending
from simulator.line_requests import body_of, is_silent, line_id, retry_key, text_in, user_ids
from simulator.line_rules import Refused, Where, check_messages, shape_refused
from simulator.stage import Chat, ChatKind, Json

_CHUNK = 64 * 1024
_NO_MENTIONS = Where(mentions=False, quotable=frozenset())

Left = Callable[[Chat], Awaitable[object]]
"""Told when the bot has left a group of its own."""

_Answer = Callable[[web.Request, str], Awaitable[web.StreamResponse]]


class LineApi:
    """Answers the bot's requests; every answer carries ``x-line-request-id``."""

    def __init__(self, account: LineAccount, webhooks: Webhooks, left: Left) -> None:
        self._account = account
        self._webhooks = webhooks
        self._left = left

    def routes(self) -> list[web.RouteDef]:
        bot, group = "/v2/bot", "/v2/bot/group/{group}"
        content = "/v2/bot/message/{message}/content"
        gets: dict[str, _Answer] = {
            f"{bot}/info": self._info,
            f"{bot}/profile/{{user}}": self._profile,
            f"{bot}/followers/ids": self._forbidden,
            f"{bot}/message/quota": self._quota,
            f"{bot}/message/quota/consumption": self._consumption,
            f"{bot}/message/delivery/{{sending:reply|push|multicast}}": self._sent_on,
            f"{bot}/channel/webhook/endpoint": self._endpoint,
            f"{group}/summary": self._summary,
            f"{group}/members/count": self._count,
            f"{group}/members/ids": self._forbidden,
            f"{group}/member/{{user}}": self._member,
            content: self._content,
            f"{content}/preview": self._preview,
            f"{content}/transcoding": self._transcoding,
        }
        posts: dict[str, _Answer] = {
            f"{bot}/message/reply": self._reply,
            f"{bot}/message/push": self._push,
            f"{bot}/message/multicast": self._multicast,
            f"{bot}/message/validate/{{sending:reply|push}}": self._validate,
            f"{bot}/message/validate/{{sending:multicast|narrowcast|broadcast}}": self._validate,
            f"{bot}/chat/loading/start": self._loading,
            f"{bot}/chat/markAsRead": self._mark_as_read,
            f"{bot}/channel/webhook/test": self._test_webhook,
            f"{group}/leave": self._leave,
        }
        return [
            *(
                web.get(path, self._authorised(answer), allow_head=False)
                for path, answer in gets.items()
            ),
            *(web.post(path, self._authorised(answer)) for path, answer in posts.items()),
            web.put(f"{bot}/channel/webhook/endpoint", self._authorised(self._set_endpoint)),
            web.post("/oauth2/v3/token", self._answering(self._issue_token)),
            web.route("*", "/v2/{rest:.*}", self._answering(self._not_found)),
        ]

    # --- every answer

    def _authorised(self, answer: _Answer) -> Handler:
        async def handle(request: web.Request, request_id: str) -> web.StreamResponse:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme != "Bearer" or not self._account.access_tokens.is_valid(token):
                reason = "invalid token. Confirm that the access token is valid."
                raise Refused(401, f"Authentication failed due to the following reason: {reason}")
            return await answer(request, request_id)

        return self._answering(handle)

    def _answering(self, answer: _Answer) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            request_id = self._account.mint.request_id()
            try:
                response = await answer(request, request_id)
            except Refused as refusal:
                details = {"details": list(refusal.details)} if refusal.details else {}
                response = web.json_response(
                    {"message": refusal.message} | details, status=refusal.status
                )
            if not response.prepared:
                response.headers["x-line-request-id"] = request_id
            return response

        return handle

    async def _not_found(self, request: web.Request, request_id: str) -> web.Response:
        raise Refused(404, "Not found")

    async def _forbidden(self, request: web.Request, request_id: str) -> web.Response:
        raise Refused(403, "Access to this API is not available for your account")

    # --- sending

    async def _reply(self, request: web.Request, request_id: str) -> web.Response:
        if "X-Line-Retry-Key" in request.headers:
            raise Refused(400, "The retry key cannot be used with this API")
        body = await body_of(request)
        token = text_in(body, "replyToken")
        name = self._account.reply_tokens.find(token)
        if name is None:
            raise Refused(400, "Invalid reply token")
        chat = self._account.stage.chats[name]
        messages = check_messages(body.get("messages"), self._account.where(chat))
        if not chat.bot:
            raise Refused(400, "Failed to send messages")
        self._account.reply_tokens.use(token)
        self._account.quota.note(Sending.REPLY, 1)
        sent = self._account.show(chat, messages, silent=is_silent(body))
        return web.json_response({"sentMessages": list(sent)})

    async def _push(self, request: web.Request, request_id: str) -> web.Response:
        key = retry_key(request)
        body = await body_of(request)
        if key is not None and (accepted := self._account.retry_keys.find(key)):
            return _repeated(accepted)
        receiver = self._account.receiver(line_id(body.get("to")))
        messages = check_messages(body.get("messages"), self._account.where(receiver.chat))
        self._account.quota.spend(receiver.cost)
        self._account.quota.note(Sending.PUSH, receiver.cost)
        sent = self._account.show(receiver.chat, messages, silent=is_silent(body))
        if key is not None:
            self._account.retry_keys.accept(key, request_id, sent)
        return web.json_response({"sentMessages": list(sent)})

    async def _multicast(self, request: web.Request, request_id: str) -> web.Response:
        key = retry_key(request)
        body = await body_of(request)
        if key is not None and (accepted := self._account.retry_keys.find(key)):
            return _repeated(accepted)
        receivers = [self._account.friend(user) for user in user_ids(body.get("to"))]
        messages = check_messages(body.get("messages"), _NO_MENTIONS)
        cost = sum(receiver.cost for receiver in receivers)
        self._account.quota.spend(cost)
        self._account.quota.note(Sending.MULTICAST, cost)
        for receiver in receivers:
            self._account.show(receiver.chat, messages, silent=is_silent(body))
        if key is not None:
            self._account.retry_keys.accept(key, request_id, ())
        return web.json_response({})

    async def _validate(self, request: web.Request, request_id: str) -> web.Response:
        to_chats = request.match_info["sending"] in {"reply", "push"}
        check_messages(
            (await body_of(request)).get("messages"), Where() if to_chats else _NO_MENTIONS
        )
        return web.json_response({})

    # --- the quota

    async def _quota(self, request: web.Request, request_id: str) -> web.Response:
        limit = self._account.quota.limit
        return web.json_response(
            {"type": "none"} if limit is None else {"type": "limited", "value": limit}
        )

    async def _consumption(self, request: web.Request, request_id: str) -> web.Response:
        return web.json_response({"totalUsage": self._account.quota.used})

    async def _sent_on(self, request: web.Request, request_id: str) -> web.Response:
        try:
            day = datetime.strptime(request.query.get("date", ""), "%Y%m%d").replace(tzinfo=UTC)
        except ValueError:
            raise shape_refused([Problem(("date",), "invalid date")]) from None
        count = self._account.quota.sent_on(Sending(request.match_info["sending"]), day.date())
        if count is None:
            return web.json_response({"status": "unready"})
        if count < 20:
            return web.json_response({"status": "unavailable_for_privacy"})
        return web.json_response({"status": "ready", "success": count})

    # --- people and groups

    async def _info(self, request: web.Request, request_id: str) -> web.Response:
        return web.json_response(
            {
                "userId": self._account.bot_id,
                "basicId": "@tidtam",
                "displayName": self._account.stage.bot_name,
                "chatMode": "bot",
                "markAsReadMode": "auto",
            }
        )

    async def _profile(self, request: web.Request, request_id: str) -> web.Response:
        chat = self._account.find_chat(request.match_info["user"])
        if chat is None or chat.kind is not ChatKind.PRIVATE or not chat.bot:
            raise Refused(404, "Not found")
        return web.json_response(self._card(chat.members[0]) | {"language": "th"})

    async def _member(self, request: web.Request, request_id: str) -> web.Response:
        chat = self._account.group(request.match_info["group"])
        person = self._account.find_person(request.match_info["user"])
        if person is None or person.id not in chat.members:
            raise Refused(404, "Not found")
        return web.json_response(self._card(person.id))

    def _card(self, person: str) -> dict[str, str]:
        name = self._account.stage.people[person].name
        return {"userId": self._account.user_id(person), "displayName": name}

    async def _summary(self, request: web.Request, request_id: str) -> web.Response:
        chat = self._account.group(request.match_info["group"])
        return web.json_response({"groupId": self._account.chat_id(chat), "groupName": chat.title})

    async def _count(self, request: web.Request, request_id: str) -> web.Response:
        chat = self._account.group(request.match_info["group"])
        return web.json_response({"count": len(chat.members)})

    async def _leave(self, request: web.Request, request_id: str) -> web.Response:
        await self._left(self._account.group(request.match_info["group"]))
        return web.json_response({})

    async def _loading(self, request: web.Request, request_id: str) -> web.Response:
        body = await body_of(request)
        user = line_id(body.get("chatId"))
        if not user.startswith("U"):
            raise Refused(400, "The chatId must be a user ID")
        if wrong := whole_number(5, 60, 5)(body.get("loadingSeconds", 20)):
            raise shape_refused([Problem(("loadingSeconds",), wrong)])
        return web.json_response({}, status=202)

    async def _mark_as_read(self, request: web.Request, request_id: str) -> web.Response:
        token = text_in(await body_of(request), "markAsReadToken")
        message = self._account.read_tokens.get(token)
        if message is None:
            raise Refused(400, "Invalid markAsReadToken")
        self._account.read.add(message)
        return web.json_response({})

    # --- content

    async def _content(self, request: web.Request, request_id: str) -> web.StreamResponse:
        content = self._kept(request.match_info["message"])
        if content is None:
            return web.Response(status=202)
        response = web.StreamResponse(headers={"Content-Type": content.file.mime})
        response.headers["x-line-request-id"] = request_id
        if content.repeat == 1:
            response.content_length = len(content.file.data)
        await response.prepare(request)
        for _ in range(content.repeat):
            for start in range(0, len(content.file.data), _CHUNK):
                await response.write(content.file.data[start : start + _CHUNK])
        await response.write_eof()
        return response

    async def _preview(self, request: web.Request, request_id: str) -> web.Response:
        content = self._kept(request.match_info["message"])
        if content is None:
            return web.Response(status=202)
        if not content.file.mime.startswith(("image/", "video/")):
            raise Refused(404, "not found")
        return web.Response(body=content.file.data, content_type=content.file.mime)

    async def _transcoding(self, request: web.Request, request_id: str) -> web.Response:
        message = request.match_info["message"]
        found = self._account.contents.get(message)
        if found is not None and not found.file.mime.startswith(("video/", "audio/")):
            raise Refused(400, "The message is neither video nor audio")
        content = self._kept(message)
        return web.json_response({"status": "processing" if content is None else "succeeded"})

    def _kept(self, message: str) -> Content | None:
        """The content of a message, None while it is not ready."""
        content = self._account.contents.get(message)
        if content is None or not content.is_kept(self._account.stage.now):
            raise Refused(404, "not found")
        if content.gone:
            raise Refused(410, "The content is gone")
        if content.not_ready:
            self._account.contents[message] = replace(content, not_ready=content.not_ready - 1)
            return None
        return content

    # --- the webhook and the tokens

    async def _endpoint(self, request: web.Request, request_id: str) -> web.Response:
        if self._webhooks.url is None:
            raise Refused(404, "Webhook endpoint not found")
        return web.json_response({"endpoint": self._webhooks.url, "active": True})

    async def _set_endpoint(self, request: web.Request, request_id: str) -> web.Response:
        try:
            self._webhooks.point_to(text_in(await body_of(request), "endpoint"))
        except ValueError as wrong:
            raise Refused(400, str(wrong)) from None
        return web.json_response({})

    async def _test_webhook(self, request: web.Request, request_id: str) -> web.Response:
        asked = (await body_of(request)).get("endpoint") if request.can_read_body else None
        if asked is None and self._webhooks.url is None:
            raise Refused(404, "Webhook endpoint not found")
        return web.json_response(_tested(await self._webhooks.test(asked)))

    async def _issue_token(self, request: web.Request, request_id: str) -> web.Response:
        fields = await request.post()
        if fields.get("grant_type") != "client_credentials":
            return _oauth_refused("unsupported_grant_type", "invalid grant_type")
        account = self._account
        known = (account.channel_id, account.channel_secret)
        if (fields.get("client_id"), fields.get("client_secret")) != known:
            return _oauth_refused("invalid_client", "invalid client_id or client_secret")
        token = account.mint.token("access")
        seconds = account.access_tokens.issue(token)
        return web.json_response(
            {"token_type": "Bearer", "access_token": token, "expires_in": seconds}
        )


def _oauth_refused(error: str, description: str) -> web.Response:
    return web.json_response({"error": error, "error_description": description}, status=400)


def _tested(delivery: Delivery) -> Json:
    return {
        "success": delivery.reason is Reason.OK,
        "timestamp": delivery.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "statusCode": delivery.status,
        "reason": delivery.reason.upper(),
        "detail": str(delivery.status),
    }


def _repeated(accepted: Accepted) -> web.Response:
    body: dict[str, object] = {"message": "The retry key is already accepted"}
    if accepted.sent:
        body["sentMessages"] = list(accepted.sent)
    headers = {"x-line-accepted-request-id": accepted.request_id}
    return web.json_response(body, status=409, headers=headers)
