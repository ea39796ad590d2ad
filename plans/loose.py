"""Cells whose rows are not marked → rows, by the table head above them and by what they hold."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plans.grid import Block, Line, Loose, Row, squeezed, texts_of
from plans.headers import header_of_cells, run_length, score_header_of
from plans.items import first_number
from plans.layouts import Column, ScoreColumn, column_of, score_column_of
from plans.thai import arabic_digits

_PAGE_MARK = re.compile(r"^\s*[-–]\s*\d{1,3}\s*[-–]\s*$")
_OUTSIDE = re.compile(
    r"^(?:ตัวชี้วัดที่|เครื่องมือการประเมิน|ประเด็นที่\s*\d"
    r"|(?:มาตรการ|แผน|รายงาน).{0,120}ประจำปี|\d{1,2}\s*[.)]\s*ตัวชี้วัด"
    r"|(?:สรุป)?ปัญหา.{0,12}อุปสรรค|ข้อเสนอแนะ|\(?\s*ลงชื่อ)"
)
_ENDING = re.compile(r"^(?:สรุป)?ปัญหา.{0,12}อุปสรรค|^ข้อเสนอแนะ|^\(?\s*ลงชื่อ")
_LONGEST_TITLE = 160
_Columns = tuple[Column, ...] | tuple[ScoreColumn | None, ...]


@dataclass(slots=True)
class _Cell:
    """A cell being put together; ``lines`` may hold what follows the table."""

    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(line for line in self.lines if line)


def is_page_mark(text: str) -> bool:
    """Whether the line is nothing but a page number between dashes."""
    return bool(_PAGE_MARK.match(arabic_digits(text)))


def settle(blocks: Iterable[Block]) -> Iterator[Line | Row]:
    """The blocks with every loose cell put into a row, or made a line outside of tables."""
    yield from _tables(list(_released(_joined(blocks))))


def as_cells(blocks: Iterable[Block]) -> list[Block]:
    """Lines taken for cells, one each, from the first run of them that is a table head on.

    Numbered lines that count on from one another are one cell.
    """
    kept = [block for block in blocks if not isinstance(block, Line) or block.text]
    texts = [block.text if isinstance(block, Line) else "" for block in kept]
    start = next((at for at in range(len(texts)) if _head_length(texts[at : at + 63])), None)
    if start is None:
        return kept
    made: list[Block] = kept[:start]
    for block in kept[start:]:
        before = made[-1] if made else None
        if isinstance(before, Loose) and _counts_on(before.text, "".join(texts_of(block))):
            made[-1] = Loose(f"{before.text}\n{''.join(texts_of(block))}")
        elif isinstance(block, Line) and not _is_outside(block.text):
            made.append(Loose(block.text))
        else:
            made += [block, *kept[kept.index(block) + 1 :]] if _is_ending(block) else [block]
            if _is_ending(block):
                break
    return made


def _counts_on(before: str, text: str) -> bool:
    last, first = first_number(before.rsplit("\n", 1)[-1]), first_number(text)
    return last is not None and first == last + 1


def _is_outside(line: str) -> bool:
    return is_page_mark(line) or (
        len(line) <= _LONGEST_TITLE and bool(_OUTSIDE.match(arabic_digits(line)))
    )


def _is_ending(block: Block) -> bool:
    return bool(_ENDING.match("".join(texts_of(block))))


def _joined(blocks: Iterable[Block]) -> list[Line | Row | _Cell]:
    """Cells with the lines that continue them; a page mark ends both cell and page."""
    items: list[Line | Row | _Cell] = []
    cell: _Cell | None = None
    for block in blocks:
        if isinstance(block, Loose):
            cell = _Cell([block.text])
            items.append(cell)
        elif isinstance(block, Row) or cell is None or _ends(cell, block.text):
            cell = None
            items.append(block)
        else:
            cell.lines.append(block.text)
    return items


def _released(items: Sequence[Line | Row | _Cell]) -> Iterator[Line | Row | _Cell]:
    """Headings between an empty last cell and the next table head belong to neither."""
    for at, item in enumerate(items):
        yield item
        if not isinstance(item, _Cell) or item.lines[0] or not item.text:
            continue
        following = [cell.text for cell in _run(items, at + 1, {})][:63]
        if all(_is_outside(line) for line in item.lines if line) and _head_length(following):
            yield from (Line(line) for line in item.lines if line)
            item.lines.clear()


def _ends(cell: _Cell, line: str) -> bool:
    if is_page_mark(line) or (len(line) <= _LONGEST_TITLE and _ENDING.match(line)):
        return True
    opened_by_heading = not cell.text or bool(_OUTSIDE.match(arabic_digits(cell.text)))
    return (
        len(line) <= _LONGEST_TITLE
        and not opened_by_heading
        and bool(_OUTSIDE.match(arabic_digits(line)))
    )


def _tables(items: Sequence[Line | Row | _Cell]) -> Iterator[Line | Row]:
    heads = _heads(items)
    at, table, width = 0, 0, 0
    columns: _Columns = ()
    while at < len(items):
        item = items[at]
        if not isinstance(item, _Cell):
            yield item
            at += 1
        elif at in heads:
            width = heads[at]
            table += 1
            head = tuple(cell.text for cell in items[at : at + width] if isinstance(cell, _Cell))
            header = header_of_cells(head) or score_header_of(head)
            columns = header.columns if header else ()
            yield Row(head, -table)
            at += width
        else:
            run = _run(items, at, heads)
            yield from _rows_or_lines([cell.text for cell in run], width, columns, -table)
            at += len(run)


def _heads(items: Sequence[Line | Row | _Cell]) -> dict[int, int]:
    """Where the table heads start and how many cells each takes.

    The heads of a table are repeated page by page, so cells that happen to read like headings
    right below one of them are told apart by not being repeated.
    """
    found: dict[int, int] = {}
    texts: dict[int, tuple[str, ...]] = {}
    for at in range(len(items)):
        cells = [item.text for item in _run(items, at, {})][:63]
        length = _head_length(cells)
        if length and not any(start <= at - 1 < start + size - 1 for start, size in found.items()):
            found[at] = length
            texts[at] = tuple(squeezed(cell) for cell in cells[:length])
    for at, own in texts.items():
        shorter = [len(other) for other in texts.values() if other == own[: len(other)]]
        found[at] = min(shorter)
    return found


def _head_length(cells: Sequence[str]) -> int:
    length = run_length(cells, column_of)
    if length >= 3 and header_of_cells(cells[:length]):
        return length
    length = run_length(cells, score_column_of)
    return length if length >= 3 and score_header_of(cells[:length]) else 0


def _run(items: Sequence[Line | Row | _Cell], at: int, heads: dict[int, int]) -> list[_Cell]:
    """The cells from here to the next head, line or row."""
    run: list[_Cell] = []
    for i in range(at, len(items)):
        item = items[i]
        if not isinstance(item, _Cell) or (i in heads and i > at):
            break
        run.append(item)
    return run


def _rows_or_lines(
    cells: list[str], width: int, columns: _Columns, table: int
) -> Iterator[Line | Row]:
    if not width:
        yield from (Line(cell) for cell in cells)
    elif columns and len(cells) % width:
        yield from (Row(row, table) for row in _aligned(cells, columns))
    else:
        for i in range(0, len(cells), width):
            yield Row(tuple(cells[i : i + width]), table)


def _aligned(cells: list[str], columns: _Columns) -> Iterator[tuple[str, ...]]:
    """The cheapest way to lay the cells out in order, when some of them are missing."""
    places = _cheapest_places(cells, columns)
    row = [""] * len(columns)
    last = -1
    for cell, place in zip(cells, places, strict=True):
        if place <= last:
            yield tuple(row)
            row = [""] * len(columns)
        row[place] = cell
        last = place
    yield tuple(row)


def _cheapest_places(cells: list[str], columns: _Columns) -> list[int]:
    width = len(columns)
    costs = [(float(place), [place]) for place in range(width)]
    costs = [
        (cost + _misfit(cells[0], columns[place]), path) for place, (cost, path) in enumerate(costs)
    ]
    for cell in cells[1:]:
        costs = [
            min(
                (
                    cost + _skipped(path[-1], place, width) + _misfit(cell, columns[place]),
                    [*path, place],
                )
                for cost, path in costs
            )
            for place in range(width)
        ]
    return min((cost + 0.2 * (width - 1 - path[-1]), path) for cost, path in costs)[1]


def _skipped(before: int, place: int, width: int) -> float:
    """How many cells would be missing between two neighbours."""
    gap = place - before - 1
    return float(gap if place > before else gap + width)


_FITS: dict[Column | ScoreColumn | None, re.Pattern[str]] = {
    Column.MEASURE: re.compile(r"^(?:-|[ieo]\s*\d|ตัวชี้วัด|เครื่องมือ|ประเด็น)", re.IGNORECASE),
    Column.RESPONSIBLE: re.compile(r"^\W*\d?\W*(?:สำนัก|กอง|งาน|ฝ่าย|หน่วย|ทุก|กลุ่มงาน|คณะกรรม)"),
    Column.STEPS: re.compile(r"^\W*\d\s*[.)]|^\s*-"),
    Column.MONITORING: re.compile(r"ภายในเดือน|ทุกเดือน|กำกับติดตาม|กำชับ|มีการติดตาม"),
    Column.RESULT: re.compile(r"เมื่อวันที่|ได้ดำเนินการ|ดำเนินการแล้ว"),
    Column.PERIOD: re.compile(r"25\d\d|ปีงบประมาณ|ตลอดปี"),
    Column.DONE: re.compile(r"^[/✓✔☑]?$"),
    Column.NOT_POSSIBLE: re.compile(r"^[/✓✔☑]?$"),
    Column.NUMBER: re.compile(r"^\d{1,2}\.?$"),
    ScoreColumn.INSTRUMENT: re.compile(r"^(?:IIT|EIT|OIT)$"),
    ScoreColumn.INDICATOR: re.compile(r"^(?:ข้อ|[IEO]\s?\d|การ|คุณภาพ|ประสิทธิภาพ)"),
    ScoreColumn.QUESTION: re.compile(r"^(?:ข้อ|[IEO]\s?\d)"),
    ScoreColumn.SCORE: re.compile(r"^\d{1,3}(?:\.\d+)?(?:\s|$)"),
    ScoreColumn.PASSED: re.compile(r"ผ่าน"),
    ScoreColumn.GUIDANCE: re.compile(r"^.{60}", re.DOTALL),
}


def _misfit(cell: str, column: Column | ScoreColumn | None) -> float:
    pattern = _FITS.get(column)
    if not cell or pattern is None:
        return 0.5
    return 0.0 if pattern.search(arabic_digits(cell)) else 1.0
