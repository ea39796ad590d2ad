"""The summary of a round as one card with bars, and as the same words."""

from dataclasses import replace

from handlers import texts
from handlers.lists import When, command_of, items_of
from handlers.messages import Button, Card, Document, Reply, Row, Style
from handlers.scene import Scene
from handlers.standing import Standing
from plans.model import MarkKind
from reports.compile import other_round
from reports.report import Count, Report
from storage.people import Division

_MOST = 8


def summary(report: Report, standing: Standing, scene: Scene, division: Division | None) -> Reply:
    """Counts, what is overdue, what is not possible and why, and each division's progress."""
    count = _count(report, division)
    tally = count.tally
    round_ = texts.round_name(report.round.months, report.round.fiscal_year)
    late, impossible = _overdue(standing, scene, division), _impossible(report, division)
    lines = [
        texts.summary_title(round_, division.name if division else ""),
        texts.as_of_line(report.as_of),
        texts.done_of(tally.done, tally.total, f"{tally.percent}"),
        texts.counts(tally.in_progress, tally.not_possible, tally.not_reported, tally.not_due),
        *_before(report, division),
        *late,
        *impossible,
    ]
    shown = report.by_division if division is None else ()
    if shown:
        lines += [texts.DIVISIONS_HEADING.said, *(_division_line(one) for one in shown)]
    if any(one.overdue for one in shown):
        lines.append(texts.URGE_HOW.said)
    buttons = _buttons(report, scene, division)
    card = Card(
        title=lines[0],
        subtitle=lines[1],
        rows=(
            Row(lines[2], detail=lines[3], percent=int(tally.percent)),
            *(_told_row(one) for one in (late, impossible) if one),
            *(_division_row(one) for one in shown),
        ),
        buttons=buttons,
    )
    told = "\n".join([*lines, *texts.typed(buttons)])
    pictured = scene.is_executive and len(shown) > 1
    return Reply(told, card=card, picture=_picture(report) if pictured else None)


def _told_row(lines: list[str]) -> Row:
    """A heading and what stands under it."""
    return Row(lines[0].strip("— "), detail="\n".join(lines[1:]))


def _picture(report: Report) -> Document:
    """Progress by division, as a picture."""
    of = report.round
    return Document(of.fiscal_year, of.months, "progress.png", report.as_of)


def _before(report: Report, division: Division | None) -> list[str]:
    """Where the office stood when the round before ended."""
    before = report.before
    if before is None or division is not None:
        return []
    return [texts.before_line(before.done, before.total, f"{before.percent}")]


def _count(report: Report, division: Division | None) -> Count:
    if division is None:
        return report.overall
    own = [count for count in report.by_division if count.name == division.name]
    return own[0] if own else Count(division.name, type(report.overall.tally)())


def _overdue(standing: Standing, scene: Scene, division: Division | None) -> list[str]:
    items = items_of(standing, (division,) if division else None, scene.today)
    late = [item for item in items if item.when is When.OVERDUE]
    if not late:
        return []
    lines = [
        texts.overdue_line(
            command_of(replace(item, by=None), scene.today),
            standing.title(item.occurrence.duty.measure),
            () if division else item.missing,
        )
        for item in late[:_MOST]
    ]
    if len(late) > _MOST:
        lines.append(texts.and_more(len(late) - _MOST, "#ค้าง"))
    return [texts.OVERDUE_HEADING.said, *lines]


def _impossible(report: Report, division: Division | None) -> list[str]:
    reasons = [
        texts.impossible_line(line.measure.number, said.division, said.words.note)
        for line in report.lines
        for share in line.shares
        for said in share.said
        if said.kind is MarkKind.NOT_POSSIBLE
        and (division is None or said.division == division.name)
    ]
    return [texts.IMPOSSIBLE_HEADING.said, *reasons[:_MOST]] if reasons else []


def _division_line(count: Count) -> str:
    return texts.division_line(count.name, count.tally.done, count.tally.total, count.overdue)


def _division_row(count: Count) -> Row:
    """Behind a division that owes something it can be urged with one tap."""
    urge = Button(texts.URGE_LABEL.said, says=f"#กำชับ {count.name}")
    buttons = (urge,) if count.overdue else ()
    return Row(_division_line(count), percent=int(count.tally.percent), buttons=buttons)


def _buttons(report: Report, scene: Scene, division: Division | None) -> tuple[Button, ...]:
    other = other_round(report.round).months
    name = f" {division.name}" if division else ""
    buttons = [Button(texts.other_round(other), says=f"#สรุป {other} เดือน{name}")]
    if division is not None and scene.sees_all:
        buttons.append(Button(texts.URGE_LABEL.said, says=f"#กำชับ{name}"))
    if scene.is_executive:
        buttons.append(Button(texts.ACKNOWLEDGE_LABEL.said, says="#รับทราบ", style=Style.PRIMARY))
    if scene.sees_all:
        months = report.round.months
        buttons += [
            Button(word.upper(), says=f"#รายงาน {months} {word}")
            for word in ("word", "pdf", "excel")
        ]
    return tuple(buttons)
