"""The command line: ``tidtam …`` and ``python -m bot …`` are the same.

A command's module is imported only when the command is used, so that reading a plan never waits
for the chat apps' libraries.
"""

import argparse
import asyncio
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

from bot.command import FINE, Desk, Stopped
from handlers.desk_texts import Language

_COMMANDS = {
    **dict.fromkeys(("read", "clause"), "bot.reading_commands"),
    **dict.fromkeys(("run", "demo"), "bot.running_commands"),
    **dict.fromkeys(("load", "calendar", "remind", "report"), "bot.plan_commands"),
    **dict.fromkeys(("invite", "division", "set", "backup", "restore"), "bot.office_commands"),
}
"""The module of each command; its function has the command's name and an underscore."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    parsed = _parser().parse_args(arguments)
    desk = Desk(parsed, Language(parsed.lang), parsed.data_dir)
    command = getattr(import_module(_COMMANDS[parsed.command]), f"{parsed.command}_")
    try:
        code: int = asyncio.run(command(desk))
    except Stopped as stopped:
        print(stopped.text(desk.language), file=sys.stderr)
        return stopped.code
    except (KeyboardInterrupt, BrokenPipeError):
        return FINE
    return code


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data-dir", type=Path, metavar="DIR", help="default: ./data")
    common.add_argument("--lang", choices=[*Language], default=Language.THAI.value)
    parser = argparse.ArgumentParser(
        prog="tidtam", description="ติดตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส (LINE, Telegram)"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, about: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=about, description=about, parents=[common])

    _add_reading(add("read", "what a plan document says"), add("clause", "what a clause means"))
    _add_plan(
        add("load", "store a plan after showing its findings"),
        add("calendar", "every dated duty of the stored plan"),
        add("remind", "what would be sent on a day; sends nothing"),
        add("report", "compile and render the report"),
    )
    _add_office(
        add("invite", "print a one-time code"),
        add("division", "the register of divisions"),
        add("set", "a setting of the organisation; without KEY all of them"),
    )
    add("backup", "copy everything into one file while running").add_argument("file")
    add("restore", "put a backup into an empty data directory").add_argument("file")
    add("run", "the bot, from the environment or .env")
    demo = add("demo", "simulated LINE and Telegram in the browser")
    demo.add_argument("--port", type=int, default=8080)
    demo.add_argument("--play", action="store_true", help="play a whole round without a browser")
    return parser


def _add_reading(read: argparse.ArgumentParser, clause: argparse.ArgumentParser) -> None:
    read.add_argument("file")
    read.add_argument("--json", action="store_true")
    clause.add_argument("text", nargs="?", help="without it, one clause per line of the input")
    clause.add_argument("--fiscal-year", type=int, required=True, metavar="2566")
    clause.add_argument("--json", action="store_true")


def _add_plan(
    load: argparse.ArgumentParser,
    calendar: argparse.ArgumentParser,
    remind: argparse.ArgumentParser,
    report: argparse.ArgumentParser,
) -> None:
    load.add_argument("file")
    load.add_argument("--yes", action="store_true", help="accept every proposed answer")
    remind.add_argument("--on", type=_day, required=True, metavar="YYYY-MM-DD")
    report.add_argument("--round", type=int, choices=[6, 12])
    report.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD")
    report.add_argument("--format", choices=["docx"], default="docx")
    report.add_argument("-o", "--output", metavar="FILE")
    for parser in (calendar, remind):
        parser.add_argument("--json", action="store_true")
    for parser in (calendar, remind, report):
        parser.add_argument("--fiscal-year", type=int, metavar="2566")


def _add_office(
    invite: argparse.ArgumentParser, division: argparse.ArgumentParser, put: argparse.ArgumentParser
) -> None:
    invite.add_argument("who", choices=["division", "executive", "admin"])
    invite.add_argument("name", nargs="?", help="the division's name")
    division.add_argument("action", choices=["list", "add", "alias", "merge"])
    division.add_argument("names", nargs="*", help="add NAME | alias OTHER NAME | merge OLD NAME")
    put.add_argument("key", nargs="?")
    put.add_argument("value", nargs="?")


def _day(text: str) -> date:
    return date.fromisoformat(text)


if __name__ == "__main__":
    sys.exit(main())
