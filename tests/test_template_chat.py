"""The office's own Word template sent in chat: tried, shown, used after a yes."""

import io

import docx
from office_bench import Theatre
from stage_talk import actions_of
from test_template import template

from simulator.stage import Bubble, File

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def sent(bot: Theatre, name: str, data: bytes) -> list[Bubble]:
    before = len(bot.stage.by_bot("admin"))
    await bot.line.send_files("admin", "orathai", [File(name, WORD, data)], False)
    await bot.rest()
    return bot.stage.by_bot("admin")[before:]


async def said(bot: Theatre, chat: str, person: str, text: str) -> str:
    return "\n".join(bubble.text for bubble in await bot.asked(chat, person, text))


async def report(bot: Theatre) -> str:
    await bot.say("deputy", "deputy", "/report word")
    file = next(b for b in reversed(bot.stage.by_bot("deputy")) if b.file is not None)
    opened = docx.Document(io.BytesIO(bot.stage.files[file.file].data))
    return "\n".join(one.text for one in opened.paragraphs)


async def test_a_template_is_tried_and_used_after_a_yes(bot):
    own = template("แบบของเรา {{ office }}", "{{ measures[0].title }}")
    (offer,) = await sent(bot, "แม่แบบรายงาน.docx", own)
    assert "ใช้ได้ ยังไม่เปลี่ยนจนกว่าท่านจะยืนยัน" in offer.text
    assert "แม่แบบไม่มีรหัสรายงาน" in offer.text
    assert "แบบของเรา" not in await report(bot)
    shown = [*offer.quick_replies, *actions_of(offer.flex)]
    tap = next(one for one in shown if one.get("label") == "ใช้แม่แบบนี้")
    await bot.line.tap("admin", "orathai", offer.id, tap)
    await bot.rest()
    assert "ตั้งแต่นี้ไป" in bot.stage.by_bot("admin")[-1].text
    assert "แบบของเรา เทศบาลตำบลดอนสมมุติ" in await report(bot)
    assert "ใช้แม่แบบของหน่วยงาน" in await said(bot, "admin", "orathai", "#แม่แบบ")
    assert "ใช้แบบของระบบ" in await said(bot, "admin", "orathai", "#แม่แบบ เลิกใช้")
    assert "แบบของเรา" not in await report(bot)


async def test_what_is_wrong_is_told_and_nothing_waits(bot):
    (told,) = await sent(
        bot, "Template.docx", template("{{ measures }} {{ ''.__class__ }} {{ x }}")
    )
    assert "แม่แบบใช้ชื่อที่ระบบไม่รู้จัก: x" in told.text
    assert "ไม่มีแม่แบบที่รอใช้" in await said(bot, "admin", "orathai", "#แม่แบบ ใช้")


async def test_a_plan_that_is_called_a_template_is_still_a_plan(bot):
    (told,) = await sent(bot, "แม่แบบแผน.docx", template("ไม่มีอะไร"))
    assert "แม่แบบไม่มีที่สำหรับผลการดำเนินการ" in told.text  # neither


async def test_only_the_administrator_changes_it_and_an_example_is_given(bot):
    assert "สำหรับผู้ดูแลระบบ" in await said(bot, "mayor", "mayor", "#แม่แบบ เลิกใช้")
    assert "แม่แบบตัวอย่าง" in await said(bot, "admin", "orathai", "#แม่แบบ ตัวอย่าง")
    link = next(
        str(one["uri"])
        for bubble in bot.stage.by_bot("admin")
        for one in actions_of(bubble.flex)
        if "/files/" in str(one.get("uri"))
    )
    served = await bot.service.app.open_file(link.partition("?")[0].rpartition("/")[2])
    assert docx.Document(io.BytesIO(served.data)).tables[0].cell(2, 4).text == "{{ m.result }}"
    assert served.name.startswith("แม่แบบตัวอย่าง_เทศบาลตำบลดอนสมมุติ")
