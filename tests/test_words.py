"""Lines of Thai end between words, never within one, and nothing of the text is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pythainlp", reason="the extra 'pdf' is not installed")

from paper_bench import TICKED, Bench

from reports.pages import Signature
from reports.words import Words, cut, dictionary, names_of

PLAIN = dictionary()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("สำนักปลัดเทศบาล", "สำนัก|ปลัด|เทศบาล"),
        ("โครงการอบรม", "โครงการ|อบรม"),
        ("ภายในเดือนมีนาคม พ.ศ. ๒๕๖๖", "ภายใน|เดือน|มีนาคม| |พ.ศ. ๒๕๖๖"),
        ("ต.ค. 65 - มี.ค. 66", "ต.ค.| |65 -| |มี.ค.| |66"),
        ("นายก อบต. และของอบต.อื่น", "นายก| |อบต.| |และ|ของ|อบต.|อื่น"),
        ("(ใช้กับคำถาม E1, I๒)", "(ใช้กับ|คำถาม| |E1,| |I๒)"),
        ("เจ้าหน้าที่/กิจกรรม", "เจ้าหน้าที่/|กิจกรรม"),
        ("ต่างๆ ฯลฯ", "ต่างๆ| |ฯลฯ"),
        ("-จัดโครงการ", "-จัด|โครงการ"),
        ("ข้อ ๑ ครั้งที่ 2", "ข้อ ๑| |ครั้ง|ที่ 2"),
        ("ประชุม\nครั้งที่", "ประชุม|\n|ครั้ง|ที่"),
        ("https://www.abc.go.th/news/12", "https://www.|abc.go.th/|news/|12"),
        ("COVID-19", "COVID-19"),
        ("", ""),
    ],
)
def test_text_in_pieces(text, expected):
    assert "|".join(PLAIN.units(text)) == expected


def test_what_the_dictionary_does_not_know_stays_with_its_neighbours():
    assert PLAIN.units("แจ้งเทศบาลฌงฌงทราบผล") == ["แจ้ง", "เทศบาลฌงฌงทราบ", "ผล"]


def test_a_misspelt_name_stays_with_its_neighbours():
    assert "บ้านเตี้อตระหนักถึง" in Words().units("เทศบาลตำบลบ้านเตี้อตระหนักถึงการมีคุณธรรม")


def test_names_of_the_office_stay_whole():
    text = "เทศบาลตำบลแจระแมประกาศ"
    assert "แจระแม" not in PLAIN.units(text)
    assert "แจระแม" in Words(["เทศบาลตำบลแจระแม"]).units(text)


def test_names_come_from_the_office_and_who_signs():
    signature = Signature("ผู้รายงาน", "ปลัดเทศบาล", "สมชาย ดีงามยิ่ง", "ว่าที่ร้อยตรี")
    names = names_of(Bench.of(TICKED).report(signatures=[signature]))
    assert names == ("เทศบาลตำบลทุ่งตะวัน", "ดอนสายลม", "ลำตะวัน", "สมชาย", "ดีงามยิ่ง")


@given(st.text(max_size=80) | st.text("กรมาี่้ำเแ์ ๆฯ.-/(1๒aE\n", max_size=80))
def test_nothing_is_lost(text):
    assert "".join(PLAIN.units(text)) == text


@given(st.text("กรมาี่้ำเแ์ๆa1", min_size=1, max_size=60), st.integers(1, 9))
def test_what_is_too_wide_is_cut_between_letters(text, room):
    parts = list(cut(text, lambda part: len(part) <= room))
    assert "".join(parts) == text
    assert all(len(part) <= max(room, 6) for part in parts)


@pytest.mark.parametrize("text", ["ขอ" * 2500, "ตากลม" * 1000, "ๆ" * 5000, "ำ" * 5000, "(" * 5000])
def test_endless_text_is_cut_quickly(text):
    assert "".join(PLAIN.units(text)) == text
