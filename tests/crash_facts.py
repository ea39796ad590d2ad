"""What became of a round in which the bot was killed: everything lost, doubled or left lying."""

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from office_bench import Theatre

from simulator.stage import App
from storage.database import Transaction


@dataclass
class Said:
    """A command somebody gave, and what must have become of it."""

    app: App
    chat: str
    key: str
    tag: str | None
    marks: int
    bubble: str
    token: str | None = None
    prompt: bool = True
    """Whether the bot could answer while the token lived."""


@dataclass(frozen=True)
class Remembered:
    """What lies in the database after the round."""

    events: dict[str, str]
    marks: list[tuple[str, str, int | None]]
    notices: dict[str, tuple[str, str, str, str | None]]
    sound: bool
    evidence: int


def remembered(tx: Transaction) -> Remembered:
    return Remembered(
        events={row["key"]: row["state"] for row in tx.all("SELECT key, state FROM event")},
        marks=[tuple(row) for row in tx.all("SELECT key, note, withdraws FROM mark")],
        notices={
            row["key"]: (row["class"], row["state"], row["chat"], row["words"])
            for row in tx.all("SELECT key, class, state, chat, words FROM notice")
        },
        sound=[row[0] for row in tx.all("PRAGMA integrity_check")] == ["ok"]
        and not tx.all("PRAGMA foreign_key_check"),
        evidence=tx.value("SELECT count(*) FROM evidence WHERE sha256 IS NOT NULL"),
    )


def complaints(theatre: Theatre, told: list[Said], found: Remembered) -> list[str]:
    """Everything that was lost, doubled or left lying."""
    wrong = [] if found.sound else ["the database is damaged"]
    wrong += [f"event {key} is {state}" for key, state in found.events.items() if state != "done"]
    wrong += [
        f"notice {key} is {state}"
        for key, (_, state, _, _) in found.notices.items()
        if state in {"sending", "dead"}
    ]
    for said in told:
        wrong += _lost_or_doubled(said, found)
        wrong += _answers(said, theatre, found)
    wrong += _pushes(theatre, found)
    wrong += _on_telegram_unasked(theatre, found)
    return wrong


def _lost_or_doubled(said: Said, found: Remembered) -> Iterator[str]:
    if said.key not in found.events:
        yield f"{said.key} was never stored"
    marks = [note for key, note, _ in found.marks if key.startswith(f"{said.key}#")]
    if len(marks) != said.marks:
        yield f"{said.key} left {len(marks)} marks instead of {said.marks}"
    if said.marks and said.tag:
        tagged = [note for _, note, _ in found.marks if said.tag in note]
        if len(tagged) != 1:
            yield f"{said.tag} is in {len(tagged)} marks"


def _answers(said: Said, theatre: Theatre, found: Remembered) -> Iterator[str]:
    state = found.notices.get(f"reply/{said.key}", ("", "", "", None))[1]
    if said.app is App.LINE:
        spent = theatre.line.account.reply_tokens._tokens[said.token].used
        if said.prompt and not spent:
            yield f"{said.key} was not answered though its token lived ({state})"
        if not spent and state == "sent":
            yield f"{said.key} counts as answered and is not"
        return
    quoting = [b for b in theatre.stage.by_bot(said.chat) if b.quote == said.bubble]
    if state not in {"sent", "unsure"}:
        yield f"{said.key} has an answer that is {state or 'not there'}"
    if len(quoting) > 1 or (state == "sent" and not quoting):
        yield f"{said.key} was answered {len(quoting)} times and is {state}"


def _pushes(theatre: Theatre, found: Remembered) -> Iterator[str]:
    """Pushes carry the key of one notice each, in the words that were settled; no answer is one."""
    known = {}
    for key, (class_, _, _, words) in found.notices.items():
        for form in ("", "plain"):
            name = uuid.uuid5(uuid.NAMESPACE_URL, f"{key}\n{words}\n{form}")
            known[str(name)] = (key, class_)
    pushed = {
        request.retry_key
        for request in theatre.calls("/v2/bot/message/push")
        if request.status in {0, 200}
    }
    for retry_key in pushed:
        key, class_ = known.get(retry_key, ("", ""))
        if not key:
            yield f"push {retry_key} belongs to no notice: its words changed between two tries"
        if class_ == "reply":
            yield f"the answer {key} was pushed"


def _on_telegram_unasked(theatre: Theatre, found: Remembered) -> Iterator[str]:
    for chat in ("office", "deputy"):
        address = theatre.address(chat)
        states = [
            state
            for key, (class_, state, to, _) in found.notices.items()
            if to == address and (class_ != "reply" or key.startswith("picture/"))
        ]
        bubbles = [b.text for b in theatre.stage.by_bot(chat) if b.quote is None]
        doubled = [text for text, count in Counter(bubbles).items() if count > 1]
        if doubled:
            yield f"{chat} was told twice: {doubled[0][:80]!r}"
        sent, unsure = states.count("sent"), states.count("unsure")
        if not sent <= len(bubbles) <= sent + unsure:
            yield f"{chat} shows {len(bubbles)} for {sent} sent and {unsure} unsure"
