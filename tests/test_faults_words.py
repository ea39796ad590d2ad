"""Letters that look alike or cannot be seen: the same meaning or a question, never another."""

import itertools
import random
import unicodedata

import pytest
from fault_counts import times, tried
from office_bench import command, office
from test_router import NOW, OFFICE, incoming

from handlers.router import Router
from storage import inbox
from storage.database import Database, Transaction
from storage.inbox import Received

SEED = 2570

_SAID = ("#3 เสร็จ", "#๓ เสร็จ", "#5 ทำไม่ได้ งบไม่พอ", "#9 กำลังทำ", "#1 เสร็จ ลงเว็บแล้ว", "#3ก เสร็จ")
_UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2069"
)
_BLANKS = "\u00a0\u2003\u2009\u202f\u3000\t"
_ALIKE = str.maketrans({"ำ": "ํา", "เ": "เ", "แ": "เเ"})
_LATIN = {"o": "о", "e": "е", "d": "ԁ", "n": "ո"}
_DIGITS = (
    "0123456789",
    "๐๑๒๓๔๕๖๗๘๙",
    "０１２３４５６７８９",
    "٠١٢٣٤٥٦٧٨٩",
    "०१२३४५६७८९",
    "໐໑໒໓໔໕໖໗໘໙",
)


def variants(said: str) -> set[str]:
    """What somebody's keyboard, copy or malice makes of it."""
    chance = random.Random(said)
    found = {
        said.translate(_ALIKE),
        unicodedata.normalize("NFC", said), unicodedata.normalize("NFD", said),
        unicodedata.normalize("NFKC", said), unicodedata.normalize("NFKD", said),
        said.replace("#", "＃"), said.replace("#", "# "), said + "\x00", said + "👨‍👩‍👧‍👦",
        said.replace("เ", "เ็"), said.replace("็", "็็็"), said[::-1], said.upper(),
        f"\u202e{said[::-1]}",
    }  # fmt: skip
    for mark in _UNSEEN:
        at = chance.randrange(len(said) + 1)
        found |= {
            mark + said,
            said[:at] + mark + said[at:],
            said.replace(" ", mark + " "),
            said + mark,
        }
    found |= {said.replace(" ", blank) for blank in _BLANKS}
    for digits in _DIGITS:
        found.add("".join(digits[int(c)] if c.isdecimal() else c for c in said))
    for _ in range(4):
        pieces = ((c, "".join(chance.choices("\u0e48\u0e49\u0301\u0336", k=3))) for c in said)
        found.add("".join(itertools.chain.from_iterable(pieces)))
    return found


TABLE = sorted({(said, one) for said in _SAID for one in variants(said)} | {
    ("/done 3", "".join(_LATIN.get(c, c) if n == at else c for n, c in enumerate("/done 3")))
    for at in range(7)
})  # fmt: skip


class _Undone(Exception):
    """Carries what was marked out of a transaction that is rolled back."""


def _marked(tx: Transaction, text: str) -> None:
    message = incoming("e1", text, chat="line:C-กลุ่มสองกอง")
    inbox.receive(tx, [Received("e1", message.chat, "…")], NOW)
    Router(OFFICE).handle(tx, message, NOW)
    raise _Undone({
        (row[0], row[1])
        for row in tx.all(
            "SELECT measure.number, mark.kind FROM mark JOIN occurrence ON occurrence.id ="
            " occurrence_id JOIN duty ON duty.id = duty_id JOIN measure ON measure.id = measure_id"
        )
    })  # fmt: skip


async def marked(database: Database, text: str) -> set[tuple[int, str]]:
    with pytest.raises(_Undone) as undone:
        await database.write(_marked, text)
    return undone.value.args[0]


async def test_letters_that_look_alike_never_mean_another_measure(database, record_property):
    understood, wrong = 0, []
    for said, variant in TABLE:
        meant, found = await marked(database, said), await marked(database, variant)
        understood += found == meant
        if not found <= meant:
            wrong.append(f"{variant!r} was taken for {sorted(found)}, not {sorted(meant)}")
    tried(record_property, len(TABLE), f"{understood} understood, the others asked back")
    assert not wrong, "\n".join(wrong)
    assert len(TABLE) >= 300
    assert understood > len(TABLE) / 2


# --- F20: markup in what people write

_PIECES = (
    '<a href="http://evil.example">กด</a>', "&lt;b&gt;", "&", "<b>", "</i>", "*_[]()~`>+-=|{}.!",
    "[กด](tg://user?id=1)", "{user}", "x%s", "\\", '"', "'", "<script>", "@kanya", "{{7*7}}",
    "\u202e",
    "</pre>", "<!--", "&amp;", "$(id)", "\x1b[31m", "👩🏽‍💼",
)  # fmt: skip


async def test_markup_people_write_is_shown_as_written(tmp_path, record_property):
    chance, notes = random.Random(SEED), times(600)
    async with office(tmp_path / "data") as stage, stage.bot():
        await stage.begin()
        for number in range(notes):
            note = " ".join(chance.choices(_PIECES, k=4)) + f" ท้าย{number}"
            await stage.turn(minutes=1)
            await stage.say("treasury", "kanya", f"#1 หมายเหตุ {note}")
            await stage.say("office", "malee", command(f"note 8 {note}"))
            for chat in ("treasury", "office"):
                assert f"ท้าย{number}" in stage.shown(chat)[-1], note
        refused = [r for r in stage.stage.requests if r.status == 400]
        written = str([r.body for r in stage.stage.requests if "send" in r.path])
    assert not refused, refused[0].answer
    assert '<a href="http://evil' not in written
    tried(record_property, 2 * notes)
