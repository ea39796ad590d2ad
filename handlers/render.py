"""The words of notices that were owed without any, from the state of things when they go out."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from handlers import events
from handlers.messages import Reply
from handlers.scene import Office
from storage.database import Transaction
from storage.notices import Notice


class About(BaseModel):
    """What a notice is about, as it was put down when it was owed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str = ""
    mark: int | None = None


def rendered(tx: Transaction, office: Office, notice: Notice, now: datetime) -> Reply | None:
    """The words for a notice; None when it has become pointless."""
    about = About.model_validate_json(notice.about)
    if about.kind == "evidence" and about.mark is not None:
        return events.thanks(tx, about.mark)
    return None
