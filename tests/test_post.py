"""What the administrator asks of messages, with LINE and Telegram in between."""

import io
import re

import aiohttp
import openpyxl
import pytest
from office_bench import office
from stage_talk import actions_of

from bot.rehearsal import rehearse
from handlers.scene import Office
from plans.rounds import Round
from scheduler import afford
from simulator.stage import App, FaultKind


@pytest.fixture
async def bot(tmp_path):
    async with office(tmp_path / "data") as theatre, theatre.bot() as service:
        await theatre.begin()
        yield theatre, service


async def test_rehearsal_in_chat_is_the_one_of_the_command(bot):
    theatre, service = bot
    await theatre.say("admin", "orathai", "#ซ้อม")
    (url,) = {one for b in theatre.stage.by_bot("admin") for one in _links(b.flex)}
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        book = openpyxl.load_workbook(io.BytesIO(await answer.read()))
    played = await service.organisation.database.read(
        rehearse, Office(b""), Round(2566, 6), theatre.stage.now
    )
    rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[-1]]
    assert len(rows) - 1 == len(played.rows) + len(played.unpaid) > 20
    texts = {row[-1] for row in rows}
    assert {one.text for one in played.rows} <= texts
    assert not await theatre.notices("state = 'owed' AND class <> 'reply'")


async def test_forecast_in_chat_is_what_the_sender_plans_with(bot):
    theatre, service = bot
    await theatre.say("admin", "orathai", "#language en")
    await theatre.say("admin", "orathai", "#quota")
    seen = await service.organisation.database.read(afford.forecast, theatre.stage.now)
    assert seen.left is not None
    said = theatre.shown("admin")[-1]
    assert [int(n) for n in re.findall(r"\d+", said.splitlines()[0])] == [
        seen.left, seen.wished, seen.paid,
    ]  # fmt: skip


REFUSED = (
    ("treasury", "กองคลัง", App.LINE, "/message/push", {"message": "Not allowed"}),
    ("office", "สำนักปลัดเทศบาล", App.TELEGRAM, "/sendMessage",
     {"ok": False, "error_code": 400, "description": "Bad Request: not today"}),
)  # fmt: skip


@pytest.mark.parametrize(("place", "division", "app", "path", "body"), REFUSED)
async def test_what_was_refused_is_sent_again_by_one_tap(bot, place, division, app, path, body):
    theatre, _ = bot
    theatre.fault(app, FaultKind.STATUS, path, times=4, status=400, body=body)
    await theatre.say("mayor", "mayor", f"#กำชับ {division} ขอให้เร่งด้วย")
    theatre.stage.faults[app].clear()
    assert theatre.shown(place) == []
    ((_, state, _),) = await theatre.notices("class = 'urge'")
    assert state == "dead"
    await theatre.say("admin", "orathai", "#ส่งไม่ถึง")
    bubble = theatre.stage.by_bot("admin")[-1]
    assert "ข้อกำชับ" in bubble.text
    (action,) = actions_of(bubble.flex)
    await theatre.line.tap("admin", "orathai", bubble.id, action)
    await theatre.rest()
    (said,) = theatre.shown(place)
    assert "ขอให้เร่งด้วย" in said
    assert [state for _, state, _ in await theatre.notices("class = 'urge'")] == ["sent"]


def _links(tree: object) -> list[str]:
    if isinstance(tree, dict):
        own = [tree["uri"]] if isinstance(tree.get("uri"), str) else []
        return own + [found for value in tree.values() for found in _links(value)]
    if isinstance(tree, list):
        return [found for value in tree for found in _links(value)]
    return []
