"""The simulator's page, used in a real browser as people use LINE and Telegram."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from browser import Page, open_page
from page_bench import Theatre, box, button, flex, found, keyboard, performing, quick, row, text

from simulator.stage import Bubble

pytestmark = pytest.mark.asyncio(loop_scope="module")

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Page]:
    async with open_page() as page:
        yield page


@pytest_asyncio.fixture(loop_scope="module")
async def theatre(browser: Page) -> AsyncIterator[Theatre]:
    async with performing(browser) as theatre:
        yield theatre


DONE = {"type": "postback", "label": "เสร็จ", "data": "v1.d.3", "displayText": "#3 เสร็จ"}
CANNOT = {"type": "message", "label": "ทำไม่ได้", "text": "#3 ทำไม่ได้"}
REPORT = {"type": "uri", "label": "เปิดรายงาน", "uri": "http://127.0.0.1:9/files/x?a=1"}
TITLE = "มาตรการจัดทำแผนจัดซื้อจัดจ้างและเผยแพร่บนเว็บไซต์ให้เป็นปัจจุบันตามที่กฎหมายกำหนดไว้"
BAR = box(
    "vertical",
    box("vertical", {"type": "filler"}, width="25%", height="8px", backgroundColor="#F0B400"),
    height="8px",
    backgroundColor="#E3E8ED",
)
CARD = {
    "type": "bubble",
    "header": box("vertical", text("สรุป", weight="bold", size="xl", color="#FFFFFF")),
    "body": box(
        "vertical",
        text(TITLE, wrap=True),
        {"type": "separator", "margin": "lg"},
        box("horizontal", text("กองคลัง", flex=3), text("2/8", flex=1, align="end"), margin="md"),
        BAR,
        spacing="sm",
    ),
    "footer": box("horizontal", button(DONE, style="primary"), button(CANNOT), button(REPORT)),
    "styles": {"header": {"backgroundColor": "#0B5CAB"}},
}


async def test_chats_are_shown_with_names_and_thai_times(theatre: Theatre) -> None:
    await theatre.line.say("office", "mana", "#3 เสร็จ")
    said = await theatre.line_says("office", text("บันทึกแล้ว ข้อ 3"))
    assert "บันทึกแล้ว ข้อ 3" in await theatre.shown(said)
    chat = await theatre.page.text('[data-chat="office"]')
    for words in ("สำนักปลัด", "สมาชิก 2 คน และบอท", "มานะ รักงาน", "ติดตาม", "16.05", "30 ก.ย. 2565"):
        assert words in chat
    assert await theatre.page.text("#now") == "วันศุกร์ที่ 30 กันยายน 2565 เวลา 16.05 น."
    note = await theatre.page.text("#loopback-note")
    assert "127.0.0.1" in note
    assert "https" in note


async def test_what_people_write_is_never_markup(theatre: Theatre) -> None:
    evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
    assert evil in await theatre.shown(await theatre.line_says("office", text(evil)))
    await theatre.telegram.say("works", "nok", evil)
    assert evil in await theatre.shown(theatre.stage.view("works")[-1])
    # the stage lets no such message through: this is the page's own second fence
    rich = theatre.stage.post(
        Bubble(
            "works",
            "bot",
            text='<b>ค้าง</b> <u onclick="hacked=1">2</u> <a href="javascript:hacked=1">ก</a> &lt;3',
            html=True,
        )
    )
    assert "ค้าง 2 ก <3" in await theatre.shown(rich)
    assert await theatre.page.text(f"{row(rich)} .words strong") == "ค้าง"
    assert await theatre.page.count(f"{row(rich)} .words :is([href], [onclick])") == 0
    assert await theatre.page.js("typeof window.hacked") == "undefined"


async def test_a_chosen_member_speaks_mentions_and_replies(theatre: Theatre) -> None:
    asked = await theatre.line_says("office", text("ข้อ 3 เป็นอย่างไร"))
    office = '[data-chat="office"]'
    await theatre.page.choose(f"{office} select", "mana")
    await theatre.use(asked, "reply")
    await theatre.page.click(f'{office} [data-tool="mention"]')
    await theatre.type("office", "#3 เสร็จ จัดอบรมแล้ว 42 คน")
    heard = (await theatre.events.get())["message"]
    assert heard["text"] == "@ติดตาม #3 เสร็จ จัดอบรมแล้ว 42 คน"
    assert heard["mention"]["mentionees"][0]["isSelf"]
    assert heard["quotedMessageId"] == asked.message_id
    said = theatre.stage.view("office")[-1]
    assert said.sender == "mana"
    quoted = f'{row(said)}.own [data-quote="{asked.id}"]'
    assert "ข้อ 3 เป็นอย่างไร" in await theatre.page.text(quoted)
    await theatre.page.until(f"{found(office + ' textarea')}.value === ''")


async def test_words_typed_while_others_are_sent_stay_and_can_be_sent(theatre: Theatre) -> None:
    await theatre.page.js("""(() => {
      const chat = document.querySelector('[data-chat="office"]');
      const field = chat.querySelector("textarea");
      window.enter = (words) => {
        if (words) field.value = words;
        field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        return chat.innerText;
      };
      enter("ก่อนหน้า");
      enter("ตามหลัง");
    })()""")
    await theatre.page.until("enter('').includes('ตามหลัง')", seconds=15)
    assert "ก่อนหน้า" in await theatre.page.text('[data-chat="office"]')


async def test_own_words_can_be_edited_and_taken_back(theatre: Theatre) -> None:
    await theatre.type("office", "#3 เสร็จ 24 คน")
    assert (await theatre.events.get())["type"] == "message"
    said = theatre.stage.view("office")[-1]
    await theatre.use(said, "edit")
    await theatre.type("office", "#3 เสร็จ 42 คน")
    await theatre.page.until(found(f"{row(said)} .edited"))
    assert (await theatre.events.get())["message"]["text"] == "#3 เสร็จ 42 คน"
    await theatre.use(said, "unsend")
    await theatre.page.until(f"!{found(row(said))}")
    assert (await theatre.events.get())["type"] == "unsend"


async def test_flex_cards_are_laid_out_as_line_does(theatre: Theatre) -> None:
    card = await theatre.line_says("office", flex(CARD))
    await theatre.shown(card)
    size = await theatre.page.js(f"""(() => {{
        const card = {found(f"{row(card)} .flex-bubble")};
        const width = (found) => Math.round(found.getBoundingClientRect().width);
        const all = (name) => [...card.querySelectorAll(name)];
        const bar = all(".flex-box").filter((found) => found.style.height === "8px");
        const beside = all(".flex-horizontal")[0].children;
        const title = card.querySelector(".flex-wrap");
        return {{
            card: width(card), bar: width(bar[0]), filled: width(bar[1]),
            left: width(beside[0]), right: width(beside[1]),
            cut: title.scrollWidth > title.clientWidth,
            head: getComputedStyle(card.querySelector(".flex-header")).backgroundColor,
            letters: getComputedStyle(card.querySelector(".flex-text-inner")).fontSize,
        }};
    }})()""")
    assert size["card"] == 300
    assert abs(size["filled"] * 4 - size["bar"]) <= 4
    assert abs(size["left"] - 3 * size["right"]) <= 4
    assert not size["cut"]
    assert size["head"] == "rgb(11, 92, 171)"
    assert size["letters"] == "22px"


async def test_buttons_of_a_card_tell_the_bot_or_open_a_tab(theatre: Theatre) -> None:
    card = await theatre.line_says("office", flex(CARD))
    await theatre.page.click(f'{row(card)} [data-action="เสร็จ"]')
    heard = await theatre.events.get()
    assert heard["postback"]["data"] == DONE["data"]
    assert heard["source"]["userId"] == theatre.line.account.user_id("somsri")
    assert theatre.stage.view("office")[-1].text == "#3 เสร็จ"
    link = found(f'{row(card)} [data-action="เปิดรายงาน"]')
    assert await theatre.page.js(f"[{link}.href, {link}.target, {link}.rel]") == [
        REPORT["uri"],
        "_blank",
        "noopener noreferrer",
    ]


async def test_inline_keyboards_tell_the_bot_or_open_a_tab(theatre: Theatre) -> None:
    press = {"text": "เสร็จ", "callback_data": "v1"}
    keys = keyboard([press, {"text": "เปิด", "url": "http://127.0.0.1:9/"}])
    asked = await theatre.telegram_says("works", "ข้อ 8 /done@TidtamBot", **keys)
    await theatre.page.click(f'{row(asked)} [data-action="เสร็จ"]')
    assert (await theatre.telegram_hears())["callback_query"]["data"] == "v1"
    assert await theatre.page.count(f'{row(asked)} a.key[target="_blank"]') == 1
    await theatre.page.click(f'{row(asked)} [data-action="/done@TidtamBot"]')
    await theatre.page.until(found('[data-chat="works"] .own .command'))
    assert (await theatre.telegram_hears())["message"]["text"] == "/done@TidtamBot"


async def test_words_telegram_keeps_from_the_bot_are_pointed_out(theatre: Theatre) -> None:
    await theatre.type("works", "#3 เสร็จ")
    assert "Telegram ไม่ส่งข้อความนี้ให้บอท" in await theatre.page.text('[data-chat="works"] .flash')
    await theatre.type("nok", "#3 เสร็จ")
    assert (await theatre.telegram_hears())["message"]["text"] == "#3 เสร็จ"
    assert await theatre.page.count('[data-chat="nok"] .flash') == 0


async def test_a_command_of_the_menu_is_addressed_to_the_bot(theatre: Theatre) -> None:
    await theatre.telegram_offers(done="รายงานว่าแล้วเสร็จ", pending="ดูงานที่ค้าง")
    await theatre.page.click('[data-chat="works"] [data-tool="commands"]')
    offered = await theatre.page.text('[data-chat="works"] [data-command="done"]')
    assert "รายงานว่าแล้วเสร็จ" in offered
    await theatre.page.click('[data-chat="works"] [data-command="done"]')
    await theatre.type("works", "/done 3")
    assert (await theatre.telegram_hears())["message"]["text"] == "/done@TidtamBot 3"


async def test_a_forced_reply_is_opened_by_itself(theatre: Theatre) -> None:
    asked = await theatre.telegram_says(
        "works", "เพราะเหตุใด", reply_markup={"force_reply": True, "selective": False}
    )
    await theatre.page.until(f"!{found('[data-chat=works] .draft-bar')}.hidden")
    await theatre.type("works", "รอหนังสือสั่งการ")
    heard = (await theatre.telegram_hears())["message"]
    assert heard["reply_to_message"]["message_id"] == int(asked.message_id)


async def test_a_picture_can_answer_the_bot_in_telegram(theatre: Theatre, tmp_path: Path) -> None:
    asked = await theatre.telegram_says(
        "works", "ส่งหลักฐานได้เลย", reply_markup={"force_reply": True, "selective": False}
    )
    await theatre.page.until(f"!{found('[data-chat=works] .draft-bar')}.hidden")
    photo = tmp_path / "งาน.png"
    photo.write_bytes(PIXEL)
    await theatre.page.fill('[data-chat="works"] textarea', "ภาพวันอบรม")
    await theatre.page.attach('[data-chat="works"] input[data-as="photo"]', photo)
    await theatre.page.until(found('[data-chat="works"] .own [data-quote]'))
    heard = (await theatre.telegram_hears())["message"]
    assert heard["caption"] == "ภาพวันอบรม"
    assert heard["reply_to_message"]["message_id"] == int(asked.message_id)
    assert heard["photo"]


async def test_quick_replies_are_for_phones_and_vanish_when_anyone_posts(theatre: Theatre) -> None:
    await theatre.line_says("office", text("เพราะเหตุใด", **quick(CANNOT, DONE)))
    bar = found('[data-chat="office"] .quick')
    assert await theatre.page.text('.quick [data-action="ทำไม่ได้"]') == "ทำไม่ได้"
    await theatre.page.choose('[data-chat="office"] select', "mana")
    await theatre.page.until(f"{bar}.hidden")
    await theatre.page.choose('[data-chat="office"] select', "somsri")
    await theatre.page.until(f"!{bar}.hidden")
    await theatre.line.say("office", "mana", "ขอประชุมก่อน")
    await theatre.page.until(f"{bar}.hidden")


async def test_a_quick_reply_types_the_beginning_of_a_note(theatre: Theatre) -> None:
    note = {"type": "postback", "label": "เพิ่มหมายเหตุ", "data": "n3", "inputOption": "openKeyboard"}
    typed = {**note, "fillInText": "#3 หมายเหตุ "}
    await theatre.line_says("office", text("บันทึกแล้ว", **quick(typed)))
    await theatre.page.click('.quick [data-action="เพิ่มหมายเหตุ"]')
    await theatre.page.until(f"{found('[data-chat=office] textarea')}.value === '#3 หมายเหตุ '")
    assert (await theatre.events.get())["postback"]["data"] == "n3"


async def test_dates_are_picked_for_the_bot(theatre: Theatre) -> None:
    pick = {"type": "datetimepicker", "label": "เลือกวันที่", "data": "e3", "mode": "date"}
    pick["initial"] = "2022-10-12"
    await theatre.line_says("office", text("เมื่อใด", **quick(pick)))
    await theatre.page.click('.quick [data-action="เลือกวันที่"]')
    await theatre.page.until("document.querySelector('#ask').open")
    assert await theatre.page.text("#ask-said") == "12 ต.ค. 2565"
    await theatre.page.click("#ask-ok")
    assert (await theatre.events.get())["postback"]["params"] == {"date": "2022-10-12"}


async def test_photos_and_files_are_sent_and_can_be_fetched(
    theatre: Theatre, tmp_path: Path
) -> None:
    photo, paper = tmp_path / "กิจกรรม.png", tmp_path / "บันทึก.docx"
    photo.write_bytes(PIXEL)
    paper.write_bytes(b"x" * 4096)
    await theatre.page.attach('[data-chat="office"] input[data-as="photo"]', photo)
    assert (await theatre.events.get())["message"]["type"] == "image"
    await theatre.page.until("document.querySelector('[data-kind=image] img').naturalWidth === 1")
    await theatre.page.attach('[data-chat="works"] input[data-as="file"]', paper)
    shown = await theatre.page.text('[data-chat="works"] [data-file="บันทึก.docx"]')
    assert "บันทึก.docx" in shown
    assert "4 กิโลไบต์" in shown
    fetched = "fetch(document.querySelector('[data-file]').href).then((a) => a.text())"
    assert await theatre.page.js(fetched) == "x" * 4096


async def test_the_clock_is_turned_by_its_buttons(theatre: Theatre) -> None:
    turned: list[datetime] = []

    async def note(now: datetime) -> None:
        turned.append(now)

    theatre.stage.on_turn(note)
    await theatre.page.click('[data-turn="morning"]')
    await theatre.page.until("document.querySelector('#now').textContent.includes('3 ตุลาคม')")
    assert theatre.stage.now == datetime(2022, 10, 3, 1, 30, tzinfo=UTC)  # Monday, 08.30
    assert turned[-1] == theatre.stage.now
    await theatre.page.until("!document.querySelector('[data-turn=week]').disabled")
    await theatre.page.click('[data-turn="week"]')
    await theatre.page.until("document.querySelector('#now').textContent.includes('10 ตุลาคม')")
    await theatre.page.until("!document.querySelector('#pick-go').disabled")
    await theatre.page.click("#pick summary")
    await theatre.page.until("document.querySelector('#pick-time').value")
    await theatre.page.js("document.querySelector('#pick-time').value = '2022-10-31T16:00'")
    await theatre.page.click("#pick-go")
    await theatre.page.until("document.querySelector('#now').textContent.includes('31 ตุลาคม')")
    assert theatre.stage.now == datetime(2022, 10, 31, 9, tzinfo=UTC)


async def test_the_bot_can_be_sent_away_and_a_refusal_is_said(theatre: Theatre) -> None:
    office = '[data-chat="office"]'
    await theatre.page.click(f"{office} .menu summary")
    await theatre.page.click(f'{office} [data-move="kick"]')
    await theatre.page.until(found(f"{office} [data-move=join]"))
    assert (await theatre.events.get())["type"] == "leave"
    await theatre.page.click('[data-chat="mayor"] .menu summary')
    await theatre.page.click('[data-chat="mayor"] [data-move="kick"]')
    await theatre.page.until(found('[data-chat="mayor"] [data-move=join]'))
    await theatre.type("mayor", "#สรุป")
    assert "a blocked account cannot be written to" in await theatre.page.text(".toast-problem")


async def test_a_phone_shows_one_chat_at_a_time_and_counts_the_unread(theatre: Theatre) -> None:
    visible = "[...document.querySelectorAll('[data-chat]')].filter((c) => c.offsetParent)"
    assert await theatre.page.js(f"{visible}.length") == 4
    await theatre.page.resize(390, 800, phone=True)
    await theatre.page.until(f"{visible}.length === 1")
    await theatre.telegram_says("works", "เตือน")
    assert await theatre.page.text("#tab-works .tab-unread") == "1"
    await theatre.page.click("#tab-works")
    assert await theatre.page.until(f"{visible}.map((c) => c.dataset.chat).join()") == "works"
    await theatre.page.until("!document.querySelector('#tab-works .tab-unread')")


CUT_OFF = """[...document.querySelectorAll(
    ".balloon, .words, .key, .flex-wrap, .sender, .tab, .quick-reply, .clock-steps button, #now")]
    .filter((found) => found.offsetParent)
    .filter((found) => found.scrollWidth > found.clientWidth + 1 && found.clientWidth > 0
        || found.closest(".log") && found.getBoundingClientRect().right
            > found.closest(".log").getBoundingClientRect().right)
    .map((found) => `${found.className}: ${found.textContent.slice(0, 40)}`)"""

NAMELESS = """[...document.querySelectorAll("button, a, input, select, textarea, [role=button]")]
    .filter((found) => found.offsetParent)
    .filter((found) => !(found.textContent.trim() || found.getAttribute("aria-label")
        || found.querySelector("img[alt]:not([alt=''])") || found.labels?.length))
    .map((found) => found.outerHTML)"""


@pytest.mark.parametrize("width", [390, 1280])
async def test_nothing_is_cut_off_or_nameless(theatre: Theatre, width: int) -> None:
    long = " ".join([TITLE] * 3) + " https://example.test/" + "a" * 120
    keys = keyboard([{"text": TITLE, "callback_data": "a"}, {"text": "ไม่", "callback_data": "b"}])
    for chat in ("office", "mayor"):
        await theatre.line.say(chat, theatre.stage.chats[chat].members[-1], long)
        await theatre.line_says(chat, text(long))
        await theatre.line_says(chat, flex(CARD, **quick(CANNOT)))
    for chat in ("works", "nok"):
        await theatre.telegram.say(chat, "nok", long)
        await theatre.telegram_says(chat, long, **keys)
    await theatre.page.resize(width, 800, phone=width < 500)
    await theatre.page.until("document.querySelectorAll('.key, .quick-reply').length === 6")
    for chat in theatre.stage.chats:
        await theatre.page.click(f"#tab-{chat}")
        assert await theatre.page.js(CUT_OFF) == []
        assert await theatre.page.js(NAMELESS) == []
    assert await theatre.page.js("document.documentElement.scrollWidth") == width


async def test_the_page_speaks_english_too(theatre: Theatre) -> None:
    await theatre.line_says("office", text("บันทึกแล้ว"))
    await theatre.page.click("#language")
    assert await theatre.page.text("#now") == "Friday 30 September B.E. 2565, 16:05"
    assert "2 members and the bot" in await theatre.page.text('[data-chat="office"] .head')
    assert await theatre.page.js("document.documentElement.lang") == "en"
    await theatre.page.click("#language")
    assert await theatre.page.text('[data-turn="day"]') == "+1 วัน"


async def test_long_chats_stay_where_the_reader_is(theatre: Theatre) -> None:
    for number in range(60):
        theatre.stage.post(Bubble("office", "mana", text=f"ข้อความที่ {number}"))
    log = found('[data-chat="office"] .log')
    await theatre.page.until(f"{log}.innerText.includes('ข้อความที่ 59') && {log}.scrollTop > 500")
    await theatre.page.js(f"{log}.scrollTop = 0")
    await theatre.page.js("new Promise((told) => requestAnimationFrame(() => setTimeout(told)))")
    await theatre.line_says("office", text("ใหม่"))
    await theatre.page.click('[data-chat="office"] .newer')
    await theatre.page.until(f"{log}.scrollTop > 500")


async def test_a_page_opened_later_shows_what_was_said_before(theatre: Theatre) -> None:
    first = await theatre.line_says("office", text("แรก"))
    await theatre.line.say("office", "mana", "หลัง")
    await theatre.line.leave("office", "mana")
    await theatre.page.open(f"{theatre.url}/")
    assert "แรก" in await theatre.shown(first)
    order = "[...document.querySelectorAll('[data-chat=office] .words')].map((w) => w.textContent)"
    assert await theatre.page.js(order) == ["แรก", "หลัง"]
    assert "มานะ รักงาน" in await theatre.page.text('[data-chat="office"] [data-sender="mana"]')
