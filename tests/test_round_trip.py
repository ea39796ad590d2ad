"""The five real documents: imported, their own results said in chat, the report read back.

What a document says was done is said by its divisions, each in its own chat, with the day and the
words of the document; the report of its round is then read by our own reader as if another office
had sent it.
"""

import asyncio
import os
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from handlers.messages import Incoming
from handlers.named import typed_name
from handlers.router import Router
from handlers.scene import Office
from handlers.standing import is_staff
from plans.forms import laid_flat
from plans.loose import settle
from plans.model import Measure, Occurrence, Plan, PlanKind, Reading, Result, Status
from plans.progress import BANGKOK, Progress
from plans.reader import read_document
from plans.rounds import Round
from plans.rows import read_contents
from plans.tables import read_tables
from plans.thai import arabic_digits, print_date
from reports.compile import compile_report
from reports.report import Report
from reports.word import render_word
from storage import inbox, loading, people
from storage.database import Database
from storage.inbox import Received
from storage.people import Audience
from storage.progress import load_progress

SEEDS = Path(os.environ.get("TIDTAM_SHARED", "../shared")) / "seeds"
ROUNDS = {"000": 6, "001": 6, "002": 12, "003": 6, "004": 12}
SECRET = b"test secret"


@dataclass
class Played:
    """A document, what was said of each measure, and the report that came of it."""

    name: str
    source: Plan
    report: Report
    back: Plan
    said: dict[int, list[tuple[date, str]]] = field(default_factory=lambda: defaultdict(list))


def bare(text: str) -> str:
    return re.sub(r"[\s*.•\-–]+", "", arabic_digits(text))


async def played(name: str) -> Played:
    path = SEEDS / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"the real documents are not here: {SEEDS} (set TIDTAM_SHARED)")
    source = read_document(path.read_bytes(), path.name)
    round_ = Round(source.plan.fiscal_year, ROUNDS[name])
    now = datetime.combine(round_.last_day, time(16), BANGKOK).astimezone(UTC)
    begun = now - timedelta(days=150)
    database = await Database.open(None)
    said: dict[int, list[tuple[date, str]]] = defaultdict(list)
    try:
        await database.write(_load, source, path.name, begun)
        progress = await database.read(load_progress, source.plan.fiscal_year)
        router = Router(Office(SECRET))
        number = 0
        for occurrence in progress.occurrences:
            if not is_staff(occurrence.duty) or occurrence.remind_from > round_.last_day:
                continue
            measure = source.plan.measures[occurrence.duty.measure - 1]
            for division in _speakers(occurrence, progress):
                number += 1
                day = _day(measure, occurrence, round_)
                note = f"{_words(measure)} ครั้งที่ {number} จบ"
                proposed = "" if said[measure.number] else _suggested(measure)
                done = f"เสร็จ เมื่อวันที่ {print_date(day)} {note}{proposed}"
                text = f"{_command(occurrence, progress)} {done}"
                key, chat = f"e{number}", f"line:C-{division}"
                message = Incoming(
                    key, chat, now, sender=f"line:U-{division}", sender_name="ผู้รายงาน", text=text,
                    message=f"m{number}",
                )  # fmt: skip
                await database.write(inbox.receive, [Received(key, chat, "")], now)
                await database.write(router.handle, message, now)
                said[measure.number].append((day, note))
        progress = await database.read(load_progress, source.plan.fiscal_year)
    finally:
        await database.close()
    report = compile_report(progress, round_, as_of=round_.last_day)
    back = read_document(render_word(report), "report.docx").plan
    return Played(name, source.plan, report, back, said)


def _load(tx, reading: Reading, file_name: str, now: datetime) -> None:
    source = loading.Source(file_name, "0" * 64)
    loading.load(tx, reading, source, {}, now, assume=True)
    for division in people.divisions(tx):
        chat = people.note_chat(tx, f"line:C-{division.name}", private=False, title=division.name)
        people.bind_chat(tx, chat, Audience.DIVISION, division, now)


def _speakers(occurrence: Occurrence, progress: Progress) -> list[str]:
    """One of joint owners, whose answer serves for all; a lead, who closes it for all, last."""
    owners, lead = progress.owners(occurrence), occurrence.duty.lead
    return sorted(owners[:1] if occurrence.duty.joint else owners, key=lambda one: one == lead)


def _suggested(measure: Measure) -> str:
    """What the document proposes; the plan's own rhythm may stand there alone."""
    result = measure.result
    return f" ข้อเสนอแนะ: {result.suggestion}" if result and result.suggestion else ""


def _day(measure: Measure, occurrence: Occurrence, round_: Round) -> date:
    """The document's own day where it gives one, else some day of the round."""
    if measure.result and measure.result.dates:
        return measure.result.dates[0]
    return round_.last_day - timedelta(days=measure.number)


def _words(measure: Measure) -> str:
    """How the document's own result begins, as somebody would write it in one line."""
    result = measure.result
    text = (result.text or result.outcome or "") if result else ""
    return " ".join(text.split())[:80].strip() or "ดำเนินการตามมาตรการ"


def _command(occurrence: Occurrence, progress: Progress) -> str:
    several = len([one for one in progress.occurrences if one.duty == occurrence.duty]) > 1
    return f"#{occurrence.duty.label} {typed_name(occurrence) if several else ''}".strip()


@pytest.fixture(scope="module", params=sorted(ROUNDS))
def play(request) -> Played:
    return asyncio.run(played(request.param))


def test_the_report_is_read_as_the_plan_it_is_on(play):
    source, back = play.source, play.back
    assert bare(back.organisation.name) == bare(source.organisation.name)
    assert back.fiscal_year == source.fiscal_year
    assert back.kind is PlanKind.REPORT
    assert [one.number for one in back.measures] == [one.number for one in source.measures]
    for printed, measure in zip(back.measures, source.measures, strict=True):
        assert bare(printed.title) == bare(measure.title)
        assert [bare(step.text) for step in printed.steps] == [
            bare(step.text) for step in measure.steps
        ]
        assert [step.divisions for step in printed.steps] == [
            step.divisions for step in measure.steps
        ]
        assert [bare(one.text) for one in printed.clauses] == [
            bare(one.text) for one in measure.clauses
        ]


def test_owners_headings_and_periods_are_the_plans(play):
    heading = None
    for printed, measure in zip(play.back.measures, play.source.measures, strict=True):
        heading = measure.issue or heading  # printed once, it stands over the rows below it
        assert bare(printed.issue or "") == bare(heading or "")
        assert printed.instrument == measure.instrument
        assert printed.indicator == measure.indicator
        assert printed.questions == measure.questions
        assert set(printed.divisions) == set(measure.divisions)
        assert (printed.everyone, printed.collector) == (measure.everyone, measure.collector)
        assert printed.period == measure.period


def test_every_word_and_day_said_is_in_the_result_cells(play):
    assert sum(map(len, play.said.values())) > len(play.source.measures)
    for printed in play.back.measures:
        result, said = printed.result or Result(), play.said[printed.number]
        words = f"{result.text} {result.outcome or ''}"
        assert [note for _, note in said if bare(note) not in bare(words)] == []
        assert {day for day, _ in said} <= set(result.dates)
        assert not said or result.status is Status.DONE


def test_what_was_proposed_stands_in_its_column(play):
    for printed, measure in zip(play.back.measures, play.source.measures, strict=True):
        proposed = measure.result.suggestion if measure.result else None
        if proposed and play.said[measure.number]:
            assert printed.result is not None
            assert bare(proposed) in bare(f"{printed.result.suggestion} {printed.result.text}")


def test_scores_are_read_back_to_the_hundredth(play):
    def scores(plan):
        return {(one.fiscal_year, one.indicator, one.title): one.score for one in plan.scores}

    assert scores(play.back) == scores(play.source)


def test_what_stands_behind_the_suggestions_is_no_suggestion(play):
    assert "คะแนน" not in (play.back.suggestions or "")
    assert "หลักฐาน" not in (play.back.suggestions or "")


CELLS = ("steps", "responsible", "period", "monitoring")


def cells_of(document) -> list[dict[str, list[str]]]:
    """What stands in each column of the plan, for every measure: letters alone, each once."""
    found = []
    for bundle in read_contents(laid_flat(settle(document.blocks))).bundles:
        texts = {name: [getattr(entry, name) for entry in bundle.entries] for name in CELLS}
        found.append({name: list(map(letters, each)) for name, each in texts.items()})
    return found


def letters(text: str) -> str:
    """Neither list numbers, which a new print may set right, nor blanks."""
    return "".join(re.findall(r"[ก-๎A-Za-z]", text))


def test_the_plans_columns_are_printed_cell_by_cell(play):
    path = SEEDS / f"{play.name}.txt"
    source = cells_of(read_tables(path.read_bytes(), path.name))
    printed = cells_of(read_tables(render_word(play.report), "report.docx"))
    assert len(source) == len(printed)
    assert sum(len(one) > 20 for cells in source for one in cells["steps"]) > 8
    for wanted, got in zip(source, printed, strict=True):
        for name in CELLS:
            missing = [one for one in wanted[name] if one not in "".join(got[name])]
            assert missing == [], name
