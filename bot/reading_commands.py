"""The command that reads a document and stores nothing."""

import asyncio
import sys
from pathlib import Path

from bot.command import FINE, UNREADABLE, Desk, Stopped
from bot.sandbox import Declined, run
from handlers import desk_texts as texts


async def read_(desk: Desk) -> int:
    if not desk.arguments.json:
        from bot.reading import read_file, show_reading  # noqa: PLC0415 - JSON needs none of it

        reading, _ = await read_file(desk)
        show_reading(desk, reading)
        return FINE
    file = Path(desk.arguments.file)
    try:
        data = await asyncio.to_thread(file.read_bytes)
        sys.stdout.buffer.write(await run("json", file.name, data) + b"\n")
    except OSError:
        raise Stopped(UNREADABLE, texts.NO_FILE, file=file) from None
    except Declined as declined:
        raise Stopped(UNREADABLE, str(declined)) from None
    return FINE
