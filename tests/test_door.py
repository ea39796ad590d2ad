"""What is delivered while the bot is still being put together is stored, and handled by it."""

import asyncio
import json

import pytest

from bot.channel import Unauthorised
from bot.demo import StageClock
from bot.door import Door
from simulator.line_events import sign

EVENTS = [
    {
        "type": "follow",
        "webhookEventId": "01EARLY",
        "source": {"type": "user", "userId": "U" + "1" * 32},
    }
]


@pytest.fixture
async def door(bot):
    app = bot.service.app
    return Door(
        bot.service.organisation.database, tuple(app._channels.values()), StageClock(bot.stage)
    )


def delivery(bot) -> tuple[dict[str, str], bytes]:
    body = json.dumps({"events": EVENTS}).encode()
    return {"x-line-signature": sign(bot.line.account.channel_secret, body)}, body


async def states(bot) -> list[str]:
    rows = await bot.rows("SELECT state FROM event WHERE key = 'line:01EARLY'")
    return [state for (state,) in rows]


async def test_an_early_event_is_stored_once_and_handled_when_the_bot_is_there(bot, door):
    for _ in range(2):
        await door.site.receive("line", *delivery(bot))
    assert await states(bot) == ["new"]
    door.open(bot.service.app)
    bot.service.app.look()
    await bot.service.app.rest()
    assert await states(bot) == ["done"]


async def test_who_has_no_signature_is_early_in_vain(bot, door):
    _, body = delivery(bot)
    with pytest.raises(Unauthorised):
        await door.site.receive("line", {"x-line-signature": "x"}, body)
    assert await states(bot) == []


async def test_an_event_stored_when_the_bot_has_looked_already_is_not_left(bot, door):
    """The bot came and looked between the event's arrival and its COMMIT."""
    arriving = asyncio.create_task(door.site.receive("line", *delivery(bot)))
    await asyncio.sleep(0)
    door.open(bot.service.app)
    await arriving
    await bot.service.app.rest()
    assert await states(bot) == ["done"]


async def test_everything_else_waits_for_the_bot(bot, door):
    asked = [
        asyncio.create_task(door.site.health()),
        asyncio.create_task(door.site.file("no-link")),
        asyncio.create_task(door.site.metrics()),
    ]
    await asyncio.sleep(0)
    asked[1].cancel()
    assert not asked[0].done()
    door.open(bot.service.app)
    assert (await asked[0]).ok
    assert "tidtam_events_received" in await asked[2]
