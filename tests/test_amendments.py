"""An amended plan: which measure and duty is which, which letters stay, what is told of it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.amendments import (
    KnownDuty,
    KnownMeasure,
    KnownOccurrence,
    PlannedDuty,
    keep_letters,
    match_measures,
    moved_occurrences,
)
from plans.duties import letter_of
from plans.model import LETTERS, Actor, Clause, ClauseKind, Duty, Measure, Occurrence, Period

OCTOBER = date(2022, 10, 1)


def known_duty(letter, text, **more):
    return KnownDuty(
        letter, text, Actor.STAFF, ClauseKind.DEADLINE, frozenset(), **({"in_force": True} | more)
    )


def on(duty, *days):
    return tuple(Occurrence(duty, Period(OCTOBER, day), day, OCTOBER) for day in days)


def new_duties(*texts):
    rows = [text if isinstance(text, tuple) else (text,) for text in texts]
    found = []
    for place, (text, *days) in enumerate(rows):
        duty = Duty(1, LETTERS[place], Actor.STAFF, ClauseKind.DEADLINE, text)
        found.append(PlannedDuty(duty, on(duty, *days)))
    return found


JANUARY, APRIL = date(2023, 1, 31), date(2023, 4, 30)


@pytest.mark.parametrize(
    ("known", "now", "kept"),
    [
        pytest.param({}, ("ก่อน", "หลัง"), "กข", id="first plan"),
        pytest.param({"ก": "ก่อน", "ข": "หลัง"}, ("ก่อน", "หลัง"), "กข", id="unchanged"),
        pytest.param({"ก": "ก่อน", "ข": "หลัง"}, ("หลัง", "ก่อน"), "ขก", id="exchanged"),
        pytest.param({"ก": "ก่อน", "ข": "หลัง"}, ("หลัง",), "ข", id="first one gone"),
        pytest.param({"ก": "ก่อน"}, ("ใหม่สุด", "ก่อน"), "ขก", id="one put before"),
        pytest.param({"ก": "ก่อน", "ข": "หลัง"}, ("ใหม่สุด", "หลัง"), "คข", id="never given again"),
        pytest.param(
            {"ก": "ภายในเดือนมกราคม"}, ("ภายในเดือนมีนาคม",), "ก", id="another date, same duty"
        ),
        pytest.param(
            {"ก": "ภายในเดือนมกราคม ๒๕๖๖"}, ("ภายในเดือน มกราคม 2566",), "ก", id="written otherwise"
        ),
        pytest.param({"ก": "ภายในเดือนมกราคม"}, ("อบรมทุกไตรมาส",), "ข", id="another duty"),
        pytest.param(
            {"ก": "รายงานภายในเดือนมกราคม", "ข": "รายงานภายในเดือนเมษายน"},
            ("รายงานภายในเดือนกรกฎาคม",),
            "ค",
            id="in doubt it is new",
        ),
        pytest.param(
            {"ก": "รายงานภายในเดือนมกราคม", "ข": "รายงานภายในเดือนเมษายน"},
            ("รายงานภายในเดือนกุมภาพันธ์", "รายงานภายในเดือนพฤษภาคม"),
            "กข",
            id="every date a month later",
        ),
    ],
)
def test_letters(known, now, kept):
    new = new_duties(*now)
    found = keep_letters([known_duty(letter, text) for letter, text in known.items()], new)
    assert "".join(found[one.duty.letter] for one in new) == kept


def test_words_printed_twice_go_by_their_dates():
    known = [
        known_duty("ก", "รายงานผล", occurrences=(KnownOccurrence(1, JANUARY, JANUARY, 0),)),
        known_duty("ข", "รายงานผล", occurrences=(KnownOccurrence(2, APRIL, APRIL, 1),)),
    ]
    new = new_duties(("รายงานผล", APRIL), ("รายงานผล", JANUARY))
    assert keep_letters(known, new) == {"ก": "ข", "ข": "ก"}


def test_a_duty_of_staff_never_becomes_the_executives():
    [new] = new_duties("รายงานผลทุกเดือน")
    overseen = PlannedDuty(replace(new.duty, actor=Actor.EXECUTIVE))
    assert keep_letters([known_duty("ก", "รายงานผลทุกเดือน")], [overseen]) == {"ก": "ข"}


def test_a_withdrawn_duty_comes_back_under_its_letter():
    known = [known_duty("ก", "ก่อน", in_force=False), known_duty("ข", "หลัง")]
    assert keep_letters(known, new_duties("ก่อน", "หลัง")) == {"ก": "ก", "ข": "ข"}


texts = st.lists(st.text("กขคงจ ", min_size=1, max_size=8), max_size=6, unique=True)


@given(texts, texts)
def test_no_letter_is_given_twice(before, now):
    known = [known_duty(letter_of(place), text) for place, text in enumerate(before)]
    found = keep_letters(known, new_duties(*now))
    assert len(set(found.values())) == len(now)


@given(texts.filter(lambda found: all(map(str.strip, found))), st.randoms(use_true_random=False))
def test_known_words_keep_their_letter(before, chance):
    known = {letter_of(place): text for place, text in enumerate(before)}
    new = new_duties(*chance.sample(before, len(before)))
    found = keep_letters([known_duty(letter, text) for letter, text in known.items()], new)
    assert all(
        "".join(known[found[one.duty.letter]].split()) == "".join(one.duty.text.split())
        for one in new
    )


# --- deadlines that move


@pytest.mark.parametrize(
    ("to", "moves"),
    [
        pytest.param(date(2023, 2, 28), True, id="by a month"),
        pytest.param(date(2023, 9, 30), False, id="into the other round"),
        pytest.param(JANUARY, False, id="not at all"),
    ],
)
@pytest.mark.parametrize("answers", [0, 1])
def test_an_answered_deadline_moves(to, moves, answers):
    old = known_duty("ก", "รายงาน", occurrences=(KnownOccurrence(7, JANUARY, JANUARY, answers),))
    [new] = new_duties(("รายงาน", to))
    found = moved_occurrences(old, new)
    assert {key: one.due for key, one in found.items()} == ({7: to} if moves and answers else {})


# --- measures


def measure(number, title, *clauses, owner="กองคลัง"):
    said = tuple(Clause(text) for text in clauses)
    return Measure(number, title, divisions=(owner,), clauses=said)


def known_measure(id_, one, *, in_force=True):
    return KnownMeasure(id_, one.number, one.title, one if in_force else None)


STAFF = measure(1, "การบริหารงานบุคคล", "เผยแพร่แผนอัตรากำลังภายในเดือนมกราคม", owner="สำนักปลัด")
SUPPLY = measure(2, "การจัดซื้อจัดจ้าง", "เผยแพร่ผลการจัดซื้อจัดจ้างทุกเดือน")
RISK = measure(3, "การประเมินความเสี่ยงการทุจริต", "รายงานผลภายในเดือนเมษายน")
TWIN = measure(4, "การประเมินความเสี่ยงการทุจริต", "จัดทำแผนบริหารความเสี่ยงทุกไตรมาส")
PLAN = (STAFF, SUPPLY, RISK, TWIN)


def numbered(*measures):
    return [replace(one, number=place) for place, one in enumerate(measures, 1)]


@pytest.mark.parametrize(
    ("now", "ids"),
    [
        pytest.param(PLAN, [1, 2, 3, 4], id="unchanged"),
        pytest.param((RISK, STAFF, TWIN, SUPPLY), [3, 1, 4, 2], id="another order"),
        pytest.param((STAFF, TWIN), [1, 4], id="one of two of a title is gone"),
        pytest.param(
            (measure(0, "การให้บริการออนไลน์", "เปิดระบบภายในเดือนธันวาคม"), *PLAN),
            [None, 1, 2, 3, 4],
            id="one before",
        ),
        pytest.param(
            (STAFF, replace(SUPPLY, title="การจัดซื้อจัดจ้างและการพัสดุให้โปร่งใส"), RISK, TWIN),
            [1, 2, 3, 4],
            id="reworded",
        ),
        pytest.param(
            (SUPPLY, RISK, TWIN, replace(STAFF, title="การบริหารและพัฒนางานบุคคล")),
            [2, 3, 4, 1],
            id="reworded and moved",
        ),
        pytest.param(
            (STAFF, replace(SUPPLY, clauses=(Clause("ปิดประกาศผลการจัดซื้อทุกไตรมาส"),)), RISK, TWIN),
            [1, 2, 3, 4],
            id="other clauses under its title",
        ),
        pytest.param(
            (measure(0, "การบริหารงานพัสดุ", "ตรวจสอบพัสดุประจำปีภายในเดือนพฤศจิกายน"), SUPPLY),
            [None, 2],
            id="another measure in the place of one that is gone",
        ),
        pytest.param(
            (STAFF, SUPPLY, measure(0, "การประเมินความเสี่ยงการทุจริต", "ประกาศเจตนารมณ์"), TWIN),
            [1, 2, 3, 4],
            id="two of a title, one with new clauses",
        ),
    ],
)
def test_measures(now, ids):
    known = [known_measure(place, one) for place, one in enumerate(PLAN, 1)]
    new = numbered(*now)
    found = match_measures(known, new)
    assert [found[one.number].id if one.number in found else None for one in new] == ids


def test_another_question_is_another_measure():
    first = replace(SUPPLY, questions=("E3",))
    other = replace(SUPPLY, title="การจัดซื้อจัดจ้างโดยวิธีอื่น", questions=("E7",))
    assert match_measures([known_measure(2, first)], numbered(other)) == {}


def test_a_withdrawn_measure_comes_back_only_by_its_title():
    known = [known_measure(1, STAFF, in_force=False), known_measure(2, SUPPLY)]
    back = numbered(SUPPLY, STAFF)
    assert {n: one.id for n, one in match_measures(known, back).items()} == {1: 2, 2: 1}
    other = numbered(SUPPLY, replace(STAFF, title="การบริหารงานบุคคลภายใน"))
    assert {n: one.id for n, one in match_measures(known, other).items()} == {1: 2}


titles = st.lists(st.text("กขคงจฉชซ ", min_size=1, max_size=12), max_size=8)


@given(titles, titles)
def test_every_measure_continues_at_most_one(before, now):
    known = [known_measure(place, measure(place, one)) for place, one in enumerate(before, 1)]
    found = match_measures(known, [measure(place, one) for place, one in enumerate(now, 1)])
    assert len({one.id for one in found.values()}) == len(found)


@given(titles, st.randoms(use_true_random=False))
def test_titles_are_found_again_in_any_order(before, chance):
    known = [known_measure(place, measure(place, one)) for place, one in enumerate(before, 1)]
    shuffled = chance.sample(before, len(before))
    new = [measure(place, one) for place, one in enumerate(shuffled, 1)]
    found = match_measures(known, new)
    assert all(
        "".join(found[n].title.split()) == "".join(one.title.split())
        for n, one in enumerate(new, 1)
    )
