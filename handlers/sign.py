"""An issued report is acknowledged in chat by its signature chain; the signed paper is filed."""

import re

from handlers import sign_texts as texts
from handlers.asking import asking
from handlers.messages import Button, Incoming, Reply, Style, reply_of
from handlers.outbox import tell
from handlers.parse import Statement
from handlers.scene import BANGKOK, Refused, Scene
from handlers.texts import ADMIN_ONLY, typed
from plans.thai import arabic_digits
from reports.compile import default_round
from reports.reference import typed_code
from storage import issues, notices, people
from storage.database import Transaction
from storage.issues import Issue, Scan, Signing
from storage.notices import Notice, NoticeClass
from storage.people import Audience, Chat

_PLACE = re.compile(r"\s(\d{1,2})\s*$")
_APPOINT = re.compile(r"(?:มอบ|แต่งตั้ง|appoint)(?:\s+(?P<place>\d{1,2})(?:\s+(?P<name>\S.*))?)?\s*$")
_ANYBODY = ("ใครก็ได้", "anybody")


def sign(scene: Scene, said: Statement) -> Reply:
    """Show the chain of a report, or acknowledge it at the place named, which must be the next."""
    if not scene.sees_all or scene.person is None:
        raise Refused(texts.ONLY_LEADERS.said)
    issue = _wanted(scene, said)
    if not issue.places:
        raise Refused(texts.NO_PLACES.said)
    if appointing := _APPOINT.search(arabic_digits(said.text)):
        return _appoint(scene, issue, appointing["place"], (appointing["name"] or "").strip())
    place = _PLACE.search(arabic_digits(said.text))
    if place is None:
        return _standing(scene, issue)
    _check(scene, issue, int(place[1]))
    issues.sign(scene.tx, issue.id, int(place[1]), scene.person, scene.now)
    after = issues.find(scene.tx, issue.code) or issue
    _call_off(scene, issue, int(place[1]))
    _tell_next(scene, after)
    told = texts.signed(issue.places[int(place[1]) - 1], scene.now.astimezone(BANGKOK))
    return _standing(scene, after, told)


def _check(scene: Scene, issue: Issue, place: int) -> None:
    """Places are signed in order, each by another person, by the one appointed to it.

    Until somebody is appointed the reporter's is the administrator's, the others an executive's.
    """
    following = issue.next_place
    if following is None:
        raise Refused(texts.ALL_SIGNED.said)
    position = issue.places[following - 1]
    if own := _signed_by(scene, issue):
        raise Refused(texts.signed_before(issue.places[own[0].place - 1]))
    if place != following:
        raise Refused(texts.not_next(position), (_button(issue, following),))
    if not _may_sign(scene, position):
        raise Refused(texts.not_your_place(position))


def _signed_by(scene: Scene, issue: Issue) -> list[Signing]:
    """Where this person has signed already; nobody signs twice."""
    return [one for one in issue.signings if scene.person and one.person == scene.person.id]


def _may_sign(scene: Scene, position: str) -> bool:
    signer = issues.signer_of(scene.tx, position)
    if signer is not None:
        return scene.person is not None and scene.person.id == signer.person
    return scene.is_admin if position.startswith(texts.REPORTER) else scene.is_executive


def _tell_next(scene: Scene, issue: Issue) -> None:
    """Whose turn it is reads it 1:1: the one appointed, else all who may sign there."""
    if issue.next_place is None:
        everybody = _chats_for(scene, Audience.ADMIN)
        reply = Reply(texts.complete(_name(issue)))
        tell(scene, f"sign/{issue.id}/all", everybody, NoticeClass.OVERSIGHT, reply)
        return
    position = issue.places[issue.next_place - 1]
    signer = issues.signer_of(scene.tx, position)
    if signer is not None:
        chat = people.find_chat(scene.tx, signer.address)
        chats = [chat] if chat and chat.active and chat.id != scene.chat.id else []
    else:
        is_reporter = position.startswith(texts.REPORTER)
        chats = _chats_for(scene, Audience.ADMIN if is_reporter else Audience.EXECUTIVE)
    buttons = (_button(issue, issue.next_place), *_to_read(scene, issue))
    reply = asking([texts.your_turn(_name(issue), position)], buttons)
    tell(scene, f"sign/{issue.id}/{issue.next_place}", chats, NoticeClass.OVERSIGHT, reply)


def _call_off(scene: Scene, issue: Issue, place: int) -> None:
    """Somebody signed: who was asked to and has not been told yet need not be."""
    for chat in people.chats(scene.tx):
        asked = notices.find_key(scene.tx, f"sign/{issue.id}/{place}/{chat.id}")
        if asked is not None:
            notices.drop_waiting(scene.tx, asked, scene.now, "signed")


def _chats_for(scene: Scene, audience: Audience) -> list[Chat]:
    """The 1:1 chats of these people, not of those who signed; their groups where there are none."""
    known = [chat for chat in people.chats(scene.tx) if chat.active and chat.audience is audience]
    private = [chat for chat in known if chat.private]
    return [chat for chat in private or known if chat.id != scene.chat.id]


def _appoint(scene: Scene, issue: Issue, place: str | None, name: str) -> Reply:
    """Who signs where: shown, or settled by the administrator."""
    if not scene.is_admin:
        raise Refused(ADMIN_ONLY.said)
    if place is None or not 0 < int(place) <= len(issue.places):
        signers = [issues.signer_of(scene.tx, position) for position in issue.places]
        lines = [
            texts.signs_here(n, position, signer.name if signer else "")
            for n, (position, signer) in enumerate(zip(issue.places, signers, strict=True), 1)
        ]
        return Reply("\n".join([texts.APPOINT_HOW.said, *lines]))
    position = issue.places[int(place) - 1]
    if name in _ANYBODY:
        issues.appoint(scene.tx, position, None)
        return Reply(texts.signs_here(int(place), position, ""))
    known = issues.leaders(scene.tx)
    exact = [one for one in known if one.name == name]
    meant = exact or [one for one in known if name and name in one.name]
    if len(meant) != 1:
        wanted = meant or known
        buttons = tuple(
            Button(one.name[:20], says=f"#ลงนาม {issue.code} มอบ {place} {one.name}")
            for one in wanted
        )
        return Reply("\n".join([texts.who_signs(position), *typed(buttons)]), buttons=buttons)
    issues.appoint(scene.tx, position, meant[0])
    return Reply(texts.signs_here(int(place), position, meant[0].name))


def _wanted(scene: Scene, said: Statement) -> Issue:
    """The report whose code was typed, else the one quoted, else the newest."""
    code = typed_code(said.text)
    if code is not None:
        found = issues.find(scene.tx, code)
    else:
        found = quoted_report(scene.tx, scene.message) or issues.newest(scene.tx)
    if found is None or found.division:
        raise Refused((texts.NO_REPORT if code is not None else texts.NOTHING_ISSUED).said)
    return found


def _standing(scene: Scene, issue: Issue, told: str = "") -> Reply:
    """Who has signed and who is next, below what was just done."""
    signed = {one.place: one for one in issue.signings}
    lines = []
    for n, position in enumerate(issue.places, 1):
        if n in signed:
            at = signed[n].said_at.astimezone(BANGKOK)
            lines.append(texts.signed_line(n, position, signed[n].author, at))
        else:
            signer = issues.signer_of(scene.tx, position)
            lines.append(texts.open_line(n, position, signer.name if signer else ""))
    following = issue.next_place
    mine = following is not None and _may_sign(scene, issue.places[following - 1])
    if not following:
        lines.append(texts.ALL_SIGNED.said)
    shown = [told] if told else []
    shown.append(texts.standing(_name(issue), lines))
    if not (following and mine) or _signed_by(scene, issue):
        return Reply("\n".join(shown))
    return asking(shown, (_button(issue, following), *_to_read(scene, issue)))


def _button(issue: Issue, place: int) -> Button:
    label = texts.sign_as(issue.places[place - 1])
    return Button(label, says=f"#ลงนาม {issue.code} {place}", style=Style.PRIMARY)


def _to_read(scene: Scene, issue: Issue) -> tuple[Button, ...]:
    """Nobody signs unread: the report of the round that is reported on now."""
    if issue.fiscal_year != default_round(scene.today).fiscal_year:
        return ()
    return (Button(texts.READ_IT.said, says=f"#รายงาน {issue.months} pdf"),)


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
