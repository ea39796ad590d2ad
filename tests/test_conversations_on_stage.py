"""The transcripts once more, end to end on both simulated apps with the real SDKs."""

from pathlib import Path

import pytest
from stage_talk import talking

from simulator.stage import App

FOLDER = Path(__file__).parent / "conversations"
NOT_ON = {
    "buttons": {App.LINE, App.TELEGRAM},  # an app shows no forged button to tap
    "papers": {App.TELEGRAM},  # test_papers is sent them there
    "pc_sender": {App.TELEGRAM},  # who has no id there is an anonymous administrator
    "photo": {App.LINE},  # files never answer a message there
    "photo_first": {App.LINE},  # nor have they a caption
    "pictures": {App.LINE, App.TELEGRAM},  # test_signed_links draws one of each on both
    "plan_file": {App.LINE, App.TELEGRAM},  # test_guide sends a real one
    "post": {App.LINE, App.TELEGRAM},  # test_post refuses real messages
    "unsent": {App.TELEGRAM},  # which never tells of it
}
"""What an app does not let people do, or is played elsewhere."""

CASES = [
    pytest.param(path, app, id=f"{path.stem}-{app}")
    for path in sorted(FOLDER.glob("*.txt"))
    for app in App
    if app not in NOT_ON.get(path.stem, ())
]


@pytest.mark.parametrize(("path", "app"), CASES)
async def test_conversation_end_to_end(tmp_path, path, app):
    script = path.read_text("utf-8")
    async with talking(app, tmp_path / "data", script) as talk:
        wrong = await talk.play(script)
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
