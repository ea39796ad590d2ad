"""What people ask: what is open, one measure, the summary and its document, help."""

import re
from collections.abc import Sequence

from handlers import texts
from handlers.aim import find_measure, find_standing
from handlers.asking import asking
from handlers.lists import Item, Listing, When, command_of, items_of, listed
from handlers.messages import Button, Card, Document, Reply, Row, Style, in_telegram_group
from handlers.parse import Statement
from handlers.rounds import MONTHS, asked_round
from handlers.scene import Refused, Scene
from handlers.standing import Standing, is_staff
from handlers.summary import summary
from plans.model import ClauseKind, Duty, Occurrence, Status
from plans.progress import done_on
from plans.thai import arabic_digits
from reports.compile import compile_report
from storage import people
from storage.people import Division

_ALL = "ทั้งหมด"
_PAGE = re.compile(r"หน้า(?:ที่)?\s*(\d{1,3})|page\s*(\d{1,3})", re.IGNORECASE)
_FORMATS = (
    ("docx", ("word", "docx", "เวิร์ด")),
    ("pdf", ("pdf",)),
    ("xlsx", ("excel", "xlsx", "เอ็กเซล")),
)
_SHOWN_OCCURRENCES = 4
_LONGEST_ROW = 1000
"""More letters than this below one duty are no row of a card; the words alone say it all."""


def open_(scene: Scene, said: Statement) -> Reply:
    """What is still owed here: by this chat's divisions, or by all for those who see all."""
    standing = find_standing(scene, brief=True)
    divisions = _whose_list(scene, said)
    everything = _asks_all(said.note)
    items = items_of(standing, divisions, scene.today)
    shown = items if everything else [one for one in items if _is_near(one)]
    if not shown:
        buttons = _all_button(len(items))
        nothing = texts.nothing_soon(len(items)) if items else texts.NOTHING_OWED.said
        return Reply("\n".join([nothing, *texts.typed(buttons)]), buttons=buttons)
    names = [one.name for one in divisions or ()]
    page = _PAGE.search(arabic_digits(said.note))
    named = f" {names[0]}" if scene.sees_all and len(names) == 1 else ""
    listing = Listing(
        office=scene.office,
        chat=scene.chat.address,
        today=scene.today,
        title=texts.owed_title(names),
        buttons=() if everything else _all_button(len(items) - len(shown)),
        page=int(page[1] or page[2]) if page else 1,
        more=f"#ค้าง{named}{f' {_ALL}' if everything else ''}",
        answerable=bool(scene.divisions) or scene.is_admin,
    )
    return listed(shown, listing)


def _whose_list(scene: Scene, said: Statement) -> tuple[Division, ...] | None:
    """Whose items are listed; None is everybody's."""
    named = _named_division(scene, said.note)
    if named is not None and (scene.sees_all or named in scene.divisions):
        return (named,)
    return None if scene.sees_all and not scene.divisions else scene.divisions


def _asks_all(note: str) -> bool:
    return _ALL in note or note.strip().lower() == "all"


def _named_division(scene: Scene, note: str) -> Division | None:
    text = note.removeprefix(_ALL).strip()
    found = scene.words.division_at(text)
    return people.find_division(scene.tx, found[0]) if found else None


def _is_near(item: Item) -> bool:
    return item.when in (When.OVERDUE, When.THIS_MONTH, When.SOON)


def _all_button(others: int) -> tuple[Button, ...]:
    return (Button(texts.SHOW_ALL.said, says=f"#ค้าง {_ALL}"),) if others else ()


# One measure.


def show(scene: Scene, said: Statement) -> Reply:
    """One measure in full, for those who owe it and those who see all."""
    standing, ref = find_measure(scene, said)
    duties = standing.duties_of(ref.measure)
    owners = list(dict.fromkeys(name for duty in duties for name in standing.owners(duty)))
    mine = [one for one in scene.divisions if one.name in owners]
    if not mine and not scene.sees_all:
        raise Refused(texts.not_yours(ref.measure, owners))
    names = owners if scene.sees_all else [one.name for one in mine]
    wanted = [duty for duty in duties if ref.letter in ("", duty.letter)]
    title = texts.measure_title(ref.measure, standing.title(ref.measure), standing.fiscal_year)
    whose = texts.responsible(owners)
    said_of = [_duty_lines(scene, standing, duty, names) for duty in wanted]
    items = [
        item
        for item in items_of(standing, mine, scene.today)
        if item.occurrence.duty in wanted and item.by is not None
    ]
    about = f"{ref.measure}{ref.letter}/{standing.fiscal_year}"
    buttons = _answers(scene, items)
    lines = [title, whose, *(line for one in said_of for line in one), *texts.typed(buttons)]
    rows = tuple(_duty_row(*one) for one in said_of)
    if any(len(row.detail) > _LONGEST_ROW for row in rows):
        return Reply("\n".join(lines), buttons=buttons, about=(about,))
    card = Card(title, subtitle=whose, rows=rows, buttons=buttons)
    return Reply("\n".join(lines), card=card, about=(about,))


def _duty_row(duty: str, *occurrences: str) -> Row:
    return Row(duty, detail="\n".join(line.strip() for line in occurrences))


def _duty_lines(scene: Scene, standing: Standing, duty: Duty, names: Sequence[str]) -> list[str]:
    lines = [texts.duty_line(duty)]
    occurrences = [one for one in standing.occurrences_of(duty) if one.period.starts <= scene.today]
    for occurrence in occurrences[-_SHOWN_OCCURRENCES:]:
        lines += _occurrence_lines(standing, occurrence, names)
    hidden = len(standing.occurrences_of(duty)) - len(occurrences[-_SHOWN_OCCURRENCES:])
    if hidden:
        lines.append(texts.more_occurrences(hidden))
    if duty.kind is ClauseKind.AFTER_EVENT and not occurrences:
        lines.append(texts.waits_for_event(duty.label))
    return lines


def _occurrence_lines(
    standing: Standing, occurrence: Occurrence, names: Sequence[str]
) -> list[str]:
    status = standing.progress.status(occurrence)
    if not is_staff(occurrence.duty):
        seen = texts.SEEN if status is Status.DONE else texts.NOT_SEEN
        return [texts.occurrence_line(occurrence, seen.said)]
    lines = [texts.occurrence_line(occurrence, texts.status_word(status))]
    for name in names:
        mark = standing.progress.answer(occurrence, name)
        if mark is not None:
            lines.append(texts.said_line(mark.kind, name, done_on(mark), mark.note))
    return lines


def _answers(scene: Scene, items: Sequence[Item]) -> tuple[Button, ...]:
    """What may be said of the most urgent open duty; with several, one button each."""
    if len(items) == 1:
        command = f"#{command_of(items[0], scene.today)}"
        return (
            Button(texts.DONE_LABEL.said, says=f"{command} เสร็จ", style=Style.PRIMARY),
            Button(texts.IN_PROGRESS_LABEL.said, says=f"{command} กำลังทำ"),
            Button(texts.NOT_POSSIBLE_LABEL.said, says=f"{command} ทำไม่ได้"),
        )
    commands = (command_of(item, scene.today) for item in items[:8])
    return tuple(Button(f"{one} เสร็จ", says=f"#{one} เสร็จ") for one in commands)


# The summary and the report.


def summarise(scene: Scene, said: Statement) -> Reply:
    """Where a round stands: the whole for executives, its own part for a division."""
    standing, round_ = asked_round(scene, said.note, brief=True)
    division = _named_division(scene, MONTHS.sub("", said.note).replace("เดือน", "").strip())
    if not scene.sees_all:
        division = _own(scene, division)
    report = compile_report(standing.progress, round_, as_of=scene.today)
    return summary(report, standing, scene, division)


def _own(scene: Scene, division: Division | None) -> Division:
    """The one division of this chat a summary is about."""
    if division is not None and division in scene.divisions:
        return division
    if division is None and len(scene.divisions) == 1:
        return scene.divisions[0]
    if division is None and scene.divisions:
        buttons = tuple(Button(one.name, says=f"#สรุป {one.name}") for one in scene.divisions)
        raise Refused(texts.WHICH_SUMMARY.said, buttons)
    raise Refused(texts.NOT_FOR_YOU.said)


def report(scene: Scene, said: Statement) -> Reply:
    """Name the document wanted; it is made after this answer is committed."""
    if not (scene.sees_all or scene.divisions):
        raise Refused(texts.NOT_FOR_YOU.said)
    division = None if scene.sees_all else _own(scene, _named_division(scene, said.note))
    standing, round_ = asked_round(scene, said.note, brief=True)
    name = texts.round_name(round_.months, standing.fiscal_year)
    wanted = next(
        (format_ for format_, words in _FORMATS if any(w in said.note.lower() for w in words)),
        None,
    )
    if wanted is None:
        command = f"#รายงาน {round_.months}"
        buttons = tuple(Button(word, says=f"{command} {word}") for word in ("word", "pdf", "excel"))
        return asking([texts.which_format(name)], buttons)
    document = Document(
        standing.fiscal_year, round_.months, wanted, scene.today,
        division=division.name if division else None,
        asked_by=scene.person.id if scene.person else None, asked_as=_asks_as(scene, division),
    )  # fmt: skip
    text = texts.making(wanted, name, scene.today, document.division or "")
    return Reply(text, document=document)


def _asks_as(scene: Scene, division: Division | None) -> str:
    if division is not None:
        return division.name
    return texts.AUDIENCE["executive" if scene.is_executive else "admin"].thai


def help_(scene: Scene, said: Statement) -> Reply:
    """The things this person can do here; the table of commands says them."""
    role = "admin" if scene.is_admin else "executive" if scene.is_executive else "staff"
    lines = [texts.help_title(texts.HELP_ROLES[role].said)]
    everything = _asks_all(said.note)
    lines += [
        line.said for roles, five, line in scene.help if role in (roles if everything else five)
    ]
    if not everything:
        lines.append(texts.HELP_MORE.said)
    if not scene.chat.private:
        lines.append(
            (
                texts.HELP_TELEGRAM if in_telegram_group(scene.chat.address) else texts.HELP_GROUP
            ).said
        )
    return Reply("\n".join(lines))
