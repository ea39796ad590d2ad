"""What the side by side needs on its own core: keep-alive clients and a stub of both apps' APIs.

Plain asyncio protocols, so that the generator is never what is measured.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

SECRET = "bench-secret"
TOKEN = "123456:" + "A" * 35
BOT_ID = "U" + "0" * 32
PEOPLE = 4000


def chat_of(number: int) -> int:
    """A group of Telegram."""
    return -1_001_000_000_000 - number


def group_of(number: int) -> str:
    """A group of LINE."""
    return f"C{number:032x}"


def person_of(number: int) -> str:
    """A person of LINE."""
    return f"U{number % PEOPLE + 1:032x}"


def telegram_update(number: int, chats: int, measures: int) -> bytes:
    """A group message that says a measure is done, as Telegram posts it."""
    chat = number % chats
    sender = {"id": 1000 + chat % PEOPLE, "is_bot": False, "first_name": "Malee"}
    command = "/done"
    message = {
        "message_id": number + 1,
        "from": sender | {"language_code": "th"},
        "chat": {"id": chat_of(chat), "title": "Treasury", "type": "supergroup"},
        "date": int(time.time()),
        "text": f"{command} {number // 10 % measures + 1} trained {number} people",
        "entities": [{"offset": 0, "length": len(command), "type": "bot_command"}],
    }
    return json.dumps({"update_id": 10_000_000 + number, "message": message}).encode()


def line_event(number: int, chats: int, measures: int) -> bytes:
    """The same as LINE posts it."""
    chat = number % chats
    event = {
        "type": "message",
        "message": {
            "type": "text",
            "id": str(500_000_000_000_000_000 + number),
            "quoteToken": f"q{number:063}",
            "text": f"#done {number // 10 % measures + 1} trained {number} people",
        },
        "webhookEventId": f"01HX{number:022}",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": int(time.time() * 1000),
        "source": {"type": "group", "groupId": group_of(chat), "userId": person_of(chat)},
        "replyToken": f"{number:032x}"[:31] + "e",
        "mode": "active",
    }
    return json.dumps({"destination": BOT_ID, "events": [event]}).encode()


def request(app: str, body: bytes) -> bytes:
    """The whole HTTP request of a delivery, correctly signed."""
    if app == "telegram":
        proof = f"X-Telegram-Bot-Api-Secret-Token: {SECRET}"
    else:
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
        proof = f"X-Line-Signature: {base64.b64encode(digest).decode()}"
    head = (
        f"POST /{app} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"{proof}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@dataclass
class Tally:
    """What the clients and the stub saw."""

    acked: list[float] = field(default_factory=list)
    refused: int = 0
    sent: dict[str, int] = field(default_factory=dict)
    last: float = 0.0
    asked: int = 0


class Client(asyncio.Protocol):
    """One keep-alive connection in a closed loop."""

    def __init__(self, requests: Iterator[bytes], until: float, tally: Tally) -> None:
        self._requests = requests
        self._until = until
        self._tally = tally
        self._buffer = b""
        self._began = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next()

    def _next(self) -> None:
        following = None if time.perf_counter() >= self._until else next(self._requests, None)
        if following is None:
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(following)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        length = _whole(self._buffer)
        if length is None:
            return
        if self._buffer[9:12] == b"200":
            self._tally.acked.append(time.perf_counter() - self._began)
        else:
            self._tally.refused += 1
        self._buffer = b""
        self._next()

    def connection_lost(self, problem: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def _whole(buffer: bytes) -> int | None:
    """The length of the message if it has arrived whole; None if not."""
    head = buffer.find(b"\r\n\r\n")
    if head < 0:
        return None
    fields = buffer[:head].lower()
    at = fields.find(b"content-length:")
    if at >= 0:
        end = fields.find(b"\r\n", at)
        length = int(fields[at + 15 : end if end > 0 else len(fields)])
        return head + 4 + length if len(buffer) >= head + 4 + length else None
    if b"transfer-encoding: chunked" in fields:
        end = buffer.find(b"0\r\n\r\n", head)
        return end + 5 if end >= 0 else None
    return head + 4


class Stub(asyncio.Protocol):
    """Both apps' APIs: every message is taken after ``delay`` seconds."""

    delay = 0.0
    tally = Tally()
    message = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (length := _whole(self._buffer)) is not None:
            whole, self._buffer = self._buffer[:length], self._buffer[length:]
            self._take(whole)

    def _take(self, whole: bytes) -> None:
        path = whole[: whole.find(b"\r\n")].split(b" ")[1].decode()
        method = path.split("?")[0].rsplit("/", 1)[-1]
        name = method.lower()
        if name in {"sendmessage", "reply", "push"}:
            Stub.message += 1
            self.tally.sent[name] = self.tally.sent.get(name, 0) + 1
            self.tally.last = time.perf_counter()
            answer = _line_sent() if name != "sendmessage" else _telegram_sent()
            if self.delay:
                asyncio.get_running_loop().call_later(self.delay, self._answer, answer)
                return
        else:
            self.tally.asked += 1
            answer = _fact(name)
        self._answer(answer)

    def _answer(self, body: bytes) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (len(body), body)
        )


def _telegram_sent() -> bytes:
    return (
        b'{"ok":true,"result":{"message_id":%d,"date":1790000000,'
        b'"chat":{"id":-1001000000001,"type":"supergroup","title":"Treasury"},'
        b'"from":{"id":123456,"is_bot":true,"first_name":"Tidtam"},"text":"recorded"}}'
        % Stub.message
    )


def _line_sent() -> bytes:
    return b'{"sentMessages":[{"id":"%d","quoteToken":"q"}]}' % Stub.message


_ME = {"id": 123456, "is_bot": True, "first_name": "Tidtam", "username": "bench_bot"}
_FACTS = {
    "getme": {"ok": True, "result": _ME},
    "getwebhookinfo": {
        "ok": True,
        "result": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
    },
    "info": {
        "userId": BOT_ID, "basicId": "@bench", "displayName": "Tidtam", "chatMode": "bot",
        "markAsReadMode": "auto",
    },
    "quota": {"type": "none"},
    "consumption": {"totalUsage": 0},
    "count": {"count": 5},
    "getchatmembercount": {"ok": True, "result": 6},
}  # fmt: skip


def _fact(name: str) -> bytes:
    return json.dumps(_FACTS.get(name, {"ok": True, "result": True})).encode()
