"""Puts messages down to be sent, every button in them sealed for its chat."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from datetime import datetime
from functools import partial

from handlers import texts
from handlers.buttons import Does, Press, seal
from handlers.messages import Button, Card, Document, Incoming, Reply, on_telegram, words_of
from handlers.scene import Office, Owed, Scene
from storage import notices, people
from storage.database import Transaction
from storage.notices import NoticeClass
from storage.people import Audience, Chat


def owe_answer(
    tx: Transaction, office: Office, message: Incoming, owed: Owed, now: datetime
) -> None:
    """The answer to a message, free while its reply token lives."""
    picture = _apart(owed.reply, message.chat)
    if owed.reply is not None and picture is not None:
        owe_answer(tx, office, message, replace(owed, reply=replace(owed.reply, picture=None)), now)
        alone = Reply("", document=picture, quotes=False)
        owed = Owed(f"picture/{owed.key}", alone, after=owed.after)
    about = notices.ONCE if owed.reply is not None and owed.reply.secret else owed.about
    _owe_worded(
        tx, office, message.chat, owed.reply,
        partial(
            notices.owe, tx, owed.key, message.chat, NoticeClass.REPLY, now + owed.after,
            about=about, reply_token=message.reply_token, reply_until=message.reply_until,
            quote=message.quote_token,
        ),
    )  # fmt: skip


def _apart(reply: Reply | None, chat: str) -> Document | None:
    """The picture that goes in a call of its own: Telegram's captions are too short for a card."""
    if reply is None or reply.card is None or not on_telegram(chat):
        return None
    return reply.picture


def owe_message(
    tx: Transaction,
    office: Office,
    key: str,
    chat: str,
    class_: NoticeClass,
    reply: Reply,
    now: datetime,
) -> None:
    """A message to another chat than the one that is answered."""
    owe = partial(notices.owe, tx, key, chat, class_, now)
    _owe_worded(tx, office, chat, replace(reply, quotes=False), owe)


def tell(scene: Scene, key: str, chats: Sequence[Chat], class_: NoticeClass, reply: Reply) -> None:
    """The same message to several other chats."""
    for chat in chats:
        one = f"{key}/{chat.id}"
        owe_message(scene.tx, scene.office, one, chat.address, class_, reply, scene.now)


def admin_chats(scene: Scene) -> list[Chat]:
    """The administrators' chats, but not the one that is answered."""
    return [
        chat
        for chat in people.chats(scene.tx)
        if chat.active and chat.audience is Audience.ADMIN and chat.id != scene.chat.id
    ]


def chats_of(scene: Scene, names: Set[str]) -> list[Chat]:
    """One chat for each of these divisions, but not the one that is answered."""
    first: dict[str, Chat] = {}
    for chat in people.chats(scene.tx):
        for division in chat.divisions if chat.active else ():
            first.setdefault(division.name, chat)
    chosen = {first[name].id: first[name] for name in sorted(names) if name in first}
    return [chat for chat in chosen.values() if chat.id != scene.chat.id]


def _owe_worded(
    tx: Transaction, office: Office, chat: str, reply: Reply | None, owe: Callable[..., int | None]
) -> None:
    """Owe a message with its words, which wait for its number if a button of them names it."""
    if reply is None:
        owe()
    elif not any(map(_is_option, buttons_of(reply))):
        owe(words=words_of(sealed(office, 0, chat, reply)))
    elif (new := owe()) is not None:
        notices.word(tx, new, words_of(sealed(office, new, chat, reply)))


def _is_option(button: Button) -> bool:
    """Whether it is known by its place in its message, for want of data of its own."""
    return bool(button.says) and not (button.press or button.url or button.fill)


def sealed(office: Office, notice_id: int, chat: str, reply: Reply) -> Reply:
    """Give every button without data of its own the place it has in this message.

    The text is cut to what fits one message of every app.
    """
    places = iter(range(10_000))

    def seal_one(button: Button) -> Button:
        place = next(places)
        if not _is_option(button):
            return button
        press = Press(Does.OPTION, (notice_id, place))
        return replace(button, press=seal(office.secret, chat, press))

    card = reply.card
    if card is not None:
        rows = tuple(replace(row, buttons=tuple(map(seal_one, row.buttons))) for row in card.rows)
        card = replace(card, rows=rows, buttons=tuple(map(seal_one, card.buttons)))
    text = texts.fitted(reply.text)
    return replace(reply, text=text, card=card, buttons=tuple(map(seal_one, reply.buttons)))


def buttons_of(reply: Reply) -> Iterable[Button]:
    """All buttons of a message in the order they are sealed in."""
    card = reply.card or Card("")
    for row in card.rows:
        yield from row.buttons
    yield from card.buttons
    yield from reply.buttons
