"""Puts a plan that was read in force, with what was decided of it and all that follows from it.

What loading would come to is worked out first (``propose``), from what is stored, the reading and
the decisions so far; ``load`` then does just that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from plans.amendments import match_measures, planned
from plans.decisions import decide
from plans.differences import Difference, differences, other_organisation
from plans.duties import duties_of, occurrences
from plans.model import Finding, Plan, Reading
from storage import holidays, measures, people
from storage.database import Transaction
from storage.known import known_measures
from storage.measures import StoredPlan


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


@dataclass(frozen=True, slots=True)
class Decision:
    """The value settled for a finding; ``assumed`` when nobody has looked at the proposal."""

    value: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What loading would make of the stored plan.

    ``settled`` are the decisions, by the finding's position; ``amends`` says that the year has a
    plan in force, from which ``differences`` lead to this one.
    """

    plan: Plan
    settled: Mapping[int, Decision]
    amends: bool
    differences: tuple[Difference, ...]


def propose(
    tx: Transaction, reading: Reading, decided: Mapping[int, str], *, assume: bool = False
) -> Proposal:
    """What ``load`` would do; changes nothing.

    A finding decided before, on the plan in force, keeps its decision.
    """
    in_force = measures.find_plan(tx, reading.plan.fiscal_year)
    settled = dict(_settled(tx, in_force, reading, decided, assume=assume))
    plan = reading.plan
    for position, decision in settled.items():
        finding = reading.findings[position]
        plan = decide(plan, finding, decision.value, assumed=decision.assumed)
    if in_force is None:
        return Proposal(plan, settled, amends=False, differences=())
    return Proposal(plan, settled, amends=True, differences=_differences(tx, in_force, plan))


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
    proposal = propose(tx, reading, decided, assume=assume)
    stored = measures.store_plan(
        tx, reading, file_name=source.file_name, sha256=source.sha256, now=now
    )
    kept = measures.findings(tx, stored.id)
    for position, decision in proposal.settled.items():
        measures.decide_finding(
            tx, kept[position].id, decision.value, assumed=decision.assumed, now=now
        )
    measures.replace_plan(tx, stored, proposal.plan)
    return follow(tx, proposal.plan.fiscal_year)


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


def _settled(
    tx: Transaction,
    in_force: StoredPlan | None,
    reading: Reading,
    decided: Mapping[int, str],
    *,
    assume: bool,
) -> Iterator[tuple[int, Decision]]:
    before = _decided_before(tx, in_force, reading) if in_force else {}
    for position, finding in enumerate(reading.findings):
        known = before.get(position)
        if position in decided:
            yield position, Decision(decided[position], assumed=False)
        elif known is not None:
            yield position, known
        elif assume and finding.proposal is not None:
            yield position, Decision(finding.proposal, assumed=True)


_Key = tuple[str, int | None, str]


def _decided_before(tx: Transaction, in_force: StoredPlan, reading: Reading) -> dict[int, Decision]:
    """Decisions on findings that come again: same code, same measure, same source text."""
    known = known_measures(tx, in_force.fiscal_year, in_force.plan)
    matched = match_measures(known, reading.plan.measures)
    former = {number: old.number for number, old in matched.items()}
    decisions: dict[_Key, list[Decision]] = {}
    for stored in measures.findings(tx, in_force.id):
        if stored.decision is not None:
            key = (stored.finding.code, stored.finding.measure, stored.finding.source)
            decisions.setdefault(key, []).append(Decision(stored.decision, stored.assumed))
    found: dict[int, Decision] = {}
    for position, finding in enumerate(reading.findings):
        number = finding.measure if finding.measure is None else former.get(finding.measure, 0)
        again = decisions.get((finding.code, number, finding.source))
        if again and _is_offered(finding, again[0].value):
            found[position] = again.pop(0)
    return found


def _is_offered(finding: Finding, value: str) -> bool:
    return not finding.choices or value in {choice.value for choice in finding.choices}


def _differences(tx: Transaction, in_force: StoredPlan, plan: Plan) -> tuple[Difference, ...]:
    duties = duties_of(plan)
    days_off = holidays.days_off(tx, plan.fiscal_year)
    own = planned(duties, occurrences(plan, duties, holidays=days_off))
    known = known_measures(tx, plan.fiscal_year, in_force.plan)

    def named(name: str) -> str:
        division = people.find_division(tx, name)
        return division.name if division else name

    found = differences(known, plan, own, named=named)
    return (*other_organisation(in_force.plan, plan), *found)
