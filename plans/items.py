"""One cell → its numbered items, however noisily they are numbered."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plans.thai import arabic_digits, tidy

_NUMBER = re.compile(
    r"(?:(?<=\s)|^)(?:ข้อ\s*(?:ที่\s*)?|\()?(?P<number>\d{1,2}(?:\s?\.\d{1,2}){0,2})"
    r"(?P<mark>\s?[.)])?\s*(?=[^\d\s.,/%)-])",
    re.MULTILINE,
)
_DASH = re.compile(r"(?:^[ \t]*|(?<=\s))(?:[-–•*]|o(?=\s))[ \t]*(?=\S)", re.MULTILINE)
_LINE_DASH = re.compile(r"^[ \t]*[-–•*][ \t]*(?=\S)", re.MULTILINE)
_STRAY = re.compile(r"^[\s.\-–•*,:;]+")
_LETTERS = "กขคงจฉชซ"
_LETTER = re.compile(rf"^[ \t]*([{_LETTERS}])[.)][ \t]+(?![ก-ฮ]\.)", re.MULTILINE)
# what a step tells somebody to do, at the start of a paragraph of at least a few words
_ACT = re.compile(
    r"(?:จัด(?:ทำ|ให้|ประชุม|อบรม|ตั้ง|ส่ง|กิจกรรม|เก็บ)|ดำเนินการ|รายงาน|เผยแพร่|ประชาสัมพันธ์|กำหนด|ประชุม"
    r"|แต่งตั้ง|สรุป|ติดตาม|ตรวจสอบ|เสนอ|แจ้ง|มอบหมาย|ประกาศ|สำรวจ|ปรับปรุง|พัฒนา|ส่งเสริม|อบรม|ทบทวน|วิเคราะห์"
    r"|รวบรวม|ประเมิน|กำกับ|สร้าง|เปิด|แสดง|เจ้าหน้าที่|ผู้บริหาร|ออกแบบ|ยกร่าง|กำชับ)"
)
# words after a bare number that make it a quantity, and words before one that make it a reference
_QUANTITY = re.compile(
    r"(?:วัน|เดือน|ปี|ครั้ง|ชั่วโมง|นาที|คน|ราย(?![ก-๎])|แห่ง|ช่องทาง|คะแนน|บาท|แสน|ล้าน|พัน|หมื่น"
    r"|ร้อย|ไตรมาส|สัปดาห์|เท่า|มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา"
    r"|ธันวา|[มกพตสธ]\.?[คพย]\.|มี\.ค|เม\.ย|มิ\.ย)"
)
_REFERENCE = re.compile(
    r"(?:พ\.?ศ\.?|ข้อ|ข้อที่|มาตรา|ที่|วันที่|รอบ|ไม่เกิน|เกิน|ละ|อย่างน้อย|จำนวน|ร้อยละ|ปี|หมู่|ไตรมาส|ภายใน|ทุก|ระดับ|หมวด"
    r"|และ|หรือ|ถึง|ฉบับ|เวลา|(?<![ก-๎])ว|โทร\.?|เดือน|[-–])\s*$"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered or unnumbered part of a cell; ``number`` is the last figure of its number.

    ``continues`` marks words before the first number of a cell, which may belong to what came
    before the cell.
    """

    text: str
    number: int | None = None
    continues: bool = False


@dataclass(frozen=True, slots=True)
class _Marker:
    start: int
    end: int
    figures: tuple[int, ...]
    at_line_start: bool
    marked: bool


def split_items(text: str, *, after: int = 0) -> tuple[Item, ...]:
    """The items of a cell in order; ``after`` is the number the rows before ended with."""
    markers = _chosen(list(_markers(text)), text, after)
    if not markers:
        return tuple(item for item in _by_dashes(text) if item.text)  # a dash alone is nothing
    items: list[Item] = []
    lead = _stripped(text[: markers[0].start])
    if lead:
        first = markers[0].figures[-1]
        items.append(Item(lead, first - 1 if first > 1 else None, continues=True))
    ends = [marker.start for marker in markers[1:]] + [len(text)]
    for marker, end in zip(markers, ends, strict=True):
        items.append(Item(_stripped(text[marker.end : end]), marker.figures[-1]))
    return tuple(item for item in items if item.text)


def first_number(text: str) -> int | None:
    """The number a cell begins with ("๔. …" → 4), if it begins with one."""
    markers = _chosen(list(_markers(text)), text, 0)
    if markers and not text[: markers[0].start].strip():
        return markers[0].figures[-1]
    return None


def without_number(text: str) -> str:
    """The text without the number or dash it opens with."""
    bare = text.lstrip()
    match = next(iter(_markers(bare)), None)
    if match and match.start == 0 and (match.marked or _is_plain_item(match, bare)):
        bare = bare[match.end :]
    return _STRAY.sub("", bare)


def dashed(text: str) -> tuple[str, ...]:
    """The parts of a cell whose entries open with dashes or stand on lines of their own."""
    parts = _DASH.split(text) if _LINE_DASH.match(text.lstrip()) else text.split("\n")
    return tuple(tidy(part) for part in parts if part.strip())


def with_preface(items: Sequence[Item]) -> list[Item]:
    """Words before a first item "1." introduce it; they are no item of their own."""
    if len(items) > 1 and items[0].continues and items[0].number is None and items[1].number == 1:
        first = replace(items[1], text=f"{items[0].text} {items[1].text}")
        return [first, *items[2:]]
    return list(items)


def _markers(text: str) -> Iterator[_Marker]:
    folded = arabic_digits(text)
    for match in _NUMBER.finditer(folded):
        figures = tuple(int(figure) for figure in match["number"].split("."))
        opens_line = not folded[: match.start()].rsplit("\n", 1)[-1].strip()
        marked = bool(match["mark"]) or len(figures) > 1 or match[0].lstrip().startswith("(")
        marked = marked or (opens_line and match[0].startswith("ข้อ"))
        yield _Marker(match.start(), match.end(), figures, opens_line, marked)


def _chosen(markers: Sequence[_Marker], text: str, after: int) -> list[_Marker]:
    """The markers that count on from one another, at the level of the first of them."""
    chosen: list[_Marker] = []
    for marker in markers:
        if chosen and len(marker.figures) != len(chosen[0].figures):
            continue
        if _follows(chosen[-1] if chosen else None, marker, text, after):
            chosen.append(marker)
    return chosen


def _follows(before: _Marker | None, marker: _Marker, text: str, after: int) -> bool:
    lead = text[: marker.start]
    if not marker.marked:
        return _plain_follows(before, marker, text)
    if (
        not marker.at_line_start
        and _REFERENCE.search(arabic_digits(lead))
        and not _counts_on(before, marker)
    ):
        return False
    if before is None:
        return _may_be_first(marker, lead, after)
    if before.figures[:-1] != marker.figures[:-1]:
        return marker.at_line_start
    step = marker.figures[-1] - before.figures[-1]
    return step >= 0 if marker.at_line_start else 0 <= step <= 2


def _plain_follows(before: _Marker | None, marker: _Marker, text: str) -> bool:
    """Whether a number without dot counts an item: it opens the line and is no quantity.

    A line may also begin with a number by the way it is wrapped ("อย่างน้อย / ๑ คู่มือ"), so it
    must count on from another or be the first, and words that call for a number rule it out.
    """
    if not _is_plain_item(marker, text):
        return False
    asked_for = _REFERENCE.search(arabic_digits(text[: marker.start].rstrip()))
    if before is None:
        return not asked_for and (marker.figures[-1] <= 2 or not text[: marker.start].strip())
    step = marker.figures[-1] - before.figures[-1]
    return step in ((0, 1) if not before.marked else (1,)) and (step == 1 or not asked_for)


def _counts_on(before: _Marker | None, marker: _Marker) -> bool:
    """Whether a marker with its dot is exactly the next number, which outweighs a word before."""
    if before is None or not marker.marked or before.figures[:-1] != marker.figures[:-1]:
        return False
    return marker.figures[-1] == before.figures[-1] + 1


def _may_be_first(marker: _Marker, lead: str, after: int) -> bool:
    number = marker.figures[-1]
    if not lead.strip():
        return True
    if marker.at_line_start:
        return number <= max(3, after + 2)
    return number in {1, 2, after + 1}


def _is_plain_item(marker: _Marker, text: str) -> bool:
    return marker.at_line_start and not _QUANTITY.match(text[marker.end :])


def _by_dashes(text: str) -> Iterator[Item]:
    """Items marked by dashes or letters, or paragraphs that each say what to do."""
    if not text.strip():
        return
    letters = list(_LETTER.finditer(text))
    lines = [line for line in text.split("\n") if line.strip()]
    if _LINE_DASH.match(text.lstrip()):
        parts = _DASH.split(text)
    elif len(letters) > 1 and "".join(one[1] for one in letters) == _LETTERS[: len(letters)]:
        parts = _LETTER.sub("\x00", text).split("\x00")
    elif len(lines) > 1 and all(_ACT.match(line) for line in lines):
        parts = lines
    else:
        yield Item(_stripped(text), continues=True)
        return
    yield from (Item(_stripped(part)) for part in parts if _stripped(part))


def _stripped(text: str) -> str:
    return tidy(_STRAY.sub("", text))
