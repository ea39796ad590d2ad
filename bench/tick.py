"""How long one tick takes over a large office: 60 measures, 15 divisions, a year half reported.

Prints the median and the slowest (CPU time, whatever else runs) of each kind: a tick that owes
reminders to every chat, and one with nothing due.

Run with ``python -m bench.tick`` from the project's folder.
"""

import asyncio
import statistics
import time
from datetime import datetime, timedelta

from plans.duties import duties_of, occurrences
from plans.model import (
    Clause,
    ClauseKind,
    Every,
    MarkKind,
    Measure,
    Organisation,
    Plan,
    PlanKind,
    Reading,
)
from plans.progress import BANGKOK
from scheduler.owe import owe_reminders
from storage import marks, measures, people
from storage.database import Database, Transaction
from storage.marks import Said
from storage.people import Audience

MEASURES, DIVISIONS = 60, 15
LOADED = datetime(2022, 10, 3, 9, tzinfo=BANGKOK)
BUSY = datetime(2023, 2, 28, 8, 31, tzinfo=BANGKOK)
TRIES = 30


def large_plan() -> Plan:
    """Every measure with a monthly, a quarterly and a dated clause, two divisions each."""
    names = [f"กองที่ {n}" for n in range(1, DIVISIONS + 1)]
    clauses = (
        Clause("รายงานทุกเดือน", kind=ClauseKind.RECURRING, every=Every.MONTH),
        Clause("รายงานทุกไตรมาส", kind=ClauseKind.RECURRING, every=Every.QUARTER),
        Clause("ภายในเดือนมีนาคม", kind=ClauseKind.DEADLINE, due=(BUSY.date().replace(month=3),)),
    )
    built = tuple(
        Measure(
            n,
            f"มาตรการที่ {n}",
            divisions=(names[n % DIVISIONS], names[(n + 7) % DIVISIONS]),
            clauses=clauses,
        )
        for n in range(1, MEASURES + 1)
    )
    return Plan(Organisation("เทศบาล"), PlanKind.PLAN, 2566, measures=built, monitored=True)


def set_up(tx: Transaction) -> None:
    """The plan, a chat for every division, and half of what is due reported."""
    plan = large_plan()
    measures.store_plan(tx, Reading(plan), file_name="p", sha256="0" * 64, now=LOADED)
    duties = duties_of(plan)
    measures.store_duties(tx, 2566, duties, occurrences(plan, duties))
    for n, division in enumerate(people.divisions(tx)):
        chat = people.note_chat(tx, f"telegram:-{n}", private=False)
        people.bind_chat(tx, chat, Audience.DIVISION, division, LOADED)
    person = people.note_person(tx, "telegram:1", "ก")
    for at, one in enumerate(measures.occurrences(tx, measures.duties(tx, 2566))):
        if one.due and one.due < BUSY.date() and at % 2:
            for name in one.duty.divisions:
                division = people.register_division(tx, name)
                said = Said(f"e{at}", person, BUSY - timedelta(days=30))
                marks.record_mark(tx, said, one.id, division, MarkKind.DONE)


async def main() -> None:
    database = await Database.open(None)
    try:
        await database.write(set_up)
        await database.write(owe_reminders, BUSY - timedelta(days=7))
        busy, idle = [], []
        for day in range(TRIES):
            now = BUSY + timedelta(days=day)
            busy.append(await measured(database, now))
            await database.write(send_all)
            idle.append(await measured(database, now + timedelta(minutes=1)))
        for name, taken in (("reminders due", busy), ("nothing due", idle)):
            print(f"{name}: median {statistics.median(taken):.1f} ms, slowest {max(taken):.1f} ms")
    finally:
        await database.close()


def send_all(tx: Transaction) -> None:
    """As if the sender had delivered everything."""
    tx.execute("UPDATE notice SET state = 'sent' WHERE state = 'owed'")


async def measured(database: Database, now: datetime) -> float:
    began = time.process_time()
    await database.write(owe_reminders, now)
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    asyncio.run(main())
