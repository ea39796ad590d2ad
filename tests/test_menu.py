"""Telegram's menu: offered when the bot starts, once."""

from bot import menu
from bot.demo import performing
from handlers.commands import COMMANDS
from simulator.stage import Stage
from storage.settings import find_value


def test_every_command_is_on_the_menu_in_letters_telegram_takes():
    for offered in menu.menus():
        assert len(offered.commands) <= 100
        assert all(name.isascii() and name.islower() for name in offered.commands)
        assert all(len(name) <= 32 for name in offered.commands)
        assert all(1 <= len(words) <= 256 for words in offered.commands.values())
    alone = [offered for offered in menu.menus() if offered.private]
    assert [len(offered.commands) for offered in alone] == [len(COMMANDS)] * 2


def test_groups_are_offered_what_staff_do_and_each_language_its_own_words():
    by_place = {(offered.private, offered.language): offered for offered in menu.menus()}
    group, english = by_place[False, ""].commands, by_place[False, "en"].commands
    assert "done" in group
    assert "quota" not in group
    assert group.keys() == english.keys()
    assert (group["done"], english["done"]) == ("#3 เสร็จ [หมายเหตุ ลิงก์]", "#3 done [note, links]")


async def test_the_menu_is_offered_once_over_restarts(tmp_path):
    async with performing(tmp_path) as demo:
        while await demo.service.organisation.database.read(find_value, "telegram-menu") is None:
            await demo.service.app.rest()
        offered = len(_asked(demo.stage))
        assert offered > 0
        await demo.switch_off()
        await demo.switch_on()
        await demo.service.app.rest()
        assert len(_asked(demo.stage)) == offered


def _asked(stage: Stage) -> list[str]:
    return [one.path for one in stage.requests if one.path.endswith("/setMyCommands")]
