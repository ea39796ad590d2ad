"""A large office's report, and how to look into a PDF the way its readers do."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
from paper_bench import END, HALF, TICKED, Bench

from plans.model import MarkKind, Step
from reports.pages import Document, Heading, Signatures, Table, Text
from reports.report import Report

SENTENCES = (
    "จัดทำคู่มือการให้บริการประชาชนให้ครบทุกกระบวนงาน และเผยแพร่บนเว็บไซต์ของหน่วยงาน",
    "ประชุมชี้แจงเจ้าหน้าที่ผู้ปฏิบัติงาน เพื่อสร้างความเข้าใจในขั้นตอนและระยะเวลาที่กำหนด",
    "ติดตั้งป้ายประชาสัมพันธ์ ณ จุดบริการ ทั้งภายในสำนักงานและสถานที่ราชการใกล้เคียง",
    "สำรวจความพึงพอใจของผู้รับบริการ/ผู้มีส่วนได้ส่วนเสีย อย่างน้อยปีละ ๒ ครั้ง แล้วนำผลมาปรับปรุง",
    "กำชับให้บันทึกการใช้ทรัพย์สินของราชการทุกครั้งตามระเบียบกระทรวงมหาดไทยว่าด้วยการพัสดุ",
)
DIVISIONS = tuple(f"กองส่งเสริมและพัฒนาที่ {n}" for n in range(1, 11))
_UNSEEN = re.compile(r"[\s\u200b\u00ad\ufffe\f]+")


def large_report(measures: int = 40) -> Report:
    """Forty measures of five steps, ten divisions each, everybody with something to say."""
    steps = tuple(Step(sentence) for sentence in SENTENCES)
    built = tuple(
        replace(
            TICKED.measures[1],
            number=n,
            title=f"{SENTENCES[n % 5]} ({SENTENCES[(n + 2) % 5]})",
            divisions=DIVISIONS,
            responsible_text=" ".join(f"{m}.{name}" for m, name in enumerate(DIVISIONS, 1)),
            steps=steps,
        )
        for n in range(1, measures + 1)
    )
    bench = Bench.of(replace(TICKED, measures=built), DIVISIONS)
    said = 0
    for occurrence in bench.progress.occurrences:
        for division in DIVISIONS:
            said += 1
            kind = MarkKind.NOT_POSSIBLE if said % 11 == 0 else MarkKind.DONE
            note = SENTENCES[said % 5][: 20 + said % 40]
            bench = bench.say(occurrence.duty.label, division, kind, END, note, due=occurrence.due)
    return bench.report(HALF)


def words_printed(document: Document) -> list[str]:
    """Every text of a laid out document."""
    found = list(document.cover)
    for block in document.blocks:
        match block:
            case Text() | Heading():
                found.append(block.text)
            case Table():
                found += block.leaves
                found += [t.text for row in block.rows for cell in row.cells for t in cell or ()]
            case Signatures():
                found += [part for s in block.chain for part in (s.role, s.position, s.name)]
    return found


def squeezed(text: str) -> str:
    """The letters alone."""
    return _UNSEEN.sub("", text)


def pages(data: bytes) -> list[str]:
    """The text of every page as Chrome reads it."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def by_poppler(data: bytes, folder: Path, *options: str) -> str:
    """The text as the readers of Linux desktops copy it."""
    path = folder / "report.pdf"
    path.write_bytes(data)
    told = subprocess.run(["pdftotext", *options, path, "-"], capture_output=True, check=True)
    return told.stdout.decode()
