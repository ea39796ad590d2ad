"""The command line: every command's exit code, one sentence for what is wrong, no stack."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from line_contract import shared_folder

from bot.__main__ import COMMANDS, main
from bot.command import FINE, NO, UNREADABLE, WRONG_USE
from bot.organisation import opened
from handlers.desk_texts import ABOUT
from handlers.messages import Incoming
from handlers.router import Router
from handlers.scene import Office
from simulator.server import build, running
from simulator.stage import Stage
from simulator.telegram import TelegramPlatform
from storage import inbox, people

ROOT = Path(__file__).parents[1]
SAMPLE = str(ROOT / "bot" / "sample" / "plan.html")
YEAR = "2570"


@dataclass(frozen=True)
class Run:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


pytestmark = pytest.mark.usefixtures("nowhere")


@pytest.fixture
def tidtam(capfd):
    """Run a command in this process, as ``tidtam`` would."""

    def run(*arguments: str) -> Run:
        capfd.readouterr()
        code = main(list(arguments))
        said = capfd.readouterr()
        return Run(code, said.out, said.err)

    return run


@pytest.fixture
def office(loaded, tmp_path) -> str:
    """The folder of an office with the sample plan."""
    return str(shutil.copytree(loaded, tmp_path / "data"))


def is_thai(text: str) -> bool:
    return any("\u0e00" <= letter <= "\u0e7f" for letter in text)


def environment(**more: str) -> dict[str, str]:
    """For a process of the tree under test in a folder where nobody's ``.env`` lies."""
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | more


def process(*arguments: str, text: str = "") -> Run:
    """Run the package as its own process."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=text, capture_output=True, text=True, timeout=60, check=False, env=environment(),
    )  # fmt: skip
    return Run(done.returncode, done.stdout, done.stderr)


# --- a round of the office, each command on what the ones before it left


def test_from_plan_to_report_and_back_from_a_backup(tidtam, tmp_path):
    data, copy = str(tmp_path / "a"), str(tmp_path / "b")
    stored = tidtam("load", SAMPLE, "--yes", "--data-dir", data)
    assert stored.code == FINE
    assert "14 มาตรการ" in stored.out
    calendar = tidtam("calendar", "--fiscal-year", YEAR, "--json", "--data-dir", data)
    assert len(calendar.json) == sum(1 for entry in calendar.json if entry["due"]) > 50
    code = tidtam("invite", "division", "กองคลัง", "--data-dir", data)
    assert code.code == FINE
    assert code.out.count("#รหัส") == 1
    reminders = tidtam(
        "remind", "--on", "2027-01-22", "--fiscal-year", YEAR, "--json", "--data-dir", data
    )
    assert (reminders.code, reminders.json) == (FINE, [])  # nobody said a code yet
    report = ("report", "--round", "6", "--as-of", "2027-04-01", "--fiscal-year", YEAR)
    first = tmp_path / "first.docx"
    assert tidtam(*report, "-o", str(first), "--data-dir", data).code == FINE
    assert first.read_bytes()[:2] == b"PK"
    assert tidtam("backup", str(tmp_path / "all.tgz"), "--data-dir", data).code == FINE
    assert tidtam("restore", str(tmp_path / "all.tgz"), "--data-dir", copy).code == FINE
    again = tidtam("calendar", "--fiscal-year", YEAR, "--json", "--data-dir", copy)
    assert again.json == calendar.json
    second = tmp_path / "second.docx"
    assert tidtam(*report, "-o", str(second), "--data-dir", copy).code == FINE
    assert second.read_bytes() == first.read_bytes()


def test_read_stores_nothing(tidtam, tmp_path):
    read = tidtam("read", SAMPLE, "--json", "--data-dir", str(tmp_path / "data"))
    assert read.code == FINE
    assert len(read.json["measures"]) == 14
    assert list(tmp_path.iterdir()) == []


def test_reading_for_people_names_every_measure_and_finding(tidtam):
    read = tidtam("read", SAMPLE)
    assert read.code == FINE
    assert all(f"\n{number}. " in read.out for number in range(1, 15))


def test_calendar_for_people_is_a_table(tidtam, office):
    calendar = tidtam("calendar", "--fiscal-year", YEAR, "--data-dir", office)
    rows = [line.split("\t") for line in calendar.out.splitlines()]
    assert {len(row) for row in rows} == {4}
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_report_goes_to_standard_output(office):
    done = subprocess.run(
        [sys.executable, "-m", "bot", "report", "-o", "-", "--fiscal-year", YEAR,
         "--data-dir", office],
        capture_output=True, timeout=60, check=False, env=environment(),
    )  # fmt: skip
    assert (done.returncode, done.stdout[:2]) == (FINE, b"PK")


def test_division_register(tidtam, office):
    def division(*words: str) -> Run:
        return tidtam("division", *words, "--data-dir", office)

    assert division("add", "กองสวัสดิการสังคม").code == FINE
    assert division("alias", "คลัง", "กองคลัง").code == FINE
    assert tidtam("invite", "division", "คลัง", "--data-dir", office).code == FINE
    assert division("merge", "กองสวัสดิการสังคม", "กองช่าง").code == FINE
    assert division("list").out.split() == ["สำนักปลัดเทศบาล", "กองคลัง", "กองช่าง", "กองการศึกษา"]


@pytest.mark.parametrize("words", [("กองคลัง", "กองคลัง"), ("คลัง", "กองคลัง")])
def test_a_division_is_not_merged_into_itself(tidtam, office, words):
    assert tidtam("division", "alias", "คลัง", "กองคลัง", "--data-dir", office).code == FINE
    assert tidtam("division", "merge", *words, "--data-dir", office).code == WRONG_USE
    assert "กองคลัง" in tidtam("division", "list", "--data-dir", office).out.split()


def test_a_registered_name_is_no_alias(tidtam, office):
    refused = tidtam("division", "alias", "กองช่าง", "กองคลัง", "--data-dir", office)
    assert refused.code == WRONG_USE
    assert "merge" in refused.err


def test_settings_of_the_office(tidtam, office):
    assert tidtam("set", "lead_days", "14,3", "--data-dir", office).code == FINE
    assert "lead_days\t14,3\n" in tidtam("set", "--data-dir", office).out
    refused = tidtam("set", "lead_days", "many", "--data-dir", office)
    assert refused.code == WRONG_USE
    assert "lead_days" in refused.err


def test_doctor_says_what_is_missing(tidtam, office):
    found = tidtam("doctor", "--json", "--data-dir", office)
    assert found.code == NO
    assert {"D02", "D13", "D14"} <= {one["code"] for one in found.json["problems"]}
    assert all(is_thai(one["advice"]) for one in found.json["problems"])
    spoken = tidtam("doctor", "--lang", "en", "--data-dir", office)
    assert spoken.code == NO
    assert "1. [D02] neither LINE nor Telegram" in spoken.out


def test_doctor_names_wrong_settings(tidtam, tmp_path):
    (tmp_path / ".env").write_text("HTTP_PORT=hunter2\nPUBLIC_URL=hunter2", "utf-8")
    found = tidtam("doctor", "--json")
    assert [one["code"] for one in found.json["problems"]] == ["D01", "D01"]
    assert "hunter2" not in found.out


# --- clauses


def test_clause_of_one_text(tidtam):
    said = tidtam("clause", "--fiscal-year", "2566", "ภายในเดือนมกราคม ๒๕๖๖", "--json")
    assert said.code == FINE
    assert [clause["dates"] for clause in said.json["clauses"]] == [["2023-01-31"]]


def test_clauses_of_lines(tmp_path):
    said = process("clause", "--fiscal-year", "2566", text="ภายในเดือนมกราคม ๒๕๖๖\n\nให้เป็นปัจจุบัน\n")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == FINE
    assert [row["text"] for row in rows] == ["ภายในเดือนมกราคม ๒๕๖๖", "ให้เป็นปัจจุบัน"]
    assert [row["clauses"][0]["kind"] for row in rows] == ["deadline", "continuous"]


# --- what goes wrong


WRONG = [
    pytest.param(("read", "nowhere.docx"), UNREADABLE, id="no such file"),
    pytest.param(("read", "."), UNREADABLE, id="a folder"),
    pytest.param(("read", "noise.docx"), UNREADABLE, id="damaged document"),
    pytest.param(("read", "prose.txt"), UNREADABLE, id="no table in it"),
    pytest.param(("load", "nowhere.docx", "--yes"), UNREADABLE, id="nothing to load"),
    pytest.param(("load", SAMPLE), WRONG_USE, id="nobody to ask"),
    pytest.param(("calendar",), NO, id="no plan"),
    pytest.param(("calendar", "--fiscal-year", "2023"), WRONG_USE, id="a year that is not Thai"),
    pytest.param(("clause", "--fiscal-year", "99999", "ทุกเดือน"), WRONG_USE, id="a far year"),
    pytest.param(("report",), NO, id="nothing to report"),
    pytest.param(("remind", "--on", "2026-02-30"), WRONG_USE, id="no such day"),
    pytest.param(("remind",), WRONG_USE, id="no day"),
    pytest.param(("invite", "division"), WRONG_USE, id="whom"),
    pytest.param(("invite", "division", "Nowhere"), NO, id="no such division"),
    pytest.param(("division", "merge", "ก"), WRONG_USE, id="into what"),
    pytest.param(("division", "add", " "), WRONG_USE, id="no name"),
    pytest.param(("set", "colour", "blue"), WRONG_USE, id="no such setting"),
    pytest.param(("holidays", "2027-05-05"), WRONG_USE, id="closed or open"),
    pytest.param(("holidays", "soon", "off"), WRONG_USE, id="no day to close"),
    pytest.param(("privacy", "forget", "Nobody"), NO, id="no such person"),
    pytest.param(("backup", "there.tgz"), WRONG_USE, id="would overwrite"),
    pytest.param(("backup", "nowhere/all.tgz"), NO, id="no folder for the backup"),
    pytest.param(("restore", "there.tgz"), UNREADABLE, id="no backup"),
    pytest.param(("restore", "nowhere.tgz"), UNREADABLE, id="no such backup"),
    pytest.param(("run",), WRONG_USE, id="no channel"),
    pytest.param(("dance",), WRONG_USE, id="no such command"),
    pytest.param((), WRONG_USE, id="nothing"),
    pytest.param(("calendar", "--data-dir", "prose.txt"), NO, id="data in a file"),
    pytest.param(("calendar", "--data-dir", "broken"), NO, id="damaged data"),
]


@pytest.mark.parametrize(("arguments", "code"), WRONG)
def test_what_goes_wrong_is_one_sentence(tidtam, tmp_path, arguments, code):
    (tmp_path / "noise.docx").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 9)
    (tmp_path / "prose.txt").write_text("เรียน ผู้บริหาร", "utf-8")
    (tmp_path / "there.tgz").write_bytes(b"something")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "tidtam.db").write_bytes(b"nonsense" * 999)
    done = tidtam(*arguments)
    assert done.code == code
    assert done.err.endswith("\n")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err + done.out
    assert is_thai(done.err)
    if code != UNREADABLE:  # what the reader says of a document exists in Thai only
        in_english = tidtam(*arguments, "--lang", "en")
        assert in_english.code == code
        assert in_english.err.count("\n") == 1
        assert not is_thai(in_english.err)


def test_restore_overwrites_nothing(tidtam, office, tmp_path):
    assert tidtam("backup", "all.tgz", "--data-dir", office).code == FINE
    before = sorted((tmp_path / "data").iterdir())
    refused = tidtam("restore", "all.tgz", "--data-dir", office)
    assert refused.code == WRONG_USE
    assert sorted((tmp_path / "data").iterdir()) == before


def test_report_into_a_folder_that_is_not_there(tidtam, office):
    done = tidtam("report", "--fiscal-year", YEAR, "-o", "no/x.docx", "--data-dir", office)
    assert (done.code, done.err.count("\n")) == (NO, 1)
    assert "no/x.docx" in done.err


def test_the_unexpected_is_told_without_its_stack(tidtam, monkeypatch, tmp_path):
    async def broken(_):
        raise ZeroDivisionError("1000")

    monkeypatch.setattr("bot.office_commands.set_", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = tidtam("set")
    assert done.code == NO
    assert "ZeroDivisionError" in done.err
    assert "Traceback" not in done.err
    (details,) = tmp_path.glob("tidtam-error-*.txt")
    assert details.name in done.err
    assert "Traceback" in details.read_text("utf-8")
    assert details.stat().st_mode & 0o077 == 0


# --- the process itself


def test_module_and_command_are_the_same(tmp_path):
    done = process("calendar", "--data-dir", str(tmp_path / "data"))
    assert done.code == NO
    assert done.err.count("\n") == 1
    assert is_thai(done.err)


@pytest.mark.parametrize("language", ["th", "en"])
def test_help_lists_every_command(language):
    done = process("--help", "--lang", language)
    assert done.code == FINE
    assert set(COMMANDS) == set(ABOUT)
    for name, about in ABOUT.items():
        said = about.thai if language == "th" else about.english
        assert name in done.out
        assert said in " ".join(done.out.split())


def test_every_command_has_its_function():
    for name, module in COMMANDS.items():
        imported = __import__(module, fromlist=["_"])
        assert callable(getattr(imported, f"{name}_"))


def test_reading_waits_for_no_chat_app():
    code = (
        "import sys; from bot.__main__ import main; main(['clause', '--fiscal-year', '2566', 'x']);"
        " print(sorted({'aiohttp', 'linebot', 'telegram'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


# --- asking, and staying


def at_a_terminal(typed: str, *arguments: str) -> Run:
    """Run a command whose standard input is a terminal at which somebody has typed ahead."""
    ours, theirs = os.openpty()
    os.write(ours, typed.encode())
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            stdin=theirs, capture_output=True, text=True, timeout=60, check=False,
            env=environment(),
        )  # fmt: skip
    finally:
        os.close(ours)
        os.close(theirs)
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="terminals are simulated on POSIX only")
@pytest.mark.parametrize(("typed", "code", "stored"), [("y\n", FINE, 0), ("n\n", NO, 1)])
def test_load_asks_before_it_stores(tidtam, tmp_path, typed, code, stored):
    data = str(tmp_path / "data")
    done = at_a_terminal(typed, "load", SAMPLE, "--data-dir", data)
    assert done.code == code
    assert tidtam("calendar", "--fiscal-year", YEAR, "--data-dir", data).code == stored


async def said_by(child: asyncio.subprocess.Process, word: str) -> str:
    """The next line of a process that has that word."""
    assert child.stdout is not None
    async with asyncio.timeout(30):
        while line := (await child.stdout.readline()).decode():
            if word in line:
                return line
    raise AssertionError("it ended without a word")


async def start(*arguments: str, **more: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-u", "-m", "bot", *arguments,
        stdout=PIPE, stderr=PIPE, env=environment(**more),
    )  # fmt: skip


async def status_of(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status


async def test_run_serves_beside_other_commands_until_it_is_asked_to_end(office, tmp_path):
    stage = Stage(datetime(2026, 10, 5, 3, tzinfo=UTC))
    telegram = TelegramPlatform(stage)
    async with running(build(stage, telegram=telegram)) as api:
        child = await start(
            "run", "--data-dir", office, HTTP_PORT="0",
            TELEGRAM_BOT_TOKEN=telegram.token, TELEGRAM_API_URL=api,
        )  # fmt: skip
        try:
            url = (await said_by(child, "http")).split()[-1]
            assert await status_of(f"{url}/healthz") == 200
            backup = str(tmp_path / "running.tgz")
            done = await asyncio.to_thread(process, "backup", backup, "--data-dir", office)
            assert done.code == FINE
        finally:
            child.terminate()
            _, log = await child.communicate()
    assert child.returncode == FINE, log.decode()
    assert b"Traceback" not in log


# --- a real plan


@pytest.fixture
def seed(tmp_path) -> str:
    path = shared_folder() / "seeds" / "000.txt"
    if not path.is_file():
        pytest.skip(f"the real plans are not at {path.parent}: set TIDTAM_SHARED")
    return str(path)


def test_calendar_of_a_real_plan(tidtam, seed, tmp_path):
    data = str(tmp_path / "data")
    assert tidtam("load", seed, "--yes", "--data-dir", data).code == FINE
    entries = tidtam("calendar", "--json", "--fiscal-year", "2566", "--data-dir", data).json
    assert len(entries) == 79
    per_duty = Counter((entry["duty"], entry["actor"]) for entry in entries)
    rhythms = Counter((count, actor) for (_, actor), count in per_duty.items())
    assert rhythms == {
        (1, "staff"): 1 + 18, (1, "executive"): 2,  # the one of the year before, and deadlines
        (12, "staff"): 2, (12, "executive"): 2, (4, "staff"): 1,
        (2, "staff"): 1, (2, "executive"): 2,
    }  # fmt: skip
    assert [entry["due"] for entry in entries] == sorted(entry["due"] for entry in entries)


# --- days off, and people


def test_a_day_off_moves_what_is_reminded_of_before_it(tidtam, office):
    first, second = ("holidays", "--fiscal-year", YEAR, "--data-dir", office), "2027-01-29"
    assert second not in tidtam(*first).out
    closed = tidtam("holidays", second, "off", "พิธีประจำจังหวัด", "--data-dir", office)
    assert (closed.code, second in closed.out) == (FINE, True)
    assert f"{second}\toff\tพิธีประจำจังหวัด" in tidtam(*first).out
    calendar = ("calendar", "--fiscal-year", YEAR, "--json", "--data-dir", office)
    before = {(one["duty"], one["due"]): one["remind_from"] for one in tidtam(*calendar).json}
    assert tidtam("holidays", second, "on", "--data-dir", office).code == FINE
    after = {(one["duty"], one["due"]): one["remind_from"] for one in tidtam(*calendar).json}
    assert before.keys() == after.keys()  # a due date keeps its day
    assert f"{second}\ton" in tidtam(*first).out


@pytest.fixture
def somebody(office):
    """The folder of an office in which one person reported once."""

    async def act(folder: Path) -> None:
        async with opened(folder) as organisation:
            await organisation.database.write(_report_once)

    asyncio.run(act(Path(office)))
    return office


def _report_once(tx):
    now = datetime(2026, 10, 5, 2, tzinfo=UTC)
    chat = people.note_chat(tx, "line:Cgroup", private=False, title="กลุ่มคลัง")
    division = people.find_division(tx, "กองคลัง")
    people.bind_chat(tx, chat, people.Audience.DIVISION, division, now)
    inbox.receive(tx, [inbox.Received("line:e1", "line:Cgroup", "")], now)
    said = Incoming("line:e1", "line:Cgroup", now, sender="line:Ukanya", sender_name="กัญญา",
                    text="#3ก เสร็จ ประกาศแล้ว", message="m1")  # fmt: skip
    Router(Office(b"secret")).handle(tx, said, now)


def test_what_is_kept_of_a_person_is_handed_out_and_forgotten(tidtam, somebody):
    kept = tidtam("privacy", "export", "กัญญา", "--data-dir", somebody)
    assert kept.code == FINE
    assert (kept.json["name"], kept.json["app"]) == ("กัญญา", "line")
    assert [one["note"] for one in kept.json["said"]] == ["ประกาศแล้ว"]
    assert "Ukanya" not in kept.out
    assert tidtam("privacy", "forget", "กัญญา", "--data-dir", somebody).code == FINE
    assert tidtam("privacy", "export", "กัญญา", "--data-dir", somebody).code == NO
    assert b"Ukanya" not in b"".join(
        path.read_bytes() for path in Path(somebody).glob("tidtam.db*")
    )
    report = tidtam("report", "--format", "json", "--fiscal-year", YEAR, "--data-dir", somebody)
    assert "ประกาศแล้ว" in report.out
    assert "กัญญา" not in report.out
