"""Who speaks in the country's day, and the chat apps that hear the answers."""

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp

from bench import load
from bench.country_folder import (
    DIVISIONS,
    is_on_telegram,
    measures_of,
    name_of,
    organisation_of,
)
from bench.load import Stub

_PATH = re.compile(rb"^POST /(?:bot(\d+):|v2/bot/message/(?:reply|push))")
_QUOTED = re.compile(rb"reply_parameters.{0,90}?message_id(?:%22%3A|\\?\":)[+ ]?(\d+)")
_REPLY = re.compile(rb'replyToken"\s*:\s*"([^"]+)"')
_NAMES = {
    "member": b'{"displayName":"Malee","userId":"U00000000000000000000000000000001"}',
    "summary": b'{"groupId":"C00000000000000000000000000000001","groupName":"Treasury"}',
}


@dataclass(frozen=True, slots=True)
class Said:
    """A mark on its way: whose, by which app, and what its answer will carry."""

    organisation: str
    app: str
    answer: str
    body: bytes


@dataclass(slots=True)
class Heard:
    """What the apps were sent: answers to marks, and everything else."""

    expected: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    at: dict[str, float] = field(default_factory=dict)
    pushes: int = 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """What came of the marks: seconds from posting to the answer, of those that had one."""

    sent: int
    refused: int
    lost: int
    doubled: int
    taken: tuple[float, ...]

    def share(self, part: float) -> float:
        """The seconds within which that part of the marks was answered."""
        return self.taken[int(len(self.taken) * part)] if self.taken else 0.0


class CountryStub(Stub):
    """Tells apart which mark was answered."""

    heard = Heard()

    def _take(self, whole: bytes) -> None:
        answer = _answer_in(whole)
        if answer in self.heard.expected:
            self.heard.answers[answer] += 1
            self.heard.at.setdefault(answer, time.perf_counter())
        elif b"/push " in whole[:200] or b"/sendMessage" in whole[:200]:
            self.heard.pushes += 1
        asked = whole[: whole.find(b" HTTP")].decode().split("/")
        if (known := _NAMES.get(asked[-1]) or _NAMES.get(asked[-2])) is not None:
            self.tally.asked += 1
            self._answer(known)
        else:
            super()._take(whole)


def _answer_in(whole: bytes) -> str:
    path = _PATH.match(whole)
    if path is None:
        return ""
    if path[1] is not None:
        quoted = _QUOTED.search(whole)
        return f"{organisation_of(path[1].decode())}/{quoted[1].decode()}" if quoted else ""
    token = _REPLY.search(whole)
    return token[1].decode() if token else ""


def marks(organisations: int, now: datetime) -> Iterator[Said]:
    """Every division's measures, done, in one random order; then notes on them without end."""
    chosen, serial, word = random.Random(7), 0, "done"
    said = [
        (organisation, division, measure)
        for organisation in range(1, organisations + 1)
        for division in range(DIVISIONS)
        for measure in measures_of(division)
    ]
    while True:
        chosen.shuffle(said)
        for organisation, division, measure in said:
            say = f"{word} {measure} trained {serial} people"
            yield _mark(organisation, division, say, serial, now)
            serial += 1
        word = "note"


def _mark(organisation: int, division: int, say: str, serial: int, now: datetime) -> Said:
    name = name_of(organisation)
    if is_on_telegram(organisation):
        message = {
            "message_id": serial + 1, "date": int(now.timestamp()), "text": f"/{say}",
            "from": {"id": 1000 + division, "is_bot": False, "first_name": "Malee"},
            "chat": {"id": load.chat_of(division), "title": "Treasury", "type": "supergroup"},
            "entities": [{"offset": 0, "length": 5, "type": "bot_command"}],
        }  # fmt: skip
        body = json.dumps({"update_id": 10_000_000 + serial, "message": message}).encode()
        return Said(name, "telegram", f"{organisation}/{serial + 1}", body)
    event = json.loads(load.line_event(serial, 1, 1))
    own = event["events"][0]
    own["source"] |= {"groupId": load.group_of(division), "userId": load.person_of(division)}
    own["message"]["text"] = f"#{say}"
    own["replyToken"] = f"{serial + 1:032x}"  # none but zeros is a test of LINE's
    own["timestamp"] = int(now.timestamp() * 1000)
    return Said(name, "line", own["replyToken"], json.dumps(event).encode())


async def speak(
    address_of: Callable[[str], str], organisations: int, rate: float, count: int, ahead: timedelta
) -> Spoken:
    """So many marks at that rate, each to where its organisation is served, whatever it does."""
    heard, began, posted = CountryStub.heard, time.perf_counter(), dict[str, float]()
    said, refused = marks(organisations, datetime.now(UTC) + ahead), 0
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as tasks:

        async def post(one: Said) -> None:
            nonlocal refused
            head, _, rest = load.request(one.app, one.body).partition(b"\r\n\r\n")
            lines = [line.partition(b": ") for line in head.split(b"\r\n")[1:]]
            headers = {k.decode(): v.decode() for k, _, v in lines if k.startswith(b"X-")}
            url = f"{address_of(one.organisation)}/{one.organisation}/{one.app}"
            async with session.post(url, data=rest, headers=headers) as answer:
                refused += answer.status != 200

        for serial, one in zip(range(count), said, strict=False):
            await asyncio.sleep(max(0.0, began + serial / rate - time.perf_counter()))
            heard.expected.add(one.answer)
            posted[one.answer] = time.perf_counter()
            tasks.create_task(post(one))
    await drained()
    return Spoken(
        sent=len(posted),
        refused=refused,
        lost=sum(one not in heard.answers for one in posted),
        doubled=sum(heard.answers[one] > 1 for one in posted),
        taken=tuple(sorted(heard.at[one] - posted[one] for one in posted if one in heard.at)),
    )


async def drained() -> None:
    """Until the apps have heard nothing new for a while."""
    last, now = -1, 0
    while last != now:
        await asyncio.sleep(3)
        last, now = now, CountryStub.tally.asked + sum(CountryStub.tally.sent.values())
