"""Cells split into items however noisily they are numbered, and nothing of them is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.grid import squeezed
from plans.items import dashed, first_number, split_items, with_preface, without_number
from plans.thai import thai_digits


def texts(cell: str, after: int = 0) -> list[str]:
    return [item.text for item in split_items(cell, after=after)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("๑. จัดทำ\n๒. รายงาน", ["จัดทำ", "รายงาน"], id="lines"),
        pytest.param("๑. จัดทำ ๒. รายงาน ๓. เผยแพร่", ["จัดทำ", "รายงาน", "เผยแพร่"], id="one line"),
        pytest.param("๑.จัดทำ ๒.รายงาน", ["จัดทำ", "รายงาน"], id="no blank after the dot"),
        pytest.param("1.จัดทำ\n๒.รายงาน", ["จัดทำ", "รายงาน"], id="two scripts"),
        pytest.param("1) จัดทำ 2) รายงาน", ["จัดทำ", "รายงาน"], id="bracket"),
        pytest.param("(๑) จัดทำ (๒) รายงาน", ["จัดทำ", "รายงาน"], id="two brackets"),
        pytest.param("ข้อ ๑ จัดทำ\nข้อ ๒ รายงาน", ["จัดทำ", "รายงาน"], id="ข้อ"),
        pytest.param("๑ จัดทำ\n๒ รายงาน", ["จัดทำ", "รายงาน"], id="no dots"),
        pytest.param("๑ ทุกเดือน\n๒ ข\n๒ ค", ["ทุกเดือน", "ข", "ค"], id="no dots, one twice"),
        pytest.param("จัดทำอย่างน้อย\n๑ คู่มือ", ["จัดทำอย่างน้อย ๑ คู่มือ"], id="wrapped figure"),
        pytest.param(
            "๑. ก\n๒. ข\n๓. ค\n๓. ง\n๓. จ\n๔. ฉ", list("กขคงจฉ"), id="a number three times"
        ),
        pytest.param("๑.ก\n๓.ข", ["ก", "ข"], id="a number left out"),
        pytest.param("จัดทำ\n๒. รายงาน", ["จัดทำ", "รายงาน"], id="first without number"),
        pytest.param(".จัดทำ\n2.รายงาน", ["จัดทำ", "รายงาน"], id="first number lost"),
        pytest.param("- จัดทำ", ["จัดทำ"], id="one dash"),
        pytest.param("- จัดทำ\n- รายงาน", ["จัดทำ", "รายงาน"], id="dashes"),
        pytest.param("- จัดทำ - รายงาน", ["จัดทำ", "รายงาน"], id="dashes on a line"),
        pytest.param("จัดทำรายงาน", ["จัดทำรายงาน"], id="nothing"),
        pytest.param("ก. จัดทำ\nข. รายงาน", ["จัดทำ", "รายงาน"], id="letters"),
        pytest.param("ก.พ. จัดทำ\nข.ค.", ["ก.พ. จัดทำ ข.ค."], id="abbreviations"),
        pytest.param("จัดทำคู่มือ\nรายงานผล", ["จัดทำคู่มือ", "รายงานผล"], id="paragraphs"),
        pytest.param("จัดทำคู่มือ\nของเทศบาล", ["จัดทำคู่มือ ของเทศบาล"], id="one sentence"),
        pytest.param("• จัดทำ\n• รายงาน", ["จัดทำ", "รายงาน"], id="bullets"),
        pytest.param("", [], id="empty"),
        pytest.param("๑.๑ ก ๑.๒ ข ๑.๓ ค", ["ก", "ข", "ค"], id="two levels"),
        pytest.param("๑๐.๙ ก\n๑๐.๑๐ ข", ["ก", "ข"], id="ten of ten"),
        pytest.param("๑. ก ๑.๑ ข ๑.๒ ค ๒. ง", ["ก ๑.๑ ข ๑.๒ ค", "ง"], id="parts of an item"),
        pytest.param(
            "๑. ตาม พ.ร.บ. พ.ศ. ๒๕๖๐ ๒. รายงาน",
            ["ตาม พ.ร.บ. พ.ศ. ๒๕๖๐", "รายงาน"],
            id="after a year",
        ),
        pytest.param("๑. เกิน ๕ แสนบาท ๒. ข", ["เกิน ๕ แสนบาท", "ข"], id="an amount"),
        pytest.param("๑. ภายใน ๗ วัน\n๒. ข", ["ภายใน ๗ วัน", "ข"], id="days"),
        pytest.param("๑. ทุก\n๖ เดือน\n๒. ข", ["ทุก ๖ เดือน", "ข"], id="a line that opens with months"),
        pytest.param("๑. ได้คะแนน 85.50 คะแนน\n๒. ข", ["ได้คะแนน 85.50 คะแนน", "ข"], id="a score"),
        pytest.param("๑. รายงาน\nเพิ่มเติม\n๒. ข", ["รายงาน เพิ่มเติม", "ข"], id="a second paragraph"),
        pytest.param(
            "๑. แผน\n- แผนก\n- แผนข\n๒. ข", ["แผน - แผนก - แผนข", "ข"], id="dashes inside"
        ),
    ],
)
def test_cell(cell, expected):
    assert texts(cell) == expected


def test_numbers_go_on_from_the_row_before():
    items = split_items("เพิ่มเติม\n๔. รายงาน", after=3)
    assert [(item.text, item.number, item.continues) for item in items] == [
        ("เพิ่มเติม", 3, True),
        ("รายงาน", 4, False),
    ]


def test_words_before_the_first_number_introduce_it():
    items = with_preface(split_items("ดำเนินการดังนี้\n๑. จัดทำ\n๒. รายงาน"))
    assert [item.text for item in items] == ["ดำเนินการดังนี้ จัดทำ", "รายงาน"]


@pytest.mark.parametrize(
    ("text", "number", "bare"),
    [
        ("๑. มาตรการ", 1, "มาตรการ"),
        ("๑๐.มาตรการ", 10, "มาตรการ"),
        ("- มาตรการ", None, "มาตรการ"),
        ("๗ วันหลังเสร็จ", None, "๗ วันหลังเสร็จ"),
        ("มาตรการ", None, "มาตรการ"),
    ],
)
def test_leading_number(text, number, bare):
    assert first_number(text) == number
    assert without_number(text) == bare


def test_entries_with_dashes():
    assert dashed("- หนึ่ง - สอง\n- สาม") == ("หนึ่ง", "สอง", "สาม")
    assert dashed("หนึ่ง\nสอง") == ("หนึ่ง", "สอง")


WORDS = st.lists(
    st.sampled_from(["จัดทำ", "รายงานผู้บริหาร", "เผยแพร่", "ประชุมชี้แจง", "สรุปผล"]),
    min_size=1,
    max_size=3,
).map(" ".join)


@given(
    st.lists(WORDS, min_size=1, max_size=15),
    st.sampled_from([" ", "\n"]),
    st.booleans(),
    st.sampled_from([". ", ".", ") "]),
)
def test_numbered_items_come_back(items, between, thai, mark):
    cell = between.join(f"{i}{mark}{text}" for i, text in enumerate(items, 1))
    assert texts(thai_digits(cell) if thai else cell) == items


@given(st.text(alphabet="กขค ๑๒1.2)\n-", max_size=60))
def test_no_letter_is_lost(cell):
    kept = re.sub(r"[\d.()-]", "", squeezed("".join(texts(cell))))
    assert kept == re.sub(r"[\d.()-]", "", squeezed(cell))
