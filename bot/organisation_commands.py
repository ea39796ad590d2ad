"""``tidtam organisation``: add, configure, list, remove, export; a new key for their secrets."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.clock import Clock
from bot.command import FINE, NO, WRONG_USE, Desk, Stopped
from bot.office_commands import write_backup
from bot.organisation import opened
from bot.settings import Settings, SettingsWrong
from bot.tenancy import Tenancy, is_name
from bot.vault import Locked, Vault, keys_in, new_key, write_private
from handlers import desk_texts as texts
from handlers.desk_texts import Language
from storage.database import StorageBroken


async def organisation_(desk: Desk) -> int:
    machine = desk.settings()
    tenancy = Tenancy(machine, desk.data_folder())
    given = (desk.arguments.name, desk.arguments.file)
    action, wanted = ACTIONS[desk.arguments.action]
    if wanted != sum(one is not None for one in given):
        raise Stopped(WRONG_USE, texts.ORGANISATION_USE)
    name = desk.arguments.name
    if name is not None and not is_name(name):
        raise Stopped(WRONG_USE, texts.ORGANISATION_NAME, name=name)
    try:
        return await action(desk, tenancy, machine)
    except SettingsWrong as wrong:
        english = desk.language is Language.ENGLISH
        raise Stopped(WRONG_USE, wrong.english if english else wrong.thai) from None
    except Locked as locked:
        raise Stopped(NO, texts.LOCKED, reason=locked) from None
    except StorageBroken as broken:
        raise Stopped(NO, texts.STORAGE_BROKEN, problem=broken) from None


async def _add(desk: Desk, tenancy: Tenancy, machine: Settings) -> int:
    name: str = desk.arguments.name
    if name in tenancy.names():
        raise Stopped(WRONG_USE, texts.ORGANISATION_KNOWN, name=name)
    await asyncio.to_thread(_make_key, machine, desk.data_folder())
    _configure_from(desk, tenancy)
    async with opened(tenancy.folder(name)):
        pass
    desk.say(texts.ORGANISATION_ADDED, name=name, url=tenancy.address(name) or "")
    return FINE


async def _configure(desk: Desk, tenancy: Tenancy, _: Settings) -> int:
    name = _known(desk, tenancy)
    _configure_from(desk, tenancy)
    desk.say(texts.ORGANISATION_SET, name=name)
    return FINE


async def _list(desk: Desk, tenancy: Tenancy, _: Settings) -> int:
    for name in tenancy.names():
        try:
            settings = tenancy.settings(name)
        except (SettingsWrong, Locked) as problem:
            print(name, problem, sep="\t")
            continue
        apps = (("LINE", settings.line), ("Telegram", settings.telegram))
        print(name, " ".join(app for app, present in apps if present) or "-", sep="\t")
    return FINE


async def _remove(desk: Desk, tenancy: Tenancy, _: Settings) -> int:
    """Put aside, not deleted: what a public office recorded is not one command away from gone."""
    name = _known(desk, tenancy)
    place = tenancy.removed(name, Clock().now())
    place.parent.mkdir(mode=0o700, exist_ok=True)
    tenancy.folder(name).rename(place)
    desk.say(texts.ORGANISATION_REMOVED, name=name, folder=place)
    return FINE


async def _export(desk: Desk, tenancy: Tenancy, _: Settings) -> int:
    async with opened(tenancy.folder(_known(desk, tenancy)), guest=True) as organisation:
        return await write_backup(desk, organisation)


async def _rotate(desk: Desk, tenancy: Tenancy, machine: Settings) -> int:
    """A new key, then every secret under it, then the old keys are gone.

    Cut short anywhere, every secret is under a key that the file still holds.
    """
    file = machine.secrets_key_file
    if machine.secrets_key is None and file is not None:
        keys = [new_key(), *keys_in(file)]
        write_private(file, "".join(f"{key}\n" for key in keys))
        _reseal(tenancy, Vault(keys))
        write_private(file, f"{keys[0]}\n")
    else:
        _reseal(tenancy, tenancy.vault())  # the first of SECRETS_KEY
    desk.say(texts.ROTATED, count=len(tenancy.names()))
    return FINE


ACTIONS: dict[str, tuple[Callable[[Desk, Tenancy, Settings], Awaitable[int]], int]] = {
    "add": (_add, 2),
    "configure": (_configure, 2),
    "list": (_list, 0),
    "remove": (_remove, 1),
    "export": (_export, 2),
    "rotate": (_rotate, 0),
}
"""What can be done, and how many of NAME and FILE it takes."""


def _reseal(tenancy: Tenancy, vault: Vault) -> None:
    for name in tenancy.names():
        tenancy.reseal(name, vault)


def _known(desk: Desk, tenancy: Tenancy) -> str:
    name: str = desk.arguments.name
    if name not in tenancy.names():
        raise Stopped(NO, texts.NO_ORGANISATION, name=name)
    return name


def _configure_from(desk: Desk, tenancy: Tenancy) -> None:
    name, file = desk.arguments.name, Path(desk.arguments.file)
    if not file.is_file():
        raise Stopped(WRONG_USE, texts.NO_FILE, file=file)
    given = tenancy.check(name, file)
    if not given:
        raise Stopped(WRONG_USE, texts.NO_CHANNEL_IN, file=file)
    if (twin := tenancy.twin_of(name, given)) is not None:
        raise Stopped(WRONG_USE, texts.SAME_ACCOUNT, name=twin)
    tenancy.put_settings(name, given)


def _make_key(machine: Settings, data_folder: Path) -> None:
    """The first organisation makes the key; it must not lie with what it locks."""
    file = machine.secrets_key_file
    if machine.secrets_key is not None or file is None:
        return
    if file.absolute().is_relative_to(data_folder.absolute()):
        raise Stopped(WRONG_USE, texts.KEY_INSIDE, file=file)
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(file, f"{new_key()}\n")
