"""Settings: read once, typed, everything wrong named together, no secret ever shown."""

import re
from pathlib import Path

import pytest

from bot.settings import TELEGRAM_API, Settings, SettingsWrong, read_settings

ROOT = Path(__file__).parents[1]
TOKEN = "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


pytestmark = pytest.mark.usefixtures("no_settings")


@pytest.fixture
def read(tmp_path):
    """Settings from the lines of a ``.env`` file."""

    def read(*lines: str) -> Settings:
        path = tmp_path / ".env"
        path.write_text("\n".join(lines), "utf-8")
        return read_settings(path)

    return read


def test_example_lists_every_setting_and_no_other():
    example = (ROOT / ".env.example").read_text("utf-8")
    listed = re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)
    assert sorted(listed) == sorted(name.upper() for name in Settings.model_fields)


def test_example_is_what_nothing_means(read):
    example = read_settings(ROOT / ".env.example")
    assert example == read()
    assert (example.line, example.telegram, example.problems) == (None, None, ())
    assert (str(example.data_dir), example.http_port) == ("data", 8080)


def test_only_this_module_touches_the_environment():
    """Besides a switch that pythainlp reads when it is imported."""
    users = sorted(
        path.name
        for package in ("bot", "handlers", "plans", "reports", "scheduler", "storage")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"\bos\.(environ|getenv)|\bgetenv\(", path.read_text("utf-8"))
    )
    assert users == ["settings.py", "words.py"]


def test_line_with_two_secrets(read):
    line = read("LINE_CHANNEL_ID=2000", "LINE_CHANNEL_SECRET= old , new,").line
    assert line is not None
    assert [secret.get_secret_value() for secret in line.secrets] == ["old", "new"]
    assert (line.channel_id, line.access_token, line.api_url) == ("2000", None, None)


def test_long_lived_token_needs_no_id(read):
    found = read("LINE_CHANNEL_SECRET=s", "LINE_CHANNEL_ACCESS_TOKEN=t")
    assert found.line is not None
    assert found.problems == ()


def test_telegram_polls_without_an_address_and_is_called_with_one(read):
    polled = read(f"TELEGRAM_BOT_TOKEN={TOKEN}").telegram
    assert polled is not None
    assert (polled.webhook_url, polled.api_url) == (None, TELEGRAM_API)
    called = read(
        f"TELEGRAM_BOT_TOKEN={TOKEN}", "TELEGRAM_WEBHOOK_SECRET=abc",
        "PUBLIC_URL=https://bot.example.go.th/", "TELEGRAM_API_URL=http://127.0.0.1:8081/",
    ).telegram  # fmt: skip
    assert called is not None
    assert called.webhook_url == "https://bot.example.go.th/telegram"
    assert called.api_url == "http://127.0.0.1:8081"


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["LINE_CHANNEL_ID=2000"], {"LINE_CHANNEL_SECRET"}),
        (["LINE_CHANNEL_SECRET=s"], {"LINE_CHANNEL_ID"}),
        (["LINE_CHANNEL_SECRET= , "], {"LINE_CHANNEL_SECRET", "LINE_CHANNEL_ID"}),
        (["TELEGRAM_BOT_TOKEN=nonsense"], {"TELEGRAM_BOT_TOKEN"}),
        (["TELEGRAM_WEBHOOK_SECRET=abc"], {"TELEGRAM_BOT_TOKEN"}),
        (
            [f"TELEGRAM_BOT_TOKEN={TOKEN}", "PUBLIC_URL=https://x.go.th"],
            {"TELEGRAM_WEBHOOK_SECRET"},
        ),
        (
            [f"TELEGRAM_BOT_TOKEN={TOKEN}", "TELEGRAM_WEBHOOK_SECRET=ความลับ"],
            {"TELEGRAM_WEBHOOK_SECRET"},
        ),
    ],
)
def test_half_configured_app_is_left_out_and_named(read, lines, names):
    found = read(*lines)
    assert {name for problem in found.problems for name in problem.names} == names
    assert found.line is None
    assert found.telegram is None


def test_wrong_telegram_does_not_silence_line(read):
    found = read("LINE_CHANNEL_ID=2", "LINE_CHANNEL_SECRET=s", "TELEGRAM_BOT_TOKEN=x")
    assert found.line is not None
    assert found.telegram is None


def test_everything_wrong_is_named_together_without_its_value(read):
    with pytest.raises(SettingsWrong) as caught:
        read("HTTP_PORT=hunter2", "PUBLIC_URL=http://hunter2.go.th", "LINE_API_URL=hunter2")
    for sentence in (caught.value.thai, caught.value.english, str(caught.value)):
        assert all(name in sentence for name in ("HTTP_PORT", "PUBLIC_URL", "LINE_API_URL"))
        assert "hunter2" not in sentence
    assert caught.value.__cause__ is None


def test_no_secret_is_shown_by_printing(read):
    found = read(
        "LINE_CHANNEL_ID=2", "LINE_CHANNEL_SECRET=hunter2a,hunter2b",
        "LINE_CHANNEL_ACCESS_TOKEN=hunter2c", f"TELEGRAM_BOT_TOKEN={TOKEN}",
        "TELEGRAM_WEBHOOK_SECRET=hunter2d",
    )  # fmt: skip
    assert found.secrets == ("hunter2a", "hunter2b", "hunter2c", TOKEN, "hunter2d")
    shown = f"{found!r} {found.line!r} {found.telegram!r} {found.problems!r}"
    assert not any(secret in shown for secret in found.secrets)


def test_environment_wins_over_the_file(read, monkeypatch):
    monkeypatch.setenv("HTTP_PORT", "9090")
    assert read("HTTP_PORT=8081").http_port == 9090
