"""What Telegram finds in a text: entities counted in UTF-16 units, and its small HTML."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from simulator.telegram_refusals import Refused, bad

# Thai vowels above and below and tone marks are no letters to ``\w``, but belong to a word.
_WORD = r"[\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"

_FOUND = (
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    ),
    ("url", re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z0-9_]{4,32}(?!\w)")),
    ("hashtag", re.compile(rf"(?<![\w#&])#(?!\d+(?!{_WORD})){_WORD}{{1,255}}")),
)

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
}
_SHOWN = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "spoiler": "tg-spoiler",
    "text_link": "a",
}
_CLOSED = frozenset({"code", "pre", "text_link"})  # nothing is found inside of these

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<tag>[^\s>]*)"
    r"(?P<attributes>(?:\s+[^\s=>]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?)*)\s*>"
    r"|&(?P<reference>#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|lt|gt|amp|quot);?"
    r"|(?P<text>[^<&]+|[<&])"
)
_ATTRIBUTE = re.compile(r"([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
_PERSON = re.compile(r"tg://user\?id=(\d+)")


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a text that means something; ``offset`` and ``length`` in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user: int | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its entities, as it travels."""

    plain: str
    entities: tuple[Entity, ...] = ()

    def parts(self, type_: str) -> list[str]:
        """What the entities of one type cover."""
        wide = self.plain.encode("utf-16-le")
        return [
            wide[2 * e.offset : 2 * e.end].decode("utf-16-le")
            for e in self.entities
            if e.type == type_
        ]


NOTHING = Text("")


def units(text: str) -> int:
    """Length as Telegram counts offsets."""
    return len(text.encode("utf-16-le")) // 2


def typed_text(text: str) -> Text:
    """A text as somebody types it: white space around it goes, commands and links are found."""
    plain = text.strip()
    return Text(plain, find_entities(plain))


def find_entities(text: str) -> tuple[Entity, ...]:
    """Commands, links, mentions and hashtags; where two overlap the first one counts."""
    found = [
        Entity(type_, units(text[: match.start()]), units(match.group()))
        for type_, pattern in _FOUND
        for match in pattern.finditer(text)
    ]
    kept: list[Entity] = []
    for entity in sorted(found, key=lambda e: (e.offset, -e.length)):
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return tuple(kept)


def sent_text(
    text: str, parse_mode: str | None, entities: Sequence[Mapping[str, Any]] | None
) -> Text:
    """A text as the bot sends it, in the mark-up it names."""
    match (parse_mode or "").lower():
        case "html":
            marked = read_html(text)
        case "":
            marked = Text(text, tuple(_given(entity) for entity in entities or ()))
        case "markdown" | "markdownv2":
            raise bad("can't parse entities: the simulated Telegram reads HTML only")
        case _:
            raise bad("unsupported parse_mode")
    return _completed(_stripped(marked))


def read_html(source: str) -> Text:
    """Telegram's HTML, refused in its words and with its byte offsets when it is not well made."""
    reader = _Reader(source)
    for token in _TOKEN.finditer(source):
        reader.read(token)
    return reader.finished()


def shown_html(text: Text) -> str | None:
    """The text with plain, escaped tags for the page; None when nothing in it is marked."""
    marked = [entity for entity in text.entities if entity.type in _SHOWN]
    if not marked:
        return None
    wide = text.plain.encode("utf-16-le")
    edges = sorted({0, units(text.plain)} | {e.offset for e in marked} | {e.end for e in marked})
    pieces = []
    for start, end in pairwise(edges):
        covering = [e for e in marked if e.offset <= start and e.end >= end]
        plain = html.escape(wide[2 * start : 2 * end].decode("utf-16-le"))
        pieces.append(_wrapped(plain, covering))
    return "".join(pieces)


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._plain: list[str] = []
        self._length = 0
        self._open: list[tuple[str, Entity]] = []
        self._closed: list[Entity] = []

    def read(self, token: re.Match[str]) -> None:
        if reference := token["reference"]:
            self._add(html.unescape(f"&{reference};"))
        elif token["text"] == "<":
            raise self._broken(token)
        elif token["text"]:
            self._add(token["text"])
        elif token["end"]:
            self._close(token)
        else:
            self._begin(token)

    def finished(self) -> Text:
        if self._open:
            tag = self._open[-1][0]
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{tag}"')
        entities = tuple(sorted(self._closed, key=lambda e: (e.offset, -e.length)))
        return Text("".join(self._plain), entities)

    def _add(self, text: str) -> None:
        self._plain.append(text)
        self._length += units(text)

    def _begin(self, token: re.Match[str]) -> None:
        tag = token["tag"].lower()
        values = {name.lower(): _value(rest) for name, *rest in _attributes(token["attributes"])}
        if tag not in _TAGS or (tag == "span" and values.get("class") != "tg-spoiler"):
            raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {self._at(token)}')
        entity = Entity(_TAGS[tag], self._length, 0, url=values.get("href"))
        self._open.append((tag, entity))

    def _close(self, token: re.Match[str]) -> None:
        tag = token["tag"].lower()
        if not self._open:
            raise _unparsable(f"Unexpected end tag at byte offset {self._at(token)}")
        begun, entity = self._open.pop()
        if tag not in {"", begun}:
            raise _unparsable(
                f"Unmatched end tag at byte offset {self._at(token)},"
                f' expected "</{begun}>", found "</{tag}>"'
            )
        whole = _linked(replace(entity, length=self._length - entity.offset))
        if whole is not None:
            self._closed.append(whole)

    def _broken(self, token: re.Match[str]) -> Refused:
        rest = re.match(r"<([^\s>]*)(.?)", self._source[token.start() :], re.DOTALL)
        tag, after = (rest[1], rest[2]) if rest else ("", "")
        if not after:
            return _unparsable(f"Unclosed start tag at byte offset {self._at(token)}")
        return _unparsable(f'Unsupported start tag "{tag}" at byte offset {self._at(token)}')

    def _at(self, token: re.Match[str]) -> int:
        return len(self._source[: token.start()].encode())


def _attributes(text: str) -> Iterable[tuple[str, ...]]:
    return _ATTRIBUTE.findall(text)


def _value(alternatives: Sequence[str]) -> str:
    return html.unescape(next((value for value in alternatives if value), ""))


def _linked(entity: Entity) -> Entity | None:
    """A link without an address is plain text; one to a person mentions that person."""
    if entity.length == 0 or (entity.type == "text_link" and not entity.url):
        return None
    if entity.type != "text_link":
        return replace(entity, url=None)
    person = _PERSON.fullmatch(entity.url or "")
    if person:
        return replace(entity, type="text_mention", url=None, user=int(person[1]))
    return entity


def _unparsable(problem: str) -> Refused:
    return bad(f"can't parse entities: {problem}")


def _given(entity: Mapping[str, Any]) -> Entity:
    user = entity.get("user") or {}
    return Entity(
        str(entity.get("type")),
        int(entity.get("offset", 0)),
        int(entity.get("length", 0)),
        entity.get("url"),
        user.get("id"),
    )


def _stripped(text: Text) -> Text:
    """Without white space around it; entities move and shrink with the text."""
    cut = units(text.plain) - units(text.plain.lstrip())
    plain = text.plain.strip()
    end = units(plain)
    moved = []
    for entity in text.entities:
        start = max(0, entity.offset - cut)
        stop = min(end, entity.end - cut)
        if stop > start:
            moved.append(replace(entity, offset=start, length=stop - start))
    return Text(plain, tuple(moved))


def _completed(text: Text) -> Text:
    """With what Telegram finds by itself, outside of code and links."""
    closed = [e for e in text.entities if e.type in _CLOSED]
    found = [
        entity
        for entity in find_entities(text.plain)
        if not any(c.offset < entity.end and entity.offset < c.end for c in closed)
    ]
    entities = sorted({*text.entities, *found}, key=lambda e: (e.offset, -e.length, e.type))
    return Text(text.plain, tuple(entities))


def _wrapped(plain: str, entities: Iterable[Entity]) -> str:
    for entity in entities:
        tag = _SHOWN[entity.type]
        link = f' href="{html.escape(entity.url or "")}"' if tag == "a" else ""
        plain = f"<{tag}{link}>{plain}</{tag}>"
    return plain
