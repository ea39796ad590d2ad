"""Start with nothing: no network, no tokens, no home, no UTF-8; and the same plan in every zone."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from fault_counts import tried
from office_bench import free_port

ROOT = Path(__file__).parents[1]
ZONES = ("Pacific/Kiritimati", "America/New_York")


def bare(tmp_path: Path, **more: str) -> dict[str, str]:
    """An environment with as little in it as there can be."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    return {
        "PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", **more,
    }  # fmt: skip


def newest(folder: Path) -> float:
    names = ("bot", "handlers", "plans", "reports", "scheduler", "simulator", "storage")
    files = (path for name in names for path in (folder / name).rglob("*"))
    return max(path.stat().st_mtime for path in files if "__pycache__" not in path.parts)


@pytest.mark.parametrize("locale", ["C"])
def test_demo_starts_with_nothing_at_all(tmp_path, locale, record_property):
    port, before = free_port(), newest(ROOT)
    environment = bare(
        tmp_path, LANG=locale, LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
    )
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", str(port)], env=environment, cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        banner = process.stdout.readline().decode("utf-8", "replace")
        took = time.monotonic() - began
        assert re.search(rf"http://127\.0\.0\.1:{port}", banner), banner
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
            assert page.status == 200
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=20)
    assert (process.returncode, b"Traceback" in said) == (0, False)
    tried(record_property, 1, f"ready after {took:.1f} s")
    assert newest(ROOT) == before, "it wrote into the folder of the program"


def test_start_without_any_app_says_what_is_missing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"], env=bare(tmp_path, LANG="C", LC_ALL="C"),
        cwd=tmp_path, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert ".env" in done.stderr.decode("utf-8", "replace")
    assert b"Traceback" not in done.stderr


def test_every_zone_of_the_machine_gives_the_same_schedule(tmp_path, record_property):
    plan = next((ROOT / "bot" / "sample").glob("plan.*"))
    said = set()
    for zone in ZONES:
        folder = ["--data-dir", str(tmp_path / zone.replace("/", "-"))]
        environment = bare(tmp_path, TZ=zone)
        load = ["load", str(plan), "--yes", *folder]
        calendar = ["calendar", "--json", "--fiscal-year", "2570", *folder]
        said.add(_run(load, calendar, environment, tmp_path))
    tried(record_property, len(ZONES))
    assert len(said) == 1
    assert json.loads(said.pop())


_BOTH = """
import sys
from contextlib import redirect_stdout
from bot.__main__ import main
first, second = ({first!r}, {second!r})
with redirect_stdout(sys.stderr):
    code = main(first)
raise SystemExit(code or main(second))
"""


def _run(first: list[str], second: list[str], environment: dict[str, str], folder: Path) -> str:
    """What the second of two commands says in a process of that environment."""
    done = subprocess.run(
        [sys.executable, "-c", _BOTH.format(first=first, second=second)], env=environment,
        cwd=folder, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("utf-8")
