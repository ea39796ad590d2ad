"""What lies in ``deploy/``, judged by the programs it is written for."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
HOME = "/srv/tidtam"
UNITS = ("tidtam.service", "tidtam-backup.service", "tidtam-backup.timer")
MOST_EXPOSED = 2.0
"""Of ten: ``systemd-analyze security`` calls less than three well protected."""


def run(*command: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent"} | environment,
    )  # fmt: skip


@pytest.fixture
def units(tmp_path):
    """The units as if the project were installed in a folder of this test."""
    program = tmp_path / "home/.venv/bin/tidtam"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    for name in UNITS:
        text = DEPLOY.joinpath(name).read_text().replace(HOME, str(tmp_path / "home"))
        tmp_path.joinpath(name).write_text(text)
    return tmp_path


def test_systemd_takes_the_units_without_a_warning(units):
    for name in UNITS:
        done = run("systemd-analyze", "verify", "--man=no", str(units / name))
        assert (done.returncode, done.stderr) == (0, "")


def test_the_service_is_well_fenced_in(units):
    done = run("systemd-analyze", "security", "--offline=true", str(units / UNITS[0]))
    (level,) = re.findall(r"Overall exposure level .*: ([\d.]+)", done.stdout)
    assert float(level) <= MOST_EXPOSED


def test_the_units_start_what_exists():
    from bot.__main__ import COMMANDS  # noqa: PLC0415 - only this test needs it

    for name in ("tidtam.service", "tidtam-backup.service"):
        (line,) = re.findall(r"ExecStart=(.+)", DEPLOY.joinpath(name).read_text())
        program, command, *_ = line.split()
        assert program == f"{HOME}/.venv/bin/tidtam"
        assert command in COMMANDS


def test_caddy_takes_its_file(tmp_path):
    done = run(
        "caddy", "validate", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile",
        XDG_DATA_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Valid configuration" in done.stdout + done.stderr


def test_caddy_lets_through_what_the_bot_serves_and_nothing_that_is_the_machines():
    text = DEPLOY.joinpath("Caddyfile").read_text()
    (paths,) = re.findall(r"@bot path (.+)", text)
    assert paths.split() == ["/line", "/telegram", "/files/*", "/calendar/*"]


def test_the_container_holds_every_package():
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text())
    packages = project["tool"]["setuptools"]["packages"]
    text = DEPLOY.joinpath("Dockerfile").read_text()
    assert set(re.findall(r"COPY .* (\w+) \1\n", text)) == set(packages)
    assert "USER tidtam" in text


def test_compose_reaches_the_bot_where_caddy_looks_for_it():
    services = yaml.safe_load(DEPLOY.joinpath("compose.yaml").read_text())["services"]
    assert services["bot"]["ports"] == ["127.0.0.1:8080:8080"]
    assert "127.0.0.1:8080" in DEPLOY.joinpath("Caddyfile").read_text()
    assert services["bot"]["build"]["dockerfile"] == "deploy/Dockerfile"
