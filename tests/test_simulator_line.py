"""The simulated LINE, spoken to by the real SDK over HTTP and held against LINE's own contract."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web
from line_contract import check_log, load_contract
from linebot.v3 import WebhookParser
from linebot.v3.messaging import (
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    AsyncMessagingApiBlob,
    Configuration,
    FlexContainer,
    FlexMessage,
    MarkMessagesAsReadByTokenRequest,
    Message,
    MulticastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    SetWebhookEndpointRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
    ValidateMessageRequest,
)
from linebot.v3.messaging import (
    TestWebhookEndpointRequest as EndpointToTest,  # pytest would collect it
)
from linebot.v3.models.events import UnknownEvent
from linebot.v3.oauth import ApiException as OauthException
from linebot.v3.oauth import AsyncApiClient as OauthClient
from linebot.v3.oauth import AsyncChannelAccessToken
from linebot.v3.oauth import Configuration as OauthConfiguration

from simulator.line import MONTHLY_LIMIT, TOKEN_REJECTED, LinePlatform
from simulator.line_account import LineAccount
from simulator.line_events import Reason, sign
from simulator.server import build, running
from simulator.stage import (
    App,
    BubbleKind,
    Chat,
    ChatKind,
    Device,
    Fault,
    FaultKind,
    File,
    Impossible,
    Person,
    Request,
    Stage,
)

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
TOKEN = "console-token"
JPEG = File("ภาพ.jpg", "image/jpeg", b"\xff\xd8\xff" + b"x" * 1000)
GROUP, FRIEND = "treasury", "somsri-1:1"


@dataclass
class Bot:
    """A bot's webhook that keeps what it is told and answers as a test wants."""

    line: LinePlatform
    api: AsyncMessagingApi
    blob: AsyncMessagingApiBlob
    url: str
    status: int = 200
    bodies: list[bytes] = field(default_factory=list)

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        assert request.headers["x-line-signature"] == sign(self.line.webhooks.secret, body)
        self.bodies.append(body)
        return web.Response(status=self.status)

    @property
    def events(self) -> list[dict]:
        return [event for body in self.bodies for event in json.loads(body)["events"]]

    @property
    def stage(self) -> Stage:
        return self.line.stage

    @property
    def group(self) -> str:
        return self.line.account.chat_id(self.stage.chats[GROUP])

    async def push(self, *texts: str, key: str | None = None, to: str | None = None):
        messages = [TextMessage(text=text) for text in texts]
        request = PushMessageRequest(to=to or self.group, messages=messages)
        return await self.api.push_message_with_http_info(request, x_line_retry_key=key)

    async def reply(self, token: str, text: str = "ครับ"):
        request = ReplyMessageRequest(reply_token=token, messages=[TextMessage(text=text)])
        return await self.api.reply_message(request)

    def said(self, chat: str = GROUP) -> list[str]:
        return [bubble.text for bubble in self.stage.by_bot(chat)]


def make_stage() -> Stage:
    stage = Stage(NOON)
    for person in (
        Person("somsri", "สมศรี"),
        Person("somying", "สมหญิง ใจดี"),
        Person("clerk", "เสมียน", device=Device.PC),
        Person("shy", "ไม่ประสงค์ออกนาม", known=False),
    ):
        stage.add_person(person)
    stage.put_chat(
        Chat(GROUP, App.LINE, ChatKind.GROUP, "กองคลัง", ("somsri", "somying", "clerk", "shy"))
    )
    stage.put_chat(Chat(FRIEND, App.LINE, ChatKind.PRIVATE, "สมศรี", ("somsri",)))
    return stage


@pytest.fixture
async def bot(monkeypatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    stage = make_stage()
    line = LinePlatform(stage, LineAccount(stage, access_token=TOKEN))
    async with (
        running(build(stage, line)) as url,
        AsyncApiClient(Configuration(host=url, access_token=TOKEN)) as client,
    ):
        made = Bot(line, AsyncMessagingApi(client), AsyncMessagingApiBlob(client), url)
        async with _listening(made) as webhook:
            line.webhooks.point_to(webhook)
            yield made


@asynccontextmanager
async def _listening(bot: Bot) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/line", bot.receive)
    async with running(app) as url:
        yield f"{url}/line"


@asynccontextmanager
async def refused(status: int, message: str) -> AsyncIterator[None]:
    with pytest.raises(ApiException) as caught:
        yield
    assert caught.value.status == status
    assert json.loads(caught.value.body)["message"] == message
    assert caught.value.headers["x-line-request-id"]


# --- reply tokens


async def test_a_reply_token_works_once(bot):
    await bot.line.say(GROUP, "somsri", "#3 เสร็จ")
    token = bot.events[0]["replyToken"]
    await bot.reply(token)
    async with refused(400, "Invalid reply token"):
        await bot.reply(token)
    assert bot.said() == ["ครับ"]
    assert bot.line.account.quota.used == 0


async def test_of_two_replies_at_once_one_wins(bot):
    await bot.line.say(GROUP, "somsri", "#3 เสร็จ")
    token = bot.events[0]["replyToken"]
    results = await asyncio.gather(bot.reply(token), bot.reply(token), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == [
        "ApiException",
        "ReplyMessageResponse",
    ]
    assert bot.said() == ["ครับ"]


@pytest.mark.parametrize(("seconds", "works"), [(60, True), (61, False)])
async def test_a_reply_token_lives_a_minute(bot, seconds, works):
    await bot.line.say(GROUP, "somsri", "#3")
    await bot.stage.turn_clock(NOON + timedelta(seconds=seconds))
    if works:
        await bot.reply(bot.events[0]["replyToken"])
    else:
        async with refused(400, "Invalid reply token"):
            await bot.reply(bot.events[0]["replyToken"])


@pytest.mark.parametrize(("minutes", "works"), [(19, True), (21, False)])
async def test_a_redelivery_opens_the_token_again_within_twenty_minutes(bot, minutes, works):
    bot.status = 503
    await bot.line.say(GROUP, "somsri", "#3")
    bot.status = 200
    await bot.stage.turn_clock(NOON + timedelta(minutes=minutes))
    assert await bot.line.redeliver() == 1
    first, again = bot.events
    assert again["deliveryContext"] == {"isRedelivery": True}
    assert {**again, "deliveryContext": 0} == {**first, "deliveryContext": 0}
    if works:
        await bot.reply(again["replyToken"])
    else:
        async with refused(400, "Invalid reply token"):
            await bot.reply(again["replyToken"])


async def test_a_wrong_message_does_not_use_up_the_token(bot):
    await bot.line.say(GROUP, "somsri", "#3")
    token = bot.events[0]["replyToken"]
    async with refused(400, "The request body has 1 error(s)"):
        await bot.reply(token, "ก" * 5001)
    await bot.reply(token, "ก" * 5000)


async def test_a_retry_key_on_a_reply_is_refused(bot):
    await bot.line.say(GROUP, "somsri", "#3")
    body = {"replyToken": bot.events[0]["replyToken"], "messages": [{"type": "text", "text": "a"}]}
    status, answer = await post(bot, "reply", body, {"X-Line-Retry-Key": str(uuid4())})
    assert (status, answer["message"]) == (400, "The retry key cannot be used with this API")


async def post(bot: Bot, sending: str, body: object, headers: dict | None = None):
    """Send JSON the SDK would not: gives status and answer."""
    auth = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        aiohttp.ClientSession(headers=auth) as session,
        session.post(f"{bot.url}/v2/bot/message/{sending}", json=body, headers=headers) as answer,
    ):
        return answer.status, await answer.json()


# --- retry keys and lost answers


async def test_a_retry_key_is_accepted_once_in_a_day(bot):
    key = str(uuid4())
    first = await bot.push("แจ้งเตือน", key=key)
    with pytest.raises(ApiException) as caught:
        await bot.push("แจ้งเตือน", key=key)
    again = json.loads(caught.value.body)
    assert caught.value.status == 409
    assert again["message"] == "The retry key is already accepted"
    assert again["sentMessages"][0]["id"] == first.data.sent_messages[0].id
    accepted = caught.value.headers["x-line-accepted-request-id"]
    assert accepted == first.headers["x-line-request-id"]
    assert caught.value.headers["x-line-request-id"] != accepted
    assert bot.said() == ["แจ้งเตือน"]
    assert bot.line.account.quota.used == 4
    await bot.stage.turn_clock(NOON + timedelta(hours=24))
    await bot.push("แจ้งเตือน", key=key)
    assert len(bot.said()) == 2


async def test_a_refused_request_leaves_its_key_free(bot):
    key = str(uuid4())
    async with refused(400, "The request body has 1 error(s)"):
        await bot.push("ก" * 5001, key=key)
    await bot.push("ก", key=key)


async def test_a_key_that_is_no_uuid_is_refused(bot):
    async with refused(400, "The retry key must be a UUID in its hexadecimal notation"):
        await bot.push("ก", key="reminder/1")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.DROP, effect=True),
        Fault(FaultKind.STATUS, effect=True, status=500),
    ],
)
async def test_an_accepted_push_whose_answer_is_lost_is_one_bubble(bot, fault):
    bot.stage.add_fault(App.LINE, fault)
    key = str(uuid4())
    with pytest.raises((aiohttp.ClientError, ApiException)):
        await bot.push("แจ้งเตือน", key=key)
    async with refused(409, "The retry key is already accepted"):
        await bot.push("แจ้งเตือน", key=key)
    assert bot.said() == ["แจ้งเตือน"]
    assert bot.line.account.quota.used == 4


async def test_a_request_cut_before_it_took_effect_left_nothing(bot):
    bot.stage.add_fault(App.LINE, Fault(FaultKind.DROP))
    with pytest.raises(aiohttp.ClientError):
        await bot.push("แจ้งเตือน")
    assert bot.said() == []


async def test_a_hanging_request_goes_on_when_released(bot):
    bot.stage.add_fault(App.LINE, Fault(FaultKind.HANG, path="/push", effect=True))
    pushing = asyncio.create_task(bot.push("แจ้งเตือน"))
    await bot.stage.until(lambda: bot.said() or None)
    assert not pushing.done()
    bot.stage.release()
    assert (await pushing).status_code == 200
    assert bot.said() == ["แจ้งเตือน"]


async def test_who_gives_up_on_a_hanging_request_never_gets_an_answer(bot):
    bot.stage.add_fault(App.LINE, Fault(FaultKind.HANG, path="/push"))
    request = PushMessageRequest(to=bot.group, messages=[TextMessage(text="ก")])
    with pytest.raises(TimeoutError):
        await bot.api.push_message(request, _request_timeout=0.05)
    while not bot.stage.requests:  # the server learns of it a turn or two later
        await asyncio.sleep(0)
    assert bot.stage.requests[-1].status == 0
    assert bot.said() == []


async def test_a_stalled_body_comes_in_two_halves(bot):
    bot.stage.add_fault(App.LINE, Fault(FaultKind.STALL, path="/push"))
    pushing = asyncio.create_task(bot.push("แจ้งเตือน"))
    await bot.stage.until(lambda: bot.said() or None)
    assert not pushing.done()
    bot.stage.release()
    assert (await pushing).data.sent_messages[0].id


async def test_a_garbled_answer_is_no_json(bot):
    bot.stage.add_fault(App.LINE, Fault(FaultKind.GARBLE, path="/push", effect=True))
    with pytest.raises(ValueError, match="decode"):
        await bot.push("แจ้งเตือน")
    assert bot.said() == ["แจ้งเตือน"]


async def test_faults_wait_for_the_request_they_are_for(bot):
    bot.stage.add_fault(App.LINE, MONTHLY_LIMIT)
    await bot.api.get_bot_info()
    async with refused_by_fault(429):
        await bot.push("ก")
    await bot.push("ข")
    assert bot.said() == ["ข"]


@asynccontextmanager
async def refused_by_fault(status: int) -> AsyncIterator[None]:
    with pytest.raises(ApiException) as caught:
        yield
    assert caught.value.status == status


# --- the quota


async def test_a_group_push_costs_a_message_per_member(bot):
    await bot.push("หนึ่ง", "สอง", "สาม")
    assert (await bot.api.get_message_quota_consumption()).total_usage == 4
    quota = await bot.api.get_message_quota()
    assert (quota.type, quota.value) == ("limited", 300)


async def test_beyond_the_limit_nothing_is_sent(bot):
    bot.line.account.quota.spend_elsewhere(297)
    async with refused(429, "You have reached your monthly limit."):
        await bot.push("ก")
    assert bot.said() == []
    assert bot.line.account.quota.used == 297
    friend = bot.line.account.user_id("somsri")
    await bot.push("ก", to=friend)
    assert bot.said(FRIEND) == ["ก"]


async def test_replies_are_free_when_the_quota_is_gone(bot):
    bot.line.account.quota.spend_elsewhere(300)
    await bot.line.say(GROUP, "somsri", "#ค้าง")
    await bot.reply(bot.events[0]["replyToken"])
    assert bot.said() == ["ครับ"]


async def test_the_month_rolls_at_ten_in_the_evening_of_bangkok(bot):
    bot.line.account.quota.spend_elsewhere(300)
    await bot.stage.turn_clock(datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC))
    async with refused(429, "You have reached your monthly limit."):
        await bot.push("ก")
    await bot.stage.turn_clock(datetime(2026, 11, 30, 15, 0, tzinfo=UTC))
    await bot.push("ก")
    assert (await bot.api.get_message_quota_consumption()).total_usage == 4


async def test_a_plan_without_limit(bot):
    bot.line.account.quota.limit = None
    bot.line.account.quota.spend_elsewhere(100_000)
    await bot.push("ก")
    assert (await bot.api.get_message_quota()).type == "none"


async def test_statistics_come_the_next_day_and_only_from_twenty(bot):
    for _ in range(5):
        await bot.push("ก")
    statistics = bot.api.get_number_of_sent_push_messages
    assert (await statistics("20261120")).status == "unready"
    await bot.stage.turn_clock(NOON + timedelta(days=1))
    assert (await statistics("20261120")).success == 20
    assert (await statistics("20261119")).status == "unavailable_for_privacy"


async def test_who_blocked_the_account_is_neither_reached_nor_counted(bot):
    await bot.line.leave(FRIEND)
    assert bot.events[-1]["type"] == "unfollow"
    friend = bot.line.account.user_id("somsri")
    answer = await bot.push("ก", to=friend)
    assert answer.data.sent_messages[0].id
    assert bot.said(FRIEND) == []
    assert bot.line.account.quota.used == 0
    with pytest.raises(Impossible):
        await bot.line.say(FRIEND, "somsri", "#3")
    async with refused(404, "Not found"):
        await bot.api.get_profile(friend)
    await bot.line.join(FRIEND)
    assert bot.events[-1]["follow"] == {"isUnblocked": True}


async def test_a_multicast_reaches_friends_only(bot):
    ids = [bot.line.account.user_id(person) for person in ("somsri", "somying")]
    request = MulticastRequest(to=[*ids, "U" + "0" * 32], messages=[TextMessage(text="ก")])
    key = str(uuid4())
    await bot.api.multicast(request, x_line_retry_key=key)
    assert bot.said(FRIEND) == ["ก"]
    assert bot.line.account.quota.used == 1
    async with refused(409, "The retry key is already accepted"):
        await bot.api.multicast(request, x_line_retry_key=key)


# --- people and groups


async def test_what_a_bot_learns_of_a_group(bot):
    summary = await bot.api.get_group_summary(bot.group)
    assert (summary.group_id, summary.group_name) == (bot.group, "กองคลัง")
    assert (await bot.api.get_group_member_count(bot.group)).count == 4
    stranger = bot.line.account.user_id("somying")  # no friend, but in the group
    assert (await bot.api.get_group_member_profile(bot.group, stranger)).display_name == (
        "สมหญิง ใจดี"
    )
    async with refused(404, "Not found"):
        await bot.api.get_profile(stranger)
    async with refused(404, "Not found"):
        await bot.api.get_group_member_profile(bot.group, bot.line.account.user_id("shy"))
    async with refused(403, "Access to this API is not available for your account"):
        await bot.api.get_group_members_ids(bot.group)
    friend = await bot.api.get_profile(bot.line.account.user_id("somsri"))
    assert (friend.display_name, friend.language) == ("สมศรี", "th")


async def test_a_group_that_was_left_cannot_be_spoken_to(bot):
    await bot.line.say(GROUP, "somsri", "#3")
    await bot.api.leave_group(bot.group)
    assert bot.events[-1]["type"] == "leave"
    async with refused(400, "Failed to send messages"):
        await bot.push("ก")
    async with refused(400, "Failed to send messages"):
        await bot.reply(bot.events[0]["replyToken"])
    async with refused(404, "Not found"):
        await bot.api.leave_group(bot.group)
    count = len(bot.events)
    await bot.line.say(GROUP, "somsri", "ไปแล้วหรือ")
    assert len(bot.events) == count
    await bot.line.join(GROUP)
    assert bot.events[-1]["type"] == "join"
    await bot.reply(bot.events[-1]["replyToken"])


async def test_unknown_receivers(bot):
    async with refused(400, "Failed to send messages"):
        await bot.push("ก", to="C" + "0" * 32)
    async with refused(
        400, "The property, 'to', in the request body is invalid (line: -, column: -)"
    ):
        await bot.push("ก", to="treasury")


async def test_members_come_and_go(bot):
    bot.stage.add_person(Person("new", "คนใหม่"))
    await bot.line.join(GROUP, "new")
    user = bot.line.account.user_id("new")
    assert bot.events[-1]["joined"]["members"] == [{"type": "user", "userId": user}]
    assert (await bot.api.get_group_member_count(bot.group)).count == 5
    await bot.line.leave(GROUP, "new")
    assert bot.events[-1]["left"]["members"] == [{"type": "user", "userId": user}]
    assert "replyToken" not in bot.events[-1]
    async with refused(404, "Not found"):
        await bot.api.get_group_member_profile(bot.group, user)
    with pytest.raises(Impossible):
        await bot.line.say(GROUP, "new", "ยังอยู่")


async def test_sent_ids_are_strings_no_double_can_hold(bot):
    sent = (await bot.push("หนึ่ง", "สอง")).data.sent_messages
    assert all(isinstance(message.id, str) and int(message.id) > 2**53 for message in sent)
    assert sent[0].id != sent[1].id


# --- mentions and quotes


async def test_a_mention_must_be_of_a_member(bot):
    def mention(user: str) -> dict:
        who = {"type": "mention", "mentionee": {"type": "user", "userId": user}}
        return {"type": "textV2", "text": "{who} {{ครบกำหนด}}", "substitution": {"who": who}}

    member = bot.line.account.user_id("somsri")
    await push_raw(bot, mention(member))
    assert bot.said() == ["@สมศรี {ครบกำหนด}"]
    stranger = mention("U" + "0" * 32)
    status, answer = await post(bot, "push", {"to": bot.group, "messages": [stranger]})
    assert (status, answer["details"][0]["property"]) == (
        400,
        "messages[0].substitution.who.mentionee.userId",
    )
    status, _ = await post(bot, "push", {"to": member, "messages": [mention(member)]})
    assert status == 400
    status, _ = await post(bot, "validate/push", {"messages": [stranger]})
    assert status == 200  # the validate endpoints cannot know the group


async def push_raw(bot: Bot, *messages: dict) -> None:
    request = PushMessageRequest(
        to=bot.group, messages=[Message.from_dict(message) for message in messages]
    )
    await bot.api.push_message(request)


async def test_a_quote_stays_in_its_chat(bot):
    await bot.line.say(GROUP, "somsri", "#3 เสร็จ")
    quote = bot.events[0]["message"]["quoteToken"]
    await push_raw(bot, {"type": "text", "text": "บันทึกแล้ว", "quoteToken": quote})
    assert bot.stage.by_bot(GROUP)[0].quote == bot.stage.view(GROUP)[0].id
    message = {"type": "text", "text": "บันทึกแล้ว", "quoteToken": quote}
    friend = bot.line.account.user_id("somsri")
    status, answer = await post(bot, "push", {"to": friend, "messages": [message]})
    assert (status, answer["details"][0]["message"]) == (400, "Invalid quote token")


async def test_the_bot_can_quote_itself_and_be_quoted(bot):
    sent = (await bot.push("มาตรการที่ 3")).data.sent_messages[0]
    await push_raw(bot, {"type": "text", "text": "เตือน", "quoteToken": sent.quote_token})
    card = bot.stage.by_bot(GROUP)[0]
    await bot.line.say(GROUP, "somsri", "เสร็จแล้วครับ", quote=card.id)
    assert bot.events[-1]["message"]["quotedMessageId"] == sent.id


# --- access


async def test_stateless_tokens_live_fifteen_minutes(bot):
    account = bot.line.account
    async with OauthClient(OauthConfiguration(host=bot.url)) as client:
        issue = AsyncChannelAccessToken(client).issue_stateless_channel_token_by_client_secret
        issued = await issue(account.channel_id, account.channel_secret)
        with pytest.raises(OauthException) as caught:
            await issue(account.channel_id, "wrong")
        assert caught.value.status == 400
    assert issued.expires_in == 900
    configuration = Configuration(host=bot.url, access_token=issued.access_token)
    async with AsyncApiClient(configuration) as client:
        api = AsyncMessagingApi(client)
        assert (await api.get_bot_info()).user_id == account.bot_id
        await bot.stage.turn_clock(NOON + timedelta(seconds=900))
        with pytest.raises(ApiException) as expired:
            await api.get_bot_info()
        assert expired.value.status == 401
        assert "Authentication failed due to" in expired.value.body


async def test_a_rejected_token_can_be_staged(bot):
    bot.stage.add_fault(App.LINE, TOKEN_REJECTED)
    async with refused_by_fault(401):
        await bot.push("ก")
    await bot.push("ก")


async def test_a_double_slash_is_no_endpoint(bot):
    configuration = Configuration(host=f"{bot.url}/", access_token=TOKEN)
    async with AsyncApiClient(configuration) as client, refused_by_fault(404):
        await AsyncMessagingApi(client).get_bot_info()


# --- content


async def test_content_is_not_ready_then_there_then_gone(bot):
    bot.line.switches.content_delay = 2
    await bot.line.send_files(GROUP, "somsri", [JPEG], as_photo=True)
    message = bot.events[0]["message"]["id"]
    fetch = bot.blob.get_message_content_with_http_info
    assert (await fetch(message)).status_code == 202
    assert (await bot.blob.get_message_content_preview_with_http_info(message)).status_code == 202
    answer = await fetch(message)
    assert (answer.status_code, bytes(answer.data)) == (200, JPEG.data)
    async with refused(404, "not found"):
        await fetch("1")
    await bot.line.unsend(bot.stage.view(GROUP)[0].id)
    assert bot.events[-1]["unsend"] == {"messageId": message}
    assert "replyToken" not in bot.events[-1]
    async with refused(410, "The content is gone"):
        await fetch(message)


async def test_content_is_not_kept_for_ever(bot):
    await bot.line.send_files(GROUP, "somsri", [JPEG], as_photo=False)
    bot.stage.now += timedelta(days=15)
    async with refused(404, "not found"):
        await bot.blob.get_message_content(bot.events[0]["message"]["id"])


async def test_content_may_be_huge_and_of_another_type(bot):
    odd = File("ภาพ.jpg", "application/octet-stream", b"MZ" * 50_000)
    await bot.line.send_files(GROUP, "somsri", [odd], as_photo=False)
    message = bot.events[0]["message"]["id"]
    account = bot.line.account
    account.contents[message] = replace(account.contents[message], repeat=30)
    answer = await bot.blob.get_message_content_with_http_info(message)
    assert len(answer.raw_data) == 3_000_000
    assert answer.headers["Content-Type"] == "application/octet-stream"


async def test_only_films_and_sounds_are_transcoded(bot):
    film = File("อบรม.mp4", "video/mp4", b"film")
    await bot.line.send_files(GROUP, "somsri", [film, JPEG], as_photo=True)
    first, second = (event["message"]["id"] for event in bot.events)
    transcoding = bot.blob.get_message_content_transcoding_by_message_id
    assert (await transcoding(first)).status == "succeeded"
    async with refused(400, "The message is neither video nor audio"):
        await transcoding(second)


# --- the small endpoints


async def test_loading_and_reading(bot):
    friend = bot.line.account.user_id("somsri")
    await bot.api.show_loading_animation(ShowLoadingAnimationRequest(chat_id=friend))
    async with refused(400, "The chatId must be a user ID"):
        await bot.api.show_loading_animation(ShowLoadingAnimationRequest(chat_id=bot.group))
    async with refused(400, "The request body has 1 error(s)"):
        await bot.api.show_loading_animation(
            ShowLoadingAnimationRequest(chat_id=friend, loading_seconds=7)
        )
    await bot.line.say(GROUP, "somsri", "#3")
    message = bot.events[0]["message"]
    mark = bot.api.mark_messages_as_read_by_token
    token = MarkMessagesAsReadByTokenRequest(mark_as_read_token=message["markAsReadToken"])
    await mark(token)
    assert bot.line.account.read == {message["id"]}
    async with refused(400, "Invalid markAsReadToken"):
        await mark(MarkMessagesAsReadByTokenRequest(mark_as_read_token="x"))


async def test_the_webhook_can_be_set_and_tested(bot):
    url = bot.line.webhooks.url
    bot.line.webhooks.url = None
    async with refused(404, "Webhook endpoint not found"):
        await bot.api.get_webhook_endpoint()
    async with refused(400, "Invalid webhook endpoint URL"):
        await bot.api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint="http://x.go.th/"))
    await bot.api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint=url))
    assert (await bot.api.get_webhook_endpoint()).endpoint == url
    result = await bot.api.test_webhook_endpoint()
    assert (result.success, result.status_code) == (True, 200)
    assert json.loads(bot.bodies[-1]) == {
        "destination": bot.line.account.bot_id,
        "events": [],
    }
    bot.status = 500
    result = await bot.api.test_webhook_endpoint(EndpointToTest(endpoint=url))
    assert (result.success, result.reason) == (False, "ERROR_STATUS_CODE")


# --- what the bot is told


async def everything_happens(line: LinePlatform) -> None:
    await line.say(GROUP, "somsri", "#3 เสร็จ @All @สมหญิง ใจดี", mention_bot=True)
    first = next(b for b in line.stage.view(GROUP))
    await line.say(GROUP, "clerk", "เห็นแล้ว", quote=first.id)
    await line.say(GROUP, "shy", "#3")
    await line.say(FRIEND, "somsri", "ค้าง")
    await line.sticker(GROUP, "somsri", quote=first.id)
    await line.send_files(GROUP, "somsri", [JPEG, JPEG], as_photo=True)
    await line.send_files(GROUP, "somsri", [JPEG], as_photo=False)
    await line.edit(first.id, "#3 ยกเลิก")
    await line.unsend(first.id)
    line.stage.add_person(Person("new", "คนใหม่"))
    await line.join(GROUP, "new")
    await line.leave(GROUP, "new")
    await line.leave(FRIEND)
    await line.join(FRIEND)
    await line.leave(GROUP)
    await line.join(GROUP)


async def test_every_event_is_understood_by_the_sdk(bot):
    await everything_happens(bot.line)
    parser = WebhookParser(bot.line.webhooks.secret)
    for body in bot.bodies:
        for event in parser.parse(body.decode(), sign(bot.line.webhooks.secret, body)):
            assert not isinstance(event, UnknownEvent), event
    ids = [event["webhookEventId"] for event in bot.events]
    assert len(set(ids)) == len(ids) == 16
    assert all(len(id_) == 26 for id_ in ids)
    moments = [event["timestamp"] for event in bot.events]
    assert moments == sorted(set(moments))


async def test_every_event_keeps_the_contract(bot):
    contract = load_contract()
    await everything_happens(bot.line)
    for body in bot.bodies:
        assert contract.webhook_problems(json.loads(body)) == []


async def test_mentions_are_counted_in_utf16(bot):
    await bot.line.say(GROUP, "somsri", "😀 @สมหญิง ใจดี ดูข้อ 3", mention_bot=True)
    message = bot.events[0]["message"]
    units = message["text"].encode("utf-16-le")

    def cut(mentionee: dict) -> str:
        start, end = mentionee["index"], mentionee["index"] + mentionee["length"]
        return units[2 * start : 2 * end].decode("utf-16-le")

    me, her = message["mention"]["mentionees"]
    assert (cut(me), me["isSelf"]) == ("@ติดตาม", True)
    assert (cut(her), her["isSelf"]) == ("@สมหญิง ใจดี", False)
    assert her["userId"] == bot.line.account.user_id("somying")


async def test_an_edit_keeps_the_id_and_makes_new_tokens(bot):
    await bot.line.say(GROUP, "somsri", "#3 เสร็จ")
    bubble = bot.stage.view(GROUP)[0]
    await bot.line.edit(bubble.id, "#4 เสร็จ")
    first, edited = bot.events
    assert (edited["type"], edited["message"]["text"]) == ("messageEdited", "#4 เสร็จ")
    assert edited["message"]["id"] == first["message"]["id"]
    assert edited["timestamp"] > first["timestamp"]
    assert edited["message"]["quoteToken"] != first["message"]["quoteToken"]
    assert "markAsReadToken" not in edited["message"]
    assert edited["replyToken"] != first["replyToken"]
    assert bot.stage.bubbles[bubble.id].edited
    await bot.line.say(FRIEND, "somsri", "ค้าง")
    with pytest.raises(Impossible):
        await bot.line.edit(bot.stage.view(FRIEND)[0].id, "สรุป")


async def test_photos_of_a_set_come_one_by_one(bot):
    await bot.line.send_files(GROUP, "somsri", [JPEG] * 3, as_photo=True)
    sets = [event["message"]["imageSet"] for event in bot.events]
    assert [(one["index"], one["total"]) for one in sets] == [(1, 3), (2, 3), (3, 3)]
    assert len({one["id"] for one in sets}) == 1
    bot.line.switches.numbers_photos = False
    await bot.line.send_files(GROUP, "somsri", [JPEG] * 2, as_photo=True)
    assert set(bot.events[-1]["message"]["imageSet"]) == {"id"}
    await bot.line.send_files(GROUP, "somsri", [JPEG], as_photo=True)
    assert "imageSet" not in bot.events[-1]["message"]


async def test_a_file_can_neither_quote_nor_be_quoted_by_token(bot):
    await bot.line.send_files(GROUP, "somsri", [JPEG], as_photo=False)
    message = bot.events[0]["message"]
    assert (message["fileName"], message["fileSize"]) == ("ภาพ.jpg", 1003)
    assert "quoteToken" not in message
    with pytest.raises(Impossible):
        await bot.line.send_files(GROUP, "somsri", [File("a.pdf", "application/pdf", b"")], True)


async def test_who_gives_no_consent_has_no_id(bot):
    await bot.line.say(GROUP, "shy", "#3 เสร็จ")
    assert bot.events[0]["source"] == {"type": "group", "groupId": bot.group}


async def test_standby_events_have_no_reply_token(bot):
    bot.line.switches.standby = True
    await bot.line.say(GROUP, "somsri", "#3")
    assert bot.events[0]["mode"] == "standby"
    assert "replyToken" not in bot.events[0]


async def test_events_can_be_shuffled_doubled_and_batched(bot):
    with bot.line.webhooks.holding() as held:
        await bot.line.say(GROUP, "somsri", "หนึ่ง")
        await bot.line.say(FRIEND, "somsri", "สอง")
    assert bot.events == []
    await bot.line.webhooks.deliver([held[1], held[0], held[1]])
    assert len(bot.bodies) == 1
    assert [event["message"]["text"] for event in bot.events] == ["สอง", "หนึ่ง", "สอง"]
    bot.line.webhooks.twice = True
    await bot.line.say(GROUP, "somsri", "สาม")
    assert bot.events[-1] == bot.events[-2]


async def test_redelivery_is_off_until_switched_on(bot):
    bot.status = 500
    await bot.line.say(GROUP, "somsri", "#3")
    bot.status = 200
    await bot.stage.turn_clock(NOON + timedelta(hours=1))
    assert len(bot.events) == 1
    bot.line.webhooks.redelivery = True
    await bot.stage.turn_clock(NOON + timedelta(hours=2))
    assert [event["deliveryContext"]["isRedelivery"] for event in bot.events] == [False, True]
    assert await bot.line.redeliver() == 0


async def test_redelivery_gives_up(bot):
    bot.line.webhooks.redelivery = True
    bot.status = 500
    await bot.line.say(GROUP, "somsri", "#3")
    await bot.stage.turn_clock(NOON + timedelta(hours=12))
    tries = len(bot.bodies)
    await bot.stage.turn_clock(NOON + timedelta(hours=24))
    assert len(bot.bodies) == tries == 5


async def test_failed_deliveries_say_why(bot):
    webhooks = bot.line.webhooks
    bot.status = 302
    await bot.line.say(GROUP, "somsri", "#3")
    webhooks.url = "http://127.0.0.1:1/line"
    await bot.line.say(GROUP, "somsri", "#3")
    assert [delivery.reason for delivery in webhooks.deliveries] == [
        Reason.ERROR_STATUS_CODE,
        Reason.COULD_NOT_CONNECT,
    ]


async def test_a_bot_that_does_not_answer_in_time_is_left(bot):
    gate = asyncio.Event()

    async def wait(_: web.Request) -> web.Response:
        await gate.wait()
        return web.Response()

    app = web.Application()
    app.router.add_post("/line", wait)
    async with running(app) as url:
        bot.line.webhooks.url = f"{url}/line"
        bot.line.webhooks.patience = 0.05
        await bot.line.say(GROUP, "somsri", "#3")
        assert bot.line.webhooks.deliveries[-1].reason is Reason.REQUEST_TIMEOUT
        gate.set()


def test_the_signature_of_lines_own_example():
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    signature = sign("8c570fa6dd201bb328f1c1eac23a96d8", body)
    assert signature == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


# --- tapping


POSTBACK = {"type": "postback", "label": "เสร็จ", "data": "v1.d.3.x", "displayText": "ข้อ 3 เสร็จ"}
PICKER = {
    "type": "datetimepicker",
    "label": "วันที่ทำ",
    "data": "v1.when.3",
    "mode": "date",
    "max": "2026-11-20",
}
CARD = {
    "type": "bubble",
    "body": {
        "type": "box",
        "layout": "vertical",
        "contents": [
            {"type": "text", "text": "มาตรการที่ 3", "wrap": True, "weight": "bold"},
            {"type": "button", "action": POSTBACK, "style": "primary", "height": "sm"},
            {"type": "button", "action": PICKER},
        ],
    },
}


async def show_card(bot: Bot) -> str:
    message = FlexMessage(alt_text="มาตรการที่ 3", contents=FlexContainer.from_dict(CARD))
    await bot.api.push_message(PushMessageRequest(to=bot.group, messages=[message]))
    return bot.stage.by_bot(GROUP)[-1].id


async def test_a_button_of_a_card_works_for_ever_and_on_a_computer(bot):
    card = await show_card(bot)
    assert bot.stage.bubbles[card].kind is BubbleKind.FLEX
    await bot.line.say(GROUP, "somsri", "คุยเรื่องอื่น")
    await bot.stage.turn_clock(NOON + timedelta(days=60))
    await bot.line.tap(GROUP, "clerk", card, POSTBACK)
    assert bot.events[-1]["postback"] == {"data": "v1.d.3.x"}
    assert bot.events[-1]["source"]["userId"] == bot.line.account.user_id("clerk")
    shown = bot.stage.view(GROUP)[-1]
    assert (shown.sender, shown.text) == ("clerk", "ข้อ 3 เสร็จ")
    with pytest.raises(Impossible):
        await bot.line.tap(GROUP, "clerk", card, {**POSTBACK, "data": "forged"})


async def test_a_press_may_come_without_its_presser(bot):
    card = await show_card(bot)
    bot.line.switches.names_presser = False
    await bot.line.tap(GROUP, "somsri", card, POSTBACK)
    assert bot.events[-1]["source"] == {"type": "group", "groupId": bot.group}


async def test_a_date_is_picked_within_its_limits(bot):
    card = await show_card(bot)
    await bot.line.tap(GROUP, "somsri", card, {**PICKER, "params": {"date": "2026-11-02"}})
    assert bot.events[-1]["postback"] == {"data": "v1.when.3", "params": {"date": "2026-11-02"}}
    for params in ({"date": "2026-11-21"}, {"date": "พรุ่งนี้"}, {"time": "10:00"}, {}):
        with pytest.raises(Impossible):
            await bot.line.tap(GROUP, "somsri", card, {**PICKER, "params": params})


async def test_quick_replies_are_for_phones_and_vanish(bot):
    reply = {"type": "message", "label": "เพิ่มหมายเหตุ", "text": "#3 หมายเหตุ"}
    items = {"items": [{"type": "action", "action": reply}]}
    await push_raw(
        bot,
        {"type": "text", "text": "หนึ่ง", "quickReply": items},
        {"type": "text", "text": "สอง", "quickReply": items},
    )
    first, last = bot.stage.by_bot(GROUP)
    assert (first.quick_replies, last.quick_replies) == ((), (reply,))
    with pytest.raises(Impossible):
        await bot.line.tap(GROUP, "clerk", last.id, reply)
    await bot.line.tap(GROUP, "somsri", last.id, reply)
    assert bot.events[-1]["message"]["text"] == "#3 หมายเหตุ"
    with pytest.raises(Impossible):
        await bot.line.tap(GROUP, "somsri", last.id, reply)


# --- the contract


async def test_what_the_sdk_sends_and_gets_keeps_the_contract(bot):
    contract = load_contract()
    await bot.line.say(GROUP, "somsri", "#3")
    await bot.reply(bot.events[0]["replyToken"])
    await show_card(bot)
    await bot.api.get_bot_info()
    await bot.api.get_group_summary(bot.group)
    await bot.api.get_message_quota()
    await bot.api.test_webhook_endpoint()
    await bot.api.validate_push(ValidateMessageRequest(messages=[TextMessage(text="ก")]))
    async with refused(400, "The request body has 1 error(s)"):
        await bot.push("ก" * 5001)
    check_log(contract, bot.stage.requests)
    for request in bot.stage.requests:
        assert contract.answer_problems(request) == []


async def test_the_contract_sees_what_the_sdk_loses(bot):
    contract = load_contract()
    request = PushMessageRequest(to=bot.group, messages=[{"type": "text", "text": "หาย"}])
    async with refused(400, "The request body has 1 error(s)"):
        await bot.api.push_message(request)
    assert any(
        "'text' is a required property" in p
        for p in contract.request_problems(bot.stage.requests[-1])
    )


def test_the_contract_sees_inside_messages(contract_probe):
    message, complaint = contract_probe
    stage_request = _pushed(message)
    assert any(complaint in problem for problem in load_contract().request_problems(stage_request))


@pytest.fixture(
    params=[
        ({"type": "zzz"}, "'zzz' is not one of"),
        ({"type": "text"}, "'text' is a required property"),
        ({"type": "text", "text": "a", "txet": 1}, "'txet' was unexpected"),
        (
            {
                "type": "flex",
                "altText": "a",
                "contents": {"type": "bubble", "body": {"type": "box"}},
            },
            "'layout' is a required property",
        ),
        (
            {
                "type": "text",
                "text": "a",
                "quickReply": {
                    "items": [{"action": {"type": "postback", "label": "a", "data": "x" * 301}}]
                },
            },
            "is too long",
        ),
    ]
)
def contract_probe(request):
    return request.param


def _pushed(message: dict):
    body = {"to": "C" + "0" * 32, "messages": [message]}
    return Request(App.LINE, "POST", "/v2/bot/message/push", {}, body, 200, None, NOON)


# --- the page's API


async def test_the_page_can_do_what_people_do(bot):
    async with aiohttp.ClientSession() as session:

        async def act(name: str, **body: object) -> dict:
            async with session.post(f"{bot.url}/stage/{name}", json=body) as answer:
                return {"status": answer.status, **await answer.json()}

        said = await act("say", chat=GROUP, person="somsri", text="#3 เสร็จ", mention_bot=True)
        assert said["events"] == [bot.events[0]["webhookEventId"]]
        bubble = bot.stage.view(GROUP)[0].id
        await act("edit", bubble=bubble, text="#4 เสร็จ")
        await act("unsend", bubble=bubble)
        card = await show_card(bot)
        await act("tap", chat=GROUP, person="clerk", bubble=card, action=POSTBACK)
        await act("kick", chat=GROUP)
        await act("join", chat=GROUP)
        await act("leave", chat=GROUP, person="clerk")
        assert [event["type"] for event in bot.events] == [
            "message",
            "messageEdited",
            "unsend",
            "postback",
            "leave",
            "join",
            "memberLeft",
        ]
        assert (await act("migrate", chat=GROUP))["status"] == 409
        assert (await act("say", chat="nowhere", person="x", text="y"))["status"] == 409
        assert (await act("say", chat=GROUP))["status"] == 400
        turned = await act("clock", by_seconds=3600)
        assert turned["now"] == "2026-11-20T06:00:00+00:00"
        await act("fault", platform="line", kind="drop", path="/push", times=2)
        assert len(bot.stage.faults[App.LINE]) == 2


async def test_the_page_sees_news_only(bot):
    await bot.line.say(GROUP, "somsri", "#3 เสร็จ")
    async with aiohttp.ClientSession() as session:

        async def state(**query: object) -> dict:
            async with session.get(f"{bot.url}/stage/state", params=query) as answer:
                return await answer.json()

        first = await state()
        assert [chat["title"] for chat in first["chats"]] == ["กองคลัง", "สมศรี"]
        assert first["chats"][0]["members"][2] == {
            "id": "clerk",
            "name": "เสมียน",
            "device": "pc",
        }
        assert [bubble["text"] for bubble in first["bubbles"]] == ["#3 เสร็จ"]
        waiting = asyncio.create_task(state(since=first["revision"], wait=20))
        await bot.push("รับทราบ")
        assert [bubble["text"] for bubble in (await waiting)["bubbles"]] == ["รับทราบ"]


async def test_photos_come_in_through_the_page_and_go_out_again(bot):
    form = aiohttp.FormData()
    form.add_field("chat", GROUP)
    form.add_field("person", "somsri")
    form.add_field("as", "photo")
    form.add_field("file", JPEG.data, filename="ภาพ.jpg", content_type="image/jpeg")
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{bot.url}/stage/photo", data=form) as answer:
            assert answer.status == 200
        image = bot.stage.view(GROUP)[0].image
        async with session.get(f"{bot.url}{image}") as answer:
            assert await answer.read() == JPEG.data
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        async with session.post(f"{bot.url}/stage/say", data="{}") as answer:
            assert answer.status == 415  # a foreign page could post this; JSON it could not
    assert bytes(await bot.blob.get_message_content(bot.events[0]["message"]["id"])) == JPEG.data


# --- the stage


async def test_the_clock_is_turned_in_strides():
    stage = Stage(NOON, stride=timedelta(hours=6))
    moments = []

    async def listen(now: datetime) -> None:
        moments.append(now.hour)

    stage.on_turn(listen)
    await stage.turn_clock(NOON + timedelta(hours=13))
    assert moments == [11, 17, 18]
    assert stage.clock() == NOON + timedelta(hours=13)
    with pytest.raises(Impossible):
        await stage.turn_clock(NOON)
    with pytest.raises(ValueError, match="aware"):
        Stage(datetime(2026, 1, 1))  # noqa: DTZ001 - what must be refused
