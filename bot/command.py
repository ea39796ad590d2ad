"""What every command of the command line shares: how to speak, where the data lie, how to stop."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from handlers.desk_texts import STORAGE_BROKEN, Language, Sentence

if TYPE_CHECKING:  # commands that only read documents must not wait for the database's imports
    from bot.organisation import Organisation

FINE, NO, WRONG_USE, UNREADABLE = 0, 1, 2, 3
"""Exit codes: done; the answer is "no" or has problems; wrong use; unreadable input."""


class Stopped(Exception):
    """The command ends here with an exit code and one sentence for standard error."""

    def __init__(self, code: int, sentence: Sentence | str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.values = values

    def text(self, language: Language) -> str:
        """The sentence in the user's language; the reader's refusals exist in Thai only."""
        if isinstance(self.sentence, str):
            return self.sentence
        return self.sentence.in_(language, **self.values)


@dataclass(frozen=True, slots=True)
class Desk:
    """What was asked, in which language to answer, and where the organisation lies."""

    arguments: argparse.Namespace
    language: Language
    folder: Path

    def say(self, sentence: Sentence, **values: object) -> None:
        """Print a sentence."""
        print(sentence.in_(self.language, **values))


@asynccontextmanager
async def organisation_of(desk: Desk) -> AsyncIterator["Organisation"]:
    """The organisation's folder, open beside a bot that may be running."""
    from bot.organisation import opened  # noqa: PLC0415 - see above
    from storage.database import StorageBroken  # noqa: PLC0415 - see above

    try:
        async with opened(desk.folder, guest=True) as organisation:
            yield organisation
    except StorageBroken as broken:
        raise Stopped(NO, STORAGE_BROKEN, problem=broken) from None
