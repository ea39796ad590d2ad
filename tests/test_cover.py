"""Whose plan it is: where a name ends that the sentence goes on behind."""

import pytest

from plans.cover import read_organisation


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("เทศบาลตำบลทุ่งตะวันจึงกำหนดมาตรการดังนี้", "เทศบาลตำบลทุ่งตะวัน"),
        ("เทศบาลเมืองสายธารโดยสำนักปลัดเทศบาล", "เทศบาลเมืองสายธาร"),
        ("เทศบาลตำบลดอนกลางมีการประเมิน", "เทศบาลตำบลดอนกลาง"),
        ("เทศบาลตำบลดอนกลางขอรายงานผล", "เทศบาลตำบลดอนกลาง"),
        ("องค์การบริหารส่วนตำบลนาเรืองได้จัดทำแผน", "องค์การบริหารส่วนตำบลนาเรือง"),
        ("องค์การบริหารส่วนตำบลนาเรืองในปีงบประมาณ", "องค์การบริหารส่วนตำบลนาเรือง"),
        ("เทศบาลตำบลในเมือง", "เทศบาลตำบลในเมือง"),
        ("เทศบาลนครขอนแก่น", "เทศบาลนครขอนแก่น"),
        ("องค์การบริหารส่วนตำบลรอบเมือง", "องค์การบริหารส่วนตำบลรอบเมือง"),
        ("เทศบาลตำบลแม่จะเรา", "เทศบาลตำบลแม่จะเรา"),
        ("เทศบาลตำบลเวียงเชียงของ", "เทศบาลตำบลเวียงเชียงของ"),
        ("องค์การบริหารส่วนตำบลและ อำเภอทุ่งช้าง", "องค์การบริหารส่วนตำบลและ"),
    ],
)
def test_a_name_ends_where_the_sentence_goes_on(line, name):
    organisation, _ = read_organisation([line], [], line)
    assert organisation.name == name


def test_a_sentence_after_the_name_is_no_other_spelling():
    front = ["เทศบาลตำบลทุ่งตะวัน", "อำเภอทุ่งตะวัน จังหวัดนครสวรรค์", "เทศบาลตำบลทุ่งตะวันจึงกำหนดมาตรการ"]
    organisation, findings = read_organisation(front, [], "\n".join(front))
    assert (organisation.name, findings) == ("เทศบาลตำบลทุ่งตะวัน", [])


def test_another_spelling_is_shown():
    front = ["เทศบาลตำบลทุ่งตะวัน", "เทศบาลตำบลทุ่งตวัน"]
    _, findings = read_organisation(front, [], "\n".join(front))
    assert [one.code for one in findings] == ["organisation_spellings"]
