"""Messages and bodies nobody should send, by the hundred thousand, each under a limit of time.

``talk`` is parser, router and answers over an office in memory, ``parser`` the parser alone, and
``line`` and ``telegram`` the bodies of the two webhooks.  Prints a line for each and every
complaint below it, and ends with 1 if there was any.  Run ``python -m bench.abuse`` from the
project's folder, or one of them: ``python -m bench.abuse --only parser --times 1000 --seed 7``.
"""

import argparse
import logging
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # where the office and the words live

from fuzz_bench import Borne, bear_bodies, bear_sayings, bear_talk

RUNS: dict[str, Callable[[int, int], Borne]] = {
    "parser": bear_sayings,
    "line": partial(bear_bodies, "line"),
    "telegram": partial(bear_bodies, "telegram"),
    "talk": bear_talk,
}


def main() -> int:
    """Try what was asked for; the exit code."""
    parser = argparse.ArgumentParser(description="hostile messages and bodies")
    parser.add_argument("--only", choices=RUNS, action="append", help="may be repeated")
    parser.add_argument("--times", type=int, default=100_000, help="inputs of each")
    parser.add_argument("--seed", type=int, default=2570)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)  # every odd body is a line
    complaints = 0
    for name in asked.only or RUNS:
        complaints += _told(name, RUNS[name], asked.seed, asked.times)
    return 1 if complaints else 0


def _told(name: str, run: Callable[[int, int], Borne], seed: int, times: int) -> int:
    began = time.monotonic()
    borne = run(seed, times)
    print(
        f"{name:8} {borne.count:7} inputs  {len(borne.complaints)} complaints"
        f"  slowest {borne.slowest * 1000:4.0f} ms of CPU  {time.monotonic() - began:5.0f} s",
        flush=True,
    )
    print("    slowest:", borne.slowest_of)
    for one in borne.complaints:
        print("   ", one)
    return len(borne.complaints)


if __name__ == "__main__":
    sys.exit(main())
