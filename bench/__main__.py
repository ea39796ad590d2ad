"""Everything measured side by side, one table after the other: ``python -m bench``.

The side by side with the libraries' own bots, with an API that answers at once and one that takes
80 ms; starting and memory; a tick; reading; papers; growth.  Each is a command of its own;
``bench.country`` takes an hour and is not among them.
"""

import argparse
import subprocess
import sys

PARTS = (
    ("bench.peers",),
    ("bench.peers", "--delay", "80", "--rounds", "1"),
    ("bench.start",),
    ("bench.tick",),
    ("bench.reading",),
    ("bench.papers",),
    ("bench.growth",),
)


def main() -> int:
    """Run every part; 1 if one of them failed."""
    argparse.ArgumentParser(prog="python -m bench", description=__doc__).parse_args()
    failed = 0
    for name, *options in PARTS:
        print(f"\n=== python -m {name} {' '.join(options)}".rstrip(), flush=True)
        failed |= subprocess.run([sys.executable, "-m", name, *options], check=False).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
