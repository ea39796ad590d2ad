"""Thai as written in offices: digits, Buddhist years, months and dates both ways, damaged text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

BUDDHIST_ERA = 543

_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_THAI_DIGIT = re.compile("[๐-๙]")
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


class Script(StrEnum):
    """Which digits a text is printed with."""

    THAI = "thai"
    ARABIC = "arabic"


def arabic_digits(text: str) -> str:
    """Every Thai digit as an Arabic one; mixed numbers such as 256๖ become plain."""
    return text.translate(_ARABIC) if _THAI_DIGIT.search(text) else text


def thai_digits(text: str) -> str:
    """Every Arabic digit as a Thai one."""
    return text.translate(_THAI)


def in_script(text: str, script: Script) -> str:
    """The text with all its digits in one script."""
    return thai_digits(text) if script is Script.THAI else arabic_digits(text)


def tidy(text: str) -> str:
    """Runs of white space made one blank; nothing else changes."""
    return " ".join(text.split())


# --- damaged text -------------------------------------------------------------------------------

_CONSONANT = "ก-ฮ"
_TONE = "่-๋"
_ABOVE_OR_BELOW = "ัิ-ฺ็-๎"
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_SPACES = "\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

_GLYPHS = str.maketrans(
    # Old Windows and Macintosh fonts kept shifted vowels and tones in the private use area.
    "\uf700\uf701\uf702\uf703\uf704\uf705\uf706\uf707\uf708\uf709\uf70a\uf70b\uf70c\uf70d\uf70e"
    "\uf70f\uf710\uf711\uf712\uf713\uf714\uf715\uf716\uf717\uf718\uf719\uf71a",
    "ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู",
)
_MOJIBAKE = re.compile("[\u00a1-\u00fb]")
_THAI_LETTER = re.compile("[\u0e01-\u0e5b]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made easy to search, and for each character the place it came from."""

    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Folded":
        """The text unchanged."""
        return cls(text, tuple(range(len(text))))

    def sub(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> "Folded":
        """``re.sub`` that keeps track of places; new characters stand where the match began."""
        matches = list(pattern.finditer(self.text))
        if not matches:
            return self
        parts: list[str] = []
        origin: list[int] = []
        at = 0
        for found in matches:
            made = new(found) if callable(new) else found.expand(new) if "\\" in new else new
            parts += [self.text[at : found.start()], made]
            origin += self.origin[at : found.start()]
            spare = self.origin[found.start() : found.end()]
            origin += [spare[min(i, len(spare) - 1)] for i in range(len(made))]
            at = found.end()
        return Folded("".join([*parts, self.text[at:]]), (*origin, *self.origin[at:]))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters ``start:end`` stand in the original text."""
        return self.origin[start], self.origin[end - 1] + 1


_REPAIRS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(f"[{_INVISIBLE}]"), ""),
    (re.compile(f"[{_SPACES}]"), " "),
    # "ที ่ตั ้ง": a blank before a mark that cannot stand alone
    (re.compile(f"(?<=[{_CONSONANT}{_ABOVE_OR_BELOW}]) +(?=[{_ABOVE_OR_BELOW}ํ])"), ""),
    (re.compile("เเ"), "แ"),
    (re.compile(f"ํ([{_TONE}])า"), r"\1ำ"),
    (re.compile(f"([{_TONE}])ํา"), r"\1ำ"),
    (re.compile("ํ ?า"), "ำ"),
    # "ค าถาม", "ด าเนินการ": no Thai word begins with sara aa, so a lost nikhahit stood here
    (re.compile(f"(?<=[{_CONSONANT}])([{_TONE}]?) +า"), r"\1ำ"),
    (re.compile(f"(?<=[{_CONSONANT}])([{_TONE}]?) +ำ"), r"\1ำ"),
    (re.compile(f"([{_ABOVE_OR_BELOW}])\\1+"), r"\1"),
)
_DAMAGE = re.compile(
    f"[{_INVISIBLE}{_SPACES}\uf700-\uf71aํ]|เเ| [{_ABOVE_OR_BELOW}าำ]|([{_ABOVE_OR_BELOW}])\\1"
)
"""What every repair needs to find something."""


def _decoded(text: str) -> str:
    """Thai in a single-byte encoding that was read as Latin-1, read again."""
    if text.isascii() or _THAI_LETTER.search(text):
        return text
    if len(_MOJIBAKE.findall(text)) * 2 < len(text.replace(" ", "")):
        return text
    try:
        return text.encode("latin-1").decode("cp874")
    except UnicodeError:
        return text


def _mended(text: str) -> Folded:
    text = _decoded(text)
    if not _DAMAGE.search(text):
        return Folded.of(text)
    folded = Folded.of(text.translate(_GLYPHS))
    for pattern, new in _REPAIRS:
        folded = folded.sub(pattern, new)
    return folded


def repair(text: str) -> str:
    """The text with damage from old fonts, PDF copies and wrong encodings undone.

    Only what has one possible answer is changed; words that are merely misspelt stay as they are.
    """
    text = _decoded(text)
    if not _DAMAGE.search(text):
        return text
    text = text.translate(_GLYPHS)
    for pattern, new in _REPAIRS:
        text = pattern.sub(new, text)
    return text


_BLANK = re.compile(r"\s+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
_KEPT = "\x00"


def fold(text: str) -> Folded:
    """The text as patterns see it: repaired, Arabic digits, no blanks but between two digits.

    Blanks are removed because justified and copied text has them inside words; between digits
    they are all that keeps "๒๕๖๗ ๒." apart.
    """
    folded = _mended(text)
    folded = Folded(arabic_digits(folded.text), folded.origin)
    folded = folded.sub(_BETWEEN_DIGITS, _KEPT).sub(_BLANK, "")
    return Folded(folded.text.replace(_KEPT, " "), folded.origin)


# --- numbers in words ---------------------------------------------------------------------------

_UNITS = {
    "ศูนย์": 0,
    "หนึ่ง": 1,
    "เอ็ด": 1,
    "สอง": 2,
    "ยี่": 2,
    "สาม": 3,
    "สี่": 4,
    "ห้า": 5,
    "หก": 6,
    "เจ็ด": 7,
    "แปด": 8,
    "เก้า": 9,
}
_PLACES = {"สิบ": 10, "ร้อย": 100, "พัน": 1_000, "หมื่น": 10_000, "แสน": 100_000}
_WORD = re.compile("|".join([*_UNITS, *_PLACES]))

NUMBER = rf"(?:\d{{1,4}}|(?:{_WORD.pattern}){{1,8}})"
"""A whole number in digits or words, as a pattern over folded text."""


_LONGEST = 18
"""Digits of a number that may mean something; of thousands Python makes no number at all."""


def read_number(text: str) -> int | None:
    """A whole number in digits of either script or in Thai words ("สามสิบเอ็ด"), else None."""
    text = arabic_digits(text.strip())
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= _LONGEST else None
    if not re.fullmatch(f"(?:{_WORD.pattern})+", text):
        return None
    total, unit = 0, None
    for word in _WORD.findall(text):
        if word in _PLACES:
            total += (1 if unit is None else unit) * _PLACES[word]
            unit = None
        else:
            unit = _UNITS[word]
    return total + (unit or 0)


# --- months -------------------------------------------------------------------------------------

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
SHORT_MONTHS = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
_SPOKEN = (
    "มกรา",
    "กุมภา",
    "มีนา",
    "เมษา",
    "พฤษภา",
    "มิถุนา",
    "กรกฎา|กรกฏา",
    "สิงหา",
    "กันยา",
    "ตุลา",
    "พฤศจิกา",
    "ธันวา",
)


def _one_slip(name: str) -> Iterator[str]:
    """The name with any one letter lost, wrong or doubled, or two exchanged, as patterns."""
    any_letter = "[ก-ฺ็-๎]"  # but for the vowels that begin a syllable
    for i in range(1, len(name)):
        yield f"{name[:i]}{any_letter}?{name[i + 1 :]}"
        yield f"{name[:i]}{name[i]}{any_letter}{name[i + 1 :]}"
    for i in range(1, len(name) - 1):
        yield f"{name[:i]}{name[i + 1]}{name[i]}{name[i + 2 :]}"


def _misspelt(month: int) -> str:
    # longest first: "ตุลาคม" must not be taken for "ตุลาค" with an "ม" left over
    name = MONTHS[month - 1]
    return "|".join([name, *sorted(_one_slip(name), key=len, reverse=True)])


_SLIPS = "|".join(f"(?:{_misspelt(m)})" for m in range(1, 13))
# ก.พ.ร., ก.ค.ศ. are offices, not months
_ABBREVIATED = "|".join(
    f"(?:{re.escape(s[:-1])}(?:\\.(?![ก-ฮ]\\.))?(?![ก-ฮ]\\.))" for s in SHORT_MONTHS
)
_UNDOTTED = "|".join(f"(?:{s.replace('.', '')}\\.?(?![ก-๎]))" for s in SHORT_MONTHS)
_SAID = "|".join(f"(?:{s})" for s in _SPOKEN)

MONTH = f"(?:{'|'.join(MONTHS)})"
"""A month's full name, as a pattern over text in which months are spelt out."""

LOOSE_MONTH = f"(?:{_SLIPS}|{_ABBREVIATED}|{_UNDOTTED}|{_SAID})"
"""A month, abbreviated and misspelt ones too: only where the words before say that one follows."""

_EACH_MONTH = tuple(
    re.compile(
        "|".join(
            [
                _misspelt(m),
                re.escape(SHORT_MONTHS[m - 1][:-1]) + r"\.?",
                SHORT_MONTHS[m - 1].replace(".", "") + r"\.?",
                _SPOKEN[m - 1],
            ]
        )
    )
    for m in range(1, 13)
)


_WELL_SPELT = {
    name: m
    for m, (full, short) in enumerate(zip(MONTHS, SHORT_MONTHS, strict=True), 1)
    for name in (full, short, short[:-1], short.replace(".", ""))
}


def read_month(text: str) -> int | None:
    """1 to 12 for a month's name, abbreviated or misspelt, alone in the text; else None."""
    return _WELL_SPELT.get(text) or _named_month(fold(text).text.removeprefix("เดือน"))


def _named_month(folded: str) -> int | None:
    if folded in _WELL_SPELT:
        return _WELL_SPELT[folded]
    found = [m for m, pattern in enumerate(_EACH_MONTH, 1) if pattern.fullmatch(folded)]
    return found[0] if len(found) == 1 else None


_EXPECTED = re.compile(
    rf"(?:(?<=เดือน)|(?<=ถึง)|(?<=[\d–—-]))"
    rf"(?:(?:{_SLIPS})(?!\.?ศ)|{_UNDOTTED}|{_SAID})"  # ศ: a lost letter is not the พ of พ.ศ.
)
_DOTTED = re.compile(_ABBREVIATED)
_BEFORE_YEAR = re.compile(rf"(?:{_SLIPS})(?=(?:ปี)?(?:พ\.?ศ\.*)?2[456]\d\d)")
_OFFICE = re.compile(r"(?:สำนักงาน|มติ|คณะกรรมการ|เลขาธิการ|หลักเกณฑ์|ระเบียบ|อ\.)\Z")


def fold_dates(text: str) -> Folded:
    """Folded text in which every month stands with its full, right name.

    A misspelt or spoken month counts after เดือน, a day, a dash or ถึง, or before a year; the
    abbreviation of an office (สำนักงาน ก.พ.) is left alone.
    """
    folded = fold(text)
    for pattern in (_DOTTED, _EXPECTED, _BEFORE_YEAR):
        folded = folded.sub(pattern, _spelt_out)
    return folded


def _spelt_out(match: re.Match[str]) -> str:
    month = _named_month(match[0])
    before = match.string[max(0, match.start() - 12) : match.start()]
    return MONTHS[month - 1] if month and not _OFFICE.search(before) else match[0]


# --- years and dates ----------------------------------------------------------------------------

YEAR = (
    r"[.,]?(?:(?:ปี)?(?:พ\.?ศ\.*|ค\.?ศ\.*)|ปี)?,?"
    r"(?:(?:2[456]\d\d|20\d\d)(?!,?\d|/\d)"
    r"|[6-9]\d(?!,?\d|/\d|วัน|ครั้ง|คน|ราย|เรื่อง|บาท|%))"
)
"""A year of four or two digits after a month, with or without พ.ศ., over folded text."""


def gregorian(year: int) -> int:
    """The calendar year of a printed one: two digits and 24xx to 26xx are Buddhist era."""
    if year < 100:
        return year + 2500 - BUDDHIST_ERA
    return year - BUDDHIST_ERA if year >= 2400 else year


def read_year(text: str) -> int | None:
    """The calendar year a text such as "พ.ศ. ๒๕๖๖", "2566", "ปี 66" or "2023" names."""
    digits = re.search(r"\d+", arabic_digits(text))
    if digits is None or len(digits[0]) not in (2, 4):
        return None
    return gregorian(int(digits[0]))


def day_of(year: int, month: int, day: int) -> date | None:
    """That calendar day, or None where there is none (31 April)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


_DAY_WORDS = rf"(?:[0-3]?\d|(?:{_WORD.pattern})+)"
_NUMERIC = re.compile(
    r"(?<![\d/.])(?P<day>[0-3]?\d)[/.-](?P<month>[01]?\d)[/.-](?P<year>2[45]\d\d|20\d\d|[5-9]\d)(?![\d/])"
)
_WRITTEN = re.compile(
    rf"(?:(?P<from>{_DAY_WORDS})(?:-|–|—|ถึง|และ|,|ถึงวันที่|และวันที่))?"
    rf"(?P<day>{_DAY_WORDS})(?:เดือน)?(?P<month>{MONTH}),?(?P<year>{YEAR})"
)
_NOT_DONE_THEN = re.compile(r"(?:ณวันที่|ณวัน|ลงวันที่|ลว\.?|ลงวัน)$")


def read_dates(text: str) -> tuple[date, ...]:
    """Every full date in prose, in the order written, each once.

    Days as of which data stand (ณ วันที่) and dates of letters (ลงวันที่) are no dates of doing;
    a year alone is no date.
    """
    return _dates(fold_dates(text).text)


def _dates(folded: str) -> tuple[date, ...]:
    found: list[tuple[int, date]] = []
    for match in _WRITTEN.finditer(folded):
        if not _NOT_DONE_THEN.search(folded[: match.start()]):
            found += [(match.start(), day) for day in _written_days(match)]
    for match in _NUMERIC.finditer(folded):
        year = gregorian(int(match["year"]))
        day = day_of(year, int(match["month"]), int(match["day"]))
        if day and not _NOT_DONE_THEN.search(folded[: match.start()]):
            found.append((match.start(), day))
    return tuple(dict.fromkeys(day for _, day in sorted(found)))


def _written_days(match: re.Match[str]) -> list[date]:
    month, year = _named_month(match["month"]), read_year(match["year"])
    if month is None or year is None:
        return []
    numbers = [read_number(match[name]) for name in ("from", "day") if match[name]]
    days = [day_of(year, month, number) for number in numbers if number]
    return [day for day in days if day]


_SPOKEN_DAYS = (("เมื่อวานซืน", 2), ("วานซืน", 2), ("เมื่อวาน", 1), ("วานนี้", 1), ("วันนี้", 0))
_NO_YEAR = re.compile(rf"(?P<day>{_DAY_WORDS})(?:เดือน)?(?P<month>{MONTH})")


def read_past_day(text: str, *, today: date) -> date | None:
    """The one day somebody says something happened: a date, "เมื่อวาน", or a day without year.

    Without a year it is the last such day up to ``today``.
    """
    folded = fold_dates(text).text
    dates = _dates(folded)
    if dates:
        return dates[0]
    for word, ago in _SPOKEN_DAYS:
        if word in folded:
            return today - timedelta(days=ago)
    match = _NO_YEAR.search(folded)
    return _last_such_day(match, today) if match else None


def _last_such_day(match: re.Match[str], today: date) -> date | None:
    month, number = _named_month(match["month"]), read_number(match["day"])
    if month is None or number is None:
        return None
    years = (today.year, today.year - 1)
    days = (day_of(year, month, number) for year in years)
    return next((day for day in days if day and day <= today), None)


# --- printing -----------------------------------------------------------------------------------


def print_year(year: int, script: Script = Script.THAI) -> str:
    """A calendar year in the Buddhist era."""
    return in_script(str(year + BUDDHIST_ERA), script)


def print_month(day: date, script: Script = Script.THAI) -> str:
    """Month and year: "เมษายน ๒๕๖๖"."""
    return f"{MONTHS[day.month - 1]} {print_year(day.year, script)}"


def print_date(day: date, script: Script = Script.THAI) -> str:
    """A date as in official letters: "๓๐ เมษายน ๒๕๖๖"."""
    return f"{in_script(str(day.day), script)} {print_month(day, script)}"


def print_short_date(day: date, script: Script = Script.THAI) -> str:
    """A date for a small screen: "๓๐ เม.ย. ๖๖"."""
    year = in_script(f"{(day.year + BUDDHIST_ERA) % 100:02d}", script)
    return f"{in_script(str(day.day), script)} {SHORT_MONTHS[day.month - 1]} {year}"


WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
"""Names of the days of the week, Monday first as in ``date.weekday()``."""
