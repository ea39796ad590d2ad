"""A report laid out: cover, tables of its form, then what follows, digits in one script."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from plans.layouts import ISSUES, Column
from plans.thai import Script
from reports import annexes, wording
from reports.cells import Cells
from reports.forms import Form, Role, Slot, cover, form_of, preamble, slots_of
from reports.pages import Block, Cell, Document, Head, Heading, NewPage, Row, Table, Text
from reports.report import Group, Line, Report
from reports.widths import fitted

_TABLE_NAME = "ตารางผลการดำเนินการตามมาตรการ"
_OVER_TICKS = "สรุปผลการดำเนินการ"
_HAS_LABEL = re.compile(r"^(?:ประเด็น|ตัวชี้วัด|ด้าน|[\d๐-๙])")
_SHARES: dict[Column | Role, int] = {
    Column.NUMBER: 6,
    Column.ISSUE: 15,
    Column.MEASURE: 18,
    Column.STEPS: 21,
    Column.RESPONSIBLE: 12,
    Column.PERIOD: 11,
    Column.MONITORING: 21,
    Column.RESULT: 28,
    Column.DONE: 9,
    Column.NOT_POSSIBLE: 9,
    Column.OUTCOME: 20,
    Column.SUGGESTION: 12,
    Column.OBSTACLE: 12,
    Role.UNDER_WAY: 9,
    Role.WORDS: 24,
    Role.PROOF: 14,
    Role.BLANK: 10,
}


def lay_out(report: Report, *, digits: Script = Script.THAI, reference: str = "") -> Document:
    """The whole report as pages; ``reference`` is the short code of an issued one."""
    form = form_of(report.plan)
    lines = cover(report, form)
    tables = _fitted(tuple(_Tables(report, form, slots_of(report.plan)).blocks()))
    return in_digits(
        Document(
            title=" ".join(lines),
            author=report.organisation.name,
            day=report.as_of,
            script=digits,
            cover=lines,
            blocks=(*preamble(report, form), *tables, *annexes.tail(report)),
            reference=reference,
        )
    )


def _fitted(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The tables with the widths their words need, alike in all of them."""
    tables = [block for block in blocks if isinstance(block, Table)]
    widths = fitted(tables) if tables else ()
    return tuple(
        replace(block, widths=widths) if isinstance(block, Table) else block for block in blocks
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """The measures of a report as tables of its form."""

    report: Report
    form: Form
    slots: tuple[Slot, ...]

    def blocks(self) -> Iterator[Block]:
        """One table, or one for each issue or measure, as the form wants it."""
        if self.form is Form.ADVISED:
            for number, line in enumerate(self.report.lines):
                if number:
                    yield NewPage()
                yield self.table(line.measure.title, self.rows([line]))
        elif self.form in {Form.STEPWISE, Form.PLAIN}:
            for group in self.report.groups:
                issue = _issue(group)
                if issue:
                    yield Heading(issue)
                yield self.table(issue, self.rows(group.lines))
        else:
            yield self.table("", self.grouped_rows())

    def table(self, title: str, rows: Iterable[Row]) -> Table:
        """A table with the form's headings; its title and description are for screen readers."""
        headings = ", ".join(slot.heading for slot in self.slots)
        return Table(
            title=f"{_TABLE_NAME} {title}".rstrip(),
            description=f"{_TABLE_NAME} แต่ละแถวคือหนึ่งมาตรการ คอลัมน์: {headings}",
            heads=tuple(_heads(self.slots)),
            widths=tuple(_SHARES[slot.holds] for slot in self.slots),
            rows=tuple(rows),
        )

    def grouped_rows(self) -> Iterator[Row]:
        """Measures under the headings of their groups, which run across the table."""
        for group in self.report.groups:
            heading = wording.group_heading(group.issue, group.instrument)
            if self.form is Form.MONITORED and heading:
                yield Row(((Text(heading, bold=True),),), whole=True)
            yield from self.rows(group.lines)

    def rows(self, lines: Iterable[Line]) -> Iterator[Row]:
        """A row for each measure, or for each step where steps have owners of their own."""
        office = wording.office(self.report.organisation)
        for line in lines:
            cells = Cells(self.form, self.slots, office, line)
            steps = line.measure.steps if self.form is Form.STEPWISE else ()
            if len(steps) < 2:
                yield Row(tuple(cells.under(slot) for slot in self.slots))
            for number, step in enumerate(steps if len(steps) > 1 else (), 1):
                yield Row(tuple(cells.of_step(slot, number, step) for slot in self.slots))


def _heads(slots: Sequence[Slot]) -> Iterator[Head]:
    """Headings as printed; tick columns side by side stand under one heading."""
    ticks: list[str] = []
    for slot in slots:
        if slot.is_tick:
            ticks.append(slot.heading)
            continue
        yield from _over(ticks)
        ticks = []
        yield Head(slot.heading)
    yield from _over(ticks)


def _over(ticks: Sequence[str]) -> Iterator[Head]:
    if len(ticks) > 1:
        yield Head(_OVER_TICKS, tuple(ticks))
    elif ticks:
        yield Head(ticks[0])


def _issue(group: Group) -> str:
    """An issue's heading; the seven fixed ones get their number where it is not printed."""
    issue = group.issue or ""
    if _HAS_LABEL.match(issue) or issue not in ISSUES:
        return issue
    return f"ประเด็นที่ {ISSUES.index(issue) + 1} {issue}"


# --- digits -------------------------------------------------------------------------------------


def in_digits(document: Document) -> Document:
    """The document with every digit in its script; addresses and codes stay."""
    script = document.script
    return replace(
        document,
        title=wording.in_digits(document.title, script),
        cover=tuple(wording.in_digits(line, script) for line in document.cover),
        blocks=tuple(_block_in(block, script) for block in document.blocks),
    )


def _block_in(block: Block, script: Script) -> Block:
    match block:
        case Text():
            lead = wording.in_digits(block.lead, script)
            return replace(block, text=wording.in_digits(block.text, script), lead=lead)
        case Heading():
            return replace(block, text=wording.in_digits(block.text, script))
        case Table():
            heads = (replace(h, text=wording.in_digits(h.text, script)) for h in block.heads)
            return replace(
                block,
                title=wording.in_digits(block.title, script),
                rows=tuple(_row_in(row, script) for row in block.rows),
                heads=tuple(heads),
            )
        case _:
            return block


def _row_in(row: Row, script: Script) -> Row:
    return replace(row, cells=tuple(_cell_in(cell, script) for cell in row.cells))


def _cell_in(cell: Cell | None, script: Script) -> Cell | None:
    if cell is None:
        return None
    return tuple(replace(text, text=wording.in_digits(text.text, script)) for text in cell)
