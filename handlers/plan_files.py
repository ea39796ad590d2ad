"""The administrator sends a plan file: what it says is shown, and put in force after a yes.

Findings are settled by tapping once the plan is in force; until then their clauses have no date.
"""

import re
from pathlib import PurePath

from handlers import admin, amendment_texts, templates
from handlers import plan_file_texts as texts
from handlers.asking import asking
from handlers.language import spoken
from handlers.messages import Button, Incoming, Kind, Reply, Style
from handlers.parse import Statement
from handlers.scene import Refused, Scene
from handlers.texts import ADMIN_ONLY
from plans.duties import duties_of
from plans.rounds import fiscal_year_of
from plans.thai import arabic_digits
from storage import drafts, marks
from storage.database import Transaction
from storage.loading import Source, load, propose
from storage.people import Person, Role

_PLANS = frozenset({".docx", ".xlsx", ".pdf", ".html", ".htm", ".txt", ".tsv"})
_YES = re.compile(r"(\d+)\s*(?:นำเข้า|ยืนยัน|load)")


def may_be_plan(tx: Transaction, message: Incoming, person: Person | None) -> bool:
    """Whether a file is worth reading as a plan or a template: from an administrator, 1:1."""
    if person is None or Role.ADMIN not in person.roles or message.sender is None:
        return False
    file = message.attachment
    unsaid = not message.text.strip() or templates.is_template(message)
    alone = message.private and message.quotes is None and unsaid
    if message.kind is not Kind.FILE or file is None or not alone:
        return False
    behind_mark = marks.window_of(tx, message.chat, message.sender, message.sent_at) is not None
    return PurePath(file.name.lower()).suffix in _PLANS and not behind_mark


def offer(scene: Scene) -> Reply | None:
    """Show what a plan file says and what it would change; None for a file that is no plan."""
    file, reading = scene.message.attachment, scene.message.reading
    if reading is None or file is None or file.sha256 is None:
        return None
    if not scene.is_admin or scene.person is None:
        return None
    source = Source(file.name, file.sha256)
    draft = drafts.keep_draft(scene.tx, reading, source, scene.person, scene.now)
    proposal = propose(scene.tx, reading, {})
    plan = proposal.plan
    lines = [
        texts.read(
            plan.organisation.name,
            plan.fiscal_year,
            [measure.title for measure in plan.measures],
            len(duties_of(plan)),
            len(reading.findings) - len(proposal.settled),
        )
    ]
    if plan.fiscal_year - fiscal_year_of(scene.today) not in (0, 1):
        lines.append(texts.other_year(plan.fiscal_year, fiscal_year_of(scene.today)))
    if proposal.amends:
        changed = [amendment_texts.difference(one, spoken()) for one in proposal.differences]
        lines.append(texts.differences(changed) if changed else texts.NO_CHANGE.said)
    button = Button(texts.LOAD_LABEL.said, says=f"#แผน {draft.id} นำเข้า", style=Style.PRIMARY)
    return asking([*lines, texts.not_yet()], (button,))


def plan(scene: Scene, said: Statement) -> Reply:
    """Put the plan that was sent in force, and go on with its first finding."""
    if not scene.is_admin or scene.person is None:
        raise Refused(ADMIN_ONLY.said)
    wanted = _YES.match(arabic_digits(said.note))
    if wanted is None:
        raise Refused(texts.HOW.said)
    draft = drafts.find_draft(scene.tx, int(wanted[1]), scene.person)
    if draft is None:
        raise Refused(texts.DRAFT_GONE.said)
    done = load(scene.tx, draft.reading, draft.source, {}, scene.now)
    drafts.drop_draft(scene.tx, draft)
    text = texts.loaded(done.fiscal_year, done.duties, done.occurrences, done.open_findings)
    if not done.open_findings:
        return Reply(f"{text}\n{texts.NEXT.said}")
    return admin.after(text, admin.next_finding(scene, done.fiscal_year))
