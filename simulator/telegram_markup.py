"""Keyboards under messages: what Telegram accepts of them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from simulator.stage import Json
from simulator.telegram_refusals import BUTTON_DATA, bad

_LARGEST_DATA = 64  # bytes of UTF-8: a Thai letter takes three
_MOST_BUTTONS = 100
_LONGEST_PLACEHOLDER = 64
_KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "web_app",
    "login_url",
    "pay",
)
_ADDRESS = re.compile(r"([a-z0-9-]+\.)+[a-z0-9-]+|\[[0-9a-f:]+\]", re.IGNORECASE)


def checked_markup(markup: Mapping[str, Any] | None) -> Json | None:
    """The keyboard as the server keeps it; None when there is none."""
    kind = next((kind for kind in _KINDS if (markup or {}).get(kind)), None)
    if markup is None or kind is None:
        return None
    if kind == "inline_keyboard":
        return {kind: _inline_rows(markup[kind])}
    if len(str(markup.get("input_field_placeholder", ""))) > _LONGEST_PLACEHOLDER:
        raise bad("input field placeholder is too long")
    return {**markup, kind: _rows(markup[kind]) if kind == "keyboard" else True}


def inline_rows(markup: Json | None) -> tuple[tuple[Json, ...], ...]:
    """The buttons of an inline keyboard, row by row."""
    rows: Iterable[Iterable[Json]] = (markup or {}).get("inline_keyboard", ())
    return tuple(tuple(row) for row in rows)


def reply_buttons(markup: Json | None) -> tuple[Json, ...]:
    """The buttons of a reply keyboard as the acts they are: saying their own text."""
    rows: Iterable[Iterable[Json]] = (markup or {}).get("keyboard", ())
    texts = [button["text"] for row in rows for button in row]
    return tuple({"type": "message", "label": text, "text": text} for text in texts)


def asks_for_reply(markup: Json | None) -> bool:
    return bool((markup or {}).get("force_reply"))


def _inline_rows(rows: object) -> list[list[dict[str, Any]]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    kept = [[_inline_button(button) for button in row] for row in rows if row]
    if sum(len(row) for row in kept) > _MOST_BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return kept


def _inline_button(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _unreadable('Can\'t find field "text"')
    if not button["text"].strip():
        raise _unreadable("Text buttons must be non-empty")
    action = next((name for name in _ACTIONS if name in button), None)
    if action is None:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if action == "callback_data" and not 1 <= len(str(button[action]).encode()) <= _LARGEST_DATA:
        raise bad(BUTTON_DATA)
    if action == "url":
        _check_address(str(button[action]))
    return {"text": button["text"], action: button[action]}


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "tg":
        return
    problem = None
    if parts.scheme not in {"http", "https"}:
        problem = "Unsupported URL protocol"
    elif not _ADDRESS.fullmatch(parts.hostname or ""):
        problem = "Wrong HTTP URL"
    if problem:
        raise bad(f"inline keyboard button URL '{address}' is invalid: {problem}")


def _rows(rows: object) -> list[list[dict[str, Any]]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "keyboard" must be an Array of Arrays')
    return [[{"text": b} if isinstance(b, str) else dict(b) for b in row] for row in rows]


def _unreadable(problem: str) -> Exception:
    return bad(f"can't parse inline keyboard button: {problem}")
