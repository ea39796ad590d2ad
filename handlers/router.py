"""One event, one answer, exactly once: whether we are addressed, what was said, who answers.

Effect, reply and "done" stand or fall together in the caller's transaction.  Group talk that is
not addressed to us is neither answered nor kept.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from handlers import bind, events, plan_files, texts
from handlers.aim import is_one
from handlers.buttons import Does, Press, unseal
from handlers.commands import BY_VERB, HELP, VERBS
from handlers.doubt import doubtful, not_understood
from handlers.language import speaking
from handlers.messages import Button, Incoming, Kind, Reply, in_telegram_group, reply_of, words_of
from handlers.outbox import MayGo, buttons_of, owe_answer, sealed
from handlers.pace import Pace
from handlers.parse import (
    MOST_MEASURES,
    Statement,
    Verb,
    Words,
    is_prefixed,
    statements,
)
from handlers.personal_texts import NOTICE
from handlers.render import rendered
from handlers.scene import BANGKOK, Office, Owed, Refused, Scene
from plans.divisions import short_names
from plans.model import LETTERS
from plans.rounds import fiscal_year_of
from storage import departures, inbox, measures, notices, people
from storage.database import Transaction
from storage.notices import Notice
from storage.people import Chat, Person
from storage.transaction import remembered

__all__ = ["Needs", "Router", "reply_of", "words_of"]

log = logging.getLogger(__name__)

_READING = frozenset(
    {
        Verb.OPEN,
        Verb.SHOW,
        Verb.SUMMARY,
        Verb.REPORT,
        Verb.HELP,
        Verb.CODE,
        Verb.CHATS,
        Verb.MY_DATA,
        Verb.FORGET_ME,
        Verb.LANGUAGE,
    }
)
"""What may be asked by somebody the app does not name; everything else is entered under a name."""

_SORRY_AT = 2
"""The failure that is told: one may pass, after three LINE takes no free answer any more."""

_PRESSED = {
    Does.DONE: Verb.DONE,
    Does.NOT_POSSIBLE: Verb.NOT_POSSIBLE,
    Does.IN_PROGRESS: Verb.IN_PROGRESS,
    Does.UNDO: Verb.UNDO,
}


@dataclass(frozen=True, slots=True)
class Needs:
    """What a message must be completed with before it is handled."""

    name: bool = False
    title: bool = False
    file: bool = False
    reading: bool = False
    """Whether the file may be a plan, to be read before anything is locked."""

    @property
    def any(self) -> bool:
        """Whether anything is to be asked at all."""
        return self.name or self.title or self.file


class Router:
    """Answers the events of one office."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._pace = Pace()

    def handle(
        self, tx: Transaction, message: Incoming, now: datetime, may_go: MayGo | None = None
    ) -> Notice | None:
        """Act on one received event: effect, reply and "done" stand or fall together.

        Gives the answer if ``may_go`` lets it be sent at once, by the caller then.
        """
        if not inbox.done(tx, message.event):
            return None
        with speaking(_language(people.find_chat(tx, message.chat), message)):
            reaction = self._react(tx, message, now)
        if isinstance(reaction, Reply):
            reaction = Owed(f"reply/{message.event}", reaction)
        answer = None
        if reaction is not None:
            answer = owe_answer(tx, self._office, message, reaction, now, may_go)
        return answer

    def put_off(self, tx: Transaction, message: Incoming, error: str, now: datetime) -> None:
        """Handling failed (``error`` names the kind): later again, and who waits is told so."""
        if inbox.failed(tx, message.event, error, now) != _SORRY_AT:
            return
        sorry = Owed(f"sorry/{message.event}", Reply(text=texts.NOT_HANDLED.said))
        try:
            waits = self._addressed(tx, message)
        except Exception:  # what made handling fail may lie in the question itself
            log.exception("nobody is told", extra={"event_id": message.event})
            waits = message.private
        if waits:
            owe_answer(tx, self._office, message, sorry, now)

    def read(self, tx: Transaction, message: Incoming) -> None:
        """Read ahead what a message says, if to us, as it is about to be handled."""
        if is_prefixed(message.text):
            _statements(tx, message.text, message.sent_at)

    def needs(self, tx: Transaction, message: Incoming) -> Needs:
        """What to ask the platform for first: names we do not know, a file we shall keep."""
        untitled = not message.private and not message.chat_title
        if message.kind is Kind.JOINED:
            return Needs(title=untitled)
        addressed = self._addressed(tx, message)
        if not addressed or message.sender is None:
            return Needs()
        person = people.find_person(tx, message.sender)
        return Needs(
            name=not message.sender_name and (person is None or not person.name),
            title=untitled and bind.code_in(message) is not None,
            file=message.attachment is not None and message.attachment.sha256 is None,
            reading=plan_files.may_be_plan(tx, message, person),
        )

    def _react(self, tx: Transaction, message: Incoming, now: datetime) -> Reply | Owed | None:
        change = events.CHANGES.get(message.kind)
        if change is not None:
            return change(tx, message, now)
        if not self._addressed(tx, message):
            return None
        speaker = message.sender or message.chat
        if not self._pace.allows(speaker, message.kind, message.sent_at, message.event):
            key = f"flood/{speaker}/{message.sent_at:%Y-%m-%dT%H:%M}"  # one sentence a minute
            return Owed(key, Reply(text=texts.TOO_FAST.said))
        scene = self._scene(tx, message, now)
        if _has_left(scene):
            return Reply(text=texts.HAS_LEFT.said)
        reaction = self._answered(scene)
        return _introduced(reaction) if scene.is_new_here else reaction

    def _answered(self, scene: Scene) -> Reply | Owed | None:
        match scene.message.kind:
            case Kind.PRESS:
                return self._pressed(scene)
            case Kind.PHOTO | Kind.FILE:
                return self._filed(scene)
            case Kind.UNSENT:
                events.unsend(scene)
                return None
            case Kind.EDITED:
                return self._edited(scene)
            case _:
                return self._told(scene, scene.message.text)

    # The gate.

    def _addressed(self, tx: Transaction, message: Incoming) -> bool:
        """Whether this is said to us at all; the first rule that fits decides."""
        match message.kind:
            case Kind.TEXT:
                return self._called(tx, message)
            case Kind.PRESS:
                return self._press(message) is not None
            case Kind.UNSENT | Kind.EDITED:
                return events.concerns_marks(tx, message) or self._called(tx, message)
            case Kind.PHOTO | Kind.FILE:
                return events.is_evidence(tx, message) or self._called(tx, message)
            case _:
                return False

    def _called(self, tx: Transaction, message: Incoming) -> bool:
        """Whether the words call us: asked for what the message needs, and to handle it."""
        return tx.once(("called", message.event), partial(self._is_call, tx, message))

    def _is_call(self, tx: Transaction, message: Incoming) -> bool:
        if not message.text.strip() and not message.mentioned:
            return False
        if message.private or message.mentioned or _quoted(tx, message) is not None:
            return True
        if not is_prefixed(message.text):
            return False
        if bind.code_in(message) is not None:
            return True
        said = _statements(tx, message.text, message.sent_at)
        return any(_means_us(tx, one, message.sent_at) for one in said)

    # What was said.

    def _scene(self, tx: Transaction, message: Incoming, now: datetime) -> Scene:
        chat = people.find_chat(tx, message.chat) or _stranger(message)
        known = person = None
        if message.sender is not None:
            known = person = people.find_person(tx, message.sender)
            if person is None or (message.sender_name and person.name != message.sender_name):
                person = self._newcomer(tx, message, chat) or person
        return Scene(
            tx, self._office, _words(tx), message, now, chat, person,
            answers=_quoted(tx, message), help=HELP,
            is_new_here=known is None and person is not None,
        )  # fmt: skip

    def _newcomer(self, tx: Transaction, message: Incoming, chat: Chat) -> Person | None:
        """Remember who speaks, once the chat is bound; strangers leave no row."""
        if message.sender is None or not chat.is_bound:
            return None
        return people.note_person(tx, message.sender, message.sender_name)

    def _told(self, scene: Scene, text: str) -> Reply | Owed:
        if bind.code_in(scene.message) is not None:
            return self._run(scene, Statement(text, Verb.CODE))
        if not scene.chat.is_bound and not _is_own_matter(scene, text):
            return _unbound(scene)
        said = _statements(scene.tx, text, scene.now)
        if not (scene.message.private or scene.message.mentioned or scene.answers):
            said = tuple(one for one in said if _means_us(scene.tx, one, scene.now))
        said = tuple(one for each in said for one in _spread(scene, _completed(scene, each))) or (
            Statement(""),
        )
        if len(said) > MOST_MEASURES:
            return Reply(text=texts.TOO_MANY.said)
        return _joined([self._answer(scene.at(i), one) for i, one in enumerate(said)])

    def _answer(self, scene: Scene, said: Statement) -> Reply:
        if said.doubt is not None:
            reply = doubtful(scene, said)
            return _offering(reply.text, reply.buttons) if not reply.about else reply
        verb = said.verb or (Verb.SHOW if said.refs and not said.note else None)
        if verb is None or verb not in BY_VERB:
            return not_understood(scene, said)
        if verb not in _READING and scene.person is None:
            return Reply(text=texts.UNKNOWN_SENDER.said)
        return self._run(scene, said if said.verb is verb else replace(said, verb=verb))

    def _run(self, scene: Scene, said: Statement) -> Reply:
        try:
            return BY_VERB[said.verb or Verb.HELP].answer(scene, said)
        except Refused as refusal:
            log.info("refused", extra={"event_id": scene.message.event, "verb": said.verb})
            return _offering(refusal.args[0], refusal.buttons)

    def _edited(self, scene: Scene) -> Reply | Owed | None:
        """The message says something else now: what it said before is taken back first."""
        if not self._called(scene.tx, scene.message):
            events.unsend(scene)
            return None
        old = events.withdraw_said(scene)
        reply = self._told(replace(scene, corrects=bool(old)), scene.message.text)
        events.carry_evidence(scene, old)
        return reply

    def _filed(self, scene: Scene) -> Reply | Owed | None:
        """A photo or file, perhaps with a command as its caption, which then comes first."""
        message = scene.message
        spoken = self._called(scene.tx, message) and message.text.strip()
        if not spoken or message.template:
            return events.hand_in(scene)
        told = self._told(scene, message.text)
        kept = events.hand_in(scene)
        if isinstance(told, Reply) and isinstance(kept, Reply):
            return replace(told, text=f"{told.text}\n{kept.text}")
        return told

    # Buttons.

    def _press(self, message: Incoming) -> Press | None:
        return unseal(self._office.secret, message.chat, message.press or "")

    def _pressed(self, scene: Scene) -> Reply | Owed | None:
        press = self._press(scene.message)
        if press is None or not scene.chat.is_bound:
            return None
        if press.does is Does.OPTION:
            return self._option(scene, *press.numbers)
        verb = _PRESSED[press.does]
        if scene.person is None:
            return Reply(text=texts.UNKNOWN_SENDER.said)
        occurrence, division = press.numbers
        return self._run(scene, Statement("", verb, pressed=(occurrence, division)))

    def _option(self, scene: Scene, notice_id: int, place: int) -> Reply | Owed:
        """A button that says a whole command: as if the person had typed it."""
        notice = notices.find(scene.tx, notice_id)
        if notice is None or not notice.words:
            return Reply(text=texts.BUTTON_EXPIRED.said)
        buttons = list(buttons_of(reply_of(notice.words)))
        if place >= len(buttons) or not buttons[place].says:
            return Reply(text=texts.BUTTON_EXPIRED.said)
        return self._told(replace(scene, answers=notice), buttons[place].says)

    # What is owed without words.

    def render(self, tx: Transaction, notice: Notice, now: datetime) -> str | None:
        """The words for a notice from the present state; None if it has become pointless."""
        with speaking(_language(people.find_chat(tx, notice.chat))):
            reply = rendered(tx, self._office, notice, now)
        if reply is None:
            return None
        return words_of(sealed(self._office, notice.id, notice.chat, reply))


_COMMON_LETTERS = LETTERS[:8]
"""Said of a measure without such a duty they are a mistake to be told; "#5ส" is a hashtag."""


def _means_us(tx: Transaction, said: Statement, at: datetime) -> bool:
    """Whether a line with a sign before it is a command: hashtags begin with one as well."""
    if said.glued or not said.prefixed or not (said.verb or said.refs):
        return False
    if said.verb is not None or said.doubt is not None:
        return True
    year = said.refs[0].fiscal_year or fiscal_year_of(at.astimezone(BANGKOK).date())
    known = [one for one in measures.fiscal_years(tx) if one <= year]
    ref = said.refs[0]
    letter = "" if ref.letter in _COMMON_LETTERS else ref.letter
    return bool(known) and measures.has_duty(tx, known[-1], ref.measure, letter)


def _statements(tx: Transaction, text: str, at: datetime) -> tuple[Statement, ...]:
    """What a text says to us on that day."""
    day = at.astimezone(BANGKOK).date()
    return statements(text, _words(tx), day)


@remembered
def _words(tx: Transaction) -> Words:
    names = tuple(division.name for division in people.divisions(tx))
    known = people.aliases(tx) | {name: name for name in names}
    short = {word: name for word, name in short_names(names).items() if word not in known}
    return Words(VERBS, known, short)


def _language(chat: Chat | None, message: Incoming | None = None) -> str:
    """A chat's own choice; in 1:1 else what the person's app is set to."""
    if chat is not None and chat.language:
        return chat.language
    return message.language if message is not None and message.private else ""


def _introduced(reaction: Reply | Owed | None) -> Reply | Owed | None:
    """The first answer somebody gets says what is kept of him or her."""
    if not isinstance(reaction, Reply) or reaction.secret:
        return reaction
    return replace(reaction, text=f"{reaction.text}\n{NOTICE.said}".lstrip())


def _has_left(scene: Scene) -> bool:
    """Whether the sender is in this group no more; to take words back is always allowed."""
    message, person = scene.message, scene.person
    if scene.chat.private or person is None or message.kind is Kind.UNSENT:
        return False
    return departures.has_left(scene.tx, scene.chat, person, message.sent_at)


def _is_own_matter(scene: Scene, text: str) -> bool:
    """Whether somebody asks 1:1 for his or her own data; that needs no binding."""
    said = statements(text, scene.words, scene.today)
    return scene.chat.private and any(one.verb in (Verb.MY_DATA, Verb.FORGET_ME) for one in said)


def _stranger(message: Incoming) -> Chat:
    """A chat nobody has bound; it has no row."""
    return Chat(
        id=0, address=message.chat, private=message.private, title=message.chat_title,
        audience=None, active=True, members=1,
    )  # fmt: skip


def _unbound(scene: Scene) -> Reply | Owed:
    """One line of help, in a group at most once a day."""
    if scene.chat.private:
        return Reply(text=texts.UNBOUND_PRIVATE.said)
    key = f"unbound/{scene.chat.address}/{scene.today.isoformat()}"
    telegram = in_telegram_group(scene.chat.address)
    return Owed(key, Reply((texts.UNBOUND_TELEGRAM if telegram else texts.UNBOUND_GROUP).said))


def _quoted(tx: Transaction, message: Incoming) -> Notice | None:
    if message.quotes is None:
        return None
    return notices.about_of_message(tx, message.chat, message.quotes)


def _completed(scene: Scene, said: Statement) -> Statement:
    """What the quoted message of ours supplies: the duty, and the command it asked to finish."""
    quoted = scene.answers
    if quoted is None or not quoted.words or said.refs:
        return said
    reply = reply_of(quoted.words)
    begun = next((button.fill for button in buttons_of(reply) if button.fill), "")
    if begun and said.verb is None and said.doubt is None:
        return statements(f"{begun} {said.text}", scene.words, scene.today)[0]
    if len(reply.about) != 1:
        return said
    label = statements(f"#{reply.about[0]}", scene.words, scene.today)[0]
    return replace(said, refs=label.refs)


def _spread(scene: Scene, said: Statement) -> list[Statement]:
    """One statement for each measure and occurrence, where they are answered one by one."""
    command = BY_VERB.get(said.verb) if said.verb else None
    if command is None or not command.each:
        return [said]
    each = [replace(said, refs=(ref,)) for ref in said.refs] if len(said.refs) > 1 else [said]
    return [one for statement in each for one in _by_part(scene, statement)]


def _by_part(scene: Scene, said: Statement) -> list[Statement]:
    """One statement for each occurrence of a list, unless the list names a single one."""
    whole = said.named
    if whole is None or not whole.parts or not said.refs:
        return [said]
    try:
        if is_one(scene, said):
            return [said]
    except Refused:  # no such measure: said once
        return [said]
    return [
        replace(said, named=part, after=said.after.replace(whole.text, part.text, 1))
        for part in whole.parts
    ]


def _offering(text: str, buttons: tuple[Button, ...]) -> Reply:
    """A question whose answers can be tapped and, as well, typed."""
    return Reply("\n".join([text, *texts.typed(buttons)]), buttons=buttons)


def _joined(replies: list[Reply]) -> Reply:
    """Several answers as one message."""
    if len(replies) == 1:
        return replies[0]
    lines = [reply.brief or reply.text for reply in replies]
    recorded = [reply.about[0] for reply in replies if reply.brief and reply.about]
    if recorded:
        lines.append(texts.undo_hint(recorded[0].partition("/")[0]))
    made = [one for one in replies if one.document or one.picture or one.feed is not None]
    if len(made) > 1:
        lines.append(texts.ONE_AT_A_TIME.said)
    return Reply(
        text="\n".join(lines),
        buttons=tuple(button for reply in replies for button in _offered(reply)),
        about=tuple(label for reply in replies for label in reply.about),
        document=made[0].document if made else None,
        picture=made[0].picture if made else None,
        feed=made[0].feed if made else None,
    )


def _offered(reply: Reply) -> tuple[Button, ...]:
    """Its buttons that say by themselves what they are about; a recorded answer needs none."""
    own = reply.card.buttons if reply.card else ()
    return () if reply.brief else (*own, *reply.buttons)
