"""The steps of a measure, and which of its owners and periods belong to which step."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from plans.clauses import read_period
from plans.divisions import Owners, joined, read_owners
from plans.grid import squeezed
from plans.items import Item, split_items, with_preface
from plans.model import Finding, Period, Step
from plans.remarks import Remark, remark
from plans.results import joined_text
from plans.rows import Bundle, Entry
from plans.thai import arabic_digits, tidy

_RANGE = re.compile(
    r"(?:\d{1,2}\s*)?[ก-๙.]{2,}\s*(?:(?:พ\.ศ\.\s*)?25\d\d)?\s*(?:-|–|—|ถึง)\s*(?:\d{1,2}\s*)?[ก-๙.]{2,}\s*(?:พ\.ศ\.\s*)?25\d\d"
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
    if any(_repeats(entry) for bundle in bundles for entry in bundle.entries):
        return True
    return any(_rows_differ(bundle.entries) for bundle in bundles)


def _repeats(entry: Entry) -> bool:
    owners = [one for one in read_owners(entry.responsible) if one.named]
    return len(period_pieces(entry.period)) > 1 or (
        len(owners) > 1 and len({(one.divisions, one.everyone) for one in owners}) < len(owners)
    )


def _rows_differ(entries: Sequence[Entry]) -> bool:
    """Whether rows of one measure name other owners, more than a slip of the pen would."""
    named = [_who(entry) for entry in entries if entry.responsible and entry.steps]
    named = [who for who in named if who]
    return any(len(one & named[0]) * 2 < len(one | named[0]) for one in named[1:])


def _who(entry: Entry) -> frozenset[str]:
    owners = joined(read_owners(entry.responsible))
    return frozenset((*owners.divisions, *(["*"] if owners.everyone else [])))


def named_owners(owners: Owners) -> Owners:
    """Owners with at least a name: a position or unknown words stand in where nothing else is."""
    if owners.named:
        return owners
    stand_in = tuple(
        name for name in (*owners.unknown, *owners.roles) if len(name) < 60 and not is_nobody(name)
    )
    return replace(owners, divisions=stand_in[:1])


def read_steps(bundle: Bundle, fiscal_year: int | None) -> tuple[TakenSteps, list[Finding]]:
    """The steps of a measure, with owner and period when a year says they are paired."""
    taken = TakenSteps()
    findings: list[Finding] = []
    for entry in bundle.entries:
        first = len(taken.steps)
        _add_steps(entry, taken)
        if fiscal_year is not None:
            findings += _pair(entry, taken, first, fiscal_year)
    findings += _about_numbers(taken.numbers)
    return taken, findings


def _add_steps(entry: Entry, taken: TakenSteps) -> None:
    after = next((number for number in reversed(taken.numbers) if number), 0)
    items = list(split_items(entry.steps, after=after))
    if taken.steps and items and items[0].continues and not _is_own_step(items, entry, after):
        last = taken.steps[-1]
        taken.steps[-1] = replace(last, text=joined_text(last.text, items.pop(0).text))
    for item in with_preface(items):
        taken.steps.append(Step(item.text))
        taken.numbers.append(item.number)


def _is_own_step(items: Sequence[Item], entry: Entry, after: int) -> bool:
    """Whether words without a number open a step of their own or go on with the one before."""
    if len(items) > 1:
        return items[0].number == after + 1
    return bool(entry.responsible or entry.period or entry.done or entry.not_possible)


def _about_numbers(numbers: Sequence[int | None]) -> Iterator[Finding]:
    printed = [number for number in numbers if number is not None]
    if printed and printed != list(range(printed[0], printed[0] + len(printed))):
        text = " ".join(str(number) for number in printed)
        yield remark(Remark.NUMBERING, text, printed=text, count=len(numbers))
    if printed:
        for position, number in enumerate(numbers, 1):
            if number is None:
                yield remark(Remark.UNNUMBERED_STEP, step=position, position=position)


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
        if period is None
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


def is_nobody(name: str) -> bool:
    """Whether the words name no one in particular ("เจ้าหน้าที่ผู้รับผิดชอบ")."""
    return bool(_NOBODY.match(name))
