"""Who is responsible, as offices write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.divisions import (
    KNOWN,
    Owners,
    joined,
    likeness,
    one_spelling,
    read_owners,
    short_names,
    usual_name,
)


@pytest.mark.parametrize(
    ("cell", "divisions"),
    [
        ("สำนักปลัด", ["สำนักปลัด"]),
        ("สำนักปลัด กองคลัง กองช่าง", ["สำนักปลัด", "กองคลัง", "กองช่าง"]),
        ("สำนักปลัด, กองคลัง และกองช่าง", ["สำนักปลัด", "กองคลัง", "กองช่าง"]),
        ("สำนักปลัดกองคลังกองช่าง", ["สำนักปลัด", "กองคลัง", "กองช่าง"]),
        ("๑ งานตรวจสอบภายใน ๒.กองช่าง ๓.กองคลัง", ["งานตรวจสอบภายใน", "กองช่าง", "กองคลัง"]),
        ("1. กองคลัง\n2. กองช่าง", ["กองคลัง", "กองช่าง"]),
        ("- กองคลัง - กองช่าง", ["กองคลัง", "กองช่าง"]),
        ("กองคลัง\nกองช่าง", ["กองคลัง", "กองช่าง"]),
        ("กองคลัง/งานพัสดุ", ["กองคลัง"]),
        ("สำนักปลัด งานการเจ้าหน้าที่", ["สำนักปลัด"]),
        ("สำนักปลัดเทศบาล (งานการเจ้าหน้าที่)", ["สำนักปลัดเทศบาล"]),
        ("ฝ่ายอำนวยการ สำนักปลัดเทศบาล", ["สำนักปลัดเทศบาล"]),
        ("งานตรวจสอบภายใน สำนักปลัด", ["งานตรวจสอบภายใน", "สำนักปลัด"]),
        ("งานการ เจ้าหน้าที่", ["งานการเจ้าหน้าที่"]),
        ("งานวิเคราะห์ นโยบาย และ แผน", ["งานวิเคราะห์นโยบายและแผน"]),
        ("กองช่าง กองสาธารณสุข และสิ่งแวดล้อม", ["กองช่าง", "กองสาธารณสุขและสิ่งแวดล้อม"]),
        ("กองยุทธศาสตร์และงบประมาณ", ["กองยุทธศาสตร์และงบประมาณ"]),
        ("กองคลังและกองช่าง", ["กองคลัง", "กองช่าง"]),
        ("ผู้อำนวยการกองคลัง", ["กองคลัง"]),
        ("หัวหน้าสำนักปลัด", ["สำนักปลัด"]),
        ("กองการศึกษา ศาสนาและวัฒนธรรม", ["กองการศึกษาศาสนาและวัฒนธรรม"]),
        ("คณะกรรมการ ประเมิน คุณธรรม", ["คณะกรรมการประเมินคุณธรรม"]),
    ],
)
def test_names(cell, divisions):
    found = joined(read_owners(cell))
    assert list(found.divisions) == divisions
    assert not found.everyone


@pytest.mark.parametrize(
    "cell",
    [
        "ทุกส่วนราชการ",
        "ทุกภารกิจงาน",
        "เจ้าหน้าที่ทุกภารกิจงาน",
        "ทุกสำนัก/กอง",
        "ทุกกอง/สำนัก/ฝ่าย",
        "ทุกกองในเทศบาล",
        "ทุก ๆ กอง",
        "เจ้าหน้าที่ทุก สำนัก/กอง ใน อบต.ท่าข้าม",
        "ส่วนราชการทุกส่วน",
        "ทุกหน่วยงานในสังกัด",
        "พนักงานทุกคน",
        "- ทุกส่วนงาน",
    ],
)
def test_everyone(cell):
    assert joined(read_owners(cell)) == Owners(everyone=True)


def test_everyone_and_one_besides():
    found = joined(read_owners("ทุกส่วนราชการ กองยุทธศาสตร์และงบประมาณ"))
    assert found == Owners(("กองยุทธศาสตร์และงบประมาณ",), everyone=True)


@pytest.mark.parametrize(
    ("cell", "collector"),
    [
        ("ทุกภารกิจงานจัดทำข้อมูลในส่วนงานตนเอง และส่งมอบให้สำนักปลัดรวบรวม", "สำนักปลัด"),
        ("ทุกส่วนราชการ โดยมีกองคลังเป็นผู้รวบรวม", "กองคลัง"),
        ("ทุกกองจัดทำรายงาน ส่งให้กองยุทธศาสตร์และงบประมาณเป็นผู้รวบรวม", "กองยุทธศาสตร์และงบประมาณ"),
        ("ทุกกองรวบรวมส่งกองคลัง", "กองคลัง"),
        ("ทุกภารกิจงานจัดทำข้อมูล และส่งมอบให้เจ้าหน้าที่ผู้รับผิดชอบเผยแพร่", None),
    ],
)
def test_collector(cell, collector):
    found = joined(read_owners(cell))
    assert found.everyone
    assert found.collector == collector
    assert found.divisions == ((collector,) if collector else ())


def test_owners_joined_by_a_slash_are_joint():
    (found,) = read_owners("สำนักปลัดเทศบาล/กองการเจ้าหน้าที่")
    assert found == Owners(("สำนักปลัดเทศบาล", "กองการเจ้าหน้าที่"), joint=True)


def test_entries_keep_their_order_and_repetitions():
    found = [one.divisions or "all" for one in read_owners("ทุกส่วนราชการ\nกองคลัง\nกองคลัง")]
    assert found == ["all", ("กองคลัง",), ("กองคลัง",)]


def test_a_role_is_no_division():
    found = joined(read_owners("ผู้บริหาร สำนักปลัด"))
    assert found == Owners(("สำนักปลัด",), roles=("ผู้บริหาร",))


def test_words_that_may_mean_more_are_kept():
    found = joined(read_owners("สำนักปลัด ภารกิจอื่นที่เกี่ยวข้อง"))
    assert (found.divisions, found.vague) == (("สำนักปลัด",), ("ภารกิจอื่นที่เกี่ยวข้อง",))


def test_instructions_of_the_form_are_no_division():
    assert joined(read_owners("สำนักปลัด(หน่วยงานอาจกำหนดเป็นตำแหน่งก็ได้)")) == Owners(("สำนักปลัด",))


def test_the_frequent_spelling_wins():
    long = "คณะกรรมการประเมินคุณธรรมขององค์การบริหารส่วนตำบลท่าข้าม"
    slip = "คณะกรรมการประเมินคุณธรรมขององค์กรบริหารส่วนตำบลท่าข้าม"
    assert one_spelling([long, slip, long]) == {long: long, slip: long}


def test_misprints_are_alike_and_other_divisions_are_not():
    assert likeness("กองสาธารณสุช", "กองสาธารณสุข") > 0.9
    assert likeness("กองคลัง", "กองช่าง") < 0.75
    assert usual_name("สำนักปลัด") == "สำนักปลัดเทศบาล"
    assert usual_name("กองอวกาศ") is None


NAMES = st.sampled_from([unit[0] for unit in KNOWN if unit[0].startswith(("กอง", "สำนัก"))])


@given(
    st.lists(NAMES, min_size=1, max_size=8, unique=True), st.sampled_from([" ", "\n", ", ", " และ"])
)
def test_any_list_of_usual_divisions_reads_back(names, between):
    assert list(joined(read_owners(between.join(names))).divisions) == names


@given(st.text(alphabet="กองคลังสำนักปลัด /,\n-.1๒()ทุก", max_size=80))
def test_any_text_is_read_without_failing(cell):
    joined(read_owners(cell))


OFFICE = ("สำนักปลัดเทศบาล", "กองคลัง", "กองช่าง", "กองสวัสดิการสังคม", "กองการเจ้าหน้าที่")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("คลัง", "กองคลัง"),
        ("กค.", "กองคลัง"),
        ("ช่าง", "กองช่าง"),
        ("โยธา", "กองช่าง"),
        ("สป.", "สำนักปลัดเทศบาล"),
        ("สำนักปลัด", "สำนักปลัดเทศบาล"),
        ("พัฒนาชุมชน", "กองสวัสดิการสังคม"),
        ("เจ้าหน้าที่", None),
        ("ปลัด", None),
        ("กองคลัง", None),
    ],
)
def test_what_clerks_call_a_division(said, meant):
    assert short_names(OFFICE).get(said) == meant


def test_a_short_name_of_two_divisions_means_neither():
    assert "การประปา" not in short_names(["กองการประปา", "ส่วนการประปา"])
    assert "คลัง" not in short_names(["กองคลัง", "สำนักคลัง"])
