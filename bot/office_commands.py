"""Commands on the organisation: people, divisions, settings, backup."""

from pathlib import Path

from bot.clock import Clock
from bot.command import FINE, NO, UNREADABLE, WRONG_USE, Desk, Stopped, organisation_of
from bot.organisation import Organisation
from bot.safekeeping import AlreadyThere, NoBackup, Unsound, back_up
from bot.safekeeping import restore as restore_backup
from handlers import desk_texts as texts
from storage import people
from storage.database import Database
from storage.people import Audience, Division
from storage.settings import SettingRefused, office_settings, put_setting


async def invite_(desk: Desk) -> int:
    who, name = desk.arguments.who, desk.arguments.name
    if (who == "division") != (name is not None):
        raise Stopped(WRONG_USE, texts.INVITE_WHOM)
    async with organisation_of(desk) as organisation:
        division = await organisation.database.read(people.find_division, name) if name else None
        if name and division is None:
            raise Stopped(NO, texts.NO_DIVISION, name=name)
        code = await organisation.database.write(
            people.issue_code, Audience(who), division, Clock().now()
        )
    said = {"executive": texts.EXECUTIVE, "admin": texts.ADMIN}
    whom = division.name if division else said[who].in_(desk.language)
    desk.say(texts.CODE, who=whom, code=code)
    return FINE


async def division_(desk: Desk) -> int:
    action, names = desk.arguments.action, [name.strip() for name in desk.arguments.names]
    wanted = {"list": 0, "add": 1, "alias": 2, "merge": 2}[action]
    if len(names) != wanted or not all(names):
        raise Stopped(WRONG_USE, texts.DIVISION_NAMES)
    async with organisation_of(desk) as organisation:
        database = organisation.database
        if action == "list":
            for division in await database.read(people.divisions):
                print(division.name)
            return FINE
        if action == "add":
            await database.write(people.register_division, names[0])
            desk.say(texts.ADDED, name=names[0])
            return FINE
        old, into = names[0], await _known_division(database, names[1])
        if action == "alias":
            await _name(database, old, into)
            desk.say(texts.ALIASED, alias=old, name=into.name)
            return FINE
        await _merge(database, old, into)
        desk.say(texts.MERGED, old=old, name=into.name)
    return FINE


async def _name(database: Database, alias: str, division: Division) -> None:
    """A registered name stays its own division's, or nobody would find that one any more."""
    if any(alias == one.name for one in await database.read(people.divisions)):
        raise Stopped(WRONG_USE, texts.IS_DIVISION, alias=alias)
    await database.write(people.name_division, alias, division)


async def _merge(database: Database, old: str, into: Division) -> None:
    merged = await _known_division(database, old)
    if merged.id == into.id:
        raise Stopped(WRONG_USE, texts.SAME_DIVISION, old=old, name=into.name)
    await database.write(people.merge_divisions, merged, into)


async def _known_division(database: Database, name: str) -> Division:
    division = await database.read(people.find_division, name)
    if division is None:
        raise Stopped(NO, texts.NO_DIVISION, name=name)
    return division


async def set_(desk: Desk) -> int:
    key, value = desk.arguments.key, desk.arguments.value
    async with organisation_of(desk) as organisation:
        if key is None:
            settings = await organisation.database.read(office_settings)
            for name, current in settings.model_dump(mode="json").items():
                shown = ",".join(map(str, current)) if isinstance(current, list) else current
                print(name, shown, sep="\t")
            return FINE
        try:
            await organisation.database.write(put_setting, key, value or "")
        except SettingRefused:
            raise Stopped(WRONG_USE, texts.NO_SUCH_SETTING, key=key) from None
    desk.say(texts.SET, key=key)
    return FINE


async def backup_(desk: Desk) -> int:
    async with organisation_of(desk) as organisation:
        return await write_backup(desk, organisation)


async def write_backup(desk: Desk, organisation: Organisation) -> int:
    """Back an organisation up into the file that was named."""
    target = Path(desk.arguments.file)
    try:
        written = await back_up(organisation, target, Clock().now())
    except AlreadyThere:
        raise Stopped(WRONG_USE, texts.EXISTS, file=target) from None
    except Unsound:
        raise Stopped(NO, texts.UNSOUND, file=target) from None
    desk.say(texts.WRITTEN, file=written)
    return FINE


async def restore_(desk: Desk) -> int:
    folder = desk.data_folder()
    try:
        await restore_backup(Path(desk.arguments.file), folder)
    except AlreadyThere:
        raise Stopped(WRONG_USE, texts.NOT_EMPTY, folder=folder) from None
    except NoBackup:
        raise Stopped(UNREADABLE, texts.NO_BACKUP, file=desk.arguments.file) from None
    desk.say(texts.RESTORED, folder=folder)
    return FINE
