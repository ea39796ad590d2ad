"""Telegram's API through python-telegram-bot: every call we make and what its failures mean.

Telegram has no retry keys: what may have arrived must not be sent again.  Beware the library's
tree: ``BadRequest`` and ``TimedOut`` are both ``NetworkError``.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NoReturn

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channel import LARGEST_FILE, Gone, RenderedFile, TooLarge, Unreachable
from bot.courier import NEVER_LEFT, Unanswered, Unsent
from bot.pool import Pool
from bot.settings import TelegramSettings
from bot.telegram_messages import Key, Menu, Shown
from bot.telegram_wire import Wire
from scheduler.delivery import Failure, SendFailed

log = logging.getLogger(__name__)

_SOON = timedelta(seconds=10)
_MUCH_LATER = timedelta(minutes=10)
_TIMEOUT = 10.0

_CALL_FAILED = (TelegramError, TypeError, KeyError, ValueError, AttributeError)
"""Everything the library raises, an answer it cannot make sense of included."""


class TelegramApi:
    """Every call of Telegram's API except ``getUpdates``; without ``pool`` one of its own."""

    def __init__(self, settings: TelegramSettings, pool: Pool | None = None) -> None:
        self._request = Wire(settings.api_url, _TIMEOUT, pool)
        self._say = f"{settings.api_url}/bot{settings.token.get_secret_value()}/sendMessage"
        self._bot = Bot(
            settings.token.get_secret_value(),
            base_url=f"{settings.api_url}/bot",
            base_file_url=f"{settings.api_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,  # never used: polling is done elsewhere
        )

    async def close(self) -> None:
        """Close the pool."""
        await self._request.shutdown()

    # --- sending

    async def send(
        self, chat: str, shown: Shown, quote: str | None, file: RenderedFile | None, now: datetime
    ) -> tuple[str, ...]:
        """Send one message and give its ids; raises ``SendFailed``.

        What Telegram calls a bad request has sent nothing, so it is tried again in a milder form:
        without a topic that no longer exists, else in words alone.
        """
        message, topic = _split(quote)
        try:
            return await self._send(chat, shown, message, topic, file)
        except BadRequest as problem:
            if _is_gone(problem):
                _fail(problem, now)
            log.warning("form of a message refused", extra={"reason": problem.message})
            if "thread not found" in problem.message.lower():
                topic = None
            else:
                shown = shown.plain
        except TelegramError as problem:
            _fail(problem, now)
        try:
            return await self._send(chat, shown, message, topic, file)
        except TelegramError as problem:
            _fail(problem, now)

    async def _send(
        self,
        chat: str,
        shown: Shown,
        quote: int | None,
        topic: int | None,
        file: RenderedFile | None,
    ) -> tuple[str, ...]:
        try:
            if file is None:
                fields = text_fields(chat, shown, quote, topic)
                said = await self._request.say(self._say, fields)
                return (str(said["message_id"]),) if isinstance(said, dict) else ()
            return await self._send_file(chat, shown, quote, topic, file)
        except (TypeError, KeyError, ValueError, AttributeError):
            log.warning("Telegram answered success in an unexpected form")
            return ()

    async def _send_file(
        self, chat: str, shown: Shown, quote: int | None, topic: int | None, file: RenderedFile
    ) -> tuple[str, ...]:
        reply = ReplyParameters(quote, allow_sending_without_reply=True) if quote else None
        words, mode = shown.html or shown.text, "HTML" if shown.html else None
        markup = _markup(shown)
        if file.media_type.startswith("image/"):
            sent = await self._bot.send_photo(
                chat_id=chat, photo=file.data, filename=file.name, caption=words,
                parse_mode=mode, message_thread_id=topic, reply_parameters=reply,
                reply_markup=markup,
            )  # fmt: skip
        else:
            sent = await self._bot.send_document(
                chat_id=chat, document=file.data, filename=file.name, caption=words,
                parse_mode=mode, message_thread_id=topic, reply_parameters=reply,
                reply_markup=markup,
            )  # fmt: skip
        return _ids(sent)

    # --- asking

    async def me(self) -> tuple[int, str]:
        """Our own id and name; raises ``Unreachable``."""
        try:
            user = await self._bot.get_me()
        except _CALL_FAILED as problem:
            raise Unreachable(_why(problem)) from problem
        return user.id, user.username or ""

    async def name_of(self, chat: str, person: str) -> str:
        """A member's name; empty if Telegram does not say."""
        try:
            member = await self._bot.get_chat_member(chat_id=chat, user_id=int(person))
        except _CALL_FAILED:
            return ""
        return member.user.full_name

    async def members(self, chat: str) -> int:
        """How many people are in the chat, ourselves not counted; raises ``Unreachable``."""
        try:
            return max(await self._bot.get_chat_member_count(chat_id=chat) - 1, 1)
        except _CALL_FAILED as problem:
            raise Unreachable(_why(problem)) from problem

    async def show_busy(self, chat: str) -> None:
        """Say that a file is on its way; Telegram shows it for five seconds."""
        try:
            await self._bot.send_chat_action(chat_id=chat, action="upload_document")
        except _CALL_FAILED as problem:
            raise Unreachable(_why(problem)) from problem

    async def content(self, file_id: str) -> bytes:
        """The bytes of a file; raises ``Gone``, ``TooLarge``, ``Unreachable``."""
        try:
            file = await self._bot.get_file(file_id)
            if (file.file_size or 0) > LARGEST_FILE:
                raise TooLarge
            data = bytes(await file.download_as_bytearray(read_timeout=60))
        except BadRequest as problem:
            raise (TooLarge if "too big" in problem.message.lower() else Gone) from problem
        except _CALL_FAILED as problem:
            raise Unreachable(_why(problem)) from problem
        if len(data) > LARGEST_FILE:
            raise TooLarge
        return data

    async def answer_press(self, press: str) -> None:
        """Stop the button's spinner, if it is not too late."""
        try:
            await self._bot.answer_callback_query(press)
        except _CALL_FAILED as problem:
            log.debug("press not answered", extra={"reason": _why(problem)})

    # --- setting up

    async def webhook(self) -> tuple[str, int, str]:
        """The webhook's address, what waits for it, and its last error; raises ``Unreachable``."""
        try:
            info = await self._bot.get_webhook_info()
        except _CALL_FAILED as problem:
            raise Unreachable(_why(problem)) from problem
        return info.url or "", info.pending_update_count or 0, info.last_error_message or ""

    async def set_webhook(self, url: str, secret: str | None, wanted: Sequence[str]) -> None:
        """Have updates delivered there; what waits is kept.  Raises ``Unreachable``."""
        try:
            await self._bot.set_webhook(url, secret_token=secret, allowed_updates=list(wanted))
        except _CALL_FAILED as problem:
            raise Unreachable(_why(problem)) from problem

    async def delete_webhook(self) -> None:
        """Let updates be polled; what waits is kept.  Raises ``Unreachable``."""
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except _CALL_FAILED as problem:
            raise Unreachable(_why(problem)) from problem

    async def set_commands(self, menus: Sequence[Menu]) -> None:
        """The menus of commands; raises ``Unreachable``."""
        try:
            for menu in menus:
                await self._set_menu(menu)
        except _CALL_FAILED as problem:
            raise Unreachable(_why(problem)) from problem

    async def _set_menu(self, menu: Menu) -> None:
        listed = [BotCommand(name, line[:256]) for name, line in menu.commands.items()][:100]
        scope, language = _scope_of(menu), menu.language or None
        try:
            if listed:
                await self._bot.set_my_commands(listed, scope=scope, language_code=language)
            else:
                await self._bot.delete_my_commands(scope=scope, language_code=language)
        except (BadRequest, Forbidden) as problem:
            if not menu.chat:
                raise
            log.info("a chat takes no menu", extra={"reason": _why(problem)})


def _scope_of(menu: Menu) -> BotCommandScope:
    if menu.chat:
        return BotCommandScopeChat(menu.chat)
    return BotCommandScopeAllPrivateChats() if menu.private else BotCommandScopeAllGroupChats()


def text_fields(chat: str, shown: Shown, quote: int | None, topic: int | None) -> dict[str, object]:
    """The fields of a text as the library would send them; what is not wanted is left out."""
    fields: dict[str, object] = {"chat_id": chat, "text": shown.html or shown.text}
    if shown.html:
        fields["parse_mode"] = "HTML"
    if topic:
        fields["message_thread_id"] = topic
    if quote:
        fields["reply_parameters"] = {"message_id": quote, "allow_sending_without_reply": True}
    if shown.keys:
        keys = [[_key_fields(key) for key in line] for line in shown.keys]
        fields["reply_markup"] = {"inline_keyboard": keys}
    elif shown.prompt:
        fields["reply_markup"] = {
            "force_reply": True, "selective": True, "input_field_placeholder": shown.prompt
        }  # fmt: skip
    return fields


def _key_fields(key: Key) -> dict[str, str]:
    return {"text": key.label} | ({"url": key.url} if key.url else {"callback_data": key.press})


def _markup(shown: Shown) -> InlineKeyboardMarkup | ForceReply | None:
    if shown.keys:
        return InlineKeyboardMarkup([[_button(key) for key in line] for line in shown.keys])
    if shown.prompt:
        return ForceReply(selective=True, input_field_placeholder=shown.prompt)
    return None


def _button(key: Key) -> InlineKeyboardButton:
    if key.url:
        return InlineKeyboardButton(key.label, url=key.url)
    return InlineKeyboardButton(key.label, callback_data=key.press)


def _split(quote: str | None) -> tuple[int | None, int | None]:
    """The message and the topic of a quote token: ``12``, ``12@5``, ``@5``."""
    message, _, topic = (quote or "").partition("@")
    return (
        int(message) if message.isdecimal() else None,
        int(topic) if topic.isdecimal() else None,
    )


def _ids(sent: Message) -> tuple[str, ...]:
    return (str(sent.message_id),)


def _fail(problem: TelegramError, now: datetime) -> NoReturn:
    raise _failure(problem, now) from problem


def _failure(problem: TelegramError, now: datetime) -> SendFailed:  # noqa: PLR0911 - a table
    why = _why(problem)
    match problem:
        case RetryAfter():
            wait = problem.retry_after
            pause = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
            until = now + pause + timedelta(seconds=1)
            return SendFailed(why, Failure.REWORD, retry_at=until, halts_chat=True)
        case ChatMigrated():
            new = f"telegram:{problem.new_chat_id}"
            return SendFailed(why, Failure.REWORD, retry_at=now, moved_to=new)
        case Forbidden():
            return SendFailed(why, Failure.DROP, closed=True)
        case InvalidToken():
            return SendFailed(why, Failure.REWORD, retry_at=now + _MUCH_LATER)
        case BadRequest():
            return SendFailed(why, Failure.DROP, closed=_is_gone(problem))
        case NetworkError() if isinstance(problem.__cause__, NEVER_LEFT):
            return SendFailed(why, Failure.REWORD, retry_at=now + _SOON)
    return SendFailed(why, Failure.ASK)


def _is_gone(problem: BadRequest) -> bool:
    return "chat not found" in problem.message.lower()


def _why(problem: Exception) -> str:
    """The kind of problem; Telegram's own words only where they cannot hold anybody else's."""
    if isinstance(problem, (BadRequest, Forbidden)):
        return f"{type(problem).__name__}: {problem.message[:120]}"
    return f"{type(problem).__name__} {_cause(problem.__cause__)}".strip()


def _cause(cause: BaseException | None) -> str:
    if isinstance(cause, Unsent | Unanswered):
        return str(cause)
    return type(cause).__name__ if cause else ""
