"""How a report is to look, whatever it says."""

from dataclasses import dataclass
from enum import StrEnum

from plans.thai import Script
from reports.report import Report


class Face(StrEnum):
    """The font the text of editable documents names."""

    EMBEDDED = "Tidtam Sarabun"  # ours, inside the document: the same pages on every machine
    INSTALLED = "TH SarabunPSK"  # what offices have on their machines


@dataclass(frozen=True, slots=True)
class Look:
    """The office's taste; ``reference`` is what an issued report is known by."""

    digits: Script = Script.THAI
    face: Face = Face.EMBEDDED
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What a child process is given: the template (base64), the report, how it is to look."""

    template: str
    report: Report
    look: Look
