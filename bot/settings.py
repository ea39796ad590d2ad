"""Environment and ``.env`` to one typed, frozen value; nobody else touches the environment.

What makes the process impossible (a port that is none) raises ``SettingsWrong``, everything wrong
named together.  What makes only one chat app impossible leaves that app out and is listed in
``Settings.problems``: LINE's misspelt secret must not silence Telegram.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

TELEGRAM_API = "https://api.telegram.org"

ORGANISATIONS = "organisations"
"""Where a host of many keeps them, in its data directory."""

_BOT_TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{20,100}")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the settings, in both languages; never with the value itself."""

    names: tuple[str, ...]
    thai: str
    english: str


class SettingsWrong(Exception):
    """The process cannot start like this; ``problems`` names everything that is wrong."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.english for problem in problems))
        self.problems = problems

    @property
    def thai(self) -> str:
        """One Thai sentence about all of it."""
        return "ตั้งค่าไม่ถูกต้อง: " + "; ".join(problem.thai for problem in self.problems)

    @property
    def english(self) -> str:
        """The same in English."""
        return "wrong settings: " + "; ".join(problem.english for problem in self.problems)


@dataclass(frozen=True, slots=True)
class LineSettings:
    """What LINE needs; ``api_url`` None means LINE's own hosts.

    Several secrets are valid at once while one is being replaced; ``access_token`` None means
    that short-lived ones are issued from id and secret.
    """

    channel_id: str | None
    secrets: tuple[SecretStr, ...]
    access_token: SecretStr | None
    api_url: str | None


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """What Telegram needs; without ``webhook_url`` updates are polled."""

    token: SecretStr
    api_url: str
    webhook_url: str | None
    webhook_secret: SecretStr | None


def _blank_to_none(value: object) -> object:
    """A line ``NAME=`` in ``.env`` means the same as no line."""
    return None if isinstance(value, str) and not value.strip() else value


def _web_address(value: object) -> object:
    """An absolute http(s) URL without the slash at its end; the apps refuse ``//v2/…``."""
    value = _blank_to_none(value)
    if not isinstance(value, str):
        return value
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("not a web address")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValueError("needs https")
    return value.strip().rstrip("/")


_Text = Annotated[str | None, BeforeValidator(_blank_to_none)]
_Secret = Annotated[SecretStr | None, BeforeValidator(_blank_to_none)]
_Url = Annotated[str | None, BeforeValidator(_web_address)]


class Settings(BaseSettings):
    """Every setting of the machine; what belongs to the organisation is in its database.

    The secrets' key and how many organisations stay open matter to a host of many only.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    data_dir: Path = Path("data")
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: _Url = None

    secrets_key: _Secret = None
    secrets_key_file: Annotated[Path | None, BeforeValidator(_blank_to_none)] = None
    open_organisations: Annotated[int, Field(ge=1, le=10_000)] = 64

    line_channel_id: _Text = None
    line_channel_secret: _Secret = None
    line_channel_access_token: _Secret = None
    line_api_url: _Url = None

    telegram_bot_token: _Secret = None
    telegram_webhook_secret: _Secret = None
    telegram_api_url: _Url = None

    @property
    def line(self) -> LineSettings | None:
        """What LINE needs, or None when it is not (or only half) configured."""
        if not self._line_is_wanted or self._line_problems():
            return None
        return LineSettings(
            channel_id=self.line_channel_id,
            secrets=self._line_secrets,
            access_token=self.line_channel_access_token,
            api_url=self.line_api_url,
        )

    @property
    def telegram(self) -> TelegramSettings | None:
        """What Telegram needs, or None when it is not (or wrongly) configured."""
        if self.telegram_bot_token is None or self._telegram_problems():
            return None
        webhook = self.public_url is not None
        return TelegramSettings(
            token=self.telegram_bot_token,
            api_url=self.telegram_api_url or TELEGRAM_API,
            webhook_url=f"{self.public_url}/telegram" if webhook else None,
            webhook_secret=self.telegram_webhook_secret if webhook else None,
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps a chat app from being used although somebody began to configure it."""
        return (*self._line_problems(), *self._telegram_problems())

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret value, for redaction in the log."""
        known = (
            *self._line_secrets,
            self.line_channel_access_token,
            self.telegram_bot_token,
            self.telegram_webhook_secret,
            self.secrets_key,
        )
        return tuple(secret.get_secret_value() for secret in known if secret is not None)

    @property
    def _line_secrets(self) -> tuple[SecretStr, ...]:
        if self.line_channel_secret is None:
            return ()
        parts = self.line_channel_secret.get_secret_value().split(",")
        return tuple(SecretStr(part.strip()) for part in parts if part.strip())

    @property
    def _line_is_wanted(self) -> bool:
        return bool(
            self.line_channel_id or self.line_channel_secret or self.line_channel_access_token
        )

    def _line_problems(self) -> tuple[Problem, ...]:
        if not self._line_is_wanted:
            return ()
        missing = []
        if not self._line_secrets:
            missing.append("LINE_CHANNEL_SECRET")
        if not (self.line_channel_id or self.line_channel_access_token):
            missing.append("LINE_CHANNEL_ID")
        return tuple(_lacking(name, "LINE") for name in missing)

    def _telegram_problems(self) -> tuple[Problem, ...]:
        problems = []
        if self.telegram_bot_token is None:
            if self.telegram_webhook_secret is not None:
                problems.append(_lacking("TELEGRAM_BOT_TOKEN", "Telegram"))
            return tuple(problems)
        if not _BOT_TOKEN.fullmatch(self.telegram_bot_token.get_secret_value()):
            problems.append(misshapen("TELEGRAM_BOT_TOKEN"))
        if self.telegram_webhook_secret is not None:
            if not _WEBHOOK_SECRET.fullmatch(self.telegram_webhook_secret.get_secret_value()):
                problems.append(misshapen("TELEGRAM_WEBHOOK_SECRET"))
        elif self.public_url is not None:
            problems.append(_lacking("TELEGRAM_WEBHOOK_SECRET", "Telegram"))
        return tuple(problems)


def read_settings(env_file: Path | None = Path(".env")) -> Settings:
    """The settings of this process; raises ``SettingsWrong`` naming all that is wrong."""
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]  # pydantic-settings' own name
    except ValidationError as problem:
        names = sorted({str(error["loc"][0]).upper() for error in problem.errors()})
        raise SettingsWrong(tuple(misshapen(name) for name in names)) from None


def set_library_switches() -> None:
    """What a library reads from the environment by itself.

    Without this python-telegram-bot warns whenever Telegram asks us to wait.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "1")


def is_local(url: str) -> bool:
    """Whether the address is on this machine, where no proxy must catch it."""
    return urlsplit(url).hostname in _LOOPBACK


def _lacking(name: str, app: str) -> Problem:
    return Problem((name,), f"ยังไม่ได้ตั้ง {name} ซึ่ง {app} ต้องใช้", f"{app} also needs {name}")


def misshapen(name: str) -> Problem:
    """A setting whose value cannot be."""
    wanted = _WANTED.get(name)
    if wanted is None:
        return Problem((name,), f"{name} ไม่ถูกต้อง", f"{name} is not valid")
    return Problem((name,), f"{name} ต้องเป็น{wanted[0]}", f"{name} must be {wanted[1]}")


_WANTED = {
    "HTTP_PORT": ("เลขพอร์ต 1–65535", "a port number, 1 to 65535"),
    "OPEN_ORGANISATIONS": ("จำนวน 1–10000", "a number, 1 to 10000"),
    "PUBLIC_URL": ("ที่อยู่เว็บที่ขึ้นต้นด้วย https://", "a web address beginning with https://"),
    "LINE_API_URL": ("ที่อยู่เว็บที่ขึ้นต้นด้วย https://", "a web address beginning with https://"),
    "TELEGRAM_API_URL": (
        "ที่อยู่เว็บที่ขึ้นต้นด้วย https://",
        "a web address beginning with https://",
    ),
    "TELEGRAM_BOT_TOKEN": (
        "โทเคนที่ได้จาก @BotFather เช่น 123456:ABC…",
        "the token given by @BotFather, such as 123456:ABC…",
    ),
    "TELEGRAM_WEBHOOK_SECRET": (
        "อักษร A–Z a–z 0–9 _ - ไม่เกิน 256 ตัว",
        "at most 256 of the characters A–Z a–z 0–9 _ -",
    ),
}
