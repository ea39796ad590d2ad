"""What people write behind an answer, cut at the labels they use themselves."""

import re

from plans.model import Mark, Occurrence
from plans.progress import done_on
from reports.report import Said, Words

_LABELLED = re.compile(
    r"(?:(?P<outcome>ผลลัพธ์|ความสำเร็จ)"
    r"|(?P<obstacle>ปัญหา(?:(?:และ|/)?อุปสรรค)?|อุปสรรค)"
    r"|(?P<suggestion>ข้อเสนอแนะ))\s*[::]\s*"
)


def split_note(note: str) -> Words:
    """A note cut at "ผลลัพธ์:", "ปัญหา:", "ข้อเสนอแนะ:"; without labels it stays whole."""
    labels = list(_LABELLED.finditer(note))
    ends = [*(label.start() for label in labels[1:]), len(note)]
    parts: dict[str, list[str]] = {"outcome": [], "obstacle": [], "suggestion": []}
    for label, end in zip(labels, ends, strict=False):
        parts[label.lastgroup or ""].append(note[label.end() : end].strip())
    return Words(
        note=(note[: labels[0].start()] if labels else note).strip(),
        outcome="\n".join(parts["outcome"]),
        obstacle="\n".join(parts["obstacle"]),
        suggestion="\n".join(parts["suggestion"]),
    )


def heard(mark: Mark, occurrence: Occurrence) -> Said:
    """A mark as a report tells it."""
    words = split_note(mark.note)
    return Said(mark.division, mark.kind, done_on(mark), words, mark.evidence, occurrence)
