"""Rows under a measures head → the rows that make up each measure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace

from plans.divisions import joined, likeness, read_owners
from plans.grid import Line, Row, squeezed
from plans.headers import Header, ScoreHeader, header_of, score_header_of
from plans.items import first_number, split_items
from plans.layouts import Column, is_start, months_of
from plans.loose import is_page_mark
from plans.thai import MONTHS, arabic_digits, tidy
from plans.titles import Heading, Title, read_heading, read_title

_SIGNED = re.compile(r"ลงชื่อ|ลงนาม")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row by what its cells mean; the fields are named after ``Column``."""

    number: str = ""
    issue: str = ""
    measure: str = ""
    steps: str = ""
    responsible: str = ""
    period: str = ""
    monitoring: str = ""
    result: str = ""
    done: str = ""
    not_possible: str = ""
    outcome: str = ""
    suggestion: str = ""
    obstacle: str = ""
    status: str = ""
    note: str = ""
    other: str = ""
    unknown: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether the row says nothing at all."""
        return not any(getattr(self, one.name).strip() for one in fields(self))


@dataclass(slots=True)
class Bundle:
    """A measure being put together from its rows, under the heading it stands below."""

    title: Title
    heading: Heading
    entries: list[Entry] = field(default_factory=list)
    misplaced: str = ""


@dataclass(frozen=True, slots=True)
class Scrap:
    """A line, or a row that belongs to no measure; ``header`` is that of a table of scores."""

    cells: tuple[str, ...]
    header: ScoreHeader | None = None
    table: int = 0


@dataclass(slots=True)
class Contents:
    """What a document holds: its measures, the lines around them, and everything else in order."""

    header: Header | None = None
    bundles: list[Bundle] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    scraps: list[Scrap] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)  # headings, each with a cell below it


class _Reader:
    """Walks the blocks once, keeping the head and the heading that hold for the next row."""

    def __init__(self) -> None:
        self.contents = Contents()
        self._header: Header | None = None
        self._table = 0
        self._aside: list[Row] = []
        self._held: Entry | None = None
        self._held_table = 0
        self._scores: ScoreHeader | None = None
        self._heading = Heading()
        self._fresh = False  # the last thing read was a heading
        self._codes: tuple[str, ...] = ()  # questions named in the issue's cell

    def line(self, text: str) -> None:
        """A line outside tables: a heading of what follows, or words before or after."""
        self._put_aside()
        if not text or is_page_mark(text):
            return
        self._release()
        self.contents.scraps.append(Scrap((text,)))
        found = read_heading(text)
        if found is not None:
            self._open(found)
        elif not self.contents.bundles:
            self._heading, self._fresh = Heading(), False
        (self.contents.after if self.contents.bundles else self.contents.before).append(text)

    def row(self, row: Row, below: Row | None) -> int:
        """One row of a table; returns how many rows were used up."""
        if self._aside and self._aside[0].table != row.table:
            self._put_aside()
        found = header_of(row, below)
        if found is not None:
            self._header, used = found
            self._table = row.table
            self._scores = None
            self.contents.header = self.contents.header or self._header
            return used
        if score := score_header_of(row.cells):
            self._release()
            self._header, self._scores = None, score
        elif self._header and (fitting := _fitting(row, self._header, self._table)):
            self._measure(row, fitting)
        else:
            self._beside(row)
        return 1

    def _beside(self, row: Row) -> None:
        """A row of no measures table: of scores, of signatures, or a title laid out as one."""
        self._release()
        filled = [cell for cell in row.cells if cell]
        if self._scores is None and len(filled) == 1:
            for text in filled[0].split("\n"):
                self.line(text)
            return
        self.contents.scraps.append(Scrap(row.cells, self._scores, row.table))
        if self._scores is None:
            self._aside.append(row)

    def finish(self) -> Contents:
        """Everything read."""
        self._release()
        self._put_aside()
        return self.contents

    def _put_aside(self) -> None:
        """Rows of no known table as lines; tables of signatures are read down their columns."""
        rows, self._aside = self._aside, []
        if rows:
            signed = any(_SIGNED.search(cell) for row in rows for cell in row.cells)
            cells = _down(rows) if signed else [cell for row in rows for cell in row.cells]
            self.contents.after += [line for cell in cells for line in cell.split("\n") if line]
            if not signed and self._header is not None:
                full = [row for row in rows if sum(bool(cell) for cell in row.cells) >= 3]
                self.contents.unplaced += [tidy(" ".join(row.cells)) for row in full]

    def _open(self, heading: Heading) -> None:
        self._codes = ()
        self._heading = heading.under(self._heading) if self._fresh else heading
        self._fresh = True

    def _measure(self, row: Row, header: Header) -> None:
        """A row of the measures table; it waits until the next shows whether a page cut it."""
        entry = entry_of(row, header)
        self._note_unknown(row, header)
        heading = _section(row, entry)
        if entry.is_blank:
            return
        held = self._held
        cut = row.resumes and held is not None and row.table != self._held_table
        if held is not None and cut and heading is None and _is_cut(entry):
            self._held, self._held_table = _mended(held, entry), row.table
            return
        self._release()
        if heading is not None:
            self._open(heading)
        else:
            self._held, self._held_table = entry, row.table

    def _note_unknown(self, row: Row, header: Header) -> None:
        for column, heading, cell in zip(header.columns, header.headings, row.cells, strict=False):
            if column is Column.UNKNOWN and cell:
                self.contents.unknown.setdefault(heading, tidy(cell))

    def _release(self) -> None:
        """Give the row that was held to its measure."""
        if self._held is not None:
            entry, self._held = self._held, None
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        entry, misplaced = put_right(entry)
        title = read_title(entry.measure)
        number = _number(entry.number)
        if number is not None:
            title = replace(title, number=number)
        self._take_issue(entry, title)
        if not title.questions:
            title = replace(title, questions=self._codes)
        last = self.contents.bundles[-1] if self.contents.bundles else None
        if last is None or not continues(entry, title, last):
            own = title.inline or self._heading
            self.contents.bundles.append(Bundle(title, own, misplaced=misplaced))
            self.contents.after.clear()
        self.contents.bundles[-1].entries.append(entry)
        self._fresh = False

    def _take_issue(self, entry: Entry, title: Title) -> None:
        if entry.issue:
            issue = tidy(entry.issue)
            self._codes = read_title(entry.issue).questions
            self._heading = read_heading(issue) or Heading(issue)
            self._fresh = False
        if title.heading is not None:
            self._open(title.heading)


def joined_text(before: str, after: str) -> str:
    """Two parts of a text that was cut; a cut inside a sentence leaves no blank."""
    if not before or not after:
        return before or after
    cut_inside = re.search(r"[ก-๎]$", before) and re.match(r"[ก-๎]", after)
    return f"{before}{'' if cut_inside else ' '}{after}"


def _down(rows: list[Row]) -> list[str]:
    """The cells of a table column by column."""
    width = max(len(row.cells) for row in rows)
    return [row.cells[i] for i in range(width) for row in rows if i < len(row.cells)]


def _number(text: str) -> int | None:
    match = re.match(r"\s*(\d{1,3})\s*\.?\s*$", arabic_digits(text))
    return int(match[1]) if match else None


def read_contents(blocks: Iterable[Line | Row]) -> Contents:
    """Everything a document holds, in order."""
    reader = _Reader()
    kept = list(blocks)
    at = 0
    while at < len(kept):
        block = kept[at]
        if isinstance(block, Line):
            reader.line(block.text)
            at += 1
        else:
            below = kept[at + 1] if at + 1 < len(kept) else None
            at += reader.row(block, below if isinstance(below, Row) else None)
    return reader.finish()


def entry_of(row: Row, header: Header) -> Entry:
    """The row's cells under their meanings; cells of one meaning are joined.

    Ticks in the columns of a calendar are the months they stand under.
    """
    texts: dict[str, list[str]] = {}
    ticked: list[tuple[int, int]] = []
    starts = ""
    for column, heading, cell in zip(header.columns, header.headings, row.cells, strict=False):
        months = months_of(heading)
        if cell and months is not None:
            ticked.append(months)
        elif cell and column is Column.PERIOD and is_start(heading):
            starts = cell
        elif cell:
            whole = f"{starts} - {cell}" if starts and column is Column.PERIOD else cell
            starts = "" if column is Column.PERIOD else starts
            texts.setdefault(column.value, []).append(whole)
    if starts:
        texts.setdefault(Column.PERIOD.value, []).append(starts)
    if ticked:
        texts.setdefault(Column.PERIOD.value, []).append(_months_written(ticked))
    return Entry(**{name: "\n".join(parts) for name, parts in texts.items()})


def _months_written(ticked: list[tuple[int, int]]) -> str:
    first, last = min(start for start, _ in ticked), max(end for _, end in ticked)
    names = [MONTHS[(number + 9) % 12] for number in (first, last)]
    return names[0] if first == last else " - ".join(names)


def put_right(entry: Entry) -> tuple[Entry, str]:
    """A row whose owner and steps share a cell, so that what follows stands one cell too early.

    Returns the row with its cells in place and the words of the cell left over.
    """
    items = split_items(entry.responsible)
    lead = [item for item in items if item.continues]
    if not lead or len(items) < 2 or _is_owner_list([item.text for item in items]):
        return entry, ""
    owner, steps = lead[0].text, _after(entry.responsible, lead[0].text)
    if not entry.steps:
        return _replaced(entry, responsible=owner, steps=steps), ""
    if not _reads_like_clauses(entry.steps):
        return entry, ""
    left_over = entry.monitoring
    if left_over and squeezed(left_over) != squeezed(entry.measure + owner):
        return entry, ""
    return _replaced(entry, responsible=owner, steps=steps, monitoring=entry.steps), tidy(left_over)


_OPENS = re.compile(
    r"^\s*(?:[-–•]|\(?\d{1,2}(?:\.\d{1,2})*\s?[.)]|[ieo]\s?\d|ตัวชี้วัด|เครื่องมือ|ประเด็น)", re.IGNORECASE
)


def _is_cut(entry: Entry) -> bool:
    """Whether a row on top of a page can only be the rest of the row before."""
    if _number(entry.number) is not None or first_number(entry.steps) == 1:
        return False
    return not _OPENS.match(arabic_digits(entry.measure))


def _mended(upper: Entry, lower: Entry) -> Entry:
    """The two parts of a row as one; a cell goes on in mid-sentence unless an item opens."""
    values = {}
    for one in fields(upper):
        before, after = getattr(upper, one.name), getattr(lower, one.name)
        opens = before and after and _OPENS.match(arabic_digits(after))
        values[one.name] = f"{before}\n{after}" if opens else joined_text(before, after)
    return Entry(**values)


def continues(entry: Entry, title: Title, last: Bundle) -> bool:
    """Whether a row goes on with the measure of the row before it."""
    if not entry.measure and (not entry.number or _number(entry.number) == last.title.number):
        return True
    if title.heading is not None or not title.title:
        return not title.title and title.number in (None, last.title.number)
    same = squeezed(title.title) == squeezed(last.title.title)
    if title.continued:
        return (
            same
            or title.number == last.title.number
            or likeness(title.title, last.title.title) > 0.7
        )
    if title.number is not None or last.title.number is not None:
        near = likeness(title.title, last.title.title) > 0.8
        return title.number == last.title.number and near and _steps_go_on(entry, last)
    return same and title.questions == last.title.questions and _steps_go_on(entry, last)


def _steps_go_on(entry: Entry, last: Bundle) -> bool:
    first = first_number(entry.steps)
    return not (first == 1 and first_number(last.entries[0].steps) == 1)


def _section(row: Row, entry: Entry) -> Heading | None:
    """The heading a row is, when all it holds is one cell that reads like one."""
    filled = [cell for cell in row.cells if cell]
    if len(filled) != 1:
        return None
    found = read_heading(filled[0])
    if found is None and row.wide and len(filled[0]) < 200:
        found = Heading(tidy(filled[0]))
    at_front = bool(entry.number or entry.issue or entry.measure)
    return found if at_front or row.wide else None


def _fitting(row: Row, header: Header, table: int) -> Header | None:
    """The head a row can stand under: that of its table, or of a table before that is as wide.

    Ruled lines of a neighbour may give a printed head empty columns, which later pages lack.
    """
    width = len(header.columns)
    if row.table == table:
        return header if len(row.cells) <= width or not any(row.cells[width:]) else None
    if len(row.cells) == width:
        return header
    named = [i for i, heading in enumerate(header.headings) if heading]
    if len(named) == len(row.cells):
        columns = tuple(header.columns[i] for i in named)
        return Header(columns, tuple(header.headings[i] for i in named))
    return None


def _is_owner_list(texts: list[str]) -> bool:
    return all(len(text) < 60 and joined(read_owners(text)).named for text in texts[1:])


def _after(text: str, lead: str) -> str:
    """The rest of a cell after its first words, whose white space may differ."""
    wanted, at = len(squeezed(lead)), 0
    while at < len(text) and len(squeezed(text[:at])) < wanted:
        at += 1
    return text[at:].strip()


_CLAUSE = re.compile(r"ภายในเดือน|ภายในวันที่|ทุกเดือน|ไตรมาส|กำกับติดตาม|กำชับ|ภายในกำหนด|เป็นปัจจุบัน")


def _reads_like_clauses(text: str) -> bool:
    return bool(_CLAUSE.search(squeezed(text)))


def _replaced(
    entry: Entry, *, responsible: str, steps: str, monitoring: str | None = None
) -> Entry:
    values = {one.name: getattr(entry, one.name) for one in fields(entry)}
    values |= {"responsible": responsible, "steps": steps}
    if monitoring is not None:
        values["monitoring"] = monitoring
    return Entry(**values)
