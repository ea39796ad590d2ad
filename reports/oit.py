"""The item of the OIT instrument a report answers: its number by year, and the words to paste."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reports import wording
from reports.report import Report

_NEW_FORM = 2567
"""From this year on the report shown is that of the whole fiscal year before."""


@dataclass(frozen=True, slots=True)
class Items:
    """The numbers of the plan's and the report's item in one year's assessment."""

    plan: str
    report: str


KNOWN: Mapping[int, Items] = {
    2565: Items("O42", "O43"),
    2566: Items("O42", "O43"),
    2567: Items("O34", "O35"),
    2568: Items("O27", "O28"),
    2569: Items("O25", "O26"),
}
"""What is known so far; the numbers move every year, so an office corrects them by setting."""


def items_of(assessment: int, corrected: Iterable[str]) -> Items | None:
    """The numbers of that year; ``corrected`` holds ``2570:O25/O26``; None while unknown."""
    known = dict(KNOWN)
    for entry in corrected:
        year, _, items = entry.partition(":")
        plan, _, report = items.partition("/")
        if year.strip().isdecimal() and plan.strip() and report.strip():
            known[int(year)] = Items(plan.strip(), report.strip())
    return known.get(assessment)


def assessment_of(report: Report) -> int:
    """In which year's assessment the report is shown."""
    year = report.round.fiscal_year
    return year if year < _NEW_FORM else year + 1


def answer(report: Report, corrected: Iterable[str], website: str, reference: str) -> str:
    """The block "URL + คำอธิบาย" of the item, ready to paste."""
    year = assessment_of(report)
    items = items_of(year, corrected)
    item = items.report if items else f"O…… (ยังไม่ทราบเลขข้อ ตั้งด้วย #ตั้งค่า เลขข้อ {year}:O25/O26)"
    tally = report.overall.tally
    place = " ".join(wording.place(report.organisation).split())
    office = f"{report.organisation.name} {place}".strip()
    lines = [
        f"ข้อ {item} การประเมิน ITA ประจำปีงบประมาณ พ.ศ. {year}",
        "รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน",
        f"URL: {website or 'https://…… (ตั้งด้วย #ตั้งค่า เว็บไซต์ ตามด้วยที่อยู่)'}",
        "คำอธิบาย:",
        (
            f"{office} เผยแพร่รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส"
            f"ภายในหน่วยงาน ประจำปีงบประมาณ พ.ศ. {report.round.fiscal_year}"
            f" {wording.round_of(report.round)} ({wording.months(report.round.period)})"
            f" ข้อมูล ณ วันที่ {wording.day(report.as_of)}"
        ),
        (
            f"แสดงผลการดำเนินการของทุกมาตรการ {tally.total} มาตรการ แยกตามส่วนราชการ"
            f" {wording.DONE} {tally.done} มาตรการ (ร้อยละ {tally.percent})"
            f" {wording.IN_PROGRESS} {tally.in_progress} มาตรการ"
            f" {wording.NOT_POSSIBLE} {tally.not_possible} มาตรการ พร้อมเหตุผล หลักฐาน และข้อเสนอแนะ"
        ),
    ]
    if reference:
        lines.append(f"รหัสรายงาน {reference}")
    return "\n".join(lines)
