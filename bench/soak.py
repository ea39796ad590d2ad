"""People talk on both simulated apps for as long as asked, with faults injected.

Prints how memory went, every complaint below it, and ends with 1 if there was any or memory was
not flat.  Run with ``python -m bench.soak --minutes 30`` from the project's folder.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # where the stage's office lives

from soak_bench import flat, soak


def main() -> int:
    """Soak; the exit code."""
    parser = argparse.ArgumentParser(description="a crowd on both apps, with faults")
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=2570)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tidtam-soak-") as folder:
        found = asyncio.run(soak(Path(folder), asked.seed, seconds=asked.minutes * 60))
    series = found.memory[:: max(1, len(found.memory) // 20)]
    is_flat = flat(found.memory)
    print(f"{found.said} said in {found.years} years of the office,", end=" ")
    print(f"{found.faults} faults in {found.seconds:.0f} s", end="; ")
    print(f"{found.said / found.seconds:.0f} a second; memory {'flat' if is_flat else 'not flat'}")
    print("MB:", " ".join(f"{one:.0f}" for one in series))
    for complaint in found.complaints:
        print("   ", complaint)
    return 0 if is_flat and not found.complaints else 1


if __name__ == "__main__":
    sys.exit(main())
