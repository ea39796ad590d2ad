"""Transcripts a clerk can read: what is said in a chat and what the bot answers."""

from pathlib import Path

import pytest
from talk import Talk

from storage.database import Database

CONVERSATIONS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
async def test_conversation(path):
    script = path.read_text("utf-8")
    database = await Database.open(None)
    try:
        played = await Talk(database).play(script)
    finally:
        await database.close()
    if played != script:
        pytest.fail(f"{path.name} should read:\n\n{played}", pytrace=False)
