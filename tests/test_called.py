"""Who reported last in a group is called by name when something is due; nobody else is."""

from typing import Any

from office_bench import Theatre, command

from simulator.stage import App


def messages(bot: Theatre, kind: str) -> list[dict[str, Any]]:
    """What LINE was asked to show of one kind, accepted or not."""
    bodies = [one.body for one in bot.stage.requests if one.app is App.LINE and one.body]
    return [m for body in bodies for m in body.get("messages", ()) if m["type"] == kind]


async def test_line_mentions_who_reported_last_in_that_group(bot):
    await bot.say("treasury", "kanya", "#2 เสร็จ")
    await bot.turn(days=72)
    called = messages(bot, "textV2")
    kanya = bot.line.account.user_id("kanya")
    mentioned = [one["substitution"]["m1"]["mentionee"]["userId"] for one in called]
    assert set(mentioned) == {kanya}
    assert {one["text"] for one in called} == {"เรียน {m1}"}
    assert all("เรียน" not in words for words in bot.shown("works"))


async def test_telegram_links_who_reported_last(bot):
    await bot.say("office", "malee", command("done 8"))
    await bot.turn(days=190)
    sent = [one.body for one in bot.calls("/sendMessage")]
    assert any("เรียน <a href=" in str(body["text"]) for body in sent)


async def test_who_has_left_is_not_called_and_the_reminder_arrives(bot):
    await bot.say("treasury", "kanya", "#2 เสร็จ")
    await bot.line.leave("treasury", "kanya")
    await bot.rest()
    await bot.turn(days=72)
    late = [one for one in bot.stage.by_bot("treasury") if "เลยกำหนด" in one.text]
    assert late
    assert all(one.flex for one in late)  # the card, though the call with his name was refused
    assert not any("@" in words for words in bot.shown("treasury"))
