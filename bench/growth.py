"""How the work for one mark grows with the plan: from 10 measures to 1,000, ten divisions.

Prints the processor's milliseconds (whatever else runs) for one mark, from the stored event to the
reply that is owed, and for a mark again when half of everything is answered.
Run with ``python -m bench.growth`` from the project's folder.
"""

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import load, peers
from bot import gate
from bot.channel import unpack
from bot.line_events import read_events
from bot.organisation import opened
from handlers.router import Router
from handlers.scene import Office
from storage.database import Transaction

SIZES = (10, 100, 1000)
MARKS = 300
CHATS = 100


async def measured(count: int) -> tuple[float, float]:
    """Milliseconds for a mark of an unanswered plan, and of one with many answers."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="tidtam-growth-") as folder:
        async with opened(Path(folder)) as organisation:
            await organisation.database.write(peers.furnish, CHATS, now, count)
            router = Router(Office(organisation.secret))
            said = [
                event
                for number in range(MARKS * 2)
                for event in read_events(load.line_event(number, CHATS, count), None, now)
            ]
            await organisation.database.write(gate.receive, said, now)

            def handle(tx: Transaction, first: int) -> float:
                began = time.process_time()
                for event in said[first : first + MARKS]:
                    message = unpack(event.payload)
                    if message is not None:
                        router.handle(tx, message, now)
                return (time.process_time() - began) * 1000 / MARKS

            early = await organisation.database.write(handle, 0)
            return early, await organisation.database.write(handle, MARKS)


async def main() -> None:
    print(f"{'measures':>10} {'ms for a mark':>14} {'with answers':>14}")
    for count in SIZES:
        early, late = await measured(count)
        print(f"{count:10,} {early:14.2f} {late:14.2f}")


if __name__ == "__main__":
    asyncio.run(main())
