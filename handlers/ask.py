"""What people ask: what is open, one measure, the summary and its document, help."""

from handlers.aim import find_measure
from handlers.messages import Reply
from handlers.parse import Statement
from handlers.scene import Scene


def help_(scene: Scene, said: Statement) -> Reply:
    """The things this person can do here."""
    from handlers.commands import COMMANDS  # noqa: PLC0415 - the table holds this function

    return Reply(text="\n".join(command.help for command in COMMANDS))


def show(scene: Scene, said: Statement) -> Reply:
    """One measure in full."""
    standing, ref = find_measure(scene, said)
    return Reply(text=standing.title(ref.measure))
