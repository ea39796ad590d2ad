"""Who is called by name below a message to a group: whoever reported there last."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from handlers import texts
from handlers.messages import Mention, Reply
from storage import handovers, people
from storage.database import Transaction
from storage.people import Chat, Division


def called(
    tx: Transaction, chat: Chat, divisions: Sequence[Division], reply: Reply, today: date
) -> Reply:
    """To whom reported last for each division in this group, unless away: the app calls them.

    Only who has spoken there is known to be there, and an app refuses to mention anybody else.
    """
    if chat.private:
        return reply
    away = handovers.away(tx, today)
    found = (people.last_reporter(tx, division, chat.address) for division in divisions)
    present = dict.fromkeys(one for one in found if one is not None and one[0] not in away)
    if not present:
        return reply
    names = [name for _, name in present]
    mentions = tuple(Mention(name, address) for address, name in present)
    return replace(reply, text=f"{reply.text}\n{texts.dear(', '.join(names))}", mentions=mentions)
