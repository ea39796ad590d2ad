"""What stands in one measure's cells, under columns of every meaning."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from plans.layouts import Column
from plans.model import MarkKind, Status, Step
from plans.thai import tidy
from reports import wording
from reports.forms import Form, Role, Slot
from reports.pages import Cell, Text
from reports.report import Line, Said
from reports.results import Style, results, step_results

_TICK = (Text("/", bold=True, centred=True),)
_DASH = (Text(wording.NOTHING, centred=True),)
_EVERYONE = "ทุกส่วนราชการ"
_NUMBERED_ITEM = re.compile(r"(?:^|\s+)[\d๐-๙]{1,2}\s*[.)]?\s*(?=[ก-ฮเ-ไ])")
_DASHED_ITEM = re.compile(r"(?:^|\s+)-\s*")


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one measure in a form with these columns; ``office`` signs its results."""

    form: Form
    slots: tuple[Slot, ...]
    office: str
    line: Line

    def under(self, slot: Slot) -> Cell:
        """The cell of the whole measure."""
        return _OF_MEASURE[slot.holds](self)

    def of_step(self, slot: Slot, number: int, step: Step) -> Cell | None:
        """The cell of one step (from 1); None where the measure's cell goes on."""
        printed = _OF_STEP.get(slot.holds)
        if printed is not None:
            return printed(self, number, step)
        return self.under(slot) if number == 1 else None

    def has(self, column: Column) -> bool:
        """Whether the form has a column for this."""
        return any(slot.holds is column for slot in self.slots)

    # --- of a measure

    def number(self) -> Cell:
        return (Text(str(self.line.measure.number), centred=True),)

    def issue(self) -> Cell:
        """The issue; in forms without a column for measures, the measure itself."""
        measure = self.line.measure
        if self.has(Column.MEASURE):
            return (Text(measure.issue),) if measure.issue else _DASH
        codes = " ".join(measure.questions)
        return (Text(f"{codes} {measure.title}" if codes else f"-{measure.title}"),)

    def measure(self) -> Cell:
        """The title with its question's code, under its issue where nothing else says it."""
        measure = self.line.measure
        issue = measure.issue if self.form is Form.TICKED and not self.has(Column.ISSUE) else None
        number = "" if self.has(Column.NUMBER) else f"{measure.number}. "
        codes = ", ".join(measure.questions)
        used = f" (ใช้กับประเด็นคำถาม {codes})" if codes else ""
        return (*([Text(issue)] if issue else []), Text(f"{number}{measure.title}{used}"))

    def steps(self) -> Cell:
        measure = self.line.measure
        if self.form is not Form.ADVISED:
            return wording.listed(step.text for step in measure.steps) or _DASH
        return tuple(
            Text(f"{measure.number}.{n} {step.text}", hanging=True)
            for n, step in enumerate(measure.steps, 1)
        )

    def responsible(self) -> Cell:
        measure = self.line.measure
        text = tidy(measure.responsible_text) or "\n".join(measure.divisions)
        return tuple(_items(text)) if text else _DASH

    def period(self) -> Cell:
        period = self.line.measure.period
        return (Text(wording.period(period)),) if period else _DASH

    def monitoring(self) -> Cell:
        return wording.listed(clause.text for clause in self.line.measure.clauses) or _DASH

    def result(self) -> Cell:
        return results(self.line, self.style())

    def words(self) -> Cell:
        """Result and outcome together, where the form has ticks and one column of words."""
        return results(self.line, Style(self.office))

    def style(self) -> Style:
        """How results are told in a form with these columns."""
        return Style(
            self.office,
            outcomes=not self.has(Column.OUTCOME),
            refers=self.has(Column.MONITORING),
        )

    def outcome(self) -> Cell:
        return _bullets(said.words.outcome for said in self.said())

    def suggestion(self) -> Cell:
        return _bullets(said.words.suggestion for said in self.said())

    def obstacle(self) -> Cell:
        return _bullets(_obstacle(said) for said in self.said())

    def proof(self) -> Cell:
        handed_in = [one for said in self.said() for one in said.evidence]
        texts = (Text(wording.evidence(one), link=wording.address(one)) for one in handed_in)
        return tuple(texts) or _DASH

    def said(self) -> Iterator[Said]:
        """Everything said of the measure, in order."""
        return (said for share in self.line.shares for said in share.said)

    # --- of a step

    def step_text(self, number: int, step: Step) -> Cell:
        return (Text(f"{number}. {step.text}", hanging=True),)

    def step_owner(self, number: int, step: Step) -> Cell:
        owners = ["/".join(step.divisions)] if step.joint else list(step.divisions)
        names = [*([_EVERYONE] if step.everyone else []), *filter(None, owners)]
        return tuple(Text(name) for name in names) or (self.responsible() if number == 1 else _DASH)

    def step_period(self, number: int, step: Step) -> Cell:
        period = step.period or self.line.measure.period
        return (Text(wording.period(period, in_days=True)),) if period else _DASH

    def step_result(self, number: int, step: Step) -> Cell:
        return step_results(self.line, number, self.style())


def _tick(status: Status) -> Callable[[Cells], Cell]:
    return lambda cells: _TICK if cells.line.status is status else ()


_OF_MEASURE: Mapping[Column | Role, Callable[[Cells], Cell]] = {
    Column.NUMBER: Cells.number,
    Column.ISSUE: Cells.issue,
    Column.MEASURE: Cells.measure,
    Column.STEPS: Cells.steps,
    Column.RESPONSIBLE: Cells.responsible,
    Column.PERIOD: Cells.period,
    Column.MONITORING: Cells.monitoring,
    Column.RESULT: Cells.result,
    Column.DONE: _tick(Status.DONE),
    Column.NOT_POSSIBLE: _tick(Status.NOT_POSSIBLE),
    Column.OUTCOME: Cells.outcome,
    Column.SUGGESTION: Cells.suggestion,
    Column.OBSTACLE: Cells.obstacle,
    Role.UNDER_WAY: _tick(Status.IN_PROGRESS),
    Role.WORDS: Cells.words,
    Role.PROOF: Cells.proof,
    Role.BLANK: lambda _: (),
}
_OF_STEP: Mapping[Column | Role, Callable[[Cells, int, Step], Cell]] = {
    Column.STEPS: Cells.step_text,
    Column.RESPONSIBLE: Cells.step_owner,
    Column.PERIOD: Cells.step_period,
    Column.RESULT: Cells.step_result,
}


def _items(text: str) -> Iterator[Text]:
    """A list as printed, each item once and on a line of its own; other text unchanged."""
    for pattern, dash in ((_NUMBERED_ITEM, False), (_DASHED_ITEM, True)):
        items = [item.strip() for item in pattern.split(text) if item.strip()]
        if pattern.match(text) and (dash or len(items) > 1):
            for number, item in enumerate(dict.fromkeys(items), 1):
                yield Text(f"- {item}" if dash else f"{number}. {item}", hanging=True)
            return
    yield Text(text)


def _bullets(texts: Iterable[str]) -> Cell:
    own = dict.fromkeys(text.lstrip("-–• ") for text in texts)  # people bring bullets of their own
    return tuple(Text(f"- {text}", hanging=True) for text in own if text) or _DASH


def _obstacle(said: Said) -> str:
    refused = said.words.note if said.kind is MarkKind.NOT_POSSIBLE else ""
    return " ".join(filter(None, (refused, said.words.obstacle)))
