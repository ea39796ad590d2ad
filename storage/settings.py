"""What belongs to the organisation, set by ``tidtam set``: kept as text, checked as values."""

from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from plans.model import Organisation
from storage.database import Transaction

TEMPLATE = "template"
"""Under which key the SHA-256 of the office's own Word template is kept."""

Days = Annotated[int, Field(ge=0, le=90)]


class OfficeSettings(BaseModel):
    """How this office wants things; every field is a key of ``tidtam set``.

    Lists are written with commas, times as ``08:30``.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    organisation: str = ""
    district: str = ""
    province: str = ""
    digits: Literal["thai", "arabic"] = "thai"
    font: Literal["Tidtam Sarabun", "TH SarabunPSK"] = "Tidtam Sarabun"
    layout: Literal["plan", "default"] = "plan"
    lead_days: tuple[Days, ...] = (7,)
    lead_working_days: tuple[Days, ...] = (1,)
    office_opens: time = time(8, 30)
    office_closes: time = time(16, 30)
    piggyback: Literal["off", "addressed"] = "addressed"
    rhythm: Literal["plan", "monthly", "none"] = "plan"
    signatories: tuple[str, ...] = ()
    desk: str = ""
    website: str = ""
    oit_items: tuple[str, ...] = ()

    def office(self, printed: Organisation) -> Organisation:
        """What the office is called: as set, else as the plan prints it."""
        return Organisation(
            self.organisation or printed.name,
            self.district or printed.district,
            self.province or printed.province,
        )


_LISTS = frozenset({"lead_days", "lead_working_days", "signatories", "oit_items"})


class SettingRefused(Exception):
    """No such key, or a value it cannot have; args[0] is the key."""


def office_settings(tx: Transaction) -> OfficeSettings:
    """Everything set so far; defaults for the rest."""
    rows = tx.all("SELECT key, value FROM setting")
    return OfficeSettings.model_validate(
        {row["key"]: _parts(row["key"], row["value"]) for row in rows}
    )


def put_setting(tx: Transaction, key: str, value: str) -> None:
    """Keep one setting; raises ``SettingRefused``."""
    try:
        OfficeSettings.model_validate({key: _parts(key, value)}, extra="forbid")
    except ValidationError:
        raise SettingRefused(key) from None
    put_value(tx, key, value)


def drop_setting(tx: Transaction, key: str) -> None:
    """Forget a setting: its default holds again."""
    tx.execute("DELETE FROM setting WHERE key = ?", key)


def put_value(tx: Transaction, key: str, value: str) -> None:
    """Keep a value that is no setting of the office, such as its secret."""
    tx.execute(
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key, value,
    )  # fmt: skip


def find_value(tx: Transaction, key: str) -> str | None:
    """A value kept under that key."""
    found: str | None = tx.value("SELECT value FROM setting WHERE key = ?", key)
    return found


def _parts(key: str, value: str) -> str | list[str]:
    if key not in _LISTS:
        return value
    return [part.strip() for part in value.split(",") if part.strip()]
