"""The simulated Telegram, spoken to by the real library as a bot does."""

import io
from datetime import timedelta

import httpx
import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChatMember,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TimedOut
from telegram_bench import PLAIN, Bench, bench_running

from simulator.stage import App, BubbleKind, Fault, FaultKind, File, Impossible
from simulator.telegram import BAD_GATEWAY, flood_wait
from simulator.telegram_files import grey_png

PHOTO = grey_png(640, 480)


@pytest.fixture(autouse=True)
def _spans_as_timedelta(monkeypatch):
    """Without it the library warns of every RetryAfter, and warnings are errors here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def bench():
    async with bench_running() as bench:
        yield bench


@pytest.fixture
async def strict():
    """With flood limits."""
    async with bench_running(flood=True) as bench:
        yield bench


def group(bench: Bench) -> int:
    return bench.telegram.chat_id("treasury")


def private(bench: Bench) -> int:
    return bench.telegram.chat_id("somsri-dm")


def keyboard(*rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
    )


# --- the round trip


async def test_a_press_is_answered_once_and_the_card_is_edited(bench):
    await bench.bot.send_message(
        group(bench), "ข้อ 3 แผนจัดซื้อ", reply_markup=keyboard([("เสร็จ", "v1:done:3")])
    )
    card = bench.stage.by_bot("treasury")[0]
    assert card.kind is BubbleKind.KEYBOARD
    assert [[b["text"] for b in row] for row in card.keyboard] == [["เสร็จ"]]
    await bench.telegram.tap("treasury", "wichai", card.id, card.keyboard[0][0])
    (update,) = await bench.bot.get_updates()
    press = update.callback_query
    assert (press.data, press.from_user.first_name) == ("v1:done:3", "วิชัย")
    assert press.message.message_id == int(card.message_id)
    assert await bench.bot.answer_callback_query(press.id, "บันทึกแล้ว")
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await bench.bot.answer_callback_query(press.id)
    await bench.bot.edit_message_text("ข้อ 3 เสร็จแล้ว", group(bench), press.message.message_id)
    (shown,) = bench.stage.by_bot("treasury")
    assert (shown.text, shown.keyboard, shown.edited) == ("ข้อ 3 เสร็จแล้ว", (), True)
    assert bench.stage.view("treasury")[-1].text == "บันทึกแล้ว"


async def test_a_press_that_is_not_answered_within_150_seconds_is_too_old(bench):
    await bench.bot.send_message(private(bench), "?", reply_markup=keyboard([("ใช่", "y")]))
    card = bench.stage.by_bot("somsri-dm")[0]
    await bench.telegram.tap("somsri-dm", "somsri", card.id, card.keyboard[0][0])
    (update,) = await bench.bot.get_updates()
    await bench.turn(seconds=151)
    with pytest.raises(BadRequest, match="too old"):
        await bench.bot.answer_callback_query(update.callback_query.id)
    assert await bench.updates() == []


async def test_only_buttons_that_are_there_can_be_tapped(bench):
    await bench.bot.send_message(
        private(bench),
        "?",
        reply_markup=InlineKeyboardMarkup(
            [[InlineKeyboardButton("เปิด", url="http://127.0.0.1:8080/files/x")]]
        ),
    )
    card = bench.stage.by_bot("somsri-dm")[0]
    assert await bench.telegram.tap("somsri-dm", "somsri", card.id, card.keyboard[0][0]) == []
    with pytest.raises(Impossible):
        await bench.telegram.tap("somsri-dm", "somsri", card.id, {"callback_data": "forged"})
    with pytest.raises(Impossible):
        await bench.telegram.tap("treasury", "mana", card.id, card.keyboard[0][0])


async def test_force_reply_and_reply_keyboards_show_on_the_page(bench):
    await bench.bot.send_message(
        private(bench), "เพราะอะไร", reply_markup=ForceReply(input_field_placeholder="เหตุผล")
    )
    asked = bench.stage.by_bot("somsri-dm")[0]
    assert asked.force_reply
    await bench.telegram.say("somsri-dm", "somsri", "รองบประมาณ", quote=asked.id)
    (update,) = await bench.bot.get_updates()
    assert update.message.reply_to_message.message_id == int(asked.message_id)
    await bench.bot.send_message(
        private(bench), "เลือก", reply_markup=ReplyKeyboardMarkup([["#ค้าง", "#สรุป"]])
    )
    menu = bench.stage.by_bot("somsri-dm")[-1]
    assert [item["text"] for item in menu.quick_replies] == ["#ค้าง", "#สรุป"]
    await bench.telegram.tap("somsri-dm", "somsri", menu.id, menu.quick_replies[1])
    assert (await bench.texts())[-1] == "#สรุป"
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bench.bot.edit_message_text("อื่น", private(bench), int(menu.message_id))


async def test_html_arrives_as_entities_and_is_shown_as_html(bench):
    sent = await bench.bot.send_message(
        private(bench), " <b>ข้อ 3</b> 😀 &lt;เสร็จ&gt; <a href='https://x.go.th'>ดู</a>", "HTML"
    )
    assert sent.text == "ข้อ 3 😀 <เสร็จ> ดู"
    found = {str(entity.type): sent.parse_entity(entity) for entity in sent.entities}
    assert found == {"bold": "ข้อ 3", "text_link": "ดู"}
    shown = bench.stage.by_bot("somsri-dm")[0]
    assert shown.html
    assert shown.text == ('<b>ข้อ 3</b> 😀 &lt;เสร็จ&gt; <a href="https://x.go.th">ดู</a>')


# --- files


async def test_documents_photos_and_albums_go_out_and_come_back(bench):
    sent = await bench.bot.send_document(
        private(bench),
        io.BytesIO(b"%PDF-1.7 report"),
        caption="รายงาน",
        filename="รายงาน 6 เดือน.pdf",
    )
    shown = bench.stage.by_bot("somsri-dm")[0]
    assert (shown.kind, shown.file_name, shown.text) == (
        BubbleKind.FILE,
        "รายงาน 6 เดือน.pdf",
        "รายงาน",
    )
    assert bench.stage.files[shown.file].data == b"%PDF-1.7 report"
    again = await bench.bot.send_document(private(bench), sent.document.file_id)
    assert again.document.file_name == "รายงาน 6 เดือน.pdf"
    photo = await bench.bot.send_photo(private(bench), PHOTO)
    assert (photo.photo[-1].width, photo.photo[-1].height) == (640, 480)
    assert bench.stage.by_bot("somsri-dm")[-1].image.startswith("/stage/files/")
    album = await bench.bot.send_media_group(
        group(bench), [InputMediaPhoto(PHOTO), InputMediaPhoto(PHOTO, caption="สอง")]
    )
    assert len({message.media_group_id for message in album}) == 1
    assert album[1].caption == "สอง"
    documents = [InputMediaDocument(b"a", filename="a.txt"), InputMediaDocument(b"b")]
    assert len(await bench.bot.send_media_group(group(bench), documents)) == 2


async def test_what_people_send_can_be_downloaded_for_an_hour(bench):
    files = [File("หลักฐาน.png", "image/png", PHOTO), File("2.png", "image/png", PHOTO)]
    told = await bench.telegram.send_files(
        "somsri-dm", "somsri", files, as_photo=True, caption="#3 เสร็จ"
    )
    assert len(told) == 2
    first, second = await bench.bot.get_updates()
    assert first.message.media_group_id == second.message.media_group_id is not None
    assert (first.message.caption, second.message.caption) == ("#3 เสร็จ", None)
    thumbnail, whole = first.message.photo
    assert thumbnail.width < whole.width
    file = await bench.bot.get_file(whole.file_id)
    assert bytes(await file.download_as_bytearray()) == PHOTO
    small = await bench.bot.get_file(thumbnail.file_id)
    assert bytes(await small.download_as_bytearray()) != PHOTO
    await bench.turn(minutes=61)
    with pytest.raises(InvalidToken):  # how the library calls every 404
        await file.download_as_bytearray()
    assert bytes(await (await bench.bot.get_file(whole.file_id)).download_as_bytearray()) == PHOTO


async def test_files_beyond_the_limits_are_refused(bench):
    large = File("ใหญ่.zip", "application/zip", bytes(20 * 1024 * 1024 + 1))
    await bench.telegram.send_files("somsri-dm", "somsri", [large], as_photo=False)
    (update,) = await bench.bot.get_updates()
    assert update.message.document.file_size == len(large.data)
    with pytest.raises(BadRequest, match="File is too big"):
        await bench.bot.get_file(update.message.document.file_id)
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bench.bot.get_file("made-up")
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bench.bot.send_photo(private(bench), b"no picture")
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bench.bot.send_document(private(bench), b"")
    with pytest.raises(BadRequest, match="Too few media"):
        await _album(bench, 1)
    with pytest.raises(Impossible):
        await bench.telegram.send_files(
            "somsri-dm", "somsri", [File("x.txt", "text/plain", b"x")], as_photo=True
        )


async def _album(bench: Bench, size: int) -> None:
    await bench.bot.send_media_group(private(bench), [InputMediaPhoto(PHOTO)] * size)


# --- refusals


SEND_REFUSED = [
    pytest.param({"text": "  \n "}, "message text is empty", id="empty"),
    pytest.param({"text": "ก" * 4097}, "message is too long", id="long"),
    pytest.param(
        {"text": "<b>ข้อ", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        id="html-open",
    ),
    pytest.param(
        {"text": "ก <br> ข", "parse_mode": "HTML"},
        'can\'t parse entities: Unsupported start tag "br" at byte offset 4',
        id="html-unknown",
    ),
    pytest.param(
        {"text": "1<2", "parse_mode": "HTML"},
        "can't parse entities: Unclosed start tag at byte offset 1",
        id="html-stray",
    ),
    pytest.param(
        {"text": "<b><i>x</b></i>", "parse_mode": "HTML"},
        'can\'t parse entities: Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        id="html-crossed",
    ),
    pytest.param({"text": "x", "parse_mode": "wiki"}, "unsupported parse_mode", id="mode"),
    pytest.param(
        {
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "ด" * 22}]]},
        },
        "BUTTON_DATA_INVALID",
        id="callback-65-bytes",
    ),
    pytest.param(
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        id="button-without-action",
    ),
    pytest.param(
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "url": "ftp://a.b"}]]}},
        "inline keyboard button URL 'ftp://a.b' is invalid: Unsupported URL protocol",
        id="button-address",
    ),
    pytest.param(
        {"text": "x", "reply_markup": "{oops"},
        "can't parse reply keyboard markup JSON object",
        id="markup-no-json",
    ),
    pytest.param(
        {"text": "x", "reply_parameters": {"message_id": 999}},
        "message to be replied not found",
        id="reply",
    ),
    pytest.param({"text": "x", "message_thread_id": 77}, "message thread not found", id="thread"),
]


@pytest.mark.parametrize(("fields", "description"), SEND_REFUSED)
async def test_a_message_that_cannot_be_sent_is_refused_in_telegrams_words(
    bench, fields, description
):
    answer = await bench.call("sendMessage", chat_id=group(bench), **fields)
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}
    assert bench.stage.by_bot("treasury") == []


async def test_callback_data_of_64_bytes_passes(bench):
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "ด" * 21 + "x"}]]}
    answer = await bench.call(
        "sendMessage", chat_id=str(group(bench)), text="x", reply_markup=markup
    )
    assert answer["result"]["reply_markup"] == markup


@pytest.mark.parametrize(
    ("chat_id", "code", "description"),
    [
        ("", 400, "Bad Request: chat_id is empty"),
        ("-100999", 400, "Bad Request: chat not found"),
        ("@nobody", 400, "Bad Request: chat not found"),
        ("mana", 403, "Forbidden: bot can't initiate conversation with a user"),
        ("forum-kicked", 403, "Forbidden: bot was kicked from the supergroup chat"),
        ("treasury-left", 403, "Forbidden: bot is not a member of the group chat"),
        ("treasury-deleted", 403, "Forbidden: the group chat was deleted"),
        ("treasury-kicked", 403, "Forbidden: bot was kicked from the group chat"),
        ("treasury-muted", 400, "Bad Request: not enough rights to send text messages to the chat"),
        ("somsri-dm-deleted", 403, "Forbidden: user is deactivated"),
        ("somsri-dm-blocked", 403, "Forbidden: bot was blocked by the user"),
    ],
)
async def test_chats_that_cannot_be_written_to(bench, chat_id, code, description):
    wanted = await _arranged(bench, chat_id)
    answer = await bench.call("sendMessage", chat_id=wanted, text="x")
    assert (answer["error_code"], answer["description"]) == (code, description)


async def _arranged(bench: Bench, case: str) -> str:
    telegram = bench.telegram
    if case == "mana":  # seen in a group, never started in private
        await telegram.join("treasury", "mana")
        return str(telegram.chat_id("mana-dm"))
    chat, _, fate = case.rpartition("-")
    if chat not in bench.stage.chats:
        return case
    match fate:
        case "kicked" | "blocked":
            await telegram.leave(chat)
        case "left":
            await bench.bot.leave_chat(telegram.chat_id(chat))
        case "deleted":
            telegram.delete(chat)
        case "muted":
            telegram.mute(chat)
    return str(telegram.chat_id(chat))


async def test_a_user_the_bot_has_never_met_is_no_chat(bench):
    answer = await bench.call("sendMessage", chat_id=bench.telegram.chat_id("mana-dm"), text="x")
    assert answer["description"] == "Bad Request: chat not found"


async def test_edits_and_deletions_that_telegram_refuses(bench):
    mine = await bench.bot.send_message(private(bench), "หนึ่ง", reply_markup=keyboard([("a", "a")]))
    await bench.telegram.say("somsri-dm", "somsri", "สอง")
    chat, yours = private(bench), int(bench.stage.view("somsri-dm")[-1].message_id)
    same = keyboard([("a", "a")])
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await bench.bot.edit_message_text("หนึ่ง", chat, mine.message_id, reply_markup=same)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bench.bot.edit_message_text("x", chat, 4242)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bench.bot.edit_message_text("x", chat, yours)
    photo = await bench.bot.send_photo(chat, PHOTO, caption="ก")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bench.bot.edit_message_text("x", chat, photo.message_id)
    await bench.bot.edit_message_caption(chat, photo.message_id, caption="ข")
    changed = await bench.bot.edit_message_reply_markup(chat, mine.message_id, reply_markup=None)
    assert changed.reply_markup is None
    assert await bench.bot.delete_message(chat, mine.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bench.bot.delete_message(chat, mine.message_id)
    await bench.turn(hours=49)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bench.bot.delete_message(chat, photo.message_id)
    assert [bubble.text for bubble in bench.stage.view("somsri-dm")] == ["สอง", "ข"]


async def test_unknown_tokens_and_methods(bench):
    async with httpx.AsyncClient(**PLAIN, base_url=bench.base_url) as client:
        stranger = (await client.post("/bot123:abc/getMe")).json()
        assert stranger == {"ok": False, "error_code": 401, "description": "Unauthorized"}
        assert (await client.post("/botabc/getMe")).status_code == 404
        assert (await client.get(f"/bot{bench.telegram.token}/GETME")).json()["ok"]
    answer = await bench.call("sendRocket", chat_id=1)
    assert answer["description"] == "Not Found: method not found"
    half = await bench.call("sendMessage", chat_id=private(bench), text="\ud83d")
    assert half["description"] == "Bad Request: strings must be encoded in UTF-8"


# --- flood limits


async def test_one_message_a_second_in_a_chat(strict):
    await strict.bot.send_message(private(strict), "หนึ่ง")
    with pytest.raises(RetryAfter) as refused:
        await strict.bot.send_message(private(strict), "สอง")
    assert refused.value.retry_after == timedelta(seconds=1)
    await strict.bot.send_message(group(strict), "ห้องอื่นไม่ต้องรอ")
    await strict.turn(seconds=1)
    await strict.bot.send_message(private(strict), "สอง")


async def test_twenty_messages_a_minute_in_a_group(strict):
    for number in range(20):
        await strict.bot.send_message(group(strict), str(number))
        await strict.turn(seconds=1)
    answer = await strict.call("sendMessage", chat_id=group(strict), text="21")
    assert answer["parameters"] == {"retry_after": 40}
    assert answer["description"] == "Too Many Requests: retry after 40"
    await strict.turn(seconds=40)
    assert (await strict.call("sendMessage", chat_id=group(strict), text="21"))["ok"]


# --- privacy mode


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ("#3 เสร็จ", False),
        ("ข้อ 3 เสร็จแล้ว @TidtamBot", False),
        ("/done@TidtamBot 3", True),
        ("/done@tidtambot 3", True),
        ("/done@OtherBot 3", False),
        ("/done 3", False),
        ("/เสร็จ 3", False),
    ],
)
async def test_privacy_mode_keeps_what_is_not_for_the_bot(bench, text, reaches):
    told = await bench.telegram.say("treasury", "wichai", text)
    assert (await bench.texts() == [text]) is reaches
    assert bool(told) is reaches


async def test_a_bare_command_goes_to_the_bot_that_spoke_last(bench):
    await bench.bot.send_message(group(bench), "สวัสดี")
    await bench.telegram.say("treasury", "wichai", "/done 3")
    bench.telegram.another_bot_says("treasury", "ฉันคือบอทอื่น")
    await bench.telegram.say("treasury", "wichai", "/done 4")
    assert await bench.texts() == ["/done 3"]


async def test_replies_to_the_bot_reach_it_and_so_do_replies_to_those(bench):
    await bench.bot.send_message(group(bench), "ข้อ 3 เป็นอย่างไร")
    asked = bench.stage.view("treasury")[-1]
    await bench.telegram.say("treasury", "wichai", "เสร็จ", quote=asked.id)
    answer = bench.stage.view("treasury")[-1]
    await bench.telegram.say("treasury", "somsri", "จริงหรือ", quote=answer.id)
    await bench.telegram.say("treasury", "somsri", "ไปกินข้าวกัน")
    lunch = bench.stage.view("treasury")[-1]
    await bench.telegram.say("treasury", "wichai", "ไป", quote=lunch.id)
    assert await bench.texts() == ["เสร็จ", "จริงหรือ"]


async def test_admins_and_privacy_off_hear_everything(bench):
    await bench.telegram.promote_bot("treasury")
    await bench.telegram.say("treasury", "wichai", "ไปกินข้าวกัน")
    assert await bench.texts() == ["ไปกินข้าวกัน"]
    async with bench_running(privacy=False) as open_:
        await open_.telegram.say("treasury", "wichai", "ไปกินข้าวกัน")
        assert await open_.texts() == ["ไปกินข้าวกัน"]
        assert (await open_.bot.get_me()).can_read_all_group_messages


async def test_mentioning_the_bot_addresses_a_command_to_it(bench):
    await bench.telegram.say("treasury", "wichai", "/done 3 เสร็จ", mention_bot=True)
    await bench.telegram.say("treasury", "wichai", "สวัสดี", mention_bot=True)
    assert await bench.texts() == ["/done@TidtamBot 3 เสร็จ"]
    assert bench.stage.view("treasury")[-1].text == "@TidtamBot สวัสดี"


async def test_entities_count_utf16_units(bench):
    await bench.telegram.say("somsri-dm", "somsri", "😀 /done@TidtamBot ข้อ 3 https://x.go.th/ก")
    (update,) = await bench.bot.get_updates()
    entities = update.message.entities
    assert [(str(e.type), e.offset, update.message.parse_entity(e)) for e in entities] == [
        ("bot_command", 3, "/done@TidtamBot"),
        ("url", 25, "https://x.go.th/ก"),
    ]


async def test_a_long_text_of_a_person_comes_in_pieces(bench):
    await bench.telegram.say("somsri-dm", "somsri", "ก" * 5000)
    assert [len(text) for text in await bench.texts()] == [4096, 904]


async def test_edits_are_told_and_deletions_are_not(bench):
    await bench.telegram.say("somsri-dm", "somsri", "#3 เสร็จ")
    said = bench.stage.view("somsri-dm")[-1]
    await bench.turn(minutes=5)
    await bench.telegram.edit(said.id, "#3 เสร็จ 42 คน")
    assert await bench.telegram.unsend(said.id) == []
    first, second = await bench.bot.get_updates()
    assert second.edited_message.text == "#3 เสร็จ 42 คน"
    assert second.edited_message.edit_date - first.message.date == timedelta(minutes=5)
    assert bench.stage.view("somsri-dm") == []
    with pytest.raises(Impossible):
        await bench.telegram.edit(said.id, "อีก")


async def test_an_anonymous_admin_hides_behind_the_group(bench):
    await bench.telegram.say("treasury", "somsri", "/done@TidtamBot 3", anonymous=True)
    (update,) = await bench.bot.get_updates()
    assert update.message.from_user.username == "GroupAnonymousBot"
    assert update.message.sender_chat.id == group(bench)


# --- who comes and goes


async def test_the_bot_hears_of_being_added_removed_and_of_people(bench):
    await bench.telegram.leave("treasury")
    await bench.telegram.say("treasury", "wichai", "/done@TidtamBot 3")
    await bench.telegram.join("treasury", payload="a-code")
    await bench.telegram.join("treasury", "mana")
    await bench.telegram.leave("treasury", "wichai")
    updates = await bench.updates()
    standings = [
        u["my_chat_member"]["new_chat_member"]["status"] for u in updates if "my_chat_member" in u
    ]
    assert standings == ["kicked", "member"]
    messages = [u["message"] for u in updates if "message" in u]
    assert [m.get("text") for m in messages] == [None, None, "/start@TidtamBot a-code", None, None]
    assert messages[0]["left_chat_member"]["username"] == "TidtamBot"
    assert messages[1]["new_chat_members"][0]["is_bot"]
    assert messages[3]["new_chat_members"][0]["first_name"] == "มานะ"
    assert messages[4]["left_chat_member"]["first_name"] == "วิชัย"
    parsed = await bench.bot.get_updates()
    assert len(parsed) == len(updates)


async def test_starting_blocking_and_starting_again(bench):
    await bench.telegram.join("mana-dm", payload="code22")
    assert bench.stage.chats["mana-dm"].bot
    await bench.telegram.leave("mana-dm")
    assert not bench.stage.chats["mana-dm"].bot
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bench.bot.send_message(bench.telegram.chat_id("mana-dm"), "x")
    with pytest.raises(Impossible):
        await bench.telegram.say("mana-dm", "mana", "ยังอยู่ไหม")
    await bench.telegram.join("mana-dm")
    assert await bench.texts() == ["/start code22", "/start"]
    kinds = [next(key for key in u if key != "update_id") for u in await bench.updates()]
    assert kinds == ["message", "my_chat_member", "my_chat_member", "message"]


async def test_chat_member_is_told_only_when_asked_for(bench):
    await bench.updates(allowed_updates=["message", "chat_member"])
    await bench.telegram.join("treasury", "mana")
    await bench.telegram.leave("treasury")
    kinds = {next(key for key in u if key != "update_id") for u in await bench.updates()}
    assert kinds == {"message", "chat_member"}


async def test_what_the_api_says_of_a_group_and_its_members(bench):
    chat, telegram = group(bench), bench.telegram
    assert (await bench.bot.get_chat(chat)).title == "กองคลัง"
    assert await bench.bot.get_chat_member_count(chat) == 3
    statuses = {
        name: (await bench.bot.get_chat_member(chat, telegram.user_id(name))).status
        for name in ("somsri", "wichai", "mana")
    }
    assert statuses == {"somsri": "creator", "wichai": "member", "mana": "left"}
    await telegram.promote_bot("treasury")
    assert (await bench.bot.get_chat_member(chat, bench.bot.id)).status == "administrator"
    assert len(await bench.bot.get_chat_administrators(chat)) == 2
    with pytest.raises(BadRequest, match="User not found"):
        await bench.bot.get_chat_member(chat, 4242)
    assert await bench.bot.send_chat_action(chat, "typing")


# --- supergroups and topics


async def test_a_group_that_becomes_a_supergroup(bench):
    old = group(bench)
    await bench.bot.send_message(old, "ก่อน")
    await bench.telegram.migrate("treasury")
    new = group(bench)
    assert str(new).startswith("-100")
    with pytest.raises(ChatMigrated) as moved:
        await bench.bot.send_message(old, "หลัง")
    assert moved.value.new_chat_id == new
    assert "group chat was upgraded to a supergroup chat" in str(
        (await bench.call("sendMessage", chat_id=old, text="x"))["description"]
    )
    first, second = await bench.bot.get_updates()
    assert (first.message.chat.id, first.message.migrate_to_chat_id) == (old, new)
    assert (second.message.chat.id, second.message.migrate_from_chat_id) == (new, old)
    sent = await bench.bot.send_message(new, "หลัง")
    assert (sent.message_id, sent.chat.type) == (2, "supergroup")
    with pytest.raises(Impossible):
        await bench.telegram.migrate("treasury")
    await bench.telegram.leave("treasury")
    with pytest.raises(Forbidden, match="kicked from the supergroup chat"):
        await bench.bot.send_message(new, "x")


async def test_replies_in_a_supergroup_name_a_thread_that_cannot_be_sent_to(bench):
    await bench.telegram.migrate("treasury")
    await bench.bot.send_message(group(bench), "ถาม")
    await bench.telegram.say(
        "treasury", "wichai", "ตอบ", quote=bench.stage.by_bot("treasury")[0].id
    )
    message = (await bench.bot.get_updates())[-1].message
    assert message.message_thread_id is not None
    assert not message.is_topic_message
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bench.bot.send_message(group(bench), "x", message_thread_id=message.message_thread_id)


async def test_topics_of_a_forum(bench):
    chat = bench.telegram.chat_id("forum")
    await bench.telegram.say("forum", "somsri", "/done@TidtamBot 1", topic="ITA")
    await bench.telegram.say("forum", "somsri", "/done@TidtamBot 2", topic="ทั่วไป")
    inside, general = await bench.bot.get_updates()
    assert inside.message.is_topic_message
    assert general.message.message_thread_id is None
    thread = inside.message.message_thread_id
    sent = await bench.bot.send_message(chat, "ในหัวข้อ", message_thread_id=thread)
    assert sent.is_topic_message
    assert bench.stage.by_bot("forum")[0].topic == "ITA"
    reply = await inside.message.reply_text("ตอบในหัวข้อเดิม", do_quote=True)
    assert reply.message_thread_id == thread
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bench.bot.send_message(chat, "x", message_thread_id=1)
    bench.telegram.close_topic("forum", "ITA")
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bench.bot.send_message(chat, "x", message_thread_id=thread)
    await bench.bot.send_message(chat, "ทั่วไป")
    assert bench.stage.by_bot("forum")[-1].topic == "ทั่วไป"


# --- commands


async def test_the_menu_of_commands_is_resolved_from_narrow_to_wide(bench):
    bot, telegram = bench.bot, bench.telegram
    await bot.set_my_commands([BotCommand("help", "ช่วยเหลือ")])
    await bot.set_my_commands([BotCommand("help", "Help")], language_code="en")
    await bot.set_my_commands([BotCommand("done", "เสร็จ")], BotCommandScopeAllGroupChats())
    await bot.set_my_commands([BotCommand("mine", "ค้าง")], BotCommandScopeAllPrivateChats())
    boss = BotCommandScopeChatMember(group(bench), telegram.user_id("somsri"))
    await bot.set_my_commands([BotCommand("summary", "สรุป")], boss)
    menus = {
        "boss": telegram.menu("treasury", "somsri"),
        "staff": telegram.menu("treasury", "wichai"),
        "private": telegram.menu("somsri-dm", "somsri"),
    }
    assert {who: menu[0]["command"] for who, menu in menus.items()} == {
        "boss": "summary",
        "staff": "done",
        "private": "mine",
    }
    assert [c.description for c in await bot.get_my_commands(language_code="en")] == ["Help"]
    assert await bot.delete_my_commands(BotCommandScopeAllPrivateChats())
    assert telegram.menu("somsri-dm", "somsri", "en")[0]["description"] == "Help"
    assert telegram.menu("somsri-dm", "somsri", "th")[0]["description"] == "ช่วยเหลือ"


@pytest.mark.parametrize(
    ("command", "description", "refusal"),
    [
        ("รายงาน", "รายงาน", "BOT_COMMAND_INVALID"),
        ("Done", "เสร็จ", "BOT_COMMAND_INVALID"),
        ("done", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("done", "ก" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_commands_telegram_does_not_take(bench, command, description, refusal):
    commands = [{"command": command, "description": description}]
    answer = await bench.call("setMyCommands", commands=commands)
    assert answer["description"] == f"Bad Request: {refusal}"


# --- faults


async def test_accepted_and_then_lost_is_a_timeout_for_the_bot(bench):
    bench.stage.add_fault(App.TELEGRAM, Fault(FaultKind.HANG, path="/sendMessage", effect=True))
    with pytest.raises(TimedOut):
        await bench.bot.send_message(group(bench), "เตือน", read_timeout=0.2)
    assert [bubble.text for bubble in bench.stage.by_bot("treasury")] == ["เตือน"]


async def test_outages_and_flood_waits_can_be_ordered(bench):
    bench.stage.add_fault(App.TELEGRAM, BAD_GATEWAY)
    bench.stage.add_fault(App.TELEGRAM, flood_wait(7))
    assert (await bench.call("getMe"))["description"] == "Bad Gateway"
    with pytest.raises(RetryAfter) as refused:
        await bench.bot.send_message(group(bench), "x")
    assert refused.value.retry_after == timedelta(seconds=7)
    assert [request.status for request in bench.stage.requests][-2:] == [502, 429]
    assert bench.stage.by_bot("treasury") == []


# --- through the page's API


async def test_the_page_can_do_what_people_do(bench):
    await bench.bot.send_message(group(bench), "ส่งหลักฐานได้เลย")
    asked = bench.stage.by_bot("treasury")[0]
    async with httpx.AsyncClient(**PLAIN, base_url=f"{bench.base_url}/stage/") as page:
        refused = await page.post("say", json={"chat": "treasury", "person": "mana", "text": "x"})
        assert refused.status_code == 409
        photo = await page.post(
            "photo",
            data={"chat": "treasury", "person": "wichai", "quote": asked.id, "text": "ข้อ 3"},
            files={"file": ("งาน.png", PHOTO, "image/png")},
        )
        assert len(photo.json()["events"]) == 1
        for move in ("migrate", "kick", "join"):
            assert (await page.post(move, json={"chat": "treasury"})).is_success
        state = (await page.get("state")).json()
    treasury = next(chat for chat in state["chats"] if chat["id"] == "treasury")
    assert (treasury["platform"], treasury["bot"]) == ("telegram", True)
    shown = [b for b in state["bubbles"] if b["chat"] == "treasury"]
    assert [(b["kind"], b["text"]) for b in shown[:2]] == [
        ("text", "ส่งหลักฐานได้เลย"),
        ("image", "ข้อ 3"),
    ]
    (update, *_) = await bench.bot.get_updates()
    assert update.message.reply_to_message.message_id == int(asked.message_id)


async def test_an_old_card_is_dead_in_the_supergroup(bench):
    await bench.bot.send_message(group(bench), "?", reply_markup=keyboard([("ใช่", "y")]))
    card = bench.stage.by_bot("treasury")[0]
    await bench.telegram.migrate("treasury")
    assert await bench.telegram.tap("treasury", "wichai", card.id, card.keyboard[0][0]) == []


# --- further refusals


MEDIA_REFUSED = [
    pytest.param("sendDocument", {}, "there is no document in the request", id="none"),
    pytest.param(
        "sendPhoto", {"photo": "attach://x"}, "there is no photo in the request", id="nox"
    ),
    pytest.param(
        "sendDocument",
        {"document": "https://a.th/x.pdf"},
        "wrong file identifier/HTTP URL specified",
        id="address",
    ),
    pytest.param(
        "sendDocument",
        {"document": "x", "caption": "ก" * 1025},
        "message caption is too long",
        id="long",
    ),
    pytest.param("sendMediaGroup", {"media": "[}"}, "can't parse media JSON object", id="no-json"),
    pytest.param(
        "sendMediaGroup",
        {"media": [{"type": "photo", "media": "x"}] * 11},
        "too many media to send",
        id="eleven",
    ),
    pytest.param(
        "sendMediaGroup",
        {"media": [{"type": "photo", "media": "x"}, {"type": "document", "media": "y"}]},
        "document can't be mixed with other media types",
        id="mixed",
    ),
    pytest.param(
        "sendMediaGroup",
        {"media": [{"type": "voice", "media": "x"}] * 2},
        'type "voice" is unallowed for media group',
        id="voice",
    ),
    pytest.param("editMessageText", {"text": "x"}, "message identifier is not specified", id="id"),
    pytest.param(
        "editMessageText", {"message_id": "x"}, "message identifier is not specified", id="id-word"
    ),
    pytest.param(
        "sendChatAction", {"action": "sing"}, "wrong parameter action in request", id="act"
    ),
    pytest.param(
        "setMyCommands",
        {"scope": {"type": "moon"}},
        "can't parse BotCommandScope: unsupported type specified",
        id="scope",
    ),
]


@pytest.mark.parametrize(("method", "fields", "description"), MEDIA_REFUSED)
async def test_calls_that_make_no_sense(bench, method, fields, description):
    answer = await bench.call(method, chat_id=group(bench), **fields)
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}


MARKUP_REFUSED = [
    ([["x"]], "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
    ([[{"url": "https://a.th"}]], "can't parse inline keyboard button: Can't find field \"text\""),
    ([[{"text": " ", "url": "https://a.th"}]], "Text buttons must be non-empty"),
    ([[{"text": "x", "url": "http://localhost/a"}]], "is invalid: Wrong HTTP URL"),
    ([{"text": "x"}], "must be an Array of Arrays"),
    ([[{"text": "x", "callback_data": "y"}]] * 101, "REPLY_MARKUP_TOO_LONG"),
]


@pytest.mark.parametrize(("rows", "problem"), MARKUP_REFUSED)
async def test_inline_keyboards_telegram_does_not_take(bench, rows, problem):
    markup = {"inline_keyboard": rows}
    answer = await bench.call("sendMessage", chat_id=group(bench), text="x", reply_markup=markup)
    assert answer["description"].endswith(problem)


async def test_a_jpeg_is_measured_and_odd_pictures_are_refused(bench):
    frame = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc00011080140028003")
    sent = await bench.bot.send_photo(private(bench), frame)
    assert (sent.photo[-1].width, sent.photo[-1].height) == (640, 320)
    with pytest.raises(BadRequest, match="Photo_invalid_dimensions"):
        await bench.bot.send_photo(private(bench), grey_png(2100, 100))


async def test_twelve_photos_are_two_albums(bench):
    photos = [File(f"{n}.png", "image/png", PHOTO) for n in range(12)]
    await bench.telegram.send_files("somsri-dm", "somsri", photos, as_photo=True)
    albums = [u["message"]["media_group_id"] for u in await bench.updates()]
    assert [albums.count(album) for album in dict.fromkeys(albums)] == [10, 2]


async def test_what_the_app_does_not_let_a_person_do(bench):
    telegram = bench.telegram
    await bench.bot.send_message(group(bench), "สวัสดี")
    foreign = bench.stage.by_bot("treasury")[0].id
    refused = [
        lambda: telegram.say("treasury", "somsri", "  "),
        lambda: telegram.say("nowhere", "somsri", "x"),
        lambda: telegram.say("somsri-dm", "somsri", "x", quote=foreign),
        lambda: telegram.say("forum", "somsri", "x", topic="ไม่มี"),
        lambda: telegram.unsend(foreign),
        lambda: telegram.join("treasury", "somsri"),
        lambda: telegram.join("treasury"),
        lambda: telegram.leave("treasury", "mana"),
        lambda: telegram.leave("mana-dm"),
        lambda: telegram.migrate("somsri-dm"),
    ]
    for act in refused:
        with pytest.raises(Impossible):
            await act()
    await telegram.say("somsri-dm", "somsri", "#3")
    said = bench.stage.view("somsri-dm")[-1].id
    with pytest.raises(Impossible):
        await telegram.edit(said, "#3")
    await bench.turn(hours=49)
    with pytest.raises(Impossible):
        await telegram.edit(said, "#4")


async def test_the_bot_in_an_emptied_group_can_still_be_removed(bench):
    for person in ("somsri", "wichai"):
        await bench.telegram.leave("treasury", person)
    await bench.telegram.leave("treasury")
    assert not bench.stage.chats["treasury"].bot
