"""The indicators' ITA scores of the last two years known, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from plans.model import IndicatorScore


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One indicator: its score of each year, None where a year has none."""

    name: str
    values: tuple[Decimal | None, ...]

    @property
    def difference(self) -> Decimal | None:
        """What the newest year has more than the one before."""
        before, after = (None, *self.values)[-2:]
        return None if before is None or after is None else after - before


def score_years(scores: Sequence[IndicatorScore]) -> tuple[int, ...]:
    """The last two years known, oldest first."""
    return tuple(sorted({score.fiscal_year for score in scores})[-2:])


def score_lines(scores: Sequence[IndicatorScore]) -> tuple[ScoreLine, ...]:
    """Every indicator by its number, those without one first."""
    years = score_years(scores)
    ordered = sorted(scores, key=lambda score: (*_indicator(score), score.fiscal_year))
    return tuple(_line(tuple(same), years) for _, same in groupby(ordered, _indicator))


def _indicator(score: IndicatorScore) -> tuple[int, str]:
    return (score.indicator or 0, "" if score.indicator else score.title)


def _line(scores: Sequence[IndicatorScore], years: Sequence[int]) -> ScoreLine:
    of_year = {score.fiscal_year: score.score for score in scores}
    number = f"ตัวชี้วัดที่ {scores[-1].indicator} " if scores[-1].indicator else ""
    return ScoreLine(f"{number}{scores[-1].title}", tuple(of_year.get(year) for year in years))
