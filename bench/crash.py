"""Kill the bot some hundred times in rounds played one after the other.

Prints a line for each round, every complaint below it, and ends with 1 if there was any.  Run with
``python -m bench.crash --times 200`` or, to play one again, ``python -m bench.crash --seed 2570``
from the project's folder.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # where the stage's office lives

from crash_bench import Outcome, played

PER_ROUND = 20


def main() -> int:
    """Play until the bot was killed often enough; the exit code."""
    parser = argparse.ArgumentParser(description="kill -9 at random instants of played rounds")
    parser.add_argument("--times", type=int, default=PER_ROUND, help="killings in all")
    parser.add_argument("--seed", type=int, default=1, help="of the first round; then one more")
    parser.add_argument("--months", type=int, default=2, help="length of a round")
    asked = parser.parse_args()
    killed = wrong = 0
    seed = asked.seed
    while killed < asked.times:
        outcome = _play(seed, min(PER_ROUND, asked.times - killed), asked.months)
        killed += outcome.killed.total()
        wrong += len(outcome.complaints)
        seed += 1
    print(f"killed {killed} times, {wrong} complaints")
    return 1 if wrong else 0


def _play(seed: int, kills: int, months: int) -> Outcome:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tidtam-crash-") as folder:
        outcome = asyncio.run(played(Path(folder), seed, kills, months))
    took = time.monotonic() - began
    states = " ".join(f"{state}={count}" for state, count in sorted(outcome.states.items()))
    instants = " ".join(f"{one}={count}" for one, count in sorted(outcome.killed.items()))
    told = f"{outcome.said} said, {outcome.marks} marks"
    print(f"seed {seed}: {took:.1f} s; {told}; {states}; {instants}")
    for complaint in outcome.complaints:
        print("   ", complaint)
    sys.stdout.flush()
    return outcome


if __name__ == "__main__":
    sys.exit(main())
