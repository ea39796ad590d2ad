"""What keeps the structure true: rules of the whole tree that no single module can prove."""

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from bot.__main__ import COMMANDS as TYPED
from handlers import desk_texts, doctor_texts, paper_texts, texts
from handlers.commands import COMMANDS, HELP, VERBS, Command
from handlers.desk_texts import Sentence
from handlers.messages import Button
from handlers.parse import Verb
from plans.model import Actor, ClauseKind, Duty, MarkKind, Occurrence, Period, Status
from storage.database import Database
from storage.settings import OfficeSettings

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "plans", "reports", "scheduler", "simulator", "storage")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
README = (ROOT / "README.md").read_text("utf-8")


def modules(*packages: str) -> list[Path]:
    return [path for name in packages for path in sorted((ROOT / name).rglob("*.py"))]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


# --- the contract of imports


def test_import_contracts_hold():
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


# --- commands


def test_every_command_word_is_one_commands_only():
    counted = Counter(word for command in COMMANDS for word in command.words)
    assert [word for word, count in counted.items() if count > 1] == []
    assert set(VERBS) == set(counted)


def test_every_verb_has_a_command():
    assert Counter(command.verb for command in COMMANDS) == Counter(Verb)


def test_help_prints_every_command():
    assert [line.thai for _, _, line in HELP] == [command.help for command in COMMANDS]
    for command in COMMANDS:
        assert command.roles, f"nobody's help shows {command.help}"
        shown = command.help if command.verb is not Verb.SHOW else f"{command.words[0]} #3"
        assert command.words[0] in shown


@pytest.mark.parametrize("role", ["staff", "executive", "admin"])
def test_help_tells_five_things_first(role):
    assert len([line for _, five, line in HELP if role in five]) == 5


_ROLES = {"staff": "เจ้าหน้าที่", "executive": "ผู้บริหาร", "admin": "ผู้ดูแลระบบ"}


def row_of(command: Command) -> str:
    latin = next((word for word in command.words if word.isascii()), "")
    who = "ทุกคน" if command.roles == set(_ROLES) else ", ".join(
        said for role, said in _ROLES.items() if role in command.roles
    )  # fmt: skip
    return f"| `{command.help.replace('|', '/')}` | `{latin}` | {who} |"


def test_readme_prints_the_table_of_commands():
    wanted = "\n".join(map(row_of, COMMANDS))
    if wanted not in README:
        pytest.fail(f"the table of commands in README.md should read:\n\n{wanted}", pytrace=False)


def test_readme_names_every_command_of_the_command_line():
    assert [name for name in TYPED if f"`tidtam {name}" not in README] == []


# --- words

_LINE, _TELEGRAM = 5000, 4096
_LONG = {"note", "reason", "text", "message", "source", "measure", "measure_title"}
_DAY = date(2070, 11, 28)
_OCCURRENCE = Occurrence(
    Duty(99, "ฮ", Actor.STAFF, ClauseKind.RECURRING, "ให้รายงาน" * 500),
    Period(_DAY, _DAY),
    _DAY,
    _DAY,
)
_WORST: dict[object, object] = {
    int: 99, int | None: 99, bool: True, str: "ก" * 120, str | None: "ก" * 120, date: _DAY,
    datetime: datetime(2070, 11, 28, tzinfo=UTC), Status: Status.NOT_POSSIBLE,
    MarkKind: MarkKind.NOT_POSSIBLE, Duty: _OCCURRENCE.duty, Occurrence: _OCCURRENCE,
    Sequence[str]: ("สำนักงานเลขานุการ" * 3,) * 30,
    Sequence[Button]: (Button("ก" * 20, says="#3 " + "ก" * 300),) * 13,
    texts.Entry: texts.Entry(
        _OCCURRENCE, "ก" * 500, MarkKind.NOT_POSSIBLE, "ก" * 120, "ก" * 120,
        datetime(2070, 11, 28, tzinfo=UTC), note="ก" * 5000, done_on=_DAY, evidence=99,
        answered=39, owners=40, missing=("สำนักงานเลขานุการ" * 3,) * 30, first=True, typed="99ฮ",
    ),
}  # fmt: skip
"""What each kind of value is at its worst; values named in ``_LONG`` may have 5,000 characters."""


def worst_of(function: object) -> str:
    values = {
        name: "ก" * 5000 if one.annotation is str and name in _LONG else _WORST[one.annotation]
        for name, one in inspect.signature(function).parameters.items()
    }
    said = function(**values)
    return said if isinstance(said, str) else "\n".join(said)


def spoken() -> Iterator[object]:
    """Every function that makes a sentence of a chat out of values we know the worst of."""
    for path in sorted((ROOT / "handlers").glob("*texts.py")):
        module = import_module(f"handlers.{path.stem}")
        for name, value in vars(module).items():
            own = inspect.isfunction(value) and value.__module__ == module.__name__
            if own and name[0] != "_" and name not in _HELPERS and _known(value):
                yield value


_HELPERS = {"shortened", "moved_note"}  # cuts to the length it is given; is kept, not said


def _known(function: object) -> bool:
    return all(one.annotation in _WORST for one in inspect.signature(function).parameters.values())


def test_nearly_every_text_can_be_tried_at_its_worst():
    assert len(list(spoken())) >= 90


@pytest.mark.parametrize("function", list(spoken()), ids=lambda function: function.__name__)
def test_every_text_fits_both_apps(function):
    said = worst_of(function)
    assert len(said) <= _TELEGRAM
    assert len(said.encode("utf-16-le")) // 2 <= _LINE


def test_every_sentence_exists_in_both_languages():
    known = [
        value for module in (desk_texts, doctor_texts, paper_texts) for value in _sentences(module)
    ]
    assert len(known) > 50
    for one in known:
        assert re.search("[\u0e01-\u0e5b]", one.thai), one
        assert not re.search("[\u0e01-\u0e5b]", one.english.replace("#ข้อค้นพบ", "").replace(
            "#วันหยุด", "").replace("หยุด", "")), one  # fmt: skip
        assert _holes(one.thai) == _holes(one.english) or one in _OWN_HOLES, one


def _sentences(module: object) -> Iterator[Sentence]:
    for value in vars(module).values():
        if isinstance(value, Sentence):
            yield value
        elif isinstance(value, doctor_texts.Diagnosis):
            yield from (value.problem, value.advice)
        elif isinstance(value, dict):
            yield from (one for one in value.values() if isinstance(one, Sentence))


def _holes(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence))


_OWN_HOLES = (doctor_texts.SETTINGS.problem, doctor_texts.HOLIDAYS.problem)
"""Each language names its own value: the sentence about a setting, the year of its era."""


_SPEAKERS = {
    "bot/demo.py": "people and rooms of the sample municipality",
    "bot/play.py": "what people of the sample municipality say",
    "bot/child.py": "what it refuses with, before anything else is there",
    "bot/settings.py": "what is wrong with a setting, said before anything else is there",
    "handlers/commands.py": "the words of the commands and their lines of help",
}
_THAI = re.compile("[\u0e01-\u0e5b]")
_PATTERN = re.compile(r"[\\|*+?\[\]^$]")


def test_thai_sentences_stand_where_sentences_belong():
    """Elsewhere Thai is single words to be recognised, and patterns."""
    found = {
        f"{name_of(path)}: {literal}"
        for path in modules("bot", "handlers", "scheduler", "storage")
        if name_of(path) not in _SPEAKERS and not path.name.endswith("texts.py")
        for literal in thai_literals(path)
        if len(literal) > 24 and not _PATTERN.search(literal)
    }
    assert found == set()


def test_time_and_memory_speak_no_thai_to_people():
    found = {name_of(path) for path in modules("scheduler") if list(thai_literals(path))}
    assert found == set()


def thai_literals(path: Path) -> Iterator[str]:
    nodes = list(ast.walk(tree(path)))
    said = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if _THAI.search(node.value) and id(node) not in said:
            yield node.value


# --- time and identifiers

_CLOCKS = {
    ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "monotonic"), ("time", "perf_counter"),
    ("time", "localtime"), ("time", "gmtime"), ("time", "strftime"), ("time", "sleep"),
}  # fmt: skip


_STOPWATCHES = {
    "storage/database.py": "how long one COMMIT may gather work",
    "bot/metrics.py": "how long a webhook call took",
}
"""Modules that measure how long something takes, and what for: no outcome rests on it."""


def test_only_one_module_reads_the_clock():
    found = {
        (name_of(path), node.attr)
        for path in modules(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and (_last(node.value), node.attr) in _CLOCKS
    }
    measured = {(name, "perf_counter") for name in _STOPWATCHES}
    assert measured <= found
    assert {name for name, _ in found - measured} == {"bot/clock.py"}


def test_nothing_is_imported_from_the_clocks_by_name():
    found = {
        name_of(path)
        for path in modules(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "time"
    }
    assert found == set()


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


_TRANSLITERATED = frozenset(
    {
        "amphoe",
        "amper",
        "changwat",
        "gong",
        "khana",
        "kong",
        "krasuang",
        "krom",
        "lamdap",
        "maattrakan",
        "matrakan",
        "mattrakan",
        "muban",
        "nayok",
        "ngan",
        "ngop",
        "obt",
        "palad",
        "palat",
        "paen",
        "phaen",
        "phon",
        "prajam",
        "prathet",
        "rabob",
        "raingan",
        "ratchakan",
        "samnak",
        "suan",
        "tambon",
        "tessaban",
        "thesaban",
        "thetsaban",
        "wanyut",
        "wela",
        "yut",
    }
)
"""Thai words as one might spell them in Latin letters, each a whole part of a name."""


def test_identifiers_are_english():
    wrong = {
        f"{name_of(path)}: {name}"
        for path in modules(*PACKAGES, "tests")
        for name in identifiers(tree(path))
        if not name.isascii() or _TRANSLITERATED & set(name.lower().split("_"))
    }
    assert wrong == set()


def identifiers(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.arg():
                yield node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr


def test_every_suppression_says_why():
    """``# noqa: CODE - why`` or ``# type: ignore[code]  # why``, on its own line."""
    allowed = re.compile(r"# (?:noqa: [A-Z0-9, ]+?|type: ignore\[[a-z-]+\]) +[-#] ?\S")
    wrong = [
        f"{name_of(path)}:{number}"
        for path in modules(*PACKAGES)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"# (?:noqa|type: ignore)", line) and not allowed.search(line)
    ]
    assert wrong == []


def test_every_module_says_what_it_is():
    silent = [name_of(path) for path in modules(*PACKAGES) if not ast.get_docstring(tree(path))]
    assert silent == []


# --- documents


async def test_glossary_names_what_exists():
    rows = re.findall(r"^\|.*?\| `([^`]+)`", _doc("glossary.md"), re.MULTILINE)
    assert len(rows) > 30
    database = await Database.open(None)
    try:
        found = await database.read(lambda tx: tx.all("SELECT name FROM sqlite_master"))
    finally:
        await database.close()
    tables = {row["name"] for row in found}
    assert [row for row in rows if not _exists(row, tables)] == []


def _exists(named: str, tables: set[str]) -> bool:
    """``table mark`` or ``plans.model.Mark`` or ``plans.model.Mark.note``."""
    kind, _, table = named.partition(" ")
    if kind == "table":
        return table in tables
    package, module, *inside = named.split(".")
    there: object = import_module(f"{package}.{module}")
    for name in inside:
        fields = getattr(there, "__annotations__", {})
        if not hasattr(there, name) and name not in fields:
            return False
        there = getattr(there, name, None)
    return True


def test_operating_guide_explains_every_problem_of_the_check_up():
    guide = _doc("operating.md")
    assert [one.code for one in doctor_texts.ALL if f"| {one.code} |" not in guide] == []


def test_operating_guide_explains_every_setting_of_the_office():
    guide = _doc("operating.md")
    assert [key for key in OfficeSettings.model_fields if f"`{key}`" not in guide] == []


def test_changelog_begins_with_the_version():
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    version = re.search(r"^## \[?([0-9.]+)", changelog, re.MULTILINE)
    assert version is not None
    assert version[1] == PROJECT["project"]["version"]


def test_decisions_are_numbered_and_short():
    files = sorted((ROOT / "docs" / "decisions").iterdir())
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    for path in files:
        text = path.read_text("utf-8")
        assert all(f"## {part}" in text for part in ("Context", "Decision", "What we gave up"))
        assert len(text.splitlines()) <= 60, f"{path.name} is longer than a page"


def test_every_promise_kept_names_its_proof():
    promises = yaml.safe_load(_doc("quality.yaml"))
    known = _tests_there_are()
    assert len(promises) >= 20
    for one in promises:
        assert set(one) in ({"promise", "done"}, {"promise", "todo"}, {"promise", "exempt"}), one
        missing = [proof for proof in one.get("done", ()) if proof not in known]
        assert missing == [], one["promise"]
        assert one.get("done", one.get("todo", one.get("exempt"))), one["promise"]


def _tests_there_are() -> set[str]:
    return {
        f"{path.name}::{node.name}"
        for path in (ROOT / "tests").glob("test_*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_the_threat_model_claims_nothing_without_a_test_there_is():
    model = _doc("security.md")
    assert set(re.findall(r"test_\w+\.py::\w+", model)) <= _tests_there_are()
    rows = [
        row for row in model.splitlines() if row.startswith("| ") and not row.startswith("| who |")
    ]
    assert [row for row in rows if ".py::" not in row] == []
    assert len(model.splitlines()) <= 70, "one page"


def test_every_fault_in_the_table_is_tried_by_tests_there_are():
    told = re.findall(r"^\| (F\d+) \|", _doc("faults.md"), re.MULTILINE)
    tried = (ROOT / "bench" / "faults.py").read_text("utf-8")
    assert told == re.findall(r'Fault\(\s*"(F\d+)"', tried) == [f"F{n}" for n in range(1, 29)]
    files = set(re.findall(r"test_\w+\.py", tried))
    assert {name for name in files if not (ROOT / "tests" / name).exists()} == set()


def _doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "docs/operating.md"])
def test_links_inside_the_project_lead_somewhere(name):
    path = ROOT / name
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_readme_shows_the_picture_of_the_demo_once_there_is_one():
    there = (ROOT / "docs" / "pictures" / "demo.png").exists()
    assert ("](docs/pictures/demo.png)" in README) is there


# --- what is delivered


def test_everything_a_package_needs_is_in_the_wheel():
    """What is not Python reaches an installation only where ``package-data`` says so."""
    data = PROJECT["tool"]["setuptools"]["package-data"]
    left_out = [
        path
        for path in tracked()
        if path.split("/")[0] in PACKAGES
        and not path.endswith(".py")
        and not any(
            fnmatch(path, f"{path.split('/')[0]}/{p}") for p in data.get(path.split("/")[0], [])
        )
    ]
    assert left_out == []


def test_every_package_is_in_the_wheel():
    packages = {path.rpartition("/")[0] for path in tracked() if path.endswith("/__init__.py")}
    assert packages == set(PROJECT["tool"]["setuptools"]["packages"]) == set(PACKAGES)


def test_the_sample_and_the_schema_are_data_of_a_package():
    assert {"bot/sample/plan.html", "storage/migrations/0001_initial.sql"} <= set(tracked())


def tracked() -> list[str]:
    done = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout: tracked files are unknown")
    return [path for path in done.stdout.splitlines() if (ROOT / path).exists()]


def test_no_tracked_file_names_the_place_it_was_made_in():
    """Neither a folder of somebody's machine nor the host of a package registry."""
    hosts = [
        ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))
    ]
    banned = re.compile("|".join([r"(?<![\w.])/(?:work|root)/\w", *map(re.escape, hosts)]))
    wrong = [
        f"{path}:{number}"
        for path in tracked()
        if not path.endswith((".png", ".docx", ".xlsx", ".pdf", ".ttf"))
        for number, line in enumerate((ROOT / path).read_text("utf-8").splitlines(), 1)
        if banned.search(line)
    ]
    assert wrong == []
