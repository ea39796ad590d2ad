"""A bot in a process of its own, started and killed at will; see ``bot_process.py``."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot_process import set_clock
from office_bench import SECRET, Theatre

PATIENCE = 20.0


class Ended(Exception):
    """The bot's process is not there (any more)."""


@dataclass
class Process:
    """The bot in its own process."""

    folder: Path
    theatre: Theatre
    pid: int = 0
    asked: int = 0
    parent: asyncio.subprocess.Process | None = None
    awaited: dict[str, asyncio.Future[list[str]]] = field(default_factory=dict)

    @asynccontextmanager
    async def imported(self) -> AsyncIterator["Process"]:
        """The process with everything imported; no bot in it yet."""
        clock = self.folder / "clock"
        self.tell_time()
        with (self.folder / "log").open("wb") as log:
            self.parent = await asyncio.create_subprocess_exec(
                sys.executable, str(Path(__file__).with_name("bot_process.py")), str(clock),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
                env=os.environ | self._settings(), cwd=self.folder,
            )  # fmt: skip
        imported = self._expect("imported")
        reading = asyncio.create_task(self._read())
        try:
            await self._hear(imported)
            yield self
        finally:
            if self.pid:
                os.kill(self.pid, signal.SIGKILL)
            self.parent.stdin.close()
            await self.parent.wait()
            await reading

    def _settings(self) -> dict[str, str]:
        theatre = self.theatre
        return {
            "PYTHONPATH": str(Path(__file__).parents[1]),
            "DATA_DIR": str(theatre.folder),
            "HTTP_PORT": str(theatre.port),
            "LINE_CHANNEL_ID": theatre.line.account.channel_id,
            "LINE_CHANNEL_SECRET": theatre.line.account.channel_secret,
            "LINE_API_URL": theatre.url,
            "TELEGRAM_BOT_TOKEN": theatre.telegram.token,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_URL": theatre.url,
        }

    def tell_time(self) -> None:
        set_clock(self.folder / "clock", self.theatre.stage.now)

    def begin(self) -> asyncio.Future[list[str]]:
        """Start the bot, without waiting for it; what is given says when it is at work."""
        ready = self._expect("ready")
        self._write("start")
        return ready

    async def start(self) -> None:
        await self._hear(self.begin())

    async def kill(self) -> None:
        """``kill -9`` and wait until nothing is left of it; a bot that still starts too."""
        if pid := self.pid or await self._youngest():
            ended = self._expect("ended")
            os.kill(pid, signal.SIGKILL)
            await self._hear(ended)

    async def stop(self) -> None:
        """End the bot as a service manager would, and wait for it."""
        ended = self._expect("ended")
        self._write("stop")
        words = await self._hear(ended)
        assert words[1] == "0", self._log()

    async def tick(self) -> None:
        """One turn of the clock, until nothing is left to do; raises ``Ended``."""
        self.asked += 1
        rested = self._expect(f"rested {self.asked}")
        self._write(f"tick {self.asked}")
        await self._hear(rested)

    async def _youngest(self) -> int:
        """The fork, which has not said its number yet."""
        children = Path(f"/proc/{self.parent.pid}/task/{self.parent.pid}/children")
        for _ in range(1000):
            if found := children.read_text().split():
                return int(found[-1])
            await asyncio.sleep(0.001)
        return 0

    def _write(self, line: str) -> None:
        self.parent.stdin.write(f"{line}\n".encode())

    def _expect(self, line: str) -> asyncio.Future[list[str]]:
        self.awaited[line] = asyncio.get_running_loop().create_future()
        return self.awaited[line]

    async def _hear(self, expected: asyncio.Future[list[str]]) -> list[str]:
        async with asyncio.timeout(PATIENCE):
            return await expected

    async def _read(self) -> None:
        while line := (await self.parent.stdout.readline()).decode().strip():
            words = line.split()
            if words[0] == "ready":
                self.pid = int(words[1])
            known = self.awaited.pop(line if words[0] == "rested" else words[0], None)
            if known is not None and not known.done():
                known.set_result(words)
            if words[0] == "ended":
                self.pid = 0
                self._give_up()

    def _give_up(self) -> None:
        for name in [name for name in self.awaited if name != "imported"]:
            expected = self.awaited.pop(name)
            if not expected.done():
                expected.set_exception(Ended(self._log()))
                expected.exception()  # nobody may be waiting any more

    def _log(self) -> str:
        return (self.folder / "log").read_text()[-4000:]
