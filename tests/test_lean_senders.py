"""Messages are posted without the SDKs' own calls: what is posted is what the SDKs would post."""

import json

import pytest
from linebot.v3 import messaging
from telegram import Bot, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.request import BaseRequest
from wire_bench import HARD_NOTE, big_card, outgoing

from bot.line_messages import render as render_line
from bot.telegram_api import text_fields
from bot.telegram_messages import Key, Shown
from bot.telegram_wire import payload
from handlers.messages import Button, Mention, Reply

REPLIES = [
    Reply("บันทึกแล้ว"),
    Reply(HARD_NOTE),
    Reply("ค้าง", buttons=(Button("เสร็จ", says="#3ก เสร็จ", press="v1.d.3.abc"),)),
    Reply("คุณก", mentions=(Mention("คุณก", "line:U" + "1" * 32),)),
    big_card(1),
    big_card(20, 3),
]


@pytest.mark.parametrize("reply", REPLIES, ids=range(len(REPLIES)))
def test_line_is_posted_what_its_sdk_would_post(reply):
    messages = render_line(outgoing("line:C1", reply))
    request = messaging.ReplyMessageRequest(
        reply_token="t",
        messages=[messaging.Message.from_dict(one) for one in messages],
        notification_disabled=False,
    )
    theirs = json.loads(request.to_json())
    assert theirs == {"replyToken": "t", "messages": messages, "notificationDisabled": False}


class Overheard(BaseRequest):
    """Keeps what the library would have sent."""

    fields: dict

    @property
    def read_timeout(self):
        return 1.0

    async def initialize(self): ...

    async def shutdown(self): ...

    async def do_request(self, url, method, request_data=None, **_):
        self.fields = request_data.json_parameters
        chat = {"id": -1, "type": "group"}
        return 200, json.dumps(
            {"ok": True, "result": {"message_id": 1, "date": 1, "chat": chat}}
        ).encode()


KEYS = Shown("ค้าง", keys=((Key("เสร็จ", press="v1.d.1"), Key("เปิด", url="https://a.go.th/ก?ข=1")),))
QUOTE = ReplyParameters(7, allow_sending_without_reply=True)
PROMPT = Shown("เพราะเหตุใด", prompt="เหตุผล")


def theirs(shown: Shown) -> InlineKeyboardMarkup | ForceReply | None:
    if shown.prompt:
        return ForceReply(selective=True, input_field_placeholder=shown.prompt)
    lines = [
        [
            InlineKeyboardButton(k.label, url=k.url or None, callback_data=k.press or None)
            for k in line
        ]
        for line in shown.keys
    ]
    return InlineKeyboardMarkup(lines) if lines else None


@pytest.mark.parametrize("quote", [None, 7])
@pytest.mark.parametrize("topic", [None, 5])
@pytest.mark.parametrize(
    "shown",
    [Shown("บันทึกแล้ว"), Shown("ก & ข", html="<b>ก &amp; ข</b>"), Shown("👩🏽‍💼" * 30), KEYS, PROMPT],
)
async def test_telegram_is_posted_what_its_library_would_post(shown, topic, quote):
    overheard = Overheard()
    bot = Bot("123456:" + "A" * 35, request=overheard, get_updates_request=overheard)
    await bot.send_message(
        chat_id="-100", text=shown.html or shown.text, parse_mode="HTML" if shown.html else None,
        message_thread_id=topic, reply_markup=theirs(shown),
        reply_parameters=QUOTE if quote else None,
    )  # fmt: skip
    fields = text_fields("-100", shown, quote, topic)
    ours = json.loads(payload(fields))
    assert {name: said(value) for name, value in ours.items()} == {
        name: said(value) for name, value in overheard.fields.items()
    }


def said(value: str) -> object:
    """What a field says: an object's members may stand in any order."""
    return json.loads(value) if value.startswith("{") else value
