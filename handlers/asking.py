"""Questions whose answers stay: buttons below a message vanish on LINE, those of a card do not."""

from collections.abc import Sequence

from handlers.messages import Button, Card, Reply, Row
from handlers.texts import typed

_TITLE = 120
_LONGEST = 1000
"""A text with more letters than this is no card."""


def asking(lines: Sequence[str], buttons: tuple[Button, ...]) -> Reply:
    """What may be tapped now or in a month, and typed where no buttons are shown."""
    whole = "\n".join(lines)
    text = "\n".join([whole, *typed(buttons)])
    if len(whole) > _LONGEST:
        return Reply(text, buttons=buttons)
    title, _, rest = whole.partition("\n")
    if len(title) > _TITLE:
        title, rest = "", whole
    rows = (Row(rest),) if rest else ()
    return Reply(text, card=Card(title, rows=rows, buttons=buttons))
