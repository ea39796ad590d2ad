"""The check-up of a host of many: which organisations cannot be opened, each with its reason."""

from bot.checkup import Complaint, complaint
from bot.organisation import DATABASE
from bot.settings import SettingsWrong
from bot.tenancy import Tenancy
from bot.vault import Locked
from handlers import doctor_texts
from storage.database import Database, StorageBroken


async def examine_all(tenancy: Tenancy) -> tuple[Complaint, ...]:
    """One complaint for every organisation that could not be served; nothing is sent."""
    found = [(name, await _trouble_of(tenancy, name)) for name in tenancy.names()]
    return tuple(
        complaint(doctor_texts.ORGANISATION, name=name, reason=reason)
        for name, reason in found
        if reason
    )


async def _trouble_of(tenancy: Tenancy, name: str) -> str:
    """Why it cannot be served; empty if it can."""
    try:
        settings = tenancy.settings(name)
        if settings.problems:
            return SettingsWrong(settings.problems).english
        if settings.line is None and settings.telegram is None:
            return doctor_texts.NO_CHANNEL.problem.english
        path = tenancy.folder(name) / DATABASE
        if path.is_file():
            database = await Database.open(path, guest=True, lean=True)
            await database.close()
    except (SettingsWrong, Locked, StorageBroken) as problem:
        return str(problem)
    return ""
