"""``tidtam verify``: whether a file is a report as it was given out, by the register alone."""

import asyncio
import hashlib
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from bot import sandbox
from bot.command import FINE, NO, UNREADABLE, Desk, Stopped, organisation_of
from bot.organisation import Organisation
from handlers import desk_texts as texts
from handlers.desk_texts import Language
from plans.progress import BANGKOK
from plans.thai import Script, print_date
from reports.compared import Contents, Difference, difference
from storage import chain, files, issues
from storage.database import Transaction
from storage.issues import Issue

_CONTENTS = TypeAdapter(Contents)
_SHOWN = 5
_LONG = 200


async def verify_(desk: Desk) -> int:
    file = Path(desk.arguments.file)
    try:
        data = await asyncio.to_thread(file.read_bytes)
    except OSError:
        raise Stopped(UNREADABLE, texts.NO_FILE, file=file) from None
    async with organisation_of(desk) as organisation:
        digest = hashlib.sha256(data).hexdigest()
        issue = await organisation.database.read(issues.of_bytes, digest)
        if issue is None:
            return await _explain(desk, organisation, data)
        desk.say(texts.UNALTERED if digest in issue.hashes else texts.SIGNED_SCAN)
        _tell(desk, issue)
        if await organisation.database.read(_is_broken):
            desk.say(texts.SEAL_BROKEN)
    return FINE


async def _explain(desk: Desk, organisation: Organisation, data: bytes) -> int:
    """These bytes were never given out: say what the file claims to be."""
    try:
        codes = (await sandbox.run("codes", "", data)).decode().split()
    except sandbox.Declined as declined:
        raise Stopped(UNREADABLE, str(declined)) from None
    if not codes:
        desk.say(texts.NO_CODE)
    for code in codes:
        issue = await organisation.database.read(issues.find, code)
        if issue is None:
            desk.say(texts.UNKNOWN_CODE, code=code)
        else:
            desk.say(texts.ALTERED, code=code)
            await _compare(desk, organisation, issue, data)
            _tell(desk, issue)
    return NO


async def _compare(desk: Desk, organisation: Organisation, issue: Issue, data: bytes) -> None:
    """Say where the file differs from what was issued in the same form."""
    given = await _contents(data)
    for digest in issue.hashes:
        issued = await _contents(await asyncio.to_thread(files.load, organisation.issued, digest))
        if issued.kind is given.kind:
            _tell_difference(desk, difference(issued, given))
            return
    desk.say(texts.OTHER_FORM)


async def _contents(data: bytes) -> Contents:
    return _CONTENTS.validate_json(await sandbox.run("contents", "", data))


def _tell_difference(desk: Desk, found: Difference) -> None:
    if found.is_none:
        desk.say(texts.SAVED_ANEW)
    for sentence, words in ((texts.WAS, found.gone), (texts.IS_NOW, found.new)):
        for line in words[:_SHOWN]:
            desk.say(sentence, words=line[:_LONG])
        if len(words) > _SHOWN:
            desk.say(texts.MORE_DIFFERENCES, count=len(words) - _SHOWN)
    if found.pictures:
        desk.say(texts.PICTURES_DIFFER)


def _tell(desk: Desk, issue: Issue) -> None:
    issued = issue.issued_at.astimezone(BANGKOK)
    desk.say(
        texts.ISSUE,
        code=issue.code,
        year=issue.fiscal_year,
        months=issue.months,
        as_of=_day(issue.as_of, desk.language),
        edition=issue.edition,
        asked=issue.asked_as,
        issued=f"{_day(issued.date(), desk.language)} {issued:%H:%M}",
        head=issue.head,
    )
    for one in issue.signings:
        said = one.said_at.astimezone(BANGKOK)
        place = issue.places[one.place - 1]
        day = _day(said.date(), desk.language)
        desk.say(texts.SIGNED, place=place, author=one.author, day=f"{day} {said:%H:%M}")


def _day(day: date, language: Language) -> str:
    return print_date(day, Script.ARABIC) if language is Language.THAI else day.isoformat()


def _is_broken(tx: Transaction) -> bool:
    return bool(chain.breaks(tx))
