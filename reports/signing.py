"""The chain of signatures, read from the words of a plan or of the office's settings."""

import re

from reports.pages import Signature

_DASH = re.compile(r"\s+[-–—]\s+")
_SIGNS_AS = re.compile(r"^(?:ผู้|ปฏิบัติหน้าที่)")
_RANK = re.compile(
    r"^(?:ว่าที่\s*(?:ร้อย|พัน)?\s*[ก-ฮ.]*\.?[ตทอ]\.?(?:หญิง)?"
    r"|(?:[ก-ฮ]\.){2,3}(?:หญิง)?|(?:สิบ|จ่าสิบ|ดาบ|ร้อย|พัน)(?:ตำรวจ)?(?:ตรี|โท|เอก)(?:หญิง)?)\s*"
)


def read_signature(text: str) -> Signature:
    """One place to sign: "ผู้ตรวจสอบ – ปลัดเทศบาล – จ.ส.ท. สมชาย ใจดี".

    The first part says what is signed as, the second the position, the third, if any, the name;
    a part alone is the position.  A military rank goes before the line to sign on.
    """
    parts = [part.strip() for part in _DASH.split(text.strip())]
    if len(parts) == 1:
        return Signature("", parts[0])
    role, position = parts[:2]
    rank, name = _ranked(" ".join(parts[2:]))
    if _SIGNS_AS.match(role):
        return Signature(role, position, name, rank)
    return Signature("", position, name, rank, heading=role)


def _ranked(name: str) -> tuple[str, str]:
    rank = _RANK.match(name)
    return (rank[0].strip(), name[rank.end() :]) if rank else ("", name)
