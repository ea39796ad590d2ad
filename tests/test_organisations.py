"""Many organisations in one process: side by side, apart from each other, closed when idle."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest
from office_bench import SECRET, Theatre, command, free_port, office
from wire_bench import StageClock

from bot.__main__ import main
from bot.hosting import Host, hosting
from bot.organisation import DATABASE
from bot.settings import Settings, SettingsWrong
from bot.tenancy import Tenancy, is_name
from bot.vault import Locked, Vault, new_key, write_private
from simulator.line_events import sign
from storage import people
from storage.people import Audience, CodeProblem

NAMES = ("bangrak", "fangkham", "thatbon")


def given(theatre: Theatre) -> dict[str, str]:
    """The lines of an organisation's settings."""
    return {
        "line_channel_id": theatre.line.account.channel_id,
        "line_channel_secret": theatre.line.account.channel_secret,
        "line_api_url": theatre.url,
        "telegram_bot_token": theatre.telegram.token,
        "telegram_webhook_secret": SECRET,
        "telegram_api_url": theatre.url,
    }


@dataclass
class Country:
    """Several offices on stages of their own, and the settings of their host."""

    machine: Settings
    tenancy: Tenancy
    offices: dict[str, Theatre]

    @asynccontextmanager
    async def host(self, idle: float = 60.0) -> AsyncIterator[Host]:
        clock = StageClock(next(iter(self.offices.values())).stage)
        async with hosting(self.machine, self.tenancy, clock, idle) as (host, url):
            for name, theatre in self.offices.items():
                theatre.line.webhooks.point_to(f"{url}/{name}/line")
            await host.tick()
            for name in self.offices:
                await self.settle(host, name)
            yield host

    async def settle(self, host: Host, name: str) -> None:
        """Wait until one organisation has nothing left to do, without keeping it open after."""
        async with asyncio.timeout(10), host.using(name) as bot:
            theatre = self.offices[name]
            while not theatre.telegram.delivery.webhook.url:
                await asyncio.sleep(0.001)
            await bot.app.rest()

    async def say(self, host: Host, name: str, chat: str, person: str, text: str) -> None:
        await self.offices[name].platform(chat).say(chat, person, text)
        await self.settle(host, name)


@pytest.fixture
async def country(tmp_path) -> AsyncIterator[Country]:
    key = tmp_path / "etc" / "key"
    key.parent.mkdir()
    write_private(key, new_key())
    port = free_port()
    machine = Settings(
        _env_file=None, data_dir=tmp_path / "data", http_port=port, secrets_key_file=key,
        public_url=f"http://127.0.0.1:{port}",
    )  # fmt: skip
    tenancy = Tenancy(machine, machine.data_dir)
    offices = {}
    async with AsyncExitStack() as stack:
        for number, name in enumerate(NAMES, 1):
            made = office(tenancy.folder(name), number=number)
            offices[name] = await stack.enter_async_context(made)
            tenancy.put_settings(name, given(offices[name]))
        yield Country(machine, tenancy, offices)


async def marks(host: Host, name: str) -> int:
    async with host.using(name) as bot:
        return await bot.organisation.database.read(
            lambda tx: tx.value("SELECT count(*) FROM mark")
        )


async def test_each_organisation_is_served_on_both_apps_and_only_by_its_own(country):
    async with country.host() as host:
        for name in NAMES:
            await country.say(host, name, "treasury", "kanya", "#1 เสร็จ")
            await country.say(host, name, "office", "malee", command("done 7 ทบทวนแล้ว"))
        assert [await marks(host, name) for name in NAMES] == [2, 2, 2]
        await country.say(host, "thatbon", "treasury", "kanya", "#1 หมายเหตุ ตรวจแล้ว")
        assert [await marks(host, name) for name in NAMES] == [2, 2, 3]
        for theatre in country.offices.values():
            assert theatre.stage.by_bot("treasury")
            assert theatre.stage.by_bot("office")


async def test_one_tick_reminds_everybody(country):
    async with country.host() as host:
        for theatre in country.offices.values():
            theatre.stage.now += timedelta(days=1)
        await host.tick()
        for name in NAMES:
            await country.settle(host, name)
            assert country.offices[name].stage.by_bot("treasury"), name


async def test_idle_ones_are_closed_and_open_again_when_spoken_to(country):
    async with country.host(idle=0.0) as host:
        await closed(host)
        await country.say(host, "thatbon", "treasury", "kanya", "#1 เสร็จ")
        assert host.open_now == 1
        await closed(host)
        assert await marks(host, "thatbon") == 1


async def closed(host: Host) -> None:
    async with asyncio.timeout(10):
        while host.open_now:
            await host.tick()
            await asyncio.sleep(0.01)


async def test_no_more_are_open_than_allowed(country):
    country.machine = country.machine.model_copy(update={"open_organisations": 1})
    async with country.host() as host:
        for name in NAMES * 2:
            await country.say(host, name, "treasury", "kanya", "#1 หมายเหตุ ตรวจแล้ว")
            assert host.open_now == 1
        assert [await marks(host, name) for name in NAMES] == [2, 2, 2]


async def test_those_with_nothing_due_stay_closed(country):
    async with country.host(idle=0.0) as host:
        await closed(host)
        before = dict(host._next)
        for _ in range(3):
            await host.tick()
        assert host.open_now == 0
        assert host._next == before
        stage = next(iter(country.offices.values())).stage
        assert all(moment > stage.now for moment in before.values())


async def test_only_what_may_make_something_due_is_looked_at_again(country):
    async with country.host(idle=0.0) as host:
        stage = next(iter(country.offices.values())).stage
        for _ in range(2):  # the second looks at what the first has counted: the chats' members
            async with host.using("thatbon") as bot:
                await bot.app.tick()
            await closed(host)
        for text, again in (("#1 เสร็จ", False), ("#1 ยกเลิก", True)):
            await country.say(host, "thatbon", "treasury", "kanya", text)
            await closed(host)
            assert (host._next["thatbon"] < stage.now + timedelta(minutes=6)) is again, text


async def test_what_was_stored_before_a_crash_is_handled_after_it(country):
    """The host ends between storing an event and handling it: nothing else wakes that one."""
    async with country.host(idle=0.0) as host:
        await closed(host)
        async with host.using("thatbon") as bot:
            bot.app._lanes.arrived = lambda _: None  # stored, and nobody comes to handle it
            say = country.offices["thatbon"].line.say
            await say("treasury", "kanya", "#1 เสร็จ")
            assert await marks(host, "thatbon") == 0
    async with country.host() as host:
        assert await marks(host, "thatbon") == 1


async def test_index_may_be_lost(country):
    async with country.host() as host:
        await country.say(host, "thatbon", "treasury", "kanya", "#1 เสร็จ")
    country.tenancy.index.unlink()
    async with country.host() as host:
        assert host.names == set(NAMES)
        assert await marks(host, "thatbon") == 1


# --- apart from each other


async def post(url: str, body: bytes, **headers: str) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as answer,
    ):
        return answer.status


async def get(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status


async def test_nothing_of_one_is_reachable_from_another(country):
    async with country.host(idle=0.0) as host:
        await closed(host)
        base = country.machine.public_url
        own = country.offices["thatbon"].line.account
        body = b'{"destination":"' + own.bot_id.encode() + b'","events":[]}'
        signature = sign(own.channel_secret, body)
        assert await post(f"{base}/thatbon/line", body, **{"x-line-signature": signature}) == 200
        for other in ("bangrak", "nobody", "thatbon2", "%2e%2e", "organisations"):
            status = await post(f"{base}/{other}/line", body, **{"x-line-signature": signature})
            assert status in {401, 404}, other
        assert await post(f"{base}/line", body, **{"x-line-signature": signature}) in {404, 405}
        assert host.open_now == 0  # whoever has no signature opens nothing


async def test_links_and_buttons_of_one_open_nothing_of_another(country):
    async with country.host() as host:
        base = country.machine.public_url
        async with host.using("thatbon") as bot:
            stage = country.offices["thatbon"].stage
            link = (await bot.feeds.link(0, stage.now)).url
            secret = bot.organisation.secret
        async with host.using("bangrak") as bot:
            assert bot.organisation.secret != secret
        assert link.startswith(f"{base}/thatbon/calendar/")
        assert await get(link) == 200
        assert await get(link.replace("/thatbon/", "/bangrak/")) == 404
        assert await get(link.replace("/thatbon/", "/nobody/")) == 404


async def test_a_link_nobody_made_opens_no_organisation(country):
    """Names are no secret: whoever tries them all must not have every one of them opened."""
    async with country.host(idle=0.0) as host:
        base = country.machine.public_url
        async with host.using("thatbon") as bot:
            link = (await bot.feeds.link(0, country.offices["thatbon"].stage.now)).url
        await closed(host)
        for name in NAMES:
            for path in ("files/guessed", "calendar/guessed.ics", link.partition("/thatbon/")[2]):
                if name != "thatbon" or "guessed" in path:
                    assert await get(f"{base}/{name}/{path}") == 404
        assert host.open_now == 0
        assert await get(link) == 200


async def test_code_of_one_binds_nothing_of_another(country):
    async with country.host() as host:
        async with host.using("thatbon") as bot:
            now = country.offices["thatbon"].stage.now
            code = await bot.organisation.database.write(
                people.issue_code, Audience.ADMIN, None, now
            )
        async with host.using("bangrak") as bot:
            found = await bot.organisation.database.write(
                people.redeem_code, code, ("line:U1",), now
            )
            assert isinstance(found, CodeProblem), found


# --- one broken is nobody else's


async def test_broken_ones_are_shown_and_the_others_served(country):
    country.tenancy.folder("bangrak").joinpath(DATABASE).write_bytes(b"no database at all" * 99)
    other = Vault([new_key()])
    country.tenancy.folder("fangkham").joinpath("settings.env").write_text(
        f"TELEGRAM_BOT_TOKEN={other.seal('x')}\n"
    )
    del country.offices["bangrak"], country.offices["fangkham"]
    async with country.host() as host:
        assert set(host.broken) == {"bangrak", "fangkham"}
        await country.say(host, "thatbon", "treasury", "kanya", "#1 เสร็จ")
        assert await marks(host, "thatbon") == 1
        healthz = f"{country.machine.public_url}/healthz"
        async with aiohttp.ClientSession() as session, session.get(healthz) as answer:
            assert answer.status == 200
            assert set((await answer.json())["broken"]) == {"bangrak", "fangkham"}


# --- names, settings and secrets


def test_names_are_folders_and_parts_of_addresses():
    assert all(map(is_name, ("a", "thatbon", "tambon-7", "0")))
    for bad in ("", ".", "..", "a/b", "a\\b", "A", "ก", "-a", "a" * 64, "a\n", "a.b", "a b"):
        assert not is_name(bad), bad


def test_a_name_that_is_none_has_no_folder(tmp_path):
    tenancy = Tenancy(Settings(_env_file=None), tmp_path)
    with pytest.raises(ValueError, match="not a name"):
        tenancy.folder("../elsewhere")


def test_secrets_do_not_lie_about(tmp_path):
    key = tmp_path / "key"
    write_private(key, new_key())
    machine = Settings(_env_file=None, secrets_key_file=key, public_url="https://bot.example.go.th")
    tenancy = Tenancy(machine, tmp_path / "data")
    token = "123456:" + "A" * 35
    lines = {"telegram_bot_token": token, "telegram_webhook_secret": "hush"}
    tenancy.put_settings("thatbon", lines)
    file = tenancy.folder("thatbon") / "settings.env"
    assert token not in file.read_text()
    assert "hush" not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    found = tenancy.settings("thatbon")
    assert found.telegram.token.get_secret_value() == token
    assert found.telegram.webhook_url == "https://bot.example.go.th/thatbon/telegram"
    assert tenancy.twin_of("other", lines) == "thatbon"
    write_private(key, new_key())
    with pytest.raises(Locked):
        Tenancy(machine, tmp_path / "data").settings("thatbon")


def test_environment_of_the_host_is_no_organisations(tmp_path, monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:" + "B" * 35)
    machine = Settings(_env_file=None, secrets_key=new_key())
    tenancy = Tenancy(machine, tmp_path)
    tenancy.put_settings("thatbon", {})
    assert tenancy.settings("thatbon").telegram is None


def test_key_file_others_may_read_is_refused(tmp_path):
    key = tmp_path / "key"
    key.write_text(new_key())
    key.chmod(0o644)
    with pytest.raises(Locked, match="chmod 600"):
        Tenancy(Settings(_env_file=None, secrets_key_file=key), tmp_path).vault()


def test_half_given_settings_are_refused(tmp_path):
    tenancy = Tenancy(Settings(_env_file=None), tmp_path)
    lines = tmp_path / "lines.env"
    lines.write_text("LINE_CHANNEL_ID=2000\n")
    with pytest.raises(SettingsWrong):
        tenancy.check("thatbon", lines)


# --- the command


@pytest.fixture
def tidtam(nowhere, tmp_path, monkeypatch, capsys):
    """The command on a host that has nothing yet; exit code and what it said."""
    monkeypatch.setenv("SECRETS_KEY_FILE", str(tmp_path / "etc" / "key"))
    monkeypatch.setenv("PUBLIC_URL", "https://bot.example.go.th")

    def run(*words: object) -> tuple[int, str]:
        code = main([str(word) for word in words] + ["--lang", "en"])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def lines(folder, number: int):
    """A file with the settings of one organisation's Telegram bot."""
    file = folder / f"{number}.env"
    token = f"TELEGRAM_BOT_TOKEN={number}00000:{'A' * 35}"
    file.write_text(f"{token}\nTELEGRAM_WEBHOOK_SECRET=hush{number}\n")
    return file


def test_organisations_are_added_listed_exported_and_removed(tidtam, tmp_path):
    code, said = tidtam("organisation", "add", "thatbon", lines(tmp_path, 1))
    assert (code, "https://bot.example.go.th/thatbon/line" in said) == (0, True)
    assert tidtam("organisation", "add", "fangkham", lines(tmp_path, 2))[0] == 0
    assert tidtam("organisation", "list")[1].split() == [
        "fangkham", "Telegram", "thatbon", "Telegram",
    ]  # fmt: skip
    archive = tmp_path / "thatbon.tgz"
    assert tidtam("organisation", "export", "thatbon", archive)[0] == 0
    elsewhere = tmp_path / "elsewhere"
    assert tidtam("restore", archive, "--data-dir", elsewhere)[0] == 0
    assert elsewhere.joinpath(DATABASE).is_file()
    assert not elsewhere.joinpath("settings.env").exists()
    assert tidtam("organisation", "remove", "thatbon")[0] == 0
    assert tidtam("organisation", "list")[1].split() == ["fangkham", "Telegram"]
    [aside] = (tmp_path / "data" / "removed").iterdir()
    assert aside.joinpath(DATABASE).is_file()


def test_organisation_command_refuses(tidtam, tmp_path):
    assert tidtam("organisation", "add", "../x", lines(tmp_path, 1))[0] == 2
    assert tidtam("organisation", "add", "thatbon", tmp_path / "none")[0] == 2
    assert tidtam("organisation", "add", "thatbon")[0] == 2
    assert tidtam("organisation", "remove", "thatbon")[0] == 1
    assert tidtam("organisation", "add", "thatbon", lines(tmp_path, 1))[0] == 0
    assert tidtam("organisation", "add", "thatbon", lines(tmp_path, 2))[0] == 2
    code, said = tidtam("organisation", "add", "fangkham", lines(tmp_path, 1))
    assert (code, "thatbon has this" in said) == (2, True)
    folder = tmp_path / "data" / "organisations" / "thatbon"
    assert tidtam("run", "--data-dir", folder)[0] == 2


def test_key_inside_the_data_is_refused(tidtam, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRETS_KEY_FILE", str(tmp_path / "data" / "key"))
    assert tidtam("organisation", "add", "thatbon", lines(tmp_path, 1))[0] == 2


def test_key_is_replaced_while_a_host_runs(tidtam, tmp_path):
    tidtam("organisation", "add", "thatbon", lines(tmp_path, 1))
    key = tmp_path / "etc" / "key"
    machine = Settings(_env_file=None)
    running = Tenancy(machine, tmp_path / "data")
    before, file = key.read_text(), running.folder("thatbon") / "settings.env"
    assert running.settings("thatbon").telegram
    sealed = file.read_text()
    assert tidtam("organisation", "rotate")[0] == 0
    assert key.read_text() != before
    assert file.read_text() != sealed
    assert running.settings("thatbon").telegram
    write_private(key, before)
    assert tidtam("organisation", "list")[1].strip() == "thatbon\tsealed under another key"


def test_doctor_names_the_organisation_that_cannot_be_served(tidtam, tmp_path):
    tidtam("organisation", "add", "thatbon", lines(tmp_path, 1))
    tidtam("organisation", "add", "fangkham", lines(tmp_path, 2))
    assert tidtam("doctor")[0] == 0
    database = tmp_path / "data" / "organisations" / "fangkham" / DATABASE
    database.write_bytes(b"no database at all" * 99)
    code, said = tidtam("doctor")
    assert (code, "[D22] fangkham" in said, "thatbon" in said) == (1, True, False)
