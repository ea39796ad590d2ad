"""Which libraries are installed, as a CycloneDX list, and whether a hole is known in any.

``python scripts/audit.py`` from the project's folder, with ``pip-audit`` and ``cyclonedx-bom``
beside it (``make audit`` sees to both).  Writes ``build/sbom.cdx.json``.  Ends with 1 when a known
hole was found; where nobody could be asked (no network, a mirror without advisories) it says so
and ends with 0, for that tells nothing of the libraries.
"""

import json
import subprocess
import sys
from pathlib import Path

BOT = Path(".venv")
LIST = Path("build/sbom.cdx.json")


def main() -> int:
    tools = Path(sys.executable).parent
    LIST.parent.mkdir(exist_ok=True)
    _list(tools / "cyclonedx-py")
    return _ask(tools / "pip-audit")


def _list(program: Path) -> None:
    python = BOT / "bin" / "python"
    subprocess.run([program, "environment", str(python), "-o", str(LIST)], check=True)
    parts = json.loads(LIST.read_text())["components"]
    print(f"{LIST}: {len(parts)} libraries")


def _ask(program: Path) -> int:
    (libraries,) = BOT.glob("lib/python*/site-packages")
    told = subprocess.run(
        [program, "--path", str(libraries), "--format", "json", "--progress-spinner", "off"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False, timeout=300,
    ).stdout  # fmt: skip
    known = [one for one in _answers(told) if "skip_reason" not in one]
    if not known:
        print("NOT AUDITED: no advisories could be asked for from here", file=sys.stderr)
        return 0
    holes = [(one["name"], one["version"], hole["id"]) for one in known for hole in one["vulns"]]
    for name, version, hole in holes:
        print(f"{name} {version}: {hole}", file=sys.stderr)
    print(f"{len(known)} libraries asked about, {len(holes)} known holes")
    return 1 if holes else 0


def _answers(told: str) -> list[dict]:
    return json.loads(told)["dependencies"] if told.strip() else []


if __name__ == "__main__":
    sys.exit(main())
