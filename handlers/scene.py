"""Who speaks, where and when: everything a command looks at besides what was said."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from handlers.buttons import Press, seal
from handlers.language import Phrase
from handlers.messages import Button, Incoming, Reply, Style
from handlers.parse import Words
from plans.thai import Script
from plans.value import quick
from storage.database import Transaction
from storage.marks import Said
from storage.notices import Notice
from storage.people import Audience, Chat, Division, Person, Role
from storage.quota import Forecast

BANGKOK = timezone(timedelta(hours=7))
"""Thailand keeps one offset all year and has since 1920."""


class Refused(Exception):
    """The sender asked for something we must decline; args[0] says why, in Thai.

    ``buttons`` are what the person may have meant.
    """

    def __init__(self, text: str, buttons: tuple[Button, ...] = ()) -> None:
        super().__init__(text)
        self.buttons = buttons


@quick
@dataclass(frozen=True, slots=True)
class Owed:
    """A reply that is owed under a key of its own, so that it is said only once.

    Without ``reply`` its words are made when it is due, ``after`` the event, from ``about``.
    """

    key: str
    reply: Reply | None = None
    after: timedelta = timedelta(0)
    about: str = "{}"


Foresee = Callable[[Transaction, datetime], Forecast]
"""The scheduler's forecast of the month's quota."""


@dataclass(frozen=True, slots=True)
class Office:
    """What handlers need to know of the organisation's set-up.

    ``secret`` seals buttons; ``names`` is what the bot is called; ``script`` the digits printed;
    ``foresee`` says what reminding will cost this month.
    """

    secret: bytes
    names: tuple[str, ...] = ()
    script: Script = Script.THAI
    foresee: Foresee | None = None


@quick
@dataclass(frozen=True, slots=True)
class Scene:
    """One message being answered.  ``index`` counts the statements inside it.

    ``corrects``: the message was edited, and this replaces what it said before.
    """

    tx: Transaction
    office: Office
    words: Words
    message: Incoming
    now: datetime
    chat: Chat
    person: Person | None
    index: int = 0
    corrects: bool = False
    is_new_here: bool = False
    """Whether this person has never spoken to us before."""
    answers: Notice | None = None
    """The message of ours that is quoted, or whose button was tapped."""
    help: tuple[tuple[frozenset[str], frozenset[str], Phrase], ...] = ()
    """For which roles (staff, executive, admin) a line of help is, and for which among the five."""

    @property
    def today(self) -> date:
        """The day it is in Thailand."""
        return self.now.astimezone(BANGKOK).date()

    @property
    def is_admin(self) -> bool:
        """Administrators act in 1:1 chats only: a group has no single responsible person."""
        return self.chat.private and self.person is not None and Role.ADMIN in self.person.roles

    @property
    def is_executive(self) -> bool:
        """An executive in person, or anybody in the executives' own group."""
        if self.person is None:
            return False
        if not self.chat.private:
            return self.chat.audience is Audience.EXECUTIVE
        return Role.EXECUTIVE in self.person.roles

    @property
    def sees_all(self) -> bool:
        """Whether this person may see every division's state."""
        return self.is_admin or self.is_executive

    @property
    def divisions(self) -> tuple[Division, ...]:
        """The divisions this chat answers for."""
        return self.chat.divisions

    @property
    def said(self) -> Said:
        """Who says this, as an entry remembers it."""
        if self.person is None:
            raise LookupError("nobody is known to have said this")
        return Said(
            f"{self.message.event}#{self.index}", self.person, self.now, self.message.source
        )

    def at(self, index: int) -> "Scene":
        """The same scene for another statement of the message."""
        return self if index == self.index else replace(self, index=index)

    def button(self, label: str, says: str, press: Press, style: Style = Style.SECONDARY) -> Button:
        """A button for this chat."""
        data = seal(self.office.secret, self.chat.address, press)
        return Button(label, says=says, press=data, style=style)
