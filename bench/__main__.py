"""Everything measured side by side, one table after the other: ``python -m bench``.

The side by side with the libraries' own bots, with an API that answers at once and one that takes
80 ms; starting and memory; a tick; reading; papers; growth; a small country's day; a minute of
mixed talk with faults.  Each is a command of its own, with how long it took below it.  The long
ones (``bench.country`` of 7,852 offices, ``bench.soak --minutes 30``, ``bench.faults --full``,
``bench.abuse``) are not among them.
"""

import subprocess
import sys
import time

PARTS = (
    ("bench.peers",),
    ("bench.peers", "--delay", "80", "--rounds", "1"),
    ("bench.peers", "--both", "--rounds", "1"),
    ("bench.start",),
    ("bench.tick",),
    ("bench.reading",),
    ("bench.papers",),
    ("bench.growth", "--organisations", "1", "10", "100"),
    ("bench.country", "--organisations", "100", "--seconds", "20"),
    ("bench.soak", "--minutes", "1"),
)


def main() -> int:
    """Run every part; 1 if one of them failed."""
    failed = False
    for part in PARTS:
        print(f"\n=== python -m {' '.join(part)}", flush=True)
        began = time.monotonic()
        code = subprocess.run([sys.executable, "-m", *part], check=False).returncode
        failed |= code != 0
        ended = f"ended with {code}" if code else "done"
        print(f"--- {ended} after {time.monotonic() - began:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
