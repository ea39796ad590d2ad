"""Lists of what is still owed, as a card and as the same words in plain text."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial

from handlers import texts
from handlers.buttons import Does, Press, seal
from handlers.messages import Button, Card, Reply, Row, Style, in_telegram_group
from handlers.named import typed_name
from handlers.scene import Office
from handlers.standing import Standing, is_staff
from plans.model import Occurrence
from plans.rounds import fiscal_year_of, month_end
from storage.people import Division

PAGE = 8
_GIST = 60
SOON = timedelta(days=30)


class When(StrEnum):
    """How near an occurrence is."""

    OVERDUE = "overdue"
    THIS_MONTH = "this_month"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"


_ORDER = list(When)


@dataclass(frozen=True, slots=True)
class Item:
    """One occurrence still owed by these divisions; ``by`` is the one whose tap answers it."""

    standing: Standing
    occurrence: Occurrence
    missing: tuple[str, ...]
    when: When
    by: Division | None = None
    by_proxy: bool = False

    @property
    def label(self) -> str:
        """The duty as it is typed."""
        return self.occurrence.duty.label


def when_of(occurrence: Occurrence, today: date) -> When:
    """How near an occurrence is today."""
    if occurrence.due is None:
        return When.UNDATED
    if occurrence.due < today:
        return When.OVERDUE
    if occurrence.due <= month_end(today):
        return When.THIS_MONTH
    return When.SOON if occurrence.due <= today + SOON else When.LATER


def items_of(
    standing: Standing,
    divisions: Sequence[Division] | None,
    today: date,
    *,
    tap: bool = True,
    among: Container[int] | None = None,
) -> list[Item]:
    """What these divisions (None: all) owe and may answer now, the most urgent first.

    ``among`` are the ids of the occurrences that are asked for, if not all are.
    """
    found = []
    for occurrence in standing.occurrences:
        if (among is not None and occurrence.id not in among) or occurrence.period.starts > today:
            continue
        missing = standing.progress.missing(occurrence)
        mine = [one for one in divisions or () if one.name in missing]
        if not (mine or (divisions is None and missing)):
            continue
        by = mine[0] if tap and len(mine) == 1 else None
        names = missing if divisions is None else tuple(one.name for one in mine)
        several = divisions is not None and len(divisions) > 1
        when = when_of(occurrence, today)
        found.append(Item(standing, occurrence, names, when, by, by_proxy=several))
    return sorted(found, key=_urgency)


def _urgency(item: Item) -> tuple[int, date, int, str]:
    due = item.occurrence.due or date.max
    return (_ORDER.index(item.when), due, item.occurrence.duty.measure, item.occurrence.duty.letter)


def command_of(item: Item, today: date) -> str:
    """The beginning of the command that answers an item, without the ``#``."""
    label = _label(item, today)
    return f"{label} แทน {item.by.name}" if item.by_proxy and item.by is not None else label


def _label(item: Item, today: date) -> str:
    """Duty and occurrence, as they are typed."""
    year = item.standing.fiscal_year
    suffix = "" if year == fiscal_year_of(today) else f"/{year % 100:02d}"
    several = len(item.standing.occurrences_of(item.occurrence.duty)) > 1
    name = typed_name(item.occurrence) if several else ""
    return f"{item.label}{suffix} {name}".rstrip()


@dataclass(frozen=True, slots=True)
class Listing:
    """Where a list is shown and what stands around it."""

    office: Office
    chat: str
    today: date
    title: str
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    page: int = 1
    more: str = ""
    """The command that shows the next page, without its number."""
    answerable: bool = True
    """Whether the reader reports; the executive only sees."""


def listed(items: Sequence[Item], listing: Listing, *, reasons: Iterable[str] = ()) -> Reply:
    """One page of items as a card and as text."""
    pages = max(1, -(-len(items) // PAGE))
    page = min(max(listing.page, 1), pages)
    shown = items[(page - 1) * PAGE : page * PAGE]
    heads = [_head(item, listing.today) for item in shown]
    details = [_details(item, listing.today) for item in shown]
    turn = (
        (Button(texts.NEXT_PAGE.said, says=f"{listing.more} หน้า {page + 1}"),)
        if page < pages
        else ()
    )
    title = texts.paged(listing.title, page, pages)
    why = [*reasons, *_how(shown, listing)]
    lines = [title, *_lines(shown, heads, details), *why, *texts.typed((*listing.buttons, *turn))]
    if listing.footer:
        lines.append(listing.footer)
    below = "\n".join([*why, listing.footer]).strip()
    rows = tuple(map(partial(_row, listing), shown, heads, details))
    card = Card(title, rows=rows, buttons=(*listing.buttons, *turn), footer=below)
    about = tuple(dict.fromkeys(f"{one.label}/{one.standing.fiscal_year}" for one in shown))
    return Reply(text="\n".join(lines), card=card if shown else None, about=about)


def _how(shown: Sequence[Item], listing: Listing) -> list[str]:
    """What to type; where several divisions owe it, for whom."""
    if not (shown and listing.answerable):
        return []
    first = shown[0]
    whose = f" แทน {first.missing[0]}" if first.by is None and first.missing else ""
    command = command_of(first, listing.today) + whose
    return [texts.how_to_answer(command, by_reply=in_telegram_group(listing.chat))]


def _lines(
    shown: Sequence[Item], heads: Sequence[str], details: Sequence[Sequence[str]]
) -> list[str]:
    lines: list[str] = []
    heading = None
    for item, head, below in zip(shown, heads, details, strict=True):
        if item.when is not heading:
            heading = item.when
            lines.append(f"— {texts.WHEN[heading].said} —")
        lines.append(head)
        lines += [f"   {line}" for line in below]
    return lines


def _row(listing: Listing, item: Item, head: str, details: Sequence[str]) -> Row:
    buttons = () if item.by is None else (_done(item, item.by, listing),)
    return Row(head, detail="\n".join(details), buttons=buttons)


def _done(item: Item, by: Division, listing: Listing) -> Button:
    press = Press(Does.DONE, (item.occurrence.id, by.id))
    return Button(
        texts.DONE_LABEL.said,
        says=f"#{command_of(item, listing.today)} เสร็จ",
        press=seal(listing.office.secret, listing.chat, press),
        style=Style.PRIMARY,
    )


def _head(item: Item, today: date) -> str:
    title = texts.title(item.standing.title(item.occurrence.duty.measure))
    return f"#{_label(item, today)} {title}"


def _details(item: Item, today: date) -> list[str]:
    """Which of a measure's several duties it is, how far its date is, and whose it is."""
    whose = item.missing if item.by is None or item.by_proxy else ()
    detail = texts.item_detail(item.occurrence, today, whose)
    duty = item.occurrence.duty
    several = sum(map(is_staff, item.standing.duties_of(duty.measure))) > 1
    return [texts.gist(duty, _GIST), detail] if several else [detail]
