"""A made-up office, its plans in every form, and words to say of their duties."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from plans.duties import duties_of, occurrences
from plans.model import (
    Actor,
    Clause,
    ClauseKind,
    Every,
    Evidence,
    IndicatorScore,
    Instrument,
    Mark,
    MarkKind,
    Measure,
    Organisation,
    Period,
    Plan,
    PlanKind,
    Step,
)
from plans.progress import Progress, RegisteredDivision
from plans.rounds import Round, fiscal_period
from reports.compile import compile_report
from reports.report import Report

OFFICE = Organisation("เทศบาลตำบลทุ่งตะวัน", "ดอนสายลม", "ลำตะวัน")
CLERK, TREASURY, WORKS = "สำนักปลัด", "กองคลัง", "กองช่าง"
HALF = Round(2566, 6)
END = date(2023, 3, 31)
YEAR = fiscal_period(2566)


def deadline(text: str, due: date, **more) -> Clause:
    return Clause(text, kind=ClauseKind.DEADLINE, due=(due,), **more)


MONITORED = Plan(
    organisation=OFFICE,
    kind=PlanKind.PLAN,
    fiscal_year=2566,
    monitored=True,
    columns=(
        "ประเด็นที่ต้องพัฒนา",
        "ผู้รับผิดชอบ",
        "ขั้นตอนหรือวิธีการ",
        "การรายงานผลและการกำกับติดตาม",
    ),
    measures=(
        Measure(
            1,
            "ข้อมูลโครงสร้างหน่วยงาน",
            issue="ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล",
            instrument=Instrument.OIT,
            indicator=9,
            questions=("O1",),
            responsible_text="สำนักปลัด",
            divisions=(CLERK,),
            steps=(Step("จัดทำแผนผังโครงสร้าง"), Step("เผยแพร่บนเว็บไซต์")),
            clauses=(
                deadline("เจ้าหน้าที่เผยแพร่ภายในเดือนมกราคม ๒๕๖๖", date(2023, 1, 31)),
                Clause("ผู้บริหารติดตามทุกเดือน", Actor.EXECUTIVE, ClauseKind.RECURRING, Every.MONTH),
            ),
        ),
        Measure(
            2,
            "ข่าวประชาสัมพันธ์",
            issue="ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล",
            instrument=Instrument.OIT,
            indicator=9,
            responsible_text="สำนักปลัด กองคลัง",
            divisions=(CLERK, TREASURY),
            steps=(Step("ลงข่าวอย่างน้อยเดือนละครั้ง"),),
            clauses=(Clause("รายงานทุกเดือน", kind=ClauseKind.RECURRING, every=Every.MONTH),),
        ),
        Measure(
            3,
            "แผนจัดซื้อจัดจ้าง",
            issue="ตัวชี้วัดที่ ๑๐ การป้องกันการทุจริต",
            instrument=Instrument.OIT,
            indicator=10,
            responsible_text="กองคลัง กองช่าง",
            divisions=(TREASURY, WORKS),
            clauses=(
                deadline("จัดทำแผนภายในเดือนธันวาคม ๒๕๖๕", date(2022, 12, 31)),
                deadline("สรุปผลภายในเดือนเมษายน ๒๕๖๖", date(2023, 4, 30)),
            ),
        ),
        Measure(
            4,
            "แถวที่เอกสารตัดท้าย",
            issue="ตัวชี้วัดที่ ๑๐ การป้องกันการทุจริต",
            instrument=Instrument.OIT,
            indicator=10,
            responsible_text="สำนักปลัด",
            divisions=(CLERK,),
        ),
    ),
)

TICKED = Plan(
    organisation=OFFICE,
    kind=PlanKind.REPORT,
    fiscal_year=2566,
    columns=(
        "ลำดับที่",
        "มาตรการ",
        "ขั้นตอน",
        "ระยะเวลา",
        "ผู้รับผิดชอบ",
        "ดำเนินการแล้วเสร็จ",
        "ไม่สามารถดำเนินการได้",
        "ผลลัพธ์หรือความสำเร็จ",
    ),
    measures=tuple(
        Measure(
            number,
            f"มาตรการลำดับ {number}",
            issue="กระบวนการปฏิบัติงานที่โปร่งใสและมีประสิทธิภาพ" if number == 1 else None,
            questions=(f"E{number}",),
            responsible_text="1.สำนักปลัด 2.กองคลัง",
            divisions=(CLERK, TREASURY),
            steps=(Step("ทบทวนคู่มือ"), Step("ประกาศใช้")),
            period=Period(date(2023, 1, 1), END),
        )
        for number in (1, 2, 3)
    ),
    scores=(
        IndicatorScore(1, "การปฏิบัติหน้าที่", Decimal("91.26"), 2565),
        IndicatorScore(1, "การปฏิบัติหน้าที่", Decimal("97.65"), 2566, delta=Decimal("6.41")),
    ),
)

STEPWISE = Plan(
    organisation=OFFICE,
    kind=PlanKind.REPORT,
    fiscal_year=2566,
    columns=("มาตรการ/กิจกรรม", "วิธีการปฏิบัติ", "ผู้รับผิดชอบ", "ระยะเวลา", "สรุปผลการดำเนินการ", "ผลลัพธ์"),
    measures=(
        Measure(
            1,
            "ให้บริการตามขั้นตอน",
            issue="การให้บริการและระบบ E-Service",
            steps=(
                Step("ทำคู่มือ", everyone=True, period=YEAR),
                Step("อบรม", divisions=(CLERK, TREASURY), period=YEAR, joint=True),
                Step("ติดประกาศ", divisions=(WORKS,), period=YEAR),
            ),
        ),
        Measure(2, "จัดช่องทางร้องเรียน", steps=(Step("เปิดช่องทาง", (CLERK,), period=YEAR),)),
    ),
)

ADVISED = Plan(
    organisation=Organisation("องค์การบริหารส่วนตำบลทุ่งตะวัน", "ดอนสายลม", "ลำตะวัน"),
    kind=PlanKind.REPORT,
    fiscal_year=2566,
    columns=(
        "มาตรการ/ แนวทาง",
        "วิธีการดำเนินการ",
        "ผู้รับผิดชอบ",
        "ระยะเวลา",
        "ผลการดำเนินการ",
        "ข้อเสนอแนะ",
    ),
    measures=(
        Measure(
            1,
            "การใช้งบประมาณ",
            responsible_text="- คณะกรรมการ - งานพัสดุ",
            divisions=("งานพัสดุ",),
            steps=(Step("แสดงแผน"), Step("แสดงผล")),
            period=Period(date(2022, 10, 1), date(2023, 2, 28)),
        ),
        Measure(2, "การใช้อำนาจ", divisions=("งานพัสดุ",), steps=(Step("มอบนโยบาย"),), period=YEAR),
    ),
    signatories=("ผู้รายงาน – นักทรัพยากรบุคคล", "ทราบ – นายกองค์การบริหารส่วนตำบล"),
)

UNKNOWN = Plan(
    organisation=OFFICE,
    kind=PlanKind.PLAN,
    fiscal_year=2566,
    columns=("กลยุทธ์", "งบ"),
    measures=(Measure(1, "ทำสิ่งที่ดี", divisions=(CLERK,), period=YEAR),),
)

PLANS = {
    "monitored": MONITORED,
    "ticked": TICKED,
    "stepwise": STEPWISE,
    "advised": ADVISED,
    "unknown": UNKNOWN,
}


@dataclass(frozen=True)
class Bench:
    """Progress on one plan to which things can be said."""

    progress: Progress

    @classmethod
    def of(cls, plan: Plan, register: tuple[str, ...] = (CLERK, TREASURY, WORKS)) -> "Bench":
        duties = tuple(replace(duty, id=n) for n, duty in enumerate(duties_of(plan), 1))
        found = tuple(replace(o, id=n) for n, o in enumerate(occurrences(plan, duties), 1))
        divisions = tuple(RegisteredDivision(name) for name in register)
        return cls(Progress(plan, duties, found, (), divisions))

    def say(
        self,
        label: str,
        division: str,
        kind: MarkKind,
        said_on: date,
        note: str = "",
        *,
        due: date | None = None,
        done_on: date | None = None,
        evidence: tuple[Evidence, ...] = (),
        withdraws: int | None = None,
    ) -> "Bench":
        """One more mark on a duty's occurrence: the one due that day, else its first."""
        own = [o for o in self.progress.occurrences if o.duty.label == label]
        occurrence = next(o for o in own if due is None or o.due == due)
        at = datetime.combine(said_on, datetime.min.time(), UTC) + timedelta(hours=3)
        marks = self.progress.marks
        mark = Mark(
            len(marks) + 1, occurrence.id, division, kind, at, note, done_on,
            withdraws=withdraws, evidence=evidence,
        )  # fmt: skip
        return Bench(replace(self.progress, marks=(*marks, mark)))

    def report(self, round_: Round = HALF, as_of: date = END, **more) -> Report:
        return compile_report(self.progress, round_, as_of=as_of, **more)
