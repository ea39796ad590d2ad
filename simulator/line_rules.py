"""LINE's rules for message objects, and the error bodies it answers with when they are broken."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from simulator.line_checks import (
    MISSING,
    Field,
    Path,
    Placeholder,
    Problem,
    an_object,
    check_fields,
    graphemes,
    list_of,
    number,
    object_in,
    objects_in,
    secure_url,
    split_braces,
    text_of,
    type_in,
    whole_number,
)
from simulator.line_flex import action_problems, flex_problems
from simulator.stage import Json

QUOTABLE = frozenset({"text", "textV2", "sticker", "image", "video", "template", "flex"})
QUOTING = frozenset({"text", "textV2", "sticker"})
_LABEL = 20
_KEY = "^[a-zA-Z0-9_]{1,20}$"
_MOST_SUBSTITUTIONS = 100
_MOST_OF_A_KIND = 20


class Refused(Exception):
    """LINE refuses a request: status, message and details of its answer."""

    def __init__(self, status: int, message: str, details: Sequence[Json] = ()) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message
        self.details = tuple(details)


@dataclass(frozen=True, slots=True)
class Where:
    """What the rules must know of the place a message goes to.

    ``mentionable`` are the user ids that may be mentioned there, None when the place is not
    known (validation) and mentions are taken on trust; ``quotable`` likewise for quote tokens.
    """

    mentions: bool = True
    mentionable: frozenset[str] | None = None
    quotable: frozenset[str] | None = None


def check_messages(messages: object, where: Where) -> list[Json]:
    """The messages of a request, or ``Refused`` with what is wrong with them."""
    if wrong := list_of(1, 5)(messages):
        raise shape_refused([Problem(("messages",), wrong)])
    assert isinstance(messages, list)  # noqa: S101 - said by the line above
    listed: list[Json] = messages
    problems: list[Problem] = []
    for index, message in enumerate(listed):
        problems += _message_problems(message, ("messages", index), where)
    if problems:
        raise shape_refused(problems)
    for index, message in enumerate(listed):
        _check_flex(message, index)
    return listed


def shape_refused(problems: Sequence[Problem]) -> Refused:
    """LINE's answer to a body whose properties are missing, too long or too many."""
    details = [{"message": p.message, "property": _dotted(p.path)} for p in problems]
    return Refused(400, f"The request body has {len(problems)} error(s)", details)


def _check_flex(message: Json, index: int) -> None:
    if message.get("type") != "flex":
        return
    problems = list(flex_problems(message["contents"]))
    if problems:
        details = [{"message": _in_flex(p.message), "property": _pointer(p.path)} for p in problems]
        text = f"A message (messages[{index}]) in the request body is invalid"
        raise Refused(400, text, details)


def _in_flex(message: str) -> str:
    """In Flex LINE names every wrong length alike."""
    if message == "May not be empty":
        return "must be non-empty text"
    return "invalid property" if message.startswith("Length") else message


def _dotted(path: Path) -> str:
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.removeprefix(".")


def _pointer(path: Path) -> str:
    return "/" + "/".join(str(key) for key in path)


# --- messages

_MESSAGES: dict[str, tuple[Field, ...]] = {
    "text": (
        Field("text", text_of(1, 5000), required=True),
        Field("emojis", list_of(0, 20)),
        Field("quoteToken", text_of(1, 1000)),
    ),
    "textV2": (
        Field("text", text_of(1, 5000), required=True),
        Field("substitution", an_object),
        Field("quoteToken", text_of(1, 1000)),
    ),
    "sticker": (
        Field("packageId", text_of(1, 100), required=True),
        Field("stickerId", text_of(1, 100), required=True),
        Field("quoteToken", text_of(1, 1000)),
    ),
    "image": (
        Field("originalContentUrl", secure_url, required=True),
        Field("previewImageUrl", secure_url, required=True),
    ),
    "video": (
        Field("originalContentUrl", secure_url, required=True),
        Field("previewImageUrl", secure_url, required=True),
        Field("trackingId", text_of(1, 100)),
    ),
    "audio": (
        Field("originalContentUrl", secure_url, required=True),
        Field("duration", whole_number(1), required=True),
    ),
    "location": (
        Field("title", text_of(1, 100, graphemes), required=True),
        Field("address", text_of(1, 100, graphemes), required=True),
        Field("latitude", number, required=True),
        Field("longitude", number, required=True),
    ),
    "flex": (
        Field("altText", text_of(1, 1500), required=True),
        Field("contents", an_object, required=True),
    ),
    "template": (
        Field("altText", text_of(1, 1500), required=True),
        Field("template", an_object, required=True),
    ),
}

_IN_ALL = (Field("quickReply", an_object), Field("sender", an_object))


def _message_problems(message: Json, path: Path, where: Where) -> Iterator[Problem]:
    yield from type_in(message, _MESSAGES, path)
    kind = str(message.get("type"))
    yield from check_fields(message, (*_MESSAGES.get(kind, ()), *_IN_ALL), path)
    yield from _quote_problems(message, path, where)
    if kind == "textV2":
        yield from _substitution_problems(message, path, where)
    for template, at in object_in(message, "template", path):
        yield from _template_problems(template, at)
    for quick_reply, at in object_in(message, "quickReply", path):
        yield from _quick_reply_problems(quick_reply, at)
    for sender, at in object_in(message, "sender", path):
        yield from _sender_problems(sender, at)


def _quote_problems(message: Json, path: Path, where: Where) -> Iterator[Problem]:
    token = message.get("quoteToken")
    if token is None:
        return
    known = where.quotable is None or str(token) in where.quotable
    if str(message.get("type")) not in QUOTING or not known:
        yield Problem((*path, "quoteToken"), "Invalid quote token")


def _substitution_problems(message: Json, path: Path, where: Where) -> Iterator[Problem]:
    given = {
        str(at[-1]): (thing, at)
        for substitution, inside in object_in(message, "substitution", path)
        for key in substitution
        for thing, at in object_in(substitution, key, inside)
    }
    yield from _brace_problems(str(message.get("text", "")), frozenset(given), path)
    if len(given) > _MOST_SUBSTITUTIONS:
        yield Problem((*path, "substitution"), f"Size must be between 0 and {_MOST_SUBSTITUTIONS}")
    kinds = [thing.get("type") for thing, _ in given.values()]
    if max(kinds.count("mention"), kinds.count("emoji")) > _MOST_OF_A_KIND:
        yield Problem((*path, "substitution"), f"At most {_MOST_OF_A_KIND} mentions and emojis")
    for thing, at in given.values():
        yield from _substitute_problems(thing, at, where)


def _brace_problems(text: str, keys: frozenset[str], path: Path) -> Iterator[Problem]:
    try:
        pieces = split_braces(text)
    except ValueError:
        yield Problem((*path, "text"), "The curly braces in the text are not balanced")
        return
    for piece in pieces:
        if not isinstance(piece, Placeholder):
            continue
        if not re.fullmatch(_KEY, piece.key):
            message = (
                f"The key '{piece.key}' enclosed in '{{}}' does not match the pattern '{_KEY}'."
            )
            yield Problem((*path, "text"), message)
        elif piece.key not in keys:
            yield Problem((*path, "substitution", piece.key), MISSING)


def _substitute_problems(thing: Json, path: Path, where: Where) -> Iterator[Problem]:
    yield from type_in(thing, ("mention", "emoji"), path)
    if thing.get("type") == "mention":
        yield from check_fields(thing, [Field("mentionee", an_object, required=True)], path)
    for target, at in object_in(thing, "mentionee", path):
        yield from type_in(target, ("user", "all"), at)
        if not where.mentions:
            yield Problem(path, "Mentions can be sent to groups only")
        elif not _is_mentionable(target, where):
            yield Problem((*at, "userId"), "Invalid mentionee")


def _is_mentionable(target: Json, where: Where) -> bool:
    if target.get("type") != "user" or where.mentionable is None:
        return True
    return str(target.get("userId")) in where.mentionable


def _quick_reply_problems(quick_reply: Json, path: Path) -> Iterator[Problem]:
    yield from check_fields(quick_reply, [Field("items", list_of(1, 13), required=True)], path)
    fields = [Field("action", an_object, required=True), Field("imageUrl", secure_url)]
    for item, at in objects_in(quick_reply, "items", path):
        yield from check_fields(item, fields, at)
        for action, where in object_in(item, "action", at):
            yield from action_problems(action, where, _LABEL, quick_reply=True)


def _sender_problems(sender: Json, path: Path) -> Iterator[Problem]:
    fields = [Field("name", text_of(1, 20, graphemes)), Field("iconUrl", secure_url)]
    yield from check_fields(sender, fields, path)
    if "line" in str(sender.get("name", "")).lower():
        yield Problem((*path, "name"), "May not contain a reserved word")


# --- templates


def _template_problems(template: Json, path: Path) -> Iterator[Problem]:
    yield from type_in(template, ("buttons", "confirm", "carousel", "image_carousel"), path)
    match template.get("type"):
        case "buttons":
            yield from _column_problems(template, path, most=4, plain=160)
        case "confirm":
            text = Field("text", text_of(1, 240, graphemes), required=True)
            yield from check_fields(template, [text], path)
            yield from _actions_problems(template, path, 2, 2)
        case "carousel":
            yield from _columns(template, path, partial(_column_problems, most=3, plain=120))
        case "image_carousel":
            yield from _columns(template, path, _image_column_problems)


def _columns(
    template: Json, path: Path, check: Callable[[Json, Path], Iterator[Problem]]
) -> Iterator[Problem]:
    yield from check_fields(template, [Field("columns", list_of(1, 10), required=True)], path)
    for column, at in objects_in(template, "columns", path):
        yield from check(column, at)


def _column_problems(column: Json, path: Path, most: int, plain: int) -> Iterator[Problem]:
    short = column.get("title") or column.get("thumbnailImageUrl")
    fields = [
        Field("title", text_of(1, 40, graphemes)),
        Field("text", text_of(1, 60 if short else plain, graphemes), required=True),
        Field("thumbnailImageUrl", secure_url),
    ]
    yield from check_fields(column, fields, path)
    yield from _actions_problems(column, path, 1, most)
    for action, at in object_in(column, "defaultAction", path):
        yield from action_problems(action, at, None)


def _image_column_problems(column: Json, path: Path) -> Iterator[Problem]:
    fields = [Field("imageUrl", secure_url, required=True), Field("action", an_object, True)]
    yield from check_fields(column, fields, path)
    for action, at in object_in(column, "action", path):
        yield from action_problems(action, at, 12)


def _actions_problems(thing: Json, path: Path, low: int, high: int) -> Iterator[Problem]:
    yield from check_fields(thing, [Field("actions", list_of(low, high), required=True)], path)
    for action, at in objects_in(thing, "actions", path):
        yield from action_problems(action, at, _LABEL)
