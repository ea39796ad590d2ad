"""What monitoring clauses mean: a table of phrases as offices write them, and properties."""

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.clauses import apply_choice, clause_dates, read_clauses, read_period, read_periods
from plans.model import Actor, Clause, ClauseKind, Every, Period
from plans.rounds import add_months, fiscal_period, month_end, month_in
from plans.thai import MONTHS, SHORT_MONTHS, Script, in_script, print_date, print_month

YEAR = 2566
TABLE = Path(__file__).with_name("clauses.tsv")


def _rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [pytest.param(*row, id=row[0]) for row in rows]


def described(clause):
    """A clause's meaning in the table's words."""
    recurring = clause.kind is ClauseKind.RECURRING
    words = [clause.actor.value, (clause.every or "open") if recurring else clause.kind.value]
    optional = {
        "interval": clause.interval if clause.interval != 1 else None,
        "months": ",".join(map(str, clause.months)) if recurring else None,
        "choices": ",".join(clause.choices),
        "within": clause.within_days,
        "times": clause.times if clause.times != 1 else None,
    }
    words += [f"{name}={value}" for name, value in optional.items() if value not in (None, "")]
    words += ["every-year"] if clause.every_year else []
    words += [f"starts={clause.starts}"] if clause.starts else []
    return " ".join(words)


def dated(days):
    """Up to six dates in full, more as their number, the first two and the last."""
    if len(days) > 6:
        return f"{len(days)} {days[0]} {days[1]} {days[-1]}"
    return " ".join(map(str, days)) or "-"


@pytest.mark.parametrize(("text", "meaning", "dates", "findings"), _rows())
def test_clause(text, meaning, dates, findings):
    reading = read_clauses(text, fiscal_year=YEAR)
    found = [
        clause_dates(clause, fiscal_year=YEAR, siblings=reading.clauses)
        for clause in reading.clauses
    ]
    assert " | ".join(described(clause) for clause in reading.clauses) == meaning
    assert " | ".join(dated(days) for days in found) == dates
    assert (" ".join(finding.code for finding in reading.findings) or "-") == findings


def test_the_table_is_large():
    assert len(_rows()) >= 200


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("ช่วงเดือนเมษายน - มิถุนายน ๒๕๖๖", date(2023, 4, 1)),
        ("ระหว่างวันที่ ๑๕ ธันวาคม ๒๕๖๕ – ๓๑ มกราคม ๒๕๖๖", date(2022, 12, 15)),
    ],
)
def test_a_window_keeps_its_first_day(text, starts):
    (clause,) = read_clauses(text, fiscal_year=YEAR).clauses
    assert clause.starts == starts


def test_the_span_shows_the_words_read():
    text = "กองคลังรายงานผล  ภายในเดือน มกราคม   ๒๕๖๖ ให้ครบถ้วน"
    (clause,) = read_clauses(text, fiscal_year=YEAR).clauses
    assert clause.span is not None
    start, end = clause.span
    assert clause.text == "กองคลังรายงานผล ภายในเดือน มกราคม ๒๕๖๖ ให้ครบถ้วน"
    assert clause.text[start:end] == "ภายในเดือน มกราคม ๒๕๖๖"


def test_the_span_of_a_second_obligation_counts_from_its_own_text():
    text = "จัดทำแผนภายในเดือนตุลาคม ๒๕๖๕ และรายงานผลภายในเดือนเมษายน ๒๕๖๖"
    _, second = read_clauses(text, fiscal_year=YEAR).clauses
    assert second.text == "และรายงานผลภายในเดือนเมษายน ๒๕๖๖"
    assert second.text[slice(*second.span)] == "ภายในเดือนเมษายน ๒๕๖๖"


def test_a_step_gives_only_clauses_that_state_a_time():
    def step(text):
        return [c.kind for c in read_clauses(text, fiscal_year=YEAR, step=3).clauses]

    assert step("จัดทำคู่มือให้เป็นปัจจุบัน") == []
    assert step("เมื่อมีการร้องเรียนให้ติดตามผล") == []
    assert step("ประชาสัมพันธ์") == []
    assert step("ประชาสัมพันธ์ไม่เกิน ๗ วันหลังจัดกิจกรรม") == [ClauseKind.AFTER_EVENT]
    (clause,) = read_clauses("รายงาน (รายเดือน)", fiscal_year=YEAR, step=3).clauses
    assert (clause.every, clause.step) == (Every.MONTH, 3)


def test_a_half_year_takes_the_months_of_its_sibling_only():
    sibling = Clause("", kind=ClauseKind.RECURRING, every=Every.HALF_YEAR, months=(4, 10))
    (clause,) = read_clauses("ติดตามทุก ๖ เดือนตามกำหนด", fiscal_year=YEAR).clauses
    assert clause.months == ()
    assert clause_dates(clause, fiscal_year=YEAR) == ()
    dates = clause_dates(clause, fiscal_year=YEAR, siblings=(sibling,))
    assert dates == (date(2022, 10, 31), date(2023, 4, 30))


def test_holidays_count_where_the_clause_speaks_of_working_days():
    (clause,) = read_clauses("วันทำการสุดท้ายของเดือน", fiscal_year=YEAR).clauses
    december = (date(2022, 12, 30), date(2022, 12, 31))
    assert date(2022, 12, 30) in clause_dates(clause, fiscal_year=YEAR)
    assert date(2022, 12, 29) in clause_dates(clause, fiscal_year=YEAR, holidays=december)


@pytest.mark.parametrize(
    ("text", "value", "dates"),
    [
        pytest.param("รายเดือนหรือรายไตรมาสก็ได้", "every:quarter", 4, id="interval"),
        pytest.param("ทุก ๖ เดือน", "months:3,9", 2, id="months"),
        pytest.param("สรุปสถิติรอบ ๖ เดือน", "due:2023-04-30", 1, id="due"),
        pytest.param("ทุกต้นเดือน", "days:5", 12, id="days"),
        pytest.param("กลางเดือนเมษายน", "none", 0, id="no date"),
        pytest.param("เดือนละ ๒ ครั้ง", "keep", 12, id="as read"),
        pytest.param("ตรวจสอบเป็นระยะ", "every:half_year", 2, id="half-year has months"),
    ],
)
def test_an_answer_settles_a_finding(text, value, dates):
    reading = read_clauses(text, fiscal_year=YEAR)
    assert value in [choice.value for choice in reading.findings[0].choices]
    settled = apply_choice(reading.clauses[0], value)
    assert len(clause_dates(settled, fiscal_year=YEAR)) == dates


@pytest.mark.parametrize("text", [row.id for row in _rows() if row.values[3] != "-"])
def test_every_answer_offered_can_be_applied(text):
    reading = read_clauses(text, fiscal_year=YEAR)
    for finding in reading.findings:
        clause = reading.clauses[finding.clause - 1]
        values = [choice.value for choice in finding.choices]
        assert finding.proposal in (None, *values)
        assert all(choice.label for choice in finding.choices)
        for value in values:
            settled = apply_choice(clause, value, assumed=True)
            assert settled.assumed
            clause_dates(settled, fiscal_year=YEAR)


WHOLE = Period(date(2022, 10, 1), date(2023, 9, 30))


@pytest.mark.parametrize(
    ("text", "year", "starts", "ends"),
    [
        ("มกราคม - มีนาคม 2568", 2568, date(2025, 1, 1), date(2025, 3, 31)),
        ("มกราคม – มีนาคม ๒๕๖๘", None, date(2025, 1, 1), date(2025, 3, 31)),
        ("ตุลาคม ๒๕๖๖ - กันยายน ๒๕๖๗", None, date(2023, 10, 1), date(2024, 9, 30)),
        ("๑ ตุลาคม ๒๕๖๖ - ๓๐ กันยายน ๒๕๖๗", None, date(2023, 10, 1), date(2024, 9, 30)),
        ("ต.ค. ๖๕ – มี.ค. ๖๖", 2566, date(2022, 10, 1), date(2023, 3, 31)),
        ("ต.ค. - ธ.ค.", 2566, date(2022, 10, 1), date(2022, 12, 31)),
        ("ปีงบประมาณ พ.ศ. ๒๕๖๖", None, WHOLE.starts, WHOLE.ends),
        ("ปี 2566", None, WHOLE.starts, WHOLE.ends),
        ("ตลอดปีงบประมาณ", 2566, WHOLE.starts, WHOLE.ends),
        ("ตลอดทั้งปี", 2566, WHOLE.starts, WHOLE.ends),
        ("ภายในปีงบประมาณ พ.ศ. ๒๕๖๖", 2566, WHOLE.starts, WHOLE.ends),
        ("ไตรมาสที่ ๑ - ๔", 2566, WHOLE.starts, WHOLE.ends),
        ("ไตรมาสที่ ๒", 2566, date(2023, 1, 1), date(2023, 3, 31)),
        ("ไตรมาสที่ ๑ - ๒", 2566, date(2022, 10, 1), date(2023, 3, 31)),
        ("มกราคม ๒๕๖๖", 2566, date(2023, 1, 1), date(2023, 1, 31)),
        ("ภายในวันที่ ๓๑ มีนาคม ๒๕๖๖", 2566, date(2022, 10, 1), date(2023, 3, 31)),
        ("วันที่ ๑๕ ธันวาคม ๒๕๖๕ ถึง ๑๕ มกราคม ๒๕๖๖", None, date(2022, 12, 15), date(2023, 1, 15)),
        ("รอบ ๖ เดือน", 2566, date(2022, 10, 1), date(2023, 3, 31)),
        ("๑ ต.ค. ๒๕๖๕ - ๓๐ ก.ย. ๒๕๖๖", None, WHOLE.starts, WHOLE.ends),
    ],
)
def test_period(text, year, starts, ends):
    assert read_period(text, fiscal_year=year) == Period(starts, ends)


@pytest.mark.parametrize("text", ["", "-", "ทุกส่วนราชการ", "ตามความเหมาะสม"])
def test_no_period(text):
    assert read_period(text, fiscal_year=YEAR) is None


def test_several_periods_in_a_flattened_cell():
    text = "๑ ตุลาคม ๒๕๖๖ - ๓๐ กันยายน ๒๕๖๗ ๑ ตุลาคม ๒๕๖๖ - ๓๑ มีนาคม ๒๕๖๗"
    assert read_periods(text, fiscal_year=2567) == (
        Period(date(2023, 10, 1), date(2024, 9, 30)),
        Period(date(2023, 10, 1), date(2024, 3, 31)),
    )


# --- properties: what is printed from a meaning reads back as that meaning ----------------------


@dataclass(frozen=True)
class Said:
    """A phrase and what it was printed from."""

    words: str
    kind: ClauseKind
    dates: tuple[date, ...]
    every: Every | None = None


scripts = st.sampled_from(Script)
days = st.dates(fiscal_period(YEAR).starts, fiscal_period(YEAR).ends)
marks = st.sampled_from(["ภายใน", "ให้แล้วเสร็จภายใน", "ไม่เกิน", "กำหนดแล้วเสร็จภายใน", "อย่างช้าภายใน"])


def _ends(months):
    start = fiscal_period(YEAR).starts
    return tuple(month_end(add_months(start, n - 1)) for n in range(months, 13, months))


@st.composite
def month_deadlines(draw):
    day = month_end(draw(days))
    name = draw(st.sampled_from([MONTHS, SHORT_MONTHS]))[day.month - 1]
    year = draw(st.sampled_from(["", f" {day.year + 543}", f" พ.ศ. {day.year + 543}"]))
    words = f"{draw(marks)}เดือน{draw(st.sampled_from(['', ' ']))}{name}{year}"
    return Said(in_script(words, draw(scripts)), ClauseKind.DEADLINE, (day,))


@st.composite
def day_deadlines(draw):
    day = draw(days)
    short = f"{day.day} {SHORT_MONTHS[day.month - 1]} {(day.year + 543) % 100}"
    plain = f"{day.day}/{day.month}/{day.year + 543}"
    words = draw(st.sampled_from([print_date(day), short, plain]))
    return Said(in_script(f"{draw(marks)}วันที่ {words}", draw(scripts)), ClauseKind.DEADLINE, (day,))


@st.composite
def month_lists(draw):
    found = draw(st.lists(days, min_size=2, max_size=4, unique_by=lambda day: day.month))
    ends = sorted(month_end(day) for day in found)
    words = " และเดือน".join(print_month(day) for day in ends)
    return Said(f"ภายในเดือน{words}", ClauseKind.DEADLINE, tuple(ends))


@st.composite
def windows(draw):
    first, last = sorted(draw(st.tuples(days, days)))
    words = draw(st.sampled_from(["ระหว่างวันที่ {} - {}", "ตั้งแต่วันที่ {} ถึงวันที่ {}"]))
    words = words.format(print_date(first), print_date(last))
    return Said(in_script(words, draw(scripts)), ClauseKind.DEADLINE, (last,))


RHYTHMS = (
    ("ทุก{}", {"เดือน": 1, "ไตรมาส": 3, "ปี": 12}),
    ("{}ละ ๑ ครั้ง", {"เดือน": 1, "ไตรมาส": 3, "ปี": 12}),
    ("อย่างน้อย 1 ครั้งต่อ{}", {"เดือน": 1, "ไตรมาส": 3, "ปี": 12}),
    ("เป็นประจำทุก {}", {"2 เดือน": 2, "๓ เดือน": 3, "สี่เดือน": 4, "๑๒ เดือน": 12}),
)
UNITS = {1: Every.MONTH, 2: Every.MONTH, 3: Every.QUARTER, 4: Every.MONTH, 12: Every.YEAR}


@st.composite
def rhythms(draw):
    pattern, units = draw(st.sampled_from(RHYTHMS))
    unit = draw(st.sampled_from(sorted(units)))
    months = units[unit]
    return Said(pattern.format(unit), ClauseKind.RECURRING, _ends(months), UNITS[months])


@st.composite
def half_years(draw):
    month = draw(st.integers(1, 6))
    dates = sorted(month_end(month_in(YEAR, m)) for m in (month, month + 6))
    words = f"ทุก ๖ เดือน ภายในเดือน{MONTHS[month - 1]} และเดือน{MONTHS[month + 5]}"
    words += draw(st.sampled_from(["", " ของทุกปี"]))
    return Said(words, ClauseKind.RECURRING, tuple(dates), Every.HALF_YEAR)


@st.composite
def days_of_month(draw):
    number = draw(st.integers(1, 28))
    words = draw(
        st.sampled_from(
            ["ทุกวันที่ {} ของเดือน", "ภายในวันที่ {} ของทุกเดือน", "ทุกเดือน ภายในวันที่ {} ของเดือนถัดไป"]
        )
    ).format(number)
    dates = tuple(end.replace(day=number) for end in _ends(1))
    return Said(in_script(words, draw(scripts)), ClauseKind.RECURRING, dates, Every.MONTH)


@st.composite
def timeless(draw):
    words, kind = draw(
        st.sampled_from(
            [
                ("ให้เป็นปัจจุบัน", ClauseKind.CONTINUOUS),
                ("อย่างสม่ำเสมอ", ClauseKind.CONTINUOUS),
                ("ให้เสร็จสิ้นตามระยะเวลาที่กำหนด", ClauseKind.UNSCHEDULED),
                ("ภายใน ๗ วันหลังเสร็จสิ้นโครงการ", ClauseKind.AFTER_EVENT),
                ("", ClauseKind.UNSCHEDULED),
            ]
        )
    )
    return Said(words, kind, ())


phrases = st.one_of(
    month_deadlines(),
    day_deadlines(),
    month_lists(),
    windows(),
    rhythms(),
    half_years(),
    days_of_month(),
    timeless(),
)
subjects = st.sampled_from(
    [
        ("เจ้าหน้าที่ผู้รับผิดชอบ", Actor.STAFF),
        ("กองคลัง", Actor.STAFF),
        ("๒. สำนักปลัด", Actor.STAFF),
        ("ผู้บริหาร", Actor.EXECUTIVE),
        ("- นายกเทศมนตรี", Actor.EXECUTIVE),
        ("", Actor.STAFF),
    ]
)
works = st.sampled_from(
    [
        "รายงานผลการดำเนินงานให้ผู้บริหารทราบ",
        "เผยแพร่ข้อมูลบนเว็บไซต์ อย่างน้อย ๑ ช่องทาง",
        "จัดทำแผนตามพระราชบัญญัติ พ.ศ. ๒๕๖๐ ข้อ ๒๕",
        "ติดตามงบประมาณ 500,000 บาท ให้ได้ร้อยละ ๘๐",
        "ปิดประกาศไม่น้อยกว่า ๑๕ วัน",
    ]
)


@given(said=phrases, subject=subjects, work=works, tail=st.sampled_from(["", " เพื่อความโปร่งใส"]))
def test_what_is_printed_reads_back(said, subject, work, tail):
    who, actor = subject
    reading = read_clauses(f"{who}{work} {said.words}{tail}", fiscal_year=YEAR)
    (clause,) = reading.clauses
    assert (clause.actor, clause.kind, clause.every) == (actor, said.kind, said.every)
    assert clause_dates(clause, fiscal_year=YEAR) == said.dates


def _spread(draw, words):
    """The words with a blank put in between any two letters, as copied justified text has."""
    at = draw(st.integers(1, len(words) - 1))
    between_digits = words[at - 1].isdigit() and words[at].isdigit()
    lost_am = words[at] == "า"  # no line breaks there: it is what is left of a split ำ
    return words if between_digits or lost_am else f"{words[:at]}  {words[at:]}"


@given(st.data())
def test_loose_blanks_change_nothing(data):
    said = data.draw(st.one_of(month_deadlines(), windows(), rhythms(), half_years()))
    spread = _spread(data.draw, said.words)
    (clause,) = read_clauses(f"รายงานผล {spread}", fiscal_year=YEAR).clauses
    assert clause_dates(clause, fiscal_year=YEAR) == said.dates


@given(first=st.one_of(day_deadlines(), rhythms(), windows()), second=day_deadlines())
def test_two_obligations_in_one_sentence_lose_no_date(first, second):
    text = f"กองคลังจัดทำแผน {first.words} และให้กองช่างรายงานผล {second.words}"
    clauses = read_clauses(text, fiscal_year=YEAR).clauses
    found = {day for clause in clauses for day in clause_dates(clause, fiscal_year=YEAR)}
    assert found == {*first.dates, *second.dates}


@given(fiscal_year=st.integers(2560, 2590), month=st.integers(1, 12))
def test_a_month_without_a_year_lies_inside_any_fiscal_year(fiscal_year, month):
    (clause,) = read_clauses(f"ภายในเดือน{MONTHS[month - 1]}", fiscal_year=fiscal_year).clauses
    assert clause.due == (month_end(month_in(fiscal_year, month)),)


SCRAPS = re.findall(
    r"\S+",
    """ภายใน เดือน ทุก วันที่ ของ และ , ๑ 12 31 0 9999 2566 ๖๖ ไตรมาส ที่ ปี งบประมาณ ถึง - นับแต่
    วัน สิ้น มกราคม ก.พ. ครั้ง รอบ ประจำ ก่อน ระหว่าง จันทร์ สุดท้าย แรก ละ ต่อ / ทำการ หลัง หรือ
    ตั้งแต่ ๖ สัปดาห์""",
)


@settings(max_examples=400)
@given(st.lists(st.sampled_from(SCRAPS), max_size=14))
def test_no_scraps_of_time_break_the_reader(words):
    text = "".join(words)
    read_period(text, fiscal_year=YEAR)
    reading = read_clauses(text, fiscal_year=YEAR)
    for clause in reading.clauses:
        clause_dates(clause, fiscal_year=YEAR, siblings=reading.clauses, holidays=(YEAR_END,))
    for finding in reading.findings:
        for choice in finding.choices:
            apply_choice(reading.clauses[finding.clause - 1], choice.value)


def test_a_hostile_text_takes_no_more_than_a_moment():
    for scrap in ("ก่อนถึง", "ภายในใน", "วันที่1,", "12 ", "และ๖", "ทุกเดือน", "1/"):
        read_clauses(scrap * 400, fiscal_year=YEAR)


YEAR_END = date(2022, 12, 31)


@given(st.text(alphabet="ภายในเดือนทุกวที่ไตรมสปีงบประณ๐๑๒๓256 .-/()มค", max_size=60))
def test_no_text_breaks_the_reader(text):
    reading = read_clauses(text, fiscal_year=YEAR)
    assert reading.clauses
    for clause in reading.clauses:
        start, end = clause.span or (0, 0)
        assert 0 <= start <= end <= len(clause.text)
        clause_dates(clause, fiscal_year=YEAR, siblings=reading.clauses)
