"""The first cell of a measure and the lines above it: group heading, number, codes, title."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from plans.grid import squeezed
from plans.items import without_number
from plans.layouts import ISSUES, indicator_named, indicator_numbered
from plans.model import Instrument
from plans.thai import arabic_digits, tidy


@dataclass(frozen=True, slots=True)
class Heading:
    """What groups measures: an indicator or an issue, with the instrument it belongs to."""

    issue: str | None = None
    instrument: Instrument | None = None
    indicator: int | None = None

    def under(self, other: "Heading") -> "Heading":
        """This heading completed by one printed right before or after it."""
        return Heading(
            self.issue or other.issue,
            self.instrument or other.instrument,
            self.indicator or other.indicator,
        )


@dataclass(frozen=True, slots=True)
class Title:
    """The parts of a measure cell; ``repaired`` are question codes that had to be guessed."""

    title: str = ""
    number: int | None = None
    questions: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()
    heading: Heading | None = None
    inline: Heading | None = None
    continued: bool = False


_INSTRUMENT = re.compile(r"(?<![A-Za-z])(IIT|EIT|OIT)(?![A-Za-z])")
_CODE = r"(?<![A-Za-z\d])[IiEeOo]\s?\d{1,2}(?!\d)"
_LEADING_CODE = re.compile(
    rf"^\W*(?:ข้อ(?:คำถาม)?\s*(?:ที่)?\s*)?\(?(?P<codes>{_CODE}(?:\s*(?:,|และ|-|–|/)\s*{_CODE})*)\)?[\s.:)]*"
)
_BRACKET_CODE = re.compile(
    r"\(\s*(?:ใช้กับ|ตาม|จาก|ตอบ)?\s*(?:ประเด็น|ข้อ)?\s*(?:ข้อ)?\s*คำถาม\s*(?:ที่|ข้อ)?\s*(?P<codes>[^()]{1,40})\)"
)
_ONLY_CODE_BRACKET = re.compile(
    rf"\(\s*(?P<codes>{_CODE}(?:\s*(?:,|และ|-|–|/)\s*{_CODE})*)\s*\)\s*$"
)
_CODE_PART = re.compile(r"(?P<letter>[IiEeOoLl|])?\s?(?P<digits>\d{1,3})")
_HEADING = re.compile(
    r"^\W{0,3}(?:\d{1,2}\s*[.)]\s*)?(?:ตัวชี้วัด(?:ที่|ย่อยที่)?\s*\d|ตัวชี้วัด|เครื่องมือ(?:การ)?ประเมิน|เครื่องมือ\s*(?:IIT|EIT|OIT)"
    r"|ประเด็น(?:ที่|การประเมินที่)?\s*\d|ประเด็น\s*:|ด้านที่\s*\d|ด้านการ|หมวดที่?\s*\d|ส่วนที่\s*\d|แบบวัด|แบบตรวจ|(?:IIT|EIT|OIT)\b)"
)
_INDICATOR_NUMBER = re.compile(r"ตัวชี้วัด(?:ที่)?\s*(\d{1,2})(?![\d.])")
_TOPIC = re.compile(r"^(?:ด้าน|ตัวชี้วัด)\s*:?|\(\s*(?:IIT|EIT|OIT)\s*\)")
_CONTINUED = re.compile(r"\(\s*ต่อ\s*\)")
_SECTIONED = re.compile(
    r"^(?P<issue>[^\d]{6,120}?)\s+(?P<sub>\(?\d{1,2}\s*[.)]\s*ด้าน\S[^()]{2,60}?)\s+(?P<title>\(?\d{1,2}\s*\)\s*.+)$",
    re.DOTALL,
)
_BELOW_INSTRUMENT = re.compile(r"^\W*เครื่องมือการประเมิน\s*(?:IIT|EIT|OIT)\s*[/:–-]?\s*(?=ตัวชี้วัด)")
_LONGEST_HEADING = 150
_SHORT = {"I": 15, "E": 9}  # questions of the shorter questionnaires
_SHORT_SINCE = 2567


def read_heading(text: str) -> Heading | None:
    """The heading a line outside tables, or a row of one cell, is; None for other text."""
    line = tidy(text)
    folded = arabic_digits(line)
    if not line or len(line) > _LONGEST_HEADING or "คะแนน" in line:
        return None
    standard = {squeezed(issue) for issue in ISSUES}
    known = indicator_named(_TOPIC.sub("", without_number(line)))
    if not (_HEADING.match(folded) or squeezed(without_number(line)) in standard or known):
        return None
    number = _INDICATOR_NUMBER.search(folded)
    indicator = int(number[1]) if number else (known.number if known else None)
    instrument = _INSTRUMENT.search(line)
    only_instrument = re.match(r"^\W*(?:เครื่องมือ|แบบวัด|แบบตรวจ|IIT|EIT|OIT)", line) and not number
    return Heading(
        None if only_instrument else _BELOW_INSTRUMENT.sub("", line),
        Instrument(instrument[1]) if instrument else None,
        indicator,
    )


def read_title(text: str) -> Title:
    """The parts of a measure cell, its group heading included where one stands in it."""
    heading, rest = _take_headings(text)
    inline = None
    if match := _SECTIONED.match(arabic_digits(rest)):
        inline = Heading(tidy(rest[: match.end("issue")]))
        rest = rest[match.start("title") :]
    continued = bool(_CONTINUED.search(rest))
    rest = _CONTINUED.sub(" ", rest)
    number = _number(rest)
    rest = without_number(rest)
    codes, rest = _take_codes(rest)
    read = [_question(part) for part in codes]
    return Title(
        title=tidy(re.sub(r"^[\s.\-–•]+|•", " ", rest)),
        number=number,
        questions=tuple(dict.fromkeys(code for code, _ in read if code)),
        repaired=tuple(
            tidy(part) for part, (code, sure) in zip(codes, read, strict=True) if not sure
        ),
        heading=heading,
        inline=inline,
        continued=continued,
    )


def completed(heading: Heading) -> Heading:
    """The heading with the instrument of its indicator where only the number is printed."""
    known = indicator_numbered(heading.indicator) if heading.indicator else None
    if known and heading.instrument is None:
        return replace(heading, instrument=known.instrument)
    return heading


def is_short_survey(questions: Iterable[str], fiscal_year: int) -> bool:
    """Whether the codes are those of the shorter questionnaires, in use since 2567.

    A code beyond I15 or E9 can only come from the longer ones of the years before.
    """
    beyond = any(int(code[1:]) > _SHORT.get(code[0], 99) for code in questions)
    return fiscal_year >= _SHORT_SINCE and not beyond


def indicator_of(question: str, *, short: bool) -> int | None:
    """The indicator a question belongs to: three make one, before 2567 five (EIT) or six (IIT)."""
    letter, number = question[0], int(question[1:])
    if letter == "I":
        size, first, last = (3 if short else 6), 1, 5
    elif letter == "E":
        size, first, last = (3 if short else 5), 6, 8
    else:
        return None if short or not 1 <= number <= 43 else (9 if number <= 33 else 10)
    indicator = first + (number - 1) // size
    return indicator if number >= 1 and indicator <= last else None


def instrument_of(question: str) -> Instrument:
    """The instrument a question code belongs to."""
    return {"I": Instrument.IIT, "E": Instrument.EIT, "O": Instrument.OIT}[question[0]]


def _take_headings(text: str) -> tuple[Heading | None, str]:
    """Cut the headings off the top of a cell, also where all stands on one line."""
    heading: Heading | None = None
    lines = [line for line in _broken(text).split("\n") if line.strip()]
    while lines:
        found = read_heading(lines[0])
        if found is None or (len(lines) == 1 and heading is None and not _has_number(found)):
            break
        heading = found if heading is None else heading.under(found)
        lines.pop(0)
    return heading, "\n".join(lines)


def _has_number(heading: Heading) -> bool:
    return heading.indicator is not None and bool(heading.issue and "ตัวชี้วัด" in heading.issue)


def _broken(text: str) -> str:
    """A line break before what follows a heading on its line: another heading, a code, a dash."""
    if not _HEADING.match(arabic_digits(tidy(text))):
        return text
    text = re.sub(r"\s*(?=เครื่องมือการประเมิน|ตัวชี้วัดที่)", "\n", text).strip()
    text = re.sub(rf"\s+(?=(?:ข้อ\s*)?{_CODE}\s)", "\n", arabic_codes(text))
    return re.sub(r"\s+(?=-\s*[ก-ฮเ-ไ])", "\n", text)


def arabic_codes(text: str) -> str:
    """The text with the digits of question codes Arabic, the others as printed."""
    return re.sub(
        r"(?<![A-Za-z])([IiEeOo]\s?)([0-9๐-๙]{1,2})", lambda m: m[1] + arabic_digits(m[2]), text
    )


def _number(text: str) -> int | None:
    bare = arabic_digits(text.lstrip())
    match = re.match(r"(?:มาตรการที่\s*)?(\d{1,3})\s*[.)](?!\d)|(\d{1,3})\s*$", bare)
    return int(match[1] or match[2]) if match else None


def _take_codes(text: str) -> tuple[list[str], str]:
    folded = arabic_digits(text)
    for pattern in (_BRACKET_CODE, _LEADING_CODE, _ONLY_CODE_BRACKET):
        if match := pattern.search(folded):
            rest = text[: match.start()] + " " + text[match.end() :]
            return _code_parts(match["codes"]), rest
    return [], text


def _code_parts(text: str) -> list[str]:
    """Single codes of a list; a range gives every code in it."""
    span = re.fullmatch(r"\s*([IiEeOo])\s?(\d{1,2})\s*[-–]\s*(?:[IiEeOo]\s?)?(\d{1,2})\s*", text)
    if span and int(span[2]) < int(span[3]) <= int(span[2]) + 15:
        return [f"{span[1]}{n}" for n in range(int(span[2]), int(span[3]) + 1)]
    return [part for part in re.split(r"\s*(?:,|และ|/|\s-\s|;)\s*", text.strip()) if part]


def _question(part: str) -> tuple[str | None, bool]:
    """A code such as ``E8`` and whether it is certain; "15" is how a scan reads "i5"."""
    match = _CODE_PART.fullmatch("".join(part.split()).strip("."))
    if match is None:
        return None, False
    letter, digits = match["letter"], match["digits"]
    if letter and letter.upper() in {"I", "E", "O"}:
        return f"{letter.upper()}{int(digits)}", True
    if letter:
        return f"I{int(digits)}", False
    if digits[0] == "1" and len(digits) > 1:
        return f"I{int(digits[1:])}", False
    return (f"O{int(digits)}", False) if digits[0] == "0" and len(digits) > 1 else (None, False)
