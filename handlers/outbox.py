"""Puts messages down to be sent, every button in them sealed for its chat."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from datetime import datetime
from functools import partial

from handlers import texts
from handlers.buttons import Does, Press, seal
from handlers.messages import Button, Document, Incoming, Reply, on_telegram, words_of
from handlers.scene import Office, Owed, Scene
from storage import notices, people
from storage.database import Transaction
from storage.notices import Notice, NoticeClass, NoticeState
from storage.people import Audience, Chat

MayGo = Callable[[Transaction, str, datetime | None, datetime], bool]
"""Whether an answer to a chat may be sent at once, its token living until then, at that moment."""


def owe_answer(
    tx: Transaction,
    office: Office,
    message: Incoming,
    owed: Owed,
    now: datetime,
    may_go: MayGo | None = None,
) -> Notice | None:
    """The answer to a message, free while its reply token lives.

    Where ``may_go`` lets it go at once, it is the caller's to send, who is given it.
    """
    picture = _apart(owed.reply, message.chat)
    if owed.reply is not None and picture is not None:
        owe_answer(tx, office, message, replace(owed, reply=replace(owed.reply, picture=None)), now)
        alone = Reply("", document=picture, quotes=False)
        owed, may_go = Owed(f"picture/{owed.key}", alone, after=owed.after), None
    about = notices.ONCE if owed.reply is not None and owed.reply.secret else owed.about
    owe = partial(
        notices.owe, tx, owed.key, message.chat, NoticeClass.REPLY, now + owed.after,
        about=about, reply_token=message.reply_token, reply_until=message.reply_until,
        quote=message.quote_token,
    )  # fmt: skip
    free_until = message.reply_until if message.reply_token else None
    if (
        owed.reply is None
        or owed.after
        or may_go is None
        or not may_go(tx, message.chat, free_until, now)
    ):
        _owe_worded(tx, office, message.chat, owed.reply, owe)
        return None
    made = _owe_worded(tx, office, message.chat, owed.reply, partial(owe, claimed=True))
    return made and Notice(
        id=made[0], key=owed.key, chat=message.chat, class_=NoticeClass.REPLY, about=about,
        words=made[1], state=NoticeState.SENDING, due_at=now, expires_at=None, attempts=1,
        reply_token=message.reply_token, reply_until=message.reply_until,
        quote=message.quote_token, first_tried_at=now, error=None, reach=1,  # it costs nothing
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
) -> tuple[int, str] | None:
    """Owe a message with its words, which wait for its number if a button of them names it.

    Gives both; None without words, or if it was owed before.
    """
    if reply is None:
        owe()
        return None
    if not any(map(_is_option, buttons_of(reply))):
        words = words_of(sealed(office, 0, chat, reply))
        new = owe(words=words)
    elif (new := owe()) is not None:
        words = words_of(sealed(office, new, chat, reply))
        notices.word(tx, new, words)
    return None if new is None else (new, words)


def _is_option(button: Button) -> bool:
    """Whether it is known by its place in its message, for want of data of its own."""
    return bool(button.says) and not (button.press or button.url or button.fill)


def sealed(office: Office, notice_id: int, chat: str, reply: Reply) -> Reply:
    """Give every button without data of its own the place it has in this message.

    The text is cut to what fits one message of every app.
    """
    text = texts.fitted(reply.text)
    if text == reply.text and not any(map(_is_option, buttons_of(reply))):
        return reply  # as most are
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
    return replace(reply, text=text, card=card, buttons=tuple(map(seal_one, reply.buttons)))


def buttons_of(reply: Reply) -> Iterable[Button]:
    """All buttons of a message in the order they are sealed in."""
    if reply.card is not None:
        for row in reply.card.rows:
            yield from row.buttons
        yield from reply.card.buttons
    yield from reply.buttons
