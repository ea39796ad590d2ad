"""A reply → what Telegram is asked to show: text, buttons below it, or a prompt to answer."""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from bot.channel import Outgoing
from bot.fitting import cut, cut_lines
from handlers.messages import Button, Reply, Row
from plans.value import quick

log = logging.getLogger(__name__)

_TEXT = 4096
_CAPTION = 1024
_LABEL = 60
_DATA = 64  # bytes
_PLACEHOLDER = 64
_KEYS = 100
_ACROSS = 2
_ROW_ACROSS = 3


@quick
@dataclass(frozen=True, slots=True)
class Key:
    """One inline button: it presses or it opens an address."""

    label: str
    press: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """What is offered behind "/" alone with the bot or in groups, in one language ("": Thai).

    ``chat`` is the one chat it is for, empty: all of them.  Without commands there is none.
    """

    private: bool
    language: str
    commands: Mapping[str, str]
    chat: str = ""


@quick
@dataclass(frozen=True, slots=True)
class Shown:
    """One message; ``html`` is its text with marks, empty if there are none.

    ``prompt`` asks for an answer, typed as a reply, with that hint in the field.
    """

    text: str
    html: str = ""
    keys: tuple[tuple[Key, ...], ...] = ()
    prompt: str = ""

    @property
    def plain(self) -> "Shown":
        """The words alone: what remains when Telegram does not like the form."""
        return Shown(self.text)


def render(outgoing: Outgoing) -> Shown:
    """The message; as the caption of a file its text is shorter."""
    reply = outgoing.reply
    text = "\n\n".join(part.text for part in (reply, *outgoing.riders))
    text = cut_lines(text, _CAPTION) if outgoing.file else cut(text, _TEXT)
    shown = _marked_up(text or "…", reply)
    keys = _keyboard(outgoing)
    if keys:
        return replace(shown, keys=keys)
    prompts = [button.fill for button in reply.buttons if button.fill and not button.press]
    return replace(shown, prompt=cut(prompts[0].strip(), _PLACEHOLDER)) if prompts else shown


# --- text


def _marked_up(text: str, reply: Reply) -> Shown:
    """The card's title bold and people mentioned; without either, plain."""
    title = reply.card.title if reply.card and text.startswith(reply.card.title) else ""
    mentions = [m for m in reply.mentions if m.address.startswith("telegram:") and m.word in text]
    if not title and not mentions:
        return Shown(text)
    head = f"<b>{escape(title)}</b>" if title else ""
    rest = escape(text[len(title) :])
    for mention in mentions:
        user, word = mention.address.removeprefix("telegram:"), escape(mention.word)
        rest = rest.replace(word, f'<a href="tg://user?id={escape(user)}">{word}</a>', 1)
    return Shown(text, html=head + rest)


# --- buttons


def _keyboard(outgoing: Outgoing) -> tuple[tuple[Key, ...], ...]:
    replies = (outgoing.reply, *outgoing.riders)
    lines: list[tuple[Key, ...]] = []
    for reply in replies:
        if reply.card is not None:
            lines += _row_lines(reply.card.rows)
            lines += _lines((_key(button) for button in reply.card.buttons), _ACROSS)
        lines += _lines((_key(button) for button in reply.buttons), _ACROSS)
    if outgoing.link is not None and outgoing.file is None:
        lines += _lines([_key(outgoing.link)], 1)
    return tuple(_first_keys(lines))


def _row_lines(rows: Sequence[Row]) -> list[tuple[Key, ...]]:
    """A line of buttons for each row.

    Below the message nothing shows which row a button belongs to: a label that several rows use
    is replaced by the command it says.
    """
    used = Counter(button.label for row in rows for button in row.buttons)
    lines: list[tuple[Key, ...]] = []
    for row in rows:
        named = [
            replace(button, label=_saying(button, row)) if used[button.label] > 1 else button
            for button in row.buttons
        ]
        lines += _lines((_key(button) for button in named), _ROW_ACROSS)
    return lines


def _saying(button: Button, row: Row) -> str:
    """The command without its sign, its verb in the language of the label."""
    said = button.says.lstrip("#＃/ ")
    if not said:
        return f"{button.label}: {row.text}"
    return said if button.label in said else f"{said.rpartition(' ')[0]} {button.label}"


def _key(button: Button) -> Key | None:
    label = cut(button.label.strip(), _LABEL)
    if not label:
        return None
    if button.url:
        return Key(label, url=button.url)
    if not button.press:
        return None  # only typing says it; the text names the command
    if len(button.press.encode()) > _DATA:
        log.error("button with too much data left out")
        return None
    return Key(label, press=button.press)


def _lines(keys: Iterable[Key | None], across: int) -> list[tuple[Key, ...]]:
    shown = [key for key in keys if key is not None]
    return [tuple(shown[i : i + across]) for i in range(0, len(shown), across)]


def _first_keys(lines: Iterable[tuple[Key, ...]]) -> Iterable[tuple[Key, ...]]:
    room = _KEYS
    for line in lines:
        room -= len(line)
        if room < 0:
            return
        yield line
