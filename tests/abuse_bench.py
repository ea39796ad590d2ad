"""Bodies nobody should send, made from those the apps do send; everything random has a seed."""

import json
import random
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

WORDS = (
    "#3 เสร็จ", "#๑ ทำไม่ได้ งบไม่พอ", "#ค้าง", "#สรุป", "#รายงาน word", "/done 3", "#1-999 เสร็จ",
    "#รหัส AAAA-BBBB-CCCC",
    "#" * 300, "#3 เสร็จ " + "ก" * 4900, "เสร็จ\x00เสร็จ",
    "\u202e#3 เสร็จ\u202c",
    "#3 " + "ก\u0e48" * 400,
    "👨‍👩‍👧‍👦" * 200, "#โอน กองช่าง ตั้งแต่ 99 ก.พ.", "#3 เกิดแล้ว 31 ก.พ. 99999",
    "\n".join(f"#{n} เสร็จ" for n in range(60)), "#ลา 1-1 ม.ค. แทนโดย " + "=" * 99, "' OR 1=1 --",
    "{0.__class__} %s ${x} {{7*7}}", "<b>&amp;</a>", "\ud800 half", "＃３　เสร็จ", "#ภาษา en", "#",
)  # fmt: skip

SCRAPS: tuple[object, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 1.5, float("nan"),
    float("inf"), "", " ", "\x00", "0", "x" * 70_000, [], {}, [[]], [None], {"id": {}}, {"": ""},
    "\udfff", "../../etc/passwd", "line:U", "null", [{}] * 50,
)  # fmt: skip

GROUP, PERSON, OTHER = "C" + "a" * 32, "U" + "b" * 32, "U" + "c" * 32


def _line(kind: str, private: bool = False, **rest: Any) -> dict[str, Any]:
    who = {"type": "user", "userId": PERSON}
    source = who if private else {"type": "group", "groupId": GROUP, "userId": PERSON}
    return {
        "type": kind, "mode": "active", "timestamp": 1664762400000, "source": source,
        "webhookEventId": "01GE", "deliveryContext": {"isRedelivery": False},
        "replyToken": "a" * 32, **rest,
    }  # fmt: skip


_MENTION = {"mentionees": [{"index": 0, "length": 4, "userId": OTHER, "type": "user",
                            "isSelf": True}]}  # fmt: skip
LINE_EVENTS = (
    _line("message", message={"type": "text", "id": "1", "text": "#1 เสร็จ"}),
    _line("message", True, message={"type": "text", "id": "2", "text": "สรุป"}),
    _line("message", message={"type": "text", "id": "3", "text": "@บอท #2 เสร็จ",
                              "mention": _MENTION, "quotedMessageId": "1", "quoteToken": "q"}),
    _line("message", True, message={"type": "image", "id": "4", "imageSet": {"id": "s"},
                                    "contentProvider": {"type": "line"}}),
    _line("message", True, message={"type": "file", "id": "5", "fileName": "ก.pdf"}),
    _line("messageEdited", message={"type": "text", "id": "1", "text": "#1 ทำไม่ได้"}),
    _line("unsend", unsend={"messageId": "1"}),
    _line("postback", postback={"data": "1d1-1.AAAAAAAA"}),
    _line("follow", True, follow={"isUnblocked": False}),
    _line("join"),
    _line("leave"),
    _line("memberLeft", left={"members": [{"type": "user", "userId": OTHER}]}),
    _line("videoPlayComplete", videoPlayComplete={"trackingId": "x"}),
)  # fmt: skip

_CHAT = {"id": -1001234567890, "type": "supergroup", "title": "กองคลัง"}
_USER = {"id": 4242, "is_bot": False, "first_name": "กัญญา", "language_code": "th"}
_SAID = {"message_id": 7, "date": 1664762400, "chat": _CHAT, "from": _USER}
_ALONE = {**_SAID, "chat": {"id": 4242, "type": "private", "first_name": "กัญญา"}}
_COMMAND = {"offset": 0, "length": 5, "type": "bot_command"}
UPDATES = (
    {"message": {**_SAID, "text": "/done 1", "entities": [_COMMAND]}},
    {"message": {**_ALONE, "text": "#1 เสร็จ"}},
    {"message": {**_ALONE, "reply_to_message": {**_ALONE, "text": "x"}, "text": "เสร็จ"}},
    {"message": {**_ALONE, "photo": [{"file_id": "f", "file_size": 9}], "caption": "#1"}},
    {"message": {**_ALONE, "document": {"file_id": "f", "file_name": "ก.docx", "file_size": 9}}},
    {"message": {**_SAID, "migrate_to_chat_id": -1009}},
    {"message": {**_SAID, "left_chat_member": _USER}},
    {"edited_message": {**_ALONE, "edit_date": 1664762500, "text": "#1 ทำไม่ได้ งบ"}},
    {"callback_query": {"id": "9", "from": _USER, "message": _SAID, "data": "1d1-1.AAAAAAAA"}},
    {"my_chat_member": {"chat": _CHAT, "from": _USER, "date": 1, "old_chat_member":
                        {"status": "left"}, "new_chat_member": {"status": "member"}}},
    {"poll": {"id": "1"}},
)  # fmt: skip


class Fuzz:
    """Makes one odd body after another, of either app."""

    def __init__(self, seed: int, places: Mapping[str, str] | None = None) -> None:
        """``places`` puts real chats and people where those of the examples stand."""
        self.chance = random.Random(seed)
        self.places = places or {}
        self.made = 0

    def line(self) -> bytes:
        """A LINE webhook body: one to four events, most of them bent."""
        events = [self._event(LINE_EVENTS) for _ in range(self.chance.choice((1, 1, 2, 4)))]
        for event in events:
            self.made += 1
            event["webhookEventId"] = f"01FUZZ{self.made}"
        return self._bytes({"destination": OTHER, "events": [self._bent(one) for one in events]})

    def telegram(self) -> bytes:
        """A Telegram update, most of them bent."""
        self.made += 1
        return self._bytes(self._bent({"update_id": self.made} | self._event(UPDATES)))

    def _event(self, known: tuple[dict[str, Any], ...]) -> dict[str, Any]:
        copy: dict[str, Any] = json.loads(json.dumps(self.chance.choice(known)))
        if self.chance.random() < 0.5:
            self._say(copy)
        return copy

    def _say(self, tree: Any) -> None:
        for key, value in tree.items():
            if key in {"text", "caption"}:
                tree[key] = self.chance.choice(WORDS)
            elif isinstance(value, dict):
                self._say(value)

    def _bent(self, tree: Any) -> Any:
        """With a few of its branches changed for something that does not belong there."""
        for _ in range(self.chance.choice((0, 1, 1, 2, 5))):
            place = tree
            while isinstance(place, dict) and place:
                key = self.chance.choice(sorted(place))
                deeper = place[key]
                if isinstance(deeper, dict) and deeper and self.chance.random() < 0.8:
                    place = deeper
                    continue
                self._bend(place, key)
                break
        return tree

    def _bend(self, place: dict[str, Any], key: str) -> None:
        if self.chance.random() < 0.2:
            del place[key]
        else:
            place[key] = deepcopy(self.chance.choice(SCRAPS))

    def _bytes(self, tree: object) -> bytes:
        """As JSON; sometimes no longer quite."""
        text = json.dumps(tree, ensure_ascii=self.chance.random() < 0.5)
        for example, real in self.places.items():
            text = text.replace(example, real)
        body = text.encode("utf-8", "surrogatepass")
        return self.chance.choice(_ON_THE_WIRE)(self.chance, body)


def _cut(chance: random.Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body))]


def _flipped(chance: random.Random, body: bytes) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :]


def _doubled(chance: random.Random, body: bytes) -> bytes:
    """Every key twice."""
    return body[:-1] + b", " + body[1:]


def _deep(chance: random.Random, body: bytes) -> bytes:
    """Something nested where a value may stand: up to and beyond what a reader can follow."""
    depth = chance.choice((50, 400, 900, 960, 980, 990, 995, 1000, 5000))
    opens, closes = chance.choice(((b"[", b"]"), (b'{"a":', b"}")))
    nest = opens * depth + b"1" + closes * depth
    return body.replace(b'"type":', b'"odd":' + nest + b',"type":', 1)


def _as_it_is(_: random.Random, body: bytes) -> bytes:
    return body


_ON_THE_WIRE: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *(_as_it_is,) * 12, _cut, _flipped, _flipped, _doubled, _deep,
)  # fmt: skip

NOT_JSON = (
    b"", b" ", b"null", b"[]", b"{}", b"0", b'"x"', b"true", b"NaN", b"1e400", b"\x00", b"\xff\xfe",
    b"\xef\xbb\xbf{}", b"[" * 100_000, b"[" * 10_000 + b"]" * 10_000, b'{"events":null}',
    b"9" * 5000,
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b'{"events":[1,null,"x",[],{}]}', b'{"events":{}}',
    b'{"events":[{"type":"\\ud800"}]}', b'{"update_id":' + b"9" * 4000 + b"}", b"--", b"<xml/>",
    b'{"update_id":NaN}', b'{"events":[],"events":[{}]}', b"\xd8\x00", "ก".encode("utf-16"),
)  # fmt: skip
