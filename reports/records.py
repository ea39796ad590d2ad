"""The page for the heads' meeting, and the register of the reports that were given out."""

from collections.abc import Iterator
from datetime import date, timedelta

from plans.model import Measure
from reports import wording
from reports.pages import Block, Head, Heading, Row, Table, Text
from reports.report import Report, Share
from reports.wish import Registered, Wish

_SOON = timedelta(days=30)
_RULED = "." * 110
_SUBJECT = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"


def agenda(report: Report, wish: Wish) -> tuple[str, tuple[Block, ...]]:
    """One matter of the monthly meeting: where it stands, what is late, what comes."""
    counts = [
        Row((
            (Text(one.name),),
            (Text(f"{one.tally.done}/{one.tally.total}", centred=True),),
            (Text(f"{one.tally.percent}", centred=True),),
            (Text(str(one.overdue) if one.overdue else wording.NOTHING, centred=True),),
        ))
        for one in report.by_division
    ]  # fmt: skip
    blocks: list[Block] = [
        Text(f"ข้อมูล ณ วันที่ {wording.day(report.as_of)}   {wording.counts(report.overall.tally)}"),
        Text(""),
        Table(
            title="ความก้าวหน้าแยกตามส่วนราชการ",
            description="จำนวนมาตรการที่แล้วเสร็จ ร้อยละ และงวดที่เลยกำหนดของแต่ละส่วนราชการ",
            heads=(Head("ส่วนราชการ"), Head("แล้วเสร็จ"), Head("ร้อยละ"), Head("งวดที่เลยกำหนด")),
            widths=(46, 18, 18, 18),
            rows=tuple(counts),
        ),
    ]
    hindered = [f"มาตรการที่ {one.measure} {one.division}: {one.text}" for one in report.problems]
    for heading, lines in (
        ("๑. เรื่องที่เลยกำหนด", list(_late(report))),
        ("๒. เรื่องที่จะครบกำหนดภายใน ๓๐ วัน", list(_soon(report))),
        ("๓. ปัญหา อุปสรรค และเรื่องที่ขอมติที่ประชุม", hindered),
    ):
        blocks.append(Heading(heading))
        blocks += [Text(f"- {line}", hanging=True) for line in lines] or [Text(wording.NONE)]
    blocks += [Heading("มติที่ประชุม"), Text(_RULED), Text(_RULED)]
    return f"ระเบียบวาระ ติดตามการดำเนินการตาม{_SUBJECT}", tuple(blocks)


def _late(report: Report) -> Iterator[str]:
    """One line for each duty, with how much each division is behind."""
    behind: dict[str, list[str]] = {}
    for measure, share in _shares(report):
        late = [one for one in share.missing if one.due and one.due < report.as_of]
        if late:
            duty = f"มาตรการที่ {share.duty.label} {measure.title}"
            behind.setdefault(duty, []).append(f"{share.division} {len(late)} งวด")
    for duty, divisions in behind.items():
        yield f"{duty}: {', '.join(divisions)}"


def _soon(report: Report) -> Iterator[str]:
    coming: dict[tuple[date, str], list[str]] = {}
    for measure, share in _shares(report):
        if share.next_due and share.next_due <= report.as_of + _SOON:
            duty = f"มาตรการที่ {share.duty.label} {measure.title}"
            coming.setdefault((share.next_due, duty), []).append(share.division)
    for (due, duty), divisions in sorted(coming.items()):
        yield f"{wording.short_day(due)} {duty}: {', '.join(divisions)}"


def _shares(report: Report) -> list[tuple[Measure, Share]]:
    return [(line.measure, share) for line in report.lines for share in line.shares]


def register(report: Report, wish: Wish) -> tuple[str, tuple[Block, ...]]:
    """Every report of the year that was given out: to whom, who acknowledged it, its hashes."""
    title = f"ทะเบียนรายงานผลที่ออก ปีงบประมาณ พ.ศ. {report.round.fiscal_year}"
    if not wish.register:
        return title, (Text("ยังไม่มีรายงานที่ออก"),)
    headings = ("ที่", "รหัสรายงาน", "รอบ ฉบับ", "ข้อมูล ณ", "ออกเมื่อ ผู้ขอ", "ลงนามรับรองในแชท", "ฉบับลงนาม")
    table = Table(
        title="ทะเบียนรายงานที่ออก",
        description="รายงานที่ออกแต่ละฉบับ ผู้ลงนามรับรองในแชท ฉบับลงนามที่เก็บไว้ ตราผนึก และแฮชของไฟล์",
        heads=tuple(map(Head, headings)),
        widths=(5, 16, 15, 10, 20, 22, 12),
        rows=tuple(row for n, one in enumerate(wish.register, 1) for row in _entry(n, one)),
    )
    return title, (table,)


def _entry(number: int, one: Registered) -> Iterator[Row]:
    columns = (
        (str(number),),
        (one.code,),
        (f"รอบ {one.months} เดือน", wording.edition(one.edition) or "ฉบับแรก"),
        (wording.short_day(one.as_of),),
        (one.issued, one.asked),
        one.signed or (wording.NOTHING,),
        one.scans or (wording.NOTHING,),
    )
    yield Row(tuple(tuple(Text(line) for line in lines) for lines in columns))
    hashes = (f"ไฟล์ sha256:{digest}" for digest in one.files)
    yield Row((tuple(Text(line) for line in (f"ตราผนึก sha256:{one.head}", *hashes)),), whole=True)
