"""``tidtam doctor``: the check-up printed for people or as JSON; exit 1 if anything is wrong."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from bot.checkup import Complaint
from bot.clock import Clock
from bot.command import FINE, NO, Desk
from bot.doctor import Facts, examine, wrong_setting
from bot.settings import ORGANISATIONS, SettingsWrong, read_settings
from handlers import desk_texts, doctor_texts
from plans.progress import BANGKOK


@dataclass(frozen=True, slots=True)
class _Problem:
    code: str
    problem: str
    advice: str


@dataclass(frozen=True, slots=True)
class _Told:
    problems: tuple[_Problem, ...]
    facts: Facts | None


_TOLD = TypeAdapter(_Told)


async def doctor_(desk: Desk) -> int:
    try:
        settings = read_settings()
    except SettingsWrong as wrong:  # nothing else can be looked at before these are right
        return _tell(desk, tuple(map(wrong_setting, wrong.problems)), None)
    folder = desk.folder or settings.data_dir
    if (folder / ORGANISATIONS).is_dir():
        from bot.doctor_many import examine_all  # noqa: PLC0415 - only a host of many needs it
        from bot.tenancy import Tenancy  # noqa: PLC0415 - the same

        return _tell(desk, await examine_all(Tenancy(settings, folder)), None)
    found = await examine(settings, folder, Clock(), Path(".env"))
    return _tell(desk, found.complaints, found.facts)


def _tell(desk: Desk, complaints: tuple[Complaint, ...], facts: Facts | None) -> int:
    language = desk.language
    problems = tuple(
        _Problem(one.diagnosis.code, one.problem(language), one.advice(language))
        for one in complaints
    )
    if desk.arguments.json:
        print(_TOLD.dump_json(_Told(problems, facts), indent=1).decode())
    else:
        _print(desk, problems, facts)
    return NO if problems else FINE


def _print(desk: Desk, problems: tuple[_Problem, ...], facts: Facts | None) -> None:
    if facts is not None:
        _print_facts(desk, facts)
    for number, one in enumerate(problems, 1):
        print(f"{number}. [{one.code}] {one.problem}")
        print(f"   → {one.advice}")
    if not problems:
        desk.say(desk_texts.WELL)


def _print_facts(desk: Desk, facts: Facts) -> None:
    never = doctor_texts.NEVER.in_(desk.language)
    last = facts.last_backup
    backup = f"{last.astimezone(BANGKOK):%Y-%m-%d %H:%M}" if last else never
    desk.say(
        doctor_texts.MACHINE_FACT, sqlite=facts.sqlite, free=facts.free_megabytes, backup=backup
    )
    if facts.telegram is not None:
        desk.say(doctor_texts.TELEGRAM_FACT, name=facts.telegram)
    if (line := facts.line) is not None:
        unlimited = doctor_texts.UNLIMITED.in_(desk.language)
        allowed = unlimited if line.allowed is None else line.allowed
        desk.say(
            doctor_texts.LINE_FACT, name=line.name, used=line.used, allowed=allowed,
            forecast=facts.line_forecast,
        )  # fmt: skip
