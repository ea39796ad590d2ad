"""What a person settles of the reading's head is what the plan says from then on."""

import pytest

from plans.cover import read_organisation
from plans.decisions import decide
from plans.model import Plan, PlanKind


@pytest.mark.parametrize(
    ("front", "value", "found"),
    [
        (
            ["เทศบาลตำบลทุ่งตะวัน", "เทศบาลตำบลทุ่งตวัน"],
            "เทศบาลตำบลทุ่งตวัน",
            ("เทศบาลตำบลทุ่งตวัน", ""),
        ),
        (
            ["เทศบาลตำบลบ้านลาด", "อำเภอบ้านลาด จังหวัดเพชรบูรณ์"],
            "เพชรบุรี",
            ("เทศบาลตำบลบ้านลาด", "เพชรบุรี"),
        ),
    ],
)
def test_name_and_province(front, value, found):
    organisation, [finding] = read_organisation(front, [], "\n".join(front))
    assert value in {choice.value for choice in finding.choices}
    decided = decide(Plan(organisation, PlanKind.PLAN, 2570), finding, value).organisation
    assert (decided.name, decided.province) == found
