"""The command that hands out, or forgets, what is kept of one person."""

from pydantic import TypeAdapter

from bot.clock import Clock
from bot.command import FINE, NO, Desk, Stopped, organisation_of
from handlers import desk_texts as texts
from storage import people, privacy
from storage.people import Person
from storage.privacy import PersonalData

_DATA = TypeAdapter(PersonalData)


async def privacy_(desk: Desk) -> int:
    async with organisation_of(desk) as organisation:
        person = await _person(desk, await organisation.database.read(people.people_known))
        if desk.arguments.action == "export":
            data = await organisation.database.read(privacy.personal_data, person)
            print(_DATA.dump_json(data, indent=1).decode())
            return FINE
        if await organisation.database.read(privacy.is_last_admin, person):
            raise Stopped(NO, texts.LAST_ADMIN)
        await organisation.database.write(privacy.forget_person, person, Clock().now())
    desk.say(texts.FORGOTTEN, name=person.name or person.id)
    return FINE


async def _person(desk: Desk, known: list[Person]) -> Person:
    """Named as the chats show it, or by the number this command tells where two are called so."""
    wanted = desk.arguments.person.strip()
    found = [one for one in known if one.name == wanted or str(one.id) == wanted]
    if not found:
        names = ", ".join(sorted({one.name for one in known if one.name}))
        raise Stopped(NO, texts.NO_PERSON, name=wanted, names=names or "-")
    if len(found) > 1:
        numbers = ", ".join(str(one.id) for one in found)
        raise Stopped(NO, texts.TWO_PEOPLE, name=wanted, numbers=numbers)
    return found[0]
