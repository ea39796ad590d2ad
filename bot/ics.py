"""Due dates as an iCalendar file: all-day events with their alarms (RFC 5545)."""

from datetime import datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from bot.feed import Entry
from handlers import feed_texts as texts
from plans.model import Actor
from storage.settings import OfficeSettings

_ASK_AGAIN = timedelta(hours=6)


def render_calendar(
    name: str, entries: list[Entry], settings: OfficeSettings, now: datetime
) -> bytes:
    """An iCalendar file of all-day events with their alarms (RFC 5545)."""
    calendar = Calendar()
    for key, value in (
        ("prodid", "-//Tidtam//TH"),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("x-wr-calname", name),
        ("x-wr-timezone", "Asia/Bangkok"),
    ):
        calendar.add(key, value)
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in sorted(entries, key=lambda one: (one.occurrence.due or now.date(), one.uid)):
        calendar.add_component(_event(entry, settings, now))
    data: bytes = calendar.to_ical()
    return data


def _event(entry: Entry, settings: OfficeSettings, now: datetime) -> Event:
    occurrence, event = entry.occurrence, Event()
    duty, due = occurrence.duty, occurrence.due
    if due is None:
        raise ValueError("only what has a date stands in a calendar")
    oversight = duty.actor is Actor.EXECUTIVE and not entry.names
    summary = (texts.oversight_summary if oversight else texts.summary)(
        duty.label, entry.title, answered=entry.answered
    )
    event.add("uid", f"{entry.uid}@tidtam")
    event.add("dtstamp", now)
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", texts.details(duty.text, entry.names, "" if oversight else duty.label))
    event.add("transp", "TRANSPARENT")
    for days in () if entry.answered else sorted({*settings.lead_days, 0}, reverse=True):
        event.add_component(_alarm(summary, days, settings.office_opens))
    return event


def _alarm(summary: str, days: int, opens: time) -> Alarm:
    """In the morning so many days before: all-day events begin at midnight."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(days=-days, hours=opens.hour, minutes=opens.minute))
    return alarm
