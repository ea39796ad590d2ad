"""The steps of a measure, and which of its owners and periods belong to which step."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from plans.clauses import read_clauses, read_period
from plans.divisions import Owners, joined, read_owners
from plans.grid import squeezed
from plans.items import Item, first_number, split_items, with_preface
from plans.model import ClauseKind, Finding, Period, Step
from plans.remarks import Remark, remark
from plans.rows import Bundle, Entry, joined_text
from plans.thai import arabic_digits, tidy

_DAY_AND_MONTH = r"(?:\d{1,2}\s*)?[ก-๙.]{2,14}\s*"
_RANGE = re.compile(
    rf"{_DAY_AND_MONTH}(?:(?:พ\.ศ\.\s*)?25\d\d)?\s*(?:-|–|—|ถึง)\s*{_DAY_AND_MONTH}(?:พ\.ศ\.\s*)?25\d\d"
)
_NOBODY = re.compile(r"^(?:ผู้รับผิดชอบ|เจ้าหน้าที่(?:ที่|ผู้)?(?:รับผิดชอบ|เกี่ยวข้อง)?|ผู้ที่ได้รับมอบหมาย\S*)$")


@dataclass(slots=True)
class TakenSteps:
    """The steps of a measure while its rows are read."""

    steps: list[Step] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)
    owners: Owners = field(default_factory=Owners)
    period: Period | None = None


def is_paired(bundles: Iterable[Bundle]) -> bool:
    """Whether owners and periods are printed step by step: as lists that repeat, or by row."""
    bundles = list(bundles)
    votes = sum(_vote(entry) for bundle in bundles for entry in bundle.entries)
    return votes > 0 or (votes == 0 and any(_rows_differ(bundle.entries) for bundle in bundles))


def _vote(entry: Entry) -> int:
    """1 for a row whose lists run parallel to its steps, -1 for one whose lists do not."""
    steps = len(split_items(entry.steps))
    owners = [one for one in read_owners(entry.responsible) if one.named]
    if steps < 2 or len(period_pieces(entry.period)) > 1:
        return int(steps > 1)
    repeated = len({(one.divisions, one.everyone) for one in owners}) < len(owners)
    if repeated and abs(len(owners) - steps) <= 1:
        return 1
    return -int(len(owners) > 1 and len(owners) != steps)


def _rows_differ(entries: Sequence[Entry]) -> bool:
    """Whether rows of one measure name other owners, more than a slip of the pen would."""
    rows = [
        entry for entry in entries if entry.steps and (first_number(entry.responsible) or 1) == 1
    ]
    named = [who for who in map(_who, rows) if who]
    return any(len(one & named[0]) * 2 < len(one | named[0]) for one in named[1:])


def _who(entry: Entry) -> frozenset[str]:
    owners = joined(read_owners(entry.responsible))
    return frozenset((*owners.divisions, *(["*"] if owners.everyone else [])))


def named_owners(owners: Owners) -> Owners:
    """Owners in which a position stands in where no division is named at all."""
    if owners.named:
        return owners
    return replace(owners, divisions=tuple(n for n in owners.roles if not is_nobody(n))[:1])


def read_steps(bundle: Bundle, fiscal_year: int | None) -> tuple[TakenSteps, list[Finding]]:
    """The steps of a measure, with owner and period when a year says they are paired."""
    taken = TakenSteps()
    findings: list[Finding] = []
    for entry in bundle.entries:
        first = len(taken.steps)
        _add_steps(entry, taken)
        if fiscal_year is not None:
            findings += _pair(entry, taken, first, fiscal_year)
    findings += about_numbers(taken.numbers, [step.text for step in taken.steps])
    return taken, findings


def _add_steps(entry: Entry, taken: TakenSteps) -> None:
    after = next((number for number in reversed(taken.numbers) if number), 0)
    items = list(split_items(entry.steps, after=after))
    if taken.steps and items and items[0].continues and not _is_own_step(items, entry, after):
        last = taken.steps[-1]
        taken.steps[-1] = replace(last, text=joined_text(last.text, items.pop(0).text))
    for item in with_preface(items):
        taken.steps.append(Step(item.text))
        taken.numbers.append(None if item.continues else item.number)


def _is_own_step(items: Sequence[Item], entry: Entry, after: int) -> bool:
    """Whether words without a number open a step of their own or go on with the one before."""
    if len(items) > 1:
        return items[0].number == after + 1
    return bool(entry.responsible or entry.period or entry.done or entry.not_possible)


def about_numbers(numbers: Sequence[int | None], texts: Sequence[str]) -> Iterator[Finding]:
    """What is odd in the printed numbers of items: out of order, or missing beside others."""
    printed = [number for number in numbers if number is not None]
    if printed and printed != list(range(printed[0], printed[0] + len(printed))):
        row = " ".join(str(number) for number in printed)
        yield remark(Remark.NUMBERING, texts[0], printed=row, count=len(numbers))
    if printed:
        for position, (number, text) in enumerate(zip(numbers, texts, strict=True), 1):
            if number is None:
                yield remark(Remark.UNNUMBERED, text, step=position, position=position)


def _pair(entry: Entry, taken: TakenSteps, first: int, fiscal_year: int) -> list[Finding]:
    """Give each step of a row its owner and period, in the order printed."""
    count = len(taken.steps) - first
    owners = [named_owners(one) for one in read_owners(entry.responsible)]
    pieces = period_pieces(entry.period)
    periods = [read_period(piece, fiscal_year=fiscal_year) for piece in pieces]
    findings: list[Finding] = []
    if len(owners) > 1 and len(owners) != count:
        source = tidy(entry.responsible)
        findings.append(remark(Remark.OWNERS_UNEQUAL, source, steps=count, owners=len(owners)))
    if len(periods) > 1 and len(periods) != count:
        source = tidy(entry.period)
        findings.append(remark(Remark.PERIODS_UNEQUAL, source, steps=count, periods=len(periods)))
    findings += [
        remark(Remark.PERIOD_UNREAD, piece, period=piece)
        for piece, period in zip(pieces, periods, strict=True)
        if period is None and not states_time(piece, fiscal_year)
    ]
    for i in range(count):
        taken.owners = _owner_of(owners, i, count) or taken.owners
        taken.period = periods[min(i, len(periods) - 1)] if periods else taken.period
        taken.steps[first + i] = _owned(taken.steps[first + i], taken)
    return findings


def _owner_of(owners: Sequence[Owners], at: int, count: int) -> Owners | None:
    """The owner of a step; the last of more steps than owners, or of more owners than steps."""
    if not owners:
        return None
    if count == 1 or (at == count - 1 and len(owners) > count):
        return replace(joined(owners[at:]), joint=all(one.joint for one in owners[at:]))
    return owners[min(at, len(owners) - 1)]


def _owned(step: Step, taken: TakenSteps) -> Step:
    owners = taken.owners
    return replace(
        step,
        divisions=owners.divisions,
        everyone=owners.everyone,
        joint=owners.joint,
        period=taken.period,
    )


def period_pieces(text: str) -> list[str]:
    """The periods a cell lists, one per line or one behind the other."""
    folded = arabic_digits(tidy(text))
    ranges = [match[0] for match in _RANGE.finditer(folded)]
    if len(ranges) > 1:
        return ranges
    lines = [tidy(line) for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and len({squeezed(line) for line in lines}) == 1:
        return lines
    return [tidy(text)] if text.strip() else []


def states_time(piece: str, fiscal_year: int) -> bool:
    """Whether words of a period cell say when, though no span of days ("ทุกเดือน")."""
    clauses = read_clauses(piece, fiscal_year=fiscal_year).clauses
    return any(clause.kind is not ClauseKind.UNSCHEDULED for clause in clauses)


def is_nobody(name: str) -> bool:
    """Whether the words name no one in particular ("เจ้าหน้าที่ผู้รับผิดชอบ")."""
    return bool(_NOBODY.match(name))
