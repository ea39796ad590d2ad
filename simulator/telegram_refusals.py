"""The words in which Telegram refuses: one exception, and what its server says when."""

from typing import Any


class Refused(Exception):
    """A call that Telegram answers with ``ok: false``; args[0] is its description."""

    def __init__(
        self,
        code: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to

    def body(self) -> dict[str, Any]:
        """The answer as it goes out."""
        parameters = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to}
        told = {name: value for name, value in parameters.items() if value is not None}
        answer = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": told} if told else {})


def bad(description: str) -> Refused:
    return Refused(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refused:
    return Refused(403, f"Forbidden: {description}")


def conflict(description: str) -> Refused:
    return Refused(409, f"Conflict: {description}")


def flooded(seconds: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def upgraded(to: int) -> Refused:
    return Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to=to)


def unauthorized() -> Refused:
    return Refused(401, "Unauthorized")


def unknown_method() -> Refused:
    return Refused(404, "Not Found: method not found")


def too_large() -> Refused:
    return Refused(413, "Request Entity Too Large")


MESSAGE_EMPTY = "message text is empty"
MESSAGE_TOO_LONG = "message is too long"
CAPTION_TOO_LONG = "message caption is too long"
BUTTON_DATA = "BUTTON_DATA_INVALID"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
EDIT_NOT_FOUND = "message to edit not found"
EDIT_NOT_YOURS = "message can't be edited"
NO_TEXT_TO_EDIT = "there is no text in the message to edit"
NO_CAPTION_TO_EDIT = "there is no caption in the message to edit"
DELETE_NOT_FOUND = "message to delete not found"
DELETE_NOT_ALLOWED = "message can't be deleted for everyone"
REPLY_NOT_FOUND = "message to be replied not found"
THREAD_NOT_FOUND = "message thread not found"
MESSAGE_ID_MISSING = "message identifier is not specified"
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
CHAT_ID_EMPTY = "chat_id is empty"
CHAT_NOT_FOUND = "chat not found"
USER_NOT_FOUND = "user not found"
NO_RIGHT_TO_SEND = "not enough rights to send text messages to the chat"
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
    " first"
)
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_SET = "terminated by setWebhook request"
