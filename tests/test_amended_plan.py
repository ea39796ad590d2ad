"""A plan loaded over the one in force, by the real command and in chat, with answers given."""

import asyncio
import os
import pty
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from talk import BANGKOK, _chat, _person, sample_plan

from bot.__main__ import main
from bot.organisation import DATABASE
from handlers.messages import Incoming, reply_of
from handlers.router import Router
from handlers.scene import Office
from plans.model import Choice, Finding, MarkKind, Measure, Reading
from storage import inbox, loading, marks, measures, notices, people
from storage.database import Database
from storage.inbox import Received
from storage.marks import Said

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "bot" / "sample" / "plan.html"
YEAR = 2570
SAID = datetime(2026, 12, 9, 9, tzinfo=BANGKOK)


@pytest.fixture(scope="module")
def answered(loaded, tmp_path_factory) -> Path:
    """The folder of an office with the sample plan and three answers."""
    folder = shutil.copytree(loaded, tmp_path_factory.mktemp("answered") / "data")
    asyncio.run(_written(folder, _answer))
    return folder


@pytest.fixture
def office(answered, tmp_path) -> Path:
    return shutil.copytree(answered, tmp_path / "data")


async def _written(folder, work):
    database = await Database.open(folder / DATABASE)
    try:
        return await database.write(work)
    finally:
        await database.close()


def _answer(tx):
    """กองคลัง has answered #3ก, กองช่าง #9ก, กองการศึกษา #13ก."""
    for name, label in (("กองคลัง", "3ก"), ("กองช่าง", "9ก"), ("กองการศึกษา", "13ก")):
        division = people.register_division(tx, name)
        person = people.note_person(tx, _person(name), name)
        [occurrence] = [
            one for one in measures.occurrences(tx, measures.duties(tx, YEAR))
            if one.duty.label == label
        ]  # fmt: skip
        said = Said(label, person, SAID)
        marks.record_mark(tx, said, occurrence.id, division, MarkKind.DONE, note=f"ของ {label}")


def _standing(tx):
    """What each answer stands with: division, label of the duty, due date, whether in force."""
    by_id = {one.id: one for one in measures.occurrences(tx, measures.duties(tx, YEAR))}
    found = {}
    for mark in marks.marks(tx, YEAR):
        one = by_id.get(mark.occurrence)
        found[mark.note] = (one.duty.label, one.due.isoformat()) if one else None
    return found


def rows_of(html: str) -> tuple[str, list[str], str]:
    """The page before its second row, the rows from then on, and what follows."""
    head, *rows = html.split("\n<tr>")
    last, end = rows[-1].split("\n</table>")
    return f"{head}\n<tr>{rows[0]}", [*rows[1:-1], last], f"\n</table>{end}"


def page(head: str, rows: list[str], end: str) -> str:
    return "".join([head, *(f"\n<tr>{row}" for row in rows), end])


NEW = (
    "<td>- การเปิดเผยผลการประชุมผู้บริหาร</td><td>สำนักปลัดเทศบาล</td>"
    "<td>๑. สรุปรายงานการประชุม</td><td>๑. เจ้าหน้าที่เผยแพร่รายงานการประชุมทุกเดือน</td></tr>"
)


def amended(html: str) -> str:
    """A measure put in before #3, #13 taken out, #3ก due later, a clause put first in #9."""
    head, rows, end = rows_of(html)
    rows[2] = rows[2].replace("วันที่ ๓๐ พฤศจิกายน ๒๕๖๙", "เดือนธันวาคม ๒๕๖๙")
    rows[8] = rows[8].replace(
        "<td><p>๑. เจ้าหน้าที่ผู้รับผิดชอบติด",
        "<td><p>๐. เจ้าหน้าที่จัดอบรมพนักงานบริการทุกไตรมาส</p><p>๑. เจ้าหน้าที่ผู้รับผิดชอบติด",
    )
    rows[3] = rows[3].replace("รายงานการเงินและการใช้จ่ายงบประมาณ", "รายงานการเงินและการใช้จ่ายเงิน")
    return page(head, [*rows[:2], NEW, *rows[2:12], rows[13]], end)


def load(capfd, folder, file, *more):
    capfd.readouterr()
    code = main(["load", str(file), "--yes", "--data-dir", str(folder), *more])
    return code, capfd.readouterr().out


def test_differences_are_shown_and_answers_stay(capfd, office, tmp_path):
    file = tmp_path / "แก้ไข.html"
    file.write_text(amended(SAMPLE.read_text("utf-8")), "utf-8")
    code, out = load(capfd, office, file)
    assert code == 0
    told = out[out.index("เทียบกับแผน") : out.index("บันทึกแผน")]
    assert "เพิ่ม #3 การเปิดเผยผลการประชุมผู้บริหาร" in told
    assert "เปลี่ยนเลข #3 เป็น #4 แผนและผลการจัดซื้อจัดจ้าง (รายงานแล้ว 1 รายการ เก็บไว้)" in told
    assert (
        "กำหนดเปลี่ยน #4ก จาก 30 พ.ย. 69 เป็น 31 ธ.ค. 69 (รายงานแล้ว 1 รายการ นับให้กำหนดใหม่)"
    ) in told
    assert "เปลี่ยนข้อความ #5 “รายงานการเงินและการใช้จ่ายงบประมาณ” เป็น" in told
    assert "เพิ่ม #10ค เจ้าหน้าที่จัดอบรมพนักงานบริการทุกไตรมาส" in told
    assert "ตัดออก #13 (เลขเดิม) การเปิดโอกาสให้ประชาชนมีส่วนร่วม (รายงานแล้ว 1 รายการ เก็บไว้)" in told
    assert "เปลี่ยนเลข #14" not in told
    assert asyncio.run(_written(office, _standing)) == {
        "ของ 3ก": ("4ก", "2026-12-31"),
        "ของ 9ก": ("10ก", "2026-12-31"),
        "ของ 13ก": None,
    }


def test_taking_the_amendment_back_brings_everything_back(capfd, office, tmp_path):
    before = asyncio.run(_written(office, _standing))
    file = tmp_path / "แก้ไข.html"
    file.write_text(amended(SAMPLE.read_text("utf-8")), "utf-8")
    load(capfd, office, file)
    _, out = load(capfd, office, SAMPLE)
    assert "ตัดออก #3 (เลขเดิม) การเปิดเผยผลการประชุมผู้บริหาร" in out
    assert "เพิ่ม #13 การเปิดโอกาสให้ประชาชนมีส่วนร่วม (รายงานแล้ว 1 รายการ เก็บไว้)" in out
    assert asyncio.run(_written(office, _standing)) == before


def test_the_same_plan_again_is_no_different(capfd, office):
    code, out = load(capfd, office, SAMPLE)
    assert (code, "ไม่ต่างจากแผนปีงบประมาณ 2570" in out) == (0, True)
    _, english = load(capfd, office, SAMPLE, "--lang", "en")
    assert "no different from the plan of 2570 in force" in english


def test_another_office_is_told(capfd, office, tmp_path):
    file = tmp_path / "อื่น.html"
    file.write_text(SAMPLE.read_text("utf-8").replace("ทุ่งตะวัน", "ดอนสว่าง"), "utf-8")
    _, out = load(capfd, office, file)
    assert "หน่วยงานไม่ตรงกัน “เทศบาลตำบลทุ่งตะวัน” เป็น “เทศบาลตำบลดอนสว่าง”" in out


def typed(folder: Path, file: Path, answers: str) -> tuple[int, str]:
    """Run ``tidtam load`` on a terminal where somebody types."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "bot", "load", str(file), "--data-dir", str(folder)]
    with subprocess.Popen(
        command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment,
        cwd=folder.parent,
    ) as process:  # fmt: skip
        os.close(theirs)
        os.write(ours, answers.encode())
        out, _ = process.communicate(timeout=60)
        os.close(ours)
    return process.returncode, out.decode()


def test_a_no_after_the_differences_changes_nothing(office, tmp_path):
    file = tmp_path / "แก้ไข.html"
    file.write_text(amended(SAMPLE.read_text("utf-8")), "utf-8")
    code, out = typed(office, file, "n\n")
    assert code == 1
    assert out.index("ตัดออก #13") < out.index("บันทึกแผนนี้หรือไม่")
    assert asyncio.run(_written(office, _standing))["ของ 13ก"] == ("13ก", "2026-11-30")
    code, _ = typed(tmp_path / "new", file, "n\n")
    assert (code, (tmp_path / "new").exists()) == (1, False)


def test_what_was_decided_is_not_asked_again(capfd, tmp_path):
    html = SAMPLE.read_text("utf-8").replace(
        "รายงานสถิติการให้บริการรอบ ๖ เดือน ภายในเดือนมีนาคม ๒๕๗๐", "รายงานสถิติการให้บริการรอบ ๖ เดือน"
    )
    file, folder = tmp_path / "แผน.html", tmp_path / "data"
    file.write_text(html, "utf-8")
    code, out = typed(folder, file, "1\ny\n")
    assert (code, out.count("เลือกข้อ")) == (0, 1)
    head, rows, end = rows_of(html)
    file.write_text(page(head, [NEW, *rows], end), "utf-8")
    code, out = typed(folder, file, "y\n")
    assert (code, out.count("เลือกข้อ")) == (0, 0)
    assert "ใช้คำตอบที่ตัดสินใจไว้แล้ว 1 เรื่อง" in out
    main(["calendar", "--fiscal-year", str(YEAR), "--data-dir", str(folder)])
    assert "2027-03-31\t#10ข" in capfd.readouterr().out


# --- in chat


NOW = datetime(2023, 1, 9, 9, 0, tzinfo=BANGKOK)
ROUTER = Router(Office(secret=b"test secret"))


async def said(database, event, text, now=NOW) -> str:
    message = Incoming(
        event, text=text, chat=_chat("กลุ่มคลัง"), sent_at=now, sender=_person("สมหญิง"),
        sender_name="สมหญิง", message=f"m-{event}",
    )  # fmt: skip
    await database.write(inbox.receive, [Received(message.event, message.chat, "…")], now)
    await database.write(ROUTER.handle, message, now)
    notice = await database.read(notices.find_key, f"reply/{event}")
    return reply_of(notice.words).text


def reload(tx, plan, findings=(), decided=None):
    source = loading.Source("3.docx", "2" * 64)
    return loading.load(tx, Reading(plan, tuple(findings)), source, decided or {}, NOW)


async def test_old_numbers_answer_with_a_hint(database):
    plan = sample_plan()
    last = len(plan.measures)
    await database.write(reload, replace(plan, measures=plan.measures))
    gone = replace(plan, measures=_numbered(plan.measures[1:]))
    await database.write(reload, gone)
    assert f"มาตรการที่ {_thai(last)} เดิม ปัจจุบันเป็นมาตรการที่ {_thai(last - 1)}" in await said(
        database, "e1", f"#{last}"
    )


async def test_a_number_that_means_another_measure_now_says_so(database):
    plan = sample_plan()
    new = Measure(0, "มาตรการที่เพิ่มใหม่", divisions=("กองคลัง",))
    await database.write(reload, replace(plan, measures=_numbered((new, *plan.measures))))
    assert "มาตรการที่ ๒ เดิม ปัจจุบันเป็นมาตรการที่ ๓" in await said(database, "e1", "#2 เสร็จ")
    later = NOW + timedelta(days=31)
    assert "เดิม" not in await said(database, "e2", "#3 ม.ค. เสร็จ", later)


async def test_a_decision_is_kept_only_for_the_same_question(database):
    plan = sample_plan()
    choices = (Choice("a", "ก"), Choice("b", "ข"))
    finding = Finding("some_code", "ถาม", "ข้อความ", measure=2, choices=choices)
    await database.write(reload, plan, [finding], {0: "b"})
    moved = replace(plan, measures=_numbered((*plan.measures[1:], plan.measures[0])))
    again = [
        replace(finding, measure=1),  # the same measure under its new number
        replace(finding, measure=2),
        replace(finding, measure=1, source="ข้อความอื่น"),
        replace(finding, measure=1, code="other"),
    ]
    await database.write(reload, moved, again)
    assert await database.read(_decisions) == ["b", None, None, None]
    narrower = replace(finding, choices=choices[:1])
    await database.write(reload, plan, [narrower])
    assert await database.read(_decisions) == [None]


def _decisions(tx):
    stored = measures.find_plan(tx, 2566)
    return [one.decision for one in measures.findings(tx, stored.id)]


def _numbered(rows):
    return tuple(replace(one, number=place) for place, one in enumerate(rows, 1))


def _thai(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
