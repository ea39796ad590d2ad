"""Tries every fault the bot must stand and prints one line for each; ends with 1 on any miss.

``python -m bench.faults`` tries a tenth, as the suite does; ``--full`` all of it, ``--only F3`` one
of them.  What each fault is stands in ``docs/faults.md``, in the same order.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # where the tests and counts live

from fault_counts import FULL

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault, the tests that try it, and what tries it longer."""

    id: str
    what: str
    tests: tuple[str, ...]
    longer: tuple[str, ...] = ()


_END, _DISK, _WIRE = "test_end_to_end.py", "test_faults_disk.py", "test_faults_wire.py"
_PEOPLE, _WORDS, _ABUSE = "test_faults_people.py", "test_faults_words.py", "test_abuse.py"
_KILLS = ("bench.crash", "--times", "200")

FAULTS = (
    Fault("F1", "killed while people report", ("test_crash.py", "test_database.py"), _KILLS),
    Fault("F2", "killed while reminders go out", ("test_crash.py",), _KILLS),
    Fault("F3", "power loss", (f"{_DISK} -k power",)),
    Fault("F4", "redelivery storm", (f"{_WIRE} -k storm", f"{_END} -k doubled")),
    Fault(
        "F5",
        "edited and unsent",
        ("test_conversations.py -k 'edited or unsent'", "test_router.py -k same_number"),
    ),
    Fault("F6", "429 with and without a time", ("test_delivery.py", "test_telegram.py -k flood")),
    Fault("F7", "5xx, cut, stalled, garbled", (f"{_WIRE} -k fails", "test_sending_faults.py")),
    Fault("F8", "monthly quota used up", ("test_quota.py", f"{_END} -k used_up")),
    Fault("F9", "thrown out, moved, blocked", (f"{_END} -k 'supergroup or threw or thrown'",)),
    Fault("F10", "disk full or held", (f"{_DISK} -k 'grow or held'", f"{_END} -k disk")),
    Fault("F11", "damaged file", (f"{_DISK} -k damaged", "test_safekeeping.py")),
    Fault("F12", "clock jumps", (f"{_WIRE} -k clock", "test_lease.py", "test_owe.py")),
    Fault("F13", "zones and calendar", ("test_faults_start.py -k zone", "test_rounds.py")),
    Fault("F14", "two by mistake", (f"{_WIRE} -k two_bots", "test_lease.py")),
    Fault("F15", "forged and replayed", (f"{_ABUSE} -k 'forged or replayed'",)),
    Fault("F16", "odd bodies", (f"{_ABUSE} -k odd", "test_fuzz.py"), ("bench.abuse",)),
    Fault(
        "F17",
        "giants and dawdlers",
        (f"{_WIRE} -k giants", f"{_END} -k megabytes", "test_ingress.py -k drips"),
    ),
    Fault("F18", "letters that look alike", (f"{_WORDS} -k alike", "test_parse.py")),
    Fault("F19", "formulas in notes", ("test_sheet.py -k formula", "test_office_suite.py")),
    Fault("F20", "markup in notes", (f"{_WORDS} -k markup", "test_worst_case.py")),
    Fault("F21", "document bombs", ("test_hostile.py", "test_tables_hostile.py")),
    Fault(
        "F22",
        "role and action",
        (f"{_PEOPLE} -k 'cell or strangers or codes'", "test_departures.py", "test_buttons.py"),
    ),
    Fault("F23", "floods", ("test_pace.py", f"{_PEOPLE} -k tapping")),
    Fault("F24", "races", (f"{_PEOPLE} -k at_once",)),
    Fault("F25", "secrets and privacy", (f"{_WIRE} -k log", "test_web.py -k 'logged or log'")),
    Fault("F26", "soak", ("test_soak.py",), ("bench.soak", "--minutes", "30")),
    Fault("F27", "migrations", (f"{_DISK} -k 'migration or schema'", "test_database.py")),
    Fault("F28", "start with nothing", ("test_faults_start.py -k start",)),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fault."""

    tests: int
    cases: int
    missed: tuple[str, ...]
    said: tuple[str, ...]


def main() -> int:
    """Try what was asked for; the exit code."""
    parser = argparse.ArgumentParser(description="every fault the bot must stand")
    parser.add_argument("--only", action="append", help="one fault, such as F3; may be repeated")
    parser.add_argument("--full", action="store_true", help="the whole count instead of a tenth")
    asked = parser.parse_args()
    missed = 0
    for fault in FAULTS:
        if not asked.only or fault.id in asked.only:
            missed += _tried(fault, full=asked.full)
    print(f"{missed} faults missed")
    return 1 if missed else 0


def _tried(fault: Fault, *, full: bool) -> bool:
    began = time.monotonic()
    outcome = _run(fault, full=full)
    missed = list(outcome.missed)
    if full and fault.longer and _fails(fault.longer):
        missed.append(" ".join(fault.longer))
    verdict = "missed" if missed else "held"
    print(
        f"{fault.id:4} {verdict:6} {outcome.cases:7} cases {outcome.tests:4} tests"
        f" {time.monotonic() - began:6.1f} s  {fault.what}: {'; '.join(outcome.said) or '-'}",
        flush=True,
    )
    for one in missed:
        print("    ", one)
    return bool(missed)


@cache
def _fails(longer: tuple[str, ...]) -> bool:
    """Whether what tries longer ends badly; what several faults share is run once."""
    return subprocess.run([sys.executable, "-m", *longer], cwd=ROOT, check=False).returncode != 0


def _run(fault: Fault, *, full: bool) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="tidtam-faults-") as folder:
        reports = [Path(folder) / f"{number}.xml" for number in range(len(fault.tests))]
        for chosen, report in zip(fault.tests, reports, strict=True):
            name, _, rest = chosen.partition(" -k ")
            only = ["-k", rest.strip("'")] if rest else []
            subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-n", "0", f"tests/{name}", *only,
                 f"--junitxml={report}", "-o", "junit_family=xunit1"],
                cwd=ROOT, capture_output=True, check=False,
                env=os.environ | ({FULL: "1"} if full else {}),
            )  # fmt: skip
        return _read(reports)


def _read(reports: list[Path]) -> Outcome:
    cases = [case for path in reports for case in _cases(path)]
    missed = [
        case.attrib["name"]
        for case in cases
        if {child.tag for child in case} & {"failure", "error"}
    ]
    told = [one.attrib for case in cases for one in case.iter("property")]
    counted = [int(one["value"]) for one in told if one["name"] == "cases"]
    return Outcome(
        tests=len(cases),
        cases=sum(counted) + len(cases) - len(counted),
        missed=tuple(missed if cases else ["no test was found"]),
        said=tuple(one["value"] for one in told if one["name"] == "said"),
    )


def _cases(report: Path) -> list[ET.Element]:
    return list(ET.parse(report).iter("testcase")) if report.exists() else []


if __name__ == "__main__":
    sys.exit(main())
