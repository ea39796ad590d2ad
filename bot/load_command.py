"""The command that puts a plan in force: what was read, what is asked, what would change, then yes.

Nothing is stored, not even an empty folder made, before the person has agreed.
"""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.clock import Clock
from bot.command import FINE, NO, WRONG_USE, Desk, Stopped, organisation_of
from bot.organisation import DATABASE
from bot.reading import read_file, show_finding, show_reading
from handlers import amendment_texts
from handlers import desk_texts as texts
from plans.model import Finding, Reading
from storage.loading import Decision, Proposal, load, propose


async def load_(desk: Desk) -> int:
    reading, source = await read_file(desk)
    show_reading(desk, reading)
    decided: dict[int, str] = {}
    proposal = await _proposal(desk, reading, decided)
    _show_kept(desk, proposal)
    if not desk.arguments.yes:
        if not sys.stdin.isatty():
            raise Stopped(WRONG_USE, texts.NEEDS_YES)
        settled = proposal.settled if proposal else {}
        decided = await asyncio.to_thread(_ask_choices, desk, reading, settled)
        proposal = await _proposal(desk, reading, decided)
    _show_differences(desk, proposal)
    if not desk.arguments.yes and not await asyncio.to_thread(_agrees, desk):
        raise Stopped(NO, texts.NOT_STORED)
    async with organisation_of(desk) as organisation:
        loaded = await organisation.database.write(
            load, reading, source, decided, Clock().now(), assume=desk.arguments.yes
        )
    desk.say(
        texts.STORED,
        year=loaded.fiscal_year,
        duties=loaded.duties,
        occurrences=loaded.occurrences,
        open=loaded.open_findings,
    )
    return FINE


async def _proposal(desk: Desk, reading: Reading, decided: Mapping[int, str]) -> Proposal | None:
    """What loading would change of what is stored; None where nothing is stored yet."""
    if not await asyncio.to_thread(_is_there, desk.data_folder() / DATABASE):
        return None
    async with organisation_of(desk) as organisation:
        return await organisation.database.read(
            propose, reading, decided, assume=desk.arguments.yes
        )


def _is_there(file: Path) -> bool:
    return file.exists()


def _show_kept(desk: Desk, proposal: Proposal | None) -> None:
    kept = [one for one in proposal.settled.values() if not one.assumed] if proposal else []
    if kept:
        desk.say(amendment_texts.DECIDED_BEFORE, count=len(kept))


def _show_differences(desk: Desk, proposal: Proposal | None) -> None:
    if proposal is None or not proposal.amends:
        return
    if not proposal.differences:
        desk.say(amendment_texts.NO_DIFFERENCES, year=proposal.plan.fiscal_year)
        return
    desk.say(
        amendment_texts.DIFFERENCES, year=proposal.plan.fiscal_year, count=len(proposal.differences)
    )
    for one in proposal.differences:
        print("  " + amendment_texts.difference(one, desk.language))


def _agrees(desk: Desk) -> bool:
    return input(texts.ASK_STORE.in_(desk.language)).strip().lower() in {"y", "yes"}


def _ask_choices(desk: Desk, reading: Reading, settled: Mapping[int, Decision]) -> dict[int, str]:
    """Ask for every finding with choices that no person has settled; Enter leaves it as it is."""
    decided = {}
    for position, finding in enumerate(reading.findings):
        known = settled.get(position)
        if finding.choices and (known is None or known.assumed):
            show_finding(position + 1, finding)
            if value := _choice(desk, finding):
                decided[position] = value
    return decided


def _choice(desk: Desk, finding: Finding) -> str | None:
    answer = input(texts.ASK_CHOICE.in_(desk.language)).strip()
    if answer.isdecimal() and 1 <= int(answer) <= len(finding.choices):
        return finding.choices[int(answer) - 1].value
    return None
