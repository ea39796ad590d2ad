"""Districts and provinces that belong together."""

import pytest

from plans.places import PROVINCES, is_province, province_like, provinces_of


def test_there_are_seventy_six_provinces_and_the_capital():
    assert len(PROVINCES) == 77


@pytest.mark.parametrize(
    ("district", "provinces"),
    [
        ("บ้านลาด", ("เพชรบุรี",)),
        ("ด่านขุนทด", ("นครราชสีมา",)),
        ("เมืองอุบลราชธานี", ("อุบลราชธานี",)),
        ("เมืองยาง", ("นครราชสีมา",)),
        ("สอง", ("แพร่",)),
        ("ไม่มีที่นี่", ()),
    ],
)
def test_provinces_of_a_district(district, provinces):
    assert provinces_of(district) == provinces


def test_names_shared_by_several_provinces():
    assert len(provinces_of("เฉลิมพระเกียรติ")) == 5


def test_a_misprinted_province():
    assert not is_province("นครราชสิมา")
    assert province_like("นครราชสิมา") == "นครราชสีมา"
    assert province_like("ดาวอังคาร") is None
