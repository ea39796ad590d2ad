"""What follows the table: the summary, problems and suggestions, signatures, scores, evidence."""

from collections.abc import Iterator, Sequence

from reports import wording
from reports.pages import Block, Cell, Head, Heading, Picture, Row, Signatures, Table, Text
from reports.report import Count, Gone, Quoted, Report
from reports.results import Style, in_words
from reports.scores import ScoreLine, score_lines, score_years

_COUNTED = (
    ("ทั้งหมด", 9),
    (wording.DONE, 12),
    (wording.IN_PROGRESS, 12),
    (wording.NOT_POSSIBLE, 12),
    (wording.NOT_DUE, 11),
    (wording.NOT_REPORTED, 12),
    ("ร้อยละที่แล้วเสร็จ", 11),
)


def tail(report: Report) -> Iterator[Block]:
    """Everything after the measures."""
    yield from _summary(report)
    yield from _quoted("ปัญหาและอุปสรรค", report.problems)
    yield from _quoted("ข้อเสนอแนะ / แนวทางแก้ไข", report.suggestions)
    if report.signatures:
        yield Signatures(report.signatures)
    yield from _withdrawn(report)
    yield from _scores(report)
    yield from _evidence(report)


def _summary(report: Report) -> Iterator[Block]:
    yield Heading("สรุปผลการดำเนินการในภาพรวม")
    yield Text(f"{wording.counts(report.overall.tally)} (ข้อมูล ณ วันที่ {wording.day(report.as_of)})")
    if report.before is not None:
        yield Text(wording.compared(report.before, report.overall.tally))
    yield Text("")
    for name, counts in (("ส่วนราชการ", report.by_division), ("ประเด็น", report.by_issue)):
        if len(counts) > 1:
            yield _counts(name, counts)


def _counts(name: str, counts: Sequence[Count]) -> Table:
    heads = ("ที่", name, *(heading for heading, _ in _COUNTED))
    return Table(
        title=f"จำนวนมาตรการแยกตาม{name}",
        description=f"จำนวนมาตรการของแต่ละ{name} แยกตามสถานะ และร้อยละที่แล้วเสร็จ",
        heads=tuple(Head(heading) for heading in heads),
        widths=(5, 26, *(width for _, width in _COUNTED)),
        rows=tuple(_count(number, count) for number, count in enumerate(counts, 1)),
    )


def _count(number: int, count: Count) -> Row:
    tally = count.tally
    numbers = (
        tally.total,
        tally.done,
        tally.in_progress,
        tally.not_possible,
        tally.not_due,
        tally.not_reported,
        tally.percent,
    )
    return Row((_middle(str(number)), (Text(count.name),), *(_middle(str(n)) for n in numbers)))


def _middle(text: str) -> Cell:
    return (Text(text, centred=True),)


def _quoted(heading: str, quoted: Sequence[Quoted]) -> Iterator[Block]:
    yield Heading(heading)
    for one in quoted:
        yield Text(f"- มาตรการที่ {one.measure} {one.division}: {one.text}", hanging=True)
    if not quoted:
        yield Text(wording.NONE)


def _withdrawn(report: Report) -> Iterator[Block]:
    """What was done before an amended plan dropped it: counted nowhere, but not lost."""
    if not report.withdrawn:
        return
    name = "หน้าที่ที่ถอนออกระหว่างปี"
    yield Heading(name)
    yield Text("ส่วนราชการได้รายงานหน้าที่ต่อไปนี้ก่อนที่จะปรับแผน จึงไม่นับรวมในผลการดำเนินการข้างต้น")
    yield Table(
        title=name,
        description="ผลที่รายงานไว้ก่อนปรับแผน แยกตามหน้าที่เดิม",
        heads=tuple(map(Head, ("ที่", "มาตรการเดิม", "หน้าที่เดิม", "ผลที่รายงาน"))),
        widths=(5, 26, 30, 39),
        rows=tuple(_gone(number, one) for number, one in enumerate(report.withdrawn, 1)),
    )


def _gone(number: int, one: Gone) -> Row:
    style = Style(wording.NOTHING)
    said = (Text(f"- {in_words(said, style, said.division)}", hanging=True) for said in one.said)
    return Row((_middle(str(number)), (Text(one.title),), (Text(one.duty.text),), tuple(said)))


# --- scores -------------------------------------------------------------------------------------


def _scores(report: Report) -> Iterator[Block]:
    """Each indicator's score of the last two years known, with the difference computed."""
    years = score_years(report.plan.scores)
    if not years:
        return
    heads = ["ตัวชี้วัด", *(f"คะแนนปีงบประมาณ พ.ศ. {year}" for year in years)]
    yield Heading("ผลการเปรียบเทียบคะแนนการประเมินรายตัวชี้วัด")
    yield Table(
        title="คะแนนการประเมินรายตัวชี้วัด",
        description="คะแนนการประเมินคุณธรรมและความโปร่งใสของแต่ละตัวชี้วัด แยกตามปีงบประมาณ",
        heads=tuple(Head(heading) for heading in [*heads, "ผลต่าง"][: len(years) * 2]),
        widths=(46, 18, 18, 18)[: len(years) * 2],
        rows=tuple(_score_row(line) for line in score_lines(report.plan.scores)),
    )


def _score_row(line: ScoreLine) -> Row:
    texts = [wording.NOTHING if value is None else f"{value:.2f}" for value in line.values]
    if len(texts) == 2:
        change = line.difference
        texts.append(wording.NOTHING if change is None else wording.difference(change))
    return Row(((Text(line.name),), *(_middle(text) for text in texts)))


# --- evidence -----------------------------------------------------------------------------------


def _evidence(report: Report) -> Iterator[Block]:
    rows: list[Row] = []
    for line in report.lines:
        for said in (said for share in line.shares for said in share.said):
            for one in said.evidence:
                texts = (str(len(rows) + 1), str(line.measure.number))
                proof = Text(wording.evidence(one), link=wording.address(one))
                cells = (
                    *map(_middle, texts),
                    (Text(said.division),),
                    _middle(wording.day(said.day)),
                )
                rows.append(Row((*cells, (proof,))))
    if rows:
        yield Heading("บัญชีหลักฐาน")
        yield Table(
            title="บัญชีหลักฐาน",
            description="หลักฐานที่ส่งพร้อมการรายงานผล แยกตามมาตรการและส่วนราชการ",
            heads=tuple(map(Head, ("ที่", "มาตรการที่", "ส่วนราชการ", "วันที่", "หลักฐาน"))),
            widths=(6, 10, 24, 16, 44),
            rows=tuple(rows),
        )
    yield from _shots(report)


def _shots(report: Report) -> Iterator[Block]:
    """The photos of the list, each once, under what it is evidence of."""
    shots = {shot.sha256: shot for shot in report.shots}
    if shots:
        yield Heading("ภาพหลักฐาน")
    for line in report.lines:
        for said in (said for share in line.shares for said in share.said):
            for one in said.evidence:
                shot = shots.pop(one.sha256 or "", None)
                if shot is None:
                    continue
                day = wording.day(said.day)
                told = f"มาตรการที่ {line.measure.number} {said.division} {day}"
                yield Text(told)
                yield Picture(shot.jpeg, shot.width, shot.height, f"ภาพหลักฐาน {told}")
