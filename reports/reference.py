"""What an issued report is known by: a short code, printed on every page and typed in chat.

The code is made of what the report says, so that the same report has the same code in every
format.  Its letters are those nobody takes for another: a typed O or I means 0 or 1.
"""

import hashlib
import re

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 2, 5  # never taken for a one-time code, which has groups of four
_CODE = re.compile(rf"TD\d\d(?:-[{_LETTERS}]{{{_GROUP}}}){{{_GROUPS}}}(?![0-9A-Z])")
_TYPED = re.compile(r"TD\s*(\d\d)[\s-]*([0-9A-Z]{5})[\s-]*([0-9A-Z]{5})(?![0-9A-Z])", re.IGNORECASE)
_MISREAD = str.maketrans("OIL", "011")


def short_code(fiscal_year: int, state: str) -> str:
    """The code of a report of that year; ``state`` stands for everything it says."""
    number = int.from_bytes(hashlib.sha256(state.encode()).digest()[:7])
    letters = "".join(_LETTERS[number >> 5 * n & 31] for n in range(_GROUPS * _GROUP))
    groups = (letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))
    return "-".join([f"TD{fiscal_year % 100:02}", *groups])


def printed_reference(code: str, head: str) -> str:
    """The line at the foot of every page: the code, and the seal of all that was said by then."""
    return f"รหัสรายงาน {code}   ตราผนึก {head}"


def typed_code(text: str) -> str | None:
    """The code somebody typed, as it is printed."""
    found = _TYPED.search(text)
    if found is None:
        return None
    groups = found.groups()[1:]
    return "-".join([f"TD{found[1]}", *(part.upper().translate(_MISREAD) for part in groups)])


def codes_of(text: str) -> list[str]:
    """Every code printed in a text."""
    return _CODE.findall(text)
