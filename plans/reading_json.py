"""A ``Reading`` in the exact JSON of ``tidtam read --json``."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer

from plans.model import (
    Actor,
    Clause,
    ClauseKind,
    Every,
    Instrument,
    PlanKind,
    Reading,
    Status,
)

Figure = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]


class _Json(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class _Organisation(_Json):
    name: str
    district: str
    province: str


class _Period(_Json):
    starts: date
    ends: date


class _Step(_Json):
    text: str
    divisions: tuple[str, ...]
    everyone: bool
    period: _Period | None


class _Clause(_Json):
    text: str
    actor: Actor
    kind: ClauseKind
    every: Every | None
    interval: int
    choices: tuple[Every, ...]
    months: tuple[int, ...]
    due: tuple[date, ...]
    within_days: int | None
    every_year: bool
    step: int | None


class _DatedClause(_Clause):
    dates: tuple[date, ...]


class _ClauseText(_Json):
    text: str
    clauses: tuple[_DatedClause, ...]


class _Result(_Json):
    status: Status | None
    dates: tuple[date, ...]
    text: str
    outcome: str | None
    suggestion: str | None


class _Measure(_Json):
    number: int
    issue: str | None
    instrument: Instrument | None
    indicator: int | None
    questions: tuple[str, ...]
    title: str
    responsible_text: str
    divisions: tuple[str, ...]
    everyone: bool
    collector: str | None
    steps: tuple[_Step, ...]
    period: _Period | None
    clauses: tuple[_Clause, ...]
    result: _Result | None


class _Score(_Json):
    instrument: Instrument | None
    indicator: int | None
    title: str
    score: Figure
    passed: bool | None
    delta: Figure | None
    fiscal_year: int


class _QuestionScore(_Json):
    question: str
    score: Figure
    text: str


class _Finding(_Json):
    code: str
    measure: int | None
    message: str
    source: str


class _Reading(_Json):
    organisation: _Organisation
    kind: PlanKind
    fiscal_year: int
    round: int | None
    period: _Period | None
    columns: tuple[str, ...]
    measures: tuple[_Measure, ...]
    scores: tuple[_Score, ...]
    question_scores: tuple[_QuestionScore, ...]
    problems: str | None
    suggestions: str | None
    signatories: tuple[str, ...]
    findings: tuple[_Finding, ...]


def to_json(reading: Reading) -> str:
    """The reading as JSON text, dates in ISO form and Thai as Thai."""
    plan = reading.plan
    fields = {name: getattr(plan, name) for name in _Reading.model_fields if name != "findings"}
    read = _Reading.model_validate({**fields, "findings": reading.findings})
    return read.model_dump_json(indent=1)


def clauses_to_json(text: str, dated: Sequence[tuple[Clause, tuple[date, ...]]]) -> str:
    """One line of ``tidtam clause --json``: the clauses of a text, each with its due dates."""
    found = tuple(
        _DatedClause.model_validate({**_fields(clause), "dates": dates}) for clause, dates in dated
    )
    return _ClauseText(text=text, clauses=found).model_dump_json()


def _fields(clause: Clause) -> dict[str, object]:
    return {name: getattr(clause, name) for name in _Clause.model_fields}
