"""The methods that ask Telegram about itself, its chats, files, commands and deliveries."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from simulator import telegram_fields as fields
from simulator.telegram_account import Account, Method, Scope, Told
from simulator.telegram_delivery import Webhook
from simulator.telegram_queue import MESSAGE_LIFE, Kind, membership_queue
from simulator.telegram_refusals import (
    CHAT_NOT_FOUND,
    THREAD_NOT_FOUND,
    USER_NOT_FOUND,
    bad,
)
from simulator.telegram_rooms import Room, RoomType, Standing
from simulator.telegram_sending import METHODS as SENDING
from simulator.telegram_shapes import (
    Shape,
    chat_shape,
    seconds,
    standing_change,
    standing_shape,
    user_shape,
)

_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_LONGEST_SECRET = 256
_PORTS = frozenset({80, 88, 443, 8443})
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MOST_COMMANDS = 100
_LONGEST_DESCRIPTION = 256
_WIDE_SCOPES = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


async def get_me(account: Account, _: fields.Nothing) -> Shape:
    return user_shape(account.rooms.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not account.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


# --- deliveries


async def get_updates(account: Account, asked: fields.GetUpdates) -> list[Mapping[str, Any]]:
    return await account.delivery.poll(
        asked.offset, asked.limit, asked.timeout, asked.allowed_updates
    )


async def set_webhook(account: Account, asked: fields.SetWebhook) -> Told:
    account.flood.change_webhook(account.stage.now)
    if not asked.url:
        return _remove_webhook(account, drop=asked.drop_pending_updates)
    _check_webhook(asked.url)
    if len(asked.secret_token) > _LONGEST_SECRET:
        raise bad("secret token is too long")
    if not _SECRET.fullmatch(asked.secret_token):
        raise bad("secret token contains unallowed characters")
    account.delivery.updates.want(asked.allowed_updates)
    webhook = Webhook(asked.url, asked.secret_token, min(max(asked.max_connections, 1), 100))
    same = replace(account.delivery.webhook, error=None, error_at=None) == webhook
    account.delivery.point(webhook, drop=asked.drop_pending_updates)
    account.delivery.pump_later()
    return Told(result=True, description=f"Webhook {'is already' if same else 'was'} set")


async def delete_webhook(account: Account, asked: fields.DeleteWebhook) -> Told:
    return _remove_webhook(account, drop=asked.drop_pending_updates)


async def get_webhook_info(account: Account, _: fields.Nothing) -> Shape:
    delivery = account.delivery
    webhook = delivery.webhook
    values = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(delivery.updates.pending(account.stage.now)),
        "max_connections": webhook.connections if webhook.url else None,
        "last_error_date": seconds(webhook.error_at) if webhook.error_at else None,
        "last_error_message": webhook.error,
        "allowed_updates": sorted(str(kind) for kind in delivery.updates.wanted),
    }
    return {name: value for name, value in values.items() if value is not None}


def _remove_webhook(account: Account, *, drop: bool) -> Told:
    was = bool(account.delivery.webhook.url)
    account.delivery.point(Webhook(), drop=drop)
    return Told(result=True, description=f"Webhook {'was' if was else 'is already'} deleted")


def _check_webhook(url: str) -> None:
    """Only https, as Telegram wants it; on this machine http stands in for it."""
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}:
        return
    if parts.scheme != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in _PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


# --- chats


async def get_chat(account: Account, asked: fields.InChat) -> Shape:
    return chat_shape(account.rooms, account.room(asked.chat_id)) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


async def get_chat_member(account: Account, asked: fields.OneMember) -> Shape:
    room = account.room(asked.chat_id)
    rooms = account.rooms
    if asked.user_id == rooms.bot.id:
        return standing_shape(rooms, room.standing)
    person = rooms.person(asked.user_id)
    if person is None:
        raise bad(USER_NOT_FOUND)
    return standing_shape(rooms, _standing_of(account, room, person), rooms.user(person))


async def get_chat_administrators(account: Account, asked: fields.InChat) -> list[Shape]:
    room = account.room(asked.chat_id)
    if room.type is RoomType.PRIVATE:
        raise bad("there are no administrators in the private chat")
    rooms = account.rooms
    members = rooms.chat(room).members
    found = [standing_shape(rooms, Standing.CREATOR, rooms.user(p)) for p in members[:1]]
    if room.standing is Standing.ADMIN:
        found.append(standing_shape(rooms, Standing.ADMIN))
    return found


async def get_chat_member_count(account: Account, asked: fields.InChat) -> int:
    return len(account.rooms.chat(account.room(asked.chat_id)).members) + 1


async def leave_chat(account: Account, asked: fields.InChat) -> bool:
    room = account.room(asked.chat_id)
    if room.type is RoomType.PRIVATE:
        raise bad("chat member status can't be changed in private chats")
    left = account.rooms.put(replace(room, standing=Standing.LEFT))
    change = standing_change(account.rooms, room, left, account.rooms.bot, account.stage.now)
    account.delivery.add_later(Kind.MY_CHAT_MEMBER, membership_queue(room.id), change, MESSAGE_LIFE)
    return True


async def send_chat_action(account: Account, asked: fields.ChatAction) -> bool:
    room = account.writable(asked.chat_id)
    if asked.action not in _ACTIONS:
        raise bad("wrong parameter action in request")
    thread = asked.message_thread_id
    if thread and account.rooms.topic(room, thread) is None:
        raise bad(THREAD_NOT_FOUND)
    return True


def _standing_of(account: Account, room: Room, person: str) -> Standing:
    """Whoever comes first in a group has made it."""
    members = account.rooms.chat(room).members
    if person not in members:
        return Standing.LEFT
    is_owner = room.is_group and members[0] == person
    return Standing.CREATOR if is_owner else Standing.MEMBER


# --- files


async def get_file(account: Account, asked: fields.GetFile) -> Shape:
    return account.shelf.locate(asked.file_id, account.stage.now)


# --- the menu of commands


async def set_my_commands(account: Account, asked: fields.Commands) -> bool:
    commands = [_checked_command(command) for command in asked.commands or []]
    if len(commands) > _MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    scope = _scope(account, asked)
    if commands:
        account.menus[scope] = commands
    else:
        account.menus.pop(scope, None)
    return True


async def get_my_commands(account: Account, asked: fields.Commands) -> list[Mapping[str, Any]]:
    return account.menus.get(_scope(account, asked), [])


async def delete_my_commands(account: Account, asked: fields.Commands) -> bool:
    account.menus.pop(_scope(account, asked), None)
    return True


def menu(account: Account, room: Room, user: int, language: str) -> list[Mapping[str, Any]]:
    """The commands the app offers somebody: the narrowest list wins, each language first."""
    is_admin = _standing_of(account, room, account.rooms.person(user) or "") is Standing.CREATOR
    if room.is_group:
        scopes = [Scope("chat_member", room.id, user)]
        scopes += [Scope("chat_administrators", room.id)] if is_admin else []
        scopes += [Scope("chat", room.id)]
        scopes += [Scope("all_chat_administrators")] if is_admin else []
        scopes += [Scope("all_group_chats")]
    else:
        scopes = [Scope("chat", room.id), Scope("all_private_chats")]
    for scope in (*scopes, Scope()):
        for spoken in (language, ""):
            if found := account.menus.get(replace(scope, language=spoken)):
                return found
    return []


def _checked_command(command: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", "")).strip()
    if not _COMMAND.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= _LONGEST_DESCRIPTION:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _scope(account: Account, asked: fields.Commands) -> Scope:
    scope = asked.scope or fields.CommandScope()
    if scope.type in _WIDE_SCOPES:
        return Scope(scope.type, language=asked.language_code)
    if scope.type not in _CHAT_SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    room = account.room(scope.chat_id)
    is_member_scope = scope.type == "chat_member"
    if is_member_scope and account.rooms.person(scope.user_id) is None:
        raise bad(USER_NOT_FOUND)
    if room.type is RoomType.PRIVATE and scope.type != "chat":
        raise bad(CHAT_NOT_FOUND)
    return Scope(scope.type, room.id, scope.user_id if is_member_scope else 0, asked.language_code)


METHODS: Mapping[str, Method[Any]] = {
    **SENDING,
    "getme": Method(fields.Nothing, get_me),
    "getupdates": Method(fields.GetUpdates, get_updates),
    "setwebhook": Method(fields.SetWebhook, set_webhook),
    "deletewebhook": Method(fields.DeleteWebhook, delete_webhook),
    "getwebhookinfo": Method(fields.Nothing, get_webhook_info),
    "getchat": Method(fields.InChat, get_chat),
    "getchatmember": Method(fields.OneMember, get_chat_member),
    "getchatadministrators": Method(fields.InChat, get_chat_administrators),
    "getchatmembercount": Method(fields.InChat, get_chat_member_count),
    "leavechat": Method(fields.InChat, leave_chat),
    "sendchataction": Method(fields.ChatAction, send_chat_action),
    "getfile": Method(fields.GetFile, get_file),
    "setmycommands": Method(fields.Commands, set_my_commands),
    "getmycommands": Method(fields.Commands, get_my_commands),
    "deletemycommands": Method(fields.Commands, delete_my_commands),
}
