"""Telegram's menus: each role finds what it may do, told once."""

import asyncio

import pytest
from office_bench import Theatre, office

from bot import menu
from bot.telegram import Telegram
from handlers.commands import COMMANDS
from storage import people
from storage.people import Audience
from storage.settings import find_value


@pytest.fixture
async def bot(tmp_path):
    async with office(tmp_path / "data") as theatre, theatre.bot():
        while (
            await theatre.service.organisation.database.read(find_value, "telegram-menus") is None
        ):
            await theatre.rest()
        yield theatre


def names(bot: Theatre, chat: str, person: str, language: str = "th") -> set[str]:
    return {str(one["command"]) for one in bot.telegram.menu(chat, person, language)}


async def offer(bot: Theatre) -> int:
    """Look once more whether something has to be told; how many calls that took."""
    before = len(_asked(bot))
    telegram = next(one for one in bot.service.app._channels.values() if isinstance(one, Telegram))
    await menu.offer(telegram, bot.service.organisation.database)
    return len(_asked(bot)) - before


def _asked(bot: Theatre) -> list[str]:
    return [one.path for one in bot.stage.requests if "MyCommands" in one.path]


async def test_menus_keep_to_what_telegram_takes(bot):
    offered = await bot.service.organisation.database.read(menu.menus)
    for one in offered:
        assert 0 < len(one.commands) <= 100
        assert all(name.isascii() and name.islower() for name in one.commands)
        assert all(len(name) <= 32 for name in one.commands)
        assert all(1 <= len(words) <= 256 for words in one.commands.values())
    assert len(offered) == 4 + 2  # everybody's, and the deputy's


async def test_staff_and_executives_each_find_what_they_may_do(bot):
    deputy, group = names(bot, "deputy", "deputy"), names(bot, "office", "malee")
    assert {"summary", "report", "acknowledge", "urge", "help"} <= deputy
    assert {"done", "open", "help", "code"} <= group
    assert not {"quota", "invite", "urge", "report"} & group
    assert not {"quota", "invite"} & deputy


async def test_each_language_has_its_own_words(bot):
    thai, english = (
        {one["command"]: one["description"] for one in bot.telegram.menu("office", "malee", spoken)}
        for spoken in ("th", "en")
    )
    assert thai.keys() == english.keys()
    assert (thai["done"], english["done"]) == ("#3 เสร็จ [หมายเหตุ ลิงก์]", "#3 done [note, links]")


async def test_nothing_is_told_twice_over_restarts(bot):
    assert await offer(bot) == 0


async def test_who_becomes_the_administrator_is_offered_it_and_who_is_released_no_more(bot):
    database, address = bot.service.organisation.database, bot.address("deputy")

    def bind(tx):
        chat = people.find_chat(tx, address)
        people.bind_chat(tx, chat, Audience.ADMIN, None, bot.stage.now)

    await database.write(bind)
    assert await offer(bot) == 2  # Thai and English
    assert {"quota", "invite", "findings"} <= names(bot, "deputy", "deputy")
    await database.write(lambda tx: people.release_chat(tx, people.find_chat(tx, address)))
    assert await offer(bot) == 2
    assert names(bot, "deputy", "deputy") == names(bot, "office", "malee")


async def test_a_chat_that_is_gone_keeps_no_other_from_its_menu(bot):
    database = bot.service.organisation.database

    def bind(tx):
        chat = people.note_chat(tx, "telegram:404404", private=True)
        people.bind_chat(tx, chat, Audience.ADMIN, None, bot.stage.now)

    await database.write(bind)
    assert await offer(bot) == 2
    assert await offer(bot) == 0


def test_every_command_is_on_some_menu():
    roles = {"staff", "executive", "admin"}
    assert all(command.roles & roles for command in COMMANDS)


async def test_a_disk_that_refuses_ends_no_more_than_this_try(bot, caplog):
    database = bot.service.organisation.database

    def bind(tx):
        chat = people.find_chat(tx, bot.address("deputy"))
        people.bind_chat(tx, chat, Audience.ADMIN, None, bot.stage.now)

    await database.write(bind)
    await database._writer.execute("PRAGMA query_only = ON")
    telegram = next(one for one in bot.service.app._channels.values() if isinstance(one, Telegram))
    keeping = asyncio.create_task(menu.keep_menus(telegram, database))
    while "menus not offered" not in caplog.text:
        await asyncio.wait({keeping}, timeout=0.05)
        assert not keeping.done()
    keeping.cancel()
    await database._writer.execute("PRAGMA query_only = OFF")
    assert await offer(bot) == 2
