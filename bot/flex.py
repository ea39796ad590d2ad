"""A card → LINE Flex bubbles: text that wraps and scales, bars, and buttons that last."""

import json
from collections.abc import Callable, Sequence

from bot.fitting import cut
from handlers.messages import Button, Card, Reply, Row, Style

Json = dict[str, object]
Act = Callable[[Button, int], Json | None]
"""The action of a button with a label of at most so many units; None if it can have none."""

_ROWS = 8  # of one bubble: more nobody reads, and thirty would break LINE's limit
_PAGE_BYTES = 16_000  # of the rows of one bubble, as the SDK writes them
_LABEL = 40
_SIDE_BY_SIDE = 12  # labels up to this long share a line
_TITLE = 400
_ROW_TEXT = 2000

_INK, _SOFT, _LINE, _TRACK, _FILL = "#1F2937", "#6B7280", "#E5E7EB", "#E5E7EB", "#15803D"
_PRIMARY, _SECONDARY = "#15803D", "#F3F4F6"


def bubbles(reply: Reply, link: Button | None, act: Act) -> list[Json]:
    """The card in pages; a reply without card becomes one bubble of its text."""
    card = reply.card or Card(title="", rows=(Row(reply.text),))
    pages = _pages(card.rows, act)
    made = [_bubble(card, rows, (number, len(pages))) for number, rows in enumerate(pages, 1)]
    buttons = (*card.buttons, *((link,) if link else ()))
    if lines := _button_lines(buttons, act):
        made[0]["footer"] = _column(lines, "sm")
    return made


def _pages(rows: Sequence[Row], act: Act) -> list[list[Json]]:
    """As many rows to a page as LINE takes and people read."""
    pages: list[list[Json]] = [[]]
    room = _PAGE_BYTES
    for row in rows:
        made = _row(row, act)
        size = len(json.dumps(made))
        if pages[-1] and (size > room or len(pages[-1]) == _ROWS):
            pages.append([])
            room = _PAGE_BYTES
        pages[-1].append(made)
        room -= size
    return pages


def _bubble(card: Card, rows: Sequence[Json], page: tuple[int, int]) -> Json:
    number, total = page
    body: list[Json] = []
    if card.title:
        title = card.title if total == 1 else f"{card.title} ({number}/{total})"
        body.append(_write(title, _TITLE, size="md", bold=True))
    if card.subtitle:
        body.append(_write(card.subtitle, _TITLE, size="sm", color=_SOFT))
    for row in rows:
        rule: list[Json] = [{"type": "separator", "margin": "md", "color": _LINE}] if body else []
        body += [*rule, row]
    if card.footer and number == total:
        body.append(_write(card.footer, _ROW_TEXT, size="xs", color=_SOFT))
    return {
        "type": "bubble",
        "size": "mega",
        "body": _column(body or [_write("", _TITLE, size="sm")], "sm"),
    }


def _row(row: Row, act: Act) -> Json:
    parts = [_write(row.text, _ROW_TEXT, size="sm")]
    if row.percent is not None:
        parts.append(_bar(row.percent))
    if row.detail:
        parts.append(_write(row.detail, _ROW_TEXT, size="xs", color=_SOFT))
    parts += [{**line, "margin": "sm"} for line in _button_lines(row.buttons, act)]
    return {**_column(parts, "xs"), "margin": "md"}


def _bar(percent: int) -> Json:
    filled = min(max(percent, 0), 100)
    inner: Json = {
        "type": "box",
        "layout": "vertical",
        "contents": [],
        "width": f"{filled}%",
        "height": "8px",
        "backgroundColor": _FILL,
        "cornerRadius": "4px",
    }
    return {**_column([inner], "none"), "backgroundColor": _TRACK, "cornerRadius": "4px"}


def _button_lines(buttons: Sequence[Button], act: Act) -> list[Json]:
    """Short labels two to a line, long ones alone: a squeezed label would lose its end."""
    lines: list[list[Json]] = []
    room = False
    for button in buttons:
        made = _button(button, act)
        if made is None:
            continue
        short = len(button.label) <= _SIDE_BY_SIDE
        if short and room:
            lines[-1].append(made)
        else:
            lines.append([made])
        room = short and not room
    return [_line(line) if len(line) > 1 else line[0] for line in lines]


def _button(button: Button, act: Act) -> Json | None:
    action = act(button, _LABEL)
    if action is None:
        return None
    made: Json = {
        "type": "button",
        "action": action,
        "height": "sm",
        "style": button.style.value,
        "scaling": True,
    }
    if button.style is not Style.LINK:
        made["color"] = _PRIMARY if button.style is Style.PRIMARY else _SECONDARY
    return made


def _write(text: str, limit: int, *, size: str, bold: bool = False, color: str = _INK) -> Json:
    return {
        "type": "text",
        "text": cut(text.strip(), limit) or "–",  # an empty text is refused
        "size": size,
        "weight": "bold" if bold else "regular",
        "color": color,
        "wrap": True,
        "scaling": True,
    }


def _column(contents: Sequence[Json], spacing: str) -> Json:
    return {"type": "box", "layout": "vertical", "spacing": spacing, "contents": list(contents)}


def _line(contents: Sequence[Json]) -> Json:
    return {"type": "box", "layout": "horizontal", "spacing": "sm", "contents": list(contents)}
