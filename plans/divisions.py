"""Who is responsible: names of divisions, "every division", joint owners, collectors."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from plans.grid import squeezed
from plans.items import split_items
from plans.thai import tidy


@dataclass(frozen=True, slots=True)
class Owners:
    """The owners one entry of a responsible cell names.

    ``joint``: several joined by "/", one answer settles it; ``roles`` are people and positions
    that are no divisions; ``vague`` words that may mean more ("ที่เกี่ยวข้อง"); ``unknown`` those
    names that no word such as กอง or งาน marks as a division.
    """

    divisions: tuple[str, ...] = ()
    everyone: bool = False
    collector: str | None = None
    joint: bool = False
    roles: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        """Whether anybody is obliged."""
        return self.everyone or bool(self.divisions)


KNOWN: tuple[tuple[str, ...], ...] = (
    # one unit per line, first its usual name; an office's own spelling is kept when printed
    ("สำนักปลัดเทศบาล", "สำนักปลัด", "สำนักปลัดฯ", "สำนักงานปลัด", "สำนักงานปลัดเทศบาล"),
    ("สำนักปลัดองค์การบริหารส่วนตำบล", "สำนักปลัดอบต.", "สำนักปลัดอบต", "สำนักงานปลัดอบต."),
    ("สำนักปลัดองค์การบริหารส่วนจังหวัด", "สำนักปลัดอบจ."),
    ("กองคลัง", "สำนักคลัง", "สำนักการคลัง", "ส่วนการคลัง"),
    ("กองช่าง", "สำนักช่าง", "สำนักการช่าง", "ส่วนโยธา", "ส่วนช่าง"),
    ("กองการศึกษา", "กองการศึกษาศาสนาและวัฒนธรรม", "สำนักการศึกษา", "ส่วนการศึกษา", "กองศึกษา"),
    ("กองสาธารณสุขและสิ่งแวดล้อม", "กองสาธารณสุข", "กองสาธารณสุขฯ", "สำนักสาธารณสุขและสิ่งแวดล้อม"),
    ("กองสวัสดิการสังคม", "กองสวัสดิการ", "กองสวัสดิการฯ", "กองพัฒนาชุมชน", "สำนักสวัสดิการสังคม"),
    ("กองยุทธศาสตร์และงบประมาณ", "กองยุทธศาสตร์ฯ", "กองวิชาการและแผนงาน", "สำนักยุทธศาสตร์และงบประมาณ"),
    ("กองการเจ้าหน้าที่", "กองเจ้าหน้าที่", "กองการเจ้าหน้าที่ฯ"),
    ("หน่วยตรวจสอบภายใน", "งานตรวจสอบภายใน", "กลุ่มงานตรวจสอบภายใน", "หน่วยงานตรวจสอบภายใน"),
    ("กองส่งเสริมการเกษตร",),
    ("กองการประปา", "กองประปา"),
    ("กองป้องกันและบรรเทาสาธารณภัย",),
    ("กองทะเบียนราษฎรและบัตรประจำตัวประชาชน",),
    ("กองพัสดุและทรัพย์สิน",),
    ("กองการท่องเที่ยวและกีฬา", "กองท่องเที่ยวและกีฬา"),
    ("สำนักเลขานุการองค์การบริหารส่วนจังหวัด", "สำนักงานเลขานุการอบจ.", "กองกิจการสภา"),
    ("งานการเจ้าหน้าที่", "งานบริหารงานบุคคล", "งานทรัพยากรบุคคล", "งานบริหารทรัพยากรบุคคล"),
    ("งานพัสดุ", "งานพัสดุและทรัพย์สิน", "งานทะเบียนทรัพย์สินและพัสดุ"),
    ("งานประชาสัมพันธ์", "งานประชาสัมพันธ์ฯ"),
    ("งานวิเคราะห์นโยบายและแผน", "งานนโยบายและแผน", "งานแผนและงบประมาณ", "งานแผนงาน"),
    ("งานบริหารทั่วไป", "งานบริหารงานทั่วไป", "งานธุรการ"),
    ("งานนิติการ", "งานกฎหมายและคดี"),
    ("งานป้องกันและบรรเทาสาธารณภัย",),
    ("งานการเงินและบัญชี", "งานการเงิน"),
    ("งานจัดเก็บรายได้", "งานพัฒนาและจัดเก็บรายได้"),
    ("งานพัฒนาชุมชน",),
    ("งานทะเบียนราษฎร",),
)
"""Usual divisions of local governments under their spellings (a starter for each register)."""

ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {
    "สำนักปลัดเทศบาล": ("สป.", "สนป."),
    "กองคลัง": ("กค.",),
    "กองช่าง": ("กช.",),
    "กองการศึกษา": ("กศ.",),
    "กองสาธารณสุขและสิ่งแวดล้อม": ("กสธ.",),
    "กองสวัสดิการสังคม": ("กสส.",),
    "กองยุทธศาสตร์และงบประมาณ": ("กยง.", "กวผ."),
    "กองการเจ้าหน้าที่": ("กจ.",),
    "หน่วยตรวจสอบภายใน": ("ตสน.",),
}
"""Abbreviations in common use by usual name; an office's own are aliases in its register."""

_SPELLINGS = {squeezed(name): unit[0] for unit in KNOWN for name in unit}
_AUDIT = re.compile(r"^(?:กลุ่มงาน|หน่วยงาน|หน่วย|งาน)?ตรวจสอบภายใน$")

_UNIT = (
    r"(?:สำนัก|กอง(?!ทุน)|ส่วน(?=การคลัง|โยธา|การศึกษา|ช่าง|สาธารณสุข|สวัสดิการ)|กลุ่มงาน|ฝ่าย|งาน|หน่วยงาน(?=ตรวจสอบ)"
    r"|หน่วย(?!งาน)|แผนก|ศูนย์|โรงเรียน|สถานธนานุบาล|คณะกรรมการ|คณะทำงาน|คณะผู้บริหาร|สภา(?=เทศบาล|อบต|องค์การ)|รพ\.?สต)"
)
_UNIT_START = re.compile(_UNIT)
_MAJOR = re.compile(r"^(?:สำนัก|กอง|ส่วน|หน่วย)")
_STEM = re.compile(r"^(?:สำนักงาน|สำนัก|กอง|ส่วน|หน่วยงาน|หน่วย)(?:การ(?!เจ้าหน้าที่))?")
_SHORTEST_STEM = 3
_OTHER_WORDS = frozenset({"เจ้าหน้าที่", "ศึกษา", "ปลัด", "ปลัดฯ", "ปลัดเทศบาล"})
"""Stems that mean people or deeds before they mean a division."""

_MINOR = re.compile(r"^(?:งาน|ฝ่าย|กลุ่มงาน|แผนก)")

_LONGEST_NAME = 120

_EACH = (
    r"(?:ส่วน\s*ราชการ|ภารกิจ\s*งาน|ภารกิจ|ส่วน\s*งาน|หน่วย\s*งาน(?:ย่อย)?|กลุ่ม\s*งาน|สำนัก|กอง|ฝ่าย|ส่วน|งาน|หน่วย"
    r"|แผนก|ศูนย์)"
)
_PEOPLE = r"(?:เจ้าหน้าที่|พนักงาน|บุคลากร|ข้าราชการ|ผู้รับผิดชอบ|ผู้ปฏิบัติงาน)"
_ORG = r"(?:อบต|อบจ|เทศบาล|องค์กา?ร|หน่วยงาน|สำนักงาน)"
_EVERYONE = re.compile(
    rf"(?:{_PEOPLE}\s*(?:ผู้รับผิดชอบ)?\s*)?(?:ของ|ใน)?\s*(?:ทุก\s*(?:ๆ\s*)?|แต่ละ\s*){_EACH}"
    rf"(?:\s*(?:/|,|และ|หรือ)\s*(?:ทุก\s*)?{_EACH}(?=[\s,/ทใข)]|และ|$))*"
    rf"(?:\s*(?:ภายใน|ใน|ของ)\s*(?:สังกัด)?\s*(?:{_ORG}[^\s,/]*)?|\s*สังกัด{_ORG}[^\s,/]*)?"
    rf"|{_PEOPLE}\s*(?:เทศบาล|อบต\.?)?\s*ทุก\s*(?:คน|ท่าน|ระดับ)"
    r"|(?:ส่วนราชการ|หน่วยงาน|กอง|สำนัก)(?:ในสังกัด)?\s*(?:ทั้งหมด|ทุก\s*(?:แห่ง|ส่วน(?:ราชการ)?|กอง|หน่วย))"
    r"|(?<!\S)ทุกคน"
)
_VAGUE = re.compile(
    r"(?:ภารกิจ|หน่วยงาน|ส่วนราชการ|กอง|งาน|สำนัก|เจ้าหน้าที่|ผู้)?(?:อื่นๆ?)?(?:ที่)เกี่ยวข้อง|เป็นต้น|ฯลฯ"
)
_BRACKET = re.compile(r"\((?!\s*[0-9๐-๙]{1,2}\s*\))[^()]*\)")
_ROLE = re.compile(
    r"^(?:ผู้บริหาร|คณะผู้บริหาร|นายก|รองนายก|ปลัด|รองปลัด|ผู้บังคับบัญชา|เลขานุการนายก|ที่ปรึกษา|ประธานสภา|สมาชิกสภา"
    r"|นัก[ก-ฮ]|เจ้าพนักงาน|เจ้าหน้าที่|พนักงาน|นิติกร|ผู้รับผิดชอบ|ผู้ที่ได้รับมอบหมาย|ลูกจ้าง)"
)
_HEAD_OF = re.compile(
    r"^(?:หัวหน้า|ผู้อำนวยการ|ผอ\.?|รักษาราชการแทนผู้อำนวยการ)(?=สำนัก|กอง|ฝ่าย|งาน|หน่วย|ส่วน|กลุ่มงาน)"
)
_VERB = re.compile(
    r"จัดทำ|ดำเนินการ|ส่งมอบ|รวบรวม|เผยแพร่|ประสาน|สรุปผล|จัดส่ง|นำส่ง|รายงานผล|มอบหมาย|เสนอต่อ|ส่งให้|ส่งข้อมูล"
)
_NAME = r"(?<!ทุก)(?P<unit>(?:สำนัก|กอง|งาน|ฝ่าย|หน่วย)(?:(?!โดย)[^\s,/()])*?)"
_COLLECTOR = (
    re.compile(rf"(?:รวบรวม|จัดทำ\S{{0,20}}?|สรุป)ส่ง{_NAME}(?:$|เพื่อ|ภายใน|ทุก)"),
    re.compile(
        rf"(?:ส่งมอบ|จัดส่ง|นำส่ง|ส่งข้อมูล|ส่งรายงาน|ส่ง)(?:[^\s]{{0,20}}?)(?:ให้|ที่|ไปยัง|ถึง){_NAME}(?:เป็นผู้|เพื่อ|ทำการ)?(?:รวบรวม|สรุป|เผยแพร่|จัดทำ|ดำเนินการ|รายงาน|$)"
    ),
    re.compile(rf"(?:โดย)?(?:มี|ให้){_NAME}(?:เป็น)?(?:ผู้|หน่วยงาน)?(?:กลาง|หลัก)?(?:ใน)?(?:การ)?รวบรวม"),
    re.compile(rf"รวบรวมโดย{_NAME}(?:$|เพื่อ|และ)"),
    re.compile(rf"{_NAME}(?:เป็น)?(?:ผู้|หน่วยงาน)(?:กลาง)?(?:ใน)?(?:การ)?รวบรวม"),
)
_AND = re.compile(rf"(?:และ|หรือ|ร่วมกับ|กับ)(?={_UNIT})")


def read_owners(text: str) -> tuple[Owners, ...]:
    """The entries of a responsible cell in the order written, repeated ones too."""
    entries: list[Owners] = []
    for item in _entries(text):
        entries += _read_entry(item)
    return tuple(entries)


def joined(entries: Iterable[Owners]) -> Owners:
    """All entries of a cell as one: each division once, in order."""
    entries = tuple(entries)
    return Owners(
        divisions=_once(name for entry in entries for name in entry.divisions),
        everyone=any(entry.everyone for entry in entries),
        collector=next((entry.collector for entry in entries if entry.collector), None),
        roles=_once(name for entry in entries for name in entry.roles),
        vague=_once(name for entry in entries for name in entry.vague),
        unknown=_once(name for entry in entries for name in entry.unknown),
    )


def short_names(names: Iterable[str]) -> dict[str, str]:
    """What clerks call these divisions, each with the one name it can mean.

    "คลัง" and "กค." for กองคลัง, other spellings of the same unit; what could mean two of the
    names, or is one of them, is left out.
    """
    names = tuple(names)
    meant: dict[str, set[str]] = {}
    for name in names:
        for short in _shortenings(name):
            meant.setdefault(short, set()).add(name)
    return {
        short: one for short, (one, *others) in meant.items() if not others and short not in names
    }


def _shortenings(name: str) -> Iterator[str]:
    usual = _SPELLINGS.get(squeezed(name))
    spellings = {name}
    if usual is not None:
        spellings |= {one for unit in KNOWN if unit[0] == usual for one in unit}
        for short in ABBREVIATIONS.get(usual, ()):
            yield from (short, short.rstrip("."))
    for spelling in spellings:
        yield spelling
        stem = _STEM.sub("", spelling)
        if len(stem) >= _SHORTEST_STEM and stem not in _OTHER_WORDS:
            yield from (stem, stem.rstrip("ฯ"))


def same_division(one: str, other: str) -> bool:
    """Whether two spellings certainly mean one division of the same office."""
    return _key(one) == _key(other)


def usual_name(name: str) -> str | None:
    """The usual name of a division every office knows, None for an unusual one."""
    return _SPELLINGS.get(squeezed(name))


def likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 1, list numbers and white space aside."""
    return SequenceMatcher(None, _key(one), _key(other), autojunk=False).ratio()


def one_spelling(names: Sequence[str]) -> dict[str, str]:
    """For every name the most frequent of the spellings that mean the same division."""
    counts = Counter(names)
    best: dict[str, str] = {}
    for name in counts:
        key = _key(name)
        if key not in best or counts[name] > counts[best[key]]:
            best[key] = name
    return {name: best[_key(name)] for name in counts}


def _key(name: str) -> str:
    key = squeezed(name).replace("องค์กร", "องค์การ").rstrip("ฯ.")
    return re.sub(
        r"^(คณะกรรมการ.+?|คณะทำงาน.+?)(?:ของ|ประจำ)?(?:องค์การบริหารส่วน|อบต|อบจ|เทศบาล).*$",
        r"\1",
        key,
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _entries(text: str) -> Iterator[str]:
    """The parts of a cell by number, dash or paragraph; a paragraph may break a name in two."""
    items = split_items(_BRACKET.sub(" ", text))
    if len(items) > 1 or (items and items[0].number is not None):
        yield from (item.text for item in items)
        return
    text = _BRACKET.sub(" ", text)
    for part in re.split(r"(?:^|\n|(?<=\s))\s*[-–•]\s*(?=\S)", text):
        held = ""
        for line in part.split("\n"):
            if held and _starts_entry(line):
                yield held
                held = ""
            held = f"{held} {line.strip()}".strip()
        if held:
            yield held


def _starts_entry(line: str) -> bool:
    bare = squeezed(line)
    return bool(_UNIT_START.match(bare) or _EVERYONE.match(bare) or _ROLE.match(bare))


def _read_entry(text: str) -> list[Owners]:
    """One entry, or one per name where an entry lists names without any mark between them."""
    text = tidy(_BRACKET.sub(" ", text))
    if not text.strip(" -–./,"):
        return []
    if _VERB.search(squeezed(text)):
        return [_read_sentence(text)]
    return list(_read_names(text))


def _read_sentence(text: str) -> Owners:
    """A whole sentence: who does the work, and who collects what the others deliver."""
    bare = squeezed(text)
    found = _collector(bare)
    everyone = bool(_EVERYONE.search(bare))
    names = [name for name in _known_names(bare) if name != found]
    if found:
        names.append(found)
    if not names and not everyone:
        subject = _VERB.split(bare)[0]
        return joined(_read_names(subject)) if subject else Owners(unknown=(text,))
    return Owners(_once(names), everyone, found, vague=_once(_VAGUE.findall(bare)))


def _collector(bare: str) -> str | None:
    for pattern in _COLLECTOR:
        if match := pattern.search(bare):
            return match["unit"]
    return None


def _known_names(bare: str) -> Iterator[str]:
    """Well-known division names inside a sentence, the longest at each place."""
    names = sorted(_SPELLINGS, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(name) for name in names if _MAJOR.match(name)))
    return (match[0] for match in pattern.finditer(bare))


def _read_names(text: str) -> Iterator[Owners]:
    """Names and "every division" phrases in the order they stand."""
    at = 0
    for match in _EVERYONE.finditer(text):
        yield from _plain_names(text[at : match.start()])
        yield Owners(everyone=True)
        at = match.end()
    yield from _plain_names(text[at:])


def _plain_names(text: str) -> Iterator[Owners]:
    vague = tuple(tidy(match[0]) for match in _VAGUE.finditer(text))
    found = []
    for names in _folded_groups([_slashed(group) for group in _spaced(text)]):
        found += [one for one in _group(names) if one != Owners()]
    if vague:
        found = [*found[:-1], replace(found[-1] if found else Owners(), vague=vague)]
    yield from found


def _spaced(text: str) -> Iterator[str]:
    """Names separated by blanks, commas or "และ"; a blank inside a name is closed."""
    text = _AND.sub(" ", _VAGUE.sub(" ", text))
    text = re.sub(r"\s*/\s*", "/", text)
    held = ""
    for word in re.split(r"[\s,;+&]+", text):
        if not word.strip(".-–•"):
            continue
        opens = bool(_UNIT_START.match(word) or _ROLE.match(word) or _HEAD_OF.match(word))
        if held and opens and not _is_inside(held, word):
            yield held
            held = ""
        held += word if not held or word not in {"และ", "หรือ"} or _unfinished(held) else ""
    if held:
        yield held


def _is_inside(held: str, word: str) -> bool:
    """Whether a word that could open a name belongs to the name before ("งานบริหาร งานบุคคล")."""
    whole = squeezed(held + word)
    return any(name.startswith(whole) for name in _SPELLINGS) and squeezed(held) not in _SPELLINGS


def _unfinished(held: str) -> bool:
    return bool(_UNIT_START.match(held))


def _slashed(group: str) -> list[str]:
    return [part for part in group.split("/") if part]


def _glued(name: str) -> list[str]:
    """Split names written without any space, where the first of them is well known."""
    for match in _UNIT_START.finditer(name):
        head, tail = name[: match.start()], name[match.start() :]
        if head and squeezed(head) in _SPELLINGS and squeezed(name) not in _SPELLINGS:
            return [head, *_glued(tail)]
    return [name]


def _folded_groups(groups: list[list[str]]) -> Iterator[list[str]]:
    """Fold a section into the division it is written together with."""
    flat = [[_bare_name(name) for name in group] for group in groups]
    flat = [[name for name in group if name] for group in flat]
    for i, group in enumerate(flat):
        majors = [name for name in group if _is_major(name)]
        minors = [name for name in group if _is_section(name)]
        beside = [
            name for other in flat[max(0, i - 1) : i + 2] for name in other if _is_major(name)
        ]
        if minors and (majors or (beside and len(group) == len(minors) == 1)):
            rest = [name for name in group if name not in minors]
        else:
            rest = group
        if rest:
            yield rest


def _is_major(name: str) -> bool:
    return bool(_MAJOR.match(name)) and not _AUDIT.match(squeezed(name))


def _is_section(name: str) -> bool:
    return bool(_MINOR.match(name)) and not _AUDIT.match(squeezed(name))


def _bare_name(name: str) -> str:
    name = re.sub(r"^[\s\d๐-๙.)\-–•]+", "", name).rstrip(" .,;:-–")
    name = re.sub(r"^(?:และ|หรือ)|(?:และ|หรือ)$", "", name)
    if name.endswith(("อบต", "อบจ")):
        name += "."
    return _HEAD_OF.sub("", name)


def _group(names: list[str]) -> Iterator[Owners]:
    """Names joined by "/" are joint owners; names merely run together are entries of their own."""
    pieces = [piece for name in names for piece in _glued(name)]
    if len(names) == 1:
        yield from (_owners([piece]) for piece in pieces)
    else:
        yield _owners(pieces)


def _owners(names: list[str]) -> Owners:
    roles = tuple(name for name in names if _ROLE.match(name))
    divisions = _once(name for name in names if name not in roles and len(name) <= _LONGEST_NAME)
    unknown = tuple(name for name in names if name not in roles and not _UNIT_START.match(name))
    return Owners(divisions, joint=len(divisions) > 1, roles=roles, unknown=unknown)
