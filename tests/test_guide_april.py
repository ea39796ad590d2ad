"""The April guide: every command in it is answered as the guide says, on the played office."""

import re
from pathlib import Path

from office_bench import Theatre

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "guide-april.md").read_text("utf-8")
FENCED = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMANDS = tuple(line for block in FENCED.findall(GUIDE) for line in block.splitlines())
ANSWERS = {
    "#สรุป": "สรุปผลการดำเนินการ รอบ ๖ เดือน",
    "#ค้าง": "มาตรการ",
    "#เอกสาร ทวงถาม": "บันทึกทวงถาม",
    "#เอกสาร วาระ": "ระเบียบวาระ",
    "#รายงาน": "รหัสรายงาน TD66-",
    "#แม่แบบ": "แม่แบบตัวอย่าง",
    "#เอกสาร นำเรียน": "บันทึกข้อความนำเรียน",
    "#ลงนาม": "ไม่มีผู้ลงนาม",  # this office has not named any yet
    "#ตั้งค่า": "๒. ทราบ - นายกเทศมนตรี",
    "#เอกสาร เผยแพร่": "บันทึกขออนุญาตเผยแพร่",
    "#เอกสาร oit": "URL:",
    "#เอกสาร ทะเบียน": "ทะเบียนรายงาน",
}


async def test_every_command_of_the_guide_is_answered_as_it_says(bot: Theatre):
    assert len(COMMANDS) >= len(ANSWERS)
    await bot.turn_to(bot.stage.now.replace(year=2023, month=4, day=10))
    for command in COMMANDS:
        before = len(bot.stage.by_bot("admin"))
        await bot.say("admin", "orathai", command)
        said = "\n".join(bubble.text for bubble in bot.stage.by_bot("admin")[before:])
        wanted = next(words for begins, words in ANSWERS.items() if command.startswith(begins))
        assert wanted in said, (command, said)


def test_its_pictures_and_pages_exist():
    for link in re.findall(r"\]\(([^)#]+)", GUIDE):
        assert (ROOT / "docs" / link).exists(), link
