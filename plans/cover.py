"""What stands before and after the measures: whose plan it is, which year and round, who signs."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from plans import rounds
from plans.grid import squeezed
from plans.model import Choice, Finding, Organisation, Period
from plans.places import is_province, province_like, provinces_of
from plans.remarks import Remark, remark
from plans.thai import LOOSE_MONTH, arabic_digits, fold, read_month, tidy

_TYPE = r"(?:เทศบาล\s*(?:นคร|เมือง|ตำบล)|องค์กา?ร\s*บริหาร\s*ส่วน\s*(?:ตำบล|จังหวัด)|เมืองพัทยา)"
_SHORT_TYPE = r"(?:อบต|อบจ|ทต|ทม|ทน)\s*\.\s*"
_WORD = r"[ก-๎]{2,40}"
_NAME = re.compile(rf"{_TYPE}\s*{_WORD}|เมืองพัทยา")
_SHORT_NAME = re.compile(rf"{_SHORT_TYPE}{_WORD}")
_DISTRICT = re.compile(rf"(?:อำเภอ|เขต|(?<![ก-๎])อ\.)\s*({_WORD})")
_PROVINCE = re.compile(rf"(?:จังหวัด|(?<![ก-๎])จ\.)\s*({_WORD})")
_TAIL = re.compile(
    r"(?:อำเภอ|จังหวัด|ประจำปี|ปีงบประมาณ|ดังนี้"
    # what a sentence goes on with; each must not be part of a place's own name
    r"|(?<=[ก-๎]{2})(?:จึง|โดย|ได้|และ|ซึ่ง|เพื่อ|กำหนด|จัดทำ|จัดให้|ดำเนิน|ประกาศ|ขอ(?![งนม])|ต้อง"
    r"|มี(?=การ|ความ|มาตร|นโยบาย|แผน|หน้าที่|ผล|คะแนน|คำสั่ง|ที่)|เป็น(?=หน่วย|องค์|ส่วน)"
    r"|พร้อม(?=ด้วย|ทั้ง)|ตาม(?=ที่|แผน|หนังสือ|ประกาศ|พระราช)|จะ(?=ต้อง|ดำเนิน|จัด|ได้)|ที่(?=มี|ได้|จะ|เกี่ยว))"
    r"|(?:ใน|รอบ)(?=การ|ปี|รอบ|หน่วย|เขต|ส่วน|ฐานะ|ห้วง|ระ|พื้นที่|ด้าน|ประเด็น|ไตร|ครั้ง|ภาพ|เดือน|ที่|หก|สิบ|$)"
    r").*$"
)
_LONGEST_TITLE_LINE = 250

_YEAR = re.compile(
    r"(?:ปีงบประมาณ|ประจำปี|ปี|พ\.?ศ\.?)\s*(?:พ\.?\s*ศ\.?)?\s*(2[45]\d\d)(?!\d)"
    r"|ปีงบ(?:ประมาณ)?\.?\s*(?:พ\.?\s*ศ\.?)?\s*(?:25)?([4-9]\d)(?!\d)"
)
_ABOUT_MEASURES = re.compile(r"มาตรการ|ส่งเสริมคุณธรรม|รายงานผลการดำเนิน|รายงานการดำเนิน|แผนปฏิบัติ")
_ABOUT_SCORES = re.compile(r"ผลการประเมิน|การประเมินคุณธรรม|\bITA\b|คะแนน|วิเคราะห์")

_ROUND = re.compile(r"รอบ(?:ระยะเวลา)?(6|12|หก|สิบสอง)เดือน")
_ROUND_MONTHS = re.compile(
    rf"(?:รอบ(?:เดือน)?|\(|ระหว่าง|ตั้งแต่|ช่วง)(?:6เดือน|12เดือน)?(?:แรก|หลัง)?\(?(?:\d{{1,2}})?(?:เดือน)?(?P<first>{LOOSE_MONTH})"
    rf"(?P<year1>(?:พ\.?ศ\.?)?2[45]\d\d)?(?:-|–|ถึง)(?:\d{{1,2}})?(?:เดือน)?(?P<last>{LOOSE_MONTH})(?:พ\.?ศ\.?)?(?P<year2>2[45]\d\d)"
)
_SECOND_HALF = re.compile(r"(?:6เดือน|หก)หลัง|รอบที่2|ครั้งที่2")

_PROBLEMS = re.compile(r"^\W*(?:\d+[.)]\s*)?(?:สรุป)?ปัญหา\s*(?:และ|/|,)?\s*อุปสรรค")
_SUGGESTIONS = re.compile(r"^\W*(?:\d+[.)]\s*)?(?:ข้อเสนอแนะ|แนวทาง(?:การ)?แก้ไข|ข้อคิดเห็น)")
_ANNEX = re.compile(
    r"^\W*(?:ผลการเปรียบเทียบ|คะแนน|ภาคผนวก|เอกสารแนบ|บัญชี(?:รายการ)?หลักฐาน|หลักฐาน|หน้าที่ที่ถอนออก)"
)
_SIGNED = re.compile(r"^\W*\(?\s*(?:ลงชื่อ|ลงนาม)\s*\)?")
_ROLE = re.compile(
    r"ผู้รายงาน|ผู้ตรวจสอบ|ผู้จัดทำ|ผู้รับรอง(?:รายงาน)?|ผู้อนุมัติ|ผู้เห็นชอบ|ผู้เสนอ|ผู้สรุป|ผู้ตรวจทาน|ผู้รับผิดชอบ|ผู้กำกับดูแล"
)
_ROLE_LINE = re.compile(r"^(?:รับ)?ทราบ$|^เห็นชอบ$|^อนุมัติ$|^ตรวจสอบแล้ว$|^เพื่อโปรดทราบ$")
_POSITION = re.compile(
    r"^(?:ตำแหน่ง\s*:?\s*)?(?P<position>(?:รักษาราชการแทน|ปฏิบัติหน้าที่)?\s*(?:นายก(?![ก-๎])|นายก(?=เทศ|องค์|อบต|อบจ|เมือง)|ปลัด|รองนายก|รองปลัด|หัวหน้า|ผู้อำนวยการ|ผอ\.|นัก|เจ้าพนักงาน|เจ้าหน้าที่"
    r"|นิติกร|ผู้ช่วย|ประธาน|เลขานุการ|กรรมการ|พนักงาน|วิศวกร|นายช่าง|รักษาราชการ|ปฏิบัติหน้าที่).*)$"
)


@dataclass(frozen=True, slots=True)
class YearReading:
    """The fiscal year of the measures, and every year their titles name."""

    fiscal_year: int | None
    named: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundReading:
    """The round a report covers, as printed."""

    months: int | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """What follows the measures."""

    problems: str | None = None
    suggestions: str | None = None
    signatories: tuple[str, ...] = ()


def read_organisation(
    front: Sequence[str], signatories: Sequence[str], whole: str
) -> tuple[Organisation, list[Finding]]:
    """Names as printed on the title lines; of several spellings the one used most."""
    titles = [tidy(line) for line in front if len(line) <= _LONGEST_TITLE_LINE]
    names = _names(titles) or _names(front) or _names(signatories) or _names([whole])
    name = _most_used(names, whole)
    found = Organisation(
        name, _first(_DISTRICT, [*titles, whole]), _first(_PROVINCE, [*titles, whole])
    )
    findings: list[Finding] = []
    if not name:
        findings.append(remark(Remark.ORGANISATION_UNKNOWN, titles[0] if titles else ""))
    spellings = _spellings(name, names, whole)
    if len(spellings) > 1:
        findings.append(
            remark(
                Remark.ORGANISATION_SPELLINGS,
                spellings[1],
                spellings=" · ".join(spellings),
                choices=tuple(Choice(one, one) for one in spellings),
                proposal=name,
            )
        )
    return found, [*findings, *_about_places(found)]


def _about_places(found: Organisation) -> Iterator[Finding]:
    """A province nobody knows, or a district that lies in another one."""
    province = found.province
    if province and not is_province(province):
        meant = province_like(province)
        yield remark(Remark.PROVINCE_UNKNOWN, province, province=province, proposal=meant)
    proper = provinces_of(found.district)
    if proper and is_province(province) and province not in proper:
        words = " หรือ ".join(proper)
        source = f"อำเภอ{found.district} จังหวัด{province}"
        yield remark(
            Remark.DISTRICT_PROVINCE,
            source,
            district=found.district,
            province=province,
            proper=words,
            choices=tuple(Choice(one, f"จังหวัด{one}") for one in (*proper, province)),
        )


def _names(lines: Iterable[str]) -> list[str]:
    """Every name of an organisation in these lines, the full form before the short one."""
    lines = list(lines)
    full = [_cut(match[0]) for line in lines for match in _NAME.finditer(line)]
    return full or [_cut(match[0]) for line in lines for match in _SHORT_NAME.finditer(line)]


def _cut(name: str) -> str:
    head = re.match(rf"{_TYPE}|{_SHORT_TYPE}", name)
    if head is None:
        return tidy(name)
    return tidy(head[0].replace(" ", "") + _TAIL.sub("", name[head.end() :].strip()))


def _most_used(names: Sequence[str], whole: str) -> str:
    bare = squeezed(whole)
    return max(dict.fromkeys(names), key=lambda name: bare.count(squeezed(name)), default="")


def _spellings(name: str, names: Sequence[str], whole: str) -> list[str]:
    """The name and what else the document prints in its place: alike, but not the same."""
    own = squeezed(name)
    found = Counter(one for one in names if one != name)
    for match in re.finditer(rf"{_TYPE}\s*{_WORD}", tidy(whole)):
        printed = squeezed(match[0])
        nearest = max(
            (printed[:size] for size in range(len(own) - 2, len(own) + 3)),
            key=lambda part: SequenceMatcher(None, own, part).ratio(),
        )
        if own not in printed and SequenceMatcher(None, own, nearest).ratio() > 0.85:
            found[nearest] += 1
    return [name, *found]


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str:
    for text in texts:
        if match := pattern.search(text):
            return re.sub(r"(?:จังหวัด|ประจำปี).*$", "", match[1])
    return ""


def read_fiscal_year(lines: Sequence[str]) -> YearReading:
    """The year in the titles of the measures, not that of the assessment they follow from."""
    scored: list[tuple[int, int, int]] = []
    context = ""
    for at, line in enumerate(lines):
        text = arabic_digits(tidy(line))
        for match in _YEAR.finditer(text):
            about = text[: match.start()] if len(text[: match.start()]) > 25 else context + text
            weight = 2 * bool(_ABOUT_MEASURES.search(about)) - 3 * bool(_ABOUT_SCORES.search(about))
            weight -= len(text) > _LONGEST_TITLE_LINE
            scored.append((weight, -at, int(match[1] or f"25{match[2]}")))
        context = text if not _YEAR.search(text) else context
    if not scored:
        return YearReading(None)
    best = max(scored)
    titles = [year for weight, _, year in scored if weight >= 2]
    return YearReading(best[2], tuple(dict.fromkeys(titles)))


def read_round(lines: Sequence[str], fiscal_year: int) -> RoundReading:
    """Six or twelve months, and the months printed beside them."""
    for line in lines:
        if len(line) > _LONGEST_TITLE_LINE:
            continue
        text = fold(line).text
        named, months = _ROUND.search(text), _ROUND_MONTHS.search(text)
        period = _months(months) if months else None
        if named:
            size = 6 if named[1] in {"6", "หก"} else 12
            return RoundReading(size, period or _half(size, fiscal_year, text))
        if period and _length(period) in {6, 12}:
            return RoundReading(_length(period), period)
    return RoundReading()


def _half(size: int, fiscal_year: int, text: str) -> Period:
    if size == 12:
        return rounds.fiscal_period(fiscal_year)
    if _SECOND_HALF.search(text):
        start = rounds.month_in(fiscal_year, 4)
        return Period(start, rounds.last_day(fiscal_year))
    return rounds.Round(fiscal_year, 6).period


def _months(match: re.Match[str]) -> Period | None:
    first, last = read_month(match["first"]), read_month(match["last"])
    if first is None or last is None:
        return None
    end_year = int(match["year2"][-4:]) - 543
    start_year = int(match["year1"][-4:]) - 543 if match["year1"] else end_year - (first > last)
    start, end = date(start_year, first, 1), rounds.month_end(date(end_year, last, 1))
    return Period(start, end) if start <= end else None


def _length(period: Period) -> int:
    years = period.ends.year - period.starts.year
    return years * 12 + period.ends.month - period.starts.month + 1


def read_ending(lines: Sequence[str]) -> Ending:
    """Problems, suggestions and the chain of signatures, top to bottom."""
    parts: dict[str, list[str]] = {"problems": [], "suggestions": []}
    where: str | None = None
    signed_at = next((i for i, line in enumerate(lines) if _SIGNED.match(line)), len(lines))
    for line in lines[:signed_at]:
        if _PROBLEMS.match(line) and len(line) < 80:
            where = "problems"
        elif _SUGGESTIONS.match(line) and len(line) < 80:
            where = "suggestions"
        elif _ANNEX.match(line) and len(line) < 80:
            where = None
        elif where and not _ROLE_LINE.match(line.strip()):
            parts[where].append(re.sub(r"^\s*[-–•]\s*", "", line))
    return Ending(
        tidy(" ".join(parts["problems"])) or None,
        tidy(" ".join(parts["suggestions"])) or None,
        tuple(_signatories(lines, signed_at)),
    )


def _signatories(lines: Sequence[str], start: int) -> list[str]:
    """Role and position of each signature; names and ranks are left out on purpose."""
    found: list[str] = []
    heading = next(
        (line.strip() for line in lines[:start][-1:] if _ROLE_LINE.match(line.strip())), ""
    )
    role, position, is_open = heading, "", False
    for line in [*lines[start:], "(ลงชื่อ)"]:
        bare = line.strip()
        if _SIGNED.match(bare):
            if is_open:
                found.append(" – ".join(part for part in (role, position) if part))
                role, position = heading, ""
            heading, is_open = "", True
        if match := _ROLE.search(bare):
            role = match[0]
        elif _ROLE_LINE.match(bare):
            heading = bare
        elif (match := _POSITION.match(bare)) and is_open and not position:
            position = tidy(match["position"])
    return [one for one in found if one]
