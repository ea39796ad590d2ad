"""Papers around the report, asked for in chat: memos, the meeting, the register, words for OIT."""

from collections.abc import Mapping

from handlers import paper_texts as texts
from handlers.asking import asking
from handlers.messages import Button, Document, Reply
from handlers.parse import Statement
from handlers.rounds import asked_round
from handlers.scene import Refused, Scene
from handlers.standing import Standing
from plans.rounds import Round, fiscal_year_of
from plans.thai import arabic_digits
from reports import oit
from reports.compile import compile_report
from storage import issues
from storage.settings import office_settings

_WORDS: Mapping[str, tuple[str, ...]] = {
    "oit": ("oit", "url"),
    "cover": ("นำเรียน", "cover"),
    "publish": ("เผยแพร่", "publish"),
    "chase": ("ทวงถาม", "ติดตาม", "chase"),
    "agenda": ("วาระ", "ประชุม", "agenda"),
    "register": ("ทะเบียน", "register"),
    "leaflet": ("แผ่นแนะนำ", "แผ่นพับ", "คิวอาร์", "qr", "leaflet"),
}
"""What each paper is called; the first word is the one we print."""


def papers(scene: Scene, said: Statement) -> Reply:
    """Name the paper wanted; it is made after this answer is committed."""
    if not scene.sees_all:
        raise Refused(texts.ONLY_LEADERS.said)
    note = arabic_digits(said.note.lower())
    paper = next((p for p, words in _WORDS.items() if any(w in note for w in words)), None)
    if paper is None:
        buttons = tuple(
            Button(texts.PAPERS[p], says=f"#เอกสาร {words[0]}") for p, words in _WORDS.items()
        )
        return asking([texts.PAPERS_ARE.said], buttons)
    if paper == "leaflet":
        year = fiscal_year_of(scene.today)
        document = Document(year, 6, "pdf", scene.today, paper=paper)
        return Reply(texts.LEAFLET_MADE.said, document=document)
    standing, round_ = asked_round(scene, note)
    if paper == "oit":
        return Reply(_words_for_oit(scene, standing, round_))
    document = Document(
        standing.fiscal_year, round_.months, "docx", scene.today, paper=paper,
        asked_by=scene.person.id if scene.person else None,
    )  # fmt: skip
    name = texts.round_name(round_.months, round_.fiscal_year)
    return Reply(texts.paper_made(texts.PAPERS[paper], name), document=document)


def _words_for_oit(scene: Scene, standing: Standing, round_: Round) -> str:
    settings = office_settings(scene.tx)
    office = settings.office(standing.progress.plan.organisation)
    report = compile_report(standing.progress, round_, as_of=scene.today, organisation=office)
    register = issues.register(scene.tx, round_.fiscal_year)
    codes = [one.code for one in register if one.months == round_.months and not one.division]
    return oit.answer(report, settings.oit_items, settings.website, codes[-1] if codes else "")
