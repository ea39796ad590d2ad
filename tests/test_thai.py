"""Digits, numbers, months and dates of Thai office texts, and text damaged on the way."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import thai
from plans.thai import (
    MONTHS,
    SHORT_MONTHS,
    Script,
    arabic_digits,
    fold,
    in_script,
    print_date,
    print_month,
    print_short_date,
    print_year,
    read_dates,
    read_month,
    read_number,
    read_past_day,
    read_year,
    repair,
    thai_digits,
    tidy,
)

MODERN = st.dates(date(1960, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        pytest.param("เมื่อวันที่  1   เดือน ตุลาคม พ.ศ.2565", [date(2022, 10, 1)], id="with เดือน"),
        pytest.param("เมื่อวันที่ 1เดือนตุลาค พ.ศ.2565", [date(2022, 10, 1)], id="misspelt"),
        pytest.param("วันที่1 เดือน ธันวาคม พ.ศ2565", [date(2022, 12, 1)], id="half a พ.ศ."),
        pytest.param("วันที่ 1 เดือน ตุลาคม พ.ศ 2565", [date(2022, 10, 1)], id="พ.ศ without dot"),
        pytest.param("ประชุมเมื่อวันที่ ๑๘ ม.ค.๒๕๖๖", [date(2023, 1, 18)], id="short month"),
        pytest.param("เมื่อ วันที่ ๒๔ ก.พ.๒๕๖๖", [date(2023, 2, 24)], id="broken by a wrap"),
        pytest.param("๑๘ ม.ค. ๖๖", [date(2023, 1, 18)], id="two-digit year"),
        pytest.param("5 เมยายน 256๖", [date(2023, 4, 5)], id="misspelt, mixed digits"),
        pytest.param("๑๕ กรกฏาคม ๒๕๖๖", [date(2023, 7, 15)], id="กรกฏาคม"),
        pytest.param("30/4/2566", [date(2023, 4, 30)], id="slashes"),
        pytest.param("30-04-66 และ 01.05.2566", [date(2023, 4, 30), date(2023, 5, 1)], id="others"),
        pytest.param("๑๘ – ๑๙ มกราคม ๒๕๖๖", [date(2023, 1, 18), date(2023, 1, 19)], id="two days"),
        pytest.param("วันที่เจ็ด มีนาคม ๒๕๖๖", [date(2023, 3, 7)], id="in words"),
        pytest.param("๒๗ ตุลาคม ๒๕๖๕ ... ๒๗ ตุลาคม 2565", [date(2022, 10, 27)], id="each once"),
        pytest.param("๓๑ เมษายน ๒๕๖๖", [], id="no such day"),
        pytest.param("ประจำปี พ.ศ. ๒๕๖๖", [], id="a year alone"),
        pytest.param("พ.ร.บ. พ.ศ. ๒๕๖๐ ข้อ ๓ มาตรา ๙", [], id="an act"),
        pytest.param("เดือนมกราคม ๒๕๖๖", [], id="a month alone"),
        pytest.param("ข้อมูล ณ วันที่ ๓๑ มีนาคม ๒๕๖๗", [], id="as of"),
        pytest.param("คำสั่งลงวันที่ ๕ มกราคม ๒๕๖๖", [], id="a letter's date"),
    ],
)
def test_dates_in_prose(text, dates):
    assert list(read_dates(text)) == dates


@given(MODERN, st.sampled_from(Script))
def test_a_printed_date_reads_back(day, script):
    assert read_dates(f"เมื่อวันที่ {print_date(day, script)} ณ ห้องประชุม") == (day,)


@given(st.dates(date(2017, 1, 1), date(2050, 12, 31)), st.sampled_from(Script))
def test_a_short_date_reads_back_as_buddhist_era(day, script):
    if day.year + 543 < 2600:
        assert read_dates(print_short_date(day, script)) == (day,)


def test_printing():
    day = date(2023, 4, 3)
    assert print_date(day) == "๓ เมษายน ๒๕๖๖"
    assert print_date(day, Script.ARABIC) == "3 เมษายน 2566"
    assert print_short_date(day) == "๓ เม.ย. ๖๖"
    assert print_month(day) == "เมษายน ๒๕๖๖"
    assert print_year(2023) == "๒๕๖๖"


@given(st.text())
def test_digits_there_and_back(text):
    assert arabic_digits(thai_digits(text)) == arabic_digits(text)
    assert in_script(in_script(text, Script.THAI), Script.ARABIC) == arabic_digits(text)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        *((name, number) for number, name in enumerate(MONTHS, 1)),
        *((name, number) for number, name in enumerate(SHORT_MONTHS, 1)),
        ("กุมภาพันธ", 2),
        ("กุมภาพันธุ์", 2),
        ("เมยายน", 4),
        ("กรกฏาคม", 7),
        ("พฤษจิกายน", 11),
        ("พฤศภาคม", 5),
        ("ตุลาค", 10),
        ("เดือน มีนา คม", 3),
        ("มิย.", 6),
        ("ธ.ค", 12),
        ("ก.พ.ร.", None),
        ("วันที่", None),
        ("", None),
    ],
)
def test_month(text, month):
    assert read_month(text) == month


@given(st.integers(1, 12), st.data())
def test_one_slip_in_a_month_is_forgiven(month, data):
    name = MONTHS[month - 1]
    at = data.draw(st.integers(1, len(name) - 1))
    slip = name[:at] + name[at + 1 :]
    assert read_month(slip) in (month, None)
    assert read_month(slip) == month or slip[:1] != name[:1]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("๓๐", 30),
        ("1๐", 10),
        ("สามสิบ", 30),
        ("สิบห้า", 15),
        ("ยี่สิบเอ็ด", 21),
        ("หนึ่งร้อยแปดสิบ", 180),
        ("ร้อยยี่สิบ", 120),
        ("เจ็ด", 7),
        ("ศูนย์", 0),
        ("สองพันห้าร้อยหกสิบหก", 2566),
        ("ห้าม", None),
        ("", None),
        ("3.5", None),
        ("9" * 5000, None),
    ],
)
def test_number(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("พ.ศ. ๒๕๖๖", 2023),
        ("256๖", 2023),
        ("ปี 66", 2023),
        ("2023", 2023),
        ("พ.ศ.", None),
        ("๒๕๖", None),
    ],
)
def test_year(text, year):
    assert read_year(text) == year


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("เมื่อวันที่ ๑๘ ม.ค. ๒๕๖๖", date(2023, 1, 18), id="with year"),
        pytest.param("๑๒ ก.พ.", date(2023, 2, 12), id="this year"),
        pytest.param("วันที่ 25 ธันวาคม", date(2022, 12, 25), id="the last such day"),
        pytest.param("เมื่อวาน", date(2023, 2, 14), id="yesterday"),
        pytest.param("วันนี้", date(2023, 2, 15), id="today"),
        pytest.param("อบรมแล้ว 42 คน", None, id="none"),
    ],
)
def test_a_past_day_as_somebody_says_it(text, day):
    assert read_past_day(text, today=date(2023, 2, 15)) == day


@pytest.mark.parametrize(
    ("damaged", "right"),
    [
        pytest.param("ค าถาม ด าเนินการ", "คำถาม ดำเนินการ", id="split sara am"),
        pytest.param("น ้าประปา", "น้าประปา", id="a real word stays"),
        pytest.param("ด ำเนินการ", "ดำเนินการ", id="blank before sara am"),
        pytest.param("จัดทํา นํ้า น้ํา", "จัดทำ น้ำ น้ำ", id="decomposed sara am"),
        pytest.param("ที ่ตั ้ง", "ที่ตั้ง", id="blank before marks"),
        pytest.param("เเละ", "และ", id="two sara e"),
        pytest.param("ที่่", "ที่", id="doubled tone"),
        pytest.param("ปี\uf70aที\uf70b", "ปี่ที้", id="shifted glyphs of old fonts"),
        pytest.param("ภาย\u200bใน\ufeff", "ภายใน", id="zero width"),
        pytest.param("พ.ศ.\u00a0๒๕๖๖", "พ.ศ. ๒๕๖๖", id="no-break space"),
        pytest.param("ภายในเดือน".encode("cp874").decode("latin-1"), "ภายในเดือน", id="Latin-1"),
        pytest.param("Plan 2566 café", "Plan 2566 café", id="not Thai"),
        pytest.param("กำหนดเวลาแล้วเสร็จ", "กำหนดเวลาแล้วเสร็จ", id="sound"),
    ],
)
def test_repair(damaged, right):
    assert repair(damaged) == right


@given(st.text(alphabet="กเา่้ีุำํ์ \u200b\u00a0\uf70a", max_size=12))
def test_a_text_taken_for_sound_needs_no_repair(text):
    patterns = [pattern for pattern, _ in thai._REPAIRS]
    needed = text.translate(thai._GLYPHS) != text or any(one.search(text) for one in patterns)
    assert thai._DAMAGE.search(text) or not needed


def test_a_month_spelt_well_is_what_its_patterns_say():
    for name, number in thai._WELL_SPELT.items():
        fitting = [m for m, one in enumerate(thai._EACH_MONTH, 1) if one.fullmatch(name)]
        assert fitting == [number]


@given(st.text(alphabet="กขคงามเดือนที่ ่้ํำ 0๑\u200b\u00a0.", max_size=40))
def test_folding_keeps_the_place_of_every_character(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= place < len(text) for place in folded.origin)


def test_folding_drops_blanks_but_between_digits():
    folded = fold("ภายใน เดือน  ๒๕๖๗ ๒. ดี")
    assert folded.text == "ภายในเดือน2567 2.ดี"
    assert folded.span(0, 10) == (0, 11)


def test_tidy_changes_nothing_but_white_space():
    assert tidy("  กอง\tคลัง \n ๑ ") == "กอง คลัง ๑"
