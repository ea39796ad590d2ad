"""The command line: ``tidtam …`` and ``python -m bot …`` are the same.

A command's module is imported only when the command is used, so that reading a plan never waits
for the chat apps' libraries.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import traceback
from datetime import date
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from bot.command import FINE, NO, WRONG_USE, Desk, Stopped
from handlers import desk_texts as texts
from handlers.desk_texts import ABOUT, Language

COMMANDS = {
    "read": "bot.reading_commands",
    "clause": "bot.clause_commands",
    **dict.fromkeys(("run", "demo"), "bot.running_commands"),
    "load": "bot.load_command",
    **dict.fromkeys(("calendar", "remind", "report"), "bot.plan_commands"),
    **dict.fromkeys(("invite", "division", "set", "backup", "restore"), "bot.office_commands"),
    "holidays": "bot.calendar_commands",
    "privacy": "bot.privacy_command",
    "rehearse": "bot.rehearse_command",
    "doctor": "bot.doctor_command",
    "verify": "bot.verify",
    "template": "bot.template_command",
    "organisation": "bot.organisation_commands",
}
"""The module of each command; its function has the command's name and an underscore."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code.  What goes wrong is one sentence, never a stack."""
    logging.getLogger().addHandler(logging.NullHandler())  # only ``run`` keeps a log
    _speak_utf8()
    given = sys.argv[1:] if arguments is None else arguments
    language = _language(given)
    try:
        parsed = parser(language).parse_args(given)
        return asyncio.run(_run(Desk(parsed, language, parsed.data_dir)))
    except Stopped as stopped:
        print(stopped.text(language), file=sys.stderr)
        return stopped.code
    except (KeyboardInterrupt, BrokenPipeError):
        return FINE
    except OSError as problem:
        about = problem.filename or ""
        sentence = texts.FILE_TROUBLE.in_(language, file=about, reason=problem.strerror or problem)
    except Exception as problem:  # whatever it is, the person gets a sentence and we the details
        kind = type(problem).__name__
        sentence = texts.UNEXPECTED.in_(language, kind=kind, file=_keep_details())
    print(sentence, file=sys.stderr)
    return NO


async def _run(desk: Desk) -> int:
    name = desk.arguments.command
    code: int = await getattr(import_module(COMMANDS[name]), f"{name}_")(desk)
    return code


def _speak_utf8() -> None:
    """Thai goes out as UTF-8 even where the machine's locale knows no Thai."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower() not in {"utf-8", "utf8"}:
            stream.reconfigure(encoding="utf-8")


def _language(given: list[str]) -> Language:
    """Known before anything else is, because wrong use is told in it too."""
    joined = " ".join(given).replace("=", " ")
    return Language.ENGLISH if "--lang en" in joined else Language.THAI


def _keep_details() -> str:
    """The stack in a file that only this user can read; its name."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="tidtam-error-", suffix=".txt", encoding="utf-8", delete=False
    ) as file:
        traceback.print_exc(file=file)
    return file.name


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence instead of printing the usage."""

    def error(self, message: str) -> NoReturn:
        raise Stopped(WRONG_USE, texts.WRONG_COMMAND, problem=message, command=self.prog)


def parser(language: Language) -> argparse.ArgumentParser:
    """Every command with its options, described in that language."""
    common = _Parser(add_help=False)
    common.add_argument("--data-dir", type=Path, metavar="DIR", help="default: ./data")
    common.add_argument("--lang", choices=[*Language], default=Language.THAI.value)
    whole = _Parser(prog="tidtam", description=texts.PRODUCT.in_(language))
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str) -> argparse.ArgumentParser:
        about = ABOUT[name].in_(language)
        return commands.add_parser(name, help=about, description=about, parents=[common])

    _add_reading(add("read"), add("clause"))
    _add_plan(add("load"), add("calendar"), add("remind"), add("report"))
    _add_rehearsal(add("rehearse"))
    _add_office(add("invite"), add("division"), add("set"))
    _add_people(add("holidays"), add("privacy"))
    add("doctor").add_argument("--json", action="store_true")
    add("verify").add_argument("file")
    _add_template(add("template"))
    add("backup").add_argument("file")
    add("restore").add_argument("file")
    add("run").add_argument("--all", action="store_true", help=texts.ALL_OF_THEM.in_(language))
    _add_host(add("organisation"))
    demo = add("demo")
    demo.add_argument("--port", type=int, default=8080)
    demo.add_argument("--play", action="store_true", help=texts.PLAY.in_(language))
    return whole


def _add_reading(read: argparse.ArgumentParser, clause: argparse.ArgumentParser) -> None:
    read.add_argument("file")
    read.add_argument("--json", action="store_true")
    clause.add_argument("text", nargs="?")
    clause.add_argument("--fiscal-year", type=_year, required=True, metavar="2566")
    clause.add_argument("--json", action="store_true")


def _add_plan(
    load: argparse.ArgumentParser,
    calendar: argparse.ArgumentParser,
    remind: argparse.ArgumentParser,
    report: argparse.ArgumentParser,
) -> None:
    load.add_argument("file")
    load.add_argument("--yes", action="store_true")
    remind.add_argument("--on", type=_day, required=True, metavar="YYYY-MM-DD")
    report.add_argument("--round", type=int, choices=[6, 12])
    report.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD")
    report.add_argument("--format", choices=["docx", "pdf", "xlsx", "text", "json"], default="docx")
    report.add_argument(
        "--paper", choices=["cover", "publish", "chase", "agenda", "register", "oit"]
    )
    report.add_argument("-o", "--output", metavar="FILE")
    calendar.add_argument("--ics", action="store_true")
    for one in (calendar, remind):
        one.add_argument("--json", action="store_true")
    for one in (calendar, remind, report):
        one.add_argument("--fiscal-year", type=_year, metavar="2566")


def _add_rehearsal(rehearse: argparse.ArgumentParser) -> None:
    rehearse.add_argument("--round", type=int, choices=[6, 12])
    rehearse.add_argument("--fiscal-year", type=_year, metavar="2566")
    rehearse.add_argument("-o", "--output", metavar="FILE.xlsx")
    rehearse.add_argument("--json", action="store_true")


def _add_office(
    invite: argparse.ArgumentParser, division: argparse.ArgumentParser, put: argparse.ArgumentParser
) -> None:
    invite.add_argument("who", choices=["division", "executive", "admin"])
    invite.add_argument("name", nargs="?")
    division.add_argument("action", choices=["list", "add", "alias", "merge"])
    division.add_argument("names", nargs="*", help="add NAME | alias OTHER NAME | merge OLD NAME")
    put.add_argument("key", nargs="?")
    put.add_argument("value", nargs="?")


def _add_people(holidays: argparse.ArgumentParser, privacy: argparse.ArgumentParser) -> None:
    holidays.add_argument("day", type=_day, nargs="?", metavar="YYYY-MM-DD")
    holidays.add_argument("action", choices=["off", "on"], nargs="?")
    holidays.add_argument("reason", nargs="*")
    holidays.add_argument("--fiscal-year", type=_year, metavar="2566")
    privacy.add_argument("action", choices=["export", "forget"])
    privacy.add_argument("person")


def _add_template(template: argparse.ArgumentParser) -> None:
    what = template.add_mutually_exclusive_group()
    what.add_argument("file", nargs="?")
    what.add_argument("--example", metavar="FILE.docx")
    what.add_argument("--remove", action="store_true")


def _add_host(organisation: argparse.ArgumentParser) -> None:
    actions = ["add", "configure", "list", "remove", "export", "rotate"]
    organisation.add_argument("action", choices=actions)
    organisation.add_argument("name", nargs="?")
    organisation.add_argument("file", nargs="?")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Stopped(WRONG_USE, texts.NOT_A_DAY, text=text) from None


def _year(text: str) -> int:
    """A Buddhist-era fiscal year that a plan can have."""
    if not text.isdecimal() or int(text) not in _YEARS:
        raise Stopped(WRONG_USE, texts.NOT_A_YEAR, text=text)
    return int(text)


_YEARS = range(2500, 2701)


if __name__ == "__main__":
    sys.exit(main())
