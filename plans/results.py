"""What a report says was done: status, dates and words of each measure."""

import re
from collections.abc import Iterable, Iterator, Sequence

from plans.grid import squeezed
from plans.model import Finding, Result, Status
from plans.remarks import Remark, remark
from plans.rows import Entry
from plans.thai import read_dates, tidy

_TICK = re.compile(r"^[\s/✓✔☑√✅Pü●○xX×]+$")
_IMPOSSIBLE = re.compile(r"ไม่สามารถดำเนินการ|ไม่ได้ดำเนินการ|ดำเนินการไม่ได้")
_UNFINISHED = re.compile(r"ยังไม่|อยู่ระหว่าง|จะดำเนินการ|ไม่แล้วเสร็จ|รอดำเนินการ")
_FINISHED = re.compile(r"ดำเนินการแล้ว|แล้วเสร็จ|เสร็จสิ้น|ดำเนินการเมื่อวันที่|ดำเนินการครบ")


def joined_text(before: str, after: str) -> str:
    """Two parts of a text that was cut; a cut inside a sentence leaves no blank."""
    if not before or not after:
        return before or after
    return f"{before}{'' if _cut_inside(before, after) else ' '}{after}"


def _cut_inside(before: str, after: str) -> bool:
    return bool(re.search(r"[ก-๎]$", before) and re.match(r"[ก-๎]", after))


def about_result(entries: Sequence[Entry]) -> Iterator[Finding]:
    """What is odd in what a report says was done."""
    for entry in entries:
        lines = [squeezed(line) for line in entry.result.split("\n")]
        half = len(lines) // 2
        if half and len(lines) % 2 == 0 and lines[:half] == lines[half:]:
            yield remark(Remark.RESULT_REPEATED, tidy(entry.result))
        if _TICK.match(entry.not_possible):
            if _TICK.match(entry.done):
                yield remark(Remark.RESULT_BOTH, tidy(entry.measure) or tidy(entry.steps))
            elif not (entry.outcome or entry.result or entry.obstacle or entry.other):
                yield remark(Remark.NO_REASON, tidy(entry.measure) or tidy(entry.steps))


def read_result(entries: Sequence[Entry]) -> Result | None:
    text = _joined_cells(entry.result for entry in entries)
    outcome = _joined_cells(entry.outcome for entry in entries)
    suggestion = _joined_cells(entry.suggestion for entry in entries)
    done = any(_TICK.match(entry.done) for entry in entries if entry.done)
    not_possible = any(entry.not_possible.strip() for entry in entries)
    reason = _joined_cells(
        entry.not_possible for entry in entries if not _TICK.match(entry.not_possible)
    )
    said = _joined_cells(entry.done for entry in entries if not _TICK.match(entry.done))
    text = " ".join(part for part in (text, said, reason) if part)
    if not (text or outcome or suggestion or done or not_possible):
        return None
    return Result(
        status=_status(text, done=done or bool(said), not_possible=not_possible),
        dates=read_dates(text),
        text=text,
        outcome=outcome or None,
        suggestion=suggestion or None,
    )


def _joined_cells(cells: Iterable[str]) -> str:
    text = ""
    for cell in cells:
        text = joined_text(text, tidy(cell))
    return text


def _status(text: str, *, done: bool, not_possible: bool) -> Status | None:
    if not_possible or (text and _IMPOSSIBLE.search(squeezed(text))):
        return None if done else Status.NOT_POSSIBLE
    if done:
        return Status.DONE
    bare = squeezed(text)
    if not bare or _UNFINISHED.search(bare):
        return None
    return Status.DONE if read_dates(text) or _FINISHED.search(bare) else None
