"""Memos around the report: to the mayor, for leave to publish, to divisions that owe an answer.

A memo has its official head without the emblem, which offices have on their own paper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports import wording
from reports.oit import assessment_of, items_of
from reports.pages import Block, Head, Heading, NewPage, Row, Signatures, Table, Text
from reports.report import Report, Share
from reports.wish import Wish

_DOTS = "…………………………"
_TITLE = Text("บันทึกข้อความ", bold=True, centred=True, points=29)
_RULED = "." * 110
_SUBJECT = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"
_HEADS = (("สำนักปลัด", "หัวหน้า"), ("สำนัก", "ผู้อำนวยการ"), ("กอง", "ผู้อำนวยการ"), ("หน่วย", "หัวหน้า"))


def _head(report: Report, wish: Wish, subject: str, to: str) -> tuple[Block, ...]:
    desk = f"{wish.desk or _DOTS} {report.organisation.name}".strip()
    return (
        _TITLE,
        Text(f" {desk}", lead="ส่วนราชการ"),
        Text(f" {_DOTS}    วันที่ {wording.day(wish.day)}", lead="ที่"),
        Text(f" {subject}", lead="เรื่อง"),
        Text(f"เรียน  {to}"),
    )


def _closing(report: Report) -> tuple[Block, ...]:
    """The one who reports signs memos of the desk; without any a dotted line stands."""
    return (Signatures(tuple(replace(one, role="") for one in report.signatures[:1])),)


def cover(report: Report, wish: Wish) -> tuple[str, tuple[Block, ...]]:
    """The report to the mayor through the chief administrator, with a place for their words."""
    mayor, chief = _mayor(report), _chief(report)
    tally = report.overall.tally
    subject = f"รายงานผลการดำเนินการตาม{_SUBJECT} {round_of(report)}"
    facts = (
        (
            f"ตามที่{report.organisation.name}ได้กำหนด{_SUBJECT} ประจำปีงบประมาณ พ.ศ. "
            f"{report.round.fiscal_year} และให้ส่วนราชการรายงานผลการดำเนินการ นั้น"
        ),
        (
            f"บัดนี้ ส่วนราชการได้รายงานผล{round_of(report)} แล้ว ข้อมูล ณ วันที่ {wording.day(report.as_of)}"
            f" จากมาตรการทั้งหมด {tally.total} มาตรการ {wording.DONE} {tally.done} มาตรการ"
            f" (ร้อยละ {tally.percent}) {wording.IN_PROGRESS} {tally.in_progress} มาตรการ"
            f" {wording.NOT_POSSIBLE} {tally.not_possible} มาตรการ"
            f" {wording.NOT_DUE} {tally.not_due} มาตรการ"
            f" และ{wording.NOT_REPORTED} {tally.not_reported} มาตรการ รายละเอียดตามรายงานที่แนบ"
            f"{_newest(report, wish)}"
        ),
        "จึงเรียนมาเพื่อโปรดทราบ และพิจารณาสั่งการตามที่เห็นสมควร",
    )
    return subject, (
        *_head(report, wish, subject, f"{mayor} (ผ่าน {chief})"),
        *(Text(fact, indented=True) for fact in facts),
        *_closing(report),
        *_opinion(f"ความเห็นของ{chief}", report, -2),
        *_opinion(f"คำสั่งของ{mayor}", report, -1),
    )


def _opinion(heading: str, report: Report, place: int) -> Iterator[Block]:
    yield Heading(heading)
    yield Text(_RULED)
    if len(report.signatures) >= -place:
        yield Signatures((replace(report.signatures[place], role="", heading=""),))


def publish(report: Report, wish: Wish) -> tuple[str, tuple[Block, ...]]:
    items = items_of(assessment_of(report), wish.oit_items)
    item = items.report if items else "O……"
    subject = f"ขออนุญาตเผยแพร่รายงานผลการดำเนินการตาม{_SUBJECT} {round_of(report)}"
    facts = (
        (
            f"ด้วยการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA) ประจำปีงบประมาณ "
            f"พ.ศ. {assessment_of(report)} ข้อ {item} กำหนดให้หน่วยงานเผยแพร่รายงานผลการดำเนินการ"
            "เพื่อส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงานบนเว็บไซต์หลักของหน่วยงาน"
        ),
        (
            f"จึงขออนุญาตเผยแพร่รายงาน{round_of(report)} ข้อมูล ณ วันที่ {wording.day(report.as_of)}"
            f"{_newest(report, wish)} ที่ {wish.website or _DOTS}"
        ),
        "จึงเรียนมาเพื่อโปรดพิจารณาอนุญาต",
    )
    mayor = _mayor(report)
    return subject, (
        *_head(report, wish, subject, f"{mayor} (ผ่าน {_chief(report)})"),
        *(Text(fact, indented=True) for fact in facts),
        *_closing(report),
        Heading("[  ] อนุญาต     [  ] ไม่อนุญาต"),
        *_opinion("เหตุผล", report, -1),
    )


def chase(report: Report, wish: Wish) -> tuple[str, tuple[Block, ...]]:
    """One memo for each division that owes an answer, each on a page of its own."""
    blocks: list[Block] = []
    for count in report.by_division:
        missing = list(_missing_of(report, count.name))
        if missing:
            blocks += [NewPage()] if blocks else []
            blocks += _chased(report, wish, count.name, missing)
    if not blocks:
        blocks.append(Text(f"ทุกส่วนราชการรายงานผล{round_of(report)} ครบแล้ว"))
    return f"ขอให้รายงานผลการดำเนินการตาม{_SUBJECT}", tuple(blocks)


def _chased(report: Report, wish: Wish, division: str, missing: Sequence[Row]) -> Iterator[Block]:
    subject = f"ขอให้รายงานผลการดำเนินการตาม{_SUBJECT} {round_of(report)}"
    yield from _head(report, wish, subject, _leader(division))
    yield Text(
        f"ตามที่{report.organisation.name}ได้กำหนด{_SUBJECT} ประจำปีงบประมาณ พ.ศ. "
        f"{report.round.fiscal_year} และมอบหมายให้{division}รับผิดชอบและรายงานผล นั้น "
        f"ณ วันที่ {wording.day(report.as_of)} ยังไม่ได้รับรายงานจาก{division} จำนวน "
        f"{len(missing)} รายการ ดังนี้",
        indented=True,
    )
    yield Table(
        title=f"รายการที่ยังไม่ได้รับรายงานจาก{division}",
        description="หน้าที่ที่ถึงกำหนดแล้วและยังไม่ได้รับรายงาน พร้อมวันครบกำหนด",
        heads=(Head("ที่"), Head("มาตรการ"), Head("สิ่งที่ต้องรายงาน"), Head("ครบกำหนดตั้งแต่")),
        widths=(8, 38, 36, 18),
        rows=tuple(missing),
    )
    yield Text(
        "จึงเรียนมาเพื่อโปรดดำเนินการและรายงานผล หรือแจ้งเหตุผลหากไม่สามารถดำเนินการได้ "
        "ทางห้องแชทของส่วนราชการ หรือเป็นหนังสือ โดยเร็ว จะขอบคุณยิ่ง",
        indented=True,
    )
    yield from _closing(report)


def _missing_of(report: Report, division: str) -> Iterator[Row]:
    for line in report.lines:
        for share in line.shares:
            if share.division == division:
                yield from _missing(line.measure.title, share)


def _missing(title: str, share: Share) -> Iterator[Row]:
    """One row for a duty, whatever number of its occurrences is missing."""
    if not share.missing:
        return
    names = ", ".join(wording.occurrence(one) for one in share.missing)
    dues = [one.due for one in share.missing if one.due]
    due = wording.short_day(min(dues)) if dues else wording.NOTHING
    told = (Text(share.duty.text), Text(f"ค้าง {len(share.missing)} งวด: {names}"))
    middle = (Text(share.duty.label, centred=True),), (Text(due, centred=True),)
    yield Row((middle[0], (Text(title),), told, middle[1]))


def _newest(report: Report, wish: Wish) -> str:
    """Which report is meant: the one given out last of this round."""
    own = [one for one in wish.register if one.months == report.round.months]
    if not own:
        return ""
    edition = wording.edition(own[-1].edition).strip("()")
    return f" รหัสรายงาน {own[-1].code} {edition}".rstrip()


def _mayor(report: Report) -> str:
    """The office of the last signature; an acting head is written to by the office he acts for."""
    if report.signatures:
        return wording.held_office(report.signatures[-1].position)
    return f"นายก{wording.office(report.organisation).replace('เทศบาล', 'เทศมนตรี')}"


def _chief(report: Report) -> str:
    if len(report.signatures) > 1:
        return wording.held_office(report.signatures[-2].position)
    return f"ปลัด{wording.office(report.organisation)}"


def _leader(division: str) -> str:
    """ผู้อำนวยการกองคลัง, หัวหน้าสำนักปลัด; others are written to by their own name."""
    title = next((title for begins, title in _HEADS if division.startswith(begins)), "")
    return f"{title}{division}"


def round_of(report: Report) -> str:
    """รอบ 6 เดือน ประจำปีงบประมาณ พ.ศ. 2566."""
    return f"{wording.round_of(report.round)} ประจำปีงบประมาณ พ.ศ. {report.round.fiscal_year}"
