"""Organisations side by side: their folders under the data directory, each with its settings.

``DATA_DIR/organisations/<name>/`` is what ``DATA_DIR`` is where only one is served, and holds
``settings.env`` besides: the lines of ``.env`` that name chat apps, their secrets sealed.
"""

import os
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.settings import ORGANISATIONS, Settings, SettingsWrong, misshapen
from bot.vault import Locked, Vault, keys_in, write_private

REMOVED = "removed"
SETTINGS = "settings.env"
NAME = r"[a-z0-9][a-z0-9-]{0,62}"
"""What a name may be: it is a folder and a part of addresses."""

_SEALED = frozenset(
    {
        "line_channel_secret",
        "line_channel_access_token",
        "telegram_bot_token",
        "telegram_webhook_secret",
    }
)
_PLAIN = frozenset({"line_channel_id", "line_api_url", "telegram_api_url"})
_NAME = re.compile(NAME)
_MACHINE = ("data_dir", "http_host", "http_port")


class _OfOrganisation(Settings):
    """The same settings, from nowhere but the organisation's own file."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature
        init_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


class Tenancy:
    """Where the organisations of a host lie, and what each is set to."""

    def __init__(self, machine: Settings, data_folder: Path) -> None:
        self._machine = machine
        self._folder = data_folder
        self._vault: Vault | None = None

    @property
    def index(self) -> Path:
        """Where the host keeps when to look at each."""
        return self._folder / "host.db"

    def names(self) -> list[str]:
        """Every organisation there is; what else lies there is nobody's."""
        place = self._folder / ORGANISATIONS
        if not place.is_dir():
            return []
        with os.scandir(place) as entries:
            return sorted(one.name for one in entries if is_name(one.name) and one.is_dir())

    def folder(self, name: str) -> Path:
        """Where an organisation lies; a name that is none is refused, whoever asks."""
        if not is_name(name):
            raise ValueError("not a name of an organisation")
        return self._folder / ORGANISATIONS / name

    def removed(self, name: str, now: datetime) -> Path:
        """Where a removed organisation is put aside."""
        return self._folder / REMOVED / f"{name}-{now:%Y%m%dT%H%M%S}"

    def address(self, name: str) -> str | None:
        """What the organisation's links and webhooks begin with."""
        public = self._machine.public_url
        return f"{public}/{name}" if public else None

    def stamp(self, name: str) -> str:
        """Another text when the settings file or the address is another."""
        if not is_name(name):
            raise ValueError("not a name of an organisation")
        file = f"{self._folder}/{ORGANISATIONS}/{name}/{SETTINGS}"
        try:
            changed = os.stat(file).st_mtime_ns  # noqa: PTH116 - for every event: no path is made
        except OSError:
            changed = 0
        return f"{changed} {self.address(name)}"

    def settings(self, name: str) -> Settings:
        """An organisation's settings; raises ``SettingsWrong`` or ``Locked``."""
        given = self._read(name)
        sealed = {key for key in given if key in _SEALED}
        opened = {key: self._open(given[key]) if key in sealed else given[key] for key in given}
        return self._made(name, opened)

    def check(self, name: str, lines: Path) -> dict[str, str]:
        """What a file says of the chat apps, if it can be served; raises ``SettingsWrong``."""
        given = _known(lines)
        found = self._made(name, given)
        if found.problems:
            raise SettingsWrong(found.problems)
        return given

    def put_settings(self, name: str, given: Mapping[str, str]) -> None:
        """Write an organisation's settings, sealed; raises ``Locked``."""
        vault = self.vault()
        lines = [
            f"{key.upper()}={vault.seal(given[key]) if key in _SEALED else given[key]}\n"
            for key in sorted(given)
            if given[key]
        ]
        folder = self.folder(name)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(folder / SETTINGS, "".join(lines))

    def reseal(self, name: str, vault: Vault) -> None:
        """Write an organisation's settings under another key."""
        given = self._read(name)
        opened = {key: self._open(value) for key, value in given.items()}
        self._vault, kept = vault, self._vault
        try:
            self.put_settings(name, opened)
        finally:
            self._vault = kept

    def vault(self) -> Vault:
        """The keys of this machine; raises ``Locked`` where there are none."""
        if self._vault is None:
            self._vault = Vault(self._keys())
        return self._vault

    def twin_of(self, name: str, given: Mapping[str, str]) -> str | None:
        """Another organisation that has the same LINE channel or Telegram bot, if one has."""
        wanted = _identity(given)
        for other in self.names():
            if other != name and wanted & _identity(self._opened(other)):
                return other
        return None

    def _opened(self, name: str) -> dict[str, str]:
        try:
            return {key: self._open(value) for key, value in self._read(name).items()}
        except Locked:
            return {}

    def _keys(self) -> list[str]:
        if self._machine.secrets_key is not None:
            value = self._machine.secrets_key.get_secret_value()
            return [part.strip() for part in value.split(",") if part.strip()]
        if self._machine.secrets_key_file is not None:
            return keys_in(self._machine.secrets_key_file)
        raise Locked("neither SECRETS_KEY_FILE nor SECRETS_KEY is set")

    def _open(self, value: str) -> str:
        try:
            return self.vault().open(value)
        except Locked:  # the key was replaced while we ran
            self._vault = None
            return self.vault().open(value)

    def _read(self, name: str) -> dict[str, str]:
        return _known(self.folder(name) / SETTINGS)

    def _made(self, name: str, given: Mapping[str, str]) -> Settings:
        values: dict[str, object] = {key: getattr(self._machine, key) for key in _MACHINE}
        try:
            return _OfOrganisation.model_validate(
                {**values, **given, "public_url": self.address(name)}
            )
        except ValidationError as problem:
            names = sorted({str(error["loc"][0]).upper() for error in problem.errors()})
            raise SettingsWrong(tuple(misshapen(one) for one in names)) from None


def is_name(text: str) -> bool:
    """Whether it may name an organisation."""
    return _NAME.fullmatch(text) is not None


def _known(file: Path) -> dict[str, str]:
    """The lines that are an organisation's to set; no file is no line."""
    found = dotenv_values(file, interpolate=False, encoding="utf-8") if file.is_file() else {}
    lines: Iterator[tuple[str, str | None]] = ((key.lower(), value) for key, value in found.items())
    return {key: value for key, value in lines if value and key in _SEALED | _PLAIN}


def _identity(given: Mapping[str, str]) -> set[str]:
    bot = given.get("telegram_bot_token", "").partition(":")[0]
    named = {"line": given.get("line_channel_id", ""), "telegram": bot}
    return {f"{app}:{value}" for app, value in named.items() if value}
