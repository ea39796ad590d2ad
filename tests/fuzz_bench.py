"""What nobody should send, by the hundred thousand: each input has a time limit, each run a seed.

``Sayings`` makes messages from everything a message can hold; the three ``bear_…`` try as many as
asked and tell what became of them.
"""

import random
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import FrameType

from abuse_bench import NOT_JSON, WORDS, Fuzz
from sayings_bench import read_sayings, read_table
from test_faults_people import WHO, arranged
from test_router import NOW, OFFICE

from bot.channel import unpack
from bot.line_events import read_events
from bot.telegram_events import Own, read_updates
from bot.tolerant import read_json
from handlers.commands import COMMANDS, VERBS
from handlers.messages import Attachment, Incoming, Kind, reply_of
from handlers.outbox import buttons_of
from handlers.parse import Words, statements
from handlers.router import Router
from storage import database, inbox, notices
from storage.database import Transaction
from storage.inbox import Received
from storage.transaction import Kept

MOST = 2.0  # seconds of CPU for one input
_LONGEST = 5000
_FRESH_AFTER = 500


class TooSlow(BaseException):
    """An input took longer than ``MOST``; not an ``Exception``, so that nothing swallows it."""


@dataclass
class Borne:
    """What became of a run."""

    count: int = 0
    slowest: float = 0.0
    slowest_of: str = ""
    complaints: list[str] = field(default_factory=list)

    def bear(self, shown: object, act: Callable[[], object]) -> None:
        """Try one input; whatever goes wrong is a complaint."""
        self.count += 1
        began = time.process_time()
        try:
            with limited():
                act()
        except (Exception, TooSlow) as problem:
            said = f"{type(problem).__name__}: {problem}"
            self.complaints.append(f"input {self.count}: {said[:200]} of {shown!r:.500}")
        took = time.process_time() - began
        if took > self.slowest:
            self.slowest, self.slowest_of = took, f"{shown!r:.400}"


@contextmanager
def limited(most: float = MOST) -> Iterator[None]:
    """Raise in the middle of whatever takes too much of the processor; main thread only."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


# --- messages

_SIGNS = ("#", "#", "#", "/", "＃", "／", "##", "# ", "", "", "@บอท ", "#\u200b", "\ufeff#")
_NUMBERS = (
    "1", "2", "3", "3ก", "3ข", "7", "๑๒", "1-3", "1,2,3", "1 และ 2", "0", "-1", "99999999999999999",
    "3/66", "3ก/2566", "3/9999", "ข้อ 3", "ข้อที่๓", "มาตรการที่ 4", "4.", "1.5", "²", "٣", "五",
    "1-99999",
    "3กก", "3ฮ", "ทุกข้อ", "3 5 7 9 11", "1-2-3", "/", "3//66",
)  # fmt: skip
_MOMENTS = (
    "ม.ค.", "กุมภาพันธ์", "ก.พ. 66", "ไตรมาส 1", "ไตรมาสที่ ๔/2566", "รอบ 6 เดือน", "31 ก.พ. 2566",
    "29 ก.พ.", "5/1/66", "2023-01-09", "32/13/99999", "เมื่อวาน", "วันนี้", "สัปดาห์หน้า", "ม.ค.-มี.ค.",
    "ม.ค. ก.พ. มี.ค.", "ตั้งแต่ 1 ก.พ. ถึง 5 ก.พ.", "0 ม.ค. 0", "99 ธ.ค. 9999", "1 ม.ค. 10543",
)  # fmt: skip
_NAMES = (
    "กองคลัง", "กองช่าง", "สำนักปลัด", "คลัง", "กอง", "แทน กองช่าง", "ทั้งหมด", "ผู้บริหาร", "admin",
    "กองที่ไม่มี", "กองคลังกองช่าง",
)  # fmt: skip
_NOTES = (
    "อบรม 42 คน", "ยังไม่เสร็จ", "เสร็จหรือยัง", "ค่ะ", "นะคะ 🙏", "https://example.go.th/ก?a=1&b=2",
    "http://", "เพราะพิมพ์ผิด", "7 วัน", "AAAA-BBBB-CCCC", "word", "หน้า 99999999999", "ยืนยัน", "en", "ํา",
    "=HYPERLINK(1)", "{0}", "%s", "\\", "'", '"', "\x00", "\u202e", "\ud83d", "\U0010ffff", "ำ",
)  # fmt: skip
_GAPS = (" ", " ", " ", "", "  ", "\t", "\u00a0", "\u200b", ",", " ; ", "\n", ":", "-", ".")
_MARKS = "\u0e34\u0e48\u0e4c\u0e33\u0e4d\u200b\u200d\u202e\u0301\ufe0f\u20e3"
_PUMPED = (
    "#1 ", "1-", "1,", "ข้อ ", "ก.พ. ", "ม.ค.-", "แล้ว", "เสร็จ ", "เสร็จ", "ไม่", "ยัง", " ", "\n", "\t",
    "http://a ", "https://", "๐", "0", "/", "#", "กอง", "กองคลัง ", "แทน ", "และ", "ถึง", "วันที่ ",
    "31 ธ.ค. 2566 ", "ครับ", "ค่ะ ", "(", ")", "ไตรมาส ", "ไตรมาส 1 ", "เดือน", "A", "A-", "ABCD-",
    "\u0e48", "\u200b", "#3 เสร็จ #5 ", "3 ม.ค. เสร็จ ก.พ. ", "\n#", "\r", "เสร็จแล้ว ", "ทำไม่ได้ ",
    "ให้", "เกิดแล้ว ", "ตั้งแต่ ", "งวด ", "ที่", "รอบ ", "ปี ", "2566 ", "พ.ศ. ", "? ", "ก", "1/", "ข้อ 1 ",
)  # fmt: skip


class Sayings:
    """Makes one message after another, from sensible to senseless."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        tables = [row[1] for name in ("commands.tsv", "nothing.tsv") for row in read_table(name)]
        self._known = (*tables, *read_sayings("chatter.txt"), *WORDS)
        self._words = tuple(word for command in COMMANDS for word in command.words)
        self._helped = tuple(str(command.help) for command in COMMANDS)

    def one(self) -> str:
        """A message, never longer than the apps allow."""
        makers = (self._composed, self._composed, self._lines, self._bent, self._spliced,
                  self._pumped, self._noise)  # fmt: skip
        made = self.chance.choice(makers)()[:_LONGEST]
        return made.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # as read

    def _composed(self) -> str:
        pick = self.chance.choice
        parts = [pick(self._words), pick(_NUMBERS), pick(_MOMENTS), pick(_NAMES), pick(_NOTES)]
        chosen = [part for part in parts if self.chance.random() < 0.7]
        if self.chance.random() < 0.4:
            self.chance.shuffle(chosen)
        if self.chance.random() < 0.2:
            chosen += [pick(self._words), pick(_NUMBERS)]
        return pick(_SIGNS) + "".join(f"{part}{pick(_GAPS)}" for part in chosen)

    def _lines(self) -> str:
        count = self.chance.choice((2, 3, 8, 40))
        return self.chance.choice(("\n", "\n\n", "\r\n", " ")).join(
            self._composed() for _ in range(count)
        )

    def _seed(self) -> str:
        return self.chance.choice(self.chance.choice((self._known, self._helped)))

    def _bent(self) -> str:
        letters = list(self._seed())
        for _ in range(self.chance.choice((1, 1, 2, 5))):
            at = self.chance.randrange(len(letters) + 1)
            new = self.chance.choice((_MARKS, "#/0๙ก\n .,-", "เสร็จ", "\u0000\uffff\ud800"))
            letters[at : at + self.chance.choice((0, 0, 1, 3))] = [self.chance.choice(new)]
        return "".join(letters)

    def _spliced(self) -> str:
        first, second = self._seed(), self._composed()
        return first[: self.chance.randrange(len(first) + 1)] + second

    def _pumped(self) -> str:
        """The same again and again, which slow patterns cannot bear."""
        few = "".join(self.chance.choice(_PUMPED) for _ in range(self.chance.choice((1, 1, 2, 3))))
        much = few * self.chance.choice((10, 100, _LONGEST // len(few)))
        head = self.chance.choice(("", "#", "#3 ", "#3 เสร็จ ", "#โอน ", "#ลา ", self._composed()))
        return (
            head + much[: _LONGEST - len(head) - 20] + self.chance.choice(("", "x", self._seed()))
        )

    def _noise(self) -> str:
        kinds = ((0x20, 0x7F), (0xE00, 0xE7F), (0, 0x10FFFF), (0x1F300, 0x1FAFF), (0x2000, 0x206F))
        low, high = self.chance.choice(kinds)
        count = self.chance.choice((1, 5, 50, 500))
        made = "".join(chr(self.chance.randint(low, high)) for _ in range(count))
        return self.chance.choice(_SIGNS) + made


# --- runs

_DIVISIONS = ("กองคลัง", "กองช่าง", "สำนักปลัดเทศบาล")
WORDS_HERE = Words(VERBS, {name: name for name in _DIVISIONS}, {"คลัง": "กองคลัง", "ช่าง": "กองช่าง"})


def bear_sayings(seed: int, count: int) -> Borne:
    """The command parser alone."""
    sayings, borne = Sayings(seed), Borne()
    for _ in range(count):
        text = sayings.one()
        borne.bear(text, lambda text=text: statements(text, WORDS_HERE, NOW.date()))
    return borne


_KINDS = (*(Kind.TEXT,) * 12, Kind.EDITED, Kind.PHOTO, Kind.FILE, Kind.UNSENT, Kind.PRESS)


class Talk:
    """A conversation with the whole office, in memory, in this thread."""

    def __init__(self, seed: int) -> None:
        self._sayings = Sayings(seed)
        self._chance = random.Random(seed)
        self._number = 0
        self._begin()

    def _begin(self) -> None:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        database._set_up(connection, guest=False, lean=True)
        database._migrate(connection, None, "migrations")
        self._tx, self._router = Transaction(connection, Kept()), Router(OFFICE)
        self._presses = ["1d1-1.AAAAAAAA", "", "x" * 300, "1q999-0.AAAAAAAA"]
        arranged(self._tx)

    def one(self) -> Incoming:
        """The next message, of anybody, said anywhere."""
        if self._number % _FRESH_AFTER == _FRESH_AFTER - 1:
            self._begin()
        self._number += 1
        kind, chance = self._chance.choice(_KINDS), self._chance
        number = self._number if chance.random() < 0.8 else max(1, self._number - 3)
        who: dict[str, object] = WHO[chance.choice(sorted(WHO))]
        fields: dict[str, object] = {"sender_name": str(who["sender"] or "")} | who
        return Incoming(
            event=f"f{self._number}", sent_at=self.now, kind=kind, message=f"m{number}",
            text="" if kind in {Kind.PRESS, Kind.UNSENT} else self._sayings.one(),
            mentioned=chance.random() < 0.2, press=chance.choice(self._presses),
            quotes=chance.choice((None, None, None, "b1", f"b{self._number - 1}")),
            attachment=_FILE if kind in {Kind.PHOTO, Kind.FILE} else None, **fields,
        )  # fmt: skip

    @property
    def now(self) -> datetime:
        """Ten seconds after another, so that nobody talks too much."""
        return NOW + timedelta(seconds=10 * self._number)

    def handle(self, message: Incoming) -> None:
        """As the bot does; a failure undoes its own work only."""
        tx = self._tx
        tx.execute("SAVEPOINT one")
        try:
            self._router.needs(tx, message)
            inbox.receive(tx, [Received(message.event, message.chat, "…")], self.now)
            self._router.handle(tx, message, self.now)
            self._hear(tx)
        except BaseException:
            tx.execute("ROLLBACK TO one")
            raise
        finally:
            tx.execute("RELEASE one")

    def _hear(self, tx: Transaction) -> None:
        """Word, read and settle what is owed; later some of its buttons are tapped."""
        now = self.now + timedelta(seconds=9)
        for notice in notices.claim(tx, now, frozenset({"line"}), unasked=True):
            words = notice.words or self._router.render(tx, notice, now)
            ids = (f"b{self._number}",)
            state = notices.NoticeState.SENT if words else notices.NoticeState.DROPPED
            notices.settle(tx, notice, state, now, messages=ids)
            if words:
                reply = reply_of(words)
                assert reply.text.strip() or reply.picture
                assert len(reply.text) <= _LONGEST
                taps = [one.press for one in buttons_of(reply) if one.press]
                self._presses = [*self._presses[-200:], *taps]


_FILE = Attachment("handle", "../../ก\x00.pdf", sha256="a" * 64, size=9)


def bear_talk(seed: int, count: int) -> Borne:
    """Parser, router and answers together."""
    talk, borne = Talk(seed), Borne()
    for _ in range(count):
        message = talk.one()
        shown = f"{message.kind} in {message.chat}: {message.text or message.press}"
        borne.bear(shown, lambda message=message: talk.handle(message))
    return borne


def bear_bodies(app: str, seed: int, count: int) -> Borne:
    """The body of one app's webhook, from its bytes to the events that are stored."""
    fuzz, borne, own = Fuzz(seed), Borne(), Own(1, "tidtam_bot")
    make = fuzz.line if app == "line" else fuzz.telegram
    bodies = [*NOT_JSON[:count], *(None for _ in range(count - len(NOT_JSON)))]
    for known in bodies:
        body = make() if known is None else known
        borne.bear(body, lambda body=body: _read(app, body, own))
    return borne


def _read(app: str, body: bytes, own: Own) -> None:
    if app == "line":
        events = read_events(body, None, NOW)
    else:
        try:
            update = read_json(body)
        except ValueError:
            return
        events = list(read_updates([update], own, NOW).events)
    for event in events:
        for text in (event.key, event.chat, event.payload):
            assert text.encode() is not None
        unpack(event.payload)
