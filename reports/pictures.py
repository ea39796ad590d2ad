"""Pictures for a phone, as PNG: progress by division and issue, scores compared, a month.

1080 pixels wide and as high as needed.  Each has its text alternative: ``told`` of its drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from plans.thai import Script
from reports.drawings import (
    Day,
    Drawing,
    Part,
    divisions_drawn,
    in_script,
    issues_drawn,
    month_drawn,
    scores_drawn,
)
from reports.letters import FONTS, width
from reports.month import Month
from reports.pdf import Unavailable
from reports.report import Report

_TEMPLATE = FONTS.parent / "typst" / "picture.typ"
_PIXELS = 144.0  # to the inch: the template's 540 points are 1080 pixels
_SIZE = 25.0
_LINE = 494.0  # points, less what the figure beside a name takes
_GAP = 12.0
_CHIP = 36.0
_LINES = 2
_WEEKDAYS = ("อา.", "จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.")


@dataclass(frozen=True, slots=True)
class _Row:
    lines: tuple[str, ...]
    right: str
    bars: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class _Picture:
    """The input of the template: a drawing with its names cut into lines."""

    title: str
    subtitle: tuple[str, ...]
    rows: tuple[_Row, ...]
    legend: tuple[Part, ...]
    more: str
    days: tuple[Day, ...]
    weekdays: tuple[str, ...] = _WEEKDAYS


def render_progress(report: Report, *, digits: Script = Script.THAI) -> bytes:
    """Progress by division; raises ``NothingToShow``, and ``Unavailable`` like all of these."""
    return render_drawing(divisions_drawn(report), digits=digits)


def render_issues(report: Report, *, digits: Script = Script.THAI) -> bytes:
    """Progress by indicator or issue; raises ``NothingToShow``."""
    return render_drawing(issues_drawn(report), digits=digits)


def render_scores(report: Report, *, digits: Script = Script.THAI) -> bytes:
    """ITA scores compared; raises ``NothingToShow``."""
    return render_drawing(scores_drawn(report), digits=digits)


def render_month(month: Month, *, digits: Script = Script.THAI) -> bytes:
    """A month's duties on its days."""
    return render_drawing(month_drawn(month), digits=digits)


def render_drawing(drawing: Drawing, *, digits: Script = Script.THAI) -> bytes:
    """Any drawing as PNG; raises ``Unavailable``."""
    try:
        import typst  # noqa: PLC0415 - the package may be missing
    except ImportError as missing:
        raise Unavailable(missing.name) from missing
    data = TypeAdapter(_Picture).dump_json(_picture(in_script(drawing, digits)))
    return typst.compile(
        _TEMPLATE,
        sys_inputs={"picture": data.decode()},
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="png",
        ppi=_PIXELS,
    )


def _picture(drawing: Drawing) -> _Picture:
    listed = bool(drawing.days)
    rows = []
    for row in drawing.rows:
        room = _LINE - (_CHIP if listed else width(row.right, _SIZE, bold=True) + _GAP)
        lines = _lines(row.name, room)
        owners = _lines(row.right, room)[:1] if listed else ()
        bars = tuple(map(_labelled, row.bars))
        rows.append(_Row((*lines, *owners), "" if listed else row.right, bars))
    return _Picture(
        drawing.title, drawing.subtitle, tuple(rows), drawing.legend, drawing.more, drawing.days
    )


def _labelled(bar: tuple[Part, ...]) -> tuple[Part, ...]:
    """The bar without the labels for which its parts are too short."""
    whole = sum(part.share for part in bar)
    return tuple(
        part
        if width(part.label, _SIZE, bold=True) + _GAP <= _LINE * part.share / whole
        else replace(part, label="")
        for part in bar
    )


def _lines(text: str, room: float) -> tuple[str, ...]:
    """The text on at most two lines; what is left over is said to be."""
    if width(text, _SIZE, bold=True) <= room:
        return (text,)
    lines = [""]
    for unit in _units(text):
        if width(lines[-1] + unit, _SIZE, bold=True) <= room:
            lines[-1] += unit
        elif len(lines) < _LINES:
            lines.append(unit.strip())
        else:
            lines[-1] = f"{lines[-1].rstrip()}…"
            break
    return tuple(lines)


def _units(text: str) -> Sequence[str]:
    """Words where the dictionary is there, or what stands between blanks."""
    try:
        from reports.words import dictionary  # noqa: PLC0415 - half a second, seldom needed
    except ImportError:
        return [f"{part} " for part in text.split()]
    return dictionary().units(text)
