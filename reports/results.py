"""Results in words: what each division did of a measure, what it did not say, what is still due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from plans.model import Duty, Every, MarkKind, Status
from reports import wording
from reports.pages import Text
from reports.report import Line, Oversight, Ruling, Said, Share

_NO_REASON = "(ไม่ได้ระบุเหตุผล)"
_NOT_FOLLOWED = f"{wording.NOT_REPORTED} (แผนไม่ได้กำหนดการรายงานของรายการนี้)"
_SETTLED = {Status.DONE: wording.DONE, Status.NOT_POSSIBLE: wording.NOT_POSSIBLE}
_TIMES = "ครั้ง"
_UNITS = {
    Every.DAY: "วัน",
    Every.WEEK: "สัปดาห์",
    Every.MONTH: "เดือน",
    Every.QUARTER: "ไตรมาส",
    Every.YEAR: "ปี",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a form prints results.

    ``own_name`` is what the office calls itself, said where a measure has but one division;
    ``outcomes`` puts what came of it behind the words, for forms without a column of their own
    for it; ``refers`` says that the form prints clauses by number, so that a line can name one.
    """

    own_name: str
    outcomes: bool = True
    refers: bool = False


def results(line: Line, style: Style) -> tuple[Text, ...]:
    """What was done of a measure, one numbered line per division and duty; never empty."""
    blocks = [list(block) for block in _Teller(line, style).blocks(line.shares)]
    alone = len(blocks) == 1 and line.status is not Status.DONE
    numbers = [""] if alone else [f"{n}." for n in range(1, len(blocks) + 1)]
    texts = [t for n, block in zip(numbers, blocks, strict=True) for t in _marked(n, block)]
    rulings = (Text(_ruling(one)) for one in line.rulings)
    return (*texts, *rulings, *(Text(_oversight(one)) for one in line.oversight if one.due))


def step_results(line: Line, step: int, style: Style) -> tuple[Text, ...]:
    """What was done of one step, as dashed lines; a dash where nobody owes anything for it."""
    shares = [share for share in line.shares if (share.duty.step or 1) == step]
    blocks = [list(block) for block in _Teller(line, style, whole=False).blocks(shares)]
    texts = [t for block in blocks for t in _marked("-", block)]
    ruled = (one for one in line.rulings if (one.occurrence.duty.step or 1) == step)
    return (*texts, *(Text(_ruling(one)) for one in ruled)) or (Text(wording.NOTHING),)


def _marked(mark: str, block: Sequence[str]) -> Iterator[Text]:
    yield Text(f"{mark} {block[0]}".strip(), hanging=bool(mark))
    yield from (Text(more, hanging=True, level=int(bool(mark))) for more in block[1:])


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts shares of one measure into words; ``whole`` when they are all of the measure's."""

    line: Line
    style: Style
    whole: bool = True

    @property
    def named(self) -> bool:
        """Whether divisions are named, because there are several."""
        return len({share.division for share in self.line.shares}) > 1

    def blocks(self, shares: Sequence[Share]) -> Iterator[Iterable[str]]:
        """The lines of each division, those that have said nothing of a duty together."""
        if not self.line.shares:
            yield [_SETTLED.get(self.line.status, _NOT_FOLLOWED)]
        several = self.whole and len({share.duty.label for share in shares}) > 1
        for _, same in groupby(shares, key=lambda share: share.duty.label):
            own = tuple(same)
            reference = self.reference(own[0].duty) if several else ""
            yield from (self.told(share, reference) for share in own if share.said)
            yield from self.silent([share for share in own if not share.said], reference)

    def reference(self, duty: Duty) -> str:
        """Which printed clause or step of the measure a line answers."""
        if duty.step:
            return f"ขั้นตอนที่ {duty.step} "
        return f"ข้อ {duty.clause} " if self.style.refers and duty.clause else ""

    def told(self, share: Share, reference: str) -> Iterator[str]:
        """What a division said in the order it was said, then what is still open."""
        named = self.named and share.division
        who = f"{reference}{share.division if named else self.style.own_name}"
        if share.due > 1:
            yield f"{who}รายงานแล้ว {share.answered} จาก {share.due} {self.unit(share)}"
            for said in share.said:
                yield f"- {wording.occurrence(said.occurrence)}: {self.brief(said)}"
        else:
            first, *others = share.said
            yield self.sentence(first, who)
            yield from (f"- {self.sentence(one)}" for one in others)
        yield from _still_open(share)

    def silent(self, shares: Sequence[Share], reference: str) -> Iterator[list[str]]:
        """Divisions of which nothing was heard, together where the words are the same."""
        words: dict[str, list[str]] = {}
        for share in shares:
            words.setdefault(self.silence(share), []).append(share.division)
        for said, divisions in words.items():
            names = f"{', '.join(divisions)}: " if self.named and all(divisions) else ""
            yield [f"{reference}{names}{said}"]

    def silence(self, share: Share) -> str:
        """What is said of a division that has said nothing."""
        if share.status is Status.NOT_DUE and share.next_due:
            return f"{wording.IN_PROGRESS} {wording.deadline(share.next_due)}"
        if share.status is Status.NOT_DUE:
            return wording.NOT_DUE
        if share.due > 1:
            return f"{wording.NOT_REPORTED} (0 จาก {share.due} {self.unit(share)})"
        return wording.NOT_REPORTED

    def unit(self, share: Share) -> str:
        """What the occurrences of a duty are counted in: เดือน, ไตรมาส, ครั้ง."""
        clauses = self.line.measure.clauses
        number = share.duty.clause
        if number is None or number > len(clauses):
            return _TIMES
        clause = clauses[number - 1]
        counted = clause.every if clause.interval == 1 and clause.times == 1 else None
        return _UNITS.get(counted, _TIMES) if counted else _TIMES

    def sentence(self, said: Said, who: str = "") -> str:
        """One mark in words."""
        return in_words(said, self.style, who)

    def brief(self, said: Said) -> str:
        """One mark of many: for what was done, the date is enough."""
        if said.kind is not MarkKind.DONE:
            return self.sentence(said)
        return f"{wording.day(said.day)} {said.words.note}".rstrip() + _rest(said, self.style)


def in_words(said: Said, style: Style, who: str = "") -> str:
    """One mark in words, with its date, note and evidence."""
    on = f"เมื่อ{wording.day_in_full(said.day)}"
    note = said.words.note
    match said.kind:
        case MarkKind.DONE:
            words = f"{who}ได้ดำเนินการ{on} {note}"
        case MarkKind.NOT_POSSIBLE:
            words = f"{who}{wording.NOT_POSSIBLE} {_reason(note)} (รายงาน{on})"
        case MarkKind.IN_PROGRESS:
            words = f"{who}{wording.IN_PROGRESS} {note}".rstrip() + f" (รายงาน{on})"
        case _:
            words = f"{who}รายงานเพิ่มเติม{on} {note}"
    return words.strip() + _rest(said, style)


def _rest(said: Said, style: Style) -> str:
    """Outcome and evidence, behind the words."""
    outcome = said.words.outcome if style.outcomes else ""
    names = [n for n in map(wording.evidence, said.evidence) if n not in said.words.note]
    proof = f" หลักฐาน: {', '.join(names)}" if names else ""
    return (f" ผลลัพธ์: {outcome}" if outcome else "") + proof


def _still_open(share: Share) -> Iterator[str]:
    if share.missing and share.due > 1:
        names = ", ".join(wording.occurrence(one) for one in share.missing)
        yield f"- {wording.NOT_REPORTED}: {names}"
    elif share.missing:
        yield f"- {wording.NOT_REPORTED}ว่าแล้วเสร็จ"
    elif share.next_due and share.due <= 1 and share.status is not Status.DONE:
        yield f"- {wording.deadline(share.next_due)}"


def _reason(note: str) -> str:
    """เนื่องจาก… without saying it twice."""
    if not note:
        return _NO_REASON
    return note if note.startswith(("เนื่องจาก", "เพราะ")) else f"เนื่องจาก {note}"


def _ruling(one: Ruling) -> str:
    words = _SETTLED.get(Status(one.kind), wording.IN_PROGRESS)
    on = wording.day_in_full(one.day)
    return f"ผลการวินิจฉัย: {words} {one.reason}".rstrip() + f" (เมื่อ{on})"


def _oversight(one: Oversight) -> str:
    return f"ผู้บริหารกำกับติดตามแล้ว {one.answered} จาก {one.due} {_TIMES}"
