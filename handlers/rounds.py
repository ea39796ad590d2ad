"""Which round is asked about: the one named, else the one that reporting is about now."""

import re

from handlers.aim import find_standing
from handlers.scene import Refused, Scene
from handlers.standing import Standing
from plans.rounds import Round
from plans.thai import arabic_digits
from reports.compile import default_round

MONTHS = re.compile(r"(?<!\d)(6|12)(?!\d)")
"""How a round is named: by its months."""


def asked_round(scene: Scene, note: str, *, brief: bool = False) -> tuple[Standing, Round]:
    """The round of a year that has a plan, with how it stands; of a new plan the running one.

    ``brief`` where figures are wanted and nobody's notes.
    """
    round_ = default_round(scene.today)
    months = MONTHS.search(arabic_digits(note))
    try:
        standing = find_standing(scene, round_.fiscal_year, brief=brief)
    except Refused:
        standing = find_standing(scene, brief=brief)
        running = Round.containing(scene.today)
        same = running.fiscal_year == standing.fiscal_year
        round_ = running if same else Round(standing.fiscal_year, 12)
    return standing, Round(standing.fiscal_year, int(months[1])) if months else round_
