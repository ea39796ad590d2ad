"""The office's own Word template, filled with a report.

A template is a .docx with Jinja fields in it (``{{ office }}``, ``{%tr for m in measures %}``).
Whoever wrote it is not trusted: it is rendered in Jinja's sandbox, in the limited child process,
and what was said in chat is always text, never a field.
"""

import io
import re
import zipfile
from dataclasses import asdict

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from plans.archive import Archive, opened
from plans.grid import Unreadable
from plans.thai import Script
from reports import wording
from reports.report import Report
from reports.template_fields import NAMES, fields_of

_STAMP = (2000, 1, 1, 0, 0, 0)  # the same report gives the same bytes
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DANGEROUS = re.compile(r"DDE|INCLUDE(?:TEXT|PICTURE)|MACROBUTTON", re.IGNORECASE)
_ACTIVE = frozenset({"aFChunk", "oleObject", "control", "vbaProject", "subDocument", "package"})
_NEEDED = ("measures", "groups", "divisions")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

UNKNOWN = "แม่แบบใช้ชื่อที่ระบบไม่รู้จัก: {names} ชื่อที่ใช้ได้: {known}"
WRONG = "แม่แบบเขียนคำสั่งไม่ถูกต้อง ({problem}) กรุณาแก้แล้วส่งใหม่"
UNSAFE = "แม่แบบมีมาโคร ฟิลด์ หรือส่วนที่โยงไปไฟล์อื่น กรุณาลบออกแล้วบันทึกเป็น .docx ใหม่"
EMPTY = "แม่แบบไม่มีที่สำหรับผลการดำเนินการ ต้องใช้ measures, groups หรือ divisions อย่างน้อยหนึ่งชื่อ"
NO_REFERENCE = "แม่แบบไม่มีรหัสรายงาน ใส่ {{ reference }} ไว้ท้ายหน้า มิฉะนั้นตรวจฉบับจริงด้วยระบบไม่ได้"


class Unfit(Exception):
    """The template cannot be used; args[0] is the Thai sentence that says why."""


def render_template(
    template: bytes, report: Report, *, digits: Script = Script.THAI, reference: str = ""
) -> bytes:
    """The template filled as .docx; raises ``Unfit``.  The same report gives the same bytes."""
    document = _document(template)
    values = _printed(asdict(fields_of(report, reference)), digits)
    try:
        document.render(values, jinja_env=_environment(), autoescape=True)
    except SecurityError as problem:
        raise Unfit(UNSAFE) from problem
    except (TemplateError, ValueError, TypeError, ArithmeticError, LookupError) as problem:
        raise Unfit(WRONG.format(problem=_brief(problem))) from problem
    stream = io.BytesIO()
    document.save(stream)
    return _stamped(stream.getvalue())


def check_template(template: bytes, report: Report) -> tuple[str, ...]:
    """What to tell who hands it in, after a trial with a real report; raises ``Unfit``."""
    try:
        used = _document(template).get_undeclared_template_variables(jinja_env=_environment())
    except TemplateError as problem:
        raise Unfit(WRONG.format(problem=_brief(problem))) from problem
    unknown = sorted(used - set(NAMES))
    if unknown:
        raise Unfit(UNKNOWN.format(names=", ".join(unknown)[:200], known=", ".join(NAMES)))
    if not used & set(_NEEDED):
        raise Unfit(EMPTY)
    render_template(template, report)
    return () if "reference" in used else (NO_REFERENCE,)


# --- the file -----------------------------------------------------------------------------------


def _document(template: bytes) -> DocxTemplate:
    try:
        with opened(template) as archive:
            if "word/document.xml" not in archive.names:
                raise Unfit(WRONG.format(problem=".docx"))
            if any(_is_foreign(archive, name) for name in archive.names):
                raise Unfit(UNSAFE)
    except Unreadable as problem:
        raise Unfit(str(problem)) from problem
    return DocxTemplate(io.BytesIO(template))


def _is_foreign(archive: Archive, name: str) -> bool:
    """Whether a part of the file runs something, or fetches something from elsewhere."""
    if name.endswith((".bin", ".exe")):
        return True
    root = archive.xml(name) if name.endswith((".rels", ".xml")) else None
    if root is None:
        return False
    if name.endswith(".rels"):
        return any(map(_leads_out, root))
    fields = [one.text or "" for one in root.iter(f"{_W}instrText")]
    fields += [one.get(f"{_W}instr", "") for one in root.iter(f"{_W}fldSimple")]
    return bool(_DANGEROUS.search("".join(fields)))  # Word joins what is split, too


def _leads_out(relation: etree._Element) -> bool:
    kind = relation.get("Type", "").rpartition("/")[2]
    return kind in _ACTIVE or (relation.get("TargetMode") == "External" and kind != "hyperlink")


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _brief(problem: Exception) -> str:
    return str(problem).splitlines()[0][:200] if str(problem) else type(problem).__name__


def _stamped(data: bytes) -> bytes:
    """The archive without the time of day in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(stream, "w") as archive:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, made.read(name))
    return stream.getvalue()


def _printed(value: object, digits: Script) -> object:
    """Every text as this report prints it: its digits, and no letters that no file can hold."""
    if isinstance(value, str):
        return wording.in_digits(_CONTROLS.sub("", wording.printable(value)), digits)
    if isinstance(value, dict):
        return {key: _printed(one, digits) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printed(one, digits) for one in value]
    return value
