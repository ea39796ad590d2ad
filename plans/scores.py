"""ITA scores a document prints: of indicators and of single questions, with their arithmetic."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from plans.headers import ScoreHeader
from plans.items import without_number
from plans.layouts import ScoreColumn, indicator_named, indicator_numbered
from plans.model import Finding, IndicatorScore, QuestionScore
from plans.remarks import Remark, remark
from plans.rows import Scrap
from plans.thai import arabic_digits, tidy

PASS_LINE = Decimal(85)

_FIGURE = r"(?:100|\d{1,2})(?:\.\d{1,2})?"
_ONLY_FIGURE = re.compile(rf"^{_FIGURE}$")
_YEAR_LINE = re.compile(r"(?:ปี(?:งบประมาณ)?|พ\.?ศ\.?)[\s.]*(?:พ\.?\s*ศ\.?)?\s*(2[45]\d\d)(?!\d)")
_LISTED = re.compile(
    rf"ตัวชี้วัด(?:ที่)?\s*(?P<number>\d{{1,2}})[\s.:)]*(?P<title>[^\d]*?)\s*(?:คะแนน)?\s*(?:อยู่ที่|ได้|เท่ากับ|=|:)?\s*(?P<score>{_FIGURE})\s*(?:คะแนน|$)"
)
_CHANGE = re.compile(rf"(?:คะแนน)?(?P<way>เพิ่มขึ้น|ลดลง|เพิ่ม|ลด)\s*(?P<by>{_FIGURE})")
_NAMED = re.compile(rf"ตัวชี้วัด(?!ที่)(?P<title>[^\d]+?)\s*(?P<score>{_FIGURE})\s*คะแนน")
_OVERALL = re.compile(rf"คะแนนภาพรวม[^\d]*?(?P<score>{_FIGURE})\s*คะแนน")
_OVERALL_TITLE = "คะแนนภาพรวม"
_NUMBERED = re.compile(r"^\W*ตัวชี้วัดที่\s*[\d๐-๙]{1,2}[\s.:)]*")
_CODE = re.compile(r"(?:(?<=\s)|^)(?:ข้อ\s*)?(?P<code>[IEOieo]\s?\d{1,2})(?=[\s.:])")
_ABOUT_RESULT = re.compile(r"ผลการประเมิน|การประเมินคุณธรรม")


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of a document in order, and what does not add up."""

    indicators: tuple[IndicatorScore, ...] = ()
    questions: tuple[QuestionScore, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Tally:
    """Scores found so far; the first of an indicator and year holds."""

    year: int
    indicators: dict[tuple[int | None, int], IndicatorScore] = field(default_factory=dict)
    questions: dict[str, QuestionScore] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def add(self, found: IndicatorScore, source: str) -> None:
        key = (found.indicator, found.fiscal_year)
        held = self.indicators.setdefault(key, found)
        if held.score != found.score:
            self.findings.append(
                remark(
                    Remark.SCORE_CONFLICT,
                    tidy(source),
                    indicator=found.indicator,
                    first=held.score,
                    second=found.score,
                    proposal=str(held.score),
                )
            )


def read_scores(scraps: Sequence[Scrap], fiscal_year: int) -> Scores:
    """Scores in tables and in lists of lines; ``fiscal_year`` is that of the plan."""
    tally = _Tally(_assessed_year(scraps, fiscal_year))
    for table in _tables(scraps):
        _read_table(table, tally)
    _read_lines(scraps, tally)
    tally.findings += _unequal_changes(tally.indicators)
    return Scores(
        tuple(tally.indicators.values()), tuple(tally.questions.values()), tuple(tally.findings)
    )


def weak_questions(scores: Scores, answered: Iterable[str]) -> tuple[QuestionScore, ...]:
    """Questions of the two surveys below the pass line which no measure answers."""
    held = set(answered)
    return tuple(
        one
        for one in scores.questions
        if one.score < PASS_LINE and one.question not in held and one.question[0] in "IE"
    )


def _assessed_year(scraps: Iterable[Scrap], fiscal_year: int) -> int:
    named: Counter[int] = Counter()
    for scrap in scraps:
        text = arabic_digits(" ".join(scrap.cells))
        if len(text) < 250 and _ABOUT_RESULT.search(text):
            named.update(int(match[1]) for match in _YEAR_LINE.finditer(text))
    return named.most_common(1)[0][0] if named else fiscal_year - 1


def _tables(scraps: Sequence[Scrap]) -> Iterator[list[Scrap]]:
    """Rows of one table of scores at a time."""
    held: list[Scrap] = []
    for scrap in scraps:
        if held and (scrap.header is None or scrap.table != held[0].table):
            yield held
            held = []
        if scrap.header is not None:
            held.append(scrap)
    if held:
        yield held


def _read_table(rows: list[Scrap], tally: _Tally) -> None:
    """Rows of known width go by their columns; cells cut loose go by what stands behind what."""
    header = rows[0].header
    if header is None:
        return
    aligned = rows[0].table > 0
    lines = (
        [row.cells for row in rows] if aligned else [tuple(c for row in rows for c in row.cells)]
    )
    for cells in lines:
        _read_indicators(cells, header, tally, aligned=aligned)
    _read_questions(lines, header, tally, aligned=aligned)


def _read_indicators(
    cells: Sequence[str], header: ScoreHeader, tally: _Tally, *, aligned: bool
) -> None:
    for at, cell in enumerate(cells):
        title = tidy(_NUMBERED.sub("", without_number(cell)))
        known = indicator_named(title)
        if known is None and title != _OVERALL_TITLE:
            continue
        for place, year in _score_places(header, tally.year, at, aligned=aligned):
            score = _figure(cells[place]) if place < len(cells) else None
            if score is None:
                continue
            found = IndicatorScore(
                known.number if known else None,
                title,
                score,
                year,
                known.instrument if known else None,
                _passed(cells[place + 1 : place + 2]),
            )
            tally.add(found, f"{cell} {cells[place]}")


def _score_places(
    header: ScoreHeader, year: int, at: int, *, aligned: bool
) -> list[tuple[int, int]]:
    """Where the scores of a row stand and of which year each is."""
    if not aligned:
        return [(at + 1, year)]
    places = [i for i, column in enumerate(header.columns) if column is ScoreColumn.SCORE]
    years = [_YEAR_LINE.search(arabic_digits(header.headings[i])) for i in places]
    return [
        (place, int(match[1]) if match else year)
        for place, match in zip(places, years, strict=True)
    ]


def _passed(cells: Sequence[str]) -> bool | None:
    text = "".join(cells)
    return None if "ผ่าน" not in text else "ไม่ผ่าน" not in text


def _read_questions(
    lines: list[tuple[str, ...]], header: ScoreHeader, tally: _Tally, *, aligned: bool
) -> None:
    above: Decimal | None = None
    for cells in lines:
        for at, cell in enumerate(cells):
            codes = _codes(cell)
            if not codes:
                above = _heading_score(cells, at, above)
                continue
            places = [place for place, _ in _score_places(header, 0, at, aligned=aligned)]
            found = [_figures(cells[i]) for i in (*places, at + 1) if i < len(cells)]
            figures = next((one for one in found if one), [])
            _add_questions(codes, figures, above, tally)


def _heading_score(cells: Sequence[str], at: int, held: Decimal | None) -> Decimal | None:
    """The score of the topic named in this cell, for questions below it that have none."""
    if indicator_named(without_number(cells[at])) or not re.search(r"[ก-๎]{5}", cells[at]):
        return held
    score = _figure(cells[at + 1]) if at + 1 < len(cells) else None
    return score if score is not None else held


def _codes(cell: str) -> list[tuple[str, str]]:
    """Question codes with their words; a cell that merely mentions a code has none."""
    folded = arabic_digits(cell)
    found = list(_CODE.finditer(folded))
    if not found or found[0].start() > 3:
        return []
    ends = [match.start() for match in found[1:]] + [len(cell)]
    return [
        (match["code"].replace(" ", "").upper(), tidy(cell[match.end() : end]))
        for match, end in zip(found, ends, strict=True)
    ]


def _add_questions(
    codes: list[tuple[str, str]], figures: list[Decimal], above: Decimal | None, tally: _Tally
) -> None:
    scores = figures if len(figures) >= len(codes) > 1 else figures[:1]
    if not scores and above is not None and len(codes) == 1:
        scores = [above]
        tally.findings.append(
            remark(
                Remark.SCORE_BORROWED,
                codes[0][1],
                question=codes[0][0],
                score=above,
                proposal=str(above),
            )
        )
    for (code, text), score in zip(codes, scores, strict=False):
        tally.questions.setdefault(code, QuestionScore(code, score, text))


def _read_lines(scraps: Sequence[Scrap], tally: _Tally) -> None:
    """Lists such as "คะแนนรายตัวชี้วัดที่ 1 … 94.14 คะแนน" below a line that names the year."""
    year = tally.year
    last: tuple[int | None, int] | None = None
    for scrap in scraps:
        text = arabic_digits(tidy(" ".join(scrap.cells)))
        listed, change = _LISTED.search(text), _CHANGE.search(text)
        if listed and (known := indicator_numbered(int(listed["number"]))):
            last = (known.number, year)
            title = tidy(listed["title"]).removesuffix("คะแนน").strip() or known.names[0]
            score = Decimal(listed["score"])
            tally.add(IndicatorScore(known.number, title, score, year, known.instrument), text)
        elif change and last in tally.indicators and len(text) < 60:
            tally.indicators[last] = replace(tally.indicators[last], delta=_signed(change))
        elif (match := _YEAR_LINE.search(text)) and len(text) < 40:
            year = int(match[1])
        else:
            _read_mentions(text, tally)


def _signed(change: re.Match[str]) -> Decimal:
    by = Decimal(change["by"])
    return by if change["way"].startswith("เพิ่ม") else -by


def _read_mentions(text: str, tally: _Tally) -> None:
    if match := _OVERALL.search(text):
        tally.add(IndicatorScore(None, _OVERALL_TITLE, Decimal(match["score"]), tally.year), text)
    for match in _NAMED.finditer(text):
        if known := indicator_named(match["title"]):
            score = IndicatorScore(
                known.number,
                tidy(match["title"]),
                Decimal(match["score"]),
                tally.year,
                known.instrument,
            )
            tally.add(score, text)


def _unequal_changes(found: dict[tuple[int | None, int], IndicatorScore]) -> Iterator[Finding]:
    """Printed changes that the printed scores do not give."""
    for (number, year), score in found.items():
        before = found.get((number, year - 1))
        if score.delta is None or before is None or score.score - before.score == score.delta:
            continue
        yield remark(
            Remark.SCORE_DELTA,
            score.title,
            indicator=number,
            printed=f"{score.delta:+}",
            computed=f"{score.score - before.score:+}",
            proposal=str(score.score - before.score),
        )


def _figure(cell: str) -> Decimal | None:
    figures = _figures(cell)
    return figures[0] if figures else None


def _figures(cell: str) -> list[Decimal]:
    """The figures a cell begins with; what is no figure ends them."""
    found: list[Decimal] = []
    for word in arabic_digits(cell).split():
        if not _ONLY_FIGURE.match(word):
            break
        try:
            found.append(Decimal(word))
        except InvalidOperation:
            break
    return found
