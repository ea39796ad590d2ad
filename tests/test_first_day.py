"""What people read on their first day: a card says as much as its words, and what comes next."""

from datetime import datetime

import pytest
from stage_talk import _strings, actions_of
from talk import BANGKOK

from handlers import texts
from plans.model import Actor, ClauseKind, Duty
from simulator.stage import Bubble, BubbleKind
from storage import people
from storage.people import Audience


def on_screen(bubble: Bubble) -> str:
    """What somebody sees: of a card its own words, the others only stand in the list of chats."""
    return "\n".join(_strings(bubble.flex)) if bubble.flex else bubble.text


async def test_a_reminder_on_a_card_says_why_and_how_to_answer(bot):
    await bot.turn_to(datetime(2022, 10, 4, 9, 0, tzinfo=BANGKOK))
    (card,) = bot.stage.by_bot("treasury")
    assert card.kind is BubbleKind.FLEX
    shown = on_screen(card)
    assert "ที่มา:\n#2ก ตามแผน “รายงานทุกเดือน”" in shown
    assert "ทำไม่ได้ พร้อมเหตุผล" in shown


async def test_duties_of_one_measure_are_told_apart(bot):
    (card,) = await bot.asked("treasury", "kanya", "#ค้าง ทั้งหมด")
    shown = on_screen(card)
    assert "จัดทำคู่มือภายในเดือนกุมภาพันธ์\nครบกำหนด ๒๘ ก.พ. ๖๖" in shown
    assert "รายงานผลทุกไตรมาส\nครบกำหนด ๓๑ ธ.ค. ๖๕" in shown


def test_a_button_begins_with_what_tells_duties_apart():
    said = ("เจ้าหน้าที่ผู้รับผิดชอบเผยแพร่แผนการจัดซื้อจัดจ้าง", "ให้เจ้าหน้าที่ทุกส่วนราชการส่งข่าว", "เจ้าหน้าที่")
    duties = [Duty(3, "ก", Actor.STAFF, ClauseKind.CONTINUOUS, one) for one in said]
    assert [texts.duty_choice(one) for one in duties] == [
        "ก. เผยแพร่แผนการจัดซื้อจัดจ้าง", "ก. ทุกส่วนราชการส่งข่าว", "ก. เจ้าหน้าที่",
    ]  # fmt: skip


async def test_the_mayor_sees_on_the_card_what_is_late_and_what_is_not_possible(bot):
    await bot.say("works", "wichai", "#5 ทำไม่ได้ รอผู้เชี่ยวชาญ")
    await bot.turn_to(datetime(2022, 12, 1, 9, 0, tzinfo=BANGKOK))
    card = (await bot.asked("mayor", "mayor", "สรุป"))[0]
    shown = on_screen(card)
    assert "#2ก ต.ค. 65 เผยแพร่ผลการจัดซื้อจัดจ้างรายเดือน (กองคลัง)" in shown
    assert "มาตรการที่ ๕ กองช่าง: รอผู้เชี่ยวชาญ" in shown


async def test_nobody_asks_the_mayor_to_report(bot):
    (card,) = await bot.asked("mayor", "mayor", "ค้าง")
    assert "รายงาน: กดปุ่ม" not in card.text + on_screen(card)
    (card,) = await bot.asked("admin", "orathai", "ค้าง")
    assert "#2ก ต.ค. 65 แทน กองคลัง เสร็จ" in on_screen(card)


async def test_oversight_waits_for_the_executive_not_for_a_report(bot):
    (card,) = await bot.asked("treasury", "kanya", "#3")
    assert "งวด ต.ค. ๒๕๖๕: รอผู้บริหารรับทราบ" in on_screen(card)
    assert [a for a in actions_of(card.flex) if "3ค" in str(a)] == []


async def test_the_administrator_is_told_what_comes_next_not_to_ask_herself(bot):
    bot.stage.now = datetime(2022, 9, 20, 9, 0, tzinfo=BANGKOK)  # no plan of that year
    (told,) = await bot.asked("admin", "orathai", "สรุป")
    assert "ส่งไฟล์แผน" in told.text
    (told,) = await bot.asked("mayor", "mayor", "สรุป")
    assert "กรุณาแจ้งผู้ดูแลระบบ" in told.text
    (told,) = await bot.asked("admin", "orathai", "ลงนาม")
    assert "ขอรายงานก่อน" in told.text


async def test_codes_are_offered_to_whom_they_are_missing(bot):
    (told,) = await bot.asked("admin", "orathai", "เชิญ กองที่ไม่มี")
    assert "ไม่พบส่วนราชการ" in told.text
    assert {str(one["label"]) for one in actions_of(told.flex)} == {"ผู้บริหาร", "ผู้ดูแลระบบ"}
    (told,) = await bot.asked("admin", "orathai", "เชิญ ผู้บริหาร")
    assert "ในแชทส่วนตัวกับบัญชีนี้" in told.text
    assert "กลุ่มของกอง" not in told.text


@pytest.mark.parametrize("said", ["ขอบคุณครับ", "ขอบคุณมากๆ ค่ะ", "สวัสดีครับ", "Thank you!"])
async def test_thanks_are_not_called_a_command_nobody_understands(bot, said):
    (told,) = await bot.asked("mayor", "mayor", said)
    assert "ไม่เข้าใจ" not in told.text
    (told,) = await bot.asked("mayor", "mayor", "มีอะไรบ้าง")
    assert told.text == "ไม่เข้าใจคำสั่ง ลองพิมพ์ #สรุป หรือ #ช่วยเหลือ"


async def test_signatories_set_in_chat_sign_the_next_report(bot):
    await bot.say("admin", "orathai", "ตั้งค่า ผู้ลงนาม ผู้รายงาน - นิติกร - อรทัย ดูแล, ทราบ - นายกเทศมนตรี")
    await bot.say("admin", "orathai", "รายงาน word")
    (told,) = await bot.asked("admin", "orathai", "ลงนาม")
    assert "๑. ผู้รายงาน นิติกร" in told.text
    assert "๒. " in told.text


async def test_a_telegram_group_is_told_what_reaches_the_bot_there(bot):
    await bot.say("office", "malee", "/open@TidtamBot all")
    assert "หรือตอบกลับข้อความนี้ เช่น #" in bot.stage.by_bot("office")[-1].text
    await bot.say("office", "malee", "/help@TidtamBot")
    assert "ตอบกลับข้อความของระบบ" in bot.stage.by_bot("office")[-1].text
    await bot.telegram.leave("office")
    await bot.service.organisation.database.write(
        lambda tx: people.release_chat(tx, people.find_chat(tx, bot.address("office")))
    )
    await bot.telegram.join("office")
    await bot.rest()
    greeting = bot.stage.by_bot("office")[-1]
    assert "ตอบกลับข้อความนี้ด้วยรหัสที่ได้รับ" in greeting.text
    code = await bot.service.organisation.database.write(
        lambda tx: people.issue_code(
            tx, Audience.DIVISION, people.find_division(tx, "กองช่าง"), bot.stage.now
        )
    )
    await bot.say("office", "malee", code, greeting.id)
    assert "ผูกกลุ่มนี้กับ กองช่าง แล้ว" in bot.stage.by_bot("office")[-1].text


async def test_words_and_pictures_and_papers_mean_the_same_round(bot):
    """In the first month of the first plan there is no closed round to speak of."""
    (card, _) = await bot.asked("mayor", "mayor", "สรุป")
    (words, _) = await bot.asked("mayor", "mayor", "ภาพกอง")
    (paper,) = await bot.asked("mayor", "mayor", "เอกสาร นำเรียน")
    for told in (card, words, paper):
        assert "รอบ ๖ เดือน" in told.text
