"""The command that says what monitoring clauses mean."""

import sys

from bot.command import FINE, Desk
from bot.desk import dated_clauses
from plans.reading_json import clauses_to_json


async def clause_(desk: Desk) -> int:
    given, year = desk.arguments.text, desk.arguments.fiscal_year
    lines = (line.strip() for line in (sys.stdin if given is None else [given]))
    for line in filter(None, lines):
        dated = dated_clauses(line, year)
        if desk.arguments.json or given is None:
            print(clauses_to_json(line, dated), flush=True)
            continue
        for clause, dates in dated:
            days = " ".join(day.isoformat() for day in dates) or "-"
            print(clause.actor, clause.kind, clause.every or "", days, clause.text, sep="\t")
    return FINE
