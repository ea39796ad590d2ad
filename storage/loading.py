"""Puts a plan that was read in force, with what was decided of it and all that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from plans.decisions import decide
from plans.duties import duties_of, occurrences
from plans.model import Reading
from storage import holidays, measures, people
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a plan came to."""

    fiscal_year: int
    duties: int
    occurrences: int
    open_findings: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a reading comes from."""

    file_name: str
    sha256: str


def load(
    tx: Transaction,
    reading: Reading,
    source: Source,
    decided: Mapping[int, str],
    now: datetime,
    *,
    assume: bool = False,
) -> Loaded:
    """Store a plan with what was decided of its findings, and everything that follows from it.

    ``decided`` maps positions of findings to chosen values; ``assume`` accepts the proposal of
    every other finding that has one, and marks it assumed.
    """
    stored = measures.store_plan(
        tx, reading, file_name=source.file_name, sha256=source.sha256, now=now
    )
    plan = reading.plan
    for position, kept in enumerate(measures.findings(tx, stored.id)):
        value = decided.get(position) or (kept.finding.proposal if assume else None)
        if value is None:
            continue
        assumed = position not in decided
        measures.decide_finding(tx, kept.id, value, assumed=assumed, now=now)
        plan = decide(plan, kept.finding, value, assumed=assumed)
    measures.replace_plan(tx, stored, plan)
    return follow(tx, plan.fiscal_year)


def follow(tx: Transaction, fiscal_year: int) -> Loaded:
    """Register the stored plan's divisions and make its duties and occurrences what it says."""
    stored = measures.find_plan(tx, fiscal_year)
    if stored is None:
        raise LookupError(f"no plan for {fiscal_year}")
    duties = duties_of(stored.plan)
    for duty in duties:
        for name in (*duty.divisions, *((duty.lead,) if duty.lead else ())):
            people.register_division(tx, name, is_committee=name.startswith("คณะกรรมการ"))
    dated = occurrences(stored.plan, duties, holidays=holidays.days_off(tx, fiscal_year))
    measures.store_duties(tx, fiscal_year, duties, dated)
    still_open = measures.findings(tx, stored.id, open_only=True)
    return Loaded(fiscal_year, len(duties), len(dated), len(still_open))
