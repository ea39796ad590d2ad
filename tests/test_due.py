"""Whom the policy reminds of what, on which day, as tables and properties."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.model import Actor, ClauseKind, Duty, Occurrence, Period
from plans.occasions import Chore, Occasion
from plans.progress import BANGKOK
from plans.rounds import is_working_day, working_day_after
from scheduler.due import (
    Outlook,
    Owed,
    Policy,
    Quiet,
    Recipient,
    merged,
    office_moment,
    reminders,
)
from storage.people import Audience

HOLIDAYS = frozenset({date(2023, 1, 2), date(2022, 12, 5), date(2023, 4, 13), date(2023, 4, 14)})
OCTOBER = date(2022, 10, 1)  # a Saturday
TREASURY = Recipient(1, "line:C1", "กองคลัง", Audience.DIVISION, ("กองคลัง",), cost=5)
MAYOR = Recipient(2, "line:U9", "นายก", Audience.EXECUTIVE)


def occurrence(due, *, starts=OCTOBER, actor=Actor.STAFF, number=1, id_=1):
    duty = Duty(number, "ก", actor, ClauseKind.DEADLINE, "ภายในเดือนมกราคม ๒๕๖๖")
    ends = due or date(2023, 3, 31)
    return Occurrence(duty, Period(min(starts, ends), ends), due, starts, id_)


def outlook(loaded_on=OCTOBER, **policy):
    return Outlook(2566, Policy(**policy), HOLIDAYS, loaded_on)


ADMIN = Recipient(4, "line:U4", "ผู้ดูแล", Audience.ADMIN)


def days(owed, recipient=TREASURY, *, until=date(2023, 9, 30), **settings):
    found = reminders([owed], [recipient], outlook(**settings), date(2022, 1, 1), until)
    return [(reminder.day.isoformat(), reminder.occasion.value) for reminder in found]


CLOSINGS = [
    ("2023-03-17", "closing"),  # two weeks before 31 March
    ("2023-04-10", "closing"),  # divisions' results are collected
    ("2023-09-15", "closing"),  # the same before 30 September; then comes October
]


def test_a_deadline_is_spoken_of_when_it_opens_nears_arrives_and_passes():
    owed = Owed(occurrence(date(2023, 1, 31)), ("กองคลัง",))
    assert days(owed, until=date(2023, 2, 14)) == [
        ("2022-10-03", "opening"),
        ("2023-01-24", "ahead"),
        ("2023-01-30", "ahead"),
        ("2023-01-31", "due"),
        ("2023-02-06", "overdue"),
        ("2023-02-13", "overdue"),
    ]


def test_a_due_date_on_a_sunday_keeps_its_date_and_is_spoken_of_on_friday():
    owed = Owed(occurrence(date(2023, 4, 30)), ("กองคลัง",))
    found = reminders([owed], [TREASURY], outlook(), date(2023, 4, 1), date(2023, 4, 30))
    assert [(one.day.isoformat(), one.occasion) for one in found] == [
        ("2023-04-21", Occasion.AHEAD),
        ("2023-04-27", Occasion.AHEAD),
        ("2023-04-28", Occasion.DUE),
    ]
    assert found[-1].items[0].nominal == date(2023, 4, 30)


def test_what_was_overdue_when_the_plan_was_loaded_is_told_once():
    owed = Owed(occurrence(date(2022, 9, 30), starts=date(2021, 10, 1)), ("กองคลัง",))
    found = days(owed)
    assert found == [("2022-10-03", "imported"), *CLOSINGS]


def test_a_chat_bound_later_hears_of_the_past_once_and_of_the_future_as_usual():
    late = Recipient(3, "line:C3", "กองคลัง", Audience.DIVISION, ("กองคลัง",), since=date(2023, 2, 6))
    past = Owed(occurrence(date(2023, 1, 31)), ("กองคลัง",))
    future = Owed(occurrence(date(2023, 2, 28)), ("กองคลัง",))
    assert days(past, late) == [("2023-02-06", "imported"), *CLOSINGS]
    assert days(future, late, until=date(2023, 2, 28))[0] == ("2023-02-06", "opening")


def test_who_has_answered_is_left_alone():
    assert days(Owed(occurrence(date(2023, 1, 31)), ("กองช่าง",))) == []


def test_all_that_is_overdue_is_spoken_of_together_once_a_week():
    owed = [
        Owed(occurrence(date(2023, 1, 31), id_=1), ("กองคลัง",)),
        Owed(occurrence(date(2023, 2, 15), id_=2), ("กองคลัง",)),
    ]
    found = reminders(owed, [TREASURY], outlook(), date(2023, 2, 16), date(2023, 3, 3))
    assert [(one.day.isoformat(), len(one.items)) for one in found] == [
        ("2023-02-20", 2),
        ("2023-02-27", 2),
    ]


def test_an_executives_duty_is_his_own_digest_and_nobodys_nag():
    oversight = Owed(occurrence(date(2022, 12, 31), actor=Actor.EXECUTIVE), (), unseen=True)
    assert days(oversight, MAYOR) == [("2022-12-30", "due")]
    assert days(oversight, TREASURY) == []


def test_two_overdue_weeks_rise_to_the_executive():
    owed = Owed(occurrence(date(2023, 1, 31)), ("กองคลัง",))
    assert days(owed, MAYOR) == [("2023-02-20", "escalated")]


def test_undated_duties_are_spoken_of_when_their_round_opens_and_closes_never_as_overdue():
    undated = Owed(occurrence(None), ("กองคลัง",))
    assert days(undated) == [("2022-10-03", "opening"), *CLOSINGS]


def test_the_offices_own_rhythm_is_the_first_working_day_of_each_month():
    undated = Owed(occurrence(None), ("กองคลัง",))
    assert days(undated, rhythm=True, until=date(2023, 1, 31)) == [
        ("2022-10-03", "opening"),
        ("2022-11-01", "rhythm"),
        ("2022-12-01", "rhythm"),
        ("2023-01-03", "rhythm"),
    ]


def test_what_is_still_open_is_listed_before_the_round_ends_and_when_it_is_collected():
    found = days(Owed(occurrence(date(2023, 3, 31)), ("กองคลัง",)), until=date(2023, 4, 12))
    assert found == [
        ("2022-10-03", "opening"),
        ("2023-03-17", "closing"),
        ("2023-03-24", "ahead"),
        ("2023-03-30", "ahead"),
        ("2023-03-31", "due"),
        ("2023-04-03", "overdue"),
        ("2023-04-10", "closing"),  # a Monday: what is overdue is among what is collected
    ]


def test_a_duty_of_one_week_is_announced_and_due_and_no_more():
    weekly = Owed(occurrence(date(2022, 11, 18), starts=date(2022, 11, 14)), ("กองคลัง",))
    assert days(weekly, until=date(2022, 11, 20)) == [
        ("2022-11-14", "opening"),
        ("2022-11-18", "due"),
    ]


def test_nothing_is_announced_before_it_is_open():
    short = Owed(occurrence(date(2022, 11, 15), starts=date(2022, 11, 14)), ("กองคลัง",))
    assert days(short, until=date(2022, 11, 20)) == [
        ("2022-11-14", "opening"),
        ("2022-11-15", "due"),
    ]


def test_a_division_that_asked_for_rest_is_reminded_once_when_it_ends():
    quiet = (Quiet("กองคลัง", date(2023, 2, 8)),)
    owed = Owed(occurrence(date(2023, 1, 31)), ("กองคลัง",), quiet=quiet)
    found = reminders([owed], [TREASURY], outlook(), date(2023, 1, 30), date(2023, 2, 14))
    assert [(one.day.isoformat(), one.occasion) for one in found] == [
        ("2023-02-08", Occasion.OVERDUE),
        ("2023-02-13", Occasion.OVERDUE),
    ]


def test_rest_of_one_division_leaves_the_other_of_the_same_chat_reminded():
    both = Recipient(5, "line:C5", "สองกอง", Audience.DIVISION, ("กองคลัง", "กองช่าง"))
    quiet = (Quiet("กองคลัง", date(2023, 2, 28)),)
    owed = Owed(occurrence(date(2023, 1, 31)), ("กองคลัง", "กองช่าง"), quiet=quiet)
    found = reminders([owed], [both], outlook(), date(2023, 1, 31), date(2023, 1, 31))
    assert [one.occasion for one in found] == [Occasion.DUE]


def test_the_administrator_has_a_calendar_of_chores():
    found = reminders([], [ADMIN], outlook(), OCTOBER, date(2023, 10, 31))
    told = [
        (one.day.isoformat(), chore.chore, chore.months) for one in found for chore in one.chores
    ]
    assert [one for one in told if one[1] is not Chore.FINDINGS] == [
        ("2022-12-01", Chore.HOLIDAYS, 0),
        ("2023-03-17", Chore.EVIDENCE, 6),
        ("2023-04-10", Chore.COLLECT, 6),
        ("2023-04-20", Chore.DRAFT, 6),
        ("2023-04-21", Chore.PUBLISH, 6),
        ("2023-09-15", Chore.EVIDENCE, 12),
        ("2023-10-10", Chore.COLLECT, 12),
        ("2023-10-20", Chore.DRAFT, 12),
        ("2023-10-24", Chore.PUBLISH, 12),
    ]
    assert [one[0] for one in told if one[1] is Chore.FINDINGS][:3] == [
        "2022-10-03", "2022-11-01", "2022-12-01",
    ]  # fmt: skip


def test_chores_are_the_administrators_alone():
    found = reminders([], [TREASURY, MAYOR], outlook(), OCTOBER, date(2023, 9, 30))
    assert found == []


def test_one_message_a_day_however_many_duties():
    owed = [Owed(occurrence(date(2023, 1, 31), id_=n), ("กองคลัง",)) for n in range(1, 31)]
    found = reminders(owed, [TREASURY], outlook(), date(2023, 1, 31), date(2023, 1, 31))
    assert len(found) == 1
    assert len(found[0].items) == 30


def test_missed_days_merge_into_one_with_the_most_urgent_reason():
    owed = [
        Owed(occurrence(date(2023, 1, 31), id_=1), ("กองคลัง",)),
        Owed(occurrence(date(2023, 2, 28), id_=2), ("กองคลัง",)),
    ]
    missed = reminders(owed, [TREASURY], outlook(), date(2022, 10, 1), date(2023, 2, 7))
    one = merged(missed)
    assert one.day == date(2023, 2, 6)
    assert [item.occasion for item in one.items] == [Occasion.OVERDUE, Occasion.OPENING]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2023-01-03 07:00", "2023-01-03 08:30"),
        ("2023-01-03 10:15", "2023-01-03 10:15"),
        ("2023-01-03 16:30", "2023-01-04 08:30"),
        ("2022-12-31 10:00", "2023-01-03 08:30"),
        ("2022-12-30 17:00", "2023-01-03 08:30"),
    ],
)
def test_nothing_unasked_outside_office_hours(moment, expected):
    start = datetime.fromisoformat(moment).replace(tzinfo=BANGKOK)
    found = office_moment(start.astimezone(UTC), outlook())
    assert found.astimezone(BANGKOK).strftime("%Y-%m-%d %H:%M") == expected


DUES = st.dates(date(2022, 10, 1), date(2023, 9, 30))


@given(due=DUES, loaded=st.dates(date(2022, 7, 1), date(2023, 9, 30)))
def test_every_reminder_falls_on_a_working_day(due, loaded):
    for recipient in (TREASURY, MAYOR):
        owed = Owed(occurrence(due), ("กองคลัง",))
        found = reminders(
            [owed], [recipient], outlook(loaded), date(2022, 1, 1), date(2023, 12, 31)
        )
        assert all(is_working_day(one.day, HOLIDAYS) for one in found)


@given(due=DUES, loaded=st.dates(date(2022, 7, 1), date(2023, 9, 30)))
def test_every_open_deadline_is_heard_of_by_its_day_or_once_if_it_was_past(due, loaded):
    owed = Owed(occurrence(due), ("กองคลัง",))
    found = reminders([owed], [TREASURY], outlook(loaded), date(2022, 1, 1), date(2023, 12, 31))
    if due < loaded:
        told = [one.occasion for one in found if one.occasion is not Occasion.CLOSING]
        assert told in ([Occasion.IMPORTED], [])  # or among what is collected that very day
        assert found
    else:
        heard = max(due, working_day_after(loaded, HOLIDAYS))
        # Loaded on days off, its day has passed; at a round's end it is among what is collected.
        arrived = {Occasion.DUE, Occasion.OVERDUE, Occasion.CLOSING}
        assert any(one.day <= heard and arrived & one.occasions for one in found)


@given(
    due=DUES,
    cut=st.dates(date(2022, 10, 1), date(2023, 9, 30)),
)
def test_a_year_in_two_pieces_is_the_year(due, cut):
    owed = [Owed(occurrence(due), ("กองคลัง",))]
    look = outlook()
    whole = reminders(owed, [TREASURY], look, date(2022, 10, 1), date(2023, 9, 30))
    first = reminders(owed, [TREASURY], look, date(2022, 10, 1), cut)
    second = reminders(owed, [TREASURY], look, cut + timedelta(days=1), date(2023, 9, 30))
    assert [(one.day, one.occasion) for one in whole] == [
        (one.day, one.occasion) for one in first + second
    ]
