"""The real bot as a process of its own, to be killed: ``python bot_process.py CLOCK``.

Settings come from the environment, as in every deployment; the time from the eight bytes of the
file ``CLOCK``.  The process imports everything once and waits for ``start`` on its standard input;
each start is a fork, so that a bot that was killed is back within milliseconds.  A started bot says
``ready PID URL``, obeys ``tick NUMBER`` (one turn of the clock, then ``rested NUMBER`` when nothing
is left to do) and ends at ``stop``; after every end the process says ``ended STATUS``.
"""

import asyncio
import logging
import mmap
import os
import struct
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bot.telegram_api  # noqa: F401 - imported before the fork, not after each
from bot import logs
from bot.clock import Clock
from bot.libraries import line_messaging
from bot.service import running
from bot.settings import read_settings

log = logging.getLogger(__name__)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class FileClock(Clock):
    """The time somebody else wrote into a file."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)

    def now(self) -> datetime:
        (count,) = struct.unpack("<q", self._bytes[:8])
        return _EPOCH + count * _MICROSECOND


def set_clock(path: Path, now: datetime) -> None:
    """Write the time where a ``FileClock`` reads it."""
    count = struct.pack("<q", (now - _EPOCH) // _MICROSECOND)
    if not path.exists():
        path.write_bytes(count)
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 8) as shared:
        shared[:8] = count


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def play(clock: Path) -> None:
    """The bot, until it is told to stop."""
    settings = read_settings()
    async with running(settings, settings.data_dir, FileClock(clock)) as service:
        heard = await _listen()
        say("ready", os.getpid(), service.url)
        while (line := await heard.readline()).strip() != b"stop" and line:
            word, _, number = line.decode().strip().partition(" ")
            if word == "tick":
                await service.app.tick()
                await service.app.rest()
                say("rested", number)


async def _listen() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    return reader


def _forked(clock: Path) -> int:
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    status = 1
    with ExitStack() as stack:
        stack.callback(lambda: os._exit(status))
        try:
            asyncio.run(play(clock))
            status = 0
        except BaseException:
            log.exception("the bot ended")
    return status


def _next_word() -> bytes:
    """A line, read byte by byte: what follows is for the bot, which reads the same pipe."""
    os.set_blocking(0, True)  # the last bot left it otherwise
    line = b""
    while (letter := os.read(0, 1)) not in (b"", b"\n"):
        line += letter
    return line if letter else b"end"


def main() -> None:
    logs.set_up(level=logging.WARNING)
    logging.getLogger().handlers[0].setFormatter(logging.Formatter(logging.BASIC_FORMAT))
    line_messaging()  # before the fork as well
    clock = Path(sys.argv[1])
    say("imported")
    while (word := _next_word()) != b"end":
        if word == b"start":
            say("ended", _forked(clock))


if __name__ == "__main__":
    main()
