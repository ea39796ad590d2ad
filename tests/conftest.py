"""For every test: no network beyond this machine, no proxy in between, no hurry for hypothesis."""

import os
import socket

import pytest
from hypothesis import settings

# Libraries that obey proxy variables would send even 127.0.0.1 through one.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

settings.register_profile("tidtam", deadline=None)  # two busy cores tell nothing of the code
settings.load_profile("tidtam")

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
