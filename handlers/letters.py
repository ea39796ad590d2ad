"""Letters named in a note: "ที่ นบ 52001/123 ลว. 5 ม.ค. 66" is evidence like a link.

The form is that of ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. 2526: the code of the office and
its running number, then the letter's date.
"""

import re

from plans.thai import arabic_digits

_BEFORE_NUMBER = "ที่"
_KINDS = "หนังสือ|คำสั่ง|ประกาศ|บันทึกข้อความ|บันทึก"
_MONTH = r"[ก-๙]{1,3}\.?\s?[ก-๙]{0,3}\.?[ก-๙]*"
_LETTER = re.compile(
    rf"(?:(?:{_KINDS})[ก-๙]{{0,30}}?\s*)?{_BEFORE_NUMBER}\s*"
    r"(?P<number>(?:[ก-ฮ]{1,4}\.?\s*)?\d{1,6}(?:\.\d{1,4})?\s?/\s?ว?\s?\d{1,6})"
    r"\s*(?:ลว\.?|ลงวันที่|วันที่)\s*"
    rf"(?P<day>\d{{1,2}}\s*(?:{_MONTH}\s*\d{{2,4}}|/\d{{1,2}}/\d{{2,4}}))"
)


def letters_in(text: str) -> tuple[str, ...]:
    """Every letter that is named with its number and its date, as written, each once."""
    if _BEFORE_NUMBER not in text:  # nearly all notes name none
        return ()
    plain = arabic_digits(text)  # same length: positions hold for both
    found = (text[one.start() : one.end()] for one in _LETTER.finditer(plain))
    return tuple(dict.fromkeys(" ".join(one.split()) for one in found))
