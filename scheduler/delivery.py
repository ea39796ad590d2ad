"""What became of one try to send a message: the contract between the sender and a chat app."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plans.value import quick


class Failure(StrEnum):
    """What a failed try leaves us to do."""

    DROP = "drop"  # refused for good
    REWORD = "reword"  # certainly not sent: owe it again, in words fresh then
    REPEAT = "repeat"  # perhaps sent: only the same words under the same key may follow
    ASK = "ask"  # perhaps sent and not repeatable: leave it to a person


class SendFailed(Exception):
    """A message did not (for certain) go out; carries what is left to do.

    ``retry_at`` is the earliest moment the app allows another try; ``halts_chat`` that nothing
    else may go to this chat before it; ``closed`` that the chat is gone or has blocked us;
    ``moved_to`` its new address (nothing was sent, try again there); ``exhausted`` that the
    month's quota is used up; ``token_spent`` that the reply token is of no more use.
    """

    def __init__(
        self,
        reason: str,
        failure: Failure,
        *,
        retry_at: datetime | None = None,
        halts_chat: bool = False,
        closed: bool = False,
        moved_to: str | None = None,
        exhausted: bool = False,
        token_spent: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.failure = failure
        self.retry_at = retry_at
        self.halts_chat = halts_chat
        self.closed = closed
        self.moved_to = moved_to
        self.exhausted = exhausted
        self.token_spent = token_spent


@quick
@dataclass(frozen=True, slots=True)
class Sent:
    """A message went out: the app's ids of what was sent, and what it cost of the quota."""

    messages: tuple[str, ...] = ()
    cost: int = 0
