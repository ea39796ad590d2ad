"""The part of the check-up that asks LINE and Telegram; nothing is sent, no quota is used."""

from dataclasses import dataclass

from bot.channel import Unreachable
from bot.checkup import Complaint, complaint
from bot.clock import Clock
from bot.line_api import LineApi
from bot.settings import LineSettings, TelegramSettings
from bot.telegram_api import TelegramApi
from handlers import doctor_texts as texts
from handlers.desk_texts import Sentence


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What LINE says of the account; ``allowed`` None means without limit."""

    name: str
    chat_mode: str
    allowed: int | None
    used: int


@dataclass(frozen=True, slots=True)
class LineCheck:
    """What asking LINE brought to light; no facts when it did not answer."""

    complaints: tuple[Complaint, ...]
    facts: LineFacts | None = None


@dataclass(frozen=True, slots=True)
class TelegramCheck:
    """What asking Telegram brought to light; ``name`` is the bot's."""

    complaints: tuple[Complaint, ...]
    name: str | None = None


async def check_line(settings: LineSettings, public_url: str | None, clock: Clock) -> LineCheck:
    """Ask LINE who we are, what is left of the quota, and to try our webhook."""
    api = LineApi(settings, clock)
    await api.start()
    try:
        facts = await _line_facts(api)
        webhook = await _line_webhook(api, f"{public_url or ''}/line")
    except Unreachable as problem:
        reason = api.trouble or str(problem)
        return LineCheck((complaint(texts.LINE_SILENT, reason=reason),))
    finally:
        await api.close()
    if public_url is None:
        return LineCheck((complaint(texts.NO_ADDRESS),), facts)
    return LineCheck(webhook, facts)


async def _line_facts(api: LineApi) -> LineFacts:
    info = await api.ask("get_bot_info")
    limit = await api.ask("get_message_quota")
    used = await api.ask("get_message_quota_consumption")
    return LineFacts(
        name=str(info.display_name),
        chat_mode=str(info.chat_mode),
        allowed=None if limit.value is None else int(limit.value),
        used=int(used.total_usage),
    )


async def _line_webhook(api: LineApi, url: str) -> tuple[Complaint, ...]:
    """LINE answers 404 while no address is set, which is no trouble with reaching LINE."""
    try:
        endpoint = await api.ask("get_webhook_endpoint")
    except Unreachable as problem:
        if str(problem) != "HTTP 404":
            raise
        return _undelivered(texts.NO_ENDPOINT, url)
    if endpoint.endpoint != url:
        return _undelivered(texts.OTHER_ADDRESS, url)
    if not endpoint.active:
        return _undelivered(texts.SWITCHED_OFF, url)
    tried = await api.ask("test_webhook_endpoint")
    if tried.success:
        return ()
    return _undelivered(texts.NO_ANSWER, url, answer=f"{tried.reason} {tried.status_code}")


def _undelivered(why: Sentence, url: str, **values: str) -> tuple[Complaint, ...]:
    return (complaint(texts.LINE_WEBHOOK, reason=why, url=url, **values),)


async def check_telegram(settings: TelegramSettings) -> TelegramCheck:
    """Ask Telegram who we are and whether it can deliver to us."""
    api = TelegramApi(settings)
    try:
        _, name = await api.me()
        url, waiting, error = await api.webhook()
    except Unreachable as problem:
        return TelegramCheck((complaint(texts.TELEGRAM_SILENT, reason=str(problem)),))
    finally:
        await api.close()
    if url != (settings.webhook_url or ""):
        undelivered = complaint(texts.TELEGRAM_WEBHOOK, reason=texts.OTHER_ADDRESS)
        return TelegramCheck((undelivered,), name)
    if waiting and error:
        return TelegramCheck((complaint(texts.TELEGRAM_WEBHOOK, reason=error),), name)
    return TelegramCheck((), name)
