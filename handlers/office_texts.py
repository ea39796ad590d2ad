"""What is said of the office's own settings when the administrator looks or changes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.language import Phrase, number, say
from handlers.texts import shortened


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as people call it: the first word is the one we print, the last the English one.

    ``form`` is what each of its values must look like; empty: any words.
    """

    words: tuple[str, ...]
    example: str
    unset: Phrase
    form: str = ""


_AS_PLANNED = Phrase("ตามที่แผนพิมพ์", "as the plan prints it")
_LEFT_OPEN = Phrase("เว้นจุดไว้ให้เติม", "left open to be filled in")

SETTINGS = {
    "organisation": Setting(("ชื่อหน่วยงาน", "organisation"), "เทศบาลตำบลทุ่งตะวัน", _AS_PLANNED),
    "district": Setting(("อำเภอ", "district"), "เมือง", _AS_PLANNED),
    "province": Setting(("จังหวัด", "province"), "นครสวรรค์", _AS_PLANNED),
    "signatories": Setting(
        ("ผู้ลงนาม", "signatories"),
        "ผู้รายงาน - นักทรัพยากรบุคคล - นายสมชาย ใจดี, ทราบ - นายกเทศมนตรี",
        _AS_PLANNED,
    ),
    "desk": Setting(("เจ้าของเรื่อง", "desk"), "สำนักปลัด", _LEFT_OPEN),
    "website": Setting(
        ("เว็บไซต์", "website"),
        "https://www.example.go.th/ita",
        _LEFT_OPEN,
        form=r"https?://\S+\.\S+",
    ),
    "oit_items": Setting(
        ("เลขข้อ", "oit_items"),
        "2571:O25/O26",
        Phrase("ตามที่ระบบรู้ของแต่ละปี", "what is known of each year"),
        form=r"25\d\d:\w+/\w+",
    ),
    "lead_days": Setting(
        ("เตือนล่วงหน้า", "lead_days"), "14, 7", Phrase("๗ วัน", "7 days"), form=r"\d{1,2}"
    ),
}
"""What an office sets in chat; the rest is set where the bot runs."""

HOW = Phrase(
    "เปลี่ยน: พิมพ์ #ตั้งค่า ตามด้วยชื่อและค่าใหม่ เช่น"
    " #ตั้งค่า ผู้ลงนาม ผู้รายงาน - นักทรัพยากรบุคคล - นายสมชาย ใจดี, ทราบ - นายกเทศมนตรี"
    " · เลิกใช้ค่าที่ตั้ง: #ตั้งค่า ผู้ลงนาม ว่าง",
    "To change: type #settings, its name and the new value, such as"
    " #settings website https://www.example.go.th/ita · to unset: #settings website none",
)


def shown(lines: Sequence[str]) -> str:
    """Everything that can be set, and how."""
    return "\n".join([say("ค่าของหน่วยงาน", "Settings of the office"), *lines, HOW.said])


def line(setting: Setting, values: Sequence[str]) -> str:
    """One setting as it stands; several values are numbered."""
    name = say(setting.words[0], setting.words[-1])
    if len(values) < 2 or setting.form:
        return f"• {name}: {shortened(', '.join(values), 300) or setting.unset.said}"
    listed = [f"   {number(n)}. {shortened(one, 300)}" for n, one in enumerate(values, 1)]
    return "\n".join([f"• {name}:", *listed])


def kept(told: str) -> str:
    """After a change."""
    return say(
        f"ตั้งแล้ว มีผลตั้งแต่นี้ เอกสารที่ออกไปแล้วไม่เปลี่ยน\n{told}",
        f"Set from now on; documents given out before stay as they are.\n{told}",
    )


def refused(setting: Setting) -> str:
    """The value cannot be used."""
    name = say(setting.words[0], setting.words[-1])
    command = say("#ตั้งค่า", "#settings")
    return say(
        f"ตั้ง {name} อย่างนั้นไม่ได้ พิมพ์ เช่น {command} {name} {setting.example}",
        f"{name} cannot be that. For example: {command} {name} {setting.example}",
    )
