"""Hostile and damaged files through the real command: soon, small, one sentence, nothing stored."""

import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hostile_files import HOSTILE, SLOW, TONELESS
from measured import Cost, measured

from bot.__main__ import main
from bot.command import FINE, UNREADABLE

ROOT = Path(__file__).parents[1]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
SECONDS = 2.0
"""Of work, because other tests may share the processor; on the clock of an idle machine as well."""
MEGABYTES = 150


@pytest.fixture(scope="module")
def costs(tmp_path_factory) -> dict[str, Cost]:
    """Every file read by ``tidtam read``, two at a time."""
    folder = tmp_path_factory.mktemp("hostile")

    def read(name: str) -> Cost:
        own = folder / name.replace(".", "_")
        own.mkdir()
        file = own / name
        file.write_bytes((HOSTILE | SLOW)[name]())
        command = [sys.executable, "-m", "bot", "read", str(file), "--json"]
        cost = measured(command, own, ENVIRONMENT)
        file.unlink()
        return cost

    names = [*HOSTILE, *SLOW]
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(names, pool.map(read, names), strict=True))


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_in_one_sentence(costs, name):
    cost = costs[name]
    assert (cost.code, cost.out) == (UNREADABLE, b"")
    assert re.fullmatch(r"[^\n]*[ก-๎]{5}[^\n]*กรุณา[^\n]*\n", cost.err)
    assert cost.work < SECONDS
    assert cost.megabytes < MEGABYTES


@pytest.mark.parametrize("name", SLOW)
def test_no_pattern_hangs(costs, name):
    cost = costs[name]
    assert cost.code in (FINE, UNREADABLE)
    assert cost.work < 3 * SECONDS
    assert cost.megabytes < MEGABYTES


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    "name", ["word_bomb.docx", "many_spans.html", "encrypted.docx", "tones_lost.txt"]
)
def test_nothing_stored_changes(name, loaded, tmp_path, capfd):
    before = contents(loaded)
    file = tmp_path / name
    file.write_bytes(HOSTILE[name]())
    assert main(["load", str(file), "--yes", "--data-dir", str(loaded)]) == UNREADABLE
    assert contents(loaded) == before
    elsewhere = tmp_path / "new"
    assert main(["load", str(file), "--yes", "--data-dir", str(elsewhere)]) == UNREADABLE
    assert not elsewhere.exists()


def test_there_are_enough_of_them():
    assert len(HOSTILE) >= 20
    assert len(TONELESS) > 400
