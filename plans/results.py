"""What a report says was done: status, dates and words of each measure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from plans.grid import squeezed
from plans.model import Finding, Result, Status
from plans.remarks import Remark, remark
from plans.rows import Entry, joined_text
from plans.thai import read_dates, tidy

_EMPTY_BOX = r"(?:[☐□]|\(\s*\)|\[\s*\])"
_UNTICKED = re.compile(rf"{_EMPTY_BOX}[^☐□☑☒✓✔/()\[\]\n]*")
_NOTHING = re.compile(rf"(?:{_EMPTY_BOX}|[\s.\-–])*")
_TICK = re.compile(r"^(?:\(\s*[/✓✔xX]\s*\)|\[\s*[/✓✔xX]\s*\]|[/✓✔☑☒√✅●✗✘]|[PüxX×]$)+")
_IMPOSSIBLE = re.compile(r"ไม่สามารถดำเนินการ|ดำเนินการไม่ได้")
_UNFINISHED = re.compile(r"ยังไม่|อยู่ระหว่าง|จะดำเนินการ|ไม่แล้วเสร็จ|รอดำเนินการ")
_FINISHED = re.compile(r"ดำเนินการแล้ว|แล้วเสร็จ|เสร็จสิ้น|ดำเนินการเมื่อวันที่|ดำเนินการครบ|^บรรลุ|100%|ร้อยละ100")

_DONE_WHEN = re.compile(r"ดำเนินการ(?:แล้ว)?เมื่อวันที่.{0,40}")


@dataclass(frozen=True, slots=True)
class _Answer:
    """A cell to tick: whether it is, and the words written into it."""

    is_ticked: bool = False
    words: str = ""


def about_result(entries: Sequence[Entry]) -> Iterator[Finding]:
    """What is odd in what a report says was done."""
    for entry in entries:
        source = tidy(entry.measure) or tidy(entry.steps)
        done, not_possible = _answer(entry.done), _answer(entry.not_possible)
        if _is_doubled(entry.result):
            yield remark(Remark.RESULT_REPEATED, tidy(entry.result))
        if done.is_ticked and not_possible.is_ticked:
            yield remark(Remark.RESULT_BOTH, source)
        elif not_possible.is_ticked and not _has_reason(entry, not_possible):
            yield remark(Remark.NO_REASON, source)


def read_result(entries: Sequence[Entry]) -> Result | None:
    """The result of a measure from all its rows; None where the document gives none."""
    done = [_answer(entry.done) for entry in entries]
    not_possible = [_answer(entry.not_possible) for entry in entries]
    words = [one.words for one in (*done, *not_possible) if one.words]
    text = " ".join([*filter(None, [_joined_cells(entry.result for entry in entries)]), *words])
    said = " ".join(tidy(entry.status) for entry in entries if entry.status)
    status = _status(
        said or text,
        done=any(one.is_ticked for one in done),
        not_possible=any(one.is_ticked for one in not_possible),
    )
    outcome = _joined_cells(entry.outcome for entry in entries)
    found = Result(
        status=status,
        dates=read_dates(text) or tuple(dict.fromkeys(_done_on(outcome))),
        text=text,
        outcome=outcome or None,
        suggestion=_joined_cells(entry.suggestion for entry in entries) or None,
    )
    return None if found == Result() else found


def _answer(cell: str) -> _Answer:
    """A tick, words, or both; an open box or a dash answers nothing."""
    text = tidy(_UNTICKED.sub(" ", cell))
    if _NOTHING.fullmatch(text):
        return _Answer()
    ticked = _TICK.match(text)
    words = tidy(text[ticked.end() :]) if ticked else text
    return _Answer(bool(ticked) or not _UNFINISHED.search(squeezed(words)), words)


def _has_reason(entry: Entry, answer: _Answer) -> bool:
    elsewhere = (entry.outcome, entry.result, entry.obstacle, entry.note, entry.other)
    return bool(answer.words or any(elsewhere) or entry.unknown)


def _is_doubled(text: str) -> bool:
    lines = [squeezed(line) for line in text.split("\n")]
    half = len(lines) // 2
    return half > 0 and len(lines) % 2 == 0 and lines[:half] == lines[half:]


def _joined_cells(cells: Iterable[str]) -> str:
    text = ""
    for cell in cells:
        text = joined_text(text, tidy(cell))
    return text


def _done_on(outcome: str) -> Iterator[date]:
    """Days on which something was done, in forms that tick and have no other place for words."""
    for said in _DONE_WHEN.finditer(outcome):
        yield from read_dates(said[0])[:1]


def _status(text: str, *, done: bool, not_possible: bool) -> Status | None:
    """What ticks say, else what the words say; None where they say neither or both."""
    bare = squeezed(_UNTICKED.sub(" ", text))
    if not_possible or (not done and _IMPOSSIBLE.search(bare)):
        return None if done else Status.NOT_POSSIBLE
    if done:
        return Status.DONE
    if not bare or _UNFINISHED.search(bare):
        return None
    return Status.DONE if read_dates(text) or _FINISHED.search(bare) else None
