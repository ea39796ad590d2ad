"""An issued report is acknowledged in chat by its signature chain; the signed paper is filed."""

import re

from handlers import sign_texts as texts
from handlers.messages import Button, Incoming, Reply, Style, reply_of
from handlers.parse import Statement
from handlers.scene import BANGKOK, Refused, Scene
from handlers.texts import typed
from plans.thai import arabic_digits
from reports.reference import typed_code
from storage import issues, notices
from storage.database import Transaction
from storage.issues import Issue, Scan
from storage.notices import Notice

_PLACE = re.compile(r"\s(\d{1,2})\s*$")


def sign(scene: Scene, said: Statement) -> Reply:
    """Show the chain of a report, or acknowledge it at the place named, which must be the next."""
    if not scene.sees_all or scene.person is None:
        raise Refused(texts.ONLY_LEADERS.said)
    issue = _wanted(scene, said)
    if not issue.places:
        raise Refused(texts.NO_PLACES.said)
    place = _PLACE.search(arabic_digits(said.text))
    if place is None:
        return _standing(issue)
    _check(scene, issue, int(place[1]))
    issues.sign(scene.tx, issue.id, int(place[1]), scene.person, scene.now)
    after = issues.find(scene.tx, issue.code) or issue
    told = texts.signed(issue.places[int(place[1]) - 1], scene.now.astimezone(BANGKOK))
    shown = _standing(after)
    return Reply(f"{told}\n{shown.text}", buttons=shown.buttons)


def _check(scene: Scene, issue: Issue, place: int) -> None:
    """Places are signed in order, each by another person, the reporter's by the administrator."""
    following = issue.next_place
    if following is None:
        raise Refused(texts.ALL_SIGNED.said)
    position = issue.places[following - 1]
    own = [one for one in issue.signings if scene.person and one.person == scene.person.id]
    if own:
        raise Refused(texts.signed_before(issue.places[own[0].place - 1]))
    if place != following:
        raise Refused(texts.not_next(position), (_button(issue, following),))
    is_reporter = position.startswith(texts.REPORTER)
    if not (scene.is_admin if is_reporter else scene.is_executive):
        raise Refused(texts.not_your_place(position))


def _wanted(scene: Scene, said: Statement) -> Issue:
    """The report whose code was typed, else the one quoted, else the newest."""
    code = typed_code(said.text)
    if code is not None:
        found = issues.find(scene.tx, code)
    else:
        found = quoted_report(scene.tx, scene.message) or issues.newest(scene.tx)
    if found is None or found.division:
        raise Refused(texts.NO_REPORT.said)
    return found


def _standing(issue: Issue) -> Reply:
    signed = {one.place: one for one in issue.signings}
    lines = [
        texts.signed_line(n, position, signed[n].author, signed[n].said_at.astimezone(BANGKOK))
        if n in signed
        else texts.open_line(n, position)
        for n, position in enumerate(issue.places, 1)
    ]
    following = issue.next_place
    buttons = (_button(issue, following),) if following else ()
    if not following:
        lines.append(texts.ALL_SIGNED.said)
    lines += typed(buttons)
    return Reply(texts.standing(_name(issue), lines), buttons=buttons)


def _button(issue: Issue, place: int) -> Button:
    label = texts.sign_as(issue.places[place - 1])
    return Button(label, says=f"#ลงนาม {issue.code} {place}", style=Style.PRIMARY)


def _name(issue: Issue) -> str:
    return texts.report_name(issue.code, issue.months, issue.fiscal_year, issue.edition)


# The signed paper.


def quoted_report(tx: Transaction, message: Incoming) -> Issue | None:
    """The report that the quoted message of ours brought, or spoke of by its code."""
    if message.quotes is None:
        return None
    notice = notices.about_of_message(tx, message.chat, message.quotes)
    return _of_notice(tx, notice) if notice is not None else None


def _of_notice(tx: Transaction, notice: Notice) -> Issue | None:
    code = typed_code(reply_of(notice.words).text) if notice.words else None
    return issues.of_document(tx, notice.key) or (issues.find(tx, code) if code else None)


def hand_back(scene: Scene) -> Reply | None:
    """File a photo or file that answers a report, or names its code; None if it does neither."""
    file, code = scene.message.attachment, typed_code(scene.message.text)
    if not scene.sees_all or scene.person is None or file is None or file.sha256 is None:
        return None
    issue = issues.find(scene.tx, code) if code else quoted_report(scene.tx, scene.message)
    if issue is None:
        return None
    scan = Scan(file.name, file.sha256, scene.now)
    issues.file_scan(scene.tx, issue.id, scan, file.size, scene.person)
    filed = issues.find(scene.tx, issue.code) or issue
    return Reply(texts.scan_filed(_name(issue), len(filed.scans)))
