"""What reading a plan costs from start to end: ``tidtam read FILE --json``, its process included.

Every real plan of the folder beside the project (``TIDTAM_SHARED``) as text and as Word, and a
made-up plan of 60 measures for 15 divisions; beside them a bare ``python -c pass`` in the same
run, because machines differ.  Run with ``python -m bench.reading`` from the project's folder.
"""

import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # where documents are rebuilt

from measured import Cost, measured
from rebuilt import Docx

from plans.grid import Line, Row
from plans.loose import settle
from plans.tables import read_tables

TRIES = 5
SHARED = Path(os.environ.get("TIDTAM_SHARED", "../shared"))
LIMIT, LARGE_LIMIT = 1.0, 2.0
MONTHS = ("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน")


@dataclass(frozen=True)
class Subject:
    """A document to read, and how soon it must be."""

    name: str
    data: bytes
    suffix: str
    limit: float


def large() -> list[Line | Row]:
    """60 measures, each owed by 15 divisions, with three steps and three clauses."""
    divisions = " ".join(f"กองงานที่{number:02}" for number in range(1, 16))
    blocks: list[Line | Row] = [
        Line("มาตรการส่งเสริมคุณธรรมและความโปร่งใส"),
        Line("ประจำปีงบประมาณ พ.ศ. ๒๕๗๐"),
        Line("เทศบาลเมืองตัวอย่าง"),
        Row(("มาตรการ", "ผู้รับผิดชอบ", "ขั้นตอน", "การรายงานผลและการกำกับติดตาม"), 1),
    ]
    for number in range(60):
        month = MONTHS[number % 6]
        steps = "\n".join(f"{n}. ดำเนินการขั้นที่ {n} ของเรื่องที่ {number + 1}" for n in (1, 2, 3))
        clauses = (
            f"๑. เจ้าหน้าที่จัดทำเรื่องที่ {number + 1} ภายในเดือน{month} ๒๕๗๐\n"
            "๒. เจ้าหน้าที่ผู้รับผิดชอบรายงานผลทุกไตรมาส\n๓. ผู้บริหารกำกับติดตามทุกเดือน"
        )
        blocks.append(
            Row((f"{number + 1}. มาตรการเรื่องที่ {number + 1}", divisions, steps, clauses), 1)
        )
    return blocks


def subjects() -> list[Subject]:
    found = []
    for file in sorted((SHARED / "seeds").glob("*.txt")):
        data = file.read_bytes()
        blocks = settle(read_tables(data, file.name).blocks)
        found.append(Subject(file.stem, data, ".txt", LIMIT))
        found.append(Subject(file.stem, Docx(automatic=True).of(blocks), ".docx", LIMIT))
    return [*found, Subject("60 x 15", Docx(automatic=True).of(large()), ".docx", LARGE_LIMIT)]


def best(command: list[str], folder: Path) -> Cost:
    """The fastest of a few runs: what else the machine does only makes one slower."""
    return min((measured(command, folder) for _ in range(TRIES)), key=lambda cost: cost.seconds)


def main() -> int:
    late = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = best([sys.executable, "-c", "pass"], folder)
        print(f"{'bare python':<14}{bare.seconds:>7.3f} s{bare.megabytes:>8.1f} MB")
        print(f"{'document':<14}{'seconds':>9}{'work':>8}{'of bare':>9}{'MB':>8}{'limit':>8}")
        ratios = []
        for one in subjects():
            file = folder / f"plan{one.suffix}"
            file.write_bytes(one.data)
            command = [sys.executable, "-m", "bot", "read", str(file), "--json"]
            cost = best(command, folder)
            if cost.code != 0:
                raise SystemExit(f"{one.name}{one.suffix}: {cost.err}")
            ratios.append(cost.seconds / bare.seconds)
            print(
                f"{one.name + one.suffix:<14}{cost.seconds:>7.2f} s{cost.work:>6.2f} s"
                f"{ratios[-1]:>9.1f}{cost.megabytes:>8.1f}{one.limit:>6.1f} s"
            )
            if cost.seconds > one.limit:
                late.append(one.name + one.suffix)
        print(f"median ratio to bare python: {statistics.median(ratios):.1f}")
    print("too slow: " + ", ".join(late) if late else "all within their limits")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
