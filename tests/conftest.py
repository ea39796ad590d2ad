"""For every test: no network beyond this machine, nothing sent that LINE's own files forbid."""

import gc
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from line_contract import check_log, known_contract

from simulator.stage import Stage

if TYPE_CHECKING:
    from office_bench import Theatre

    from storage.database import Database

# Libraries that obey proxy variables would send even 127.0.0.1 through one.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

# Where nothing compiled is kept, every bot that a test starts compiles all of its modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Hundreds of databases are flushed to the disk again and again; in memory that costs nothing.
_MEMORY, _ENOUGH = Path("/dev/shm"), 2 << 30
if (
    os.access(_MEMORY, os.W_OK)
    and not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC  # some tests make programs
    and shutil.disk_usage(_MEMORY).free > _ENOUGH
):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

settings.register_profile("tidtam", deadline=None)  # two busy cores tell nothing of the code
settings.load_profile("tidtam")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, or at the end one worker waits for the other."""
    items.sort(key=lambda item: item.path.stem not in _LONG)


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end: the collector need not visit them again."""
    gc.collect()
    gc.freeze()


_LONG = frozenset(
    {
        "test_command_line", "test_conversations_on_stage", "test_crash", "test_demo",
        "test_end_to_end", "test_faults_start", "test_hostile", "test_papers", "test_quota",
        "test_rehearsal", "test_roles_in_browser", "test_soak", "test_verify", "test_worst_case",
        "test_year",
    }
)  # fmt: skip

_LOOPBACK = ("127.", "::1", "localhost")
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


def _check(self: socket.socket, address: object) -> None:
    if self.family == socket.AF_UNIX:
        return
    host = str(address[0]) if isinstance(address, tuple) else ""
    if not host.startswith(_LOOPBACK):
        raise AssertionError(f"a test may not connect to {host or address!r}")


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave the machine."""

    def connect(self: socket.socket, address: object) -> None:
        _check(self, address)
        return _connect(self, address)

    def connect_ex(self: socket.socket, address: object) -> int:
        _check(self, address)
        return _connect_ex(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment in which nothing is set."""
    from bot.settings import Settings  # noqa: PLC0415 - who deals out the tests need not wait

    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def nowhere(no_settings: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is set, and the folder we are in has nobody's ``.env``."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with the sample plan, to be copied by whoever changes something."""
    from bot.__main__ import main  # noqa: PLC0415 - who deals out the tests need not wait

    folder = tmp_path_factory.mktemp("office") / "data"
    sample = Path(__file__).parents[1] / "bot" / "sample" / "plan.html"
    assert main(["load", str(sample), "--yes", "--data-dir", str(folder)]) == 0
    return folder


@pytest.fixture
async def database() -> "AsyncIterator[Database]":
    """The office of the transcripts, in memory."""
    from talk import _set_up  # noqa: PLC0415 - who deals out the tests need not wait

    from storage.database import Database  # noqa: PLC0415 - nor for this

    opened = await Database.open(None)
    await opened.write(_set_up)
    yield opened
    await opened.close()


@pytest.fixture
async def bot(tmp_path: Path) -> "AsyncIterator[Theatre]":
    """The whole bot at work in an office with chats on both apps."""
    from office_bench import office  # noqa: PLC0415 - who deals out the tests need not wait

    async with office(tmp_path / "data") as theatre, theatre.bot():
        yield theatre


@pytest.fixture(autouse=True)
def nothing_line_forbids(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test lets the bot send to LINE and LINE's stage takes keeps to LINE's contract."""
    stages: list[Stage] = []
    begin = Stage.__init__

    def noted(self: Stage, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        stages.append(self)

    monkeypatch.setattr(Stage, "__init__", noted)
    yield
    contract = known_contract()
    for stage in stages if contract else ():
        check_log(contract, stage.requests)
