"""Phrases that fix days: dates, months, windows, quarters, rounds and year ends."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from plans.model import Every
from plans.rounds import add_months, last_day, month_end, month_in, quarter_ends
from plans.sayings import Doubt, Meaning, Plain, Point, Rhythm, Rounds, Window
from plans.thai import (
    BUDDHIST_ERA,
    MONTH,
    NUMBER,
    WEEKDAYS,
    YEAR,
    day_of,
    gregorian,
    read_month,
    read_number,
    read_year,
)

# --- building blocks ----------------------------------------------------------------------------

_DAY = rf"(?:วัน(?:{'|'.join(WEEKDAYS)})?ที่{NUMBER}|(?<![\d/])(?<!\d\.)(?<!ที่)(?<!ข้อ)[0-3]?\d(?!\d))"
AND = r"(?:[,/ ]|และ|กับ|รวมทั้ง|หรือ|&)+"
TO = r"(?:ไป)?(?:จน)?(?:-+|–|—|~|ถึง)"
_MORE_DAYS = r"(?:(?:[,/]|และ|กับ)+(?:วันที่)?[0-3]?\d(?!\d))*"
EDGE = r"(?:วัน)?(?:สิ้น(?:สุด)?|สุดท้ายของ|ปลาย|ต้น|กลาง)"
FY = r"(?:ของ|ใน)?(?:ประจำ)?ปีงบประมาณ(?:พ\.?ศ\.*)?\d{4}(?!\d)"
_NEXT_YEAR = r"(?:ของ|ใน)?ปี(?:งบประมาณ)?(?:ถัดไป|ต่อไป|ถัดมา)"
WHEN = rf"(?:{YEAR}|{FY}|{_NEXT_YEAR})?"
DATE = rf"{_DAY}{_MORE_DAYS}(?:ของ)?(?:เดือน)?{MONTH}{WHEN}"
NUMERIC = r"(?:วันที่)?(?<![\d/.])[0-3]?\d[/.-][01]?\d[/.-](?:2[456]\d\d|20\d\d|[6-9]\d)(?!\d)"
_MONTH = rf"(?:(?:{EDGE})?เดือน{MONTH}|(?:{EDGE})?{MONTH}){WHEN}"
ATOM = rf"(?:{DATE}|{NUMERIC}|{_MONTH})"
NTH_TIME = rf"(?:\(?ครั้งที่{NUMBER}\)?(?:คือ|:)?)?"
AS_OF = r"(?<!มา)(?<!คุ)(?<!เว)(?<!ญา)ณ"  # the end of งบประมาณ, คุณ, บริเวณ and สัญญาณ is none
_MARK_WORD = (
    r"(?:ภายใน|ไม่เกิน(?:กว่า)?|ไม่(?:ช้า|ล่าช้า)(?:ไป)?กว่า|อย่างช้า(?:ที่สุด)?|ก่อน(?:ถึง)?"
    r"|กำหนด(?:ส่ง|รายงาน|แล้วเสร็จ|เสร็จ)?(?:ใน)?|แล้วเสร็จ(?:ใน)?|เสร็จสิ้น(?:ใน)?|(?:ไป)?จนถึง|ถึง"
    r"|ใน(?:ช่วง)?|ช่วง|(?<!งบ)ประมาณ|ราว(?:ๆ)?|ทุก(?:ๆ)?|ของ|ประจำ"
    rf"|{AS_OF}|ลง|เมื่อ|งวด(?:ประจำ)?|หลัง(?:จาก)?"
    r"|ตั้งแต่|นับ(?:แต่|ตั้งแต่|จาก)|เริ่ม(?:ต้น)?)"
)
# possessive and bounded: a hostile text that repeats them must not make the search explode
MARKS = rf"{_MARK_WORD}{{0,6}}+"
MARK = rf"(?P<mark>{MARKS})"
_STRONG = re.compile(r"ภายใน|ไม่เกิน|กว่า|อย่างช้า|ก่อน|กำหนด|เสร็จ|ถึง")
_NOT_DUE = re.compile(r"^(?!.*(?:ภายใน|ไม่เกิน|ก่อน)).*(?:ของ|ประจำ|(?<!มา)ณ|ลง|เมื่อ|งวด|หลัง)")
_START = re.compile(r"ตั้งแต่|เริ่ม|นับ")

_PARTS = re.compile(
    rf"(?:(?P<numeric>{NUMERIC})"
    rf"|(?P<days>{_DAY}{_MORE_DAYS})(?:ของ)?(?:เดือน)?(?P<dated>{MONTH})(?P<dyear>{WHEN})"
    rf"|(?P<edge>{EDGE})?(?:เดือน(?P<named>{MONTH})|(?P<bare>{MONTH}))(?P<myear>{WHEN}))"
)


@dataclass(frozen=True, slots=True)
class Atom:
    """One month or day of a list, its year still open."""

    month: int
    day: int | None
    year: int | None
    fiscal: bool = False
    edge: str = ""


def _year_in(text: str | None, fiscal_year: int) -> tuple[int | None, bool]:
    """The stated year and whether it names a fiscal year instead of a calendar year."""
    if not text:
        return None, False
    if re.search("ถัด|ต่อไป", text):
        return fiscal_year + 1, True
    year = read_year(text)
    fiscal = "ปีงบประมาณ" in text
    return (year + BUDDHIST_ERA if fiscal and year else year), fiscal


def read_atoms(text: str, fiscal_year: int) -> list[Atom]:
    atoms: list[Atom] = []
    for part in _PARTS.finditer(text):
        if part["numeric"]:
            number, month, year = (int(n) for n in re.findall(r"\d+", part["numeric"]))
            if 1 <= month <= 12:
                atoms.append(Atom(month, number, gregorian(year)))
            continue
        named = read_month(part["dated"] or part["named"] or part["bare"])
        year_, fiscal = _year_in(part["dyear"] or part["myear"], fiscal_year)
        if named:
            days = read_numbers(part["days"]) or [None]
            edge = part["edge"] or ""
            atoms += [Atom(named, day, year_, fiscal, edge) for day in days]
    return atoms


def read_numbers(text: str | None) -> list[int | None]:
    """The day numbers of "วันที่ 15 และ 30"."""
    found = re.findall(NUMBER, re.sub("|".join(WEEKDAYS), "", text or ""))
    return [read_number(number) for number in found]


def _with_years(atoms: list[Atom]) -> list[Atom]:
    """In a list the year at the end holds for those before it: "ตุลาคม และมกราคม ๒๕๖๖"."""
    done: list[Atom] = []
    for atom in reversed(atoms):
        after = done[-1] if done else atom
        if atom.year is None and after.year is not None:
            done.append(replace(atom, year=after.year - _wraps(atom, after), fiscal=after.fiscal))
        else:
            done.append(atom)
    return done[::-1]


def _wraps(atom: Atom, after: Atom) -> bool:
    """Whether a month stands before the turn of the year that ends its list."""
    return not after.fiscal and (atom.month, atom.day or 0) > (after.month, after.day or 99)


def first_of(atom: Atom, fiscal_year: int) -> date:
    """The first day of the atom's month."""
    if atom.year is None:
        return month_in(fiscal_year, atom.month)
    return month_in(atom.year, atom.month) if atom.fiscal else date(atom.year, atom.month, 1)


def due_of(atom: Atom, fiscal_year: int, before: bool) -> date | None:
    first = first_of(atom, fiscal_year)
    if atom.day is None:
        return first - timedelta(days=1) if before and not atom.edge else month_end(first)
    day = day_of(first.year, first.month, atom.day)
    return day - timedelta(days=1) if day and before else day


def _due_all_the_same(mark: str, listed: str) -> bool:
    """เมื่อสิ้นเดือน… and, after an hour, ของวันที่…"""
    return listed.startswith("สิ้น") or (mark == "ของ" and listed.startswith("วันที่"))


def point(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    mark = match["mark"]
    if _NOT_DUE.search(mark) and not _due_all_the_same(mark, match["list"]):
        return Plain.NOTHING
    atoms = _with_years(read_atoms(match["list"], fiscal_year))
    if not atoms:
        return None
    if _START.search(mark):
        first = first_of(atoms[0], fiscal_year)
        return Window(day_of(first.year, first.month, atoms[0].day or 1) or first, None)
    return _point_of(atoms, mark, match["list"], fiscal_year)


def _point_of(atoms: list[Atom], mark: str, listed: str, fiscal_year: int) -> Point:
    before = "ก่อน" in mark
    dues = [due_of(atom, fiscal_year, before) for atom in atoms]
    if "ครั้งที่" in listed:
        dues = _in_turn(atoms, dues)
    return Point(
        days=tuple(day for day in dues if day),
        months=tuple(dict.fromkeys(atom.month for atom in atoms)),
        strong=bool(_STRONG.search(mark)) or any(atom.edge for atom in atoms),
        stated_year=all(atom.year is not None for atom in atoms),
        day_numbers=tuple(atom.day - before for atom in atoms if atom.day is not None),
        every_year="ทุก" in mark,
        until="ถึง" in mark,
        doubt=_point_doubt(atoms, dues, listed),
    )


def _in_turn(atoms: list[Atom], dues: list[date | None]) -> list[date | None]:
    """First, second, third time come one after the other, past the year's end if need be."""
    turned: list[date | None] = []
    for atom, due in zip(atoms, dues, strict=True):
        last = turned[-1] if turned else None
        early = due is not None and last is not None and due <= last and atom.year is None
        turned.append(month_end(add_months(due, 12)) if early and due and not atom.day else due)
    return turned


def _point_doubt(atoms: list[Atom], dues: list[date | None], listed: str) -> Doubt | None:
    if None in dues:
        return Doubt.NO_SUCH_DAY
    if any(re.search("ต้น|กลาง|ปลาย", atom.edge) for atom in atoms):
        return Doubt.PART
    return Doubt.EITHER if "หรือ" in listed and len(atoms) > 1 else None


# --- windows and rounds -------------------------------------------------------------------------

_LIMIT_A = rf"(?:{_DAY}(?:เดือน)?{MONTH}{WHEN}|{NUMERIC}|{_MONTH})"
_LIMIT_B = (
    rf"(?:{EDGE})?(?:{_DAY}(?:ของ)?(?:เดือน)?{MONTH}{WHEN}|{NUMERIC}"
    rf"|(?:{EDGE})?(?:เดือน)?{MONTH}{WHEN})"
)
SPAN = rf"(?P<a>{_LIMIT_A}|{_DAY}){TO}(?:ภายใน)?(?P<b>{_LIMIT_B})"
STARTED = (
    rf"(?P<a>{_LIMIT_A})(?:[,/ ]|และ|แล้ว|ให้|จน|ดำเนินการ)*(?:เสร็จ(?:สิ้น)?|สิ้นสุด)"
    rf"(?:ใน|ภายใน|ไม่เกิน|เมื่อ)*(?P<b>{_LIMIT_B})"
)
"""A span whose end is told by a word for it; it must be marked as a start."""


def window(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    if re.search("ของ|ประจำ|(?<!มา)ณ|ข้อมูล|งวด", match["mark"]):
        return Plain.NOTHING
    limits = read_limits(match["a"], match["b"], fiscal_year)
    if limits is None or ("เสร็จ" in match[0] and not _START.search(match["mark"])):
        return None
    months = (limits[0].month, limits[1].month)
    return Window(*limits, months)


def read_limits(a: str, b: str, fiscal_year: int) -> tuple[date, date] | None:
    """The first and last day of "ตุลาคม - มีนาคม ๒๕๖๖", "๑ - ๑๕ มกราคม ๒๕๖๖" and the like."""
    ends = read_atoms(b, fiscal_year) or read_atoms(f"เดือน{b}", fiscal_year)
    starts = read_atoms(a, fiscal_year)
    if not ends:
        return None
    if not starts:
        starts = [replace(ends[0], day=number) for number in read_numbers(a)[:1]]
    if not starts:
        return None
    first, last = _with_years([starts[0], ends[0]])
    until = due_of(last, fiscal_year, before=False)
    start = first_of(first, fiscal_year)
    begins = day_of(start.year, start.month, first.day or 1)
    if begins is None or until is None or begins > until:
        return None
    return begins, until


MONTHS_LIST = rf"{NUMBER}(?:เดือน)?(?:(?:[,/ ]|และ|กับ|หรือ)+(?:รอบ)?{NUMBER}(?:เดือน)?)*"


def rounds(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    lengths = [read_number(number) for number in re.findall(NUMBER, match["lengths"])]
    known = tuple(dict.fromkeys(n for n in lengths if n in (3, 6, 9, 12)))
    half = match.groupdict().get("half")
    return Rounds(known, _HALVES.get(half or "")) if known else None


_HALVES = {"แรก": 1, "หลัง": 2}


def half(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    half = _HALVES[match["half"]]
    year = _year_in(match["fy"], fiscal_year)[0] or fiscal_year
    if not _STRONG.search(match["mark"]) or "รอบ" in match[0]:
        return Rounds((6,) if half == 1 else (12,), half)
    return Point((quarter_ends(year)[half * 2 - 1],), strong=True)


def round_window(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    limits = read_limits(match["a"], match["b"], fiscal_year)
    if limits is None:
        return None
    return Rounds((12,) if (limits[1] - limits[0]).days > 200 else (6,))


# --- quarters and years -------------------------------------------------------------------------

Q = r"(?:[1-4](?!\d)|หนึ่ง|สอง|สาม|สี่|แรก|สุดท้าย)"
_QUARTER_NAMES = {"แรก": 1, "สุดท้าย": 4}


def quarters_in(text: str) -> tuple[int, ...]:
    found = [_QUARTER_NAMES.get(q) or read_number(q) or 0 for q in re.findall(Q, text)]
    if re.search(TO, text) and len(found) == 2:
        return tuple(range(found[0], found[1] + 1))
    return tuple(dict.fromkeys(found))


def quarter(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    mark = match["mark"]
    if _NOT_DUE.search(mark):
        return Plain.NOTHING
    quarters = quarters_in(match["q"])
    if quarters == (1, 2, 3, 4):
        return Rhythm(Every.QUARTER)
    year = match["fy"]
    named = read_year(year) if year else None
    ends = quarter_ends(named + BUDDHIST_ERA if named else fiscal_year)
    days = tuple(ends[q - 1] for q in quarters)
    months = tuple(day.month for day in days)
    return Point(days, months, strong=bool(_STRONG.search(mark)), length=3)


def year_end(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    mark, end, what = match["mark"], match["end"] or "", match["what"]
    if re.search("(?<!มา)ณ|ของ|ประจำ|ทุก", mark):
        return Plain.NOTHING if re.search("(?<!มา)ณ", mark) else None
    if not (_STRONG.search(mark) or end) or (what == "ปี" and not (end or match["year"])):
        return None
    year = read_year(match["year"] or "")
    if what == "ปีปฏิทิน":
        return Point((date(year or fiscal_year - BUDDHIST_ERA - 1, 12, 31),), strong=True)
    named = year + BUDDHIST_ERA if year else fiscal_year + bool(match["next"])
    doubt = Doubt.PART if re.search("ต้น|กลาง|ปลาย", end) else None
    return Point((last_day(named),), strong=True, doubt=doubt)


def before_year(match: re.Match[str], fiscal_year: int) -> Meaning | None:
    year = read_year(match["year"] or "")
    named = year + BUDDHIST_ERA if year else fiscal_year + bool(match["next"])
    return Point((last_day(named - 1),), strong=True)
