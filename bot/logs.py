"""The log: one line an event, a constant sentence and its data; no tokens, no ids of people."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_QUIET = {
    "aiohttp": logging.WARNING,
    "aiohttp.server": logging.CRITICAL,  # prints a page, and the bytes, for all that is no HTTP
    "apscheduler": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,  # at INFO it prints addresses, and Telegram's hold the token
    "linebot": logging.WARNING,  # at DEBUG it prints answers
    "telegram": logging.CRITICAL,  # prints answers it cannot read; the failure reaches us anyway
}

_PATTERNS = (
    (re.compile(r"\b\d{3,20}:[A-Za-z0-9_-]{20,100}"), "[token]"),  # Telegram bot
    (re.compile(r"(?i)\bbearer\s+[^\s\"']+"), "Bearer [token]"),
    (re.compile(r"/(files|calendar)/[A-Za-z0-9_-]+"), r"/\1/[token]"),
    (re.compile(r"\b[UCR][0-9a-f]{32}\b"), "[id]"),  # LINE people, groups, rooms
    (re.compile(r"\btelegram:-?\d{4,}"), "telegram:[id]"),
    (re.compile(r"-100\d{6,}"), "[id]"),  # Telegram groups
)


class Formatter(logging.Formatter):
    """``time LEVEL module "sentence" name=value …``, everything that must stay secret left out."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(sorted((s for s in secrets if len(s) >= 6), key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        extra = {k: v for k, v in vars(record).items() if k not in _STANDARD}
        parts = [moment, record.levelname, record.name, _value(record.getMessage())]
        parts += [f"{name}={_value(value)}" for name, value in extra.items()]
        line = " ".join(parts)
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return self.redacted(line)

    def redacted(self, text: str) -> str:
        """``text`` without our secrets and without whatever looks like a token or an id."""
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text


def _value(value: object) -> str:
    if isinstance(value, (bool, int, float)) or value is None:
        return json.dumps(value)
    return json.dumps(str(value), ensure_ascii=False)


def set_up(
    secrets: Iterable[str] = (), level: int = logging.INFO, stream: TextIO | None = None
) -> None:
    """Log to ``stream`` (standard error), and quieten the libraries that say too much."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Formatter(secrets))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(quiet)
