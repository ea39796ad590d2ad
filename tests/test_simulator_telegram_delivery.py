"""How the simulated Telegram delivers: webhook with retries, long polling, expiry, order."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest, Conflict
from telegram_bench import START, bench_running, receiving

from simulator.server import running
from simulator.telegram_flood import OVERALL, PER_CHAT, PER_GROUP, Flood
from simulator.telegram_queue import MESSAGE_LIFE, PRESS_LIFE, Kind, Updates
from simulator.telegram_refusals import Refused


@pytest.fixture
async def bench():
    async with bench_running() as bench:
        yield bench


@pytest.fixture
async def receiver():
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def hooked(bench, receiver):
    """A bench whose bot listens at ``receiver``."""
    await bench.bot.set_webhook(receiver.url, secret_token="s3cret_-")
    return bench


async def say(bench, text: str, chat: str = "somsri-dm") -> list[str]:
    return await bench.telegram.say(chat, "somsri", text)


# --- webhook


async def test_an_update_is_posted_once_with_the_secret(hooked, receiver):
    told = await say(hooked, "#3 เสร็จ")
    assert [str(update["update_id"]) for update in receiver.updates] == told
    assert (receiver.texts, receiver.secrets) == (["#3 เสร็จ"], ["s3cret_-"])
    info = await hooked.bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (receiver.url, 0)


async def test_a_failure_is_tried_again_at_once_then_after_2_and_4_seconds(hooked, receiver):
    receiver.statuses = [500, 503, 500]
    await say(hooked, "#3")
    assert len(receiver.updates) == 2
    info = await hooked.bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert info.pending_update_count == 1
    tried = []
    for _ in range(7):
        await hooked.turn(seconds=1)
        tried.append(len(receiver.updates))
    assert tried == [2, 3, 3, 3, 3, 4, 4]
    assert len({update["update_id"] for update in receiver.updates}) == 1


async def test_a_failing_chat_holds_up_itself_but_nobody_else(hooked, receiver):
    receiver.statuses = [500, 500]
    await say(hooked, "หนึ่ง")
    await say(hooked, "สอง")
    await say(hooked, "/help@TidtamBot", "treasury")
    assert receiver.texts == ["หนึ่ง", "หนึ่ง", "/help@TidtamBot"]
    await hooked.turn(seconds=2)
    assert receiver.texts[3:] == ["หนึ่ง", "สอง"]


async def test_a_press_overtakes_a_message_that_waits(hooked, receiver):
    markup = {"inline_keyboard": [[{"text": "เสร็จ", "callback_data": "v1"}]]}
    chat = hooked.telegram.chat_id("somsri-dm")
    await hooked.call("sendMessage", chat_id=chat, text="?", reply_markup=markup)
    card = hooked.stage.by_bot("somsri-dm")[0]
    receiver.statuses = [500, 500]
    await say(hooked, "#3")
    await hooked.telegram.tap("somsri-dm", "somsri", card.id, card.keyboard[0][0])
    assert receiver.updates[-1]["callback_query"]["data"] == "v1"


async def test_the_bots_server_may_name_the_time_of_the_next_attempt(hooked, receiver):
    receiver.statuses, receiver.headers = [503], {"Retry-After": "30"}
    await say(hooked, "#3")
    assert len(receiver.updates) == 1
    await hooked.turn(seconds=29)
    assert len(receiver.updates) == 1
    await hooked.turn(seconds=1)
    assert len(receiver.updates) == 2


async def test_what_waits_can_be_tried_at_once(hooked, receiver):
    receiver.statuses = [500, 500, 500]
    await say(hooked, "#3")
    await hooked.telegram.redeliver()
    await hooked.telegram.redeliver()
    assert len(receiver.updates) == 4
    assert (await hooked.bot.get_webhook_info()).pending_update_count == 0


async def test_messages_expire_after_a_day_and_presses_after_150_seconds(bench):
    markup = {"inline_keyboard": [[{"text": "เสร็จ", "callback_data": "v1"}]]}
    chat = bench.telegram.chat_id("somsri-dm")
    await bench.call("sendMessage", chat_id=chat, text="?", reply_markup=markup)
    card = bench.stage.by_bot("somsri-dm")[0]
    await say(bench, "#3")
    await bench.telegram.tap("somsri-dm", "somsri", card.id, card.keyboard[0][0])
    assert len(await bench.updates()) == 2
    await bench.turn(seconds=150)
    assert await bench.texts() == ["#3"]
    assert len(await bench.updates()) == 1
    await bench.turn(hours=24)
    assert await bench.updates() == []


async def test_the_bot_may_have_it_although_its_answer_got_lost(hooked, receiver):
    hooked.telegram.switches.lose_answers = 1
    await say(hooked, "#3")
    first, second = receiver.updates
    assert first == second
    assert (await hooked.bot.get_webhook_info()).last_error_message == "Read timeout expired"


async def test_everything_twice(hooked, receiver):
    hooked.telegram.updates.twice = True
    await say(hooked, "หนึ่ง")
    await say(hooked, "สอง")
    assert receiver.texts == ["หนึ่ง", "หนึ่ง", "สอง", "สอง"]


async def test_deliveries_can_be_held_back(hooked, receiver):
    hooked.telegram.switches.paused = True
    await say(hooked, "หนึ่ง")
    await say(hooked, "/two@TidtamBot", "treasury")
    assert receiver.updates == []
    await hooked.telegram.delivery.release()
    assert sorted(receiver.texts) == ["/two@TidtamBot", "หนึ่ง"]


async def test_chats_can_be_delivered_out_of_order(hooked, receiver):
    hooked.telegram.switches.paused = True
    hooked.telegram.switches.newest_first = True
    await say(hooked, "หนึ่ง")
    await say(hooked, "สอง")
    await say(hooked, "/three@TidtamBot", "treasury")
    await hooked.telegram.delivery.release()
    assert receiver.texts == ["/three@TidtamBot", "หนึ่ง", "สอง"]


async def test_a_server_that_is_not_there_or_moved_is_tried_again(bench, receiver):
    await bench.bot.set_webhook("http://127.0.0.1:9/telegram")
    await say(bench, "#3")
    assert (await bench.bot.get_webhook_info()).last_error_message == "Connection refused"

    async def elsewhere(_: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect(receiver.url)

    app = web.Application()
    app.router.add_post("/", elsewhere)
    async with running(app) as base_url:
        await bench.bot.set_webhook(base_url)
        await bench.telegram.redeliver()
    assert receiver.updates == []
    info = await bench.bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 307 Temporary Redirect"


async def test_a_bot_that_hangs_is_not_waited_for_for_ever(bench):
    asked = asyncio.Event()

    async def hang(_: web.Request) -> web.Response:
        asked.set()
        await asyncio.Event().wait()
        return web.Response()

    app = web.Application()
    app.router.add_post("/", hang)
    bench.telegram.switches.patience = 0.05
    async with running(app) as base_url:
        await bench.bot.set_webhook(base_url)
        await say(bench, "#3")
    assert asked.is_set()
    assert (await bench.bot.get_webhook_info()).last_error_message == "Read timeout expired"


async def test_a_server_gone_for_23_hours_loses_its_webhook(hooked, receiver):
    receiver.statuses = [410] * 10_000
    await say(hooked, "#3")
    await hooked.turn(hours=22)
    assert (await hooked.bot.get_webhook_info()).url
    await hooked.turn(hours=2)
    assert not (await hooked.bot.get_webhook_info()).url


async def test_a_body_that_names_a_method_is_executed(hooked, receiver):
    chat = hooked.telegram.chat_id("somsri-dm")
    receiver.body = f'{{"method": "sendMessage", "chat_id": {chat}, "text": "จากคำตอบ"}}'
    await say(hooked, "#3")
    assert [bubble.text for bubble in hooked.stage.by_bot("somsri-dm")] == ["จากคำตอบ"]


async def test_leaving_a_group_is_told_by_webhook_too(hooked, receiver):
    await hooked.bot.leave_chat(hooked.telegram.chat_id("treasury"))
    await hooked.telegram.delivery.pump()
    (update,) = receiver.updates
    assert update["my_chat_member"]["new_chat_member"]["status"] == "left"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"url": "http://tidtam.example/x"}, "bad webhook: An HTTPS URL must be provided"),
        ({"url": "https://tidtam.example:8080/x"}, "bad webhook: Webhook can be set up only on"),
        ({"url": "https://a.example", "secret_token": "ลับ"}, "secret token contains unallowed"),
        ({"url": "https://a.example", "secret_token": "x" * 257}, "secret token is too long"),
    ],
)
async def test_webhooks_telegram_does_not_take(bench, fields, refusal):
    answer = await bench.call("setWebhook", **fields)
    assert answer["description"].startswith(f"Bad Request: {refusal}")


async def test_setting_the_webhook_twice_within_a_second_is_refused(receiver):
    async with bench_running(flood=True) as strict:
        first = await strict.call("setWebhook", url=receiver.url)
        assert first["description"] == "Webhook was set"
        again = await strict.call("setWebhook", url=receiver.url)
        assert again["parameters"] == {"retry_after": 1}


# --- long polling


async def test_updates_come_again_until_they_are_confirmed(bench):
    for text in ("หนึ่ง", "สอง", "สาม"):
        await say(bench, text)
    first, _, third = await bench.updates()
    assert len(await bench.updates(limit=2)) == 2
    assert await bench.texts() == ["หนึ่ง", "สอง", "สาม"]
    assert [u["update_id"] for u in await bench.updates(offset=-1)] == [third["update_id"]]
    assert await bench.texts() == ["สาม"]
    assert await bench.updates(offset=third["update_id"] + 1) == []
    assert third["update_id"] == first["update_id"] + 2


async def test_a_poll_is_held_until_something_is_said(bench):
    poll = asyncio.create_task(bench.updates(timeout=50))
    await _held(bench)
    await say(bench, "#3")
    (update,) = await poll
    assert update["message"]["text"] == "#3"


async def test_a_hold_ends_with_its_time(bench):
    poll = asyncio.create_task(bench.updates(timeout=30))
    await _held(bench)
    await bench.turn(seconds=29)
    assert not poll.done()
    await bench.turn(seconds=1)
    assert await poll == []


async def test_a_second_poller_ends_the_first(bench):
    first = asyncio.create_task(bench.bot.get_updates(timeout=50))
    await _held(bench)
    second = asyncio.create_task(bench.updates(timeout=50))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    await say(bench, "#3")
    assert len(await second) == 1


async def test_polling_and_a_webhook_exclude_each_other(bench, receiver):
    poll = asyncio.create_task(bench.call("getUpdates", timeout=50))
    await _held(bench)
    await bench.bot.set_webhook(receiver.url)
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    refused = await bench.call("getUpdates")
    assert refused["error_code"] == 409
    assert refused["description"].startswith("Conflict: can't use getUpdates method while webhook")
    receiver.statuses = [500, 500]
    await say(bench, "#3")
    assert (await bench.call("deleteWebhook"))["description"] == "Webhook was deleted"
    assert await bench.texts() == ["#3"]
    await bench.bot.delete_webhook(drop_pending_updates=True)
    assert await bench.updates() == []


async def test_only_the_kinds_asked_for_are_kept(bench):
    await bench.updates(allowed_updates=["callback_query"])
    assert await say(bench, "#3") == []
    await bench.updates(allowed_updates=[])
    assert len(await say(bench, "#4")) == 1
    assert await bench.texts() == ["#4"]


async def test_ids_begin_anew_after_a_silent_week(bench):
    ids, offset = [], 0
    for week in range(5):
        await say(bench, f"สัปดาห์ที่ {week}")
        (update,) = await bench.updates(offset=offset)
        assert update["message"]["text"] == f"สัปดาห์ที่ {week}"
        ids.append(update["update_id"])
        offset = ids[-1] + 1
        await bench.turn(days=7)
    assert ids != sorted(ids)


async def test_polled_twice(bench):
    bench.telegram.updates.twice = True
    await say(bench, "หนึ่ง")
    (first,) = await bench.updates()
    assert await bench.updates(offset=first["update_id"] + 1) == [first]
    assert await bench.updates(offset=first["update_id"] + 1) == []


async def test_a_poll_held_at_the_end_does_not_delay_it():
    async with bench_running() as bench:
        poll = asyncio.create_task(bench.updates(timeout=50))
        await _held(bench)
    assert await poll == []


async def test_bad_webhook_secrets_reach_the_library_as_bad_requests(bench):
    with pytest.raises(BadRequest):
        await bench.bot.set_webhook("https://a.example", secret_token="no spaces")


async def _held(bench) -> None:
    """Until the server is inside a poll: its number counts them."""
    while not bench.telegram.delivery._poll:
        await asyncio.sleep(0)


# --- what holds for every sequence


@given(
    st.lists(
        st.tuples(
            st.sampled_from([Kind.MESSAGE, Kind.CALLBACK]), st.integers(1, 3), st.integers(0, 90)
        ),
        max_size=30,
    )
)
def test_every_update_is_delivered_once_in_its_queues_order_or_has_expired(happenings):
    updates, now, delivered, asked = Updates(), START, [], []
    for kind, queue, pause in happenings:
        now += timedelta(seconds=pause)
        life = MESSAGE_LIFE if kind is Kind.MESSAGE else PRESS_LIFE
        added = updates.add(kind, queue, {}, now, life)
        asked.append(added)
        head = next(iter(updates.heads(now)), None)
        if head and pause % 3:
            updates.delivered(head.id)
            delivered.append(head)
    while heads := updates.heads(now):
        for head in heads:
            updates.delivered(head.id)
            delivered.append(head)
    assert len({head.id for head in delivered}) == len(delivered)
    for queue in (1, 2, 3):
        ids = [head.id for head in delivered if head.queue == queue]
        assert ids == sorted(ids)
    lost = {added.id for added in asked} - {head.id for head in delivered}
    assert all(added.kind is Kind.CALLBACK for added in asked if added.id in lost)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 4000)), max_size=120))
def test_no_window_ever_holds_more_than_its_limit(calls):
    flood, now, granted = Flood(), START, []
    for chat, pause in calls:
        now += timedelta(milliseconds=pause)
        with suppress(Refused):
            flood.take(chat, is_group=chat < 3, now=now)
            granted.append((chat, now))
    for rate, chats in ((PER_CHAT, None), (PER_GROUP, None), (OVERALL, range(1, 5))):
        for chat, end in granted:
            counted = chats or [chat]
            window = [at for who, at in granted if who in counted and end - rate.span < at <= end]
            assert len(window) <= rate.calls or (rate is PER_GROUP and chat >= 3)
