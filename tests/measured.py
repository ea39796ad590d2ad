"""Runs a command from a process that is nearly empty: what it cost, its children included.

A process started from here would be charged this one's memory: until it has become the command,
it is a copy of its parent.  So a bare interpreter starts it.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_STARTER = """
import json, os, sys, time
out, err = (os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) for name in sys.argv[1:3])
start = time.monotonic()
pid = os.fork()
if not pid:
    os.dup2(out, 1), os.dup2(err, 2)
    os.execv(sys.argv[3], sys.argv[3:])
_, status, used = os.wait4(pid, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), time.monotonic() - start,
                  used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


@dataclass(frozen=True)
class Cost:
    """What one run said and cost: seconds on the clock and of work, the greatest process in MB."""

    code: int
    out: bytes
    err: str
    seconds: float
    work: float
    megabytes: float


def measured(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> Cost:
    """The cost of a command; ``folder`` takes what it writes."""
    out, err = folder / "out", folder / "err"
    done = subprocess.run(
        [sys.executable, "-S", "-c", _STARTER, str(out), str(err), *command],
        capture_output=True, check=True, env=environment,
    )  # fmt: skip
    code, seconds, work, kilobytes = json.loads(done.stdout)
    return Cost(
        code, out.read_bytes(), err.read_text("utf-8", "replace"), seconds, work, kilobytes / 1024
    )
