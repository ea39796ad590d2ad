"""The child process that opens foreign documents and renders reports, under limits of its own.

Bytes come on standard input and go out on standard output; instead of them one Thai sentence may
come on standard error, with exit code 3.  Each task imports what it needs and nothing else: people
wait for its start.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # whoever starts the child must not wait for its imports
    from plans.model import Reading
    from reports.look import Look
    from reports.report import Report

SECONDS = 20
_MEMORY = 1 << 30
_READING = frozenset({"read", "json", "codes"})
DECLINED = 3
"""The exit code that goes with a sentence."""

TOO_HEAVY = "เอกสารนี้ใหญ่หรือซับซ้อนเกินไป กรุณาแบ่งหรือบันทึกใหม่เป็น .docx แล้วส่งอีกครั้ง"
NOT_MADE = "ทำเอกสารนี้ไม่สำเร็จ กรุณาขอเป็นรูปแบบอื่น (word, pdf, excel) หรือแจ้งผู้ดูแลระบบ"
NO_FIGURES = "ยังไม่มีข้อมูลสำหรับภาพนี้"
NO_TYPESETTER = "เครื่องนี้สร้าง PDF และภาพไม่ได้ กรุณาขอรายงานเป็น word หรือ excel แทน"


class Declined(Exception):
    """The child could not do it; args[0] is the sentence for the person who asked."""


def too_much(task: str) -> str:
    """What is said when a task broke its limits, or the child itself broke."""
    return TOO_HEAVY if task in _READING else NOT_MADE


def _read(file_name: str, data: bytes) -> bytes:
    reading = _reading(file_name, data)  # what is refused need not wait for the rest

    from pydantic import TypeAdapter  # noqa: PLC0415 - only the child needs it

    from plans.model import Reading  # noqa: PLC0415 - only the child needs it

    return TypeAdapter(Reading).dump_json(reading)


def _json(file_name: str, data: bytes) -> bytes:
    reading = _reading(file_name, data)  # what is refused need not wait for the rest

    from plans.reading_json import to_json  # noqa: PLC0415 - only the child needs it

    return to_json(reading).encode()


def _reading(file_name: str, data: bytes) -> "Reading":
    from plans.reader import Unreadable, read_document  # noqa: PLC0415 - only the child needs it

    try:
        return read_document(data, file_name)
    except Unreadable as problem:
        raise Declined(str(problem)) from problem


def _word(look: str, data: bytes) -> bytes:
    from reports.word import render_word  # noqa: PLC0415 - only the child needs it

    report, how = _report(look, data)
    return render_word(report, digits=how.digits, font=how.face, reference=how.reference)


def _sheet(look: str, data: bytes) -> bytes:
    from reports.sheet import render_sheet  # noqa: PLC0415 - only the child needs it

    report, how = _report(look, data)
    return render_sheet(report, digits=how.digits, reference=how.reference)


def _pdf(look: str, data: bytes) -> bytes:
    from reports.pdf import Unavailable, render_pdf  # noqa: PLC0415 - only the child needs it

    report, how = _report(look, data)
    try:
        return render_pdf(report, digits=how.digits, reference=how.reference)
    except Unavailable as missing:
        raise Declined(NO_TYPESETTER) from missing


def _picture(digits: str, data: bytes) -> bytes:
    from pydantic import TypeAdapter  # noqa: PLC0415 - only the child needs it

    from plans.thai import Script  # noqa: PLC0415 - only the child needs it
    from reports.drawings import Drawing  # noqa: PLC0415 - only the child needs it
    from reports.pdf import Unavailable  # noqa: PLC0415 - only the child needs it
    from reports.pictures import render_drawing  # noqa: PLC0415 - only the child needs it

    drawing: Drawing = TypeAdapter(Drawing).validate_json(data)
    try:
        return render_drawing(drawing, digits=Script(digits))
    except Unavailable as missing:
        raise Declined(NO_TYPESETTER) from missing


def _report(look: str, data: bytes) -> "tuple[Report, Look]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - only the child needs it

    from reports.look import Look  # noqa: PLC0415 - only the child needs it
    from reports.report import Report  # noqa: PLC0415 - only the child needs it

    return TypeAdapter(Report).validate_json(data), TypeAdapter(Look).validate_json(look)


def _paper(look: str, data: bytes) -> bytes:
    from pydantic import TypeAdapter  # noqa: PLC0415 - only the child needs it

    from reports.look import Look  # noqa: PLC0415 - only the child needs it
    from reports.papers import lay_out_paper  # noqa: PLC0415 - only the child needs it
    from reports.wish import Wanted  # noqa: PLC0415 - only the child needs it
    from reports.word import write_word  # noqa: PLC0415 - only the child needs it

    how, wanted = TypeAdapter(Look).validate_json(look), TypeAdapter(Wanted).validate_json(data)
    laid_out = lay_out_paper(wanted.report, wanted.wish, digits=how.digits)
    return write_word(laid_out, font=how.face)


def _photo(_: str, data: bytes) -> bytes:
    import json  # noqa: PLC0415 - only the child needs it
    from base64 import b64encode  # noqa: PLC0415 - only the child needs it

    from reports.photo import NoPhoto, seen  # noqa: PLC0415 - only the child needs it

    try:
        bits, small = seen(data)
    except NoPhoto as problem:
        raise Declined(NOT_MADE) from problem
    return json.dumps({"bits": f"{bits:016x}", "small": b64encode(small).decode()}).encode()


def _template(task: str, data: bytes) -> bytes:
    from base64 import b64decode  # noqa: PLC0415 - only the child needs it

    from pydantic import TypeAdapter  # noqa: PLC0415 - only the child needs it

    from reports.look import Order  # noqa: PLC0415 - only the child needs it
    from reports.template import (  # noqa: PLC0415 - only the child needs it
        Unfit,
        check_template,
        render_template,
    )

    order = TypeAdapter(Order).validate_json(data)
    template, look = b64decode(order.template), order.look
    try:
        if task == "check":
            return "\n".join(check_template(template, order.report)).encode()
        return render_template(template, order.report, digits=look.digits, reference=look.reference)
    except Unfit as unfit:
        raise Declined(str(unfit)) from unfit


def _leaflet(_: str, data: bytes) -> bytes:
    from pydantic import TypeAdapter  # noqa: PLC0415 - only the child needs it

    from reports.leaflet import Leaflet, render_leaflet  # noqa: PLC0415 - only the child needs it
    from reports.pdf import Unavailable  # noqa: PLC0415 - only the child needs it

    try:
        return render_leaflet(TypeAdapter(Leaflet).validate_json(data))
    except Unavailable as missing:
        raise Declined(NO_TYPESETTER) from missing


def _codes(_: str, data: bytes) -> bytes:
    from plans.grid import Unreadable  # noqa: PLC0415 - only the child needs it
    from reports.code_reader import codes_in  # noqa: PLC0415 - only the child needs it

    try:
        return "\n".join(codes_in(data)).encode()
    except Unreadable as problem:
        raise Declined(str(problem)) from problem


def _contents(_: str, data: bytes) -> bytes:
    from pydantic import TypeAdapter  # noqa: PLC0415 - only the child needs it

    from plans.grid import Unreadable  # noqa: PLC0415 - only the child needs it
    from reports.compared import Contents, contents_of  # noqa: PLC0415 - only the child needs it

    try:
        return TypeAdapter(Contents).dump_json(contents_of(data))
    except Unreadable as problem:
        raise Declined(str(problem)) from problem


_TASKS: dict[str, Callable[[str, bytes], bytes]] = {
    "read": _read,
    "json": _json,
    "codes": _codes,
    "paper": _paper,
    "docx": _word,
    "pdf": _pdf,
    "xlsx": _sheet,
    "png": _picture,
    "leaflet": _leaflet,
    "template": _template,
    "contents": _contents,
    "photo": _photo,
}


def _limit() -> None:
    with suppress(ImportError):  # Windows has no such limits; the time-out remains
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main(task: str, argument: str) -> int:
    _limit()
    try:
        output = _TASKS[task](argument, sys.stdin.buffer.read())
    except Declined as declined:
        sys.stderr.write(str(declined))
        return DECLINED
    except (MemoryError, RecursionError):
        sys.stderr.write(too_much(task))
        return DECLINED
    sys.stdout.buffer.write(output)
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], sys.argv[2]))
