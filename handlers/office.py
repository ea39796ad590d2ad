"""The office's own settings, looked at and changed by the administrator in chat."""

import re

from handlers import office_texts as texts
from handlers.messages import Reply
from handlers.office_texts import Setting
from handlers.parse import Statement
from handlers.scene import Refused, Scene
from handlers.texts import ADMIN_ONLY
from plans.thai import arabic_digits
from storage.settings import (
    OfficeSettings,
    SettingRefused,
    drop_setting,
    office_settings,
    put_setting,
)

_NONE = frozenset({"ว่าง", "none"})
_MOST = 2000
_LINE_END = re.compile(r"\s*\n\s*")


def settings(scene: Scene, said: Statement) -> Reply:
    """Show what is set, or set one thing: its name and the value, as typed."""
    if not scene.is_admin:
        raise Refused(ADMIN_ONLY.said)
    typed = said.text.partition(" ")[2].strip()  # the value is free text, its links with it
    key = _key_of(typed)
    if key is None:
        now = office_settings(scene.tx)
        return Reply(texts.shown([texts.line(one, _values(now, k)) for k, one in _ALL]))
    setting = texts.SETTINGS[key]
    value = _value(setting, typed)
    if value.lower() in _NONE:
        drop_setting(scene.tx, key)
    else:
        _keep(scene, key, value)
    return Reply(texts.kept(texts.line(setting, _values(office_settings(scene.tx), key))))


def _keep(scene: Scene, key: str, value: str) -> None:
    setting = texts.SETTINGS[key]
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not parts or (setting.form and not all(re.fullmatch(setting.form, one) for one in parts)):
        raise Refused(texts.refused(setting))
    try:
        put_setting(scene.tx, key, value[:_MOST])
    except SettingRefused:
        raise Refused(texts.refused(setting)) from None


_ALL = tuple(texts.SETTINGS.items())


def _key_of(typed: str) -> str | None:
    """The setting whose name the words begin with."""
    lower = typed.lower()
    return next((key for key, one in _ALL if lower.startswith(one.words)), None)


def _value(setting: Setting, typed: str) -> str:
    """What stands behind the name; each line is one more entry of a list."""
    word = next(one for one in setting.words if typed.lower().startswith(one))
    value = _LINE_END.sub(", ", typed[len(word) :].strip(" :=\n"))
    return arabic_digits(value).replace("วัน", "") if setting.form else value


def _values(settings: OfficeSettings, key: str) -> list[str]:
    value = getattr(settings, key)
    if value == OfficeSettings.model_fields[key].default:
        return []
    return [str(one) for one in (value if isinstance(value, tuple) else (value,))]
