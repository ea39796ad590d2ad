"""Where a line of Thai may end: text cut into pieces that stay whole.

Thai has no spaces between words, and breaking one (``มี|นาคม``) is a plain mistake on official
paper.  Words come from a dictionary and from the names in the plan; whatever the dictionary does
not know stays with its neighbours, because nobody can say where it ends.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import cache, lru_cache

os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")  # or importing it makes a folder at home

from pythainlp.corpus import thai_words
from pythainlp.tokenize.newmm import segment
from pythainlp.util import Trie

from reports.report import Report

_RUNS = re.compile(
    r"(?P<line>\n)|(?P<space>[ \t\u00a0]+)"
    r"|(?P<short>(?<![ก-๎])(?:(?:เ?[ก-ฮ][ิี]?\.){2,}|[ก-ฮ]{2,4}\.))"  # พ.ศ. มี.ค. อบต.
    r"|(?P<thai>[ก-ฺเ-ๆ็-๎]+)"
    r"|(?P<other>[^ \t\n\u00a0ก-ฺเ-ๆ็-๎]+)"
)
_PIECES = re.compile(
    # addresses may end a line behind a slash, a dot or a hyphen, but never inside "https://"
    r"https?://[^/.\-_?&=]*[/.\-_?&=]?|[^/.\-_?&=]*[/.\-_?&=]+|[^/.\-_?&=]+"
)
_LONG = 14  # shorter runs of other letters stay whole
_OPENING = "([{“‘«<"
_CLUSTER = re.compile(r"[เ-ไ]?.[ัิ-ฺ็-๎ํะาำๅ]{0,4}", re.DOTALL)
_DEPENDENT = re.compile(r"[ัิ-ฺ็-๎ะาำ]")
"""What cannot begin a word: it is written on or behind a consonant."""
_CLOSES = re.compile(r"^[)\]}”’»>.,;:!?%/ๆฯ]")
_NUMBERED = frozenset({"พ.ศ.", "ค.ศ.", "ที่", "ข้อ", "วันที่", "ครั้งที่", "-", "–"})
_TITLES = re.compile(
    r"^(?:เทศบาล(?:ตำบล|เมือง|นคร)|องค์การบริหารส่วน(?:ตำบล|จังหวัด)|อบ[ตจ]\.|สำนักงาน|สำนัก|กอง|ฝ่าย"
    r"|งาน|อำเภอ|จังหวัด|ตำบล|นาย|นางสาว|นาง)"
)
_UNLIMITED = 1000
_NAME = range(3, 25)  # letters of a name worth keeping whole
_OFFICES = frozenset({"อบต", "อบจ", "สปสช", "ปปช", "สตง"})


class _Lexicon(Trie):
    """Words to match against, as a set: the tree itself takes a second and 50 MB to build."""

    def __init__(self, words: frozenset[str]) -> None:
        super().__init__(())
        self._words = words
        self.most = _UNLIMITED
        self._longest: dict[str, int] = {}
        for word in words:
            self._longest[word[:2]] = max(len(word), self._longest.get(word[:2], 0))

    def up_to(self, most: int) -> "_Lexicon":
        """The same words, without those of more letters."""
        shorter = copy(self)
        shorter.most = most
        return shorter

    def __len__(self) -> int:
        """How many; none would make the tokenizer take a dictionary of its own."""
        return len(self._words)

    def prefixes(self, text: str, start: int = 0) -> list[str]:
        """Every word that begins there, the shortest first."""
        longest = max(self._longest.get(text[start : start + n], 0) for n in (1, 2))
        ends = range(start + 1, min(start + min(longest, self.most), len(text)) + 1)
        return [text[start:end] for end in ends if text[start:end] in self._words]


class Words:
    """The dictionary, with names added that it cannot know."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._known = _simple(thai_words()) | _OFFICES | frozenset(_proper(names))
        self._lexicon = _Lexicon(self._known)
        self._cut = lru_cache(4096)(self._thai)

    def units(self, text: str, most: int = _UNLIMITED) -> list[str]:
        """The text in pieces to be kept whole, and the blanks and line ends between them.

        A line may end between any two; joined they are the text.  Where there is no room for a
        compound (กระทรวงมหาดไทย), words of ``most`` letters part it.
        """
        joined: list[str] = []
        for unit in self._raw(text, most):
            if joined and _belongs(joined, unit):
                joined[-1] += unit
            else:
                joined.append(unit)
        return _keep_pairs(joined)

    def _raw(self, text: str, most: int) -> Iterator[str]:
        for run in _RUNS.finditer(text):
            match run.lastgroup:
                case "thai":
                    yield from self._cut(run[0], most)
                case "other":
                    yield from _other(run[0])
                case _:
                    yield run[0]

    def _thai(self, run: str, most: int) -> tuple[str, ...]:
        """Words of the dictionary; what is none of them stays with what stands around it."""
        words: list[str] = []
        unknown = False
        found = segment(run, self._lexicon.up_to(most))
        for word, following in zip(found, [*found[1:], ""], strict=True):
            whole = not _DEPENDENT.match(following)  # "เต" before "ี้อ" is no word
            known = len(word) <= most and whole and word in self._known
            if words and (unknown or not known):
                words[-1] += word
            else:
                words.append(word)
            unknown = not known
        return tuple(words)


def _simple(words: frozenset[str]) -> frozenset[str]:
    """Without การอบรม, or โครงการอบรม would be read as โครง and การอบรม."""
    made = re.compile("^(?:การ|ความ)")
    return frozenset(w for w in words if not (made.match(w) and made.sub("", w) in words))


@cache
def dictionary(names: tuple[str, ...] = ()) -> Words:
    """The words with these names; building them takes a moment, so they are kept."""
    return Words(names)


def names_of(report: Report) -> tuple[str, ...]:
    """The proper names a report prints: of the office, its place and its people."""
    office = report.organisation
    people = [part for one in report.signatures for part in one.name.split()]
    named = (office.name, office.district, office.province, *people)
    return tuple(dict.fromkeys(filter(None, named)))


def _proper(names: Iterable[str]) -> Iterator[str]:
    """The names behind their titles: บ้านเดื่อ of เทศบาลตำบลบ้านเดื่อ."""
    for name in names:
        for part in name.split():
            own = _TITLES.sub("", part)
            if len(own) in _NAME and re.fullmatch("[ก-๎]+", own):
                yield own


def _other(run: str) -> Iterator[str]:
    """Latin letters, digits and signs; only a long run is cut, at the signs of an address."""
    if len(run) < _LONG:
        yield run
        return
    for piece in _PIECES.finditer(run):
        yield piece[0]


def _belongs(before: list[str], unit: str) -> bool:
    """Whether no line may end between what stands before and this piece."""
    last = before[-1]
    if last.isspace() or unit.isspace():
        return False
    if last[-1] in _OPENING or last in {"-", "–"} or _CLOSES.match(unit):
        return True
    foreign = not (_is_thai(last[-1]) or _is_thai(unit[0]))
    return foreign and len(last) + len(unit) < _LONG and last[-1] not in "/&"


def _is_thai(letter: str) -> bool:
    return "ก" <= letter <= "๎"


def _keep_pairs(units: list[str]) -> list[str]:
    """A year stays with its "พ.ศ.", a number with its "ที่", a dash with what is before it."""
    kept: list[str] = []
    for unit in units:
        alone = len(kept) > 1 and kept[-1] == " "
        number = alone and unit[0].isdecimal() and kept[-2] in _NUMBERED
        if number or (alone and unit in {"-", "–"} and kept[-2] not in {"-", "–"}):
            blank = kept.pop()
            kept[-1] += blank + unit
        else:
            kept.append(unit)
    return kept


def cut(unit: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Parts of a piece that fit, never with a vowel or mark cut off its letter."""
    part = ""
    for cluster in _CLUSTER.findall(unit):
        if part and not fits(part + cluster):
            yield part
            part = ""
        part += cluster
    yield part
