"""A reply → LINE message objects (JSON, as LINE documents them) that LINE will not refuse."""

import json
import logging
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, urlsplit

from bot.channel import Outgoing
from bot.fitting import cut, units
from bot.flex import bubbles
from bot.line_events import NO_PRESS
from handlers.messages import Button, Mention, Reply

log = logging.getLogger(__name__)

Json = dict[str, object]
"""One JSON object of LINE's API."""

_TEXT = 5000
_ALT_TEXT = 1500
_QUICK_REPLIES = 13
_QUICK_LABEL = 20
_SAYS = 300
_DATA = 300
_URL = 1000
_MESSAGES = 5
_MENTIONS = 20

_LOOPBACK = frozenset({"127.0.0.1", "localhost"})  # a demonstration on one machine

_NOTHING = "…"  # an empty text is refused

_BUBBLE_BYTES = 24_000
_CAROUSEL_BYTES = 45_000
_BUBBLES = 12


def render(outgoing: Outgoing) -> list[Json]:
    """The message objects of one call, at most five."""
    first = _render_one(outgoing.reply, outgoing)
    riders = [_render_one(reply, None) for reply in outgoing.riders]
    messages = [*_calling(outgoing), first, *riders, *_pictures(outgoing.picture)][:_MESSAGES]
    offered = outgoing.reply.buttons
    if first["type"] != "flex" and outgoing.reply.card is not None:
        offered = (*outgoing.reply.card.buttons, *offered)  # the card was too large to be shown
    _add_quick_replies(messages[-1], offered)
    return messages


def _pictures(url: str) -> list[Json]:
    """An image LINE fetches itself; it takes nothing but https (and here this machine's http)."""
    parts = urlsplit(url)
    secure = parts.scheme == "https" or parts.hostname in _LOOPBACK
    if not url or not secure:
        return []
    return [{"type": "image", "originalContentUrl": url, "previewImageUrl": url}]


def render_plain(outgoing: Outgoing) -> list[Json]:
    """The same in words alone: what remains when LINE does not like the form."""
    replies = [outgoing.reply, *outgoing.riders][:_MESSAGES]
    plain = [_text(_words(reply)) for reply in replies]
    if outgoing.link is not None:
        plain[0] = _text(_with_link(_words(outgoing.reply), outgoing.link))
    return plain


def _render_one(reply: Reply, outgoing: Outgoing | None) -> Json:
    link = outgoing.link if outgoing else None
    if reply.card is not None or link is not None:
        container = _container(reply, link)
        if container is not None:
            alternative = cut(reply.text, _ALT_TEXT).strip() or _NOTHING
            return {"type": "flex", "altText": alternative, "contents": container}
        words = _words(reply)
        return _text(_with_link(words, link) if link else words)
    message = _mentioning(reply) if outgoing and _is_shared(outgoing) else None
    message = message or _text(reply.text)
    if outgoing and outgoing.quote and reply.quotes:
        message["quoteToken"] = outgoing.quote
    return message


def _calling(outgoing: Outgoing) -> list[Json]:
    """Before a card, which can mention nobody, the lines of its text that do.

    Not before a reply: its riders are known by their place behind it.
    """
    reply = outgoing.reply
    if not reply.mentions or reply.card is None or outgoing.riders or not _is_shared(outgoing):
        return []
    words = [mention.word for mention in reply.mentions]
    lines = [line for line in reply.text.splitlines() if any(word in line for word in words)]
    message = _mentioning(replace(reply, text="\n".join(lines)))
    return [message] if message else []


def _is_shared(outgoing: Outgoing) -> bool:
    return outgoing.notice.chat.startswith(("line:C", "line:R"))


def _text(text: str) -> Json:
    return {"type": "text", "text": cut(text, _TEXT) if text.strip() else _NOTHING}


def _with_link(text: str, link: Button) -> str:
    """The address always fits: it is the point of the message."""
    tail = f"\n{link.label}: {external(link.url)}"
    return cut(text, _TEXT - units(tail)) + tail


def _words(reply: Reply) -> str:
    """The text, and below it every command that otherwise only a button of the card would say."""
    card = reply.card
    if card is None:
        return reply.text
    buttons = [*card.buttons, *(button for row in card.rows for button in row.buttons)]
    missing = [b.says for b in buttons if b.says and b.says not in reply.text]
    tail = "".join(f"\n{says}" for says in dict.fromkeys(missing))
    return reply.text + tail if units(reply.text + tail) <= _TEXT else reply.text


# --- text with mentions


def _mentioning(reply: Reply) -> Json | None:
    """A textV2 that mentions people; None when there is nobody to mention or it would not fit."""
    wanted = [m for m in reply.mentions if m.address.startswith("line:U") and m.word in reply.text]
    if not wanted:
        return None
    text, keys = _with_places(reply.text, wanted[:_MENTIONS])
    if units(text) > _TEXT:
        return None
    substitution = {
        key: {
            "type": "mention",
            "mentionee": {"type": "user", "userId": mention.address.removeprefix("line:")},
        }
        for key, mention in keys.items()
    }
    return {"type": "textV2", "text": text, "substitution": substitution}


def _with_places(text: str, mentions: Iterable[Mention]) -> tuple[str, dict[str, Mention]]:
    """Each mention's first place in the text becomes ``{m1}``; all other braces are doubled."""
    by_word = {mention.word: mention for mention in mentions}
    pattern = "|".join(re.escape(word) for word in sorted(by_word, key=len, reverse=True))
    keys: dict[str, Mention] = {}
    pieces = []
    for piece in re.split(f"({pattern})", text):
        if piece in by_word and by_word[piece] not in keys.values():
            keys[f"m{len(keys) + 1}"] = by_word[piece]
            pieces.append(f"{{m{len(keys)}}}")
        else:
            pieces.append(piece.replace("{", "{{").replace("}", "}}"))
    return "".join(pieces), keys


# --- cards


def _container(reply: Reply, link: Button | None) -> Json | None:
    """A bubble or a carousel; None when it would be too large for LINE."""
    pages = bubbles(reply, link, action)
    if len(pages) > _BUBBLES or any(_bytes(page) > _BUBBLE_BYTES for page in pages):
        return None
    if len(pages) == 1:
        return pages[0]
    carousel: Json = {"type": "carousel", "contents": pages}
    return carousel if _bytes(carousel) <= _CAROUSEL_BYTES else None


def _bytes(value: Json) -> int:
    """The size as the SDK writes it (Thai escaped, twice UTF-8): LINE's counting is not known."""
    return len(json.dumps(value))


# --- buttons


def _add_quick_replies(message: Json, buttons: Iterable[Button]) -> None:
    actions = [found for button in buttons if (found := action(button, _QUICK_LABEL))]
    if actions:
        items = [{"type": "action", "action": found} for found in actions[:_QUICK_REPLIES]]
        message["quickReply"] = {"items": items}


def action(button: Button, label_limit: int) -> Json | None:
    """What a tap does; None for a button that LINE would refuse or that does nothing."""
    label = cut(button.label.strip(), label_limit)
    if not label or units(button.press) > _DATA:
        return None
    if button.url:
        url = external(button.url)
        return {"type": "uri", "label": label, "uri": url} if _is_allowed(url) else None
    if button.fill:
        return {
            "type": "postback",
            "label": label,
            "data": button.press or NO_PRESS,
            "inputOption": "openKeyboard",
            "fillInText": cut(button.fill, _SAYS),
        }
    if button.press:
        shown = {"displayText": cut(button.says, _SAYS)} if button.says else {}
        return {"type": "postback", "label": label, "data": button.press, **shown}
    if button.says and units(button.says) <= _SAYS:
        return {"type": "message", "label": label, "text": button.says}
    return None


def external(url: str) -> str:
    """An address that opens in the phone's own browser: LINE's cannot save files."""
    safe = quote(url, safe="%/:=&?~#+!$,;'@()*[]")
    parts = urlsplit(safe)
    if parts.scheme not in {"http", "https"} or parts.hostname == "line.me":
        return safe
    if "openExternalBrowser=" in parts.query:
        return safe
    query = f"{parts.query}&" if parts.query else ""
    return parts._replace(query=f"{query}openExternalBrowser=1").geturl()


def _is_allowed(url: str) -> bool:
    allowed = units(url) <= _URL and urlsplit(url).scheme in {"http", "https", "line", "tel"}
    if not allowed:
        log.warning("button with an address LINE refuses left out")
    return allowed
