"""Commands that keep running: the bot itself and the demo."""

from pathlib import Path

from bot import logs
from bot.command import FINE, NO, WRONG_USE, Desk, Stopped
from bot.service import serve
from bot.settings import ORGANISATIONS, Settings
from handlers import desk_texts as texts
from handlers.desk_texts import Language
from storage.database import StorageBroken


async def run_(desk: Desk) -> int:
    settings = desk.settings()
    if desk.arguments.all:
        return await _run_all(desk, settings)
    if desk.data_folder().absolute().parent.name == ORGANISATIONS:
        raise Stopped(WRONG_USE, texts.HOSTED)
    for problem in settings.problems:
        print(problem.english if desk.language is Language.ENGLISH else problem.thai)
    if settings.line is None and settings.telegram is None:
        raise Stopped(WRONG_USE, texts.NO_CHANNEL)
    logs.set_up(settings.secrets)
    try:
        await serve(settings, desk.data_folder(), lambda url: desk.say(texts.SERVING, url=url))
    except StorageBroken as broken:
        raise Stopped(NO, texts.STORAGE_BROKEN, problem=broken) from None
    return FINE


async def _run_all(desk: Desk, machine: Settings) -> int:
    from bot.hosting import serve_all  # noqa: PLC0415 - one organisation needs none of it
    from bot.tenancy import Tenancy  # noqa: PLC0415 - the same

    tenancy = Tenancy(machine, desk.data_folder())
    if machine.public_url is None:
        raise Stopped(WRONG_USE, texts.NEEDS_ADDRESS)
    if not tenancy.names():
        raise Stopped(WRONG_USE, texts.NO_ORGANISATIONS)
    logs.set_up(machine.secrets)
    await serve_all(
        machine, tenancy, lambda url, count: desk.say(texts.SERVING_ALL, url=url, count=count)
    )
    return FINE


async def demo_(desk: Desk) -> int:
    # The stage is of no use to a bot at work, which would start later and hold more memory.
    from bot import demo as stage  # noqa: PLC0415 - only the demo needs it
    from bot.play import play  # noqa: PLC0415 - only the demo needs it

    if desk.arguments.play:
        return FINE if await play(Path("demo-output"), print) else NO
    await stage.show(desk.arguments.port, lambda url: desk.say(texts.DEMO, url=url))
    return FINE
