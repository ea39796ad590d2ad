"""What a person decides about a finding, worked into the plan."""

from dataclasses import replace

from plans.doubts import apply_choice
from plans.model import Finding, Measure, Plan, Step
from plans.remarks import Remark


def decide(plan: Plan, finding: Finding, value: str, *, assumed: bool = False) -> Plan:
    """The plan as the decision makes it; ``value`` is that of one of the finding's choices.

    A decision that only confirms what was read leaves the plan as it is.  ``assumed`` marks the
    dates of a clause whose proposal nobody has looked at.
    """
    match finding.code:
        case Remark.SIMILAR_DIVISION:
            return _renamed(plan, finding.source, value)
        case Remark.ORGANISATION_SPELLINGS:
            return replace(plan, organisation=replace(plan.organisation, name=value))
        case Remark.PROVINCE_UNKNOWN | Remark.DISTRICT_PROVINCE:
            return replace(plan, organisation=replace(plan.organisation, province=value))
        case _ if finding.measure is not None and finding.clause is not None:
            return _with_clause(plan, finding.measure, finding.clause, value, assumed=assumed)
        case _:
            return plan


def _with_clause(plan: Plan, measure: int, clause: int, value: str, *, assumed: bool) -> Plan:
    def settled(one: Measure) -> Measure:
        if one.number != measure:
            return one
        clauses = list(one.clauses)
        chosen = apply_choice(clauses[clause - 1], value)
        clauses[clause - 1] = replace(chosen, assumed=assumed)
        return replace(one, clauses=tuple(clauses))

    return replace(plan, measures=tuple(settled(one) for one in plan.measures))


def _renamed(plan: Plan, old: str, new: str) -> Plan:
    def name(division: str) -> str:
        return new if division == old else division

    def names(divisions: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name(division) for division in divisions))

    def step(one: Step) -> Step:
        return replace(one, divisions=names(one.divisions))

    def measure(one: Measure) -> Measure:
        return replace(
            one,
            divisions=names(one.divisions),
            collector=name(one.collector) if one.collector else None,
            steps=tuple(step(each) for each in one.steps),
        )

    return replace(plan, measures=tuple(measure(one) for one in plan.measures))
