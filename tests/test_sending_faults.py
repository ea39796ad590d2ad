"""Whatever an app does to one message: it is read once, or known as unsure or dead; others go out.

The reminders of one day, to two chats on LINE and one on Telegram, with one fault in the way.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import pytest
from office_bench import PLACES, Theatre, office

from bot import line_api, telegram_api
from plans.progress import BANGKOK
from simulator.line import MONTHLY_LIMIT, RATE_LIMIT, TOKEN_REJECTED
from simulator.stage import App, Fault, FaultKind
from simulator.telegram import flood_wait

DAY = datetime(2022, 10, 31, 9, 0, tzinfo=BANGKOK)
"""A Monday on which something is due: two chats on LINE hear of it, one on Telegram."""

PUSH, SEND = "/message/push", "/send"


@dataclass(frozen=True)
class Case:
    """A fault, and what may become of the one message it hits."""

    name: str
    app: App
    fault: Fault
    states: frozenset[str]
    arrives: frozenset[int] = frozenset({1})


def _line(name: str, kind: FaultKind, *states: str, **rest) -> Case:
    return Case(name, App.LINE, Fault(kind, PUSH, **rest), frozenset(states or ("sent",)))


def _telegram(name: str, kind: FaultKind, *states: str, arrives=(1,), **rest) -> Case:
    fault = Fault(kind, SEND, **rest)
    return Case(name, App.TELEGRAM, fault, frozenset(states or ("sent",)), frozenset(arrives))


def _said(text: str) -> dict[str, object]:
    return {"message": text}


def _error(code: int, text: str) -> dict[str, object]:
    return {"ok": False, "error_code": code, "description": text}


CASES = [
    Case("line: a rate limit", App.LINE, RATE_LIMIT, frozenset({"sent"})),
    _line("line: a limit of one chat", FaultKind.STATUS, status=429,
          body=_said("You have exceeded the limit for this user.")),
    Case("line: the token is refused", App.LINE, TOKEN_REJECTED, frozenset({"sent"})),
    Case("line: the month is used up", App.LINE, MONTHLY_LIMIT, frozenset({"owed"}),
         frozenset({0})),
    _line("line: 500, nothing done", FaultKind.STATUS),
    _line("line: 500, but done", FaultKind.STATUS, effect=True),
    _line("line: no answer, nothing done", FaultKind.HANG),
    _line("line: no answer, but done", FaultKind.HANG, effect=True),
    _line("line: cut, nothing done", FaultKind.DROP),
    _line("line: cut, but done", FaultKind.DROP, effect=True),
    _line("line: half an answer", FaultKind.STALL, effect=True),
    _line("line: an answer that is none", FaultKind.GARBLE, effect=True),
    Case("telegram: wait", App.TELEGRAM, flood_wait(20), frozenset({"sent"})),
    _telegram("telegram: 502, nothing done", FaultKind.STATUS, "unsure", arrives=(0,),
              status=502, body=_error(502, "Bad Gateway")),
    _telegram("telegram: 502, but done", FaultKind.STATUS, "unsure", effect=True,
              status=502, body=_error(502, "Bad Gateway")),
    _telegram("telegram: no answer, nothing done", FaultKind.HANG, "unsure", arrives=(0,)),
    _telegram("telegram: no answer, but done", FaultKind.HANG, "unsure", effect=True),
    _telegram("telegram: cut, nothing done", FaultKind.DROP, "unsure", arrives=(0,)),
    _telegram("telegram: cut, but done", FaultKind.DROP, "unsure", effect=True),
    _telegram("telegram: an answer that is none", FaultKind.GARBLE, "sent", "unsure", effect=True),
    _telegram("telegram: blocked", FaultKind.STATUS, "dead", arrives=(0,), status=403,
              body=_error(403, "Forbidden: bot was blocked by the user")),
    _telegram("telegram: the token is refused", FaultKind.STATUS, status=401,
              body=_error(401, "Unauthorized")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_one_fault_hits_one_message_and_no_other(tmp_path, monkeypatch, case):
    monkeypatch.setattr(line_api, "_PATIENCE", 0.3)
    monkeypatch.setattr(telegram_api, "_TIMEOUT", 0.5)
    async with office(tmp_path / "data") as theatre, theatre.bot():
        await theatre.begin()
        theatre.stage.add_fault(case.app, case.fault)
        await theatre.turn_to(DAY)
        at_once = Counter(place for place in PLACES if theatre.shown(place))
        theatre.stage.release()
        for minutes in (1, 1, 2, 16, 60):
            await theatre.turn(minutes=minutes)
        told = await _told(theatre)
        hit = [place for place in told if place not in at_once or told[place] != "sent"]
        assert len(told) == 3
        assert len(hit) <= 1
        for place, state in told.items():
            expected = case.states if place in hit else {"sent"}
            assert state in expected, (place, state)
            arrived = len(theatre.shown(place))
            assert arrived in (case.arrives if place in hit else {1}), (place, arrived)


async def _told(theatre: Theatre) -> dict[str, str]:
    """What became of the day's reminder of each chat."""
    rows = await theatre.rows(
        "SELECT chat, state FROM notice WHERE class <> 'reply' AND key LIKE ? ORDER BY id",
        f"%{DAY:%Y-%m-%d}%",
    )
    places = {theatre.address(place): place for place in PLACES}
    return {places[chat]: state for chat, state in rows}
