"""What the administrator does in 1:1: invite, see who is bound, holidays, findings."""

import re
from dataclasses import replace

from handlers import texts
from handlers.asking import asking
from handlers.messages import Button, Card, Reply, Row
from handlers.parse import Statement
from handlers.scene import Refused, Scene
from plans.decisions import decide
from plans.holidays import HolidayChange
from plans.model import Choice, Finding
from plans.rounds import fiscal_year_of
from plans.thai import arabic_digits, read_dates
from storage import holidays, loading, measures, people
from storage.measures import StoredFinding, StoredPlan
from storage.people import CODE_LIFE, Audience, Chat, Division

_AUDIENCES = (
    (Audience.EXECUTIVE, ("ผู้บริหาร", "executive", "นายก", "ปลัด ")),
    (Audience.ADMIN, ("ผู้ดูแล", "admin")),
)
_ANSWER = re.compile(r"(\d{1,4})\s*(?:ตอบ|=|:)?\s*(\d{1,2})?")
_MOST_GUESTS = 11
"""More buttons nobody reads on a phone; every name can be typed."""
_OPENED = ("ทำการ", "เปิด")
_CLOSED = ("หยุด",)


def invite(scene: Scene, said: Statement) -> Reply:
    """Print a one-time code for a division, an executive or an administrator."""
    _only_admin(scene)
    guest = _guest(scene, said.note)
    if guest is None:
        why = [texts.no_such_division(said.note)] if said.note else []
        return asking([*why, texts.INVITE_WHOM.said], _guests(scene))
    audience, division = guest
    code = people.issue_code(scene.tx, audience, division, scene.now)
    name = division.name if division else texts.AUDIENCE[audience].said
    person = audience is not Audience.DIVISION
    return Reply(texts.invited(name, code, CODE_LIFE.days, person=person), secret=True)


def _guest(scene: Scene, note: str) -> tuple[Audience, Division | None] | None:
    """Whom the code is for; None where nobody known is named."""
    for audience, words in _AUDIENCES:
        if any(note.lower().startswith(word) for word in words):
            return audience, None
    found = scene.words.division_at(note)
    division = people.find_division(scene.tx, found[0]) if found else None
    return (Audience.DIVISION, division) if division else None


def _guests(scene: Scene) -> tuple[Button, ...]:
    """Who is not here yet: divisions without a chat; executives and administrators may be more."""
    names = [one.name for one in people.divisions(scene.tx) if one.id not in _served(scene)]
    leaders = ((Audience.EXECUTIVE, "ผู้บริหาร"), (Audience.ADMIN, "ผู้ดูแล"))
    return (
        *(Button(one, says=f"#เชิญ {one}") for one in names[:_MOST_GUESTS]),
        *(Button(texts.AUDIENCE[who].said, says=f"#เชิญ {word}") for who, word in leaders),
    )


def _served(scene: Scene) -> set[int]:
    """The divisions that have a chat."""
    return {one.id for chat in people.chats(scene.tx) if chat.active for one in chat.divisions}


def chats(scene: Scene, said: Statement) -> Reply:
    """Who is bound where, and which divisions have no chat; never an address."""
    _only_admin(scene)
    known = people.chats(scene.tx)
    lines = [_chat_line(scene, chat) for chat in known] or [texts.NO_CHATS.said]
    served = _served(scene)
    without = [one.name for one in people.divisions(scene.tx) if one.id not in served]
    if without:
        lines.append(texts.without_chat(without))
    return Reply("\n".join(lines))


def _chat_line(scene: Scene, chat: Chat) -> str:
    person = people.find_person(scene.tx, chat.address) if chat.private else None
    name = person.name if person is not None else chat.title
    serves = [division.name for division in chat.divisions]
    if chat.audience not in (None, Audience.DIVISION):
        serves.insert(0, texts.AUDIENCE[chat.audience].said)
    return texts.chat_line(name, serves, chat.members, private=chat.private, active=chat.active)


def change_holidays(scene: Scene, said: Statement) -> Reply:
    """Show the office's own holidays, or close or open a day."""
    _only_admin(scene)
    days = read_dates(said.note)
    if not days:
        changes = holidays.holiday_changes(scene.tx)
        lines = [texts.holiday_line(c.day, c.reason, closed=c.closed) for c in changes]
        return Reply("\n".join([*(lines or [texts.NO_HOLIDAYS.said]), texts.HOLIDAY_HOW.said]))
    closed = any(word in said.note for word in _CLOSED)
    if not closed and not any(word in said.note for word in _OPENED):
        raise Refused(texts.HOLIDAY_HOW.said)
    reason = said.note.partition("หยุด")[2].strip() if closed else ""
    holidays.change_holiday(scene.tx, HolidayChange(days[0], closed=closed, reason=reason))
    for year in {fiscal_year_of(days[0]), fiscal_year_of(scene.today)}:
        if measures.find_plan(scene.tx, year) is not None:
            loading.follow(scene.tx, year)
    return Reply(texts.holiday_kept(days[0], closed=closed))


def findings(scene: Scene, said: Statement) -> Reply:
    """Show the next open finding with its answers, or take an answer."""
    _only_admin(scene)
    stored = _current_plan(scene)
    open_ones = measures.findings(scene.tx, stored.id, open_only=True)
    answer = _ANSWER.match(arabic_digits(said.note))
    if answer is None or answer[2] is None:
        place = int(answer[1]) if answer else None
        return _shown(scene, stored, open_ones, place)
    chosen = _settle(scene, stored, open_ones, int(answer[1]), int(answer[2]))
    rest = measures.findings(scene.tx, stored.id, open_only=True)
    shown = _shown(scene, stored, rest, None) if rest else Reply(texts.ALL_SETTLED.said)
    return after(texts.finding_settled(int(answer[1]), chosen.label), shown)


def after(done: str, shown: Reply) -> Reply:
    """What was done, and below it the finding that comes next."""
    card = replace(shown.card, subtitle=done) if shown.card else None
    return replace(shown, text=f"{done}\n\n{shown.text}", card=card)


def next_finding(scene: Scene, fiscal_year: int) -> Reply:
    """The first open finding of a year's plan, with its answers."""
    stored = measures.find_plan(scene.tx, fiscal_year)
    if stored is None:
        raise Refused(texts.NO_PLAN.said)
    return _shown(scene, stored, measures.findings(scene.tx, stored.id, open_only=True), None)


def _shown(
    scene: Scene, stored: StoredPlan, open_ones: list[StoredFinding], place: int | None
) -> Reply:
    if not open_ones:
        return Reply(texts.NO_FINDINGS.said)
    places = {one.id: n for n, one in enumerate(measures.findings(scene.tx, stored.id), 1)}
    wanted = [one for one in open_ones if place is None or places[one.id] == place]
    if not wanted:
        raise Refused(texts.no_such_finding(place or 0))
    found = wanted[0]
    options = _choices(found.finding)
    finding, place = found.finding, places[found.id]
    title = texts.finding_title(place, len(open_ones), finding.measure)
    lines = [texts.finding_message(finding.message)]
    if finding.source:
        lines.append(texts.finding_source(finding.source))
    if not finding.choices:
        lines.append(texts.FINDING_WRONG.said)
    text = texts.finding_text(title, place, lines, [one.label for one in options])
    buttons = tuple(
        Button(choice.label, says=f"#ข้อค้นพบ {place} ตอบ {n}") for n, choice in enumerate(options, 1)
    )
    card = Card(title, rows=(Row(lines[0], detail="\n".join(lines[1:])),), buttons=buttons)
    return Reply(text, card=card)


def _choices(finding: Finding) -> tuple[Choice, ...]:
    """The answers offered; what leaves no choice can be confirmed as read."""
    return finding.choices or (Choice(finding.proposal or "read", texts.CONFIRM),)


def _settle(
    scene: Scene, stored: StoredPlan, open_ones: list[StoredFinding], place: int, number: int
) -> Choice:
    all_of = measures.findings(scene.tx, stored.id)
    found = all_of[place - 1] if 1 <= place <= len(all_of) else None
    if found is None or found not in open_ones:
        raise Refused(texts.no_such_finding(place))
    options = _choices(found.finding)
    if not 1 <= number <= len(options):
        raise Refused(texts.no_such_finding(place))
    choice = options[number - 1]
    measures.decide_finding(scene.tx, found.id, choice.value, assumed=False, now=scene.now)
    if found.finding.choices:
        measures.replace_plan(scene.tx, stored, decide(stored.plan, found.finding, choice.value))
        loading.follow(scene.tx, stored.fiscal_year)
    return choice


def _current_plan(scene: Scene) -> StoredPlan:
    years = measures.fiscal_years(scene.tx)
    stored = measures.find_plan(scene.tx, years[-1]) if years else None
    if stored is None:
        raise Refused(texts.NO_PLAN_YET.said)
    return stored


def _only_admin(scene: Scene) -> None:
    if not scene.is_admin:
        raise Refused(texts.ADMIN_ONLY.said)
