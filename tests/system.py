"""Installs the Debian packages the tests use, or says what is missing and how to get it."""

import os
import shutil
import subprocess
import sys

NEEDED = {
    "chromium": "chromium",
    "soffice": "libreoffice-writer libreoffice-calc",
    "pdftoppm": "poppler-utils",
    "fc-list": "fontconfig",
    "systemd-analyze": "systemd",
    "caddy": "caddy",
}


THAI_FONTS = "fonts-thai-tlwg"
"""A program that lists fonts is often there already where no font with Thai letters is."""


def has_thai_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":lang=th"], capture_output=True, check=True)
    return bool(found.stdout.strip())


def main() -> int:
    missing = [packages for command, packages in NEEDED.items() if not shutil.which(command)]
    if not has_thai_font():
        missing.append(THAI_FONTS)
    if not missing:
        return 0
    packages = " ".join(missing).split()
    if not shutil.which("apt-get") or os.geteuid() != 0:
        print(
            "The tests need these system packages, and only root can install them:\n"
            f"    sudo apt-get install {' '.join(packages)}\n"
            "Then run `make test` again.",
            file=sys.stderr,
        )
        return 1
    print("installing", *packages, flush=True)
    quiet = {
        "stdout": subprocess.DEVNULL,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        check=True,
        **quiet,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
