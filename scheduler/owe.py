"""Puts the reminders that are due down as notices: each chat's missed days merged into one."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from plans.holidays import is_confirmed
from plans.model import Actor
from plans.occasions import Chore, Occasion
from plans.progress import BANGKOK, Progress
from plans.rounds import fiscal_year_of, last_day
from scheduler.due import (
    Outlook,
    Owed,
    Policy,
    Quiet,
    Recipient,
    Reminder,
    merged,
    office_moment,
    opening_of,
    reminders,
)
from scheduler.play import key_of, prefix_of
from storage import changes, handovers, holidays, marks, measures, notices, people
from storage.database import Transaction
from storage.marks import Snooze
from storage.measures import StoredPlan
from storage.notices import NoticeClass
from storage.people import Audience, Chat
from storage.progress import load_answers
from storage.settings import OfficeSettings, find_value, office_settings, put_value

_SEEN = "reminders-seen"
_FREE = "telegram"
_MANY = 1_000_000
_ISO_DAY = len("2022-10-01")

_CLASS = {
    Occasion.RHYTHM: NoticeClass.DIGEST,
    Occasion.OPENING: NoticeClass.DIGEST,
    Occasion.AHEAD: NoticeClass.DEADLINE,
    Occasion.CLOSING: NoticeClass.DEADLINE,
    Occasion.DUE: NoticeClass.DEADLINE,
    Occasion.IMPORTED: NoticeClass.OVERDUE,
    Occasion.OVERDUE: NoticeClass.OVERDUE,
    Occasion.ESCALATED: NoticeClass.OVERSIGHT,
}
_PRESSING = frozenset({Chore.COLLECT, Chore.DRAFT, Chore.PUBLISH})
TAIL = timedelta(days=61)
"""How long after its year a plan is still asked for: its last duties are due in October."""


def owe_reminders(tx: Transaction, now: datetime) -> int:
    """Owe each chat what is due by now and was not owed before; how many notices were new.

    While nothing but answers was added since the last turn of the same day, there is nothing new.
    """
    if owes_nothing_new(tx, now):
        return 0
    today = now.astimezone(BANGKOK).date()
    new = sum(_owe_year(tx, year, today, now) for year in years(tx, today))
    put_value(tx, _SEEN, f"{today.isoformat()} {changes.state(tx)}")
    return new


def owes_nothing_new(tx: Transaction, now: datetime) -> bool:
    """Whether a turn of the clock at this moment needs no look at the plan."""
    day, _, seen = (find_value(tx, _SEEN) or "").partition(" ")
    if day != now.astimezone(BANGKOK).date().isoformat():
        return False
    return changes.adds_nothing(tx, changes.State.read(seen), changes.state(tx))


def _owe_year(tx: Transaction, fiscal_year: int, today: date, now: datetime) -> int:
    outlook, chats = outlook_of(tx, fiscal_year), recipients(tx, today)
    first = {chat.id: first_unsaid(tx, fiscal_year, chat) for chat in chats}
    planned_ = planned(tx, fiscal_year, outlook, chats, min(first.values(), default=today), today)
    missed: dict[int, list[Reminder]] = {}
    for one in planned_:
        if one.day >= first[one.recipient.id]:
            missed.setdefault(one.recipient.id, []).append(one)
    return sum(_owe(tx, fiscal_year, merged(some), outlook, now) for some in missed.values())


def may_speak(tx: Transaction, now: datetime) -> bool:
    """Whether reminders may go out at this moment: office hours of a working day."""
    year = fiscal_year_of(now.astimezone(BANGKOK).date())
    policy = _policy(office_settings(tx), monitored=True)
    calendar = Outlook(year, policy, holidays.days_off(tx, year), date.min)
    return office_moment(now, calendar) == now


def planned(
    tx: Transaction,
    fiscal_year: int,
    outlook: Outlook,
    chats: list[Recipient],
    first: date,
    last: date,
) -> list[Reminder]:
    """What these chats are told of a year's plan from ``first`` to ``last``, as things stand."""
    if last < first:
        return []
    owed = owed_in(tx, fiscal_year, last)
    return reminders(owed, chats, outlook, first, last)


def owed_in(tx: Transaction, fiscal_year: int, last: date) -> list[Owed]:
    """What opens by ``last`` of a year's plan and is not settled now; nothing without a plan."""
    progress = load_answers(tx, fiscal_year)
    return owed_of(progress, marks.snoozes(tx), last) if progress else []


def owed_of(
    progress: Progress, snoozes: Mapping[int, Sequence[Snooze]] = {}, last: date = date.max
) -> list[Owed]:
    """Every occurrence that opens by ``last`` and is not settled, with who is asked for it."""
    owed = []
    for occurrence in progress.occurrences:
        if occurrence.period.starts > last:
            continue
        duty = occurrence.duty
        asked = progress.missing(occurrence)
        unseen = duty.actor is Actor.EXECUTIVE and not progress.is_acknowledged(occurrence)
        if asked or unseen:
            quiet = tuple(Quiet(one.division, one.until) for one in snoozes.get(duty.id, ()))
            owed.append(Owed(occurrence, asked, unseen=unseen, quiet=quiet))
    return owed


def recipients(tx: Transaction, today: date | None = None) -> list[Recipient]:
    """The chats that are reminded: each division's, the executives', the administrators'.

    Divisions without any chat are the administrators' to answer for.  Who is away ``today`` is
    left alone as long as somebody else can be asked.
    """
    away = handovers.away(tx, today) if today else frozenset()
    chats = [chat for chat in people.chats(tx) if chat.active and chat.is_bound]
    divided: dict[int, list[str]] = {}
    homeless = []
    for division in people.divisions(tx):
        mine = [chat for chat in chats if division in chat.divisions and _hears_staff(chat)]
        for chat in _preferred([chat for chat in mine if chat.address not in away] or mine):
            divided.setdefault(chat.id, []).append(division.name)
        if not mine:
            homeless.append(division.name)
    return [
        recipient
        for chat in chats
        if (recipient := _recipient(chat, divided.get(chat.id, []), homeless)) is not None
    ]


def outlook_of(tx: Transaction, fiscal_year: int) -> Outlook:
    """The office's policy and calendar for a year's plan, and when that plan came."""
    stored = measures.find_plan(tx, fiscal_year)
    settings = office_settings(tx)
    monitored = stored is not None and stored.plan.monitored
    loaded_on = stored.loaded_at.astimezone(BANGKOK).date() if stored else date.min
    return Outlook(
        fiscal_year,
        _policy(settings, monitored=monitored),
        holidays.days_off(tx, fiscal_year),
        loaded_on,
        _idle(tx, stored),
    )


def _idle(tx: Transaction, stored: StoredPlan | None) -> frozenset[Chore]:
    """What the administrator need not be reminded of: nothing to settle, nothing to confirm."""
    idle = set()
    if stored is None or not measures.findings(tx, stored.id, open_only=True):
        idle.add(Chore.FINDINGS)
    changes_ = holidays.holiday_changes(tx)
    if stored is not None and is_confirmed(last_day(stored.fiscal_year).year, changes_):
        idle.add(Chore.HOLIDAYS)
    return frozenset(idle)


def _policy(settings: OfficeSettings, *, monitored: bool) -> Policy:
    rhythm = settings.rhythm == "monthly" or (settings.rhythm == "plan" and not monitored)
    return Policy(
        lead_days=settings.lead_days,
        lead_working_days=settings.lead_working_days,
        rhythm=rhythm,
        opens=settings.office_opens,
        closes=settings.office_closes,
    )


def about(reminder: Reminder, fiscal_year: int) -> str:
    """What the words are made of later, from the state of then."""
    return json.dumps(
        {
            "audience": reminder.recipient.audience,
            "divisions": reminder.recipient.divisions,
            "fiscal_year": fiscal_year,
            "day": reminder.day.isoformat(),
            "kind": "reminder",
            "occurrences": [item.occurrence.id for item in reminder.items],
            "occasions": {str(item.occurrence.id): item.occasion for item in reminder.items},
            "moved": {
                str(item.occurrence.id): item.nominal.isoformat()
                for item in reminder.items
                if item.nominal != item.day
            },
            "chores": [[one.chore, one.nominal.isoformat(), one.months] for one in reminder.chores],
        },
        ensure_ascii=False,
    )


def notice_class(reminder: Reminder) -> NoticeClass:
    """The class a reminder is sent as."""
    if reminder.recipient.audience is Audience.EXECUTIVE:
        return NoticeClass.OVERSIGHT
    if reminder.occasion is not None:
        return _CLASS[reminder.occasion]
    pressing = any(one.chore in _PRESSING for one in reminder.chores)
    return NoticeClass.DEADLINE if pressing else NoticeClass.DIGEST


def _owe(
    tx: Transaction, fiscal_year: int, reminder: Reminder, outlook: Outlook, now: datetime
) -> bool:
    """Owe it in office hours; what still waits for the chat from before is said by it too."""
    moment = office_moment(max(now, opening_of(reminder.day, outlook)), outlook)
    new = notices.owe(
        tx,
        key_of(fiscal_year, reminder),
        reminder.recipient.address,
        notice_class(reminder),
        moment,
        about=about(reminder, fiscal_year),
    )
    if new is not None:
        notices.supersede_older(tx, prefix_of(fiscal_year, reminder.recipient.id), now)
    return new is not None


def first_unsaid(tx: Transaction, fiscal_year: int, recipient: Recipient) -> date:
    """The day after the last reminder this chat got.

    What still waits (for quota, for office hours) counts as not said: a later reminder says it too.
    """
    prefix = prefix_of(fiscal_year, recipient.id)
    last = notices.last_said(tx, prefix)
    if last is None:
        return recipient.since
    day = last.removeprefix(prefix)[:_ISO_DAY]  # more follows if it was sent again by hand
    return date.fromisoformat(day) + timedelta(days=1)


def years(tx: Transaction, today: date) -> Iterable[int]:
    """This year's plan, and last year's as long as its last duties are still asked for."""
    this = fiscal_year_of(today)
    recent = fiscal_year_of(today - TAIL)
    return [year for year in measures.fiscal_years(tx) if year in {this, recent}]


def _hears_staff(chat: Chat) -> bool:
    """The executive's chat hears of divisions, but is not asked in their place."""
    return chat.audience is not Audience.EXECUTIVE


def _preferred(chats: list[Chat]) -> list[Chat]:
    """Where a division is reminded: Telegram costs nothing; else the few responsible people in
    1:1, where that is cheaper than the group, whose free replies carry the rest."""
    free = [chat for chat in chats if chat.address.startswith(_FREE)]
    if free or not chats:
        return free[:1]
    in_person = [chat for chat in chats if chat.private]
    groups = [chat for chat in chats if not chat.private]
    if in_person and len(in_person) < min((chat.members for chat in groups), default=_MANY):
        return in_person
    return groups[:1]


def _recipient(chat: Chat, divisions: list[str], homeless: list[str]) -> Recipient | None:
    if chat.audience is None:
        return None
    is_division = chat.audience is Audience.DIVISION
    asked = [*divisions, *(homeless if chat.audience is Audience.ADMIN else [])]
    if is_division and not asked:
        return None
    return Recipient(
        id=chat.id,
        address=chat.address,
        label=chat.title or "/".join(division.name for division in chat.divisions),
        audience=chat.audience,
        divisions=tuple(asked),
        cost=0 if chat.address.startswith(_FREE) else chat.members,
        since=chat.bound_at.astimezone(BANGKOK).date() if chat.bound_at else date.min,
    )
