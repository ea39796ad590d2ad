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
    from bot.settings import Settings

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
    """What was asked, in which language to answer, and where the organisation lies.

    Without a ``folder`` it lies where the environment says (``DATA_DIR``, ``./data``).
    """

    arguments: argparse.Namespace
    language: Language
    folder: Path | None

    def say(self, sentence: Sentence, **values: object) -> None:
        """Print a sentence."""
        print(sentence.in_(self.language, **values))

    def settings(self) -> "Settings":
        """The machine's settings; raises ``Stopped`` when they are wrong."""
        from bot.settings import SettingsWrong, read_settings  # noqa: PLC0415 - see above

        try:
            return read_settings()
        except SettingsWrong as wrong:
            text = wrong.english if self.language is Language.ENGLISH else wrong.thai
            raise Stopped(WRONG_USE, text) from None

    def data_folder(self) -> Path:
        """Where the organisation lies."""
        return self.folder or self.settings().data_dir


@asynccontextmanager
async def organisation_of(desk: Desk) -> AsyncIterator["Organisation"]:
    """The organisation's folder, open beside a bot that may be running."""
    from bot.organisation import opened  # noqa: PLC0415 - see above
    from storage.database import StorageBroken  # noqa: PLC0415 - see above

    try:
        async with opened(desk.data_folder(), guest=True) as organisation:
            yield organisation
    except StorageBroken as broken:
        raise Stopped(NO, STORAGE_BROKEN, problem=broken) from None
