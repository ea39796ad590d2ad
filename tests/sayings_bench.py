"""The corpora of ``tests/sayings``, and an office in which everything is open to be answered."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from plans.duties import duties_of, occurrences
from plans.model import Clause, ClauseKind, Every, Measure, Organisation, Plan, PlanKind, Reading
from plans.rounds import fiscal_period
from storage import measures, people
from storage.database import Transaction
from storage.people import Audience, Division, Role

SAYINGS = Path(__file__).parent / "sayings"
TODAY = date(2023, 3, 1)
NOW = datetime(2023, 3, 1, 2, tzinfo=UTC)
LOADED = NOW - timedelta(days=150)

DIVISIONS = {
    "สำนักปลัด": "สำนักปลัด",
    "กองคลัง": "กองคลัง",
    "คลัง": "กองคลัง",
    "กองช่าง": "กองช่าง",
    "ช่าง": "กองช่าง",
    "กองการศึกษา": "กองการศึกษา",
}
"""Every name and alias → the registered name."""

_UNSEEN = {
    "⏎": "\n",
    "{ZWSP}": "\u200b",
    "{ZWNJ}": "\u200c",
    "{BOM}": "\ufeff",
    "{NBSP}": "\u00a0",
    "{NIKHAHIT}": "\u0e4d",
}


def read_sayings(name: str) -> list[str]:
    """The lines of a corpus, what cannot be seen put back."""
    text = (SAYINGS / name).read_text("utf-8")
    for sign, meant in _UNSEEN.items():
        text = text.replace(sign, meant) if meant != "\n" else text
    lines = [line for line in text.split("\n") if line and not line.startswith("%%")]
    return [line.replace("⏎", "\n") for line in lines]


def read_table(name: str) -> list[list[str]]:
    """The rows of a corpus with columns."""
    return [line.split("\t") for line in read_sayings(name)]


def set_up(tx: Transaction) -> Division:
    """Twelve measures, each with a monthly duty that one division owes: nothing is in the way."""
    monthly = Clause("ทุกเดือน", kind=ClauseKind.RECURRING, every=Every.MONTH)
    rows = tuple(
        Measure(number, f"มาตรการที่ {number}", divisions=("กองคลัง",), clauses=(monthly,))
        for number in range(1, 13)
    )
    plan = Plan(
        Organisation("เทศบาลตำบลดอนสมมุติ"),
        PlanKind.PLAN,
        2566,
        measures=rows,
        period=fiscal_period(2566),
        monitored=True,
    )
    measures.store_plan(tx, Reading(plan), file_name="plan.docx", sha256="0" * 64, now=LOADED)
    duties = duties_of(plan)
    measures.store_duties(tx, plan.fiscal_year, duties, occurrences(plan, duties))
    divisions = {name: people.register_division(tx, name) for name in DIVISIONS.values()}
    for alias, name in DIVISIONS.items():
        if alias != name:
            people.name_division(tx, alias, divisions[name])
    return divisions["กองคลัง"]


def bind(tx: Transaction, address: str, division: Division, *, private: bool = False) -> None:
    """A chat of a division."""
    chat = people.note_chat(tx, address, private=private)
    people.bind_chat(tx, chat, Audience.DIVISION, division, LOADED)


def make_admin(tx: Transaction, address: str) -> None:
    """A person who may do everything, in a 1:1 chat."""
    chat = people.note_chat(tx, address, private=True)
    people.bind_chat(tx, chat, Audience.ADMIN, None, LOADED)
    people.give_role(tx, people.note_person(tx, address, "ผู้ดูแล"), Role.ADMIN, None, LOADED)
